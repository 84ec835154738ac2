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
