//! `WHEN` and `WHILE` (`language.md` §8.4, §8.5).

use crate::language::plan::{ArmBody, Operand, Reactivity, SwitchArm};
use crate::value::{CellRef, Live, Value};

use super::instance::{CellState, SwitchState};
use super::instantiate::Making;
use super::machine::Run;
use super::occurrence::BodyResult;
use super::read::{Reads, View};
use super::{Entry, Evaluator, Outcome};

impl Evaluator {
    pub(crate) fn run_switch(
        &mut self,
        cell: CellRef,
        input: &Operand,
        arms: &[SwitchArm],
        stay: bool,
    ) -> Outcome {
        let input = self.resolve(cell.actor, input);
        let mut reads = Reads::default();
        let subject = self.read(&input, View::Tracked, cell, &mut reads);
        if reads.wait {
            self.retrack_cell(cell, &reads.cells);
            return Outcome::Wait;
        }
        if subject.kind == Reactivity::Pulse && !stay {
            self.retrack_cell(cell, &reads.cells);
            return self.run_event_switch(cell, &input, &subject, arms);
        }
        if subject.kind == Reactivity::Unknown && subject.value.is_none() {
            self.retrack_cell(cell, &reads.cells);
            return Outcome::Nothing;
        }
        self.run_live_switch(cell, &input, subject, arms, stay, reads)
    }

    /// Each occurrence is matched once; the chosen body runs under the snapshot rule.
    fn run_event_switch(
        &mut self,
        cell: CellRef,
        input: &Live,
        subject: &Entry,
        arms: &[SwitchArm],
    ) -> Outcome {
        let occurs = matches!(input, Live::Cell(source) if self.fired(*source));
        if !self.may_occur(cell) || !occurs {
            return Outcome::Nothing;
        }
        let Some(value) = &subject.value else {
            return Outcome::Nothing;
        };
        let trigger = match input {
            Live::Cell(source) => Some(*source),
            _ => None,
        };
        let view = View::Snapshot(trigger);
        let run = Run {
            actor: cell.actor,
            cell,
            view,
        };
        for arm in arms {
            let mut bindings = Vec::new();
            let mut reads = Reads::default();
            if !self.matches(&arm.pattern, value, run, view, &mut reads, &mut bindings) {
                continue;
            }
            if self.cell(cell).is_some_and(|cell| cell.state.is_none()) {
                self.put_state(cell, Box::new(CellState::Occurrence(None)));
            }
            let given = ordered(bindings, arm.bindings);
            return match self.run_body(cell, input, &arm.once, &given) {
                BodyResult::Wait => Outcome::Wait,
                BodyResult::Nothing => Outcome::Nothing,
                BodyResult::Value(value) => Outcome::Pulse(value),
            };
        }
        Outcome::Nothing
    }

    fn run_live_switch(
        &mut self,
        cell: CellRef,
        input: &Live,
        subject: Entry,
        arms: &[SwitchArm],
        stay: bool,
        mut reads: Reads,
    ) -> Outcome {
        let mut state = match self.take_state(cell).map(|state| *state) {
            Some(CellState::Switch(state)) => state,
            Some(CellState::Occurrence(scope)) => SwitchState {
                scope,
                ..SwitchState::default()
            }
            .into(),
            _ => Box::default(),
        };
        let input_fired = match input {
            Live::Cell(source) => self.fired(*source),
            Live::Const(_) | Live::Absent => false,
        };
        let changed = match (&state.input, &subject.value) {
            (Some(old), Some(new)) => {
                input_fired && state.matched != self.round && !old.same_scalar(new)
            }
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if changed {
            self.choose_arm(cell, &mut state, subject.value.as_ref(), arms, &mut reads);
        }
        let outcome = match (state.arm.map(|arm| &arms[arm].body), &state.root) {
            (Some(ArmBody::Pure(code)), _) => {
                let mut machine = self.machine();
                let run = Run {
                    actor: cell.actor,
                    cell,
                    view: View::Tracked,
                };
                let result = self.execute(&mut machine, run, code, &state.bindings);
                if let Ok(entry) = &result {
                    self.follow_list(cell, entry, &mut machine.reads);
                }
                let waits = result.is_err() || machine.reads.wait;
                for read in machine.reads.cells.iter() {
                    reads.add(*read);
                }
                let emits = state.fresh || machine.reads.cells.iter().any(|read| self.fired(*read));
                self.retrack_cell(cell, &reads.cells);
                self.return_machine(machine);
                match result {
                    // An equal input does not count as an emission of the arm.
                    Ok(_) if !waits && !emits => Outcome::Nothing,
                    Ok(entry) if !waits => self.arm_entry(cell, &mut state, entry, stay, changed),
                    _ => Outcome::Wait,
                }
            }
            (Some(ArmBody::Template(_)), Some(root)) => {
                let root = root.clone();
                let entry = self.read(&root, View::Tracked, cell, &mut reads);
                self.follow_list(cell, &entry, &mut reads);
                self.retrack_cell(cell, &reads.cells);
                if reads.wait {
                    Outcome::Wait
                } else {
                    let fired = matches!(root, Live::Cell(root) if self.fired(root));
                    let list = matches!(entry.value, Some(Value::List(_)));
                    // Without a change of arm only the arm's own emissions count.
                    if state.fresh || fired || list || !matches!(root, Live::Cell(_)) {
                        self.arm_entry(cell, &mut state, entry, stay, changed)
                    } else {
                        Outcome::Nothing
                    }
                }
            }
            _ => {
                self.retrack_cell(cell, &reads.cells);
                Outcome::Nothing
            }
        };
        self.put_state(cell, Box::new(CellState::Switch(state)));
        outcome
    }

    fn arm_entry(
        &mut self,
        cell: CellRef,
        state: &mut SwitchState,
        entry: Entry,
        stay: bool,
        changed: bool,
    ) -> Outcome {
        let fresh = std::mem::replace(&mut state.fresh, false) || changed;
        let kind = match entry.kind {
            Reactivity::Constant => Reactivity::State,
            known => known,
        };
        // The output of an arm that is a state is cut off when it repeats itself.
        if stay && !fresh && kind == Reactivity::State && self.cut_off(cell, &entry) {
            return Outcome::Nothing;
        }
        Outcome::Entry(Entry {
            value: entry.value,
            kind,
        })
    }

    fn choose_arm(
        &mut self,
        cell: CellRef,
        state: &mut SwitchState,
        subject: Option<&Value>,
        arms: &[SwitchArm],
        reads: &mut Reads,
    ) {
        // The old arm goes before the new one can receive anything.
        if let Some(scope) = state.scope.take() {
            self.destroy(scope);
        }
        state.input = subject.cloned();
        state.matched = self.round;
        state.arm = None;
        state.root = None;
        state.bindings.clear();
        let Some(value) = subject else { return };
        let run = Run {
            actor: cell.actor,
            cell,
            view: View::Tracked,
        };
        for (index, arm) in arms.iter().enumerate() {
            let mut bindings = Vec::new();
            if !self.matches(
                &arm.pattern,
                value,
                run,
                View::Tracked,
                reads,
                &mut bindings,
            ) {
                continue;
            }
            state.arm = Some(index);
            state.fresh = true;
            state.bindings = ordered(bindings, arm.bindings);
            if let ArmBody::Template(template) = arm.body {
                let Some(scope) = self.registry.scope_of(cell.actor) else {
                    return;
                };
                let passed = self
                    .registry
                    .get(cell.actor)
                    .map_or(Live::Absent, |instance| instance.passed.clone());
                let made = self.instantiate(Making {
                    template,
                    parent: Some(cell.actor),
                    scope,
                    parameters: state.bindings.clone().into(),
                    passed,
                    site: (cell, index as u64),
                });
                if let Some((actor, scope)) = made {
                    state.scope = Some(scope);
                    state.root = Some(self.result_of(actor));
                }
            }
            return;
        }
    }
}

/// Bindings by number.
pub(crate) fn ordered(bindings: Vec<(u32, Live)>, count: u32) -> Vec<Live> {
    let mut ordered = vec![Live::Absent; count as usize];
    for (number, live) in bindings {
        if let Some(place) = ordered.get_mut(number as usize) {
            *place = live;
        }
    }
    ordered
}
