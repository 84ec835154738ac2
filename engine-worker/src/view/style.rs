//! Style values to CSS declarations (style.md).
//!
//! A `style` object's fields are its keys; each key is a row of [`KEYS`] with the function that turns its
//! value into declarations. A function sees one key, its value and the element's surroundings, and
//! nothing else, so the same value gives the same declarations in the same order, and a live key costs
//! only itself. [`Cascade`] combines the keys of one element.

mod background;
mod base;
mod border;
mod cascade;
mod color;
mod context;
mod css_text;
mod font;
mod interaction;
mod layout;
pub(crate) mod name;
mod number;
mod outline;
mod output;
mod physical;
mod shadow;
mod size;
mod spacing;
mod svg;
#[cfg(test)]
mod tests;
mod transform;
pub(crate) mod url;

use protocol::value::WireValue;

pub use base::{
    checkbox_box, checkbox_mark, direction, element_base, gap, label_wrapper, placeholder_base,
};
pub use cascade::Cascade;
pub use context::{ElementKind, Flow, StyleContext};
pub use number::{css_number, pixels};
pub use output::Output;

/// The rank of [`element_base`] in a [`Cascade`]; static attributes of the element have it too.
pub const BASE_RANK: u8 = 0;

/// The rank of an element's first argument; the others follow in the order of its row, so that each
/// argument has a layer of its own.
pub const FIRST_ARGUMENT_RANK: u8 = 1;

/// The rank of the first key of [`KEYS`]: above all arguments.
pub const FIRST_KEY_RANK: u8 = 16;

/// What of its [`StyleContext`] a key looks at: it must be applied again when that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surroundings {
    /// Nothing that can change.
    None,
    /// The parent's flow.
    Parent,
    /// The element's own flow and the parent's.
    Both,
}

/// A style key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name in the `style` object.
    pub name: &'static str,
    /// What it depends on besides its value.
    pub surroundings: Surroundings,
    apply: fn(&WireValue, &StyleContext, &mut Output),
}

/// All keys. A key outranks those above it where both declare the same property.
pub const KEYS: &[Key] = &[
    key("align", Surroundings::Both, layout::align),
    key("width", Surroundings::Parent, size::width),
    key("height", Surroundings::Parent, size::height),
    key("size", Surroundings::Parent, size::size),
    key("padding", Surroundings::None, spacing::padding),
    key("font", Surroundings::None, font::font),
    key("line_height", Surroundings::None, font::line_height),
    key("font_smoothing", Surroundings::None, font::font_smoothing),
    key("text_shadow", Surroundings::None, shadow::text_shadow),
    key("background", Surroundings::None, background::background),
    key(
        "rounded_corners",
        Surroundings::None,
        border::rounded_corners,
    ),
    key("borders", Surroundings::None, border::borders),
    key("outline", Surroundings::None, outline::outline),
    key("shadows", Surroundings::None, shadow::shadows),
    key("rotate", Surroundings::None, transform::rotate),
    key("transform", Surroundings::None, transform::transform),
    key("visible", Surroundings::None, interaction::visible),
    key("disabled", Surroundings::None, interaction::disabled),
    key("cursor", Surroundings::None, interaction::cursor),
    key("scrollbars", Surroundings::None, interaction::scrollbars),
    key("fill", Surroundings::None, svg::fill),
    key("stroke", Surroundings::None, svg::stroke),
    key("stroke_width", Surroundings::None, svg::stroke_width),
    key("material", Surroundings::None, physical::flat),
    key("depth", Surroundings::None, physical::flat),
    key("move", Surroundings::None, physical::flat),
    key("relief", Surroundings::None, physical::flat),
    key("spring_range", Surroundings::None, physical::flat),
];

const fn key(
    name: &'static str,
    surroundings: Surroundings,
    apply: fn(&WireValue, &StyleContext, &mut Output),
) -> Key {
    Key {
        name,
        surroundings,
        apply,
    }
}

/// Looks a key and its rank in a [`Cascade`] up.
#[must_use]
pub fn find(name: &str) -> Option<(u8, &'static Key)> {
    let position = KEYS.iter().position(|key| key.name == name)?;
    Some((FIRST_KEY_RANK + position as u8, &KEYS[position]))
}

/// Applies one key of a `style` object: adds its declarations, attributes and warnings to `out`.
pub fn apply(name: &str, value: &WireValue, context: &StyleContext, out: &mut Output) {
    match find(name) {
        Some((_, key)) => (key.apply)(value, context, out),
        None => out.warnings.push(format!(
            "unknown style `{name}` with {}",
            crate::view::plain::describe(value)
        )),
    }
}

/// Applies one key of `placeholder.style`, which knows only `font`.
pub fn apply_placeholder(name: &str, value: &WireValue, context: &StyleContext, out: &mut Output) {
    if name != "font" {
        out.warnings.push(format!(
            "a placeholder's style has only `font`, not `{name}`"
        ));
        return;
    }
    let mut own = Output::default();
    font::font(value, context, &mut own);
    out.placeholder.append(&mut own.element);
    out.warnings.append(&mut own.warnings);
}
