//! What a page says: frames for an engine, and commands.

use alloc::vec;
use alloc::vec::Vec;

use super::writer::Writer;
use crate::control::{Command, Durability, SourceFile, StartProgram, Task};
use crate::error::Reason;
use crate::event::{Event, EventKind, StampedEvent};
use crate::frame::UpFrame;
use crate::ids::{Epoch, Location, NodeId, TabId};
use crate::version::FIRST_BYTE;

/// The bytes of a frame.
pub(crate) fn up(frame: &UpFrame) -> Vec<u8> {
    let mut writer = Writer(vec![FIRST_BYTE]);
    match frame {
        UpFrame::Events(batch) => {
            writer.byte(0);
            writer.number(batch.epoch.0);
            location(&mut writer, batch.location);
            events(&mut writer, &batch.events);
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

pub(crate) fn events(writer: &mut Writer, events: &[StampedEvent]) {
    writer.number(events.len() as u32);
    for stamped in events {
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

/// The bytes of a command.
#[must_use]
pub fn command(command: &Command) -> Vec<u8> {
    let mut writer = Writer(Vec::new());
    match command {
        Command::Start(program) => return start(program),
        Command::Attach(attach) => {
            writer.byte(1);
            writer.byte(attach.version);
            writer.long(attach.program);
            writer.text(&attach.base);
            writer.text(&attach.route);
            epoch(&mut writer, attach.resumes);
            writer.long(attach.applied.0);
        }
        Command::Detach => writer.byte(2),
        Command::Inspect { request } => {
            writer.byte(3);
            writer.number(*request);
        }
        Command::Manage { request, task } => {
            writer.byte(4);
            writer.number(*request);
            write_task(&mut writer, task);
        }
    }
    writer.0
}

/// The bytes of [`Command::Start`], for who keeps the program.
#[must_use]
pub fn start(program: &StartProgram) -> Vec<u8> {
    let mut writer = Writer(vec![0, program.version]);
    writer.number(program.epoch.0);
    writer.long(program.tab.0);
    writer.byte(u8::from(program.app.is_some()));
    if let Some(app) = &program.app {
        writer.text(app);
    }
    writer.byte(match program.durability {
        Durability::Strict => 0,
        Durability::Relaxed => 1,
        Durability::Memory => 2,
    });
    epoch(&mut writer, program.resumes);
    writer.long(program.applied.0);
    writer.number(program.leftovers.len() as u32);
    for leftover in &program.leftovers {
        writer.bytes(leftover);
    }
    files(&mut writer, &program.entry, &program.files);
    writer.text(&program.base);
    writer.text(&program.route);
    writer.long(program.seed);
    writer.float(program.time);
    writer.0
}

/// The bytes of [`crate::Leftover`].
#[must_use]
pub fn leftover(tab: TabId, epoch: Epoch, unsaid: &[StampedEvent]) -> Vec<u8> {
    let mut writer = Writer(Vec::new());
    writer.long(tab.0);
    writer.number(epoch.0);
    events(&mut writer, unsaid);
    writer.0
}

fn write_task(writer: &mut Writer, task: &Task) {
    match task {
        Task::ClearState => writer.byte(0),
        Task::Swap { entry, files: all } => {
            writer.byte(1);
            files(writer, entry, all);
        }
        Task::DeadLetters => writer.byte(2),
        Task::Retry(number) => {
            writer.byte(3);
            writer.long(number.0);
        }
        Task::Discard(number) => {
            writer.byte(4);
            writer.long(number.0);
        }
        Task::Recording { redact } => {
            writer.byte(5);
            writer.byte(u8::from(*redact));
        }
    }
}

#[inline(never)]
fn files(writer: &mut Writer, entry: &str, files: &[SourceFile]) {
    writer.text(entry);
    writer.number(files.len() as u32);
    for file in files {
        writer.text(&file.path);
        writer.text(&file.text);
    }
}

fn epoch(writer: &mut Writer, epoch: Option<Epoch>) {
    writer.byte(u8::from(epoch.is_some()));
    if let Some(epoch) = epoch {
        writer.number(epoch.0);
    }
}
