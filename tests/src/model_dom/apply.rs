//! One patch, one change.

use std::collections::{BTreeMap, BTreeSet};

use protocol::ids::{ActorId, NodeId};
use protocol::names::{Attribute, StyleProperty};
use protocol::patch::Patch;

use super::template::{is_void, read_declarations, show_actor, tag_name};
use super::{Class, Element, ModelDom, Node, NodeIndex, NodeKind, Parent};

/// Tags whose value a program can set.
const CONTROLS: &[&str] = &["input", "textarea", "select"];

impl ModelDom {
    pub(super) fn apply_one(&mut self, patch: &Patch<'_>) -> Result<(), String> {
        match patch {
            Patch::DefineClass {
                class,
                part,
                declarations,
            } => {
                expect_next("class", class.0, self.classes.len())?;
                self.classes.push(Class {
                    part: *part,
                    declarations: read_declarations(declarations)?,
                });
                Ok(())
            }
            Patch::DefineTemplate {
                template,
                holes,
                nodes,
            } => {
                expect_next("template", template.0, self.templates.len())?;
                self.define_template(*holes, nodes)
            }
            Patch::Create {
                template,
                actor,
                texts,
            } => self.clone_template(template.0, *actor, texts),
            Patch::CreateText { node, text } => self.create_text(*node, text),
            Patch::SetText { node, text } => self.set_text(*node, text),
            Patch::SetAttribute {
                node,
                attribute,
                value,
            } => self.set_attribute(*node, *attribute, value.as_deref()),
            Patch::SetStyle {
                node,
                property,
                value,
            } => self.set_style(*node, *property, value.as_deref()),
            Patch::SetClasses { node, classes } => {
                self.check_classes(classes)?;
                self.find_element(*node)?.classes.clone_from(classes);
                Ok(())
            }
            Patch::SetListeners { node, listeners } => {
                self.find_element(*node)?.listeners = listeners.iter().copied().collect();
                Ok(())
            }
            Patch::SetValue {
                node,
                value,
                answers,
                write,
            } => {
                let element = self.find_element(*node)?;
                let name = tag_name(element.tag)?;
                if !CONTROLS.contains(&name) {
                    return Err(format!("<{name}> has no value"));
                }
                // What the user typed since has been reported: the program's answer to that decides.
                if element
                    .value
                    .as_ref()
                    .is_none_or(|(_, edit)| edit <= answers)
                {
                    element.value = Some((value.to_string(), *answers));
                }
                element.write = *write;
                Ok(())
            }
            Patch::Insert {
                parent,
                before,
                node,
            } => self.insert(*parent, *before, *node),
            Patch::Remove { node } => self.remove(*node),
            Patch::DropText { node } => self.drop_text(*node),
            Patch::Drop { actor } => self.drop_instance(*actor),
            Patch::Focus { node } => self.set_focus(*node),
            Patch::Rename { names } => self.rename(names),
            Patch::Navigate { path } => {
                if !path.starts_with('/') {
                    return Err(format!("the path `{path}` does not start with `/`"));
                }
                self.paths.push(path.to_string());
                Ok(())
            }
            // What is typed ahead is the page's, which is not modelled here.
            Patch::LateValue { .. } => Ok(()),
            Patch::Console { level, text } => {
                self.console.push((*level, text.to_string()));
                Ok(())
            }
        }
    }

    /// A reset begins on an empty page, and new names come before everything else.
    fn rename(&mut self, names: &[(ActorId, ActorId)]) -> Result<(), String> {
        let begun = !self.classes.is_empty()
            || !self.templates.is_empty()
            || !self.nodes.is_empty()
            || self.renamed.is_some();
        if begun {
            return Err("new names that do not begin a reset".to_owned());
        }
        let mut given = BTreeSet::new();
        let mut renamed = BTreeMap::new();
        for (old, new) in names {
            if renamed.insert(*old, *new).is_some() {
                return Err(format!("instance {} gets two names", show_actor(*old)));
            }
            if !given.insert(*new) {
                return Err(format!("two instances are called {}", show_actor(*new)));
            }
        }
        self.renamed = Some(renamed);
        Ok(())
    }

    fn create_text(&mut self, address: NodeId, text: &str) -> Result<(), String> {
        let NodeId { actor, hole } = address;
        if self.dropped.contains(&actor) {
            return Err(format!("instance {} was dropped", show_actor(actor)));
        }
        if self.addresses.contains_key(&address) {
            return Err(format!("{} exists", show(address)));
        }
        let index = NodeIndex(self.nodes.len());
        let instance = self.instances.entry(actor).or_default();
        if hole < instance.holes {
            return Err(format!("{} belongs to the template", show(address)));
        }
        instance.nodes.push(index);
        self.addresses.insert(address, index);
        self.nodes.push(Some(Node {
            address: Some(address),
            parent: Parent::None,
            kind: NodeKind::Text {
                content: text.to_owned(),
                is_single: true,
            },
        }));
        Ok(())
    }

    fn set_text(&mut self, address: NodeId, text: &str) -> Result<(), String> {
        let index = self.find(address)?;
        match &mut self.node_mut(index).kind {
            NodeKind::Text { content, .. } => {
                text.clone_into(content);
                Ok(())
            }
            NodeKind::Element(_) => Err(format!("{} is an element, no text", show(address))),
        }
    }

    fn set_attribute(
        &mut self,
        address: NodeId,
        attribute: Attribute,
        value: Option<&str>,
    ) -> Result<(), String> {
        if attribute.name().is_none() {
            return Err(format!("there is no attribute {}", attribute.0));
        }
        let attributes = &mut self.find_element(address)?.attributes;
        match value {
            Some(value) => attributes.insert(attribute, value.to_owned()),
            None => attributes.remove(&attribute),
        };
        Ok(())
    }

    fn set_style(
        &mut self,
        address: NodeId,
        property: StyleProperty,
        value: Option<&str>,
    ) -> Result<(), String> {
        if property.name().is_none() {
            return Err(format!("there is no style property {}", property.0));
        }
        let styles = &mut self.find_element(address)?.styles;
        match value {
            Some(value) => styles.insert(property, value.to_owned()),
            None => styles.remove(&property),
        };
        Ok(())
    }

    fn insert(
        &mut self,
        parent: Option<NodeId>,
        before: Option<NodeId>,
        node: NodeId,
    ) -> Result<(), String> {
        let index = self.find(node)?;
        let target = match parent {
            None => Parent::App,
            Some(parent) => Parent::Node(self.find_parent(parent, index)?),
        };
        if before == Some(node) {
            return Err(format!("{} is to be placed before itself", show(node)));
        }
        let before = match before {
            None => None,
            Some(before) => {
                let sibling = self.find(before)?;
                if self.node(sibling).parent != target {
                    return Err(format!("{} is no child of that parent", show(before)));
                }
                Some(sibling)
            }
        };
        self.take_out(index);
        let siblings = self.child_list(target);
        let position = before
            .and_then(|before| siblings.iter().position(|sibling| *sibling == before))
            .unwrap_or(siblings.len());
        siblings.insert(position, index);
        self.node_mut(index).parent = target;
        Ok(())
    }

    /// An element that `child` can go into.
    fn find_parent(&self, address: NodeId, child: NodeIndex) -> Result<NodeIndex, String> {
        let index = self.find(address)?;
        let Some(element) = self.element(index) else {
            return Err(format!("{} is a text and has no children", show(address)));
        };
        let name = tag_name(element.tag)?;
        if is_void(name) {
            return Err(format!("<{name}> cannot have children"));
        }
        let mut ancestor = Parent::Node(index);
        while let Parent::Node(above) = ancestor {
            if above == child {
                return Err(format!("{} is inside the node to be placed", show(address)));
            }
            ancestor = self.node(above).parent;
        }
        Ok(index)
    }

    fn remove(&mut self, address: NodeId) -> Result<(), String> {
        let index = self.find(address)?;
        if self.node(index).parent == Parent::None {
            return Err(format!("{} is not placed", show(address)));
        }
        self.take_out(index);
        Ok(())
    }

    fn drop_text(&mut self, address: NodeId) -> Result<(), String> {
        let index = self.find(address)?;
        match self.node(index).kind {
            NodeKind::Text {
                is_single: true, ..
            } => {}
            NodeKind::Text { .. } | NodeKind::Element(_) => {
                return Err(format!("{} is no single text", show(address)));
            }
        }
        self.take_out(index);
        self.forget(index);
        if let Some(instance) = self.instances.get_mut(&address.actor) {
            instance.nodes.retain(|node| *node != index);
        }
        Ok(())
    }

    fn drop_instance(&mut self, actor: ActorId) -> Result<(), String> {
        let Some(instance) = self.instances.remove(&actor) else {
            return Err(format!("instance {} does not exist", show_actor(actor)));
        };
        self.dropped.insert(actor);
        for index in &instance.nodes {
            self.take_out(*index);
            for child in self.children(*index).to_vec() {
                self.node_mut(child).parent = Parent::Gone;
            }
        }
        for index in instance.nodes {
            self.forget(index);
        }
        Ok(())
    }

    fn forget(&mut self, index: NodeIndex) {
        if let Some(node) = self.nodes.get_mut(index.0).and_then(Option::take)
            && let Some(address) = node.address
        {
            self.addresses.remove(&address);
        }
    }

    fn set_focus(&mut self, address: NodeId) -> Result<(), String> {
        self.find_element(address)?;
        let index = self.find(address)?;
        if !self.is_in_document(index) {
            return Err(format!("{} is not in the document", show(address)));
        }
        self.focus = Some(index);
        Ok(())
    }

    /// Takes a node out of its parent; the focus goes with it, as in browsers.
    fn take_out(&mut self, index: NodeIndex) {
        if self.focus.is_some_and(|focus| self.contains(index, focus)) {
            self.focus = None;
        }
        let parent = self.node(index).parent;
        self.node_mut(index).parent = Parent::None;
        if matches!(parent, Parent::App | Parent::Node(_)) {
            self.child_list(parent).retain(|child| *child != index);
        }
    }

    /// The list of children of a living parent.
    fn child_list(&mut self, parent: Parent) -> &mut Vec<NodeIndex> {
        if let Parent::Node(index) = parent {
            match &mut self.node_mut(index).kind {
                NodeKind::Element(element) => &mut element.children,
                NodeKind::Text { .. } => panic!("a text is a parent"),
            }
        } else {
            &mut self.roots
        }
    }

    pub(super) fn find(&self, address: NodeId) -> Result<NodeIndex, String> {
        if let Some(index) = self.addresses.get(&address) {
            return Ok(*index);
        }
        let NodeId { actor, hole } = address;
        Err(if self.dropped.contains(&actor) {
            format!("instance {} was dropped", show_actor(actor))
        } else if self.instances.contains_key(&actor) {
            format!("instance {} has no node in hole {hole}", show_actor(actor))
        } else {
            format!("instance {} does not exist", show_actor(actor))
        })
    }

    fn find_element(&mut self, address: NodeId) -> Result<&mut Element, String> {
        let index = self.find(address)?;
        match &mut self.node_mut(index).kind {
            NodeKind::Element(element) => Ok(element),
            NodeKind::Text { .. } => Err(format!("{} is a text, no element", show(address))),
        }
    }
}

fn expect_next(what: &str, id: u32, next: usize) -> Result<(), String> {
    if id as usize == next {
        Ok(())
    } else {
        Err(format!("{what} {id} is defined, but {next} comes next"))
    }
}

fn show(address: NodeId) -> String {
    format!("{}.{}", show_actor(address.actor), address.hole)
}
