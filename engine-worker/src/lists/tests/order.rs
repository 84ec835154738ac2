use proptest::prelude::*;
use protocol::list_change::ItemId;

use crate::lists::Sequence;

fn numbered(count: u64) -> Sequence<u64> {
    (0..count).map(|number| (ItemId(number), number)).collect()
}

#[track_caller]
fn check(sequence: &Sequence<u64>, expect: &[u64]) {
    sequence.check_invariants();
    let items: Vec<u64> = sequence.iter().map(|(id, _)| id.0).collect();
    assert_eq!(items, expect);
}

#[test]
fn keeps_the_order_of_insertion_positions() {
    let mut sequence = Sequence::new();
    for (index, id) in [(0, 5), (0, 3), (2, 9), (1, 4)] {
        assert!(sequence.insert(index, ItemId(id), id));
    }
    check(&sequence, &[3, 4, 5, 9]);
    assert_eq!(sequence.index_of(ItemId(5)), Some(2));
    assert_eq!(sequence.at(3), Some((ItemId(9), &9)));
    assert_eq!(sequence.last(), Some((ItemId(9), &9)));
}

#[test]
fn refuses_bad_positions_and_doubled_ids() {
    let mut sequence = numbered(3);
    assert!(!sequence.insert(4, ItemId(9), 9));
    assert!(!sequence.insert(0, ItemId(1), 1));
    assert_eq!(sequence.remove(ItemId(9)), None);
    assert_eq!(sequence.remove_at(3), None);
    assert_eq!(sequence.move_to(ItemId(0), 3), None);
    assert!(!sequence.set_weight(ItemId(9), true));
    check(&sequence, &[0, 1, 2]);
    let doubled = [(ItemId(1), 1), (ItemId(2), 2), (ItemId(1), 3)];
    check(&doubled.into_iter().collect(), &[1, 2]);
}

#[test]
fn moves_to_a_position_of_the_rest() {
    let mut sequence = numbered(4);
    assert_eq!(sequence.move_to(ItemId(0), 3), Some(0));
    check(&sequence, &[1, 2, 3, 0]);
    assert_eq!(sequence.move_to(ItemId(3), 0), Some(2));
    check(&sequence, &[3, 1, 2, 0]);
}

#[test]
fn finds_weighted_neighbours() {
    let sequence = Sequence::from_weighted((0..6).map(|id| (ItemId(id), id, id % 3 == 1)));
    assert_eq!(sequence.total_weight(), 2);
    assert_eq!(
        sequence.next_weighted_after(ItemId(1)),
        Some((ItemId(4), &4))
    );
    assert_eq!(sequence.next_weighted_after(ItemId(4)), None);
    assert_eq!(
        sequence.previous_weighted_before(ItemId(4)),
        Some((ItemId(1), &1))
    );
    assert_eq!(sequence.previous_weighted_before(ItemId(1)), None);
}

#[test]
fn has_the_same_shape_however_it_was_made() {
    let built = numbered(50);
    let mut inserted = Sequence::new();
    for id in (0..50).rev() {
        inserted.insert(0, ItemId(id), id);
    }
    let steps = |sequence: &Sequence<u64>| {
        sequence.take_steps();
        (0..50).for_each(|id| assert_eq!(sequence.index_of(ItemId(id)), Some(id as usize)));
        sequence.take_steps()
    };
    assert_eq!(steps(&built), steps(&inserted));
}

#[test]
fn reuses_slots() {
    let mut sequence = numbered(10);
    for round in 0..1000 {
        assert!(sequence.insert(3, ItemId(100 + round), round));
        assert_eq!(sequence.remove(ItemId(100 + round)), Some((3, round)));
    }
    assert_eq!(sequence.slots(), 11);
}

#[derive(Clone, Debug)]
enum Operation {
    Insert(usize, u64, bool),
    Remove(usize),
    Move(usize, usize),
    SetWeight(usize, bool),
    Clear,
    Rebuild,
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        8 => (any::<usize>(), 0..60u64, any::<bool>())
            .prop_map(|(index, id, weighted)| Operation::Insert(index, id, weighted)),
        4 => any::<usize>().prop_map(Operation::Remove),
        4 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Operation::Move(from, to)),
        4 => (any::<usize>(), any::<bool>())
            .prop_map(|(index, weighted)| Operation::SetWeight(index, weighted)),
        1 => Just(Operation::Clear),
        1 => Just(Operation::Rebuild),
    ]
}

fn run(sequence: &mut Sequence<u64>, model: &mut Vec<(u64, bool)>, operation: &Operation) {
    match *operation {
        Operation::Insert(index, id, weighted) => {
            let index = index % (model.len() + 1);
            let inserted = if weighted {
                sequence.insert_weighted(index, ItemId(id), id)
            } else {
                sequence.insert(index, ItemId(id), id)
            };
            assert_eq!(inserted, !model.iter().any(|(known, _)| *known == id));
            if inserted {
                model.insert(index, (id, weighted));
            }
        }
        Operation::Remove(index) if !model.is_empty() => {
            let index = index % model.len();
            let (id, _) = model.remove(index);
            assert_eq!(sequence.remove(ItemId(id)), Some((index, id)));
        }
        Operation::Move(from, to) if !model.is_empty() => {
            let (from, to) = (from % model.len(), to % model.len());
            let entry = model.remove(from);
            model.insert(to, entry);
            assert_eq!(sequence.move_to(ItemId(entry.0), to), Some(from));
        }
        Operation::SetWeight(index, weighted) if !model.is_empty() => {
            let index = index % model.len();
            let changed = model[index].1 != weighted;
            model[index].1 = weighted;
            assert_eq!(
                sequence.set_weight(ItemId(model[index].0), weighted),
                changed
            );
        }
        Operation::Remove(_) | Operation::Move(..) | Operation::SetWeight(..) => {}
        Operation::Clear => {
            sequence.clear();
            model.clear();
        }
        Operation::Rebuild => {
            let items = model
                .iter()
                .map(|(id, weighted)| (ItemId(*id), *id, *weighted));
            *sequence = Sequence::from_weighted(items);
        }
    }
}

proptest! {
    #[test]
    fn equals_a_plain_vector(operations in prop::collection::vec(operation(), 0..120)) {
        let mut sequence = Sequence::new();
        let mut model: Vec<(u64, bool)> = Vec::new();
        for operation in &operations {
            run(&mut sequence, &mut model, operation);
            check(&sequence, &model.iter().map(|(id, _)| *id).collect::<Vec<_>>());
            let weighted: Vec<u64> = model.iter().filter(|entry| entry.1).map(|entry| entry.0).collect();
            let ranked: Vec<u64> = sequence.iter_weighted().map(|(id, _)| id.0).collect();
            prop_assert_eq!(ranked, weighted);
            let mut before = 0;
            for (index, (id, weighted)) in model.iter().enumerate() {
                prop_assert_eq!(sequence.at(index), Some((ItemId(*id), id)));
                prop_assert_eq!(sequence.index_of(ItemId(*id)), Some(index));
                prop_assert_eq!(sequence.weight_before(ItemId(*id)), Some(before));
                before += usize::from(*weighted);
            }
        }
    }
}

#[test]
fn visits_few_nodes_at_any_size() {
    for count in [100, 10_000, 100_000] {
        let mut sequence = numbered(count);
        sequence.take_steps();
        // The expected depth of a treap's node is 2 ln n = 1.4 log2 n.
        let walk = 2 * u64::from(count.ilog2() + 1);
        let probes = 100;
        let id = |probe: u64| ItemId(probe * (count / probes));
        let mut check_mean = |walks: u64, work: &mut dyn FnMut(&mut Sequence<u64>, u64)| {
            (0..probes).for_each(|probe| work(&mut sequence, probe));
            let mean = sequence.take_steps() / probes;
            assert!(
                mean <= walks * walk,
                "{mean} steps at {count} items, bound {walks} times {walk}"
            );
        };
        check_mean(1, &mut |sequence, probe| {
            assert!(sequence.index_of(id(probe)).is_some())
        });
        check_mean(1, &mut |sequence, probe| {
            assert!(sequence.weight_before(id(probe)).is_some())
        });
        check_mean(1, &mut |sequence, probe| {
            assert!(sequence.at(id(probe).0 as usize).is_some())
        });
        check_mean(1, &mut |sequence, probe| {
            assert!(sequence.set_weight(id(probe), true))
        });
        check_mean(1, &mut |sequence, probe| {
            assert!(sequence.nth_weighted(probe as usize).is_some());
        });
        check_mean(2, &mut |sequence, probe| {
            assert!(sequence.insert(id(probe).0 as usize, ItemId(count + probe), 0));
        });
        check_mean(3, &mut |sequence, probe| {
            assert!(sequence.remove(ItemId(count + probe)).is_some());
        });
        check_mean(4, &mut |sequence, probe| {
            assert!(
                sequence
                    .move_to(id(probe), (count - 1 - id(probe).0) as usize)
                    .is_some()
            );
        });
    }
}
