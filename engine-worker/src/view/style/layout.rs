//! `align` (style.md §5.3).

use protocol::names::StyleProperty;
use protocol::value::WireValue;

use crate::view::style::context::{ElementKind, Flow, StyleContext};
use crate::view::style::name::property;
use crate::view::style::number::{Fields, fields, keyword};
use crate::view::style::output::Output;

/// What does not fit stands at the start: nobody could scroll to what overflows on the left.
const SAFE_CENTER: &str = "safe center";

const ROW: &[(&str, &str)] = &[
    ("Start", "flex-start"),
    ("Left", "flex-start"),
    ("Center", SAFE_CENTER),
    ("End", "flex-end"),
    ("Right", "flex-end"),
];

const ROW_OF_TEXT: &[(&str, &str)] = &[
    ("Start", "start"),
    ("Left", "left"),
    ("Center", "center"),
    ("End", "end"),
    ("Right", "right"),
    ("Justify", "justify"),
];

const COLUMN: &[(&str, &str)] = &[
    ("Start", "flex-start"),
    ("Top", "flex-start"),
    ("Center", "center"),
    ("End", "flex-end"),
    ("Bottom", "flex-end"),
];

const CROSS: &[(&str, &str)] = &[
    ("Start", "flex-start"),
    ("Center", "center"),
    ("End", "flex-end"),
];

const CROSS_OF_COLUMN: &[(&str, &str)] = &[
    ("Start", "flex-start"),
    ("Center", SAFE_CENTER),
    ("End", "flex-end"),
];

/// `align: [row, column, cross]` positions the content, `align: Tag` the box itself.
pub(super) fn align(value: &WireValue, context: &StyleContext, out: &mut Output) {
    match value {
        WireValue::Tag(tag) => align_box(tag, value, context, out),
        _ => {
            if let Some(fields) = fields(value, "align", &["row", "column", "cross"], out) {
                align_content(fields, context, out);
            }
        }
    }
}

fn align_content(fields: Fields<'_>, context: &StyleContext, out: &mut Output) {
    let (row, column, cross) = (fields.get("row"), fields.get("column"), fields.get("cross"));
    if aligns_text(context) {
        text_align(row, out);
    }
    match context.flow {
        Flow::Row => {
            content(property!("justify-content"), row, ROW, "align.row", out);
            content(
                property!("align-items"),
                column,
                COLUMN,
                "align.column",
                out,
            );
            content(property!("align-items"), cross, CROSS, "align.cross", out);
        }
        Flow::Column => {
            // A justified box has no place for its children to go to, only its text has.
            if !(aligns_text(context) && crate::view::plain::is_tag(row, "Justify")) {
                content(property!("align-items"), row, ROW, "align.row", out);
            }
            content(
                property!("justify-content"),
                column,
                COLUMN,
                "align.column",
                out,
            );
            content(
                property!("align-items"),
                cross,
                CROSS_OF_COLUMN,
                "align.cross",
                out,
            );
        }
        Flow::Layers => {
            content(property!("justify-items"), row, ROW, "align.row", out);
            content(
                property!("align-items"),
                column,
                COLUMN,
                "align.column",
                out,
            );
            content(property!("align-items"), cross, CROSS, "align.cross", out);
        }
        Flow::Inline | Flow::Block | Flow::Page => block_column(column, cross, out),
    }
}

/// Whether `align.row` also moves the words of texts inside.
fn aligns_text(context: &StyleContext) -> bool {
    match context.flow {
        Flow::Inline | Flow::Block | Flow::Page => true,
        Flow::Column => context.element != ElementKind::Stripe,
        Flow::Row | Flow::Layers => false,
    }
}

fn text_align(row: &WireValue, out: &mut Output) {
    if let Some(word) = keyword(row, ROW_OF_TEXT, "align.row", out) {
        out.declare(property!("text-align"), word);
    }
}

/// A block cannot place its content vertically, so it becomes a flex column when asked to; its content
/// keeps the full width and with it the text alignment.
fn block_column(column: &WireValue, cross: &WireValue, out: &mut Output) {
    let cross = keyword(cross, CROSS, "align.cross", out);
    if let Some(word) = keyword(column, COLUMN, "align.column", out).or(cross) {
        out.declare(property!("display"), "flex");
        out.declare(property!("flex-direction"), "column");
        out.declare(property!("justify-content"), word);
    }
}

fn content(
    property: StyleProperty,
    value: &WireValue,
    words: &[(&str, &'static str)],
    path: &str,
    out: &mut Output,
) {
    if let Some(word) = keyword(value, words, path, out) {
        out.declare(property, word);
    }
}

fn align_box(tag: &str, value: &WireValue, context: &StyleContext, out: &mut Output) {
    let in_layers = context.parent == Some(Flow::Layers);
    let in_column = matches!(context.parent, Some(Flow::Column | Flow::Page));
    match tag {
        "Left" if in_layers => out.declare(property!("justify-self"), "start"),
        "Right" if in_layers => out.declare(property!("justify-self"), "end"),
        "Left" => out.declare(property!("margin-right"), "auto"),
        "Right" => out.declare(property!("margin-left"), "auto"),
        "Center" => center_box(in_layers, context, out),
        "Top" if in_column => out.declare(property!("margin-bottom"), "auto"),
        "Bottom" if in_column => out.declare(property!("margin-top"), "auto"),
        "Top" => out.declare(property!("align-self"), "flex-start"),
        "Bottom" => out.declare(property!("align-self"), "flex-end"),
        _ => out.reject(
            "align",
            "[row, column, cross] or one of Left, Right, Center, Top, Bottom",
            value,
        ),
    }
}

fn center_box(in_layers: bool, context: &StyleContext, out: &mut Output) {
    if in_layers {
        out.declare(property!("justify-self"), SAFE_CENTER);
    } else {
        out.declare(property!("margin-right"), "auto");
        out.declare(property!("margin-left"), "auto");
    }
    out.declare(property!("align-self"), "center");
    // A stripe that fills its parent has no room to be centred in: then its content is meant.
    if context.element == ElementKind::Stripe {
        match context.flow {
            Flow::Row => out.declare(property!("justify-content"), SAFE_CENTER),
            Flow::Column => out.declare(property!("align-items"), SAFE_CENTER),
            Flow::Layers | Flow::Inline | Flow::Block | Flow::Page => {}
        }
    }
}
