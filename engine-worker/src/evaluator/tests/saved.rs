//! What is kept, and how it is taken over again (`language.md` §14).

use super::check;
use crate::symbol::Symbol;
use crate::value::Value;

#[test]
fn a_hold_starts_with_its_last_state() {
    check(
        "press: LINK
         count: 7 |> HOLD count { press |> THEN { count + 1 } }
         doubled: count * 2",
        "count = 7
         press ! []
         press ! []
         reload
         count = 9
         doubled = 18
         press ! []
         count = 10",
    );
}

#[test]
fn a_restored_hold_ignores_its_initial_value_until_that_fires_again() {
    check(
        "reset: LINK
         press: LINK
         start: LATEST { 0, reset }
         count: start |> HOLD count { press |> THEN { count + 1 } }",
        "press ! []
         count = 1
         reload
         count = 1
         reset ! 5
         count = 5
         reload
         count = 5",
    );
}

#[test]
fn a_body_without_a_trigger_does_not_run_again() {
    check(
        "n: 0 |> HOLD n { n + 1 }",
        "n = 1
         reload
         n = 1
         reload
         n = 1",
    );
}

#[test]
fn latest_keeps_its_last_value() {
    check(
        "press: LINK
         choice: LATEST { A, press }
         copy: LATEST { choice }",
        "choice = A
         press ! B
         reload
         choice = B
         copy = B
         press ! C
         choice = C",
    );
}

#[test]
fn latest_of_pulses_keeps_nothing() {
    check(
        "a: LINK
         b: LINK
         last: LATEST { a, b }",
        "a ! 1
         saved values = 0
         reload
         last = ?",
    );
}

#[test]
fn what_stands_in_a_control_is_not_kept() {
    check(
        "field: LINK
         document: Document/new(root: Element/text_input(
             element: [event: [change: LINK]]
             style: []
             label: Hidden[text: TEXT { Name }]
             text: LATEST { TEXT { start }, element.event.change.text }
         ) |> LINK { field })",
        "field.text = start
         saved values = 0",
    );
}

#[test]
fn a_sum_goes_on_and_does_not_count_what_is_there_at_the_start() {
    check(
        "press: LINK
         count: LATEST { 3, press |> THEN { 1 } } |> Math/sum()",
        "count = 3
         press ! []
         press ! []
         count = 5
         reload
         count = 5
         press ! []
         count = 6
         reload
         count = 6",
    );
}

#[test]
fn a_toggle_keeps_its_state() {
    check(
        "press: LINK
         on: False |> Bool/toggle(when: press)",
        "press ! []
         on = True
         reload
         on = True
         press ! []
         on = False
         reload
         on = False",
    );
}

#[test]
fn appended_data_comes_back_in_order() {
    check(
        "add: LINK
         items: LIST { 1 } |> List/append(item: add)",
        "add ! 2
         add ! [a: 1, b: LIST { X, Y[z: TEXT { q }] }]
         add ! 0.5
         reload
         items = LIST { 1, 2, [a: 1, b: LIST { X, Y[z: q] }], 0.5 }
         add ! 4
         reload
         items = LIST { 1, 2, [a: 1, b: LIST { X, Y[z: q] }], 0.5, 4 }",
    );
}

#[test]
fn a_state_is_not_appended_again() {
    check(
        "value: LINK
         held: 1 |> HOLD held { value }
         items: LIST { } |> List/append(item: held)",
        "items = LIST { 1 }
         value ! 2
         items = LIST { 1, 2 }
         reload
         items = LIST { 1, 2 }
         value ! 3
         items = LIST { 1, 2, 3 }",
    );
}

#[test]
fn a_state_does_not_clear_again() {
    check(
        "value: LINK
         add: LINK
         held: 1 |> HOLD held { value }
         items: LIST { 0 } |> List/append(item: add) |> List/clear(on: held)",
        "items = LIST { }
         add ! 5
         items = LIST { 5 }
         reload
         items = LIST { 5 }
         value ! 2
         items = LIST { }
         reload
         items = LIST { }",
    );
}

#[test]
fn what_was_removed_stays_gone() {
    check(
        "add: LINK
         drop: LINK
         items: LIST { 1, 2, 3 }
             |> List/append(item: add)
             |> List/remove(item, on: drop |> WHEN { {item} => [], __ => SKIP })
         count: items |> List/count()",
        "add ! 4
         add ! 5
         drop ! 2
         drop ! 4
         items = LIST { 1, 3, 5 }
         reload
         items = LIST { 1, 3, 5 }
         count = 3
         add ! 6
         drop ! 1
         reload
         items = LIST { 3, 5, 6 }",
    );
}

#[test]
fn what_was_cleared_stays_gone() {
    check(
        "add: LINK
         clear: LINK
         last: LINK
         items: LIST { 1, 2 }
             |> List/append(item: add)
             |> List/clear(on: clear)
             |> List/remove_last(on: last)",
        "add ! 3
         clear ! []
         add ! 4
         add ! 5
         add ! 6
         last ! []
         items = LIST { 4, 5 }
         reload
         items = LIST { 4, 5 }
         last ! []
         add ! 7
         reload
         items = LIST { 4, 7 }",
    );
}

#[test]
fn cleared_items_leave_nothing_behind() {
    check(
        "add: LINK
         clear: LINK
         items: LIST { } |> List/append(item: add) |> List/clear(on: clear)",
        "saved values = 2
         add ! 1
         add ! 2
         saved values = 4
         clear ! []
         saved values = 2",
    );
}

#[test]
fn a_chain_with_a_second_reader_keeps_its_tombstones() {
    check(
        "add: LINK
         drop: LINK
         all: LIST { 1 } |> List/append(item: add)
         left: all |> List/remove(item, on: drop |> WHEN { {item} => [], __ => SKIP })
         few: all |> List/retain(item, if: item > 1) |> List/remove(item, on: drop |> WHEN { {item} => [], __ => SKIP })",
        "add ! 2
         add ! 3
         drop ! 2
         drop ! 1
         all = LIST { 1, 2, 3 }
         left = LIST { 3 }
         few = LIST { 3 }
         reload
         all = LIST { 1, 2, 3 }
         left = LIST { 3 }
         few = LIST { 3 }",
    );
}

const PEOPLE: &str = "name: LINK
     wipe: LINK
     people: LIST { person(name: TEXT { Ada }) }
         |> List/append(item: name |> person())
         |> List/remove(person, on: person.leave)
         |> List/clear(on: wipe)
     FUNCTION person(name) {
         [
             name: name
             wave: LINK
             leave: LINK
             waves: 0 |> HOLD waves { wave |> THEN { waves + 1 } }
             id: Ulid/generate()
         ]
     }
     names: people |> List/map(person, new: TEXT { {person.name}:{person.waves} })";

#[test]
fn instances_are_made_again_with_their_states() {
    check(
        PEOPLE,
        "name ! TEXT { Bo }
         name ! TEXT { Cy }
         people.1.wave ! []
         people.2.wave ! []
         people.2.wave ! []
         people.0.wave ! []
         names = LIST { Ada:1, Bo:1, Cy:2 }
         reload
         names = LIST { Ada:1, Bo:1, Cy:2 }
         people.1.leave ! []
         people.0.leave ! []
         names = LIST { Cy:2 }
         reload
         names = LIST { Cy:2 }
         people.0.wave ! []
         name ! TEXT { Di }
         people.1.wave ! []
         reload
         names = LIST { Cy:3, Di:1 }
         wipe ! []
         reload
         names = LIST { }",
    );
}

#[test]
fn an_identity_is_kept_with_its_item() {
    let mut running = super::Running::start(PEOPLE);
    running.fire("name", "TEXT { Bo }");
    let ids = [running.show("people.0.id"), running.show("people.1.id")];
    assert_ne!(ids[0], ids[1]);
    running.reload();
    assert_eq!(
        [running.show("people.0.id"), running.show("people.1.id")],
        ids
    );
}

#[test]
fn what_a_body_makes_is_made_again() {
    check(
        "add: LINK
         field: LINK
         prefix: TEXT { none } |> HOLD prefix { field }
         rows: LIST { } |> List/append(item: add |> THEN { [extra: prefix, row: row(name: prefix, PASS: [top: 1])] })
         FUNCTION row(name) { [name: name, bump: LINK, deep: counter(step: PASSED.top, bump: bump)] }
         FUNCTION counter(step, bump) { [n: 0 |> HOLD n { bump |> THEN { n + step } }] }",
        "field ! TEXT { x }
         add ! []
         field ! TEXT { y }
         add ! []
         rows.1.row.bump ! []
         rows.1.row.bump ! []
         reload
         rows.0.extra = x
         rows.0.row.name = x
         rows.0.row.deep.n = 0
         rows.1.row.name = y
         rows.1.row.deep.n = 2
         rows.0.row.bump ! []
         reload
         rows.0.row.deep.n = 1",
    );
}

#[test]
fn a_held_instance_is_made_again() {
    check(
        "make: LINK
         current: None |> HOLD current { make |> thing() }
         FUNCTION thing(n) { [n: n, bump: LINK, count: 0 |> HOLD count { bump |> THEN { count + n } }] }",
        "make ! 5
         current.bump ! []
         current.count = 5
         reload
         current.count = 5
         current.bump ! []
         current.count = 10
         make ! 2
         current.bump ! []
         reload
         current.count = 2",
    );
}

#[test]
fn a_held_item_is_the_same_item_again() {
    check(
        "add: LINK
         pick: LINK
         rows: LIST { } |> List/append(item: add |> row())
         chosen: None |> HOLD chosen { LIST { pick |> THEN { rows |> List/get(index: 2) } } |> List/latest() }
         FUNCTION row(n) { [n: n, bump: LINK, count: 0 |> HOLD count { bump |> THEN { count + 1 } }] }",
        "add ! 1
         add ! 2
         pick ! []
         chosen.bump ! []
         rows.1.count = 1
         chosen.count = 1
         reload
         chosen.count = 1
         rows.1.bump ! []
         chosen.count = 2
         rows.1.count = 2",
    );
}

#[test]
fn held_lists_keep_the_identities_of_their_items() {
    check(
        "add: LINK
         bump: LINK
         items: LIST { } |> HOLD items { add |> THEN { items |> List/append(item: [id: items |> List/count()]) } }
         rows: items |> List/map(item, new: [
             id: item.id
             count: 0 |> HOLD count { bump |> WHEN { item.id => count + 1, __ => SKIP } }
         ])",
        "add ! []
         add ! []
         bump ! 1
         rows.1.count = 1
         reload
         rows.0.count = 0
         rows.1.count = 1
         add ! []
         bump ! 2
         reload
         rows.1.count = 1
         rows.2.count = 1",
    );
}

#[test]
fn items_of_ranges_keep_their_states() {
    check(
        "bump: LINK
         size: LINK
         to: 3 |> HOLD to { size }
         cells: List/range(from: 1, to: to) |> List/map(n, new: [
             count: 0 |> HOLD count { bump |> WHEN { {n} => count + 1, __ => SKIP } }
         ])",
        "bump ! 2
         reload
         cells.1.count = 1
         size ! 5
         bump ! 5
         reload
         cells.1.count = 1
         cells.4.count = 1",
    );
}

#[test]
fn arms_begin_anew() {
    check(
        "press: LINK
         show: LINK
         on: True |> HOLD on { show }
         count: on |> WHILE { True => 0 |> HOLD n { press |> THEN { n + 1 } }, False => 100 }",
        "press ! []
         count = 1
         reload
         count = 0
         show ! False
         reload
         count = 100",
    );
}

#[test]
fn streams_and_timers_begin_anew() {
    check(
        "tick: Duration[seconds: 1] |> Timer/interval()
         press: LINK
         seconds: tick |> THEN { 1 } |> Math/sum()
         late: press |> Stream/skip(count: 1)",
        "wait 2500
         seconds = 2
         press ! 1
         press ! 2
         late = 2
         reload
         seconds = 2
         late = ?
         wait 1000
         seconds = 3
         press ! 3
         late = ?",
    );
}

#[test]
fn starting_again_does_not_navigate_or_repeat() {
    check(
        "press: LINK
         path: TEXT { /a } |> HOLD path { press }
         go: path |> Router/go_to()
         logged: path |> Log/info(with: [label: TEXT { path }])",
        "> [INFO] path: /a
         press ! TEXT { /b }
         go /b
         > [INFO] path: /b
         reload
         > [INFO] path: /b",
    );
}

// ---- changed code ----

#[test]
fn a_changed_definition_starts_anew_and_others_do_not() {
    check(
        "press: LINK
         a: 300 |> HOLD a { press |> THEN { a + 1 } }
         b: 1 |> HOLD b { press |> THEN { b + 1 } }
         store: [c: 0 |> HOLD c { press |> THEN { c + 1 } }, d: 5]",
        "press ! []
         edit 300 => 400
         a = 400
         b = 2
         store.c = 1
         edit d: 5 => d: 6, e: 7
         store.c = 1
         edit b: 1 => x: 1
         x = 1
         a = 400",
    );
}

#[test]
fn form_and_comments_do_not_count() {
    check(
        "press: LINK
         a: 1 |> HOLD a { LATEST { press |> THEN { a + 1 }, press |> THEN { a } } }",
        "press ! []
         edit LATEST { press => LATEST {   press
         a = 2
         edit { a + 1 }, press => { a + 1 } press
         a = 2",
    );
}

#[test]
fn definitions_may_move() {
    check(
        "press: LINK
         a: 1 |> HOLD a { press |> THEN { a + 1 } }
         z: 0",
        "press ! []
         edit press: LINK => first: 0 |> HOLD first { press |> THEN { first + 1 } } press: LINK
         a = 2
         first = 0
         edit z: 0 => z: LATEST { 1, press } |> HOLD other { press }
         a = 2",
    );
}

#[test]
fn a_longer_chain_keeps_its_items() {
    check(
        "add: LINK
         items: LIST { 1, 2 } |> List/append(item: add) |> List/remove(item, on: SKIP)",
        "add ! 3
         edit |> List/remove(item, on: SKIP) => |> List/retain(item, if: item > 1) |> List/clear(on: SKIP)
         items = LIST { 2, 3 }
         edit LIST { 1, 2 } => LIST { 7, 1, 2 }
         items = LIST { 7, 2, 3 }",
    );
}

#[test]
fn literal_items_that_stay_keep_their_tombstones() {
    check(
        "drop: LINK
         items: LIST { 1, 2, 3 } |> List/remove(item, on: drop |> WHEN { {item} => [], __ => SKIP })",
        "drop ! 2
         edit LIST { 1, 2, 3 } => LIST { 0, 1, 2, 3, 4 }
         items = LIST { 0, 1, 3, 4 }",
    );
}

#[test]
fn instances_follow_a_changed_function() {
    check(
        "name: LINK
         people: LIST { } |> List/append(item: name |> person())
         FUNCTION person(name) {
             [name: name, wave: LINK, waves: 0 |> HOLD waves { wave |> THEN { waves + 1 } }]
         }",
        "name ! TEXT { Ada }
         people.0.wave ! []
         edit [name: name, wave => [name: TEXT { Dr. {name} }, size: 0, wave
         people.0.name = Dr. Ada
         people.0.waves = 1
         people.0.size = 0",
    );
}

#[test]
fn what_no_longer_fits_is_dropped() {
    check(
        "press: LINK
         a: 1 |> HOLD a { press |> THEN { a + 1 } }
         items: LIST { } |> List/append(item: press |> THEN { made(n: a) })
         FUNCTION made(n) { [n: n, kept: 0 |> HOLD kept { press |> THEN { kept + 1 } }] }",
        "press ! []
         saved values = 4
         edit FUNCTION made(n) { [n: n, kept => FUNCTION made(n) { [n: n, other
         edit { press |> THEN { kept + 1 } }] => { press |> THEN { kept + 2 } }]
         items.0.n = 1
         items.0.other = 0
         press ! []
         items.0.other = 2
         edit made(n: a) => a
         items = LIST { }",
    );
}

// ---- several tabs ----

#[test]
fn another_tab_follows() {
    check(
        PEOPLE,
        "name ! TEXT { Bo }
         other
         other names = LIST { Ada:0, Bo:0 }
         people.1.wave ! []
         name ! TEXT { Cy }
         people.2.wave ! []
         other names = LIST { Ada:0, Bo:1, Cy:1 }
         people.0.leave ! []
         other names = LIST { Bo:1, Cy:1 }
         people.0.leave ! []
         other names = LIST { Cy:1 }
         name ! TEXT { Di }
         wipe ! []
         other names = LIST { }
         name ! TEXT { Ed }
         other names = LIST { Ed:0 }",
    );
}

#[test]
fn another_tab_adds_nothing_of_its_own() {
    check(
        "press: LINK
         count: LATEST { 0, press |> THEN { 1 } } |> Math/sum()
         on: False |> Bool/toggle(when: count)
         choice: LATEST { A, press }
         seen: LIST { } |> List/append(item: count)
         total: 0 |> HOLD total { count }
         shown: count |> THEN { count * 10 }
         last: LIST { 1, 2, 3, 4 } |> List/remove_last(on: choice)",
        "other
         press ! B
         press ! C
         count = 2
         other count = 2
         on = True
         other on = True
         other choice = C
         seen = LIST { 0, 1, 2 }
         other seen = LIST { 0, 1, 2 }
         other total = 2
         shown = 20
         other shown = 20
         last = LIST { 1 }
         other last = LIST { 1 }",
    );
}

#[test]
fn deep_values_are_kept_without_recursion() {
    let mut running = super::Running::start(
        "slot: LINK
         deep: [] |> HOLD deep { slot }",
    );
    let inner = Symbol::new("inner");
    let deep = (0..200_000).fold(Value::unit(), |value, _| Value::object(&[(inner, value)]));
    running.feed(&[("slot", deep, true)]);
    let mut again = running.started_again();
    assert_eq!(again.take_saved(), []);
}
