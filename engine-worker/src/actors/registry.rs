//! The registry owns every actor and every scope of one engine; a stale id reads as dead.
//!
//! Invariants: an actor is registered iff its scope is alive; `created - dropped = live`.
//!
//! Taking a scope removes everything first and gives the behaviours to the caller, who drops them when
//! the registry is free again: a `Drop` may then use it.

use std::collections::VecDeque;
use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};
use slotmap::SparseSecondaryMap;

use super::behaviour::{Behaviour, Native, Occupant};
use super::chain::{self, Linked, Links};
use super::counters::{Counters, Population};
use super::exchange::Exchange;
use super::handle::{ActorHandle, ScopeHandle};
use super::mailbox::Message;
use super::scope::{ScopeNode, ScopeTree};
use super::slot::{ActorKey, ScopeKey, Slots};
use super::stimulus::Stimulus;
use super::subscriptions::SnapshotRequest;
use super::supervisor::{Child, Stop, Supervision, Supervisor};

/// One actor.
pub(super) struct ActorSlot<I> {
    pub(super) scope: ScopeKey,
    siblings: Links<ActorKey>,
    pub(super) occupant: Occupant<I>,
}

impl<I> Linked<ActorKey> for ActorSlot<I> {
    fn links(&self) -> &Links<ActorKey> {
        &self.siblings
    }
    fn links_mut(&mut self) -> &mut Links<ActorKey> {
        &mut self.siblings
    }
}

/// Owns the actors and scopes of one engine.
pub struct Registry<I> {
    pub(super) actors: Slots<ActorKey, ActorSlot<I>>,
    pub(super) scopes: ScopeTree,
    pub(super) exchange: Rc<Exchange>,
    /// How to restart the actors that are supervised.
    pub(super) children: SparseSecondaryMap<ActorKey, Child>,
    pub(super) supervisors: SparseSecondaryMap<ScopeKey, Supervisor>,
    pub(super) stops: VecDeque<Stop>,
    /// Messages to instances that the inbox has not taken yet.
    pub(super) told: VecDeque<Stimulus>,
    /// Kept for its memory; empty between runs.
    pub(super) woken: Vec<ActorId>,
    pub(super) restarts: u64,
    root: ScopeKey,
    actor_population: Population,
    scope_population: Population,
}

impl<I> Default for Registry<I> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I> Registry<I> {
    /// Creates a registry that holds nothing but the root scope.
    pub fn new() -> Self {
        Self::with_slots(Slots::new(), Slots::new())
    }

    pub(super) fn with_slots(
        actors: Slots<ActorKey, ActorSlot<I>>,
        scopes: Slots<ScopeKey, ScopeNode>,
    ) -> Self {
        let (scopes, root) = ScopeTree::new(scopes);
        Self {
            actors,
            scopes,
            exchange: Exchange::new(),
            children: SparseSecondaryMap::new(),
            supervisors: SparseSecondaryMap::new(),
            stops: VecDeque::new(),
            told: VecDeque::new(),
            woken: Vec::new(),
            restarts: 0,
            root,
            actor_population: Population::default(),
            scope_population: Population {
                created: 1,
                dropped: 0,
            },
        }
    }

    /// The scope that everything else is below; dead once it was taken.
    pub fn root(&self) -> ScopeId {
        self.root.id()
    }

    /// Creates a scope as the last child of another; `None` if that is dead.
    pub fn create_scope(&mut self, parent: ScopeId) -> Option<ScopeId> {
        let scope = self.scopes.create(ScopeKey::from_id(parent)?)?;
        self.scope_population.created += 1;
        Some(scope.id())
    }

    /// Starts an actor as the last one of a scope; `None`, dropping the behaviour, if that is dead.
    pub fn spawn(&mut self, scope: ScopeId, behaviour: Behaviour<I>) -> Option<ActorId> {
        let scope = ScopeKey::from_id(scope)?;
        let node = self.scopes.get_mut(scope)?;
        let slot = ActorSlot {
            scope,
            siblings: Links::new(),
            occupant: Occupant::from(behaviour),
        };
        let actor = self.actors.insert(slot);
        node.first_actor = chain::append(&mut self.actors, node.first_actor, actor);
        self.actor_population.created += 1;
        let id = actor.id();
        self.exchange.open(id);
        if let Some(slot) = self.actors.get_mut(actor)
            && let Occupant::Task(Some(task)) = &mut slot.occupant
        {
            task.start(&self.exchange, id, scope.id());
            self.exchange.schedule(id);
        }
        Some(id)
    }

    /// Starts a native actor that the nearest supervisor above restarts.
    pub fn spawn_child(&mut self, scope: ScopeId, mut child: Child) -> Option<ActorId> {
        if !self.scope_alive(scope) {
            return None;
        }
        let native: Native = (child.start)();
        let actor = self.spawn(scope, Behaviour::from(native))?;
        self.children.insert(ActorKey::from_id(actor)?, child);
        Some(actor)
    }

    /// Makes a scope the supervisor of the native children below it; false if it is dead.
    pub fn supervise(&mut self, scope: ScopeId, supervision: Supervision) -> bool {
        match ScopeKey::from_id(scope).filter(|scope| self.scopes.contains(*scope)) {
            Some(scope) => {
                self.supervisors.insert(scope, Supervisor::new(supervision));
                true
            }
            None => false,
        }
    }

    /// A handle of an actor, to be used while the registry is borrowed, or long after.
    pub fn handle(&self, actor: ActorId) -> ActorHandle {
        ActorHandle::new(&self.exchange, actor)
    }

    /// A handle of a scope, with which its end can be asked for.
    pub fn scope_handle(&self, scope: ScopeId) -> ScopeHandle {
        ScopeHandle::new(&self.exchange, scope)
    }

    /// Whether anybody outside observes a cell of an actor: if not, nothing needs to be published.
    #[inline]
    pub fn is_observed(&self, actor: ActorId) -> bool {
        self.exchange.is_observed(actor)
    }

    /// Gives a value to those who observe a cell of an actor.
    pub fn publish(&self, actor: ActorId, cell: u32, value: &Message) {
        self.exchange.publish(actor, cell, value);
    }

    /// The subscribers that came since the last call and have not seen the present value.
    pub fn take_snapshot_requests(&self) -> Vec<SnapshotRequest> {
        self.exchange.take_snapshot_requests()
    }

    /// A program instance.
    #[inline]
    pub fn get(&self, actor: ActorId) -> Option<&I> {
        match &self.actors.get(ActorKey::from_id(actor)?)?.occupant {
            Occupant::Instance(instance) => Some(instance),
            Occupant::Step(_) | Occupant::Task(_) => None,
        }
    }

    /// A program instance, to change it.
    #[inline]
    pub fn get_mut(&mut self, actor: ActorId) -> Option<&mut I> {
        match &mut self.actors.get_mut(ActorKey::from_id(actor)?)?.occupant {
            Occupant::Instance(instance) => Some(instance),
            Occupant::Step(_) | Occupant::Task(_) => None,
        }
    }

    /// All instances, in the order of their slots.
    pub fn instances(&self) -> impl Iterator<Item = (ActorId, &I)> {
        self.actors
            .iter()
            .filter_map(|(key, slot)| match &slot.occupant {
                Occupant::Instance(instance) => Some((key.id(), instance)),
                Occupant::Step(_) | Occupant::Task(_) => None,
            })
    }

    /// The actors in the scopes right below a scope, in source order.
    pub fn actors_below(&self, scope: ScopeId) -> Vec<ActorId> {
        let mut found = Vec::new();
        let Some(scope) = ScopeKey::from_id(scope).filter(|key| self.scopes.contains(*key)) else {
            return found;
        };
        for child in self.scopes.children(scope) {
            let first = self.scopes.get(child).and_then(|node| node.first_actor);
            found.extend(chain::members(&self.actors, first).map(ActorKey::id));
        }
        found
    }

    /// All actors in a scope and below it, parents before children.
    pub fn actors_within(&self, scope: ScopeId) -> Vec<ActorId> {
        let mut found = Vec::new();
        let top = ScopeKey::from_id(scope).filter(|key| self.scopes.contains(*key));
        let mut next = top;
        while let (Some(scope), Some(top)) = (next, top) {
            let first = self.scopes.get(scope).and_then(|node| node.first_actor);
            found.extend(chain::members(&self.actors, first).map(ActorKey::id));
            next = self.scopes.next_in_pre_order(scope, top);
        }
        found
    }

    /// The scope that owns an actor.
    pub fn scope_of(&self, actor: ActorId) -> Option<ScopeId> {
        Some(self.actors.get(ActorKey::from_id(actor)?)?.scope.id())
    }

    /// The scope above a scope.
    pub fn parent_scope(&self, scope: ScopeId) -> Option<ScopeId> {
        Some(self.scopes.parent(ScopeKey::from_id(scope)?)?.id())
    }

    /// Whether the actor that the id names still lives.
    pub fn is_alive(&self, actor: ActorId) -> bool {
        ActorKey::from_id(actor).is_some_and(|key| self.actors.contains(key))
    }

    /// Whether the scope that the id names still lives.
    pub fn scope_alive(&self, scope: ScopeId) -> bool {
        ScopeKey::from_id(scope).is_some_and(|key| self.scopes.contains(key))
    }

    /// Moves a scope with everything below it to the end of another's children.
    ///
    /// Refuses dead scopes, the root, and a parent that is the scope itself or below it.
    pub fn reparent(&mut self, scope: ScopeId, parent: ScopeId) -> bool {
        match (ScopeKey::from_id(scope), ScopeKey::from_id(parent)) {
            (Some(scope), Some(parent)) => self.scopes.reparent(scope, parent),
            _ => false,
        }
    }

    /// Ends a scope and returns what its actors were: children before parents, in source order.
    ///
    /// Drop the result when the registry is not borrowed any more.
    pub fn take_scope(&mut self, scope: ScopeId) -> Vec<(ActorId, Behaviour<I>)> {
        let mut taken = Vec::new();
        self.take_scope_into(scope, &mut taken);
        taken
    }

    /// Does the same as [`Registry::take_scope`] into a list that the caller keeps.
    pub fn take_scope_into(&mut self, scope: ScopeId, taken: &mut Vec<(ActorId, Behaviour<I>)>) {
        let Some(top) = ScopeKey::from_id(scope).filter(|key| self.scopes.contains(*key)) else {
            return;
        };
        self.scopes.detach(top);
        let mut scope = self.scopes.first_leaf(top);
        while let Some(removed) = self.scopes.remove_next(scope) {
            self.scope_population.dropped += 1;
            if !self.supervisors.is_empty() {
                self.supervisors.remove(scope);
            }
            let mut next_actor = removed.first_actor;
            while let Some(actor) = next_actor
                && let Some(slot) = self.remove_actor(actor)
            {
                next_actor = slot.siblings.next();
                // A behaviour that is running is not in its slot; it is dropped when it returns.
                if let Some(behaviour) = slot.occupant.into_behaviour() {
                    taken.push((actor.id(), behaviour));
                }
            }
            if scope == top {
                return;
            }
            scope = match (removed.next, removed.parent) {
                (Some(sibling), _) => self.scopes.first_leaf(sibling),
                (None, Some(parent)) => parent,
                (None, None) => return,
            };
        }
    }

    /// Removes an actor from its slot and closes its mailbox; the caller has unlinked it.
    #[inline]
    pub(super) fn remove_actor(&mut self, actor: ActorKey) -> Option<ActorSlot<I>> {
        let slot = self.actors.remove(actor)?;
        self.actor_population.dropped += 1;
        if !self.children.is_empty() {
            self.children.remove(actor);
        }
        self.exchange.close(actor.id());
        Some(slot)
    }

    /// The counters so far.
    pub fn counters(&self) -> Counters {
        let state = self.exchange.state.borrow();
        Counters {
            actors: self.actor_population,
            scopes: self.scope_population,
            messages: state.messages(),
            updates: state.updates,
            subscriptions: state.subscriptions,
            stale: state.stale,
            restarts: self.restarts,
            run_queue_high_water: state.run_queue_high_water,
            timers: state.timers.len() as u64,
            merged_ticks: state.merged_ticks,
            open_questions: state.questions.live() as u64,
        }
    }

    /// Every scope in pre-order.
    pub fn tree(&self) -> Vec<TreeNode> {
        let mut nodes = Vec::with_capacity(self.scopes.len());
        let mut next = self.scopes.contains(self.root).then_some(self.root);
        while let Some(scope) = next {
            let first_actor = self.scopes.get(scope).and_then(|node| node.first_actor);
            let actors = chain::members(&self.actors, first_actor);
            nodes.push(TreeNode {
                scope: scope.id(),
                parent: self.scopes.parent(scope).map(ScopeKey::id),
                actors: actors.map(|actor| self.describe(actor)).collect(),
            });
            next = self.scopes.next_in_pre_order(scope, self.root);
        }
        nodes
    }

    fn describe(&self, actor: ActorKey) -> TreeActor {
        let id = actor.id();
        let (kind, name) = match self.actors.get(actor).map(|slot| &slot.occupant) {
            Some(Occupant::Instance(_)) => (ActorKind::Instance, None),
            Some(Occupant::Step(Some(step))) => (ActorKind::Step, Some(step.name().to_owned())),
            Some(Occupant::Task(Some(task))) => (ActorKind::Task, Some(task.name().to_owned())),
            Some(Occupant::Step(None) | Occupant::Task(None)) | None => (ActorKind::Running, None),
        };
        let (queued, restarts) = self.exchange.load(id);
        TreeActor {
            id,
            kind,
            name,
            queued,
            restarts,
        }
    }

    /// Panics if an invariant does not hold; for tests and debug builds, it walks everything.
    pub fn check_invariants(&self) {
        self.scopes.check_invariants(self.root);
        let in_scopes: usize = self.tree().iter().map(|node| node.actors.len()).sum();
        assert_eq!(
            in_scopes,
            self.actors.len(),
            "every actor is in exactly one chain"
        );
        for (actor, slot) in self.actors.iter() {
            let id = actor.id();
            assert!(
                self.scopes.contains(slot.scope),
                "{id:?} is registered, its scope is dead"
            );
            let kind = self.describe(actor).kind;
            assert!(
                kind != ActorKind::Running,
                "{id:?} is out although nothing runs"
            );
        }
        self.exchange.check_invariants();
        assert_eq!(
            self.exchange.live(),
            self.actors.len(),
            "who is registered can receive"
        );
        assert_eq!(self.actor_population.live(), self.actors.len() as u64);
        assert_eq!(self.scope_population.live(), self.scopes.len() as u64);
    }
}

impl<I> Drop for Registry<I> {
    /// Ends everything, so that handles that outlive the engine find everybody dead.
    fn drop(&mut self) {
        drop(self.take_scope(self.root()));
    }
}

/// A scope as the inspector shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeNode {
    /// The scope.
    pub scope: ScopeId,
    /// The scope above; none for the root.
    pub parent: Option<ScopeId>,
    /// Its own actors, in source order.
    pub actors: Vec<TreeActor>,
}

/// An actor as the inspector shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeActor {
    /// Who it is.
    pub id: ActorId,
    /// What it is.
    pub kind: ActorKind,
    /// The name of a native actor; those of instances are known to who made them.
    pub name: Option<String>,
    /// How many messages wait for it.
    pub queued: u32,
    /// How often it was restarted.
    pub restarts: u32,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// An instance of a program's template.
    Instance,
    /// A native actor that is stepped.
    Step,
    /// A native actor that waits.
    Task,
    /// A native actor that is running just now.
    Running,
}
