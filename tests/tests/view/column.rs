//! Which columns with long lists are laid out as blocks.

use offstage_tests::program::Program;
use protocol::{NodeId, Patch};

use super::page;

const ROW: &str = "Element/stripe(direction: Row, style: [width: Fill, padding: 4], items: LIST { Element/label(style: [], label: TEXT { {id} }) })";

/// A column of as many rows, with more arguments, and the value of `row` for each.
#[track_caller]
fn column(length: &str, arguments: &str, row: &str) -> Program {
    page(
        &format!(
            "Element/stripe(direction: Column, {arguments}, items: List/range(from: 1, to: {length}) |> List/map(id, new: row(id: id)))"
        ),
        &format!("FUNCTION row(id) {{ {row} }}"),
    )
}

/// The column itself; a page that gets everything anew is told the same.
#[track_caller]
fn list(program: &mut Program) -> NodeId {
    let old = program.remount();
    assert_eq!(old.difference(&program.dom), None);
    assert_eq!(program.diagnostics, []);
    let [seven, eight] = ["7", "8"].map(|text| {
        let row = super::element(program, text);
        program.dom.parent_chain(row)
    });
    let list = seven.into_iter().find(|node| eight.contains(node));
    list.expect("both are in the column")
}

#[track_caller]
fn is_block(program: &mut Program) -> bool {
    let list = list(program);
    program.dom.style(list, "display") == Some("block")
}

/// How high `n` of its items are, if they may be left out in groups.
#[track_caller]
fn grouped(program: &mut Program) -> Option<String> {
    let list = list(program);
    let height = program.dom.attribute(list, "data-items-height");
    height.map(str::to_owned)
}

#[test]
fn a_long_column_of_boxes_is_a_block() {
    for (arguments, row) in [
        ("style: [width: 300]", ROW),
        ("style: []", ROW),
        ("style: [height: 100, scrollbars: True]", ROW),
        (
            "style: [padding: n, background: [color: White]]",
            "Element/label(style: [width: 100, height: 20], label: TEXT { {id} })",
        ),
        (
            "style: []",
            "Element/stack(style: [width: Fill], layers: LIST { Element/label(style: [width: n], label: TEXT { {id} }) })",
        ),
    ] {
        assert!(
            is_block(&mut column("300", arguments, row)),
            "{arguments}, {row}"
        );
    }
}

#[test]
fn what_depends_on_flex_stays_flex() {
    for arguments in [
        "gap: 3, style: []",
        "gap: n, style: []",
        "style: [align: [row: Center]]",
        "style: [height: 9000, align: [column: End]]",
        "style: [align: odd |> WHILE { True => [row: Center], False => [row: Left] }]",
        "style: odd |> WHILE { True => [width: 100], False => [] }",
    ] {
        assert!(!is_block(&mut column("300", arguments, ROW)), "{arguments}");
    }
    for row in [
        "Element/label(style: [], label: TEXT { {id} })",
        "Element/button(style: [width: Fill], label: TEXT { {id} })",
        "Element/label(style: [width: 100, align: Right], label: TEXT { {id} })",
        "Element/label(style: [width: Fill, height: Fill], label: TEXT { {id} })",
        "Element/label(style: [width: Fill, height: [minimum: 30]], label: TEXT { {id} })",
        "Element/label(style: [width: Fill, height: odd |> WHILE { True => Fill, False => 10 }], label: TEXT { {id} })",
        "TEXT { {id} }",
    ] {
        assert!(!is_block(&mut column("300", "style: []", row)), "{row}");
    }
}

/// Asserts that a column of rows turns around where it becomes long, and where it is no longer.
#[track_caller]
fn follows_the_length(arguments: &str, holds: fn(&mut Program) -> bool) {
    for (length, wanted) in [
        ("254 + n", [false, false, true, true]),
        ("257 - n", [true, true, false, false]),
    ] {
        let mut program = column(length, arguments, ROW);
        for (step, wanted) in wanted.into_iter().enumerate() {
            assert_eq!(holds(&mut program), wanted, "{length}, {step}");
            program.press("step");
        }
    }
}

#[test]
fn it_follows_the_length_and_every_item() {
    follows_the_length("style: []", is_block);
    // One item that is another kind of box is enough, for as long as it is there.
    let row = format!(
        "id == 9 |> WHILE {{ True => odd |> WHILE {{ True => {ROW}, False => Element/label(style: [], label: TEXT {{ nine }}) }}, False => {ROW} }}"
    );
    let mut program = column("300", "style: []", &row);
    for wanted in [false, true, false] {
        assert_eq!(is_block(&mut program), wanted);
        program.press("step");
    }
    let mut program = page(
        "Element/stripe(direction: Column, style: [], items: List/range(from: 1, to: 300) |> List/retain(id, if: odd == False |> Bool/or(that: id > 1)) |> List/map(id, new: row(id: id)))",
        &format!(
            "FUNCTION row(id) {{ id == 1 |> WHILE {{ True => Element/label(style: [], label: TEXT {{ one }}), False => {ROW} }} }}"
        ),
    );
    for wanted in [false, true, false] {
        assert_eq!(is_block(&mut program), wanted);
        program.press("step");
    }
}

#[test]
fn an_item_that_is_put_in_anew_counts_as_before() {
    let mut program = page(
        "Element/stripe(direction: Column, style: [], items: odd |> WHILE { True => shown, False => rows })",
        &format!(
            "rows: List/range(from: 1, to: 300) |> List/map(id, new: row(id: id))
        shown: rows |> List/map(row, new: LATEST {{ row }})
        FUNCTION row(id) {{ {ROW} }}"
        ),
    );
    for _ in 0..3 {
        assert!(is_block(&mut program));
        program.press("step");
    }
}

#[test]
fn the_page_knows_before_it_gets_the_rows() {
    let mut program = column("n * 300", "style: [width: 300]", ROW);
    let patches = super::step(&mut program);
    let declared = patches.iter().position(
        |patch| matches!(patch, Patch::SetStyle { property, .. } if property.name() == Some("display")),
    );
    let created = patches
        .iter()
        .position(|patch| matches!(patch, Patch::Create { .. }));
    assert!(
        declared.is_some() && declared < created,
        "{declared:?} {created:?}"
    );
}

#[test]
fn items_as_wide_as_their_long_column_may_be_left_out_in_groups() {
    for (arguments, row, height) in [
        ("style: [width: 300]", ROW, "n * calc(1lh + 8px)"),
        (
            "gap: 3, style: [width: 300]",
            ROW,
            "n * calc(1lh + 8px) + (n - 1) * 3px",
        ),
        ("gap: n, style: [width: 300]", ROW, "n * calc(1lh + 8px)"),
        (
            "element: [tag: Ul], style: [width: 300, align: [row: Center, column: Bottom], height: 90, scrollbars: True]",
            "Element/label(element: [tag: Li], style: [width: Fill, height: 20], label: TEXT { {id} })",
            "n * 20px",
        ),
        (
            "style: [width: 300]",
            "Math/modulo(a: id, divisor: 2) |> WHEN {
                0 => Element/label(style: [width: Fill, height: 20], label: TEXT { {id} })
                __ => Element/label(style: [width: Fill, padding: 5], label: TEXT { {id} })
            }",
            "n * calc(0.5lh + 15px)",
        ),
    ] {
        let mut program = column("300", arguments, row);
        assert_eq!(
            grouped(&mut program).as_deref(),
            Some(height),
            "{arguments}, {row}"
        );
    }
    // Very long ones as well, of which items are not left out one by one.
    assert!(grouped(&mut column("3000", "style: [width: 300]", ROW)).is_some());
}

#[test]
fn what_would_look_different_in_a_group_stays_without() {
    for arguments in [
        "style: []",
        "style: [width: n]",
        "style: [width: 300, align: odd |> WHILE { True => [row: Center], False => [row: Left] }]",
        "style: odd |> WHILE { True => [width: 100], False => [width: 200] }",
        "element: [tag: Table], style: [width: 300]",
    ] {
        assert_eq!(
            grouped(&mut column("300", arguments, ROW)),
            None,
            "{arguments}"
        );
    }
    for row in [
        "Element/label(style: [width: 100], label: TEXT { {id} })",
        "Element/label(style: [], label: TEXT { {id} })",
        "Element/label(style: [width: [minimum: 400]], label: TEXT { {id} })",
        "Element/label(style: [width: Fill, align: Right], label: TEXT { {id} })",
        "Element/label(style: [width: Fill, height: Fill], label: TEXT { {id} })",
        "Element/label(style: [width: Fill, shadows: LIST { [x: 1, y: 1, blur: 9, color: Red] }], label: TEXT { {id} })",
        "TEXT { {id} }",
    ] {
        assert_eq!(
            grouped(&mut column("300", "style: [width: 300]", row)),
            None,
            "{row}"
        );
    }
    assert_eq!(
        grouped(&mut column("255", "style: [width: 300]", ROW)),
        None
    );
}

#[test]
fn groups_follow_the_length_and_every_item() {
    follows_the_length("style: [width: 300]", |program| grouped(program).is_some());
    let row = format!(
        "id == 9 |> WHILE {{ True => odd |> WHILE {{ True => {ROW}, False => Element/label(style: [width: 20], label: TEXT {{ nine }}) }}, False => {ROW} }}"
    );
    let mut program = column("300", "style: [width: 300]", &row);
    for wanted in [false, true, false, true] {
        assert_eq!(grouped(&mut program).is_some(), wanted);
        program.press("step");
    }
}

#[test]
fn other_items_are_counted_anew() {
    let rows = |last| format!("List/range(from: 1, to: {last}) |> List/map(id, new: row(id: id))");
    let mut program = page(
        &format!(
            "Element/stripe(direction: Column, style: [width: 300], items: odd |> WHILE {{ True => {}, False => {} }})",
            rows(400),
            rows(300)
        ),
        &format!("FUNCTION row(id) {{ {ROW} }}"),
    );
    for _ in 0..3 {
        assert!(grouped(&mut program).is_some());
        program.press("step");
    }
}

#[test]
fn an_item_out_of_which_something_may_reach_ends_the_groups() {
    let mut program = page(
        "Element/stripe(direction: Column, style: [width: 300], items: List/range(from: 1, to: 300) |> List/map(id, new: row(id: id)))",
        "FUNCTION row(id) {
            Element/stripe(direction: Row, style: [width: Fill], items: LIST { Element/label(style: [], label: shown(id: id).text) })
        }
        FUNCTION shown(id) {
            id == 9 |> WHEN {
                True => [text: odd |> WHILE { True => Element/label(style: [], label: TEXT { nine }), False => TEXT { 9 } }]
                False => [text: TEXT { {id} }]
            }
        }",
    );
    for wanted in [true, false] {
        assert_eq!(grouped(&mut program).is_some(), wanted);
        program.press("step");
    }
}
