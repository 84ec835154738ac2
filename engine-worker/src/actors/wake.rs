//! Wakers that only note which actor is to be polled.
//!
//! A waker must be `Send`, the exchange is not: so a wake goes through a small queue of its own, which
//! the run loop empties. Messages do not pass here, they schedule their actor directly.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Wake, Waker};

use protocol::ids::ActorId;

/// The actors that were woken since the run loop looked.
#[derive(Default)]
pub(super) struct WakeQueue {
    woken: Mutex<Vec<ActorId>>,
    any: AtomicBool,
}

impl WakeQueue {
    fn push(&self, actor: ActorId) {
        self.woken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(actor);
        self.any.store(true, Ordering::Release);
    }

    /// Whether [`WakeQueue::drain_into`] would find anything.
    #[inline]
    pub(super) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Moves the woken actors, in the order in which they were woken.
    pub(super) fn drain_into(&self, woken: &mut Vec<ActorId>) {
        self.any.store(false, Ordering::Release);
        woken.append(&mut self.woken.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The waker of one task.
pub(super) struct TaskWaker {
    actor: ActorId,
    queue: Arc<WakeQueue>,
    /// Whether it was woken since its last poll: many wakes are one.
    woken: AtomicBool,
}

impl TaskWaker {
    pub(super) fn new(actor: ActorId, queue: &Arc<WakeQueue>) -> Arc<Self> {
        Arc::new(Self {
            actor,
            queue: Arc::clone(queue),
            woken: AtomicBool::new(false),
        })
    }

    /// To be called before each poll.
    #[inline]
    pub(super) fn polled(&self) {
        self.woken.store(false, Ordering::Release);
    }

    pub(super) fn waker(self: &Arc<Self>) -> Waker {
        Waker::from(Arc::clone(self))
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.woken.swap(true, Ordering::AcqRel) {
            self.queue.push(self.actor);
        }
    }
}
