//! `outline` (style.md §6.1).

use protocol::value::WireValue;

use crate::view::plain::is_tag;
use crate::view::style::border::line;
use crate::view::style::context::StyleContext;
use crate::view::style::name::property;
use crate::view::style::number::{fields, keyword, non_negative, pixels};
use crate::view::style::output::Output;

const SIDES: &[(&str, &str)] = &[("Outer", "outer"), ("Inner", "inner")];

/// `outline: NoOutline | [side, thickness, line_style, color]`
///
/// `NoOutline` is declared and not left out, so that the browser's focus ring goes as well.
pub(super) fn outline(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if is_tag(value, "NoOutline") {
        out.declare(property!("outline"), "none");
        return;
    }
    if let WireValue::Tag(_) = value {
        out.reject(
            "outline",
            "NoOutline or [side, thickness, line_style, color]",
            value,
        );
        return;
    }
    let known = ["side", "thickness", "line_style", "color"];
    let Some(fields) = fields(value, "outline", &known, out) else {
        return;
    };
    let side = match fields.find("side") {
        None => Some("outer"),
        Some(side) => keyword(side, SIDES, "outline.side", out),
    };
    let line = line(fields, "outline", "thickness", "line_style", out);
    let (Some(side), Some(line)) = (side, line) else {
        return;
    };
    let thickness = match fields.find("thickness") {
        None => 1.0,
        Some(thickness) => non_negative(thickness, "outline.thickness", out).unwrap_or(1.0),
    };
    let offset = if side == "inner" { -thickness } else { 0.0 };
    out.declare(property!("outline"), line);
    out.declare(property!("outline-offset"), pixels(offset));
}
