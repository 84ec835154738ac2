//! The changes between two lists, by item identity.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use super::script::{Piece, script};
use super::{ItemId, ListChange};

/// Returns the changes that turn `old` into `new`; `same` tells whether a kept item's value is unchanged.
///
/// Items that are in both lists are kept and move only if they must. Two lists that share nothing give
/// one [`ListChange::Replace`], or [`ListChange::Clear`] if the new one is empty; a list that comes from
/// nothing gives insertions. The old payload may be of another type, as where only ids are remembered. In
/// O(n log n). Ids must be unique within a list: a repeated one is ignored.
pub fn diff<O, T: Clone>(
    old: &[(ItemId, O)],
    new: &[(ItemId, T)],
    same: impl Fn(&O, &T) -> bool,
) -> Vec<ListChange<T>> {
    let mut old_items: BTreeMap<ItemId, usize> = old
        .iter()
        .enumerate()
        .map(|(index, (id, _))| (*id, index))
        .collect();
    let mut shared = false;
    let mut pieces = Vec::with_capacity(new.len());
    for (id, item) in new {
        pieces.push(match old_items.remove(id) {
            Some(index) => {
                shared = true;
                let update = (!same(&old[index].1, item)).then(|| item.clone());
                Piece::Old {
                    start: index as u64,
                    id: *id,
                    update,
                }
            }
            None => Piece::New {
                id: *id,
                item: item.clone(),
            },
        });
    }
    if !shared && !old.is_empty() {
        return match new.is_empty() {
            true => vec![ListChange::Clear],
            false => vec![ListChange::Replace {
                items: new.to_vec(),
            }],
        };
    }
    let removed = old_items
        .into_iter()
        .map(|(id, index)| (index as u64, id))
        .collect();
    script(removed, pieces)
}
