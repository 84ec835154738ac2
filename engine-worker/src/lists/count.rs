//! How many items there are (`List/count`, `List/is_empty`, `List/is_not_empty`), in O(1) per change.

use protocol::list_change::ListChange;

/// The state of one `List/count`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    count: usize,
}

impl Count {
    /// Makes the count of a list of that length.
    pub fn new(count: usize) -> Self {
        Count { count }
    }

    /// Takes a change in and tells whether the count is another one now.
    pub fn apply<T>(&mut self, change: &ListChange<T>) -> bool {
        let before = self.count;
        self.count = match change {
            ListChange::Insert { .. } => before + 1,
            ListChange::Remove { .. } => before.saturating_sub(1),
            ListChange::Move { .. } | ListChange::Update { .. } => before,
            ListChange::Replace { items } => items.len(),
            ListChange::Clear => 0,
        };
        self.count != before
    }

    /// Returns the number of items.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Tells whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}
