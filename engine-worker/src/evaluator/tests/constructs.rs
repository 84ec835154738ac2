//! `LATEST`, `HOLD`, `THEN`, `WHEN`, `WHILE`, `SKIP` (`language.md` §8).

use super::check;

#[test]
fn latest_starts_with_its_first_value_and_emits_it_once() {
    check(
        "press: LINK
         both: LATEST { press |> THEN { 9 } 3 4 }
         total: both |> Math/sum()",
        "both = 3
         total = 3
         press ! []
         both = 9
         total = 12",
    );
}

#[test]
fn latest_re_emits_equal_values() {
    check(
        "press: LINK
         total: LATEST { 0, press |> THEN { 1 } } |> Math/sum()",
        "total = 0
         press ! []
         total = 1
         press ! []
         total = 2
         press ! []
         total = 3",
    );
}

#[test]
fn latest_takes_the_first_listed_of_one_round_and_a_later_round_beats_it() {
    check(
        "a: LINK
         b: LINK
         merged: LATEST { b |> THEN { TEXT { b } } a |> THEN { TEXT { a } } }
         logged: merged |> Log/info()
         late: 0 |> HOLD late { a |> THEN { late + 1 } }
         rounds: LATEST { a |> THEN { TEXT { pulse } } late |> THEN { TEXT { state {late} } } }
         seen: rounds |> Log/info(with: [label: TEXT { rounds }])",
        "> [INFO] rounds: state 0
         a ! [] & b ! []
         > [INFO] b
         > [INFO] rounds: pulse
         > [INFO] rounds: state 1
         merged = b
         rounds = state 1
         a ! []
         > [INFO] a
         > [INFO] rounds: pulse
         > [INFO] rounds: state 2",
    );
}

#[test]
fn latest_of_pulses_has_no_value_and_is_no_state() {
    check(
        "a: LINK
         b: LINK
         merged: LATEST { a, b }
         none: LATEST { SKIP, a |> THEN { 1 } }
         count: merged |> THEN { 1 } |> Math/sum()
         nones: none |> THEN { 1 } |> Math/sum()
         empty: LATEST { }",
        "merged = ?
         empty = ?
         a ! 1
         merged = 1
         count = 1
         nones = 1
         b ! 1
         merged = 1
         count = 2
         a ! 1 & b ! 2
         merged = 1
         count = 3
         nones = 2",
    );
}

#[test]
fn latest_inputs_that_are_linked_later_count_from_then_on() {
    check(
        "far: LINK
         near: LINK
         merged: LATEST { far.event.press |> THEN { TEXT { far } } near |> THEN { TEXT { near } } }
         shown: LINK
         view: shown |> WHILE {
             True => Element/button(element: [event: [press: LINK]], style: [], label: TEXT { })
                 |> LINK { far }
             __ => NoElement
         }",
        "shown <- True
         far.event.press ! []
         merged = far
         near ! []
         merged = near
         far.event.press ! []
         merged = far
         shown <- False
         merged = far
         shown <- True
         merged = far
         near ! []
         merged = near
         far.event.press ! []
         merged = far",
    );
}

#[test]
fn hold_counts() {
    check(
        "press: LINK
         count: 0 |> HOLD count { press |> THEN { count + 1 } }",
        "count = 0
         press ! []
         count = 1
         press ! [] & press ! []
         count = 3",
    );
}

#[test]
fn hold_is_reset_by_its_initial_expression_even_by_an_equal_one() {
    check(
        "start: LINK
         press: LINK
         first: LATEST { 10, start }
         count: first |> HOLD count { press |> THEN { count + 1 } }
         emitted: count |> THEN { 1 } |> Math/sum()",
        "count = 10
         emitted = 1
         press ! []
         press ! []
         count = 12
         emitted = 3
         start ! 10
         count = 10
         emitted = 4
         start ! 10
         count = 10
         emitted = 4
         start ! 7 & press ! []
         count = 11
         emitted = 5",
    );
}

#[test]
fn hold_suppresses_equal_scalars_but_not_objects() {
    check(
        "press: LINK
         scalar: 1 |> HOLD scalar { press |> THEN { 1 } }
         scalars: scalar |> THEN { 1 } |> Math/sum()
         object: [a: 1] |> HOLD object { press |> THEN { [a: 1] } }
         objects: object |> THEN { 1 } |> Math/sum()",
        "scalars = 1
         objects = 1
         press ! []
         scalars = 1
         objects = 2
         press ! []
         scalars = 1
         objects = 3",
    );
}

#[test]
fn a_hold_body_without_a_trigger_runs_once() {
    check(
        "once: 0 |> HOLD n { n + 1 }
         constant: 0 |> HOLD n { 5 }
         outer: LINK
         size: LATEST { 1, outer }
         followed: 0 |> HOLD n { n + size }",
        "once = 1
         constant = 5
         followed = 1
         outer ! 10
         followed = 11
         outer ! 10
         followed = 21
         once = 1",
    );
}

#[test]
fn hold_applies_the_pulses_of_a_turn_one_after_another() {
    check(
        "start: LINK
         sum: 0 |> HOLD sum { start |> Stream/pulses() |> THEN { sum + 1 } }
         seen: sum |> Log/info()",
        "> [INFO] 0
         start ! 3
         > [INFO] 1
         > [INFO] 2
         > [INFO] 3
         sum = 3",
    );
}

#[test]
fn hold_takes_an_event_payload_a_link_and_any_state() {
    check(
        "typed: LINK
         text: TEXT { } |> HOLD text { typed.text }
         last: None |> HOLD last { typed }
         copy: None |> HOLD copy { text }",
        "typed ! [text: TEXT { ab }]
         text = ab
         last = [text: ab]
         copy = ab
         typed ! [text: TEXT { ab }]
         text = ab",
    );
}

#[test]
fn hold_without_an_initial_value_starts_when_it_arrives() {
    check(
        "start: LINK
         press: LINK
         value: start |> HOLD value { press |> THEN { value + 1 } }",
        "value = ?
         press ! []
         value = ?
         start ! 5
         value = 5
         press ! []
         value = 6",
    );
}

#[test]
fn a_hold_name_reads_the_newest_state_in_nested_constructs() {
    check(
        "press: LINK
         list: LIST { 1, 2 } |> HOLD list {
             press |> THEN { list |> List/append(item: (list |> List/count()) + 1) }
         }
         object: [n: 0, m: 0] |> HOLD o {
             press |> THEN { o.n == 1 |> WHEN { True => [n: 5, m: o.n] False => [n: o.n + 1, m: o.m] } }
         }",
        "press ! []
         list = LIST { 1, 2, 3 }
         object = [n: 1, m: 0]
         press ! [] & press ! []
         list = LIST { 1, 2, 3, 4, 5 }
         object = [n: 6, m: 1]",
    );
}

#[test]
fn then_reads_states_as_before_the_turn_and_its_own_trigger_as_now() {
    check(
        "press: LINK
         count: 0 |> HOLD count { press |> THEN { count + 1 } }
         before: press |> THEN { count }
         new: count |> THEN { count }
         store: [count: count, inner: [count: count]]
         through: store.inner.count |> THEN { store.count }
         passed: reader(PASS: [store: store])
         FUNCTION reader() { PASSED.store.count |> THEN { PASSED.store.inner.count } }",
        "before = ?
         new = 0
         through = 0
         passed = 0
         press ! []
         count = 1
         before = 0
         new = 1
         through = 1
         passed = 1
         press ! []
         before = 1
         new = 2
         passed = 2",
    );
}

#[test]
fn then_reads_all_payloads_of_its_event() {
    check(
        "key: LINK
         entered: key.key |> THEN { TEXT { {key.key} {key.text} } }
         saved: key.key |> WHEN { Enter => key.text __ => SKIP }
         row: saved |> THEN { TEXT { saved {saved} } }",
        "key ! [key: Enter, text: TEXT { one }]
         entered = Enter one
         row = saved one
         key ! [key: Escape, text: TEXT { two }]
         entered = Escape two
         row = saved one
         key ! [key: Enter, text: TEXT { three }]
         row = saved three",
    );
}

#[test]
fn then_may_yield_nothing() {
    check(
        "press: LINK
         skipped: press |> THEN { SKIP }
         chosen: press |> THEN { press |> WHEN { 1 => TEXT { one } __ => SKIP } }
         count: chosen |> THEN { 1 } |> Math/sum()",
        "press ! 2
         skipped = ?
         chosen = ?
         count = ?
         press ! 1
         chosen = one
         press ! 2
         press ! 1
         chosen = one
         count = 2",
    );
}

#[test]
fn then_fires_for_the_initial_value_of_a_state_and_of_a_constant() {
    check(
        "state: LATEST { 1 }
         a: state |> THEN { 2 }
         b: 1 |> THEN { 2 } |> Math/sum()
         c: [x: 1] |> THEN { 3 }",
        "a = 2
         b = 2
         c = 3",
    );
}

#[test]
fn when_on_a_pulse_is_frozen() {
    check(
        "choose: LINK
         set: LINK
         a: LATEST { 1, set }
         result: choose |> WHEN { Double => a + a  Same => a  __ => SKIP }
         count: result |> THEN { 1 } |> Math/sum()",
        "result = ?
         choose ! Double
         result = 2
         set ! 5
         result = 2
         count = 1
         choose ! Other
         result = 2
         count = 1
         choose ! Same
         result = 5
         count = 2
         choose ! Double
         choose ! Double
         result = 10
         count = 4",
    );
}

#[test]
fn when_on_a_state_stays_live() {
    check(
        "mode: LINK
         set: LINK
         a: LATEST { 1, set }
         inner: LATEST { 1, set } |> WHEN { 1 => TEXT { one } n => TEXT { number {n} of {a} } }
         current: LATEST { Same, mode }
         result: current |> WHEN {
             Double => a + a
             Same => a
             Nested => a |> WHEN { 5 => inner  __ => 0 }
         }",
        "result = 1
         set ! 2
         result = 2
         mode ! Double
         result = 4
         set ! 3
         result = 6
         mode ! Nested
         result = 0
         set ! 5
         result = number 5 of 5
         mode ! Unknown
         set ! 6
         result = number 5 of 5",
    );
}

#[test]
fn when_and_while_ignore_an_equal_input() {
    check(
        "set: LINK
         value: LATEST { 0, set }
         pure: value |> WHEN { 1 => 5 __ => 0 } |> Math/sum()
         made: value |> WHEN { n => BLOCK { x: n |> HOLD x { SKIP } x + 1 } } |> Math/sum()
         kept: value |> WHILE { 1 => 5 __ => 0 } |> Math/sum()",
        "pure = 0
         made = 1
         kept = 0
         set ! 1
         pure = 5
         made = 3
         kept = 5
         set ! 1
         pure = 5
         made = 3
         kept = 5
         set ! 0
         set ! 1
         pure = 10
         made = 6
         kept = 10",
    );
}

#[test]
fn while_starts_its_arms_over_and_does_not_replay() {
    check(
        "show: LINK
         press: LINK
         shown: LATEST { True, show }
         count: shown |> WHILE {
             True => 0 |> HOLD n { press |> THEN { n + 1 } }
             False => SKIP
         }
         outside: 0 |> HOLD n { press |> THEN { n + 1 } }",
        "count = 0
         press ! []
         press ! []
         count = 2
         show ! True
         count = 2
         show ! False
         count = 2
         press ! []
         count = 2
         show ! True
         count = 0
         press ! []
         count = 1
         outside = 4",
    );
}

#[test]
fn while_forwards_pulses_and_cuts_states_off() {
    check(
        "show: LINK
         press: LINK
         set: LINK
         shown: LATEST { A, show }
         state: LATEST { 1, set }
         out: shown |> WHILE { A => press  B => state }
         count: out |> THEN { 1 } |> Math/sum()",
        "out = ?
         press ! 7
         out = 7
         count = 1
         press ! 7
         count = 2
         show ! B
         out = 1
         count = 3
         set ! 1
         count = 3
         set ! 2
         count = 4
         press ! 7
         count = 4
         out = 2",
    );
}

#[test]
fn while_without_a_match_keeps_its_last_value() {
    check(
        "show: LINK
         shown: LATEST { 1, show }
         out: shown |> WHILE { 1 => TEXT { one } 2 => SKIP }",
        "out = one
         show ! 3
         out = one
         show ! 2
         out = one
         show ! 1
         out = one",
    );
}

#[test]
fn while_over_a_pulse_shows_the_arm_of_the_last_payload() {
    check(
        "start: LINK
         n: LINK
         size: LATEST { 1, n }
         out: start |> WHILE { 1 => size 2 => size * 10 __ => 0 }",
        "out = ?
         start ! 1
         out = 1
         n ! 4
         out = 4
         start ! 2
         out = 40
         n ! 5
         out = 50",
    );
}

#[test]
fn skip_is_nothing_everywhere() {
    check(
        "list: LIST { 1, SKIP, 3 }
         object: [a: 1, b: SKIP]
         count: list |> List/count()
         sum: 1 + SKIP
         text: TEXT { {count} {sum} }
         call: f(a: SKIP, b: 2)
         only_b: g(a: SKIP, b: 2)
         FUNCTION f(a, b) { a + b }
         FUNCTION g(a, b) { LATEST { a, b } }",
        "list = LIST { 1, 3 }
         object = [a: 1]
         count = 2
         sum = ?
         text = ?
         call = ?
         only_b = 2",
    );
}

#[test]
fn switches_nest_in_bodies_functions_and_each_other() {
    check(
        "press: LINK
         set: LINK
         state: LATEST { 1, set }
         live: state |> WHEN { 1 => state |> WHILE { 1 => TEXT { one } __ => TEXT { never } } n => n > 2 |> WHEN { True => TEXT { big {n} } False => TEXT { two } } }
         body: press |> THEN { press |> WHEN { 1 => state |> WHEN { 1 => TEXT { both } __ => SKIP } n => n > 2 |> WHILE { True => n False => SKIP } } }
         count: body |> THEN { 1 } |> Math/sum()",
        "live = one
         press ! 1
         body = both
         press ! 2
         count = 1
         set ! 2
         live = two
         set ! 5
         live = big 5
         press ! 1
         count = 1
         press ! 7
         body = 7
         count = 2",
    );
}
