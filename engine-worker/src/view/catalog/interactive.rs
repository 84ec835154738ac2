//! Elements that the user works with (stdlib.md §8.2).

use protocol::event::Listener;

use crate::view::catalog::argument::{self, Argument, Role};
use crate::view::catalog::event::{
    BLUR, CHANGE, CHOICE, CLICK, CONTEXT_MENU, DOUBLE_CLICK, FOCUS, INPUT, KEY_DOWN, PRESS, SLIDE,
};
use crate::view::catalog::{COMMON_EVENTS, Element, TagRule};
use crate::view::style::ElementKind;
use crate::view::style::name::{attribute, tag};

pub(super) const BUTTON: Element = Element {
    kind: ElementKind::Button,
    name: "button",
    in_scenes: true,
    tag: TagRule::Fixed(tag!("button")),
    // The type of a button without one is `submit`.
    attributes: &[(attribute!("type"), "button")],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("label", Role::Child),
    ],
    events: COMMON_EVENTS,
    rules: &[],
    shows_text: false,
};

pub(super) const TEXT_INPUT: Element = Element {
    kind: ElementKind::TextInput,
    name: "text_input",
    in_scenes: true,
    tag: TagRule::Fixed(tag!("input")),
    // A completion of the browser would change the text without an edit of the user.
    attributes: &[
        (attribute!("type"), "text"),
        (attribute!("autocomplete"), "off"),
    ],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("label", Role::Label),
        Argument::new("placeholder", Role::Attributes(argument::placeholder)),
        Argument::new("text", Role::Value(argument::controlled_text)),
        Argument::new("focus", Role::Focus),
    ],
    events: &[
        CHANGE,
        INPUT,
        PRESS,
        CLICK,
        DOUBLE_CLICK,
        CONTEXT_MENU,
        KEY_DOWN,
        FOCUS,
        BLUR,
    ],
    rules: &[],
    shows_text: true,
};

pub(super) const CHECKBOX: Element = Element {
    kind: ElementKind::Checkbox,
    name: "checkbox",
    in_scenes: true,
    tag: TagRule::Fixed(tag!("div")),
    attributes: &[
        (attribute!("role"), "checkbox"),
        (attribute!("tabindex"), "0"),
        (attribute!("aria-checked"), "false"),
    ],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("settings", Role::Attributes(argument::settings)),
        Argument::new("checked", Role::Attributes(argument::checked)),
        Argument::new("icon", Role::Icon),
        Argument::new("label", Role::Label),
    ],
    events: COMMON_EVENTS,
    rules: &[Listener::KeysClick],
    shows_text: false,
};

pub(super) const SLIDER: Element = Element {
    kind: ElementKind::Slider,
    name: "slider",
    in_scenes: false,
    tag: TagRule::Fixed(tag!("input")),
    attributes: &[(attribute!("type"), "range")],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("label", Role::Label),
        Argument::new("min", Role::Attributes(argument::min)),
        Argument::new("max", Role::Attributes(argument::max)),
        Argument::new("step", Role::Attributes(argument::step)),
        Argument::new("value", Role::Value(argument::controlled_number)),
    ],
    events: &[
        SLIDE,
        PRESS,
        CLICK,
        DOUBLE_CLICK,
        CONTEXT_MENU,
        KEY_DOWN,
        FOCUS,
        BLUR,
    ],
    rules: &[],
    shows_text: false,
};

pub(super) const SELECT: Element = Element {
    kind: ElementKind::Select,
    name: "select",
    in_scenes: false,
    tag: TagRule::Fixed(tag!("select")),
    attributes: &[],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("label", Role::Label),
        Argument::new("options", Role::Options),
        Argument::new("selected", Role::Value(argument::selected)),
    ],
    events: &[
        CHOICE,
        PRESS,
        CLICK,
        DOUBLE_CLICK,
        CONTEXT_MENU,
        KEY_DOWN,
        FOCUS,
        BLUR,
    ],
    rules: &[],
    shows_text: false,
};

pub(super) const LINK: Element = Element {
    kind: ElementKind::Link,
    name: "link",
    in_scenes: true,
    tag: TagRule::Fixed(tag!("a")),
    attributes: &[],
    arguments: &[
        Argument::CAPABILITIES,
        Argument::STYLE,
        Argument::new("to", Role::Attributes(argument::to)),
        Argument::new("new_tab", Role::Attributes(argument::new_tab)),
        Argument::new("label", Role::Child),
    ],
    events: COMMON_EVENTS,
    rules: &[Listener::FollowRoute],
    shows_text: false,
};
