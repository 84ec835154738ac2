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
    Motion::of(value, &WireValue::Absent, out).declare(None, out);
}

/// `rotate: Number`
pub(super) fn rotate(value: &WireValue, _: &StyleContext, out: &mut Output) {
    Motion::of(&WireValue::Absent, value, out).declare(None, out);
}

/// Where a box is drawn, away from where it lies.
#[derive(Default)]
pub(super) struct Motion {
    translation: Option<(f64, f64)>,
    angle: Option<f64>,
}

impl Motion {
    /// Reads both keys; the angle of `transform` counts before that of `rotate`.
    pub(super) fn of(transform: &WireValue, rotate: &WireValue, out: &mut Output) -> Motion {
        let mut motion = Motion::default();
        if !matches!(transform, WireValue::Absent)
            && let Some(fields) = fields(transform, "transform", KNOWN, out)
        {
            let right = part(fields, "move_right", "transform.move_right", out);
            let left = part(fields, "move_left", "transform.move_left", out);
            let down = part(fields, "move_down", "transform.move_down", out);
            let up = part(fields, "move_up", "transform.move_up", out);
            motion.angle = part(fields, "rotate", "transform.rotate", out);
            if [right, left, down, up].iter().any(Option::is_some) {
                let x = right.unwrap_or(0.0) - left.unwrap_or(0.0);
                let y = down.unwrap_or(0.0) - up.unwrap_or(0.0);
                motion.translation = Some((x, y));
            }
        }
        let rotate = number(rotate, "rotate", out);
        motion.angle = motion.angle.or(rotate);
        motion
    }

    /// The same, further by that much.
    pub(super) fn moved(mut self, x: f64, y: f64) -> Motion {
        if (x, y) != (0.0, 0.0) {
            let (old_x, old_y) = self.translation.unwrap_or_default();
            self.translation = Some((old_x + x, old_y + y));
        }
        self
    }

    pub(super) fn declare(&self, scale: Option<f64>, out: &mut Output) {
        let translation = self
            .translation
            .map(|(x, y)| format!("translate({}, {})", pixels(x), pixels(y)));
        let rotation = self
            .angle
            .map(|degrees| format!("rotate({}deg)", css_number(degrees)));
        let scale = scale.map(|scale| format!("scale({})", css_number(scale)));
        let steps: Vec<String> = [translation, rotation, scale]
            .into_iter()
            .flatten()
            .collect();
        if !steps.is_empty() {
            out.declare(property!("transform"), steps.join(" "));
        }
    }
}

fn part(fields: Fields<'_>, name: &str, path: &str, out: &mut Output) -> Option<f64> {
    number(fields.get(name), path, out)
}
