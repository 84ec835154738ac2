//! Calls of functions that have a life of their own (`language.md` §7).

use crate::language::plan::{Operand, Reactivity, TemplateIndex};
use crate::value::{CellRef, Live};

use super::instance::CellState;
use super::instantiate::Making;
use super::read::{Reads, View};
use super::{Evaluator, Outcome};

impl Evaluator {
    /// One live instance; but a piped pulse makes a new instance of the body for each occurrence.
    pub(crate) fn run_call(
        &mut self,
        cell: CellRef,
        template: TemplateIndex,
        arguments: &[Operand],
        pass: Option<&Operand>,
        piped: Option<u32>,
    ) -> Outcome {
        if let Some(CellState::Call(root)) = self.cell(cell).and_then(|cell| cell.state.as_ref()) {
            let root = (**root).clone();
            return self.forward(cell, &root);
        }
        let passed = match pass {
            Some(operand) => self.resolve(cell.actor, operand),
            None => self.resolve(cell.actor, &Operand::Passed),
        };
        let mut parameters: Vec<Live> = arguments
            .iter()
            .map(|operand| self.resolve(cell.actor, operand))
            .collect();
        let pipe = piped.and_then(|index| parameters.get(index as usize).cloned());
        if let (Some(index), Some(Live::Cell(source))) = (piped, pipe) {
            let mut reads = Reads::default();
            let entry = self.read(&Live::Cell(source), View::Tracked, cell, &mut reads);
            if reads.wait {
                self.retrack_cell(cell, &reads.cells);
                return Outcome::Wait;
            }
            match entry.kind {
                Reactivity::Pulse => {
                    self.retrack_cell(cell, &reads.cells);
                    return self.call_per_occurrence(
                        cell,
                        source,
                        template,
                        parameters,
                        index,
                        passed,
                        entry.value,
                    );
                }
                // Whether it will be a pulse or a state shows when it first has something.
                Reactivity::Unknown if entry.value.is_none() => {
                    self.retrack_cell(cell, &reads.cells);
                    return Outcome::Nothing;
                }
                Reactivity::Unknown | Reactivity::State | Reactivity::Constant => {}
            }
        }
        let Some(scope) = self.registry.scope_of(cell.actor) else {
            return Outcome::Nothing;
        };
        let made = self.instantiate(Making {
            template,
            parent: None,
            scope,
            parameters: std::mem::take(&mut parameters).into(),
            passed,
            site: (cell, 0),
            place: None,
            arm: false,
        });
        let Some((actor, _)) = made else {
            return Outcome::Nothing;
        };
        let root = self.result_of(actor);
        self.put_state(cell, CellState::Call(Box::new(root.clone())));
        self.forward(cell, &root)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one call")]
    fn call_per_occurrence(
        &mut self,
        cell: CellRef,
        source: CellRef,
        template: TemplateIndex,
        mut parameters: Vec<Live>,
        piped: u32,
        passed: Live,
        value: Option<crate::value::Value>,
    ) -> Outcome {
        let may_occur = self.may_occur(cell);
        let Some(found) = self.cell_mut(cell) else {
            return Outcome::Nothing;
        };
        if found.state.is_none() {
            found.state = Some(CellState::Occurrence(None));
        }
        let fires = may_occur && self.fired(source);
        let (true, Some(value)) = (fires, value) else {
            return Outcome::Nothing;
        };
        // The payload is a constant parameter; the others stay live.
        parameters[piped as usize] = Live::Const(value);
        let mut machine = self.machine();
        machine.scope = None;
        let run = super::machine::Run {
            actor: cell.actor,
            cell,
            view: View::Now,
        };
        let root =
            self.instance_for_body(&mut machine, run, template, None, parameters.into(), passed);
        let made = machine.scope.take();
        self.return_machine(machine);
        let value = self.read(&root, View::Now, cell, &mut Reads::default());
        let awaited = match root {
            Live::Cell(root) => Some(root),
            Live::Const(_) | Live::Absent => None,
        };
        match self.end_occurrence(cell, value.value, made, awaited) {
            Some(value) => Outcome::Pulse(value),
            None => Outcome::Nothing,
        }
    }
}
