//! Stimuli that fail: counted in the log, given up after a number of tries, kept for people.

use protocol::{Event, EventKind, Sequence};
use serde::Serialize;

use crate::durability::{LogEntry, Unfinished};
use crate::inbox::{Payload, Source};

use super::{Engine, Waiting};

/// How often a stimulus may fail before it is given up.
pub const MOST_TRIES: u32 = 3;

/// The longest text of an event that a dead letter shows, in characters.
const MAX_SHOWN: usize = 80;

/// A stimulus that was given up, for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeadLetter {
    /// Its number in the log.
    pub sequence: u64,
    /// What it was, in words.
    pub what: String,
    /// When it happened, in milliseconds since the Unix epoch.
    pub time: f64,
    /// How often it failed.
    pub tries: u32,
}

impl Engine {
    /// Gives up what has failed too often; answered by [`Engine::take_given_up`].
    pub(super) fn give_up(&mut self) {
        let unfinished = self.ledger.unfinished();
        let failed: Vec<DeadLetter> = unfinished
            .filter(|unfinished| unfinished.tries >= MOST_TRIES)
            .map(DeadLetter::of)
            .collect();
        for letter in failed {
            let sequence = Sequence(letter.sequence);
            self.enter(LogEntry::GivenUp { sequence });
            self.given_up.push(letter);
        }
    }

    /// What was given up since the last call.
    pub fn take_given_up(&mut self) -> Vec<DeadLetter> {
        std::mem::take(&mut self.given_up)
    }

    /// All that was given up and neither tried again nor discarded.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.ledger.dead_letters().map(DeadLetter::of).collect()
    }

    /// Tries a dead letter once more; it happens at the next stages. Answers whether there is one.
    pub fn retry(&mut self, sequence: Sequence) -> bool {
        let found = self.ledger.dead_letter(sequence).is_some();
        if found {
            self.enter(LogEntry::Retried { sequence });
            self.waiting.push_back(Waiting::Attempt(sequence));
        }
        found
    }

    /// Forgets a dead letter. Answers whether there was one.
    pub fn discard(&mut self, sequence: Sequence) -> bool {
        let found = self.ledger.dead_letter(sequence).is_some();
        if found {
            self.enter(LogEntry::Discarded { sequence });
        }
        found
    }
}

impl DeadLetter {
    fn of(unfinished: &Unfinished) -> DeadLetter {
        let record = &unfinished.record;
        DeadLetter {
            sequence: record.sequence.0,
            what: describe(&record.payload, record.source),
            time: record.time,
            tries: unfinished.tries,
        }
    }
}

/// What a stimulus is, in words.
fn describe(payload: &Payload, source: Source) -> String {
    let kind = match payload {
        Payload::Tick { .. } => return "a tick of a timer".to_owned(),
        Payload::Message { .. } => return "a message of the host".to_owned(),
        Payload::Event(Event::Route { path }) => return format!("the path {}", shown(path)),
        Payload::Event(Event::Node { kind, .. }) => kind,
    };
    let what = match kind {
        EventKind::Press => "a press".to_owned(),
        EventKind::Click { .. } => "a click".to_owned(),
        EventKind::DoubleClick => "a double click".to_owned(),
        EventKind::Change { text, .. } => format!("the text {}", shown(text)),
        EventKind::KeyDown { key, .. } => format!("the key {}", shown(key)),
        EventKind::Focus => "a focus".to_owned(),
        EventKind::Blur => "a blur".to_owned(),
        EventKind::Hover { inside: true } => "a pointer that enters".to_owned(),
        EventKind::Hover { inside: false } => "a pointer that leaves".to_owned(),
        EventKind::Select { value, .. } => format!("the choice {}", shown(value)),
        EventKind::Slide { value, .. } => format!("the value {value}"),
        EventKind::ContextMenu { .. } => "a context menu".to_owned(),
    };
    match source {
        Source::Gone(..) => format!("{what} in a tab that is gone"),
        Source::Page(_) | Source::Timer | Source::Host | Source::Missed => what,
    }
}

fn shown(text: &str) -> String {
    if text.chars().nth(MAX_SHOWN).is_none() {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(MAX_SHOWN).collect();
    format!("`{start}…`")
}
