//! Random changes of an input list, and a reader that follows an output list.

use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

pub(super) type Items<T> = Vec<(ItemId, T)>;

/// A change drawn before its list is known; positions are taken modulo what fits.
#[derive(Clone, Debug)]
pub(super) enum Draw {
    Insert(usize, u8),
    /// Brings back an item that left.
    Readmit(usize, usize),
    Remove(usize),
    Move(usize, usize),
    Update(usize, u8),
    /// Another list: so many new items among those that the bits select.
    Replace(u8, u32),
    Clear,
}

pub(super) fn draw() -> impl Strategy<Value = Draw> {
    prop_oneof![
        8 => (any::<usize>(), any::<u8>()).prop_map(|(index, item)| Draw::Insert(index, item)),
        3 => (any::<usize>(), any::<usize>()).prop_map(|(index, who)| Draw::Readmit(index, who)),
        5 => any::<usize>().prop_map(Draw::Remove),
        5 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Draw::Move(from, to)),
        5 => (any::<usize>(), any::<u8>()).prop_map(|(index, item)| Draw::Update(index, item)),
        1 => (0..3u8, any::<u32>()).prop_map(|(new, bits)| Draw::Replace(new, bits)),
        1 => (0..4u8).prop_map(|new| Draw::Replace(new, 0)),
        1 => Just(Draw::Clear),
    ]
}

/// An input list with its past.
#[derive(Clone, Debug, Default)]
pub(super) struct Input {
    pub(super) items: Items<u8>,
    departed: Vec<ItemId>,
    made: u64,
}

impl Input {
    pub(super) fn fresh_id(&mut self) -> ItemId {
        self.made += 1;
        ItemId(self.made)
    }

    /// Turns a draw into a change that fits, and does it; `None` if there is nothing that it could be.
    pub(super) fn change(&mut self, draw: &Draw) -> Option<ListChange<u8>> {
        let change = self.fitting(draw)?;
        let old: Vec<ItemId> = self.items.iter().map(|(id, _)| *id).collect();
        assert_eq!(change.apply(&mut self.items), Ok(()));
        let here = |id: &ItemId| self.items.iter().any(|(other, _)| other == id);
        self.departed.extend(old.iter().filter(|id| !here(id)));
        self.departed.retain(|id| !here(id));
        Some(change)
    }

    fn fitting(&mut self, draw: &Draw) -> Option<ListChange<u8>> {
        let len = self.items.len();
        let entry = |items: &Items<u8>, index: usize| {
            let index = index.checked_rem(len)?;
            Some((index as u32, items[index].0))
        };
        Some(match draw {
            Draw::Insert(index, item) => {
                let index = (index % (len + 1)) as u32;
                ListChange::Insert {
                    index,
                    id: self.fresh_id(),
                    item: *item,
                }
            }
            Draw::Readmit(index, who) => {
                let index = (index % (len + 1)) as u32;
                let id = self.departed[who.checked_rem(self.departed.len())?];
                ListChange::Insert { index, id, item: 0 }
            }
            Draw::Remove(index) => {
                let (index, id) = entry(&self.items, *index)?;
                ListChange::Remove { index, id }
            }
            Draw::Move(from, to) => {
                let (from, id) = entry(&self.items, *from)?;
                let (to, _) = entry(&self.items, *to)?;
                ListChange::Move { from, to, id }
            }
            Draw::Update(index, item) => {
                let (index, id) = entry(&self.items, *index)?;
                ListChange::Update {
                    index,
                    id,
                    item: *item,
                }
            }
            Draw::Replace(new, bits) => {
                let all = self
                    .items
                    .iter()
                    .map(|(id, _)| *id)
                    .chain(self.departed.iter().copied());
                let selected = all
                    .enumerate()
                    .filter(|(index, _)| bits >> (index % 32) & 1 == 1);
                let mut items: Items<u8> = selected.map(|(_, id)| (id, *new)).collect();
                items.reverse();
                items.extend((0..*new).map(|item| (self.fresh_id(), item)));
                ListChange::Replace { items }
            }
            Draw::Clear => ListChange::Clear,
        })
    }
}

/// Whoever reads an output by its changes only.
#[derive(Clone, Debug)]
pub(super) struct Reader<U> {
    pub(super) items: Items<U>,
}

impl<U: Clone + PartialEq + std::fmt::Debug> Reader<U> {
    pub(super) fn new() -> Self {
        Reader { items: Vec::new() }
    }

    /// Holds the law: what the reader has after the changes is what the model computes. Also, a list is
    /// replaced only by one that shares nothing with it.
    #[track_caller]
    pub(super) fn check(&mut self, changes: &[ListChange<U>], model: &Items<U>) {
        for change in changes {
            if let ListChange::Replace { items } = change {
                assert!(!self.items.is_empty() && !items.is_empty(), "{change:?}");
                let had = |id: &ItemId| self.items.iter().any(|(other, _)| other == id);
                assert!(
                    !items.iter().any(|(id, _)| had(id)),
                    "{change:?} of {:?}",
                    self.items
                );
            }
            assert_eq!(
                change.apply(&mut self.items),
                Ok(()),
                "{change:?} to {:?}",
                self.items
            );
        }
        assert_eq!(&self.items, model, "after {changes:?}");
    }
}

/// Returns a list of so many items, named by their position.
pub(super) fn numbered(count: u64) -> ListChange<u8> {
    ListChange::Replace {
        items: (0..count).map(|id| (ItemId(id), (id % 5) as u8)).collect(),
    }
}

/// The sizes at which work is counted.
pub(super) const SIZES: [u64; 3] = [100, 10_000, 100_000];

/// The most steps of one walk from the root: three times the expected depth of a treap, 1.4 log2 n.
pub(super) fn walk(count: u64) -> u64 {
    4 * u64::from(count.ilog2() + 1)
}
