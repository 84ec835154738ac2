use std::collections::BTreeSet;

use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Draw, Input, Items, Reader, SIZES, draw, numbered};
use crate::lists::{Remove, Upstream};

fn filled(upstream: Upstream, count: u64) -> Remove {
    let mut remove = Remove::new(upstream);
    remove.apply(&numbered(count), &mut Vec::new());
    remove
}

fn insert(index: u32, id: u64) -> ListChange<u8> {
    ListChange::Insert {
        index,
        id: ItemId(id),
        item: 0,
    }
}

#[track_caller]
fn check(remove: &mut Remove, change: ListChange<u8>, expect: &[ListChange<u8>]) {
    let mut out = Vec::new();
    remove.apply(&change, &mut out);
    assert_eq!(out, expect);
}

#[test]
fn a_removed_item_does_not_come_back() {
    let mut remove = filled(Upstream::MayReadmit, 3);
    let removed = ListChange::Remove {
        index: 1,
        id: ItemId(1),
    };
    assert_eq!(remove.remove::<u8>(ItemId(1)), Some(removed.clone()));
    assert_eq!(remove.remove::<u8>(ItemId(1)), None);
    check(&mut remove, removed, &[]);
    check(&mut remove, insert(1, 1), &[]);
    check(&mut remove, ListChange::Clear, &[ListChange::Clear]);
    let items = vec![(ItemId(1), 0), (ItemId(2), 0)];
    check(&mut remove, ListChange::Replace { items }, &[insert(0, 2)]);
    check(&mut remove, insert(2, 7), &[insert(1, 7)]);
}

#[test]
fn an_item_removed_while_it_is_away_stays_away() {
    let mut remove = filled(Upstream::MayReadmit, 1);
    let gone = ListChange::Remove {
        index: 0,
        id: ItemId(0),
    };
    check(&mut remove, gone.clone(), &[gone]);
    assert_eq!(remove.remove::<u8>(ItemId(0)), None);
    check(&mut remove, insert(0, 0), &[]);
}

#[test]
fn remembers_no_more_than_what_may_come_back() {
    let cycle = |remove: &mut Remove, round: u64| {
        remove.apply(&insert(0, 10 + round), &mut Vec::new());
        assert!(remove.remove::<u8>(ItemId(10 + round)).is_some());
        let gone = ListChange::<u8>::Remove {
            index: 0,
            id: ItemId(10 + round),
        };
        remove.apply(&gone, &mut Vec::new());
    };
    let mut careless = filled(Upstream::NeverReadmits, 3);
    (0..1000).for_each(|round| cycle(&mut careless, round));
    assert_eq!((careless.len(), careless.departed_len()), (3, 0));
    let mut careful = filled(Upstream::MayReadmit, 3);
    (0..10).for_each(|round| cycle(&mut careful, round));
    assert_eq!((careful.len(), careful.departed_len()), (3, 10));
    let here = careful.remove::<u8>(ItemId(1));
    assert!(here.is_some());
    let away = (10..20).map(ItemId);
    let all: Vec<ItemId> = [ItemId(1)].into_iter().chain(away).collect();
    assert_eq!(careful.buried(), all);
    (0..10).for_each(|round| careful.forget(ItemId(10 + round)));
    assert_eq!(careful.departed_len(), 0);
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), prop::option::of(any::<usize>())), 0..60)) {
        let mut input = Input::default();
        let mut remove = Remove::new(Upstream::MayReadmit);
        let mut reader = Reader::new();
        let mut removed = BTreeSet::new();
        for (draw, who) in &draws {
            let mut out = Vec::new();
            if let Some(change) = input.change(draw) {
                remove.apply(&change, &mut out);
            }
            if let Some(index) = who.and_then(|who| who.checked_rem(input.items.len())) {
                let id = input.items[index].0;
                removed.insert(id);
                out.extend(remove.remove(id));
            }
            let model: Items<u8> =
                input.items.iter().filter(|(id, _)| !removed.contains(id)).copied().collect();
            prop_assert_eq!(remove.len(), model.len());
            reader.check(&out, &model);
        }
    }

    #[test]
    fn law_without_readmission(
        draws in prop::collection::vec((draw(), any::<usize>(), 0..3u8), 0..60),
    ) {
        let mut input = Input::default();
        let mut remove = Remove::new(Upstream::NeverReadmits);
        let mut reader = Reader::new();
        let mut removed = BTreeSet::new();
        for (draw, who, chance) in &draws {
            let mut out = Vec::new();
            let draw = match draw {
                Draw::Readmit(index, who) => Draw::Move(*index, *who),
                Draw::Replace(new, _) => Draw::Replace(*new, 0),
                Draw::Insert(..)
                | Draw::Remove(_)
                | Draw::Move(..)
                | Draw::Update(..)
                | Draw::Clear => draw.clone(),
            };
            if let Some(change) = input.change(&draw) {
                remove.apply(&change, &mut out);
            }
            if *chance == 0 && let Some(index) = who.checked_rem(input.items.len()) {
                let id = input.items[index].0;
                removed.insert(id);
                out.extend(remove.remove(id));
            }
            let model: Items<u8> =
                input.items.iter().filter(|(id, _)| !removed.contains(id)).copied().collect();
            reader.check(&out, &model);
            prop_assert_eq!(remove.departed_len(), 0);
        }
    }

    #[test]
    fn law_of_a_chain(draws in prop::collection::vec((draw(), any::<usize>(), 0..4u8), 0..60)) {
        let mut input = Input::default();
        let mut first = Remove::new(Upstream::MayReadmit);
        let mut second = Remove::new(Upstream::MayReadmit);
        let mut reader = Reader::new();
        let mut removed = BTreeSet::new();
        for (draw, who, stage) in &draws {
            let (mut between, mut out) = (Vec::new(), Vec::new());
            if let Some(change) = input.change(draw) {
                first.apply(&change, &mut between);
            }
            if let Some(index) = who.checked_rem(input.items.len()) {
                let id = input.items[index].0;
                if *stage < 2 {
                    removed.insert(id);
                }
                if *stage == 0 {
                    between.extend(first.remove(id));
                }
                between.iter().for_each(|change| second.apply(change, &mut out));
                if *stage == 1 {
                    out.extend(second.remove(id));
                }
            } else {
                between.iter().for_each(|change| second.apply(change, &mut out));
            }
            let model: Items<u8> =
                input.items.iter().filter(|(id, _)| !removed.contains(id)).copied().collect();
            reader.check(&out, &model);
        }
    }
}

#[test]
fn removals_emit_one_change_each_at_any_size() {
    for count in SIZES {
        let mut remove = filled(Upstream::MayReadmit, count);
        let removed = (0..50)
            .filter_map(|id| remove.remove::<u8>(ItemId(id * 2)))
            .count();
        assert_eq!((removed, remove.len() as u64), (50, count - 50));
        let mut out = Vec::new();
        let change = ListChange::Update {
            index: 1,
            id: ItemId(1),
            item: 3,
        };
        remove.apply(&change, &mut out);
        assert_eq!(
            out,
            [ListChange::Update {
                index: 0,
                id: ItemId(1),
                item: 3
            }]
        );
    }
}
