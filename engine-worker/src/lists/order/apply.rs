//! Changes of a [`Sequence`].

use protocol::list_change::{ItemId, ListChange, ListChangeError};

use super::Sequence;
use crate::lists::id_map::IdSet;

/// What brings a [`Sequence`] back to where it was before a change.
#[derive(Clone, Debug)]
pub enum Undo<T> {
    /// The opposite change.
    Change(ListChange<T>),
    /// The old content, after a change of everything.
    Content(Sequence<T>),
}

impl<T> Sequence<T> {
    /// Tells whether a change fits, whatever the payload of the change is.
    pub fn check<U>(&self, change: &ListChange<U>) -> Result<(), ListChangeError> {
        match change {
            ListChange::Insert { index, id, .. } => {
                self.check_index(*index, self.len() + 1)?;
                match self.contains(*id) {
                    true => Err(ListChangeError::Repeated(*id)),
                    false => Ok(()),
                }
            }
            ListChange::Remove { index, id } | ListChange::Update { index, id, .. } => {
                self.check_item(*index, *id)
            }
            ListChange::Move { from, to, id } => {
                self.check_item(*from, *id)?;
                self.check_index(*to, self.len())
            }
            ListChange::Replace { items } => {
                let mut seen = IdSet::with_capacity_and_hasher(items.len(), Default::default());
                match items.iter().find(|(id, _)| !seen.insert(*id)) {
                    Some((id, _)) => Err(ListChangeError::Repeated(*id)),
                    None => Ok(()),
                }
            }
            ListChange::Clear => Ok(()),
        }
    }

    fn check_index(&self, index: u32, end: usize) -> Result<(), ListChangeError> {
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        match index < end {
            true => Ok(()),
            false => Err(ListChangeError::IndexOutOfRange { index, end }),
        }
    }

    fn check_item(&self, index: u32, expected: ItemId) -> Result<(), ListChangeError> {
        self.check_index(index, self.len())?;
        if self.index_of(expected) == Some(index as usize) {
            return Ok(());
        }
        // The position is in range, so somebody else is there.
        let found = self.at(index as usize).map_or(expected, |(id, _)| id);
        Err(ListChangeError::WrongItem {
            index,
            expected,
            found,
        })
    }
}

impl<T: Clone> Sequence<T> {
    /// Does a change and returns what undoes it; a change that does not fit does nothing.
    ///
    /// Moved and updated items keep their weight, new ones have none.
    pub fn apply(&mut self, change: &ListChange<T>) -> Result<Undo<T>, ListChangeError> {
        self.check(change)?;
        Ok(match change {
            ListChange::Insert { index, id, item } => {
                self.insert(*index as usize, *id, item.clone());
                Undo::Change(ListChange::Remove {
                    index: *index,
                    id: *id,
                })
            }
            ListChange::Remove { index, id } => match self.remove(*id) {
                Some((_, item)) => Undo::Change(ListChange::Insert {
                    index: *index,
                    id: *id,
                    item,
                }),
                None => {
                    return Err(ListChangeError::IndexOutOfRange {
                        index: *index,
                        end: 0,
                    });
                }
            },
            ListChange::Move { from, to, id } => {
                self.move_to(*id, *to as usize);
                Undo::Change(ListChange::Move {
                    from: *to,
                    to: *from,
                    id: *id,
                })
            }
            ListChange::Update { index, id, item } => match self.get_mut(*id) {
                Some(value) => {
                    let item = std::mem::replace(value, item.clone());
                    Undo::Change(ListChange::Update {
                        index: *index,
                        id: *id,
                        item,
                    })
                }
                None => {
                    return Err(ListChangeError::IndexOutOfRange {
                        index: *index,
                        end: 0,
                    });
                }
            },
            ListChange::Replace { items } => {
                let content = items.iter().cloned().collect();
                Undo::Content(std::mem::replace(self, content))
            }
            ListChange::Clear => Undo::Content(std::mem::take(self)),
        })
    }
}
