//! `visible`, `disabled`, `cursor` and `scrollbars` (style.md §3).

use protocol::value::WireValue;

use crate::view::style::context::{ElementKind, StyleContext};
use crate::view::style::name::{attribute, property};
use crate::view::style::number::boolean;
use crate::view::style::output::Output;

/// The words that CSS knows for a cursor.
const CURSORS: &[&str] = &[
    "auto",
    "default",
    "none",
    "context-menu",
    "help",
    "pointer",
    "progress",
    "wait",
    "cell",
    "crosshair",
    "text",
    "vertical-text",
    "alias",
    "copy",
    "move",
    "no-drop",
    "not-allowed",
    "grab",
    "grabbing",
    "all-scroll",
    "col-resize",
    "row-resize",
    "n-resize",
    "e-resize",
    "s-resize",
    "w-resize",
    "ne-resize",
    "nw-resize",
    "se-resize",
    "sw-resize",
    "ew-resize",
    "ns-resize",
    "nesw-resize",
    "nwse-resize",
    "zoom-in",
    "zoom-out",
];

/// `visible: True | False`
pub(super) fn visible(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if boolean(value, "visible", out) == Some(false) {
        out.declare(property!("visibility"), "hidden");
    }
}

/// `disabled: True | False`
pub(super) fn disabled(value: &WireValue, context: &StyleContext, out: &mut Output) {
    let Some(disabled) = boolean(value, "disabled", out) else {
        return;
    };
    match context.element {
        ElementKind::Button
        | ElementKind::TextInput
        | ElementKind::Select
        | ElementKind::Slider => {
            if disabled {
                out.set_attribute(attribute!("disabled"), "");
            }
        }
        // No native control: neither pointer nor keyboard may reach it.
        ElementKind::Checkbox => {
            if disabled {
                out.set_attribute(attribute!("aria-disabled"), "true");
                out.set_attribute(attribute!("tabindex"), "-1");
                out.declare(property!("pointer-events"), "none");
            }
        }
        ElementKind::Stripe
        | ElementKind::Container
        | ElementKind::Stack
        | ElementKind::Paragraph
        | ElementKind::Label
        | ElementKind::Text
        | ElementKind::Block
        | ElementKind::Link
        | ElementKind::Svg
        | ElementKind::SvgCircle
        | ElementKind::App => out.warnings.push(
            "`disabled` applies to button, text_input, checkbox, slider and select".to_owned(),
        ),
    }
}

/// `cursor: Tag`
pub(super) fn cursor(value: &WireValue, _: &StyleContext, out: &mut Output) {
    let word = match value {
        WireValue::Tag(tag) => Some(hyphenated(tag)),
        _ => None,
    };
    match word.filter(|word| CURSORS.contains(&word.as_str())) {
        Some(word) => out.declare(property!("cursor"), word),
        None => out.reject("cursor", "a CSS cursor such as Pointer", value),
    }
}

/// `scrollbars: True | False`
pub(super) fn scrollbars(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if boolean(value, "scrollbars", out) == Some(true) {
        out.declare(property!("overflow"), "auto");
    }
}

/// `NotAllowed` → `not-allowed`
fn hyphenated(tag: &str) -> String {
    let mut word = String::with_capacity(tag.len() + 2);
    for (position, character) in tag.char_indices() {
        if position > 0 && character.is_ascii_uppercase() {
            word.push('-');
        }
        word.push(character.to_ascii_lowercase());
    }
    word
}
