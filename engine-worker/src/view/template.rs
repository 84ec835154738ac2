//! What the elements of a plan template look like before any of them lives: the static structure that the
//! page clones, and the bindings that remain.

mod constant;
mod describe;
mod heights;

use std::collections::HashMap;
use std::rc::Rc;

use protocol::ids::{ClassId, TemplateId};
use protocol::names::{Attribute, Tag};
use protocol::patch::{Declaration, Part, Patch, TemplateNode, TemplateNodeKind};

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{Literal, NodeKind, Operand, Template};

use super::View;
use super::catalog::{Argument, Element, Role, TagRule};
use super::containment::{Around, Height};
use super::look::{Layers, Look};
use super::style::name::{attribute, tag};
use super::style::{self, ElementKind, Flow, Output};

pub(super) use constant::{constant_plain, element_named, object_fields};

/// The element that stands for the app itself: it has no node of its own.
pub(crate) static ROOT: Element = Element {
    kind: ElementKind::App,
    name: "#root",
    in_scenes: false,
    tag: TagRule::Fixed(protocol::names::Tag(0)),
    attributes: &[],
    // Whether it is a scene must be known before anything is drawn in it.
    arguments: &[
        Argument {
            name: "scene",
            role: Role::Scene,
        },
        Argument {
            name: "child",
            role: Role::Child,
        },
    ],
    events: &[],
    rules: &[],
    shows_text: false,
};

/// How many positions and bindings an element may have before its children are treated as a plain list.
const MAX_POSITIONS: usize = 120;

/// The elements of one plan template.
#[derive(Debug)]
pub(crate) struct ViewTemplate {
    /// Its name on the page; none if there is nothing to clone.
    pub(crate) id: Option<TemplateId>,
    pub(crate) holes: u32,
    pub(crate) elements: Vec<ElementPlan>,
    /// The element of each hole.
    by_hole: Box<[Option<u32>]>,
    /// Whether one of them could be an item that is contained.
    pub(super) is_containable: bool,
    /// The element and binding behind each text hole, in pre-order.
    pub(crate) texts: Vec<Operand>,
}

/// One element of a template.
#[derive(Debug)]
pub(crate) struct ElementPlan {
    pub(crate) slot: u32,
    pub(crate) hole: u32,
    pub(crate) element: &'static Element,
    pub(crate) flow: Flow,
    /// What is around it, where its place is part of the template.
    pub(crate) parent: Option<Around>,
    pub(crate) bindings: Vec<BindingPlan>,
    pub(crate) positions: Vec<PositionPlan>,
    /// What it looks like where the template places it.
    pub(crate) look: Rc<Look>,
    /// The element of the same template that it is placed in.
    pub(crate) inside: Option<usize>,
    /// How high it is, with its frame and without, if it could be an item that is contained.
    pub(super) containable: Option<[Height; 2]>,
    /// The box of a checkbox without an icon.
    pub(crate) check: Option<CheckBox>,
    tag: Tag,
    attributes: Vec<(Attribute, String)>,
    listeners: Vec<protocol::event::Listener>,
    wrapper: Option<Wrapper>,
    is_root: bool,
}

/// The box that shows whether a checkbox is checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckBox {
    pub(crate) hole: u32,
    /// How the box looks, and what a checked one has besides.
    pub(crate) classes: [ClassId; 2],
}

/// The `<label>` around a control.
#[derive(Debug)]
struct Wrapper {
    hole: u32,
    class: ClassId,
    /// A label that never changes.
    text: Option<BoxedText>,
}

/// A text that never changes, in a box of its own.
#[derive(Debug)]
struct BoxedText {
    /// The box and the text.
    holes: [u32; 2],
    class: ClassId,
    text: String,
}

/// The elements of a template whose tag is only known when they are there.
#[derive(Debug)]
pub(crate) struct LiveTag {
    pub(crate) slot: u32,
    /// Where the capabilities are.
    pub(crate) capabilities: Operand,
}

/// What of an element is live.
#[derive(Debug)]
pub(crate) enum BindingPlan {
    /// The whole style object.
    Style(Operand),
    /// One key of it.
    Key(&'static str, Operand),
    /// All of its keys that describe a surface together.
    Surface(Vec<(&'static str, Operand)>),
    /// What the program shows.
    Scene(Operand),
    /// What is requested.
    Capabilities(Operand),
    /// Another argument that is an attribute, declaration or value.
    Argument(u8, &'static Argument, Operand),
    /// The label, which may be a child position as well.
    Label(u8, Operand),
    /// The options of a select.
    Options(Operand),
    /// A child position, or several.
    Child(Operand),
    /// A list of child positions.
    Children(Operand),
    /// A text of the template.
    Text(u32, Operand),
}

/// What stands where among an element's children.
#[derive(Debug)]
pub(crate) enum PositionPlan {
    /// A node of the template.
    Static(u32),
    /// What that binding shows.
    Live(u8),
}

/// A child of the static structure.
enum StaticChild {
    Element(usize),
    Text(u32, String),
    TextHole(u32, Operand),
    Boxed(BoxedText),
    /// A box with a text that each instance fills.
    BoxedHole([u32; 2], ClassId, Operand),
    Check(CheckBox, bool),
    Live,
}

/// Builds the static structure of a plan template.
pub(crate) fn compile(
    view: &mut View,
    template: &Template,
    parent: Option<Around>,
    tags: &HashMap<u32, Tag>,
    diagnostics: &mut Vec<Diagnostic>,
) -> ViewTemplate {
    let mut compiler = Compiler {
        view,
        template,
        tags,
        diagnostics,
        elements: Vec::new(),
        by_slot: HashMap::new(),
        children: Vec::new(),
        layers: Vec::new(),
        holes: 0,
    };
    compiler.collect(parent);
    compiler.find_heights();
    compiler.look();
    let (nodes, texts) = compiler.nodes();
    let id = (!nodes.is_empty()).then_some(TemplateId(compiler.view.next_template));
    compiler.view.next_template += u32::from(id.is_some());
    let Compiler {
        elements, holes, ..
    } = compiler;
    if let Some(template) = id {
        view.define(Patch::DefineTemplate {
            template,
            holes,
            nodes,
        });
    }
    let mut by_hole = vec![None; holes as usize];
    for (index, element) in elements.iter().enumerate() {
        for hole in [element.hole, element.outer()] {
            if let Some(entry) = by_hole.get_mut(hole as usize) {
                *entry = Some(index as u32);
            }
        }
    }
    let is_containable = elements.iter().any(|element| element.containable.is_some());
    ViewTemplate {
        id,
        holes,
        elements,
        by_hole: by_hole.into(),
        is_containable,
        texts,
    }
}

impl ViewTemplate {
    /// The element of a hole.
    pub(crate) fn element_at(&self, hole: u32) -> Option<&ElementPlan> {
        let index = (*self.by_hole.get(hole as usize)?)?;
        self.elements.get(index as usize)
    }
}

struct Compiler<'a> {
    view: &'a mut View,
    template: &'a Template,
    tags: &'a HashMap<u32, Tag>,
    diagnostics: &'a mut Vec<Diagnostic>,
    elements: Vec<ElementPlan>,
    by_slot: HashMap<u32, usize>,
    children: Vec<Vec<StaticChild>>,
    layers: Vec<Layers>,
    holes: u32,
}

impl<'a> Compiler<'a> {
    fn hole(&mut self) -> u32 {
        self.holes += 1;
        self.holes - 1
    }

    /// Numbers the elements, then describes each in its surroundings, parents first.
    fn collect(&mut self, parent: Option<Around>) {
        let template = self.template;
        let mut inner: HashMap<u32, u32> = HashMap::new();
        for (slot, node) in template.nodes.iter().enumerate() {
            if let NodeKind::Element { element, .. } = &node.kind
                && element_named(element).is_some()
            {
                for child in self.placed(slot as u32) {
                    *inner.entry(child).or_default() += 1;
                }
            }
        }
        // An element placed once inside another is part of that one's structure.
        let mut stack: Vec<(u32, Option<Around>)> = Vec::new();
        for (slot, node) in template.nodes.iter().enumerate().rev() {
            let slot = slot as u32;
            if matches!(&node.kind, NodeKind::Element { element, .. } if element_named(element).is_some())
                && inner.get(&slot) != Some(&1)
            {
                stack.push((slot, parent));
            }
        }
        while let Some((slot, parent)) = stack.pop() {
            if self.by_slot.contains_key(&slot) {
                continue;
            }
            let found = self.describe(slot, parent, &inner);
            for (child, around) in found.into_iter().rev() {
                stack.push((child, Some(around)));
            }
        }
        // Structure children were numbered after their parents.
        for position in 0..self.elements.len() {
            let slots: Vec<(usize, u32)> = self.pending(position);
            for (place, slot) in slots {
                if let Some(index) = self.by_slot.get(&slot) {
                    let index = *index;
                    let hole = self.elements[index].outer();
                    self.children[position][place] = StaticChild::Element(index);
                    self.elements[index].inside = Some(position);
                    self.elements[position].positions[place] = PositionPlan::Static(hole);
                }
            }
        }
    }

    /// Says what each looks like, now that it is known what is in it.
    fn look(&mut self) {
        for (plan, layers) in self.elements.iter_mut().zip(&mut self.layers) {
            if let (Some([_, height]), Some(around)) = (plan.containable, plan.parent)
                && around.contains(layers.width(Some(around.flow)))
            {
                layers.contain(height);
            }
            let parent = plan.parent.map(|around| around.flow);
            plan.look = Rc::new(layers.look(self.view, parent, plan.is_root));
        }
    }

    fn pending(&self, position: usize) -> Vec<(usize, u32)> {
        self.children[position]
            .iter()
            .enumerate()
            .filter_map(|(place, child)| match child {
                StaticChild::Element(slot) => Some((place, *slot as u32)),
                StaticChild::Text(..)
                | StaticChild::TextHole(..)
                | StaticChild::Boxed(_)
                | StaticChild::BoxedHole(..)
                | StaticChild::Check(..)
                | StaticChild::Live => None,
            })
            .collect()
    }

    /// The slots of elements that an element places directly.
    fn placed(&self, slot: u32) -> Vec<u32> {
        let mut placed = Vec::new();
        let NodeKind::Element { element, arguments } = &self.template.nodes[slot as usize].kind
        else {
            return placed;
        };
        let Some(element) = element_named(element) else {
            return placed;
        };
        for (name, operand) in arguments {
            let Some((_, argument)) = element.argument(&name.name()) else {
                continue;
            };
            match argument.role {
                Role::Child | Role::Icon => placed.extend(self.element_slot(operand)),
                Role::Children | Role::Layers => {
                    if let Some(items) = self.list_items(operand) {
                        placed.extend(items.iter().filter_map(|item| self.element_slot(item)));
                    }
                }
                _ => {}
            }
        }
        placed
    }

    fn element_slot(&self, operand: &Operand) -> Option<u32> {
        match operand {
            Operand::Cell { up: 0, slot } => match &self.template.nodes[*slot as usize].kind {
                NodeKind::Element { element, .. } if element_named(element).is_some() => {
                    Some(*slot)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn list_items(&self, operand: &Operand) -> Option<&'a [Operand]> {
        let template: &'a Template = self.template;
        match operand {
            Operand::Cell { up: 0, slot } => match &template.nodes[*slot as usize].kind {
                NodeKind::List { items, .. } if items.len() <= MAX_POSITIONS => Some(items),
                _ => None,
            },
            Operand::Literal { up: 0, index } => match &template.literals[*index as usize] {
                Literal::List { items, .. } if items.len() <= MAX_POSITIONS => Some(items),
                Literal::List { .. } | Literal::Object { .. } => None,
            },
            _ => None,
        }
    }

    /// The structure in pre-order, and the operands of its text holes.
    fn nodes(&self) -> (Vec<TemplateNode<'static>>, Vec<Operand>) {
        enum Visit<'a> {
            Element(usize),
            Child(&'a StaticChild),
        }
        let mut nodes = Vec::new();
        let mut texts = Vec::new();
        let inside: std::collections::HashSet<usize> = self
            .children
            .iter()
            .flatten()
            .filter_map(|child| match child {
                StaticChild::Element(index) => Some(*index),
                StaticChild::Text(..)
                | StaticChild::TextHole(..)
                | StaticChild::Boxed(_)
                | StaticChild::BoxedHole(..)
                | StaticChild::Check(..)
                | StaticChild::Live => None,
            })
            .collect();
        let mut stack: Vec<Visit<'_>> = (0..self.elements.len())
            .rev()
            .filter(|index| !inside.contains(index) || self.elements[*index].is_root)
            .map(Visit::Element)
            .collect();
        while let Some(visit) = stack.pop() {
            let index = match visit {
                Visit::Element(index) => index,
                Visit::Child(StaticChild::Element(index)) => *index,
                Visit::Child(StaticChild::Text(hole, text)) => {
                    nodes.push(TemplateNode {
                        hole: Some(*hole),
                        children: 0,
                        kind: TemplateNodeKind::Text(text.clone().into()),
                    });
                    continue;
                }
                Visit::Child(StaticChild::TextHole(hole, operand)) => {
                    texts.push(operand.clone());
                    nodes.push(TemplateNode {
                        hole: Some(*hole),
                        children: 0,
                        kind: TemplateNodeKind::TextHole,
                    });
                    continue;
                }
                Visit::Child(StaticChild::Boxed(text)) => {
                    text.write(&mut nodes);
                    continue;
                }
                Visit::Child(StaticChild::BoxedHole([outer, inner], class, operand)) => {
                    texts.push(operand.clone());
                    let mut node = element_node(*outer, tag!("span"), vec![*class]);
                    node.children = 1;
                    nodes.push(node);
                    nodes.push(TemplateNode {
                        hole: Some(*inner),
                        children: 0,
                        kind: TemplateNodeKind::TextHole,
                    });
                    continue;
                }
                Visit::Child(StaticChild::Check(check, checked)) => {
                    let classes = check.classes[..1 + usize::from(*checked)].to_vec();
                    let mut node = element_node(check.hole, tag!("span"), classes);
                    if let TemplateNodeKind::Element { attributes, .. } = &mut node.kind {
                        attributes.push((attribute!("aria-hidden"), "true".into()));
                    }
                    nodes.push(node);
                    continue;
                }
                Visit::Child(StaticChild::Live) => continue,
            };
            let plan = &self.elements[index];
            if plan.is_root {
                // What it places belongs to the app's own element: roots of the structure.
                stack.extend(self.children[index].iter().rev().map(Visit::Child));
                continue;
            }
            let children = &self.children[index];
            let count = children
                .iter()
                .filter(|child| !matches!(child, StaticChild::Live))
                .count();
            if let Some(Wrapper { hole, class, text }) = &plan.wrapper {
                let mut node = element_node(*hole, tag!("label"), vec![*class]);
                node.children = 1 + u32::from(text.is_some());
                nodes.push(node);
                if let Some(text) = text {
                    text.write(&mut nodes);
                }
            }
            nodes.push(TemplateNode {
                hole: Some(plan.hole),
                children: count as u32,
                kind: TemplateNodeKind::Element {
                    tag: plan.tag,
                    classes: plan.look.classes.clone(),
                    attributes: plan
                        .attributes
                        .iter()
                        .map(|(name, value)| (*name, value.clone().into()))
                        .collect(),
                    styles: Vec::<Declaration<'static>>::new(),
                    listeners: plan.listeners.clone(),
                },
            });
            stack.extend(children.iter().rev().map(Visit::Child));
        }
        (nodes, texts)
    }
}

impl ElementPlan {
    pub(crate) fn is_root(&self) -> bool {
        self.is_root
    }

    pub(crate) fn tag(&self) -> Tag {
        self.tag
    }

    /// The hole of what stands in its place: the label around it, or itself.
    pub(crate) fn outer(&self) -> u32 {
        self.wrapper
            .as_ref()
            .map_or(self.hole, |wrapper| wrapper.hole)
    }

    /// What the structure says of an attribute.
    pub(crate) fn attribute(&self, attribute: Attribute) -> Option<&str> {
        let (_, value) = self
            .attributes
            .iter()
            .find(|(known, _)| *known == attribute)?;
        Some(value)
    }
}

impl BoxedText {
    fn write(&self, nodes: &mut Vec<TemplateNode<'static>>) {
        let [outer, inner] = self.holes;
        let mut node = element_node(outer, tag!("span"), vec![self.class]);
        node.children = 1;
        nodes.push(node);
        nodes.push(TemplateNode {
            hole: Some(inner),
            children: 0,
            kind: TemplateNodeKind::Text(self.text.clone().into()),
        });
    }
}

/// An element without children that only looks.
fn element_node(hole: u32, tag: Tag, classes: Vec<ClassId>) -> TemplateNode<'static> {
    TemplateNode {
        hole: Some(hole),
        children: 0,
        kind: TemplateNodeKind::Element {
            tag,
            classes,
            attributes: Vec::new(),
            styles: Vec::new(),
            listeners: Vec::new(),
        },
    }
}

/// The elements whose tag only their instances know.
pub(crate) fn live_tags(template: &Template) -> Vec<LiveTag> {
    let element = |node: &crate::language::plan::Node| match &node.kind {
        NodeKind::Element { element, arguments } => {
            let row = element_named(element)?;
            let chosen = matches!(row.tag, TagRule::Chosen(_));
            let (_, operand) = arguments
                .iter()
                .find(|(name, _)| chosen && &*name.name() == "element")?;
            (constant::wanted_tag(template, operand).is_none()).then(|| operand.clone())
        }
        _ => None,
    };
    template
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(slot, node)| {
            element(node).map(|capabilities| LiveTag {
                slot: slot as u32,
                capabilities,
            })
        })
        .collect()
}

/// The classes of the parts that elements bring along.
impl Compiler<'_> {
    fn part_class(&mut self, draw: impl FnOnce(&mut Output)) -> ClassId {
        let mut out = Output::default();
        draw(&mut out);
        self.view.class(Part::Element, out.element)
    }

    fn boxed(&mut self, flow: Flow, text: String) -> BoxedText {
        BoxedText {
            holes: [self.hole(), self.hole()],
            class: self.view.text_box(flow),
            text,
        }
    }

    fn check_box(&mut self, has_label: bool) -> CheckBox {
        let hole = self.hole();
        let look = self.part_class(|out| style::checkbox_box(has_label, out));
        let mark = self.part_class(style::checkbox_mark);
        CheckBox {
            hole,
            classes: [look, mark],
        }
    }
}
