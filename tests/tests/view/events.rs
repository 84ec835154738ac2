//! What is listened for, and what arrives.

use offstage_tests::model_dom::Gesture;
use offstage_tests::program::Program;
use protocol::Listener;

use super::{element, page};

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
        [
            Listener::DoubleClick,
            Listener::Hover,
            Listener::KeysDoubleClick
        ]
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

#[test]
fn every_element_reports_what_is_asked_of_it() {
    let all = "[event: [press: LINK, click: LINK, double_click: LINK, context_menu: LINK, key_down: LINK, focus: LINK, blur: LINK], hovered: LINK]";
    let kinds = [
        "stripe(direction: Row, items: LIST {}",
        "container(child: 1",
        "stack(layers: LIST {}",
        "paragraph(contents: LIST {}",
        "label(label: 1",
        "text(text: 1",
        "block(style: []",
        "button(label: 1",
        "text_input(label: Hidden[text: TEXT { l }]",
        "checkbox(label: Hidden[text: TEXT { l }]",
        "slider(label: Hidden[text: TEXT { l }]",
        "select(label: Hidden[text: TEXT { l }]",
        "link(label: 1",
        "svg(children: LIST {}",
        "svg_circle(r: 1",
    ];
    for kind in kinds {
        let mut program = page(
            "it\nit.hovered\npressed\nclicked\ntwice\nmenu\nkeyed\nfocused\nblurred",
            &format!(
                "it: Element/{kind}, element: {all})
                pressed: it.event.press |> THEN {{ P }}
                clicked: it.event.click |> THEN {{ C }}
                twice: it.event.double_click |> THEN {{ D }}
                menu: it.event.context_menu |> THEN {{ M }}
                keyed: it.event.key_down.key |> WHEN {{ Enter => K, __ => SKIP }}
                focused: it.event.focus |> THEN {{ F }}
                blurred: it.event.blur |> THEN {{ B }}"
            ),
        );
        let node = *program.dom.interactive().last().expect("an element");
        for gesture in [
            Gesture::Hover { inside: true },
            Gesture::Click { x: 1.0, y: 1.0 },
            Gesture::DoubleClick,
            Gesture::ContextMenu { x: 1.0, y: 1.0 },
            Gesture::Key {
                key: "Enter",
                text: "",
                edit: protocol::EditVersion(0),
            },
            Gesture::Focus,
            Gesture::Blur,
        ] {
            program.act(node, &gesture);
        }
        assert!(
            program.text().ends_with("TruePCDMKFB"),
            "{kind}: {}",
            program.text()
        );
        let old = program.remount();
        assert_eq!(old.difference_ignoring_values(&program.dom), None, "{kind}");
        assert_eq!(program.diagnostics, [], "{kind}");
    }
}

#[test]
fn a_click_on_a_label_can_come_from_the_keyboard() {
    let mut program = page(
        "Element/label(element: [event: [click: LINK]], style: [], label: TEXT { x })
        Element/label(element: odd |> WHILE { True => [event: [press: LINK]], False => [] }, style: [], label: TEXT { y })",
        "",
    );
    let (x, y) = (element(&program, "x"), element(&program, "y"));
    let operable = |program: &Program, node| {
        let name = |name| program.dom.attribute(node, name).map(str::to_owned);
        let keys = program.dom.listeners(node).contains(&Listener::KeysClick);
        (name("role"), name("tabindex"), keys)
    };
    let yes = (Some("button".to_owned()), Some("0".to_owned()), true);
    assert_eq!(operable(&program, x), yes);
    assert_eq!(operable(&program, y), (None, None, false));
    program.press("step");
    assert_eq!(operable(&program, y), yes);
    program.press("step");
    assert_eq!(operable(&program, y), (None, None, false));
}

#[test]
fn an_element_in_a_variable_needs_no_slot() {
    let mut program = page(
        "plus\ncount\nshared_one\nshared_count",
        "plus: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { + })
        count: 0 |> HOLD count { plus.event.press |> THEN { count + 1 } }
        capabilities: [event: [press: LINK], hovered: LINK]
        shared_one: Element/button(element: capabilities, style: [], label: TEXT { s })
        shared_count: 0 |> HOLD c { capabilities.event.press |> THEN { c + 1 } }",
    );
    program.press("+");
    program.press("+");
    program.press("s");
    assert_eq!(program.text(), "step+2s1");
}
