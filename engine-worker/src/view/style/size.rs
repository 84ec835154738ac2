//! `width`, `height` and `size` (style.md §3, §5.2).

use protocol::names::{Attribute, StyleProperty};
use protocol::value::WireValue;

use crate::view::plain::is_tag;
use crate::view::style::context::{ElementKind, Flow, StyleContext};
use crate::view::style::name::{attribute, property};
use crate::view::style::number::{css_number, fields, non_negative, pixels};
use crate::view::style::output::Output;

/// One of the two directions of a box.
struct Dimension {
    path: &'static str,
    sizing_path: &'static str,
    minimum_path: &'static str,
    maximum_path: &'static str,
    exact: StyleProperty,
    minimum: StyleProperty,
    maximum: StyleProperty,
    attribute: Attribute,
    screen: &'static str,
    /// The flow whose main axis this is.
    main_axis: Flow,
}

const WIDTH: Dimension = Dimension {
    path: "width",
    sizing_path: "width.sizing",
    minimum_path: "width.minimum",
    maximum_path: "width.maximum",
    exact: property!("width"),
    minimum: property!("min-width"),
    maximum: property!("max-width"),
    attribute: attribute!("width"),
    screen: "100vw",
    main_axis: Flow::Row,
};

const HEIGHT: Dimension = Dimension {
    path: "height",
    sizing_path: "height.sizing",
    minimum_path: "height.minimum",
    maximum_path: "height.maximum",
    exact: property!("height"),
    minimum: property!("min-height"),
    maximum: property!("max-height"),
    attribute: attribute!("height"),
    screen: "100vh",
    main_axis: Flow::Column,
};

/// `width: Number | Fill | [sizing, minimum, maximum]`
pub(super) fn width(value: &WireValue, context: &StyleContext, out: &mut Output) {
    dimension(&WIDTH, value, context, out);
}

/// `height: Number | Fill | [sizing, minimum, maximum]`
pub(super) fn height(value: &WireValue, context: &StyleContext, out: &mut Output) {
    dimension(&HEIGHT, value, context, out);
}

/// `size: Number`
pub(super) fn size(value: &WireValue, context: &StyleContext, out: &mut Output) {
    if let Some(number) = non_negative(value, "size", out) {
        exact(&WIDTH, number, context, true, out);
        exact(&HEIGHT, number, context, true, out);
    }
}

fn dimension(side: &Dimension, value: &WireValue, context: &StyleContext, out: &mut Output) {
    let WireValue::Object { .. } = value else {
        sizing(side, value, side.path, context, true, out);
        return;
    };
    let Some(fields) = fields(value, side.path, &["sizing", "minimum", "maximum"], out) else {
        return;
    };
    let minimum = bound(side, fields.get("minimum"), side.minimum_path, out);
    let maximum = bound(side, fields.get("maximum"), side.maximum_path, out);
    let free = minimum.is_none() && maximum.is_none();
    sizing(
        side,
        fields.get("sizing"),
        side.sizing_path,
        context,
        free,
        out,
    );
    if let Some(minimum) = minimum {
        out.declare(side.minimum, minimum);
    }
    if let Some(maximum) = maximum {
        out.declare(side.maximum, maximum);
    }
}

/// `free`: no bound of the program forbids to use the minimum for our own purpose.
fn sizing(
    side: &Dimension,
    value: &WireValue,
    path: &str,
    context: &StyleContext,
    free: bool,
    out: &mut Output,
) {
    match value {
        WireValue::Number(_) => {
            if let Some(number) = non_negative(value, path, out) {
                exact(side, number, context, free, out);
            }
        }
        _ if is_tag(value, "Fill") => fill(side, context, out),
        _ if path == side.path => {
            out.reject(path, "a number, Fill or [sizing, minimum, maximum]", value);
        }
        _ => out.reject(path, "a number or Fill", value),
    }
}

fn exact(side: &Dimension, number: f64, context: &StyleContext, free: bool, out: &mut Output) {
    if context.element == ElementKind::Svg {
        out.set_attribute(side.attribute, css_number(number));
    }
    out.declare(side.exact, pixels(number));
    match context.parent {
        // Only the key of the main axis declares `flex`, so `width` and `height` never compete for it.
        Some(parent) if is_main_axis(side, parent) => out.declare(property!("flex"), "none"),
        Some(_) => {}
        // A minimum keeps the box from shrinking whatever the parent's axis turns out to be.
        None if free => out.declare(side.minimum, pixels(number)),
        None => {}
    }
}

/// Takes the available space.
///
/// The basis is `0%` and not `0`: in a parent without a size of its own a percentage means the content's
/// size, where `0` would let the box collapse.
fn fill(side: &Dimension, context: &StyleContext, out: &mut Output) {
    match context.parent {
        Some(parent) if is_main_axis(side, parent) => {
            out.declare(property!("flex"), "1 1 0%");
            out.declare(side.minimum, "0");
            if parent == Flow::Page {
                // The page around the app may lay it out in another way. What is longer than the page
                // scrolls inside, so that the background of the program covers all of it.
                out.declare(side.exact, "100%");
                out.declare(property!("overflow"), "auto");
            } else if context.element.is_native_control() {
                out.declare(side.exact, "100%");
            }
        }
        // A percentage of a row's height means nothing while the row is as high as its content.
        Some(Flow::Row) => out.declare(property!("align-self"), "stretch"),
        Some(Flow::Column | Flow::Layers | Flow::Inline | Flow::Block | Flow::Page) => {
            out.declare(side.exact, "100%");
        }
        None => {
            out.declare(side.exact, "100%");
            out.declare(side.minimum, "0");
        }
    }
}

fn is_main_axis(side: &Dimension, parent: Flow) -> bool {
    let parent = if parent == Flow::Page {
        Flow::Column
    } else {
        parent
    };
    parent == side.main_axis
}

fn bound(side: &Dimension, value: &WireValue, path: &str, out: &mut Output) -> Option<String> {
    if is_tag(value, "Screen") {
        return Some(side.screen.to_owned());
    }
    if let WireValue::Tag(_) = value {
        out.reject(path, "a number or Screen", value);
        return None;
    }
    non_negative(value, path, out).map(pixels)
}
