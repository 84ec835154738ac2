//! Backgrounds, borders, outlines, shadows, transforms, states and shapes (style.md §3, §6).

use super::*;

#[test]
fn backgrounds_have_colors_and_pictures() {
    check(
        "background",
        object!(color: object!(Oklch; lightness: number(0.9))),
        "background-color: oklch(90% 0 0)",
    );
    check(
        "background",
        object!(url: text("data:image/svg+xml;utf8,%3Csvg%3E\"")),
        "background-image: url(\"data:image/svg+xml;utf8,%3Csvg%3E%22\"); background-size: contain; \
         background-repeat: no-repeat; background-position: center",
    );
    check("background", object!(url: text("")), "");
    check_refused(
        "background",
        object!(url: text("javascript:alert(1)")),
        "`background.url`",
    );
    check_refused("background", text("red"), "an object");
}

#[test]
fn an_svg_takes_a_text_background() {
    let svg = context(ElementKind::Svg, Flow::Block, None);
    check_in(&svg, "background", text("#eee"), "background-color: #eee");
    check_in(
        &svg,
        "background",
        text("linear-gradient(red, blue)"),
        "background-image: linear-gradient(red, blue)",
    );
    check_in(
        &svg,
        "background",
        text("url('a.png')"),
        "background-image: url(\"a.png\"); background-size: contain; background-repeat: no-repeat; \
         background-position: center",
    );
    for bad in [
        "red; x: y",
        "url(javascript:x)",
        "url(a) fixed; }",
        "expression(1)",
    ] {
        let out = output("background", &text(bad), &svg);
        assert_eq!((css(&out).as_str(), out.warnings.len()), ("", 1), "{bad}");
    }
}

#[test]
fn corners() {
    check("rounded_corners", number(6), "border-radius: 6px");
    check("rounded_corners", tag("Fully"), "border-radius: 9999px");
    check_refused("rounded_corners", tag("Somewhat"), "a number or Fully");
}

#[test]
fn borders_of_sides() {
    check(
        "borders",
        object!(top: object!(color: tag("Gray"))),
        "border-top: 1px solid gray",
    );
    check(
        "borders",
        object!(
            left: object!(width: number(3), color: tag("Red"), style: tag("Dashed")),
            right: object!(),
            bottom: WireValue::Absent,
            top: object!(color: WireValue::Absent),
        ),
        "border-right: 1px solid currentcolor; border-left: 3px dashed red",
    );
    check_refused("borders", object!(middle: object!()), "`middle`");
}

#[test]
fn outlines_are_real_outlines() {
    check("outline", tag("NoOutline"), "outline: none");
    check(
        "outline",
        object!(color: tag("Red")),
        "outline: 1px solid red; outline-offset: 0px",
    );
    check(
        "outline",
        object!(side: tag("Inner"), thickness: number(2), line_style: tag("Dotted"), color: text("#123")),
        "outline: 2px dotted #123; outline-offset: -2px",
    );
    check("outline", object!(side: WireValue::Absent), "");
    check("outline", object!(thickness: WireValue::Absent), "");
    check_refused("outline", tag("Outline"), "`outline`");
    check_refused(
        "outline",
        object!(line_style: tag("Wavy")),
        "`outline.line_style`",
    );
}

#[test]
fn shadows_keep_the_order_of_their_list() {
    check(
        "shadows",
        list(vec![
            object!(y: number(2), blur: number(4), color: object!(Oklch; alpha: number(0.2))),
            object!(x: number(-1), y: number(25), spread: number(-12.5)),
            object!(y: number(-2), direction: tag("Inwards"), color: tag("Red")),
        ]),
        "box-shadow: 0px 2px 4px 0px oklch(0% 0 0 / 0.2), -1px 25px 0px -12.5px, \
         inset 0px -2px 0px 0px red",
    );
    check(
        "shadows",
        list(vec![object!(y: WireValue::Absent), object!(x: number(1))]),
        "box-shadow: 1px 0px 0px 0px",
    );
    check("shadows", list(Vec::new()), "");
    check_refused(
        "shadows",
        list(vec![object!(z: number(1), x: WireValue::Absent)]),
        "`z`",
    );
    check_refused("shadows", tag("None"), "a list");
}

#[test]
fn transforms_move_and_turn() {
    check(
        "transform",
        object!(rotate: number(90), move_right: number(3), move_down: number(-18)),
        "transform: translate(3px, -18px) rotate(90deg)",
    );
    check(
        "transform",
        object!(move_left: number(3), move_up: number(18)),
        "transform: translate(-3px, -18px)",
    );
    check(
        "transform",
        object!(rotate: number(90)),
        "transform: rotate(90deg)",
    );
    check("transform", object!(rotate: WireValue::Absent), "");
    check("transform", object!(), "");
    check("rotate", number(-45.5), "transform: rotate(-45.5deg)");
    check_refused("transform", object!(scale: number(2)), "`scale`");
}

#[test]
fn hidden_boxes_keep_their_space() {
    check("visible", tag("False"), "visibility: hidden");
    check("visible", tag("True"), "");
    check_refused("visible", number(1), "True or False");
}

#[test]
fn disabled_controls() {
    for kind in [
        ElementKind::Button,
        ElementKind::TextInput,
        ElementKind::Select,
        ElementKind::Slider,
    ] {
        let control = context(kind, Flow::Block, None);
        check_in(&control, "disabled", tag("True"), "@disabled=");
        check_in(&control, "disabled", tag("False"), "");
    }
    let checkbox = context(ElementKind::Checkbox, Flow::Row, None);
    check_in(
        &checkbox,
        "disabled",
        tag("True"),
        "pointer-events: none; @aria-disabled=true; @tabindex=-1",
    );
    check_refused("disabled", tag("True"), "applies to button");
}

#[test]
fn cursors_are_words_of_css() {
    check("cursor", tag("Pointer"), "cursor: pointer");
    check("cursor", tag("NotAllowed"), "cursor: not-allowed");
    check_refused("cursor", tag("Spinning"), "`cursor`");
}

#[test]
fn scrollbars() {
    check("scrollbars", tag("True"), "overflow: auto");
    check("scrollbars", tag("False"), "");
}

#[test]
fn shapes_are_painted_by_attributes() {
    let circle = context(ElementKind::SvgCircle, Flow::Block, None);
    check_in(&circle, "fill", text("none"), "@fill=none");
    check_in(&circle, "fill", tag("Gray"), "@fill=gray");
    check_in(&circle, "stroke", text("#3498db"), "@stroke=#3498db");
    check_in(&circle, "stroke_width", number(2), "@stroke-width=2");
    check_refused("fill", text("red"), "svg");
}
