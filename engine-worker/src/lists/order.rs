//! An ordered sequence of items with identity, where every position is found in O(log n).
//!
//! A treap in an arena: nodes are ordered by position, and a node's priority is the mixed bits of its
//! [`ItemId`], so that the same content always has the same shape and no random source is needed. Every
//! node knows how many nodes and how many *weighted* nodes are below it; a filter marks the items it
//! keeps as weighted and reads their output positions as ranks.
//!
//! ```text
//!              d (size 5, weight 2)          position = sizes to the left on the way up
//!             / \                            output position = weights to the left on the way up
//!     b*(size 3) e
//!       / \
//!      a   c*          * = weighted
//! ```
//!
//! Roads not taken: a B-tree of chunks walks faster, but finding an item's position from its id needs a
//! link from the item to its chunk that every split has to repair. Priorities from a counter would make
//! the shape depend on history.
//!
//! Invariants (`check_invariants`): a slot is reachable from the root iff it holds an item iff `slots`
//! maps the item's id to it; a node's priority is not below its children's; sizes and weights add up.

#[cfg(test)]
use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use protocol::list_change::ItemId;

/// The link that leads nowhere.
const NIL: u32 = u32::MAX;

/// An ordered sequence of items with identity and a weight of zero or one each.
#[derive(Clone, Debug)]
pub struct Sequence<T> {
    nodes: Vec<Node>,
    // Beside the nodes, so that walking up and down touches 32 bytes per step whatever `T` is.
    items: Vec<Option<T>>,
    free: Vec<u32>,
    root: u32,
    slots: HashMap<ItemId, u32, BuildHasherDefault<IdHasher>>,
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

impl<T> Default for Sequence<T> {
    fn default() -> Self {
        Sequence {
            nodes: Vec::new(),
            items: Vec::new(),
            free: Vec::new(),
            root: NIL,
            slots: HashMap::default(),
            #[cfg(test)]
            steps: Cell::new(0),
        }
    }
}

impl<T> Sequence<T> {
    /// Makes an empty sequence.
    pub fn new() -> Self {
        Self::default()
    }

    /// Builds a sequence with weights in O(n); an id that was already seen is left out.
    pub fn from_weighted(items: impl IntoIterator<Item = (ItemId, T, bool)>) -> Self {
        let items = items.into_iter();
        let mut sequence = Self::default();
        let expected = items.size_hint().0;
        sequence.nodes.reserve(expected);
        sequence.items.reserve(expected);
        sequence.slots.reserve(expected);
        let mut last = NIL;
        for (id, item, weighted) in items {
            if sequence.slots.contains_key(&id) {
                continue;
            }
            let Some(slot) = sequence.allocate(id, item, weighted) else {
                break;
            };
            sequence.grow_right_spine(last, slot);
            last = slot;
        }
        sequence.update_upwards(last);
        sequence
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.size(self.root) as usize
    }

    /// Tells whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.root == NIL
    }

    /// Returns the number of weighted items.
    pub fn total_weight(&self) -> usize {
        self.weight(self.root) as usize
    }

    /// Tells whether the item is here.
    pub fn contains(&self, id: ItemId) -> bool {
        self.slots.contains_key(&id)
    }

    /// Returns the item's value.
    pub fn get(&self, id: ItemId) -> Option<&T> {
        self.items[self.slot(id)? as usize].as_ref()
    }

    /// Returns the item's value for writing.
    pub fn get_mut(&mut self, id: ItemId) -> Option<&mut T> {
        let slot = self.slot(id)?;
        self.items[slot as usize].as_mut()
    }

    /// Returns the item at a position.
    pub fn at(&self, index: usize) -> Option<(ItemId, &T)> {
        self.entry(self.slot_at(index))
    }

    /// Returns the last item.
    pub fn last(&self) -> Option<(ItemId, &T)> {
        self.at(self.len().checked_sub(1)?)
    }

    /// Returns the item's position.
    pub fn index_of(&self, id: ItemId) -> Option<usize> {
        let mut slot = self.slot(id)?;
        let mut index = self.size(self.node(slot).left);
        loop {
            self.step();
            let parent = self.node(slot).parent;
            if parent == NIL {
                return Some(index as usize);
            }
            if self.node(parent).right == slot {
                index += self.size(self.node(parent).left) + 1;
            }
            slot = parent;
        }
    }

    /// Tells whether the item is weighted.
    pub fn is_weighted(&self, id: ItemId) -> Option<bool> {
        Some(self.node(self.slot(id)?).weighted)
    }

    /// Sets the item's weight and tells whether that changed anything.
    pub fn set_weight(&mut self, id: ItemId, weighted: bool) -> bool {
        let Some(slot) = self.slot(id) else {
            return false;
        };
        if self.node(slot).weighted == weighted {
            return false;
        }
        self.node_mut(slot).weighted = weighted;
        self.update_upwards(slot);
        true
    }

    /// Counts the weighted items before the item.
    pub fn weight_before(&self, id: ItemId) -> Option<usize> {
        let mut slot = self.slot(id)?;
        let mut weight = self.weight(self.node(slot).left);
        loop {
            self.step();
            let parent = self.node(slot).parent;
            if parent == NIL {
                return Some(weight as usize);
            }
            let above = self.node(parent);
            if above.right == slot {
                weight += self.weight(above.left) + u32::from(above.weighted);
            }
            slot = parent;
        }
    }

    /// Returns the weighted item that has so many weighted items before it.
    pub fn nth_weighted(&self, rank: usize) -> Option<(ItemId, &T)> {
        if rank >= self.total_weight() {
            return None;
        }
        let mut rank = rank as u32;
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
                return self.entry(slot);
            }
            rank -= before + u32::from(node.weighted);
            slot = node.right;
        }
    }

    /// Returns the first weighted item after the item.
    pub fn next_weighted_after(&self, id: ItemId) -> Option<(ItemId, &T)> {
        let rank = self.weight_before(id)? + usize::from(self.is_weighted(id)?);
        self.nth_weighted(rank)
    }

    /// Returns the last weighted item before the item.
    pub fn previous_weighted_before(&self, id: ItemId) -> Option<(ItemId, &T)> {
        self.nth_weighted(self.weight_before(id)?.checked_sub(1)?)
    }

    /// Puts an unweighted item at a position (which may be the length); false, and nothing done, if the
    /// position is out of range or the item is already here.
    pub fn insert(&mut self, index: usize, id: ItemId, item: T) -> bool {
        self.insert_node(index, id, item, false)
    }

    /// Puts a weighted item at a position, as [`insert`](Self::insert) does.
    pub fn insert_weighted(&mut self, index: usize, id: ItemId, item: T) -> bool {
        self.insert_node(index, id, item, true)
    }

    /// Adds an unweighted item at the end; false if it is already here.
    pub fn push(&mut self, id: ItemId, item: T) -> bool {
        self.insert_node(self.len(), id, item, false)
    }

    /// Takes the item out and returns it with the position it had.
    pub fn remove(&mut self, id: ItemId) -> Option<(usize, T)> {
        let index = self.index_of(id)?;
        let slot = self.slots.remove(&id)?;
        self.detach(slot);
        self.free.push(slot);
        let item = self.items[slot as usize].take()?;
        Some((index, item))
    }

    /// Takes the item at a position out.
    pub fn remove_at(&mut self, index: usize) -> Option<(ItemId, T)> {
        let (id, _) = self.at(index)?;
        let (_, item) = self.remove(id)?;
        Some((id, item))
    }

    /// Takes the item out, puts it in at `to` (a position of the sequence without it) and returns the
    /// position it had; nothing happens if the item is not here or `to` is out of range.
    pub fn move_to(&mut self, id: ItemId, to: usize) -> Option<usize> {
        let slot = self.slot(id)?;
        if to >= self.len() {
            return None;
        }
        let from = self.index_of(id)?;
        if from != to {
            self.detach(slot);
            self.attach(to as u32, slot);
        }
        Some(from)
    }

    /// Takes all items out.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.items.clear();
        self.free.clear();
        self.slots.clear();
        self.root = NIL;
    }

    /// Walks the items in order, without recursion.
    pub fn iter(&self) -> Items<'_, T> {
        Items {
            sequence: self,
            next: self.leftmost(self.root),
            remaining: self.len(),
        }
    }

    /// Walks the weighted items in order; O(log n) each.
    pub fn iter_weighted(&self) -> impl Iterator<Item = (ItemId, &T)> {
        (0..self.total_weight()).filter_map(|rank| self.nth_weighted(rank))
    }
}

impl<T> FromIterator<(ItemId, T)> for Sequence<T> {
    fn from_iter<I: IntoIterator<Item = (ItemId, T)>>(items: I) -> Self {
        Self::from_weighted(items.into_iter().map(|(id, item)| (id, item, false)))
    }
}

impl<'a, T> IntoIterator for &'a Sequence<T> {
    type Item = (ItemId, &'a T);
    type IntoIter = Items<'a, T>;

    fn into_iter(self) -> Items<'a, T> {
        self.iter()
    }
}

/// The items of a [`Sequence`] in order.
#[derive(Clone, Debug)]
pub struct Items<'a, T> {
    sequence: &'a Sequence<T>,
    next: u32,
    remaining: usize,
}

impl<'a, T> Iterator for Items<'a, T> {
    type Item = (ItemId, &'a T);

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.sequence.entry(self.next)?;
        self.next = self.sequence.successor(self.next);
        self.remaining -= 1;
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl<T> ExactSizeIterator for Items<'_, T> {}

/// The tree below the list: slots, links and counts.
impl<T> Sequence<T> {
    fn insert_node(&mut self, index: usize, id: ItemId, item: T, weighted: bool) -> bool {
        if index > self.len() || self.contains(id) {
            return false;
        }
        let Some(slot) = self.allocate(id, item, weighted) else {
            return false;
        };
        self.attach(index as u32, slot);
        true
    }

    /// Gives the item a slot, not yet in the tree; `None` if all 2³² − 1 are taken.
    fn allocate(&mut self, id: ItemId, item: T, weighted: bool) -> Option<u32> {
        let node = Node::new(id, weighted);
        let slot = match self.free.pop() {
            Some(slot) => {
                self.nodes[slot as usize] = node;
                self.items[slot as usize] = Some(item);
                slot
            }
            None => {
                let slot = u32::try_from(self.nodes.len()).ok()?;
                if slot == NIL {
                    return None;
                }
                self.nodes.push(node);
                self.items.push(Some(item));
                slot
            }
        };
        self.slots.insert(id, slot);
        Some(slot)
    }

    /// Hangs a lone node in at a position, then rotates it up to where its priority belongs.
    fn attach(&mut self, index: u32, slot: u32) {
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
    fn detach(&mut self, slot: u32) {
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

    /// Adds the next node while building in order: it becomes the right end of the right spine, above
    /// the nodes that it outranks. Those are complete then, so they get their counts.
    fn grow_right_spine(&mut self, last: u32, slot: u32) {
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

    fn slot_at(&self, index: usize) -> u32 {
        if index >= self.len() {
            return NIL;
        }
        let mut index = index as u32;
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

    fn leftmost(&self, mut slot: u32) -> u32 {
        while slot != NIL && self.node(slot).left != NIL {
            slot = self.node(slot).left;
        }
        slot
    }

    fn successor(&self, mut slot: u32) -> u32 {
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

    /// Ids are unique, so the order by priority and id is total and the shape unambiguous.
    fn outranks(&self, slot: u32, other: u32) -> bool {
        let (slot, other) = (self.node(slot).id, self.node(other).id);
        (mix(slot.0), slot) > (mix(other.0), other)
    }

    fn entry(&self, slot: u32) -> Option<(ItemId, &T)> {
        let item = self.items.get(slot as usize)?.as_ref()?;
        Some((self.node(slot).id, item))
    }

    fn slot(&self, id: ItemId) -> Option<u32> {
        self.slots.get(&id).copied()
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

    /// Returns how many slots were ever needed at once.
    #[cfg(test)]
    pub(in crate::lists) fn memory_slots(&self) -> usize {
        self.nodes.len()
    }

    /// Checks the invariants of the module text.
    ///
    /// # Panics
    /// If one is broken.
    #[cfg(any(test, debug_assertions))]
    pub fn check_invariants(&self) {
        let mut reachable = 0;
        let mut slot = self.leftmost(self.root);
        while slot != NIL {
            reachable += 1;
            let node = self.node(slot);
            assert_eq!(self.slot(node.id), Some(slot), "slot of {:?}", node.id);
            assert!(self.items[slot as usize].is_some(), "item of {:?}", node.id);
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
        assert_eq!(reachable, self.slots.len());
        assert_eq!(reachable + self.free.len(), self.nodes.len());
        assert_eq!(self.nodes.len(), self.items.len());
        assert!(
            self.free
                .iter()
                .all(|slot| self.items[*slot as usize].is_none())
        );
    }
}

/// Hashes ids without a random seed: ids are made by the engine, never by its input.
#[derive(Clone, Copy, Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = mix(self.0 ^ id);
    }
}

/// Spreads consecutive ids over all bits: the finalizer of the SplitMix64 generator.
fn mix(id: u64) -> u64 {
    let id = id.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let id = (id ^ (id >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let id = (id ^ (id >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    id ^ (id >> 31)
}
