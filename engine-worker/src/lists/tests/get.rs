use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, SIZES, draw, walk};
use crate::lists::{Get, Sequence};

#[test]
fn counts_from_one() {
    let content: Sequence<u8> = (0..3).map(|id| (ItemId(id), id as u8)).collect();
    for (position, expect) in [(0, None), (1, Some(0)), (3, Some(2)), (4, None)] {
        let get = Get::new(position, &content);
        assert_eq!(get.item(&content).map(|(id, _)| id.0), expect);
    }
}

#[test]
fn notices_its_own_item_only() {
    let mut content: Sequence<u8> = (0..4).map(|id| (ItemId(id), 0)).collect();
    let mut get = Get::new(2, &content);
    let mut check = |change: ListChange<u8>, expect: bool| {
        assert!(content.apply(&change).is_ok());
        assert_eq!(get.apply(&[change], &content), expect);
    };
    check(
        ListChange::Update {
            index: 0,
            id: ItemId(0),
            item: 5,
        },
        false,
    );
    check(
        ListChange::Update {
            index: 1,
            id: ItemId(1),
            item: 5,
        },
        true,
    );
    check(
        ListChange::Remove {
            index: 3,
            id: ItemId(3),
        },
        false,
    );
    check(
        ListChange::Move {
            from: 0,
            to: 2,
            id: ItemId(0),
        },
        true,
    );
    check(ListChange::Clear, true);
    check(ListChange::Clear, false);
}

#[test]
fn notices_an_item_that_left_and_came_back() {
    let mut content: Sequence<u8> = (0..2).map(|id| (ItemId(id), 0)).collect();
    let mut get = Get::new(1, &content);
    let changes = [
        ListChange::Remove {
            index: 0,
            id: ItemId(0),
        },
        ListChange::Insert {
            index: 0,
            id: ItemId(0),
            item: 5,
        },
    ];
    assert!(changes.iter().all(|change| content.apply(change).is_ok()));
    assert!(get.apply(&changes, &content));
    assert_eq!(get.item(&content), Some((ItemId(0), &5)));
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), prop::option::of(0..6usize)), 0..60)) {
        let mut input = Input::default();
        let mut content = Sequence::new();
        let mut position = 1;
        let mut get = Get::new(position, &content);
        for (draw, other) in &draws {
            let at = |items: &[(ItemId, u8)], position: usize| {
                items.get(position.checked_sub(1)?).copied()
            };
            let mut shown = at(&input.items, position);
            if let Some(change) = input.change(draw) {
                prop_assert!(content.apply(&change).is_ok());
                let said = get.apply(&[change], &content);
                prop_assert!(said || at(&input.items, position) == shown);
                shown = at(&input.items, position);
            }
            if let Some(other) = other {
                position = *other;
                let said = get.set_position(position, &content);
                let id = |entry: Option<(ItemId, u8)>| entry.map(|(id, _)| id);
                prop_assert_eq!(said, id(at(&input.items, position)) != id(shown));
            }
            let item = get.item(&content).map(|(id, item)| (id, *item));
            prop_assert_eq!(item, at(&input.items, position));
        }
    }
}

#[test]
fn finds_the_item_in_one_walk() {
    for count in SIZES {
        let content: Sequence<u8> = (0..count).map(|id| (ItemId(id), 0)).collect();
        let mut get = Get::new(count as usize / 3, &content);
        content.take_steps();
        assert!(get.set_position(count as usize / 2, &content));
        assert!(content.take_steps() <= walk(count), "{count}");
    }
}
