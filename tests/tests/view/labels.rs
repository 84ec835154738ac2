//! The names of controls.

use offstage_tests::program::Program;

use super::{INPUT, element, page, texts};

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
        program
            .dom
            .attribute(field, "aria-labelledby")
            .map(str::to_owned),
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
        &format!(
            "{INPUT} Hidden[text: TEXT {{ no {{n}} }}], text: TEXT {{}}, placeholder: [], focus: False)"
        ),
        "",
    );
    let field = program.dom.text_inputs()[0];
    assert_eq!(program.dom.attribute(field, "aria-label"), Some("no 0"));
    program.press("step");
    assert_eq!(program.dom.attribute(field, "aria-label"), Some("no 1"));
}

const CONTROLS: [&str; 3] = [
    "Element/text_input(element: [event: [change: LINK]], style: [width: Fill], label: ",
    "Element/slider(style: [], label: ",
    "Element/select(style: [], options: LIST {}, label: ",
];

/// The tag around the only control, and the text in it.
fn wrapper(program: &Program) -> Option<(&'static str, String)> {
    let dom = &program.dom;
    let controls = [dom.text_inputs(), dom.sliders(), dom.selects()].concat();
    let outer = dom.parent_chain(*controls.first()?)[0];
    Some((dom.tag_of(outer)?, dom.text_of(outer)?))
}

#[test]
fn a_visible_label_stands_around_its_control() {
    for control in CONTROLS {
        for label in [
            "TEXT { Name }",
            "7",
            "TEXT { {n} }",
            "Element/label(style: [], label: TEXT { E })",
        ] {
            let program = page(&format!("{control}{label})"), "");
            let (tag, text) = wrapper(&program).expect("a control");
            assert_eq!(tag, "label", "{control}{label}");
            assert_eq!(program.text(), format!("step{text}"));
            assert_ne!(text, "");
            assert_eq!(
                program
                    .dom
                    .attribute(program.dom.elements("label")[0], "aria-label"),
                None
            );
            assert_eq!(program.diagnostics, []);
        }
    }
}

#[test]
fn a_label_that_nobody_sees_needs_nothing_around() {
    for label in [
        "Hidden[text: TEXT { {n} }]",
        "Hidden[text: TEXT { x }]",
        "Reference[element: slot]",
    ] {
        let program = page(&format!("{}{label})", CONTROLS[0]), "slot: LINK");
        assert_eq!(
            wrapper(&program),
            Some(("div", "step".to_owned())),
            "{label}"
        );
    }
}

#[test]
fn a_label_goes_through_all_forms_and_its_control_stays() {
    let mut program = texts(
        "TEXT { ( }
        Element/text_input(element: [], style: [], label: n |> WHILE {
            0 => TEXT { a }
            1 => Hidden[text: TEXT { b }]
            2 => Element/label(style: [], label: TEXT { c })
            3 => Reference[element: step]
            __ => n
        })
        TEXT { ) }",
        "",
        &["(a)"],
    );
    let field = program.dom.text_inputs()[0];
    let name = |program: &Program| {
        program
            .dom
            .attribute(field, "aria-label")
            .map(str::to_owned)
    };
    for (text, label, refers) in [
        ("()", Some("b"), false),
        ("(c)", None, false),
        ("()", None, true),
        ("(4)", None, false),
    ] {
        program.press("step");
        assert_eq!(program.text(), format!("step{text}"));
        assert_eq!(name(&program).as_deref(), label);
        assert_eq!(
            program.dom.attribute(field, "aria-labelledby").is_some(),
            refers
        );
        assert_eq!(program.dom.text_inputs(), [field]);
    }
}

#[test]
fn a_labelled_control_moves_with_its_label() {
    let mut program = page(
        "Element/stripe(direction: Row, style: [], items: odd |> WHILE { True => LIST { a, b }, False => LIST { b, a } })",
        "a: Element/text_input(element: [], style: [], label: TEXT { a })
        b: Element/text_input(element: [], style: [], label: TEXT { b }, focus: True)",
    );
    let fields = program.dom.text_inputs();
    assert_eq!(program.text(), "stepba");
    assert_eq!(program.dom.focus(), Some(fields[0]));
    program.press("step");
    assert_eq!(program.text(), "stepab");
    assert_eq!(program.dom.text_inputs(), [fields[1], fields[0]]);
}

#[test]
fn the_label_of_a_checkbox_is_in_it() {
    for (arguments, text) in [
        ("label: TEXT { Done }", "Done"),
        ("label: TEXT { {n} done }, icon: TEXT { * }", "*0 done"),
        ("icon: n, label: named", "0Named"),
    ] {
        let program = page(
            &format!("Element/checkbox(style: [], checked: False, {arguments})"),
            "named: TEXT { Named }",
        );
        let checkbox = program.dom.checkboxes()[0];
        assert_eq!(program.dom.text_of(checkbox).as_deref(), Some(text));
        assert_eq!(program.dom.elements("label"), []);
    }
}

#[test]
fn a_label_whose_element_ends_is_taken_away_until_there_is_another() {
    let mut program = page(
        &format!(
            "{INPUT} Reference[element: store.name])
            odd |> WHILE {{ True => NoElement, False => Element/label(style: [], label: TEXT {{ Name {{n}} }}) |> LINK {{ store.name }} }}"
        ),
        "store: [name: LINK]",
    );
    let field = program.dom.text_inputs()[0];
    let labelled = |program: &Program| {
        program
            .dom
            .attribute(field, "aria-labelledby")
            .map(str::to_owned)
    };
    let first = labelled(&program);
    assert!(first.is_some());
    program.press("step");
    assert_eq!(labelled(&program), None);
    program.press("step");
    assert!(labelled(&program).is_some());
    assert_ne!(labelled(&program), first);
}

#[test]
fn a_label_that_is_none_is_said_to_be_none() {
    let program = page(&format!("{INPUT} Visible)"), "");
    assert!(
        program.diagnostics[0]
            .message
            .starts_with("`label` expects")
    );
}
