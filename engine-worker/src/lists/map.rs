//! One output item per input item, same identity and position (`List/map`).
//!
//! Invariant: the output items have the ids of the input, in its order; an output payload lives from the
//! insertion of its item to its removal.

use protocol::list_change::{ItemId, ListChange};

use super::Sequence;
use super::change::{fits, keep_shared, push_whole};

/// Makes, changes and ends the output payloads of a [`Map`].
///
/// Design note: three closures were considered; all three need the same evaluator for writing.
pub trait Mapper<T, U> {
    /// Makes the payload of a new item.
    fn make(&mut self, id: ItemId, item: &T) -> U;
    /// Brings the payload up to date with the item's new value and tells whether it is another one now.
    fn update(&mut self, id: ItemId, item: &T, mapped: &mut U) -> bool;
    /// Ends the payload of an item that is gone.
    fn discard(&mut self, id: ItemId, mapped: U);
}

/// The state of one `List/map`: the output payloads.
#[derive(Clone, Debug)]
pub struct Map<U> {
    items: Sequence<U>,
}

impl<U> Default for Map<U> {
    fn default() -> Self {
        Map {
            items: Sequence::new(),
        }
    }
}

impl<U: Clone> Map<U> {
    /// Makes the map of an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the output.
    pub fn items(&self) -> &Sequence<U> {
        &self.items
    }

    /// Turns a change of the input into changes of the output.
    pub fn apply<T: Clone>(
        &mut self,
        change: &ListChange<T>,
        mapper: &mut impl Mapper<T, U>,
        out: &mut Vec<ListChange<U>>,
    ) {
        if !fits(&self.items, change) {
            return;
        }
        match change {
            ListChange::Insert { index, id, item } => {
                let mapped = mapper.make(*id, item);
                self.items.insert(*index as usize, *id, mapped.clone());
                out.push(ListChange::Insert {
                    index: *index,
                    id: *id,
                    item: mapped,
                });
            }
            ListChange::Remove { index, id } => {
                if let Some((_, mapped)) = self.items.remove(*id) {
                    mapper.discard(*id, mapped);
                    out.push(ListChange::Remove {
                        index: *index,
                        id: *id,
                    });
                }
            }
            ListChange::Move { from, to, id } => {
                self.items.move_to(*id, *to as usize);
                out.push(ListChange::Move {
                    from: *from,
                    to: *to,
                    id: *id,
                });
            }
            ListChange::Update { index, id, item } => {
                if let Some(mapped) = self.items.get_mut(*id)
                    && mapper.update(*id, item, mapped)
                {
                    let item = mapped.clone();
                    out.push(ListChange::Update {
                        index: *index,
                        id: *id,
                        item,
                    });
                }
            }
            ListChange::Replace { items } => match keep_shared(&self.items, items) {
                Some(changes) => {
                    changes
                        .iter()
                        .for_each(|change| self.apply(change, mapper, out));
                }
                None => {
                    let was_empty = self.items.is_empty();
                    self.discard_all(mapper);
                    let mapped: Vec<(ItemId, U)> = items
                        .iter()
                        .map(|(id, item)| (*id, mapper.make(*id, item)))
                        .collect();
                    self.items = mapped.iter().cloned().collect();
                    push_whole(was_empty, mapped, out);
                }
            },
            ListChange::Clear => {
                if !self.items.is_empty() {
                    self.discard_all(mapper);
                    out.push(ListChange::Clear);
                }
            }
        }
    }

    /// Gives an item another output payload.
    pub fn set(&mut self, id: ItemId, mapped: U) -> Option<ListChange<U>> {
        *self.items.get_mut(id)? = mapped.clone();
        let index = self.items.index_of(id)? as u32;
        Some(ListChange::Update {
            index,
            id,
            item: mapped,
        })
    }

    fn discard_all<T>(&mut self, mapper: &mut impl Mapper<T, U>) {
        for (id, mapped) in &std::mem::take(&mut self.items) {
            mapper.discard(id, mapped.clone());
        }
    }
}
