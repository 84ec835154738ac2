use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, Items, Reader, SIZES, draw, numbered, walk};
use crate::lists::Append;

fn insert(index: u32, id: u64) -> ListChange<u8> {
    ListChange::Insert {
        index,
        id: ItemId(id),
        item: 0,
    }
}

#[track_caller]
fn check(append: &mut Append, change: ListChange<u8>, expect: &[ListChange<u8>]) {
    let mut out = Vec::new();
    append.apply(&change, &mut out);
    assert_eq!(out, expect);
}

#[test]
fn own_items_stay_behind_the_input() {
    let mut append = Append::new();
    append.apply(&numbered(2), &mut Vec::new());
    assert_eq!(append.append(ItemId(10), 0), Some(insert(2, 10)));
    assert_eq!(append.append(ItemId(10), 0), None);
    check(&mut append, insert(2, 3), &[insert(2, 3)]);
    assert!(append.owns(ItemId(10)) && !append.owns(ItemId(3)));
    let removed = |index, id| ListChange::Remove {
        index,
        id: ItemId(id),
    };
    check(
        &mut append,
        ListChange::Clear,
        &[removed(2, 3), removed(1, 1), removed(0, 0)],
    );
    check(&mut append, insert(0, 4), &[insert(0, 4)]);
    assert_eq!(append.remove_own::<u8>(ItemId(4)), None);
    assert_eq!(append.remove_own(ItemId(10)), Some(removed(1, 10)));
    check(&mut append, ListChange::Clear, &[ListChange::Clear]);
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), 0..4u8, any::<usize>()), 0..60)) {
        let mut input = Input::default();
        let mut append = Append::new();
        let mut reader = Reader::new();
        let mut own: Items<u8> = Vec::new();
        for (draw, chance, who) in &draws {
            let mut out = Vec::new();
            if let Some(change) = input.change(draw) {
                append.apply(&change, &mut out);
            }
            if *chance == 0 {
                let id = input.fresh_id();
                own.push((id, 77));
                out.extend(append.append(id, 77));
            }
            if *chance == 1 && let Some(index) = who.checked_rem(own.len()) {
                let (id, _) = own.remove(index);
                out.extend(append.remove_own(id));
            }
            let model: Items<u8> = input.items.iter().chain(&own).copied().collect();
            prop_assert_eq!(append.own_len(), own.len());
            reader.check(&out, &model);
            append.items().check_invariants();
        }
    }
}

#[test]
fn appends_without_looking_at_the_others() {
    for count in SIZES {
        let mut append = Append::new();
        append.apply(&numbered(count), &mut Vec::new());
        append.items().take_steps();
        let appended = (0..50)
            .filter_map(|id| append.append(ItemId(count + id), 0))
            .count();
        assert_eq!(appended, 50);
        assert!(
            append.items().take_steps() <= 50 * 2 * walk(count),
            "{count}"
        );
    }
}
