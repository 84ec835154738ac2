use std::cell::Cell;
use std::cmp::Ordering;

use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, Items, Reader, SIZES, draw, walk};
use crate::lists::SortBy;

thread_local! {
    static COMPARISONS: Cell<u64> = const { Cell::new(0) };
}

/// A key that counts how often it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(u64);

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        COMPARISONS.set(COMPARISONS.get() + 1);
        self.0.cmp(&other.0)
    }
}

fn key(item: u8) -> Option<Key> {
    (!item.is_multiple_of(7)).then_some(Key(u64::from(item % 4)))
}

#[test]
fn equal_keys_keep_the_order_of_the_input_and_items_without_key_are_last() {
    let (mut sort, mut out) = (SortBy::new(), Vec::new());
    for (index, item) in [6, 7, 5, 2, 1].into_iter().enumerate() {
        sort.apply(
            &ListChange::Insert {
                index: index as u32,
                id: ItemId(index as u64),
                item,
            },
            &mut |_, item| key(*item),
            &mut out,
        );
    }
    let ids: Vec<u64> = sort.keys().iter().map(|(id, _)| id.0).collect();
    assert_eq!(ids, [2, 4, 0, 3, 1]);
    assert_eq!(sort.set::<u8>(ItemId(4), Some(Key(1))), None);
    assert_eq!(sort.set::<u8>(ItemId(9), Some(Key(1))), None);
    assert_eq!(sort.set::<u8>(ItemId(4), None), None, "the last key holds");
    let moved = ListChange::Move {
        from: 4,
        to: 0,
        id: ItemId(1),
    };
    assert_eq!(sort.set::<u8>(ItemId(1), Some(Key(1))), Some(moved));
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), any::<usize>(), any::<u8>()), 0..60)) {
        let mut input = Input::default();
        let mut sort = SortBy::new();
        let mut reader = Reader::new();
        let mut keys = std::collections::BTreeMap::new();
        for (draw, who, by_hand) in &draws {
            let mut out = Vec::new();
            if let Some(change) = input.change(draw) {
                sort.apply(&change, &mut |id, item| {
                    let key = key(*item);
                    // An item that is here keeps its key until it has another.
                    if key.is_some() || !matches!(change, ListChange::Update { .. } | ListChange::Replace { .. }) {
                        keys.insert(id, key.clone());
                    }
                    key
                }, &mut out);
            }
            keys.retain(|id, _| input.items.iter().any(|(here, _)| here == id));
            if let Some(index) = who.checked_rem(input.items.len()) {
                let id = input.items[index].0;
                if let Some(key) = key(*by_hand) {
                    keys.insert(id, Some(key.clone()));
                    out.extend(sort.set(id, Some(key)));
                }
            }
            let mut model: Items<u8> = input.items.clone();
            let rank = |id: &ItemId| match keys.get(id) {
                Some(Some(key)) => (0, key.0),
                _ => (1, 0),
            };
            model.sort_by_key(|(id, _)| rank(id));
            reader.check(&out, &model);
            sort.keys().check_invariants();
        }
    }
}

#[test]
fn one_change_costs_one_bisection_at_any_size() {
    for count in SIZES {
        let mut sort = SortBy::new();
        let mut key = |_: ItemId, item: &u64| Some(Key(*item));
        let items = (0..count)
            .map(|id| (ItemId(id), id * 7919 % count))
            .collect();
        sort.apply(&ListChange::Replace { items }, &mut key, &mut Vec::new());
        let most = 4 * u64::from(count.ilog2());
        let mut out = Vec::new();
        let id = ItemId(count);
        for change in [
            ListChange::Insert {
                index: 0,
                id,
                item: count / 3,
            },
            ListChange::Update {
                index: 0,
                id,
                item: count / 2,
            },
            ListChange::Move {
                from: 0,
                to: count as u32,
                id,
            },
            ListChange::Remove {
                index: count as u32,
                id,
            },
        ] {
            COMPARISONS.set(0);
            sort.keys().take_steps();
            sort.apply(&change, &mut key, &mut out);
            assert!(COMPARISONS.get() <= most, "{count}: {}", COMPARISONS.get());
            assert!(sort.keys().take_steps() <= most * walk(count), "{count}");
        }
        assert!(
            !out.iter()
                .any(|change| matches!(change, ListChange::Replace { .. }))
        );
        COMPARISONS.set(0);
        let moved = sort.set::<u64>(ItemId(1), Some(Key(0)));
        assert!(matches!(moved, Some(ListChange::Move { .. })));
        assert!(COMPARISONS.get() <= most, "{count}");
    }
}
