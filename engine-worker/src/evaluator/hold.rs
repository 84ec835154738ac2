//! `HOLD` (`language.md` §8.3).

use crate::language::plan::Operand;
use crate::value::{CellRef, List, Live, Value};

use super::instance::{CellState, flag};
use super::read::{Reads, View};
use super::{Evaluator, Outcome};

impl Evaluator {
    /// Takes the body's value if it fired, else a reset by the initial expression.
    pub(crate) fn run_hold(&mut self, cell: CellRef, initial: &Operand, body: &Operand) -> Outcome {
        let initial = self.resolve(cell.actor, initial);
        let body = self.resolve(cell.actor, body);
        let Some(found) = self.cell(cell) else {
            return Outcome::Nothing;
        };
        let (new, due) = (found.has(flag::NEW), self.due);
        let mut reads = Reads::default();
        let start = self.read(&initial, View::Tracked, cell, &mut reads);
        // Subscriptions are made once: to the initial value in the same round, to the body as a trigger.
        if self.cell(cell).is_some_and(|cell| cell.state.is_none()) {
            self.put_state(cell, Box::new(CellState::Kept(Vec::new())));
            if let Live::Cell(source) = &initial {
                self.connect_cell(*source, cell, false);
            }
            if let Live::Cell(source) = &body
                && *source != cell
            {
                self.connect_cell(*source, cell, true);
                // A body that has its value already and is a state runs once.
                let ready = self.cell(*source).is_some_and(|source| {
                    !source.has(flag::NEW)
                        && source.value.is_some()
                        && source.kind == crate::language::plan::Reactivity::State
                });
                if ready {
                    self.schedule_next(cell);
                }
            } else if let Live::Const(_) = &body {
                self.schedule_next(cell);
            }
        }
        if reads.wait {
            return Outcome::Wait;
        }
        if new {
            return match start.value {
                Some(value) => self.hold(cell, value),
                None => Outcome::Nothing,
            };
        }
        let body_fired = match &body {
            Live::Cell(source) => due || self.fired(*source),
            Live::Const(_) => due,
            Live::Absent => false,
        };
        let mut value = None;
        if body_fired {
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
        let scope = self.registry.scope_of(cell.actor);
        if let (Some(scope), true) = (
            scope,
            matches!(value, Value::Object(_) | Value::List(_) | Value::Element(_)),
        ) {
            let kept = self.keep(&value, scope);
            if let Some(mut state) = self.take_state(cell) {
                if let CellState::Kept(old) = &mut *state {
                    for scope in std::mem::replace(old, kept) {
                        self.kept.remove(&scope);
                        self.doom(scope);
                    }
                    for scope in old.iter() {
                        self.kept.insert(*scope);
                    }
                }
                self.put_state(cell, state);
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
