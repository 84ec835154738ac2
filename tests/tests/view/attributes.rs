//! Tags and attributes.

use offstage_tests::program::Program;
use protocol::{DiagnosticSeverity, Listener, NodeId};

use super::{INPUT, element, page};

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
    assert_eq!(
        program.dom.attribute(link, "href"),
        Some("https://example.com")
    );
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
fn a_tag_that_is_not_allowed_is_an_error_and_a_box() {
    let program = page(
        "Element/label(element: [tag: Script], style: [], label: TEXT { x })
        Element/label(element: [tag: Mark], style: [], label: TEXT { y })",
        "",
    );
    assert_eq!(program.dom.tag_of(element(&program, "x")), Some("div"));
    assert_eq!(program.dom.tag_of(element(&program, "y")), Some("mark"));
    let [found] = &program.diagnostics[..] else {
        panic!("{:#?}", program.diagnostics);
    };
    assert_eq!(found.severity, DiagnosticSeverity::Error);
    assert!(
        found.message.contains("found the tag `Script`"),
        "{}",
        found.message
    );
}

#[test]
fn a_tag_may_come_from_a_function_or_a_shared_object() {
    let program = page(
        "titled(tag: H1, text: TEXT { a })
        titled(tag: H2, text: TEXT { b })
        titled(tag: Iframe, text: TEXT { c })
        Element/label(element: shared, style: [], label: TEXT { d })",
        "shared: [tag: Section, event: [double_click: LINK]]
        FUNCTION titled(tag, text) { Element/label(element: [tag: tag], style: [], label: text) }",
    );
    for (text, tag) in [("a", "h1"), ("b", "h2"), ("c", "div"), ("d", "section")] {
        assert_eq!(program.dom.tag_of(element(&program, text)), Some(tag));
    }
    assert_eq!(program.diagnostics.len(), 1);
}

#[test]
fn a_checkbox_without_an_icon_draws_a_box_that_follows_it() {
    let mut program = page(
        "Element/checkbox(style: [], label: Hidden[text: TEXT { live }], settings: [checked: odd])
        Element/checkbox(style: [], label: Hidden[text: TEXT { fixed }], checked: True)",
        "",
    );
    let boxes: Vec<NodeId> = program
        .dom
        .checkboxes()
        .into_iter()
        .flat_map(|checkbox| program.dom.children_of(Some(checkbox)))
        .collect();
    let marked = |program: &Program| {
        boxes
            .iter()
            .map(|node| program.dom.style(*node, "background-image").is_some())
            .collect::<Vec<bool>>()
    };
    assert_eq!(marked(&program), [false, true]);
    program.press("step");
    assert_eq!(marked(&program), [true, true]);
    program.press("step");
    assert_eq!(marked(&program), [false, true]);
    assert_eq!(program.text(), "step");
}

#[test]
fn a_checkbox_that_is_enabled_again_can_be_reached_again() {
    let mut program = page(
        "Element/checkbox(element: [event: [click: LINK]], style: [disabled: odd], checked: False, icon: TEXT { i })",
        "",
    );
    let checkbox = program.dom.checkboxes()[0];
    for (index, disabled) in [("0", None), ("-1", Some("true")), ("0", None)] {
        assert_eq!(program.dom.attribute(checkbox, "tabindex"), Some(index));
        assert_eq!(program.dom.attribute(checkbox, "aria-disabled"), disabled);
        program.press("step");
    }
}

#[test]
fn controls_can_be_disabled_live() {
    let mut program = page(
        "Element/text_input(style: [disabled: odd], label: Hidden[text: TEXT { f }])
        Element/select(style: [disabled: odd], label: Hidden[text: TEXT { s }], options: LIST {})
        Element/slider(style: [disabled: odd], label: Hidden[text: TEXT { r }])",
        "",
    );
    let controls = [
        program.dom.text_inputs()[0],
        program.dom.selects()[0],
        program.dom.sliders()[0],
    ];
    for disabled in [false, true, false] {
        for control in controls {
            assert_eq!(program.dom.is_disabled(control), disabled);
        }
        program.press("step");
    }
}
