//! Elements as cells: the value that a slot denotes; what they show is the view's business.

use crate::value::{CellRef, Value};

use super::instance::flag;
use super::{Evaluator, Outcome};

impl Evaluator {
    /// An element is there as soon as its instance is; its arguments come later.
    pub(crate) fn run_element(&mut self, cell: CellRef) -> Outcome {
        if self.is_new(cell) {
            if let Some(found) = self.cell_mut(cell) {
                found.set(flag::FINAL);
            }
            return Outcome::State(Value::Element(cell));
        }
        self.update_element(cell);
        Outcome::Nothing
    }
}
