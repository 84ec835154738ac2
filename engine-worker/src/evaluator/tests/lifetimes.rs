//! Who dies with whom (`language.md` §7.4).

use super::{Running, check};

#[test]
fn an_instance_of_an_occurrence_dies_at_the_next_one_unless_it_is_kept() {
    let mut running = Running::start(
        "press: LINK
         made: press |> THEN { thing() }
         FUNCTION thing() { [n: 0 |> HOLD n { press |> THEN { n + 1 } }] }",
    );
    running.fire("press", "[]");
    let live = running.population();
    for _ in 0..20 {
        running.fire("press", "[]");
    }
    assert_eq!(running.population(), live);
}

#[test]
fn adding_and_removing_leaves_nothing_behind() {
    for source in [
        // Appended instances, removed by themselves.
        "add: LINK
         drop: LINK
         items: LIST { } |> List/append(item: add |> row()) |> List/remove(r, on: drop)
         FUNCTION row(n) { [n: n, up: LINK, count: 0 |> HOLD c { up |> THEN { c + 1 } }] }
         shown: items |> List/map(r, new: TEXT { {r.n} {r.count} })
         count: shown |> List/count()",
        // Made by a body, removed through two stages.
        "add: LINK
         drop: LINK
         items: LIST { } |> List/append(item: add |> THEN { row(n: add) })
             |> List/remove(r, on: r.up) |> List/clear(on: drop)
         FUNCTION row(n) { [n: n, up: LINK, count: 0 |> HOLD c { up |> THEN { c + 1 } }] }
         shown: items |> List/map(r, new: TEXT { {r.n} {r.count} })
         kept: items |> List/retain(r, if: r.count == 0)",
        // Held lists.
        "add: LINK
         drop: LINK
         items: LIST { } |> HOLD items { LATEST {
             add |> THEN { items |> List/append(item: row(n: add)) }
             drop |> THEN { LIST { } }
         } }
         FUNCTION row(n) { [n: n, up: LINK, count: 0 |> HOLD c { up |> THEN { c + 1 } }] }
         shown: items |> List/map(r, new: TEXT { {r.n} {r.count} })",
        // Switches with elements and links.
        "add: LINK
         drop: LINK
         slot: LINK
         view: LATEST { add |> THEN { True } drop |> THEN { False } } |> WHILE {
             True => Element/button(element: [event: [press: LINK]], style: [], label: TEXT { })
                 |> LINK { slot }
             False => NoElement
         }
         presses: slot.event.press |> THEN { 1 } |> Math/sum()
         timer: LATEST { add |> THEN { True } drop |> THEN { False } } |> WHILE {
             True => Duration[seconds: 1] |> Timer/interval() |> THEN { 1 } |> Math/sum()
             False => SKIP
         }",
        // A list inside an arm that appends.
        "add: LINK
         drop: LINK
         view: LATEST { add |> THEN { True } drop |> THEN { False } } |> WHILE {
             True => LIST { } |> List/append(item: add |> row())
             False => LIST { }
         }
         FUNCTION row(n) { [n: n, count: 0 |> HOLD c { add |> THEN { c + 1 } }] }",
    ] {
        let mut running = Running::start(source);
        let cycle = |running: &mut Running| {
            running.evaluator_turn("add", "1");
            running.evaluator_turn("add", "2");
            running.evaluator_turn("drop", "[]");
        };
        for _ in 0..10 {
            cycle(&mut running);
        }
        let early = running.population();
        for _ in 0..1000 {
            cycle(&mut running);
        }
        assert_eq!(running.population(), early, "{source}");
        running.fire("drop", "[]");
    }
}

#[test]
fn an_item_outlives_the_body_that_made_it() {
    check(
        "show: LINK
         add: LINK
         bump: LINK
         bus: LINK
         view: LATEST { True, show } |> WHILE {
             True => BLOCK { made: add |> row() |> LINK { bus }  TEXT { shown } }
             False => TEXT { hidden }
         }
         items: LIST { } |> List/append(item: bus)
         held: None |> HOLD h { bus }
         FUNCTION row(n) { [n: n, count: 0 |> HOLD c { bump |> THEN { c + 1 } }] }",
        "add ! 1
         bump ! []
         items = LIST { [n: 1, count: 1] }
         show ! False
         bump ! []
         items = LIST { [n: 1, count: 2] }
         held = [n: 1, count: 2]",
    );
}

#[test]
fn readers_of_what_died_keep_the_last_value() {
    check(
        "show: LINK
         press: LINK
         slot: LINK
         view: LATEST { True, show } |> WHILE {
             True => BLOCK { made: [n: 0 |> HOLD n { press |> THEN { n + 1 } }]  w: made |> LINK { slot }  made.n }
             False => SKIP
         }
         held: [n: 9] |> HOLD h { slot }
         n: held.n",
        "press ! []
         n = 1
         show ! False
         press ! []
         n = 1",
    );
}

#[test]
fn an_item_of_two_lists_lives_until_both_let_it_go() {
    check(
        "add: LINK
         bump: LINK
         drop_a: LINK
         drop_b: LINK
         made: add |> row()
         a: LIST { } |> List/append(item: made) |> List/clear(on: drop_a)
         b: LIST { } |> List/append(item: made) |> List/clear(on: drop_b)
         FUNCTION row(n) { [n: n, count: 0 |> HOLD c { bump |> THEN { c + 1 } }] }",
        "add ! 1
         add ! 2
         drop_a ! []
         bump ! []
         a = LIST { }
         b = LIST { [n: 1, count: 1], [n: 2, count: 1] }
         drop_b ! []
         bump ! []
         b = LIST { }",
    );
}

#[test]
fn a_held_item_outlives_its_list() {
    check(
        "add: LINK
         bump: LINK
         select: LINK
         clear: LINK
         rows: LIST { } |> List/append(item: add |> row()) |> List/clear(on: clear)
         selected: None |> HOLD s { select |> THEN { rows |> List/get(index: select) } }
         count: selected |> WHEN { None => 0 row => row.count }
         FUNCTION row(n) { [n: n, count: 0 |> HOLD c { bump |> THEN { c + 1 } }] }",
        "add ! 1
         add ! 2
         select ! 1
         clear ! []
         bump ! []
         selected = [n: 1, count: 1]
         count = 1",
    );
}

#[test]
fn timers_of_items_end_with_them() {
    let mut running = Running::start(
        "add: LINK
         clear: LINK
         rows: LIST { } |> List/append(item: add |> row()) |> List/clear(on: clear)
         FUNCTION row(n) { [n: n, age: 0 |> HOLD a { Duration[seconds: 1] |> Timer/interval() |> THEN { a + 1 } }] }",
    );
    running.fire("add", "1");
    running.wait(500.0);
    running.fire("add", "2");
    running.wait(2600.0);
    assert_eq!(
        running.show("rows"),
        "LIST { [n: 1, age: 3], [n: 2, age: 2] }"
    );
    assert_eq!(running.evaluator.timers.len(), 2);
    running.fire("clear", "[]");
    assert_eq!(running.evaluator.timers.len(), 0);
}

/// Whenever the memory of what has ended is given back: it is dead at once, and nobody sees a difference.
#[test]
fn what_has_ended_is_dead_before_it_is_cleared_away() {
    const SOURCE: &str = "
        count: LINK
        choose: LINK
        press: LINK
        chosen: LATEST { 0, choose }
        rows: List/range(from: 1, to: LATEST { 0, count })
            |> List/map(i, new: row(i: i))
            |> List/remove(r, on: r.gone)
            |> List/sort_by(r, key: r.weight)
        views: rows |> List/map(r, new: view(r: r))
        heavy: rows |> List/retain(r, if: heavy_of(r: r).is)
        one: rows |> List/get(index: 2)
        weight: one.weight
        newest: rows |> List/map(r, new: r.clicks) |> List/latest()
        text: views |> List/map(v, new: v.text) |> List/sum()
        FUNCTION row(i) {
            [
                i: i
                clicks: press |> THEN { i } |> Math/sum()
                weight: chosen == i |> WHILE { True => inner(i: i).n, False => i }
                gone: press |> THEN { i } |> WHEN { 3 => [], __ => SKIP }
            ]
        }
        FUNCTION inner(i) { [n: 0 |> HOLD n { press |> THEN { n - i } }] }
        FUNCTION view(r) { [text: r.weight + r.i, is_chosen: chosen == r.i] }
        FUNCTION heavy_of(r) { [is: r.weight + LATEST { 0, choose } > 3] }
    ";
    let mut prompt = Running::start(SOURCE);
    let mut late = Running::start(SOURCE);
    late.clears_late = true;
    let mut seed = 11_u32;
    for _ in 0..300 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let number = (seed >> 20) % 9;
        let slot = ["count", "choose", "press"][(seed >> 10) as usize % 3];
        for running in [&mut prompt, &mut late] {
            running.fire(slot, &number.to_string());
        }
        assert_eq!(
            prompt.evaluator.registry.counters().actors,
            late.evaluator.registry.counters().actors
        );
    }
    assert_eq!(prompt.trace, late.trace);
    late.evaluator.clear_away(usize::MAX);
    late.evaluator.check_invariants();
    assert_eq!(prompt.population(), late.population());
}
