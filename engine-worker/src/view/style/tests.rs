//! Every row of style.md §2–6 and the values of §8: `check(key, value, css)`.

mod decoration;
mod layout;
mod physical;
mod text;

use protocol::value::WireValue;

use crate::view::style::{ElementKind, Flow, Output, StyleContext, apply};

/// A stripe in a column.
const IN_COLUMN: StyleContext = StyleContext {
    element: ElementKind::Stripe,
    flow: Flow::Column,
    parent: Some(Flow::Column),
    is_scene: false,
};

fn context(element: ElementKind, flow: Flow, parent: Option<Flow>) -> StyleContext {
    StyleContext {
        element,
        flow,
        parent,
        is_scene: false,
    }
}

/// A child of a row, column, …
fn child_of(parent: Option<Flow>) -> StyleContext {
    context(ElementKind::Container, Flow::Column, parent)
}

fn number(number: impl Into<f64>) -> WireValue {
    WireValue::Number(number.into())
}

fn text(text: &str) -> WireValue {
    WireValue::Text(text.to_owned())
}

fn tag(name: &str) -> WireValue {
    WireValue::Tag(name.to_owned())
}

fn list(items: Vec<WireValue>) -> WireValue {
    WireValue::List(items)
}

fn tagged(tag: Option<&str>, fields: Vec<(&str, WireValue)>) -> WireValue {
    WireValue::Object {
        tag: tag.map(str::to_owned),
        fields: fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}

/// `object!(a: 1 …)` reads as the Boon literal `[a: 1 …]`; `object!(Tag; a: 1 …)` as `Tag[…]`.
macro_rules! object {
    ($tag:ident; $($name:ident: $value:expr),* $(,)?) => {
        crate::view::style::tests::tagged(Some(stringify!($tag)), vec![$((stringify!($name), $value)),*])
    };
    ($($name:ident: $value:expr),* $(,)?) => {
        crate::view::style::tests::tagged(None, vec![$((stringify!($name), $value)),*])
    };
}
use object;

fn output(key: &str, value: &WireValue, context: &StyleContext) -> Output {
    let mut out = Output::default();
    apply(key, value, context, &mut out);
    out
}

/// All that an output asks for, as CSS; attributes as `@name=value`.
fn css(out: &Output) -> String {
    let declarations = out
        .element
        .iter()
        .map(|(property, value)| format!("{}: {value}", property.name().unwrap_or("?")));
    let attributes = out
        .attributes
        .iter()
        .map(|(attribute, value)| format!("@{}={value}", attribute.name().unwrap_or("?")));
    declarations
        .chain(attributes)
        .collect::<Vec<_>>()
        .join("; ")
}

#[track_caller]
fn check_in(context: &StyleContext, key: &str, value: WireValue, expect: &str) {
    let out = output(key, &value, context);
    assert_eq!(css(&out), expect);
    assert_eq!(complaints(&out), [""; 0]);
}

#[track_caller]
fn check(key: &str, value: WireValue, expect: &str) {
    check_in(&IN_COLUMN, key, value, expect);
}

/// The value is refused: nothing is declared and the only warning contains `expect`.
#[track_caller]
fn check_refused(key: &str, value: WireValue, expect: &str) {
    let out = output(key, &value, &IN_COLUMN);
    assert_eq!(css(&out), "");
    check_complaint(&out, expect);
}

/// All that is wrong.
fn complaints(out: &Output) -> Vec<&str> {
    let unknown = out.unknown.iter().map(|unknown| unknown.message.as_str());
    out.warnings
        .iter()
        .map(String::as_str)
        .chain(unknown)
        .collect()
}

/// The only complaint contains `expect`.
#[track_caller]
fn check_complaint(out: &Output, expect: &str) {
    let complaints = complaints(out);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains(expect), "{complaints:?}");
}

#[test]
fn values_that_did_not_arrive_are_unset_without_a_warning() {
    for key in crate::view::style::KEYS {
        let context = match key.name {
            "relief" | "spring_range" => StyleContext {
                is_scene: true,
                ..IN_COLUMN
            },
            "fill" | "stroke" | "stroke_width" => {
                context(ElementKind::SvgCircle, Flow::Block, None)
            }
            "disabled" => context(ElementKind::Button, Flow::Block, None),
            _ => IN_COLUMN,
        };
        check_in(&context, key.name, WireValue::Absent, "");
    }
}

#[test]
fn unknown_keys_are_named_with_their_value() {
    check_refused("colour", tag("Red"), "there is no style `colour`");
    let out = output("fnt", &number(1), &IN_COLUMN);
    assert_eq!(out.unknown[0].wrong, "fnt");
    assert!(out.unknown[0].known.contains(&"font"));
}

#[test]
fn key_names_are_unique_and_ranked_by_their_row() {
    for (position, key) in crate::view::style::KEYS.iter().enumerate() {
        let (rank, found) = crate::view::style::find(key.name).expect("a row finds itself");
        assert_eq!(found.name, key.name);
        assert_eq!(
            usize::from(rank),
            position + usize::from(crate::view::style::FIRST_KEY_RANK)
        );
    }
}

#[test]
fn a_size_outranks_width_and_a_width_outranks_an_alignment() {
    let rank = |name| crate::view::style::find(name).map(|(rank, _)| rank);
    assert!(rank("size") > rank("width"));
    assert!(rank("size") > rank("height"));
    assert!(rank("height") > rank("align"));
}

#[test]
fn only_keys_that_say_so_depend_on_their_surroundings() {
    let value = |key: &str| match key {
        "align" => tag("Center"),
        "width" | "height" => tag("Fill"),
        _ => number(3),
    };
    for key in crate::view::style::KEYS {
        let outputs: Vec<Output> = [None, Some(Flow::Row), Some(Flow::Column)]
            .into_iter()
            .flat_map(|parent| {
                [Flow::Row, Flow::Column].map(|flow| {
                    let context = context(ElementKind::Stripe, flow, parent);
                    output(key.name, &value(key.name), &context)
                })
            })
            .collect();
        let depends = outputs.iter().any(|out| *out != outputs[0]);
        let says_so = key.surroundings != crate::view::style::Surroundings::None;
        assert_eq!(depends, says_so, "{}", key.name);
    }
}
