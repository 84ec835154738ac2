//! Functions, calls, instances, `PASS` (`language.md` §7).

use super::{Running, check};

#[test]
fn arguments_bind_by_name_and_the_pipe_takes_the_first_free_one() {
    check(
        "named: minus(b: 1, a: 5)
         piped: 5 |> minus(b: 1)
         piped_second: 5 |> minus(a: 1)
         bare: 5 |> double
         FUNCTION minus(a, b) { a - b }
         FUNCTION double(n) { n * 2 }",
        "named = 4
         piped = 4
         piped_second = -4
         bare = 10",
    );
}

#[test]
fn misnamed_and_missing_arguments_warn() {
    check(
        "taken: font(of: 3)
         missing: pair(a: 1)
         FUNCTION font(font) { font * 2 }
         FUNCTION pair(a, b) { LATEST { b, a } }",
        "taken = 6
         missing = 1
         warning: no parameter `of`
         warning: argument `b` of `pair` is missing",
    );
}

#[test]
fn parameters_are_live() {
    check(
        "set: LINK
         n: LATEST { 1, set }
         pure: double(n: n)
         made: counted(n: n)
         FUNCTION double(n) { n * 2 }
         FUNCTION counted(n) { [n: n, emissions: n |> THEN { 1 } |> Math/sum()] }",
        "pure = 2
         made = [n: 1, emissions: 1]
         set ! 4
         pure = 8
         made = [n: 4, emissions: 2]",
    );
}

#[test]
fn each_call_is_an_instance_of_its_own() {
    check(
        "a: counter()
         b: counter()
         FUNCTION counter() { [up: LINK, count: 0 |> HOLD n { up |> THEN { n + 1 } }] }",
        "a.up ! []
         a.up ! []
         b.up ! []
         a.count = 2
         b.count = 1",
    );
}

#[test]
fn a_piped_pulse_makes_an_instance_per_occurrence() {
    check(
        "add: LINK
         bump: LINK
         people: LIST { } |> List/append(item: add |> person())
         lasts: add |> person()
         FUNCTION person(name) {
             [name: name, age: 0 |> HOLD n { bump |> THEN { n + 1 } }]
         }",
        "add ! TEXT { Ada }
         bump ! []
         lasts = [name: Ada, age: 1]
         add ! TEXT { Bob }
         bump ! []
         people = LIST { [name: Ada, age: 2], [name: Bob, age: 1] }
         lasts = [name: Bob, age: 1]",
    );
}

#[test]
fn a_piped_state_is_an_alias() {
    check(
        "set: LINK
         press: LINK
         n: LATEST { 1, set }
         made: n |> counter()
         FUNCTION counter(start) { [start: start, count: 0 |> HOLD c { press |> THEN { c + start } }] }",
        "press ! []
         made = [start: 1, count: 1]
         set ! 10
         made = [start: 10, count: 1]
         press ! []
         made = [start: 10, count: 11]",
    );
}

#[test]
fn a_piped_pure_call_has_the_kind_of_what_is_piped() {
    check(
        "press: LINK
         set: LINK
         state: LATEST { 1, set }
         frozen: press |> add(to: state)
         count: frozen |> THEN { 1 } |> Math/sum()
         live: state |> add(to: press)
         FUNCTION add(n, to) { n + to }",
        "press ! 1
         frozen = 2
         set ! 10
         frozen = 2
         live = 11
         press ! 1
         frozen = 11
         count = 2",
    );
}

#[test]
fn recursion_is_deep() {
    check(
        "sum: sum_to(n: 5000)
         press: LINK
         later: press |> THEN { sum_to(n: press) }
         FUNCTION sum_to(n) { n == 0 |> WHEN { True => 0 False => n + sum_to(n: n - 1) } }
         even: is_even(n: 3001)
         FUNCTION is_even(n) { n |> WHEN { 0 => True __ => is_odd(n: n - 1) } }
         FUNCTION is_odd(n) { n |> WHEN { 0 => False __ => is_even(n: n - 1) } }",
        "sum = 12502500
         even = False
         press ! 6000
         later = 18003000",
    );
}

#[test]
fn recursion_that_makes_instances_is_deep() {
    check(
        "chain: build(n: 9000)
         press: LINK
         FUNCTION build(n) {
             n == 0 |> WHEN {
                 True => [n: 0, total: 0]
                 False => BLOCK { next: build(n: n - 1)  [n: n, total: next.total + 1] }
             }
         }",
        "chain = [n: 9000, total: 9000]
         press ! []",
    );
}

#[test]
fn endless_recursion_is_reported_and_the_rest_runs() {
    check(
        "press: LINK
         count: press |> THEN { 1 } |> Math/sum()
         endless: forever(n: 1)
         FUNCTION forever(n) { 1 + forever(n: n) }",
        "error: calls itself more than
         press ! []
         count = 1",
    );
    check(
        "press: LINK
         count: press |> THEN { 1 } |> Math/sum()
         endless: forever(n: 1)
         FUNCTION forever(n) { [n: n, next: forever(n: n)] }",
        "error: calls itself
         press ! []
         count = 1",
    );
}

#[test]
fn passed_goes_through_calls_and_is_replaced_as_a_whole() {
    check(
        "set: LINK
         n: LATEST { 1, set }
         result: outer(PASS: [n: n, name: TEXT { a }])
         FUNCTION outer() { [mine: PASSED.n, inner: inner(), other: inner(PASS: [n: 7])] }
         FUNCTION inner() { [n: PASSED.n] }
         listed: list(PASS: [n: n])
         FUNCTION list() { LIST { 1, 2 } |> List/map(item, new: item + PASSED.n) }
         made: holder(PASS: [n: n])
         FUNCTION holder() { BLOCK { add: LINK  [add: add, items: LIST { } |> List/append(item: add |> adder())] } }
         FUNCTION adder(x) { [sum: x + PASSED.n] }
         arm: armed(PASS: [n: n])
         FUNCTION armed() { PASSED.n |> WHILE { 1 => TEXT { one } __ => many() } }
         FUNCTION many() { TEXT { many {PASSED.n} } }",
        "result = [mine: 1, inner: [n: 1], other: [n: 7]]
         listed = LIST { 2, 3 }
         arm = one
         made.add ! 10
         made.items = LIST { [sum: 11] }
         set ! 5
         result = [mine: 5, inner: [n: 5], other: [n: 7]]
         listed = LIST { 6, 7 }
         made.items = LIST { [sum: 15] }
         arm = many 5
         set ! 6
         arm = many 6",
    );
}

#[test]
fn passed_in_a_body_is_a_snapshot_of_what_was_passed() {
    check(
        "press: LINK
         n: 1 |> HOLD n { press |> THEN { n + 1 } }
         result: outer(PASS: [n: n])
         FUNCTION outer() { press |> THEN { make() } }
         FUNCTION make() { [n: PASSED.n, pure: pure()] }
         FUNCTION pure() { PASSED.n * 10 }
         given: press |> THEN { make(PASS: [n: 7]) }",
        "press ! []
         result.n = 2
         given = [n: 7, pure: 70]
         press ! []
         result.n = 3",
    );
}

#[test]
fn unknown_functions_have_no_value() {
    check(
        "a: Nothing/here(x: 1)
         b: LATEST { 1 }",
        "a = ?
         b = 1
         error: unknown function `Nothing/here`",
    );
}

#[test]
fn a_snapshot_call_freezes_but_what_lives_in_it_lives() {
    check(
        "press: LINK
         set: LINK
         n: LATEST { 1, set }
         value: press |> THEN { double(n: n) }
         living: press |> THEN { make(n: n) }
         FUNCTION double(n) { n * 2 }
         FUNCTION make(n) { [frozen: n, count: 0 |> HOLD c { set |> THEN { c + 1 } }] }",
        "press ! []
         set ! 5
         value = 2
         living = [frozen: 1, count: 1]",
    );
}

#[test]
fn an_argument_no_parameter_takes_is_still_active() {
    let mut running = Running::start(
        "press: LINK
         a: f(n: 1, extra: press |> Log/info())
         FUNCTION f(n) { n }",
    );
    running.fire("press", "3");
    assert_eq!(running.evaluator.effects.len(), 1);
}

#[test]
fn a_formula_evaluator_calls_itself_through_others() {
    check(
        "set: LINK
         a1: LATEST { TEXT { 5 } set }
         cells: LIST { [name: TEXT { A1 }, formula: a1], [name: TEXT { B1 }, formula: TEXT { =A1 }], [name: TEXT { C1 }, formula: TEXT { =B1 }] }
         c1: value_of(name: TEXT { C1 })
         all: cells |> List/map(c, new: value_of(name: c.name))
         press: LINK
         once: press |> THEN { value_of(name: TEXT { C1 }) }
         FUNCTION value_of(name) {
             cells |> List/retain(c, if: c.name == name) |> List/get(index: 1) |> WHEN {
                 OutOfBounds => TEXT { none }
                 cell => evaluate(formula: cell.formula)
             }
         }
         FUNCTION evaluate(formula) {
             formula |> Text/starts_with(prefix: TEXT { = }) |> WHEN {
                 True => value_of(name: formula |> Text/substring(start: 1, length: 9))
                 False => formula |> Text/to_number()
             }
         }",
        "c1 = 5
         all = LIST { 5, 5, 5 }
         set ! TEXT { 7 }
         c1 = 7
         all = LIST { 7, 7, 7 }
         press ! []
         once = 7
         set ! TEXT { x }
         c1 = NaN
         once = 7",
    );
}

#[test]
fn instances_see_what_they_are_given_not_their_caller() {
    check(
        "press: LINK
         rows: LIST { 1, 2 } |> List/map(n, new: outer(n: n))
         FUNCTION outer(n) { BLOCK { double: n * 2  [n: n, made: press |> inner(base: double)] } }
         FUNCTION inner(x, base) { [sum: x + base, own: 0 |> HOLD o { press |> THEN { o + base } }] }",
        "press ! 10
         rows = LIST { [n: 1, made: [sum: 12, own: 0]], [n: 2, made: [sum: 14, own: 0]] }
         press ! 20
         rows = LIST { [n: 1, made: [sum: 22, own: 0]], [n: 2, made: [sum: 24, own: 0]] }",
    );
}

#[test]
fn one_function_serves_states_pulses_bodies_and_passes() {
    check(
        "press: LINK
         set: LINK
         state: LATEST { 1, set }
         a: f(x: state)
         b: f(x: press)
         c: press |> f()
         d: press |> THEN { f(x: press) }
         e: f(x: state, PASS: [k: 2])
         g: pure(x: state)
         h: pure(x: state, PASS: [k: 2])
         FUNCTION f(x) {
             x |> WHEN { n => BLOCK { o: [a: n, b: a * 10]  o.a |> WHEN { 1 => o.b  __ => o.a + o.b } } }
         }
         FUNCTION pure(x) { BLOCK { y: x + 1  z: y * 2  z |> WHEN { 4 => y  m => m } } }",
        "a = 10
         e = 10
         g = 2
         h = 2
         press ! 1
         b = 10
         c = 10
         d = 10
         press ! 2
         b = 22
         c = 22
         d = 22
         set ! 3
         a = 33
         e = 33
         g = 8
         h = 8",
    );
}
