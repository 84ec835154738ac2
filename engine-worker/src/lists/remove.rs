//! A list without the items that were removed for good, one by one (`List/remove`).

use protocol::list_change::{ItemId, ListChange};

use super::tombstones::{Tombstones, Upstream};

/// The state of one `List/remove`: who is removed.
#[derive(Clone, Debug)]
pub struct Remove {
    tombstones: Tombstones,
}

impl Remove {
    /// Makes the stage after an empty list.
    pub fn new(upstream: Upstream) -> Self {
        Remove {
            tombstones: Tombstones::new(upstream),
        }
    }

    /// Returns the number of items of the output.
    pub fn len(&self) -> usize {
        self.tombstones.items().total_weight()
    }

    /// Tells whether the output is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Turns a change of the input into changes of the output.
    pub fn apply<T: Clone>(&mut self, change: &ListChange<T>, out: &mut Vec<ListChange<T>>) {
        self.tombstones.apply(change, out);
    }

    /// Removes an item for good; nothing happens if it is removed already.
    pub fn remove<T>(&mut self, id: ItemId) -> Option<ListChange<T>> {
        self.tombstones.bury(id)
    }

    /// Buries an item whether or not the input has it yet: it was buried in a former life, or elsewhere.
    pub fn adopt<T>(&mut self, id: ItemId) -> Option<ListChange<T>> {
        self.tombstones.adopt(id)
    }

    /// Returns the buried items: those that the input has, in its order, then those that may come back to it.
    pub fn buried(&self) -> Vec<ItemId> {
        self.tombstones.buried()
    }

    /// Tells whether an item is buried.
    pub fn is_buried(&self, id: ItemId) -> bool {
        self.tombstones.is_buried(id)
    }

    /// Says that nothing can bring the item back, so that nothing need be remembered about it.
    pub fn forget(&mut self, id: ItemId) {
        self.tombstones.forget(id);
    }

    /// Returns the number of items remembered although the input does not have them.
    pub fn departed_len(&self) -> usize {
        self.tombstones.departed_len()
    }
}
