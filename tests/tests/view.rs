//! What elements show, and with which patches that changes.

use offstage_tests::model_dom::Gesture;
use offstage_tests::program::Program;
use protocol::{EditVersion, Event, EventKind, Listener, NodeId, Patch};

/// A page with a button `step` that counts `n` up from 0, and what `items` lists after it.
#[track_caller]
fn page(items: &str, definitions: &str) -> Program {
    Program::start(&format!(
        "document: Document/new(root: Element/stripe(direction: Column, style: [], items: LIST {{ step\n{items} }}))
        step: Element/button(element: [event: [press: LINK]], style: [], label: TEXT {{ step }})
        n: 0 |> HOLD n {{ step.event.press |> THEN {{ n + 1 }} }}
        odd: n |> WHILE {{ 1 => True, 3 => True, 5 => True, __ => False }}
        {definitions}"
    ))
}

/// The text after the button at the start and after each press of it.
#[track_caller]
fn texts(items: &str, definitions: &str, expected: &[&str]) -> Program {
    let mut program = page(items, definitions);
    for (step, expected) in expected.iter().enumerate() {
        if step > 0 {
            program.press("step");
        }
        let text = program.text();
        assert_eq!(
            text.strip_prefix("step"),
            Some(*expected),
            "after {step} steps\n{}",
            program.dom.snapshot()
        );
        let old = program.remount();
        assert_eq!(old.difference(&program.dom), None, "after {step} steps");
    }
    assert_eq!(program.diagnostics, []);
    program
}

/// The patches of one press.
#[track_caller]
fn step(program: &mut Program) -> Vec<Patch<'static>> {
    program.engine.take_turns();
    program.press("step");
    program.engine.take_turns().into_iter().flatten().collect()
}

#[track_caller]
fn element(program: &Program, text: &str) -> NodeId {
    match program.dom.find_text(text)[..] {
        [node] => node,
        _ => panic!("no single `{text}`\n{}", program.dom.snapshot()),
    }
}

// ---- children ----

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

// ---- styles ----

#[test]
fn one_live_key_is_one_patch() {
    let mut program = page(
        "Element/label(style: [width: n, height: 3, font: [size: 12]], label: TEXT { x })",
        "",
    );
    let patches = step(&mut program);
    let node = element(&program, "x");
    assert!(
        matches!(&patches[..], [Patch::SetStyle { node: found, value: Some(value), .. }] if *found == node && value == "1px"),
        "{patches:#?}"
    );
}

#[test]
fn one_of_several_live_keys_is_one_patch() {
    let mut program = page(
        "Element/label(style: [width: n, font: [size: fixed, color: colour]], label: TEXT { x })",
        "fixed: LATEST { 12 }
        colour: odd |> WHILE { True => Red, False => Red }",
    );
    let patches = step(&mut program);
    assert!(matches!(&patches[..], [Patch::SetStyle { .. }]), "{patches:#?}");
}

#[test]
fn keys_that_a_style_object_loses_are_taken_away() {
    let mut program = page(
        "Element/label(style: odd |> WHILE { True => [width: 10, cursor: Pointer], False => [height: 5, width: 20] }, label: TEXT { x })",
        "",
    );
    let node = element(&program, "x");
    let mut check = |width, height, cursor| {
        assert_eq!(program.dom.style(node, "width"), width);
        assert_eq!(program.dom.style(node, "height"), height);
        assert_eq!(program.dom.style(node, "cursor"), cursor);
        program.press("step");
    };
    check(Some("20px"), Some("5px"), None);
    check(Some("10px"), None, Some("pointer"));
    check(Some("20px"), Some("5px"), None);
}

#[test]
fn spread_styles_follow_what_is_spread() {
    let mut program = page(
        "Element/label(style: [...base, ...extra, cursor: Pointer], label: TEXT { x })",
        "base: [width: 1, height: 1, cursor: Text]
        extra: odd |> WHILE { True => [width: n], False => [] }",
    );
    let node = element(&program, "x");
    for (width, steps) in [("1px", 0), ("1px", 1), ("1px", 2), ("3px", 3), ("1px", 4)] {
        assert_eq!(program.dom.style(node, "width"), Some(width), "{steps}");
        assert_eq!(program.dom.style(node, "cursor"), Some("pointer"));
        assert_eq!(program.dom.style(node, "height"), Some("1px"));
        program.press("step");
    }
}

#[test]
fn a_live_direction_restyles_what_is_inside() {
    let inside = "LIST { Element/label(style: [width: Fill], label: TEXT { fixed }), other }";
    let other = "other: Element/label(style: [width: Fill], label: TEXT { other })";
    let mut live = page(
        &format!(
            "Element/stripe(direction: odd |> WHILE {{ True => Row, False => Column }}, style: [align: [row: Center]], items: {inside})"
        ),
        other,
    );
    for direction in ["Column", "Row", "Column"] {
        let fixed = page(
            &format!(
                "Element/stripe(direction: {direction}, style: [align: [row: Center]], items: {inside})"
            ),
            other,
        );
        assert_eq!(live.dom.difference(&fixed.dom), None, "{direction}");
        live.press("step");
    }
}

// ---- attributes ----

#[test]
fn the_tag_is_what_the_capabilities_ask_for() {
    let program = page(
        "Element/label(element: [tag: H1], style: [], label: TEXT { x })
        Element/label(element: [], style: [], label: TEXT { y })",
        "",
    );
    assert_eq!(program.dom.tag_of(element(&program, "x")), Some("h1"));
    assert_eq!(program.dom.tag_of(element(&program, "y")), Some("div"));
}

#[test]
fn a_button_is_a_button_and_can_be_disabled() {
    let mut program = page(
        "Element/button(element: [event: [press: LINK]], style: [disabled: odd], label: TEXT { b })",
        "",
    );
    let button = program.button("b");
    assert_eq!(program.dom.attribute(button, "type"), Some("button"));
    assert!(!program.dom.is_disabled(button));
    program.press("step");
    assert!(program.dom.is_disabled(button));
    program.press("step");
    assert!(!program.dom.is_disabled(button));
}

#[test]
fn a_checkbox_says_whether_it_is_checked() {
    let mut program = page(
        "Element/checkbox(element: [event: [click: LINK]], style: [], label: Hidden[text: TEXT { box }], checked: odd, icon: TEXT { i })",
        "",
    );
    let node = program.dom.checkboxes()[0];
    assert_eq!(program.dom.attribute(node, "aria-label"), Some("box"));
    assert_eq!(program.dom.attribute(node, "tabindex"), Some("0"));
    assert_eq!(program.dom.attribute(node, "aria-checked"), Some("false"));
    program.press("step");
    assert_eq!(program.dom.attribute(node, "aria-checked"), Some("true"));
    let listeners = program.dom.listeners(node);
    assert!(listeners.contains(&Listener::Click) && listeners.contains(&Listener::KeysClick));
}

#[test]
fn a_link_leads_somewhere() {
    let mut program = page(
        "Element/link(style: [], label: TEXT { l }, to: odd |> WHILE { True => TEXT { /in }, False => TEXT { https://example.com } }, new_tab: [])",
        "",
    );
    let link = program.dom.elements("a")[0];
    assert_eq!(program.dom.attribute(link, "href"), Some("https://example.com"));
    assert_eq!(program.dom.attribute(link, "target"), Some("_blank"));
    assert_eq!(program.dom.attribute(link, "rel"), Some("noopener"));
    program.press("step");
    assert_eq!(program.dom.attribute(link, "href"), Some("/in"));
}

#[test]
fn no_link_runs_a_script() {
    let program = page(
        "Element/link(style: [], label: TEXT { l }, to: TEXT { javascript:alert(1) })",
        "",
    );
    let link = program.dom.elements("a")[0];
    assert_eq!(program.dom.attribute(link, "href"), None);
    assert_eq!(program.diagnostics.len(), 1);
}

const INPUT: &str = "Element/text_input(element: [event: [change: LINK]], style: [], label: ";

#[test]
fn a_label_may_refer_to_an_element_that_comes_later() {
    let mut program = page(
        &format!(
            "{INPUT} Reference[element: store.name], text: TEXT {{}}, placeholder: [], focus: False)
            odd |> WHILE {{ True => Element/label(style: [], label: TEXT {{ Name }}) |> LINK {{ store.name }}, False => NoElement }}"
        ),
        "store: [name: LINK]",
    );
    let field = program.dom.text_inputs()[0];
    assert_eq!(program.dom.attribute(field, "aria-labelledby"), None);
    program.press("step");
    let label = element(&program, "Name");
    assert_eq!(
        program.dom.attribute(field, "aria-labelledby").map(str::to_owned),
        Some(format!(
            "node:{}.{}.{}",
            label.actor.index, label.actor.generation, label.hole
        ))
    );
}

#[test]
fn a_label_may_refer_to_a_later_element_of_the_first_page() {
    let program = page(
        &format!(
            "{INPUT} Reference[element: store.name], text: TEXT {{}}, placeholder: [], focus: False)
            named()"
        ),
        "store: [name: LINK]
        FUNCTION named() { Element/label(style: [], label: TEXT { Name }) |> LINK { store.name } }",
    );
    let field = program.dom.text_inputs()[0];
    assert!(program.dom.attribute(field, "aria-labelledby").is_some());
}

#[test]
fn a_hidden_label_may_be_live() {
    let mut program = page(
        &format!("{INPUT} Hidden[text: TEXT {{ no {{n}} }}], text: TEXT {{}}, placeholder: [], focus: False)"),
        "",
    );
    let field = program.dom.text_inputs()[0];
    assert_eq!(program.dom.attribute(field, "aria-label"), Some("no 0"));
    program.press("step");
    assert_eq!(program.dom.attribute(field, "aria-label"), Some("no 1"));
}

#[test]
fn a_placeholder_may_be_live() {
    let mut program = page(
        &format!(
            "{INPUT} Hidden[text: TEXT {{ f }}], text: TEXT {{}}, placeholder: [text: TEXT {{ no {{n}} }}, style: [font: [color: odd |> WHILE {{ True => Red, False => Blue }}]]], focus: False)"
        ),
        "",
    );
    let field = program.dom.text_inputs()[0];
    let colour = |program: &Program| {
        program
            .dom
            .placeholder_style(field, "color")
            .map(str::to_owned)
    };
    let first = colour(&program);
    assert!(first.is_some());
    assert_eq!(program.dom.attribute(field, "placeholder"), Some("no 0"));
    program.press("step");
    assert_eq!(program.dom.attribute(field, "placeholder"), Some("no 1"));
    assert_ne!(colour(&program), first);
    program.press("step");
    assert_eq!(colour(&program), first);
}

#[test]
fn capabilities_may_be_built_elsewhere_and_change() {
    let mut program = page(
        "Element/label(element: odd |> WHILE { True => [event: [double_click: LINK], hovered: LINK], False => [] }, style: [], label: TEXT { x })",
        "",
    );
    let node = element(&program, "x");
    assert_eq!(program.dom.listeners(node), []);
    program.press("step");
    assert_eq!(
        program.dom.listeners(node),
        [Listener::DoubleClick, Listener::Hover]
    );
    program.press("step");
    assert_eq!(program.dom.listeners(node), []);
}

#[test]
fn nothing_is_hovered_at_the_start() {
    let mut program = page(
        "box
        box.hovered",
        "box: Element/label(element: [hovered: LINK], style: [], label: TEXT { x })",
    );
    assert_eq!(program.text(), "stepxFalse");
    let node = element(&program, "x");
    program.act(node, &Gesture::Hover { inside: true });
    assert_eq!(program.text(), "stepxTrue");
    program.act(node, &Gesture::Hover { inside: false });
    assert_eq!(program.text(), "stepxFalse");
}

// ---- focus ----

fn field(focus: &str, name: &str) -> String {
    format!("{INPUT} Hidden[text: TEXT {{ {name} }}], text: TEXT {{}}, placeholder: [], focus: {focus})")
}

/// The name of the field that the page's last focus went to, and how often a step moved it.
fn focused(program: &Program) -> Option<String> {
    let node = program.dom.focus()?;
    program.dom.attribute(node, "aria-label").map(str::to_owned)
}

fn focus_patches(patches: &[Patch<'_>]) -> usize {
    patches
        .iter()
        .filter(|patch| matches!(patch, Patch::Focus { .. }))
        .count()
}

#[test]
fn the_last_field_that_is_inserted_gets_the_focus() {
    let program = page(
        &format!("{}\n{}\n{}", field("True", "a"), field("True", "b"), field("False", "c")),
        "",
    );
    assert_eq!(focused(&program).as_deref(), Some("b"));
}

#[test]
fn focus_moves_when_it_turns_true_and_not_otherwise() {
    let mut program = page(
        &format!("{}\n{}\nn", field("odd", "a"), field("True", "b")),
        "",
    );
    assert_eq!(focused(&program).as_deref(), Some("b"));
    assert_eq!(focus_patches(&step(&mut program)), 1);
    assert_eq!(focused(&program).as_deref(), Some("a"));
    assert_eq!(focus_patches(&step(&mut program)), 0, "False does not blur");
    assert_eq!(focused(&program).as_deref(), Some("a"));
}

#[test]
fn a_field_that_is_inserted_again_is_focused_again() {
    let mut program = page(
        &format!("{}\nodd |> WHILE {{ True => NoElement, False => Element/container(style: [], child: kept) }}", field("True", "other")),
        &format!("kept: {}", field("True", "kept")),
    );
    assert_eq!(focused(&program).as_deref(), Some("kept"));
    assert_eq!(focus_patches(&step(&mut program)), 0);
    assert_eq!(focus_patches(&step(&mut program)), 1);
    assert_eq!(focused(&program).as_deref(), Some("kept"));
}

#[test]
fn what_is_not_on_the_page_is_not_focused() {
    let mut program = page(
        "odd |> WHILE { True => kept, False => NoElement }",
        &format!("kept: {}", field("True", "kept")),
    );
    assert_eq!(focused(&program), None);
    program.press("step");
    assert_eq!(focused(&program).as_deref(), Some("kept"));
}

// ---- controlled values ----

const ECHO: &str = "field: Element/text_input(
        element: [event: [change: LINK, key_down: LINK]], style: [], label: Hidden[text: TEXT { f }]
        text: LATEST { TEXT {}, element.event.change.text, step.event.press |> THEN { TEXT {} } }
        placeholder: [], focus: False)";

#[test]
fn an_echo_is_not_written_back_and_a_clear_is() {
    let mut program = page("field\nfield.text", ECHO);
    let field = program.dom.text_inputs()[0];
    program.engine.take_turns();
    program.edit(field, "ab");
    assert_eq!(program.text(), "stepab");
    let patches: Vec<_> = program.engine.take_turns().into_iter().flatten().collect();
    assert!(
        !patches
            .iter()
            .any(|patch| matches!(patch, Patch::SetValue { .. })),
        "{patches:#?}"
    );
    let patches = step(&mut program);
    assert!(
        patches.iter().any(|patch| matches!(
            patch,
            Patch::SetValue { node, value, answers: EditVersion(1) } if *node == field && value == ""
        )),
        "{patches:#?}"
    );
    let again = step(&mut program);
    assert_eq!(again, [], "it is empty already");
}

#[test]
fn a_value_answers_the_newest_edit() {
    let mut program = page(
        "field",
        "field: Element/text_input(
            element: [event: [change: LINK]], style: [], label: Hidden[text: TEXT { f }]
            text: LATEST { TEXT {}, element.event.change.text |> Text/trim() }
            placeholder: [], focus: False)",
    );
    let target = program.dom.text_inputs()[0];
    program.engine.take_turns();
    let change = |text: &str, edit| Event::Node {
        target,
        kind: EventKind::Change {
            text: text.to_owned(),
            edit: EditVersion(edit),
        },
    };
    program.events(vec![change("a", 1), change("a ", 2), change("a", 3), change("a  ", 4)]);
    let answers: Vec<(String, u32)> = program
        .engine
        .take_turns()
        .into_iter()
        .flatten()
        .filter_map(|patch| match patch {
            Patch::SetValue { value, answers, .. } => Some((value.to_string(), answers.0)),
            _ => None,
        })
        .collect();
    assert_eq!(answers, [("a".to_owned(), 2), ("a".to_owned(), 4)]);
}

#[test]
fn a_slider_is_not_told_what_it_told() {
    let mut program = page(
        "slider",
        "slider: Element/slider(element: [event: [change: LINK]], style: [], label: Hidden[text: TEXT { s }]
            value: LATEST { 1, element.event.change.value, step.event.press |> THEN { 5 } }, min: 0, max: 9, step: 1)",
    );
    let slider = program.dom.sliders()[0];
    assert_eq!(program.dom.value(slider).map(|(value, _)| value), Some("1"));
    program.engine.take_turns();
    program.act(slider, &Gesture::Slide { value: 7.0 });
    assert_eq!(program.engine.take_turns(), [vec![]]);
    program.press("step");
    assert_eq!(program.dom.value(slider).map(|(value, _)| value), Some("5"));
}
