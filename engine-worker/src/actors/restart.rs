//! Failures on their way up: from an actor to the supervisor that can recover, and down again.

use super::behaviour::{Behaviour, Failure, Native, Occupant};
use super::chain;
use super::mailbox::STOP_REPORTS;
use super::registry::Registry;
use super::slot::{ActorKey, ScopeKey};
use super::supervisor::{Restart, Stop, StopCause, Strategy, wants_restart};

/// What a supervisor restarts as one.
#[derive(Clone, Copy)]
enum Unit {
    Actor(ActorKey),
    /// A supervisor below that gave up.
    Scope(ScopeKey),
}

impl<I> Registry<I> {
    /// Decides about an actor whose behaviour has ended and is out of its slot.
    #[cold]
    pub(super) fn ended(&mut self, actor: ActorKey, outcome: Result<(), Failure>) {
        let Some(scope) = self.actors.get(actor).map(|slot| slot.scope) else {
            return;
        };
        let restart = self.children.get(actor).map(|child| child.restart);
        if !restart.is_some_and(|restart| wants_restart(restart, &outcome)) {
            self.end_actor(actor);
            if let Err(failure) = outcome {
                let cause = StopCause::Failed(failure);
                self.report(Stop {
                    actor: actor.id(),
                    scope: None,
                    cause,
                });
            }
            return;
        }
        let now = self.exchange.state.borrow().now;
        let mut unit = Unit::Actor(actor);
        let mut below = Some(scope);
        while let Some(scope) = below.and_then(|scope| self.nearest_supervisor(scope)) {
            let Some(supervisor) = self.supervisors.get_mut(scope) else {
                break;
            };
            if supervisor.admit_restart(now) {
                let strategy = supervisor.supervision.strategy;
                return self.restart(scope, unit, strategy);
            }
            unit = Unit::Scope(scope);
            below = self.scopes.parent(scope);
        }
        self.give_up(actor, unit, outcome);
    }

    fn nearest_supervisor(&self, scope: ScopeKey) -> Option<ScopeKey> {
        std::iter::successors(Some(scope), |scope| self.scopes.parent(*scope))
            .find(|scope| self.supervisors.contains_key(*scope))
    }

    /// Nobody above recovers: what failed stops for good, the scopes and instances around it live on.
    fn give_up(&mut self, actor: ActorKey, unit: Unit, outcome: Result<(), Failure>) {
        let (stopped, scope) = match unit {
            Unit::Actor(actor) => (vec![actor], None),
            Unit::Scope(scope) => (self.supervised_below(scope), Some(scope.id())),
        };
        for member in stopped.into_iter().rev() {
            self.end_actor(member);
        }
        let cause = match outcome {
            Err(failure) => StopCause::Failed(failure),
            Ok(()) => StopCause::Done,
        };
        self.report(Stop {
            actor: actor.id(),
            scope,
            cause,
        });
    }

    /// The supervised actors of a scope and all below it, in the order of the tree.
    fn supervised_below(&self, top: ScopeKey) -> Vec<ActorKey> {
        let mut found = Vec::new();
        let mut next = Some(top);
        while let Some(scope) = next {
            let first = self.scopes.get(scope).and_then(|node| node.first_actor);
            let members = chain::members(&self.actors, first);
            found.extend(members.filter(|actor| self.children.contains_key(*actor)));
            next = self.scopes.next_in_pre_order(scope, top);
        }
        found
    }

    fn restart(&mut self, supervisor: ScopeKey, unit: Unit, strategy: Strategy) {
        let (failed, all) = match (unit, strategy) {
            (Unit::Actor(actor), Strategy::OneForOne) => {
                return self.start_again(actor);
            }
            (Unit::Actor(actor), _) => (vec![actor], self.supervised_below(supervisor)),
            (Unit::Scope(scope), _) => (
                self.supervised_below(scope),
                self.supervised_below(supervisor),
            ),
        };
        let affected = match strategy {
            Strategy::OneForOne => failed,
            Strategy::OneForAll => all,
            Strategy::RestForOne => {
                let first = all.iter().position(|actor| failed.contains(actor));
                all[first.unwrap_or(0)..].to_vec()
            }
        };
        // Everybody stops, the last one first, before anybody starts again.
        for actor in affected.iter().rev() {
            let old = self
                .actors
                .get_mut(*actor)
                .and_then(|slot| slot.occupant.take_native());
            drop(old);
        }
        for actor in affected {
            // One that is never restarted stops for good when its supervisor restarts the others.
            match self.children.get(actor).map(|child| child.restart) {
                Some(Restart::Permanent | Restart::Transient) => self.start_again(actor),
                Some(Restart::Temporary) => self.end_actor(actor),
                None => {}
            }
        }
    }

    /// Gives an actor whose behaviour is gone a fresh one.
    fn start_again(&mut self, actor: ActorKey) {
        let Some(child) = self.children.get_mut(actor) else {
            return;
        };
        let mut native = (child.start)();
        let Some(slot) = self.actors.get_mut(actor) else {
            return;
        };
        let id = actor.id();
        if let Native::Task(task) = &mut native {
            task.start(&self.exchange, id, slot.scope.id());
        }
        slot.occupant = Occupant::from(Behaviour::from(native));
        self.restarts += 1;
        if let Some(rare) = self.exchange.state.borrow_mut().rare(id) {
            rare.restarts += 1;
        }
        self.exchange.schedule(id);
    }

    /// Ends one actor of a scope that lives on.
    fn end_actor(&mut self, actor: ActorKey) {
        let Some(scope) = self.actors.get(actor).map(|slot| slot.scope) else {
            return;
        };
        if let Some(node) = self.scopes.get_mut(scope) {
            node.first_actor = chain::unlink(&mut self.actors, node.first_actor, actor);
        }
        let slot = self.remove_actor(actor);
        drop(slot);
    }

    fn report(&mut self, stop: Stop) {
        if self.stops.len() == STOP_REPORTS {
            self.stops.pop_front();
        }
        self.stops.push_back(stop);
    }

    /// Takes the reports about actors that stopped for good; the oldest are lost if there are too many.
    pub fn take_stops(&mut self) -> Vec<Stop> {
        self.stops.drain(..).collect()
    }
}
