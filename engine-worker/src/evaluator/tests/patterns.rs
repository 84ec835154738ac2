//! Patterns (`language.md` §9).

use super::check;

#[test]
fn scalars_match_by_value() {
    check(
        "value: LINK
         which: value |> WHEN {
             1 => TEXT { one }
             0.30000000000000004 => TEXT { about }
             Tag => TEXT { tag }
             TEXT { a b } => TEXT { text }
             other => TEXT { other {other} }
         }",
        "value ! 1
         which = one
         value ! 0.3
         which = about
         value ! Tag
         which = tag
         value ! Tag[a: 1]
         which = other
         value ! TEXT { a b }
         which = text
         value ! 2
         which = other 2",
    );
}

#[test]
fn objects_match_by_tag_and_fields() {
    check(
        "value: LINK
         state: LATEST { [z: 0], value }
         which: value |> WHEN {
             Point[x, y: 0] => TEXT { axis {x} }
             Point[x, y] => TEXT { point {x} {y} }
             [name, inner: [deep], last] => TEXT { named {name} {deep} {last} }
             [a] => TEXT { a {a} }
             __ => TEXT { none }
         }
         live: state |> WHEN {
             Point[x, y: 0] => TEXT { axis {x} }
             [name, inner: [deep], last] => TEXT { named {name} {deep} {last} }
             __ => TEXT { none }
         }",
        "live = none
         value ! Point[x: 1, y: 0]
         which = axis 1
         live = axis 1
         value ! Point[x: 1, y: 2]
         which = point 1 2
         live = none
         value ! Other[a: 3]
         which = a 3
         value ! [last: 5, inner: [deep: 4], name: 3]
         which = named 3 4 5
         live = named 3 4 5
         value ! []
         which = none
         value ! 3
         which = none",
    );
}

#[test]
fn lists_match_item_by_item_whenever_one_changes() {
    check(
        "a: LINK
         b: LINK
         x: LATEST { False, a }
         y: LATEST { 1, b }
         both: LIST { x, y } |> WHEN {
             LIST { True, 1 } => TEXT { true one }
             LIST { True, n } => TEXT { true {n} }
             LIST { __ } => TEXT { short }
             __ => TEXT { else }
         }
         kept: LIST { x, y } |> WHILE {
             LIST { True, n } => TEXT { true {n} }
             LIST { False, __ } => TEXT { false }
         }",
        "warning: the list has 2 items, the pattern 1
         both = else
         kept = false
         a ! True
         both = true one
         kept = true 1
         b ! 2
         both = true 2
         kept = true 2
         a ! False
         both = else
         kept = false",
    );
}

#[test]
fn a_bound_field_of_a_state_stays_live() {
    check(
        "hover: LINK
         material: Interactive[hovered: LATEST { False, hover }]
         color: material |> WHEN {
             Interactive[hovered] => hovered |> WHEN { True => Red False => Blue }
             __ => Black
         }
         made: material |> WHILE { Interactive[hovered] => [is: hovered] }
         pure: color_of(material: material)
         FUNCTION color_of(material) {
             material |> WHEN { Interactive[hovered] => hovered |> WHEN { True => Red False => Blue } }
         }",
        "color = Blue
         made = [is: False]
         pure = Blue
         hover ! True
         color = Red
         made = [is: True]
         pure = Red",
    );
}

#[test]
fn the_emission_of_the_object_matches_not_that_of_its_fields() {
    check(
        "set: LINK
         object: [n: LATEST { 1, set }]
         which: object |> WHEN { [n: 1] => TEXT { one } __ => TEXT { other } }",
        "which = one
         set ! 2
         which = one",
    );
}

#[test]
fn a_field_without_a_value_fails_the_match() {
    check(
        "press: LINK
         object: [n: press]
         which: object |> WHEN { [n] => TEXT { has } __ => TEXT { has not } }",
        "which = has not",
    );
}

#[test]
fn paths_in_patterns_compare_with_their_value() {
    check(
        "value: LINK
         set: LINK
         store: [wanted: LATEST { 5, set }]
         which: value |> WHEN { store.wanted => TEXT { wanted } __ => TEXT { other } }",
        "value ! 5
         which = wanted
         value ! 6
         which = other
         set ! 6
         value ! 6
         which = wanted",
    );
}

#[test]
fn paths_in_patterns_of_bodies_see_the_names_of_the_body() {
    check(
        "drop: LINK
         fire: LINK
         items: LIST { [v: 1], [v: 2], [v: 3] }
         left: items |> List/remove(i, on: drop |> WHEN { i.v => [] __ => SKIP }) |> List/map(i, new: i.v)
         plain: LIST { 1, 2, 3 } |> List/remove(i, on: drop |> WHEN { {i} => [] __ => SKIP })
         kept: items |> List/retain(i, if: 2 |> WHEN { {i.v} => True __ => False }) |> List/count()
         any: items |> List/any(i, if: LIST { 3, 4 } |> WHEN { LIST { i.v, __ } => True __ => False })
         sorted: LIST { 1, 2, 3 } |> List/sort_by(i, key: 2 |> WHEN { {i} => 0 __ => i })
         then: fire |> THEN { items |> List/map(i, new: fire |> WHEN { i.v => TEXT { yes } __ => TEXT { no } }) }
         block: fire |> THEN { BLOCK { w: [n: 2] fire |> WHEN { w.n => TEXT { two } __ => TEXT { else } } } }
         outer: fire |> WHEN { n => LIST { 2, n } |> WHEN { LIST { {n}, __ } => TEXT { same } __ => TEXT { differs } } }
         nested: fire |> THEN { LIST { 1, fire } |> List/map(i, new: made(of: i, to: fire)) }
         FUNCTION made(of, to) { [same: of |> WHEN { {to} => True __ => False }] }",
        "kept = 1
         any = True
         sorted = LIST { 2, 1, 3 }
         drop ! 2
         left = LIST { 1, 3 }
         plain = LIST { 1, 3 }
         fire ! 2
         then = LIST { no, yes, no }
         block = two
         outer = same
         nested = LIST { [same: False], [same: True] }
         fire ! 3
         then = LIST { no, no, yes }
         block = else
         outer = differs",
    );
}

#[test]
fn paths_in_patterns_of_functions_see_parameters_states_and_passed() {
    check(
        "fire: LINK
         set: LINK
         limit: 2 |> HOLD limit { set }
         pure: is(value: 1 + 1, wanted: [n: limit])
         piped: limit |> is(wanted: [n: 2])
         FUNCTION is(value, wanted) { value |> WHEN { wanted.n => True __ => False } }
         living: alive(wanted: limit)
         FUNCTION alive(wanted) { [hits: fire |> WHEN { {wanted} => 1 __ => SKIP } |> Math/sum()] }
         ambient: given(PASS: [n: 7])
         FUNCTION given() { BLOCK { ambient: PASSED [hits: fire |> WHEN { ambient.n => 1 __ => SKIP } |> Math/sum()] } }
         current: limit |> WHILE { 3 => inner(v: 3) __ => inner(v: 0) }
         FUNCTION inner(v) { 3 |> WHEN { {v} => TEXT { three } __ => TEXT { other } } }
         toggled: 0 |> HOLD toggled { fire |> WHEN { {toggled} => 0 n => n } }
         blocked: BLOCK { mine: [n: 5] fire |> WHEN { mine.n => TEXT { mine } __ => TEXT { other } } }",
        "pure = True
         piped = True
         current = other
         fire ! 2
         living.hits = 1
         ambient.hits = ?
         toggled = 2
         blocked = other
         fire ! 2
         living.hits = 2
         toggled = 0
         fire ! 7
         living.hits = 2
         ambient.hits = 1
         fire ! 5
         blocked = mine
         set ! 3
         pure = True
         piped = False
         current = three",
    );
}

#[test]
fn paths_in_patterns_compare_with_what_they_have_at_that_moment() {
    check(
        "both: LINK
         other: LINK
         late: LATEST { 0, both } |> WHEN { {also} => TEXT { same } __ => TEXT { differs } }
         also: far + 0
         far: LATEST { 0, both, other } * 1
         fired: both |> WHEN { {also} => TEXT { as before } __ => TEXT { new } }
         tick: both |> WHEN { {echo} => TEXT { echo } __ => TEXT { silent } }
         echo: both |> THEN { both }",
        "late = same
         both ! 1
         late = same
         fired = new
         tick = echo
         both ! 1
         fired = as before
         other ! 2
         late = same
         both ! 3
         late = same",
    );
}
