//! `fill`, `stroke` and `stroke_width` of shapes (style.md §3).

use protocol::names::Attribute;
use protocol::value::WireValue;

use crate::view::style::color::color;
use crate::view::style::context::StyleContext;
use crate::view::style::name::attribute;
use crate::view::style::number::{css_number, non_negative};
use crate::view::style::output::Output;

/// `fill: Text | Colour`
pub(super) fn fill(value: &WireValue, context: &StyleContext, out: &mut Output) {
    paint(attribute!("fill"), "fill", value, context, out);
}

/// `stroke: Text | Colour`
pub(super) fn stroke(value: &WireValue, context: &StyleContext, out: &mut Output) {
    paint(attribute!("stroke"), "stroke", value, context, out);
}

/// `stroke_width: Number`
pub(super) fn stroke_width(value: &WireValue, context: &StyleContext, out: &mut Output) {
    if is_shape("stroke_width", context, out)
        && let Some(width) = non_negative(value, "stroke_width", out)
    {
        out.set_attribute(attribute!("stroke-width"), css_number(width));
    }
}

fn paint(
    attribute: Attribute,
    path: &str,
    value: &WireValue,
    context: &StyleContext,
    out: &mut Output,
) {
    if !is_shape(path, context, out) {
        return;
    }
    match value {
        WireValue::Text(text) if text.trim() == "none" => out.set_attribute(attribute, "none"),
        _ => {
            if let Some(color) = color(value, path, out) {
                out.set_attribute(attribute, color);
            }
        }
    }
}

fn is_shape(path: &str, context: &StyleContext, out: &mut Output) -> bool {
    let is_shape = context.element.is_svg();
    if !is_shape {
        out.warnings
            .push(format!("`{path}` applies to svg and svg_circle"));
    }
    is_shape
}
