//! The same log gives the same patches, turn by turn and byte for byte.

use std::fs;
use std::path::Path;

use engine_worker::durability::log;
use engine_worker::durability::store::MemoryStore;
use engine_worker::engine::{Replay, ReplayError};
use offstage_tests::durable::{Durable, files, ready};
use offstage_tests::monkey::{self, Step};
use offstage_tests::program::Program;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use protocol::{DownFrame, Epoch, Location, Patch, PatchFrame, Sequence, TabId, encode_down};

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const SHOPPING: &str = include_str!("../../www/examples/shopping_list.bn");
const TIMER: &str = include_str!("../../www/examples/timer.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");
const NESTED: &str = include_str!("programs/nested.bn");
const TIMERS: &str = include_str!("programs/timers.bn");

fn bytes(patches: Vec<Patch<'static>>) -> Vec<u8> {
    encode_down(&DownFrame::Patches(PatchFrame {
        epoch: Epoch(1),
        location: Location::Local,
        sequence: Sequence(1),
        logged: Sequence(0),
        reset: false,
        patches,
    }))
    .expect("one turn fits in a frame")
}

#[track_caller]
fn check(source: &str, steps: &[Step]) {
    let mut first = Program::start(source);
    for step in steps {
        // A page that asks for everything again is not in the log: it changes no turn.
        if !matches!(step, Step::Remount) {
            monkey::step(&mut first, step);
        }
    }
    first.release();
    let log = first.engine.records().to_vec();
    let mut second = Program::start(source);
    second.engine.replay(&log);
    second.settle();
    let (first_turns, second_turns) = (first.engine.take_turns(), second.engine.take_turns());
    assert_eq!(first_turns.len(), second_turns.len());
    for (turn, (first, second)) in first_turns.into_iter().zip(second_turns).enumerate() {
        assert_eq!(bytes(first), bytes(second), "turn {turn}");
    }
    assert_eq!(
        log,
        second.engine.records(),
        "a replay logs what it replays"
    );
    assert_eq!(first.engine.next_deadline(), second.engine.next_deadline());
    assert_eq!(first.dom.difference_ignoring_values(&second.dom), None);
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let touch = any::<(u8, u8, u8)>().prop_map(Step::touch);
    let step = prop_oneof![
        8 => touch,
        4 => (0_u16..2500).prop_map(Step::Wait),
        1 => any::<u8>().prop_map(Step::GoTo),
        1 => Just(Step::Hold),
        1 => Just(Step::Release),
    ];
    prop::collection::vec(step, 1..50)
}

macro_rules! replays {
    ($($name:ident: $source:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(32))]
            $(#[test] fn $name(steps in steps()) { check($source, &steps); })*
        }
    };
}

replays! {
    counter: COUNTER;
    timer: TIMER;
    todo_mvc: TODO_MVC;
    nested: NESTED;
    timers: TIMERS;
}

/// The clock jumps: late ticks of one timer are one.
#[test]
fn late_ticks_are_merged_and_replayed_as_one() {
    let mut first = Program::start(TIMERS);
    first.jump(10_000.0);
    let log = first.engine.records().to_vec();
    assert_eq!(log.len(), 3, "{log:#?}");
    let mut second = Program::start(TIMERS);
    second.engine.replay(&log);
    second.settle();
    assert_eq!(first.text(), second.text());
    assert_eq!(first.engine.next_deadline(), second.engine.next_deadline());
    assert!(first.counters().merged_ticks > 0);
}

/// What a program over a log did, and its log.
struct Recorded {
    /// The patches of every turn, by tab.
    turns: Vec<(TabId, Vec<Vec<Patch<'static>>>)>,
    payloads: Vec<Vec<u8>>,
}

/// Runs a program in several tabs and makes a recording of it.
fn record(source: &str, steps: &[(u8, Step)], redacts: bool) -> Recorded {
    let mut program = Durable::start(source);
    for (tab, step) in steps {
        // Now and then another tab joins in.
        if *tab > 240 && program.pages.len() < 3 {
            program.open_tab("/");
        }
        let tab = usize::from(*tab) % program.pages.len();
        monkey::durable_step_at(&mut program, tab, step);
    }
    let tabs: Vec<TabId> = program.pages.iter().map(|page| page.tab).collect();
    let engine = program.driver().engine_mut();
    let turns = tabs
        .iter()
        .map(|tab| (*tab, engine.take_turns_of(*tab)))
        .collect();
    let recording = ready(program.driver().recording(redacts)).expect("the store works");
    let (payloads, damage) = log::from_bytes(&recording).expect("it is a log");
    assert_eq!(damage, None);
    Recorded { turns, payloads }
}

/// Replays a recording; answers the patches of every turn by tab.
#[track_caller]
fn replayed(source: &str, payloads: &[Vec<u8>]) -> Vec<(TabId, Vec<Vec<Patch<'static>>>)> {
    let replay = Replay::open(payloads, "RUN.bn".to_owned(), files(source));
    let mut replay = replay.unwrap_or_else(|error| panic!("{error}"));
    assert!(replay.is_whole() && replay.has_program());
    let mut found: Vec<(TabId, Vec<Vec<Patch<'static>>>)> = Vec::new();
    while let Some(turn) = replay.next_turn() {
        for (tab, turns) in turn.tabs {
            match found.iter_mut().find(|(known, _)| *known == tab) {
                Some((_, known)) => known.extend(turns),
                None => found.push((tab, turns)),
            }
        }
    }
    assert_eq!(replay.diverging(), []);
    found
}

/// A recording gives the same patches in every turn of every tab, byte for byte.
#[track_caller]
fn check_recording(source: &str, steps: &[(u8, Step)]) {
    let recorded = record(source, steps, false);
    let mut replayed = replayed(source, &recorded.payloads);
    for (position, (tab, turns)) in recorded.turns.into_iter().enumerate() {
        let found = replayed.iter_mut().find(|(known, _)| *known == tab);
        let (_, found) = found.expect("all tabs are replayed");
        if position == 0 {
            // The first tab's patches are kept from after its start.
            found.remove(0);
        }
        assert_eq!(found.len(), turns.len());
        for (turn, (found, expected)) in found.drain(..).zip(turns).enumerate() {
            assert_eq!(bytes(found), bytes(expected), "turn {turn}");
        }
    }
}

fn several_tabs() -> impl Strategy<Value = Vec<(u8, Step)>> {
    let touch = any::<(u8, u8, u8)>().prop_map(Step::touch);
    let step = prop_oneof![
        8 => touch,
        2 => (0_u16..2500).prop_map(Step::Wait),
        1 => any::<u8>().prop_map(Step::GoTo),
    ];
    prop::collection::vec((any::<u8>(), step), 1..30)
}

/// The examples of one file.
fn examples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/examples");
    let mut found: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the examples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bn"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("a text");
            (name.into_owned(), text)
        })
        .collect();
    found.sort();
    assert!(found.len() > 10, "{found:?}");
    found
}

#[test]
fn recordings_of_all_examples_are_replayed_byte_for_byte() {
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(6)
    });
    for (name, source) in examples() {
        runner
            .run(&several_tabs(), |steps| {
                check_recording(&source, &steps);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// A life that begins with what others have left can be replayed, too.
#[test]
fn a_recording_begins_with_the_newest_life() {
    let mut program = Durable::start(TODO_MVC);
    type_in(&mut program, "milk");
    program.restart();
    type_in(&mut program, "eggs");
    let recording = ready(program.driver().recording(false)).expect("the store works");
    let (payloads, _) = log::from_bytes(&recording).expect("it is a log");
    let replay = Replay::open(&payloads, "RUN.bn".to_owned(), files(TODO_MVC));
    let mut replay = replay.unwrap_or_else(|error| panic!("{error}"));
    assert!(replay.is_whole());
    let mut turns = 0;
    while replay.next_turn().is_some() {
        turns += 1;
    }
    assert!(turns < 6, "only those of the newest life: {turns}");
    assert_eq!(replay.diverging(), []);
    let own = replay.engine().ledger();
    assert_eq!(own.saved(), program.driver().engine().ledger().saved());
}

#[test]
fn a_recording_whose_beginning_was_compacted_leads_to_the_same_state() {
    let mut program = Durable::start(SHOPPING);
    type_in(&mut program, "milk");
    ready(program.driver().compact()).expect("nobody else has the log");
    type_in(&mut program, "eggs");
    let recording = ready(program.driver().recording(false)).expect("the store works");
    let (payloads, _) = log::from_bytes(&recording).expect("it is a log");
    let replay = Replay::open(&payloads, "RUN.bn".to_owned(), files(SHOPPING));
    let mut replay = replay.unwrap_or_else(|error| panic!("{error}"));
    assert!(!replay.is_whole());
    let shown = shown(&mut replay);
    let saved = replay.engine().ledger().saved();
    let expected = program.driver().engine().ledger().saved();
    assert_eq!(saved.len(), expected.len());
    assert!(
        shown.contains("\"milk\"") && shown.contains("\"eggs\""),
        "{shown}"
    );
}

#[test]
fn a_redacted_recording_has_no_text_and_the_same_shape() {
    let mut program = Durable::start(SHOPPING);
    type_in(&mut program, "Secret 42");
    program.restart();
    type_in(&mut program, "Another");
    let plain = ready(program.driver().recording(false)).expect("the store works");
    let redacted = ready(program.driver().recording(true)).expect("the store works");
    let has = |bytes: &[u8], text: &str| {
        bytes
            .windows(text.len())
            .any(|found| found == text.as_bytes())
    };
    for text in ["Secret 42", "Another"] {
        assert!(has(&plain, text));
        assert!(!has(&redacted, text));
    }
    assert!(has(&redacted, "xxxxxx 00"));
    assert_eq!(plain.len(), redacted.len());
    let (payloads, _) = log::from_bytes(&redacted).expect("it is a log");
    let replay = Replay::open(&payloads, "RUN.bn".to_owned(), files(SHOPPING));
    let mut replay = replay.unwrap_or_else(|error| panic!("{error}"));
    let shown = shown(&mut replay);
    assert!(shown.contains("xxxxxx 00"), "{shown}");
    assert_eq!(replay.diverging(), []);
}

#[test]
fn a_log_of_another_program_or_version_is_refused_or_named() {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    let mut payloads = ready(program.driver().payloads()).expect("the store works");
    let other = Replay::open(&payloads, "RUN.bn".to_owned(), files(TIMER));
    assert!(other.is_ok_and(|replay| !replay.has_program()));
    payloads.push(vec![200]);
    let position = payloads.len() - 1;
    let unknown = Replay::open(&payloads, "RUN.bn".to_owned(), files(COUNTER));
    assert_eq!(unknown.err(), Some(ReplayError::Unknown { position }));
    let empty = Replay::open(&[], "RUN.bn".to_owned(), files(COUNTER));
    assert_eq!(empty.err(), Some(ReplayError::Empty));
    let wrong = Replay::open(
        &payloads[..2],
        "RUN.bn".to_owned(),
        files("document: nothing"),
    );
    assert!(matches!(wrong.err(), Some(ReplayError::Program(_))));
}

/// All patches of a replay.
fn shown(replay: &mut Replay) -> String {
    let mut shown = String::new();
    while let Some(turn) = replay.next_turn() {
        shown += &format!("{:?}", turn.tabs);
    }
    shown
}

fn type_in(program: &mut Durable<MemoryStore>, text: &str) {
    let dom = &program.pages[0].dom;
    let fields = dom.interactive();
    let field = fields.into_iter().find(|node| dom.value(*node).is_some());
    let field = field.expect("a text field");
    program.edit(0, field, text);
    program.key(0, field, "Enter");
}
