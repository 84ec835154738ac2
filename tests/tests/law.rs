//! What a page has after patches equals what a new page gets.

use offstage_tests::monkey::{self, Step};
use offstage_tests::program::Program;
use proptest::prelude::*;

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const TIMER: &str = include_str!("../../www/examples/timer.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

/// Texts, numbers, elements and nothing in one list, with a live direction, behind a switch.
const MIXED: &str = include_str!("programs/mixed.bn");
/// Rows that are edited in place, nested lists, elements shown at one of two places.
const NESTED: &str = include_str!("programs/nested.bn");
/// Rows that are sorted by what their buttons change.
const SORTED: &str = include_str!("programs/sorted.bn");
/// Lists held by a state and swapped whole.
const SWAPPED: &str = include_str!("programs/swapped.bn");

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let touch = any::<(u8, u8, u8)>().prop_map(Step::touch);
    let step = prop_oneof![
        24 => touch,
        2 => (0_u16..500).prop_map(Step::Wait),
        2 => any::<u8>().prop_map(Step::GoTo),
        1 => Just(Step::Hold),
        1 => Just(Step::Release),
        1 => Just(Step::Remount),
    ];
    prop::collection::vec(step, 1..60)
}

fn law(source: &str, steps: &[Step]) {
    let mut program = Program::start(source);
    for (position, step) in steps.iter().enumerate() {
        monkey::step(&mut program, step);
        if matches!(step, Step::Remount) || position + 1 == steps.len() {
            let old = program.remount();
            if let Some((old, new)) = old.difference(&program.dom) {
                panic!("after step {position}: the page has\n{old}\na new one gets\n{new}");
            }
        }
    }
    for found in &program.diagnostics {
        assert!(
            !found.message.contains("engine"),
            "no failure of ours: {found:?}"
        );
    }
}

/// Two pages see the same program, one of them acknowledges nothing until the end.
fn merging(source: &str, steps: &[Step]) {
    let mut prompt = Program::start(source);
    let mut slow = Program::start(source);
    slow.hold = true;
    for step in steps {
        if matches!(step, Step::Hold | Step::Release | Step::Remount) {
            continue;
        }
        let logged = prompt.engine.records().len();
        monkey::step(&mut prompt, step);
        // The slow page sees what its user did on the other one.
        let news = prompt.engine.records()[logged..].to_vec();
        slow.engine.replay(&news);
        slow.settle();
    }
    slow.release();
    if let Some((prompt, slow)) = prompt.dom.difference_ignoring_values(&slow.dom) {
        panic!("the page has\n{prompt}\nthe one with merged frames\n{slow}");
    }
}

macro_rules! laws {
    ($($name:ident: $source:expr;)*) => {
        mod a_new_page_is_the_same {
            use super::*;
            proptest! {
                #![proptest_config(ProptestConfig::with_cases(48))]
                $(#[test] fn $name(steps in steps()) { law($source, &steps); })*
            }
        }
        mod merged_frames_are_the_same {
            use super::*;
            proptest! {
                #![proptest_config(ProptestConfig::with_cases(24))]
                $(#[test] fn $name(steps in steps()) { merging($source, &steps); })*
            }
        }
    };
}

laws! {
    counter: COUNTER;
    timer: TIMER;
    todo_mvc: TODO_MVC;
    mixed: MIXED;
    nested: NESTED;
    sorted: SORTED;
    swapped: SWAPPED;
}
