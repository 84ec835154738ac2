//! The part of the registry that handles share: who lives, what waits for whom, who is to run next.
//!
//! Handles are used inside steps, polls and drops, while the registry is borrowed. So what they need is
//! here, behind a `RefCell` that is only borrowed for moments in which no foreign code runs: messages
//! are plain data, and wakers are woken and dropped after the borrow. Behaviours are never in here.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use protocol::ids::{ActorId, ScopeId};

use crate::host::clock::Timestamp;

use super::handle::SendError;
use super::mailbox::{Account, Admission, Envelope, Mailbox, Message, Policy, Pool};
use super::reply::{AskError, Questions, Reply, ReplySlot};
use super::stimulus::Outgoing;
use super::subscriptions::{Newcomer, Observers};
use super::timers::TimerQueue;
use super::wake::WakeQueue;

/// A message and the duty to answer it, if its sender asked.
pub struct Delivery {
    /// What was sent.
    pub message: Message,
    /// Where the answer goes.
    pub reply: Option<Reply>,
}

/// What [`Exchange::take_next`] found besides the message.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) any: bool,
    /// Whether there are more, so that the actor is still on the run queue.
    pub(super) more: bool,
    pub(super) reply: Option<ReplySlot>,
}

/// See the module.
pub(super) struct Exchange {
    pub(super) state: RefCell<State>,
    pub(super) wakes: Arc<WakeQueue>,
    /// Whether `endings` has any.
    pub(super) endings_requested: Cell<bool>,
}

/// What is known about a slot without its behaviour: 8 bytes for every actor.
#[derive(Clone, Copy)]
struct Post {
    /// The generation of the tenant; 0, which is nobody's, if there is none.
    generation: u32,
    /// Where its attachments are; `NO_ATTACHMENTS` for the many that were never written to.
    attachments: u32,
}

const NO_ATTACHMENTS: u32 = u32::MAX;

/// What an actor has only if somebody uses it.
pub(super) struct Attachments {
    pub(super) mailbox: Mailbox,
    pub(super) rare: Option<Box<Rare>>,
}

/// What few actors have.
#[derive(Default)]
pub(super) struct Rare {
    pub(super) observers: Observers,
    /// A receiver that is polled inside another future than the actor's own.
    receiver: Option<Waker>,
    pub(super) restarts: u32,
}

pub(super) struct State {
    posts: Vec<Post>,
    attachments: Vec<Attachments>,
    free_attachments: Vec<u32>,
    pool: Pool,
    run_queue: VecDeque<ActorId>,
    pub(super) messages: Account,
    pub(super) updates: Account,
    /// Sends to actors that had ended; part of the rejected ones.
    pub(super) stale: u64,
    pub(super) run_queue_high_water: u64,
    pub(super) questions: Questions,
    pub(super) timers: TimerQueue<Waker>,
    pub(super) now: Timestamp,
    pub(super) outgoing: VecDeque<Outgoing>,
    pub(super) newcomers: Vec<Newcomer>,
    /// Scopes whose end was asked for where the registry cannot be reached.
    pub(super) endings: Vec<ScopeId>,
    pub(super) subscriptions: u64,
    pub(super) merged_ticks: u64,
}

impl State {
    #[inline]
    fn post(&self, actor: ActorId) -> Option<Post> {
        let post = *self.posts.get(actor.index as usize)?;
        (post.generation == actor.generation && post.generation != 0).then_some(post)
    }

    /// The attachments of an actor that lives and has some.
    #[inline]
    pub(super) fn attached(&mut self, actor: ActorId) -> Option<&mut Attachments> {
        let post = self.post(actor)?;
        self.attachments.get_mut(post.attachments as usize)
    }

    #[inline]
    fn attach(&mut self, actor: ActorId) -> Option<u32> {
        let post = self.post(actor)?;
        if post.attachments != NO_ATTACHMENTS {
            return Some(post.attachments);
        }
        let place = match self.free_attachments.pop() {
            Some(place) => place,
            None => {
                self.attachments.push(Attachments {
                    mailbox: Mailbox::new(),
                    rare: None,
                });
                self.attachments.len() as u32 - 1
            }
        };
        self.posts[actor.index as usize].attachments = place;
        Some(place)
    }

    /// The rare attachments of an actor that lives, made now if need be.
    pub(super) fn rare(&mut self, actor: ActorId) -> Option<&mut Rare> {
        let place = self.attach(actor)?;
        Some(
            self.attachments[place as usize]
                .rare
                .get_or_insert_default(),
        )
    }

    #[inline]
    fn schedule(&mut self, actor: ActorId) {
        self.run_queue.push_back(actor);
        self.run_queue_high_water = self.run_queue_high_water.max(self.run_queue.len() as u64);
    }

    /// Resolves the question of an envelope that nobody will get.
    #[cold]
    fn refuse(&mut self, envelope: Envelope, error: AskError) -> Option<Waker> {
        envelope
            .reply
            .and_then(|slot| self.questions.close(slot, Err(error)))
    }
}

/// Wakes what the exchange woke, when it is not borrowed any more.
#[inline]
pub(super) fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Exchange {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self {
            wakes: Arc::default(),
            endings_requested: Cell::new(false),
            state: RefCell::new(State {
                posts: Vec::new(),
                attachments: Vec::new(),
                free_attachments: Vec::new(),
                pool: Pool::new(),
                run_queue: VecDeque::new(),
                messages: Account::default(),
                updates: Account::default(),
                stale: 0,
                run_queue_high_water: 0,
                questions: Questions::default(),
                timers: TimerQueue::new(),
                now: Timestamp::ZERO,
                outgoing: VecDeque::new(),
                newcomers: Vec::new(),
                endings: Vec::new(),
                subscriptions: 0,
                merged_ticks: 0,
            }),
        })
    }

    /// Lets an actor receive.
    #[inline]
    pub(super) fn open(&self, actor: ActorId) {
        let state = &mut *self.state.borrow_mut();
        let index = actor.index as usize;
        if index >= state.posts.len() {
            let vacant = Post {
                generation: 0,
                attachments: NO_ATTACHMENTS,
            };
            state.posts.resize(index + 1, vacant);
        }
        state.posts[index] = Post {
            generation: actor.generation,
            attachments: NO_ATTACHMENTS,
        };
    }

    /// Ends an actor's receiving: what waits is rejected, subscribers see the end of their stream.
    #[inline]
    pub(super) fn close(&self, actor: ActorId) {
        let mut state = self.state.borrow_mut();
        let Some(post) = state.post(actor) else {
            return;
        };
        state.posts[actor.index as usize] = Post {
            generation: 0,
            attachments: NO_ATTACHMENTS,
        };
        if post.attachments != NO_ATTACHMENTS {
            drop(state);
            self.clear_attachments(post.attachments);
        }
    }

    fn clear_attachments(&self, place: u32) {
        let mut wakers = Vec::new();
        let rare = {
            let state = &mut *self.state.borrow_mut();
            let fresh = Attachments {
                mailbox: Mailbox::new(),
                rare: None,
            };
            let mut old = std::mem::replace(&mut state.attachments[place as usize], fresh);
            state.free_attachments.push(place);
            state.messages.discard(u64::from(old.mailbox.length));
            while let Some(envelope) = old.mailbox.pop(&mut state.pool) {
                wakers.extend(state.refuse(envelope, AskError::Dead));
            }
            old.rare
        };
        for waker in wakers {
            waker.wake();
        }
        if let Some(rare) = rare {
            rare.observers.close(self);
        }
    }

    #[inline]
    pub(super) fn is_alive(&self, actor: ActorId) -> bool {
        self.state.borrow().post(actor).is_some()
    }

    /// Puts a message into an actor's mailbox and the actor on the run queue.
    #[inline]
    pub(super) fn send(
        &self,
        to: ActorId,
        message: Message,
        reply: Option<ReplySlot>,
    ) -> Result<(), SendError> {
        let mut borrow = self.state.borrow_mut();
        let state = &mut *borrow;
        state.messages.sent += 1;
        let Some(place) = state.attach(to) else {
            state.messages.rejected += 1;
            state.stale += 1;
            return Err(SendError::Dead);
        };
        let attachments = &mut state.attachments[place as usize];
        let mailbox = &mut attachments.mailbox;
        let mut replaced = None;
        match mailbox.policy.admit(mailbox.length) {
            Admission::Accept => state.messages.enqueue(),
            Admission::Refuse => {
                state.messages.rejected += 1;
                return Err(SendError::Full);
            }
            Admission::Drop => {
                state.messages.rejected += 1;
                let waker = state.refuse(Envelope { message, reply }, AskError::Dropped);
                drop(borrow);
                wake(waker);
                return Ok(());
            }
            Admission::DropOldest => {
                state.messages.rejected += 1;
                replaced = mailbox.pop(&mut state.pool);
            }
            Admission::Coalesce => {
                state.messages.coalesced += 1;
                replaced = mailbox.pop(&mut state.pool);
            }
        }
        mailbox.push(&mut state.pool, message, reply);
        if !std::mem::replace(&mut mailbox.scheduled, true) {
            state.schedule(to);
        }
        if replaced.is_some() || state.attachments[place as usize].rare.is_some() {
            let receiver = state.attachments[place as usize]
                .rare
                .as_mut()
                .and_then(|rare| rare.receiver.take());
            let asker = replaced.and_then(|old| state.refuse(old, AskError::Dropped));
            drop(borrow);
            wake(receiver);
            wake(asker);
        }
        Ok(())
    }

    /// Opens a question and sends it.
    #[inline]
    pub(super) fn ask(&self, to: ActorId, message: Message) -> Result<ReplySlot, AskError> {
        let slot = self.state.borrow_mut().questions.open(to);
        let error = match self.send(to, message, Some(slot)) {
            Ok(()) => return Ok(slot),
            Err(SendError::Dead) => AskError::Dead,
            Err(SendError::Full) => AskError::Full,
        };
        self.state.borrow_mut().questions.discard(slot);
        Err(error)
    }

    /// Puts an actor on the run queue although nothing was sent to it.
    pub(super) fn schedule(&self, actor: ActorId) {
        let state = &mut *self.state.borrow_mut();
        let Some(place) = state.attach(actor) else {
            return;
        };
        let mailbox = &mut state.attachments[place as usize].mailbox;
        if !std::mem::replace(&mut mailbox.scheduled, true) {
            state.schedule(actor);
        }
    }

    /// Puts an actor that keeps its place on the run queue behind all others.
    pub(super) fn requeue(&self, actor: ActorId) {
        self.state.borrow_mut().schedule(actor);
    }

    /// The next actor to run.
    #[inline]
    pub(super) fn next_scheduled(&self) -> Option<ActorId> {
        self.state.borrow_mut().run_queue.pop_front()
    }

    /// Says that an actor is about to be polled: whatever is sent from now on schedules it again.
    #[inline]
    pub(super) fn unschedule(&self, actor: ActorId) {
        if let Some(attachments) = self.state.borrow_mut().attached(actor) {
            attachments.mailbox.scheduled = false;
        }
    }

    /// The next message of an actor that is on the run queue; `Absent` if `taken` says that there is
    /// none. A tuple of all that would copy the message twice more.
    #[inline(always)]
    pub(super) fn take_next(&self, actor: ActorId, taken: &mut Taken) -> Message {
        *taken = Taken {
            any: false,
            more: false,
            reply: None,
        };
        let state = &mut *self.state.borrow_mut();
        let Some(post) = state.post(actor) else {
            return Message::Absent;
        };
        let Some(attachments) = state.attachments.get_mut(post.attachments as usize) else {
            return Message::Absent;
        };
        let mailbox = &mut attachments.mailbox;
        if mailbox.length == 0 {
            mailbox.scheduled = false;
            return Message::Absent;
        }
        taken.any = true;
        taken.more = mailbox.length > 1;
        mailbox.scheduled = taken.more;
        state.messages.deliver();
        mailbox.pop_into(&mut state.pool, &mut taken.reply)
    }

    /// The next message for the receiver of a task.
    pub(super) fn poll_receive(
        self: &Rc<Self>,
        actor: ActorId,
        own: &Waker,
        cx: &Context<'_>,
    ) -> Poll<Delivery> {
        let mut borrow = self.state.borrow_mut();
        let state = &mut *borrow;
        let Some(post) = state.post(actor) else {
            return Poll::Pending;
        };
        if let Some(attachments) = state.attachments.get_mut(post.attachments as usize)
            && let Some(envelope) = attachments.mailbox.pop(&mut state.pool)
        {
            state.messages.deliver();
            drop(borrow);
            return Poll::Ready(self.deliver(envelope));
        }
        // A message puts the actor on the run queue, which polls its own future. A future within that
        // has a waker of its own needs that one woken too.
        if !cx.waker().will_wake(own) {
            let mut waker = Some(cx.waker().clone());
            if let Some(rare) = state.rare(actor) {
                std::mem::swap(&mut rare.receiver, &mut waker);
            }
            drop(borrow);
            drop(waker);
        }
        Poll::Pending
    }

    #[inline]
    fn deliver(self: &Rc<Self>, envelope: Envelope) -> Delivery {
        Delivery {
            message: envelope.message,
            reply: envelope.reply.map(|slot| Reply::new(self, slot)),
        }
    }

    /// Says what an actor's mailbox does when it is full; what waits already stays.
    pub(super) fn set_policy(&self, actor: ActorId, policy: Policy) -> bool {
        let state = &mut *self.state.borrow_mut();
        let Some(place) = state.attach(actor) else {
            return false;
        };
        state.attachments[place as usize].mailbox.policy = policy;
        true
    }

    /// How many messages wait for an actor, and how often it was restarted.
    pub(super) fn load(&self, actor: ActorId) -> (u32, u32) {
        match self.state.borrow_mut().attached(actor) {
            Some(attachments) => (
                attachments.mailbox.length,
                attachments.rare.as_ref().map_or(0, |rare| rare.restarts),
            ),
            None => (0, 0),
        }
    }

    /// See the invariants of the module `mailbox`.
    pub(super) fn check_invariants(&self) {
        let state = self.state.borrow();
        assert!(
            state.messages.is_balanced(),
            "messages: {:?}",
            state.messages
        );
        assert!(state.updates.is_balanced(), "updates: {:?}", state.updates);
        let waiting: u64 = state
            .attachments
            .iter()
            .map(|it| u64::from(it.mailbox.length))
            .sum();
        assert_eq!(
            waiting, state.messages.queued,
            "what is queued waits in a mailbox"
        );
        let in_use = state.attachments.len() - state.free_attachments.len();
        let attached = state
            .posts
            .iter()
            .filter(|it| it.attachments != NO_ATTACHMENTS)
            .count();
        assert_eq!(
            in_use, attached,
            "attachments belong to one actor that lives"
        );
    }

    /// How many actors can receive.
    pub(super) fn live(&self) -> usize {
        self.state
            .borrow()
            .posts
            .iter()
            .filter(|post| post.generation != 0)
            .count()
    }
}
