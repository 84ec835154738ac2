//! Which columns with long lists are laid out as blocks.

use offstage_tests::program::Program;
use protocol::Patch;

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

/// What the column declares itself, and that a page that gets everything anew is told the same.
#[track_caller]
fn is_block(program: &mut Program) -> bool {
    let old = program.remount();
    assert_eq!(old.difference(&program.dom), None);
    assert_eq!(program.diagnostics, []);
    let [seven, eight] = ["7", "8"].map(|text| {
        let row = super::element(program, text);
        program.dom.parent_chain(row)
    });
    let list = seven.into_iter().find(|node| eight.contains(node));
    let list = list.expect("both are in the column");
    program.dom.style(list, "display") == Some("block")
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
        "Element/label(style: [width: Fill, height: odd |> WHILE { True => Fill, False => 10 }], label: TEXT { {id} })",
        "TEXT { {id} }",
    ] {
        assert!(!is_block(&mut column("300", "style: []", row)), "{row}");
    }
}

#[test]
fn it_follows_the_length_and_every_item() {
    for (length, blocks) in [
        ("254 + n", [false, false, true, true]),
        ("257 - n", [true, true, false, false]),
    ] {
        let mut program = column(length, "style: []", ROW);
        for (step, wanted) in blocks.into_iter().enumerate() {
            assert_eq!(is_block(&mut program), wanted, "{length}, {step}");
            program.press("step");
        }
    }
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
