use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, Items, Reader, SIZES, draw, numbered, walk};
use crate::lists::Retain;

fn filled(count: u64) -> Retain<u8> {
    let mut retain = Retain::new();
    retain.apply(&numbered(count), &mut |_, _| Some(true), &mut Vec::new());
    retain
}

#[test]
fn readmits_with_identity_and_payload() {
    let mut retain = filled(4);
    let removed = ListChange::Remove {
        index: 2,
        id: ItemId(2),
    };
    assert_eq!(retain.set(ItemId(2), false), Some(removed));
    assert_eq!(retain.set(ItemId(2), false), None);
    assert_eq!(
        retain.set(ItemId(0), false),
        Some(ListChange::Remove {
            index: 0,
            id: ItemId(0)
        })
    );
    let inserted = ListChange::Insert {
        index: 1,
        id: ItemId(2),
        item: 2,
    };
    assert_eq!(retain.set(ItemId(2), true), Some(inserted));
    assert_eq!(retain.set(ItemId(9), true), None);
}

#[test]
fn an_undecided_item_is_kept_and_an_undecided_update_changes_nothing() {
    let (mut retain, mut out) = (Retain::new(), Vec::new());
    let insert = |index, id| ListChange::Insert {
        index,
        id: ItemId(id),
        item: 0,
    };
    retain.apply(&insert(0, 0), &mut |_, _| None, &mut out);
    retain.apply(&insert(1, 1), &mut |_, _| Some(false), &mut out);
    assert_eq!(out, [insert(0, 0)]);
    out.clear();
    let update = |index, id| ListChange::Update {
        index,
        id: ItemId(id),
        item: 5,
    };
    retain.apply(&update(0, 0), &mut |_, _| None, &mut out);
    retain.apply(&update(1, 1), &mut |_, _| None, &mut out);
    assert_eq!(out, [update(0, 0)]);
    let readmitted = ListChange::Insert {
        index: 1,
        id: ItemId(1),
        item: 5,
    };
    assert_eq!(retain.set(ItemId(1), true), Some(readmitted));
}

#[test]
fn another_list_of_which_nothing_is_kept_clears() {
    let (mut retain, mut out) = (filled(2), Vec::new());
    let items = vec![(ItemId(8), 0), (ItemId(9), 0)];
    retain.apply(
        &ListChange::Replace { items },
        &mut |_, _| Some(false),
        &mut out,
    );
    assert_eq!(out, [ListChange::Clear]);
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), any::<usize>(), any::<bool>()), 0..60)) {
        let mut input = Input::default();
        let mut retain = Retain::new();
        let mut reader = Reader::new();
        // The predicate: the item is odd, unless it was decided by hand since it was last updated.
        let mut by_hand = std::collections::BTreeMap::new();
        for (draw, who, keep) in &draws {
            let mut out = Vec::new();
            if let Some(change) = input.change(draw) {
                let mut asked = Vec::new();
                retain.apply(&change, &mut |id, item| {
                    asked.push(id);
                    Some(item % 2 == 1)
                }, &mut out);
                asked.iter().for_each(|id| { by_hand.remove(id); });
            }
            if let Some(index) = who.checked_rem(input.items.len()) {
                let id = input.items[index].0;
                by_hand.insert(id, *keep);
                out.extend(retain.set(id, *keep));
            }
            let keeps = |id: &ItemId, item: &u8| by_hand.get(id).copied().unwrap_or(item % 2 == 1);
            let model: Items<u8> =
                input.items.iter().filter(|(id, item)| keeps(id, item)).copied().collect();
            reader.check(&out, &model);
            retain.items().check_invariants();
        }
    }
}

#[test]
fn flips_emit_one_change_each_at_any_size() {
    for count in SIZES {
        let mut retain = filled(count);
        retain.items().take_steps();
        let flips = 50;
        let out: Vec<_> = (0..flips)
            .filter_map(|flip| retain.set(ItemId(flip * 2), false))
            .collect();
        assert_eq!(out.len(), flips as usize);
        assert!(
            retain.items().take_steps() <= flips * 2 * walk(count),
            "{count}"
        );
        let mut asked = 0;
        let change = ListChange::Update {
            index: 1,
            id: ItemId(1),
            item: 9,
        };
        let mut out = Vec::new();
        retain.apply(
            &change,
            &mut |_, _| {
                asked += 1;
                Some(true)
            },
            &mut out,
        );
        assert_eq!((asked, out.len()), (1, 1));
        assert!(retain.items().take_steps() <= 3 * walk(count), "{count}");
    }
}
