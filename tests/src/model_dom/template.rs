//! Templates: checked when they are defined, cloned when instances are created.

use std::collections::{BTreeMap, BTreeSet};

use protocol::ids::{ActorId, ClassId, NodeId, WriteVersion};
use protocol::names::{Attribute, StyleProperty, Tag};
use protocol::patch::{Declaration, TemplateNode, TemplateNodeKind, Text};

use super::{Element, Instance, ModelDom, Node, NodeIndex, NodeKind, Parent};

/// Tags that have no children.
const VOID_TAGS: &[&str] = &["input", "hr", "br", "img"];

#[derive(Clone, Debug)]
pub(super) struct Template {
    holes: u32,
    text_holes: usize,
    /// In pre-order.
    nodes: Vec<Prototype>,
}

#[derive(Clone, Debug)]
struct Prototype {
    hole: Option<u32>,
    /// The position of the parent in the template.
    parent: Option<usize>,
    kind: PrototypeKind,
}

#[derive(Clone, Debug)]
enum PrototypeKind {
    Element(Element),
    Text(String),
    TextHole,
}

impl ModelDom {
    pub(super) fn define_template(
        &mut self,
        holes: u32,
        nodes: &[TemplateNode<'_>],
    ) -> Result<(), String> {
        let mut prototypes = Vec::with_capacity(nodes.len());
        let mut seen_holes = BTreeSet::new();
        // The open elements with the number of children that each still waits for.
        let mut open: Vec<(usize, u32)> = Vec::new();
        for (position, node) in nodes.iter().enumerate() {
            while open.last().is_some_and(|(_, waits_for)| *waits_for == 0) {
                open.pop();
            }
            let parent = open.last_mut().map(|(parent, waits_for)| {
                *waits_for -= 1;
                *parent
            });
            if let Some(hole) = node.hole {
                if hole >= holes {
                    return Err(format!("hole {hole} of a template with {holes} holes"));
                }
                if !seen_holes.insert(hole) {
                    return Err(format!("hole {hole} occurs twice in the template"));
                }
            }
            let kind = self.prototype_kind(node)?;
            if node.children > 0 {
                open.push((position, node.children));
            }
            prototypes.push(Prototype {
                hole: node.hole,
                parent,
                kind,
            });
        }
        if open.iter().any(|(_, waits_for)| *waits_for > 0) {
            return Err("the template ends before all children came".to_owned());
        }
        if seen_holes.len() != holes as usize {
            return Err(format!(
                "{} of {holes} holes occur in the template",
                seen_holes.len()
            ));
        }
        let text_holes = prototypes
            .iter()
            .filter(|node| matches!(node.kind, PrototypeKind::TextHole))
            .count();
        self.templates.push(Template {
            holes,
            text_holes,
            nodes: prototypes,
        });
        Ok(())
    }

    fn prototype_kind(&self, node: &TemplateNode<'_>) -> Result<PrototypeKind, String> {
        match &node.kind {
            TemplateNodeKind::Text(_) | TemplateNodeKind::TextHole if node.children > 0 => {
                Err("a text of a template has children".to_owned())
            }
            TemplateNodeKind::Text(text) => Ok(PrototypeKind::Text(text.to_string())),
            TemplateNodeKind::TextHole => Ok(PrototypeKind::TextHole),
            TemplateNodeKind::Element {
                tag,
                classes,
                attributes,
                styles,
                listeners,
            } => {
                let name = tag_name(*tag)?;
                if node.children > 0 && is_void(name) {
                    return Err(format!("<{name}> cannot have children"));
                }
                self.check_classes(classes)?;
                Ok(PrototypeKind::Element(Element {
                    tag: *tag,
                    attributes: read_attributes(attributes)?,
                    styles: read_declarations(styles)?.into_iter().collect(),
                    classes: classes.clone(),
                    listeners: listeners.iter().copied().collect(),
                    children: Vec::new(),
                    value: None,
                    write: WriteVersion::default(),
                }))
            }
        }
    }

    pub(super) fn check_classes(&self, classes: &[ClassId]) -> Result<(), String> {
        for (position, class) in classes.iter().enumerate() {
            if class.0 as usize >= self.classes.len() {
                return Err(format!("class {} is not defined", class.0));
            }
            if classes[..position].contains(class) {
                return Err(format!("class {} is given twice", class.0));
            }
        }
        Ok(())
    }

    pub(super) fn clone_template(
        &mut self,
        template: u32,
        actor: ActorId,
        texts: &[Text<'_>],
    ) -> Result<(), String> {
        let template = self
            .templates
            .get(template as usize)
            .ok_or_else(|| format!("template {template} is not defined"))?
            .clone();
        if self.dropped.contains(&actor) {
            return Err(format!("instance {} was dropped", show_actor(actor)));
        }
        if self.instances.contains_key(&actor) {
            return Err(format!("instance {} exists", show_actor(actor)));
        }
        if texts.len() != template.text_holes {
            return Err(format!(
                "{} texts for {} text holes",
                texts.len(),
                template.text_holes
            ));
        }
        let first = self.nodes.len();
        let mut texts = texts.iter();
        for (position, prototype) in template.nodes.into_iter().enumerate() {
            let index = NodeIndex(first + position);
            let kind = match prototype.kind {
                PrototypeKind::Element(element) => NodeKind::Element(element),
                PrototypeKind::Text(content) => text_node(content),
                PrototypeKind::TextHole => {
                    text_node(texts.next().map(ToString::to_string).unwrap_or_default())
                }
            };
            let address = prototype.hole.map(|hole| NodeId { actor, hole });
            let parent = prototype.parent.map(|parent| NodeIndex(first + parent));
            self.nodes.push(Some(Node {
                address,
                parent: parent.map_or(Parent::None, Parent::Node),
                kind,
            }));
            if let Some(address) = address {
                self.addresses.insert(address, index);
            }
            if let Some(parent) = parent
                && let NodeKind::Element(element) = &mut self.node_mut(parent).kind
            {
                element.children.push(index);
            }
        }
        let instance = Instance {
            holes: template.holes,
            nodes: (first..self.nodes.len()).map(NodeIndex).collect(),
        };
        self.instances.insert(actor, instance);
        Ok(())
    }
}

fn text_node(content: String) -> NodeKind {
    NodeKind::Text {
        content,
        is_single: false,
    }
}

pub(super) fn show_actor(actor: ActorId) -> String {
    format!("{}v{}", actor.index, actor.generation)
}

pub(super) fn is_void(name: &str) -> bool {
    VOID_TAGS.contains(&name)
}

pub(super) fn tag_name(tag: Tag) -> Result<&'static str, String> {
    tag.name()
        .ok_or_else(|| format!("there is no tag {}", tag.0))
}

pub(super) fn read_declarations(
    declarations: &[Declaration<'_>],
) -> Result<Vec<(StyleProperty, String)>, String> {
    declarations
        .iter()
        .map(|declaration| {
            let property = declaration.property;
            match property.name() {
                Some(_) => Ok((property, declaration.value.to_string())),
                None => Err(format!("there is no style property {}", property.0)),
            }
        })
        .collect()
}

fn read_attributes(
    attributes: &[(Attribute, Text<'_>)],
) -> Result<BTreeMap<Attribute, String>, String> {
    let mut read = BTreeMap::new();
    for (attribute, value) in attributes {
        let Some(name) = attribute.name() else {
            return Err(format!("there is no attribute {}", attribute.0));
        };
        if read.insert(*attribute, value.to_string()).is_some() {
            return Err(format!("the attribute `{name}` is given twice"));
        }
    }
    Ok(read)
}
