//! The `label` of inputs, checkboxes, sliders and selects (stdlib.md §7.4).

use protocol::ids::NodeId;
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
    /// `Reference[element]`: `aria-labelledby` the [`dom_id`] of this element, which then gets it as its
    /// `id`; nothing while the slot is empty.
    Reference(&'a WireValue),
    /// A Text or element that the user sees.
    ///
    /// A checkbox shows it as a child behind its icon. Around a text input, slider or select goes a
    /// `<label>`, whose children are it and the control; whether a control has one is decided when
    /// it is instantiated, because a node cannot get another parent without losing the focus.
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

/// The DOM id of a node; `app` tells the apps of one page apart.
///
/// Programs never choose ids, so that none can shadow a name of the page.
#[must_use]
pub fn dom_id(app: u32, node: NodeId) -> String {
    let NodeId { actor, hole } = node;
    format!("offstage-{app}-{}-{}-{hole}", actor.index, actor.generation)
}
