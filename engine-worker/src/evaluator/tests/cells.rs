//! What has a cell, and which cells of a new instance run.

use crate::language::plan::{Literal, NodeKind};

use super::{Running, check, plan_of};

#[test]
fn literals_that_elements_are_given_have_no_cells() {
    let (plan, _) = plan_of(
        "shown: view(x: 1)
         FUNCTION view(x) {
             Element/stripe(
                 element: [event: [press: LINK]]
                 style: [padding: x, background: [color: x]]
                 direction: Row
                 items: LIST { Element/label(style: [], label: x) }
             )
         }",
    );
    let mut views = plan.templates.iter();
    let view = views.find(|template| &*template.name == "view");
    let view = view.expect("it is called");
    let is_literal =
        |kind: &NodeKind| matches!(kind, NodeKind::Object { .. } | NodeKind::List { .. });
    assert!(!view.nodes.iter().any(|node| is_literal(&node.kind)));
    let lists = view.literals.iter();
    let lists = lists.filter(|literal| matches!(literal, Literal::List { .. }));
    assert_eq!((view.literals.len(), lists.count()), (5, 1));
}

#[test]
fn who_asks_for_a_literal_of_an_element_gets_it() {
    check(
        "slot: LINK
         view: Element/button(
             element: [event: [press: LINK], hovered: LINK]
             style: []
             label: TEXT { }
         ) |> LINK { slot }
         events: slot.event
         through: events.press |> THEN { 1 } |> Math/sum()
         kept: view.event |> HOLD kept { SKIP }
         held: kept.press |> THEN { 1 } |> Math/sum()
         direct: slot.event.press |> THEN { 1 } |> Math/sum()",
        "slot.event.press ! []
         through = 1
         held = 1
         direct = 1
         slot.event.press ! []
         through = 2
         held = 2
         direct = 2",
    );
}

/// How many cells run when a list of rows grows by as many items.
fn cells_run_for(rows: &str, more: u64) -> u64 {
    let mut running = Running::start(&format!(
        "count: LINK
         choose: LINK
         chosen: LATEST {{ 0, choose }}
         doubled: chosen * 2
         later: doubled * 2 + doubled
         rows: List/range(from: 1, to: LATEST {{ 3, count }})
             |> List/map(i, new: row(i: i))
         FUNCTION row(i) {{ {rows} }}"
    ));
    let before = running.evaluator.work.cells_run;
    running.fire("count", &(3 + more).to_string());
    running.evaluator.check_invariants();
    running.evaluator.work.cells_run - before
}

/// How many of these cells are of one row.
fn cells_run_per_row(row: &str) -> u64 {
    let (few, many) = (cells_run_for(row, 10), cells_run_for(row, 110));
    assert_eq!((many - few) % 100, 0, "each row is like the others");
    (many - few) / 100
}

#[test]
fn what_is_there_with_its_instance_does_not_run() {
    assert_eq!(
        cells_run_per_row("[id: i, nested: [select: LINK, remove: LINK]]"),
        0
    );
    let button = "Element/button(element: [event: [press: LINK]], style: [], label: i)";
    assert_eq!(cells_run_per_row(button), 0);
}

#[test]
fn a_new_cell_runs_once_after_what_it_reads() {
    // The comparison and what follows from it.
    assert_eq!(
        cells_run_per_row("later == i |> WHILE { True => TEXT { a } __ => TEXT { - } }"),
        2
    );
    assert_eq!(cells_run_per_row("[a: later + i, b: i * 2]"), 2);
}

#[test]
fn who_is_given_an_object_runs_once_after_its_fields() {
    let cells_run = |rows: u64| {
        let mut running = Running::start(
            "count: LINK
             rows: List/range(from: 1, to: LATEST { 3, count }) |> List/map(i, new: row(i: i))
             views: rows |> List/map(row, new: view(row: row))
             FUNCTION row(i) { [held: i + 1 |> HOLD held { SKIP }] }
             FUNCTION view(row) { [shown: row.held + 1] }",
        );
        let before = running.evaluator.work.cells_run;
        running.fire("count", &(3 + rows).to_string());
        running.evaluator.check_invariants();
        running.evaluator.work.cells_run - before
    };
    // What is held first, the `HOLD`, and who shows it.
    assert_eq!(cells_run(110) - cells_run(10), 300);
}

#[test]
fn objects_that_are_made_with_the_one_before_do_not_climb() {
    let mut running = Running::start(
        "press: LINK
         chain: [n: 0] |> HOLD chain { press |> THEN { link(before: chain) } }
         FUNCTION link(before) { [n: 0 |> HOLD n { press |> THEN { n } }] }
         shown: chain.n",
    );
    for _ in 0..40 {
        running.fire("press", "1");
    }
    let early = running.evaluator.highest();
    for _ in 0..400 {
        running.evaluator_turn("press", "1");
    }
    assert_eq!(running.show("shown"), "0");
    assert_eq!(running.evaluator.highest(), early);
}

#[test]
fn rows_share_the_way_to_a_global_event() {
    let cells_run = |rows: u64| {
        let mut running = Running::start(&format!(
            "ui: [update: LINK]
             view: Element/button(element: [event: [press: LINK]], style: [], label: TEXT {{ }})
                 |> LINK {{ ui.update }}
             rows: List/range(from: 1, to: {rows}) |> List/map(i, new: row(i: i))
             sum: rows |> List/map(row, new: row.count) |> List/sum()
             FUNCTION row(i) {{
                 [count: 0 |> HOLD n {{ ui.update.event.press |> THEN {{ i |> WHEN {{ 1 => n + 1 __ => SKIP }} }} }}]
             }}"
        ));
        let before = running.evaluator.work.cells_run;
        running.fire("ui.update.event.press", "[]");
        assert_eq!(running.show("sum"), "1");
        running.evaluator.work.cells_run - before
    };
    assert_eq!(cells_run(140) - cells_run(40), 100);
}
