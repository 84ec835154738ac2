//! The log of a life as a file that somebody else can replay.
//!
//! A recording is a log itself: a snapshot of what was there when the life began, then what the log has of the
//! life, and nothing more. If the log was compacted meanwhile, the life's beginning is missing: the recording
//! then begins with the snapshot that took its place.

use protocol::{Event, EventKind, WireValue};

use super::record::{Payload, Record};

use super::{Ledger, LogEntry, Message, Unfinished};

/// The entries of a recording from those of a log.
#[must_use]
pub fn of_newest_life(entries: Vec<LogEntry>) -> Vec<LogEntry> {
    let life = entries
        .iter()
        .rposition(|entry| matches!(entry, LogEntry::Life(_)));
    let Some(life) = life else {
        return entries;
    };
    let mut base = Ledger::default();
    for entry in &entries[..life] {
        base.apply(entry);
    }
    let mut recording = if life == 0 {
        Vec::new()
    } else {
        base.snapshot()
    };
    recording.extend_from_slice(&entries[life..]);
    recording
}

/// Whether a recording begins with a life: only then does a replay have the same names.
#[must_use]
pub fn is_whole(entries: &[LogEntry]) -> bool {
    entries
        .iter()
        .any(|entry| matches!(entry, LogEntry::Life(_)))
}

/// Replaces what people have written, letter by letter: `saved` does it for a saved value.
pub fn redact(entries: &mut [LogEntry], saved: impl Fn(&[u8]) -> Vec<u8>) {
    for entry in entries {
        match entry {
            LogEntry::Event(record) => redact_record(record),
            LogEntry::Unfinished(Unfinished { record, .. })
            | LogEntry::DeadLetter(Unfinished { record, .. }) => redact_record(record),
            LogEntry::Commit(commit) => {
                for change in &mut commit.changes {
                    change.value = change.value.take().map(|value| saved(&value));
                }
                let said = commit.tabs.iter_mut().flat_map(|tab| &mut tab.said);
                said.for_each(|said| redact_message(&mut said.message));
            }
            LogEntry::Saved(values) => {
                for (_, value) in values {
                    *value = saved(value);
                }
            }
            LogEntry::Tab(tab) => {
                let said = tab.said.iter_mut();
                said.for_each(|(_, said)| redact_message(&mut said.message));
                if let Some(attachment) = &mut tab.attachment {
                    blank(&mut attachment.route);
                }
            }
            LogEntry::Attached(attachment) => blank(&mut attachment.route),
            LogEntry::Life(_)
            | LogEntry::Base(_)
            | LogEntry::Detached { .. }
            | LogEntry::Attempt { .. }
            | LogEntry::GivenUp { .. }
            | LogEntry::Retried { .. }
            | LogEntry::Discarded { .. }
            | LogEntry::Cleared
            | LogEntry::Shown { .. }
            | LogEntry::Counts { .. }
            | LogEntry::Names { .. } => {}
        }
    }
}

fn redact_record(record: &mut Record) {
    match &mut record.payload {
        Payload::Event(Event::Route { path }) => blank(path),
        Payload::Event(Event::Node { kind, .. }) => match kind {
            EventKind::Change { text, .. } => blank(text),
            EventKind::KeyDown { key, text, .. } => {
                // The names of keys say what was done; single letters what was written.
                if key.chars().nth(1).is_none() {
                    blank(key);
                }
                blank(text);
            }
            EventKind::Select { value, .. } => blank(value),
            EventKind::Press
            | EventKind::Click { .. }
            | EventKind::DoubleClick
            | EventKind::Focus
            | EventKind::Blur
            | EventKind::Hover { .. }
            | EventKind::Slide { .. }
            | EventKind::ContextMenu { .. } => {}
        },
        Payload::Tick { .. } => {}
        Payload::Message { value, .. } => redact_value(value),
    }
}

fn redact_message(message: &mut Message) {
    match message {
        Message::Console(_, text) => blank(text),
        Message::Navigate(path) => blank(path),
        Message::Write { value, .. } => blank(value),
    }
}

fn redact_value(value: &mut WireValue) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            WireValue::Text(text) => blank(text),
            WireValue::Object { fields, .. } => {
                open.extend(fields.iter_mut().map(|(_, value)| value));
            }
            WireValue::List(items) => open.extend(items.iter_mut()),
            WireValue::Absent
            | WireValue::Number(_)
            | WireValue::Tag(_)
            | WireValue::Reference { .. } => {}
        }
    }
}

fn blank(text: &mut String) {
    *text = blanked(text);
}

/// A text with `x` for each letter and `0` for each digit: as long as it was, and as it was spaced.
#[must_use]
pub fn blanked(text: &str) -> String {
    text.chars()
        .map(|found| {
            if found.is_numeric() {
                '0'
            } else if found.is_alphabetic() {
                'x'
            } else {
                found
            }
        })
        .collect()
}
