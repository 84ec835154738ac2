//! A logged stimulus becomes due in the evaluator: one turn.

use protocol::Event;

use crate::durability::{Payload, Record};
use crate::evaluator::Evaluator;
use crate::value::CellRef;
use crate::view::from_plain;

/// Whether the target of a record is still there; a timer's tick ends with the timer.
pub(crate) fn is_alive(evaluator: &Evaluator, record: &Record) -> bool {
    match &record.payload {
        Payload::Event(_) => true,
        Payload::Tick { timer, .. } => evaluator.timers.contains_key(timer),
        Payload::Message { actor, cell, .. } => evaluator.is_alive(CellRef {
            actor: *actor,
            slot: *cell,
        }),
    }
}

/// Runs the turn of a record, which may have happened on another page than the evaluator's. Answers whether its
/// target was alive.
pub(crate) fn deliver(evaluator: &mut Evaluator, record: &Record, here: bool) -> bool {
    evaluator.now = record.time;
    let mut found = is_alive(evaluator, record);
    evaluator.turn(|evaluator| match &record.payload {
        Payload::Event(Event::Node { target, kind }) => {
            found = evaluator.deliver(*target, kind, here);
        }
        Payload::Event(Event::Route { path }) => evaluator.set_route(path, false),
        Payload::Tick { timer, .. } => {
            if let Some(cell) = evaluator.timers.get(timer).copied() {
                evaluator.tick(cell);
            }
        }
        Payload::Message {
            actor, cell, value, ..
        } => {
            let slot = CellRef {
                actor: *actor,
                slot: *cell,
            };
            if let Some(value) = from_plain(value) {
                evaluator.feed(slot, value, true, slot);
            }
        }
    });
    found
}
