//! A page in memory that patches are applied to.
//!
//! It does what the documentation of [`Patch`] says and nothing more, and refuses what the documentation
//! does not allow, with a text that names the reason: an engine that sends such a patch has a bug, even
//! where a browser would shrug it off. After a refusal the page is in no defined state.
//!
//! Invariants: a placed node is listed once, by its parent; every address leads to a node that lives.

mod apply;
mod gesture;
mod place;
mod query;
mod snapshot;
mod template;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use protocol::event::Listener;
use protocol::ids::{ActorId, ClassId, EditVersion, NodeId, SettingId, WriteVersion};
use protocol::names::{Attribute, StyleProperty, Tag};
use protocol::patch::{ConsoleLevel, Part, Patch, Setting};

use template::Template;

pub use gesture::Gesture;

/// The page.
#[derive(Clone, Debug, Default)]
pub struct ModelDom {
    classes: Vec<Class>,
    templates: Vec<Template>,
    settings: BTreeMap<SettingId, Setting<'static>>,
    /// All nodes ever made; those of dropped instances are `None`.
    nodes: Vec<Option<Node>>,
    addresses: BTreeMap<NodeId, NodeIndex>,
    instances: BTreeMap<ActorId, Instance>,
    /// Instances that ended: their names never come back.
    dropped: BTreeSet<ActorId>,
    /// The children of the app's own element.
    roots: Vec<NodeIndex>,
    focus: Option<NodeIndex>,
    /// How the instances of the page before were called, and how they are called now.
    renamed: Option<BTreeMap<ActorId, ActorId>>,
    paths: Vec<String>,
    console: Vec<(ConsoleLevel, String)>,
}

/// Why a patch was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The position of the patch in its frame.
    pub position: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "patch {}: {}", self.position, self.reason)
    }
}

impl std::error::Error for Refusal {}

/// A node of the page; numbers are not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeIndex(usize);

#[derive(Clone, Debug)]
struct Class {
    part: Part,
    declarations: Vec<(StyleProperty, String)>,
}

#[derive(Clone, Debug, Default)]
struct Instance {
    /// The holes that belong to its template.
    holes: u32,
    /// All its nodes, also those without an address.
    nodes: Vec<NodeIndex>,
}

#[derive(Clone, Debug)]
struct Node {
    address: Option<NodeId>,
    parent: Parent,
    kind: NodeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parent {
    /// Not placed.
    None,
    /// The app's own element.
    App,
    Node(NodeIndex),
    /// An element whose instance ended while the node was inside.
    Gone,
}

#[derive(Clone, Debug)]
enum NodeKind {
    Text {
        content: String,
        /// Made by [`Patch::CreateText`].
        is_single: bool,
    },
    Element(Element),
}

#[derive(Clone, Debug)]
struct Element {
    tag: Tag,
    attributes: BTreeMap<Attribute, String>,
    styles: BTreeMap<StyleProperty, String>,
    classes: Vec<ClassId>,
    listeners: BTreeSet<Listener>,
    children: Vec<NodeIndex>,
    value: Option<(String, EditVersion)>,
    /// The newest write of the program.
    write: WriteVersion,
}

impl ModelDom {
    /// An empty page.
    #[must_use]
    pub fn new() -> ModelDom {
        ModelDom::default()
    }

    /// Applies the patches of a frame in order.
    ///
    /// # Errors
    /// Names the first patch that is not allowed.
    pub fn apply(&mut self, patches: &[Patch<'_>]) -> Result<(), Refusal> {
        for (position, patch) in patches.iter().enumerate() {
            self.apply_one(patch)
                .map_err(|reason| Refusal { position, reason })?;
        }
        Ok(())
    }

    /// The user makes a field's text another one; nothing is reported.
    pub fn type_text(&mut self, node: NodeId, text: &str, edit: EditVersion) {
        if let Ok(index) = self.find(node)
            && let NodeKind::Element(element) = &mut self.node_mut(index).kind
        {
            element.value = Some((text.to_owned(), edit));
        }
    }

    /// The names that the page's instances had in the engine's life before, with those that they have now;
    /// nothing if the page has not been reset by another life.
    #[must_use]
    pub fn renamed(&self) -> Option<&BTreeMap<ActorId, ActorId>> {
        self.renamed.as_ref()
    }

    /// The paths that the program navigated to, oldest first.
    #[must_use]
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The lines on the console, oldest first.
    #[must_use]
    pub fn console(&self) -> &[(ConsoleLevel, String)] {
        &self.console
    }

    /// How many instances live.
    #[must_use]
    pub fn instance_count(&self) -> usize {
        self.instances.len()
    }

    /// The node behind an index; indices never outlive their node.
    fn node(&self, index: NodeIndex) -> &Node {
        match self.nodes.get(index.0) {
            Some(Some(node)) => node,
            _ => panic!("the model lost node {}", index.0),
        }
    }

    fn node_mut(&mut self, index: NodeIndex) -> &mut Node {
        match self.nodes.get_mut(index.0) {
            Some(Some(node)) => node,
            _ => panic!("the model lost node {}", index.0),
        }
    }

    fn element(&self, index: NodeIndex) -> Option<&Element> {
        match &self.node(index).kind {
            NodeKind::Element(element) => Some(element),
            NodeKind::Text { .. } => None,
        }
    }

    fn children(&self, index: NodeIndex) -> &[NodeIndex] {
        self.element(index).map_or(&[], |element| &element.children)
    }
}
