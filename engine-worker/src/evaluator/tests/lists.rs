//! List functions (`language.md` §12, `stdlib.md` §5).

use super::{Running, check};

#[test]
fn map_is_live_per_item_and_keeps_its_instances() {
    check(
        "set: LINK
         add: LINK
         press: LINK
         factor: LATEST { 1, set }
         items: LIST { 1, 2 } |> List/append(item: add)
         mapped: items |> List/map(n, new: [n: n * factor, count: 0 |> HOLD c { press |> THEN { c + 1 } }])",
        "press ! []
         add ! 3
         mapped = LIST { [n: 1, count: 1], [n: 2, count: 1], [n: 3, count: 0] }
         set ! 10
         press ! []
         mapped = LIST { [n: 10, count: 2], [n: 20, count: 2], [n: 30, count: 1] }
         replaces = 0",
    );
}

#[test]
fn retain_is_live_on_its_predicates() {
    check(
        "show: LINK
         set: LINK
         even: LATEST { True, show }
         n: LATEST { 2, set }
         items: LIST { 1, n, 3, 4 }
         kept: items |> List/retain(item, if: item / 2 == (item / 2 |> Math/round()) == even)
         count: kept |> List/count()
         undecided: items |> List/retain(item, if: show)",
        "kept = LIST { 2, 4 }
         undecided = LIST { 1, 2, 3, 4 }
         count = 2
         set ! 5
         kept = LIST { 4 }
         count = 1
         show ! False
         kept = LIST { 1, 5, 3 }
         undecided = LIST { }
         set ! 6
         kept = LIST { 1, 3 }
         show ! True
         kept = LIST { 6, 4 }
         undecided = LIST { 1, 6, 3, 4 }
         replaces = 0",
    );
}

#[test]
fn retain_re_admits_the_same_item() {
    check(
        "show: LINK
         press: LINK
         all: LATEST { True, show }
         items: LIST { item(name: TEXT { a }) item(name: TEXT { b }) }
         kept: items |> List/retain(i, if: all)
         FUNCTION item(name) { [name: name, n: 0 |> HOLD n { press |> THEN { n + 1 } }] }",
        "press ! []
         show ! False
         kept = LIST { }
         press ! []
         show ! True
         kept = LIST { [name: a, n: 2], [name: b, n: 2] }",
    );
}

#[test]
fn remove_is_for_good() {
    check(
        "drop: LINK
         clear: LINK
         add: LINK
         show: LINK
         items: LIST { 1, 2, 3 } |> List/append(item: add)
         shown: items |> List/retain(i, if: LATEST { True, show })
         left: shown
             |> List/remove(i, on: drop |> THEN { drop == i |> WHEN { True => [] False => SKIP } })
             |> List/remove(i, on: clear |> THEN { i > 2 |> WHEN { True => [] False => SKIP } })
         count: left |> List/count()",
        "left = LIST { 1, 2, 3 }
         drop ! 2
         left = LIST { 1, 3 }
         add ! 4
         left = LIST { 1, 3, 4 }
         show ! False
         left = LIST { }
         show ! True
         left = LIST { 1, 3, 4 }
         clear ! []
         left = LIST { 1 }
         add ! 5
         left = LIST { 1, 5 }
         show ! False
         show ! True
         left = LIST { 1, 5 }
         count = 2
         replaces = 0",
    );
}

#[test]
fn remove_counts_a_state_that_has_its_value() {
    check(
        "set: LINK
         done: LATEST { False, set }
         items: LIST { 1, 2 } |> List/remove(i, on: done |> WHEN { True => [] False => SKIP })
         at_once: LIST { 1, 2 } |> List/remove(i, on: i == 1 |> WHEN { True => [] False => SKIP })",
        "items = LIST { 1, 2 }
         at_once = LIST { 2 }
         set ! True
         items = LIST { }
         set ! False
         items = LIST { }",
    );
}

#[test]
fn append_takes_every_occurrence_and_freezes_it() {
    check(
        "add: LINK
         set: LINK
         n: LATEST { 1, set }
         pulses: LIST { } |> List/append(item: add)
         states: LIST { 0 } |> List/append(on: n)
         frozen: LIST { } |> List/append(item: add |> THEN { [n: n] })
         never: LIST { 1 } |> List/append(item: LATEST { })",
        "states = LIST { 0, 1 }
         never = LIST { 1 }
         add ! 5
         add ! 5
         pulses = LIST { 5, 5 }
         set ! 9
         states = LIST { 0, 1, 9 }
         frozen = LIST { [n: 1], [n: 1] }
         replaces = 0",
    );
}

#[test]
fn clear_and_remove_last() {
    check(
        "add: LINK
         clear: LINK
         undo: LINK
         items: LIST { 1, 2 }
             |> List/append(item: add)
             |> List/clear(on: clear)
             |> List/remove_last(on: undo)",
        "undo ! []
         items = LIST { 1 }
         add ! 3
         items = LIST { 1, 3 }
         clear ! []
         items = LIST { }
         undo ! []
         items = LIST { }
         add ! 4
         items = LIST { 4 }
         add ! 5 & add ! 6
         undo ! []
         items = LIST { 4, 5 }
         clear ! [] & add ! 7
         items = LIST { }
         replaces = 0",
    );
}

#[test]
fn questions_about_a_list() {
    check(
        "add: LINK
         drop: LINK
         items: LIST { } |> List/append(item: add) |> List/remove(i, on: drop)
         count: items |> List/count()
         counts: count |> THEN { 1 } |> Math/sum()
         empty: items |> List/is_empty()
         not_empty: items |> List/is_not_empty()
         sum: items |> List/sum()
         every: items |> List/every(i, if: i > 1)
         any: items |> List/any(i, if: i > 1)
         first: items |> List/get(index: 1)
         last: items |> List/last()
         product: items |> List/product()",
        "count = 0
         empty = True
         not_empty = False
         sum = 0
         every = True
         any = False
         first = OutOfBounds
         last = ?
         product = 1
         add ! 1
         add ! 4
         count = 2
         counts = 3
         empty = False
         not_empty = True
         sum = 5
         every = False
         any = True
         first = 1
         last = 4
         product = 4
         drop ! []
         count = 0
         sum = 0
         every = True
         any = False
         first = OutOfBounds",
    );
}

#[test]
fn get_is_live_on_list_index_and_item() {
    check(
        "set: LINK
         index: LINK
         n: LATEST { 1, set }
         items: LIST { 10, n, 30 }
         at: items |> List/get(index: LATEST { 2, index })",
        "at = 1
         set ! 5
         at = 5
         index ! 3
         at = 30
         set ! 6
         at = 30
         index ! 4
         at = OutOfBounds
         index ! 0
         at = OutOfBounds
         index ! 2
         at = 6",
    );
}

#[test]
fn range_adds_and_removes_only_the_difference() {
    let mut running = Running::start(
        "set: LINK
         to: LATEST { 3, set }
         numbers: List/range(from: 1, to: to)
         mapped: numbers |> List/map(n, new: [n: n, id: Ulid/generate()])
         count: numbers |> List/count()
         empty: List/range(from: 2, to: 1)",
    );
    assert_eq!(running.show("numbers"), "LIST { 1, 2, 3 }");
    assert_eq!(running.show("empty"), "LIST { }");
    let id = running.show("mapped.1.id");
    running.fire("set", "5");
    assert_eq!(running.show("count"), "5");
    assert_eq!(running.show("mapped.1.id"), id);
    running.fire("set", "2");
    assert_eq!(running.show("numbers"), "LIST { 1, 2 }");
    assert_eq!(running.show("mapped.1.id"), id);
    running.fire("set", "0");
    assert_eq!(running.show("numbers"), "LIST { }");
}

#[test]
fn latest_merges_items() {
    check(
        "a: LINK
         b: LINK
         add: LINK
         items: LIST { a, b } |> List/append(item: add |> THEN { 9 })
         newest: LIST { a, b } |> List/latest()
         count: newest |> THEN { 1 } |> Math/sum()
         rows: LIST { } |> List/append(item: add |> row())
         FUNCTION row(n) { [press: LINK, event: press |> THEN { n }] }
         pressed: rows |> List/map(r, new: r.event) |> List/latest()
         presses: pressed |> THEN { 1 } |> Math/sum()
         none: LIST { } |> List/latest()
         states: LIST { 1, LATEST { 2, a } } |> List/latest()",
        "newest = ?
         none = ?
         states = 1
         a ! 1
         newest = 1
         states = 1
         b ! 2
         newest = 2
         a ! 3 & b ! 4
         newest = 3
         count = 3
         add ! 10
         add ! 20
         rows.0.press ! []
         pressed = 10
         rows.1.press ! []
         pressed = 20
         add ! 30
         pressed = 20
         presses = 2",
    );
}

#[test]
fn lists_in_bodies_are_plain_and_of_before_the_turn() {
    check(
        "add: LINK
         items: LIST { 1, 2 } |> List/append(item: add)
         count: add |> THEN { items |> List/count() }
         now: items |> THEN { items |> List/count() }
         worked: add |> THEN {
             items
                 |> List/map(n, new: n * 10)
                 |> List/retain(n, if: n > 10)
                 |> List/append(item: add)
                 |> List/remove(n, on: n == 3 |> WHEN { True => [] False => SKIP })
         }
         every: add |> THEN { items |> List/every(n, if: n < 3) }
         sum: add |> THEN { LIST { 0.1, 0.2, 0.3 } |> List/sum() }
         live_sum: LIST { 0.1, 0.2, 0.3 } |> List/sum()
         range: add |> THEN { List/range(from: 1, to: add) }
         get: add |> THEN { items |> List/get(index: 2) }",
        "now = 2
         add ! 3
         items = LIST { 1, 2, 3 }
         count = 2
         now = 3
         worked = LIST { 20 }
         every = True
         sum = 0.6
         live_sum = 0.6
         range = LIST { 1, 2, 3 }
         get = 2
         add ! 4
         worked = LIST { 20, 30, 4 }
         every = False",
    );
}

#[test]
fn a_list_function_of_something_else_is_an_error() {
    check(
        "a: LATEST { 1 }
         count: a |> List/count()
         mapped: a |> List/map(i, new: i)
         press: LINK
         body: press |> THEN { a |> List/map(i, new: i) }",
        "error: expected a list, found the number 1
         error: expected a list, found the number 1
         count = ?
         mapped = ?
         press ! []
         error: expected a list, found a number
         body = ?",
    );
}

#[test]
fn appending_to_a_long_list_touches_no_other_item() {
    let mut running = Running::start(
        "add: LINK
         items: List/range(from: 1, to: 10000) |> List/append(item: add)
         mapped: items |> List/map(n, new: [n: n, double: n * 2])
         kept: mapped |> List/retain(m, if: m.double > 5)
         count: kept |> List/count()",
    );
    assert_eq!(running.show("count"), "9998");
    let before = running.evaluator.work;
    running.evaluator.turn(|_| {});
    let live = running.live("add");
    let crate::value::Live::Cell(slot) = live else {
        panic!("a slot");
    };
    running
        .evaluator
        .turn(|e| e.feed(slot, super::value_of("7"), true, slot));
    let after = running.evaluator.work;
    assert_eq!(running.show("count"), "9999");
    assert!(
        after.cells_run - before.cells_run < 40,
        "{} cells ran",
        after.cells_run - before.cells_run
    );
}

#[test]
fn operations_follow_a_list_whose_items_keep_their_identity_but_not_their_value() {
    check(
        "press: LINK
         held: LIST { 1, 2, 3 } |> HOLD h { press |> THEN { h |> List/map(n, new: n + 1) } }
         kept: held |> List/retain(n, if: n > 2)
         sum: held |> List/sum()
         every: held |> List/every(n, if: n > 1)
         sorted: held |> List/sort_by(n, key: 0 - n)
         left: held |> List/remove(n, on: n > 4 |> WHEN { True => [] False => SKIP })",
        "kept = LIST { 3 }
         sum = 6
         every = False
         sorted = LIST { 3, 2, 1 }
         press ! []
         kept = LIST { 3, 4 }
         sum = 9
         every = True
         sorted = LIST { 4, 3, 2 }
         left = LIST { 2, 3, 4 }
         press ! []
         left = LIST { 3, 4 }
         sum = 12",
    );
}

#[test]
fn append_and_clear_take_their_argument_under_any_name() {
    check(
        "add: LINK
         items: LIST { 1 } |> List/append(on: add) |> List/append(whatever: add)
         cleared: items |> List/clear(when: add)
         shorter: items |> List/remove_last(when: add)",
        "items = LIST { 1 }
         add ! 2
         items = LIST { 1, 2, 2 }
         cleared = LIST { }
         shorter = LIST { 1, 2 }",
    );
}

#[test]
fn get_takes_whole_indices_only() {
    check(
        "fraction: LIST { 10, 20 } |> List/get(index: 1.5)
         negative: LIST { 10, 20 } |> List/get(index: -1)
         nan: LIST { 10, 20 } |> List/get(index: 0 / 0)
         infinite: LIST { 10, 20 } |> List/get(index: 1 / 0)
         press: LINK
         body: press |> THEN { LIST { 10, 20 } |> List/get(index: 3) }",
        "warning: no item 1.5
         warning: no item -1
         fraction = OutOfBounds
         negative = OutOfBounds
         nan = OutOfBounds
         infinite = OutOfBounds
         press ! []
         body = OutOfBounds",
    );
}

#[test]
fn sums_and_products_take_numbers_only_and_follow_them() {
    check(
        "set: LINK
         n: LATEST { 2, set }
         sum: LIST { 1, n, TEXT { 5 }, True, [a: 1] } |> List/sum()
         product: LIST { 3, n, TEXT { 5 }, True } |> List/product()
         last: LIST { 1, n } |> List/last()",
        "sum = 3
         product = 6
         last = 2
         set ! 10
         sum = 11
         product = 30
         last = 10
         set ! TEXT { x }
         sum = 1
         product = 3
         last = x",
    );
}

#[test]
fn last_follows_the_list() {
    check(
        "add: LINK
         undo: LINK
         items: LIST { } |> List/append(item: add) |> List/remove_last(on: undo)
         last: items |> List/last()
         seen: last |> THEN { 1 } |> Math/sum()",
        "last = ?
         add ! 1
         add ! 2
         last = 2
         undo ! []
         last = 1
         undo ! []
         last = 1
         seen = 3",
    );
}

#[test]
fn a_range_of_fractions_and_of_too_many() {
    check(
        "a: List/range(from: 1.9, to: 3.2)
         b: List/range(from: -1, to: 1)
         c: List/range(from: 1, to: 1000000000000)
         d: List/range(from: 0 / 0, to: 1)
         e: 5 |> List/range(to: 6)",
        "a = LIST { 1, 2, 3 }
         b = LIST { -1, 0, 1 }
         error: List/range
         error: List/range
         c = ?
         d = ?
         e = LIST { 5, 6 }",
    );
}
