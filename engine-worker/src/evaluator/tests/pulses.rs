//! States and pulses (`language.md` §4, §5.4).

use super::check;

#[test]
fn constants_do_not_decide_the_kind() {
    check(
        "key: LINK
         is_enter: key == Enter
         count: is_enter |> THEN { 1 } |> Math/sum()
         part: key |> Log/info() |> THEN { 1 } |> Math/sum()
         joined: TEXT { key {key} } |> THEN { 1 } |> Math/sum()",
        "count = ?
         key ! Enter
         > [INFO] Enter
         key ! Enter
         > [INFO] Enter
         count = 2
         part = 2
         joined = 2",
    );
}

#[test]
fn a_state_among_the_inputs_makes_a_state() {
    check(
        "press: LINK
         set: LINK
         state: LATEST { 1, set }
         mixed: press + state
         seen: mixed |> Log/info()",
        "mixed = ?
         press ! 1
         > [INFO] 2
         set ! 10
         > [INFO] 11",
    );
}

#[test]
fn a_pulse_is_not_replayed_to_those_created_later() {
    check(
        "press: LINK
         add: LINK
         items: LIST { } |> List/append(item: add |> row())
         FUNCTION row(name) {
             [name: name, last: press, count: 0 |> HOLD n { press |> THEN { n + 1 } }]
         }",
        "press ! 7
         add ! TEXT { a }
         items = LIST { [name: a, last: 7, count: 0] }
         press ! 8
         items = LIST { [name: a, last: 8, count: 1] }
         add ! TEXT { b }
         items = LIST { [name: a, last: 8, count: 1], [name: b, last: 8, count: 0] }",
    );
}

#[test]
fn pulses_keep_their_kind_through_arguments_fields_and_passed() {
    check(
        "press: LINK
         by_argument: count_of(events: press)
         by_field: count_in(box: [events: press])
         by_passed: count_passed(PASS: [events: press])
         by_item: LIST { press, press } |> List/map(item, new: count_of(events: item))
         FUNCTION count_of(events) { events |> THEN { 1 } |> Math/sum() }
         FUNCTION count_in(box) { box.events |> THEN { 1 } |> Math/sum() }
         FUNCTION count_passed() { PASSED.events |> THEN { 1 } |> Math/sum() }",
        "press ! 1
         press ! 1
         by_argument = 2
         by_field = 2
         by_passed = 2
         by_item = LIST { 2, 2 }",
    );
}

#[test]
fn only_the_listed_nodes_cut_off() {
    check(
        "set: LINK
         value: LATEST { TEXT { a } set }
         direct: value |> THEN { 1 } |> Math/sum()
         operator: TEXT { {value}! } |> THEN { 1 } |> Math/sum()
         trimmed: value |> Text/trim() |> THEN { 1 } |> Math/sum()
         empty: value |> Text/is_empty() |> THEN { 1 } |> Math/sum()
         not_empty: value |> Text/is_not_empty() |> THEN { 1 } |> Math/sum()
         starts: value |> Text/starts_with(prefix: TEXT { a }) |> THEN { 1 } |> Math/sum()
         pulse: set |> Text/is_not_empty() |> THEN { 1 } |> Math/sum()
         compared: value == TEXT { a } |> THEN { 1 } |> Math/sum()",
        "set ! TEXT { a }
         set ! TEXT { ab }
         direct = 3
         operator = 3
         trimmed = 3
         empty = 1
         not_empty = 1
         starts = 1
         pulse = 2
         compared = 3",
    );
}

#[test]
fn text_shows_the_last_payload() {
    check(
        "press: LINK
         count: LATEST { 0, press }
         text: TEXT { {press} and {count} }",
        "text = ?
         press ! 3
         text = 3 and 3",
    );
}

#[test]
fn a_slot_fed_with_a_state_is_a_state() {
    check(
        "hovered: LINK
         color: hovered |> WHILE { True => Red False => Blue }
         count: hovered |> THEN { 1 } |> Math/sum()
         pure: style(is: hovered)
         FUNCTION style(is) { is |> WHEN { True => TEXT { in } False => TEXT { out } } }",
        "color = ?
         hovered <- False
         color = Blue
         pure = out
         hovered <- True
         color = Red
         pure = in
         count = 2",
    );
}

#[test]
fn the_first_occurrence_through_a_parameter_is_not_lost() {
    check(
        "press: LINK
         a: chosen(event: press)
         b: chosen_in(box: [event: press])
         c: frozen(event: press)
         FUNCTION chosen(event) { event |> WHEN { Skip => SKIP n => n * 2 } }
         FUNCTION chosen_in(box) { [out: box.event |> WHEN { Skip => SKIP n => n * 2 }, count: box.event |> THEN { 1 } |> Math/sum()] }
         FUNCTION frozen(event) { [n: event |> WHEN { Skip => SKIP n => BLOCK { h: n |> HOLD h { SKIP } h } }] }
         counts: a |> THEN { 1 } |> Math/sum()",
        "press ! Skip
         a = ?
         press ! 2
         a = 4
         b = [out: 4, count: 2]
         c = [n: 2]
         press ! 2
         counts = 2",
    );
}

#[test]
fn a_pulse_goes_through_definitions_in_a_circle() {
    check(
        "press: LINK
         store: [
             total: 0 |> HOLD t { store.change |> THEN { t + 1 } }
             change: LATEST { press, store.reset }
             reset: store.total |> WHEN { 3 => TEXT { reset } __ => SKIP }
         ]
         changes: store.change |> Log/info()",
        "press ! 1
         > [INFO] 1
         press ! 2
         > [INFO] 2
         store.total = 2
         press ! 3
         > [INFO] 3
         > [INFO] reset
         store.total = 4",
    );
}
