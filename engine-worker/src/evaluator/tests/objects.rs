//! Objects, fields, spreads (`language.md` §3, §10).

use super::check;

#[test]
fn fields_are_live_and_the_object_is_not_replaced() {
    check(
        "set: LINK
         object: [a: LATEST { 1, set }, b: [c: a + 1]]
         emissions: object |> THEN { 1 } |> Math/sum()
         path: object.b.c
         step: object |> .b.c",
        "object = [a: 1, b: [c: 2]]
         set ! 5
         object = [a: 5, b: [c: 6]]
         path = 6
         step = 6
         emissions = 1",
    );
}

#[test]
fn a_path_follows_replaced_objects() {
    check(
        "choose: LINK
         set: LINK
         a: [name: TEXT { a }, n: LATEST { 1, set }]
         b: [name: TEXT { b }, n: 7]
         chosen: LATEST { First, choose } |> WHILE { First => a  Second => b  Third => [name: TEXT { c }] }
         name: chosen.name
         n: chosen.n",
        "name = a
         n = 1
         set ! 2
         n = 2
         choose ! Second
         name = b
         n = 7
         set ! 3
         n = 7
         choose ! Third
         name = c
         n = 7
         warning: no field `n`
         choose ! First
         n = 3",
    );
}

#[test]
fn a_field_of_a_scalar_is_an_error_and_the_rest_runs() {
    check(
        "a: LATEST { 1 }
         wrong: a.b
         right: a + 1",
        "wrong = ?
         right = 2
         error: only objects and elements have fields",
    );
}

#[test]
fn fields_of_call_results() {
    check(
        "set: LINK
         a: make(n: LATEST { 1, set }).inner.n
         press: LINK
         b: press |> THEN { make(n: press).inner.n }
         FUNCTION make(n) { [inner: [n: n]] }",
        "a = 1
         set ! 2
         a = 2
         press ! 3
         b = 3",
    );
}

#[test]
fn spreads_apply_from_left_to_right() {
    check(
        "set: LINK
         base: [a: 1, b: LATEST { 2, set }]
         last: [...base, a: 9]
         first: [a: 9, ...base]
         tagged: Tag[...base, c: 3]
         flag: LINK
         followed: [x: 0, ...LATEST { True, flag } |> WHEN { True => [x: 1] False => [] }]
         none: [...LATEST { }, z: 1]",
        "last = [a: 9, b: 2]
         first = [a: 1, b: 2]
         tagged = Tag[a: 1, b: 2, c: 3]
         followed = [x: 1]
         none = [z: 1]
         set ! 5
         last = [a: 9, b: 5]
         tagged = Tag[a: 1, b: 5, c: 3]
         flag ! False
         followed = [x: 0]
         flag ! True
         followed = [x: 1]",
    );
}

#[test]
fn objects_built_by_a_then_are_plain_data() {
    check(
        "press: LINK
         set: LINK
         n: LATEST { 1, set }
         made: press |> THEN { [n: n, inner: [n: n + 1], list: LIST { n }] }
         held: [n: 0] |> HOLD h { press |> THEN { [n: h.n + n] } }",
        "press ! []
         set ! 5
         made = [n: 1, inner: [n: 2], list: LIST { 1 }]
         held = [n: 1]
         press ! []
         made = [n: 5, inner: [n: 6], list: LIST { 5 }]
         held = [n: 6]",
    );
}

#[test]
fn a_cycle_of_definitions_has_no_value_and_ends() {
    check(
        "a: b + 1
         b: a + 1
         c: [d: c.d]
         press: LINK
         x: LATEST { y, press }
         y: x + 0
         rest: 1 + 1",
        "a = ?
         b = ?
         rest = 2",
    );
}
