//! `List/sort_by` (`stdlib.md` §5).

use super::{Running, check};

#[test]
fn sorts_ascending_and_stable_and_follows_its_keys() {
    check(
        "set: LINK
         add: LINK
         drop: LINK
         n: LATEST { 2, set }
         items: LIST { [k: 3, v: A], [k: n, v: B], [k: 2, v: C] }
             |> List/append(item: add)
             |> List/remove(i, on: drop == i.v |> WHEN { True => [] False => SKIP })
         sorted: items |> List/sort_by(item, key: item.k)
         names: sorted |> List/map(item, new: item.v)",
        "names = LIST { B, C, A }
         set ! 3
         names = LIST { C, A, B }
         set ! 9
         names = LIST { C, A, B }
         add ! [k: 2, v: D]
         names = LIST { C, D, A, B }
         set ! 2
         names = LIST { B, C, D, A }
         drop ! C
         names = LIST { B, D, A }
         replaces = 0",
    );
}

#[test]
fn numbers_come_before_texts_before_tags_and_what_has_no_key_is_last() {
    check(
        "later: LINK
         mixed: LIST { TEXT { b }, True, 10, later, 0 - 1, TEXT { B }, False, 2 } |> List/sort_by(i, key: i)
         wrong: LIST { [a: 1], 1 } |> List/sort_by(i, key: i)
         constants: LIST { 1, 2, 3 } |> List/sort_by(i, key: 0)
         not_numbers: LIST { 0 / 0, 1 / 0, -0.0, 0, 5 - 6 } |> List/sort_by(i, key: i)
         by_length: LIST { TEXT { ccc } TEXT { a } TEXT { bb } TEXT { d } }
             |> List/sort_by(text, key: text |> Text/length())",
        "error: `List/sort_by` needs a number, a text or a tag as key, found an object
         mixed = LIST { -1, 2, 10, B, b, False, True, ? }
         wrong = LIST { 1, [a: 1] }
         constants = LIST { 1, 2, 3 }
         not_numbers = LIST { -1, 0, 0, inf, NaN }
         by_length = LIST { a, d, bb, ccc }
         later ! 3
         mixed = LIST { -1, 2, 3, 10, B, b, False, True }",
    );
}

#[test]
fn a_key_that_goes_keeps_its_last_place() {
    check(
        "show: LINK
         items: LIST { [k: LATEST { 3, show }], [k: 2] }
         sorted: items |> List/sort_by(i, key: i.k |> WHEN { 0 => SKIP n => n })",
        "sorted = LIST { [k: 2], [k: 3] }
         show ! 1
         sorted = LIST { [k: 1], [k: 2] }
         show ! 0
         sorted = LIST { [k: 0], [k: 2] }",
    );
}

#[test]
fn a_moved_item_keeps_its_instance_and_its_mapped_one() {
    check(
        "press: LINK
         items: LIST { item(name: A, first: 1), item(name: B, first: 2) }
         sorted: items |> List/sort_by(item, key: item.n)
         rows: sorted |> List/map(item, new: [name: item.name, seen: 0 |> HOLD s { press |> THEN { s + 1 } }])
         FUNCTION item(name, first) {
             [up: LINK, name: name, n: first |> HOLD n { up |> THEN { n + 2 } }]
         }",
        "press ! []
         rows = LIST { [name: A, seen: 1], [name: B, seen: 1] }
         items.0.up ! []
         press ! []
         rows = LIST { [name: B, seen: 2], [name: A, seen: 2] }
         replaces = 0",
    );
}

#[test]
fn a_body_sorts_a_plain_list() {
    check(
        "press: LINK
         n: LATEST { 1, press }
         items: LIST { 3, 1, 2 } |> List/append(item: press)
         sorted: press |> THEN { items |> List/sort_by(i, key: 0 - i) |> List/append(item: 9) }
         held: LIST { 2, 1 } |> HOLD h { press |> THEN { h |> List/append(item: 0) |> List/sort_by(i, key: i) } }
         undecided: press |> THEN { LIST { 2, 1, 3 } |> List/sort_by(i, key: i == 1 |> WHEN { True => SKIP __ => i }) }
         in_arm: n |> WHEN { 1 => LIST { 2, 1 } |> List/sort_by(i, key: i) __ => LIST { n, 1 } |> List/sort_by(i, key: i) }
         function: by_size(list: LIST { 5, 4 })
         FUNCTION by_size(list) { list |> List/sort_by(i, key: i) }",
        "in_arm = LIST { 1, 2 }
         function = LIST { 4, 5 }
         press ! 7
         sorted = LIST { 3, 2, 1, 9 }
         held = LIST { 0, 1, 2 }
         undecided = LIST { 2, 3, 1 }
         in_arm = LIST { 1, 7 }",
    );
}

#[test]
fn an_item_removed_after_sorting_is_forgotten() {
    let mut running = Running::start(
        "add: LINK
         drop: LINK
         items: LIST { } |> List/append(item: add |> item())
         left: items |> List/sort_by(i, key: 0 - i.n) |> List/remove(i, on: drop)
         FUNCTION item(n) { [n: n, count: 0 |> HOLD c { drop |> THEN { c + 1 } }] }",
    );
    let empty = running.population();
    for n in ["1", "2", "3"] {
        running.fire("add", n);
    }
    assert_eq!(running.show("left.0.n"), "3");
    running.fire("drop", "[]");
    assert_eq!(running.show("left"), "LIST { }");
    assert_eq!(running.population(), empty);
}
