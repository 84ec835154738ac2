//! The program from outside: handles of its cells, and native actors beside it.
//!
//! Nothing here changes the program by itself: what a handle tells and what a native actor produces wait
//! until [`Engine::advance`] takes them in through the inbox, in order, one turn each. What cells publish
//! leaves at the end of the turn in which they fired.

use std::collections::BTreeMap;

use protocol::WireValue;
use protocol::ids::ActorId;
use serde::{Deserialize, Serialize};

use crate::actors::{ActorHandle, Behaviour, Native, Policy, SendError, Stimulus, Subscription};
use crate::evaluator::Evaluator;
use crate::evaluator::instance::flag;
use crate::evaluator::read::{Reads, View};
use crate::evaluator::timer::timestamp;
use crate::inbox::{Payload, Source};
use crate::symbol::Symbol;
use crate::value::{CellRef, Live};

use super::Engine;
use super::tab::Tab;

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
    /// Finds a cell of the first tab by its path: a top-level variable, then fields.
    #[must_use]
    pub fn find(&mut self, path: &str) -> Option<CellAddress> {
        let cell = self.tabs.first_mut()?.evaluator.find_cell(path)?;
        Some(CellAddress {
            actor: cell.actor,
            cell: cell.slot,
        })
    }

    /// A handle of a cell of the first tab; `None` if there is no tab.
    #[must_use]
    pub fn handle(&self, address: CellAddress) -> Option<CellHandle> {
        let registry = &self.tabs.first()?.evaluator.registry;
        Some(CellHandle {
            actor: registry.handle(address.actor),
            cell: address.cell,
        })
    }

    /// Starts a native actor in the first tab that dies with `owner`; what it puts out as number `n` is told to
    /// the n-th of `outputs`. `None` if the owner has ended.
    pub fn spawn(
        &mut self,
        owner: ActorId,
        native: Native,
        outputs: Vec<CellAddress>,
    ) -> Option<ActorHandle> {
        let tab = self.tabs.first_mut()?;
        let registry = &mut tab.evaluator.registry;
        let scope = registry.create_scope(registry.scope_of(owner)?)?;
        let actor = registry.spawn(scope, Behaviour::from(native))?;
        let outputs_of = &mut tab.outputs.0;
        outputs_of.retain(|actor, _| registry.is_alive(*actor));
        outputs_of.insert(actor, outputs);
        Some(registry.handle(actor))
    }

    /// When the next timer is due, in milliseconds of the host's clock.
    #[must_use]
    pub fn next_deadline(&self) -> Option<f64> {
        let deadlines = self.tabs.iter();
        let deadline = deadlines
            .filter_map(|tab| tab.evaluator.registry.next_deadline())
            .min()?;
        let mut milliseconds = deadline.0 as f64 / 1e6;
        // Not a moment too early, whatever rounding does: the timer would not be due.
        while timestamp(milliseconds) < deadline {
            milliseconds = milliseconds.next_up();
        }
        Some(milliseconds)
    }

    /// Gives new observers the present value, and notes which cells are observed.
    pub(super) fn answer_snapshots(&mut self) {
        for tab in &mut self.tabs {
            for request in tab.evaluator.registry.take_snapshot_requests() {
                let cell = CellRef {
                    actor: request.actor,
                    slot: request.cell,
                };
                if let Some(found) = tab.evaluator.cell_mut(cell) {
                    found.set(flag::OBSERVED);
                    if found.value.is_some() {
                        request.answer(tab.evaluator.plain_now(&Live::Cell(cell)));
                    }
                }
            }
        }
    }
}

impl Tab {
    /// What the actor core hands out as what the inbox takes; `None` if nobody is meant any more.
    pub(super) fn payload(&mut self, stimulus: Stimulus) -> Option<(Source, Payload)> {
        let evaluator = &mut self.evaluator;
        if let Some((cell, merged)) = evaluator.timer_of(&stimulus) {
            evaluator.work.merged_ticks += merged;
            let Stimulus::Produced { by: timer, .. } = stimulus else {
                return None;
            };
            let payload = Payload::Tick {
                timer,
                cell: cell.slot,
                place: evaluator.place_key(cell.actor).unwrap_or(0),
            };
            return Some((Source::Timer, payload));
        }
        let (actor, cell, value) = self.message(stimulus)?;
        let payload = Payload::Message {
            actor,
            cell,
            place: self.evaluator.place_key(actor).unwrap_or(0),
            value,
        };
        Some((Source::Host, payload))
    }

    fn message(&self, stimulus: Stimulus) -> Option<(ActorId, u32, WireValue)> {
        match stimulus {
            Stimulus::Produced {
                by, cell, payload, ..
            } => {
                let target = self.outputs.0.get(&by)?.get(cell as usize)?;
                Some((target.actor, target.cell, payload))
            }
            Stimulus::Told { actor, message, .. } => {
                let WireValue::Object { fields, .. } = message else {
                    return None;
                };
                let mut fields = fields.into_iter();
                match (fields.next(), fields.next()) {
                    (Some((_, WireValue::Number(cell))), Some((_, value))) => {
                        Some((actor, cell as u32, value))
                    }
                    _ => None,
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
