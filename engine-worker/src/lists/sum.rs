//! The running sum of all items (`List/sum`), in O(1) per change.
//!
//! Floating sums depend on the order of the additions, so a sum that is kept by adding and subtracting
//! would drift away from the sum of the list. This one is exact: the result is the true sum of the
//! numbers, rounded once, whatever the order and the history.

use protocol::list_change::{ItemId, ListChange};

use super::id_map::IdMap;

use self::exact::ExactSum;

mod exact;

/// The state of one `List/sum`: the number of every item, and their exact sum.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    numbers: IdMap<f64>,
    sum: ExactSum,
}

impl Sum {
    /// Makes the sum of an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a change in. `number` is asked for new and updated items; what is no number counts 0.
    pub fn apply<T>(&mut self, change: &ListChange<T>, number: &mut impl FnMut(ItemId, &T) -> f64) {
        match change {
            ListChange::Insert { id, item, .. } | ListChange::Update { id, item, .. } => {
                self.put(*id, number(*id, item));
            }
            ListChange::Remove { id, .. } => {
                if let Some(old) = self.numbers.remove(id) {
                    self.sum.subtract(old);
                }
            }
            ListChange::Move { .. } => {}
            ListChange::Replace { items } => {
                *self = Self::new();
                for (id, item) in items {
                    self.put(*id, number(*id, item));
                }
            }
            ListChange::Clear => *self = Self::new(),
        }
    }

    /// Changes the number of an item that is here.
    pub fn set(&mut self, id: ItemId, number: f64) {
        if self.numbers.contains_key(&id) {
            self.put(id, number);
        }
    }

    /// Returns the sum; 0 if there is no item.
    pub fn sum(&self) -> f64 {
        self.sum.rounded()
    }

    fn put(&mut self, id: ItemId, number: f64) {
        self.sum.add(number);
        if let Some(old) = self.numbers.insert(id, number) {
            self.sum.subtract(old);
        }
    }
}
