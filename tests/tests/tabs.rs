//! Several tabs show one program over one log.

use engine_worker::durability::LogEntry;
use engine_worker::engine::entries_of;
use offstage_tests::durable::{Durable, ready};
use offstage_tests::monkey::{self, Step};
use proptest::prelude::*;

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const SHOPPING: &str = include_str!("../../www/examples/shopping_list.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

const TICKING: &str = "
    document: Document/new(root: Element/label(element: [], style: [], label: count))
    tick: Duration[milliseconds: 100] |> Timer/interval()
    count: 0 |> HOLD count { tick |> THEN { count + 1 } }
";

const ROUTED: &str = "
    document: Document/new(root: Element/stripe(direction: Row, style: [], items: LIST { more, count, Router/route() }))
    more: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { more })
    count: 0 |> HOLD count { more.event.press |> THEN { count + 1 } }
";

fn field(
    program: &Durable<engine_worker::durability::store::MemoryStore>,
    index: usize,
) -> protocol::NodeId {
    let dom = &program.pages[index].dom;
    let found = dom
        .interactive()
        .into_iter()
        .find(|node| dom.value(*node).is_some());
    found.expect("a text field")
}

#[test]
fn what_happens_in_one_tab_is_seen_in_all() {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    let other = program.open_tab("/");
    let third = program.open_tab("/");
    assert_eq!(
        program.text(other),
        "−1+",
        "a new tab begins where the others are"
    );
    program.press(other, "+");
    program.press(third, "+");
    program.press(0, "−");
    for index in 0..3 {
        assert_eq!(program.text(index), "−2+");
    }
    assert_eq!(program.diagnostics, []);
}

#[test]
fn items_that_one_tab_makes_another_can_change() {
    let mut program = Durable::start(SHOPPING);
    let other = program.open_tab("/");
    for (index, text) in [(0, "milk"), (other, "tea"), (0, "salt")] {
        let field = field(&program, index);
        program.edit(index, field, text);
        program.key(index, field, "Enter");
    }
    assert_eq!(program.text(0), program.text(other));
    for text in ["milk", "tea", "salt"] {
        assert!(
            program.text(other).contains(text),
            "{}",
            program.text(other)
        );
    }
    let before = program.text(0);
    program.restart();
    assert_eq!(program.text(0), before);
    assert_eq!(program.text(other), before);
}

#[test]
fn every_tab_has_its_own_route() {
    let mut program = Durable::start(ROUTED);
    let other = program.open_tab("/there");
    program.press(other, "more");
    program.go_to(0, "/here");
    assert_eq!(program.text(0), "more1/here");
    assert_eq!(program.text(other), "more1/there");
    program.restart();
    assert_eq!(program.text(0), "more1/here");
    assert_eq!(program.text(other), "more1/there");
}

#[test]
fn a_tick_counts_once_for_all_tabs() {
    let mut program = Durable::start(TICKING);
    program.wait(250.0);
    let other = program.open_tab("/");
    assert_eq!(program.text(other), "2");
    program.wait(1000.0);
    assert_eq!(program.text(0), "12", "those of the first tab");
    assert_eq!(program.text(other), "12");
    program.close_leader();
    program.wait(100.0);
    assert_eq!(program.text(0), "13");
}

#[test]
fn the_next_tab_counts_when_the_first_has_ended() {
    let mut program = Durable::start(TICKING);
    let other = program.open_tab("/");
    let third = program.open_tab("/");
    program.wait(200.0);
    program.close_tab(other);
    program.wait(200.0);
    assert_eq!(program.text(0), "4");
    assert_eq!(program.text(third - 1), "4");
}

#[test]
fn a_tab_takes_over_and_the_others_follow_it() {
    let mut program = Durable::start(COUNTER);
    for _ in 0..4 {
        program.open_tab("/");
    }
    for round in 0..4 {
        let pages = program.pages.len();
        // Handed over and not yet processed when the leader ends.
        for index in 1..pages {
            let events = program.pages[index].press("+");
            program.report(index, events);
        }
        program.close_leader();
        let expected: usize = (0..=round).map(|round| 4 - round).sum();
        for index in 0..program.pages.len() {
            assert_eq!(
                program.text(index),
                format!("−{expected}+"),
                "round {round}"
            );
            assert!(program.pages[index].unacknowledged.is_empty());
        }
    }
}

#[test]
fn an_event_of_a_tab_that_is_gone_happens_in_the_one_that_leads() {
    let mut program = Durable::start(COUNTER);
    let other = program.open_tab("/");
    program.press(other, "+");
    let mut log = ready(program.driver().payloads()).expect("the store works");
    // The leader dies before the commit is written, and both tabs with it.
    while !matches!(
        log.last().map(|last| LogEntry::decode(last)),
        Some(Ok(LogEntry::Event(_)))
    ) {
        log.pop();
    }
    let bytes = engine_worker::durability::log::to_bytes(protocol::Epoch(1), &log).expect("small");
    let again = Durable::with_bytes(COUNTER, &bytes);
    assert_eq!(again.text(0), "−1+");
}

#[test]
fn a_tab_that_is_attached_twice_gets_everything_again() {
    let mut program = Durable::start(COUNTER);
    let other = program.open_tab("/");
    program.press(0, "+");
    let frames = program.pages[other].frames;
    let entries = ready(program.driver().payloads())
        .expect("the store works")
        .len();
    program.reattach(other);
    assert_eq!(program.pages[other].frames, frames + 1);
    assert_eq!(program.text(other), "−1+");
    program.press(other, "+");
    assert_eq!(program.text(0), "−2+");
    let log = ready(program.driver().payloads()).expect("the store works");
    let news = entries_of(&log[entries..]).expect("entries");
    assert!(
        !news
            .iter()
            .any(|entry| matches!(entry, LogEntry::Attached(_))),
        "its evaluator went on: {news:?}"
    );
}

/// All tabs show what a tab at their path shows that is attached at the end.
fn tabs_agree(source: &str, steps: &[(u8, Step)]) {
    let mut program = Durable::start(source);
    program.open_tab("/");
    program.open_tab("/");
    for (tab, step) in steps {
        let tab = usize::from(*tab) % program.pages.len();
        monkey::durable_step_at(&mut program, tab, step);
    }
    for index in 0..3 {
        let path = program.pages[index].path.clone();
        let newest = program.open_tab(&path);
        assert_eq!(program.text(index), program.text(newest), "tab {index}");
    }
    let before = program.text(1);
    program.close_leader();
    assert_eq!(program.text(0), before, "after another tab has taken over");
}

fn steps() -> impl Strategy<Value = Vec<(u8, Step)>> {
    let touch = any::<(u8, u8, u8)>().prop_map(Step::touch);
    prop::collection::vec((any::<u8>(), touch), 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn tabs_of_a_counter_agree(steps in steps()) { tabs_agree(COUNTER, &steps); }
    #[test]
    fn tabs_of_a_shopping_list_agree(steps in steps()) { tabs_agree(SHOPPING, &steps); }
    #[test]
    fn tabs_of_todo_mvc_agree(steps in steps()) { tabs_agree(TODO_MVC, &steps); }
}
