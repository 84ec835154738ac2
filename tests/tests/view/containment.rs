//! Which items of lists the browser may leave out while nobody sees them.

use offstage_tests::program::Program;

use super::page;

const ROW: &str = "Element/stripe(direction: Row, style: [width: Fill, padding: 4], items: LIST {
    Element/label(style: [width: 60], label: name)
    Element/button(element: [event: [press: LINK]], style: [width: Fill], label: TEXT { remove })
})";

/// A page with a list of `a` and `b`, each drawn by `row`, in a stripe with `style` and `direction`.
#[track_caller]
fn list(row: &str, style: &str, direction: &str) -> Program {
    page(
        &format!(
            "Element/stripe(direction: {direction}, style: [{style}], items: names |> List/map(name, new: row(name: name)))"
        ),
        &format!(
            "names: LIST {{ TEXT {{ a }}, TEXT {{ b }} }}
        FUNCTION row(name) {{ {row} }}"
        ),
    )
}

/// What is contained of the row of `a`, and that a page that gets everything anew is told the same.
#[track_caller]
fn contained(program: &mut Program) -> Option<String> {
    let old = program.remount();
    assert_eq!(old.difference(&program.dom), None);
    assert_eq!(program.diagnostics, []);
    let names = program.dom.find_text("a");
    let [name] = names[..] else {
        panic!("no single `a`\n{}", program.dom.snapshot())
    };
    let chain = program.dom.parent_chain(name);
    let mut nodes = std::iter::once(name).chain(chain);
    nodes.find_map(|node| {
        let is_contained =
            program.dom.style(node, "content-visibility") == Some("var(--off-screen, visible)");
        let size = program.dom.style(node, "contain-intrinsic-size");
        is_contained.then(|| size.unwrap_or_default().to_owned())
    })
}

#[test]
fn an_item_as_wide_as_its_column_is_left_out_at_the_height_of_its_content() {
    let row = |inside: &str| {
        format!(
            "Element/stripe(direction: Column, gap: 5, style: [width: Fill, padding: 7], items: LIST {{ {inside} }})"
        )
    };
    for (row, size) in [
        (ROW.to_owned(), "none auto 1lh"),
        ("Element/label(style: [width: 100], label: name)".to_owned(), "none auto 1lh"),
        (
            "Element/label(style: [width: 100], label: odd |> WHILE { True => TEXT { x }, False => name })".to_owned(),
            "none auto 1lh",
        ),
        (
            row("Element/label(style: [padding: 3], label: name), Element/label(style: [], label: TEXT { x })"),
            "none auto calc(2lh + 11px)",
        ),
        (
            row("Element/label(style: [font: [size: 10]], label: name), Element/label(style: [height: 30], label: TEXT { x })"),
            "none auto 47px",
        ),
        (
            "Element/label(style: [width: Fill, height: 50, padding: 5], label: name)".to_owned(),
            "none auto 40px",
        ),
        (
            row("Element/checkbox(element: [event: [click: LINK]], label: Hidden[text: TEXT { Select {name} }], checked: odd), Element/label(style: [], label: name)"),
            "none auto calc(1lh + 21px)",
        ),
    ] {
        let mut program = list(&row, "width: 300", "Column");
        assert_eq!(contained(&mut program).as_deref(), Some(size), "{row}");
    }
}

#[test]
fn an_item_whose_content_says_how_wide_something_is_is_not_left_out() {
    let natural = "Element/label(style: [], label: name)";
    for (row, style, direction) in [
        (natural, "width: 300", "Column"),
        (ROW, "", "Column"),
        (
            ROW,
            "width: odd |> WHILE { True => 1, False => 2 }",
            "Column",
        ),
        (ROW, "width: 300", "Row"),
        (
            "Element/label(style: odd |> WHILE { True => [width: Fill], False => [width: Fill] }, label: name)",
            "width: 300",
            "Column",
        ),
    ] {
        let mut program = list(row, style, direction);
        assert_eq!(contained(&mut program), None, "{row} in [{style}]");
    }
    // The width of its surroundings counts as well.
    for (style, is_contained) in [("width: Fill", true), ("", false)] {
        let mut program = page(
            &format!("Element/stripe(direction: Row, style: [{style}], items: LIST {{
                Element/stripe(direction: Column, style: [width: Fill], items: names |> List/map(name, new: row(name: name)))
            }})"),
            &format!("names: LIST {{ TEXT {{ a }}, TEXT {{ b }} }}
            FUNCTION row(name) {{ {ROW} }}"),
        );
        assert_eq!(
            contained(&mut program).is_some(),
            is_contained,
            "in [{style}]"
        );
    }
}

#[test]
fn an_item_of_which_something_may_reach_out_is_not_left_out() {
    for inside in [
        "Element/label(style: [shadows: LIST { [x: 1, y: 1, blur: 9, color: Red] }], label: name)",
        "Element/label(style: [outline: [color: Red]], label: name)",
        "Element/label(style: [transform: [move_right: n]], label: name)",
        "Element/label(style: odd |> WHILE { True => [cursor: Text], False => [] }, label: name)",
        "odd |> WHILE { True => Element/label(style: [], label: TEXT { x }), False => Element/label(style: [], label: name) }",
        "Element/checkbox(element: [event: [click: LINK]], label: name, checked: odd)",
        "Element/stripe(direction: Row, style: [], items: names |> List/map(other, new: Element/label(style: [], label: TEXT { {name} {other} })))
        Element/label(style: [], label: name)",
    ] {
        let row = format!("Element/stripe(direction: Row, style: [width: Fill], items: LIST {{ {inside} }})");
        let mut program = list(&row, "width: 300", "Column");
        assert_eq!(contained(&mut program), None, "{inside}");
    }
}

#[test]
fn what_is_no_item_of_a_list_is_not_left_out() {
    let mut program = page(
        "Element/stripe(direction: Column, style: [width: 300], items: LIST { row(name: TEXT { a }), odd |> WHILE { True => row(name: TEXT { a }), False => NoElement } })",
        &format!("FUNCTION row(name) {{ {ROW} }}"),
    );
    assert_eq!(contained(&mut program), None);
}

#[test]
fn an_element_where_a_text_was_expected_ends_it() {
    let row = "Element/stripe(direction: Row, style: [width: Fill], items: LIST { Element/label(style: [], label: name.shown) })";
    let mut program = page(
        "Element/stripe(direction: Column, style: [width: 300], items: rows |> List/map(name, new: row(name: name)))",
        &format!("rows: LIST {{ [shown: TEXT {{ a }}], [shown: Element/label(style: [], label: TEXT {{ b }})] }}
        FUNCTION row(name) {{ {row} }}"),
    );
    assert_eq!(contained(&mut program).as_deref(), Some("none auto 1lh"));
    let other = super::element(&program, "b");
    let chain = program.dom.parent_chain(other);
    assert!(
        chain
            .iter()
            .all(|node| program.dom.style(*node, "content-visibility").is_none()),
        "{}",
        program.dom.snapshot()
    );
}

#[test]
fn it_follows_the_surroundings() {
    for direction in [
        "odd |> WHILE { True => Row, False => Column }",
        "odd |> WHILE { True => Column, False => Row }",
    ] {
        let mut program = list(ROW, "width: 300", direction);
        for column in [
            direction.contains("False => Column"),
            direction.contains("True => Column"),
        ] {
            assert_eq!(contained(&mut program).is_some(), column, "{direction}");
            program.press("step");
        }
    }
    // Further out it is the width that changes, of an element that goes on living.
    let outer = |style: &str| {
        format!("Element/stripe(direction: Column, style: [{style}], items: LIST {{ inner }})")
    };
    let mut program = page(
        &format!("odd |> WHILE {{ True => {}, False => {} }}", outer("width: 300"), outer("")),
        &format!("inner: Element/stripe(direction: Column, style: [width: Fill], items: names |> List/map(name, new: row(name: name)))
        names: LIST {{ TEXT {{ a }}, TEXT {{ b }} }}
        FUNCTION row(name) {{ {ROW} }}"),
    );
    for wide in [false, true, false] {
        assert_eq!(contained(&mut program).is_some(), wide);
        program.press("step");
    }
}

#[test]
fn only_a_list_of_a_certain_length_leaves_items_out() {
    for (length, are_left_out) in [
        ("254 + n", [false, false, true, true]),
        ("257 - n", [true, true, false, false]),
        ("2047 + n", [true, true, false, false]),
    ] {
        let mut program = page(
            &format!(
                "Element/stripe(direction: Column, style: [width: 300], items: List/range(from: 1, to: {length}) |> List/map(name, new: row(name: name)))"
            ),
            &format!("FUNCTION row(name) {{ {ROW} }}"),
        );
        for (step, are_left_out) in are_left_out.into_iter().enumerate() {
            let old = program.remount();
            assert_eq!(old.difference(&program.dom), None);
            let list = program.dom.parent_chain(super::element(&program, "7"))[1];
            let declared = program.dom.style(list, "--off-screen");
            assert_eq!(declared.is_some(), are_left_out, "{length}, {step}");
            program.press("step");
        }
    }
}
