//! What patterns match and when they match again (`language.md` §9).

use super::check;

#[test]
fn pattern_kinds() {
    check(
        "i: LINK
         o: i |> WHEN { 3 => TEXT { three } Tag => TEXT { tag } TEXT { /a } => TEXT { text } T[f, g: 1] => TEXT { T{f} } [x, y: TEXT { q }] => TEXT { obj{x} } LIST { a, [b: c] } => TEXT { l{a}{c} } n => TEXT { other } }",
        "i <- 3
         o = three
         i <- Tag
         o = tag
         i <- TEXT { /a }
         o = text
         i <- T[f: 5, g: 1]
         o = T5
         i <- T[f: 5, g: 2]
         o = other
         i <- [x: 1, y: TEXT { q }, z: 3]
         o = obj1
         i <- Z[x: 2, y: TEXT { q }]
         o = obj2
         i <- LIST { 1, [b: 2] }
         o = l12
         i <- LIST { 1 }
         o = other
         i <- Tag[a: 1]
         o = other
         i <- 3.0000000000000001
         o = three",
    );
}

#[test]
fn value_patterns() {
    check(
        "sel: LINK
         st: [a: LINK]
         i: LINK
         o: i |> WHEN { st.a => TEXT { eq } {sel} => TEXT { sel } __ => TEXT { no } }
         p: i |> WHEN { {st.a} => TEXT { eq } __ => TEXT { no } }",
        "sel <- 5
         st.a <- 4
         i <- 4
         o = eq
         p = eq
         i <- 5
         o = sel
         p = no
         i <- 6
         o = no",
    );
}

#[test]
fn a_list_matches_item_by_item() {
    check(
        "i: LINK
         o: i |> WHEN { LIST {} => TEXT { empty } LIST { 1, TEXT { a } } => TEXT { both } LIST { 1, x } => TEXT { one{x} } LIST { Tag, __, 3 } => TEXT { three } LIST { [n: x], 5 } => TEXT { object{x} } LIST { x, y } => TEXT { {x}{y} } __ => TEXT { other } }
         p: i |> WHILE { LIST { 1, x } => TEXT { one{x} } LIST { x, 1 } => TEXT { {x}one } __ => TEXT { other } }",
        "i <- LIST { 1, TEXT { a } }
         o = both
         p = onea
         i <- LIST { 1, TEXT { b } }
         o = oneb
         p = oneb
         i <- LIST { 2, 1 }
         o = 21
         p = 2one
         i <- LIST { 1 }
         o = other
         p = other
         i <- LIST { Tag, 2, 3 }
         o = three
         i <- LIST { Tag, 2, 4 }
         o = other
         i <- LIST { [n: 4], 5 }
         o = object4
         i <- LIST {}
         o = empty
         i <- LIST { 1, 1 }
         o = one1
         p = one1",
    );
}

#[test]
fn list_match_re_matches() {
    check(
        "a: LINK
         b: LINK
         o: LIST { a, b } |> WHEN { LIST { True, __ } => TEXT { A } LIST { __, True } => TEXT { B } __ => TEXT { none } }
         w: LIST { a, b } |> WHILE { LIST { True, x } => TEXT { A{x} } LIST { __, True } => TEXT { B } __ => TEXT { none } }",
        "a <- False
         b <- False
         o = none
         b <- True
         o = B
         w = B
         a <- True
         o = A
         w = ATrue
         b <- False
         w = AFalse",
    );
}

#[test]
fn tagged_binding_stays_live_for_states() {
    check(
        "h: LINK
         mode: Interactive[hovered: h, id: 3]
         o: mode |> WHEN { Interactive[hovered] => hovered |> WHEN { True => TEXT { in } False => TEXT { out } } __ => TEXT { x } }
         f: style(m: mode)
         g: mode |> style()
         FUNCTION style(m) { m |> WHEN { Interactive[hovered] => hovered |> WHEN { True => TEXT { in } False => TEXT { out } } __ => TEXT { x } } }",
        "o = x
         f = x
         h <- False
         o = out
         f = out
         g = out
         h <- True
         o = in
         f = in
         g = in",
    );
}

#[test]
fn listed_field_without_a_value_yet_fails() {
    check(
        "h: LINK
         o: [a: h] |> WHEN { [a] => TEXT { yes } __ => TEXT { no } }",
        "o = no
         h <- 1
         o = yes",
    );
}

#[test]
fn binding_constant_for_that_match_pulse() {
    check(
        "e: LINK
         x: LINK
         o: e |> WHEN { [v] => v + x }",
        "x <- 1
         e ! [v: 1]
         o = 2",
    );
}

#[test]
fn when_over_object_fields_change_does_not_re_trigger_replaced_object_does() {
    check(
        "f: LINK
         sw: LINK
         o: [t: f] |> WHEN { [t: 1] => TEXT { one } __ => TEXT { other } }
         src: sw |> WHILE { 1 => [t: 1] __ => [t: 2] }
         q: src |> WHEN { [t: 1] => TEXT { one } [t] => TEXT { o{t} } }",
        "sw <- 1
         q = one
         sw <- 2
         q = o2",
    );
}
