//! A stimulus with its place in the total order: what a replay needs.

use protocol::ids::{ActorId, Sequence, TabId};
use protocol::{Event, WireValue};
use serde::{Deserialize, Serialize};

/// Who a stimulus comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// The tab's page, with its own number.
    Page(Sequence),
    /// A timer of the program.
    Timer,
    /// The host: a message through a handle.
    Host,
    /// The page of a tab that is gone, with the page's own number; it happens in another tab.
    Gone(TabId, Sequence),
    /// The engine: what the stimulus after it takes for granted, and its life has not heard.
    Missed,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Payload {
    /// An event of a page.
    Event(Event),
    /// A timer's period is over.
    Tick {
        /// The loop that waited.
        timer: ActorId,
        /// The cell that has the timer.
        cell: u32,
        /// Where its instance is; 0 if nobody could say.
        place: u64,
    },
    /// A message for a slot of the program.
    Message {
        /// The instance.
        actor: ActorId,
        /// Its cell.
        cell: u32,
        /// Where the instance is; 0 if nobody could say.
        place: u64,
        /// The payload.
        value: WireValue,
    },
}

/// A stimulus in the total order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its place in the total order.
    pub sequence: Sequence,
    /// The slot of the tab in whose names it speaks and in which it happens first.
    pub slot: u32,
    /// Who it comes from.
    pub source: Source,
    /// When, in milliseconds of the host's clock; never less than the record before.
    pub time: f64,
    /// What.
    pub payload: Payload,
}
