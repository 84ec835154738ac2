//! The log of stimuli: order, repeats, and what a replay needs.

use std::collections::VecDeque;

use protocol::ids::{ActorId, Sequence};
use protocol::{Event, WireValue};
use serde::{Deserialize, Serialize};

/// How many records are kept; the oldest go first.
pub const MAX_LOGGED: usize = 200_000;

/// Who a stimulus comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// The page, with its own number.
    Page(Sequence),
    /// A timer of the program.
    Timer,
    /// The host: a message through a handle.
    Host,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Payload {
    /// An event of the page.
    Event(Event),
    /// A timer's period is over.
    Tick {
        /// The instance that has the timer.
        actor: ActorId,
        /// Its cell.
        cell: u32,
    },
    /// A message for a slot of the program.
    Message {
        /// The instance.
        actor: ActorId,
        /// Its cell.
        cell: u32,
        /// The payload.
        value: WireValue,
    },
}

/// A logged stimulus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its place in the total order.
    pub sequence: Sequence,
    /// Who it comes from.
    pub source: Source,
    /// When, in milliseconds of the host's clock; never less than the record before.
    pub time: f64,
    /// What.
    pub payload: Payload,
}

/// The inbox of an engine.
#[derive(Debug, Default)]
pub struct Inbox {
    log: VecDeque<Record>,
    next: u64,
    time: f64,
    page: Sequence,
    repeats: u64,
    forgotten: u64,
}

impl Inbox {
    /// Puts a stimulus in the log; the record is what may then be delivered. `None` for a page's event that
    /// was accepted before.
    pub fn accept(&mut self, source: Source, time: f64, payload: Payload) -> Option<Record> {
        if let Source::Page(sequence) = source {
            if sequence <= self.page {
                self.repeats += 1;
                return None;
            }
            self.page = sequence;
        }
        self.next += 1;
        // A clock that jumps back must not reorder anything.
        self.time = libm::fmax(self.time, time);
        let record = Record {
            sequence: Sequence(self.next),
            source,
            time: self.time,
            payload,
        };
        if self.log.len() == MAX_LOGGED {
            self.log.pop_front();
            self.forgotten += 1;
        }
        self.log.push_back(record.clone());
        Some(record)
    }

    /// The newest event of the page that is in the log.
    #[must_use]
    pub fn logged(&self) -> Sequence {
        self.page
    }

    /// Whether an event of the page is a repeat.
    #[must_use]
    pub fn has(&self, sequence: Sequence) -> bool {
        sequence <= self.page
    }

    /// How many records there were so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.next
    }

    /// How many events came more than once.
    #[must_use]
    pub fn repeats(&self) -> u64 {
        self.repeats
    }

    /// All records that are kept, and whether none is missing before them.
    pub fn log(&self) -> (impl Iterator<Item = &Record>, bool) {
        (self.log.iter(), self.forgotten == 0)
    }
}
