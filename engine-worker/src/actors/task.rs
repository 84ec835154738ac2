//! Actors that wait: async loops owned by a scope and dropped with it.
//!
//! The registry polls a task when its slot is on the run queue. Its mailbox is the slot's: a message
//! schedules the slot without a waker; any other future wakes it by the slot's index. A task reaches
//! neither the registry nor a turn: what it has for the program leaves through
//! [`TaskContext::stimulate`], so that wake order never decides a program's result.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{self, Poll, Waker};
use std::time::Duration;

use futures::future::FusedFuture;
use futures::stream::{FusedStream, Stream};
use protocol::ids::{ActorId, ScopeId};

use crate::host::clock::Timestamp;

use super::behaviour::Failure;
use super::exchange::{Delivery, Exchange, NO_ATTACHMENTS};
use super::handle::{ActorHandle, ScopeHandle};
use super::mailbox::Message;
use super::stimulus::Outgoing;
use super::timers::{Periodic, Tick, TimerKey};
use super::wake::TaskWaker;

type Loop = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// An async loop, started when it is spawned.
pub struct Task {
    name: &'static str,
    state: TaskState,
}

enum TaskState {
    New(Box<dyn FnOnce(TaskContext) -> Loop>),
    Started {
        future: Loop,
        wake: Arc<TaskWaker>,
        waker: Waker,
    },
    Done,
}

impl Task {
    /// Creates a task; the closure is called when the actor exists.
    pub fn new<F>(name: &'static str, start: impl FnOnce(TaskContext) -> F + 'static) -> Box<Self>
    where
        F: Future<Output = Result<(), Failure>> + 'static,
    {
        let start = Box::new(|ctx| -> Loop { Box::pin(start(ctx)) });
        Box::new(Self {
            name,
            state: TaskState::New(start),
        })
    }

    /// What the inspector calls it.
    pub fn name(&self) -> &str {
        self.name
    }

    pub(super) fn start(&mut self, exchange: &Rc<Exchange>, id: ActorId, scope: ScopeId) {
        if let TaskState::New(start) = std::mem::replace(&mut self.state, TaskState::Done) {
            let wake = TaskWaker::new(id, &exchange.wakes);
            let waker = wake.waker();
            let own_waker = waker.clone();
            let ctx = TaskContext {
                exchange: Rc::clone(exchange),
                id,
                scope,
                own_waker,
            };
            self.state = TaskState::Started {
                future: start(ctx),
                wake,
                waker,
            };
        }
    }

    #[inline]
    pub(super) fn poll(&mut self) -> Poll<Result<(), Failure>> {
        let TaskState::Started {
            future,
            wake,
            waker,
        } = &mut self.state
        else {
            return Poll::Ready(Ok(()));
        };
        wake.polled();
        future.as_mut().poll(&mut task::Context::from_waker(waker))
    }
}

/// What a task has of the engine.
pub struct TaskContext {
    exchange: Rc<Exchange>,
    id: ActorId,
    scope: ScopeId,
    own_waker: Waker,
}

impl TaskContext {
    /// Who the task is.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// A handle of the task itself, to give away.
    pub fn handle(&self) -> ActorHandle {
        ActorHandle::new(&self.exchange, self.id)
    }

    /// The scope that owns the task.
    pub fn scope(&self) -> ScopeHandle {
        ScopeHandle::new(&self.exchange, self.scope)
    }

    /// The time of the host's clock that the engine was told last.
    pub fn now(&self) -> Timestamp {
        self.exchange.state.borrow().now
    }

    /// Waits until a moment; dropping the sleep cancels it.
    pub fn sleep_until(&self, deadline: Timestamp) -> Sleep {
        Sleep {
            exchange: Rc::clone(&self.exchange),
            deadline,
            timer: None,
            done: false,
        }
    }

    /// Ticks once per period, for the first time after one full period.
    pub fn every(&self, period: Duration) -> Ticks {
        let periodic = Periodic::start(self.now(), period);
        Ticks {
            sleep: self.sleep_until(periodic.deadline()),
            periodic,
        }
    }

    /// The task's mailbox.
    pub fn messages(&self) -> Messages {
        let own_waker = self.own_waker.clone();
        Messages {
            exchange: Rc::clone(&self.exchange),
            id: self.id,
            place: NO_ATTACHMENTS,
            own_waker,
        }
    }

    /// Hands something to the inbox, which makes a turn of it if the task's scope still lives then.
    pub fn stimulate(&self, cell: u32, payload: Message) {
        let outgoing = Outgoing {
            by: self.id,
            scope: self.scope,
            cell,
            payload,
        };
        self.exchange
            .state
            .borrow_mut()
            .outgoing
            .push_back(outgoing);
    }

    /// Gives a value to those who observe one of the task's cells.
    pub fn publish(&self, cell: u32, value: &Message) {
        self.exchange.publish(self.id, cell, value);
    }
}

/// The messages that a task receives; pending for ever once the actor has ended.
pub struct Messages {
    exchange: Rc<Exchange>,
    id: ActorId,
    /// Where the exchange has what belongs to the actor, once it was needed.
    place: u32,
    own_waker: Waker,
}

impl Messages {
    /// Waits for the next message. A loop that waits for nothing else needs no stream, and so no copy of
    /// each message into an item of one.
    #[inline]
    pub fn receive(&mut self) -> Receive<'_> {
        Receive(self)
    }

    #[inline(always)]
    fn poll<T>(&mut self, cx: &task::Context<'_>, form: impl FnOnce(Delivery) -> T) -> Poll<T> {
        self.exchange
            .poll_receive(self.id, &mut self.place, cx, &self.own_waker, form)
    }
}

/// Waits for a message; see [`Messages::receive`].
pub struct Receive<'a>(&'a mut Messages);

impl Future for Receive<'_> {
    type Output = Delivery;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Delivery> {
        self.0.poll(cx, |delivery| delivery)
    }
}

impl FusedFuture for Receive<'_> {
    fn is_terminated(&self) -> bool {
        false
    }
}

impl Stream for Messages {
    type Item = Delivery;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Delivery>> {
        self.poll(cx, Some)
    }
}

impl FusedStream for Messages {
    fn is_terminated(&self) -> bool {
        false
    }
}

/// Waits until a moment of the host's clock.
pub struct Sleep {
    exchange: Rc<Exchange>,
    deadline: Timestamp,
    timer: Option<TimerKey>,
    done: bool,
}

impl Sleep {
    /// Waits for another moment instead.
    fn reset(&mut self, deadline: Timestamp) {
        self.cancel();
        self.deadline = deadline;
        self.done = false;
    }

    fn cancel(&mut self) {
        if let Some(timer) = self.timer.take() {
            let waker = self.exchange.state.borrow_mut().timers.cancel(timer);
            drop(waker);
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let waker = cx.waker().clone();
        let mut state = this.exchange.state.borrow_mut();
        if state.now >= this.deadline {
            drop(state);
            this.cancel();
            this.done = true;
            return Poll::Ready(());
        }
        // The timer keeps its place in the order of creation, whoever polls it.
        let old = match this.timer.and_then(|timer| state.timers.get_mut(timer)) {
            Some(place) => Some(std::mem::replace(place, waker)),
            None => {
                this.timer = Some(state.timers.insert(this.deadline, waker));
                None
            }
        };
        drop(state);
        drop(old);
        Poll::Pending
    }
}

impl FusedFuture for Sleep {
    fn is_terminated(&self) -> bool {
        self.done
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// The ticks of a periodic timer; never ends.
pub struct Ticks {
    periodic: Periodic,
    sleep: Sleep,
}

impl Stream for Ticks {
    type Item = Tick;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Tick>> {
        let this = &mut *self;
        task::ready!(Pin::new(&mut this.sleep).poll(cx));
        let now = this.sleep.exchange.state.borrow().now;
        let tick = this.periodic.tick(now);
        this.sleep.reset(this.periodic.deadline());
        if let Some(tick) = tick {
            this.sleep.exchange.state.borrow_mut().merged_ticks += tick.merged;
            return Poll::Ready(Some(tick));
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl FusedStream for Ticks {
    fn is_terminated(&self) -> bool {
        false
    }
}
