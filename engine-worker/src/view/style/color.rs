//! Colours (style.md §2).

use protocol::value::WireValue;

use crate::view::style::css_text::is_color;
use crate::view::style::number::{css_number, fields};
use crate::view::style::output::Output;

const TAGS: &[(&str, &str)] = &[
    ("White", "white"),
    ("Black", "black"),
    ("Red", "red"),
    ("Green", "green"),
    ("Blue", "blue"),
    ("Yellow", "yellow"),
    ("Cyan", "cyan"),
    ("Magenta", "magenta"),
    ("Orange", "orange"),
    ("Purple", "purple"),
    ("Pink", "pink"),
    ("Brown", "brown"),
    ("Gray", "gray"),
    ("Grey", "grey"),
    ("Transparent", "transparent"),
];

/// The CSS form of a colour; `None` while it or one of its components has no value.
pub(super) fn color(value: &WireValue, path: &str, out: &mut Output) -> Option<String> {
    let found = match value {
        WireValue::Object { tag: Some(tag), .. } if tag == "Oklch" => {
            return oklch(value, path, out);
        }
        WireValue::Tag(tag) => TAGS
            .iter()
            .find(|(name, _)| name == tag)
            .map(|(_, word)| (*word).to_owned()),
        WireValue::Text(text) => Some(text.trim())
            .filter(|text| is_color(text))
            .map(str::to_owned),
        _ => None,
    };
    if found.is_none() {
        out.reject(path, "a colour", value);
    }
    found
}

fn oklch(value: &WireValue, path: &str, out: &mut Output) -> Option<String> {
    let fields = fields(value, path, &["lightness", "chroma", "hue", "alpha"], out)?;
    // Messages name the component; the name is only built where one is needed, as colours are frequent.
    let mut component = |name: &str, default: f64| match fields.find(name) {
        None => Some(default),
        Some(WireValue::Number(number)) if number.is_finite() => Some(*number),
        Some(other) => {
            out.reject(&format!("{path}.{name}"), "a finite number", other);
            None
        }
    };
    let lightness = component("lightness", 0.0)?;
    let chroma = component("chroma", 0.0)?;
    let hue = component("hue", 0.0)?;
    let alpha = component("alpha", 1.0)?.clamp(0.0, 1.0);
    let [lightness, chroma, hue, alpha] = [
        lightness.clamp(0.0, 1.0) * 100.0,
        chroma.max(0.0),
        hue,
        alpha,
    ]
    .map(css_number);
    Some(if alpha == "1" {
        format!("oklch({lightness}% {chroma} {hue})")
    } else {
        format!("oklch({lightness}% {chroma} {hue} / {alpha})")
    })
}
