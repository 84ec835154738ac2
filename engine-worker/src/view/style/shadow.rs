//! `shadows` and `text_shadow` (style.md §3, §6.2).

use protocol::value::WireValue;

use crate::view::style::color::color;
use crate::view::style::context::StyleContext;
use crate::view::style::name::property;
use crate::view::style::number::{Fields, fields, keyword, number_or, pixels};
use crate::view::style::output::Output;

const DIRECTIONS: &[(&str, &str)] = &[("Inwards", "inset "), ("Outwards", "")];

/// `shadows: LIST { [x, y, blur, spread, color, direction] … }`
///
/// A shadow without all its values yet is left out of the list.
pub(super) fn shadows(value: &WireValue, _: &StyleContext, out: &mut Output) {
    let WireValue::List(items) = value else {
        out.reject("shadows", "a list of shadows", value);
        return;
    };
    let shadows: Vec<String> = items.iter().filter_map(|item| shadow(item, out)).collect();
    if !shadows.is_empty() {
        out.declare(property!("box-shadow"), shadows.join(", "));
    }
}

fn shadow(item: &WireValue, out: &mut Output) -> Option<String> {
    let known = ["x", "y", "blur", "spread", "color", "direction"];
    let fields = fields(item, "shadows", &known, out)?;
    let x = number_or(&fields, "x", "shadows.x", 0.0, out)?;
    let y = number_or(&fields, "y", "shadows.y", 0.0, out)?;
    let blur = blur(&fields, "shadows.blur", out)?;
    let spread = number_or(&fields, "spread", "shadows.spread", 0.0, out)?;
    let color = match fields.find("color") {
        None => String::new(),
        Some(value) => format!(" {}", color(value, "shadows.color", out)?),
    };
    let inset = match fields.find("direction") {
        None => "",
        Some(value) => keyword(value, DIRECTIONS, "shadows.direction", out)?,
    };
    let [x, y, blur, spread] = [x, y, blur, spread].map(pixels);
    Some(format!("{inset}{x} {y} {blur} {spread}{color}"))
}

/// `text_shadow: [x, y, blur, color]`
pub(super) fn text_shadow(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if let Some(shadow) = shadow_of_text(value, out) {
        out.declare(property!("text-shadow"), shadow);
    }
}

fn shadow_of_text(value: &WireValue, out: &mut Output) -> Option<String> {
    let fields = fields(value, "text_shadow", &["x", "y", "blur", "color"], out)?;
    let x = number_or(&fields, "x", "text_shadow.x", 0.0, out)?;
    let y = number_or(&fields, "y", "text_shadow.y", 0.0, out)?;
    let blur = blur(&fields, "text_shadow.blur", out)?;
    let color = match fields.find("color") {
        None => "rgba(0, 0, 0, 0.5)".to_owned(),
        Some(value) => color(value, "text_shadow.color", out)?,
    };
    let [x, y, blur] = [x, y, blur].map(pixels);
    Some(format!("{x} {y} {blur} {color}"))
}

/// One negative blur would make CSS drop the whole property.
fn blur(fields: &Fields<'_>, path: &str, out: &mut Output) -> Option<f64> {
    number_or(fields, "blur", path, 0.0, out).map(|blur| blur.max(0.0))
}
