//! What the engine asks the page to change: one variant per DOM change.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::borrowed;
use crate::event::Listener;
use crate::ids::{ActorId, ClassId, EditVersion, NodeId, TemplateId, WriteVersion};
use crate::names::{Attribute, StyleProperty, Tag};

/// A string that borrows from the frame where it can.
pub type Text<'a> = Cow<'a, str>;

/// One change of the page. Patches of a frame apply in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Patch<'a> {
    /// Defines a class that nodes may then use; ids are dense from 0.
    DefineClass {
        /// The new class.
        class: ClassId,
        /// Which box the declarations style.
        part: Part,
        /// Its declarations.
        #[serde(borrow)]
        declarations: Vec<Declaration<'a>>,
    },
    /// Defines a template that instances may then be created from; ids are dense from 0.
    DefineTemplate {
        /// The new template.
        template: TemplateId,
        /// How many holes it has; each number below occurs exactly once in `nodes`.
        holes: u32,
        /// The nodes of its roots in pre-order.
        #[serde(borrow)]
        nodes: Vec<TemplateNode<'a>>,
    },
    /// Clones a template; its roots are not placed yet.
    Create {
        /// Where from.
        template: TemplateId,
        /// The instance; must not exist.
        actor: ActorId,
        /// The contents of the template's [`TemplateNodeKind::TextHole`]s in pre-order.
        #[serde(borrow, deserialize_with = "borrowed::texts")]
        texts: Vec<Text<'a>>,
    },
    /// Creates a text node in a new hole of an instance, not placed yet. The instance may be one that has
    /// no template.
    CreateText {
        /// The new node.
        node: NodeId,
        /// Its content.
        #[serde(borrow, deserialize_with = "borrowed::text")]
        text: Text<'a>,
    },
    /// Replaces the content of a text node.
    SetText {
        /// The text node.
        node: NodeId,
        /// The new content.
        #[serde(borrow, deserialize_with = "borrowed::text")]
        text: Text<'a>,
    },
    /// Sets or removes an attribute.
    SetAttribute {
        /// The element.
        node: NodeId,
        /// Which attribute.
        attribute: Attribute,
        /// Its value; `None` removes it.
        #[serde(borrow, deserialize_with = "borrowed::optional")]
        value: Option<Text<'a>>,
    },
    /// Sets or removes an inline style property.
    SetStyle {
        /// The element.
        node: NodeId,
        /// Which property.
        property: StyleProperty,
        /// Its value; `None` removes it.
        #[serde(borrow, deserialize_with = "borrowed::optional")]
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
    /// The program's text for a text input, or value for a select or slider.
    SetValue {
        /// The control.
        node: NodeId,
        /// The value.
        #[serde(borrow, deserialize_with = "borrowed::text")]
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
        #[serde(borrow, deserialize_with = "borrowed::text")]
        path: Text<'a>,
    },
    /// Prints a line on the console.
    Console {
        /// Which kind of line.
        level: ConsoleLevel,
        /// The line.
        #[serde(borrow, deserialize_with = "borrowed::text")]
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
        #[serde(borrow, deserialize_with = "borrowed::text")]
        value: Text<'a>,
        /// The newest edit that the value was computed from.
        answers: EditVersion,
    },
}

/// Which box of an element a class styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declaration<'a> {
    /// The property.
    pub property: StyleProperty,
    /// The value.
    #[serde(borrow, deserialize_with = "borrowed::text")]
    pub value: Text<'a>,
}

/// A node of a template. Nodes are listed in pre-order; `children` says how many of the following
/// subtrees belong to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateNode<'a> {
    /// The hole under which it can be addressed.
    pub hole: Option<u32>,
    /// How many child subtrees follow; 0 for texts.
    pub children: u32,
    /// What it is.
    #[serde(borrow)]
    pub kind: TemplateNodeKind<'a>,
}

/// The kinds of template nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TemplateNodeKind<'a> {
    /// An element.
    Element {
        /// Its tag.
        tag: Tag,
        /// Its classes.
        classes: Vec<ClassId>,
        /// Its attributes.
        #[serde(borrow, deserialize_with = "borrowed::attributes")]
        attributes: Vec<(Attribute, Text<'a>)>,
        /// Its inline styles.
        #[serde(borrow)]
        styles: Vec<Declaration<'a>>,
        /// What it reports.
        listeners: Vec<Listener>,
    },
    /// A text that never changes.
    Text(#[serde(borrow, deserialize_with = "borrowed::text")] Text<'a>),
    /// A text that each instance fills.
    TextHole,
}
