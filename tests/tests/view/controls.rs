//! What text inputs, sliders and selects contain.

use offstage_tests::model_dom::Gesture;
use offstage_tests::program::Program;
use protocol::{EditVersion, Event, EventKind, Patch, WriteVersion};

use super::{page, step};

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
            Patch::SetValue { node, value, answers: EditVersion(1), .. } if *node == field && value.is_empty()
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
            seen: WriteVersion(1),
        },
    };
    program.events(vec![
        change("a", 1),
        change("a ", 2),
        change("a", 3),
        change("a  ", 4),
    ]);
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
            value: LATEST { 1, element.event.change.value, step.event.press |> THEN { 5 } }, min: 0, max: 9)",
    );
    let slider = program.dom.sliders()[0];
    assert_eq!(program.dom.value(slider).map(|(value, _)| value), Some("1"));
    program.engine.take_turns();
    program.act(slider, &Gesture::Slide { value: 7.0 });
    assert_eq!(program.engine.take_turns(), [vec![]]);
    program.press("step");
    assert_eq!(program.dom.value(slider).map(|(value, _)| value), Some("5"));
}

const CHOICE: &str = "choice: Element/select(element: [event: [change: LINK]], style: [], label: Hidden[text: TEXT { c }]
    selected: LATEST { TEXT { b }, element.event.change.value, step.event.press |> THEN { TEXT { a } } }
    options: OPTIONS)
    chosen: choice.event.change.value";

fn select(options: &str) -> Program {
    page("choice\nchosen", &CHOICE.replace("OPTIONS", options))
}

const OPTIONS: &str =
    "LIST { [value: TEXT { a }, label: TEXT { A }], [value: TEXT { b }, label: TEXT { B }] }";

fn options(program: &Program) -> Vec<(String, String)> {
    let options = program.dom.elements("option").into_iter();
    options
        .map(|node| {
            let value = program.dom.attribute(node, "value").unwrap_or_default();
            (
                value.to_owned(),
                program.dom.text_of(node).unwrap_or_default(),
            )
        })
        .collect()
}

fn chosen(program: &Program) -> Option<String> {
    let select = program.dom.selects()[0];
    program.dom.value(select).map(|(value, _)| value.to_owned())
}

#[test]
fn a_select_has_options_and_a_choice() {
    let mut program = select(OPTIONS);
    let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    assert_eq!(options(&program), [pair("a", "A"), pair("b", "B")]);
    assert_eq!(chosen(&program).as_deref(), Some("b"));
    program.engine.take_turns();
    let node = program.dom.selects()[0];
    program.act(node, &Gesture::Choose { value: "a" });
    assert!(program.text().ends_with("a"));
    let written = |program: &mut Program| {
        let patches = program.engine.take_turns().into_iter().flatten();
        patches
            .filter(|patch| matches!(patch, Patch::SetValue { .. }))
            .count()
    };
    assert_eq!(written(&mut program), 0, "the page has it already");
    program.act(node, &Gesture::Choose { value: "b" });
    program.press("step");
    assert_eq!(written(&mut program), 1);
    assert_eq!(chosen(&program).as_deref(), Some("a"));
    let old = program.remount();
    assert_eq!(old.difference(&program.dom), None);
}

#[test]
fn options_of_the_same_value_keep_their_nodes() {
    let mut program = select(
        "n |> WHILE {
            0 => LIST { [value: TEXT { a }, label: TEXT { A }], [value: TEXT { b }, label: TEXT { B }], [value: TEXT { c }] }
            1 => LIST { [value: TEXT { c }], [value: TEXT { b }, label: TEXT { bee }], [value: TEXT { d }] }
            2 => LIST { }
            __ => LIST { [value: TEXT { a }, label: n] }
        }",
    );
    let node = |program: &Program, value: &str| {
        program
            .dom
            .elements("option")
            .into_iter()
            .find(|node| program.dom.attribute(*node, "value") == Some(value))
    };
    let (b, c) = (node(&program, "b"), node(&program, "c"));
    program.press("step");
    let labels = |program: &Program| -> Vec<String> {
        options(program)
            .into_iter()
            .map(|(_, label)| label)
            .collect()
    };
    assert_eq!(labels(&program), ["c", "bee", "d"]);
    assert_eq!((node(&program, "b"), node(&program, "c")), (b, c));
    program.press("step");
    assert_eq!(labels(&program), [""; 0]);
    for expected in ["3", "4"] {
        program.press("step");
        assert_eq!(labels(&program), [expected]);
        let old = program.remount();
        assert_eq!(old.difference(&program.dom), None);
    }
    assert_eq!(program.diagnostics, []);
}

#[test]
fn a_choice_is_written_again_when_the_options_are_others() {
    let mut program = page(
        "Element/select(style: [], label: Hidden[text: TEXT { s }], selected: TEXT { b }
            options: counted |> List/map(x, new: [value: TEXT { {x} }]))",
        "counted: List/range(from: 0, to: n)",
    );
    program.engine.take_turns();
    let node = program.dom.selects()[0];
    program.act(node, &Gesture::Choose { value: "0" });
    let patches = step(&mut program);
    let written = patches.iter().find_map(|patch| match patch {
        Patch::SetValue { value, answers, .. } => Some((value.to_string(), answers.0)),
        _ => None,
    });
    assert_eq!(
        written,
        Some(("0".to_owned(), 1)),
        "what the user chose stands"
    );
}

#[test]
fn a_slider_keeps_its_value_when_its_limits_change() {
    let mut program = page(
        "Element/slider(style: [], label: Hidden[text: TEXT { s }], value: 30, min: 0, max: n * 100 + 10)",
        "",
    );
    let patches = step(&mut program);
    assert!(
        matches!(
            &patches[..],
            [Patch::SetAttribute { .. }, Patch::SetValue { value, .. }] if value == "30"
        ),
        "{patches:#?}"
    );
}

#[test]
fn wrong_options_are_reported_and_the_others_stand() {
    let program = page(
        "Element/select(style: [], label: Hidden[text: TEXT { s }]
            options: LIST { TEXT { a }, [value: TEXT { b }], [value: LIST {}] })
        Element/select(style: [], label: Hidden[text: TEXT { t }], options: TEXT { a })",
        "",
    );
    assert_eq!(options(&program), [("b".to_owned(), "b".to_owned())]);
    assert_eq!(program.diagnostics.len(), 3, "{:#?}", program.diagnostics);
}
