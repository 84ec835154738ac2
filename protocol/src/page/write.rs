//! What a page says in frames for an engine; its commands are the scripts'.

use alloc::vec;
use alloc::vec::Vec;

use super::writer::Writer;
use crate::error::Reason;
use crate::event::{Event, EventKind, StampedEvent};
use crate::frame::UpFrame;
use crate::ids::{Epoch, Location, NodeId};
use crate::version::FIRST_BYTE;

/// The bytes of a frame.
pub(crate) fn up(frame: &UpFrame) -> Vec<u8> {
    let mut writer = Writer(vec![FIRST_BYTE]);
    match frame {
        UpFrame::Events(batch) => {
            return batch_of(batch.epoch, batch.location, &batch.events);
        }
        UpFrame::Applied(applied) => {
            writer.byte(1);
            writer.number(applied.epoch.0);
            writer.long(applied.sequence.0);
        }
        UpFrame::Rejected(rejected) => {
            writer.byte(2);
            writer.number(rejected.epoch.0);
            writer.long(rejected.sequence.0);
            writer.number(rejected.offset);
            writer.byte(rejected.reason.number());
            if let Reason::OtherVersion { found } = rejected.reason {
                writer.byte(found);
            }
        }
    }
    writer.0
}

pub(crate) fn location(writer: &mut Writer, location: Location) {
    match location {
        Location::Local => writer.byte(0),
        Location::Worker(id) => {
            writer.byte(1);
            writer.number(id.0);
        }
        Location::Server(id) => {
            writer.byte(2);
            writer.number(id.0);
        }
    }
}

fn write_events(writer: &mut Writer, parts: &[&[StampedEvent]]) {
    let count: usize = parts.iter().map(|part| part.len()).sum();
    writer.number(count as u32);
    for stamped in parts.iter().copied().flatten() {
        writer.long(stamped.sequence.0);
        writer.float(stamped.time);
        match &stamped.event {
            Event::Node { target, kind } => {
                writer.byte(0);
                node(writer, *target);
                event_kind(writer, kind);
            }
            Event::Route { path } => {
                writer.byte(1);
                writer.text(path);
            }
        }
    }
}

fn event_kind(writer: &mut Writer, kind: &EventKind) {
    writer.byte(match kind {
        EventKind::Press => 0,
        EventKind::Click { .. } => 1,
        EventKind::DoubleClick => 2,
        EventKind::Change { .. } => 3,
        EventKind::KeyDown { .. } => 4,
        EventKind::Focus => 5,
        EventKind::Blur => 6,
        EventKind::Hover { .. } => 7,
        EventKind::Select { .. } => 8,
        EventKind::Slide { .. } => 9,
        EventKind::ContextMenu { .. } => 10,
    });
    match kind {
        EventKind::Press | EventKind::DoubleClick | EventKind::Focus | EventKind::Blur => {}
        EventKind::Click { x, y } | EventKind::ContextMenu { x, y } => {
            writer.float(*x);
            writer.float(*y);
        }
        EventKind::Change { text, edit, seen } => {
            writer.text(text);
            writer.number(edit.0);
            writer.number(seen.0);
        }
        EventKind::KeyDown {
            key,
            text,
            edit,
            seen,
        } => {
            writer.text(key);
            writer.text(text);
            writer.number(edit.0);
            writer.number(seen.0);
        }
        EventKind::Hover { inside } => writer.byte(u8::from(*inside)),
        EventKind::Select { value, edit } => {
            writer.text(value);
            writer.number(edit.0);
        }
        EventKind::Slide { value, edit } => {
            writer.float(*value);
            writer.number(edit.0);
        }
    }
}

fn node(writer: &mut Writer, node: NodeId) {
    writer.number(node.actor.index);
    writer.number(node.actor.generation);
    writer.number(node.hole);
}

/// The bytes of a frame of events, for who keeps them.
pub(crate) fn batch_of(epoch: Epoch, place: Location, events: &[StampedEvent]) -> Vec<u8> {
    let mut writer = Writer(vec![FIRST_BYTE, 0]);
    writer.number(epoch.0);
    location(&mut writer, place);
    write_events(&mut writer, &[events]);
    writer.0
}

/// The bytes of events, as a [`crate::Leftover`] ends with them.
#[must_use]
pub fn events(parts: &[&[StampedEvent]]) -> Vec<u8> {
    let mut writer = Writer(Vec::new());
    write_events(&mut writer, parts);
    writer.0
}
