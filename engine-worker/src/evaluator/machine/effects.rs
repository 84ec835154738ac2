//! What code does outside: it feeds slots, logs and navigates. Why these are functions is said in `data.rs`.

use crate::language::plan::LinkTarget;
use crate::language::syntax::span::Span;
use crate::value::{Live, Value};

use super::super::{Entry, Evaluator};
use super::{Machine, Run};

impl Evaluator {
    #[inline(never)]
    pub(super) fn feed_link(
        &mut self,
        machine: &mut Machine,
        run: Run,
        target: &LinkTarget,
        span: Span,
    ) {
        let base = match target {
            LinkTarget::Field(..) => Some(machine.pop()),
            LinkTarget::Slot(_) => None,
        };
        let slot = match (target, base) {
            (LinkTarget::Slot(operand), _) => self.operand(machine, run, operand),
            (LinkTarget::Field(_, name), Some(base)) => match base.value {
                Some(base) => {
                    let reads = &mut machine.reads;
                    self.field(&base, *name, span, run.view, run.cell, reads)
                }
                None => Live::Absent,
            },
            (LinkTarget::Field(..), None) => Live::Absent,
        };
        let value = machine.stack.last().and_then(|entry| entry.value.clone());
        if let (Live::Cell(slot), Some(value)) = (slot, value) {
            self.feed(slot, value, true, run.cell);
        }
    }

    /// Logs what is on top of the stack, or below its label.
    #[inline(never)]
    pub(super) fn log_top(&mut self, machine: &mut Machine, error: bool, labelled: bool) {
        let with = labelled.then(|| machine.pop()).and_then(|with| with.value);
        let value = machine.stack.last().and_then(|entry| entry.value.clone());
        if let Some(value) = value {
            self.log(error, &value, with.as_ref());
        }
    }

    #[inline(never)]
    pub(super) fn go_to_top(&mut self, machine: &mut Machine, span: Span) {
        let entry = machine.pop();
        let value = match &entry.value {
            Some(value) => self.go_to(value, true, span).then(Value::unit),
            None => None,
        };
        machine
            .stack
            .push(value.map_or(Entry::ABSENT, Entry::constant));
    }
}
