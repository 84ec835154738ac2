//! Changes of lists.

use serde::{Deserialize, Serialize};

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
