//! The items in the order of their keys (`List/sort_by`), stable: equal keys keep the order of the input.
//!
//! An item's place is found by bisection, so a change costs O(log n) comparisons and moves one item.
//!
//! Invariant: `sorted` has the items of `input`, ordered by key and then by position in `input`.

use std::cmp::Ordering;

use protocol::list_change::{ItemId, ListChange};

use super::Sequence;
use super::change::{fits, keep_shared, push_whole};

/// The state of one `List/sort_by`: the input's order, and the keys in theirs. Items without a key are last.
#[derive(Clone, Debug)]
pub struct SortBy<K> {
    input: Sequence<()>,
    sorted: Sequence<Option<K>>,
}

impl<K> Default for SortBy<K> {
    fn default() -> Self {
        SortBy {
            input: Sequence::new(),
            sorted: Sequence::new(),
        }
    }
}

impl<K: Ord> SortBy<K> {
    /// Makes the order of an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the keys in the order of the output.
    pub fn keys(&self) -> &Sequence<Option<K>> {
        &self.sorted
    }

    /// Turns a change of the input into changes of the output. `key` is asked for new and updated items and
    /// answers `None` as long as there is no key: then the last one holds.
    pub fn apply<T: Clone>(
        &mut self,
        change: &ListChange<T>,
        key: &mut impl FnMut(ItemId, &T) -> Option<K>,
        out: &mut Vec<ListChange<T>>,
    ) {
        if !fits(&self.input, change) {
            return;
        }
        match change {
            ListChange::Insert { index, id, item } => {
                self.input.insert(*index as usize, *id, ());
                let key = key(*id, item);
                let index = self.place(*id, key.as_ref());
                self.sorted.insert(index, *id, key);
                out.push(ListChange::Insert {
                    index: index as u32,
                    id: *id,
                    item: item.clone(),
                });
            }
            ListChange::Remove { id, .. } => {
                self.input.remove(*id);
                if let Some((index, _)) = self.sorted.remove(*id) {
                    out.push(ListChange::Remove {
                        index: index as u32,
                        id: *id,
                    });
                }
            }
            ListChange::Move { to, id, .. } => {
                self.input.move_to(*id, *to as usize);
                if let Some((from, key)) = self.sorted.remove(*id) {
                    out.extend(self.put_back(*id, from, key));
                }
            }
            ListChange::Update { id, item, .. } => {
                out.extend(self.set(*id, key(*id, item)));
                if let Some(index) = self.sorted.index_of(*id) {
                    out.push(ListChange::Update {
                        index: index as u32,
                        id: *id,
                        item: item.clone(),
                    });
                }
            }
            ListChange::Replace { items } => {
                match keep_shared(&self.input, items) {
                    Some(changes) => changes
                        .iter()
                        .for_each(|change| self.apply(change, key, out)),
                    None => self.replace(items, key, out),
                };
            }
            ListChange::Clear => {
                if !self.input.is_empty() {
                    *self = Self::new();
                    out.push(ListChange::Clear);
                }
            }
        }
    }

    /// Gives an item another key; nothing happens if it stays where it is, or is not here.
    pub fn set<T>(&mut self, id: ItemId, key: Option<K>) -> Option<ListChange<T>> {
        let key = key?;
        let (from, _) = self.sorted.remove(id)?;
        self.put_back(id, from, Some(key))
    }

    fn put_back<T>(&mut self, id: ItemId, from: usize, key: Option<K>) -> Option<ListChange<T>> {
        let to = self.place(id, key.as_ref());
        self.sorted.insert(to, id, key);
        (from != to).then_some(ListChange::Move {
            from: from as u32,
            to: to as u32,
            id,
        })
    }

    fn replace<T: Clone>(
        &mut self,
        items: &[(ItemId, T)],
        key: &mut impl FnMut(ItemId, &T) -> Option<K>,
        out: &mut Vec<ListChange<T>>,
    ) {
        let was_empty = self.input.is_empty();
        self.input = items.iter().map(|(id, _)| (*id, ())).collect();
        let mut keyed: Vec<(Option<K>, &(ItemId, T))> = items
            .iter()
            .map(|entry| (key(entry.0, &entry.1), entry))
            .collect();
        keyed.sort_by(|(a, _), (b, _)| by_key(a.as_ref(), b.as_ref()));
        let items = keyed.iter().map(|(_, entry)| (*entry).clone()).collect();
        self.sorted = keyed.into_iter().map(|(key, (id, _))| (*id, key)).collect();
        push_whole(was_empty, items, out);
    }

    /// How many of the sorted items come before an item of that key, which is not among them.
    fn place(&self, id: ItemId, key: Option<&K>) -> usize {
        let position = self.input.index_of(id);
        let is_before = |(other, other_key): (ItemId, &Option<K>)| {
            by_key(other_key.as_ref(), key)
                .then_with(|| self.input.index_of(other).cmp(&position))
                .is_lt()
        };
        let (mut start, mut end) = (0, self.sorted.len());
        // Lists grow at their end, and many are in order already.
        if self.sorted.last().is_none_or(is_before) {
            return end;
        }
        while start < end {
            let middle = start + (end - start) / 2;
            if self.sorted.at(middle).is_some_and(is_before) {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        start
    }
}

fn by_key<K: Ord>(a: Option<&K>, b: Option<&K>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
