//! `transform` and `rotate` (style.md §3).

use protocol::value::WireValue;

use crate::view::style::context::StyleContext;
use crate::view::style::name::property;
use crate::view::style::number::{Fields, css_number, fields, number, pixels};
use crate::view::style::output::Output;

const KNOWN: &[&str] = &["move_right", "move_left", "move_down", "move_up", "rotate"];

/// `transform: [move_right, move_left, move_down, move_up, rotate]`
///
/// A part that has no value yet moves nothing, the others already apply.
pub(super) fn transform(value: &WireValue, _: &StyleContext, out: &mut Output) {
    let Some(fields) = fields(value, "transform", KNOWN, out) else {
        return;
    };
    let right = part(fields, "move_right", "transform.move_right", out);
    let left = part(fields, "move_left", "transform.move_left", out);
    let down = part(fields, "move_down", "transform.move_down", out);
    let up = part(fields, "move_up", "transform.move_up", out);
    let angle = part(fields, "rotate", "transform.rotate", out);
    let mut steps = Vec::new();
    if [right, left, down, up].iter().any(Option::is_some) {
        let x = right.unwrap_or(0.0) - left.unwrap_or(0.0);
        let y = down.unwrap_or(0.0) - up.unwrap_or(0.0);
        steps.push(format!("translate({}, {})", pixels(x), pixels(y)));
    }
    steps.extend(angle.map(rotation));
    if !steps.is_empty() {
        out.declare(property!("transform"), steps.join(" "));
    }
}

/// `rotate: Number`
pub(super) fn rotate(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if let Some(degrees) = number(value, "rotate", out) {
        out.declare(property!("transform"), rotation(degrees));
    }
}

fn part(fields: Fields<'_>, name: &str, path: &str, out: &mut Output) -> Option<f64> {
    number(fields.get(name), path, out)
}

fn rotation(degrees: f64) -> String {
    format!("rotate({}deg)", css_number(degrees))
}
