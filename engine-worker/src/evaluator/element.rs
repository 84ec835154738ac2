//! Elements as cells: the value that a slot denotes; what they show is the view's business.

use protocol::ids::ActorId;

use crate::language::plan::Operand;
use crate::symbol::{Symbol, well_known};
use crate::value::{CellRef, Live, Value};

use super::instance::flag;
use super::read::{Reads, View};
use super::{Evaluator, Outcome};

impl Evaluator {
    /// Whether it must be seen what an element of an instance asks for: the pointer may be over it.
    pub(super) fn may_be_hovered(&self, arguments: &[(Symbol, Operand)], actor: ActorId) -> bool {
        let known = well_known();
        let capabilities = arguments.iter().find(|(name, _)| *name == known.element);
        capabilities.is_some_and(|(_, operand)| {
            let hovered = self.literal_field(actor, operand, known.hovered);
            hovered.is_none_or(|(_, hovered)| hovered.is_some())
        })
    }

    /// An element is there as soon as its instance is; its arguments come later. A pointer is not over it
    /// yet.
    pub(crate) fn run_element(&mut self, cell: CellRef) -> Outcome {
        if !self.is_new(cell) {
            return self.update_element(cell);
        }
        let capabilities = self.element_argument(cell, well_known().element);
        if let Live::Cell(_) = capabilities {
            let mut reads = Reads::default();
            self.read(&capabilities, View::Tracked, cell, &mut reads);
            if reads.wait {
                self.retrack_cell(cell, &reads.cells);
                return Outcome::Wait;
            }
        }
        if let Some(slot) = self.hovered_slot(cell)
            && self.cell(slot).is_some_and(|slot| slot.value.is_none())
        {
            self.feed(slot, Value::bool(false), false, cell);
        }
        if let Some(found) = self.cell_mut(cell) {
            found.set(flag::FINAL);
        }
        Outcome::State(Value::Element(cell))
    }
}
