//! The parameters of a scene (style.md §7.1).
//!
//! They are custom properties of the scene's root element, and everything that casts a shadow refers to
//! them: when the light changes, five values change, however many elements there are.

use protocol::value::WireValue;

use crate::view::style::name::property;
use crate::view::style::number::{Fields, css_number, fields, number, pixels};
use crate::view::style::output::Output;

/// The parameters of a scene without lights.
const SHADOW_X: f64 = 1.5;
const SHADOW_Y: f64 = 2.0;
const BLUR: f64 = 3.0;
const DIRECTIONAL: f64 = 0.8;
const AMBIENT: f64 = 0.3;
const BEVEL: f64 = 135.0;

const DIRECTIONAL_FIELDS: &[&str] = &["azimuth", "altitude", "spread", "intensity", "color"];
const AMBIENT_FIELDS: &[&str] = &["intensity", "color"];
const SPOT_FIELDS: &[&str] = &["target", "color", "intensity", "radius", "softness"];

struct Scene {
    x: f64,
    y: f64,
    blur: f64,
    directional: f64,
    ambient: f64,
    bevel: f64,
}

/// The parameters of a scene with these lights and this geometry; of two lights of a kind, the first counts.
pub fn scene(lights: &WireValue, geometry: &WireValue, out: &mut Output) {
    let mut scene = Scene {
        x: SHADOW_X,
        y: SHADOW_Y,
        blur: BLUR,
        directional: DIRECTIONAL,
        ambient: AMBIENT,
        bevel: BEVEL,
    };
    match lights {
        WireValue::List(items) => {
            for light in items.iter().rev() {
                scene.add_light(light, out);
            }
        }
        _ => out.reject("lights", "a list of lights", lights),
    }
    if !matches!(geometry, WireValue::Absent)
        && let Some(fields) = fields(geometry, "geometry", &["edge_radius", "bevel_angle"], out)
        && let Some(angle) = number(fields.get("bevel_angle"), "geometry.bevel_angle", out)
    {
        scene.bevel = angle;
    }
    let shade = (scene.directional * (1.0 - scene.ambient) * 0.3).clamp(0.0, 0.5);
    out.declare(property!("--scene-x"), pixels(scene.x));
    out.declare(property!("--scene-y"), pixels(scene.y));
    out.declare(property!("--scene-blur"), pixels(scene.blur));
    out.declare(property!("--scene-shade"), css_number(shade));
    out.declare(
        property!("--scene-bevel"),
        format!("{}deg", css_number(scene.bevel)),
    );
}

impl Scene {
    fn add_light(&mut self, light: &WireValue, out: &mut Output) {
        let WireValue::Object { tag: Some(tag), .. } = light else {
            out.reject("lights", "a light", light);
            return;
        };
        match tag.as_str() {
            "DirectionalLight" => {
                if let Some(fields) = fields(light, "lights", DIRECTIONAL_FIELDS, out) {
                    self.add_directional(fields, out);
                }
            }
            "AmbientLight" => {
                if let Some(fields) = fields(light, "lights", AMBIENT_FIELDS, out)
                    && let Some(intensity) = intensity(fields, out)
                {
                    self.ambient = intensity.clamp(0.0, 1.0);
                }
            }
            // It lights no surface, but it is a light.
            "SpotLight" => {
                fields(light, "lights", SPOT_FIELDS, out);
            }
            _ => out.reject("lights", "a light", light),
        }
    }

    fn add_directional(&mut self, fields: Fields<'_>, out: &mut Output) {
        let azimuth = number(fields.get("azimuth"), "lights.azimuth", out);
        let altitude = number(fields.get("altitude"), "lights.altitude", out);
        if let (Some(azimuth), Some(altitude)) = (azimuth, altitude) {
            let flatness = 1.0 / libm::tan(altitude.clamp(5.0, 85.0).to_radians());
            let length = flatness.clamp(0.35, 2.0);
            self.x = -libm::sin(azimuth.to_radians()) * SHADOW_X * length;
            self.y = libm::cos(azimuth.to_radians()) * SHADOW_Y * length;
        }
        if let Some(spread) = number(fields.get("spread"), "lights.spread", out) {
            self.blur = BLUR * spread.clamp(0.25, 4.0);
        }
        if let Some(intensity) = intensity(fields, out) {
            self.directional = intensity;
        }
    }
}

fn intensity(fields: Fields<'_>, out: &mut Output) -> Option<f64> {
    number(fields.get("intensity"), "lights.intensity", out)
}
