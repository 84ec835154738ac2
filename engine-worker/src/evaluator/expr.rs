//! Expressions between cells: they run code whenever something that they read fires.

use std::rc::Rc;

use crate::language::plan::{Code, Reactivity};
use crate::value::{CellRef, List, Live, Value};

use super::graph::NO_EDGE;
use super::instance::{CellState, KeptCuts, flag};
use super::machine::Run;
use super::read::{Reads, View};
use super::{Entry, Evaluator, Outcome};

impl Evaluator {
    /// An expression between cells.
    pub(crate) fn run_expr(&mut self, cell: CellRef, code: &Rc<Code>, cut_off: bool) -> Outcome {
        let mut machine = self.machine();
        let run = Run {
            actor: cell.actor,
            cell,
            view: View::Tracked,
        };
        machine.previous = match self.take_state(cell) {
            Some(CellState::Cuts(cuts)) => cuts.0,
            _ => Box::default(),
        };
        let result = self.execute(&mut machine, run, code, &[]);
        if let Ok(entry) = &result {
            self.follow_list(cell, entry, &mut machine.reads);
        }
        self.retrack_cell(cell, &machine.reads.cells);
        let waits = result.is_err() || machine.reads.wait;
        // Of constants only: it will not run again.
        let is_final = !waits && machine.reads.cells.is_empty();
        if is_final && let Some(found) = self.cell_mut(cell) {
            found.set(flag::FINAL);
        }
        let cuts = machine.take_cuts(!waits);
        let (froze, cuts_off) = (machine.froze, !cuts.is_empty());
        if cuts_off && !is_final {
            self.put_state(cell, CellState::Cuts(Box::new(KeptCuts(cuts))));
        }
        self.return_machine(machine);
        let entry = match result {
            Ok(entry) if !waits => entry,
            _ => return Outcome::Wait,
        };
        if cut_off && entry.kind == Reactivity::State {
            self.key_reads(cell, code);
        }
        let nothing = if entry.kind == Reactivity::Pulse {
            // What ran for an occurrence stays as it was then.
            let head = self.cell(cell).map_or(NO_EDGE, |cell| cell.first_source);
            froze && self.has_value(cell) && !self.source_pulse_fired(head)
        } else {
            (cut_off && self.cut_off(cell, &entry))
                || (cuts_off && !entry.fired && self.repeats(cell, &entry))
        };
        if nothing {
            Outcome::Nothing
        } else {
            Outcome::Entry(entry)
        }
    }

    fn has_value(&self, cell: CellRef) -> bool {
        self.cell(cell).is_some_and(|cell| cell.value.is_some())
    }

    /// Whether something that was not emitted is what a cell has already.
    fn repeats(&self, cell: CellRef, entry: &Entry) -> bool {
        match (
            self.cell(cell).and_then(|cell| cell.value.as_ref()),
            &entry.value,
        ) {
            (Some(old), Some(new @ (Value::Number(_) | Value::Text(_) | Value::Tag(_)))) => {
                old.same_scalar(new)
            }
            (old, new) => old.is_some() && new.is_some(),
        }
    }

    /// A cell whose value is a list that another cell maintains fires when that list changes.
    pub(crate) fn follow_list(&mut self, cell: CellRef, entry: &Entry, reads: &mut Reads) {
        if let Some(Value::List(List::Live(list))) = entry.value
            && list != cell
        {
            self.read(&Live::Cell(list), View::Tracked, cell, reads);
        }
    }

    /// Whether an equal scalar state is not to be announced again.
    pub(crate) fn cut_off(&self, cell: CellRef, entry: &Entry) -> bool {
        let Some(found) = self.cell(cell) else {
            return true;
        };
        if entry.kind == Reactivity::Pulse {
            return false;
        }
        match (&found.value, &entry.value) {
            (Some(old), Some(new)) => old.same_scalar(new),
            _ => false,
        }
    }
}
