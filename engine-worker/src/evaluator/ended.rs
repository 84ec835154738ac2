//! The end of scopes: at once for everybody, in two steps for the memory.
//!
//! Whatever ends is out of the registry at once: nobody can read it, run it or send it anything, and what its end means
//! to others is done. Its cells and their subscriptions are *cleared away* later, because the page can be told before:
//! in the room of something new that is made, or else when the frame of the turn is on its way, and before the
//! next turn begins in any case. Until then some subscriptions have an end that is gone: they lead to nobody. The
//! subscriptions of few instances are found by their cells, those of many in one sweep through all.

use protocol::ids::{ActorId, ScopeId};

use crate::actors::Behaviour;
use crate::host::progress;
use crate::value::CellRef;

use super::Evaluator;
use super::instance::{Cell, CellState, flag};

/// How many instances are cleared away between two signs of life.
const CLEARED: usize = 1024;

/// The cells of instances that have ended and were not cleared away yet.
#[derive(Default)]
pub(super) struct Ended {
    all: Vec<(ActorId, Box<[Cell]>)>,
    /// How many of the first ones have no subscriptions any more.
    swept: usize,
}

/// How many edges may be looked at for each instance that has ended, to end theirs in one sweep.
const SWEPT: usize = 32;

impl Ended {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Evaluator {
    /// Ends a scope with everything in it, children before parents.
    pub(crate) fn destroy(&mut self, scope: ScopeId) {
        self.kept.remove(&scope);
        self.occurrence_scopes.remove(&scope);
        let mut taken = std::mem::take(&mut self.taken);
        self.registry.take_scope_into(scope, &mut taken);
        for (actor, behaviour) in taken.drain(..) {
            let Behaviour::Instance(mut instance) = behaviour else {
                self.timers.remove(&actor);
                continue;
            };
            self.dropped.push(actor);
            self.end_saved(actor, &instance);
            for (slot, cell) in (0..).zip(&mut instance.cells) {
                self.queued_guards -= u32::from(cell.is_due_guard());
                if let Some(state) = &mut cell.state {
                    self.release(CellRef { actor, slot }, state);
                }
            }
            self.ended.all.push((actor, instance.cells));
        }
        // One end of many actors must not hold memory for ever.
        taken.shrink_to(64);
        self.taken = taken;
    }

    /// Lets go of what a cell holds besides memory.
    fn release(&mut self, cell: CellRef, state: &mut CellState) {
        match state {
            CellState::List(list) => {
                for scopes in list.kept() {
                    self.unkeep(scopes);
                }
            }
            CellState::Element(element) => element.release(cell, self),
            CellState::Kept(scopes) => {
                let scopes = scopes.take();
                self.unkeep(scopes.map_or_else(Vec::new, |scopes| scopes.0));
            }
            CellState::Occurrence(scope) => self.doomed.extend(scope.take().map(|scope| *scope)),
            CellState::Switch(switch) => self.doomed.extend(switch.scope),
            // Its loop is in a scope below this one.
            CellState::Timer(_)
            | CellState::Debounce(_)
            | CellState::Slot(_)
            | CellState::Call(_)
            | CellState::Count(_)
            | CellState::Pulses(_)
            | CellState::Cuts(_)
            | CellState::Linked => {}
        }
    }

    /// Clears away at most so many of the instances that have ended.
    pub(crate) fn clear_away(&mut self, at_most: usize) {
        for done in 1..=at_most {
            let unswept = self.ended.all.len() - self.ended.swept;
            if unswept > 0 && unswept.saturating_mul(SWEPT) >= self.edges.in_use() {
                self.sweep_edges();
                self.ended.swept = self.ended.all.len();
            }
            let Some((actor, mut cells)) = self.ended.all.pop() else {
                break;
            };
            let is_swept = self.ended.all.len() < self.ended.swept;
            for (slot, cell) in (0..).zip(&mut cells) {
                if !is_swept {
                    self.disconnect_ended(cell);
                }
                if cell.has(flag::KEYED) {
                    self.edges.keyed.forget_source(CellRef { actor, slot });
                }
            }
            self.ended.swept = self.ended.swept.min(self.ended.all.len());
            if done.is_multiple_of(CLEARED) {
                progress::report();
            }
        }
        if self.ended.is_empty() {
            self.ended = Ended::default();
        }
    }

    /// Ends all subscriptions of and to a cell that has ended.
    fn disconnect_ended(&mut self, cell: &mut Cell) {
        self.disconnect(&mut cell.first_source);
        match &mut cell.state {
            Some(CellState::List(list)) => list.disconnect_all(self),
            Some(CellState::Element(element)) => element.disconnect_all(self),
            Some(_) | None => {}
        }
        self.abandon(cell.first_reader);
    }
}
