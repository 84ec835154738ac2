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
use super::mailbox::{Account, Admission, Envelope, Mailbox, Message, Policy, Pool, Traffic};
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

/// See the module.
pub(super) struct Exchange {
    pub(super) state: RefCell<State>,
    pub(super) wakes: Arc<WakeQueue>,
    /// Whether `endings` has any.
    pub(super) endings_requested: Cell<bool>,
    /// The attachments of the actor whose messages are taken; `NO_ATTACHMENTS` once there are no more, or
    /// it has ended.
    taking: Cell<u32>,
}

/// What is known about a slot without its behaviour: 8 bytes for every actor.
#[derive(Clone, Copy)]
struct Post {
    /// The generation of the tenant; 0, which is nobody's, if there is none.
    generation: u32,
    /// Where its attachments are; `NO_ATTACHMENTS` for the many that were never written to.
    attachments: u32,
}

/// No place of attachments.
pub(super) const NO_ATTACHMENTS: u32 = u32::MAX;

/// What an actor has only if somebody uses it.
pub(super) struct Attachments {
    /// Whose they are. Who remembers the place needs to look nowhere else to know that the actor lives.
    owner: ActorId,
    mailbox: Mailbox,
    /// Whether a sender has more to do than to append: a policy or a waiting receiver is in `rare`.
    particular: bool,
    pub(super) rare: Option<Box<Rare>>,
}

/// The owner of what is free.
const NOBODY: ActorId = ActorId {
    index: u32::MAX,
    generation: 0,
};

impl Attachments {
    const fn new(owner: ActorId) -> Self {
        Self {
            owner,
            mailbox: Mailbox::new(),
            particular: false,
            rare: None,
        }
    }

    /// Whether they are this actor's and its sender has nothing to do but to append.
    ///
    /// Every message pays for this: written as arithmetic it is one branch, as comparisons it becomes three.
    #[inline(always)]
    fn only_appends_for(&self, actor: ActorId) -> bool {
        let index = self.owner.index ^ actor.index;
        let generation = self.owner.generation ^ actor.generation;
        index | generation | u32::from(self.particular) == 0
    }

    fn policy(&self) -> Policy {
        self.rare
            .as_ref()
            .map_or(Policy::Unbounded, |rare| rare.policy)
    }

    /// To be called when the policy or the receiver has changed.
    fn look_for_particulars(&mut self) {
        self.particular = self
            .rare
            .as_ref()
            .is_some_and(|rare| rare.receiver.is_some() || rare.policy != Policy::Unbounded);
    }
}

/// What few actors have.
#[derive(Default)]
pub(super) struct Rare {
    pub(super) observers: Observers,
    policy: Policy,
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
    messages: Traffic,
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

    /// The account of the messages.
    pub(super) fn messages(&self) -> Account {
        self.messages.account(self.pool.high_water())
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
            Some(place) => {
                self.attachments[place as usize].owner = actor;
                place
            }
            None => {
                self.attachments.push(Attachments::new(actor));
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
            taking: Cell::new(NO_ATTACHMENTS),
            state: RefCell::new(State {
                posts: Vec::new(),
                attachments: Vec::new(),
                free_attachments: Vec::new(),
                pool: Pool::new(),
                run_queue: VecDeque::new(),
                messages: Traffic::default(),
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
            if self.taking.get() == post.attachments {
                self.taking.set(NO_ATTACHMENTS);
            }
            drop(state);
            self.clear_attachments(post.attachments);
        }
    }

    #[cold]
    fn clear_attachments(&self, place: u32) {
        let mut wakers = Vec::new();
        let rare = {
            let state = &mut *self.state.borrow_mut();
            let fresh = Attachments::new(NOBODY);
            let mut old = std::mem::replace(&mut state.attachments[place as usize], fresh);
            state.free_attachments.push(place);
            state.messages.rejected += u64::from(old.mailbox.length);
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

    /// Puts a message into an actor's mailbox and the actor on the run queue. `place` remembers where
    /// that is.
    ///
    /// What nearly every message needs is inline where it is sent: so it is written once, to where it
    /// waits, instead of from hand to hand.
    #[inline(always)]
    pub(super) fn send(
        &self,
        to: ActorId,
        place: &Cell<u32>,
        message: Message,
        reply: Option<ReplySlot>,
    ) -> Result<(), SendError> {
        let mut borrow = self.state.borrow_mut();
        let state = &mut *borrow;
        state.messages.sent += 1;
        if let Some(attachments) = state.attachments.get_mut(place.get() as usize)
            && attachments.only_appends_for(to)
        {
            let mailbox = &mut attachments.mailbox;
            mailbox.push(&mut state.pool, message, reply);
            if !mailbox.scheduled {
                mailbox.scheduled = true;
                state.schedule(to);
            }
            return Ok(());
        }
        drop(borrow);
        // In an envelope, as a message whose address were given away here would be in memory everywhere.
        self.send_by_rules(to, place, Envelope { message, reply })
    }

    /// Sends what is counted already: the first message through a handle, or to a mailbox that is
    /// particular.
    #[inline(never)]
    fn send_by_rules(
        &self,
        to: ActorId,
        known: &Cell<u32>,
        envelope: Envelope,
    ) -> Result<(), SendError> {
        let mut borrow = self.state.borrow_mut();
        let state = &mut *borrow;
        let Some(place) = state.attach(to) else {
            state.messages.rejected += 1;
            state.stale += 1;
            return Err(SendError::Dead);
        };
        known.set(place);
        let attachments = &mut state.attachments[place as usize];
        let policy = attachments.policy();
        let mailbox = &mut attachments.mailbox;
        let mut replaced = None;
        match policy.admit(mailbox.length) {
            Admission::Accept => {}
            Admission::Refuse => {
                state.messages.rejected += 1;
                return Err(SendError::Full);
            }
            Admission::Drop => {
                state.messages.rejected += 1;
                let waker = state.refuse(envelope, AskError::Dropped);
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
        mailbox.push(&mut state.pool, envelope.message, envelope.reply);
        let scheduled = std::mem::replace(&mut mailbox.scheduled, true);
        let receiver = attachments
            .rare
            .as_mut()
            .and_then(|rare| rare.receiver.take());
        attachments.look_for_particulars();
        if !scheduled {
            state.schedule(to);
        }
        let asker = replaced.and_then(|old| state.refuse(old, AskError::Dropped));
        drop(borrow);
        wake(receiver);
        wake(asker);
        Ok(())
    }

    /// Opens a question and sends it.
    #[inline]
    pub(super) fn ask(
        &self,
        to: ActorId,
        place: &Cell<u32>,
        message: Message,
    ) -> Result<ReplySlot, AskError> {
        let slot = self.state.borrow_mut().questions.open(to);
        let error = match self.send(to, place, message, Some(slot)) {
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

    /// Begins to take the messages of an actor that is on the run queue; false if there are none.
    #[inline]
    pub(super) fn start_taking(&self, actor: ActorId) -> bool {
        let state = &mut *self.state.borrow_mut();
        let Some(post) = state.post(actor) else {
            return false;
        };
        let Some(attachments) = state.attachments.get_mut(post.attachments as usize) else {
            return false;
        };
        if attachments.mailbox.length == 0 {
            attachments.mailbox.scheduled = false;
            return false;
        }
        self.taking.set(post.attachments);
        true
    }

    /// Whether the actor whose messages are taken lives and has more.
    #[inline(always)]
    pub(super) fn has_next(&self) -> bool {
        self.taking.get() != NO_ATTACHMENTS
    }

    /// The next message of the actor whose messages are taken, of which there is one.
    #[inline(always)]
    pub(super) fn take_next(&self, reply: &mut Option<ReplySlot>) -> Message {
        let state = &mut *self.state.borrow_mut();
        let mailbox = &mut state.attachments[self.taking.get() as usize].mailbox;
        state.messages.delivered += 1;
        let message = mailbox.pop_into(&mut state.pool, reply);
        if mailbox.length == 0 {
            mailbox.scheduled = false;
            self.taking.set(NO_ATTACHMENTS);
        }
        message
    }

    /// The next message for the receiver of a task, in the form that it is wanted in: another form later
    /// were another copy. `place` remembers where they are.
    #[inline(always)]
    pub(super) fn poll_receive<T>(
        self: &Rc<Self>,
        actor: ActorId,
        place: &mut u32,
        cx: &Context<'_>,
        own: &Waker,
        form: impl FnOnce(Delivery) -> T,
    ) -> Poll<T> {
        {
            let state = &mut *self.state.borrow_mut();
            let known = state.attachments.get(*place as usize);
            if known.is_none_or(|it| it.owner != actor)
                && let Some(found) = state.attach(actor)
            {
                *place = found;
            }
            if let Some(attachments) = state.attachments.get_mut(*place as usize)
                && attachments.owner == actor
                && attachments.mailbox.length > 0
            {
                let mailbox = &mut attachments.mailbox;
                state.messages.delivered += 1;
                let mut slot = None;
                let message = mailbox.pop_into(&mut state.pool, &mut slot);
                let reply = slot.map(|slot| Reply::new(self, slot));
                return Poll::Ready(form(Delivery { message, reply }));
            }
        }
        // A message puts the actor on the run queue, which polls its own future. A future within that
        // has a waker of its own needs that one woken too.
        if !cx.waker().will_wake(own) {
            self.wait_elsewhere(actor, cx.waker().clone());
        }
        Poll::Pending
    }

    #[cold]
    fn wait_elsewhere(&self, actor: ActorId, waker: Waker) {
        let mut waker = Some(waker);
        {
            let state = &mut *self.state.borrow_mut();
            if let Some(rare) = state.rare(actor) {
                std::mem::swap(&mut rare.receiver, &mut waker);
            }
            if let Some(attachments) = state.attached(actor) {
                attachments.look_for_particulars();
            }
        }
        drop(waker);
    }

    /// Says what an actor's mailbox does when it is full; what waits already stays.
    pub(super) fn set_policy(&self, actor: ActorId, policy: Policy) -> bool {
        let state = &mut *self.state.borrow_mut();
        match state.rare(actor) {
            Some(rare) => rare.policy = policy,
            None => return false,
        }
        if let Some(attachments) = state.attached(actor) {
            attachments.look_for_particulars();
        }
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
        assert!(state.updates.is_balanced(), "updates: {:?}", state.updates);
        let waiting: u64 = state
            .attachments
            .iter()
            .map(|it| u64::from(it.mailbox.length))
            .sum();
        assert_eq!(
            waiting,
            state.messages().queued,
            "whatever was sent and met no end waits in a mailbox"
        );
        let in_use = state.attachments.len() - state.free_attachments.len();
        let mut attached = 0;
        for (index, post) in state.posts.iter().enumerate() {
            let Some(found) = state.attachments.get(post.attachments as usize) else {
                continue;
            };
            attached += 1;
            let owner = (found.owner.index as usize, found.owner.generation);
            assert_eq!(owner, (index, post.generation), "they know whose they are");
            let limited = found.policy() != Policy::Unbounded;
            let awaited = found.rare.as_ref().is_some_and(|it| it.receiver.is_some());
            assert_eq!(found.particular, limited || awaited, "senders are told");
        }
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
