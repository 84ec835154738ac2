//! `THEN` and everything else that runs once per occurrence (`language.md` §5.2, §8.1).

use std::rc::Rc;

use protocol::ids::ScopeId;

use crate::actors::turn::Phase;
use crate::language::plan::{Code, Operand, Reactivity};
use crate::symbol::Symbol;
use crate::value::{CellRef, Live, Value};

use super::instance::{CellState, flag};
use super::machine::Run;
use super::read::{Reads, View};
use super::{Entry, Evaluator, Outcome};

/// What a body came to.
pub(crate) enum BodyResult {
    /// It must run after something else.
    Wait,
    /// It yields nothing.
    Nothing,
    /// It yields a value.
    Value(Value),
}

/// An instance that an occurrence has made and that has no value yet.
pub(crate) struct Awaited {
    /// Who made it.
    pub(crate) cell: CellRef,
    /// What it stands for.
    root: CellRef,
    /// The scope of the occurrence.
    made: ScopeId,
}

impl Evaluator {
    /// Subscribes a cell to its trigger, once. A state that has its value already fires it.
    pub(crate) fn trigger(&mut self, cell: CellRef, input: &Live) {
        match input {
            Live::Cell(source) => {
                if self
                    .cell(*source)
                    .is_some_and(|source| source.kind != Reactivity::State)
                    && self
                        .cell(cell)
                        .is_some_and(|cell| cell.kind != Reactivity::State)
                {
                    self.order_after(cell, *source);
                }
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

    /// Makes a cell a pulse and answers whether it may have an occurrence now: once per round, among the
    /// pulses; but what was not known to be a pulse may have been put among the states.
    pub(crate) fn may_occur(&mut self, cell: CellRef) -> bool {
        let (round, phase) = (self.round, self.agenda.phase);
        let Some(found) = self.cell_mut(cell) else {
            return false;
        };
        let known = std::mem::replace(&mut found.kind, Reactivity::Pulse);
        !found.has(flag::NEW)
            && found.fired != round
            && (phase == Phase::Pulses || known != Reactivity::Pulse)
    }

    /// `input |> THEN { body }`
    pub(crate) fn run_then(&mut self, cell: CellRef, input: &Operand, body: &Rc<Code>) -> Outcome {
        let input = self.resolve(cell.actor, input);
        if self.is_new(cell) {
            self.put_state(cell, CellState::Occurrence(None));
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
        let trigger = self.origin_of(trigger);
        let mut machine = self.machine();
        let run = Run {
            actor: cell.actor,
            cell,
            view: View::Snapshot(trigger),
        };
        let result = self.execute(&mut machine, run, body, given);
        let result = result.map(|entry| Entry {
            value: entry
                .value
                .map(|value| self.frozen_list(&mut machine, run, value)),
            ..entry
        });
        let made = machine.scope.take();
        let awaited = machine.awaited.take();
        self.return_machine(machine);
        let Ok(Entry { value, .. }) = result else {
            if let Some(made) = made {
                self.doom(made);
            }
            return BodyResult::Wait;
        };
        match self.end_occurrence(cell, value, made, awaited) {
            Some(value) => BodyResult::Value(value),
            None => BodyResult::Nothing,
        }
    }

    /// What an occurrence has made ends with the turn unless it has a value, now or in a later round.
    pub(crate) fn end_occurrence(
        &mut self,
        cell: CellRef,
        value: Option<Value>,
        made: Option<ScopeId>,
        awaited: Option<CellRef>,
    ) -> Option<Value> {
        self.give_up_awaited(|awaited| awaited.cell == cell);
        let Some(made) = made else {
            if value.is_some() {
                self.replace_occurrence(cell, None);
            }
            return value;
        };
        self.occurrence_scopes.insert(made);
        if value.is_some() {
            self.replace_occurrence(cell, Some(made));
        } else if let Some(root) = awaited {
            self.awaited.push(Awaited { cell, root, made });
        } else {
            self.doom(made);
        }
        value
    }

    /// At the end of a round: the first value of an instance is an occurrence of who made it, in the next.
    pub(crate) fn look_for_awaited(&mut self) {
        for at in 0..self.awaited.len() {
            let Awaited { cell, root, .. } = self.awaited[at];
            if self.cell(root).is_some_and(|root| root.value.is_some()) {
                self.schedule_next(cell);
            }
        }
    }

    /// The first value of the instance that a cell has been waiting for.
    pub(crate) fn arrived(&self, cell: CellRef) -> Option<Value> {
        let awaited = self.awaited.iter().find(|awaited| awaited.cell == cell)?;
        self.cell(awaited.root)?.value.clone()
    }

    /// The cell has its value; what it waited for is from now on its last occurrence.
    pub(crate) fn end_awaiting(&mut self, cell: CellRef) {
        if let Some(at) = self.awaited.iter().position(|awaited| awaited.cell == cell) {
            let made = self.awaited.remove(at).made;
            self.replace_occurrence(cell, Some(made));
        }
    }

    /// Ends what has no value in time.
    pub(crate) fn give_up_awaited(&mut self, which: impl Fn(&Awaited) -> bool) {
        let mut made = Vec::new();
        self.awaited.retain(|awaited| {
            let gives_up = which(awaited);
            made.extend(gives_up.then_some(awaited.made));
            !gives_up
        });
        made.into_iter().for_each(|made| self.doom(made));
    }

    /// The scope of the last occurrence ends with the turn; the new one takes its place.
    pub(crate) fn replace_occurrence(&mut self, cell: CellRef, made: Option<ScopeId>) {
        let old = match self.cell_mut(cell).and_then(|cell| cell.state.as_mut()) {
            Some(CellState::Occurrence(scope)) => {
                std::mem::replace(scope, made.map(Box::new)).map(|scope| *scope)
            }
            Some(CellState::Switch(switch)) => std::mem::replace(&mut switch.scope, made),
            _ => made,
        };
        if let Some(old) = old {
            self.doom(old);
        }
    }

    /// A body runs after the pulses that it reads: if one of them may still fire in this round, it waits.
    pub(crate) fn must_wait_for_pulses(&mut self, cell: CellRef, body: &Rc<Code>) -> bool {
        let plan = Rc::clone(&self.plan);
        let mut wait = false;
        let mut called: Vec<u32> = Vec::new();
        let mut code = body;
        let mut next = 0;
        loop {
            for (operand, fields) in &code.reads {
                let live = self.resolve(cell.actor, operand);
                wait |= self.orders_after_path(cell, live, fields);
            }
            for call in &code.calls {
                if !called.contains(call) {
                    called.push(*call);
                }
            }
            let Some(function) = called.get(next) else {
                return wait;
            };
            code = &plan.functions[*function as usize].code;
            next += 1;
        }
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
                Value::Element(_) => {
                    let (span, mut reads) = (self.span_of(cell), Reads::default());
                    self.field(&value, *name, span, View::Now, cell, &mut reads)
                }
                _ => return wait,
            };
        }
    }
}
