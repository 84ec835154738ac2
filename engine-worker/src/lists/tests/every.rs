use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, SIZES, draw, numbered};
use crate::lists::Every;

#[test]
fn is_undecided_only_where_it_depends() {
    let (yes, no, open) = (Some(true), Some(false), None);
    for (decisions, every, any) in [
        (vec![], yes, no),
        (vec![yes, yes], yes, yes),
        (vec![no, no], no, no),
        (vec![yes, no], no, yes),
        (vec![yes, open], open, yes),
        (vec![no, open], no, open),
        (vec![open], open, open),
    ] {
        let mut state = Every::new();
        let items = (0..decisions.len()).map(|index| (ItemId(index as u64), index));
        let change = ListChange::Replace {
            items: items.collect(),
        };
        state.apply(&change, &mut |_, index| decisions[*index]);
        assert_eq!((state.every(), state.any()), (every, any), "{decisions:?}");
    }
}

#[test]
fn asks_once_per_changed_item_at_any_size() {
    for count in SIZES {
        let mut state = Every::new();
        state.apply(&numbered(count), &mut |_, _| Some(true));
        let mut asked = 0;
        let mut decide = |_: ItemId, _: &u8| {
            asked += 1;
            Some(false)
        };
        state.apply(
            &ListChange::Update {
                index: 3,
                id: ItemId(3),
                item: 0,
            },
            &mut decide,
        );
        assert_eq!(state.every(), Some(false));
        state.apply(
            &ListChange::Remove {
                index: 3,
                id: ItemId(3),
            },
            &mut decide,
        );
        assert_eq!((state.every(), asked), (Some(true), 1));
    }
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec(
        (draw(), any::<usize>(), prop::option::of(any::<bool>())), 0..60,
    )) {
        let mut input = Input::default();
        let mut state = Every::new();
        let mut by_hand: BTreeMap<ItemId, Option<bool>> = BTreeMap::new();
        let rule = |item: u8| [Some(true), Some(false), Some(true), None][usize::from(item % 4)];
        for (draw, who, decision) in &draws {
            if let Some(change) = input.change(draw) {
                state.apply(&change, &mut |id, item| {
                    by_hand.remove(&id);
                    rule(*item)
                });
            }
            if let Some(index) = who.checked_rem(input.items.len()) {
                let id = input.items[index].0;
                by_hand.insert(id, *decision);
                state.set(id, *decision);
            }
            state.set(ItemId(u64::MAX), *decision);
            let decided = |(id, item): &(ItemId, u8)| {
                by_hand.get(id).copied().unwrap_or_else(|| rule(*item))
            };
            let has = |decision| input.items.iter().any(|entry| decided(entry) == decision);
            let (yes, no, open) = (has(Some(true)), has(Some(false)), has(None));
            prop_assert_eq!(state.every(), if no { Some(false) } else { (!open).then_some(true) });
            prop_assert_eq!(state.any(), if yes { Some(true) } else { (!open).then_some(false) });
        }
    }
}
