//! All items as streams, merged (`List/latest`): what fired last is the value.
//!
//! The order rule (`language.md` §5.3): a later turn beats an earlier one, a later round an earlier round,
//! and in one round the item that is first in the list wins, in whatever order the firings arrive. A late
//! firing of an older turn changes nothing. The merged stream's last value stays when the item that gave
//! it goes, but an empty list has none.

use protocol::list_change::ListChange;

use super::Count;

/// When something fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The turn.
    pub turn: u64,
    /// The round of the turn.
    pub round: u32,
}

/// The state of one `List/latest`: the last firing that counted.
#[derive(Clone, Debug)]
pub struct Latest<T> {
    count: Count,
    last: Option<Firing<T>>,
}

#[derive(Clone, Debug)]
struct Firing<T> {
    moment: Moment,
    index: usize,
    value: T,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Latest {
            count: Count::default(),
            last: None,
        }
    }
}

impl<T> Latest<T> {
    /// Makes the merge of an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a change of the list in and tells whether that ended the value. New items that have a value
    /// are offered afterwards.
    pub fn apply<U>(&mut self, change: &ListChange<U>) -> bool {
        self.count.apply(change);
        self.count.is_empty() && self.last.take().is_some()
    }

    /// Takes in what the item at the index fired and tells whether it is the value now.
    pub fn offer(&mut self, moment: Moment, index: usize, value: T) -> bool {
        let beaten = self.last.as_ref().is_some_and(|last| {
            moment < last.moment || (moment == last.moment && last.index < index)
        });
        if beaten {
            return false;
        }
        self.last = Some(Firing {
            moment,
            index,
            value,
        });
        true
    }

    /// Returns the value, if anything fired.
    pub fn value(&self) -> Option<&T> {
        self.last.as_ref().map(|last| &last.value)
    }
}
