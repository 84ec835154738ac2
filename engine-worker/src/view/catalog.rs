//! The `Element/*` table (stdlib.md §7–8).
//!
//! A row says everything about one element that its live actor needs: the tag, the attributes it always
//! has, what each argument draws, which events it can report. The order of a row's arguments is the
//! order in which they are drawn.

mod argument;
mod event;
mod interactive;
mod label;
mod layout;
mod svg;
#[cfg(test)]
mod tests;

use protocol::event::Listener;
use protocol::names::{Attribute, Tag};
use protocol::value::WireValue;

use crate::view::plain;
use crate::view::style::name::{attribute, tag};
use crate::view::style::{ElementKind, FIRST_ARGUMENT_RANK, Output};

pub use argument::{Argument, Child, Role, SelectOption, child, option};
pub use event::{Event, Payload, listener_of};
pub use label::{LabelForm, is_shown, label_form};

/// A kind of element.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// What it is for its style.
    pub kind: ElementKind,
    /// The name behind `Element/`.
    pub name: &'static str,
    /// Whether `Scene/Element/` has it as well.
    pub in_scenes: bool,
    /// Which tag it gets.
    pub tag: TagRule,
    /// Attributes that it always has, unless an argument or style key sets them; at the base rank.
    pub attributes: &'static [(Attribute, &'static str)],
    /// Its arguments.
    pub arguments: &'static [Argument],
    /// The events that it can report.
    pub events: &'static [Event],
    /// Default rules that the page always applies to it.
    pub rules: &'static [Listener],
    /// Whether it exposes `text`, the current value of its `text` argument, to its slot. All elements
    /// expose `event` and `hovered`.
    pub shows_text: bool,
}

/// How the tag of an element is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagRule {
    /// Always this one: its meaning hangs on it.
    Fixed(Tag),
    /// The one that the program asks for, else this one.
    Chosen(Tag),
}

/// What every element can report; controls and drawings have some more.
pub(crate) const COMMON_EVENTS: &[Event] = &[
    event::PRESS,
    event::CLICK,
    event::DOUBLE_CLICK,
    event::CONTEXT_MENU,
    event::KEY_DOWN,
    event::FOCUS,
    event::BLUR,
];

/// Tags that programs may ask for: those without a behaviour of their own.
const CHOOSABLE: &[Tag] = &[
    tag!("div"),
    tag!("span"),
    tag!("p"),
    tag!("header"),
    tag!("footer"),
    tag!("section"),
    tag!("article"),
    tag!("aside"),
    tag!("main"),
    tag!("nav"),
    tag!("h1"),
    tag!("h2"),
    tag!("h3"),
    tag!("h4"),
    tag!("h5"),
    tag!("h6"),
    tag!("ul"),
    tag!("ol"),
    tag!("li"),
    tag!("strong"),
    tag!("em"),
    tag!("code"),
    tag!("pre"),
    tag!("blockquote"),
    tag!("figure"),
    tag!("figcaption"),
    tag!("dl"),
    tag!("dd"),
    tag!("dt"),
    tag!("small"),
    tag!("time"),
    tag!("address"),
    tag!("table"),
    tag!("thead"),
    tag!("tbody"),
    tag!("tr"),
    tag!("td"),
    tag!("th"),
    tag!("hgroup"),
    tag!("search"),
    tag!("mark"),
    tag!("cite"),
    tag!("b"),
    tag!("i"),
    tag!("u"),
    tag!("s"),
    tag!("kbd"),
    tag!("samp"),
    tag!("var"),
    tag!("abbr"),
    tag!("dfn"),
    tag!("del"),
    tag!("ins"),
    tag!("sub"),
    tag!("sup"),
    tag!("caption"),
    tag!("tfoot"),
    tag!("menu"),
];

/// All elements.
pub const ELEMENTS: &[Element] = &[
    layout::STRIPE,
    layout::CONTAINER,
    layout::STACK,
    layout::PARAGRAPH,
    layout::LABEL,
    layout::TEXT,
    layout::BLOCK,
    interactive::BUTTON,
    interactive::TEXT_INPUT,
    interactive::CHECKBOX,
    interactive::SLIDER,
    interactive::SELECT,
    interactive::LINK,
    svg::SVG,
    svg::SVG_CIRCLE,
];

/// Looks the element of a function path such as `Element/stripe` or `Scene/Element/stripe` up.
#[must_use]
pub fn find(path: &str) -> Option<&'static Element> {
    let (name, in_scene) = match path.strip_prefix("Scene/Element/") {
        Some(name) => (name, true),
        None => (path.strip_prefix("Element/")?, false),
    };
    ELEMENTS
        .iter()
        .find(|element| element.name == name && (element.in_scenes || !in_scene))
}

impl Element {
    /// Looks an argument and its rank in a [`crate::view::style::Cascade`] up.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<(u8, &'static Argument)> {
        let position = self
            .arguments
            .iter()
            .position(|argument| argument.name == name)?;
        Some((
            FIRST_ARGUMENT_RANK + position as u8,
            &self.arguments[position],
        ))
    }

    /// The argument that a piped value is: the first that is no capability or style.
    #[must_use]
    pub fn piped(&self) -> Option<&'static Argument> {
        self.arguments
            .iter()
            .find(|argument| !matches!(argument.role, Role::Capabilities | Role::Style))
    }

    /// The event of a name.
    #[must_use]
    pub fn event(&self, name: &str) -> Option<&'static Event> {
        self.events.iter().find(|event| event.name == name)
    }

    /// The tag of an element whose capabilities ask for `wanted` (absent if they do not).
    ///
    /// # Errors
    /// The tag that it gets instead of one that programs may not ask for, and what to say of that.
    pub fn tag_of(&self, wanted: &WireValue) -> Result<Tag, (Tag, String)> {
        let (TagRule::Fixed(default) | TagRule::Chosen(default)) = self.tag;
        if matches!(wanted, WireValue::Absent) || matches!(self.tag, TagRule::Fixed(_)) {
            return Ok(default);
        }
        let found = match wanted {
            WireValue::Tag(name) => Tag::named(&name.to_ascii_lowercase()),
            _ => None,
        };
        found.filter(|tag| CHOOSABLE.contains(tag)).ok_or_else(|| {
            let found = plain::describe(wanted);
            let name = default.name().unwrap_or_default();
            let message = format!(
                "`element.tag` expects an HTML element without a behaviour of its own, found {found}: the element is a `{name}`"
            );
            (default, message)
        })
    }

    /// What the page must listen for, in order and without repeats: the requested events (names that the
    /// element does not have are ignored), hovering, and the default rules.
    #[must_use]
    pub fn listeners(&self, requested: &[&str], hovered: bool) -> Vec<Listener> {
        let events = requested
            .iter()
            .filter_map(|name| self.event(name))
            .map(|event| event.listener);
        let mut listeners: Vec<Listener> = events.chain(self.rules.iter().copied()).collect();
        if hovered {
            listeners.push(Listener::Hover);
        }
        listeners.extend(self.key_rule(requested));
        listeners.sort_unstable();
        listeners.dedup();
        listeners
    }

    /// What makes an element that asks for these events reachable by keyboard, where the browser has nothing
    /// of the kind. What may contain buttons gets no role: they would be lost in it. Nor does what is edited by
    /// a double click, as the cells of a table are: it is first of all a text.
    pub fn operability(&self, tag: Tag, requested: &[&str], out: &mut Output) {
        let rule = self.key_rule(requested);
        let listens = ["key_down", "focus", "blur", "context_menu"]
            .iter()
            .any(|name| requested.contains(name));
        let is_leaf = matches!(
            self.kind,
            ElementKind::Label
                | ElementKind::Text
                | ElementKind::Paragraph
                | ElementKind::SvgCircle
        );
        // Within others, the inputs have the focus, and their keys come by.
        let takes_keys = is_leaf || matches!(self.kind, ElementKind::Block | ElementKind::Svg);
        if rule.is_some() || (listens && takes_keys) {
            out.set_attribute(attribute!("tabindex"), "0");
        }
        let means_nothing = [tag!("div"), tag!("span"), tag!("p"), tag!("circle")].contains(&tag);
        if rule == Some(Listener::KeysClick) && is_leaf && means_nothing {
            out.set_attribute(attribute!("role"), "button");
        }
    }

    /// The rule by which keys do what the pointer can, where the browser has none.
    fn key_rule(&self, requested: &[&str]) -> Option<Listener> {
        match self.kind {
            ElementKind::Stripe
            | ElementKind::Container
            | ElementKind::Stack
            | ElementKind::Paragraph
            | ElementKind::Label
            | ElementKind::Text
            | ElementKind::Block
            | ElementKind::Svg
            | ElementKind::SvgCircle => {}
            ElementKind::Button
            | ElementKind::TextInput
            | ElementKind::Checkbox
            | ElementKind::Slider
            | ElementKind::Select
            | ElementKind::Link
            | ElementKind::App => return None,
        }
        if requested.contains(&"press") || requested.contains(&"click") {
            Some(Listener::KeysClick)
        } else if requested.contains(&"double_click") {
            Some(Listener::KeysDoubleClick)
        } else {
            None
        }
    }
}
