//! What the snapshot rule and the rounds guarantee (`language.md` §5).

use super::check;

#[test]
fn enter_adds_and_clears() {
    check(
        "key: LINK
         typed: LINK
         items: LIST { } |> List/append(item: entered)
         text: LATEST { TEXT { } typed entered |> THEN { TEXT { } } }
         entered: key |> WHEN { Enter => text |> Text/trim() __ => SKIP }",
        "typed ! TEXT { milk }
         text = milk
         key ! Enter
         items = LIST { milk }
         text =
         typed ! TEXT { bread }
         key ! Escape
         key ! Enter
         items = LIST { milk, bread }",
    );
}

#[test]
fn toggle_all_sees_one_value() {
    check(
        "toggle: LINK
         store: [
             items: LIST { item(done: True) item(done: False) item(done: True) }
             all_done: items |> List/every(item, if: item.done)
         ]
         FUNCTION item(done) {
             [done: done |> HOLD state { toggle |> THEN { store.all_done |> Bool/not() } }]
         }",
        "store.all_done = False
         toggle ! []
         store.items = LIST { [done: True], [done: True], [done: True] }
         store.all_done = True
         toggle ! []
         store.items = LIST { [done: False], [done: False], [done: False] }
         toggle ! []
         store.all_done = True",
    );
}

#[test]
fn a_counter_can_be_used_as_id() {
    check(
        "press: LINK
         next_id: 1 |> HOLD n { press |> THEN { n + 1 } }
         made: press |> THEN { make(id: next_id) }
         items: LIST { } |> List/append(item: made)
         FUNCTION make(id) { [id: id] }",
        "press ! []
         press ! []
         items = LIST { [id: 1], [id: 2] }
         next_id = 3",
    );
}

#[test]
fn delete_selected_removes_what_was_selected() {
    check(
        "delete: LINK
         select: LINK
         selected: None |> HOLD s { LATEST { select delete |> THEN { None } } }
         items: LIST { 1, 2, 3 }
             |> List/remove(item, on: delete |> THEN { selected == item |> WHEN { True => [] False => SKIP } })",
        "select ! 2
         delete ! []
         items = LIST { 1, 3 }
         selected = None
         delete ! []
         items = LIST { 1, 3 }
         select ! 1
         delete ! []
         items = LIST { 3 }",
    );
}

#[test]
fn no_consumer_sees_half_an_update() {
    check(
        "set: LINK
         a: LATEST { 1, set }
         b: a + 1
         c: b + a
         d: TEXT { {a} {b} {c} }
         logged: d |> Log/info()",
        "> [INFO] 1 2 3
         set ! 5
         > [INFO] 5 6 11
         set ! 5
         > [INFO] 5 6 11",
    );
}

#[test]
fn rounds_of_pulses_hold_and_skip() {
    check(
        "position: 10
         result: fibonacci(position: position)
         FUNCTION fibonacci(position) {
             BLOCK {
                 state: [previous: 0, current: 1] |> HOLD state {
                     position - 1
                         |> Stream/pulses()
                         |> THEN { [previous: state.current, current: state.previous + state.current] }
                 }
                 skipped: state |> Stream/skip(count: position - 1)
                 skipped.current
             }
         }
         direct: [previous: 0, current: 1] |> HOLD state {
             9 |> Stream/pulses() |> THEN { [previous: state.current, current: state.previous + state.current] }
         } |> Stream/skip(count: 9) |> .current
         message: result |> WHILE { value => TEXT { {position}. Fibonacci number is {value} } }",
        "result = 55
         direct = 55
         message = 10. Fibonacci number is 55",
    );
}

#[test]
fn bodies_run_after_the_pulses_they_read_wherever_they_are_written() {
    check(
        "press: LINK
         reads: press |> THEN { other }
         inside: press |> THEN { get_other() }
         other: press |> THEN { later + 1 }
         later: press |> WHEN { n => n * 10 }
         FUNCTION get_other() { other }",
        "press ! 1
         other = 11
         reads = 11
         inside = 11
         press ! 2
         reads = 21
         inside = 21",
    );
}

#[test]
fn a_state_that_feeds_a_pulse_is_due_in_the_next_round() {
    check(
        "press: LINK
         count: 0 |> HOLD n { press |> THEN { n + 1 } }
         next: count |> THEN { count * 10 }
         list: LIST { } |> List/append(item: count)
         both: LATEST { count |> THEN { TEXT { first } } next |> THEN { TEXT { second } } }",
        "list = LIST { 0 }
         next = 0
         press ! []
         next = 10
         list = LIST { 0, 1 }
         both = first",
    );
}
