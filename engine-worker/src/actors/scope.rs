//! The scope tree: who dies with whom, in which order.
//!
//! A scope is 44 bytes: its place among its siblings, its first child and its first actor. Children and
//! actors keep the order in which they were added, which is the order of the source.
//! Invariant: a scope is registered iff its parent is, except for the root.

use super::chain::{self, Linked, Links};
use super::slot::{ActorKey, ScopeKey, Slots};

/// One scope.
pub(super) struct ScopeNode {
    parent: Option<ScopeKey>,
    first_child: Option<ScopeKey>,
    siblings: Links<ScopeKey>,
    /// The chain of its own actors.
    pub(super) first_actor: Option<ActorKey>,
}

impl Linked<ScopeKey> for ScopeNode {
    fn links(&self) -> &Links<ScopeKey> {
        &self.siblings
    }
    fn links_mut(&mut self) -> &mut Links<ScopeKey> {
        &mut self.siblings
    }
}

/// What a scope that is removed leaves to do.
pub(super) struct Removed {
    pub(super) parent: Option<ScopeKey>,
    pub(super) next: Option<ScopeKey>,
    pub(super) first_actor: Option<ActorKey>,
}

/// All scopes of an engine.
pub(super) struct ScopeTree {
    nodes: Slots<ScopeKey, ScopeNode>,
}

impl ScopeTree {
    /// Creates a tree and its root.
    pub(super) fn new(nodes: Slots<ScopeKey, ScopeNode>) -> (Self, ScopeKey) {
        let mut tree = Self { nodes };
        let root = tree.insert(None);
        (tree, root)
    }

    fn insert(&mut self, parent: Option<ScopeKey>) -> ScopeKey {
        self.nodes.insert(ScopeNode {
            parent,
            first_child: None,
            siblings: Links::new(),
            first_actor: None,
        })
    }

    /// Creates a scope as the last child of a parent that lives.
    pub(super) fn create(&mut self, parent: ScopeKey) -> Option<ScopeKey> {
        let first = self.nodes.get(parent)?.first_child;
        let scope = self.insert(Some(parent));
        let first = chain::append(&mut self.nodes, first, scope);
        self.set_first_child(parent, first);
        Some(scope)
    }

    /// Moves a subtree to the end of another parent's children; refuses what would make a cycle.
    pub(super) fn reparent(&mut self, scope: ScopeKey, parent: ScopeKey) -> bool {
        if !self.nodes.contains(parent) || self.is_within(parent, scope) {
            return false;
        }
        let Some(Some(_)) = self.nodes.get(scope).map(|node| node.parent) else {
            return false;
        };
        self.unlink(scope);
        let first = self.nodes.get(parent).and_then(|node| node.first_child);
        let first = chain::append(&mut self.nodes, first, scope);
        self.set_first_child(parent, first);
        if let Some(node) = self.nodes.get_mut(scope) {
            node.parent = Some(parent);
        }
        true
    }

    /// Whether a scope is another one or below it.
    pub(super) fn is_within(&self, scope: ScopeKey, ancestor: ScopeKey) -> bool {
        std::iter::successors(Some(scope), |scope| self.parent(*scope))
            .any(|scope| scope == ancestor)
    }

    /// Follows first children down to a scope without any.
    pub(super) fn first_leaf(&self, mut scope: ScopeKey) -> ScopeKey {
        while let Some(child) = self.first_child(scope) {
            scope = child;
        }
        scope
    }

    /// Takes a scope that is about to end out of its parent's chain.
    pub(super) fn detach(&mut self, scope: ScopeKey) {
        self.unlink(scope);
        if let Some(node) = self.nodes.get_mut(scope) {
            node.siblings = Links::new();
        }
    }

    /// Removes a scope whose children are removed already. Those around it still name it: they must go as
    /// well, before anybody looks.
    #[inline]
    pub(super) fn remove_next(&mut self, scope: ScopeKey) -> Option<Removed> {
        let node = self.nodes.remove(scope)?;
        Some(Removed {
            parent: node.parent,
            next: node.siblings.next(),
            first_actor: node.first_actor,
        })
    }

    /// The scope after this one in pre-order, staying within `top`.
    pub(super) fn next_in_pre_order(&self, scope: ScopeKey, top: ScopeKey) -> Option<ScopeKey> {
        if let Some(child) = self.first_child(scope) {
            return Some(child);
        }
        let mut scope = scope;
        while scope != top {
            if let Some(sibling) = chain::next(&self.nodes, scope) {
                return Some(sibling);
            }
            scope = self.parent(scope)?;
        }
        None
    }

    /// The scopes right below a scope, in order.
    pub(super) fn children(&self, scope: ScopeKey) -> impl Iterator<Item = ScopeKey> {
        chain::members(&self.nodes, self.first_child(scope))
    }

    pub(super) fn parent(&self, scope: ScopeKey) -> Option<ScopeKey> {
        self.nodes.get(scope)?.parent
    }

    pub(super) fn get(&self, scope: ScopeKey) -> Option<&ScopeNode> {
        self.nodes.get(scope)
    }

    pub(super) fn get_mut(&mut self, scope: ScopeKey) -> Option<&mut ScopeNode> {
        self.nodes.get_mut(scope)
    }

    pub(super) fn contains(&self, scope: ScopeKey) -> bool {
        self.nodes.contains(scope)
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn first_child(&self, scope: ScopeKey) -> Option<ScopeKey> {
        self.nodes.get(scope)?.first_child
    }

    fn set_first_child(&mut self, parent: ScopeKey, first: Option<ScopeKey>) {
        if let Some(node) = self.nodes.get_mut(parent) {
            node.first_child = first;
        }
    }

    fn unlink(&mut self, scope: ScopeKey) {
        if let Some(parent) = self.parent(scope) {
            let first = self.first_child(parent);
            let first = chain::unlink(&mut self.nodes, first, scope);
            self.set_first_child(parent, first);
        }
    }

    /// Checks that every scope but the root is in its parent's chain exactly once.
    pub(super) fn check_invariants(&self, root: ScopeKey) {
        let mut reached = 0;
        let mut next = self.nodes.contains(root).then_some(root);
        while let Some(scope) = next {
            reached += 1;
            next = self.next_in_pre_order(scope, root);
        }
        assert_eq!(
            reached,
            self.nodes.len(),
            "every scope is reachable from the root once"
        );
    }
}

const _: () = assert!(std::mem::size_of::<ScopeNode>() == 40);
