//! `LINK`: slots, and what is put into them (`language.md` §11).

use crate::actors::turn::Phase;
use crate::language::plan::{LinkTarget, NodeKind, Operand, Reactivity};
use crate::value::{CellRef, Live, Value};

use super::instance::{CellState, Feed, flag};
use super::read::{Reads, View};
use super::{Evaluator, Outcome};

impl Evaluator {
    /// Puts something into a slot: an occurrence, or a state that the slot has from now on. Each occurrence
    /// fires by itself, one per round.
    pub(crate) fn feed(&mut self, slot: CellRef, value: Value, pulse: bool, writer: CellRef) {
        let slot = self.slot_behind(slot);
        if !matches!(self.node_kind(slot), Some(NodeKind::Slot)) {
            let span = self.span_of(writer);
            let refused = &self.plan.refused_links;
            if !refused.iter().any(|target| span.contains(*target)) {
                self.report(crate::language::diagnostic::Diagnostic::error(
                    span,
                    "the target of `LINK { … }` is not a `LINK` slot".to_owned(),
                ));
            }
            return;
        }
        let round = self.round;
        let phase = self.agenda.phase;
        if !pulse && phase == Phase::States {
            self.leave_arms(slot.actor);
        }
        let Some(found) = self.cell_mut(slot) else {
            return;
        };
        let waits = found.state.is_some() || found.has(flag::QUEUED | flag::MUTED | flag::NEW);
        if !pulse && phase == Phase::States && !waits {
            // It would be the next to run: a slot is below everything.
            found.kind = Reactivity::State;
            self.set_value(slot, value);
            self.fire(slot);
            return;
        }
        if found.state.is_none() {
            found.state = Some(CellState::Slot(Box::default()));
        }
        if let Some(CellState::Slot(waiting)) = found.state.as_mut() {
            waiting.0.push_back(Feed { value, pulse });
        }
        found.kind = if pulse {
            Reactivity::Pulse
        } else {
            Reactivity::State
        };
        if pulse && (phase == Phase::States || found.fired == round || found.has(flag::NEW)) {
            self.schedule_next(slot);
        } else {
            self.schedule(slot);
        }
    }

    /// Follows aliases to the slot itself.
    fn slot_behind(&self, mut slot: CellRef) -> CellRef {
        for _ in 0..64 {
            match self.node_kind(slot) {
                Some(NodeKind::Alias(operand)) => match self.resolve(slot.actor, operand) {
                    Live::Cell(next) => slot = next,
                    Live::Const(_) | Live::Absent => return slot,
                },
                _ => return slot,
            }
        }
        slot
    }

    /// A slot fires what waits, one per round.
    pub(crate) fn run_slot(&mut self, cell: CellRef) -> Outcome {
        let round = self.round;
        let Some(found) = self.cell_mut(cell) else {
            return Outcome::Nothing;
        };
        let busy = found.fired == round;
        let Some(CellState::Slot(waiting)) = found.state.as_mut() else {
            return Outcome::Nothing;
        };
        if busy && waiting.0.front().is_some_and(|feed| feed.pulse) {
            self.schedule_next(cell);
            return Outcome::Nothing;
        }
        let Some(feed) = waiting.0.pop_front() else {
            return Outcome::Nothing;
        };
        let more = !waiting.0.is_empty();
        if more {
            // After this run's own mark is gone.
            self.agenda.next.push(cell);
        } else {
            // Every row of a table has slots, and most of them are set once.
            found.state = None;
        }
        if feed.pulse {
            Outcome::Pulse(feed.value)
        } else {
            Outcome::State(feed.value)
        }
    }

    /// `value |> LINK { path }`: an element becomes what the slot denotes; anything else is forwarded, each
    /// emission as an occurrence.
    pub(crate) fn run_link(
        &mut self,
        cell: CellRef,
        value: &Operand,
        target: &LinkTarget,
    ) -> Outcome {
        let value = self.resolve(cell.actor, value);
        let mut reads = Reads::default();
        let slot = match target {
            LinkTarget::Slot(operand) => self.resolve(cell.actor, operand),
            LinkTarget::Field(base, name) => {
                let base = self.resolve(cell.actor, base);
                let span = self.span_of(cell);
                match self.read(&base, View::Tracked, cell, &mut reads).value {
                    Some(base) => self.field(&base, *name, span, View::Tracked, cell, &mut reads),
                    None => Live::Absent,
                }
            }
        };
        let entry = self.read(&value, View::Tracked, cell, &mut reads);
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            return Outcome::Wait;
        }
        let Live::Cell(slot) = slot else {
            return Outcome::Nothing;
        };
        let Some(current) = entry.value else {
            return Outcome::Nothing;
        };
        let linked = self.cell(cell).is_some_and(|cell| cell.state.is_some());
        if let Value::Element(_) = current {
            let same = self
                .cell(slot)
                .and_then(|slot| slot.value.as_ref())
                .is_some_and(|old| matches!((old, &current), (Value::Element(a), Value::Element(b)) if a == b));
            if !same {
                self.feed(slot, current, false, cell);
            }
            return Outcome::Nothing;
        }
        let fired = match &value {
            Live::Cell(source) => self.fired(*source),
            Live::Const(_) | Live::Absent => false,
        };
        let counts = match entry.kind {
            Reactivity::Pulse => fired && !self.is_new(cell),
            Reactivity::State | Reactivity::Constant | Reactivity::Unknown => fired || !linked,
        };
        if counts {
            self.put_state(cell, CellState::Linked);
            self.order_after(slot, cell);
            self.feed(slot, current, true, cell);
        }
        Outcome::Nothing
    }
}
