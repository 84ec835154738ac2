//! What ends when a program does not (`architecture.md` §4).

use super::{Running, check};

#[test]
fn two_holds_that_feed_each_other_are_stopped_and_the_rest_runs() {
    check(
        "press: LINK
         a: 0 |> HOLD n { b |> THEN { n + 1 } }
         b: 0 |> HOLD n { a |> THEN { n + 1 } }
         count: press |> THEN { 1 } |> Math/sum()",
        "error: this runs on and on
         press ! []
         press ! []
         count = 2",
    );
}

#[test]
fn a_bus_that_feeds_itself_is_stopped() {
    check(
        "port: LINK
         echo: port |> THEN { port + 1 } |> LINK { port }
         press: LINK
         count: press |> THEN { 1 } |> Math/sum()",
        "port ! 1
         error: this runs on and on
         press ! []
         count = 1
         port ! 1
         press ! []
         count = 2",
    );
}

#[test]
fn a_long_computation_is_stopped() {
    check(
        "press: LINK
         slow: press |> THEN { spin(n: press) }
         count: press |> THEN { 1 } |> Math/sum()
         FUNCTION spin(n) { n == 0 |> WHEN { True => 0 False => spin(n: n - 1) + spin(n: n - 1) } }",
        "press ! 40
         error: this runs on and on
         count = 1
         press ! 3
         slow = 0
         count = 2",
    );
}

#[test]
fn heights_do_not_grow_with_switches() {
    let mut running = Running::start(
        "show: LINK
         which: LATEST { 0, show }
         out: which |> WHILE { 1 => inner(n: which) __ => other(n: which) }
         FUNCTION inner(n) { BLOCK { h: n |> HOLD h { SKIP }  h + 1 } }
         FUNCTION other(n) { BLOCK { h: n |> HOLD h { SKIP }  h + 2 } }
         sum: out + 1",
    );
    for _ in 0..5 {
        running.fire("show", "1");
        running.fire("show", "0");
    }
    let early = running.evaluator.highest();
    for _ in 0..5_000 {
        running.evaluator_turn("show", "1");
        running.evaluator_turn("show", "0");
    }
    assert_eq!(running.show("sum"), "3");
    assert_eq!(running.evaluator.highest(), early);
}

#[test]
fn a_recursion_that_branches_is_stopped() {
    check(
        "press: LINK
         count: press |> THEN { 1 } |> Math/sum()
         tree: branch(n: 1)
         FUNCTION branch(n) { [left: branch(n: n), right: branch(n: n)] }",
        "error: this runs on and on
         error: this runs on and on
         press ! []
         count = 1",
    );
}

#[test]
fn many_endless_nodes_are_all_stopped_and_no_cell_stays_dead() {
    let mut running = Running::start(
        "press: LINK
         loops: List/range(from: 1, to: 150) |> List/map(i, new: endless(i: i))
         FUNCTION endless(i) {
             BLOCK {
                 port: LINK
                 start: press |> LINK { port }
                 echo: port |> THEN { port + 1 } |> LINK { port }
                 i
             }
         }
         made: press |> person()
         FUNCTION person(n) { [count: n |> HOLD count { wave |> THEN { count + 1 } }] }
         wave: LINK
         shown: made.count
         total: wave |> THEN { 1 } |> Math/sum()",
    );
    running.evaluator.turn_steps = 100_000;
    running.fire("press", "1");
    let reported = std::mem::take(&mut running.diagnostics);
    let mut places: Vec<_> = reported.iter().map(|found| found.span).collect();
    places.dedup();
    assert!(!reported.is_empty());
    assert_eq!(places.len(), reported.len(), "{reported:#?}");
    running.fire("wave", "[]");
    assert_eq!(running.show("shown"), "2");
    assert_eq!(running.show("total"), "1");
    assert!(running.diagnostics.is_empty());
}

#[test]
fn lists_may_be_nested_deeply() {
    use crate::value::{List, Live, Value};
    let mut running = Running::start(
        "press: LINK
         held: None |> HOLD h { press }
         equal: press == held",
    );
    let mut value = super::value_of("1");
    for depth in 0..300_000 {
        let item = (protocol::list_change::ItemId(depth), Live::Const(value));
        value = Value::List(List::Plain([item].into_iter().collect()));
    }
    running.feed(&[("press", value, true)]);
    assert_eq!(running.show("equal"), "True");
    running.fire("press", "2");
    assert_eq!(running.show("held"), "2");
}

#[test]
fn a_value_may_be_nested_deeply() {
    let mut running = Running::start(
        "press: LINK
         held: None |> HOLD h { press }
         equal: press == held",
    );
    let next = crate::symbol::Symbol::new("next");
    let mut value = super::value_of("1");
    for _ in 0..300_000 {
        value = crate::value::Value::object(&[(next, value)]);
    }
    running.feed(&[("press", value, true)]);
    assert_eq!(running.show("equal"), "True");
    running.fire("press", "2");
    assert_eq!(running.show("held"), "2");
}
