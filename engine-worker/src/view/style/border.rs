//! `borders` and `rounded_corners` (style.md §3).

use protocol::names::StyleProperty;
use protocol::value::WireValue;

use crate::view::plain::is_tag;
use crate::view::style::color::color;
use crate::view::style::context::StyleContext;
use crate::view::style::name::property;
use crate::view::style::number::{Fields, fields, keyword, non_negative, pixels};
use crate::view::style::output::Output;

const SIDES: [(&str, &str, StyleProperty); 4] = [
    ("top", "borders.top", property!("border-top")),
    ("right", "borders.right", property!("border-right")),
    ("bottom", "borders.bottom", property!("border-bottom")),
    ("left", "borders.left", property!("border-left")),
];

const LINE_STYLES: &[(&str, &str)] = &[
    ("Solid", "solid"),
    ("Dashed", "dashed"),
    ("Dotted", "dotted"),
];

/// `borders: [top, right, bottom, left: [color, width, style]]`
pub(super) fn borders(value: &WireValue, _: &StyleContext, out: &mut Output) {
    let Some(sides) = fields(value, "borders", &["top", "right", "bottom", "left"], out) else {
        return;
    };
    for (name, path, property) in SIDES {
        let side = sides.get(name);
        if matches!(side, WireValue::Absent) {
            continue;
        }
        let Some(side) = fields(side, path, &["color", "width", "style"], out) else {
            continue;
        };
        if let Some(line) = line(side, path, "width", "style", out) {
            out.declare(property, line);
        }
    }
}

/// `rounded_corners: Number | Fully`
pub(super) fn rounded_corners(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if is_tag(value, "Fully") {
        out.declare(property!("border-radius"), "9999px");
    } else if matches!(value, WireValue::Number(_)) {
        if let Some(number) = non_negative(value, "rounded_corners", out) {
            out.declare(property!("border-radius"), pixels(number));
        }
    } else {
        out.reject("rounded_corners", "a number or Fully", value);
    }
}

/// The `width style color` of a border or outline; `None` while one of its fields has no value.
pub(super) fn line(
    fields: Fields<'_>,
    path: &str,
    width: &str,
    style: &str,
    out: &mut Output,
) -> Option<String> {
    let thickness = match fields.find(width) {
        None => Some(1.0),
        Some(value) => non_negative(value, &format!("{path}.{width}"), out),
    };
    let style = match fields.find(style) {
        None => Some("solid"),
        Some(value) => keyword(value, LINE_STYLES, &format!("{path}.{style}"), out),
    };
    let color = match fields.find("color") {
        None => Some("currentcolor".to_owned()),
        Some(value) => color(value, &format!("{path}.color"), out),
    };
    Some(format!("{} {} {}", pixels(thickness?), style?, color?))
}
