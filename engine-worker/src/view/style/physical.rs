//! `relief` and `spring_range` in a scene (style.md §7.4). Outside of one they draw nothing.

use protocol::value::WireValue;

use crate::view::plain::is_tag;
use crate::view::style::context::{ElementKind, StyleContext};
use crate::view::style::name::property;
use crate::view::style::number::{css_number, fields, non_negative};
use crate::view::style::output::Output;

/// `relief: Raised | Carved[wall]`; only the letters of texts show it.
pub(super) fn relief(value: &WireValue, context: &StyleContext, out: &mut Output) {
    if !context.is_scene {
        return;
    }
    let shadow = match value {
        WireValue::Object { tag: Some(tag), .. } if tag == "Carved" => {
            fields(value, "relief", &["wall"], out);
            "0px 1px 0px rgb(255 255 255 / 0.25)"
        }
        _ if is_tag(value, "Carved") => "0px 1px 0px rgb(255 255 255 / 0.25)",
        _ if is_tag(value, "Raised") => "0px 1px 1px rgb(0 0 0 / calc(0.5 * var(--scene-shade)))",
        _ => {
            out.reject("relief", "Raised or Carved[wall]", value);
            return;
        }
    };
    if context.element.is_text() || context.element == ElementKind::Label {
        out.declare(property!("text-shadow"), shadow);
    }
}

/// `spring_range: [extend, compress] | Number`
pub(super) fn spring_range(value: &WireValue, context: &StyleContext, out: &mut Output) {
    if !context.is_scene {
        return;
    }
    let seconds = match value {
        WireValue::Number(_) => {
            non_negative(value, "spring_range", out).map(|range| (0.15 * range).clamp(0.05, 0.8))
        }
        WireValue::Absent => None,
        _ => fields(value, "spring_range", &["extend", "compress"], out).and_then(|fields| {
            let extend = non_negative(fields.get("extend"), "spring_range.extend", out);
            let compress = non_negative(fields.get("compress"), "spring_range.compress", out);
            let range = extend.into_iter().chain(compress).reduce(f64::max)?;
            Some((range * 0.04).clamp(0.08, 0.5))
        }),
    };
    if let Some(seconds) = seconds {
        out.declare(
            property!("transition"),
            format!(
                "all {}s cubic-bezier(0.34,1.56,0.64,1)",
                css_number(seconds)
            ),
        );
    }
}
