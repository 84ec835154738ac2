//! Questions: every one is answered exactly once, or its asker learns why not.
//!
//! A question has two owners, the asker's [`Answer`] and the [`Reply`] that travels with the message.
//! Its slot is free again when both are gone, so that a slot number needs no generation.

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures::future::FusedFuture;
use protocol::ids::ActorId;

use super::exchange::Exchange;
use super::mailbox::Message;

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskError {
    /// The actor had ended, or ended before it answered.
    Dead,
    /// The actor's mailbox was full.
    Full,
    /// The mailbox's policy dropped the question, or the actor dropped it without an answer.
    Dropped,
}

/// Where the answer to a question waits: the slot's number plus one, so that "none" costs nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ReplySlot(NonZeroU32);

/// A question. Its parts change one by one, so that asking and answering move no more than they must.
struct Question {
    stage: Stage,
    asked: ActorId,
    /// The next free slot, if this one is free.
    next_free: Option<ReplySlot>,
    asker: Option<Waker>,
    /// What the asker will find when the question is closed.
    answer: Result<Message, AskError>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nobody uses the slot.
    Free,
    /// Both owners live.
    Open,
    /// Only the asker lives.
    Closed,
    /// Only the reply lives.
    Abandoned,
}

/// The open questions of an engine.
#[derive(Default)]
pub(super) struct Questions {
    slots: Vec<Question>,
    first_free: Option<ReplySlot>,
}

impl Questions {
    #[inline]
    fn slot(&mut self, slot: ReplySlot) -> &mut Question {
        &mut self.slots[slot.0.get() as usize - 1]
    }

    #[inline]
    pub(super) fn open(&mut self, asked: ActorId) -> ReplySlot {
        if let Some(slot) = self.first_free {
            let question = self.slot(slot);
            question.stage = Stage::Open;
            question.asked = asked;
            self.first_free = question.next_free;
            return slot;
        }
        self.slots.push(Question {
            stage: Stage::Open,
            asked,
            next_free: None,
            asker: None,
            answer: Err(AskError::Dropped),
        });
        let number = u32::try_from(self.slots.len())
            .ok()
            .and_then(NonZeroU32::new);
        ReplySlot(number.expect("fewer than 2³² questions are open"))
    }

    #[inline]
    fn free(&mut self, slot: ReplySlot) {
        let next_free = self.first_free.replace(slot);
        let question = self.slot(slot);
        question.stage = Stage::Free;
        question.next_free = next_free;
    }

    /// Ends the reply's half; the waker is to be woken when nothing is borrowed.
    #[inline]
    #[must_use]
    pub(super) fn close(
        &mut self,
        slot: ReplySlot,
        answer: Result<Message, AskError>,
    ) -> Option<Waker> {
        let question = self.slot(slot);
        if question.stage == Stage::Abandoned {
            self.free(slot);
            return None;
        }
        debug_assert!(question.stage == Stage::Open, "a question is closed once");
        question.stage = Stage::Closed;
        question.answer = answer;
        question.asker.take()
    }

    /// Ends both halves of a question that could not be sent.
    pub(super) fn discard(&mut self, slot: ReplySlot) {
        self.free(slot);
    }

    #[inline]
    fn is_closed(&mut self, slot: ReplySlot) -> bool {
        self.slot(slot).stage == Stage::Closed
    }

    /// Takes the answer to a closed question and ends the asker's half.
    #[inline]
    fn take(&mut self, slot: ReplySlot) -> Result<Message, AskError> {
        self.free(slot);
        std::mem::replace(&mut self.slot(slot).answer, Err(AskError::Dropped))
    }

    /// Who is to answer an open question.
    fn asked(&mut self, slot: ReplySlot) -> ActorId {
        self.slot(slot).asked
    }

    /// Ends the asker's half without an answer; returns what is to be dropped outside.
    fn abandon(&mut self, slot: ReplySlot) -> Option<Waker> {
        let question = self.slot(slot);
        let waker = question.asker.take();
        if question.stage == Stage::Open {
            question.stage = Stage::Abandoned;
        } else {
            question.answer = Err(AskError::Dropped);
            self.free(slot);
        }
        waker
    }

    /// Notes who waits; returns what is to be dropped outside.
    fn wait(&mut self, slot: ReplySlot, waker: Waker) -> Option<Waker> {
        self.slot(slot).asker.replace(waker)
    }

    /// How many are not free.
    pub(super) fn live(&self) -> usize {
        self.slots
            .iter()
            .filter(|question| question.stage != Stage::Free)
            .count()
    }
}

/// The right and the duty to answer one question; dropping it tells the asker that there is no answer.
pub struct Reply {
    exchange: Rc<Exchange>,
    slot: Option<ReplySlot>,
}

impl Reply {
    #[inline]
    pub(super) fn new(exchange: &Rc<Exchange>, slot: ReplySlot) -> Self {
        Self {
            exchange: Rc::clone(exchange),
            slot: Some(slot),
        }
    }

    /// Answers.
    #[inline]
    pub fn answer(mut self, message: Message) {
        self.close(Ok(message));
    }

    #[inline]
    fn close(&mut self, answer: Result<Message, AskError>) {
        if let Some(slot) = self.slot.take() {
            let waker = self
                .exchange
                .state
                .borrow_mut()
                .questions
                .close(slot, answer);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl Drop for Reply {
    #[inline]
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            let asked = self.exchange.state.borrow_mut().questions.asked(slot);
            let alive = self.exchange.is_alive(asked);
            self.close(Err(if alive {
                AskError::Dropped
            } else {
                AskError::Dead
            }));
        }
    }
}

/// The answer to a question, once there is one.
pub struct Answer {
    state: AnswerState,
}

enum AnswerState {
    Failed(AskError),
    Asked {
        exchange: Rc<Exchange>,
        slot: ReplySlot,
    },
    Taken,
}

impl Answer {
    pub(super) fn failed(error: AskError) -> Self {
        Self {
            state: AnswerState::Failed(error),
        }
    }

    #[inline]
    pub(super) fn asked(exchange: &Rc<Exchange>, slot: ReplySlot) -> Self {
        Self {
            state: AnswerState::Asked {
                exchange: Rc::clone(exchange),
                slot,
            },
        }
    }

    /// Takes the answer if it is there; `None` before, and after it was taken.
    #[inline]
    pub fn try_take(&mut self) -> Option<Result<Message, AskError>> {
        let answer = match &self.state {
            AnswerState::Asked { exchange, slot } => {
                let questions = &mut exchange.state.borrow_mut().questions;
                if !questions.is_closed(*slot) {
                    return None;
                }
                questions.take(*slot)
            }
            AnswerState::Failed(error) => Err(*error),
            AnswerState::Taken => return None,
        };
        self.state = AnswerState::Taken;
        Some(answer)
    }
}

impl Future for Answer {
    type Output = Result<Message, AskError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(answer) = self.try_take() {
            return Poll::Ready(answer);
        }
        if let AnswerState::Asked { exchange, slot } = &self.state {
            // The old waker's drop may be anybody's code: it runs after the borrow.
            let waker = cx.waker().clone();
            let old = exchange.state.borrow_mut().questions.wait(*slot, waker);
            drop(old);
        }
        Poll::Pending
    }
}

impl FusedFuture for Answer {
    fn is_terminated(&self) -> bool {
        matches!(self.state, AnswerState::Taken)
    }
}

impl Drop for Answer {
    #[inline]
    fn drop(&mut self) {
        if let AnswerState::Asked { exchange, slot } = &self.state {
            let waker = exchange.state.borrow_mut().questions.abandon(*slot);
            drop(waker);
        }
    }
}
