//! What an element looks like before any style key (style.md §1, §5.1).

use protocol::names::{StyleProperty, Tag};
use protocol::value::WireValue;

use crate::view::plain::is_tag;
use crate::view::style::context::{ElementKind, Flow, StyleContext};
use crate::view::style::name::{property, tag};
use crate::view::style::number::{non_negative, pixels};
use crate::view::style::output::Output;

/// Tags that browsers draw without margins, borders or fonts of their own.
const PLAIN_TAGS: &[Tag] = &[
    tag!("div"),
    tag!("span"),
    tag!("header"),
    tag!("footer"),
    tag!("section"),
    tag!("article"),
    tag!("aside"),
    tag!("main"),
    tag!("nav"),
    tag!("svg"),
    tag!("circle"),
];

const MARGINS: &[StyleProperty] = &[
    property!("margin-top"),
    property!("margin-right"),
    property!("margin-bottom"),
    property!("margin-left"),
];

const PADDINGS: &[StyleProperty] = &[
    property!("padding-top"),
    property!("padding-right"),
    property!("padding-bottom"),
    property!("padding-left"),
];

const BORDERS: &[StyleProperty] = &[
    property!("border-top"),
    property!("border-right"),
    property!("border-bottom"),
    property!("border-left"),
];

const INHERITED: &[StyleProperty] = &[
    property!("color"),
    property!("font-size"),
    property!("font-weight"),
    property!("font-style"),
    property!("font-family"),
    property!("line-height"),
    property!("letter-spacing"),
    property!("text-align"),
];

/// Controls that browsers draw by the system's look unless they are told not to.
const THEMED_TAGS: &[Tag] = &[tag!("button"), tag!("input"), tag!("textarea")];

/// The declarations of an element of a kind and tag that come before those of its style keys.
///
/// They are a function of tag and context: when the flow inside or around the element changes, ask again.
pub fn element_base(tag: Tag, context: &StyleContext, out: &mut Output) {
    if !context.element.is_svg() {
        out.declare(property!("box-sizing"), "border-box");
        out.declare(property!("white-space"), "pre-wrap");
    }
    reset(tag, context.element, out);
    own_box(context, out);
    placement(context, out);
}

/// The `direction` argument of a stripe; Column while it has no value.
#[must_use]
pub fn direction(value: &WireValue, out: &mut Output) -> Flow {
    if is_tag(value, "Row") {
        return Flow::Row;
    }
    if !is_tag(value, "Column") {
        out.reject("direction", "Row or Column", value);
    }
    Flow::Column
}

/// The `gap` argument of a stripe.
pub fn gap(value: &WireValue, out: &mut Output) {
    if let Some(gap) = non_negative(value, "gap", out) {
        out.declare(property!("gap"), pixels(gap));
    }
}

/// The box of a checkbox that has no `icon`; without a label it is as large as the checkbox.
pub fn checkbox_box(has_label: bool, out: &mut Output) {
    out.declare(property!("box-sizing"), "border-box");
    out.declare(property!("min-width"), "16px");
    out.declare(property!("min-height"), "16px");
    for side in BORDERS {
        out.declare(*side, "1px solid currentcolor");
    }
    out.declare(property!("border-radius"), "3px");
    if has_label {
        out.declare(property!("margin-right"), "8px");
    } else {
        out.declare(property!("flex"), "1 1 auto");
        out.declare(property!("align-self"), "stretch");
    }
}

/// The mark in the box of a checkbox that is checked.
pub fn checkbox_mark(out: &mut Output) {
    out.declare(
        property!("background-image"),
        "linear-gradient(currentcolor, currentcolor)",
    );
    out.declare(
        property!("background-size"),
        "calc(100% - 6px) calc(100% - 6px)",
    );
    out.declare(property!("background-position"), "center");
    out.declare(property!("background-repeat"), "no-repeat");
}

/// The `<label>` around a control: a box of its own would stand between the control and its surroundings.
pub fn label_wrapper(out: &mut Output) {
    out.declare(property!("display"), "contents");
}

/// What every placeholder needs to show exactly the colour that is asked for.
pub fn placeholder_base(out: &mut Output) {
    out.placeholder.push((property!("opacity"), "1".to_owned()));
}

fn reset(tag: Tag, kind: ElementKind, out: &mut Output) {
    if PLAIN_TAGS.contains(&tag) {
        return;
    }
    for property in MARGINS {
        out.declare(*property, "0");
    }
    for property in INHERITED {
        out.declare(*property, "inherit");
    }
    // A frame of ours would take the native look of these two away.
    if matches!(kind, ElementKind::Slider | ElementKind::Select) {
        return;
    }
    for property in PADDINGS.iter().chain(BORDERS) {
        out.declare(*property, "0");
    }
    out.declare(property!("background-color"), "transparent");
    out.declare(property!("text-decoration-line"), "none");
    out.declare(property!("list-style-type"), "none");
    if THEMED_TAGS.contains(&tag) {
        out.declare(property!("appearance"), "none");
        out.declare(property!("border-radius"), "0");
        out.declare(property!("min-width"), "0");
    }
}

fn own_box(context: &StyleContext, out: &mut Output) {
    match context.element {
        ElementKind::Stripe
        | ElementKind::Container
        | ElementKind::Block
        | ElementKind::Checkbox => flex(context.flow, out),
        ElementKind::Stack => {
            out.declare(property!("display"), "grid");
            out.declare(property!("justify-items"), "start");
            out.declare(property!("align-items"), "start");
        }
        ElementKind::Paragraph | ElementKind::Label | ElementKind::Text => {
            out.declare(property!("display"), "block");
        }
        ElementKind::Button => out.declare(property!("display"), "inline-block"),
        ElementKind::TextInput | ElementKind::Slider | ElementKind::Select | ElementKind::Link => {}
        ElementKind::Svg => {
            out.declare(property!("display"), "block");
            out.declare(property!("overflow"), "visible");
        }
        ElementKind::SvgCircle => out.declare(property!("cursor"), "pointer"),
        ElementKind::App => {}
    }
}

fn flex(flow: Flow, out: &mut Output) {
    let (direction, cross) = match flow {
        Flow::Row => ("row", "center"),
        _ => ("column", "flex-start"),
    };
    out.declare(property!("display"), "flex");
    out.declare(property!("flex-direction"), direction);
    out.declare(property!("align-items"), cross);
}

/// What the parent's flow asks of the element.
fn placement(context: &StyleContext, out: &mut Output) {
    match context.parent {
        Some(Flow::Layers) => out.declare(property!("grid-area"), "1 / 1"),
        Some(Flow::Inline) => {
            if let Some(display) = inline_display(context.element) {
                out.declare(property!("display"), display);
            }
        }
        // The box of a program without a width is as wide as the page; a control is not.
        Some(Flow::Page) if !is_control(context.element) => {
            out.declare(property!("align-self"), "stretch");
        }
        Some(Flow::Row | Flow::Column | Flow::Block | Flow::Page) | None => {}
    }
}

fn inline_display(kind: ElementKind) -> Option<&'static str> {
    match kind {
        ElementKind::Stripe
        | ElementKind::Container
        | ElementKind::Block
        | ElementKind::Checkbox => Some("inline-flex"),
        ElementKind::Stack => Some("inline-grid"),
        ElementKind::Paragraph | ElementKind::Label | ElementKind::Text => Some("inline"),
        ElementKind::Svg => Some("inline-block"),
        ElementKind::Button
        | ElementKind::TextInput
        | ElementKind::Slider
        | ElementKind::Select
        | ElementKind::Link
        | ElementKind::SvgCircle
        | ElementKind::App => None,
    }
}

fn is_control(kind: ElementKind) -> bool {
    matches!(
        kind,
        ElementKind::Button | ElementKind::Checkbox | ElementKind::Link | ElementKind::Svg
    ) || kind.is_native_control()
}
