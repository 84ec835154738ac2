//! Drawings (stdlib.md §8.3). The page creates their tags in the namespace of SVG.

use crate::view::catalog::argument::{self, Argument, Role};
use crate::view::catalog::event::{
    BLUR, CLICK_AT, CONTEXT_MENU_AT, DOUBLE_CLICK, Event, FOCUS, KEY_DOWN, PRESS,
};
use crate::view::catalog::{Element, TagRule};
use crate::view::style::ElementKind;
use crate::view::style::name::tag;

const EVENTS: &[Event] = &[
    PRESS,
    CLICK_AT,
    DOUBLE_CLICK,
    CONTEXT_MENU_AT,
    KEY_DOWN,
    FOCUS,
    BLUR,
];

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
    events: EVENTS,
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
    events: EVENTS,
    rules: &[],
    shows_text: false,
};
