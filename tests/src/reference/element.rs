//! What the catalog of elements knows.

use engine_worker::view::catalog::{
    Argument, ELEMENTS, Element, Event, Payload, Role, TagRule, label_form, option,
};
use engine_worker::view::style::{Output, direction};
use protocol::value::WireValue;

use super::markup::{code, codes, expected, with_code};
use super::{Facts, Row};

const CHILD: &str = "a text, number, tag or element";

/// All elements.
pub(super) fn all() -> Vec<(String, Facts)> {
    ELEMENTS
        .iter()
        .map(|element| (format!("Element/{}", element.name), facts(element)))
        .collect()
}

fn facts(element: &Element) -> Facts {
    let names: Vec<&str> = element.arguments.iter().map(|row| row.name).collect();
    let mut signature = code(&format!("Element/{}({})", element.name, names.join(", ")));
    if element.in_scenes {
        signature += &format!(
            " <small>also {}</small>",
            code(&format!("Scene/Element/{}", element.name))
        );
    }
    let read = ["event", "hovered"]
        .into_iter()
        .chain(element.shows_text.then_some("text"));
    let events: Vec<String> = element.events.iter().map(event).collect();
    Facts {
        signature,
        columns: "| Argument | Takes | Meaning |\n|---|---|---|\n",
        rows: element.arguments.iter().map(row).collect(),
        notes: vec![
            ("Events", events.join(", ")),
            ("Fields", codes(read)),
            ("HTML", html(element)),
        ],
    }
}

fn row(argument: &Argument) -> Row {
    let meaning = match argument.role {
        Role::Capabilities => "what is asked of it",
        Role::Style => "its [style](/reference/styles.html)",
        _ => "",
    };
    Row {
        name: argument.name.to_owned(),
        takes: Some(takes(argument)),
        meaning: meaning.to_owned(),
    }
}

fn takes(argument: &Argument) -> String {
    // No argument that takes one value takes a list: what it says about one is what it takes.
    let wrong = WireValue::List(Vec::new());
    let mut out = Output::default();
    let said = match argument.role {
        Role::Capabilities => Some("[event, hovered, tag]".to_owned()),
        Role::Style | Role::Scene => Some("an object".to_owned()),
        Role::Child | Role::Icon => Some(CHILD.to_owned()),
        Role::Children | Role::Layers => Some("a list of texts and elements".to_owned()),
        Role::Focus => Some("True or False".to_owned()),
        Role::Label => {
            let _ = label_form(&wrong, &mut out);
            expected(argument.name, &out)
        }
        Role::Direction => {
            let _ = direction(&wrong, &mut out);
            expected(argument.name, &out)
        }
        Role::Declarations(draw) | Role::Attributes(draw) => {
            draw(&wrong, &mut out);
            expected(argument.name, &out)
        }
        Role::Value(draw) => {
            let _ = draw(&wrong, &mut out);
            expected(argument.name, &out)
        }
        Role::Options => {
            let _ = option(&wrong, &mut out);
            expected(argument.name, &out).map(|item| format!("a list of {item}"))
        }
    };
    with_code(said.as_deref().unwrap_or("any value"))
}

fn event(event: &Event) -> String {
    let payload = match event.payload {
        Payload::Empty => return code(event.name),
        Payload::Point => "[x: Number, y: Number]",
        Payload::Text => "[text: Text]",
        Payload::Key => "[key: Tag, text: Text]",
        Payload::Value => "[value: Text]",
        Payload::Number => "[value: Number]",
    };
    code(&format!("{}: {payload}", event.name))
}

fn html(element: &Element) -> String {
    let (tag, rest) = match element.tag {
        TagRule::Fixed(tag) => (tag, ""),
        TagRule::Chosen(tag) => (tag, ", or the tag that the program asks for"),
    };
    let mut start = format!("<{}", tag.name().unwrap_or_default());
    for (attribute, value) in element.attributes {
        let name = attribute.name().unwrap_or_default();
        start += &format!(" {name}=\"{value}\"");
    }
    code(&(start + ">")) + rest
}
