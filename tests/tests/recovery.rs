//! An engine dies at any moment, and another one goes on with what is in the log.

use engine_worker::durability::store::MemoryStore;
use engine_worker::durability::{Ledger, LogEntry, Store, log};
use engine_worker::engine::entries_of;
use offstage_tests::durable::{Durable, ready};
use offstage_tests::model_dom::Gesture;
use offstage_tests::monkey;
use offstage_tests::program::Program;
use proptest::prelude::*;
use protocol::{Epoch, Leftover, Patch};

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const SHOPPING: &str = include_str!("../../www/examples/shopping_list.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

/// Says on the console and in the path what it does.
const TALKER: &str = "
    document: Document/new(root: Element/stripe(direction: Row, style: [], items: LIST { go, count }))
    go: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { go })
    count: 0 |> HOLD count { go.event.press |> THEN { count + 1 } }
    said: go.event.press |> THEN { count |> Log/info() }
    gone: go.event.press |> THEN { TEXT { /there } } |> Router/go_to()
";

fn text_field<S: Store>(program: &Durable<S>, index: usize) -> protocol::NodeId {
    let dom = &program.pages[index].dom;
    let fields = dom.interactive();
    *fields
        .iter()
        .find(|node| dom.value(**node).is_some())
        .expect("a text field")
}

#[test]
fn what_is_kept_survives_a_death_and_the_page_goes_on() {
    let mut program = Durable::start(COUNTER);
    for _ in 0..3 {
        program.press(0, "+");
    }
    let before = program.text(0);
    program.restart();
    assert_eq!(program.text(0), before);
    program.press(0, "+");
    assert_eq!(program.text(0), before.replace('3', "4"));
    assert!(program.pages[0].unacknowledged.is_empty());
    assert_eq!(program.diagnostics, []);
}

#[test]
fn the_names_of_the_life_before_are_told_with_the_first_frame() {
    let mut program = Durable::start(TODO_MVC);
    let field = text_field(&program, 0);
    for text in ["milk", "eggs"] {
        program.edit(0, field, text);
        program.key(0, field, "Enter");
    }
    let before = program.pages[0].dom.snapshot();
    program.restart();
    let names = program.pages[0].dom.renamed().expect("new names").clone();
    assert!(names.contains_key(&field.actor), "{names:?}");
    assert!(names.len() > 2, "the items have names, too: {names:?}");
    assert_eq!(
        program.pages[0].dom.snapshot().lines().count(),
        before.lines().count()
    );
    assert_eq!(program.diagnostics, []);
}

#[test]
fn an_event_that_nobody_has_logged_is_said_again_by_its_new_name() {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    let events = program.pages[0].press("+");
    program.report(0, events);
    program.restart();
    assert_eq!(program.text(0), "−2+");
    assert!(program.pages[0].unacknowledged.is_empty());
}

#[test]
fn an_event_that_was_processed_and_not_acknowledged_happens_once() {
    let mut program = Durable::start(COUNTER);
    let events = program.pages[0].press("+");
    program.report(0, events);
    program.settle().expect("nobody else has the log");
    assert_eq!(
        program.pages[0].unacknowledged.len(),
        1,
        "the page knows nothing"
    );
    program.restart();
    assert_eq!(program.text(0), "−1+");
    assert!(program.pages[0].unacknowledged.is_empty());
}

/// The payloads of a program's log.
fn payloads<S: Store>(program: &mut Durable<S>) -> Vec<Vec<u8>> {
    ready(program.driver().payloads()).expect("the store works")
}

fn bytes(payloads: &[Vec<u8>]) -> Vec<u8> {
    log::to_bytes(Epoch(1), payloads).expect("small payloads")
}

#[test]
fn an_event_that_is_logged_and_not_committed_is_processed_by_the_next_life() {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    let mut log = payloads(&mut program);
    let last = log.pop().expect("a commit");
    assert!(matches!(LogEntry::decode(&last), Ok(LogEntry::Commit(_))));
    let mut again = Durable::with_bytes(COUNTER, &bytes(&log));
    assert_eq!(again.text(0), "−1+");
    let entries = entries_of(&payloads(&mut again)).expect("entries");
    let attempts = entries
        .iter()
        .filter(|entry| matches!(entry, LogEntry::Attempt { .. }));
    assert_eq!(attempts.count(), 1);
    again.restart();
    assert_eq!(again.text(0), "−1+", "and by no other life");
}

/// Texts that are typed are not kept: the next life hears of them with the key that acts on them.
#[test]
fn a_key_brings_the_text_that_it_was_pressed_in() {
    let mut program = Durable::start(SHOPPING);
    let field = text_field(&program, 0);
    program.edit(0, field, "milk");
    program.restart();
    let field = text_field(&program, 0);
    let edit = program.pages[0].next_edit();
    let key = protocol::Event::Node {
        target: field,
        kind: protocol::EventKind::KeyDown {
            key: "Enter".to_owned(),
            text: "milk".to_owned(),
            edit,
            seen: protocol::WriteVersion(0),
        },
    };
    program.events(0, vec![key]);
    assert!(program.text(0).contains("milk"), "{}", program.text(0));
}

/// Lets engines begin and die before the page of the first tab hears of them.
fn begin_in_vain(program: &mut Durable<MemoryStore>, lives: usize) {
    for _ in 0..lives {
        program.kill();
        let mut driver = program.reopen(program.options(Vec::new()));
        ready(driver.settle(0.0)).expect("nobody else has the log");
    }
}

/// A page keeps the nodes of the life that it has heard, however many lives it has not heard.
#[test]
fn lives_that_no_page_has_heard_do_not_lose_the_names() {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    let pending = program.pages[0].press("+");
    begin_in_vain(&mut program, 4);
    program.report(0, pending);
    program.restart();
    assert_eq!(program.text(0), "−2+");
}

#[test]
fn what_a_page_that_is_gone_could_not_say_is_taken_from_its_leftovers_once() {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    let page = &mut program.pages[0];
    let target = page.button("+");
    let press = protocol::Event::Node {
        target,
        kind: protocol::EventKind::Press,
    };
    let leftover = |sequence| Leftover {
        tab: page.tab,
        epoch: page.epoch(),
        events: vec![protocol::StampedEvent {
            sequence: protocol::Sequence(sequence),
            time: 0.0,
            event: press.clone(),
        }],
    };
    // The first has been logged, and the third comes twice.
    let leftovers = vec![leftover(1), leftover(2), leftover(3), leftover(3)];
    program.kill();
    program.pages.clear();
    program.load_with("/", leftovers);
    assert_eq!(program.text(0), "−3+");
}

#[test]
fn what_the_program_said_and_the_page_has_not_heard_is_said_by_the_next_life_once() {
    let mut program = Durable::start(TALKER);
    program.press(0, "go");
    assert_eq!(program.pages[0].path, "/there");
    assert_eq!(program.pages[0].console.len(), 1);
    "/elsewhere".clone_into(&mut program.pages[0].path);
    program.restart();
    assert_eq!(program.pages[0].path, "/elsewhere", "it was heard");
    let events = program.pages[0].press("go");
    program.report(0, events);
    program.settle().expect("nobody else has the log");
    program.restart();
    assert_eq!(program.pages[0].path, "/there");
    assert_eq!(program.pages[0].console.len(), 2);
    program.restart();
    assert_eq!(program.pages[0].console.len(), 2);
    assert_eq!(program.text(0), "go2");
}

/// What was typed ahead of a clear belongs to the text before it: the page must hear of the clear, too.
#[test]
fn texts_that_the_page_has_not_shown_are_said_by_the_next_life_once() {
    let mut program = Durable::start(SHOPPING);
    let field = text_field(&program, 0);
    let edit = program.pages[0].next_edit();
    program.pages[0].dom.type_text(field, "milk", edit);
    let text = "milk";
    let mut events = program.pages[0].gesture(field, &Gesture::Edit { text, edit });
    let key = "Enter";
    events.extend(program.pages[0].gesture(field, &Gesture::Key { key, text, edit }));
    program.report(0, events);
    program.settle().expect("nobody else has the log");
    begin_in_vain(&mut program, 2);
    program.restart();
    let field = text_field(&program, 0);
    assert_eq!(program.pages[0].late, [(field, String::new(), edit)]);
    assert!(program.text(0).contains("milk"), "{}", program.text(0));
    program.restart();
    assert_eq!(program.pages[0].late.len(), 1, "it was heard");
    // What the page shows in time is said once.
    program.edit(0, text_field(&program, 0), "tea");
    program.key(0, text_field(&program, 0), "Enter");
    program.restart();
    assert_eq!(program.pages[0].late.len(), 1);
    assert!(program.text(0).contains("tea"), "{}", program.text(0));
}

#[test]
fn a_line_that_several_lives_could_not_say_is_said_once() {
    let mut program = Durable::start(TALKER);
    let events = program.pages[0].press("go");
    program.report(0, events);
    program.settle().expect("nobody else has the log");
    begin_in_vain(&mut program, 3);
    program.restart();
    assert_eq!(program.pages[0].console.len(), 1);
    assert_eq!(program.pages[0].path, "/there");
    program.restart();
    assert_eq!(program.pages[0].console.len(), 1);
}

#[test]
fn compaction_changes_nothing() {
    let mut program = Durable::start(SHOPPING);
    let field = text_field(&program, 0);
    for text in ["milk", "eggs", "tea"] {
        program.edit(0, field, text);
        program.key(0, field, "Enter");
    }
    let before = program.text(0);
    let ledger = program.driver().engine().ledger().clone();
    ready(program.driver().compact()).expect("nobody else has the log");
    let mut folded = Ledger::default();
    for entry in entries_of(&payloads(&mut program)).expect("entries") {
        folded.apply(&entry);
    }
    assert_eq!(folded, ledger, "a snapshot is what the engine has");
    program.restart();
    assert_eq!(program.text(0), before);
    let events = program.driver().size();
    assert_eq!(events.compactions, 0, "those of this life");
}

#[test]
fn a_large_log_is_compacted_by_itself() {
    let mut program = Durable::start(SHOPPING);
    let field = text_field(&program, 0);
    let text = "a long line ".repeat(5000);
    for _ in 0..20 {
        program.edit(0, field, &text);
        program.edit(0, field, "");
    }
    let size = program.driver().size();
    assert!(size.compactions > 0, "{size:?}");
    assert!(size.bytes < 3_000_000, "{size:?}");
}

#[test]
fn another_life_fences_the_one_before() {
    let store = MemoryStore::default();
    let shared = store.clone();
    let mut old = Durable::over(COUNTER, move || shared.clone());
    old.press(0, "+");
    let frozen = old.driver.take();
    let mut new = Durable::over(COUNTER, move || store.clone());
    assert_eq!(new.text(0), "−1+");
    old.driver = frozen;
    let events = old.pages[0].press("+");
    old.report(0, events);
    assert!(old.settle().is_err());
    assert!(old.driver().is_fenced());
    let tab = old.pages[0].tab;
    assert_eq!(old.driver().take_frame(tab), None, "nothing of it is told");
    assert_eq!(old.driver().take_acknowledgement(tab), None);
    new.press(0, "+");
    assert_eq!(new.text(0), "−2+");
}

#[test]
fn an_entry_of_a_later_version_leaves_the_log_as_it_is() {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    let mut log = payloads(&mut program);
    log.push(vec![99, 1, 2, 3]);
    let mut again = Durable::with_bytes(COUNTER, &bytes(&log));
    let storage = again.driver().storage();
    assert_eq!(storage.durability, protocol::Durability::Memory);
    assert!(storage.problem.contains("another version"), "{storage:?}");
    assert_eq!(again.text(0), "−1+", "what is known is used");
}

/// The stimuli of a log's first `count` payloads.
fn logged(payloads: &[Vec<u8>]) -> Vec<engine_worker::inbox::Record> {
    let entries = entries_of(payloads).expect("entries");
    let records = entries.into_iter().filter_map(|entry| match entry {
        LogEntry::Event(record) => Some(record),
        _ => None,
    });
    records.collect()
}

type Saved = Vec<(engine_worker::durability::SavedKey, Vec<u8>)>;

fn saved(ledger: &Ledger) -> Saved {
    let saved = ledger.saved().iter();
    saved.map(|(key, value)| (key, value.to_vec())).collect()
}

/// Every prefix of a log leads to what a program has that got the same and then stopped.
fn any_prefix_recovers(source: &str, steps: &[monkey::Step]) {
    let mut program = Durable::start(source);
    for step in steps {
        monkey::durable_step(&mut program, step);
    }
    let log = payloads(&mut program);
    for length in 0..=log.len() {
        let prefix = &log[..length];
        let mut expected = Program::start(source);
        expected.engine.replay(&logged(prefix));
        expected.settle();
        let mut folded = Ledger::default();
        let entries = entries_of(prefix).expect("entries");
        entries.iter().for_each(|entry| folded.apply(entry));
        let mut recovered =
            Durable::with_bytes_at(source, &bytes(prefix), folded.time(), &expected.path);
        let ledger = recovered.driver().engine().ledger();
        assert_eq!(ledger.unfinished().count(), 0);
        let found = saved(ledger);
        let of = format!("{length} of {} entries", log.len());
        let kept = saved(expected.engine.ledger());
        if folded.unfinished().next().is_none() {
            assert_eq!(found, kept, "{of}");
        } else {
            // What the new life makes has other identities.
            assert_eq!(found.len(), kept.len(), "{of}");
        }
        assert_eq!(recovered.text(0), expected.text(), "{of}");
        recovered.restart();
        let again = saved(recovered.driver().engine().ledger());
        assert_eq!(again, found, "once more with {length} entries");
    }
}

fn steps() -> impl Strategy<Value = Vec<monkey::Step>> {
    let touch = any::<(u8, u8, u8)>().prop_map(monkey::Step::touch);
    let step = prop_oneof![
        8 => touch,
        1 => (0_u16..1500).prop_map(monkey::Step::Wait),
    ];
    prop::collection::vec(step, 1..14)
}

macro_rules! prefixes {
    ($($name:ident: $source:expr;)*) => {
        mod any_prefix_of_any_log_recovers {
            use super::*;
            proptest! {
                #![proptest_config(ProptestConfig::with_cases(12))]
                $(#[test] fn $name(steps in steps()) { any_prefix_recovers($source, &steps); })*
            }
        }
    };
}

prefixes! {
    counter: COUNTER;
    shopping_list: SHOPPING;
    todo_mvc: TODO_MVC;
}

#[test]
fn a_renaming_reset_begins_with_the_names() {
    let mut program = Durable::start(COUNTER);
    program.restart();
    let tab = program.pages[0].tab;
    let turns = program.driver().engine_mut().take_turns_of(tab);
    let in_turns = turns
        .iter()
        .flatten()
        .any(|patch| matches!(patch, Patch::Rename { .. }));
    assert!(!in_turns, "names belong to a frame, not to a turn");
    assert!(program.pages[0].dom.renamed().is_some());
}
