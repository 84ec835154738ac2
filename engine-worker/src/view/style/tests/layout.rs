//! Boxes: base, size, padding, align (style.md §1, §3, §5).

use protocol::names::Tag;

use super::*;
use crate::view::style::{direction, element_base, gap};

#[track_caller]
fn check_base(tag: &str, context: &StyleContext, expect: &str) {
    let mut out = Output::default();
    element_base(Tag::named(tag).expect("an allowed tag"), context, &mut out);
    assert_eq!(css(&out), expect);
}

const TEXT_BOX: &str = "box-sizing: border-box; white-space: pre-wrap";

#[test]
fn stripes_are_flex_boxes() {
    let row = context(ElementKind::Stripe, Flow::Row, Some(Flow::Column));
    check_base(
        "div",
        &row,
        &format!("{TEXT_BOX}; display: flex; flex-direction: row; align-items: center"),
    );
    check_base(
        "section",
        &IN_COLUMN,
        &format!("{TEXT_BOX}; display: flex; flex-direction: column; align-items: flex-start"),
    );
}

#[test]
fn boxes_of_a_page_are_as_wide_as_it_and_controls_are_not() {
    for (kind, stretches) in [
        (ElementKind::Stripe, true),
        (ElementKind::Label, true),
        (ElementKind::Button, false),
        (ElementKind::TextInput, false),
        (ElementKind::Select, false),
    ] {
        let mut out = Output::default();
        let context = context(kind, kind.flow(Flow::Column), Some(Flow::Page));
        element_base(Tag::named("div").expect("allowed"), &context, &mut out);
        let is_stretched = css(&out).contains("align-self: stretch");
        assert_eq!(is_stretched, stretches, "{kind:?}");
    }
}

#[test]
fn layers_share_one_cell() {
    check_base(
        "div",
        &context(ElementKind::Stack, Flow::Layers, None),
        &format!("{TEXT_BOX}; display: grid; justify-items: start; align-items: start"),
    );
    check_base(
        "div",
        &context(ElementKind::Label, Flow::Block, Some(Flow::Layers)),
        &format!("{TEXT_BOX}; display: block; grid-area: 1 / 1"),
    );
}

#[test]
fn children_of_a_paragraph_flow_with_the_text() {
    for (kind, display) in [
        (ElementKind::Label, "inline"),
        (ElementKind::Text, "inline"),
        (ElementKind::Container, "inline-flex"),
        (ElementKind::Stack, "inline-grid"),
    ] {
        let mut out = Output::default();
        let context = context(kind, kind.flow(Flow::Column), Some(Flow::Inline));
        element_base(Tag::named("div").expect("allowed"), &context, &mut out);
        assert!(
            css(&out).contains(&format!("display: {display}")),
            "{kind:?}"
        );
    }
}

#[test]
fn drawings_overflow() {
    check_base(
        "svg",
        &context(ElementKind::Svg, Flow::Block, None),
        "display: block; overflow: visible",
    );
    check_base(
        "circle",
        &context(ElementKind::SvgCircle, Flow::Block, None),
        "cursor: pointer",
    );
}

#[test]
fn tags_lose_the_look_of_the_browser_and_native_controls_keep_their_frame() {
    let base = |tag: &str, kind: ElementKind| {
        let mut out = Output::default();
        let context = context(kind, kind.flow(Flow::Column), Some(Flow::Column));
        element_base(Tag::named(tag).expect("allowed"), &context, &mut out);
        css(&out)
    };
    for (tag, kind) in [
        ("h1", ElementKind::Stripe),
        ("ul", ElementKind::Stripe),
        ("button", ElementKind::Button),
        ("input", ElementKind::TextInput),
        ("a", ElementKind::Link),
    ] {
        let css = base(tag, kind);
        for declaration in [
            "margin-top: 0",
            "padding-left: 0",
            "border-bottom: 0",
            "font-size: inherit",
            "color: inherit",
            "background-color: transparent",
            "list-style-type: none",
            "text-decoration-line: none",
        ] {
            assert!(css.contains(declaration), "{tag}: {declaration}");
        }
    }
    for (tag, kind) in [
        ("select", ElementKind::Select),
        ("input", ElementKind::Slider),
    ] {
        let css = base(tag, kind);
        assert!(css.contains("margin-top: 0") && css.contains("font-size: inherit"));
        assert!(!css.contains("border") || css.contains("border-box"));
        assert!(!css.contains("border-top") && !css.contains("background"));
    }
}

#[test]
fn directions_and_gaps() {
    let mut out = Output::default();
    assert_eq!(direction(&tag("Row"), &mut out), Flow::Row);
    assert_eq!(direction(&tag("Column"), &mut out), Flow::Column);
    assert_eq!(direction(&WireValue::Absent, &mut out), Flow::Column);
    assert_eq!(out.warnings, [""; 0]);
    gap(&number(4.5), &mut out);
    assert_eq!(css(&out), "gap: 4.5px");
    assert_eq!(direction(&tag("Diagonal"), &mut out), Flow::Column);
    assert_eq!(
        out.warnings,
        ["`direction` expects Row or Column, found the tag `Diagonal`"]
    );
}

#[test]
fn exact_sizes_do_not_shrink_along_the_main_axis() {
    check("width", number(550), "width: 550px");
    check("height", number(550), "height: 550px; flex: none");
    let in_row = child_of(Some(Flow::Row));
    check_in(
        &in_row,
        "width",
        number(80.25),
        "width: 80.25px; flex: none",
    );
    check_in(&in_row, "height", number(0), "height: 0px");
    let unknown = child_of(None);
    check_in(
        &unknown,
        "width",
        number(80),
        "width: 80px; min-width: 80px",
    );
    check_in(
        &child_of(Some(Flow::Layers)),
        "width",
        number(8),
        "width: 8px",
    );
}

#[test]
fn fill_takes_the_available_space() {
    let width = |parent| css(&output("width", &tag("Fill"), &child_of(parent)));
    let height = |parent| css(&output("height", &tag("Fill"), &child_of(parent)));
    assert_eq!(width(Some(Flow::Row)), "flex: 1 1 0%; min-width: 0");
    assert_eq!(height(Some(Flow::Row)), "align-self: stretch");
    assert_eq!(width(Some(Flow::Column)), "width: 100%");
    assert_eq!(height(Some(Flow::Column)), "flex: 1 1 0%; min-height: 0");
    for parent in [Flow::Layers, Flow::Inline, Flow::Block] {
        assert_eq!(width(Some(parent)), "width: 100%");
        assert_eq!(height(Some(parent)), "height: 100%");
    }
    assert_eq!(width(Some(Flow::Page)), "width: 100%");
    assert_eq!(
        height(Some(Flow::Page)),
        "flex: 1 1 0%; min-height: 0; height: 100%; overflow: auto"
    );
    assert_eq!(width(None), "width: 100%; min-width: 0");
    let input = context(ElementKind::TextInput, Flow::Block, Some(Flow::Row));
    check_in(
        &input,
        "width",
        tag("Fill"),
        "flex: 1 1 0%; min-width: 0; width: 100%",
    );
}

#[test]
fn width_and_height_never_declare_the_same_property() {
    for parent in [
        None,
        Some(Flow::Row),
        Some(Flow::Column),
        Some(Flow::Layers),
        Some(Flow::Inline),
        Some(Flow::Block),
    ] {
        for (one, other) in [
            (tag("Fill"), tag("Fill")),
            (tag("Fill"), number(1)),
            (number(1), tag("Fill")),
            (number(1), number(1)),
        ] {
            let width = output("width", &one, &child_of(parent));
            let height = output("height", &other, &child_of(parent));
            for (property, _) in &width.element {
                assert!(height.element.iter().all(|(known, _)| known != property));
            }
        }
    }
}

#[test]
fn sizes_have_bounds() {
    check(
        "height",
        object!(sizing: tag("Fill"), minimum: tag("Screen")),
        "flex: 1 1 0%; min-height: 100vh",
    );
    check(
        "width",
        object!(sizing: tag("Fill"), minimum: number(230), maximum: number(550)),
        "width: 100%; min-width: 230px; max-width: 550px",
    );
    check(
        "width",
        object!(sizing: number(10), minimum: tag("Screen")),
        "width: 10px; min-width: 100vw",
    );
    check(
        "width",
        object!(sizing: WireValue::Absent, maximum: number(550)),
        "max-width: 550px",
    );
    let unknown = child_of(None);
    check_in(
        &unknown,
        "width",
        object!(sizing: number(100), maximum: number(50)),
        "width: 100px; max-width: 50px",
    );
}

#[test]
fn size_sets_both() {
    check("size", number(40), "width: 40px; height: 40px; flex: none");
}

#[test]
fn an_svg_takes_its_size_as_attributes_too() {
    let svg = context(ElementKind::Svg, Flow::Block, Some(Flow::Column));
    check_in(&svg, "width", number(460), "width: 460px; @width=460");
    check_in(
        &svg,
        "size",
        number(20),
        "width: 20px; height: 20px; flex: none; @width=20; @height=20",
    );
}

#[test]
fn bad_sizes_are_refused() {
    check_refused(
        "width",
        number(-1),
        "`width` expects a finite number that is not negative, found the number -1",
    );
    check_refused("width", number(f64::NAN), "NaN");
    check_refused("height", number(f64::INFINITY), "inf");
    check_refused("width", tag("Stretch"), "`width` expects a number, Fill");
    check_refused("size", tag("Fill"), "`size`");
    check_refused(
        "width",
        object!(sized: tag("Fill")),
        "`width` has no field `sized`",
    );
    check_refused("width", object!(minimum: tag("Page")), "`width.minimum`");
}

#[test]
fn paddings_of_sides_override_their_axis() {
    check(
        "padding",
        number(12),
        "padding-top: 12px; padding-right: 12px; padding-bottom: 12px; padding-left: 12px",
    );
    check(
        "padding",
        object!(row: number(15), column: number(10)),
        "padding-top: 10px; padding-right: 15px; padding-bottom: 10px; padding-left: 15px",
    );
    check(
        "padding",
        object!(top: number(1), row: number(2), left: number(60)),
        "padding-top: 1px; padding-right: 2px; padding-left: 60px",
    );
    check(
        "padding",
        object!(right: number(1), bottom: WireValue::Absent),
        "padding-right: 1px",
    );
    check_refused("padding", object!(top: number(-2)), "`padding.top`");
    check_refused("padding", object!(middle: number(2)), "`middle`");
}

#[test]
fn object_alignment_positions_the_content_along_its_flow() {
    let row = context(ElementKind::Stripe, Flow::Row, Some(Flow::Column));
    check_in(
        &row,
        "align",
        object!(row: tag("Center")),
        "justify-content: safe center",
    );
    check_in(
        &row,
        "align",
        object!(row: tag("Right"), column: tag("Top")),
        "justify-content: flex-end; align-items: flex-start",
    );
    check_in(
        &row,
        "align",
        object!(cross: tag("Center")),
        "align-items: center",
    );
    check(
        "align",
        object!(row: tag("Center")),
        "align-items: safe center",
    );
    check(
        "align",
        object!(cross: tag("Center")),
        "align-items: safe center",
    );
    check(
        "align",
        object!(row: tag("Left"), column: tag("Top")),
        "align-items: flex-start; justify-content: flex-start",
    );
    check(
        "align",
        object!(column: tag("Center")),
        "justify-content: center",
    );
    check("align", object!(cross: tag("End")), "align-items: flex-end");
    check_in(
        &context(ElementKind::Stack, Flow::Layers, None),
        "align",
        object!(row: tag("Center"), column: tag("Bottom")),
        "justify-items: safe center; align-items: flex-end",
    );
}

#[test]
fn object_alignment_moves_texts_of_containers_and_labels() {
    let container = child_of(Some(Flow::Column));
    check_in(
        &container,
        "align",
        object!(row: tag("Center")),
        "text-align: center; align-items: safe center",
    );
    check_in(
        &container,
        "align",
        object!(row: tag("Justify")),
        "text-align: justify",
    );
    let label = context(ElementKind::Label, Flow::Block, Some(Flow::Column));
    check_in(
        &label,
        "align",
        object!(row: tag("Right")),
        "text-align: right",
    );
    check_in(
        &label,
        "align",
        object!(column: tag("Center")),
        "display: flex; flex-direction: column; justify-content: center",
    );
    check_refused("align", object!(row: tag("Justify")), "`align.row`");
}

#[test]
fn tag_alignment_positions_the_box() {
    let align = |name: &str, parent| css(&output("align", &tag(name), &child_of(parent)));
    let column = Some(Flow::Column);
    assert_eq!(align("Left", column), "margin-right: auto");
    assert_eq!(align("Right", column), "margin-left: auto");
    assert_eq!(
        align("Center", column),
        "margin-right: auto; margin-left: auto; align-self: center"
    );
    assert_eq!(align("Top", column), "margin-bottom: auto");
    assert_eq!(align("Bottom", column), "margin-top: auto");
    assert_eq!(align("Top", Some(Flow::Row)), "align-self: flex-start");
    assert_eq!(align("Bottom", None), "align-self: flex-end");
    assert_eq!(align("Right", Some(Flow::Layers)), "justify-self: end");
    assert_eq!(
        align("Center", Some(Flow::Layers)),
        "justify-self: safe center; align-self: center"
    );
    check_refused("align", tag("Middle"), "found the tag `Middle`");
}

#[test]
fn a_centred_stripe_centres_its_content_as_well() {
    let row = context(ElementKind::Stripe, Flow::Row, None);
    check_in(
        &row,
        "align",
        tag("Center"),
        "margin-right: auto; margin-left: auto; align-self: center; justify-content: safe center",
    );
}
