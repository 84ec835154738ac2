//! What one change of a long list costs: as much as of a short one (`language.md` §12).

use crate::value::{Live, Value};

use super::{Running, value_of};

/// The steps, cells and new instances of the last of some occurrences.
fn work(program: &str, count: u64, occurrences: &[(&str, &str)]) -> [u64; 4] {
    let program = program.replace("COUNT", &count.to_string());
    let mut running = Running::start(&program);
    let mut work = [0; 4];
    for (slot, payload) in occurrences {
        let Live::Cell(cell) = running.live(slot) else {
            panic!("`{slot}` is no slot");
        };
        let value: Value = value_of(payload);
        let before = running.evaluator.work;
        running
            .evaluator
            .turn(|evaluator| evaluator.feed(cell, value, true, cell));
        let after = running.evaluator.work;
        work = [
            after.steps - before.steps,
            after.cells_run - before.cells_run,
            after.instances - before.instances,
            after.list_replaces - before.list_replaces,
        ];
    }
    work
}

#[track_caller]
fn same_at_any_size(what: &str, program: &str, occurrences: &[(&str, &str)]) {
    let (few, many) = (
        work(program, 100, occurrences),
        work(program, 10_000, occurrences),
    );
    assert_eq!(few, many, "{what}");
    assert!(few[0] > 0, "{what}: something happens");
    assert_eq!(few[3], 0, "{what}: no list is replaced");
}

#[test]
fn an_appended_item_concerns_nobody_else() {
    for (what, operation) in [
        ("append", ""),
        ("map", "|> List/map(i, new: [n: i * 2])"),
        ("retain", "|> List/retain(i, if: i > 5)"),
        (
            "remove",
            "|> List/remove(i, on: gone |> WHEN { i => [] __ => SKIP })",
        ),
        ("every", "|> List/every(i, if: i > 0)"),
        ("any", "|> List/any(i, if: i == 0)"),
        ("count", "|> List/count()"),
        ("is_empty", "|> List/is_empty()"),
        ("is_not_empty", "|> List/is_not_empty()"),
        ("sum", "|> List/sum()"),
        ("latest", "|> List/latest()"),
        ("last", "|> List/last()"),
        ("get", "|> List/get(index: 50)"),
        ("clear", "|> List/clear(on: gone)"),
        ("remove_last", "|> List/remove_last(on: gone)"),
        ("sort_by", "|> List/sort_by(i, key: 0 - i)"),
    ] {
        let program = format!(
            "add: LINK
             gone: LINK
             items: List/range(from: 1, to: COUNT) |> List/append(item: add)
             result: items {operation}
             shown: [result: result]"
        );
        same_at_any_size(what, &program, &[("add", "7")]);
    }
}

#[test]
fn an_item_that_changes_concerns_nobody_else() {
    for (what, operation) in [
        ("map", "|> List/map(i, new: i.n * 2)"),
        ("retain", "|> List/retain(i, if: i.n > 5)"),
        ("every", "|> List/every(i, if: i.n > 0)"),
        ("any", "|> List/any(i, if: i.n < 0)"),
        ("sum", "|> List/map(i, new: i.n) |> List/sum()"),
        ("latest", "|> List/map(i, new: i.n) |> List/latest()"),
        ("sort_by", "|> List/sort_by(i, key: i.n)"),
        ("get", "|> List/map(i, new: i.n) |> List/get(index: 50)"),
        (
            "remove",
            "|> List/remove(i, on: i.n < 0 |> WHEN { True => [] False => SKIP })",
        ),
    ] {
        let program = format!(
            "items: List/range(from: 1, to: COUNT) |> List/map(i, new: item(first: i))
             result: items {operation}
             FUNCTION item(first) {{ [set: LINK, n: LATEST {{ first, set }}] }}"
        );
        for payload in ["0 - 1", "200000"] {
            same_at_any_size(what, &program, &[("items.49.set", payload)]);
        }
    }
}

#[test]
fn what_takes_items_out_looks_at_no_other() {
    let removed_by_itself = "
        items: List/range(from: 1, to: COUNT) |> List/map(i, new: [gone: LINK])
        left: items |> List/remove(i, on: i.gone)
        count: left |> List/count()";
    same_at_any_size("remove", removed_by_itself, &[("items.49.gone", "[]")]);
    let undone = "
        undo: LINK
        left: List/range(from: 1, to: COUNT) |> List/remove_last(on: undo)
        rows: left |> List/map(i, new: i)
        count: left |> List/count()";
    same_at_any_size("remove_last", undone, &[("undo", "[]"), ("undo", "[]")]);
    let cleared = "
        clear: LINK
        left: List/range(from: 1, to: COUNT) |> List/clear(on: clear)
        rows: left |> List/map(i, new: [n: i])
        count: left |> List/count()";
    same_at_any_size("clear", cleared, &[("clear", "[]")]);
}

#[test]
fn a_changed_bound_of_a_range_concerns_its_end_only() {
    let ranged = "
        to: LINK
        items: List/range(from: 1, to: COUNT + LATEST { 0, to })
        rows: items |> List/map(i, new: [n: i])
        count: items |> List/count()";
    same_at_any_size("range", ranged, &[("to", "2")]);
    same_at_any_size("range", ranged, &[("to", "2"), ("to", "0 - 1")]);
}

#[test]
fn a_state_that_items_compare_with_their_own_concerns_two_of_them() {
    same_at_any_size(
        "select",
        "choose: LINK
         selected: LATEST { 0, choose }
         rows: List/range(from: 1, to: COUNT)
             |> List/map(i, new: selected == i |> WHILE { True => TEXT { here } False => TEXT { not } })",
        &[("choose", "3"), ("choose", "5")],
    );
}
