//! The events of elements and the payloads that programs see (stdlib.md §7.2).

use protocol::event::{EventKind, Listener};
use protocol::value::WireValue;

/// An event that a program can request of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name in `element: [event: […]]`.
    pub name: &'static str,
    /// What the page listens for.
    pub listener: Listener,
    /// What it carries.
    pub payload: Payload,
}

/// The fields of an event's payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// `[]`
    Empty,
    /// `[x: Number, y: Number]`: CSS pixels from the top left corner of the svg.
    Point,
    /// `[text: Text]`: the field's new value.
    Text,
    /// `[key: Tag, text: Text]`: the browser's name of the key and the field's value.
    Key,
    /// `[value: Text]`: the chosen option.
    Value,
    /// `[value: Number]`: the slider's value.
    Number,
}

impl Event {
    /// The payload of what the page reports; `None` if the report is not one of this event.
    #[must_use]
    pub fn payload(&self, kind: &EventKind) -> Option<WireValue> {
        if listener_of(kind) != self.listener {
            return None;
        }
        let fields = match (self.payload, kind) {
            (Payload::Empty, _) => Vec::new(),
            (Payload::Point, EventKind::Click { x, y } | EventKind::ContextMenu { x, y }) => vec![
                named("x", WireValue::Number(*x)),
                named("y", WireValue::Number(*y)),
            ],
            (Payload::Text, EventKind::Change { text, .. }) => {
                vec![named("text", WireValue::Text(text.clone()))]
            }
            (Payload::Key, EventKind::KeyDown { key, text, .. }) => vec![
                named("key", WireValue::Tag(key.clone())),
                named("text", WireValue::Text(text.clone())),
            ],
            (Payload::Value, EventKind::Select { value, .. }) => {
                vec![named("value", WireValue::Text(value.clone()))]
            }
            (Payload::Number, EventKind::Slide { value, .. }) => {
                vec![named("value", WireValue::Number(*value))]
            }
            (
                Payload::Point | Payload::Text | Payload::Key | Payload::Value | Payload::Number,
                _,
            ) => return None,
        };
        Some(WireValue::Object { tag: None, fields })
    }
}

/// What the page had to listen for to report this.
#[must_use]
pub fn listener_of(kind: &EventKind) -> Listener {
    match kind {
        EventKind::Press => Listener::Press,
        EventKind::Click { .. } => Listener::Click,
        EventKind::DoubleClick => Listener::DoubleClick,
        EventKind::Change { .. } => Listener::Change,
        EventKind::KeyDown { .. } => Listener::KeyDown,
        EventKind::Focus => Listener::Focus,
        EventKind::Blur => Listener::Blur,
        EventKind::Hover { .. } => Listener::Hover,
        EventKind::Select { .. } => Listener::Select,
        EventKind::Slide { .. } => Listener::Slide,
        EventKind::ContextMenu { .. } => Listener::ContextMenu,
    }
}

fn named(name: &str, value: WireValue) -> (String, WireValue) {
    (name.to_owned(), value)
}

pub(super) const PRESS: Event = event("press", Listener::Press, Payload::Empty);
pub(super) const CLICK: Event = event("click", Listener::Click, Payload::Empty);
pub(super) const CLICK_AT: Event = event("click", Listener::Click, Payload::Point);
pub(super) const DOUBLE_CLICK: Event = event("double_click", Listener::DoubleClick, Payload::Empty);
pub(super) const FOCUS: Event = event("focus", Listener::Focus, Payload::Empty);
pub(super) const BLUR: Event = event("blur", Listener::Blur, Payload::Empty);
pub(super) const KEY_DOWN: Event = event("key_down", Listener::KeyDown, Payload::Key);
pub(super) const CONTEXT_MENU: Event = event("context_menu", Listener::ContextMenu, Payload::Empty);
pub(super) const CONTEXT_MENU_AT: Event =
    event("context_menu", Listener::ContextMenu, Payload::Point);
pub(super) const CHANGE: Event = event("change", Listener::Change, Payload::Text);
pub(super) const INPUT: Event = event("input", Listener::Change, Payload::Text);
pub(super) const CHOICE: Event = event("change", Listener::Select, Payload::Value);
pub(super) const SLIDE: Event = event("change", Listener::Slide, Payload::Number);

const fn event(name: &'static str, listener: Listener, payload: Payload) -> Event {
    Event {
        name,
        listener,
        payload,
    }
}
