//! What the elements of a plan template look like before any of them lives: the static structure that the
//! page clones, and the bindings that remain.

use std::collections::HashMap;
use std::rc::Rc;

use protocol::ids::TemplateId;
use protocol::names::Attribute;
use protocol::patch::{Declaration, Patch, TemplateNode, TemplateNodeKind};
use protocol::value::WireValue;

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{NodeKind, Op, Operand, Template};
use crate::symbol::{Symbol, well_known};
use crate::value::{List, Live, Value};

use super::View;
use super::catalog::{self, Argument, Element, Role, TagRule};
use super::look::{Layers, Look, StyleKeys, describe_unknown, is_hidden_label};
use super::style::{self, ElementKind, Flow, Output, StyleContext, Unknown};

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
    /// The flow around it, where its place is part of the template.
    pub(crate) parent: Option<Flow>,
    pub(crate) bindings: Vec<BindingPlan>,
    pub(crate) positions: Vec<PositionPlan>,
    /// What it looks like where the template places it.
    pub(crate) look: Rc<Look>,
    /// The element of the same template that it is placed in.
    pub(crate) inside: Option<usize>,
    tag: protocol::names::Tag,
    attributes: Vec<(Attribute, String)>,
    listeners: Vec<protocol::event::Listener>,
    is_root: bool,
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
    Live,
}

/// Builds the static structure of a plan template.
pub(crate) fn compile(
    view: &mut View,
    template: &Template,
    parent: Option<Flow>,
    warnings: &mut Vec<Diagnostic>,
) -> ViewTemplate {
    let mut compiler = Compiler {
        view,
        template,
        warnings,
        elements: Vec::new(),
        by_slot: HashMap::new(),
        children: Vec::new(),
        holes: 0,
    };
    compiler.collect(parent);
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
        if let Some(entry) = by_hole.get_mut(element.hole as usize) {
            *entry = Some(index as u32);
        }
    }
    ViewTemplate {
        id,
        holes,
        elements,
        by_hole: by_hole.into(),
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
    warnings: &'a mut Vec<Diagnostic>,
    elements: Vec<ElementPlan>,
    by_slot: HashMap<u32, usize>,
    children: Vec<Vec<StaticChild>>,
    holes: u32,
}

impl<'a> Compiler<'a> {
    fn hole(&mut self) -> u32 {
        self.holes += 1;
        self.holes - 1
    }

    /// Numbers the elements, then describes each in its surroundings, parents first.
    fn collect(&mut self, parent: Option<Flow>) {
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
        let mut stack: Vec<(u32, Option<Flow>)> = Vec::new();
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
            for (child, flow) in found.into_iter().rev() {
                stack.push((child, Some(flow)));
            }
        }
        // Structure children were numbered after their parents.
        for position in 0..self.elements.len() {
            let slots: Vec<(usize, u32)> = self.pending(position);
            for (place, slot) in slots {
                if let Some(index) = self.by_slot.get(&slot) {
                    let index = *index;
                    let hole = self.elements[index].hole;
                    self.children[position][place] = StaticChild::Element(index);
                    self.elements[index].inside = Some(position);
                    self.elements[position].positions[place] = PositionPlan::Static(hole);
                }
            }
        }
    }

    fn pending(&self, position: usize) -> Vec<(usize, u32)> {
        self.children[position]
            .iter()
            .enumerate()
            .filter_map(|(place, child)| match child {
                StaticChild::Element(slot) => Some((place, *slot as u32)),
                StaticChild::Text(..) | StaticChild::TextHole(..) | StaticChild::Live => None,
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
                NodeKind::List(items) if items.len() <= MAX_POSITIONS => Some(items),
                _ => None,
            },
            _ => None,
        }
    }

    /// Describes one element; answers the elements inside it with the flow around them.
    fn describe(
        &mut self,
        slot: u32,
        parent: Option<Flow>,
        inner: &HashMap<u32, u32>,
    ) -> Vec<(u32, Flow)> {
        let node = &self.template.nodes[slot as usize];
        let NodeKind::Element { element, arguments } = &node.kind else {
            return Vec::new();
        };
        let Some(element) = element_named(element) else {
            return Vec::new();
        };
        let is_root = std::ptr::eq(element, &ROOT);
        let mut out = Output::default();
        let mut bindings = Vec::new();
        let mut positions = Vec::new();
        let mut children = Vec::new();
        let mut placed = Vec::new();
        let given = |name: &str| {
            arguments
                .iter()
                .find(|(given, _)| &*given.name() == name)
                .map(|(_, operand)| operand)
        };
        let flow = match given("direction").map(constant_plain) {
            Some(Some(value)) => element.kind.flow(style::direction(&value, &mut out)),
            _ => element.kind.flow(Flow::Column),
        };
        for (name, _) in arguments {
            if element.argument(&name.name()).is_none() {
                out.unknown.push(Unknown {
                    message: format!("`{}` has no argument `{}`", element.name, name.name()),
                    wrong: name.name().to_string(),
                    known: element.arguments.iter().map(|known| known.name).collect(),
                });
            }
        }
        let context = StyleContext {
            element: element.kind,
            flow,
            parent,
            is_scene: self.view.is_scene,
        };
        let tag = element.tag_of(
            &given("element").map_or(WireValue::Absent, |operand| self.wanted_tag(operand)),
            &mut out,
        );
        let mut listeners = element.listeners(&[], false);
        let mut layers = Layers::of(self.template, slot, &context, tag);
        out.complain(&mut layers.complaints);
        for (position, argument) in element.arguments.iter().enumerate() {
            let rank = style::FIRST_ARGUMENT_RANK + position as u8;
            let operand = given(argument.name);
            let Some(operand) = operand else {
                continue;
            };
            let value = constant_plain(operand);
            match (argument.role, value) {
                (Role::Style, Some(WireValue::Object { .. })) => {}
                (Role::Style, _) => match object_fields(self.template, operand) {
                    Some(fields) => {
                        let keys = StyleKeys::of(fields);
                        for (_, found, operand) in keys.single {
                            if constant_plain(operand).is_none() {
                                bindings.push(BindingPlan::Key(found.name, operand.clone()));
                            }
                        }
                        if keys
                            .surface
                            .iter()
                            .any(|(_, operand)| constant_plain(operand).is_none())
                        {
                            let surface = keys.surface.iter();
                            bindings.push(BindingPlan::Surface(
                                surface
                                    .map(|(name, operand)| (*name, (*operand).clone()))
                                    .collect(),
                            ));
                        }
                    }
                    None => bindings.push(BindingPlan::Style(operand.clone())),
                },
                (Role::Scene, _) => bindings.push(BindingPlan::Scene(operand.clone())),
                (Role::Capabilities, _) => match self.capabilities(operand) {
                    Some((names, hovered)) => {
                        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
                        listeners = element.listeners(&names, hovered);
                    }
                    None => bindings.push(BindingPlan::Capabilities(operand.clone())),
                },
                (Role::Declarations(_) | Role::Attributes(_) | Role::Direction, Some(_)) => {}
                (Role::Label, Some(value)) if is_hidden_label(&value) => {}
                (Role::Child | Role::Icon, _) => {
                    self.position(
                        operand,
                        flow,
                        inner,
                        &mut positions,
                        &mut children,
                        &mut bindings,
                        &mut placed,
                    );
                }
                (Role::Children | Role::Layers, _) => match self.list_items(operand) {
                    Some(items) if bindings.len() + items.len() < 2 * MAX_POSITIONS => {
                        for item in items {
                            self.position(
                                item,
                                flow,
                                inner,
                                &mut positions,
                                &mut children,
                                &mut bindings,
                                &mut placed,
                            );
                        }
                    }
                    _ => {
                        positions.push(PositionPlan::Live(bindings.len() as u8));
                        children.push(StaticChild::Live);
                        bindings.push(BindingPlan::Children(operand.clone()));
                    }
                },
                (
                    Role::Declarations(_)
                    | Role::Attributes(_)
                    | Role::Label
                    | Role::Direction
                    | Role::Value(_)
                    | Role::Options
                    | Role::Focus,
                    _,
                ) => bindings.push(BindingPlan::Argument(rank, argument, operand.clone())),
            }
        }
        let look = Rc::new(layers.look(self.view, is_root));
        let complaints = out.warnings.into_iter();
        self.warnings
            .extend(complaints.map(|warning| Diagnostic::warning(node.span, warning)));
        let unknown = out.unknown.iter();
        self.warnings
            .extend(unknown.map(|unknown| describe_unknown(node.span, unknown)));
        let hole = if is_root { u32::MAX } else { self.hole() };
        self.by_slot.insert(slot, self.elements.len());
        self.children.push(children);
        self.elements.push(ElementPlan {
            slot,
            hole,
            element,
            flow,
            parent,
            bindings,
            positions,
            look,
            inside: None,
            tag,
            attributes: layers.attributes.resolved(),
            listeners,
            is_root,
        });
        placed
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the lists that one position adds to"
    )]
    fn position(
        &mut self,
        operand: &Operand,
        flow: Flow,
        inner: &HashMap<u32, u32>,
        positions: &mut Vec<PositionPlan>,
        children: &mut Vec<StaticChild>,
        bindings: &mut Vec<BindingPlan>,
        placed: &mut Vec<(u32, Flow)>,
    ) {
        if let Some(slot) = self.element_slot(operand)
            && inner.get(&slot) == Some(&1)
        {
            placed.push((slot, flow));
            positions.push(PositionPlan::Static(0));
            children.push(StaticChild::Element(slot as usize));
            return;
        }
        if let Some(value) = constant_plain(operand) {
            if let catalog::Child::Text(text) = catalog::child(&value) {
                let hole = self.hole();
                positions.push(PositionPlan::Static(hole));
                children.push(StaticChild::Text(hole, text.into_owned()));
            }
            return;
        }
        if let Operand::Cell { up: 0, slot } = operand
            && let NodeKind::Expr { code, .. } = &self.template.nodes[*slot as usize].kind
            && matches!(code.ops.last(), Some(Op::Join(_)))
        {
            let hole = self.hole();
            positions.push(PositionPlan::Static(hole));
            children.push(StaticChild::TextHole(hole, operand.clone()));
            bindings.push(BindingPlan::Text(hole, operand.clone()));
            return;
        }
        positions.push(PositionPlan::Live(bindings.len() as u8));
        children.push(StaticChild::Live);
        bindings.push(BindingPlan::Child(operand.clone()));
    }

    fn wanted_tag(&self, capabilities: &Operand) -> WireValue {
        let tag = Symbol::new("tag");
        if let Some(fields) = object_fields(self.template, capabilities) {
            let field = fields.iter().find(|(name, _)| *name == tag);
            return field
                .and_then(|(_, operand)| constant_plain(operand))
                .unwrap_or(WireValue::Absent);
        }
        match constant_plain(capabilities) {
            Some(value) => super::plain::field(&value, "tag")
                .cloned()
                .unwrap_or(WireValue::Absent),
            None => WireValue::Absent,
        }
    }

    /// The names of the requested events, and whether hovering is requested, where that is written down.
    fn capabilities(&self, operand: &Operand) -> Option<(Vec<std::rc::Rc<str>>, bool)> {
        let known = well_known();
        if let Some(value) = constant_plain(operand) {
            let hovered = super::plain::field(&value, "hovered").is_some();
            return Some((Vec::new(), hovered));
        }
        let fields = object_fields(self.template, operand)?;
        let mut names = Vec::new();
        let mut hovered = false;
        for (name, operand) in fields {
            if *name == known.hovered {
                hovered = true;
            } else if *name == known.event {
                match object_fields(self.template, operand) {
                    Some(events) => names.extend(events.iter().map(|(name, _)| name.name())),
                    None if constant_plain(operand).is_some() => {}
                    None => return None,
                }
            }
        }
        Some((names, hovered))
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
                StaticChild::Text(..) | StaticChild::TextHole(..) | StaticChild::Live => None,
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

    pub(crate) fn tag(&self) -> protocol::names::Tag {
        self.tag
    }
}

/// The fields of an object that is written down in the template itself.
pub(super) fn object_fields<'a>(
    template: &'a Template,
    operand: &Operand,
) -> Option<&'a [(Symbol, Operand)]> {
    match operand {
        Operand::Cell { up: 0, slot } => match &template.nodes[*slot as usize].kind {
            NodeKind::Object { fields, .. } => Some(fields),
            _ => None,
        },
        _ => None,
    }
}

/// The catalog's row for an element node.
pub(crate) fn element_named(name: &str) -> Option<&'static Element> {
    if name == ROOT.name {
        Some(&ROOT)
    } else {
        catalog::find(&format!("Element/{name}"))
    }
}

/// The plain data of a constant.
pub(crate) fn constant_plain(operand: &Operand) -> Option<WireValue> {
    match operand {
        Operand::Const(value) => plain_value(value, 0),
        _ => None,
    }
}

fn plain_value(value: &Value, depth: usize) -> Option<WireValue> {
    if depth > super::MAX_DEPTH {
        return Some(WireValue::Absent);
    }
    let live = |live: &Live| match live {
        Live::Const(value) => plain_value(value, depth + 1),
        Live::Absent => Some(WireValue::Absent),
        Live::Cell(_) => None,
    };
    Some(match value {
        Value::Number(number) => WireValue::Number(*number),
        Value::Text(text) => WireValue::Text(text.to_string()),
        Value::Tag(tag) => WireValue::Tag(tag.name().to_string()),
        Value::Object(object) => WireValue::Object {
            tag: object.tag.map(|tag| tag.name().to_string()),
            fields: object
                .fields
                .iter()
                .map(|(name, field)| Some((name.name().to_string(), live(field)?)))
                .collect::<Option<_>>()?,
        },
        Value::List(List::Plain(items)) => WireValue::List(
            items
                .iter()
                .map(|(_, item)| live(item))
                .collect::<Option<_>>()?,
        ),
        Value::List(List::Live(_)) | Value::Element(_) => return None,
    })
}
