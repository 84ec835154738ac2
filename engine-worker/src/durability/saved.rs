//! What a program keeps: values by place (`language.md` §14).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where a saved value belongs: a construct of an instance, and for lists one of its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SavedKey {
    /// The place of the construct, and what is written there.
    pub cell: u64,
    /// The item, 0 for the construct itself, or the greatest number for all of it.
    pub item: u64,
}

impl SavedKey {
    /// The construct itself.
    #[must_use]
    pub fn whole(cell: u64) -> SavedKey {
        SavedKey { cell, item: 0 }
    }

    /// The construct and all its items; only to say that they are gone.
    #[must_use]
    pub fn all(cell: u64) -> SavedKey {
        SavedKey {
            cell,
            item: u64::MAX,
        }
    }

    /// Whether it stands for a construct with all its items.
    #[must_use]
    pub fn is_all(self) -> bool {
        self.item == u64::MAX
    }
}

/// A saved value that is new, or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedChange {
    /// Where.
    pub key: SavedKey,
    /// The serialized value; `None` if there is no longer one.
    pub value: Option<Vec<u8>>,
}

/// Everything that a program keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedState {
    entries: BTreeMap<SavedKey, Vec<u8>>,
    /// The next identity of an item: none below it is given again.
    pub next_item: u64,
}

impl SavedState {
    /// Takes changes over.
    pub fn apply(&mut self, changes: &[SavedChange]) {
        for SavedChange { key, value } in changes {
            match value {
                Some(value) => {
                    self.entries.insert(*key, value.clone());
                }
                None if key.is_all() => {
                    let whole = SavedKey::whole(key.cell);
                    // Most constructs keep one value.
                    self.entries.remove(&whole);
                    while let Some((next, _)) = self.entries.range(whole..=*key).next() {
                        let next = *next;
                        self.entries.remove(&next);
                    }
                }
                None => {
                    self.entries.remove(key);
                }
            }
        }
    }

    /// The value of a construct.
    #[must_use]
    pub fn get(&self, key: SavedKey) -> Option<&[u8]> {
        self.entries.get(&key).map(Vec::as_slice)
    }

    /// All that is kept for a construct, by item.
    pub fn of_cell(&self, cell: u64) -> impl Iterator<Item = (u64, &[u8])> {
        self.entries
            .range(SavedKey::whole(cell)..=SavedKey::all(cell))
            .map(|(key, value)| (key.item, value.as_slice()))
    }

    /// Everything, by key.
    pub fn iter(&self) -> impl Iterator<Item = (SavedKey, &[u8])> {
        self.entries
            .iter()
            .map(|(key, value)| (*key, value.as_slice()))
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
