//! Many changes as few, without the list that they are for.
//!
//! The changes are applied to a picture of the list: at first one run of unknown items; a change cuts out
//! of it the items that it names. What is left at the end is turned into changes again.

use super::script::{Piece, script};
use super::{ItemId, ListChange, ListChangeError};
use alloc::vec;
use alloc::vec::Vec;

/// Returns one sequence of changes that does what `first` and then `then` do, normalised: what is
/// removed, inserted and updated in between is gone, every item moves at most once.
///
/// In O(k²) for k changes: meant for the few changes of some turns, not for whole histories.
pub fn compose<T: Clone>(
    first: &[ListChange<T>],
    then: &[ListChange<T>],
) -> Result<Vec<ListChange<T>>, ListChangeError> {
    let mut picture = Picture::new();
    for change in first.iter().chain(then) {
        picture.apply(change)?;
    }
    Ok(picture.into_changes())
}

/// More than any list has, and far from overflow.
const UNKNOWN_LENGTH: u64 = 1 << 62;

#[derive(Clone, Copy)]
enum Base {
    Kept,
    Cleared,
    Replaced,
}

struct Picture<T> {
    base: Base,
    pieces: Vec<Piece<T>>,
    removed: Vec<(u64, ItemId)>,
}

impl<T: Clone> Picture<T> {
    fn new() -> Self {
        let all = Piece::Run {
            start: 0,
            len: UNKNOWN_LENGTH,
        };
        Picture {
            base: Base::Kept,
            pieces: vec![all],
            removed: Vec::new(),
        }
    }

    fn apply(&mut self, change: &ListChange<T>) -> Result<(), ListChangeError> {
        match change {
            ListChange::Insert { index, id, item } => {
                let at = self.cut(*index)?;
                self.pieces.insert(
                    at,
                    Piece::New {
                        id: *id,
                        item: item.clone(),
                    },
                );
            }
            ListChange::Remove { index, id } => {
                let at = self.cut_out(*index, *id)?;
                match self.pieces.remove(at) {
                    Piece::Old { start, id, .. } => self.removed.push((start, id)),
                    Piece::Run { .. } | Piece::New { .. } => {}
                }
            }
            ListChange::Move { from, to, id } => {
                let at = self.cut_out(*from, *id)?;
                let piece = self.pieces.remove(at);
                let at = self.cut(*to)?;
                self.pieces.insert(at, piece);
            }
            ListChange::Update { index, id, item } => {
                let at = self.cut_out(*index, *id)?;
                match &mut self.pieces[at] {
                    Piece::Old { update, .. } => *update = Some(item.clone()),
                    Piece::New { item: value, .. } => *value = item.clone(),
                    Piece::Run { .. } => {}
                }
            }
            ListChange::Replace { items } => {
                let new = |(id, item): &(ItemId, T)| Piece::New {
                    id: *id,
                    item: item.clone(),
                };
                self.forget(Base::Replaced);
                self.pieces = items.iter().map(new).collect();
            }
            ListChange::Clear => self.forget(Base::Cleared),
        }
        Ok(())
    }

    fn forget(&mut self, base: Base) {
        self.base = base;
        self.pieces.clear();
        self.removed.clear();
    }

    /// Makes a piece begin at the position and returns which; the number of pieces if it is the end.
    fn cut(&mut self, index: u32) -> Result<usize, ListChangeError> {
        let mut before: u64 = 0;
        let index = u64::from(index);
        for at in 0..self.pieces.len() {
            if before == index {
                return Ok(at);
            }
            let len = match &self.pieces[at] {
                Piece::Run { len, .. } => *len,
                Piece::Old { .. } | Piece::New { .. } => 1,
            };
            if index < before + len {
                self.split_run(at, index - before);
                return Ok(at + 1);
            }
            before += len;
        }
        if before == index {
            return Ok(self.pieces.len());
        }
        Err(ListChangeError::IndexOutOfRange {
            index: index as u32,
            end: before as u32 + 1,
        })
    }

    /// Makes the item at the position a piece of its own and returns which.
    fn cut_out(&mut self, index: u32, expected: ItemId) -> Result<usize, ListChangeError> {
        let at = self.cut(index)?;
        let found = match self.pieces.get(at) {
            Some(Piece::Run { start, len }) => {
                let (start, len) = (*start, *len);
                if len > 1 {
                    self.split_run(at, 1);
                }
                self.pieces[at] = Piece::Old {
                    start,
                    id: expected,
                    update: None,
                };
                expected
            }
            Some(Piece::Old { id, .. } | Piece::New { id, .. }) => *id,
            None => return Err(ListChangeError::IndexOutOfRange { index, end: index }),
        };
        if found != expected {
            return Err(ListChangeError::WrongItem {
                index,
                expected,
                found,
            });
        }
        Ok(at)
    }

    fn split_run(&mut self, at: usize, left: u64) {
        if let Piece::Run { start, len } = &mut self.pieces[at] {
            let right = Piece::Run {
                start: *start + left,
                len: *len - left,
            };
            *len = left;
            self.pieces.insert(at + 1, right);
        }
    }

    fn into_changes(self) -> Vec<ListChange<T>> {
        match self.base {
            Base::Kept => script(self.removed, self.pieces),
            Base::Cleared => {
                let mut changes = vec![ListChange::Clear];
                changes.extend(script(Vec::new(), self.pieces));
                changes
            }
            Base::Replaced => {
                let items = self.pieces.into_iter().filter_map(|piece| match piece {
                    Piece::New { id, item } => Some((id, item)),
                    Piece::Run { .. } | Piece::Old { .. } => None,
                });
                vec![ListChange::Replace {
                    items: items.collect(),
                }]
            }
        }
    }
}
