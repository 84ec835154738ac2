//! The names of lives before → those of the life that runs.
//!
//! A target is named by an instance, and instances are called otherwise in every life. Between lives, a place
//! in the program says the same as a name: the ledger has the places of what pages show, and of what was
//! logged and not processed.

use protocol::Event;
use protocol::ids::{ActorId, Epoch, TabId};

use crate::durability::Unfinished;
use crate::inbox::{Payload, Record, Source};
use crate::value::CellRef;

use super::Engine;
use super::staging::Revived;

impl Engine {
    /// Says an event of a tab by the names of another tab's evaluator, or of the tab's own of now. Answers
    /// whether its target is still there.
    pub(super) fn translate(&self, tab: TabId, epoch: Epoch, to: TabId, event: &mut Event) -> bool {
        let Event::Node { target, .. } = event else {
            return true;
        };
        let actor = self
            .ledger
            .place(tab, epoch, target.actor)
            .and_then(|place| self.actor_at(to, place));
        if let Some(actor) = actor {
            target.actor = actor;
        }
        actor.is_some()
    }

    fn actor_at(&self, tab: TabId, place: u64) -> Option<ActorId> {
        let found = self.tab(tab)?.evaluator.actors_at(&[place]);
        found.into_iter().next().flatten()
    }

    /// A stimulus of before as one of this life: in its own tab, or in the first one if that is not attached.
    pub(super) fn revive(&self, unfinished: &Unfinished, time: f64) -> Option<Revived> {
        let Unfinished {
            record, tab, place, ..
        } = unfinished;
        if record.source == Source::Missed {
            // What it was said for says it again.
            return None;
        }
        let own = self.tab(*tab);
        let here = own.is_some() && !matches!(record.source, Source::Gone(..));
        let tab = own.or(self.tabs.first())?;
        let at_place = || match place {
            0 => None,
            _ => self.actor_at(tab.id, *place),
        };
        let payload = match &record.payload {
            Payload::Event(Event::Route { path }) => {
                let path = path.clone();
                Payload::Event(Event::Route { path })
            }
            Payload::Event(Event::Node { target, kind }) => {
                let mut target = *target;
                target.actor = at_place()?;
                let kind = kind.clone();
                Payload::Event(Event::Node { target, kind })
            }
            Payload::Tick { cell, place, .. } => {
                let slot = CellRef {
                    actor: at_place()?,
                    slot: *cell,
                };
                let timers = &tab.evaluator.timers;
                // A cell has at most one timer.
                let (timer, _) = timers.iter().find(|(_, cell)| **cell == slot)?;
                Payload::Tick {
                    timer: *timer,
                    cell: *cell,
                    place: *place,
                }
            }
            Payload::Message {
                cell, place, value, ..
            } => Payload::Message {
                actor: at_place()?,
                cell: *cell,
                place: *place,
                value: value.clone(),
            },
        };
        Some(Revived {
            record: Record {
                sequence: record.sequence,
                slot: tab.slot,
                source: record.source,
                time,
                payload,
            },
            here,
        })
    }
}
