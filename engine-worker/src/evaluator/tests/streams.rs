//! Streams, timers, the router, the log (`stdlib.md` §6).

use super::{Running, check};
use crate::evaluator::timer::timestamp;

#[test]
fn an_interval_ticks_after_its_first_period() {
    check(
        "tick: Duration[seconds: 1] |> Timer/interval()
         count: tick |> THEN { 1 } |> Math/sum()",
        "count = ?
         wait 999
         count = ?
         wait 1
         count = 1
         wait 3000
         count = 4
         tick = []",
    );
}

#[test]
fn an_interval_follows_its_duration() {
    check(
        "set: LINK
         period: LATEST { 100, set }
         count: 0 |> HOLD n { Duration[milliseconds: period] |> Timer/interval() |> THEN { n + 1 } }",
        "wait 250
         count = 2
         set ! 1000
         wait 999
         count = 2
         wait 1
         count = 3",
    );
}

#[test]
fn an_interval_ends_with_its_instance() {
    let mut running = Running::start(
        "show: LINK
         count: LATEST { True, show } |> WHILE {
             True => Duration[seconds: 1] |> Timer/interval() |> THEN { 1 } |> Math/sum()
             False => 0
         }",
    );
    assert_eq!(running.evaluator.timers.len(), 1);
    running.wait(2000.0);
    assert_eq!(running.show("count"), "2");
    running.fire("show", "False");
    assert_eq!(running.evaluator.timers.len(), 0);
    running.fire("show", "True");
    running.wait(1000.0);
    assert_eq!(running.show("count"), "1");
}

#[test]
fn late_ticks_are_merged() {
    let mut running = Running::start(
        "count: Duration[seconds: 1] |> Timer/interval() |> THEN { 1 } |> Math/sum()",
    );
    assert_eq!(running.ticks_at(10_500.0), [9]);
    assert_eq!(
        running.evaluator.registry.next_deadline(),
        Some(timestamp(11_000.0))
    );
}

#[test]
fn a_wrong_duration_is_reported() {
    check(
        "tick: 5 |> Timer/interval()",
        "error: `Timer/interval` needs a duration, found the number 5",
    );
}

#[test]
fn skip_take_and_distinct() {
    check(
        "press: LINK
         state: LATEST { 0, press }
         skipped: press |> Stream/skip(count: 2)
         skipped_state: state |> Stream/skip(count: 1)
         taken: press |> Stream/take(count: 2)
         distinct: press |> Stream/distinct() |> THEN { 1 } |> Math/sum()
         set: LINK
         live: press |> Stream/skip(count: LATEST { 1, set })",
        "skipped_state = ?
         press ! 1
         skipped = ?
         skipped_state = 1
         taken = 1
         live = ?
         press ! 1
         skipped = ?
         taken = 1
         distinct = 1
         live = 1
         press ! 2
         skipped = 2
         taken = 1
         distinct = 2
         set ! 2
         press ! 3
         press ! 4
         live = 2
         press ! 5
         live = 5",
    );
}

#[test]
fn pulses_give_each_number() {
    check(
        "n: LINK
         each: n |> Stream/pulses() |> Log/info()
         none: 0 |> Stream/pulses()",
        "n ! 3
         > [INFO] 1
         > [INFO] 2
         > [INFO] 3
         n ! 1
         > [INFO] 1
         none = ?",
    );
}

#[test]
fn stream_functions_in_a_body_see_one_value() {
    check(
        "press: LINK
         sum: press |> THEN { press |> Math/sum() }
         skipped: press |> THEN { press |> Stream/skip(count: 1) }
         kept: press |> THEN { press |> Stream/skip(count: 0) }
         taken: press |> THEN { press |> Stream/take(count: 0) }
         distinct: press |> THEN { press |> Stream/distinct() }",
        "press ! 4
         press ! 4
         sum = 4
         skipped = ?
         kept = 4
         taken = ?
         distinct = 4",
    );
}

#[test]
fn the_router_follows_both_sides() {
    check(
        "press: LINK
         route: Router/route()
         page: Router/route() |> WHEN { TEXT { / } => Home TEXT { /a } => A __ => Other }
         go: press |> Router/go_to()
         unread: [go: route |> Router/go_to()]",
        "route = /
         page = Home
         route /a
         page = A
         route = /a",
    );
    check(
        "press: LINK
         page: Router/route() |> WHEN { TEXT { / } => Home TEXT { /a } => A __ => Other }
         gone: press |> Router/go_to()",
        "press ! TEXT { /a }
         go /a
         page = A
         gone = []
         press ! TEXT { nowhere }
         page = A
         press ! TEXT { / }
         go /
         page = Home",
    );
}

#[test]
fn the_log_prints_and_passes_on() {
    check(
        "press: LINK
         missing: LINK
         a: press |> Log/info(with: [label: TEXT { a }, timeout: Duration[seconds: 1]])
         b: [x: 1, y: TEXT { t }, z: missing] |> Log/info()
         c: LIST { 1, A[n: 2] } |> Log/error(with: [label: TEXT { c }])
         d: press |> THEN { press |> Log/info(with: [label: TEXT { body }]) }",
        "> [ERROR] c: LIST { 1, A[n: 2] }
         > [INFO] [x: 1, y: t, z: ?]
         press ! 5
         > [INFO] a: 5
         > [INFO] body: 5
         a = 5
         d = 5",
    );
}

#[test]
fn identities_are_made_once_per_instance() {
    let mut running = Running::start(
        "press: LINK
         id: Ulid/generate()
         other: Ulid/generate()
         made: press |> THEN { Ulid/generate() }
         items: LIST { } |> List/append(item: press |> item())
         FUNCTION item(n) { [id: Ulid/generate()] }",
    );
    let first = running.show("id");
    assert_eq!(first.len(), 26);
    assert_ne!(first, running.show("other"));
    running.fire("press", "1");
    let (made, item) = (running.show("made"), running.show("items.0.id"));
    running.fire("press", "2");
    assert_eq!(running.show("id"), first);
    assert_eq!(running.show("items.0.id"), item);
    assert_ne!(running.show("items.1.id"), item);
    assert_ne!(running.show("made"), made);
}

#[test]
fn debounce_gives_the_newest_after_silence() {
    check(
        "press: LINK
         set: LINK
         quiet: press |> Stream/debounce(duration: Duration[milliseconds: LATEST { 100, set }])
         count: quiet |> THEN { 1 } |> Math/sum()
         state: LATEST { 0, press } |> Stream/debounce(duration: Duration[milliseconds: 100])
         body: press |> THEN { press |> Stream/debounce(duration: Duration[seconds: 1]) }",
        "state = ?
         wait 99
         state = ?
         wait 1
         state = 0
         press ! 1
         wait 60
         press ! 2
         wait 60
         quiet = ?
         wait 39
         quiet = ?
         wait 1
         quiet = 2
         state = 2
         count = 1
         wait 1000
         count = 1
         press ! 2
         wait 50
         set ! 500
         wait 499
         count = 1
         wait 1
         count = 2
         body = ?",
    );
}

#[test]
fn debounce_ends_with_its_instance_and_has_no_timer_without_need() {
    let mut running = Running::start(
        "press: LINK
         show: LINK
         quiet: LATEST { True, show } |> WHILE {
             True => press |> Stream/debounce(duration: Duration[seconds: 1])
             False => SKIP
         }",
    );
    assert_eq!(running.evaluator.timers.len(), 0);
    running.fire("press", "1");
    running.fire("press", "2");
    assert_eq!(running.evaluator.timers.len(), 1);
    running.wait(1000.0);
    assert_eq!(running.show("quiet"), "2");
    assert_eq!(running.evaluator.timers.len(), 0);
    running.fire("press", "3");
    running.fire("show", "False");
    assert_eq!(running.evaluator.timers.len(), 0);
    running.wait(2000.0);
    assert_eq!(running.show("quiet"), "2");
}

#[test]
fn pulses_of_no_whole_number() {
    check(
        "n: LINK
         each: n |> Stream/pulses()
         count: each |> THEN { 1 } |> Math/sum()",
        "n ! 2.9
         each = 2
         count = 2
         n ! 0 - 3
         n ! 0 / 0
         count = 2",
    );
}

#[test]
fn a_second_timer_of_the_same_period_is_a_turn_of_its_own() {
    check(
        "a: Duration[milliseconds: 10] |> Timer/interval()
         b: [milliseconds: 10] |> Timer/interval()
         both: LATEST { a |> THEN { 1 }, b |> THEN { 1 } } |> Math/sum()
         never: Duration[seconds: 1 / 0] |> Timer/interval()",
        "error: `Timer/interval` needs a duration, found a tagged object
         wait 10
         both = 2
         never = ?",
    );
}

#[test]
fn the_router_goes_for_occurrences_only() {
    check(
        "press: LINK
         show: LINK
         at_start: TEXT { /start } |> Router/go_to()
         state: LATEST { TEXT { /x } press } |> Router/go_to()
         later: LATEST { False, show } |> WHILE {
             True => LATEST { TEXT { /y } press } |> Router/go_to()
             False => SKIP
         }
         readers: LIST { Router/route(), Router/route() }
         occurrence: 1 |> Stream/pulses() |> THEN { TEXT { /real } } |> Router/go_to()",
        "go /real
         readers = LIST { /real, /real }
         show ! True
         readers = LIST { /real, /real }
         press ! TEXT { no path }
         state = []
         press ! TEXT { /z }
         go /z
         readers = LIST { /z, /z }",
    );
}

#[test]
fn the_log_prints_every_form() {
    check(
        "press: LINK
         missing: LINK
         label: LATEST { TEXT { one } press |> THEN { TEXT { two } } }
         values: LIST { Element/label(label: 1), TEXT { t }, -0.5, LIST { }, [], A[], missing }
             |> Log/error(with: [label: TEXT { values }])
         live: press |> Log/info(with: [label: label, timeout: 5])
         none: missing |> Log/info(with: [label: TEXT { never }])
         number: 1 |> Log/info(with: [label: 5])
         misnamed: 2 |> Log/info(label: TEXT { x })
         chain: press |> Log/info() |> THEN { press } |> Log/error()",
        "> [INFO] 5: 1
         > [INFO] 2
         > [ERROR] values: LIST { Element[], t, -0.5, LIST { }, [], A[], ? }
         press ! 5
         > [INFO] one: 5
         > [INFO] 5
         > [ERROR] 5
         chain = 5
         press ! 6
         > [INFO] two: 6
         > [INFO] 6
         > [ERROR] 6",
    );
}

#[test]
fn a_route_is_the_path_of_where_the_router_goes() {
    check(
        "press: LINK
         route: Router/route()
         gone: press |> Router/go_to()",
        "press ! TEXT { /search?q=1#top }
         go /search?q=1#top
         route = /search
         press ! TEXT { /search?q=2 }
         go /search?q=2
         press ! TEXT { /search }
         route = /search
         press ! TEXT { //elsewhere.example }
         press ! TEXT { https://elsewhere.example }
         route = /search
         press ! TEXT { /#part }
         go /#part
         route = /",
    );
}

#[test]
fn a_program_that_uses_the_router_says_so() {
    for (source, uses) in [
        ("a: Router/route()", true),
        ("press: LINK b: press |> Router/go_to()", true),
        (
            "press: LINK c: press |> THEN { TEXT { /a } |> Router/go_to() }",
            true,
        ),
        ("press: LINK d: press |> THEN { Router/route() }", true),
        ("e: Stream", false),
    ] {
        let running = Running::start(source);
        assert_eq!(running.evaluator.plan.uses_router, uses, "{source}");
    }
}
