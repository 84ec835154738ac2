//! Items with state, held lists, lists that are swapped (`language.md` §12).

use super::check;

#[test]
fn items_keep_their_state_when_others_come_and_go() {
    check(
        "add: LINK
         items: LIST { } |> List/append(item: add |> row()) |> List/remove(r, on: r.leave)
         FUNCTION row(name) { [name: name, up: LINK, leave: LINK, n: 0 |> HOLD n { up |> THEN { n + 1 } }] }
         shown: items |> List/map(r, new: TEXT { {r.name}{r.n} })",
        "add ! TEXT { a }
         add ! TEXT { b }
         add ! TEXT { c }
         items.1.up ! []
         items.2.up ! []
         items.2.up ! []
         shown = LIST { a0, b1, c2 }
         items.0.leave ! []
         shown = LIST { b1, c2 }
         items.0.up ! []
         add ! TEXT { d }
         shown = LIST { b2, c2, d0 }
         items.1.leave ! []
         shown = LIST { b2, d0 }
         replaces = 0",
    );
}

#[test]
fn a_held_list_of_instances_keeps_them_alive() {
    check(
        "add: LINK
         bump: LINK
         drop: LINK
         people: LIST { } |> HOLD people {
             LATEST {
                 add |> THEN { people |> List/append(item: person(name: add)) }
                 drop |> THEN { people |> List/retain(p, if: p.name =/= drop) }
             }
         }
         FUNCTION person(name) { [name: name, age: 0 |> HOLD n { bump |> THEN { n + 1 } }] }
         shown: people |> List/map(p, new: [text: TEXT { {p.name}{p.age} }, own: 0 |> HOLD n { bump |> THEN { n + 1 } }])",
        "add ! TEXT { a }
         bump ! []
         add ! TEXT { b }
         bump ! []
         people = LIST { [name: a, age: 2], [name: b, age: 1] }
         shown = LIST { [text: a2, own: 2], [text: b1, own: 1] }
         drop ! TEXT { a }
         bump ! []
         people = LIST { [name: b, age: 2] }
         shown = LIST { [text: b2, own: 2] }",
    );
}

#[test]
fn a_held_live_list_is_the_list_of_that_moment() {
    check(
        "add: LINK
         press: LINK
         items: LIST { 1 } |> List/append(item: add)
         held: LIST { } |> HOLD h { press |> THEN { items } }",
        "add ! 2
         held = LIST { }
         press ! []
         held = LIST { 1, 2 }
         add ! 3
         held = LIST { 1, 2 }
         press ! []
         held = LIST { 1, 2, 3 }",
    );
}

#[test]
fn swapped_lists_keep_identity_by_instance() {
    check(
        "show: LINK
         press: LINK
         all: LIST { row(n: 1) row(n: 2) row(n: 3) }
         FUNCTION row(n) { [n: n] }
         odd: all |> List/retain(r, if: r.n =/= 2)
         chosen: LATEST { All, show } |> WHILE { All => all  Odd => odd }
         mapped: chosen |> List/map(r, new: [n: r.n, count: 0 |> HOLD c { press |> THEN { c + 1 } }])
         held: LIST { } |> HOLD h { show |> WHILE { All => all Odd => odd } }",
        "press ! []
         mapped = LIST { [n: 1, count: 1], [n: 2, count: 1], [n: 3, count: 1] }
         show ! Odd
         mapped = LIST { [n: 1, count: 1], [n: 3, count: 1] }
         press ! []
         show ! All
         mapped = LIST { [n: 1, count: 2], [n: 2, count: 0], [n: 3, count: 2] }
         replaces = 0",
    );
}

#[test]
fn a_switch_of_lists_with_holds_outside() {
    check(
        "view: LINK
         add: LINK
         store: [
             todos: LIST { todo(title: TEXT { x }) } |> List/append(item: add |> todo())
             active: todos |> List/retain(t, if: t.done |> Bool/not())
             filter: LATEST { All, view }
             shown: filter |> WHILE { All => todos Active => active }
         ]
         FUNCTION todo(title) { [title: title, toggle: LINK, done: False |> HOLD d { toggle |> THEN { d |> Bool/not() } }] }
         titles: store.shown |> List/map(t, new: TEXT { {t.title} {t.done} })
         left: store.active |> List/count()",
        "add ! TEXT { y }
         titles = LIST { x False, y False }
         store.todos.0.toggle ! []
         titles = LIST { x True, y False }
         left = 1
         view ! Active
         titles = LIST { y False }
         add ! TEXT { z }
         titles = LIST { y False, z False }
         store.todos.1.toggle ! []
         titles = LIST { z False }
         view ! All
         titles = LIST { x True, y True, z False }
         replaces = 0",
    );
}

#[test]
fn live_items_change_in_place() {
    check(
        "set: LINK
         n: LATEST { 1, set }
         items: LIST { n, 5 }
         sum: items |> List/sum()
         mapped: items |> List/map(i, new: i * 2)
         emitted: items |> THEN { 1 } |> Math/sum()",
        "sum = 6
         set ! 10
         sum = 15
         mapped = LIST { 20, 10 }
         emitted = 1",
    );
}

#[test]
fn nested_lists() {
    check(
        "add: LINK
         set: LINK
         columns: LATEST { 2, set }
         rows: List/range(from: 1, to: 2)
             |> List/append(item: add)
             |> List/map(r, new: List/range(from: 1, to: columns) |> List/map(c, new: r * 10 + c))",
        "rows = LIST { LIST { 11, 12 }, LIST { 21, 22 } }
         add ! 3
         set ! 3
         rows = LIST { LIST { 11, 12, 13 }, LIST { 21, 22, 23 }, LIST { 31, 32, 33 } }
         set ! 1
         rows = LIST { LIST { 11 }, LIST { 21 }, LIST { 31 } }",
    );
}

#[test]
fn predicates_may_have_state_of_their_own() {
    check(
        "hide: LINK
         show: LINK
         items: LIST { 1, 2, 3 }
         kept: items |> List/retain(i, if: LATEST {
             True
             hide |> THEN { hide =/= i }
             show |> THEN { True }
         })
         hidden: items |> List/every(i, if: LATEST { True, hide |> THEN { hide == i } })",
        "hide ! 2
         kept = LIST { 1, 3 }
         hidden = False
         show ! []
         kept = LIST { 1, 2, 3 }
         replaces = 0",
    );
}

#[test]
fn operations_follow_held_lists() {
    check(
        "add: LINK
         drop: LINK
         set: LINK
         rows: LIST { [id: 1], [id: 2] } |> HOLD rows {
             LATEST {
                 add |> THEN { rows |> List/append(item: [id: add]) }
                 set |> THEN { rows |> List/map(r, new: r.id == 2 |> WHEN { True => [id: set] False => r }) }
             }
         }
         left: rows |> List/remove(r, on: drop |> THEN { r.id == drop |> WHEN { True => [] False => SKIP } })
         shown: left |> List/map(r, new: TEXT { {r.id} })
         sum: rows |> List/map(r, new: r.id) |> List/sum()",
        "shown = LIST { 1, 2 }
         drop ! 1
         shown = LIST { 2 }
         add ! 5
         shown = LIST { 2, 5 }
         set ! 7
         shown = LIST { 7, 5 }
         sum = 13
         replaces = 0",
    );
}

#[test]
fn a_removed_item_stays_away_when_something_else_changes_upstream() {
    check(
        "add: LINK
         a: LINK
         b: LINK
         filter: LINK
         mode: LATEST { All, filter }
         base: LIST { 1, 2, 3, 4 } |> List/append(item: add)
         odd: base |> List/retain(i, if: i =/= 2)
         chosen: mode |> WHILE { All => base  Odd => odd }
         left: chosen
             |> List/remove(i, on: a |> THEN { i == a |> WHEN { True => [] False => SKIP } })
             |> List/remove(i, on: b |> THEN { i == b |> WHEN { True => [] False => SKIP } })",
        "a ! 2
         b ! 3
         left = LIST { 1, 4 }
         filter ! Odd
         left = LIST { 1, 4 }
         filter ! All
         left = LIST { 1, 4 }
         add ! 9
         left = LIST { 1, 4, 9 }
         a ! 9 & b ! 1
         left = LIST { 4 }",
    );
}
