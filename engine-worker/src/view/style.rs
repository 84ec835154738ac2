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
mod scene;
mod shadow;
mod size;
mod spacing;
mod surface;
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
pub use output::{Output, Unknown};
pub use scene::scene;
pub use surface::{has_surface, surface};

/// The rank of [`element_base`] in a [`Cascade`]; static attributes of the element have it too.
pub const BASE_RANK: u8 = 0;

/// The rank of an element's first argument; the others follow in the order of its row, so that each
/// argument has a layer of its own.
pub const FIRST_ARGUMENT_RANK: u8 = 1;

/// The rank of the first key of [`KEYS`]: above all arguments.
pub const FIRST_KEY_RANK: u8 = 16;

/// The rank of [`surface`]: above all keys.
pub const SURFACE_RANK: u8 = FIRST_KEY_RANK + KEYS.len() as u8;

/// The rank of [`scene`] on the root element of a scene.
pub const SCENE_RANK: u8 = SURFACE_RANK + 1;

/// The rank of what lets the browser leave an item out.
pub const CONTAINMENT_RANK: u8 = SCENE_RANK + 1;

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
    /// Whether it is applied with the others of a surface, where the style has one.
    pub is_surface: bool,
    apply: Apply,
}

type Apply = fn(&WireValue, &StyleContext, &mut Output);

/// All keys. A key outranks those above it where both declare the same property.
pub const KEYS: &[Key] = &[
    placed("align", Surroundings::Both, layout::align),
    placed("width", Surroundings::Parent, size::width),
    placed("height", Surroundings::Parent, size::height),
    placed("size", Surroundings::Parent, size::size),
    key("padding", spacing::padding),
    key("font", font::font),
    key("line_height", font::line_height),
    key("font_smoothing", font::font_smoothing),
    key("relief", physical::relief),
    key("text_shadow", shadow::text_shadow),
    surface_key("background", background::background),
    key("rounded_corners", border::rounded_corners),
    key("borders", border::borders),
    key("outline", outline::outline),
    surface_key("shadows", shadow::shadows),
    surface_key("rotate", transform::rotate),
    surface_key("transform", transform::transform),
    key("visible", interaction::visible),
    key("disabled", interaction::disabled),
    key("cursor", interaction::cursor),
    key("scrollbars", interaction::scrollbars),
    key("fill", svg::fill),
    key("stroke", svg::stroke),
    key("stroke_width", svg::stroke_width),
    surface_key("material", ignore),
    surface_key("depth", ignore),
    surface_key("move", ignore),
    key("spring_range", physical::spring_range),
];

/// What only [`surface`] draws.
fn ignore(_: &WireValue, _: &StyleContext, _: &mut Output) {}

const fn placed(name: &'static str, surroundings: Surroundings, apply: Apply) -> Key {
    Key {
        name,
        surroundings,
        is_surface: false,
        apply,
    }
}

const fn key(name: &'static str, apply: Apply) -> Key {
    placed(name, Surroundings::None, apply)
}

const fn surface_key(name: &'static str, apply: Apply) -> Key {
    Key {
        is_surface: true,
        ..key(name, apply)
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
        None => out.unknown.push(Unknown {
            message: format!("there is no style `{name}`"),
            wrong: name.to_owned(),
            known: KEYS.iter().map(|key| key.name).collect(),
        }),
    }
}

/// What a key whose value is live declares in any case, if its object literal has these fields.
pub fn fixed_part<'a>(name: &str, mut fields: impl Iterator<Item = &'a str>, out: &mut Output) {
    if name == "background" && fields.any(|field| field == "url") {
        background::picture_frame(out);
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
    out.complain(&mut own);
}
