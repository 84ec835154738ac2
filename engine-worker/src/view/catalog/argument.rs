//! The arguments of elements: what each one draws.

use protocol::names::Attribute;
use protocol::value::WireValue;

use crate::view::plain::{self, boolean, field, is_tag};
use crate::view::style::name::attribute;
use crate::view::style::url::link_target;
use crate::view::style::{Output, StyleContext, apply_placeholder, css_number, placeholder_base};

/// A named argument of an element.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name in the call.
    pub name: &'static str,
    /// What it draws.
    pub role: Role,
}

impl Argument {
    pub(super) const CAPABILITIES: Argument = Argument::new("element", Role::Capabilities);
    pub(super) const STYLE: Argument = Argument::new("style", Role::Style);

    pub(super) const fn new(name: &'static str, role: Role) -> Argument {
        Argument { name, role }
    }
}

/// What an argument draws. Each is live: it is drawn again when its value changes.
#[derive(Clone, Copy, Debug)]
pub enum Role {
    /// The requested capabilities: `[event: […], hovered, tag]`; fields of other names are ignored.
    ///
    /// Events and `hovered` decide the listeners ([`super::Element::listeners`]); `tag` the HTML tag
    /// ([`super::Element::tag_of`]), which cannot change on a node.
    Capabilities,
    /// What the program shows: whether it is a scene, and what its lights are. Of the app's own element.
    Scene,
    /// The style object; each field is a key for [`crate::view::style::apply`].
    Style,
    /// One child position, drawn by [`child`]. Child positions of an element are its DOM children in
    /// the order of the table.
    Child,
    /// A list of child positions.
    Children,
    /// As [`Role::Children`], on top of each other.
    Layers,
    /// The icon of a checkbox: as [`Role::Child`]; where the argument is not given, a box with a mark
    /// ([`crate::view::style::checkbox_box`]).
    Icon,
    /// The accessible name, see [`super::LabelForm`].
    Label,
    /// The flow of a stripe: [`crate::view::style::direction`]. It changes the element's own base and
    /// `align`, and the surroundings of all its children.
    Direction,
    /// Declarations at the argument's rank: the function's output.
    Declarations(fn(&WireValue, &mut Output)),
    /// Attributes at the argument's rank: the function's output, which also may style the placeholder. A
    /// value that draws nothing removes what an earlier one drew.
    Attributes(fn(&WireValue, &mut Output)),
    /// The controlled value of a text input, slider or select: `SetValue` each time the argument emits
    /// a value, also an equal one, as the page compares with what the user typed. `None` writes nothing.
    ///
    /// It comes after the element's attributes and options in the frame: a slider clips its value to
    /// `min` and `max`, a select ignores an option that it does not have yet.
    Value(fn(&WireValue, &mut Output) -> Option<String>),
    /// The options of a select: a list whose items [`option`] draws as `<option>` children. After a
    /// change the select's last written value is written again.
    Options,
    /// `Focus` when the value is `True` as the element is inserted, and when it turns from anything
    /// else to `True`. `False` does nothing.
    Focus,
}

/// What a child position shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Child<'a> {
    /// No node: no value yet, `NoElement`, or a value without a text form.
    Nothing,
    /// A text node.
    Text(std::borrow::Cow<'a, str>),
    /// The element behind a reference.
    Element(&'a WireValue),
}

/// What a value in a child position shows (language.md §17).
#[must_use]
pub fn child(value: &WireValue) -> Child<'_> {
    match value {
        WireValue::Absent | WireValue::Object { .. } | WireValue::List(_) => Child::Nothing,
        _ if is_tag(value, "NoElement") => Child::Nothing,
        WireValue::Reference { .. } => Child::Element(value),
        WireValue::Number(_) | WireValue::Text(_) | WireValue::Tag(_) => {
            plain::text(value).map_or(Child::Nothing, Child::Text)
        }
    }
}

/// What an item of `options` draws: the `value` attribute and the text of an `<option>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What `change` reports.
    pub value: String,
    /// What the user sees; the value where the program gives no label.
    pub label: String,
}

/// Reads `[value, label]`; `None` while the value is missing.
#[must_use]
pub fn option(item: &WireValue, out: &mut Output) -> Option<SelectOption> {
    let WireValue::Object { .. } = item else {
        out.reject("options", "[value: Text, label: Text]", item);
        return None;
    };
    let value = text_of(field(item, "value")?, "options.value", out)?;
    let label = field(item, "label").and_then(|label| text_of(label, "options.label", out));
    Some(SelectOption {
        label: label.unwrap_or_else(|| value.clone()),
        value,
    })
}

/// `checked` of a checkbox.
pub(super) fn checked(value: &WireValue, out: &mut Output) {
    match boolean(value) {
        Some(true) => out.set_attribute(attribute!("aria-checked"), "true"),
        Some(false) => out.set_attribute(attribute!("aria-checked"), "false"),
        None => out.reject("checked", "True or False", value),
    }
}

/// `settings: [checked]`, another spelling of `checked`.
pub(super) fn settings(value: &WireValue, out: &mut Output) {
    if let Some(value) = field(value, "checked") {
        checked(value, out);
    }
}

/// `to` of a link.
pub(super) fn to(value: &WireValue, out: &mut Output) {
    let target = match value {
        WireValue::Text(text) => link_target(text),
        _ => None,
    };
    match target {
        Some(target) => out.set_attribute(attribute!("href"), target),
        None => out.reject("to", "a path or a web address", value),
    }
}

/// `new_tab` of a link: any value opens one.
pub(super) fn new_tab(value: &WireValue, out: &mut Output) {
    if !matches!(value, WireValue::Absent) {
        out.set_attribute(attribute!("target"), "_blank");
        out.set_attribute(attribute!("rel"), "noopener");
    }
}

/// `placeholder: [text, style]` of a text input.
pub(super) fn placeholder(value: &WireValue, out: &mut Output) {
    let (text, style) = match value {
        WireValue::Text(_) => (Some(value), None),
        WireValue::Object { .. } => (field(value, "text"), field(value, "style")),
        _ => {
            out.reject("placeholder", "[text, style]", value);
            return;
        }
    };
    if let Some(text) = text.and_then(|text| text_of(text, "placeholder.text", out)) {
        out.set_attribute(attribute!("placeholder"), text);
    }
    placeholder_base(out);
    if let Some(WireValue::Object { fields, .. }) = style {
        let context = StyleContext {
            element: crate::view::style::ElementKind::TextInput,
            flow: crate::view::style::Flow::Block,
            parent: None,
            is_scene: false,
        };
        for (name, value) in fields {
            apply_placeholder(name, value, &context, out);
        }
    }
}

/// `text` of a text input.
pub(super) fn controlled_text(value: &WireValue, out: &mut Output) -> Option<String> {
    text_of(value, "text", out)
}

/// `selected` of a select.
pub(super) fn selected(value: &WireValue, out: &mut Output) -> Option<String> {
    text_of(value, "selected", out)
}

/// `value` of a slider.
pub(super) fn controlled_number(value: &WireValue, out: &mut Output) -> Option<String> {
    number_of(value, "value", out)
}

/// `min` of a slider.
pub(super) fn min(value: &WireValue, out: &mut Output) {
    number_attribute(attribute!("min"), "min", value, out);
}

/// `max` of a slider.
pub(super) fn max(value: &WireValue, out: &mut Output) {
    number_attribute(attribute!("max"), "max", value, out);
}

/// `step` of a slider.
pub(super) fn step(value: &WireValue, out: &mut Output) {
    number_attribute(attribute!("step"), "step", value, out);
}

/// `cx` of a circle.
pub(super) fn cx(value: &WireValue, out: &mut Output) {
    number_attribute(attribute!("cx"), "cx", value, out);
}

/// `cy` of a circle.
pub(super) fn cy(value: &WireValue, out: &mut Output) {
    number_attribute(attribute!("cy"), "cy", value, out);
}

/// `r` of a circle.
pub(super) fn r(value: &WireValue, out: &mut Output) {
    number_attribute(attribute!("r"), "r", value, out);
}

fn number_attribute(attribute: Attribute, path: &str, value: &WireValue, out: &mut Output) {
    if let Some(number) = number_of(value, path, out) {
        out.set_attribute(attribute, number);
    }
}

fn number_of(value: &WireValue, path: &str, out: &mut Output) -> Option<String> {
    match value {
        WireValue::Number(number) if number.is_finite() => Some(css_number(*number)),
        _ => {
            out.reject(path, "a finite number", value);
            None
        }
    }
}

fn text_of(value: &WireValue, path: &str, out: &mut Output) -> Option<String> {
    let text = plain::text(value);
    if text.is_none() {
        out.reject(path, "a text", value);
    }
    text.map(std::borrow::Cow::into_owned)
}
