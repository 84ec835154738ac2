//! Whether a predicate holds for all items or for one (`List/every`, `List/any`), in O(1) per flip.
//!
//! Invariant: the three counts are the numbers of items whose decision is such.

use protocol::list_change::{ItemId, ListChange};

use super::id_map::IdMap;

/// The state of one `List/every` or `List/any`: the decisions and how many there are of each.
#[derive(Clone, Debug, Default)]
pub struct Every {
    decisions: IdMap<Option<bool>>,
    holds: usize,
    fails: usize,
}

impl Every {
    /// Makes the predicates of an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a change in. `decide` is asked for new and updated items; `None` is a predicate without
    /// value yet.
    pub fn apply<T>(
        &mut self,
        change: &ListChange<T>,
        decide: &mut impl FnMut(ItemId, &T) -> Option<bool>,
    ) {
        match change {
            ListChange::Insert { id, item, .. } | ListChange::Update { id, item, .. } => {
                self.put(*id, decide(*id, item));
            }
            ListChange::Remove { id, .. } => {
                let old = self.decisions.remove(id);
                self.uncount(old.flatten());
            }
            ListChange::Move { .. } => {}
            ListChange::Replace { items } => {
                *self = Self::new();
                for (id, item) in items {
                    self.put(*id, decide(*id, item));
                }
            }
            ListChange::Clear => *self = Self::new(),
        }
    }

    /// Changes the decision of an item that is here.
    pub fn set(&mut self, id: ItemId, decision: Option<bool>) {
        if self.decisions.contains_key(&id) {
            self.put(id, decision);
        }
    }

    /// Tells whether the predicate holds for every item; `None` if that depends on one without value.
    pub fn every(&self) -> Option<bool> {
        if self.fails > 0 {
            return Some(false);
        }
        (self.holds == self.decisions.len()).then_some(true)
    }

    /// Tells whether the predicate holds for any item; `None` if that depends on one without value.
    pub fn any(&self) -> Option<bool> {
        if self.holds > 0 {
            return Some(true);
        }
        (self.fails == self.decisions.len()).then_some(false)
    }

    fn put(&mut self, id: ItemId, decision: Option<bool>) {
        let old = self.decisions.insert(id, decision);
        self.uncount(old.flatten());
        match decision {
            Some(true) => self.holds += 1,
            Some(false) => self.fails += 1,
            None => {}
        }
    }

    fn uncount(&mut self, decision: Option<bool>) {
        match decision {
            Some(true) => self.holds -= 1,
            Some(false) => self.fails -= 1,
            None => {}
        }
    }
}
