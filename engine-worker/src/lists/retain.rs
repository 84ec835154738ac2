//! The items that a predicate keeps, in order (`List/retain`).
//!
//! The input is remembered with the kept items weighted, so that an item's output position is the weight
//! before it, and an item that comes back has its payload.
//!
//! Invariant: an item is in the output iff it is weighted.

use protocol::list_change::{ItemId, ListChange};

use super::Sequence;
use super::change::{fits, keep_shared, push_whole};

/// The state of one `List/retain`: the input and which of it is kept.
#[derive(Clone, Debug)]
pub struct Retain<T> {
    items: Sequence<T>,
}

impl<T> Default for Retain<T> {
    fn default() -> Self {
        Retain {
            items: Sequence::new(),
        }
    }
}

impl<T: Clone> Retain<T> {
    /// Makes the filter of an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the input; its weighted items are the output.
    pub fn items(&self) -> &Sequence<T> {
        &self.items
    }

    /// Turns a change of the input into changes of the output. `decide` is asked for new and updated items
    /// and answers `None` as long as the predicate has no value: then the last decision holds, and an item
    /// without one is kept.
    pub fn apply(
        &mut self,
        change: &ListChange<T>,
        decide: &mut impl FnMut(ItemId, &T) -> Option<bool>,
        out: &mut Vec<ListChange<T>>,
    ) {
        if !fits(&self.items, change) {
            return;
        }
        match change {
            ListChange::Insert { index, id, item } => {
                self.items.insert(*index as usize, *id, item.clone());
                if decide(*id, item).unwrap_or(true) {
                    out.extend(self.set(*id, true));
                }
            }
            ListChange::Remove { id, .. } => {
                out.extend(self.set(*id, false));
                self.items.remove(*id);
            }
            ListChange::Move { to, id, .. } => {
                let before = self.output_index(*id);
                self.items.move_to(*id, *to as usize);
                if let (Some(from), Some(to)) = (before, self.output_index(*id))
                    && from != to
                {
                    out.push(ListChange::Move { from, to, id: *id });
                }
            }
            ListChange::Update { id, item, .. } => self.update(*id, item, decide(*id, item), out),
            ListChange::Replace { items } => match keep_shared(&self.items, items) {
                Some(changes) => {
                    changes
                        .iter()
                        .for_each(|change| self.apply(change, decide, out));
                }
                None => self.replace(items, decide, out),
            },
            ListChange::Clear => {
                if self.items.total_weight() > 0 {
                    out.push(ListChange::Clear);
                }
                self.items.clear();
            }
        }
    }

    /// Keeps or drops one item; nothing happens if that is decided already, or if the item is not here.
    pub fn set(&mut self, id: ItemId, keep: bool) -> Option<ListChange<T>> {
        if !self.items.set_weight(id, keep) {
            return None;
        }
        let index = self.items.weight_before(id)? as u32;
        Some(match keep {
            true => ListChange::Insert {
                index,
                id,
                item: self.items.get(id)?.clone(),
            },
            false => ListChange::Remove { index, id },
        })
    }

    fn update(
        &mut self,
        id: ItemId,
        item: &T,
        decision: Option<bool>,
        out: &mut Vec<ListChange<T>>,
    ) {
        if let Some(value) = self.items.get_mut(id) {
            *value = item.clone();
        }
        let before = self.output_index(id);
        match (before, decision) {
            (Some(index), Some(true) | None) => {
                out.push(ListChange::Update {
                    index,
                    id,
                    item: item.clone(),
                });
            }
            (Some(_), Some(false)) => out.extend(self.set(id, false)),
            (None, Some(true)) => out.extend(self.set(id, true)),
            (None, Some(false) | None) => {}
        }
    }

    fn replace(
        &mut self,
        items: &[(ItemId, T)],
        decide: &mut impl FnMut(ItemId, &T) -> Option<bool>,
        out: &mut Vec<ListChange<T>>,
    ) {
        let was_empty = self.items.total_weight() == 0;
        let mut kept = Vec::new();
        self.items = Sequence::from_weighted(items.iter().map(|(id, item)| {
            let keep = decide(*id, item).unwrap_or(true);
            if keep {
                kept.push((*id, item.clone()));
            }
            (*id, item.clone(), keep)
        }));
        push_whole(was_empty, kept, out);
    }

    fn output_index(&self, id: ItemId) -> Option<u32> {
        match self.items.is_weighted(id)? {
            true => Some(self.items.weight_before(id)? as u32),
            false => None,
        }
    }
}
