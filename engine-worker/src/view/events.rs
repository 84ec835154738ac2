//! (node, event) → slot.

use protocol::event::{Event, EventKind};
use protocol::ids::{EditVersion, NodeId, WriteVersion};

use crate::evaluator::Evaluator;
use crate::evaluator::read::{Reads, View};
use crate::symbol::{Symbol, well_known};
use crate::value::{CellRef, Live, Value};

use super::catalog::listener_of;
use super::element::ElementState;
use super::resolve::from_plain;
use super::style::{ElementKind, css_number};

impl Evaluator {
    /// Merges into an event's text what the program has written since the page knew.
    pub(crate) fn rebase(&mut self, event: &mut Event) {
        let Event::Node { target, kind } = event else {
            return;
        };
        if let EventKind::Change { text, seen, .. } | EventKind::KeyDown { text, seen, .. } = kind
            && let Some(element) = self.element_of(*target)
        {
            *text = element.control().writes.rebase(std::mem::take(text), *seen);
        }
    }

    /// Whether a program that follows a control's text has not heard of an edit.
    pub(crate) fn has_missed(&mut self, target: NodeId, edit: EditVersion) -> bool {
        let Some(element) = self.element_of(target) else {
            return false;
        };
        if edit <= element.edit() || element.plan().element.kind != ElementKind::TextInput {
            return false;
        }
        let cell = CellRef {
            actor: target.actor,
            slot: element.plan().slot,
        };
        let capabilities = self.element_argument(cell, well_known().element);
        self.requested(&capabilities, "change", cell).is_some()
    }

    /// The page will never see a write of a control.
    pub(crate) fn withdraw(&mut self, node: NodeId, write: WriteVersion) {
        if let Some(element) = self.element_of(node)
            && let Some(control) = &mut element.control
        {
            control.writes.withdraw(write);
        }
    }

    fn element_of(&mut self, node: NodeId) -> Option<&mut ElementState> {
        let template = self.view.instances.get(&node.actor)?;
        let plan = template.element_at(node.hole)?;
        let cell = CellRef {
            actor: node.actor,
            slot: plan.slot,
        };
        self.element_mut(cell)
    }

    /// Puts what happened to a node into the slots that asked for it. Answers whether the node exists. What
    /// happened on another page says nothing of what a control has on this one.
    pub(crate) fn deliver(&mut self, target: NodeId, kind: &EventKind, here: bool) -> bool {
        let Some(template) = self.view.instances.get(&target.actor) else {
            return false;
        };
        let Some(plan) = template.element_at(target.hole) else {
            return false;
        };
        let catalog = plan.element;
        let cell = CellRef {
            actor: target.actor,
            slot: plan.slot,
        };
        if here {
            self.learn(cell, kind);
        }
        if let EventKind::Hover { inside } = kind {
            if let Some(slot) = self.hovered_slot(cell) {
                self.feed(slot, Value::bool(*inside), false, cell);
            }
            return true;
        }
        let capabilities = self.element_argument(cell, well_known().element);
        for event in catalog.events {
            if event.listener != listener_of(kind) {
                continue;
            }
            let Some(payload) = event.payload(kind).as_ref().and_then(from_plain) else {
                continue;
            };
            if let Some(slot) = self.requested(&capabilities, event.name, cell) {
                self.feed(slot, payload, true, cell);
            }
        }
        true
    }

    /// What the page shows in a control is known before the program runs: it need not be written back. A key in
    /// a text that the program has answered already says nothing new: the answer is on its way.
    fn learn(&mut self, cell: CellRef, kind: &EventKind) {
        let Some(element) = self.element_mut(cell) else {
            return;
        };
        let control = element.plan().element.kind;
        let (text, edit) = match (control, kind) {
            (
                ElementKind::TextInput,
                EventKind::Change { text, edit, .. } | EventKind::KeyDown { text, edit, .. },
            ) => (text.clone(), *edit),
            (ElementKind::Select, EventKind::Select { value, edit }) => (value.clone(), *edit),
            (ElementKind::Slider, EventKind::Slide { value, edit }) => (css_number(*value), *edit),
            _ => return,
        };
        let control = element.control();
        if edit > control.edit || control.text.is_none() {
            control.text = Some(text);
            control.edit = edit;
        }
    }

    fn requested(&mut self, capabilities: &Live, name: &str, cell: CellRef) -> Option<CellRef> {
        let Value::Object(object) = self.value_now(capabilities, cell)? else {
            return None;
        };
        let events = object.field(well_known().event)?.clone();
        let Value::Object(events) = self.value_now(&events, cell)? else {
            return None;
        };
        match events.field(Symbol::new(name)) {
            Some(Live::Cell(slot)) => Some(*slot),
            _ => None,
        }
    }

    /// The slot that follows the pointer, if the element asks for it.
    pub(crate) fn hovered_slot(&mut self, cell: CellRef) -> Option<CellRef> {
        let known = well_known();
        let hovered = match self.capability(cell, known.hovered) {
            Some(hovered) => hovered,
            None => {
                let capabilities = self.element_argument(cell, known.element);
                let Value::Object(object) = self.value_now(&capabilities, cell)? else {
                    return None;
                };
                object.field(known.hovered)?.clone()
            }
        };
        match hovered {
            Live::Cell(slot) => Some(slot),
            Live::Const(_) | Live::Absent => None,
        }
    }

    fn value_now(&mut self, live: &Live, cell: CellRef) -> Option<Value> {
        self.read(live, View::Now, cell, &mut Reads::default())
            .value
    }
}
