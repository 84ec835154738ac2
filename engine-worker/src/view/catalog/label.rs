//! The `label` of inputs, checkboxes, sliders and selects (stdlib.md §7.4).

use protocol::value::WireValue;

use crate::view::plain;
use crate::view::style::Output;

/// What a `label` asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum LabelForm<'a> {
    /// No name yet.
    Unset,
    /// `Hidden[text]`: the `aria-label`; never in the page's text.
    Hidden(String),
    /// `Reference[element]`: `aria-labelledby` this element; nothing while the slot is empty.
    Reference(&'a WireValue),
    /// A Text or element that the user sees.
    ///
    /// A checkbox shows it as a child behind its icon. Around a text input, slider or select that may ever
    /// have one goes a `<label>` without a box of its own, whose children are it and the control: a node
    /// cannot get another parent without losing the focus.
    Visible(&'a WireValue),
}

/// Reads a `label`.
#[must_use]
pub fn label_form<'a>(value: &'a WireValue, out: &mut Output) -> LabelForm<'a> {
    match value {
        WireValue::Object { tag: Some(tag), .. } if tag == "Hidden" => {
            match plain::field(value, "text").and_then(plain::text) {
                Some(text) => LabelForm::Hidden(text.into_owned()),
                None => LabelForm::Unset,
            }
        }
        WireValue::Object { tag: Some(tag), .. } if tag == "Reference" => {
            match plain::field(value, "element") {
                Some(element @ WireValue::Reference { .. }) => LabelForm::Reference(element),
                _ => LabelForm::Unset,
            }
        }
        WireValue::Text(_) | WireValue::Number(_) | WireValue::Reference { .. } => {
            LabelForm::Visible(value)
        }
        WireValue::Absent => LabelForm::Unset,
        WireValue::Tag(_) | WireValue::Object { .. } | WireValue::List(_) => {
            out.reject(
                "label",
                "Hidden[text], Reference[element], a text or an element",
                value,
            );
            LabelForm::Unset
        }
    }
}

/// Whether the user sees what a label is.
#[must_use]
pub fn is_shown(value: &WireValue) -> bool {
    matches!(
        label_form(value, &mut Output::default()),
        LabelForm::Visible(_)
    )
}
