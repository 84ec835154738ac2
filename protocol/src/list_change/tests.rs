use proptest::prelude::*;

use super::{ItemId, ListChange, ListChangeError, compose, diff};

type Items = Vec<(ItemId, u8)>;

fn items(ids: &[u64]) -> Items {
    ids.iter().map(|id| (ItemId(*id), 0)).collect()
}

fn insert(index: u32, id: u64) -> ListChange<u8> {
    ListChange::Insert {
        index,
        id: ItemId(id),
        item: 0,
    }
}

fn remove(index: u32, id: u64) -> ListChange<u8> {
    ListChange::Remove {
        index,
        id: ItemId(id),
    }
}

fn moved(from: u32, to: u32, id: u64) -> ListChange<u8> {
    ListChange::Move {
        from,
        to,
        id: ItemId(id),
    }
}

fn update(index: u32, id: u64, item: u8) -> ListChange<u8> {
    ListChange::Update {
        index,
        id: ItemId(id),
        item,
    }
}

#[track_caller]
fn apply_all(changes: &[ListChange<u8>], items: &mut Items) {
    for change in changes {
        assert_eq!(change.apply(items), Ok(()), "{change:?} to {items:?}");
    }
}

#[test]
fn a_change_that_does_not_fit_leaves_the_list_alone() {
    let range = |index, end| ListChangeError::IndexOutOfRange { index, end };
    let wrong = |index, expected, found| ListChangeError::WrongItem {
        index,
        expected: ItemId(expected),
        found: ItemId(found),
    };
    for (change, error) in [
        (insert(3, 9), range(3, 3)),
        (insert(0, 2), ListChangeError::Repeated(ItemId(2))),
        (remove(2, 2), range(2, 2)),
        (remove(0, 2), wrong(0, 2, 1)),
        (moved(0, 2, 1), range(2, 2)),
        (moved(1, 0, 1), wrong(1, 1, 2)),
        (update(7, 1, 0), range(7, 2)),
        (
            ListChange::Replace {
                items: items(&[4, 4]),
            },
            ListChangeError::Repeated(ItemId(4)),
        ),
    ] {
        let mut list = items(&[1, 2]);
        assert_eq!(change.apply(&mut list), Err(error));
        assert_eq!(list, items(&[1, 2]));
    }
}

#[track_caller]
fn check_compose(changes: &[ListChange<u8>], expect: &[ListChange<u8>]) {
    assert_eq!(compose(changes, &[]).as_deref(), Ok(expect));
}

#[test]
fn composing_forgets_what_is_undone() {
    check_compose(&[insert(3, 9), remove(3, 9)], &[]);
    check_compose(&[moved(0, 2, 1), moved(2, 0, 1)], &[]);
    check_compose(&[moved(5, 6, 1), moved(6, 2, 1)], &[moved(5, 2, 1)]);
    check_compose(&[update(4, 1, 7), remove(4, 1)], &[remove(4, 1)]);
    check_compose(&[update(4, 1, 7), update(4, 1, 8)], &[update(4, 1, 8)]);
    check_compose(&[insert(0, 1), ListChange::Clear], &[ListChange::Clear]);
}

#[test]
fn composing_finds_the_contradiction() {
    let error = ListChangeError::WrongItem {
        index: 3,
        expected: ItemId(1),
        found: ItemId(9),
    };
    assert_eq!(compose(&[insert(3, 9)], &[remove(3, 1)]), Err(error));
    let error = ListChangeError::IndexOutOfRange { index: 1, end: 1 };
    assert_eq!(
        compose(&[ListChange::<u8>::Clear], &[insert(1, 1)]),
        Err(error)
    );
    let error = ListChangeError::IndexOutOfRange { index: 0, end: 0 };
    assert_eq!(
        compose(&[ListChange::<u8>::Clear], &[remove(0, 1)]),
        Err(error)
    );
}

#[track_caller]
fn check_diff(old: &[u64], new: &[u64], expect: &[ListChange<u8>]) {
    assert_eq!(
        diff(&items(old), &items(new), |old, new| old == new),
        expect
    );
}

#[test]
fn a_diff_keeps_what_is_shared() {
    check_diff(&[1, 2, 3], &[1, 2, 3], &[]);
    check_diff(&[1, 2, 3], &[1, 3], &[remove(1, 2)]);
    check_diff(&[1, 2, 3], &[1, 9, 2, 3], &[insert(1, 9)]);
    check_diff(&[1, 2, 3, 4], &[4, 1, 2, 3], &[moved(3, 0, 4)]);
    check_diff(&[1, 2, 3, 4], &[2, 3, 4, 1], &[moved(0, 3, 1)]);
    check_diff(&[1, 2], &[3, 2], &[remove(0, 1), insert(0, 3)]);
}

#[test]
fn a_diff_replaces_only_when_nothing_is_shared() {
    check_diff(
        &[1],
        &[2, 3],
        &[ListChange::Replace {
            items: items(&[2, 3]),
        }],
    );
    check_diff(&[1], &[], &[ListChange::Clear]);
    check_diff(&[], &[2, 3], &[insert(0, 2), insert(1, 3)]);
    check_diff(&[], &[], &[]);
}

/// A change drawn before its list is known; positions are taken modulo what fits.
#[derive(Clone, Debug)]
enum Draw {
    Insert(usize, u8),
    Remove(usize),
    Move(usize, usize),
    Update(usize, u8),
    Replace(usize),
    Clear,
}

fn draw() -> impl Strategy<Value = Draw> {
    prop_oneof![
        8 => (any::<usize>(), any::<u8>()).prop_map(|(index, item)| Draw::Insert(index, item)),
        6 => any::<usize>().prop_map(Draw::Remove),
        6 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Draw::Move(from, to)),
        4 => (any::<usize>(), any::<u8>()).prop_map(|(index, item)| Draw::Update(index, item)),
        1 => (0..4usize).prop_map(Draw::Replace),
        1 => Just(Draw::Clear),
    ]
}

/// Turns a draw into a change that fits the list; `fresh` gives unused ids.
fn fitting(draw: &Draw, list: &Items, fresh: &mut u64) -> Option<ListChange<u8>> {
    let mut fresh_id = || {
        *fresh += 1;
        ItemId(1000 + *fresh)
    };
    let entry = |index: usize| {
        let index = index.checked_rem(list.len())?;
        Some((index as u32, list[index].0))
    };
    Some(match draw {
        Draw::Insert(index, item) => ListChange::Insert {
            index: (index % (list.len() + 1)) as u32,
            id: fresh_id(),
            item: *item,
        },
        Draw::Remove(index) => {
            let (index, id) = entry(*index)?;
            ListChange::Remove { index, id }
        }
        Draw::Move(from, to) => {
            let (from, id) = entry(*from)?;
            let (to, _) = entry(*to)?;
            ListChange::Move { from, to, id }
        }
        Draw::Update(index, item) => {
            let (index, id) = entry(*index)?;
            ListChange::Update {
                index,
                id,
                item: *item,
            }
        }
        Draw::Replace(count) => ListChange::Replace {
            items: (0..*count).map(|_| (fresh_id(), 0)).collect(),
        },
        Draw::Clear => ListChange::Clear,
    })
}

proptest! {
    #[test]
    fn composed_changes_do_what_the_changes_do(
        length in 0..12u64,
        draws in prop::collection::vec(draw(), 0..24),
        split in any::<usize>(),
    ) {
        let old = items(&(0..length).collect::<Vec<_>>());
        let mut new = old.clone();
        let mut changes = Vec::new();
        let mut fresh = 0;
        for draw in &draws {
            if let Some(change) = fitting(draw, &new, &mut fresh) {
                apply_all(std::slice::from_ref(&change), &mut new);
                changes.push(change);
            }
        }
        let (first, then) = changes.split_at(split % (changes.len() + 1));
        let composed = compose(first, then).unwrap();
        let mut result = old.clone();
        apply_all(&composed, &mut result);
        prop_assert_eq!(&result, &new);
        let moves = composed.iter().filter(|change| matches!(change, ListChange::Move { .. })).count();
        prop_assert!(moves < old.len().max(1));
        prop_assert_eq!(compose(&composed, &[]).unwrap(), composed);
    }

    #[test]
    fn a_diff_leads_from_old_to_new(
        old in prop::collection::btree_map(0..40u64, any::<u8>(), 0..30),
        new in prop::collection::btree_map(0..40u64, 0..4u8, 0..30),
        seeds in (any::<u64>(), any::<u64>()),
    ) {
        let shuffled = |map: std::collections::BTreeMap<u64, u8>, seed: u64| {
            let mut list: Items = map.into_iter().map(|(id, item)| (ItemId(id), item)).collect();
            list.sort_by_key(|(id, _)| (id.0 + 1).wrapping_mul(seed | 1));
            list
        };
        let (old, new) = (shuffled(old, seeds.0), shuffled(new, seeds.1));
        let changes = diff(&old, &new, |old, new| old == new);
        let mut result = old.clone();
        apply_all(&changes, &mut result);
        prop_assert_eq!(&result, &new);
        let shared = old.iter().any(|(id, _)| new.iter().any(|(other, _)| id == other));
        if shared {
            let whole = |change: &ListChange<u8>| {
                matches!(change, ListChange::Replace { .. } | ListChange::Clear)
            };
            prop_assert!(!changes.iter().any(whole));
            prop_assert!(changes.len() <= old.len() + 2 * new.len());
        } else {
            prop_assert!(changes.len() <= new.len().max(1));
        }
    }
}
