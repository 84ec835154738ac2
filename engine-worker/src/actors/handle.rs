//! The public way to send: an id plus the exchange that knows who lives.

use std::cell::Cell;
use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};

use super::exchange::{Exchange, NO_ATTACHMENTS};
use super::mailbox::{Message, Policy};
use super::reply::Answer;
use super::subscriptions::Subscription;

/// Why a message was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The actor has ended.
    Dead,
    /// The actor's mailbox is full and refuses more.
    Full,
}

/// A name of an actor that can be used from anywhere on its thread.
///
/// Handles do not keep an actor alive and dropping them does not end it.
#[derive(Clone)]
pub struct ActorHandle {
    exchange: Rc<Exchange>,
    id: ActorId,
    /// Where the exchange has what belongs to the actor, as far as it was needed.
    place: Cell<u32>,
}

impl ActorHandle {
    pub(super) fn new(exchange: &Rc<Exchange>, id: ActorId) -> Self {
        Self {
            exchange: Rc::clone(exchange),
            id,
            place: Cell::new(NO_ATTACHMENTS),
        }
    }

    /// Who it names.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// Whether the actor still lives.
    pub fn is_alive(&self) -> bool {
        self.exchange.is_alive(self.id)
    }

    /// Sends a message.
    #[inline(always)]
    pub fn tell(&self, message: Message) -> Result<(), SendError> {
        self.exchange.send(self.id, &self.place, message, None)
    }

    /// Sends a question.
    #[inline]
    pub fn ask(&self, message: Message) -> Answer {
        match self.exchange.ask(self.id, &self.place, message) {
            Ok(slot) => Answer::asked(&self.exchange, slot),
            Err(error) => Answer::failed(error),
        }
    }

    /// Opens the stream of a cell's values; it ends when the actor does.
    pub fn subscribe(&self, cell: u32, policy: Policy) -> Subscription {
        Subscription::open(&self.exchange, self.id, cell, policy)
    }

    /// Says what the actor's mailbox does with a message too many.
    pub fn set_policy(&self, policy: Policy) -> Result<(), SendError> {
        if self.exchange.set_policy(self.id, policy) {
            Ok(())
        } else {
            Err(SendError::Dead)
        }
    }
}

/// A name of a scope with which its end can be asked for, from anywhere on its thread.
#[derive(Clone)]
pub struct ScopeHandle {
    exchange: Rc<Exchange>,
    id: ScopeId,
}

impl ScopeHandle {
    pub(super) fn new(exchange: &Rc<Exchange>, id: ScopeId) -> Self {
        Self {
            exchange: Rc::clone(exchange),
            id,
        }
    }

    /// Which scope it names.
    pub fn id(&self) -> ScopeId {
        self.id
    }

    /// Ends the scope as soon as what runs now has returned; nothing happens if it has ended.
    pub fn end(&self) {
        self.exchange.state.borrow_mut().endings.push(self.id);
        self.exchange.endings_requested.set(true);
    }
}
