//! The run queue of native actors: who was sent something or woken has its turn, first come first
//! served.
//!
//! One step is one message handled or one task polled. A step takes the behaviour out of its slot, so
//! that it may end its own scope: what is out when its slot goes is dropped when it returns.

use std::rc::Rc;
use std::task::Poll;

use protocol::ids::{ActorId, ScopeId};

use crate::host::clock::{Clock, Timestamp, VirtualClock};

use super::behaviour::{Arena, Behaviour, Flow, Native, Occupant, Step};
use super::exchange::{Exchange, wake};
use super::handle::ActorHandle;
use super::mailbox::{DELIVERY_BATCH, Message, discard};
use super::registry::Registry;
use super::reply::{Reply, ReplySlot};
use super::slot::ActorKey;
use super::stimulus::{Outgoing, Stimulus};
use super::task::Task;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Nobody has anything to do.
    Idle,
    /// The budget was spent; run again to go on.
    BudgetSpent,
}

/// What a stepped actor has of the engine.
pub struct Context<'a> {
    id: ActorId,
    exchange: &'a Rc<Exchange>,
    arena: &'a mut dyn Arena,
    /// Where the answer to the message that is handled goes, if it is a question and nobody has taken it.
    reply: Option<ReplySlot>,
}

impl Context<'_> {
    /// Who the actor is.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// The scope that owns the actor; `None` once the actor has ended it.
    pub fn scope(&self) -> Option<ScopeId> {
        self.arena.scope_of(self.id)
    }

    /// The time of the host's clock that the engine was told last.
    pub fn now(&self) -> Timestamp {
        self.exchange.state.borrow().now
    }

    /// A handle of any actor.
    pub fn handle(&self, actor: ActorId) -> ActorHandle {
        ActorHandle::new(self.exchange, actor)
    }

    /// Gives a value to those who observe one of the actor's cells.
    pub fn publish(&self, cell: u32, value: &Message) {
        self.exchange.publish(self.id, cell, value);
    }

    /// Hands something to the inbox, which makes a turn of it if the actor's scope still lives then.
    pub fn stimulate(&self, cell: u32, payload: Message) {
        if let Some(scope) = self.scope() {
            let outgoing = Outgoing {
                by: self.id,
                scope,
                cell,
                payload,
            };
            self.exchange
                .state
                .borrow_mut()
                .outgoing
                .push_back(outgoing);
        }
    }

    /// The right and the duty to answer the message that is handled, if its sender asked. A step that
    /// leaves it tells the asker that there is no answer.
    #[inline]
    pub fn take_reply(&mut self) -> Option<Reply> {
        let slot = self.reply.take()?;
        Some(Reply::new(self.exchange, slot))
    }

    /// Creates a scope as the last child of another.
    pub fn create_scope(&mut self, parent: ScopeId) -> Option<ScopeId> {
        self.arena.create_scope(parent)
    }

    /// Starts a native actor as the last one of a scope.
    pub fn spawn(&mut self, scope: ScopeId, native: Native) -> Option<ActorId> {
        self.arena.spawn_native(scope, native)
    }

    /// Ends a scope, possibly the actor's own.
    pub fn end_scope(&mut self, scope: ScopeId) {
        self.arena.end_scope(scope);
    }
}

impl<I> Registry<I> {
    /// Runs native actors until nobody has anything to do, or the budget of steps is spent.
    pub fn run_until_idle(&mut self, budget: u64) -> Run {
        let exchange = Rc::clone(&self.exchange);
        let mut left = budget;
        loop {
            self.collect_wakes();
            let Some(actor) = exchange.next_scheduled() else {
                return Run::Idle;
            };
            if left == 0 {
                exchange.requeue(actor);
                return Run::BudgetSpent;
            }
            self.run_actor(&exchange, actor, &mut left);
            if exchange.endings_requested.get() {
                self.end_requested_scopes();
            }
        }
    }

    /// Runs native actors through virtual time: timer after timer, up to and including a moment.
    pub fn run_through(&mut self, clock: &VirtualClock, until: Timestamp, budget: u64) -> Run {
        loop {
            self.advance_to(clock.now());
            if self.run_until_idle(budget) == Run::BudgetSpent {
                return Run::BudgetSpent;
            }
            match self.next_deadline().filter(|deadline| *deadline <= until) {
                Some(deadline) => clock.advance_to(deadline),
                None if clock.now() < until => clock.advance_to(until),
                None => return Run::Idle,
            }
        }
    }

    /// Tells the time and wakes the timers that are due, by deadline and creation.
    pub fn advance_to(&mut self, now: Timestamp) {
        {
            let state = &mut *self.exchange.state.borrow_mut();
            state.now = state.now.max(now);
        }
        loop {
            let fired = self.exchange.state.borrow_mut().timers.fire_due(now);
            match fired {
                Some((_, waker)) => wake(Some(waker)),
                None => return,
            }
        }
    }

    /// When the first timer is due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.exchange.state.borrow_mut().timers.next_deadline()
    }

    /// The next thing that a turn should be made of; what an ended scope left behind is none.
    pub fn next_stimulus(&mut self) -> Option<Stimulus> {
        loop {
            if let Some(told) = self.told.pop_front() {
                return Some(told);
            }
            let outgoing = self.exchange.state.borrow_mut().outgoing.pop_front()?;
            let Outgoing {
                by,
                scope,
                cell,
                payload,
            } = outgoing;
            if self.scope_alive(scope) {
                return Some(Stimulus::Produced {
                    by,
                    scope,
                    cell,
                    payload,
                });
            }
            self.exchange.state.borrow_mut().stale += 1;
        }
    }

    fn collect_wakes(&mut self) {
        if !self.exchange.wakes.any() {
            return;
        }
        self.exchange.wakes.drain_into(&mut self.woken);
        for actor in self.woken.drain(..) {
            self.exchange.schedule(actor);
        }
    }

    #[inline]
    fn run_actor(&mut self, exchange: &Rc<Exchange>, actor: ActorId, left: &mut u64) {
        let Some(key) = ActorKey::from_id(actor) else {
            return;
        };
        let Some(slot) = self.actors.get_mut(key) else {
            return;
        };
        match &mut slot.occupant {
            Occupant::Instance(_) => self.forward_messages(exchange, actor, left),
            Occupant::Step(place) => {
                if let Some(step) = place.take() {
                    self.step(exchange, actor, key, step, left);
                }
            }
            Occupant::Task(place) => {
                if let Some(task) = place.take() {
                    *left -= 1;
                    self.poll(exchange, actor, key, task);
                }
            }
        }
    }

    #[inline]
    fn step(
        &mut self,
        exchange: &Rc<Exchange>,
        actor: ActorId,
        key: ActorKey,
        mut step: Box<dyn Step>,
        left: &mut u64,
    ) {
        let mut ended = None;
        if exchange.start_taking(actor) {
            let batch = u64::from(DELIVERY_BATCH).min(*left) as u32;
            let mut rest = batch;
            let mut ctx = Context {
                id: actor,
                exchange,
                arena: self,
                reply: None,
            };
            loop {
                let mut message = exchange.take_next(&mut ctx.reply);
                rest -= 1;
                // Looking at the one case that counts first spares reading back the whole result.
                let outcome = step.step(&mut ctx, &mut message);
                discard(message);
                if ctx.reply.is_some() {
                    drop(ctx.take_reply());
                }
                if !matches!(outcome, Ok(Flow::Continue)) {
                    ended = Some(outcome.map(|_| ()));
                    break;
                }
                if rest == 0 || !exchange.has_next() {
                    break;
                }
            }
            if exchange.has_next() {
                exchange.requeue(actor);
            }
            *left -= u64::from(batch - rest);
        }
        match (
            ended,
            self.actors.get_mut(key).map(|slot| &mut slot.occupant),
        ) {
            (None, Some(Occupant::Step(place))) => *place = Some(step),
            (None, _) => drop(step),
            (Some(outcome), _) => {
                drop(step);
                self.ended(key, outcome);
            }
        }
    }

    /// A message to an instance is a turn of its own: it goes to the inbox.
    ///
    /// Apart from the loop over native actors, which is a twentieth faster without it.
    #[inline(never)]
    fn forward_messages(&mut self, exchange: &Rc<Exchange>, actor: ActorId, left: &mut u64) {
        if !exchange.start_taking(actor) {
            return;
        }
        while exchange.has_next() {
            if *left == 0 {
                return exchange.requeue(actor);
            }
            let mut reply = None;
            let message = exchange.take_next(&mut reply);
            let reply = reply.map(|slot| Reply::new(exchange, slot));
            self.told.push_back(Stimulus::Told {
                actor,
                message,
                reply,
            });
            *left -= 1;
        }
    }

    #[inline]
    fn poll(&mut self, exchange: &Exchange, actor: ActorId, key: ActorKey, mut task: Box<Task>) {
        exchange.unschedule(actor);
        let polled = task.poll();
        match (
            polled,
            self.actors.get_mut(key).map(|slot| &mut slot.occupant),
        ) {
            (Poll::Pending, Some(Occupant::Task(place))) => *place = Some(task),
            (Poll::Pending, _) => drop(task),
            (Poll::Ready(outcome), _) => {
                drop(task);
                self.ended(key, outcome);
            }
        }
    }

    #[cold]
    fn end_requested_scopes(&mut self) {
        self.exchange.endings_requested.set(false);
        let endings = std::mem::take(&mut self.exchange.state.borrow_mut().endings);
        for scope in endings {
            drop(self.take_scope(scope));
        }
    }
}

impl<I> Arena for Registry<I> {
    fn scope_of(&self, actor: ActorId) -> Option<ScopeId> {
        Registry::scope_of(self, actor)
    }

    fn create_scope(&mut self, parent: ScopeId) -> Option<ScopeId> {
        Registry::create_scope(self, parent)
    }

    fn spawn_native(&mut self, scope: ScopeId, native: Native) -> Option<ActorId> {
        self.spawn(scope, Behaviour::from(native))
    }

    fn end_scope(&mut self, scope: ScopeId) {
        drop(self.take_scope(scope));
    }
}
