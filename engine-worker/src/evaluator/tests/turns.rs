//! Turns, snapshots, rounds and re-emission (`language.md` §5).

use super::check;

#[test]
fn enter_adds_and_clears() {
    check(
        "enter: LINK
         text: TEXT { hello } |> HOLD t { enter |> THEN { Text/empty() } }
         items: LIST { } |> List/append(item: enter |> THEN { text })",
        "enter ! []
         items = LIST { hello }
         text = ",
    );
}

#[test]
fn toggle_all_sees_same_preclick() {
    check(
        "all: LINK
         rows: LIST { row(), row() }
         all_done: rows |> List/every(r, if: r.done)
         FUNCTION row() { [ done: False |> HOLD d { all |> THEN { all_done |> Bool/not() } } ] }",
        "all ! []
         rows.0.done = True
         rows.1.done = True
         all ! []
         rows.0.done = False
         rows.1.done = False",
    );
}

#[test]
fn counter_as_id() {
    check(
        "press: LINK
         next: 1 |> HOLD n { press |> THEN { n + 1 } }
         made: press |> THEN { [id: next] }",
        "press ! []
         made = [id: 1]
         press ! []
         made = [id: 2]",
    );
}

#[test]
fn delete_selected() {
    check(
        "del: LINK
         sel: LINK
         selected: LATEST { None, sel, del |> THEN { None } }
         items: LIST { [id: 1], [id: 2] } |> List/remove(i, on: del |> THEN { i.id == selected |> WHEN { True => [] False => SKIP } })",
        "sel ! 2
         del ! []
         items = LIST { [id: 1] }
         selected = None
         del ! []
         items = LIST { [id: 1] }",
    );
}

#[test]
fn payload_fields_together_and_named_pulse_in_own_then() {
    check(
        "e: LINK
         saved: e |> THEN { [row: e.row] }
         out: saved |> THEN { saved.row + e.row }",
        "e ! [row: 1]
         out = 2
         e ! [row: 5]
         out = 10",
    );
}

#[test]
fn state_triggering_reads_new() {
    check(
        "press: LINK
         count: 0 |> HOLD c { press |> THEN { c + 1 } }
         out: count |> THEN { count }
         double: count + count
         out2: count |> THEN { double }",
        "out = 0
         press ! []
         out = 1
         out2 = 0",
    );
}

#[test]
fn state_via_alias_triggers() {
    check(
        "press: LINK
         count: 0 |> HOLD c { press |> THEN { c + 1 } }
         o: [count: count]
         out: o.count |> THEN { count }
         out3: count |> THEN { o.count }
         p: pass(PASS: [c: count])
         FUNCTION pass() { PASSED.c |> THEN { PASSED.c } }",
        "press ! []
         out = 1
         out3 = 1
         p = 1",
    );
}

#[test]
fn body_created_this_turn_reads_first_value() {
    check(
        "press: LINK
         made: press |> THEN { make() }
         FUNCTION make() { [ a: 5 |> HOLD a { press |> THEN { a + 1 } } b: a_plus() ] }
         FUNCTION a_plus() { 3 }
         value: made.a",
        "press ! []
         made = [a: 5, b: 3]
         value = 5",
    );
}

#[test]
fn rounds_state_feeding_pulse_due_next_round() {
    check(
        "press: LINK
         a: 0 |> HOLD a { press |> THEN { a + 1 } }
         b: 0 |> HOLD b { a |> THEN { b + 10 } }
         l: LATEST { press |> THEN { TEXT { press } } b |> THEN { TEXT { b {b} } } }
         lg: l |> Log/info()",
        "> [INFO] b 0
         > [INFO] b 10
         b = 10
         press ! []
         > [INFO] press
         > [INFO] b 20
         b = 20
         l = b 20",
    );
}

#[test]
fn pulses_through_hold() {
    check(
        "start: LINK
         h: 0 |> HOLD h { start |> Stream/pulses() |> THEN { h + 1 } }
         s: h |> Stream/skip(count: 2) |> Log/info()
         t: h |> Stream/take(count: 2) |> Math/sum()",
        "start ! 3
         > [INFO] 2
         > [INFO] 3
         t = 1
         start ! 1
         > [INFO] 4
         t = 1",
    );
}

#[test]
fn equal_re_emission_of_operators() {
    check(
        "p: LINK
         base: LATEST { 1, p |> THEN { 1 } }
         sum: base + 0 |> Math/sum()
         txt: TEXT { {base} }
         n: txt |> THEN { 1 } |> Math/sum()",
        "sum = 1
         p ! []
         sum = 2
         n = 2",
    );
}

#[test]
fn dedup_functions_for_states_only() {
    check(
        "p: LINK
         st: LATEST { TEXT { }, p }
         e: st |> Text/is_empty() |> THEN { 1 } |> Math/sum()
         pe: p |> Text/is_empty() |> THEN { 1 } |> Math/sum()
         ps: p |> Text/starts_with(prefix: TEXT { }) |> THEN { 1 } |> Math/sum()",
        "e = 1
         p ! TEXT { a }
         e = 2
         p ! TEXT { b }
         e = 2
         pe = 2
         ps = 2",
    );
}

#[test]
fn dedup_in_pure_function() {
    check(
        "p: LINK
         st: LATEST { TEXT { }, p }
         e: empty(t: st) |> THEN { 1 } |> Math/sum()
         e2: st |> empty() |> THEN { 1 } |> Math/sum()
         FUNCTION empty(t) { t |> Text/is_empty() }",
        "e = 1
         e2 = 1
         p ! TEXT { a }
         e = 2
         e2 = 2
         p ! TEXT { b }
         e = 2
         e2 = 2",
    );
}

#[test]
fn state_when_in_pure_function_equal_input() {
    check(
        "p: LINK
         st: LATEST { 0, p }
         n: cls(t: st) |> Math/sum()
         n2: st |> cls() |> Math/sum()
         n3: st |> WHEN { 0 => 1 __ => 2 } |> Math/sum()
         n4: st |> WHEN { 0 => 1 __ => 2 } |> WHEN { 1 => 10 2 => 20 } |> Math/sum()
         n5: cls2(t: st) |> Math/sum()
         FUNCTION cls(t) { t |> WHEN { 0 => 1 __ => 2 } }
         FUNCTION cls2(t) { t |> WHEN { 0 => 1 __ => 2 } |> WHEN { 1 => 10 2 => 20 } }",
        "n = 1
         n2 = 1
         n3 = 1
         n4 = 10
         n5 = 10
         p ! 0
         n = 1
         n2 = 1
         n3 = 1
         n4 = 10
         n5 = 10
         p ! 5
         n = 3
         n2 = 3
         n3 = 3
         n4 = 30
         n5 = 30
         p ! 6
         n = 5
         n2 = 5
         n3 = 5
         n4 = 30
         n5 = 30",
    );
}

#[test]
fn state_when_arm_own_live_reads_fire() {
    check(
        "p: LINK
         x: LINK
         st: LATEST { 0, p }
         xs: LATEST { 1, x }
         n: cls(t: st) |> Math/sum()
         n3: st |> WHEN { 0 => xs __ => 2 } |> Math/sum()
         FUNCTION cls(t) { t |> WHEN { 0 => xs __ => 2 } }",
        "n = 1
         n3 = 1
         x ! 1
         n = 2
         n3 = 2
         p ! 0
         n = 2
         n3 = 2
         x ! 5
         n = 7
         n3 = 7
         p ! 4
         n = 9
         n3 = 9
         x ! 1
         n = 9
         n3 = 9",
    );
}

#[test]
fn latest_several_same_round_first_listed_initial_once() {
    check(
        "a: LINK
         l: LATEST { a |> THEN { 9 } 3 4 }
         n: l |> THEN { 1 } |> Math/sum()
         m: LATEST { a |> THEN { 1 } a |> THEN { 2 } }",
        "l = 3
         n = 1
         a ! []
         l = 9
         n = 2
         m = 1",
    );
}
