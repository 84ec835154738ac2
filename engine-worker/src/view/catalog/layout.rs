//! Elements that place others and show texts (stdlib.md §8.1).

use crate::view::catalog::argument::{Argument, Role};
use crate::view::catalog::{COMMON_EVENTS, Element, TagRule};
use crate::view::style::name::tag;
use crate::view::style::{ElementKind, gap};

const fn element(
    kind: ElementKind,
    name: &'static str,
    tag: TagRule,
    arguments: &'static [Argument],
) -> Element {
    Element {
        kind,
        name,
        in_scenes: true,
        tag,
        attributes: &[],
        arguments,
        events: COMMON_EVENTS,
        rules: &[],
        shows_text: false,
    }
}

pub(super) const STRIPE: Element = element(
    ElementKind::Stripe,
    "stripe",
    TagRule::Chosen(tag!("div")),
    &[
        Argument::CAPABILITIES,
        Argument::new("direction", Role::Direction),
        Argument::new("gap", Role::Declarations(gap)),
        Argument::STYLE,
        Argument::new("items", Role::Children),
    ],
);

pub(super) const CONTAINER: Element = element(
    ElementKind::Container,
    "container",
    TagRule::Chosen(tag!("div")),
    &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("child", Role::Child),
    ],
);

pub(super) const STACK: Element = element(
    ElementKind::Stack,
    "stack",
    TagRule::Chosen(tag!("div")),
    &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("layers", Role::Layers),
    ],
);

pub(super) const PARAGRAPH: Element = element(
    ElementKind::Paragraph,
    "paragraph",
    TagRule::Chosen(tag!("p")),
    &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("contents", Role::Children),
    ],
);

pub(super) const LABEL: Element = element(
    ElementKind::Label,
    "label",
    TagRule::Chosen(tag!("div")),
    &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("label", Role::Child),
    ],
);

pub(super) const TEXT: Element = element(
    ElementKind::Text,
    "text",
    TagRule::Chosen(tag!("div")),
    &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("text", Role::Child),
    ],
);

pub(super) const BLOCK: Element = element(
    ElementKind::Block,
    "block",
    TagRule::Chosen(tag!("div")),
    &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("child", Role::Child),
    ],
);
