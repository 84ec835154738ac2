//! An input list followed by items of its own (`List/append`).
//!
//! ```text
//! items   a b c | x y       input: the first `input_len`; own: the rest
//! ```
//!
//! Only ids are remembered: changes of the input keep their positions and pass as they are, and a list
//! that begins anew takes its own items away from behind the input's, never with them.

use protocol::list_change::{ItemId, ListChange, diff};

use super::Sequence;
use super::change::{fits, push_whole};

/// The state of one `List/append`: who came from the input and who is its own.
#[derive(Clone, Debug, Default)]
pub struct Append {
    items: Sequence<()>,
    input_len: usize,
}

impl Append {
    /// Makes the stage after an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the output's ids.
    pub fn items(&self) -> &Sequence<()> {
        &self.items
    }

    /// Tells whether the item is one of its own.
    pub fn owns(&self, id: ItemId) -> bool {
        self.items
            .index_of(id)
            .is_some_and(|index| index >= self.input_len)
    }

    /// Returns the number of its own items.
    pub fn own_len(&self) -> usize {
        self.items.len().saturating_sub(self.input_len)
    }

    /// Returns its own items.
    pub fn own_items(&self) -> Vec<ItemId> {
        let items = self.items.iter().skip(self.input_len);
        items.map(|(id, _)| id).collect()
    }

    /// Turns a change of the input into changes of the output.
    pub fn apply<T: Clone>(&mut self, change: &ListChange<T>, out: &mut Vec<ListChange<T>>) {
        if !fits(&self.items, change) {
            return;
        }
        match change {
            ListChange::Insert { index, id, .. } => {
                self.items.insert(*index as usize, *id, ());
                self.input_len += 1;
                out.push(change.clone());
            }
            ListChange::Remove { id, .. } => {
                self.items.remove(*id);
                self.input_len = self.input_len.saturating_sub(1);
                out.push(change.clone());
            }
            ListChange::Move { to, id, .. } => {
                self.items.move_to(*id, *to as usize);
                out.push(change.clone());
            }
            ListChange::Update { .. } => out.push(change.clone()),
            ListChange::Replace { items } => self.replace(items, out),
            ListChange::Clear => self.replace(&[], out),
        }
        debug_assert!(
            self.input_len <= self.items.len(),
            "{} own items",
            self.own_len()
        );
    }

    /// Adds an item of its own at the end; nothing happens if it is here already.
    pub fn append<T>(&mut self, id: ItemId, item: T) -> Option<ListChange<T>> {
        let index = self.items.len() as u32;
        self.items
            .push(id, ())
            .then_some(ListChange::Insert { index, id, item })
    }

    /// Takes one of its own items out: for the owner of a chain that removed it for good further on and
    /// wants its memory back.
    pub fn remove_own<T>(&mut self, id: ItemId) -> Option<ListChange<T>> {
        if !self.owns(id) {
            return None;
        }
        let (index, ()) = self.items.remove(id)?;
        Some(ListChange::Remove {
            index: index as u32,
            id,
        })
    }

    /// Changes the input into another list, in front of its own items.
    fn replace<T: Clone>(&mut self, items: &[(ItemId, T)], out: &mut Vec<ListChange<T>>) {
        if items.iter().any(|(id, _)| self.items.contains(*id)) {
            let old: Vec<(ItemId, ())> = self
                .items
                .iter()
                .take(self.input_len)
                .map(|(id, _)| (id, ()))
                .collect();
            let changes = diff(&old, items, |(), _| false);
            changes.iter().for_each(|change| self.apply(change, out));
        } else if self.own_len() == 0 {
            let was_empty = self.items.is_empty();
            self.items = items.iter().map(|(id, _)| (*id, ())).collect();
            self.input_len = items.len();
            push_whole(was_empty, items.to_vec(), out);
        } else {
            for index in (0..self.input_len).rev() {
                if let Some((id, ())) = self.items.remove_at(index) {
                    out.push(ListChange::Remove {
                        index: index as u32,
                        id,
                    });
                }
            }
            for (index, (id, item)) in items.iter().enumerate() {
                self.items.insert(index, *id, ());
                out.push(ListChange::Insert {
                    index: index as u32,
                    id: *id,
                    item: item.clone(),
                });
            }
            self.input_len = items.len();
        }
    }
}
