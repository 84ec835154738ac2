//! The records of the log: what happened, and what a snapshot says instead.
//!
//! One entry is one payload of the log. A life of the engine is `Life`, then in order what enters
//! (`Attached`, `Event`, `Attempt`, …), each answered by a `Commit` with the same number once its turn is
//! over. A snapshot begins with `Base` and holds what a [`super::Ledger`] has; the two read alike.

use postcard::fixint;
use protocol::ConsoleLevel;
use protocol::ids::{ActorId, EditVersion, Epoch, NodeId, Sequence, TabId};
use serde::{Deserialize, Serialize};

use super::record::Record;

use super::{SavedChange, SavedKey};

/// A record of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LogEntry {
    /// An engine starts with what the entries before lead to.
    Life(Life),
    /// A tab shows the program; this is a turn, too.
    Attached(Attachment),
    /// A tab has ended.
    Detached {
        /// Its slot.
        slot: u32,
    },
    /// A stimulus, about to be delivered.
    Event(Record),
    /// A stimulus of before, about to be delivered once more.
    Attempt {
        /// Its number.
        sequence: Sequence,
        /// When.
        time: f64,
    },
    /// A turn is over.
    Commit(Commit),
    /// A stimulus failed too often.
    GivenUp {
        /// Its number.
        sequence: Sequence,
    },
    /// One that was given up is tried again.
    Retried {
        /// Its number.
        sequence: Sequence,
    },
    /// One that was given up is forgotten.
    Discarded {
        /// Its number.
        sequence: Sequence,
    },
    /// All that was saved is forgotten.
    Cleared,
    /// A page has applied a frame, and with it what the program said.
    Shown {
        /// The slot of its tab.
        slot: u32,
        /// The frame.
        frame: Sequence,
    },
    /// A snapshot begins: how the newest life began.
    Base(Life),
    /// Of a snapshot: the counts.
    Counts {
        /// The newest number of the total order.
        sequence: Sequence,
        /// The time of the newest stimulus.
        time: f64,
        /// The next identity of an item.
        next_item: u64,
    },
    /// Of a snapshot: a tab.
    Tab(TabEntry),
    /// Of a snapshot: instances on the page of a tab, and where they are.
    Names {
        /// The tab.
        tab: TabId,
        /// The life that calls them so.
        epoch: Epoch,
        /// Names and places.
        names: Vec<Name>,
    },
    /// Of a snapshot: saved values.
    Saved(Vec<(SavedKey, Vec<u8>)>),
    /// Of a snapshot: a stimulus without a commit.
    Unfinished(Unfinished),
    /// Of a snapshot: one that was given up.
    DeadLetter(Unfinished),
}

/// How a life begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Life {
    /// Its number.
    pub epoch: Epoch,
    /// Which text of the program: see [`protocol::program_fingerprint`].
    #[serde(with = "fixint::le")]
    pub program: u64,
    /// The path of the file that runs.
    pub entry: String,
    /// When it began.
    pub time: f64,
}

/// A tab begins to show the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its place in the total order.
    pub sequence: Sequence,
    /// The tab.
    pub tab: TabId,
    /// What it is called in this life.
    pub slot: u32,
    /// The program's path there.
    pub route: String,
    /// The seed of everything random there.
    pub seed: u64,
    /// When.
    pub time: f64,
    /// The life whose nodes are on its page, if any are.
    pub resumes: Option<Epoch>,
    /// The newest frame of that life on its page.
    pub applied: Sequence,
}

/// What a turn leads to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Commit {
    /// The stimulus that is processed.
    pub sequence: Sequence,
    /// What it changed of what is kept.
    pub changes: Vec<SavedChange>,
    /// The next identity of an item.
    pub next_item: u64,
    /// What it means for the pages of tabs.
    pub tabs: Vec<TabCommit>,
}

/// What a turn means for the page of a tab.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TabCommit {
    /// The tab's slot.
    pub slot: u32,
    /// Instances that got nodes.
    pub made: Vec<Name>,
    /// Instances that ended.
    pub dropped: Vec<ActorId>,
    /// What the program says besides.
    pub said: Vec<Said>,
}

/// An instance with nodes, and where it is in the program.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// What it is called.
    pub actor: ActorId,
    /// Its place key.
    #[serde(with = "fixint::le")]
    pub place: u64,
}

/// Something for the page that a life to come cannot find out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The frame that brings it.
    pub frame: Sequence,
    /// What.
    pub message: Message,
}

/// What a program says to the page that is not seen from its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// A line for the console.
    Console(ConsoleLevel, String),
    /// The path is another one.
    Navigate(String),
    /// A control's text is another one. The newest write is in the view, but what a user has typed without
    /// having seen it was typed on top of the text before.
    Write {
        /// The control.
        node: NodeId,
        /// Its text, or value.
        value: String,
        /// The newest edit that the text was computed from.
        answers: EditVersion,
    },
}

/// What is known of a tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TabEntry {
    /// The tab.
    pub tab: TabId,
    /// The newest event of its page that is in the log.
    pub mark: Sequence,
    /// When it was attached last, in the total order.
    pub seen: Sequence,
    /// How it is attached, if it is.
    pub attachment: Option<Attachment>,
    /// What its page may not have been told yet, and by which life.
    pub said: Vec<(Epoch, Said)>,
}

/// A stimulus whose turn has not come to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unfinished {
    /// The stimulus.
    pub record: Record,
    /// The tab in whose names it speaks.
    pub tab: TabId,
    /// Where its target is; 0 if nobody could say.
    #[serde(with = "fixint::le")]
    pub place: u64,
    /// How often it was delivered.
    pub tries: u32,
}

impl LogEntry {
    /// The bytes of the entry.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Serializing into a growing vector fails only for types without a known length; there are none.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// If the bytes are none, or are followed by others.
    pub fn decode(bytes: &[u8]) -> Result<LogEntry, postcard::Error> {
        let (entry, rest) = postcard::take_from_bytes(bytes)?;
        if rest.is_empty() {
            Ok(entry)
        } else {
            Err(postcard::Error::DeserializeUnexpectedEnd)
        }
    }
}
