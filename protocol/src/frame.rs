//! Envelopes: what is said once per message.

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::error::Reason;
use crate::event::StampedEvent;
use crate::ids::{Epoch, Location, Sequence};
use crate::patch::Patch;

/// What an engine sends to a page.
#[derive(Clone, Debug, PartialEq)]
pub enum DownFrame<'a> {
    /// Changes of the page.
    Patches(PatchFrame<'a>),
    /// Events are safe in the log although there is nothing to paint.
    Logged(Logged),
}

/// The patches of one batch of turns. The page answers [`UpFrame::Applied`] or [`UpFrame::Rejected`], and
/// until then no other is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchFrame<'a> {
    /// Which life of the engine speaks.
    pub epoch: Epoch,
    /// Where all actors of the frame are.
    pub location: Location,
    /// The frame's number: each is one more than the last; a reset may have any number.
    pub sequence: Sequence,
    /// The newest event of the page that is safe in the log; 0 for none.
    pub logged: Sequence,
    /// Whether the patches describe the whole page from nothing, classes and templates included. The page
    /// keeps the nodes whose instance and template are the same and removes what is not mentioned.
    pub reset: bool,
    /// The changes, in order.
    pub patches: Vec<Patch<'a>>,
}

/// The answer to events that changed nothing on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Which life of the engine speaks.
    pub epoch: Epoch,
    /// The newest event that is safe in the log.
    pub sequence: Sequence,
}

/// What a page sends to an engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum UpFrame {
    /// Things that happened.
    Events(EventBatch),
    /// A patch frame is on the page.
    Applied(Applied),
    /// A patch frame was refused; the page is as it was before.
    Rejected(Rejected),
}

/// Events in the page's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventBatch {
    /// Which life of the engine the targets belong to.
    pub epoch: Epoch,
    /// Where all targets are.
    pub location: Location,
    /// At least one; the numbers ascend and may leave gaps where events were coalesced.
    pub events: Vec<StampedEvent>,
}

/// A patch frame is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The epoch of the frame.
    pub epoch: Epoch,
    /// The number of the frame.
    pub sequence: Sequence,
}

/// A patch frame was refused whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The epoch of the frame; the page's own if the frame's could not be read.
    pub epoch: Epoch,
    /// The number of the frame; 0 if it could not be read.
    pub sequence: Sequence,
    /// Where it is wrong.
    pub offset: u32,
    /// What is wrong.
    pub reason: Reason,
}
