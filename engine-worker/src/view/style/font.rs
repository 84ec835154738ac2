//! `font`, `line_height` and `font_smoothing` (style.md §3, §4).

use protocol::value::WireValue;

use crate::view::plain::is_tag;
use crate::view::style::color::color;
use crate::view::style::context::StyleContext;
use crate::view::style::name::property;
use crate::view::style::number::{
    boolean, css_number, fields, keyword, non_negative, number, pixels,
};
use crate::view::style::output::Output;

const FIELDS: &[&str] = &[
    "size", "color", "weight", "style", "family", "align", "line",
];

const WEIGHTS: &[(&str, &str)] = &[
    ("Hairline", "100"),
    ("ExtraLight", "200"),
    ("UltraLight", "200"),
    ("Light", "300"),
    ("Regular", "400"),
    ("Normal", "400"),
    ("Medium", "500"),
    ("SemiBold", "600"),
    ("DemiBold", "600"),
    ("Bold", "700"),
    ("ExtraBold", "800"),
    ("UltraBold", "800"),
    ("Heavy", "900"),
    ("Black", "900"),
    ("ExtraHeavy", "950"),
];

const STYLES: &[(&str, &str)] = &[("Italic", "italic"), ("Normal", "normal")];

const ALIGNS: &[(&str, &str)] = &[
    ("Left", "left"),
    ("Center", "center"),
    ("Right", "right"),
    ("Justify", "justify"),
];

const GENERIC_FAMILIES: &[(&str, &str)] = &[
    ("SansSerif", "sans-serif"),
    ("Serif", "serif"),
    ("Monospace", "monospace"),
];

/// `font: [size, color, weight, style, family, align, line]`
pub(super) fn font(value: &WireValue, _: &StyleContext, out: &mut Output) {
    let Some(fields) = fields(value, "font", FIELDS, out) else {
        return;
    };
    if let Some(size) = non_negative(fields.get("size"), "font.size", out) {
        out.declare(property!("font-size"), pixels(size));
    }
    if let Some(color) = color(fields.get("color"), "font.color", out) {
        out.declare(property!("color"), color);
    }
    if let Some(weight) = weight(fields.get("weight"), out) {
        out.declare(property!("font-weight"), weight);
    }
    if let Some(style) = keyword(fields.get("style"), STYLES, "font.style", out) {
        out.declare(property!("font-style"), style);
    }
    if let Some(family) = family(fields.get("family"), out) {
        out.declare(property!("font-family"), family);
    }
    if let Some(align) = keyword(fields.get("align"), ALIGNS, "font.align", out) {
        out.declare(property!("text-align"), align);
    }
    if let Some(line) = line(fields.get("line"), out) {
        out.declare(property!("text-decoration-line"), line);
    }
}

fn weight(value: &WireValue, out: &mut Output) -> Option<String> {
    if let WireValue::Number(_) = value {
        let weight = number(value, "font.weight", out)?;
        if !(1.0..=1000.0).contains(&weight) {
            out.reject("font.weight", "a weight from 1 to 1000", value);
            return None;
        }
        return Some(css_number(weight));
    }
    keyword(value, WEIGHTS, "font.weight", out).map(str::to_owned)
}

fn family(value: &WireValue, out: &mut Output) -> Option<String> {
    let WireValue::List(items) = value else {
        out.reject("font.family", "a list of family names", value);
        return None;
    };
    let names: Vec<String> = items
        .iter()
        .filter_map(|item| family_name(item, out))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn family_name(item: &WireValue, out: &mut Output) -> Option<String> {
    let WireValue::Text(name) = item else {
        return keyword(item, GENERIC_FAMILIES, "font.family", out).map(str::to_owned);
    };
    let name = name.trim();
    if name.is_empty() || !name.chars().all(is_allowed_in_family) {
        out.reject("font.family", "the name of a font family", item);
        return None;
    }
    Some(format!("\"{name}\""))
}

/// Nothing that could end a CSS string or declaration, even where it is quoted.
fn is_allowed_in_family(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.' | ',' | '&' | '+')
}

fn line(value: &WireValue, out: &mut Output) -> Option<String> {
    if matches!(value, WireValue::Absent) {
        return None;
    }
    let fields = fields(
        value,
        "font.line",
        &["strikethrough", "strike", "underline"],
        out,
    )?;
    let strikethrough = boolean(fields.get("strikethrough"), "font.line.strikethrough", out);
    let strike = boolean(fields.get("strike"), "font.line.strike", out);
    let underline = boolean(fields.get("underline"), "font.line.underline", out);
    let through = match (strikethrough, strike) {
        (None, None) => None,
        (one, other) => Some(one == Some(true) || other == Some(true)),
    };
    match (underline, through) {
        (None, None) => None,
        (Some(true), Some(true)) => Some("underline line-through"),
        (Some(true), _) => Some("underline"),
        (_, Some(true)) => Some("line-through"),
        (_, _) => Some("none"),
    }
    .map(str::to_owned)
}

/// `line_height: Number`
pub(super) fn line_height(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if let Some(height) = non_negative(value, "line_height", out) {
        out.declare(property!("line-height"), css_number(height));
    }
}

/// `font_smoothing: Antialiased`
pub(super) fn font_smoothing(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if is_tag(value, "Antialiased") {
        out.declare(property!("-webkit-font-smoothing"), "antialiased");
        out.declare(property!("-moz-osx-font-smoothing"), "grayscale");
    } else {
        out.reject("font_smoothing", "Antialiased", value);
    }
}
