//! Bad frames, bad events and bad programs: what is wrong is told, and the rest goes on.

use offstage_tests::program::Program;
use proptest::prelude::*;
use protocol::{
    ActorId, Epoch, Event, EventBatch, EventKind, Location, NodeId, Sequence, StampedEvent,
    UpFrame, encode_up,
};

const COUNTER: &str = include_str!("../../www/examples/counter.bn");

fn batch(epoch: u32, location: Location, sequence: u64, target: NodeId) -> Vec<u8> {
    encode_up(&UpFrame::Events(EventBatch {
        epoch: Epoch(epoch),
        location,
        events: vec![StampedEvent {
            sequence: Sequence(sequence),
            time: 0.0,
            event: Event::Node {
                target,
                kind: EventKind::Press,
            },
        }],
    }))
    .expect("small frames can be encoded")
}

#[test]
fn a_frame_that_is_cut_off_or_flipped_is_refused_whole_or_harmless() {
    let mut program = Program::start(COUNTER);
    let target = program.button("+");
    let whole = batch(1, Location::Local, 1, target);
    for length in 0..whole.len() {
        assert!(
            program.send_bytes(&whole[..length]).is_err(),
            "cut to {length}"
        );
    }
    assert_eq!(program.text(), "−0+");
    assert_eq!(program.counters().logged, 1, "only the start");
    for position in 0..whole.len() {
        for bit in 0..8 {
            let mut program = Program::start(COUNTER);
            let mut damaged = whole.clone();
            damaged[position] ^= 1 << bit;
            // A flipped bit can make another valid frame; it must not break anything.
            let accepted = program.send_bytes(&damaged).is_ok();
            if !accepted {
                assert_eq!(program.text(), "−0+");
                assert_eq!(program.counters().turns, 1);
            }
            program.engine.check_invariants();
        }
    }
    assert!(program.send_bytes(&whole).is_ok());
    assert_eq!(program.text(), "−1+");
}

proptest! {
    #[test]
    fn noise_changes_nothing(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut program = Program::start(COUNTER);
        if program.send_bytes(&bytes).is_err() {
            prop_assert_eq!(program.counters().turns, 1);
        }
        program.press("+");
        prop_assert_eq!(program.text(), "−1+");
    }

    #[test]
    fn events_for_any_node_are_harmless(index in 0_u32..40, generation in 0_u32..3, hole in any::<u32>()) {
        let mut program = Program::start(COUNTER);
        let actor = ActorId { index, generation };
        let _ = program.send_bytes(&batch(1, Location::Local, 1, NodeId { actor, hole }));
        program.engine.check_invariants();
    }
}

#[test]
fn other_epochs_and_the_dead_are_stale_and_counted() {
    let mut program = Program::start(COUNTER);
    let target = program.button("+");
    assert!(
        program
            .send_bytes(&batch(7, Location::Local, 1, target))
            .is_ok()
    );
    assert_eq!(program.counters().stale, 1);
    let dead = NodeId {
        actor: ActorId {
            index: target.actor.index,
            generation: target.actor.generation + 1,
        },
        hole: target.hole,
    };
    assert!(
        program
            .send_bytes(&batch(1, Location::Local, 2, dead))
            .is_ok()
    );
    assert_eq!(program.counters().stale, 2);
    assert_eq!(program.text(), "−0+");
}

#[test]
fn an_event_that_comes_twice_happens_once() {
    let mut program = Program::start(COUNTER);
    let target = program.button("+");
    let frame = batch(1, Location::Local, 5, target);
    assert!(program.send_bytes(&frame).is_ok());
    assert!(program.send_bytes(&frame).is_ok());
    let older = batch(1, Location::Local, 4, target);
    assert!(program.send_bytes(&older).is_ok());
    assert_eq!(program.text(), "−1+");
    assert_eq!(program.counters().repeats, 2);
}

/// What is wrong is reported once, with this text, and `expected` is on the page.
#[track_caller]
fn check(source: &str, report: &str, expected: &str) {
    let program = Program::start(source);
    assert_eq!(program.text(), expected);
    let found: Vec<&str> = program
        .diagnostics
        .iter()
        .map(|found| found.message.as_str())
        .collect();
    assert!(
        found.iter().any(|message| message.contains(report)),
        "{found:#?}"
    );
    assert!(program.diagnostics.iter().all(|found| found.line > 0));
}

#[test]
fn an_unknown_function_is_reported_and_the_rest_runs() {
    check(
        "document: Document/new(root: Element/stripe(direction: Row, style: [], items: LIST {
            TEXT { a }, Text/shout(text: TEXT { b }), TEXT { c }
        }))",
        "Text/shout",
        "ac",
    );
}

#[test]
fn an_unknown_argument_is_reported_and_the_rest_runs() {
    check(
        "document: Document/new(root: Element/label(colour: 1, label: TEXT { a }))",
        "colour",
        "a",
    );
}

#[test]
fn an_unknown_style_is_reported_and_the_rest_runs() {
    check(
        "document: Document/new(root: Element/label(style: [wibble: 1, width: Sideways], label: TEXT { a }))",
        "wibble",
        "a",
    );
    check(
        "document: Document/new(root: Element/label(style: [width: Sideways], label: TEXT { a }))",
        "width",
        "a",
    );
}

#[test]
fn a_live_style_value_that_is_wrong_is_reported_and_the_rest_runs() {
    check(
        "size: LATEST { TEXT { big } }
        document: Document/new(root: Element/label(style: [font: [size: size]], label: TEXT { a }))",
        "font.size",
        "a",
    );
}

#[test]
fn a_type_error_in_one_item_leaves_the_others() {
    check(
        "document: Document/new(root: Element/stripe(direction: Row, style: [], items:
            LIST { 1, TEXT { x }, 3 } |> List/map(n, new: n + 1)))",
        "+",
        "24",
    );
}

#[test]
fn an_endless_loop_is_stopped_and_the_page_stays_usable() {
    let mut program = Program::start(
        "document: Document/new(root: Element/stripe(direction: Row, style: [], items: LIST { start, other, count, loop }))
        start: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { start })
        other: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { other })
        count: 0 |> HOLD count { other.event.press |> THEN { count + 1 } }
        loop: 0 |> HOLD loop { LATEST {
            start.event.press |> THEN { loop + 1 }
            back |> THEN { loop + 1 }
        } }
        back: loop |> WHEN { 0 => SKIP, n => n }",
    );
    assert_eq!(program.diagnostics, []);
    program.press("start");
    assert_eq!(program.diagnostics.len(), 1, "{:#?}", program.diagnostics);
    assert!(program.diagnostics[0].message.contains("stopped"));
    program.press("other");
    program.press("other");
    assert!(
        program.text().starts_with("startother2"),
        "{}",
        program.text()
    );
}

#[test]
fn a_page_may_ask_for_everything_again_and_again() {
    let mut program = Program::start(COUNTER);
    for _ in 0..20 {
        program.remount();
    }
    assert_eq!(program.counters().rejected, 20);
    assert_eq!(program.text(), "−0+");
    program.press("+");
    assert_eq!(program.text(), "−1+");
}

#[test]
fn what_a_refused_frame_said_to_the_console_and_the_address_is_said_again() {
    let mut program = Program::start(
        "document: Document/new(root: go)
        go: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { go })
        gone: go.event.press |> THEN { TEXT { /there } } |> Router/go_to()",
    );
    program.hold = true;
    program.press("go");
    assert_eq!(program.dom.paths(), ["/there"]);
    // The page did not apply that frame after all.
    program.refuse();
    assert_eq!(program.dom.paths(), ["/there"], "{:?}", program.dom.paths());
}

#[test]
fn a_text_that_no_frame_can_carry_is_told() {
    // Doubled again and again by each press: the text outgrows what a frame may hold.
    let mut program = Program::start(
        "document: Document/new(root: LIST { more, text } |> shown())
        FUNCTION shown(items) { Element/stripe(items: items) }
        text: TEXT { 0123456789abcdef } |> HOLD text { more.event.press |> THEN { TEXT { {text}{text} } } }
        more: Element/button(element: [event: [press: LINK]], label: TEXT { more })",
    );
    for _ in 0..17 {
        program.press("more");
    }
    assert_eq!(program.text().len(), 4 + (16 << 17));
    for _ in 17..20 {
        program.press("more");
    }
    assert_eq!(program.text(), "more", "the rest stays");
    assert!(
        program
            .dom
            .console()
            .iter()
            .any(|(_, line)| line.contains("too long for the page")),
        "{:?}",
        program.dom.console()
    );
}
