//! The registry owns every actor and every scope of one engine; a stale id reads as dead.
//!
//! Invariants: an actor is registered iff its scope is alive; `created - dropped = live`.
//!
//! Taking a scope removes everything first and gives the behaviours to the caller, who drops them when
//! the registry is free again: a `Drop` may then use it.

use protocol::ids::{ActorId, ScopeId};

use super::behaviour::Behaviour;
use super::chain::{self, Linked, Links};
use super::counters::Counters;
use super::scope::ScopeTree;
use super::slot::{ActorKey, ScopeKey, Slots};

/// One actor.
struct ActorSlot<I> {
    scope: ScopeKey,
    siblings: Links<ActorKey>,
    behaviour: Behaviour<I>,
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
    actors: Slots<ActorKey, ActorSlot<I>>,
    scopes: ScopeTree,
    root: ScopeKey,
    counters: Counters,
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

    fn with_slots(
        actors: Slots<ActorKey, ActorSlot<I>>,
        scopes: Slots<ScopeKey, super::scope::ScopeNode>,
    ) -> Self {
        let (scopes, root) = ScopeTree::new(scopes);
        let mut counters = Counters::default();
        counters.scopes.created = 1;
        Self {
            actors,
            scopes,
            root,
            counters,
        }
    }

    /// The scope that everything else is below; dead once it was taken.
    pub fn root(&self) -> ScopeId {
        self.root.id()
    }

    /// Creates a scope as the last child of another; `None` if that is dead.
    pub fn create_scope(&mut self, parent: ScopeId) -> Option<ScopeId> {
        let scope = self.scopes.create(ScopeKey::from_id(parent)?)?;
        self.counters.scopes.created += 1;
        Some(scope.id())
    }

    /// Starts an actor as the last one of a scope; `None`, dropping the behaviour, if that is dead.
    pub fn spawn(&mut self, scope: ScopeId, behaviour: Behaviour<I>) -> Option<ActorId> {
        let scope = ScopeKey::from_id(scope)?;
        let node = self.scopes.get_mut(scope)?;
        let actor = self.actors.insert(ActorSlot {
            scope,
            siblings: Links::new(),
            behaviour,
        });
        node.first_actor = chain::append(&mut self.actors, node.first_actor, actor);
        self.counters.actors.created += 1;
        Some(actor.id())
    }

    /// A program instance.
    #[inline]
    pub fn get(&self, actor: ActorId) -> Option<&I> {
        match &self.actors.get(ActorKey::from_id(actor)?)?.behaviour {
            Behaviour::Instance(instance) => Some(instance),
        }
    }

    /// A program instance, to change it.
    #[inline]
    pub fn get_mut(&mut self, actor: ActorId) -> Option<&mut I> {
        match &mut self.actors.get_mut(ActorKey::from_id(actor)?)?.behaviour {
            Behaviour::Instance(instance) => Some(instance),
        }
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
        let mut scope = top;
        loop {
            scope = self.scopes.first_leaf(scope);
            let Some((parent, first_actor)) = self.scopes.remove_leaf(scope) else {
                return;
            };
            self.counters.scopes.dropped += 1;
            let mut next_actor = first_actor;
            while let Some(actor) = next_actor {
                next_actor = chain::next(&self.actors, actor);
                if let Some(slot) = self.actors.remove(actor) {
                    self.counters.actors.dropped += 1;
                    taken.push((actor.id(), slot.behaviour));
                }
            }
            match parent {
                Some(parent) if scope != top => scope = parent,
                _ => return,
            }
        }
    }

    /// The counters so far.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Every scope in pre-order.
    pub fn tree(&self) -> Vec<TreeNode> {
        let mut nodes = Vec::with_capacity(self.scopes.len());
        let mut next = self.scopes.contains(self.root).then_some(self.root);
        while let Some(scope) = next {
            let first_actor = self.scopes.get(scope).and_then(|node| node.first_actor);
            nodes.push(TreeNode {
                scope: scope.id(),
                parent: self.scopes.parent(scope).map(ScopeKey::id),
                actors: chain::members(&self.actors, first_actor)
                    .map(ActorKey::id)
                    .collect(),
            });
            next = self.scopes.next_in_pre_order(scope, self.root);
        }
        nodes
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
        }
        assert_eq!(self.counters.actors.live(), self.actors.len() as u64);
        assert_eq!(self.counters.scopes.live(), self.scopes.len() as u64);
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
    pub actors: Vec<ActorId>,
}
