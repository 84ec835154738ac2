//! What the engine asks the page to change: one variant per DOM change.

mod shape;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event::Listener;
use crate::ids::{ActorId, ClassId, EditVersion, NodeId, SettingId, TemplateId, WriteVersion};
use crate::names::{Attribute, StyleProperty, Tag};

/// A string that borrows from the frame where it can.
pub type Text<'a> = Cow<'a, str>;

/// One change of the page. Patches of a frame apply in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Patch<'a> {
    /// Defines a class that nodes may then use; ids are dense from 0.
    DefineClass {
        /// The new class.
        class: ClassId,
        /// Which box the declarations style.
        part: Part,
        /// Its declarations.
        declarations: Vec<Declaration<'a>>,
    },
    /// Defines a template that instances may then be created from; ids are dense from 0.
    DefineTemplate {
        /// The new template.
        template: TemplateId,
        /// How many holes it has; each number below occurs exactly once in `nodes`.
        holes: u32,
        /// The nodes of its roots in pre-order.
        nodes: Vec<TemplateNode<'a>>,
    },
    /// Clones a template; its roots are not placed yet.
    Create {
        /// Where from.
        template: TemplateId,
        /// The instance; must not exist.
        actor: ActorId,
        /// The contents of the template's [`TemplateNodeKind::TextHole`]s in pre-order.
        texts: Vec<Text<'a>>,
    },
    /// Creates a text node in a new hole of an instance, not placed yet. The instance may be one that has
    /// no template.
    CreateText {
        /// The new node.
        node: NodeId,
        /// Its content.
        text: Text<'a>,
    },
    /// Replaces the content of a text node.
    SetText {
        /// The text node.
        node: NodeId,
        /// The new content.
        text: Text<'a>,
    },
    /// Sets or removes an attribute.
    SetAttribute {
        /// The element.
        node: NodeId,
        /// Which attribute.
        attribute: Attribute,
        /// Its value; `None` removes it.
        value: Option<Text<'a>>,
    },
    /// Sets or removes an inline style property.
    SetStyle {
        /// The element.
        node: NodeId,
        /// Which property.
        property: StyleProperty,
        /// Its value; `None` removes it.
        value: Option<Text<'a>>,
    },
    /// Replaces the classes of an element.
    SetClasses {
        /// The element.
        node: NodeId,
        /// All its classes.
        classes: Vec<ClassId>,
    },
    /// Replaces what an element reports.
    SetListeners {
        /// The element.
        node: NodeId,
        /// All that it reports.
        listeners: Vec<Listener>,
    },
    /// Gives a setting that is used often a number; what had that number before is forgotten.
    DefineSetting {
        /// Its number, below [`crate::limits::MAX_SETTINGS`].
        setting: SettingId,
        /// What it sets.
        value: Setting<'a>,
    },
    /// Applies a numbered setting: what [`Patch::SetAttribute`] or [`Patch::SetStyle`] would do.
    Set {
        /// The element.
        node: NodeId,
        /// Which setting.
        setting: SettingId,
    },
    /// The program's text for a text input, or value for a select or slider.
    SetValue {
        /// The control.
        node: NodeId,
        /// The value.
        value: Text<'a>,
        /// The newest edit that the value was computed from.
        answers: EditVersion,
        /// Its number among the control's writes; events that come after it name it.
        write: WriteVersion,
    },
    /// Places a node, or moves it if it is placed.
    Insert {
        /// The parent; `None` is the app's own element.
        parent: Option<NodeId>,
        /// The sibling that follows; `None` appends.
        before: Option<NodeId>,
        /// The node.
        node: NodeId,
    },
    /// Moves a node that is placed among its siblings.
    Move {
        /// The node.
        node: NodeId,
        /// The sibling that follows; `None` makes it the last.
        before: Option<NodeId>,
    },
    /// Takes a node out of its parent; it stays alive.
    Remove {
        /// The node.
        node: NodeId,
    },
    /// Ends a single text node made by [`Patch::CreateText`].
    DropText {
        /// The node.
        node: NodeId,
    },
    /// Ends an instance: takes its roots out and forgets all its nodes.
    Drop {
        /// The instance.
        actor: ActorId,
    },
    /// Gives an input the focus.
    Focus {
        /// The element.
        node: NodeId,
    },
    /// Changes the page's path without loading.
    Navigate {
        /// The program's path; starts with `/`.
        path: Text<'a>,
    },
    /// Prints a line on the console.
    Console {
        /// Which kind of line.
        level: ConsoleLevel,
        /// The line.
        text: Text<'a>,
    },
    /// Says how the instances that the page has from the life before are called in this one: pairs of the
    /// old and the new name, no name twice on either side. Only the first patch of a reset. An instance that
    /// is not named ended with the life before.
    Rename {
        /// Old and new names; an old one that the page does not know is passed over.
        names: Vec<(ActorId, ActorId)>,
    },
    /// A text that an earlier life of the engine has written in a text input, select or slider, and that the
    /// page has not shown before that life has ended. It comes before what the frame itself writes, wherever in
    /// the frame it is. A control that the page does not have is passed over.
    LateValue {
        /// The control, by its name of now.
        node: NodeId,
        /// The value.
        value: Text<'a>,
        /// The newest edit that the value was computed from.
        answers: EditVersion,
    },
}

/// A setting of an element that has a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Setting<'a> {
    /// Sets an attribute.
    Attribute(Attribute, Text<'a>),
    /// Sets an inline style property.
    Style(StyleProperty, Text<'a>),
}

impl<'a> Setting<'a> {
    /// The patch that sets this in a node.
    #[must_use]
    pub fn into_patch(self, node: NodeId) -> Patch<'a> {
        match self {
            Setting::Attribute(attribute, value) => Patch::SetAttribute {
                node,
                attribute,
                value: Some(value),
            },
            Setting::Style(property, value) => Patch::SetStyle {
                node,
                property,
                value: Some(value),
            },
        }
    }

    /// The same, borrowed.
    #[must_use]
    pub fn borrowed(&self) -> Setting<'_> {
        match self {
            Setting::Attribute(attribute, value) => {
                Setting::Attribute(*attribute, Cow::Borrowed(value))
            }
            Setting::Style(property, value) => Setting::Style(*property, Cow::Borrowed(value)),
        }
    }

    /// The same, independent of the frame.
    #[must_use]
    pub fn into_owned(self) -> Setting<'static> {
        match self {
            Setting::Attribute(attribute, value) => {
                Setting::Attribute(attribute, Cow::Owned(value.into_owned()))
            }
            Setting::Style(property, value) => {
                Setting::Style(property, Cow::Owned(value.into_owned()))
            }
        }
    }
}

/// Which box of an element a class styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The element itself.
    Element,
    /// Its placeholder.
    Placeholder,
}

/// The kind of a console line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsoleLevel {
    /// For the program's own notes.
    Info,
    /// Something to look at.
    Warning,
    /// Something went wrong.
    Error,
}

/// A style property with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration<'a> {
    /// The property.
    pub property: StyleProperty,
    /// The value.
    pub value: Text<'a>,
}

/// A node of a template. Nodes are listed in pre-order; `children` says how many of the following
/// subtrees belong to it.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateNode<'a> {
    /// The hole under which it can be addressed.
    pub hole: Option<u32>,
    /// How many child subtrees follow; 0 for texts.
    pub children: u32,
    /// What it is.
    pub kind: TemplateNodeKind<'a>,
}

/// The kinds of template nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplateNodeKind<'a> {
    /// An element.
    Element {
        /// Its tag.
        tag: Tag,
        /// Its classes.
        classes: Vec<ClassId>,
        /// Its attributes.
        attributes: Vec<(Attribute, Text<'a>)>,
        /// Its inline styles.
        styles: Vec<Declaration<'a>>,
        /// What it reports.
        listeners: Vec<Listener>,
    },
    /// A text that never changes.
    Text(Text<'a>),
    /// A text that each instance fills.
    TextHole,
}
