//! What the page reports.

use alloc::string::String;
use serde::{Deserialize, Serialize};

use crate::ids::{EditVersion, NodeId, Sequence, WriteVersion};

/// What an element wants reported, and the default rules that the page must decide at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Listener {
    /// `click` of a button, by pointer or keyboard; reported as [`EventKind::Press`].
    Press,
    /// `click`; reported with the position.
    Click,
    /// `dblclick`
    DoubleClick,
    /// `input` of a text field; reported as [`EventKind::Change`].
    Change,
    /// `keydown` of a text field.
    KeyDown,
    /// `focus`
    Focus,
    /// `blur`
    Blur,
    /// The pointer entering and leaving the element's box.
    Hover,
    /// A choice in a select.
    Select,
    /// A slider's value.
    Slide,
    /// Rule: Enter and Space act as a click (for roles without a native element).
    KeysClick,
    /// Rule: a plain click on a link whose target lies below the app's base navigates by route.
    FollowRoute,
    /// `contextmenu`, in place of the browser's menu; reported with the position.
    ContextMenu,
    /// Rule: Enter and F2 act as a double click (for what can only be double-clicked).
    KeysDoubleClick,
}

impl Listener {
    /// All of them; the position is the wire number.
    pub const ALL: [Listener; 14] = [
        Listener::Press,
        Listener::Click,
        Listener::DoubleClick,
        Listener::Change,
        Listener::KeyDown,
        Listener::Focus,
        Listener::Blur,
        Listener::Hover,
        Listener::Select,
        Listener::Slide,
        Listener::KeysClick,
        Listener::FollowRoute,
        Listener::ContextMenu,
        Listener::KeysDoubleClick,
    ];

    /// The bit that stands for it in a set of listeners.
    #[must_use]
    pub fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// An event with its place in the page's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StampedEvent {
    /// Its number.
    pub sequence: Sequence,
    /// When the DOM callback ran: milliseconds since the Unix epoch.
    pub time: f64,
    /// What happened.
    pub event: Event,
}

/// Something that happened on the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// To a node.
    Node {
        /// The node.
        target: NodeId,
        /// What.
        kind: EventKind,
    },
    /// The page's path changed by back, forward or a followed link.
    Route {
        /// The program's path: what follows the base; starts with `/`.
        path: String,
    },
}

/// What happened to a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// A button was pressed.
    Press,
    /// A click, in CSS pixels from the top left corner of the element, or of the drawing that it is a shape of.
    Click {
        /// To the right.
        x: f64,
        /// Down.
        y: f64,
    },
    /// A double click.
    DoubleClick,
    /// The user edited a text.
    Change {
        /// The whole new text.
        text: String,
        /// The number of the edit.
        edit: EditVersion,
        /// The newest write of the program that was on the page.
        seen: WriteVersion,
    },
    /// A key went down.
    KeyDown {
        /// The browser's name of the key.
        key: String,
        /// The field's text at that moment.
        text: String,
        /// The newest edit contained in `text`.
        edit: EditVersion,
        /// The newest write of the program that was on the page.
        seen: WriteVersion,
    },
    /// The element got the focus.
    Focus,
    /// The element lost the focus.
    Blur,
    /// The pointer entered or left.
    Hover {
        /// Whether it is over the element now.
        inside: bool,
    },
    /// An option was chosen.
    Select {
        /// Its value.
        value: String,
        /// The number of the choice among the control's edits.
        edit: EditVersion,
    },
    /// A slider was moved.
    Slide {
        /// Its value.
        value: f64,
        /// The number of the move among the control's edits.
        edit: EditVersion,
    },
    /// The context menu was asked for, at a point as of a click.
    ContextMenu {
        /// To the right.
        x: f64,
        /// Down.
        y: f64,
    },
}
