use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange, ListChangeError};

use super::random::{Input, Items, Reader, SIZES, draw, numbered, walk};
use crate::lists::ListSource;

fn owned(source: &ListSource<u8>) -> Items<u8> {
    source
        .content()
        .iter()
        .map(|(id, item)| (id, *item))
        .collect()
}

#[test]
fn changes_belong_to_their_round() {
    let mut source = ListSource::from_items([(ItemId(1), 1)]);
    source.begin_turn(1);
    source.begin(1);
    let change = ListChange::Insert {
        index: 1,
        id: ItemId(2),
        item: 2,
    };
    assert_eq!(source.push(change.clone()), Ok(()));
    source.begin(1);
    assert_eq!(source.changes(1), [change]);
    assert_eq!(source.changes(2), []);
    source.begin(2);
    assert_eq!(source.changes(2), []);
    assert_eq!((source.committed_len(1), source.committed_len(2)), (1, 2));
    assert_eq!(source.committed_items(1), [(ItemId(1), 1)]);
    assert_eq!(source.committed_items(2), [(ItemId(1), 1), (ItemId(2), 2)]);
}

#[test]
fn a_turn_that_ended_cannot_be_taken_back() {
    let mut source: ListSource<u8> = ListSource::new();
    for count in [3, 1000] {
        source.begin_turn(count);
        source.begin(count);
        let items: Items<u8> = (0..count).map(|id| (ItemId(id + count), 0)).collect();
        assert_eq!(
            source.push(ListChange::Replace {
                items: items.clone()
            }),
            Ok(())
        );
        assert_ne!(source.committed_items(count), items);
        source.end_turn();
        assert_eq!(source.committed_items(count), items);
        assert_eq!(source.committed_len(count), items.len());
        assert_eq!(owned(&source), items);
        // Small changes may still be read, large ones have given their room back.
        assert_eq!(source.changes(count).is_empty(), count == 1000);
    }
}

#[test]
fn many_items_come_at_once_as_they_do_one_by_one() {
    let insert = |index: u32, id: u64| ListChange::Insert {
        index,
        id: ItemId(id),
        item: id as u8,
    };
    let in_order: Vec<ListChange<u8>> = (0..20)
        .map(|index| insert(index, 40 - u64::from(index)))
        .collect();
    let in_front: Vec<ListChange<u8>> = (0..20).map(|id| insert(0, id)).collect();
    let twice = vec![insert(0, 1), insert(1, 1)];
    for changes in [in_order, in_front, twice] {
        let (mut at_once, mut single) = (ListSource::new(), ListSource::new());
        let mut results = Vec::new();
        for source in [&mut at_once, &mut single] {
            source.begin_turn(1);
            source.begin(1);
        }
        results.push(at_once.push_all(changes.clone()).is_ok());
        results.push(
            changes
                .iter()
                .all(|change| single.push(change.clone()).is_ok()),
        );
        assert_eq!(results[0], results[1], "{changes:?}");
        assert_eq!(owned(&at_once), owned(&single));
        assert_eq!(at_once.changes(1), single.changes(1));
        assert_eq!(at_once.committed_items(1), []);
        at_once.content().check_invariants();
    }
}

#[test]
fn refuses_a_change_that_does_not_fit() {
    let mut source: ListSource<u8> = ListSource::new();
    source.begin(1);
    let error = ListChangeError::IndexOutOfRange { index: 1, end: 1 };
    assert_eq!(
        source.push(ListChange::Insert {
            index: 1,
            id: ItemId(1),
            item: 0
        }),
        Err(error)
    );
    let items = vec![(ItemId(1), 0), (ItemId(1), 0)];
    let error = ListChangeError::Repeated(ItemId(1));
    assert_eq!(source.push(ListChange::Replace { items }), Err(error));
    assert_eq!((source.changes(1).len(), source.content().len()), (0, 0));
}

#[test]
fn becomes_another_list_by_identity() {
    let mut source = ListSource::from_items([(ItemId(1), 1), (ItemId(2), 2)]);
    source.begin_turn(1);
    source.begin(1);
    let items = [(ItemId(2), 2), (ItemId(3), 3)];
    assert_eq!(source.become_items(&items, |old, new| old == new), Ok(()));
    let expect = [
        ListChange::Remove {
            index: 0,
            id: ItemId(1),
        },
        ListChange::Insert {
            index: 1,
            id: ItemId(3),
            item: 3,
        },
    ];
    assert_eq!(source.changes(1), expect);
    assert_eq!(owned(&source), items);
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), 0..4u8), 0..60)) {
        let mut input = Input::default();
        let mut source = ListSource::new();
        let mut reader = Reader::new();
        let (mut turn, mut round) = (1, 1);
        source.begin_turn(turn);
        source.begin(round);
        let mut committed: Items<u8> = Vec::new();
        for (draw, chance) in &draws {
            if *chance == 0 {
                turn += 1;
                committed = input.items.clone();
                source.begin_turn(turn);
            }
            round += 1;
            source.begin(round);
            if let Some(change) = input.change(draw) {
                prop_assert_eq!(source.push(change), Ok(()));
            }
            reader.check(source.changes(round), &input.items);
            prop_assert_eq!(owned(&source), input.items.clone());
            prop_assert_eq!(source.committed_len(turn), committed.len());
            prop_assert_eq!(source.committed_items(turn), committed.clone());
        }
    }
}

#[test]
fn one_change_costs_some_walks_at_any_size() {
    for count in SIZES {
        let mut source = ListSource::new();
        assert_eq!(source.push(numbered(count)), Ok(()));
        source.begin_turn(1);
        source.begin(1);
        source.content().take_steps();
        let index = count as u32 / 2;
        let id = ItemId(count);
        assert_eq!(
            source.push(ListChange::Insert { index, id, item: 1 }),
            Ok(())
        );
        assert_eq!(
            source.push(ListChange::Update { index, id, item: 2 }),
            Ok(())
        );
        assert_eq!(
            source.push(ListChange::Move {
                from: index,
                to: 0,
                id
            }),
            Ok(())
        );
        assert_eq!(source.push(ListChange::Remove { index: 0, id }), Ok(()));
        assert!(source.content().take_steps() <= 14 * walk(count), "{count}");
        assert_eq!(source.committed_len(1) as u64, count);
    }
}
