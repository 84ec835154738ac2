//! One output item per input item, same identity and position (`List/map`).
//!
//! What is kept of an item has no order of its own: the output is in the order of the input, and whoever
//! publishes it has that.
//!
//! Invariant: the output items have the ids of the input, in its order; what is kept of an item lives from its
//! insertion to its removal.

use protocol::list_change::{ItemId, ListChange};

use super::Sequence;
use super::change::{fits, keep_shared, push_whole};
use super::id_map::IdMap;

/// Makes, changes and ends what a [`Map`] keeps of its items.
///
/// Design note: three closures were considered; all three need the same evaluator for writing.
pub trait Mapper<T> {
    /// What is kept of an item.
    type Kept;
    /// What the item is in the output.
    type Shown;

    /// Makes the output of a new item.
    fn make(&mut self, id: ItemId, item: &T) -> (Self::Kept, Self::Shown);
    /// Brings what is kept up to date with the item's new value; answers what the item is in the output if that
    /// is something else now.
    fn update(&mut self, id: ItemId, item: &T, kept: &mut Self::Kept) -> Option<Self::Shown>;
    /// Ends what is kept of an item that is gone.
    fn discard(&mut self, id: ItemId, kept: Self::Kept);
}

/// The state of one `List/map`: what is kept of each item.
#[derive(Clone, Debug)]
pub struct Map<K> {
    kept: IdMap<K>,
}

impl<K> Default for Map<K> {
    fn default() -> Self {
        Map {
            kept: IdMap::default(),
        }
    }
}

impl<K> Map<K> {
    /// Makes the map of an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Tells whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Returns what is kept of an item.
    pub fn kept(&self, id: ItemId) -> Option<&K> {
        self.kept.get(&id)
    }

    /// Turns a change of the input into changes of the output. `output` is what the output was before; changes of
    /// single items do not need it.
    pub fn apply<T: Clone, M: Mapper<T, Kept = K>>(
        &mut self,
        change: &ListChange<T>,
        output: &Sequence<M::Shown>,
        mapper: &mut M,
        out: &mut Vec<ListChange<M::Shown>>,
    ) {
        match change {
            ListChange::Insert { .. }
            | ListChange::Remove { .. }
            | ListChange::Move { .. }
            | ListChange::Update { .. } => self.apply_single(change, mapper, out),
            ListChange::Replace { items } => {
                if !fits(output, change) {
                    return;
                }
                match keep_shared(output, items) {
                    Some(changes) => changes
                        .iter()
                        .for_each(|change| self.apply_single(change, mapper, out)),
                    None => {
                        let was_empty = output.is_empty();
                        self.discard_all(output, mapper);
                        self.kept.reserve(items.len());
                        let mut shown = Vec::with_capacity(items.len());
                        for (id, item) in items {
                            let (kept, item) = mapper.make(*id, item);
                            self.kept.insert(*id, kept);
                            shown.push((*id, item));
                        }
                        push_whole(was_empty, shown, out);
                    }
                }
            }
            ListChange::Clear => {
                if !output.is_empty() {
                    self.discard_all(output, mapper);
                    out.push(ListChange::Clear);
                }
            }
        }
    }

    /// Positions are those of the input: who publishes the output checks them.
    fn apply_single<T, M: Mapper<T, Kept = K>>(
        &mut self,
        change: &ListChange<T>,
        mapper: &mut M,
        out: &mut Vec<ListChange<M::Shown>>,
    ) {
        match change {
            ListChange::Insert { index, id, item } => {
                let is_new = !self.kept.contains_key(id);
                debug_assert!(is_new, "{id:?} is here already");
                if is_new {
                    let (kept, item) = mapper.make(*id, item);
                    self.kept.insert(*id, kept);
                    out.push(ListChange::Insert {
                        index: *index,
                        id: *id,
                        item,
                    });
                }
            }
            ListChange::Remove { index, id } => {
                if let Some(kept) = self.kept.remove(id) {
                    mapper.discard(*id, kept);
                    out.push(ListChange::Remove {
                        index: *index,
                        id: *id,
                    });
                }
            }
            ListChange::Move { from, to, id } => out.push(ListChange::Move {
                from: *from,
                to: *to,
                id: *id,
            }),
            ListChange::Update { index, id, item } => {
                if let Some(kept) = self.kept.get_mut(id)
                    && let Some(item) = mapper.update(*id, item, kept)
                {
                    out.push(ListChange::Update {
                        index: *index,
                        id: *id,
                        item,
                    });
                }
            }
            ListChange::Replace { .. } | ListChange::Clear => {}
        }
    }

    fn discard_all<T, M: Mapper<T, Kept = K>>(
        &mut self,
        output: &Sequence<M::Shown>,
        mapper: &mut M,
    ) {
        let mut old = std::mem::take(&mut self.kept);
        for (id, _) in output {
            if let Some(kept) = old.remove(&id) {
                mapper.discard(id, kept);
            }
        }
    }
}
