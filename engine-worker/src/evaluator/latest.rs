//! `LATEST` (`language.md` §8.2).

use crate::language::plan::{Operand, Reactivity};
use crate::value::{CellRef, Live};

use super::read::{Reads, View};
use super::saved::TakeOver;
use super::{Entry, Evaluator, Outcome};

impl Evaluator {
    /// The first listed of the inputs that fired in this round; at first, of those that have a value that
    /// counts: states and constants.
    pub(crate) fn run_latest(&mut self, cell: CellRef, inputs: &[Operand]) -> Outcome {
        let new = self.is_new(cell);
        let mut reads = Reads::default();
        let mut entries = Vec::with_capacity(inputs.len());
        for input in inputs {
            let live = self.resolve(cell.actor, input);
            // What never has a value is no input.
            if matches!(live, Live::Absent) {
                continue;
            }
            let entry = self.read(&live, View::Tracked, cell, &mut reads);
            let fired = matches!(live, Live::Cell(source) if self.fired(source));
            entries.push((entry, fired));
        }
        let state = entries
            .iter()
            .any(|(entry, _)| matches!(entry.kind, Reactivity::State | Reactivity::Constant));
        let all_pulses = entries
            .iter()
            .all(|(entry, _)| entry.kind == Reactivity::Pulse);
        let kind = if state {
            Reactivity::State
        } else if all_pulses && !entries.is_empty() {
            Reactivity::Pulse
        } else {
            Reactivity::Unknown
        };
        let chosen = entries.into_iter().find(|(entry, fired)| {
            if new {
                entry.value.is_some()
                    && matches!(entry.kind, Reactivity::State | Reactivity::Constant)
            } else {
                *fired && entry.value.is_some()
            }
        });
        let value = chosen.and_then(|(entry, _)| entry.value);
        let entry = Entry {
            value,
            kind,
            fired: true,
        };
        self.follow_list(cell, &entry, &mut reads);
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            return Outcome::Wait;
        }
        match self.take_over(cell) {
            TakeOver::Value(value, made) => {
                self.end_unkept(made);
                return Outcome::State(value);
            }
            TakeOver::Later => return Outcome::Nothing,
            TakeOver::Nothing if self.ignores_inputs(cell) => return Outcome::Nothing,
            TakeOver::Nothing => {}
        }
        if kind == Reactivity::Unknown && entry.value.is_some() && !new {
            // Pulses beside inputs whose kind is not known yet.
            return Outcome::Entry(Entry {
                kind: Reactivity::Pulse,
                ..entry
            });
        }
        Outcome::Entry(entry)
    }
}
