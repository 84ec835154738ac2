//! Keys that describe the surface of an element together (style.md §7).
//!
//! In a scene a shadow is made of `depth`, `move`, `material` and `shadows`, a background of `material` and
//! `background`, a transform of `move`, `transform` and `rotate`.

use protocol::names::StyleProperty;
use protocol::value::WireValue;

use crate::view::plain::is_tag;
use crate::view::style::background::background;
use crate::view::style::color::color;
use crate::view::style::context::{ElementKind, StyleContext};
use crate::view::style::name::property;
use crate::view::style::number::{Fields, css_number, fields, non_negative, number, pixels};
use crate::view::style::output::Output;
use crate::view::style::shadow::shadows;
use crate::view::style::transform::Motion;
use crate::view::style::{KEYS, apply};

const MATERIAL: &[&str] = &[
    "color",
    "gloss",
    "glow",
    "transparency",
    "metal",
    "refraction",
];

/// Whether keys of these names make a surface; without one, each key is drawn for itself.
pub fn has_surface<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| matches!(name, "material" | "depth" | "move"))
}

/// Applies the surface keys of one element together. Outside a scene surfaces are flat.
pub fn surface(keys: &[(&str, &WireValue)], context: &StyleContext, out: &mut Output) {
    let find = |name: &str| keys.iter().rev().find(|(known, _)| *known == name);
    if !context.is_scene {
        for key in KEYS.iter().filter(|key| key.is_surface) {
            if let Some((name, value)) = find(key.name) {
                apply(name, value, context, out);
            }
        }
        return;
    }
    let get = |name: &str| find(name).map_or(&WireValue::Absent, |(_, value)| *value);
    let material = Material::of(get("material"), out);
    let is_transparent = material.transparency.is_some_and(|alpha| alpha > 0.0);

    let mut ground = Output::default();
    background(get("background"), context, &mut ground);
    out.complain(&mut ground);
    let painted = declared(&ground, property!("background-color"));
    if let Some(paint) = painted.or(material.color.as_deref()) {
        let opaque = 1.0 - material.transparency.unwrap_or(0.0);
        let paint = if is_transparent {
            let percent = css_number(100.0 * opaque);
            format!("color-mix(in oklab, {paint} {percent}%, transparent)")
        } else {
            paint.to_owned()
        };
        out.declare(property!("background-color"), paint);
    }
    if is_transparent {
        out.declare(property!("backdrop-filter"), "blur(12px)");
    }
    let picture = declared(&ground, property!("background-image"));
    images(material.gloss, picture, out);

    let motion = Motion::of(get("transform"), get("rotate"), out);
    let lift = Lift::of(get("depth"), get("move"), out);
    if is_box(
        context.element,
        painted.is_some() || material.color.is_some(),
    ) {
        let mut all = material.lights(context.element);
        all.extend(lift.shadows());
        let mut own = Output::default();
        shadows(get("shadows"), context, &mut own);
        out.complain(&mut own);
        all.extend(declared(&own, property!("box-shadow")).map(str::to_owned));
        if !all.is_empty() {
            out.declare(property!("box-shadow"), all.join(", "));
        }
        motion.moved(lift.x, lift.y).declare(lift.scale(), out);
    } else {
        shadows(get("shadows"), context, out);
        motion.moved(lift.x, lift.y).declare(None, out);
    }
}

/// Texts have no box that could be lifted, and a label has one only where something paints it.
fn is_box(element: ElementKind, is_painted: bool) -> bool {
    !element.is_text() && (is_painted || element != ElementKind::Label)
}

fn declared(out: &Output, property: StyleProperty) -> Option<&str> {
    let found = out.element.iter().find(|(known, _)| *known == property);
    found.map(|(_, value)| value.as_str())
}

/// The gloss lies over the picture.
fn images(gloss: Option<f64>, picture: Option<&str>, out: &mut Output) {
    let gloss = gloss.filter(|gloss| *gloss > 0.0).map(|gloss| {
        format!(
            "linear-gradient(var(--scene-bevel), rgb(255 255 255 / {}) 0%, transparent 50%, \
             rgb(0 0 0 / {}) 100%)",
            css_number(gloss / 4.0),
            css_number(0.075 * gloss)
        )
    });
    let (size, repeat, position) = match (&gloss, picture) {
        (_, None) => ("auto", "no-repeat", "center"),
        (None, Some(_)) => ("contain", "no-repeat", "center"),
        (Some(_), Some(_)) => ("auto, contain", "no-repeat", "center"),
    };
    let layers: Vec<&str> = gloss.as_deref().into_iter().chain(picture).collect();
    if layers.is_empty() {
        return;
    }
    out.declare(property!("background-image"), layers.join(", "));
    out.declare(property!("background-size"), size);
    out.declare(property!("background-repeat"), repeat);
    out.declare(property!("background-position"), position);
}

/// What a surface is made of.
#[derive(Default)]
struct Material {
    color: Option<String>,
    gloss: Option<f64>,
    /// Its colour and intensity.
    glow: Option<(String, f64)>,
    transparency: Option<f64>,
}

impl Material {
    fn of(value: &WireValue, out: &mut Output) -> Material {
        if matches!(value, WireValue::Absent) {
            return Material::default();
        }
        let Some(fields) = fields(value, "material", MATERIAL, out) else {
            return Material::default();
        };
        let part = |name: &str, path: &str, out: &mut Output| {
            number(fields.get(name), path, out).map(|part| part.clamp(0.0, 1.0))
        };
        Material {
            color: color(fields.get("color"), "material.color", out),
            gloss: part("gloss", "material.gloss", out),
            glow: glow(fields.get("glow"), out),
            transparency: part("transparency", "material.transparency", out),
        }
    }

    /// The shadows of the glow: around the box, and as the ring that shows which of some buttons is chosen
    /// (style.md §7.6).
    fn lights(&self, element: ElementKind) -> Vec<String> {
        let Some((color, intensity)) = &self.glow else {
            return Vec::new();
        };
        let (blur, spread) = (pixels(40.0 * intensity), pixels(10.0 * intensity));
        let ring = (element == ElementKind::Button).then(|| format!("inset 0 0 0 1px {color}"));
        let glow = format!("0 0 {blur} {spread} {color}");
        ring.into_iter().chain([glow]).collect()
    }
}

fn glow(value: &WireValue, out: &mut Output) -> Option<(String, f64)> {
    if matches!(value, WireValue::Absent) || is_tag(value, "None") {
        return None;
    }
    let fields = fields(value, "material.glow", &["color", "intensity"], out)?;
    let color = match fields.find("color") {
        None => "currentcolor".to_owned(),
        Some(value) => color(value, "material.glow.color", out)?,
    };
    let intensity = match fields.find("intensity") {
        None => 0.1,
        Some(value) => non_negative(value, "material.glow.intensity", out)?,
    };
    Some((color, intensity))
}

/// Where a surface lies: `depth` and `move`.
#[derive(Default)]
struct Lift {
    depth: f64,
    /// How far above what is around it; below that, if it is sunk.
    elevation: f64,
    is_sunk: bool,
    x: f64,
    y: f64,
}

impl Lift {
    fn of(depth: &WireValue, movement: &WireValue, out: &mut Output) -> Lift {
        let mut lift = Lift {
            depth: number(depth, "depth", out).unwrap_or(0.0),
            ..Lift::default()
        };
        let known = ["closer", "further", "up", "down", "left", "right"];
        if !matches!(movement, WireValue::Absent)
            && let Some(fields) = fields(movement, "move", &known, out)
        {
            lift.move_by(fields, out);
        }
        lift
    }

    fn move_by(&mut self, fields: Fields<'_>, out: &mut Output) {
        let mut part = |name: &str, path: &str| number(fields.get(name), path, out);
        let further = part("further", "move.further");
        let closer = part("closer", "move.closer");
        self.elevation = closer.or(further).unwrap_or(0.0);
        self.is_sunk = closer.is_none() && further.is_some();
        self.x =
            part("right", "move.right").unwrap_or(0.0) - part("left", "move.left").unwrap_or(0.0);
        self.y = part("down", "move.down").unwrap_or(0.0) - part("up", "move.up").unwrap_or(0.0);
    }

    fn shadows(&self) -> Vec<String> {
        let depth = self.depth + self.elevation;
        if depth <= 0.0 {
            return Vec::new();
        }
        let times =
            |factor: f64, name: &str| format!("calc({} * var(--scene-{name}))", css_number(factor));
        let (x, y, blur) = (times(depth, "x"), times(depth, "y"), times(depth, "blur"));
        let shade = "rgb(0 0 0 / var(--scene-shade))";
        if self.is_sunk {
            return vec![format!("inset {x} {y} {blur} {shade}")];
        }
        let (half, double) = (times(depth / 2.0, "y"), times(2.0 * depth, "blur"));
        let soft = "rgb(0 0 0 / calc(0.4 * var(--scene-shade)))";
        vec![
            format!("{x} {y} {blur} {shade}"),
            format!("0 {half} {double} {soft}"),
        ]
    }

    fn scale(&self) -> Option<f64> {
        let sign = if self.is_sunk { -1.0 } else { 1.0 };
        (self.elevation > 0.0).then_some(1.0 + sign * 0.001 * self.elevation)
    }
}
