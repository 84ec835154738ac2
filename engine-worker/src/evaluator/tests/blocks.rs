//! `BLOCK` and names (`language.md` §6, §8.7).

use super::check;

#[test]
fn block_variables_see_each_other_in_any_order() {
    check(
        "a: BLOCK { x: y + 1  y: z * 2  z: 3  x + y }
         press: LINK
         b: press |> THEN { BLOCK { x: y + 1  y: z * 2  z: press  x + y } }
         c: LATEST { 3, press } |> WHEN { n => BLOCK { x: y + 1  y: n * 2  x + y } }",
        "a = 13
         c = 13
         press ! 5
         b = 21
         c = 21",
    );
}

#[test]
fn unread_block_variables_and_fields_are_active() {
    check(
        "press: LINK
         port: LINK
         block: BLOCK {
             logged: press |> Log/info(with: [label: TEXT { block }])
             forward: press |> THEN { 1 } |> LINK { port }
             TEXT { result }
         }
         object: [logged: press |> Log/info(with: [label: TEXT { field }])]
         heard: port |> Math/sum()",
        "block = result
         press ! 5
         > [INFO] block: 5
         > [INFO] field: 5
         heard = 1
         press ! 5
         > [INFO] block: 5
         > [INFO] field: 5
         heard = 2",
    );
}

#[test]
fn a_reference_skips_the_definition_that_contains_it() {
    check(
        "label: TEXT { outer }
         same: [label: label]
         title: f(title: TEXT { given })
         FUNCTION f(title) { [title: LATEST { title }, align: [row: title]] }
         draft: BLOCK { draft: LATEST { TEXT { inner } } LATEST { draft } }
         store: [count: 1, double: store.count * 2, nested: [deep: store.double + 1]]
         object: [a: b + 1, b: c, c: 2]",
        "same = [label: outer]
         title = [title: given, align: [row: given]]
         draft = inner
         store = [count: 1, double: 2, nested: [deep: 3]]
         object = [a: 3, b: 2, c: 2]",
    );
}

#[test]
fn arguments_see_their_sibling_arguments() {
    check(
        "a: pair(left: 2, right: left * 3)
         press: LINK
         b: press |> THEN { pair(left: press, right: left * 3) }
         FUNCTION pair(left, right) { TEXT { {left} {right} } }",
        "a = 2 6
         press ! 4
         b = 4 12",
    );
}
