//! The whole numbers from one to another as items (`List/range`).
//!
//! A changed bound adds or removes the difference only; a number keeps its identity while it is in range.

use std::collections::VecDeque;

use protocol::list_change::{ItemId, ListChange};

use super::change::push_whole;

/// The most numbers that one range may have.
pub const MAX_RANGE_LEN: u64 = 1_000_000;

/// A range of more than [`MAX_RANGE_LEN`] numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeTooLong {
    /// How many numbers were asked for.
    pub len: u64,
}

impl std::fmt::Display for RangeTooLong {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let RangeTooLong { len } = self;
        write!(
            formatter,
            "found a range of {len} numbers, expected at most {MAX_RANGE_LEN}"
        )
    }
}

impl std::error::Error for RangeTooLong {}

/// The state of one `List/range`: the identities of the numbers from `first` on.
#[derive(Clone, Debug, Default)]
pub struct Range {
    first: i64,
    ids: VecDeque<ItemId>,
}

impl Range {
    /// Makes an empty range.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of numbers.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Tells whether there is no number.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Changes the bounds, both inclusive; `make` gives a number that comes in its identity and payload.
    /// A range that would be too long stays as it is.
    pub fn set<T>(
        &mut self,
        from: i64,
        to: i64,
        make: &mut impl FnMut(i64) -> (ItemId, T),
        out: &mut Vec<ListChange<T>>,
    ) -> Result<(), RangeTooLong> {
        let len = if to < from {
            0
        } else {
            to.abs_diff(from).saturating_add(1)
        };
        if len > MAX_RANGE_LEN {
            return Err(RangeTooLong { len });
        }
        if len == 0 || self.is_empty() || to < self.first || from > self.last() {
            self.replace(from, len, make, out);
            return Ok(());
        }
        self.cut(from, to, out);
        self.extend(from, to, make, out);
        Ok(())
    }

    /// Returns the last number of a range that is not empty.
    fn last(&self) -> i64 {
        self.first + (self.ids.len() as i64 - 1)
    }

    fn replace<T>(
        &mut self,
        from: i64,
        len: u64,
        make: &mut impl FnMut(i64) -> (ItemId, T),
        out: &mut Vec<ListChange<T>>,
    ) {
        let was_empty = self.is_empty();
        let items: Vec<(ItemId, T)> = (0..len).map(|offset| make(from + offset as i64)).collect();
        self.first = from;
        self.ids = items.iter().map(|(id, _)| *id).collect();
        push_whole(was_empty, items, out);
    }

    fn cut<T>(&mut self, from: i64, to: i64, out: &mut Vec<ListChange<T>>) {
        while self.last() > to
            && let Some(id) = self.ids.pop_back()
        {
            out.push(ListChange::Remove {
                index: self.ids.len() as u32,
                id,
            });
        }
        while self.first < from
            && let Some(id) = self.ids.pop_front()
        {
            self.first += 1;
            out.push(ListChange::Remove { index: 0, id });
        }
    }

    fn extend<T>(
        &mut self,
        from: i64,
        to: i64,
        make: &mut impl FnMut(i64) -> (ItemId, T),
        out: &mut Vec<ListChange<T>>,
    ) {
        while self.first > from {
            self.first -= 1;
            let (id, item) = make(self.first);
            self.ids.push_front(id);
            out.push(ListChange::Insert { index: 0, id, item });
        }
        while self.last() < to {
            let (id, item) = make(self.last() + 1);
            let index = self.ids.len() as u32;
            self.ids.push_back(id);
            out.push(ListChange::Insert { index, id, item });
        }
    }
}
