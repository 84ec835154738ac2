//! What a program keeps: values by place (`language.md` §14).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// From how many constructs on that are gone together it is worth building anew what stays.
const MANY_ENDINGS: usize = 64;

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
        let changes = self.apply_endings(changes);
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

    /// Takes over that many constructs are gone, as when a list is cleared: what stays is built anew, in the time that
    /// it takes to walk all. Answers the changes that are left.
    fn apply_endings<'a>(&mut self, changes: &'a [SavedChange]) -> &'a [SavedChange] {
        let is_ending = |change: &SavedChange| change.value.is_none() && change.key.is_all();
        let many = changes.iter().take_while(|change| is_ending(change));
        let (endings, rest) = changes.split_at(many.count());
        if endings.len() < MANY_ENDINGS || endings.len() < self.entries.len() / 4 {
            return changes;
        }
        if !endings.is_sorted_by_key(|change| change.key) {
            return changes;
        }
        let mut gone = endings.iter().map(|change| change.key.cell).peekable();
        let entries = std::mem::take(&mut self.entries).into_iter();
        self.entries = entries
            .filter(|(key, _)| {
                while gone.next_if(|cell| *cell < key.cell).is_some() {}
                gone.peek() != Some(&key.cell)
            })
            .collect();
        rest
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

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(keys: impl IntoIterator<Item = (SavedKey, bool)>) -> Vec<SavedChange> {
        let change = |(key, stays): (SavedKey, bool)| SavedChange {
            key,
            value: stays.then(|| key.cell.to_le_bytes().to_vec()),
        };
        keys.into_iter().map(change).collect()
    }

    /// However many constructs end at once, all of them are gone and nothing else is.
    #[test]
    fn many_endings_are_the_same_as_one_by_one() {
        let item = |cell, item| SavedKey { cell, item };
        let kept =
            (0..500).flat_map(|cell| (0..=cell % 3).map(move |at| (item(cell * 7, at), true)));
        let mut all = SavedState::default();
        all.apply(&changes(kept));
        for step in 1..6 {
            // Some of them were never kept.
            let gone = (0..3500 / step).map(|cell| (SavedKey::all(cell * step), false));
            let back = (0..9).map(|cell| (SavedKey::whole(cell * 7), true));
            let batch = changes(gone.chain(back));
            let (mut together, mut singly) = (all.clone(), all.clone());
            together.apply(&batch);
            batch.chunks(1).for_each(|change| singly.apply(change));
            assert_eq!(together, singly, "every {step}th");
        }
    }
}
