//! Items that are gone for good although the input still has them: the core of `remove`, `clear` and
//! `remove_last`.
//!
//! ```text
//! input    a   b*  c   d*  e        * = buried: unweighted
//! output   a       c       e
//! ```
//!
//! How long a tombstone lives: while the input has the item, it is one missing weight. An item that leaves
//! the input may come back, because a filter before us took it out and in again; ids are never reused, so
//! its tombstone must then stay, at the cost of one id. It may go as soon as nobody can bring the item
//! back: the owner of the chain knows, and says so once ([`Upstream::NeverReadmits`]: literals, appends
//! and other tombstones only) or per item ([`Tombstones::forget`], as after `Append::remove_own`).
//!
//! Invariants: an item of the input is in the output iff it is weighted; `departed` holds no item of the
//! input, and nothing at all if the input never readmits, but what was adopted and has not come yet.

use protocol::list_change::{ItemId, ListChange};

use super::Sequence;
use super::change::{fits, keep_shared, push_whole};
use super::id_map::IdSet;

/// Whether an item that left the input can come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upstream {
    /// It can: there is a filter, or a value that is swapped for another, before.
    MayReadmit,
    /// It cannot: whoever leaves has ended.
    NeverReadmits,
}

/// Which items of a list are buried.
#[derive(Clone, Debug)]
pub(super) struct Tombstones {
    items: Sequence<()>,
    departed: IdSet,
    upstream: Upstream,
}

impl Tombstones {
    pub(super) fn new(upstream: Upstream) -> Self {
        Tombstones {
            items: Sequence::new(),
            departed: IdSet::default(),
            upstream,
        }
    }

    /// Returns the input's ids; the weighted ones are the output.
    pub(super) fn items(&self) -> &Sequence<()> {
        &self.items
    }

    pub(super) fn apply<T: Clone>(&mut self, change: &ListChange<T>, out: &mut Vec<ListChange<T>>) {
        if !fits(&self.items, change) {
            return;
        }
        match change {
            ListChange::Insert { index, id, item } => {
                if self.departed.remove(id) {
                    self.items.insert(*index as usize, *id, ());
                    return;
                }
                self.items.insert_weighted(*index as usize, *id, ());
                let index = self.output_index(*id).unwrap_or(0);
                out.push(ListChange::Insert {
                    index,
                    id: *id,
                    item: item.clone(),
                });
            }
            ListChange::Remove { id, .. } => {
                match self.output_index(*id) {
                    Some(index) => out.push(ListChange::Remove { index, id: *id }),
                    None => self.depart(*id),
                }
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
            ListChange::Update { id, item, .. } => {
                if let Some(index) = self.output_index(*id) {
                    out.push(ListChange::Update {
                        index,
                        id: *id,
                        item: item.clone(),
                    });
                }
            }
            ListChange::Replace { items } => match keep_shared(&self.items, items) {
                Some(changes) => changes.iter().for_each(|change| self.apply(change, out)),
                None => self.replace(items, out),
            },
            ListChange::Clear => self.replace(&[], out),
        }
    }

    /// Buries an item, whether it is here or will come.
    pub(super) fn bury<T>(&mut self, id: ItemId) -> Option<ListChange<T>> {
        if !self.items.contains(id) {
            self.depart(id);
            return None;
        }
        let index = self.output_index(id)?;
        self.items.set_weight(id, false);
        Some(ListChange::Remove { index, id })
    }

    /// Buries an item that is here, or else whenever it comes, although the input never readmits.
    pub(super) fn adopt<T>(&mut self, id: ItemId) -> Option<ListChange<T>> {
        if self.items.contains(id) {
            return self.bury(id);
        }
        self.departed.insert(id);
        None
    }

    /// The items that are buried: those that are here, in their order, then those that may come back.
    pub(super) fn buried(&self) -> Vec<ItemId> {
        let here = self.items.iter().map(|(id, ())| id);
        let mut buried: Vec<ItemId> = here
            .filter(|id| self.items.is_weighted(*id) == Some(false))
            .collect();
        let begin = buried.len();
        buried.extend(self.departed.iter().copied());
        buried[begin..].sort_unstable();
        buried
    }

    pub(super) fn is_buried(&self, id: ItemId) -> bool {
        self.departed.contains(&id) || self.items.is_weighted(id) == Some(false)
    }

    /// Buries all items that are here.
    pub(super) fn bury_all<T>(&mut self) -> Option<ListChange<T>> {
        if self.items.total_weight() == 0 {
            return None;
        }
        self.items = self.items.iter().map(|(id, _)| (id, ())).collect();
        Some(ListChange::Clear)
    }

    /// Drops the tombstone of an item that cannot come back any more.
    pub(super) fn forget(&mut self, id: ItemId) {
        self.departed.remove(&id);
    }

    /// Returns the number of ids remembered for items that are not in the input.
    pub(super) fn departed_len(&self) -> usize {
        self.departed.len()
    }

    fn replace<T: Clone>(&mut self, items: &[(ItemId, T)], out: &mut Vec<ListChange<T>>) {
        let was_empty = self.items.total_weight() == 0;
        let old = std::mem::take(&mut self.items);
        let mut shown = Vec::new();
        self.items = Sequence::from_weighted(items.iter().map(|(id, item)| {
            let show = !self.departed.remove(id);
            if show {
                shown.push((*id, item.clone()));
            }
            (*id, (), show)
        }));
        for (id, ()) in &old {
            if old.is_weighted(id) == Some(false) {
                self.depart(id);
            }
        }
        push_whole(was_empty, shown, out);
    }

    fn depart(&mut self, id: ItemId) {
        match self.upstream {
            Upstream::MayReadmit => {
                self.departed.insert(id);
            }
            Upstream::NeverReadmits => {}
        }
    }

    fn output_index(&self, id: ItemId) -> Option<u32> {
        match self.items.is_weighted(id)? {
            true => Some(self.items.weight_before(id)? as u32),
            false => None,
        }
    }
}
