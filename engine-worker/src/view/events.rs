//! (node, event) → slot.

use protocol::event::EventKind;
use protocol::ids::NodeId;

use crate::evaluator::Evaluator;
use crate::evaluator::read::{Reads, View};
use crate::symbol::{Symbol, well_known};
use crate::value::{CellRef, Live, Value};

use super::catalog::listener_of;
use super::resolve::from_plain;

impl Evaluator {
    /// Puts what happened to a node into the slots that asked for it. Answers whether the node exists.
    pub(crate) fn deliver(&mut self, target: NodeId, kind: &EventKind) -> bool {
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
        if let EventKind::Change { text, edit } | EventKind::KeyDown { text, edit, .. } = kind
            && let Some(element) = self.element_mut(cell)
            && (*edit > element.edit || element.text.is_none())
        {
            // What the page shows is known before the program runs: it need not be written back. A key in a
            // text that the program has answered already says nothing new: the answer is on its way.
            element.text = Some(text.clone());
            element.edit = *edit;
        }
        if let EventKind::Select { value } = kind
            && let Some(element) = self.element_mut(cell)
        {
            element.text = Some(value.clone());
        }
        if let EventKind::Slide { value } = kind
            && let Some(element) = self.element_mut(cell)
        {
            element.text = Some(super::style::css_number(*value));
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
        let capabilities = self.element_argument(cell, known.element);
        let Value::Object(object) = self.value_now(&capabilities, cell)? else {
            return None;
        };
        match object.field(known.hovered) {
            Some(Live::Cell(slot)) => Some(*slot),
            _ => None,
        }
    }

    fn value_now(&mut self, live: &Live, cell: CellRef) -> Option<Value> {
        self.read(live, View::Now, cell, &mut Reads::default())
            .value
    }
}
