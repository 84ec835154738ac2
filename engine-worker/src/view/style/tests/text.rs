//! Colours, numbers and fonts (style.md §2–4).

use super::*;
use crate::view::style::{apply_placeholder, css_number, placeholder_base};

#[track_caller]
fn check_color(value: WireValue, expect: &str) {
    check("font", object!(color: value), &format!("color: {expect}"));
}

#[track_caller]
fn check_color_refused(value: WireValue) {
    check_refused("font", object!(color: value), "`font.color");
}

#[test]
fn numbers_are_short_and_have_no_exponent() {
    for (number, expect) in [
        (0.0, "0"),
        (-0.0, "0"),
        (-0.00001, "0"),
        (1.0, "1"),
        (100.0, "100"),
        (1.5, "1.5"),
        (-2.25, "-2.25"),
        (0.1 + 0.2, "0.3"),
        (1.0 / 3.0, "0.3333"),
        (2.0 / 3.0, "0.6667"),
        (1e-7, "0"),
        (1e15, "1000000000000000"),
        (1e21, "1000000000000000000000"),
    ] {
        assert_eq!(css_number(number), expect);
    }
}

#[test]
fn oklch_has_defaults_and_a_slash_for_alpha() {
    check_color(
        object!(Oklch; lightness: number(0.57), chroma: number(0.1), hue: number(200)),
        "oklch(57% 0.1 200)",
    );
    check_color(object!(Oklch; lightness: number(1)), "oklch(100% 0 0)");
    check_color(object!(Oklch; alpha: number(0.2)), "oklch(0% 0 0 / 0.2)");
    check_color(
        object!(Oklch; lightness: number(0.5), alpha: number(1)),
        "oklch(50% 0 0)",
    );
    check_color(
        object!(Oklch; hue: number(-30), alpha: number(-1)),
        "oklch(0% 0 -30 / 0)",
    );
    check(
        "font",
        object!(color: object!(Oklch; lightness: WireValue::Absent)),
        "",
    );
    check_color_refused(object!(Oklch; lightness: number(f64::NAN)));
    check_color_refused(object!(Rgb; red: number(1)));
}

#[test]
fn colors_have_names() {
    for name in [
        "White",
        "Black",
        "Red",
        "Green",
        "Blue",
        "Yellow",
        "Cyan",
        "Magenta",
        "Orange",
        "Purple",
        "Pink",
        "Brown",
        "Gray",
        "Grey",
        "Transparent",
    ] {
        check_color(tag(name), &name.to_lowercase());
    }
    check_color_refused(tag("Whiteish"));
    check_color_refused(number(3));
}

#[test]
fn colors_of_text_are_css_colors_and_nothing_else() {
    check_color(text("#3498db"), "#3498db");
    check_color(text(" rgba(0, 0, 0, 0.5) "), "rgba(0, 0, 0, 0.5)");
    check_color_refused(text("red; position: fixed"));
    check_color_refused(text("url(https://example.org/track)"));
    check_color_refused(text("}"));
}

#[test]
fn fonts_become_properties_in_a_fixed_order() {
    check(
        "font",
        object!(
            line: object!(underline: tag("True")),
            align: tag("Center"),
            style: tag("Italic"),
            weight: tag("Hairline"),
            color: tag("White"),
            size: number(24),
        ),
        "font-size: 24px; color: white; font-weight: 100; font-style: italic; text-align: center; \
         text-decoration-line: underline",
    );
    check(
        "font",
        object!(size: WireValue::Absent, style: tag("Normal")),
        "font-style: normal",
    );
}

#[test]
fn weights_have_names_and_numbers() {
    for (name, weight) in [
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
    ] {
        check(
            "font",
            object!(weight: tag(name)),
            &format!("font-weight: {weight}"),
        );
    }
    check("font", object!(weight: number(350)), "font-weight: 350");
    check_refused("font", object!(weight: number(0)), "`font.weight`");
    check_refused("font", object!(weight: tag("Fat")), "one of Hairline");
}

#[test]
fn families_are_quoted_and_generics_are_not() {
    check(
        "font",
        object!(family: list(vec![
            text("Helvetica Neue"),
            WireValue::Absent,
            text("Arial"),
            tag("SansSerif"),
            tag("Serif"),
            tag("Monospace"),
        ])),
        "font-family: \"Helvetica Neue\", \"Arial\", sans-serif, serif, monospace",
    );
    for name in ["a\", url(x)", "a; color: red", "a\\", "a}b", "", "a/*b"] {
        check_refused(
            "font",
            object!(family: list(vec![text(name)])),
            "`font.family`",
        );
    }
    check_refused("font", object!(family: text("Arial")), "a list");
}

#[test]
fn text_alignments() {
    for name in ["Left", "Center", "Right", "Justify"] {
        check(
            "font",
            object!(align: tag(name)),
            &format!("text-align: {}", name.to_lowercase()),
        );
    }
}

#[test]
fn lines_through_and_under() {
    let line = |fields: WireValue| css(&output("font", &object!(line: fields), &IN_COLUMN));
    let yes = || tag("True");
    let no = || tag("False");
    assert_eq!(
        line(object!(strikethrough: yes())),
        "text-decoration-line: line-through"
    );
    assert_eq!(
        line(object!(strike: yes())),
        "text-decoration-line: line-through"
    );
    assert_eq!(line(object!(strike: no())), "text-decoration-line: none");
    assert_eq!(
        line(object!(underline: yes())),
        "text-decoration-line: underline"
    );
    assert_eq!(
        line(object!(underline: yes(), strike: yes())),
        "text-decoration-line: underline line-through"
    );
    assert_eq!(
        line(object!(underline: no(), strikethrough: no(), strike: yes())),
        "text-decoration-line: line-through"
    );
    assert_eq!(line(object!(underline: WireValue::Absent)), "");
    assert_eq!(line(object!()), "");
    check_refused(
        "font",
        object!(line: object!(underline: number(1))),
        "`font.line.underline`",
    );
}

#[test]
fn unknown_font_fields_are_named() {
    check_refused(
        "font",
        object!(colour: tag("White")),
        "`font` has no field `colour`",
    );
    check_refused("font", number(3), "an object");
}

#[test]
fn line_height_smoothing_and_text_shadow() {
    check("line_height", number(1.4), "line-height: 1.4");
    check(
        "font_smoothing",
        tag("Antialiased"),
        "-webkit-font-smoothing: antialiased; -moz-osx-font-smoothing: grayscale",
    );
    check_refused("font_smoothing", tag("Grayscale"), "Antialiased");
    check(
        "text_shadow",
        object!(x: number(1), y: number(-1), blur: number(2), color: tag("White")),
        "text-shadow: 1px -1px 2px white",
    );
    check(
        "text_shadow",
        object!(y: number(1)),
        "text-shadow: 0px 1px 0px rgba(0, 0, 0, 0.5)",
    );
    check("text_shadow", object!(color: WireValue::Absent), "");
}

#[test]
fn placeholders_have_fonts_only() {
    let mut out = Output::default();
    placeholder_base(&mut out);
    let font = object!(style: tag("Italic"), color: tag("Gray"));
    apply_placeholder("font", &font, &IN_COLUMN, &mut out);
    let placeholder: Vec<String> = out
        .placeholder
        .iter()
        .map(|(property, value)| format!("{}: {value}", property.name().unwrap_or("?")))
        .collect();
    assert_eq!(
        placeholder,
        ["opacity: 1", "color: gray", "font-style: italic"]
    );
    assert_eq!(css(&out), "");
    apply_placeholder("width", &number(3), &IN_COLUMN, &mut out);
    assert_eq!(out.warnings.len(), 1);
}
