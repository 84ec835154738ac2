//! Names, arguments, ambient values and instances (`language.md` §6, §7).

use super::check;

#[test]
fn label_label_passes_outer_on() {
    check(
        "o: f(label: 5)
         FUNCTION f(label) { g(label: label) }
         FUNCTION g(label) { [label: label] }",
        "o = [label: 5]",
    );
}

#[test]
fn title_latest_param() {
    check(
        "e: LINK
         o: mk(title: TEXT { a })
         FUNCTION mk(title) { [title: LATEST { title, e }] }",
        "o.title = a
         e ! TEXT { b }
         o.title = b",
    );
}

#[test]
fn align_row_align() {
    check(
        "o: f(align: Center)
         FUNCTION f(align) { [style: [align: [row: align]]] }",
        "o = [style: [align: [row: Center]]]",
    );
}

#[test]
fn draft_block() {
    check(
        "e: LINK
         o: [ draft: BLOCK { draft: LATEST { 1, e } LATEST { draft + 10 } } ]",
        "o.draft = 11
         e ! 5
         o.draft = 15",
    );
}

#[test]
fn store_self_path() {
    check(
        "e: LINK
         store: [ toggle: e  count: store.toggle |> THEN { 1 } |> Math/sum()  twice: store.count * 2 ]",
        "e ! []
         store.twice = 2",
    );
}

#[test]
fn forward_and_backward_fields_nested_visible() {
    check(
        "o: [ a: b + 1  b: 2  c: [ d: a  e: [ f: b + d ] ] ]",
        "o.a = 3
         o.c.e.f = 5",
    );
}

#[test]
fn args_visible_to_sibling_args() {
    check(
        "o: f(a: 1, b: a + 1, c: [x: b])
         FUNCTION f(a, b, c) { [a: a, b: b, c: c] }",
        "o = [a: 1, b: 2, c: [x: 2]]",
    );
}

#[test]
fn args_visible_in_snapshot() {
    check(
        "e: LINK
         o: e |> THEN { f(a: 1, b: a + 1, c: [x: b]) }
         FUNCTION f(a, b, c) { [a: a, b: b, c: c] }",
        "e ! []
         o = [a: 1, b: 2, c: [x: 2]]",
    );
}

#[test]
fn function_name_equals_parameter() {
    check(
        "o: framed(framed: 3)
         FUNCTION framed(framed) { framed + 1 }
         p: 4 |> framed
         q: LIST { 1, 2 } |> List/map(framed, new: framed(framed: framed))",
        "o = 4
         p = 5
         q = LIST { 2, 3 }",
    );
}

#[test]
fn mismatched_names_bind_in_written_order() {
    check(
        "o: font(of: Body, extra: 2)
         p: 1 |> font(zzz: 5)
         FUNCTION font(font, size) { [font: font, size: size] }",
        "warning: of
         warning: extra
         warning: zzz
         o = [font: Body, size: 2]
         p = [font: 1, size: 5]",
    );
}

#[test]
fn unbound_param_no_value() {
    check(
        "o: f(a: 1)
         l: f(a: 1).b
         FUNCTION f(a, b) { [a: a, b: TEXT { {b} }, c: LATEST { b, 7 }] }",
        "warning: b
         warning: b
         o.a = 1
         o.b = ?
         o.c = 7
         l = ?",
    );
}

#[test]
fn pass_replaces_expression_sees_callers_passed() {
    check(
        "o: f(PASS: [x: 1, y: 2])
         FUNCTION f() { [inner: g(PASS: [x: PASSED.y]), same: h()] }
         FUNCTION g() { [x: PASSED.x, y: PASSED.y] }
         FUNCTION h() { PASSED }",
        "warning: no field `y`
         o.inner.x = 2
         o.inner.y = ?
         o.same = [x: 1, y: 2]",
    );
}

#[test]
fn passed_captured_in_items_arms_bodies() {
    check(
        "e: LINK
         m: LINK
         o: f(PASS: [v: m])
         FUNCTION f() { [
           items: LIST { 1, 2 } |> List/map(i, new: TEXT { {i}{PASSED.v} })
           arm: m |> WHILE { 1 => sub() __ => PASSED.v }
           body: e |> THEN { PASSED.v }
           bodyf: e |> THEN { sub() }
           bodyl: e |> THEN { live() }
           kept: LIST { 5 } |> List/retain(x, if: x > PASSED.v)
           app: e |> wrap()
         ] }
         FUNCTION sub() { TEXT { s{PASSED.v} } }
         FUNCTION live() { [z: PASSED.v] }
         FUNCTION wrap(x) { [q: PASSED.v, x: x] }",
        "m <- 1
         o.items = LIST { 11, 21 }
         o.arm = s1
         e ! 0
         o.body = 1
         o.bodyf = s1
         o.bodyl.z = 1
         o.app.q = 1
         m <- 2
         o.items = LIST { 12, 22 }
         o.arm = 2
         o.body = 1
         o.bodyl.z = 2
         o.app.q = 2
         m <- 7
         o.kept = LIST { }",
    );
}

#[test]
fn pass_as_a_pulse_and_in_pipes() {
    check(
        "e: LINK
         o: e |> f(PASS: [k: 10])
         FUNCTION f(x) { g(x: x) }
         FUNCTION g(x) { x + PASSED.k }",
        "e ! 1
         o = 11",
    );
}

#[test]
fn pass_in_then_with_frame() {
    check(
        "e: LINK
         o: e |> THEN { f(PASS: [k: e + 1]) }
         p: e |> WHEN { n => f(PASS: [k: n + 5]) }
         q: e |> WHEN { n => BLOCK { z: n * 2 f(PASS: [k: z, l: z]) } }
         FUNCTION f() { PASSED.k }",
        "e ! 1
         o = 2
         p = 6
         q = 2",
    );
}

#[test]
fn recursion_through_another_function() {
    check(
        "o: even(n: 10)
         p: live_even(n: 4)
         FUNCTION even(n) { n |> WHEN { 0 => True __ => odd(n: n - 1) } }
         FUNCTION odd(n) { n |> WHEN { 0 => False __ => even(n: n - 1) } }
         FUNCTION live_even(n) { BLOCK { l: LINK n |> WHEN { 0 => True __ => live_odd(n: n - 1) } } }
         FUNCTION live_odd(n) { BLOCK { l: LINK n |> WHEN { 0 => False __ => live_even(n: n - 1) } } }",
        "o = True
         p = True",
    );
}

#[test]
fn pipe_binds_first_param_not_given_by_name() {
    check(
        "o: 1 |> f(a: 5)
         p: 1 |> f(b: 5)
         FUNCTION f(a, b) { [a: a, b: b] }",
        "o = [a: 5, b: 1]
         p = [a: 1, b: 5]",
    );
}

#[test]
fn arguments_live_two_calls_independent() {
    check(
        "e: LINK
         s: LINK
         a: c(step: s)
         b: c(step: 10)
         FUNCTION c(step) { 0 |> HOLD h { e |> THEN { h + step } } }",
        "s <- 1
         e ! []
         a = 1
         b = 10
         s <- 2
         e ! []
         a = 3
         b = 20",
    );
}

#[test]
fn instances_per_occurrence_independent_kept_by_append_die_with_item() {
    check(
        "name: LINK
         rm: LINK
         people: LIST { } |> List/append(item: name |> person()) |> List/remove(p, on: p.gone)
         wave: LINK
         FUNCTION person(n) { [name: n, waves: 0 |> HOLD w { wave |> THEN { w + 1 } }, gone: rm |> WHEN { r => r == n |> WHEN { True => [] __ => SKIP } }] }",
        "name ! TEXT { A }
         wave ! []
         name ! TEXT { B }
         wave ! []
         people.0.waves = 2
         people.1.waves = 1
         rm ! TEXT { A }
         people.0.name = B
         people.0.waves = 1
         wave ! []
         people.0.waves = 2",
    );
}

#[test]
fn readers_keep_last_value_of_dead_things() {
    check(
        "name: LINK
         wave: LINK
         last: name |> person()
         shown: last.waves
         held: None |> HOLD h { name |> person() }
         heldw: held.waves
         ref: None |> HOLD h { probe |> THEN { last } }
         refw: ref.waves
         probe: LINK
         FUNCTION person(n) { [name: n, waves: 0 |> HOLD w { wave |> THEN { w + 1 } }] }",
        "error: .waves
         error: .waves
         name ! 1
         wave ! []
         shown = 1
         heldw = 1
         name ! 2
         shown = 0
         wave ! []
         heldw = 1
         shown = 1",
    );
}
