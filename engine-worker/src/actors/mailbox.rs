//! Mailboxes: what waits for an actor, what a full one does, and the account of every message.
//!
//! Invariant: `sent = delivered + coalesced + rejected + queued`.
//!
//! The waiting messages of all mailboxes of an engine share one pool, each mailbox threads its own
//! through it. A ring buffer of its own would leave at least four envelopes of memory with every actor
//! that ever received one.

use protocol::value::WireValue;

use super::reply::ReplySlot;

/// What actors tell each other: plain data, so that it can be logged, routed, moved and replayed.
pub type Message = WireValue;

/// Drops a message. Telling the compiler what owns nothing spares most of them a call, 2 ns when measured.
#[inline(always)]
pub(super) fn discard(message: Message) {
    match message {
        Message::Absent | Message::Number(_) | Message::Reference { .. } => {
            std::mem::forget(message);
        }
        _ => drop(message),
    }
}

/// How many messages an actor handles before the next one on the run queue has its turn.
pub const DELIVERY_BATCH: u32 = 64;

/// How many reports about stopped actors are kept until the engine takes them.
pub const STOP_REPORTS: usize = 256;

/// What a queue does with one message too many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Keeps everything.
    #[default]
    Unbounded,
    /// Keeps up to a number of messages.
    Bounded {
        /// How many.
        capacity: u32,
        /// What happens to one more.
        when_full: WhenFull,
    },
    /// Keeps the newest message only.
    KeepLatest,
}

/// What a full bounded queue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// Refuses the new message and tells the sender.
    Error,
    /// Drops the new message.
    DropNewest,
    /// Drops the message that has waited longest.
    DropOldest,
}

/// What a queue does with a message that arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// Append it.
    Accept,
    /// Hand it back to the sender.
    Refuse,
    /// Drop it.
    Drop,
    /// Drop the oldest one, append it.
    DropOldest,
    /// It takes the place of the one that waits.
    Coalesce,
}

impl Policy {
    #[inline]
    pub(super) fn admit(self, length: u32) -> Admission {
        match self {
            Policy::Unbounded => Admission::Accept,
            Policy::KeepLatest if length == 0 => Admission::Accept,
            Policy::KeepLatest => Admission::Coalesce,
            Policy::Bounded { capacity, .. } if length < capacity => Admission::Accept,
            Policy::Bounded {
                capacity,
                when_full,
            } => match when_full {
                WhenFull::Error => Admission::Refuse,
                WhenFull::DropOldest if capacity > 0 => Admission::DropOldest,
                WhenFull::DropNewest | WhenFull::DropOldest => Admission::Drop,
            },
        }
    }
}

/// The account of a kind of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Everything that was sent, to the dead too.
    pub sent: u64,
    /// What its receiver got.
    pub delivered: u64,
    /// What a newer message replaced.
    pub coalesced: u64,
    /// What was refused, dropped by a policy, or lost its receiver.
    pub rejected: u64,
    /// What still waits.
    pub queued: u64,
    /// The most that ever waited at once.
    pub high_water: u64,
}

impl Account {
    #[inline]
    pub(super) fn enqueue(&mut self) {
        self.queued += 1;
        self.high_water = self.high_water.max(self.queued);
    }

    #[inline]
    pub(super) fn deliver(&mut self) {
        self.queued -= 1;
        self.delivered += 1;
    }

    /// Accounts for waiting messages that nobody will get.
    pub(super) fn discard(&mut self, count: u64) {
        self.queued -= count;
        self.rejected += count;
    }

    /// Whether every message that was sent is accounted for.
    pub fn is_balanced(&self) -> bool {
        self.sent == self.delivered + self.coalesced + self.rejected + self.queued
    }
}

/// What became of the messages so far. What waits follows: counting it too would cost every message.
#[derive(Default)]
pub(super) struct Traffic {
    pub(super) sent: u64,
    pub(super) delivered: u64,
    pub(super) coalesced: u64,
    pub(super) rejected: u64,
}

impl Traffic {
    pub(super) fn account(&self, high_water: u64) -> Account {
        let Self {
            sent,
            delivered,
            coalesced,
            rejected,
        } = *self;
        Account {
            sent,
            delivered,
            coalesced,
            rejected,
            queued: sent - delivered - coalesced - rejected,
            high_water,
        }
    }
}

/// A message on its way.
pub(super) struct Envelope {
    pub(super) message: Message,
    /// Where the answer goes, if one is asked for.
    pub(super) reply: Option<ReplySlot>,
}

/// No node.
const NONE: u32 = u32::MAX;

struct Node {
    /// `Absent` in a free node.
    message: Message,
    reply: Option<ReplySlot>,
    next: u32,
}

/// The memory of all waiting messages.
pub(super) struct Pool {
    nodes: Vec<Node>,
    first_free: u32,
}

impl Pool {
    pub(super) fn new() -> Self {
        Self {
            nodes: Vec::new(),
            first_free: NONE,
        }
    }

    /// The most messages that ever waited at once: a node is made only if none is free.
    pub(super) fn high_water(&self) -> u64 {
        self.nodes.len() as u64
    }

    #[inline(always)]
    fn insert(&mut self, message: Message, reply: Option<ReplySlot>) -> u32 {
        let mut index = self.first_free;
        let node = match self.nodes.get_mut(index as usize) {
            Some(node) => node,
            None => {
                index = self.nodes.len() as u32;
                grow(&mut self.nodes)
            }
        };
        self.first_free = node.next;
        // What a free node holds needs no drop; telling the compiler saves a call per message.
        std::mem::forget(std::mem::replace(&mut node.message, message));
        node.reply = reply;
        node.next = NONE;
        index
    }
}

/// Adds a free node. The message is not handed over, as it had to be in memory for that.
#[cold]
#[inline(never)]
fn grow(nodes: &mut Vec<Node>) -> &mut Node {
    let index = nodes.len();
    assert!(index < NONE as usize, "more than 2³² messages wait");
    nodes.push(Node {
        message: Message::Absent,
        reply: None,
        next: NONE,
    });
    &mut nodes[index]
}

/// The messages that wait for one actor.
pub(super) struct Mailbox {
    first: u32,
    last: u32,
    pub(super) length: u32,
    /// Whether its actor is on the run queue.
    pub(super) scheduled: bool,
}

impl Mailbox {
    pub(super) const fn new() -> Self {
        Self {
            first: NONE,
            last: NONE,
            length: 0,
            scheduled: false,
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, pool: &mut Pool, message: Message, reply: Option<ReplySlot>) {
        let index = pool.insert(message, reply);
        match pool.nodes.get_mut(self.last as usize) {
            Some(last) => last.next = index,
            None => self.first = index,
        }
        self.last = index;
        self.length += 1;
    }

    #[inline]
    pub(super) fn pop(&mut self, pool: &mut Pool) -> Option<Envelope> {
        if self.length == 0 {
            return None;
        }
        let mut reply = None;
        let message = self.pop_into(pool, &mut reply);
        Some(Envelope { message, reply })
    }

    /// Pops from a mailbox that is not empty.
    ///
    /// The message comes out bare and on the only way out, because every `Option`, struct or tuple around
    /// it, and every other way, is one more copy of it, and one that waits for the copy before: 5 ns a
    /// message when measured.
    #[inline(always)]
    pub(super) fn pop_into(&mut self, pool: &mut Pool, reply: &mut Option<ReplySlot>) -> Message {
        let index = self.first;
        let node = &mut pool.nodes[index as usize];
        *reply = node.reply;
        self.first = std::mem::replace(&mut node.next, pool.first_free);
        pool.first_free = index;
        if self.first == NONE {
            self.last = NONE;
        }
        self.length -= 1;
        std::mem::replace(&mut node.message, Message::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(policy: Policy, length: u32, expect: Admission) {
        assert_eq!(
            policy.admit(length),
            expect,
            "{policy:?} at length {length}"
        );
    }

    #[test]
    fn policies_decide_by_length() {
        let bounded = |capacity, when_full| Policy::Bounded {
            capacity,
            when_full,
        };
        check(Policy::Unbounded, 0, Admission::Accept);
        check(Policy::Unbounded, u32::MAX, Admission::Accept);
        check(Policy::KeepLatest, 0, Admission::Accept);
        check(Policy::KeepLatest, 1, Admission::Coalesce);
        for when_full in [WhenFull::Error, WhenFull::DropNewest, WhenFull::DropOldest] {
            check(bounded(2, when_full), 0, Admission::Accept);
            check(bounded(2, when_full), 1, Admission::Accept);
        }
        check(bounded(2, WhenFull::Error), 2, Admission::Refuse);
        check(bounded(2, WhenFull::DropNewest), 2, Admission::Drop);
        check(bounded(2, WhenFull::DropOldest), 2, Admission::DropOldest);
        check(bounded(0, WhenFull::Error), 0, Admission::Refuse);
        check(bounded(0, WhenFull::DropOldest), 0, Admission::Drop);
    }

    #[test]
    fn mailboxes_share_a_pool_without_mixing_messages() {
        let mut pool = Pool::new();
        let mut boxes = [Mailbox::new(), Mailbox::new()];
        for round in 0..3 {
            for value in 0..4 {
                let message = Message::Number(f64::from(round * 10 + value));
                boxes[value as usize % 2].push(&mut pool, message, None);
            }
            for (owner, mailbox) in boxes.iter_mut().enumerate() {
                for value in [owner as i32, owner as i32 + 2] {
                    let expected = Message::Number(f64::from(round * 10 + value));
                    assert_eq!(mailbox.pop(&mut pool).map(|it| it.message), Some(expected));
                }
                assert!(mailbox.pop(&mut pool).is_none());
            }
        }
        assert_eq!(pool.nodes.len(), 4, "nodes are used again");
    }
}
