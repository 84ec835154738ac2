//! Every row of the table, and what its arguments draw.

use protocol::event::{EventKind, Listener};
use protocol::ids::{ActorAddress, ActorId, EditVersion, Location, WriteVersion};
use protocol::names::Tag;
use protocol::value::WireValue;

use super::*;
use crate::view::style::FIRST_KEY_RANK;

const PATHS: &str = "stripe container stack paragraph label text block button text_input checkbox slider \
                     select link svg svg_circle";
const SCENE_PATHS: &str =
    "stripe container stack button text_input checkbox label paragraph link text block";

fn element(name: &str) -> &'static Element {
    find(&format!("Element/{name}")).expect("an element of the table")
}

fn tag(name: &str) -> WireValue {
    WireValue::Tag(name.to_owned())
}

fn text(text: &str) -> WireValue {
    WireValue::Text(text.to_owned())
}

fn object(tag: Option<&str>, fields: &[(&str, WireValue)]) -> WireValue {
    WireValue::Object {
        tag: tag.map(str::to_owned),
        fields: fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}

fn reference() -> WireValue {
    let actor = ActorId {
        index: 7,
        generation: 2,
    };
    WireValue::Reference {
        address: ActorAddress {
            location: Location::Local,
            actor,
        },
        cell: 0,
    }
}

/// The attributes, placeholder declarations and warnings that an argument draws.
fn drawn(name: &str, argument: &str, value: &WireValue) -> (String, Vec<String>) {
    let mut out = Output::default();
    let (_, argument) = element(name).argument(argument).expect("an argument");
    match argument.role {
        Role::Attributes(draw) => draw(value, &mut out),
        Role::Value(draw) => {
            let value = draw(value, &mut out);
            return (value.unwrap_or_else(|| "nothing".to_owned()), out.warnings);
        }
        _ => panic!("`{}` draws no attributes", argument.name),
    }
    let attributes = out
        .attributes
        .iter()
        .map(|(attribute, value)| format!("{}={value}", attribute.name().unwrap_or("?")));
    let placeholder = out
        .placeholder
        .iter()
        .map(|(property, value)| format!("{}: {value}", property.name().unwrap_or("?")));
    let all: Vec<String> = attributes.chain(placeholder).collect();
    (all.join(" "), out.warnings)
}

#[track_caller]
fn check(name: &str, argument: &str, value: WireValue, expect: &str) {
    assert_eq!(
        drawn(name, argument, &value),
        (expect.to_owned(), Vec::new())
    );
}

#[track_caller]
fn check_refused(name: &str, argument: &str, value: WireValue) {
    let (drawn, warnings) = drawn(name, argument, &value);
    assert!(drawn.is_empty() || drawn == "nothing", "{drawn}");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
}

#[test]
fn the_table_has_the_elements_of_the_library() {
    for name in PATHS.split_whitespace() {
        assert_eq!(element(name).name, name);
    }
    assert_eq!(ELEMENTS.len(), PATHS.split_whitespace().count());
    for element in ELEMENTS {
        let in_scenes = SCENE_PATHS
            .split_whitespace()
            .any(|name| name == element.name);
        let found = find(&format!("Scene/Element/{}", element.name));
        assert_eq!(found.is_some(), in_scenes, "{}", element.name);
    }
    for path in ["Element/rectangle", "stripe", "Scene/stripe", "Element/"] {
        assert!(find(path).is_none(), "{path}");
    }
}

#[test]
fn rows_name_only_what_the_wire_allows() {
    for element in ELEMENTS {
        let (TagRule::Fixed(tag) | TagRule::Chosen(tag)) = element.tag;
        assert!(tag.name().is_some(), "{}", element.name);
        for (attribute, _) in element.attributes {
            assert!(attribute.name().is_some(), "{}", element.name);
        }
        assert_eq!(element.arguments[0].name, "element");
        assert!(element.argument("style").is_some());
        for (position, argument) in element.arguments.iter().enumerate() {
            let first = element
                .arguments
                .iter()
                .position(|other| other.name == argument.name);
            assert_eq!(first, Some(position), "{} {}", element.name, argument.name);
        }
        assert!(element.arguments.len() <= usize::from(FIRST_KEY_RANK - FIRST_ARGUMENT_RANK));
        for (position, event) in element.events.iter().enumerate() {
            let first = element
                .events
                .iter()
                .position(|other| other.name == event.name);
            assert_eq!(first, Some(position), "{} {}", element.name, event.name);
        }
        assert_eq!(element.shows_text, element.name == "text_input");
    }
}

#[test]
fn values_are_drawn_after_what_limits_them() {
    let position = |name: &str, argument: &str| {
        element(name)
            .arguments
            .iter()
            .position(|known| known.name == argument)
    };
    for limit in ["min", "max", "step"] {
        assert!(position("slider", limit) < position("slider", "value"));
    }
    assert!(position("select", "options") < position("select", "selected"));
    assert!(position("checkbox", "icon") < position("checkbox", "label"));
}

#[test]
fn every_argument_without_a_value_draws_nothing() {
    for element in ELEMENTS {
        for argument in element.arguments {
            let mut out = Output::default();
            match argument.role {
                Role::Attributes(draw) | Role::Declarations(draw) => {
                    draw(&WireValue::Absent, &mut out);
                }
                Role::Value(draw) => assert_eq!(draw(&WireValue::Absent, &mut out), None),
                Role::Capabilities
                | Role::Scene
                | Role::Style
                | Role::Child
                | Role::Children
                | Role::Layers
                | Role::Icon
                | Role::Label
                | Role::Direction
                | Role::Options
                | Role::Focus => {}
            }
            assert_eq!(out, Output::default(), "{} {}", element.name, argument.name);
        }
    }
}

#[test]
fn checked_outranks_settings() {
    let rank = |name: &str| element("checkbox").argument(name).map(|(rank, _)| rank);
    assert!(rank("checked") > rank("settings"));
    assert_eq!(rank("element"), Some(FIRST_ARGUMENT_RANK));
}

#[test]
fn tags_are_chosen_among_those_without_behaviour() {
    let tag_of = |name: &str, wanted: &str| {
        let found = element(name).tag_of(&tag(wanted));
        let refused = found.is_err();
        let tag = found.unwrap_or_else(|(tag, _)| tag);
        (tag.name().expect("allowed"), usize::from(refused))
    };
    for name in [
        "Header", "Footer", "Section", "Article", "Aside", "Main", "Nav", "H1", "H2", "H3", "H4",
        "H5", "H6", "Ul", "Ol", "Li", "Div", "Span",
    ] {
        assert_eq!(tag_of("stripe", name), (name.to_lowercase().as_str(), 0));
    }
    for name in [
        "Script", "Iframe", "Object", "Embed", "Style", "Link", "Meta", "Base", "Form", "Input",
        "Button", "A", "Img", "Select", "Label", "Option", "Svg", "Template", "Foo",
    ] {
        assert_eq!(tag_of("stripe", name), ("div", 1));
    }
    assert_eq!(tag_of("button", "Header"), ("button", 0));
    let default = element("paragraph").tag_of(&WireValue::Absent);
    assert_eq!(default.map(|tag| tag.name()), Ok(Some("p")));
    assert!(element("stripe").tag_of(&text("Header")).is_err());
    for tag in CHOOSABLE {
        assert_eq!(tag.name().and_then(Tag::named), Some(*tag));
    }
}

#[test]
fn listeners_follow_the_requests_and_rules() {
    assert_eq!(
        element("button").listeners(&["press"], false),
        [Listener::Press]
    );
    assert_eq!(
        element("text_input").listeners(&["input", "change", "key_down", "wave"], true),
        [Listener::Change, Listener::KeyDown, Listener::Hover]
    );
    assert_eq!(
        element("checkbox").listeners(&["click"], false),
        [Listener::Click, Listener::KeysClick]
    );
    assert_eq!(
        element("link").listeners(&[], false),
        [Listener::FollowRoute]
    );
    assert_eq!(
        element("slider").listeners(&["change"], false),
        [Listener::Slide]
    );
    assert_eq!(
        element("select").listeners(&["change"], false),
        [Listener::Select]
    );
    assert_eq!(element("stripe").listeners(&[], false), []);
    assert_eq!(
        element("label").listeners(&["double_click"], false),
        [Listener::DoubleClick, Listener::KeysDoubleClick]
    );
}

#[test]
fn what_can_be_pressed_can_be_pressed_by_keyboard() {
    let operable = |name: &str, tag: &str, requested: &[&str]| {
        let mut out = Output::default();
        let tag = Tag::named(tag).expect("a tag");
        element(name).operability(tag, requested, &mut out);
        let keys = element(name)
            .listeners(requested, false)
            .into_iter()
            .find(|rule| [Listener::KeysClick, Listener::KeysDoubleClick].contains(rule));
        let attributes: Vec<String> = out
            .attributes
            .iter()
            .map(|(name, value)| format!("{}={value}", name.name().unwrap_or_default()))
            .collect();
        (attributes.join(" "), keys)
    };
    let none = (String::new(), None);
    let (click, twice) = (Some(Listener::KeysClick), Some(Listener::KeysDoubleClick));
    let focus = |keys| ("tabindex=0".to_owned(), keys);
    let button = ("tabindex=0 role=button".to_owned(), click);
    assert_eq!(operable("label", "div", &[]), none);
    assert_eq!(operable("label", "div", &["click"]), button);
    assert_eq!(operable("label", "h1", &["press"]), focus(click));
    assert_eq!(operable("stripe", "div", &["click"]), focus(click));
    assert_eq!(operable("label", "div", &["key_down"]), focus(None));
    assert_eq!(operable("label", "div", &["context_menu"]), focus(None));
    // Its inputs have the focus, and their keys come by.
    assert_eq!(operable("stripe", "div", &["key_down"]), none);
    assert_eq!(operable("button", "button", &["press"]), none);
    // Keys do what the pointer does at the first: a click, else a double click.
    assert_eq!(operable("label", "div", &["double_click"]), focus(twice));
    assert_eq!(operable("stripe", "div", &["double_click"]), focus(twice));
    assert_eq!(operable("label", "div", &["double_click", "click"]), button);
    assert_eq!(operable("button", "button", &["double_click"]), none);
    // A drawing contains shapes that are buttons.
    assert_eq!(operable("svg", "svg", &["click"]), focus(click));
    assert_eq!(operable("svg", "svg", &["key_down"]), focus(None));
    assert_eq!(operable("svg", "svg", &[]), none);
    assert_eq!(operable("svg_circle", "circle", &["click"]), button);
    assert_eq!(
        operable("svg_circle", "circle", &["double_click"]),
        focus(twice)
    );
}

#[track_caller]
fn check_payload(name: &str, event: &str, kind: EventKind, expect: Option<&[(&str, WireValue)]>) {
    let event = element(name).event(event).expect("an event");
    assert_eq!(
        event.payload(&kind),
        expect.map(|fields| object(None, fields))
    );
}

#[test]
fn events_carry_their_payload() {
    let (edit, seen) = (EditVersion(3), WriteVersion(0));
    let click = EventKind::Click { x: 1.5, y: 2.0 };
    check_payload("button", "press", EventKind::Press, Some(&[]));
    check_payload("checkbox", "click", click.clone(), Some(&[]));
    let point = [("x", WireValue::Number(1.5)), ("y", WireValue::Number(2.0))];
    check_payload("svg", "click", click.clone(), Some(&point));
    check_payload("svg_circle", "click", click, Some(&point));
    let menu = EventKind::ContextMenu { x: 1.5, y: 2.0 };
    check_payload("svg_circle", "context_menu", menu.clone(), Some(&point));
    check_payload("label", "context_menu", menu, Some(&[]));
    check_payload("label", "double_click", EventKind::DoubleClick, Some(&[]));
    check_payload("text_input", "blur", EventKind::Blur, Some(&[]));
    let change = EventKind::Change {
        text: "a".to_owned(),
        edit,
        seen,
    };
    check_payload(
        "text_input",
        "change",
        change.clone(),
        Some(&[("text", text("a"))]),
    );
    check_payload(
        "text_input",
        "input",
        change.clone(),
        Some(&[("text", text("a"))]),
    );
    let key = EventKind::KeyDown {
        key: "Enter".to_owned(),
        text: "a".to_owned(),
        edit,
        seen,
    };
    let fields = [("key", tag("Enter")), ("text", text("a"))];
    check_payload("text_input", "key_down", key, Some(&fields));
    let choice = EventKind::Select {
        value: "x".to_owned(),
        edit,
    };
    check_payload("select", "change", choice, Some(&[("value", text("x"))]));
    let slide = EventKind::Slide { value: 4.0, edit };
    check_payload(
        "slider",
        "change",
        slide,
        Some(&[("value", WireValue::Number(4.0))]),
    );
    check_payload("slider", "change", change, None);
    check_payload("button", "press", EventKind::Focus, None);
}

#[test]
fn child_positions_show_elements_and_texts() {
    for nothing in [
        WireValue::Absent,
        tag("NoElement"),
        object(None, &[]),
        WireValue::List(vec![text("a")]),
    ] {
        assert_eq!(child(&nothing), Child::Nothing);
    }
    assert_eq!(child(&text(" a ")), Child::Text(" a ".into()));
    assert_eq!(child(&tag("True")), Child::Text("True".into()));
    assert_eq!(child(&WireValue::Number(-0.0)), Child::Text("0".into()));
    let element = reference();
    assert_eq!(child(&element), Child::Element(&element));
}

#[test]
fn labels_have_three_forms() {
    let mut out = Output::default();
    let hidden = object(Some("Hidden"), &[("text", text("Name"))]);
    assert_eq!(
        label_form(&hidden, &mut out),
        LabelForm::Hidden("Name".to_owned())
    );
    let element = reference();
    let by_element = object(Some("Reference"), &[("element", element.clone())]);
    assert_eq!(
        label_form(&by_element, &mut out),
        LabelForm::Reference(&element)
    );
    let by_nothing = object(Some("Reference"), &[("element", WireValue::Absent)]);
    assert_eq!(label_form(&by_nothing, &mut out), LabelForm::Unset);
    assert_eq!(label_form(&WireValue::Absent, &mut out), LabelForm::Unset);
    let visible = text("Name");
    assert_eq!(label_form(&visible, &mut out), LabelForm::Visible(&visible));
    assert_eq!(out.warnings, [""; 0]);
    assert_eq!(label_form(&tag("Hidden"), &mut out), LabelForm::Unset);
    assert_eq!(out.warnings.len(), 1);
}

#[test]
fn checkboxes_keep_their_checked_state_in_step() {
    check("checkbox", "checked", tag("True"), "aria-checked=true");
    check("checkbox", "checked", tag("False"), "aria-checked=false");
    check_refused("checkbox", "checked", tag("Maybe"));
    let settings = object(None, &[("checked", tag("True"))]);
    check("checkbox", "settings", settings, "aria-checked=true");
    check("checkbox", "settings", object(None, &[]), "");
}

#[test]
fn links_lead_only_to_safe_addresses() {
    check("link", "to", text("/active"), "href=/active");
    check(
        "link",
        "to",
        text(" https://example.org/a?b#c "),
        "href=https://example.org/a?b#c",
    );
    check_refused("link", "to", text("javascript:alert(1)"));
    check_refused("link", "to", text("java\tscript:alert(1)"));
    check(
        "link",
        "new_tab",
        object(None, &[]),
        "target=_blank rel=noopener",
    );
}

#[test]
fn text_inputs_have_values_and_placeholders() {
    check("text_input", "text", text("a"), "a");
    check("text_input", "text", text(""), "");
    check("text_input", "text", WireValue::Number(3.0), "3");
    check_refused("text_input", "text", WireValue::List(Vec::new()));
    check("text_input", "placeholder", object(None, &[]), "opacity: 1");
    let font = object(None, &[("style", tag("Italic"))]);
    let style = object(None, &[("font", font)]);
    let placeholder = object(None, &[("text", text("Name")), ("style", style)]);
    check(
        "text_input",
        "placeholder",
        placeholder,
        "placeholder=Name opacity: 1 font-style: italic",
    );
}

#[test]
fn sliders_and_circles_take_finite_numbers() {
    for argument in ["min", "max", "step"] {
        let expect = format!("{argument}=0.1");
        check("slider", argument, WireValue::Number(0.1), &expect);
    }
    check("slider", "value", WireValue::Number(30.0), "30");
    for argument in ["cx", "cy", "r"] {
        let expect = format!("{argument}=-2.5");
        check("svg_circle", argument, WireValue::Number(-2.5), &expect);
        check_refused("svg_circle", argument, WireValue::Number(f64::NAN));
    }
    check_refused("slider", "value", text("3"));
}

#[test]
fn select_options_show_their_value_without_a_label() {
    let mut out = Output::default();
    let read = |item: &WireValue, out: &mut Output| {
        option(item, out).map(|option| (option.value, option.label))
    };
    let both = object(None, &[("value", text("a")), ("label", text("A"))]);
    assert_eq!(
        read(&both, &mut out),
        Some(("a".to_owned(), "A".to_owned()))
    );
    let value = object(None, &[("value", text("a"))]);
    assert_eq!(
        read(&value, &mut out),
        Some(("a".to_owned(), "a".to_owned()))
    );
    let label = object(None, &[("label", text("A"))]);
    assert_eq!(read(&label, &mut out), None);
    assert_eq!(read(&WireValue::Absent, &mut out), None);
    assert_eq!(out.warnings, [""; 0]);
    assert_eq!(read(&text("a"), &mut out), None);
    assert_eq!(out.warnings.len(), 1);
}
