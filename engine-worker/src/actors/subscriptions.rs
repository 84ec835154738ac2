//! Observers from outside: streams of the values that an actor's cells publish.
//!
//! Between cells there are no subscriptions of this kind; the turns read cells directly. A stream's end
//! is how its holder sees *closed*: exactly once, whatever order things end in.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures::stream::{FusedStream, Stream};
use protocol::ids::ActorId;

use super::exchange::{Attachments, Exchange, wake};
use super::mailbox::{Admission, Message, Policy};

/// What an observer and the observed share.
struct Feed {
    values: VecDeque<Message>,
    policy: Policy,
    closed: bool,
    waker: Option<Waker>,
}

type SharedFeed = Rc<RefCell<Feed>>;

/// The observers of one actor, in the order in which they subscribed.
#[derive(Default)]
pub(super) struct Observers(Vec<(u32, SharedFeed)>);

impl Observers {
    pub(super) fn close(self, exchange: &Exchange) {
        exchange.state.borrow_mut().subscriptions -= self.0.len() as u64;
        for (_, feed) in self.0 {
            let waker = {
                let mut feed = feed.borrow_mut();
                feed.closed = true;
                feed.waker.take()
            };
            wake(waker);
        }
    }
}

/// A new subscriber, as the exchange keeps it: without the way back, which would be a cycle.
pub(super) struct Newcomer {
    actor: ActorId,
    cell: u32,
    feed: SharedFeed,
}

/// A new subscriber that has not seen the present value.
pub struct SnapshotRequest {
    /// The actor that it observes.
    pub actor: ActorId,
    /// The cell that it observes.
    pub cell: u32,
    exchange: Rc<Exchange>,
    feed: SharedFeed,
}

impl SnapshotRequest {
    /// Gives the new subscriber, and nobody else, the present value.
    pub fn answer(self, value: Message) {
        if !self.feed.borrow().closed {
            self.exchange.offer(&self.feed, value);
        }
    }
}

impl Exchange {
    /// Whether anybody observes any cell of an actor.
    #[inline]
    pub(super) fn is_observed(&self, actor: ActorId) -> bool {
        let mut state = self.state.borrow_mut();
        state.subscriptions > 0
            && state
                .attached(actor)
                .and_then(|attachments| attachments.rare.as_ref())
                .is_some_and(|rare| !rare.observers.0.is_empty())
    }

    /// Gives a value to everybody who observes a cell.
    pub(super) fn publish(&self, actor: ActorId, cell: u32, value: &Message) {
        // A woken observer may subscribe or unsubscribe, so the list is copied first.
        let feeds: Vec<SharedFeed> = match self.state.borrow_mut().attached(actor) {
            Some(Attachments {
                rare: Some(rare), ..
            }) => {
                let observers = rare.observers.0.iter();
                observers
                    .filter(|it| it.0 == cell)
                    .map(|it| Rc::clone(&it.1))
                    .collect()
            }
            _ => return,
        };
        for feed in feeds {
            if !feed.borrow().closed {
                self.offer(&feed, value.clone());
            }
        }
    }

    /// The subscribers that came since the last call and still listen.
    pub(super) fn take_snapshot_requests(self: &Rc<Self>) -> Vec<SnapshotRequest> {
        let newcomers = std::mem::take(&mut self.state.borrow_mut().newcomers);
        let request = |Newcomer { actor, cell, feed }| SnapshotRequest {
            actor,
            cell,
            exchange: Rc::clone(self),
            feed,
        };
        newcomers.into_iter().map(request).collect()
    }

    fn offer(&self, feed: &SharedFeed, value: Message) {
        let waker = {
            let mut feed = feed.borrow_mut();
            let flow = &mut self.state.borrow_mut().updates;
            flow.sent += 1;
            match feed.policy.admit(feed.values.len() as u32) {
                Admission::Accept => flow.enqueue(),
                Admission::Refuse | Admission::Drop => {
                    flow.rejected += 1;
                    return;
                }
                Admission::DropOldest => {
                    flow.rejected += 1;
                    feed.values.pop_front();
                }
                Admission::Coalesce => {
                    flow.coalesced += 1;
                    feed.values.pop_front();
                }
            }
            feed.values.push_back(value);
            feed.waker.take()
        };
        wake(waker);
    }
}

/// The values of one cell of an actor, from the subscription on.
pub struct Subscription {
    exchange: Rc<Exchange>,
    actor: ActorId,
    feed: SharedFeed,
    ended: bool,
}

impl Subscription {
    pub(super) fn open(exchange: &Rc<Exchange>, actor: ActorId, cell: u32, policy: Policy) -> Self {
        let values = VecDeque::new();
        let feed = Rc::new(RefCell::new(Feed {
            values,
            policy,
            closed: false,
            waker: None,
        }));
        let state = &mut *exchange.state.borrow_mut();
        match state.rare(actor) {
            Some(rare) => {
                rare.observers.0.push((cell, Rc::clone(&feed)));
                state.subscriptions += 1;
                state.newcomers.push(Newcomer {
                    actor,
                    cell,
                    feed: Rc::clone(&feed),
                });
            }
            None => feed.borrow_mut().closed = true,
        }
        Self {
            exchange: Rc::clone(exchange),
            actor,
            feed,
            ended: false,
        }
    }

    /// The next value that is there already.
    pub fn try_next(&mut self) -> Option<Message> {
        let value = self.feed.borrow_mut().values.pop_front()?;
        self.exchange.state.borrow_mut().updates.deliver();
        Some(value)
    }

    /// Whether the actor has ended; values that it published before may still wait.
    pub fn is_closed(&self) -> bool {
        self.feed.borrow().closed
    }
}

impl Stream for Subscription {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        if let Some(value) = self.try_next() {
            return Poll::Ready(Some(value));
        }
        if self.is_closed() {
            self.ended = true;
            return Poll::Ready(None);
        }
        let waker = self.feed.borrow_mut().waker.replace(cx.waker().clone());
        drop(waker);
        Poll::Pending
    }
}

impl FusedStream for Subscription {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let (waiting, waker) = {
            let mut feed = self.feed.borrow_mut();
            feed.closed = true;
            (
                std::mem::take(&mut feed.values).len() as u64,
                feed.waker.take(),
            )
        };
        drop(waker);
        let state = &mut *self.exchange.state.borrow_mut();
        state.updates.discard(waiting);
        state
            .newcomers
            .retain(|newcomer| !Rc::ptr_eq(&newcomer.feed, &self.feed));
        let Some(rare) = state.attached(self.actor).and_then(|it| it.rare.as_mut()) else {
            return;
        };
        let feeds = &mut rare.observers.0;
        if let Some(position) = feeds
            .iter()
            .position(|(_, feed)| Rc::ptr_eq(feed, &self.feed))
        {
            feeds.remove(position);
            state.subscriptions -= 1;
        }
    }
}
