//! Child positions and lists of them.

use protocol::{NodeId, Patch};

use super::{element, page, step, texts};

#[test]
fn every_kind_of_child_keeps_its_place() {
    texts(
        "TEXT { a }
        TEXT { <{n}> }
        n
        odd |> WHILE { True => NoElement, False => TEXT { even } }
        True
        Element/label(style: [], label: TEXT { z })",
        "",
        &["a<0>0evenTruez", "a<1>1Truez", "a<2>2evenTruez"],
    );
}

#[test]
fn a_child_goes_through_all_forms() {
    texts(
        "TEXT { ( }
        n |> WHILE {
            0 => NoElement
            1 => Element/label(style: [], label: TEXT { element })
            2 => TEXT { text }
            3 => Element/label(style: [], label: TEXT { other })
            4 => SKIP
            __ => 5
        }
        TEXT { ) }",
        "",
        &["()", "(element)", "(text)", "(other)", "()", "(5)"],
    );
}

#[test]
fn what_has_no_value_yet_is_nowhere() {
    texts(
        "late
        TEXT { b }
        later",
        "late: step.event.press |> THEN { TEXT { a } }
        later: n |> WHEN { 2 => TEXT { c }, __ => SKIP }",
        &["b", "ab", "abc"],
    );
}

#[test]
fn lists_are_swapped_whole() {
    texts(
        "Element/stripe(direction: Row, style: [], items: odd |> WHILE {
            True => LIST { TEXT { a }, kept, TEXT { b } }
            False => LIST { kept, n }
        })",
        "kept: Element/label(style: [], label: TEXT { kept })",
        &["kept0", "akeptb", "kept2"],
    );
}

#[test]
fn an_element_outside_survives_the_switch_that_shows_it() {
    let mut program = page(
        "odd |> WHILE { True => NoElement, False => kept }",
        "kept: Element/button(element: [hovered: LINK], style: [], label: TEXT { kept {n} })",
    );
    let before = program.button("kept 0");
    program.press("step");
    assert_eq!(program.text(), "step");
    program.press("step");
    assert_eq!(program.button("kept 2"), before);
}

/// Where the instance that has ended and the first that has begun are among the patches of a press.
#[track_caller]
fn ends_and_begins(items: &str, definitions: &str) -> (usize, usize) {
    let mut program = page(items, definitions);
    let patches = step(&mut program);
    let ends = |patch: &Patch<'_>| matches!(patch, Patch::Drop { .. });
    let begins = |patch: &Patch<'_>| matches!(patch, Patch::Create { .. });
    let at = |found: Option<usize>| found.unwrap_or_else(|| panic!("{patches:#?}"));
    let ended = at(patches.iter().position(ends));
    (ended, at(patches.iter().position(begins)))
}

#[test]
fn what_ends_goes_before_what_comes() {
    let (ended, begun) = ends_and_begins(
        "odd |> WHILE {
            True => Element/stripe(direction: Row, style: [], items: LIST { TEXT { a } })
            False => Element/stripe(direction: Column, style: [], items: LIST { TEXT { b } })
        }",
        "",
    );
    assert!(ended < begun);
}

#[test]
fn what_ends_waits_for_what_moves_out_of_it() {
    let (ended, begun) = ends_and_begins(
        "odd |> WHILE {
            True => Element/stripe(direction: Row, style: [], items: LIST { kept })
            False => Element/stripe(direction: Column, style: [], items: LIST { kept })
        }",
        "kept: Element/label(style: [], label: TEXT { kept })",
    );
    assert!(begun < ended);
}

#[test]
fn an_element_is_shown_at_one_place_after_the_other() {
    texts(
        "odd |> WHILE { True => kept, False => NoElement }
        TEXT { | }
        odd |> WHILE { True => NoElement, False => kept }",
        "kept: Element/label(style: [], label: TEXT { kept })",
        &["|kept", "kept|", "|kept", "kept|"],
    );
}

#[test]
fn texts_and_elements_of_mapped_items_stay_in_order() {
    texts(
        "Element/stripe(direction: Row, style: [], items: items |> List/map(item, new: item |> WHILE {
            1 => TEXT { one }
            2 => Element/label(style: [], label: TEXT { two })
            3 => NoElement
            __ => item
        }))
        TEXT { . }",
        "items: LIST { 9 } |> List/append(item: n)",
        &["90.", "90one.", "90onetwo.", "90onetwo.", "90onetwo4."],
    );
}

#[test]
fn items_change_their_form_in_place() {
    texts(
        "Element/stripe(direction: Row, style: [], items: LIST { 1, 2, 3 } |> List/map(item, new:
            item == n |> WHILE { True => NoElement, False => Element/label(style: [], label: item) }))",
        "",
        &["123", "23", "13", "12", "123"],
    );
}

#[test]
fn items_that_come_back_come_back_to_their_places() {
    texts(
        "Element/stripe(direction: Row, style: [], items:
            LIST { 1, 2, 3, 4 } |> List/retain(item, if: odd |> WHILE { True => item > 2, False => item < 4 }))",
        "",
        &["123", "34", "123", "34"],
    );
}

#[test]
fn an_item_whose_arm_matches_nothing_leaves_its_neighbours_right() {
    texts(
        "Element/stripe(direction: Row, style: [], items: LIST { 1, 2, 3 } |> List/map(item, new: item |> WHILE {
            2 => n |> WHILE { 0 => Element/label(style: [], label: TEXT { b }), 2 => Element/label(style: [], label: TEXT { B }) }
            1 => odd |> WHILE { True => Element/label(style: [], label: TEXT { A }), False => Element/label(style: [], label: TEXT { a }) }
            __ => item
        }))",
        "",
        &["ab3", "A3", "aB3"],
    );
}

#[test]
fn nested_lists_follow_each_by_itself() {
    texts(
        "Element/stripe(direction: Column, style: [], items: LIST { 1, 2 } |> List/map(row, new:
            Element/stripe(direction: Row, style: [], items: counted |> List/map(x, new: TEXT { {row}{x} }))))",
        "counted: List/range(from: 1, to: n)",
        &["", "1121", "11122122"],
    );
}

#[test]
fn what_moves_keeps_its_node() {
    let mut program = page(
        "Element/stripe(direction: Row, style: [], items: odd |> WHILE { True => LIST { a, b, c }, False => LIST { c, a, b } })",
        "a: Element/label(style: [], label: TEXT { a })
        b: Element/label(style: [], label: TEXT { b })
        c: Element/label(style: [], label: TEXT { c })",
    );
    let nodes: Vec<NodeId> = ["a", "b", "c"].map(|text| element(&program, text)).into();
    assert_eq!(program.text(), "stepcab");
    for expected in ["stepabc", "stepcab"] {
        program.press("step");
        assert_eq!(program.text(), expected);
        let now: Vec<NodeId> = ["a", "b", "c"].map(|text| element(&program, text)).into();
        assert_eq!(now, nodes);
    }
}

#[test]
fn a_text_among_layers_has_a_box_of_its_own() {
    let mut program = texts(
        "Element/stack(style: [], layers: LIST { TEXT { a }, n, Element/label(style: [], label: TEXT { c }) })",
        "",
        &["a0c", "a1c"],
    );
    for text in ["a", "1", "c"] {
        let layer = element(&program, text);
        assert_eq!(
            program.dom.style(layer, "grid-area"),
            Some("1 / 1"),
            "{text}"
        );
    }
    let layer = element(&program, "1");
    program.press("step");
    assert_eq!(element(&program, "2"), layer, "it keeps its box");
}

#[test]
fn layers_may_be_a_live_list_of_texts() {
    let mut program = texts(
        "odd |> WHILE {
            False => Element/stack(style: [], layers: counted |> List/map(x, new: TEXT { <{x}> }))
            True => NoElement
        }",
        "counted: List/range(from: 1, to: n)",
        &["", "", "<1><2>", "", "<1><2><3><4>"],
    );
    let instances = program.dom.instance_count();
    program.press("step");
    assert!(
        program.dom.instance_count() < instances,
        "their boxes end with the stack"
    );
}

#[test]
fn what_is_no_element_and_no_text_shows_nothing_and_says_so() {
    let mut program = page(
        "Element/container(style: [], child: odd |> WHILE { True => [a: 1], False => LIST { 1, 2 } })
        TEXT { | }",
        "",
    );
    assert_eq!(program.text(), "step|");
    program.press("step");
    assert_eq!(program.text(), "step|");
    let messages: Vec<&str> = program
        .diagnostics
        .iter()
        .map(|found| &*found.message)
        .collect();
    assert_eq!(
        messages,
        [
            "a list is no element and has no text: it shows nothing",
            "an object is no element and has no text: it shows nothing",
        ]
    );
}

#[test]
fn a_single_value_where_a_list_belongs_is_shown_with_a_warning() {
    let mut program = page(
        "Element/stripe(direction: Row, style: [], items: n |> WHILE {
            0 => TEXT { alone }
            1 => Element/label(style: [], label: TEXT { element })
            2 => LIST { 1, 2 }
            3 => NoElement
            __ => n
        })",
        "",
    );
    for expected in ["alone", "element", "12", "", "4", "5"] {
        assert_eq!(program.text(), format!("step{expected}"));
        program.press("step");
    }
    assert!(
        program.diagnostics[0]
            .message
            .contains("a list of children is expected")
    );
}

#[test]
fn an_element_at_two_places_stands_at_one_and_the_program_is_told() {
    let program = page(
        "Element/container(style: [], child: both)
        Element/container(style: [], child: both)",
        "both: Element/label(style: [], label: TEXT { x })",
    );
    assert_eq!(program.text(), "stepx");
    assert!(
        program.diagnostics[0]
            .message
            .contains("shown somewhere else as well")
    );
}

#[test]
fn an_element_that_a_structure_holds_cannot_be_shown_elsewhere() {
    let program = page(
        "kept
        other()",
        "kept: Element/label(style: [], label: TEXT { x })
        FUNCTION other() { Element/container(style: [], child: kept) }",
    );
    assert_eq!(program.text(), "stepx");
    assert!(
        program.diagnostics[0]
            .message
            .contains("shown somewhere else as well")
    );
}

#[test]
fn a_paragraph_adds_nothing_between_its_words() {
    texts(
        "Element/paragraph(style: [], contents: LIST {
            TEXT { Created by }
            Text/space()
            Element/link(style: [], to: TEXT { /x }, label: TEXT { Ada {n} })
            odd |> WHILE { True => TEXT { ! }, False => NoElement }
        })
        Element/block(style: [])
        Element/text(style: [], text: n)",
        "",
        &["Created by Ada 00", "Created by Ada 1!1"],
    );
}

#[test]
fn texts_in_a_stripe_stand_each_by_itself() {
    let mut program = texts(
        "TEXT { a }
        TEXT { b{n} }
        n
        Element/checkbox(style: [], icon: TEXT { i }, label: TEXT { l })
        Element/stripe(direction: Row, style: [], items: counted |> List/map(x, new: x))",
        "counted: List/range(from: 7, to: 8)",
        &["ab00il78", "ab11il78"],
    );
    for text in ["a", "b1", "1", "i", "l", "7", "8"] {
        let found = element(&program, text);
        assert_eq!(program.dom.text_of(found).as_deref(), Some(text));
        assert_eq!(program.dom.style(found, "display"), Some("block"), "{text}");
    }
    let instances = program.dom.instance_count();
    program.press("step");
    assert_eq!(program.dom.instance_count(), instances);
}
