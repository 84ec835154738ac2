//! Fields, spreads, slots, lists and operators (`language.md` §10–13).

use super::check;

#[test]
fn field_through_replaced_objects() {
    check(
        "sw: LINK
         a: LINK
         b: LINK
         o: sw |> WHILE { 1 => [x: [y: a]] 2 => [x: [y: b]] 3 => [x: 5] 4 => [z: 1] }
         v: o.x.y
         n: v |> THEN { 1 } |> Math/sum()",
        "a <- 1
         b <- 2
         sw <- 1
         v = 1
         a <- 11
         v = 11
         sw <- 2
         v = 2
         a <- 12
         v = 2
         b <- 22
         v = 22
         sw <- 3
         error: `.y` of a number
         v = 22
         sw <- 4
         warning: no field `x`
         v = 22
         sw <- 1
         v = 12
         sw <- 4
         v = 12",
    );
}

#[test]
fn access_on_expr() {
    check(
        "o: [b: [c: 4]] |> .b.c
         p: f().q
         q: ([z: 3]).z
         FUNCTION f() { [q: 7] }",
        "o = 4
         p = 7
         q = 3",
    );
}

#[test]
fn spread_order_live_replaced() {
    check(
        "flag: LINK
         base: [a: 1, b: 2]
         o: [a: 0, ...base, b: 9]
         p: [...base, a: 5, ...[c: 6, a: 7]]
         q: T[...flag |> WHEN { True => [a: 1] False => [] }, z: 2]
         r: q.a
         s: [...5, ...SKIP, k: 1]
         t: [...T[m: 1], n: 2]",
        "warning: a spread needs an object
         o = [a: 1, b: 9]
         p = [a: 7, b: 2, c: 6]
         s = [k: 1]
         t = [m: 1, n: 2]
         q = T[z: 2]
         flag <- True
         q = T[a: 1, z: 2]
         r = 1
         flag <- False
         warning: no field `a`
         q = T[z: 2]
         r = 1",
    );
}

#[test]
fn spread_live_fields() {
    check(
        "x: LINK
         base: [v: x]
         o: [...base, w: 1]
         s: o.v",
        "x <- 1
         s = 1
         x <- 2
         s = 2",
    );
}

#[test]
fn spread_in_snapshot_and_pure() {
    check(
        "x: LINK
         base: [v: 1]
         o: x |> THEN { [...base, v: x, ...[q: 2]] }
         f: g(b: base)
         FUNCTION g(b) { [...b, k: 3] }",
        "x ! 5
         o = [v: 5, q: 2]
         f = [v: 1, k: 3]",
    );
}

#[test]
fn slots_value_writers_merge_not_replayed() {
    check(
        "port: LINK
         a: LINK
         b: LINK
         w1: a |> LINK { port }
         w2: b |> THEN { 2 } |> LINK { port }
         n: port |> THEN { 1 } |> Math/sum()
         late: LINK
         o: late |> WHILE { True => port |> THEN { 1 } |> Math/sum() __ => 0 }",
        "a ! 1
         b ! 1
         n = 2
         port = 2
         late <- True
         o = ?
         a ! 1 & b ! 1
         n = 4
         o = 2",
    );
}

#[test]
fn link_passes_value_through() {
    check(
        "port: LINK
         a: LINK
         v: a |> LINK { port } |> THEN { 7 }",
        "a ! 1
         v = 7
         port = 1",
    );
}

#[test]
fn relink_newest_wins_old_stays_after_newest_gone() {
    check(
        "slot: LINK
         m: LINK
         n: slot.event.press |> THEN { 1 } |> Math/sum()
         first: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { a }) |> LINK { slot }
         second: m |> WHILE { True => Element/button(element: [event: [press: LINK]], style: [], label: TEXT { b }) |> LINK { slot } __ => NoElement }",
        "first.event.press ! []
         n = 1
         m <- True
         slot.event.press ! []
         n = 2
         second.event.press ! []
         n = 3
         first.event.press ! []
         n = 3
         m <- False
         first.event.press ! []
         n = 3
         m <- True
         n = 3
         slot.event.press ! []
         n = 4",
    );
}

#[test]
fn link_via_row_and_passed_and_local() {
    check(
        "rows: LIST { row(), row() }
         FUNCTION row() { [ui: [b: LINK], n: 0 |> HOLD n { ui_press |> THEN { n + 1 } }, ui_press: LATEST { bus }, bus: LINK] }
         bus2: LINK
         w: bus2 |> LINK { x.slot }
         x: [slot: LINK, c: slot |> Math/sum()]
         y: f(PASS: [p: x.slot, q: x])
         FUNCTION f() { bus2 |> THEN { 10 } |> LINK { PASSED.q.slot } }",
        "bus2 ! 1
         x.c = 11",
    );
}

#[test]
fn list_functions_in_body_plain() {
    check(
        "state: LIST { 1, 2, 3 } |> HOLD s { e |> WHEN { 1 => s |> List/remove_last(on: e) 2 => s |> List/clear(on: e) 3 => s |> List/append(item: 9) 4 => s |> List/remove(x, on: x > 1 |> WHEN { True => [] __ => SKIP }) 5 => s |> List/map(x, new: x * 2) } }
         e: LINK
         c: state |> List/count()",
        "c = 3
         e ! 1
         state = LIST { 1, 2 }
         e ! 3
         state = LIST { 1, 2, 9 }
         e ! 5
         state = LIST { 2, 4, 18 }
         e ! 4
         state = LIST { }
         e ! 3
         e ! 3
         c = 2
         e ! 2
         c = 0",
    );
}

#[test]
fn list_read_as_before_the_turn_in_snapshot() {
    check(
        "e: LINK
         l: LIST { } |> List/append(item: e)
         c: e |> THEN { l |> List/count() }
         d: e |> THEN { l }
         dc: d |> List/count()",
        "e ! 1
         c = 0
         e ! 2
         c = 1
         dc = 1
         e ! 3
         c = 2
         dc = 2",
    );
}

#[test]
fn removed_never_comes_back() {
    check(
        "m: LINK
         rm: LINK
         rm2: LINK
         src: m |> WHILE { 1 => LIST { 1, 2, 3 } __ => LIST { 4 } }
         items: LIST { 1, 2, 3 } |> List/append(item: m) |> List/remove(x, on: rm |> WHEN { r => r == x |> WHEN { True => [] __ => SKIP } }) |> List/retain(x, if: x > 0) |> List/remove(x, on: rm2 |> WHEN { r => r == x |> WHEN { True => [] __ => SKIP } })",
        "rm ! 2
         rm2 ! 3
         items = LIST { 1 }
         m <- 7
         items = LIST { 1, 7 }
         rm ! 7
         m <- 2
         items = LIST { 1, 2 }
         rm2 ! 1
         items = LIST { 2 }",
    );
}

#[test]
fn equality() {
    check(
        "a: [x: 1, y: LIST { 1, T[z: 2] }] == [y: LIST { 1, T[z: 2] }, x: 1]
         b: LIST { 1, 2 } == LIST { 1, 3 }
         c: 0 / 0 == 0 / 0
         d: T == T[]
         e: LINK
         f: [v: e] == [v: e]
         g: [v: e] == [v: 1]
         h: TEXT { 1 } == 1
         i: 1 =/= 2
         j: LIST { [v: e] } == LIST { [v: 3] }
         k: [v: SKIP] == []",
        "a = True
         b = False
         c = False
         d = False
         h = False
         i = True
         g = False
         j = False
         e <- 3
         j = True
         f = True
         e <- 4
         j = False
         k = True",
    );
}

#[test]
fn ordering() {
    check(
        "a: TEXT { 2024-01-02 } < TEXT { 2024-01-10 }
         b: TEXT { Z } < TEXT { a }
         c: TEXT { é } > TEXT { z }
         d: True < False
         e: 1 < TEXT { 2 }
         f: LIST { } >= LIST { }
         g: 1 / 0 > 1000
         h: 0 / 0 < 1
         i: 0 / 0 >= 0 / 0
         j: TEXT { 𝄞 } > TEXT { ﬀ }",
        "a = True
         b = True
         c = True
         d = False
         e = False
         f = False
         g = True
         h = False
         i = False
         j = True",
    );
}

#[test]
fn numbers_as_text() {
    check(
        "a: TEXT { {x} }
         x: 0.1 + 0.2
         b: TEXT { {y} }
         y: 1 / 0
         c: TEXT { {z} }
         z: 0 / 0
         d: TEXT { {w} }
         w: 0 - 0
         e: TEXT { {v} }
         v: 0 * -1
         f: TEXT { {u} }
         u: 100000000000000000000000 * 10
         g: TEXT { {t} }
         t: 1 / 10000000000
         h: TEXT { {q} }
         q: -1 / 0
         i: TEXT { {LIST { 1 }}|{[a: 1]} }
         j: TEXT { a{SKIP}b }
         k: 9007199254740993 + 0",
        "a = 0.30000000000000004
         b = inf
         c = NaN
         d = 0
         e = 0
         f = 1000000000000000000000000
         g = 0.0000000001
         h = -inf
         i = |
         j = ?",
    );
}

#[test]
fn arithmetic_error_no_stop() {
    check(
        "a: LINK
         b: a + 1
         c: 1 + 1",
        "a <- TEXT { x }
         error: needs two numbers
         b = ?
         a <- 4
         b = 5
         c = 2",
    );
}

#[test]
fn frozen_data_in_bodies() {
    check(
        "e: LINK
         x: LINK
         base: [v: x, l: items]
         items: LIST { 1 } |> List/append(item: e)
         o: e |> THEN { [...base, w: x] }
         p: e |> THEN { [l: items, o: base] }
         q: e |> THEN { mk(l: items, v: x) }
         h: LIST { } |> HOLD h { e |> THEN { items } }
         t: e |> THEN { T[l: LIST { items, x }] }
         FUNCTION mk(l, v) { [n: l |> List/count(), v: v, c: 0 |> HOLD c { e |> THEN { c + 1 } }] }",
        "x <- 1
         e ! 5
         o = [v: 1, l: LIST { 1 }, w: 1]
         p.l = LIST { 1 }
         p.o.v = 1
         q.n = 1
         h = LIST { 1 }
         t = T[l: LIST { LIST { 1 }, 1 }]
         x <- 2
         o = [v: 1, l: LIST { 1 }, w: 1]
         p.o.v = 2
         p.o.l = LIST { 1, 5 }
         p.l = LIST { 1 }
         q.v = 1
         t = T[l: LIST { LIST { 1 }, 1 }]
         e ! 6
         h = LIST { 1, 5 }",
    );
}

#[test]
fn skip_in_frozen_data() {
    check(
        "e: LINK
         o: e |> THEN { LIST { 1, e |> WHEN { 1 => SKIP x => x }, SKIP } }
         c: o |> List/count()
         p: e |> THEN { [a: SKIP, b: 1] }",
        "e ! 1
         c = 1
         p = [b: 1]
         e ! 2
         c = 2",
    );
}
