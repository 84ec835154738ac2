//! Which declarations change, and when.

use protocol::Patch;

use super::{element, page, step};

#[test]
fn one_live_key_is_one_patch() {
    let mut program = page(
        "Element/label(style: [width: n, height: 3, font: [size: 12]], label: TEXT { x })",
        "",
    );
    let patches = step(&mut program);
    let node = element(&program, "x");
    assert!(
        matches!(&patches[..], [Patch::SetStyle { node: found, value: Some(value), .. }] if *found == node && value == "1px"),
        "{patches:#?}"
    );
}

#[test]
fn one_of_several_live_keys_is_one_patch() {
    let mut program = page(
        "Element/label(style: [width: n, font: [size: fixed, color: colour]], label: TEXT { x })",
        "fixed: LATEST { 12 }
        colour: odd |> WHILE { True => Red, False => Red }",
    );
    let patches = step(&mut program);
    assert!(
        matches!(&patches[..], [Patch::SetStyle { .. }]),
        "{patches:#?}"
    );
}

#[test]
fn keys_that_a_style_object_loses_are_taken_away() {
    let mut program = page(
        "Element/label(style: odd |> WHILE { True => [width: 10, cursor: Pointer], False => [height: 5, width: 20] }, label: TEXT { x })",
        "",
    );
    let node = element(&program, "x");
    let mut check = |width, height, cursor| {
        assert_eq!(program.dom.style(node, "width"), width);
        assert_eq!(program.dom.style(node, "height"), height);
        assert_eq!(program.dom.style(node, "cursor"), cursor);
        program.press("step");
    };
    check(Some("20px"), Some("5px"), None);
    check(Some("10px"), None, Some("pointer"));
    check(Some("20px"), Some("5px"), None);
}

#[test]
fn spread_styles_follow_what_is_spread() {
    let mut program = page(
        "Element/label(style: [...base, ...extra, cursor: Pointer], label: TEXT { x })",
        "base: [width: 1, height: 1, cursor: Text]
        extra: odd |> WHILE { True => [width: n], False => [] }",
    );
    let node = element(&program, "x");
    for (width, steps) in [("1px", 0), ("1px", 1), ("1px", 2), ("3px", 3), ("1px", 4)] {
        assert_eq!(program.dom.style(node, "width"), Some(width), "{steps}");
        assert_eq!(program.dom.style(node, "cursor"), Some("pointer"));
        assert_eq!(program.dom.style(node, "height"), Some("1px"));
        program.press("step");
    }
}

#[test]
fn a_live_direction_restyles_what_is_inside() {
    let inside = "LIST { Element/label(style: [width: Fill], label: TEXT { fixed }), other }";
    let other = "other: Element/label(style: [width: Fill], label: TEXT { other })";
    let mut live = page(
        &format!(
            "Element/stripe(direction: odd |> WHILE {{ True => Row, False => Column }}, style: [align: [row: Center]], items: {inside})"
        ),
        other,
    );
    for direction in ["Column", "Row", "Column"] {
        let fixed = page(
            &format!(
                "Element/stripe(direction: {direction}, style: [align: [row: Center]], items: {inside})"
            ),
            other,
        );
        assert_eq!(live.dom.difference(&fixed.dom), None, "{direction}");
        live.press("step");
    }
}
