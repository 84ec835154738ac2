//! An ordered sequence of items with identity, where every position is found in O(log n).
//!
//! Every item has a weight of zero or one: a filter marks the items that it keeps as weighted and reads
//! their output positions as ranks.
//!
//! An item costs its payload, 32 bytes in the tree and 8 to 16 in the index of slots, as full as it is.
//!
//! Invariant (`check_invariants`): a slot is in the tree iff it holds an item iff `slots` maps the
//! item's id to it iff it is not free.

use protocol::list_change::ItemId;

use super::slot_index::SlotIndex;

use self::tree::{NIL, Tree};

pub use self::apply::Undo;

mod apply;
mod tree;

/// An ordered sequence of items with identity and a weight of zero or one each.
#[derive(Clone, Debug)]
pub struct Sequence<T> {
    tree: Tree,
    // Beside the tree, so that walking up and down touches 32 bytes per step whatever `T` is.
    items: Vec<Option<T>>,
    free: Vec<u32>,
    slots: SlotIndex,
}

impl<T> Default for Sequence<T> {
    fn default() -> Self {
        Sequence {
            tree: Tree::default(),
            items: Vec::new(),
            free: Vec::new(),
            slots: SlotIndex::default(),
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
        let expected = items.size_hint().0;
        Self::from_about(expected, items)
    }

    /// Does the same with items that do not say how many they are.
    pub(in crate::lists) fn from_about(
        expected: usize,
        items: impl Iterator<Item = (ItemId, T, bool)>,
    ) -> Self {
        let mut sequence = Self::default();
        sequence.tree.reserve(expected);
        sequence.items.reserve(expected);
        sequence
            .slots
            .reserve(expected, |slot| sequence.tree.id(slot));
        let mut last = NIL;
        for (id, item, weighted) in items {
            if sequence.contains(id) {
                continue;
            }
            let Some(slot) = sequence.allocate(id, item, weighted) else {
                break;
            };
            sequence.tree.grow_right_spine(last, slot);
            last = slot;
        }
        sequence.tree.finish_right_spine(last);
        sequence
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.tree.len() as usize
    }

    /// Tells whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of weighted items.
    pub fn total_weight(&self) -> usize {
        self.tree.total_weight() as usize
    }

    /// Tells whether the item is here.
    pub fn contains(&self, id: ItemId) -> bool {
        self.slot(id).is_some()
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
        if index >= self.len() {
            return None;
        }
        self.entry(self.tree.slot_at(index as u32))
    }

    /// Returns the last item.
    pub fn last(&self) -> Option<(ItemId, &T)> {
        self.at(self.len().checked_sub(1)?)
    }

    /// Returns the item's position.
    pub fn index_of(&self, id: ItemId) -> Option<usize> {
        Some(self.tree.index_of(self.slot(id)?) as usize)
    }

    /// Tells whether the item is weighted.
    pub fn is_weighted(&self, id: ItemId) -> Option<bool> {
        Some(self.tree.is_weighted(self.slot(id)?))
    }

    /// Sets the item's weight and tells whether that changed anything.
    pub fn set_weight(&mut self, id: ItemId, weighted: bool) -> bool {
        let Some(slot) = self.slot(id) else {
            return false;
        };
        if self.tree.is_weighted(slot) == weighted {
            return false;
        }
        self.tree.set_weighted(slot, weighted);
        true
    }

    /// Counts the weighted items before the item.
    pub fn weight_before(&self, id: ItemId) -> Option<usize> {
        Some(self.tree.weight_before(self.slot(id)?) as usize)
    }

    /// Returns the weighted item that has so many weighted items before it.
    pub fn nth_weighted(&self, rank: usize) -> Option<(ItemId, &T)> {
        if rank >= self.total_weight() {
            return None;
        }
        self.entry(self.tree.slot_at_rank(rank as u32))
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
        let slot = self.slots.remove(id, |slot| self.tree.id(slot))?;
        self.tree.detach(slot);
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
            self.tree.detach(slot);
            self.tree.attach(to as u32, slot);
        }
        Some(from)
    }

    /// Takes all items out.
    pub fn clear(&mut self) {
        self.tree.clear();
        self.items.clear();
        self.free.clear();
        self.slots.clear();
    }

    /// Walks the items in order, without recursion.
    pub fn iter(&self) -> Items<'_, T> {
        Items {
            sequence: self,
            next: self.tree.first(),
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
        self.next = self.sequence.tree.successor(self.next);
        self.remaining -= 1;
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl<T> ExactSizeIterator for Items<'_, T> {}

/// Slots.
impl<T> Sequence<T> {
    fn insert_node(&mut self, index: usize, id: ItemId, item: T, weighted: bool) -> bool {
        if index > self.len() || self.contains(id) {
            return false;
        }
        let Some(slot) = self.allocate(id, item, weighted) else {
            return false;
        };
        self.tree.attach(index as u32, slot);
        true
    }

    /// Gives the item a slot, not yet in the tree; `None` if all 2³² − 1 are taken.
    fn allocate(&mut self, id: ItemId, item: T, weighted: bool) -> Option<u32> {
        let slot = match self.free.pop() {
            Some(slot) => {
                self.items[slot as usize] = Some(item);
                slot
            }
            None => {
                let slot = u32::try_from(self.items.len()).ok()?;
                if slot == NIL {
                    return None;
                }
                self.items.push(Some(item));
                slot
            }
        };
        self.tree.occupy(slot, id, weighted);
        self.slots.insert(id, slot, |slot| self.tree.id(slot));
        Some(slot)
    }

    fn entry(&self, slot: u32) -> Option<(ItemId, &T)> {
        let item = self.items.get(slot as usize)?.as_ref()?;
        Some((self.tree.id(slot), item))
    }

    fn slot(&self, id: ItemId) -> Option<u32> {
        self.slots.find(id, |slot| self.tree.id(slot))
    }

    /// Returns the nodes visited since the last call.
    #[cfg(test)]
    pub(in crate::lists) fn take_steps(&self) -> u64 {
        self.tree.take_steps()
    }

    /// Returns how many slots were ever needed at once.
    #[cfg(test)]
    pub(in crate::lists) fn slots(&self) -> usize {
        self.tree.slots()
    }

    /// Checks the invariants of the sequence and of its tree.
    ///
    /// # Panics
    /// If one is broken.
    #[cfg(any(test, debug_assertions))]
    pub fn check_invariants(&self) {
        self.tree.check_invariants();
        let mut reachable = 0;
        let mut slot = self.tree.first();
        while slot != NIL {
            reachable += 1;
            let id = self.tree.id(slot);
            assert_eq!(self.slot(id), Some(slot), "slot of {id:?}");
            assert!(self.items[slot as usize].is_some(), "item of {id:?}");
            slot = self.tree.successor(slot);
        }
        assert_eq!(reachable, self.slots.len());
        assert_eq!(reachable + self.free.len(), self.items.len());
        assert_eq!(self.tree.slots(), self.items.len());
        let free = |slot: &u32| self.items[*slot as usize].is_none();
        assert!(self.free.iter().all(free));
    }
}
