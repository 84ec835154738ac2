//! `WHEN` and `WHILE` (`language.md` §8.4, §8.5).

use protocol::ids::ActorId;

use crate::language::plan::{ArmBody, NodeKind, Operand, Reactivity, SwitchArm};
use crate::value::{CellRef, List, Live, Value};

use super::instance::{CellState, SwitchState, flag};
use super::instantiate::Making;
use super::list_operation::same_live;
use super::machine::{Cuts, Run};
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
            let pattern = &arm.pattern;
            let matches = self.matches(pattern, value, run, view, &mut reads, &[], &mut bindings);
            if reads.wait {
                return Outcome::Wait;
            }
            if !matches {
                continue;
            }
            if self.cell(cell).is_some_and(|cell| cell.state.is_none()) {
                self.put_state(cell, CellState::Occurrence(None));
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
        let mut state = match self.take_state(cell) {
            Some(CellState::Switch(state)) => state,
            Some(CellState::Occurrence(scope)) => SwitchState {
                scope: scope.map(|scope| *scope),
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
                let input_changed =
                    input_fired && state.matched != self.round && !self.matches_alike(old, new);
                input_changed || self.watched_fired(&state)
            }
            (None, Some(_)) => true,
            (_, None) => false,
        };
        let changed = changed
            && subject.value.as_ref().is_some_and(|value| {
                self.choose_arm(cell, &mut state, value, input, arms, &mut reads)
            });
        if reads.wait {
            self.retrack_cell(cell, &reads.cells);
            self.put_state(cell, CellState::Switch(state));
            return Outcome::Wait;
        }
        for watched in &state.watched {
            reads.add(*watched);
        }
        let outcome = match (state.arm.map(|arm| &arms[arm].body), &state.root) {
            (Some(ArmBody::Pure(code)), _) => {
                let mut machine = self.machine();
                let run = Run {
                    actor: cell.actor,
                    cell,
                    view: View::Tracked,
                };
                machine.previous = if state.fresh {
                    Cuts::default()
                } else {
                    std::mem::take(&mut state.cuts)
                };
                let result = self.execute(&mut machine, run, code, &state.bindings);
                if let Ok(entry) = &result {
                    self.follow_list(cell, entry, &mut machine.reads);
                }
                let waits = result.is_err() || machine.reads.wait;
                for read in machine.reads.cells.iter() {
                    reads.add(*read);
                }
                let emits = state.fresh || result.as_ref().is_ok_and(|entry| entry.fired);
                state.cuts = machine.take_cuts(!waits);
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
        self.put_state(cell, CellState::Switch(state));
        outcome
    }

    /// What a switch matches.
    pub(crate) fn switch_input(&self, cell: CellRef) -> Option<Live> {
        match self.node_kind(cell)? {
            NodeKind::Switch { input, .. } => Some(self.resolve(cell.actor, input)),
            _ => None,
        }
    }

    /// Notes that a switch has made an arm.
    pub(super) fn mark_guard(&mut self, switch: CellRef) {
        let Some(found) = self.cell_mut(switch) else {
            return;
        };
        if !found.has(flag::GUARD) {
            found.set(flag::GUARD);
            let is_due = found.is_due_guard();
            self.queued_guards += u32::from(is_due);
        }
    }

    /// Ends the arm of a switch around an instance that is about to be left in this round, so that nothing
    /// in it runs with what is not meant for it.
    pub(crate) fn leave_arms(&mut self, actor: ActorId) {
        let mut actor = actor;
        while let Some(guard) = self.registry.get(actor).and_then(|instance| instance.guard) {
            if self
                .cell(guard)
                .is_some_and(|guard| guard.has(flag::QUEUED))
                && let Some(Live::Cell(source)) = self.switch_input(guard)
                && self.fired(source)
            {
                self.leave_arm(guard, source);
            }
            actor = guard.actor;
        }
    }

    fn leave_arm(&mut self, switch: CellRef, input: CellRef) {
        let round = self.round;
        let new = self.cell(input).and_then(|input| input.value.as_ref());
        let state = self.cell(switch).and_then(|cell| cell.state.as_ref());
        let (Some(new), Some(CellState::Switch(state))) = (new, state) else {
            return;
        };
        let stays = match &state.input {
            Some(old) => state.matched == round || self.matches_alike(old, new),
            None => true,
        };
        if stays {
            return;
        }
        if let Some(CellState::Switch(state)) =
            self.cell_mut(switch).and_then(|cell| cell.state.as_mut())
            && state.root.take().is_some()
        {
            state.arm = None;
            if let Some(scope) = state.scope.take() {
                self.destroy(scope);
            }
        }
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
        // A pulse that did not fire leaves what was shown before.
        let shown = self.cell(cell).is_some_and(|cell| cell.value.is_some());
        if fresh && shown && kind == Reactivity::Pulse && !entry.fired {
            return Outcome::Entry(Entry {
                value: None,
                ..entry
            });
        }
        Outcome::Entry(Entry { kind, ..entry })
    }

    /// Whether a value matches what the other matches: equal scalars, and lists of these that a literal makes
    /// anew whenever an item fires.
    fn matches_alike(&self, old: &Value, new: &Value) -> bool {
        match (old, new) {
            (Value::List(List::Plain(old)), Value::List(List::Plain(new))) => {
                old.len() == new.len()
                    && old.iter().zip(new.iter()).all(|items| match items {
                        ((_, Live::Const(old)), (_, Live::Const(new))) => old.same_scalar(new),
                        ((_, Live::Absent), (_, Live::Absent)) => true,
                        _ => false,
                    })
            }
            _ => old.same_scalar(new),
        }
    }

    fn watched_fired(&self, state: &SwitchState) -> bool {
        state.matched != self.round && state.watched.iter().any(|watched| self.fired(*watched))
    }

    /// Answers whether there is another arm or match than before.
    fn choose_arm(
        &mut self,
        cell: CellRef,
        state: &mut SwitchState,
        value: &Value,
        input: &Live,
        arms: &[SwitchArm],
        reads: &mut Reads,
    ) -> bool {
        let run = Run {
            actor: cell.actor,
            cell,
            view: View::Tracked,
        };
        let watched = self.watched_fired(state);
        reads.watched.clear();
        let mut chosen = None;
        for (index, arm) in arms.iter().enumerate() {
            let mut bindings = Vec::new();
            let pattern = &arm.pattern;
            if self.matches(
                pattern,
                value,
                run,
                View::Tracked,
                reads,
                &[],
                &mut bindings,
            ) {
                chosen = Some((index, ordered(bindings, arm.bindings)));
                break;
            }
        }
        if reads.wait {
            return false;
        }
        state.watched = std::mem::take(&mut reads.watched);
        state.matched = self.round;
        let same_input = !matches!(input, Live::Cell(source) if self.fired(*source));
        let same = match (&chosen, state.arm) {
            (Some((index, bindings)), Some(arm)) => {
                *index == arm
                    && bindings.len() == state.bindings.len()
                    && bindings
                        .iter()
                        .zip(&state.bindings)
                        .all(|(a, b)| same_live(a, b))
            }
            (None, None) => true,
            _ => false,
        };
        if watched && same_input && same {
            return false;
        }
        // The old arm goes before the new one can receive anything.
        if let Some(scope) = state.scope.take() {
            self.destroy(scope);
        }
        state.input = Some(value.clone());
        state.arm = None;
        state.root = None;
        state.bindings.clear();
        let Some((index, bindings)) = chosen else {
            return true;
        };
        state.arm = Some(index);
        state.fresh = true;
        state.bindings = bindings;
        if let ArmBody::Template(template) = arms[index].body {
            let Some(scope) = self.registry.scope_of(cell.actor) else {
                return true;
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
                place: None,
                arm: true,
            });
            if let Some((actor, scope)) = made {
                state.scope = Some(scope);
                state.root = Some(self.result_of(actor));
            }
        }
        true
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
