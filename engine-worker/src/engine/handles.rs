//! The program from outside: handles of its cells, and native actors beside it.
//!
//! Nothing here changes the program by itself: what a handle tells and what a native actor produces wait
//! until [`Engine::advance`] takes them in through the inbox, in order, one turn each. What cells publish
//! leaves at the end of the turn in which they fired.

use std::collections::BTreeMap;

use protocol::WireValue;
use protocol::ids::ActorId;
use serde::{Deserialize, Serialize};

use crate::actors::{
    ActorHandle, Behaviour, Native, Policy, Run, SendError, Stimulus, Subscription,
};
use crate::evaluator::Evaluator;
use crate::evaluator::instance::flag;
use crate::evaluator::read::{Reads, View};
use crate::evaluator::timer::timestamp;
use crate::inbox::{Payload, Source};
use crate::symbol::Symbol;
use crate::value::{CellRef, Live};

use super::Engine;

/// How many steps native actors may take before the program has its turn again.
pub const NATIVE_STEPS: u64 = 100_000;

/// Names a cell of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellAddress {
    /// The instance.
    pub actor: ActorId,
    /// Which of its cells.
    pub cell: u32,
}

/// A way to send to a cell and to see its values; it keeps nothing alive.
#[derive(Clone)]
pub struct CellHandle {
    actor: ActorHandle,
    cell: u32,
}

impl CellHandle {
    /// Puts an occurrence into the cell, which must be a `LINK` slot; it happens when the engine next takes
    /// in what waits.
    ///
    /// # Errors
    /// If the instance has ended.
    pub fn tell(&self, value: WireValue) -> Result<(), SendError> {
        self.actor.tell(WireValue::Object {
            tag: None,
            fields: vec![
                ("cell".to_owned(), WireValue::Number(f64::from(self.cell))),
                ("value".to_owned(), value),
            ],
        })
    }

    /// Opens the stream of the cell's values: the present one first, then one for each turn in which it
    /// fired; it ends when the instance does.
    #[must_use]
    pub fn subscribe(&self, policy: Policy) -> Subscription {
        self.actor.subscribe(self.cell, policy)
    }

    /// Whether the instance still lives.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.actor.is_alive()
    }
}

/// Where the outputs of native actors go.
#[derive(Debug, Default)]
pub(super) struct Outputs(BTreeMap<ActorId, Vec<CellAddress>>);

impl Engine {
    /// Finds a cell by its path: a top-level variable, then fields.
    #[must_use]
    pub fn find(&mut self, path: &str) -> Option<CellAddress> {
        self.evaluator.find_cell(path).map(|cell| CellAddress {
            actor: cell.actor,
            cell: cell.slot,
        })
    }

    /// A handle of a cell.
    #[must_use]
    pub fn handle(&self, address: CellAddress) -> CellHandle {
        CellHandle {
            actor: self.evaluator.registry.handle(address.actor),
            cell: address.cell,
        }
    }

    /// Starts a native actor that dies with `owner`; what it puts out as number `n` is told to the n-th of
    /// `outputs`. `None` if the owner has ended.
    pub fn spawn(
        &mut self,
        owner: ActorId,
        native: Native,
        outputs: Vec<CellAddress>,
    ) -> Option<ActorHandle> {
        let registry = &mut self.evaluator.registry;
        let scope = registry.create_scope(registry.scope_of(owner)?)?;
        let actor = registry.spawn(scope, Behaviour::from(native))?;
        self.outputs.0.retain(|actor, _| registry.is_alive(*actor));
        self.outputs.0.insert(actor, outputs);
        Some(registry.handle(actor))
    }

    /// Makes what is due by now happen, one turn each: ticks of timers, and what native actors and handles have
    /// for the program.
    pub fn advance(&mut self, now: f64) {
        self.evaluator.registry.advance_to(timestamp(now));
        loop {
            let run = self.evaluator.registry.run_until_idle(NATIVE_STEPS);
            let mut idle = run == Run::Idle;
            while let Some(stimulus) = self.evaluator.registry.next_stimulus() {
                idle = false;
                if let Some((cell, merged)) = self.evaluator.timer_of(&stimulus) {
                    self.evaluator.work.merged_ticks += merged;
                    let (actor, cell) = (cell.actor, cell.slot);
                    self.accept(Source::Timer, now, Payload::Tick { actor, cell });
                } else if let Some(payload) = self.message(stimulus) {
                    self.accept(Source::Host, now, payload);
                } else {
                    self.stale += 1;
                }
            }
            // Natives that never rest must not keep the page from its events.
            if idle || run == Run::BudgetSpent {
                break;
            }
        }
        self.answer_snapshots();
    }

    fn message(&self, stimulus: Stimulus) -> Option<Payload> {
        match stimulus {
            Stimulus::Produced {
                by, cell, payload, ..
            } => {
                let target = self.outputs.0.get(&by)?.get(cell as usize)?;
                Some(Payload::Message {
                    actor: target.actor,
                    cell: target.cell,
                    value: payload,
                })
            }
            Stimulus::Told { actor, message, .. } => {
                let WireValue::Object { fields, .. } = message else {
                    return None;
                };
                let mut fields = fields.into_iter();
                match (fields.next(), fields.next()) {
                    (Some((_, WireValue::Number(cell))), Some((_, value))) => {
                        Some(Payload::Message {
                            actor,
                            cell: cell as u32,
                            value,
                        })
                    }
                    _ => None,
                }
            }
        }
    }

    /// When the next timer is due, in milliseconds of the host's clock.
    #[must_use]
    pub fn next_deadline(&self) -> Option<f64> {
        let deadline = self.evaluator.registry.next_deadline()?;
        let mut milliseconds = deadline.0 as f64 / 1e6;
        // Not a moment too early, whatever rounding does: the timer would not be due.
        while timestamp(milliseconds) < deadline {
            milliseconds = milliseconds.next_up();
        }
        Some(milliseconds)
    }

    /// Gives new observers the present value, and notes which cells are observed.
    fn answer_snapshots(&mut self) {
        for request in self.evaluator.registry.take_snapshot_requests() {
            let cell = CellRef {
                actor: request.actor,
                slot: request.cell,
            };
            if let Some(found) = self.evaluator.cell_mut(cell) {
                found.set(flag::OBSERVED);
                if found.value.is_some() {
                    request.answer(self.evaluator.plain_now(&Live::Cell(cell)));
                }
            }
        }
    }

    /// Publishes what observed cells have, of those that fired in the turn.
    pub(super) fn publish_observed(&mut self) {
        let mut fired = std::mem::take(&mut self.evaluator.fired_observed);
        fired.sort_unstable_by_key(|cell| (cell.actor, cell.slot));
        fired.dedup();
        for cell in fired {
            if self.evaluator.registry.is_observed(cell.actor) {
                let value = self.evaluator.plain_now(&Live::Cell(cell));
                self.evaluator
                    .registry
                    .publish(cell.actor, cell.slot, &value);
            } else if let Some(found) = self.evaluator.cell_mut(cell) {
                found.unset(flag::OBSERVED);
            }
        }
    }
}

impl Evaluator {
    fn find_cell(&mut self, path: &str) -> Option<CellRef> {
        let mut names = path.split('.');
        let first = names.next()?;
        let plan = std::rc::Rc::clone(&self.plan);
        let (_, operand) = plan.variables.iter().find(|(name, _)| &**name == first)?;
        let reader = CellRef {
            actor: self.root,
            slot: u32::MAX,
        };
        let mut live = self.resolve(self.root, operand);
        for name in names {
            let value = self
                .read(&live, View::Now, reader, &mut Reads::default())
                .value?;
            let crate::value::Value::Object(object) = value else {
                return None;
            };
            live = object.field(Symbol::new(name))?.clone();
        }
        match live {
            Live::Cell(cell) => Some(cell),
            Live::Const(_) | Live::Absent => None,
        }
    }
}
