//! The program from outside: handles, streams of values, native actors.

use std::time::Duration;

use engine_worker::actors::{Native, Policy, SendError, Subscription, Task};
use futures::StreamExt;
use offstage_tests::program::Program;
use protocol::WireValue;

const PORTS: &str = "
    document: Document/new(root: Element/stripe(direction: Row, style: [], items: LIST { total, switch, arm }))
    ports: [add: LINK, name: LINK]
    total: 0 |> HOLD total { ports.add |> THEN { total + ports.add } }
    switch: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { switch })
    on: True |> HOLD on { switch.event.press |> THEN { on |> Bool/not() } }
    inner: [slot: LINK]
    arm: on |> WHILE { True => counter(), False => NoElement }
    FUNCTION counter() { BLOCK { own: ports.add |> THEN { ports.add * 2 }, Element/label(element: [], style: [], label: own) } }";

fn number(value: f64) -> WireValue {
    WireValue::Number(value)
}

fn values(stream: &mut Subscription) -> Vec<WireValue> {
    std::iter::from_fn(|| stream.try_next()).collect()
}

#[track_caller]
fn handle(program: &mut Program, path: &str) -> engine_worker::engine::CellHandle {
    let address = program.engine.find(path);
    address
        .and_then(|address| program.engine.handle(address))
        .unwrap_or_else(|| panic!("no `{path}`"))
}

#[test]
fn what_is_told_to_a_slot_happens_in_a_turn_of_its_own() {
    let mut program = Program::start(PORTS);
    let add = handle(&mut program, "ports.add");
    assert_eq!(add.tell(number(2.0)), Ok(()));
    assert_eq!(add.tell(number(3.0)), Ok(()));
    assert_eq!(program.text(), "0switch", "nothing happens at once");
    program.wait(0.0);
    assert_eq!(program.text(), "5switch6");
    assert_eq!(program.counters().turns, 3);
    assert_eq!(
        program.counters().logged,
        3,
        "the start, and what went through the inbox"
    );
    assert_eq!(program.diagnostics, []);
}

#[test]
fn what_was_told_is_replayed_from_the_log() {
    let mut first = Program::start(PORTS);
    let add = handle(&mut first, "ports.add");
    assert_eq!(add.tell(number(2.0)), Ok(()));
    first.wait(5.0);
    let log = first.engine.records().to_vec();
    let mut second = Program::start(PORTS);
    second.engine.replay(&log);
    second.settle();
    assert_eq!(second.text(), first.text());
    assert_eq!(first.engine.take_turns(), second.engine.take_turns());
}

#[test]
fn a_stream_has_the_present_value_and_then_each_turn() {
    let mut program = Program::start(PORTS);
    let add = handle(&mut program, "ports.add");
    let mut totals = handle(&mut program, "total").subscribe(Policy::Unbounded);
    program.wait(0.0);
    assert_eq!(values(&mut totals), [number(0.0)]);
    for value in [1.0, 2.0] {
        assert_eq!(add.tell(number(value)), Ok(()));
    }
    program.wait(0.0);
    assert_eq!(values(&mut totals), [number(1.0), number(3.0)]);
    program.press("switch");
    assert_eq!(values(&mut totals), [], "nothing fired");
    drop(totals);
    assert_eq!(add.tell(number(1.0)), Ok(()));
    program.wait(0.0);
    assert_eq!(program.text(), "4switch");
}

#[test]
fn a_task_feeds_the_program_and_dies_with_its_owner() {
    let mut program = Program::start(PORTS);
    let target = program.engine.find("ports.add").expect("a slot");
    let task = Task::new("metronome", |ctx| async move {
        let mut ticks = ctx.every(Duration::from_millis(10));
        while let Some(tick) = ticks.next().await {
            ctx.stimulate(0, WireValue::Number(1.0 + tick.merged as f64));
        }
        Ok(())
    });
    let task = program
        .engine
        .spawn(target.actor, Native::Task(task), vec![target])
        .expect("the owner lives");
    program.wait(0.0);
    program.wait(35.0);
    assert_eq!(program.text(), "3switch2");
    assert!(program.engine.next_deadline().is_some());
    assert!(task.is_alive());
    drop(program);
    assert!(!task.is_alive());
}

#[test]
fn the_dead_are_told_nothing_and_their_streams_end_once() {
    let mut program = Program::start(PORTS);
    let tree = program.engine.inspect().tree;
    let entry = tree
        .iter()
        .find(|entry| entry.name == "counter")
        .expect("the arm's instance");
    let (index, generation) = entry.actor.split_once('.').expect("two numbers");
    let actor = protocol::ActorId {
        index: index.parse().expect("a number"),
        generation: generation.parse().expect("a number"),
    };
    let cell = program
        .engine
        .handle(engine_worker::engine::CellAddress { actor, cell: 0 })
        .expect("a tab");
    let mut stream = cell.subscribe(Policy::Unbounded);
    program.wait(0.0);
    assert!(cell.is_alive() && !stream.is_closed());
    program.press("switch");
    assert!(!cell.is_alive() && stream.is_closed());
    while stream.try_next().is_some() {}
    let mut ends = 0;
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    while let std::task::Poll::Ready(None) = stream.poll_next_unpin(&mut context) {
        ends += 1;
        if futures::stream::FusedStream::is_terminated(&stream) {
            break;
        }
    }
    assert_eq!(ends, 1);
    assert_eq!(cell.tell(number(1.0)), Err(SendError::Dead));
}
