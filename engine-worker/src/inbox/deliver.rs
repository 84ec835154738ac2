//! A logged stimulus becomes due in the evaluator: one turn.

use protocol::Event;

use crate::evaluator::Evaluator;
use crate::value::CellRef;
use crate::view::from_plain;

use super::accept::{Payload, Record};

/// Runs the turn of a record. Answers whether its target was alive.
pub(crate) fn deliver(evaluator: &mut Evaluator, record: &Record) -> bool {
    evaluator.now = record.time;
    let mut found = true;
    evaluator.turn(|evaluator| match &record.payload {
        Payload::Event(Event::Node { target, kind }) => found = evaluator.deliver(*target, kind),
        Payload::Event(Event::Route { path }) => evaluator.set_route(path, false),
        Payload::Tick { actor, cell } => evaluator.tick(CellRef {
            actor: *actor,
            slot: *cell,
        }),
        Payload::Message { actor, cell, value } => {
            let slot = CellRef {
                actor: *actor,
                slot: *cell,
            };
            found = evaluator.is_alive(slot);
            if let Some(value) = from_plain(value) {
                evaluator.feed(slot, value, true, slot);
            }
        }
    });
    found
}
