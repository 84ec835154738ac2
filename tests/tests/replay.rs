//! The same log gives the same patches, turn by turn and byte for byte.

use offstage_tests::monkey::{self, Step};
use offstage_tests::program::Program;
use proptest::prelude::*;
use protocol::{DownFrame, Epoch, Location, Patch, PatchFrame, Sequence, encode_down};

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
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
    assert_eq!(log, second.engine.records(), "a replay logs what it replays");
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
