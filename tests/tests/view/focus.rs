//! Who gets the focus.

use offstage_tests::program::Program;
use protocol::Patch;

use super::{INPUT, page, step};

fn field(focus: &str, name: &str) -> String {
    format!(
        "{INPUT} Hidden[text: TEXT {{ {name} }}], text: TEXT {{}}, placeholder: [], focus: {focus})"
    )
}

/// The name of the field that the page's last focus went to, and how often a step moved it.
fn focused(program: &Program) -> Option<String> {
    let node = program.dom.focus()?;
    program.dom.attribute(node, "aria-label").map(str::to_owned)
}

fn focus_patches(patches: &[Patch<'_>]) -> usize {
    patches
        .iter()
        .filter(|patch| matches!(patch, Patch::Focus { .. }))
        .count()
}

#[test]
fn the_last_field_that_is_inserted_gets_the_focus() {
    let program = page(
        &format!(
            "{}\n{}\n{}",
            field("True", "a"),
            field("True", "b"),
            field("False", "c")
        ),
        "",
    );
    assert_eq!(focused(&program).as_deref(), Some("b"));
}

#[test]
fn focus_moves_when_it_turns_true_and_not_otherwise() {
    let mut program = page(
        &format!("{}\n{}\nn", field("odd", "a"), field("True", "b")),
        "",
    );
    assert_eq!(focused(&program).as_deref(), Some("b"));
    assert_eq!(focus_patches(&step(&mut program)), 1);
    assert_eq!(focused(&program).as_deref(), Some("a"));
    assert_eq!(focus_patches(&step(&mut program)), 0, "False does not blur");
    assert_eq!(focused(&program).as_deref(), Some("a"));
}

#[test]
fn a_field_that_is_inserted_again_is_focused_again() {
    let mut program = page(
        &format!(
            "{}\nodd |> WHILE {{ True => NoElement, False => Element/container(style: [], child: kept) }}",
            field("True", "other")
        ),
        &format!("kept: {}", field("True", "kept")),
    );
    assert_eq!(focused(&program).as_deref(), Some("kept"));
    assert_eq!(focus_patches(&step(&mut program)), 0);
    assert_eq!(focus_patches(&step(&mut program)), 1);
    assert_eq!(focused(&program).as_deref(), Some("kept"));
}

#[test]
fn what_is_not_on_the_page_is_not_focused() {
    let mut program = page(
        "odd |> WHILE { True => kept, False => NoElement }",
        &format!("kept: {}", field("True", "kept")),
    );
    assert_eq!(focused(&program), None);
    program.press("step");
    assert_eq!(focused(&program).as_deref(), Some("kept"));
}
