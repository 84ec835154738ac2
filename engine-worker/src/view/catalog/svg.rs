//! Drawings (stdlib.md §8.3). The page creates their tags in the namespace of SVG.

use crate::view::catalog::argument::{self, Argument, Role};
use crate::view::catalog::event::{CLICK_AT, DOUBLE_CLICK};
use crate::view::catalog::{Element, TagRule};
use crate::view::style::ElementKind;
use crate::view::style::name::tag;

pub(super) const SVG: Element = Element {
    kind: ElementKind::Svg,
    name: "svg",
    in_scenes: false,
    tag: TagRule::Fixed(tag!("svg")),
    attributes: &[],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("children", Role::Children),
    ],
    events: &[CLICK_AT, DOUBLE_CLICK],
    rules: &[],
    shows_text: false,
};

pub(super) const SVG_CIRCLE: Element = Element {
    kind: ElementKind::SvgCircle,
    name: "svg_circle",
    in_scenes: false,
    tag: TagRule::Fixed(tag!("circle")),
    attributes: &[],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::new("cx", Role::Attributes(argument::cx)),
        Argument::new("cy", Role::Attributes(argument::cy)),
        Argument::new("r", Role::Attributes(argument::r)),
        Argument::STYLE,
    ],
    events: &[CLICK_AT, DOUBLE_CLICK],
    rules: &[],
    shows_text: false,
};
