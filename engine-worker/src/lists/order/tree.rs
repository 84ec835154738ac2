//! The treap under a [`Sequence`](super::Sequence): links and counts of slots, no payload.
//!
//! Nodes are ordered by position; a node's priority is the mixed bits of its id, so the same content
//! always has the same shape and no random source is needed.
//!
//! ```text
//!              d (size 5, weight 2)          position = sizes to the left on the way up
//!             / \                            rank = weights to the left on the way up
//!     b*(size 3) e
//!       / \
//!      a   c*          * = weighted
//! ```
//!
//! Everything is a loop along parent links: no recursion, whatever the shape.
//!
//! Roads not taken: a B-tree of chunks walks faster, but finding an item's position from its id needs a
//! link from the item to its chunk that every split has to repair. Priorities from a counter would make
//! the shape depend on history.

#[cfg(test)]
use std::cell::Cell;

use protocol::list_change::ItemId;

use crate::lists::id_map::mix;

/// The link that leads nowhere.
pub(super) const NIL: u32 = u32::MAX;

#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    root: u32,
    #[cfg(test)]
    steps: Cell<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    id: ItemId,
    parent: u32,
    left: u32,
    right: u32,
    /// Nodes in this subtree, itself included.
    size: u32,
    /// Weighted nodes in this subtree, itself included.
    weight: u32,
    weighted: bool,
}

const _: () = assert!(size_of::<Node>() == 32);

impl Node {
    fn new(id: ItemId, weighted: bool) -> Self {
        Node {
            id,
            parent: NIL,
            left: NIL,
            right: NIL,
            size: 1,
            weight: u32::from(weighted),
            weighted,
        }
    }
}

impl Default for Tree {
    fn default() -> Self {
        Tree {
            nodes: Vec::new(),
            root: NIL,
            #[cfg(test)]
            steps: Cell::new(0),
        }
    }
}

/// Reading.
impl Tree {
    pub(super) fn len(&self) -> u32 {
        self.size(self.root)
    }

    pub(super) fn total_weight(&self) -> u32 {
        self.weight(self.root)
    }

    pub(super) fn id(&self, slot: u32) -> ItemId {
        self.node(slot).id
    }

    pub(super) fn is_weighted(&self, slot: u32) -> bool {
        self.node(slot).weighted
    }

    pub(super) fn index_of(&self, mut slot: u32) -> u32 {
        let mut index = self.size(self.node(slot).left);
        loop {
            self.step();
            let parent = self.node(slot).parent;
            if parent == NIL {
                return index;
            }
            if self.node(parent).right == slot {
                index += self.size(self.node(parent).left) + 1;
            }
            slot = parent;
        }
    }

    pub(super) fn weight_before(&self, mut slot: u32) -> u32 {
        let mut weight = self.weight(self.node(slot).left);
        loop {
            self.step();
            let parent = self.node(slot).parent;
            if parent == NIL {
                return weight;
            }
            let above = self.node(parent);
            if above.right == slot {
                weight += self.weight(above.left) + u32::from(above.weighted);
            }
            slot = parent;
        }
    }

    /// Returns the slot at a position below the length.
    pub(super) fn slot_at(&self, mut index: u32) -> u32 {
        let mut slot = self.root;
        loop {
            self.step();
            let node = self.node(slot);
            let before = self.size(node.left);
            if index == before {
                return slot;
            }
            if index < before {
                slot = node.left;
            } else {
                index -= before + 1;
                slot = node.right;
            }
        }
    }

    /// Returns the slot of the weighted node of a rank below the total weight.
    pub(super) fn slot_at_rank(&self, mut rank: u32) -> u32 {
        let mut slot = self.root;
        loop {
            self.step();
            let node = self.node(slot);
            let before = self.weight(node.left);
            if rank < before {
                slot = node.left;
                continue;
            }
            if rank == before && node.weighted {
                return slot;
            }
            rank -= before + u32::from(node.weighted);
            slot = node.right;
        }
    }

    /// Returns the slot of the first position, `NIL` if there is none.
    pub(super) fn first(&self) -> u32 {
        self.leftmost(self.root)
    }

    fn leftmost(&self, mut slot: u32) -> u32 {
        while slot != NIL && self.node(slot).left != NIL {
            slot = self.node(slot).left;
        }
        slot
    }

    pub(super) fn successor(&self, mut slot: u32) -> u32 {
        let right = self.node(slot).right;
        if right != NIL {
            return self.leftmost(right);
        }
        loop {
            let parent = self.node(slot).parent;
            if parent == NIL || self.node(parent).left == slot {
                return parent;
            }
            slot = parent;
        }
    }
}

/// Writing.
impl Tree {
    pub(super) fn reserve(&mut self, additional: usize) {
        self.nodes.reserve(additional);
    }

    /// Makes a lone node, not yet in the tree: in a slot that was detached, or in the next new one.
    pub(super) fn occupy(&mut self, slot: u32, id: ItemId, weighted: bool) {
        let node = Node::new(id, weighted);
        if slot as usize == self.nodes.len() {
            self.nodes.push(node);
        } else {
            *self.node_mut(slot) = node;
        }
    }

    /// Hangs a lone node in at a position, then rotates it up to where its priority belongs.
    pub(super) fn attach(&mut self, index: u32, slot: u32) {
        let node = self.node_mut(slot);
        (node.parent, node.left, node.right) = (NIL, NIL, NIL);
        self.update(slot);
        let weight = self.node(slot).weight;
        let mut index = index;
        let mut parent = NIL;
        let mut below = self.root;
        let mut to_the_left = false;
        while below != NIL {
            self.step();
            let before = self.size(self.node(below).left);
            let node = self.node_mut(below);
            node.size += 1;
            node.weight += weight;
            parent = below;
            to_the_left = index <= before;
            if to_the_left {
                below = node.left;
            } else {
                index -= before + 1;
                below = node.right;
            }
        }
        self.node_mut(slot).parent = parent;
        if parent == NIL {
            self.root = slot;
        } else if to_the_left {
            self.node_mut(parent).left = slot;
        } else {
            self.node_mut(parent).right = slot;
        }
        loop {
            let parent = self.node(slot).parent;
            if parent == NIL || !self.outranks(slot, parent) {
                return;
            }
            self.rotate_up(slot);
        }
    }

    /// Takes a node out of the tree: rotates it down until it has at most one child, then links that
    /// child to the parent.
    pub(super) fn detach(&mut self, slot: u32) {
        loop {
            let Node { left, right, .. } = *self.node(slot);
            if left == NIL || right == NIL {
                let child = if left == NIL { right } else { left };
                let parent = self.node(slot).parent;
                self.replace_child(parent, slot, child);
                self.update_upwards(parent);
                return;
            }
            self.rotate_up(if self.outranks(left, right) {
                left
            } else {
                right
            });
        }
    }

    pub(super) fn set_weighted(&mut self, slot: u32, weighted: bool) {
        self.node_mut(slot).weighted = weighted;
        self.update_upwards(slot);
    }

    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.root = NIL;
    }

    /// Adds the next node while building in order: it becomes the right end of the right spine, above
    /// the nodes that it outranks. Those are complete then, so they get their counts.
    pub(super) fn grow_right_spine(&mut self, last: u32, slot: u32) {
        let mut below = NIL;
        let mut above = last;
        while above != NIL && self.outranks(slot, above) {
            self.update(above);
            below = above;
            above = self.node(above).parent;
        }
        self.node_mut(slot).left = below;
        if below != NIL {
            self.node_mut(below).parent = slot;
        }
        self.node_mut(slot).parent = above;
        if above == NIL {
            self.root = slot;
        } else {
            self.node_mut(above).right = slot;
        }
    }

    /// Counts the right spine once the last node is in.
    pub(super) fn finish_right_spine(&mut self, last: u32) {
        self.update_upwards(last);
    }

    /// Swaps a node with its parent, keeping the order of positions.
    fn rotate_up(&mut self, slot: u32) {
        self.step();
        let parent = self.node(slot).parent;
        let above = self.node(parent).parent;
        let inner = if self.node(parent).left == slot {
            let inner = self.node(slot).right;
            self.node_mut(parent).left = inner;
            self.node_mut(slot).right = parent;
            inner
        } else {
            let inner = self.node(slot).left;
            self.node_mut(parent).right = inner;
            self.node_mut(slot).left = parent;
            inner
        };
        if inner != NIL {
            self.node_mut(inner).parent = parent;
        }
        self.replace_child(above, parent, slot);
        self.node_mut(parent).parent = slot;
        self.update(parent);
        self.update(slot);
    }

    fn replace_child(&mut self, parent: u32, old: u32, new: u32) {
        if parent == NIL {
            self.root = new;
        } else if self.node(parent).left == old {
            self.node_mut(parent).left = new;
        } else {
            self.node_mut(parent).right = new;
        }
        if new != NIL {
            self.node_mut(new).parent = parent;
        }
    }

    fn update_upwards(&mut self, mut slot: u32) {
        while slot != NIL {
            self.step();
            self.update(slot);
            slot = self.node(slot).parent;
        }
    }

    fn update(&mut self, slot: u32) {
        let Node {
            left,
            right,
            weighted,
            ..
        } = *self.node(slot);
        let size = self.size(left) + self.size(right) + 1;
        let weight = self.weight(left) + self.weight(right) + u32::from(weighted);
        let node = self.node_mut(slot);
        node.size = size;
        node.weight = weight;
    }
}

/// Nodes.
impl Tree {
    /// Ids are unique, so the order by priority and id is total and the shape unambiguous.
    fn outranks(&self, slot: u32, other: u32) -> bool {
        let (slot, other) = (self.node(slot).id, self.node(other).id);
        (mix(slot.0), slot) > (mix(other.0), other)
    }

    fn node(&self, slot: u32) -> &Node {
        &self.nodes[slot as usize]
    }

    fn node_mut(&mut self, slot: u32) -> &mut Node {
        &mut self.nodes[slot as usize]
    }

    fn size(&self, slot: u32) -> u32 {
        if slot == NIL { 0 } else { self.node(slot).size }
    }

    fn weight(&self, slot: u32) -> u32 {
        if slot == NIL {
            0
        } else {
            self.node(slot).weight
        }
    }

    /// Counts one visited node, in tests only: the measure behind every O(log n) promised here.
    #[inline]
    fn step(&self) {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
    }

    /// Returns the nodes visited since the last call.
    #[cfg(test)]
    pub(in crate::lists) fn take_steps(&self) -> u64 {
        self.steps.take()
    }

    /// Returns the slots in use and detached.
    #[cfg(any(test, debug_assertions))]
    pub(super) fn slots(&self) -> usize {
        self.nodes.len()
    }

    /// Checks that priorities, links and counts agree.
    #[cfg(any(test, debug_assertions))]
    pub(super) fn check_invariants(&self) {
        let mut slot = self.first();
        while slot != NIL {
            let node = self.node(slot);
            let mut size = 1;
            let mut weight = u32::from(node.weighted);
            for child in [node.left, node.right] {
                if child == NIL {
                    continue;
                }
                assert_eq!(self.node(child).parent, slot, "parent of {child}");
                assert!(self.outranks(slot, child), "priority of {child}");
                size += self.node(child).size;
                weight += self.node(child).weight;
            }
            assert_eq!((node.size, node.weight), (size, weight), "counts of {slot}");
            slot = self.successor(slot);
        }
    }
}
