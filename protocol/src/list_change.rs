//! Changes of lists: what they are, what they do to a list, how they compose.
//!
//! The law: `compose(a, b)` applied once is `a` applied, then `b`; `diff(old, new)` applied to `old` is
//! `new`.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::compose::compose;
pub use self::diff::diff;

mod compose;
mod diff;
mod script;

#[cfg(test)]
mod tests;

/// The identity of a list item: unique in its engine, kept through every combinator that keeps the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemId(pub u64);

/// One change of a list. Positions are those of the list that the change is applied to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListChange<T> {
    /// A new item at `index`; `index` may be the length.
    Insert {
        /// Where.
        index: u32,
        /// Its identity.
        id: ItemId,
        /// Its value.
        item: T,
    },
    /// The item at `index` goes.
    Remove {
        /// Where.
        index: u32,
        /// Who.
        id: ItemId,
    },
    /// The item at `from` is taken out and put in at `to` (an index of the list without it).
    Move {
        /// Where it was.
        from: u32,
        /// Where it is then.
        to: u32,
        /// Who.
        id: ItemId,
    },
    /// The item at `index` has another value, same identity.
    Update {
        /// Where.
        index: u32,
        /// Who.
        id: ItemId,
        /// The new value.
        item: T,
    },
    /// Another list altogether.
    Replace {
        /// All items.
        items: Vec<(ItemId, T)>,
    },
    /// No items any more.
    Clear,
}

/// The way in which a change does not fit the list that it is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListChangeError {
    /// A position outside the list.
    IndexOutOfRange {
        /// The position found.
        index: u32,
        /// The first position that is too big.
        end: u32,
    },
    /// Another item than the change names.
    WrongItem {
        /// The position.
        index: u32,
        /// Who the change names.
        expected: ItemId,
        /// Who is there.
        found: ItemId,
    },
    /// An item that would be in the list twice.
    Repeated(ItemId),
}

impl core::fmt::Display for ListChangeError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            ListChangeError::IndexOutOfRange { index, end } => {
                write!(formatter, "found index {index}, expected one below {end}")
            }
            ListChangeError::WrongItem {
                index,
                expected,
                found,
            } => write!(
                formatter,
                "found item {} at index {index}, expected item {}",
                found.0, expected.0
            ),
            ListChangeError::Repeated(id) => {
                write!(formatter, "found item {} twice, expected it once", id.0)
            }
        }
    }
}

impl core::error::Error for ListChangeError {}

impl<T: Clone> ListChange<T> {
    /// Does the change to a plain list, or leaves the list as it is if the change does not fit it.
    ///
    /// ```
    /// use offstage_protocol::list_change::{ItemId, ListChange};
    ///
    /// let mut items = vec![(ItemId(1), "milk"), (ItemId(2), "bread")];
    /// let change = ListChange::Move { from: 0, to: 1, id: ItemId(1) };
    /// change.apply(&mut items).unwrap();
    /// assert_eq!(items, [(ItemId(2), "bread"), (ItemId(1), "milk")]);
    /// ```
    pub fn apply(&self, items: &mut Vec<(ItemId, T)>) -> Result<(), ListChangeError> {
        match self {
            ListChange::Insert { index, id, item } => {
                let index = checked_index(*index, items.len() + 1)?;
                if items.iter().any(|(known, _)| known == id) {
                    return Err(ListChangeError::Repeated(*id));
                }
                items.insert(index, (*id, item.clone()));
            }
            ListChange::Remove { index, id } => {
                let index = checked_item(*index, *id, items)?;
                items.remove(index);
            }
            ListChange::Move { from, to, id } => {
                let from = checked_item(*from, *id, items)?;
                let to = checked_index(*to, items.len())?;
                let entry = items.remove(from);
                items.insert(to, entry);
            }
            ListChange::Update { index, id, item } => {
                let index = checked_item(*index, *id, items)?;
                items[index].1 = item.clone();
            }
            ListChange::Replace { items: new } => {
                let mut seen = BTreeSet::new();
                if let Some((id, _)) = new.iter().find(|(id, _)| !seen.insert(*id)) {
                    return Err(ListChangeError::Repeated(*id));
                }
                items.clone_from(new);
            }
            ListChange::Clear => items.clear(),
        }
        Ok(())
    }
}

fn checked_index(index: u32, end: usize) -> Result<usize, ListChangeError> {
    let end = u32::try_from(end).unwrap_or(u32::MAX);
    if index < end {
        Ok(index as usize)
    } else {
        Err(ListChangeError::IndexOutOfRange { index, end })
    }
}

fn checked_item<T>(
    index: u32,
    expected: ItemId,
    items: &[(ItemId, T)],
) -> Result<usize, ListChangeError> {
    let position = checked_index(index, items.len())?;
    let found = items[position].0;
    if found == expected {
        Ok(position)
    } else {
        Err(ListChangeError::WrongItem {
            index,
            expected,
            found,
        })
    }
}
