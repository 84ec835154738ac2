//! What the actor core hands to the inbox: nothing here starts a turn by itself.

use protocol::ids::{ActorId, ScopeId};

use super::mailbox::Message;
use super::reply::Reply;

/// Something that a turn should be made of.
pub enum Stimulus {
    /// An actor that waited has something.
    Produced {
        /// The actor, which may be done meanwhile.
        by: ActorId,
        /// Its scope, which lives.
        scope: ScopeId,
        /// Which of its outputs.
        cell: u32,
        /// What it has.
        payload: Message,
    },
    /// A handle sent a message to a program instance.
    Told {
        /// The instance.
        actor: ActorId,
        /// The message.
        message: Message,
        /// Where the answer goes, if one is asked for.
        reply: Option<Reply>,
    },
}

/// What a task produced and the inbox has not taken yet.
pub(super) struct Outgoing {
    pub(super) by: ActorId,
    pub(super) scope: ScopeId,
    pub(super) cell: u32,
    pub(super) payload: Message,
}
