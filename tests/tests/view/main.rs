//! What elements show, and with which patches that changes; one file per subject.

mod attributes;
mod children;
mod column;
mod containment;
mod controls;
mod events;
mod focus;
mod labels;
mod styles;
mod surfaces;

use offstage_tests::program::Program;
use protocol::{NodeId, Patch};

/// The beginning of a text input: its label follows.
const INPUT: &str = "Element/text_input(element: [event: [change: LINK]], style: [], label: ";

/// A page with a button `step` that counts `n` up from 0, and what `items` lists after it.
#[track_caller]
fn page(items: &str, definitions: &str) -> Program {
    Program::start(&format!(
        "document: Document/new(root: Element/stripe(direction: Column, style: [], items: LIST {{ step\n{items} }}))
        step: Element/button(element: [event: [press: LINK]], style: [], label: TEXT {{ step }})
        n: 0 |> HOLD n {{ step.event.press |> THEN {{ n + 1 }} }}
        odd: n |> WHILE {{ 1 => True, 3 => True, 5 => True, __ => False }}
        {definitions}"
    ))
}

/// The text after the button at the start and after each press of it.
#[track_caller]
fn texts(items: &str, definitions: &str, expected: &[&str]) -> Program {
    let mut program = page(items, definitions);
    for (step, expected) in expected.iter().enumerate() {
        if step > 0 {
            program.press("step");
        }
        let text = program.text();
        assert_eq!(
            text.strip_prefix("step"),
            Some(*expected),
            "after {step} steps\n{}",
            program.dom.snapshot()
        );
        let old = program.remount();
        assert_eq!(old.difference(&program.dom), None, "after {step} steps");
    }
    assert_eq!(program.diagnostics, []);
    program
}

/// The patches of one press.
#[track_caller]
fn step(program: &mut Program) -> Vec<Patch<'static>> {
    program.engine.take_turns();
    program.press("step");
    program.engine.take_turns().into_iter().flatten().collect()
}

#[track_caller]
fn element(program: &Program, text: &str) -> NodeId {
    match program.dom.find_text(text)[..] {
        [node] => node,
        _ => panic!("no single `{text}`\n{}", program.dom.snapshot()),
    }
}
