use std::collections::BTreeSet;

use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, Items, Reader, SIZES, draw, numbered};
use crate::lists::{RemoveLast, Upstream};

#[test]
fn drops_the_last_that_shows() {
    let (mut remove_last, mut out) = (RemoveLast::new(Upstream::MayReadmit), Vec::new());
    assert_eq!(remove_last.remove_last::<u8>(), None);
    remove_last.apply(&numbered(2), &mut out);
    let removed = |index, id| {
        Some(ListChange::<u8>::Remove {
            index,
            id: ItemId(id),
        })
    };
    assert_eq!(remove_last.remove_last(), removed(1, 1));
    assert_eq!(remove_last.remove_last(), removed(0, 0));
    assert_eq!(remove_last.remove_last::<u8>(), None);
    assert!(remove_last.is_empty());
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), 0..3u8), 0..60)) {
        let mut input = Input::default();
        let mut remove_last = RemoveLast::new(Upstream::MayReadmit);
        let mut reader = Reader::new();
        let mut dropped = BTreeSet::new();
        for (draw, chance) in &draws {
            let mut out = Vec::new();
            if let Some(change) = input.change(draw) {
                remove_last.apply(&change, &mut out);
            }
            if *chance == 0 {
                let last = input.items.iter().rev().find(|(id, _)| !dropped.contains(id));
                dropped.extend(last.map(|(id, _)| *id));
                out.extend(remove_last.remove_last());
            }
            let model: Items<u8> =
                input.items.iter().filter(|(id, _)| !dropped.contains(id)).copied().collect();
            reader.check(&out, &model);
        }
    }
}

#[test]
fn emits_one_change_each_at_any_size() {
    for count in SIZES {
        let mut remove_last = RemoveLast::new(Upstream::NeverReadmits);
        remove_last.apply(&numbered(count), &mut Vec::new());
        let dropped = (0..50)
            .filter_map(|_| remove_last.remove_last::<u8>())
            .count();
        assert_eq!((dropped, remove_last.len() as u64), (50, count - 50));
    }
}
