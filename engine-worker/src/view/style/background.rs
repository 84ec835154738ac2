//! `background` (style.md §3, §6.3).

use protocol::value::WireValue;

use crate::view::style::color::color;
use crate::view::style::context::{ElementKind, StyleContext};
use crate::view::style::css_text::{is_color, is_gradient};
use crate::view::style::name::property;
use crate::view::style::number::fields;
use crate::view::style::output::Output;
use crate::view::style::url::image;

/// `background: [color, url]`; for an svg also a Text.
pub(super) fn background(value: &WireValue, context: &StyleContext, out: &mut Output) {
    if let WireValue::Text(text) = value
        && context.element == ElementKind::Svg
    {
        svg_background(text.trim(), value, out);
        return;
    }
    if matches!(value, WireValue::Absent) {
        return;
    }
    let Some(fields) = fields(value, "background", &["color", "url"], out) else {
        return;
    };
    if let Some(color) = color(fields.get("color"), "background.color", out) {
        out.declare(property!("background-color"), color);
    }
    match fields.get("url") {
        WireValue::Text(text) if text.trim().is_empty() => {}
        value => match image_of(value) {
            Some(image) => picture(image, out),
            None => out.reject("background.url", "a web address or a data:image", value),
        },
    }
}

fn image_of(value: &WireValue) -> Option<String> {
    match value {
        WireValue::Text(text) => image(text),
        _ => None,
    }
}

fn picture(image: String, out: &mut Output) {
    out.declare(property!("background-image"), image);
    picture_frame(out);
}

/// How a picture lies in its box.
pub(super) fn picture_frame(out: &mut Output) {
    out.declare(property!("background-size"), "contain");
    out.declare(property!("background-repeat"), "no-repeat");
    out.declare(property!("background-position"), "center");
}

/// The longhand of what the text is: removing the `background` shorthand later would take a colour that
/// replaces it along.
fn svg_background(text: &str, value: &WireValue, out: &mut Output) {
    if is_color(text) {
        out.declare(property!("background-color"), text);
    } else if is_gradient(text) {
        out.declare(property!("background-image"), text);
    } else if let Some(image) = url_argument(text).and_then(image) {
        picture(image, out);
    } else {
        out.reject("background", "a CSS colour, gradient or url(…)", value);
    }
}

fn url_argument(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("url(")?.strip_suffix(')')?.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = inner.strip_prefix(quote) {
            return inner.strip_suffix(quote);
        }
    }
    Some(inner)
}
