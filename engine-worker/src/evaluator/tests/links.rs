//! `LINK` (`language.md` §11).

use super::check;

const BUTTON: &str = "FUNCTION button() { Element/button(element: [event: [press: LINK], hovered: LINK], style: [], label: TEXT { }) }\n";

#[test]
fn a_slot_without_an_element_is_a_bus() {
    check(
        "port: LINK
         a: LINK
         b: LINK
         state_in: LINK
         s: LATEST { 0, state_in }
         write_a: a |> LINK { port }
         write_b: b |> THEN { b * 10 } |> LINK { port }
         write_s: s |> LINK { port }
         seen: port |> Log/info()",
        "> [INFO] 0
         a ! 1
         > [INFO] 1
         b ! 2
         > [INFO] 20
         a ! 3 & b ! 4
         > [INFO] 3
         > [INFO] 40
         state_in ! 5
         > [INFO] 5
         port = 5
         a ! 3
         > [INFO] 3
         a ! 3
         > [INFO] 3",
    );
}

#[test]
fn many_writers_reach_a_bus_in_one_turn() {
    check(
        "port: LINK
         press: LINK
         writers: List/range(from: 1, to: 50)
             |> List/map(n, new: BLOCK { w: press |> THEN { n } |> LINK { port }  n })
         sum: port |> Math/sum()
         count: port |> THEN { 1 } |> Math/sum()",
        "press ! []
         count = 50
         sum = 1275
         press ! []
         count = 100",
    );
}

#[test]
fn a_slot_denotes_its_element() {
    check(
        &(BUTTON.to_owned()
            + "slot: LINK
         view: button() |> LINK { slot }
         count: slot.event.press |> THEN { 1 } |> Math/sum()
         direct: view.event.press |> THEN { 1 } |> Math/sum()
         hovered: slot.hovered |> WHILE { True => TEXT { in } False => TEXT { out } }"),
        "count = ?
         slot.event.press ! []
         count = 1
         direct = 1
         slot.event.press ! []
         count = 2
         slot.hovered <- False
         hovered = out
         slot.hovered <- True
         hovered = in",
    );
}

#[test]
fn an_input_exposes_its_text() {
    check(
        "slot: LINK
         input: Element/text_input(
             element: [event: [change: LINK]]
             style: []
             label: Hidden[text: TEXT { name }]
             text: LATEST { TEXT { start } element.event.change.text }
         ) |> LINK { slot }
         enter: LINK
         added: enter |> THEN { slot.text }
         shown: slot.text",
        "shown = start
         slot.event.change ! [text: TEXT { ab }]
         shown = ab
         enter ! [] & slot.event.change ! [text: TEXT { abc }]
         added = ab
         shown = abc",
    );
}

#[test]
fn a_slot_follows_the_newest_element_without_old_occurrences() {
    check(
        &(BUTTON.to_owned()
            + "slot: LINK
         show: LINK
         view: LATEST { True, show } |> WHILE { True => button() |> LINK { slot }  False => NoElement }
         last: slot.event.press
         count: 0 |> HOLD n { slot.event.press |> THEN { n + 1 } }"),
        "slot.event.press ! 1
         count = 1
         show ! False
         count = 1
         show ! True
         count = 1
         slot.event.press ! 2
         count = 2
         last = 2",
    );
}

#[test]
fn links_reach_through_items_and_passed() {
    check(
        &(BUTTON.to_owned()
            + "store: [
             add: LINK
             rows: LIST { } |> List/append(item: add |> row()) |> List/remove(r, on: r.ui.leave.event.press)
         ]
         FUNCTION row(name) {
             [ui: [wave: LINK, leave: LINK], name: name, waves: 0 |> HOLD w { ui.wave.event.press |> THEN { w + 1 } }]
         }
         view: page(PASS: [store: store])
         FUNCTION page() { PASSED.store.rows |> List/map(r, new: row_view(r: r)) }
         FUNCTION row_view(r) { LIST { button() |> LINK { r.ui.wave }, button() |> LINK { r.ui.leave } } }
         names: store.rows |> List/map(r, new: TEXT { {r.name} {r.waves} })"),
        "store.add ! TEXT { a }
         store.add ! TEXT { b }
         names = LIST { a 0, b 0 }
         store.rows.1.ui.wave.event.press ! []
         store.rows.1.ui.wave.event.press ! []
         store.rows.0.ui.wave.event.press ! []
         names = LIST { a 1, b 2 }
         store.rows.0.ui.leave.event.press ! []
         names = LIST { b 2 }
         store.rows.0.ui.wave.event.press ! []
         names = LIST { b 3 }
         replaces = 0",
    );
}

#[test]
fn a_link_in_a_body_writes_once_per_occurrence() {
    check(
        "port: LINK
         press: LINK
         write: press |> THEN { press * 2 |> LINK { port } }
         sum: port |> Math/sum()",
        "press ! 1
         sum = 2
         press ! 1
         sum = 4
         write = 2",
    );
}

#[test]
fn a_link_to_something_else_is_an_error() {
    check(
        "press: LINK
         other: LATEST { 1 }
         write: forward(value: press, target: other)
         FUNCTION forward(value, target) { value |> LINK { target } }",
        "press ! 1
         error: not a `LINK` slot
         write = 1",
    );
}

#[test]
fn a_link_that_was_refused_before_running_is_told_once() {
    check(
        "port: 5
         press: LINK
         write: press |> LINK { port }",
        "warning: expected a slot, found a number
         press ! 1
         write = 1",
    );
}
