//! What reaches whom, and what it costs (`language.md` §5, §11, §12).

use super::check;

#[test]
fn while_list_pattern_on_a_named_list() {
    check(
        "a: LINK
         l: LIST { a, 5 }
         o: l |> WHILE { LIST { 1, x } => TEXT { one{x} } LIST { n, __ } => TEXT { n{n} } __ => TEXT { none } }
         p: pick(l: l)
         FUNCTION pick(l) { l |> WHEN { LIST { 1, x } => [k: TEXT { one{x} }] LIST { n, __ } => [k: TEXT { n{n} }] __ => [k: TEXT { none }] } }",
        "o = none
         p = [k: none]
         a <- 1
         o = one5
         p = [k: one5]
         a <- 2
         o = n2
         p = [k: n2]",
    );
}

#[test]
fn arm_of_list_match_does_not_restart_when_equal_item_fires() {
    check(
        "a: LINK
         b: LINK
         tick: LINK
         o: LIST { a, b } |> WHILE { LIST { True, __ } => counter() __ => 0 }
         FUNCTION counter() { 0 |> HOLD c { tick |> THEN { c + 1 } } }",
        "a <- True
         b <- 1
         o = 0
         tick ! []
         o = 1
         b <- 1
         o = 1
         a <- True
         o = 1
         b <- 2
         o = 0",
    );
}

#[test]
fn no_arm_runs_with_what_is_not_meant_for_it() {
    check(
        "st: LINK
         log: st |> WHILE { 0 => 0 n => st |> WHILE { 1 => deep(x: st) __ => other(x: st) } }
         FUNCTION deep(x) { BLOCK { y: x |> Log/info(with: [label: TEXT { deep }]) y } }
         FUNCTION other(x) { BLOCK { y: x |> Log/info(with: [label: TEXT { other }]) y } }",
        "st <- 1
         > [INFO] deep: 1
         st <- 0
         st <- 2
         > [INFO] other: 2
         st <- 1
         > [INFO] deep: 1
         st <- 3
         > [INFO] other: 3
         st <- 4
         > [INFO] other: 4",
    );
}

#[test]
fn map_items_mapped_instance_kept_item_live() {
    check(
        "add: LINK
         x: LINK
         press: LINK
         items: LIST { x, 2 } |> List/append(item: add)
         m: items |> List/map(i, new: row(i: i))
         FUNCTION row(i) { [i: i, n: 0 |> HOLD n { press |> THEN { n + 1 } }] }",
        "press ! []
         x <- 7
         m = LIST { [i: 7, n: 1], [i: 2, n: 1] }
         add ! 3
         press ! []
         m = LIST { [i: 7, n: 2], [i: 2, n: 2], [i: 3, n: 1] }",
    );
}

#[test]
fn append_of_state_appends_at_start_and_later() {
    check(
        "s: LATEST { 1, e }
         e: LINK
         l: LIST { } |> List/append(item: s)",
        "l = LIST { 1 }
         e ! 1
         l = LIST { 1, 1 }",
    );
}

#[test]
fn button_press_before_item_existed() {
    check(
        "press: LINK
         add: LINK
         l: LIST { } |> List/append(item: add) |> List/map(i, new: 0 |> HOLD n { press |> THEN { n + 1 } })",
        "press ! []
         add ! 1
         l = LIST { 0 }
         add ! 1 & press ! []
         l = LIST { 1, 0 }",
    );
}

#[test]
fn list_get_live() {
    check(
        "i: LINK
         x: LINK
         l: LIST { x, 20, 30 }
         g: l |> List/get(index: i)",
        "i <- 1
         x <- 5
         g = 5
         x <- 6
         g = 6
         i <- 3
         g = 30
         i <- 4
         g = OutOfBounds
         i <- 0
         g = OutOfBounds",
    );
}

#[test]
fn retain_predicate_toggles_keep_identity() {
    check(
        "p: LINK
         press: LINK
         l: LIST { row(n: 1), row(n: 2), row(n: 3) } |> List/retain(r, if: r.n > p)
         FUNCTION row(n) { [n: n, c: 0 |> HOLD c { press |> THEN { c + 1 } }] }",
        "p <- 0
         press ! []
         p <- 2
         l = LIST { [n: 3, c: 1] }
         press ! []
         p <- 0
         l = LIST { [n: 1, c: 2], [n: 2, c: 2], [n: 3, c: 2] }",
    );
}

#[test]
fn permanent_retain_by_latest() {
    check(
        "del: LINK
         l: LIST { 1, 2 } |> List/retain(x, if: LATEST { True, del |> WHEN { d => d == x |> WHEN { True => False __ => SKIP } } })",
        "l = LIST { 1, 2 }
         del ! 1
         l = LIST { 2 }
         del ! 2
         l = LIST { }",
    );
}

#[test]
fn flush_warns() {
    check(
        "x: FLUSH { 2 }",
        "warning: FLUSH
         x = 2",
    );
}

#[test]
fn event_bus_with_2600_writers() {
    let program = "port: LINK
         n: port |> THEN { 1 } |> Math/sum()
         cells: List/range(from: 1, to: 2600) |> List/map(i, new: cell(i: i))
         FUNCTION cell(i) { [ev: LINK, w: ev |> THEN { i } |> LINK { port }] }
         last: port";
    check(
        program,
        "cells.7.ev ! []
         n = 1
         last = 8
         cells.2599.ev ! [] & cells.0.ev ! []
         n = 3
         last = 1",
    );
    let mut running = super::Running::start(program);
    let before = running.evaluator.work;
    running.fire("cells.7.ev", "[]");
    let after = running.evaluator.work;
    let (cells, steps) = (
        after.cells_run - before.cells_run,
        after.steps - before.steps,
    );
    assert!(cells <= 10, "one event runs {cells} cells");
    assert!(steps <= 40, "one event takes {steps} steps");
}

#[test]
fn latest_in_hold_with_two_buttons_same_turn() {
    check(
        "a: LINK
         b: LINK
         h: 0 |> HOLD h { LATEST { a |> THEN { h + 1 } b |> THEN { h + 10 } } }",
        "a ! [] & b ! []
         h = 1",
    );
}

#[test]
fn pulses_chain_stream_take_skip_distinct() {
    check(
        "s: LINK
         p: s |> Stream/pulses()
         sum: p |> Math/sum()
         sk: p |> Stream/skip(count: 1) |> Math/sum()
         tk: p |> Stream/take(count: 2) |> Math/sum()
         n: p |> THEN { 1 } |> Math/sum()
         w: p |> WHEN { 2 => TEXT { two } __ => SKIP } |> Log/info()
         l: LIST { } |> List/append(item: p)",
        "s ! 3
         > [INFO] two
         sum = 6
         sk = 5
         tk = 3
         n = 3
         l = LIST { 1, 2, 3 }
         s ! 2
         > [INFO] two
         tk = 3
         sk = 8",
    );
}
