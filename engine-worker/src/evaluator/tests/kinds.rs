//! States and pulses (`language.md` §4).

use super::check;

#[test]
fn pulse_op_fires_equal() {
    check(
        "a: LINK
         key_is: a == Enter
         n: key_is |> THEN { 1 } |> Math/sum()",
        "n = ?
         a ! Enter
         n = 1
         a ! Enter
         n = 2
         key_is = True",
    );
}

#[test]
fn state_with_pulse_is_state() {
    check(
        "a: LINK
         s: LINK
         both: TEXT { {a}-{s} }
         n: both |> THEN { 1 } |> Math/sum()",
        "s <- 1
         n = ?
         a ! 2
         both = 2-1
         n = 1
         s <- 3
         n = 2",
    );
}

#[test]
fn late_consumer_of_pulse_does_not_fire_of_state_does() {
    check(
        "press: LINK
         st: LINK
         show: LINK
         out: show |> WHILE { True => sub() __ => 0 }
         FUNCTION sub() { BLOCK { p: press |> THEN { 1 } |> Math/sum() s: st |> THEN { 1 } |> Math/sum() x: LATEST { 0, p } y: LATEST { 0, s } TEXT { {x}:{y} } } }",
        "press ! []
         st <- 5
         show <- True
         out = 0:1
         press ! []
         out = 1:1",
    );
}

#[test]
fn pulse_through_object_field_pass_and_argument_stays_pulse() {
    check(
        "press: LINK
         holder: [p: press]
         out: f(p: press)
         out2: g(PASS: [p: press])
         out3: holder.p |> THEN { 1 } |> Math/sum()
         FUNCTION f(p) { p |> THEN { 1 } |> Math/sum() }
         FUNCTION g() { PASSED.p |> THEN { 1 } |> Math/sum() }",
        "press ! []
         press ! []
         out = 2
         out2 = 2
         out3 = 2",
    );
}

#[test]
fn field_of_pulse_payload_is_pulse() {
    check(
        "p: LINK
         x: p.x
         n: x |> THEN { 1 } |> Math/sum()",
        "p ! [x: 1]
         p ! [x: 1]
         n = 2
         x = 1",
    );
}

#[test]
fn piped_user_call_kind_of_piped() {
    check(
        "p: LINK
         s: LINK
         r: p |> f(other: s)
         n: r |> THEN { 1 } |> Math/sum()
         FUNCTION f(value, other) { TEXT { {value}{other} } }",
        "s <- 1
         p ! 1
         n = 1
         s <- 2
         n = 1
         r = 11",
    );
}

#[test]
fn piped_user_call_kind_of_piped_impure() {
    check(
        "p: LINK
         s: LINK
         r: p |> f(other: s)
         n: r |> THEN { 1 } |> Math/sum()
         FUNCTION f(value, other) { BLOCK { l: LINK h: 0 |> HOLD h { l } TEXT { {value}{other}{h} } } }",
        "s <- 1
         p ! 1
         n = 1
         r = 110
         s <- 2
         n = 1",
    );
}

#[test]
fn while_has_kind_of_its_active_arm_pulse() {
    check(
        "p: LINK
         m: LINK
         o: m |> WHILE { A => p B => 5 }
         n: o |> THEN { 1 } |> Math/sum()",
        "m <- A
         n = ?
         p ! 1
         p ! 1
         n = 2
         m <- B
         n = 3
         o = 5
         m <- B
         n = 3
         p ! 1
         n = 3
         m <- A
         n = 3
         o = 5
         p ! 1
         n = 4
         o = 1",
    );
}

#[test]
fn list_latest_is_pulse_for_pulses() {
    check(
        "a: LINK
         b: LINK
         l: LIST { a, b } |> List/latest()
         n: l |> THEN { 1 } |> Math/sum()",
        "a ! 1
         b ! 2
         l = 2
         n = 2
         a ! 1 & b ! 2
         l = 1
         n = 3",
    );
}

#[test]
fn math_sum_of_pulses_hold_is_state() {
    check(
        "a: LINK
         s: a |> Math/sum()
         late: LINK
         o: late |> WHILE { True => s |> THEN { s } __ => 0 }",
        "a ! 3
         s = 3
         late <- True
         o = 3",
    );
}

#[test]
fn living_object_in_pulse_display_follows() {
    check(
        "name: LINK
         made: name |> person()
         shown: made.count
         text: TEXT { {made.name} {made.count} }
         plus: made.count + 1
         n: shown |> THEN { 1 } |> Math/sum()
         snap: name |> THEN { shown }
         at: probe |> THEN { made.count }
         at2: probe |> THEN { shown }
         probe: LINK
         wave: LINK
         items: made.items |> List/count()
         FUNCTION person(name) { [name: name, count: 0 |> HOLD c { wave |> THEN { c + 1 } } items: LIST { } |> List/append(item: wave) ] }",
        "name ! TEXT { A }
         shown = 0
         text = A 0
         items = 0
         wave ! []
         shown = 1
         text = A 1
         plus = 2
         n = 1
         items = 1
         wave ! [] & probe ! []
         shown = 2
         at = 1
         at2 = 1
         items = 2
         name ! TEXT { B }
         shown = 0
         text = B 0
         n = 2
         items = 0
         wave ! []
         text = B 1
         plus = 2",
    );
}

#[test]
fn fibonacci_per_occurrence() {
    check(
        "start: LINK
         fib: start |> fibo()
         body: start |> THEN { fibo(n: start) }
         when: start |> WHEN { 0 => 0 n => fibo(n: n) }
         n: fib |> THEN { 1 } |> Math/sum()
         m: body |> THEN { 1 } |> Math/sum()
         w: when |> THEN { 1 } |> Math/sum()
         FUNCTION fibo(n) { [previous: 0, current: 1] |> HOLD s { (n - 1) |> Stream/pulses() |> THEN { [previous: s.current, current: s.previous + s.current] } } |> Stream/skip(count: n - 1) |> .current }",
        "start ! 10
         fib = 55
         body = 55
         when = 55
         n = 1
         m = 1
         w = 1
         start ! 5
         fib = 5
         body = 5
         when = 5
         n = 2
         m = 2
         w = 2",
    );
}
