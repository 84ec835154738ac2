//! The item at a position (`List/get`), which counts from 1.
//!
//! Only the identity of the watched item is remembered; where it is now is one walk in the content.

use protocol::list_change::{ItemId, ListChange};

use super::Sequence;

/// The state of one `List/get`: the position, and who is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Get {
    position: usize,
    current: Option<ItemId>,
}

impl Get {
    /// Watches a position of a list; no item is at position 0.
    pub fn new<T>(position: usize, content: &Sequence<T>) -> Self {
        Get {
            position,
            current: id_at(position, content),
        }
    }

    /// Watches another position and tells whether somebody else is there.
    pub fn set_position<T>(&mut self, position: usize, content: &Sequence<T>) -> bool {
        self.position = position;
        self.refresh(content)
    }

    /// Takes changes in, with the content after them, and tells whether the watched position now has
    /// another item or another value.
    pub fn apply<T>(&mut self, changes: &[ListChange<T>], content: &Sequence<T>) -> bool {
        let moved = self.refresh(content);
        moved
            || self
                .current
                .is_some_and(|id| changes.iter().any(|change| gives_value(change, id)))
    }

    /// Returns the item at the watched position; `None` is out of bounds.
    pub fn item<'a, T>(&self, content: &'a Sequence<T>) -> Option<(ItemId, &'a T)> {
        content.at(self.position.checked_sub(1)?)
    }

    fn refresh<T>(&mut self, content: &Sequence<T>) -> bool {
        let before = self.current;
        self.current = id_at(self.position, content);
        self.current != before
    }
}

fn id_at<T>(position: usize, content: &Sequence<T>) -> Option<ItemId> {
    Some(content.at(position.checked_sub(1)?)?.0)
}

fn gives_value<T>(change: &ListChange<T>, watched: ItemId) -> bool {
    match change {
        ListChange::Insert { id, .. } | ListChange::Update { id, .. } => *id == watched,
        // Whoever is still there after it came with it, or by a change that follows it.
        ListChange::Replace { items } => items.iter().any(|(id, _)| *id == watched),
        ListChange::Remove { .. } | ListChange::Move { .. } | ListChange::Clear => false,
    }
}
