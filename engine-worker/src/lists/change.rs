//! What every combinator does with changes that concern a whole list.

use protocol::list_change::{ItemId, ListChange, diff};

use super::Sequence;

/// Tells whether a change fits the list that a combinator remembers.
///
/// One that does not is our own mistake: tests stop here, a release leaves the change out, so that one
/// list is stale instead of the worker dead.
pub(super) fn fits<O, T>(items: &Sequence<O>, change: &ListChange<T>) -> bool {
    let checked = items.check(change);
    debug_assert_eq!(checked, Ok(()));
    checked.is_ok()
}

/// Returns the single changes that lead to the new items if some of the old ones stay. Their payloads may
/// differ, so each of them is updated.
pub(super) fn keep_shared<O, T: Clone>(
    old: &Sequence<O>,
    new: &[(ItemId, T)],
) -> Option<Vec<ListChange<T>>> {
    if old.is_empty() || !new.iter().any(|(id, _)| old.contains(*id)) {
        return None;
    }
    let old: Vec<(ItemId, ())> = old.iter().map(|(id, _)| (id, ())).collect();
    Some(diff(&old, new, |(), _| false))
}

/// Whether these changes insert the items of a list that was empty, one after another.
pub fn fill_an_empty_list<T>(changes: &[ListChange<T>]) -> bool {
    changes.iter().enumerate().all(|(position, change)| {
        matches!(change, ListChange::Insert { index, .. } if *index as usize == position)
    })
}

/// Sends what makes a list another one that shares nothing with it.
pub(super) fn push_whole<T>(
    was_empty: bool,
    items: Vec<(ItemId, T)>,
    out: &mut Vec<ListChange<T>>,
) {
    if was_empty {
        let insert = |(index, (id, item))| ListChange::Insert {
            index: index as u32,
            id,
            item,
        };
        out.extend(items.into_iter().enumerate().map(insert));
    } else if items.is_empty() {
        out.push(ListChange::Clear);
    } else {
        out.push(ListChange::Replace { items });
    }
}
