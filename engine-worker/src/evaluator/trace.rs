//! On which way a running program came to a place: function calls and items of lists.
//!
//! Nothing is kept for it while a program runs well: instances know who made them, and that is enough.

use std::rc::Rc;

use protocol::list_change::ItemId;

pub(super) use crate::language::diagnostic::Frame;
use crate::language::plan::{ArmBody, Code, ItemBody, ListOperation, NodeKind, Op, TemplateIndex};
use crate::language::syntax::span::Span;
use crate::value::{CellRef, Live};

use super::Evaluator;
use super::list_cell::Attached;

/// How many steps of a way are told.
pub(super) const MAX_FRAMES: usize = 8;

/// Adds a step; repeats of the same, as in a recursion, are told once.
pub(super) fn add(way: &mut Vec<Frame>, frame: Frame) {
    match way.as_slice() {
        [.., last, Frame::More] if *last == frame => {}
        [.., last] if *last == frame => way.push(Frame::More),
        _ => way.push(frame),
    }
}

/// Leaves out what is too much.
pub(super) fn shorten(way: &mut Vec<Frame>) {
    if way.len() > MAX_FRAMES {
        way.truncate(MAX_FRAMES);
        way.push(Frame::More);
    }
}

impl Evaluator {
    /// The way to the cell that runs.
    pub(super) fn way(&self) -> Vec<Frame> {
        let mut way = Vec::new();
        let Some((cell, item)) = self.running else {
            return way;
        };
        if let Some(item) = item {
            way.extend(self.item_frame(cell, item));
        }
        let mut next = Some(cell);
        while let Some(instance) = next.and_then(|cell| self.registry.get(cell.actor)) {
            let Some((maker, serial)) = instance.site else {
                break;
            };
            match self.node_of(maker).map(|node| &node.kind) {
                Some(NodeKind::ListOperation { .. }) => {
                    if let Some(body) = self.body_of(maker, serial) {
                        self.add_forwards(&mut way, body);
                    }
                    if let Some(frame) = self.item_frame(maker, ItemId(serial)) {
                        add(&mut way, frame);
                    }
                }
                Some(NodeKind::Switch { .. }) if instance.arm => {
                    if let Some(body) = self.body_of(maker, serial) {
                        self.add_forwards(&mut way, body);
                    }
                }
                // What sees no definitions of its maker is a function.
                Some(_) if instance.parent.is_none() => {
                    let (called, site, is_function) = self.call_site(maker, instance.template);
                    self.add_forwards(&mut way, called);
                    if is_function {
                        let function = Rc::clone(&self.plan.templates[called.0 as usize].name);
                        add(&mut way, Frame::Call { function, site });
                    }
                }
                _ => {}
            }
            if way.len() > MAX_FRAMES {
                break;
            }
            next = Some(maker);
        }
        shorten(&mut way);
        way
    }

    /// The calls that what stands for an instance of a template has been forwarded by.
    fn add_forwards(&self, way: &mut Vec<Frame>, mut template: TemplateIndex) {
        let mut calls = Vec::new();
        for _ in 0..self.plan.templates.len() {
            let Some(forward) = &self.plan.templates[template.0 as usize].forward else {
                break;
            };
            template = forward.template;
            calls.push(Frame::Call {
                function: Rc::clone(&self.plan.templates[template.0 as usize].name),
                site: forward.span,
            });
        }
        for call in calls.into_iter().rev() {
            add(way, call);
        }
    }

    /// The template of what a list operation makes for an item, or a switch for an arm.
    fn body_of(&self, maker: CellRef, serial: u64) -> Option<TemplateIndex> {
        match &self.node_of(maker)?.kind {
            NodeKind::ListOperation { operation, .. } => match operation {
                ListOperation::Map(template)
                | ListOperation::Retain(ItemBody::Template(template))
                | ListOperation::Remove(ItemBody::Template(template))
                | ListOperation::Every(ItemBody::Template(template))
                | ListOperation::Any(ItemBody::Template(template))
                | ListOperation::SortBy(ItemBody::Template(template)) => Some(*template),
                _ => None,
            },
            NodeKind::Switch { arms, .. } => match arms.get(serial as usize)?.body {
                ArmBody::Template(template) => Some(template),
                ArmBody::Pure(_) => None,
            },
            _ => None,
        }
    }

    fn item_frame(&self, list: CellRef, item: ItemId) -> Option<Frame> {
        let NodeKind::ListOperation {
            operation, input, ..
        } = &self.node_of(list)?.kind
        else {
            return None;
        };
        let function = match operation {
            ListOperation::Map(_) => "List/map",
            ListOperation::Retain(_) => "List/retain",
            ListOperation::Remove(_) => "List/remove",
            ListOperation::Every(_) => "List/every",
            ListOperation::Any(_) => "List/any",
            ListOperation::SortBy(_) => "List/sort_by",
            _ => return None,
        };
        Some(Frame::Item {
            function,
            position: self
                .position_in(&self.resolve(list.actor, input), item)
                .map(|position| position + 1),
            site: self.span_of(list),
        })
    }

    /// The position of an item in the list that an operation reads.
    fn position_in(&self, input: &Live, item: ItemId) -> Option<usize> {
        let among = |items: &[(ItemId, Live)]| items.iter().position(|(id, _)| *id == item);
        let value = match input {
            Live::Cell(cell) => self.cell(*cell)?.value.clone()?,
            Live::Const(value) => value.clone(),
            Live::Absent => return None,
        };
        match value {
            crate::value::Value::List(crate::value::List::Plain(items)) => among(&items),
            crate::value::Value::List(crate::value::List::Live(source)) => {
                let list = self.list_cell(source)?;
                let found = list.source.content().index_of(item);
                found.or_else(|| match &list.attached {
                    Some(Attached::Plain(items)) => among(items),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// What a node has called to make an instance of a template, where, and whether that is a function.
    fn call_site(&self, maker: CellRef, made: TemplateIndex) -> (TemplateIndex, Span, bool) {
        let Some(node) = self.node_of(maker) else {
            return (made, Span::default(), true);
        };
        let in_code = |code: &Code| {
            let calls = code.ops.iter().zip(&code.spans);
            calls
                .filter_map(|(op, span)| match op {
                    Op::CallInstance {
                        template, nested, ..
                    } if self.leads_to(*template, made) => Some((*template, *span, !nested)),
                    _ => None,
                })
                .next()
        };
        let found = match &node.kind {
            NodeKind::Call { template, .. } => Some((*template, node.span, true)),
            NodeKind::Then { body, .. } => in_code(body),
            NodeKind::Expr { code, .. } => in_code(code),
            NodeKind::Switch { arms, .. } => arms.iter().find_map(|arm| {
                in_code(&arm.once).or_else(|| match &arm.body {
                    ArmBody::Pure(code) => in_code(code),
                    ArmBody::Template(_) => None,
                })
            }),
            _ => None,
        };
        found.unwrap_or((made, node.span, true))
    }

    /// Whether what stands for an instance of one template is an instance of the other.
    fn leads_to(&self, from: TemplateIndex, to: TemplateIndex) -> bool {
        let next = |template: &TemplateIndex| {
            let forward = self.plan.templates[template.0 as usize].forward.as_ref();
            forward.map(|forward| forward.template)
        };
        let mut way = std::iter::successors(Some(from), next).take(self.plan.templates.len());
        way.any(|template| template == to)
    }
}
