//! Surfaces in a scene, and its parameters (style.md §7).

use super::*;
use crate::view::style::{scene, surface};

fn in_scene(element: ElementKind) -> StyleContext {
    StyleContext {
        is_scene: true,
        ..context(element, Flow::Column, Some(Flow::Column))
    }
}

fn drawn(element: ElementKind, keys: &[(&str, WireValue)]) -> Output {
    let mut out = Output::default();
    let keys: Vec<(&str, &WireValue)> = keys.iter().map(|(name, value)| (*name, value)).collect();
    surface(&keys, &in_scene(element), &mut out);
    out
}

#[track_caller]
fn check_surface(element: ElementKind, keys: &[(&str, WireValue)], expect: &str) {
    let out = drawn(element, keys);
    assert_eq!(css(&out), expect);
    assert_eq!(complaints(&out), [""; 0]);
}

#[track_caller]
fn check_container(keys: &[(&str, WireValue)], expect: &str) {
    check_surface(ElementKind::Container, keys, expect);
}

#[track_caller]
fn check_scene(lights: WireValue, geometry: WireValue, expect: [&str; 5]) {
    let mut out = Output::default();
    scene(&lights, &geometry, &mut out);
    let values: Vec<&str> = out
        .element
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(values, expect);
    assert_eq!(complaints(&out), [""; 0]);
}

const DARK: [&str; 5] = ["1.5px", "2px", "3px", "0.168", "135deg"];

#[test]
fn a_scene_without_lights_has_the_usual_ones() {
    check_scene(WireValue::Absent, WireValue::Absent, DARK);
    check_scene(list(Vec::new()), object!(edge_radius: number(2)), DARK);
    check_scene(
        list(vec![
            object!(SpotLight; target: tag("FocusedElement"), softness: number(1)),
        ]),
        object!(bevel_angle: WireValue::Absent),
        DARK,
    );
    check_scene(list(vec![WireValue::Absent]), WireValue::Absent, DARK);
}

#[test]
fn lights_decide_about_shadows() {
    let sun = |azimuth: f64, altitude: f64| {
        object!(DirectionalLight; azimuth: number(azimuth), altitude: number(altitude),
            spread: number(2), intensity: number(1), color: tag("White"))
    };
    check_scene(
        list(vec![
            sun(30.0, 45.0),
            object!(AmbientLight; intensity: number(0.5)),
        ]),
        object!(bevel_angle: number(45)),
        ["-0.75px", "1.7321px", "6px", "0.15", "45deg"],
    );
    // A light at the horizon has long shadows, one above short ones; both have limits.
    check_scene(
        list(vec![sun(0.0, 1.0)]),
        WireValue::Absent,
        ["0px", "4px", "6px", "0.21", "135deg"],
    );
    check_scene(
        list(vec![sun(180.0, 90.0)]),
        WireValue::Absent,
        ["0px", "-0.7px", "6px", "0.21", "135deg"],
    );
    check_scene(
        list(vec![sun(0.0, 45.0), sun(90.0, 45.0)]),
        WireValue::Absent,
        ["0px", "2px", "6px", "0.21", "135deg"],
    );
}

#[test]
fn a_light_without_all_its_values_changes_only_what_it_has() {
    check_scene(
        list(vec![
            object!(DirectionalLight; azimuth: number(30), intensity: number(9)),
            object!(AmbientLight; intensity: number(-4)),
        ]),
        WireValue::Absent,
        ["1.5px", "2px", "3px", "0.5", "135deg"],
    );
}

#[test]
fn what_is_no_light_is_named() {
    for lights in [tag("Sun"), list(vec![object!(Sun;)]), list(vec![number(3)])] {
        let mut out = Output::default();
        scene(&lights, &WireValue::Absent, &mut out);
        check_complaint(&out, "`lights`");
    }
}

const SHADE: &str = "rgb(0 0 0 / var(--scene-shade))";
const SOFT: &str = "rgb(0 0 0 / calc(0.4 * var(--scene-shade)))";

fn shadow(depth: &str, half: &str, double: &str) -> String {
    format!(
        "calc({depth} * var(--scene-x)) calc({depth} * var(--scene-y)) calc({depth} * var(--scene-blur)) {SHADE}, \
         0 calc({half} * var(--scene-y)) calc({double} * var(--scene-blur)) {SOFT}"
    )
}

#[test]
fn what_is_thick_or_near_casts_two_shadows() {
    check_container(
        &[("depth", number(6))],
        &format!("box-shadow: {}", shadow("6", "3", "12")),
    );
    check_container(
        &[("depth", number(6)), ("move", object!(closer: number(4)))],
        &format!(
            "box-shadow: {}; transform: scale(1.004)",
            shadow("10", "5", "20")
        ),
    );
    check_container(&[("depth", number(0))], "");
    check_container(
        &[("depth", number(2)), ("move", object!(closer: number(-2)))],
        "",
    );
}

#[test]
fn what_is_sunk_has_its_shadow_inside() {
    check_container(
        &[("depth", number(1)), ("move", object!(further: number(3)))],
        &format!(
            "box-shadow: inset calc(4 * var(--scene-x)) calc(4 * var(--scene-y)) calc(4 * var(--scene-blur)) {SHADE}; \
             transform: scale(0.997)"
        ),
    );
}

#[test]
fn movements_are_one_transform() {
    check_container(
        &[
            (
                "move",
                object!(closer: number(10), up: number(3), right: number(2)),
            ),
            (
                "transform",
                object!(move_down: number(1), rotate: number(90)),
            ),
            ("rotate", number(45)),
            ("depth", number(-10)),
        ],
        "transform: translate(2px, -2px) rotate(90deg) scale(1.01)",
    );
    check_container(
        &[
            ("move", object!(left: number(3), down: number(4))),
            ("rotate", number(45)),
        ],
        "transform: translate(-3px, 4px) rotate(45deg)",
    );
}

#[test]
fn materials_paint_where_no_background_does() {
    let white = || object!(color: tag("White"));
    check_container(&[("material", white())], "background-color: white");
    check_container(
        &[
            ("material", white()),
            ("background", object!(color: tag("Red"))),
        ],
        "background-color: red",
    );
    check_container(
        &[
            ("material", white()),
            ("background", object!(url: text("a.png"))),
        ],
        "background-color: white; background-image: url(\"a.png\"); background-size: contain; \
         background-repeat: no-repeat; background-position: center",
    );
}

#[test]
fn a_gloss_lies_over_the_picture() {
    let gradient = "linear-gradient(var(--scene-bevel), rgb(255 255 255 / 0.1) 0%, transparent 50%, rgb(0 0 0 / 0.03) 100%)";
    check_container(
        &[
            ("material", object!(gloss: number(0.4))),
            ("background", object!(url: text("a.png"))),
        ],
        &format!(
            "background-image: {gradient}, url(\"a.png\"); background-size: auto, contain; \
             background-repeat: no-repeat; background-position: center"
        ),
    );
    check_container(
        &[(
            "material",
            object!(gloss: number(0), metal: number(1), refraction: number(1.5)),
        )],
        "",
    );
}

#[test]
fn a_glow_lies_around_and_rings_a_button() {
    let glow = |value| object!(glow: value);
    let lit = || object!(color: tag("Cyan"), intensity: number(0.5));
    check_container(
        &[("material", glow(lit()))],
        "box-shadow: 0 0 20px 5px cyan",
    );
    check_container(
        &[("material", glow(object!(color: tag("Cyan"))))],
        "box-shadow: 0 0 4px 1px cyan",
    );
    check_surface(
        ElementKind::Button,
        &[
            ("material", glow(lit())),
            ("shadows", list(vec![object!(y: number(1))])),
        ],
        "box-shadow: inset 0 0 0 1px cyan, 0 0 20px 5px cyan, 0px 1px 0px 0px",
    );
    check_surface(ElementKind::Button, &[("material", glow(tag("None")))], "");
    check_surface(
        ElementKind::Button,
        &[("material", glow(object!(color: WireValue::Absent)))],
        "",
    );
}

#[test]
fn a_transparent_material_lets_the_ground_show_and_not_the_text() {
    check_container(
        &[(
            "material",
            object!(color: tag("White"), transparency: number(0.25)),
        )],
        "background-color: color-mix(in oklab, white 75%, transparent); backdrop-filter: blur(12px)",
    );
    check_container(
        &[(
            "material",
            object!(color: tag("White"), transparency: number(0)),
        )],
        "background-color: white",
    );
}

#[test]
fn texts_have_no_box() {
    let keys = [
        ("depth", number(6)),
        ("move", object!(closer: number(4), up: number(1))),
        ("material", object!(glow: object!(color: tag("Red")))),
    ];
    for kind in [
        ElementKind::Text,
        ElementKind::Paragraph,
        ElementKind::Link,
        ElementKind::Label,
    ] {
        check_surface(kind, &keys, "transform: translate(0px, -1px)");
    }
    check_surface(
        ElementKind::Label,
        &[
            ("depth", number(0)),
            (
                "material",
                object!(color: tag("Red"), glow: object!(color: tag("Red"))),
            ),
        ],
        "background-color: red; box-shadow: 0 0 4px 1px red",
    );
}

#[test]
fn springs_are_transitions() {
    let spring = |value: WireValue| {
        css(&output(
            "spring_range",
            &value,
            &in_scene(ElementKind::Button),
        ))
    };
    let all = |seconds: &str| format!("transition: all {seconds}s cubic-bezier(0.34,1.56,0.64,1)");
    assert_eq!(
        spring(object!(extend: number(5), compress: number(8))),
        all("0.32")
    );
    assert_eq!(spring(object!(extend: number(1))), all("0.08"));
    assert_eq!(spring(object!(extend: number(90))), all("0.5"));
    assert_eq!(spring(number(2)), all("0.3"));
    assert_eq!(spring(number(0)), all("0.05"));
    assert_eq!(spring(WireValue::Absent), "");
}

#[test]
fn reliefs_are_seen_on_letters_only() {
    let relief = |kind, value: WireValue| css(&output("relief", &value, &in_scene(kind)));
    assert_eq!(relief(ElementKind::Container, tag("Raised")), "");
    assert_eq!(
        relief(ElementKind::Text, tag("Raised")),
        "text-shadow: 0px 1px 1px rgb(0 0 0 / calc(0.5 * var(--scene-shade)))"
    );
    assert!(
        relief(ElementKind::Label, object!(Carved; wall: number(2))).starts_with("text-shadow")
    );
    let out = output("relief", &tag("Bumpy"), &in_scene(ElementKind::Text));
    check_complaint(&out, "`relief`");
}

#[test]
fn wrong_parts_of_a_surface_are_named() {
    for (key, value, expect) in [
        (
            "material",
            object!(colour: tag("Red")),
            "`material` has no field `colour`",
        ),
        ("material", object!(gloss: tag("High")), "`material.gloss`"),
        (
            "move",
            object!(nearer: number(1)),
            "`move` has no field `nearer`",
        ),
        ("depth", tag("Deep"), "`depth`"),
    ] {
        check_complaint(&drawn(ElementKind::Container, &[(key, value)]), expect);
    }
}

#[test]
fn surfaces_without_values_draw_nothing() {
    for key in [
        "material",
        "depth",
        "move",
        "background",
        "shadows",
        "transform",
        "rotate",
    ] {
        check_container(
            &[("depth", WireValue::Absent), (key, WireValue::Absent)],
            "",
        );
    }
}

#[test]
fn outside_a_scene_only_ordinary_keys_draw() {
    let mut out = Output::default();
    let keys = [
        ("depth", number(6)),
        ("rotate", number(45)),
        ("transform", object!(rotate: number(90))),
        ("background", object!(color: tag("Red"))),
        ("material", object!(unheard_of: number(1))),
    ];
    let keys: Vec<(&str, &WireValue)> = keys.iter().map(|(name, value)| (*name, value)).collect();
    surface(&keys, &IN_COLUMN, &mut out);
    assert_eq!(css(&out), "background-color: red; transform: rotate(90deg)");
    assert_eq!(complaints(&out), [""; 0]);
    for key in ["relief", "spring_range"] {
        check(key, object!(anything: number(1)), "");
    }
}
