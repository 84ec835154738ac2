//! `padding` (style.md §3).

use protocol::names::StyleProperty;
use protocol::value::WireValue;

use crate::view::style::context::StyleContext;
use crate::view::style::name::property;
use crate::view::style::number::{fields, non_negative, pixels};
use crate::view::style::output::Output;

struct Side {
    name: &'static str,
    path: &'static str,
    /// The field that stands for this side and the opposite one.
    axis: &'static str,
    axis_path: &'static str,
    property: StyleProperty,
}

const SIDES: [Side; 4] = [
    Side {
        name: "top",
        path: "padding.top",
        axis: "column",
        axis_path: "padding.column",
        property: property!("padding-top"),
    },
    Side {
        name: "right",
        path: "padding.right",
        axis: "row",
        axis_path: "padding.row",
        property: property!("padding-right"),
    },
    Side {
        name: "bottom",
        path: "padding.bottom",
        axis: "column",
        axis_path: "padding.column",
        property: property!("padding-bottom"),
    },
    Side {
        name: "left",
        path: "padding.left",
        axis: "row",
        axis_path: "padding.row",
        property: property!("padding-left"),
    },
];

/// `padding: Number | [row, column, top, right, bottom, left]`
pub(super) fn padding(value: &WireValue, _: &StyleContext, out: &mut Output) {
    if let WireValue::Number(_) = value {
        if let Some(number) = non_negative(value, "padding", out) {
            for side in &SIDES {
                out.declare(side.property, pixels(number));
            }
        }
        return;
    }
    if let WireValue::Tag(_) = value {
        out.reject(
            "padding",
            "a number or [row, column, top, right, bottom, left]",
            value,
        );
        return;
    }
    let known = ["row", "column", "top", "right", "bottom", "left"];
    let Some(fields) = fields(value, "padding", &known, out) else {
        return;
    };
    for side in &SIDES {
        let specific = non_negative(fields.get(side.name), side.path, out);
        let length = specific.or_else(|| non_negative(fields.get(side.axis), side.axis_path, out));
        if let Some(length) = length {
            out.declare(side.property, pixels(length));
        }
    }
}
