//! `THEN` and everything else that runs once per occurrence (`language.md` §5.2, §8.1).

use std::rc::Rc;

use protocol::ids::ScopeId;

use crate::language::plan::{Code, Operand, Reactivity};
use crate::symbol::Symbol;
use crate::value::{CellRef, Live, Value};

use super::instance::{CellState, flag};
use super::machine::Run;
use super::read::{Reads, View};
use super::{Evaluator, Outcome};

/// What a body came to.
pub(crate) enum BodyResult {
    /// It must run after something else.
    Wait,
    /// It yields nothing.
    Nothing,
    /// It yields a value.
    Value(Value),
}

impl Evaluator {
    /// Subscribes a cell to its trigger, once. A state that has its value already fires it.
    pub(crate) fn trigger(&mut self, cell: CellRef, input: &Live) {
        match input {
            Live::Cell(source) => {
                self.connect_cell(*source, cell, true);
                let ready = self.cell(*source).is_some_and(|source| {
                    !source.has(flag::NEW)
                        && source.value.is_some()
                        && matches!(source.kind, Reactivity::State | Reactivity::Constant)
                });
                if ready {
                    self.schedule_next(cell);
                }
            }
            Live::Const(_) => self.schedule_next(cell),
            Live::Absent => {}
        }
    }

    /// Whether a cell's trigger fires it now.
    pub(crate) fn triggered(&self, input: &Live) -> bool {
        self.due
            || matches!(input, Live::Cell(source)
            if self.cell(*source).is_some_and(|source|
                source.kind == Reactivity::Pulse && source.fired == self.round))
    }

    /// `input |> THEN { body }`
    pub(crate) fn run_then(&mut self, cell: CellRef, input: &Operand, body: &Rc<Code>) -> Outcome {
        let input = self.resolve(cell.actor, input);
        if self.is_new(cell) {
            self.put_state(cell, Box::new(CellState::Occurrence(None)));
            self.trigger(cell, &input);
            return Outcome::Nothing;
        }
        if !self.triggered(&input) {
            return Outcome::Nothing;
        }
        match self.run_body(cell, &input, body, &[]) {
            BodyResult::Wait => Outcome::Wait,
            BodyResult::Nothing => Outcome::Nothing,
            BodyResult::Value(value) => Outcome::Pulse(value),
        }
    }

    /// Runs a body for an occurrence of `trigger`. What the last occurrence made ends when this one makes
    /// something new, unless it is kept.
    pub(crate) fn run_body(
        &mut self,
        cell: CellRef,
        trigger: &Live,
        body: &Rc<Code>,
        given: &[Live],
    ) -> BodyResult {
        if self.must_wait_for_pulses(cell, body) {
            return BodyResult::Wait;
        }
        let trigger = match trigger {
            Live::Cell(cell) => Some(*cell),
            Live::Const(_) | Live::Absent => None,
        };
        let mut machine = self.machine();
        let run = Run {
            actor: cell.actor,
            cell,
            view: View::Snapshot(trigger),
        };
        let result = self.execute(&mut machine, run, body, given);
        let made = machine.scope.take();
        self.return_machine(machine);
        let value = match result {
            Ok(entry) => entry.value,
            Err(_) => None,
        };
        if let Some(made) = made {
            self.occurrence_scopes.insert(made);
        }
        match value {
            Some(value) => {
                self.replace_occurrence(cell, made);
                BodyResult::Value(value)
            }
            None => {
                if let Some(made) = made {
                    self.doom(made);
                }
                BodyResult::Nothing
            }
        }
    }

    /// The scope of the last occurrence ends with the turn; the new one takes its place.
    pub(crate) fn replace_occurrence(&mut self, cell: CellRef, made: Option<ScopeId>) {
        let old = match self
            .cell_mut(cell)
            .and_then(|cell| cell.state.as_deref_mut())
        {
            Some(CellState::Occurrence(scope)) => std::mem::replace(scope, made),
            Some(CellState::Switch(switch)) => std::mem::replace(&mut switch.scope, made),
            _ => made,
        };
        if let Some(old) = old {
            self.doom(old);
        }
    }

    /// A body runs after the pulses that it reads: if one of them may still fire in this round, it waits.
    fn must_wait_for_pulses(&mut self, cell: CellRef, body: &Rc<Code>) -> bool {
        let mut wait = false;
        for (operand, fields) in &body.reads {
            let live = self.resolve(cell.actor, operand);
            wait |= self.orders_after_path(cell, live, fields);
        }
        wait
    }

    fn orders_after_path(&mut self, cell: CellRef, mut live: Live, fields: &[Symbol]) -> bool {
        let mut wait = false;
        let mut fields = fields.iter();
        loop {
            let value = match &live {
                Live::Cell(source) => {
                    let pulse = self
                        .cell(*source)
                        .is_some_and(|source| source.kind == Reactivity::Pulse);
                    if pulse && *source != cell && self.order_after(cell, *source) {
                        wait = true;
                    }
                    self.read(&live, View::Now, cell, &mut Reads::default())
                        .value
                }
                Live::Const(value) => Some(value.clone()),
                Live::Absent => None,
            };
            let (Some(name), Some(value)) = (fields.next(), value) else {
                return wait;
            };
            live = match &value {
                Value::Object(object) => object.field(*name).cloned().unwrap_or(Live::Absent),
                Value::Element(_) => self.field(&value, *name, self.span_of(cell)),
                _ => return wait,
            };
        }
    }
}
