//! `HOLD` (`language.md` §8.3).

use crate::language::plan::Operand;
use crate::value::{CellRef, List, Live, Value};

use super::instance::{CellState, flag};
use super::read::{Reads, View};
use super::saved::TakeOver;
use super::{Evaluator, Outcome};

impl Evaluator {
    /// Takes the body's value if it fired, else a reset by the initial expression.
    pub(crate) fn run_hold(&mut self, cell: CellRef, initial: &Operand, body: &Operand) -> Outcome {
        let initial = self.resolve(cell.actor, initial);
        let body = self.resolve(cell.actor, body);
        let Some(found) = self.cell(cell) else {
            return Outcome::Nothing;
        };
        let new = found.has(flag::NEW);
        let mut reads = Reads::default();
        let start = self.read(&initial, View::Tracked, cell, &mut reads);
        // Subscriptions are made once: to the initial value in the same round, to the body as a trigger.
        if self.cell(cell).is_some_and(|cell| cell.state.is_none()) {
            self.put_state(cell, CellState::kept(Vec::new()));
            if let Live::Cell(source) = &initial {
                self.connect_cell(*source, cell, false);
            }
            if !matches!(body, Live::Cell(source) if source == cell) {
                self.trigger(cell, &body);
            }
        }
        if reads.wait {
            return Outcome::Wait;
        }
        match self.take_over(cell) {
            TakeOver::Value(value, made) => {
                let outcome = self.hold(cell, value);
                self.end_unkept(made);
                return outcome;
            }
            TakeOver::Later => return Outcome::Nothing,
            TakeOver::Nothing if self.ignores_inputs(cell) => return Outcome::Nothing,
            TakeOver::Nothing => {}
        }
        if new {
            return match start.value {
                Some(value) => self.hold(cell, value),
                None => Outcome::Nothing,
            };
        }
        let mut value = None;
        if self.triggered(&body) {
            value = self.read(&body, View::Now, cell, &mut reads).value;
        }
        let initial_fired = matches!(initial, Live::Cell(source) if self.fired(source));
        if value.is_none() && initial_fired {
            value = start.value;
        }
        match value {
            Some(value) => self.hold(cell, value),
            None => Outcome::Nothing,
        }
    }

    fn hold(&mut self, cell: CellRef, value: Value) -> Outcome {
        let same = self
            .cell(cell)
            .and_then(|cell| cell.value.as_ref())
            .is_some_and(|old| old.same_scalar(&value));
        if same {
            return Outcome::Nothing;
        }
        if matches!(value, Value::Object(_) | Value::List(_) | Value::Element(_)) {
            let kept = self.keep(&value, cell.actor, false);
            let old = self.take_state(cell);
            self.put_state(cell, CellState::kept(kept));
            if let Some(CellState::Kept(Some(old))) = old {
                self.unkeep(old.0);
            }
        }
        if let Value::List(List::Live(list)) = &value
            && *list != cell
        {
            // What is held is the list of this moment.
            let items = self.items(&List::Live(*list), View::Now, cell, &mut Reads::default());
            return Outcome::State(Value::List(List::Plain(items)));
        }
        Outcome::State(value)
    }
}
