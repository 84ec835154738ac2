//! The reactive constructs side by side (`language.md` §8).

use super::check;

#[test]
fn hold_body_beats_reset_same_round() {
    check(
        "r: LINK
         p: LINK
         h: LATEST { 1, r } |> HOLD h { p |> THEN { h + 10 } }
         n: h |> THEN { 1 } |> Math/sum()",
        "h = 1
         r ! 5 & p ! []
         n = 2",
    );
}

#[test]
fn hold_body_no_trigger_runs_once() {
    check("a: 0 |> HOLD n { n + 1 }", "a = 1");
}

#[test]
fn hold_of_list_object_over_parameter() {
    check(
        "add: LINK
         l: LIST { } |> HOLD l { add |> THEN { l |> List/append(item: add) } }
         c: l |> List/count()
         o: [n: 0] |> HOLD o { add |> THEN { [n: o.n + 1] } }
         m: l |> List/map(x, new: x * 2) |> List/sum()
         p: par(v: c)
         FUNCTION par(v) { v |> HOLD h { add |> THEN { h + 100 } } }",
        "p = 0
         add ! 5
         add ! 5
         c = 2
         l = LIST { 5, 5 }
         o.n = 2
         m = 20
         p = 200",
    );
}

#[test]
fn hold_event_payload_body_and_link_body() {
    check(
        "ev: LINK
         bus: LINK
         s: TEXT { } |> HOLD s { ev.text }
         b: 0 |> HOLD b { bus }
         src: ev.text |> LINK { bus }",
        "s = 
         ev ! [text: TEXT { a }]
         s = a
         b = a
         ev ! [text: TEXT { a }]
         s = a",
    );
}

#[test]
fn hold_initial_emitted_skip_drops_it() {
    check(
        "e: LINK
         h: 0 |> HOLD h { e |> THEN { h + 1 } }
         s: h |> Stream/skip(count: 1)",
        "s = ?
         e ! []
         s = 1",
    );
}

#[test]
fn hold_no_initial_value_yet() {
    check(
        "i: LINK
         e: LINK
         h: i |> HOLD h { e |> THEN { 5 } }",
        "h = ?
         e ! []
         h = 5
         i ! 3
         h = 3",
    );
}

#[test]
fn hold_name_reads_newest() {
    check(
        "e: LINK
         h: 0 |> HOLD h { LATEST { e |> Stream/pulses() |> THEN { h * 2 + 1 } } }",
        "e ! 4
         h = 15",
    );
}

#[test]
fn hold_nested_state_change_doesnt_retrigger() {
    check(
        "e: LINK
         h: 0 |> HOLD h { TEXT { {e}{h} } }",
        "e ! 1
         h = 10
         e ! 1
         h = 110",
    );
}

#[test]
fn when_pulse_frozen() {
    check(
        "op: LINK
         a: LINK
         sum: op |> WHEN { Add => a + 1 Sub => a - 1 __ => SKIP }
         n: sum |> THEN { 1 } |> Math/sum()",
        "a <- 5
         op ! Add
         sum = 6
         a <- 10
         sum = 6
         op ! Other
         sum = 6
         n = 1
         op ! Add
         sum = 11
         op ! Add
         n = 3",
    );
}

#[test]
fn when_state_live_no_match_keeps() {
    check(
        "st: LINK
         a: LINK
         o: st |> WHEN { 1 => a 2 => f(x: a) }
         FUNCTION f(x) { BLOCK { h: 0 |> HOLD h { x } TEXT { {x}/{h} } } }",
        "a <- 7
         st <- 1
         o = 7
         a <- 8
         o = 8
         st <- 2
         o = 8/8
         a <- 9
         o = 9/9
         st <- 3
         o = 9/9
         a <- 10
         o = 9/9
         st <- 1
         o = 10",
    );
}

#[test]
fn when_state_with_lists_inside() {
    check(
        "st: LINK
         items: LIST { 1, 2, 3 } |> List/append(item: add)
         add: LINK
         lim: LINK
         o: st |> WHEN { all => items |> List/retain(i, if: i > lim) |> List/count() }",
        "lim <- 1
         st <- 1
         o = 2
         add ! 9
         o = 3
         lim <- 2
         o = 2",
    );
}

#[test]
fn while_destroy_fresh_re_entry() {
    check(
        "m: LINK
         p: LINK
         o: m |> WHILE { A => counter() B => 0 }
         FUNCTION counter() { 0 |> HOLD c { p |> THEN { c + 1 } } }",
        "m <- A
         o = 0
         p ! []
         p ! []
         o = 2
         m <- A
         o = 2
         m <- B
         o = 0
         m <- A
         o = 0
         p ! []
         o = 1",
    );
}

#[test]
fn while_state_arm_equal_output_cut_switching_emits() {
    check(
        "m: LINK
         x: LINK
         o: m |> WHILE { A => x B => 5 }
         n: o |> THEN { 1 } |> Math/sum()",
        "x <- 5
         m <- A
         n = 1
         x <- 5
         n = 1
         m <- B
         n = 2",
    );
}

#[test]
fn while_list_arms() {
    check(
        "m: LINK
         add: LINK
         base: LIST { 1, 2 } |> List/append(item: add)
         o: m |> WHILE { A => base B => LIST { 7 } C => LIST { } }
         c: o |> List/count()
         d: o |> List/map(i, new: i + 1)",
        "m <- A
         c = 2
         add ! 3
         c = 3
         d = LIST { 2, 3, 4 }
         m <- B
         d = LIST { 8 }
         m <- C
         c = 0
         d = LIST { }
         m <- A
         d = LIST { 2, 3, 4 }
         add ! 4
         d = LIST { 2, 3, 4, 5 }",
    );
}

#[test]
fn while_no_match_skip_keeps() {
    check(
        "m: LINK
         o: m |> WHILE { 1 => TEXT { one } 2 => SKIP }",
        "m <- 1
         o = one
         m <- 2
         o = one
         m <- 3
         o = one",
    );
}

#[test]
fn while_arm_glitch_arm_not_run_when_leaving() {
    check(
        "st: LINK
         o: st |> Text/starts_with(prefix: TEXT { = }) |> WHEN { True => inner(t: st) False => 0 }
         FUNCTION inner(t) { BLOCK { l: LINK n: t |> Text/substring(start: 1, length: 9) |> Text/to_number() n + 1 } }",
        "st <- TEXT { =4 }
         o = 5
         st <- TEXT { abc }
         o = 0
         st <- TEXT { =5 }
         o = 6",
    );
}

#[test]
fn while_arm_glitch_log_not_called() {
    check(
        "st: LINK
         o: st |> WHILE { 1 => say(x: st) __ => 0 }
         deep: st + 0 + 0 |> WHILE { 1 => say2(x: st) __ => 0 }
         FUNCTION say(x) { x |> Log/info() }
         FUNCTION say2(x) { BLOCK { y: st * 1 |> Log/info() y } }",
        "st <- 1
         > [INFO] 1
         > [INFO] 1
         st <- 2",
    );
}

#[test]
fn skip_everywhere() {
    check(
        "c: LINK
         l: LIST { 1, SKIP, 3 }
         n: l |> List/count()
         o: [a: 1, b: SKIP]
         f: fun(x: SKIP)
         w: c |> WHEN { 1 => SKIP __ => c }
         lw: LIST { 1, c |> WHILE { True => SKIP __ => 2 } }
         FUNCTION fun(x) { TEXT { {x} } }",
        "n = 2
         o = [a: 1]
         f = ?
         c <- 5
         w = 5
         c <- 1
         w = 5",
    );
}

#[test]
fn block_link_unread_vars_active() {
    check(
        "e: LINK
         port: LINK
         b: BLOCK { logged: e |> Log/info() forward: e |> THEN { 1 } |> LINK { port } slot: LINK 5 }
         n: port |> Math/sum()
         o: [unread: e |> Log/info(with: [label: TEXT { f }]) value: 1]
         f: g(x: 1, extra: e |> Log/info(with: [label: TEXT { a }]))
         FUNCTION g(x) { x }",
        "warning: extra
         e ! 1
         > [INFO] 1
         > [INFO] f: 1
         > [INFO] a: 1
         n = 1",
    );
}

#[test]
fn latest_same_turn_later_round_beats() {
    check(
        "a: LINK
         h: 0 |> HOLD h { a |> THEN { h + 1 } }
         l: LATEST { h |> THEN { TEXT { h } } a |> THEN { TEXT { a } } }",
        "l = h
         a ! []
         l = h",
    );
}

#[test]
fn latest_late_arrivals_equal_re_emit_latest_state_pulse_kind() {
    check(
        "a: LINK
         b: LINK
         l: LATEST { a, b }
         n: l |> THEN { 1 } |> Math/sum()
         late: LINK
         o: late |> WHILE { True => LATEST { a, b } |> THEN { 1 } |> Math/sum() __ => 0 }",
        "a ! 1
         b ! 1
         n = 2
         late <- True
         o = ?
         a ! 1
         o = 1",
    );
}

#[test]
fn then_on_state_fires_initially_and_later() {
    check(
        "s: 1 |> HOLD s { e |> THEN { s + 1 } }
         e: LINK
         n: s |> THEN { TEXT { v{s} } }
         k: 5 |> THEN { 6 }
         o: [a: s] |> THEN { 1 } |> Math/sum()",
        "n = v1
         k = 6
         o = 1
         e ! []
         n = v2
         o = 1",
    );
}
