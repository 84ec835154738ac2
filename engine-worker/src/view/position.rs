//! Child positions: which node stands for which child, and where it goes.

use std::rc::Rc;

use protocol::ids::{ActorId, NodeId};
use protocol::list_change::ItemId;
use protocol::patch::Patch;

use crate::evaluator::Evaluator;
use crate::evaluator::read::{Reads, View};
use crate::language::diagnostic::Diagnostic;
use crate::symbol::well_known;
use crate::value::{CellRef, Live, Value};

use super::children::Children;
use super::containment::Around;
use super::element::{Content, ElementState, Place, part};
use super::parts::{BOX, BOXED_TEXT, boxes_texts};
use super::render::Task;
use super::template::PositionPlan;

/// What a child position shows.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    /// No node.
    Nothing,
    /// A text node of its own.
    Text(NodeId, Rc<str>),
    /// A text in a box of its own.
    Boxed(ActorId, Rc<str>),
    /// An element.
    Element(CellRef, NodeId),
}

impl Shown {
    pub(crate) fn node(&self) -> Option<NodeId> {
        match self {
            Shown::Nothing => None,
            Shown::Text(node, _) | Shown::Element(_, node) => Some(*node),
            Shown::Boxed(actor, _) => Some(NodeId {
                actor: *actor,
                hole: BOX,
            }),
        }
    }
}

/// A child position that is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub(super) parent: CellRef,
    pub(super) binding: u8,
    pub(super) item: Option<ItemId>,
    /// What is around the child.
    pub(super) around: Around,
    /// Whether a text has a box of its own.
    pub(super) boxed: bool,
}

impl Position {
    fn place(self) -> Place {
        (self.parent, self.binding, self.item)
    }
}

impl Evaluator {
    /// Takes a child's node away, unless it is gone or stands somewhere else by now.
    pub(super) fn hide(&mut self, place: Place, shown: &Shown) {
        match shown {
            Shown::Nothing => {}
            Shown::Text(node, _) => {
                self.view.patches.push(Patch::DropText { node: *node });
            }
            Shown::Boxed(actor, _) => self.view.patches.push(Patch::Drop { actor: *actor }),
            Shown::Element(child, node) => {
                if let Some(element) = self.element_mut(*child)
                    && element.place() == Some(place)
                {
                    element.set_place(None);
                    self.view.patches.push(Patch::Remove { node: *node });
                }
            }
        }
    }

    /// Draws a single child.
    pub(crate) fn draw_child(
        &mut self,
        cell: CellRef,
        binding: u8,
        live: &Live,
        element: &mut ElementState,
        tasks: &mut Vec<Task>,
    ) {
        let mut reads = Reads::default();
        let value = self.read(live, View::Tracked, cell, &mut reads).value;
        let position = Position {
            parent: cell,
            binding,
            item: None,
            around: element.around(false),
            boxed: boxes_texts(element.plan().element.kind),
        };
        let state = &mut element.bindings[usize::from(binding)];
        let mut sources = state.sources;
        self.retrack(cell, part(binding, 0), &mut sources, &reads.cells);
        state.sources = sources;
        let Content::Child(old, placed) = &state.content else {
            return;
        };
        let (old, placed) = (old.clone(), *placed);
        if let Some((new, placed)) = self.show_child(position, old, placed, value, tasks) {
            state.content = Content::Child(new, placed);
        }
    }

    /// Makes the position of a single child show a value; answers what it shows if that is another node now,
    /// and whether it stands in its place.
    pub(super) fn show_child(
        &mut self,
        position: Position,
        old: Shown,
        placed: bool,
        value: Option<Value>,
        tasks: &mut Vec<Task>,
    ) -> Option<(Shown, bool)> {
        let node = old.node();
        let new = self.show(position, old, value, tasks)?;
        let placed = placed && new.node() == node;
        Some((new, placed))
    }

    /// Makes a position show a value; answers what it shows if its node is another one now.
    pub(super) fn show(
        &mut self,
        position: Position,
        old: Shown,
        value: Option<Value>,
        tasks: &mut Vec<Task>,
    ) -> Option<Shown> {
        let Position {
            parent,
            binding,
            item,
            around,
            boxed,
        } = position;
        let text = self.text_of_child(parent, value.as_ref());
        match (old, value, text) {
            (Shown::Text(node, old), _, Some(text)) => {
                let new = self.replace_text(position, node, &old, text, tasks)?;
                Some(Shown::Text(node, new))
            }
            (Shown::Boxed(actor, old), _, Some(text)) => {
                let node = NodeId {
                    actor,
                    hole: BOXED_TEXT,
                };
                let new = self.replace_text(position, node, &old, text, tasks)?;
                Some(Shown::Boxed(actor, new))
            }
            (Shown::Element(child, node), Some(Value::Element(new)), _) if child == new => {
                let here = Some(position.place());
                let elsewhere = self
                    .element(child)
                    .is_some_and(|element| element.place() != here);
                if elsewhere {
                    tasks.push(Task::Insert {
                        parent,
                        binding,
                        item,
                        node,
                    });
                }
                None
            }
            (old, value, text) => {
                let was_nothing = matches!(old, Shown::Nothing);
                self.hide(position.place(), &old);
                let new = match (value, text) {
                    (Some(Value::Element(child)), _) => self.show_element(position, child, tasks),
                    (_, Some(text)) if boxed => {
                        Shown::Boxed(self.view.boxed_text(around.flow, &text), text)
                    }
                    (_, Some(text)) => {
                        let node = self.view.text_hole(parent.actor);
                        self.view.patches.push(Patch::CreateText {
                            node,
                            text: text.to_string().into(),
                        });
                        Shown::Text(node, text)
                    }
                    (_, None) => Shown::Nothing,
                };
                if let Some(node) = new.node() {
                    tasks.push(Task::Insert {
                        parent,
                        binding,
                        item,
                        node,
                    });
                } else if was_nothing {
                    return None;
                }
                Some(new)
            }
        }
    }

    /// The text that a child is, if it is one.
    fn text_of_child(&mut self, parent: CellRef, value: Option<&Value>) -> Option<Rc<str>> {
        match value? {
            Value::Tag(tag) if *tag == well_known().no_element => None,
            value @ (Value::Object(_) | Value::List(_)) => {
                let span = self.span_of(parent);
                let kind = value.kind_name();
                let message = format!("{kind} is no element and has no text: it shows nothing");
                self.report(Diagnostic::warning(span, message));
                None
            }
            value => value.to_text(),
        }
    }

    /// The child's node; an element that a template has placed stands there for good.
    fn show_element(&mut self, position: Position, child: CellRef, tasks: &mut Vec<Task>) -> Shown {
        let Some(node) = self.mount(child, Some(position.around), tasks) else {
            return Shown::Nothing;
        };
        let is_fixed = self
            .element(child)
            .is_some_and(|element| element.plan().inside.is_some());
        if is_fixed {
            self.warn_twice(position.parent);
            return Shown::Nothing;
        }
        let around = self.view.instances.get(&position.parent.actor);
        if around.is_some_and(|template| template.is_containable) {
            tasks.push(Task::Expose(position.parent));
        }
        Shown::Element(child, node)
    }

    /// Elements that this turn has moved while both places show them.
    pub(super) fn warn_moved(&mut self) {
        for (child, (parent, binding, item)) in std::mem::take(&mut self.view.moved) {
            let Some(element) = self.element(parent) else {
                continue;
            };
            let shown = match (&element.bindings[usize::from(binding)].content, item) {
                (Content::Child(shown, _), None) => Some(shown),
                (Content::Children(children), Some(item)) => children.shown(item),
                _ => None,
            };
            let still = matches!(shown, Some(Shown::Element(other, _)) if *other == child);
            let here = Some((parent, binding, item));
            let elsewhere = self
                .element(child)
                .is_some_and(|element| element.place() != here);
            if still && elsewhere {
                self.warn_twice(parent);
            }
        }
    }

    fn warn_twice(&mut self, parent: CellRef) {
        let span = self.span_of(parent);
        self.report(
            Diagnostic::warning(
                span,
                "an element in here is shown somewhere else as well: it can stand at one place only".to_owned(),
            )
            .hint("make it in a function and call that twice"),
        );
    }

    /// Answers the text if it is another one; its node stays where it is.
    fn replace_text(
        &mut self,
        position: Position,
        node: NodeId,
        old: &str,
        text: Rc<str>,
        tasks: &mut Vec<Task>,
    ) -> Option<Rc<str>> {
        if *old == *text {
            return None;
        }
        self.view.patches.push(Patch::SetText {
            node,
            text: text.to_string().into(),
        });
        // A list forgets the place of what it replaces: the text keeps its node, so it is placed again.
        if position.item.is_some() {
            tasks.push(Task::Placed {
                parent: position.parent,
                binding: position.binding,
                item: position.item,
            });
        }
        Some(text)
    }

    /// The node that a child of a position must stand before.
    pub(crate) fn next_node(
        &self,
        parent: CellRef,
        binding: u8,
        item: Option<ItemId>,
    ) -> Option<NodeId> {
        let element = self.element(parent)?;
        if let (Content::Children(children), Some(item)) =
            (&element.bindings[usize::from(binding)].content, item)
            && let Some(next) = self.next_item_node(parent, binding, children, item)
        {
            return Some(next);
        }
        if element.is_wrapping(binding) {
            return Some(element.node);
        }
        let plan = element.plan();
        let at = plan.positions.iter().position(
            |position| matches!(position, PositionPlan::Live(live) if *live == binding),
        )?;
        for position in &plan.positions[at + 1..] {
            let node = match position {
                PositionPlan::Static(hole) => Some(NodeId {
                    actor: parent.actor,
                    hole: *hole,
                }),
                PositionPlan::Live(live) => match &element.bindings[usize::from(*live)].content {
                    Content::Child(shown, true) => self.placed_node(parent, *live, None, shown),
                    Content::Child(_, false) => None,
                    Content::Children(children) => {
                        children.first_placed().and_then(|(item, shown)| {
                            self.placed_node(parent, *live, Some(item), shown)
                                .or_else(|| self.next_item_node(parent, *live, children, item))
                        })
                    }
                    Content::None | Content::Keys(_) | Content::Options(_) => None,
                },
            };
            if node.is_some() {
                return node;
            }
        }
        None
    }

    /// The node of the next item that stands in its place. One whose element has ended may still be listed.
    fn next_item_node(
        &self,
        parent: CellRef,
        binding: u8,
        children: &Children,
        item: ItemId,
    ) -> Option<NodeId> {
        let mut item = item;
        while let Some((next, shown)) = children.next_placed(item) {
            if let Some(node) = self.placed_node(parent, binding, Some(next), shown) {
                return Some(node);
            }
            item = next;
        }
        None
    }

    /// The node of what was placed, if it still stands there.
    fn placed_node(
        &self,
        parent: CellRef,
        binding: u8,
        item: Option<ItemId>,
        shown: &Shown,
    ) -> Option<NodeId> {
        match shown {
            Shown::Nothing => None,
            Shown::Text(..) | Shown::Boxed(..) => shown.node(),
            Shown::Element(child, node) => {
                let here = Some((parent, binding, item));
                self.element(*child)
                    .is_some_and(|element| element.place() == here)
                    .then_some(*node)
            }
        }
    }

    /// Notes that a child's node stands where it belongs.
    pub(crate) fn note_placed(&mut self, parent: CellRef, binding: u8, item: Option<ItemId>) {
        let Some(element) = self.element_mut(parent) else {
            return;
        };
        match (&mut element.bindings[usize::from(binding)].content, item) {
            (Content::Children(children), Some(item)) => {
                children.set_placed(item);
            }
            (Content::Child(_, placed), None) => *placed = true,
            _ => {}
        }
    }
}

impl ElementState {
    /// The elements among an element's children.
    pub(super) fn child_elements(&self) -> Vec<CellRef> {
        let inside = self.surroundings().into_iter();
        inside.map(|(child, _)| child).collect()
    }

    /// The elements among an element's children, and what each is placed in.
    pub(super) fn surroundings(&self) -> Vec<(CellRef, Around)> {
        let mut children = Vec::new();
        let (single, item) = (self.around(false), self.around(true));
        for binding in &self.bindings {
            match &binding.content {
                Content::Child(Shown::Element(child, _), _) => children.push((*child, single)),
                Content::Children(list) => {
                    children.extend(list.elements().into_iter().map(|child| (child, item)));
                }
                Content::Child(..) | Content::None | Content::Keys(_) | Content::Options(_) => {}
            }
        }
        let actor = self.node.actor;
        for position in &self.plan().positions {
            if let PositionPlan::Static(hole) = position
                && let Some(plan) = self
                    .template
                    .elements
                    .iter()
                    .find(|plan| plan.outer() == *hole)
            {
                let slot = plan.slot;
                children.push((CellRef { actor, slot }, single));
            }
        }
        children
    }
}
