//! One element: what of it is part of the structure, and what remains to be bound.

use std::collections::HashMap;
use std::rc::Rc;

use protocol::names::Tag;
use protocol::value::WireValue;

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{NodeKind, Op, Operand};
use crate::language::syntax::span::Span;
use crate::symbol::well_known;
use crate::view::catalog::{self, Element, LabelForm, Role};
use crate::view::containment::Around;
use crate::view::look::{Layers, Look, StyleKeys, describe_complaints};
use crate::view::parts::boxes_texts;
use crate::view::plain;
use crate::view::style::name::attribute;
use crate::view::style::{self, ElementKind, Flow, Output, StyleContext};

use super::constant::{constant_plain, element_named, may_be_shown, object_fields, wanted_tag};
use super::{
    BindingPlan, Compiler, ElementPlan, MAX_POSITIONS, PositionPlan, ROOT, StaticChild, Wrapper,
};

impl Compiler<'_> {
    /// Describes one element; answers the elements inside it with what is around them.
    pub(super) fn describe(
        &mut self,
        slot: u32,
        around: Option<Around>,
        inner: &HashMap<u32, u32>,
    ) -> Vec<(u32, Around)> {
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
        let mut check = None;
        let mut wrapper = None;
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
        let parent = around.map(|around| around.flow);
        let context = StyleContext {
            element: element.kind,
            flow,
            parent,
            is_scene: self.view.is_scene,
        };
        let tag = self.tag(slot, element, given("element"), node.span);
        let mut listeners = element.listeners(&[], false);
        let mut layers = Layers::of(self.template, slot, &context, tag);
        out.complain(&mut layers.complaints);
        for (position, argument) in element.arguments.iter().enumerate() {
            let rank = style::FIRST_ARGUMENT_RANK + position as u8;
            let operand = given(argument.name);
            let Some(operand) = operand else {
                if matches!(argument.role, Role::Icon) {
                    let label = given("label");
                    let has_label = label.is_some_and(|label| may_be_shown(self.template, label));
                    let found = self.check_box(has_label);
                    positions.push(PositionPlan::Static(found.hole));
                    let checked = layers.attribute(attribute!("aria-checked")) == Some("true");
                    children.push(StaticChild::Check(found, checked));
                    check = Some(found);
                }
                continue;
            };
            let value = constant_plain(operand);
            match (argument.role, value) {
                (Role::Style, Some(WireValue::Object { .. })) => {}
                (Role::Style, _) => match object_fields(self.template, operand) {
                    Some(fields) => {
                        let is_live = |operand: &Operand| constant_plain(operand).is_none();
                        let keys = StyleKeys::of(fields);
                        for (_, found, operand) in keys.single {
                            if is_live(operand) {
                                bindings.push(BindingPlan::Key(found.name, operand.clone()));
                            }
                        }
                        if keys.surface.iter().any(|(_, operand)| is_live(operand)) {
                            let surface = keys.surface.into_iter();
                            bindings.push(BindingPlan::Surface(
                                surface
                                    .map(|(name, operand)| (name, operand.clone()))
                                    .collect(),
                            ));
                        }
                    }
                    None => bindings.push(BindingPlan::Style(operand.clone())),
                },
                (Role::Scene, _) => bindings.push(BindingPlan::Scene(operand.clone())),
                (Role::Capabilities, _) => match self.capabilities(operand) {
                    // Whoever asks for a live tag is told when it changes.
                    Some((names, hovered)) if wanted_tag(self.template, operand).is_some() => {
                        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
                        listeners = element.listeners(&names, hovered);
                        let mut part = Output::default();
                        element.operability(tag, &names, &mut part);
                        layers.add(rank, part);
                    }
                    _ => bindings.push(BindingPlan::Capabilities(operand.clone())),
                },
                (Role::Declarations(_) | Role::Attributes(_) | Role::Direction, Some(_)) => {}
                (Role::Label, value) => {
                    let is_hidden = value.as_ref().is_some_and(is_hidden_label);
                    let is_shown = may_be_shown(self.template, operand);
                    let text = value.as_ref().filter(|value| catalog::is_shown(value));
                    let text = text.and_then(plain::text).map(|text| text.into_owned());
                    let around = match element.kind {
                        ElementKind::Checkbox => flow,
                        _ => parent.unwrap_or(Flow::Block),
                    };
                    let fixed = text.map(|text| self.boxed(around, text));
                    let live = PositionPlan::Live(bindings.len() as u8);
                    if fixed.is_none() && !is_hidden {
                        bindings.push(BindingPlan::Label(rank, operand.clone()));
                    }
                    if is_shown && element.kind == ElementKind::Checkbox {
                        let (position, child) = match fixed {
                            Some(text) => (
                                PositionPlan::Static(text.holes[0]),
                                StaticChild::Boxed(text),
                            ),
                            None => (live, StaticChild::Live),
                        };
                        positions.push(position);
                        children.push(child);
                    } else if is_shown {
                        wrapper = Some(Wrapper {
                            hole: self.hole(),
                            class: self.part_class(style::label_wrapper),
                            text: fixed,
                        });
                    }
                }
                (Role::Options, _) => bindings.push(BindingPlan::Options(operand.clone())),
                (Role::Child | Role::Icon, _) => {
                    self.position(
                        operand,
                        element.kind,
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
                                element.kind,
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
                    | Role::Direction
                    | Role::Value(_)
                    | Role::Focus,
                    _,
                ) => bindings.push(BindingPlan::Argument(rank, argument, operand.clone())),
            }
        }
        let inside = Around {
            flow,
            has_own_width: is_root || layers.width(parent).is_own(around),
            in_list: false,
        };
        self.diagnostics
            .extend(describe_complaints(node.span, &mut out));
        let hole = if is_root { u32::MAX } else { self.hole() };
        self.by_slot.insert(slot, self.elements.len());
        self.children.push(children);
        self.elements.push(ElementPlan {
            slot,
            hole,
            element,
            flow,
            parent: around,
            bindings,
            positions,
            look: Rc::new(Look::default()),
            inside: None,
            containable: None,
            check,
            tag,
            attributes: layers.attributes.resolved(),
            listeners,
            wrapper,
            is_root,
        });
        self.layers.push(layers);
        placed.into_iter().map(|slot| (slot, inside)).collect()
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the lists that one position adds to"
    )]
    fn position(
        &mut self,
        operand: &Operand,
        kind: ElementKind,
        flow: Flow,
        inner: &HashMap<u32, u32>,
        positions: &mut Vec<PositionPlan>,
        children: &mut Vec<StaticChild>,
        bindings: &mut Vec<BindingPlan>,
        placed: &mut Vec<u32>,
    ) {
        if let Some(slot) = self.element_slot(operand)
            && inner.get(&slot) == Some(&1)
        {
            placed.push(slot);
            positions.push(PositionPlan::Static(0));
            children.push(StaticChild::Element(slot as usize));
            return;
        }
        if let Some(value) = constant_plain(operand) {
            if let catalog::Child::Text(text) = catalog::child(&value) {
                let text = text.into_owned();
                let (hole, child) = if boxes_texts(kind) {
                    let text = self.boxed(flow, text);
                    (text.holes[0], StaticChild::Boxed(text))
                } else {
                    let hole = self.hole();
                    (hole, StaticChild::Text(hole, text))
                };
                positions.push(PositionPlan::Static(hole));
                children.push(child);
                return;
            }
            if matches!(value, WireValue::Absent | WireValue::Tag(_)) {
                return;
            }
        }
        if let Operand::Cell { up: 0, slot } = operand
            && let NodeKind::Expr { code, .. } = &self.template.nodes[*slot as usize].kind
            && matches!(code.ops.last(), Some(Op::Join(_)))
        {
            let hole = self.hole();
            let (outer, child) = if boxes_texts(kind) {
                let holes = [self.hole(), hole];
                let class = self.view.text_box(flow);
                (
                    holes[0],
                    StaticChild::BoxedHole(holes, class, operand.clone()),
                )
            } else {
                (hole, StaticChild::TextHole(hole, operand.clone()))
            };
            positions.push(PositionPlan::Static(outer));
            children.push(child);
            bindings.push(BindingPlan::Text(hole, operand.clone()));
            return;
        }
        positions.push(PositionPlan::Live(bindings.len() as u8));
        children.push(StaticChild::Live);
        bindings.push(BindingPlan::Child(operand.clone()));
    }

    fn tag(
        &mut self,
        slot: u32,
        element: &Element,
        capabilities: Option<&Operand>,
        span: Span,
    ) -> Tag {
        if let Some(tag) = self.tags.get(&slot) {
            return *tag;
        }
        let wanted = capabilities.and_then(|operand| wanted_tag(self.template, operand));
        match element.tag_of(&wanted.unwrap_or(WireValue::Absent)) {
            Ok(tag) => tag,
            Err((tag, message)) => {
                self.diagnostics.push(Diagnostic::error(span, message));
                tag
            }
        }
    }

    /// The names of the requested events, and whether hovering is requested, where that is written down.
    fn capabilities(&self, operand: &Operand) -> Option<(Vec<std::rc::Rc<str>>, bool)> {
        let known = well_known();
        if let Some(value) = constant_plain(operand) {
            let hovered = plain::field(&value, "hovered").is_some();
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
}

/// Whether a constant label is for nobody's eyes: it is an attribute of the structure.
fn is_hidden_label(value: &WireValue) -> bool {
    matches!(
        catalog::label_form(value, &mut Output::default()),
        LabelForm::Hidden(_)
    )
}
