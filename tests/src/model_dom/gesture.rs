//! What the page reports when a user does something.
//!
//! As the shim does: of the elements under the pointer the nearest one that asked for a kind of event
//! gets it; an element that cannot be seen or used reports nothing.

use protocol::event::{Event, EventKind, Listener};
use protocol::ids::{EditVersion, NodeId};

use super::ModelDom;

/// Something that a user does.
#[derive(Clone, Debug, PartialEq)]
pub enum Gesture<'a> {
    /// A click at a point of the element.
    Click {
        /// To the right of its left edge.
        x: f64,
        /// Below its top edge.
        y: f64,
    },
    /// A double click, without the two clicks before it.
    DoubleClick,
    /// A text field's text becomes this by one edit.
    Edit {
        /// The whole text.
        text: &'a str,
        /// The number of the edit.
        edit: EditVersion,
    },
    /// A key in a text field.
    Key {
        /// Its name.
        key: &'a str,
        /// The field's text.
        text: &'a str,
        /// The newest edit of the field.
        edit: EditVersion,
    },
    /// The pointer enters or leaves.
    Hover {
        /// Whether it enters.
        inside: bool,
    },
    /// The focus comes.
    Focus,
    /// The focus goes.
    Blur,
    /// The choice of an option.
    Choose {
        /// The option's value.
        value: &'a str,
    },
    /// A slider moves.
    Slide {
        /// To this value.
        value: f64,
    },
    /// The context menu is asked for at a point of the element.
    ContextMenu {
        /// To the right of its left edge.
        x: f64,
        /// Below its top edge.
        y: f64,
    },
}

impl ModelDom {
    /// What the page reports of a gesture on a node.
    #[must_use]
    pub fn events(&self, node: NodeId, gesture: &Gesture<'_>) -> Vec<Event> {
        if !self.shows(node) {
            return Vec::new();
        }
        let seen = self.seen(node);
        let kinds: Vec<(Listener, EventKind)> = match *gesture {
            Gesture::Click { x, y } => vec![
                (Listener::Press, EventKind::Press),
                (Listener::Click, EventKind::Click { x, y }),
            ],
            Gesture::DoubleClick => vec![(Listener::DoubleClick, EventKind::DoubleClick)],
            Gesture::Edit { text, edit } => {
                let text = text.to_owned();
                vec![(Listener::Change, EventKind::Change { text, edit, seen })]
            }
            Gesture::Key { key, text, edit } => {
                let (key, text) = (key.to_owned(), text.to_owned());
                vec![(
                    Listener::KeyDown,
                    EventKind::KeyDown {
                        key,
                        text,
                        edit,
                        seen,
                    },
                )]
            }
            // Entering an element enters all that it is in.
            Gesture::Hover { inside } => {
                return self
                    .listening(node, Listener::Hover)
                    .into_iter()
                    .map(|target| Event::Node {
                        target,
                        kind: EventKind::Hover { inside },
                    })
                    .collect();
            }
            Gesture::Focus => vec![(Listener::Focus, EventKind::Focus)],
            Gesture::Blur => vec![(Listener::Blur, EventKind::Blur)],
            // A choice is told whether or not the program asks.
            Gesture::Choose { value } => {
                let (value, edit) = (value.to_owned(), self.next_edit(node));
                return self.choice(node, EventKind::Select { value, edit });
            }
            Gesture::Slide { value } => {
                let edit = self.next_edit(node);
                return self.choice(node, EventKind::Slide { value, edit });
            }
            Gesture::ContextMenu { x, y } => {
                vec![(Listener::ContextMenu, EventKind::ContextMenu { x, y })]
            }
        };
        if self.is_disabled(node) {
            return Vec::new();
        }
        kinds
            .into_iter()
            .filter_map(|(listener, kind)| {
                let target = *self.listening(node, listener).first()?;
                (!self.is_disabled(target)).then_some(Event::Node { target, kind })
            })
            .collect()
    }

    fn choice(&self, target: NodeId, kind: EventKind) -> Vec<Event> {
        if self.is_disabled(target) {
            return Vec::new();
        }
        vec![Event::Node { target, kind }]
    }

    /// The number of the next choice in a select or slider.
    fn next_edit(&self, node: NodeId) -> EditVersion {
        EditVersion(self.value(node).map_or(0, |(_, edit)| edit.0) + 1)
    }

    /// Makes a select or slider show what a gesture does to it.
    pub fn choose(&mut self, node: NodeId, gesture: &Gesture<'_>) {
        let edit = self.next_edit(node);
        match gesture {
            Gesture::Choose { value } => self.type_text(node, value, edit),
            Gesture::Slide { value } => self.type_text(node, &value.to_string(), edit),
            _ => {}
        }
    }

    /// A click somewhere on the node.
    #[must_use]
    pub fn click(&self, node: NodeId) -> Vec<Event> {
        self.events(node, &Gesture::Click { x: 0.0, y: 0.0 })
    }
}
