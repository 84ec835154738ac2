use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Items, Reader};
use crate::lists::{MAX_RANGE_LEN, Range, RangeTooLong};

fn set(range: &mut Range, from: i64, to: i64, made: &mut u64) -> Vec<ListChange<i64>> {
    let mut out = Vec::new();
    let mut make = |number| {
        *made += 1;
        (ItemId(*made), number)
    };
    assert_eq!(range.set(from, to, &mut make, &mut out), Ok(()));
    out
}

#[test]
fn a_changed_bound_changes_the_difference() {
    let (mut range, mut made) = (Range::new(), 0);
    assert_eq!(set(&mut range, 1, 3, &mut made).len(), 3);
    let inserted = ListChange::Insert {
        index: 3,
        id: ItemId(4),
        item: 4,
    };
    assert_eq!(set(&mut range, 1, 4, &mut made), [inserted]);
    assert_eq!(
        set(&mut range, 2, 4, &mut made),
        [ListChange::Remove {
            index: 0,
            id: ItemId(1)
        }]
    );
    assert_eq!(set(&mut range, 2, 4, &mut made), []);
    assert_eq!(set(&mut range, 4, 2, &mut made), [ListChange::Clear]);
    assert!(range.is_empty());
}

#[test]
fn refuses_ranges_that_are_too_long() {
    let (mut range, mut made) = (Range::new(), 0);
    set(&mut range, 1, 3, &mut made);
    let mut never = |_| -> (ItemId, i64) { panic!("made an item of a refused range") };
    for (from, to, len) in [
        (1, MAX_RANGE_LEN as i64 + 1, MAX_RANGE_LEN + 1),
        (i64::MIN, i64::MAX, u64::MAX),
        (0, i64::MAX, 1 << 63),
    ] {
        let mut out = Vec::new();
        assert_eq!(
            range.set(from, to, &mut never, &mut out),
            Err(RangeTooLong { len })
        );
        assert_eq!((range.len(), out.len()), (3, 0));
    }
    assert_eq!(set(&mut range, i64::MAX - 1, i64::MAX, &mut made).len(), 1);
    assert_eq!(set(&mut range, i64::MIN, i64::MIN + 1, &mut made).len(), 1);
}

proptest! {
    #[test]
    fn law(bounds in prop::collection::vec((-12..12i64, -12..12i64), 0..30)) {
        let (mut range, mut made) = (Range::new(), 0);
        let mut reader = Reader::new();
        let mut model: Items<i64> = Vec::new();
        for (from, to) in bounds {
            let before = made;
            let out = set(&mut range, from, to, &mut made);
            let mut fresh: Vec<ItemId> = Vec::new();
            for change in &out {
                match change {
                    ListChange::Insert { id, .. } => fresh.push(*id),
                    ListChange::Replace { items } => fresh.extend(items.iter().map(|(id, _)| *id)),
                    ListChange::Remove { .. } | ListChange::Clear => {}
                    ListChange::Move { .. } | ListChange::Update { .. } => prop_assert!(false),
                }
            }
            prop_assert_eq!(fresh.len() as u64, made - before);
            let kept: Vec<i64> = model.iter().map(|(_, number)| *number).collect();
            let id = |number: i64| match kept.iter().position(|kept| *kept == number) {
                Some(index) => Some(model[index].0),
                None => out.iter().find_map(|change| match change {
                    ListChange::Insert { id, item, .. } => (*item == number).then_some(*id),
                    ListChange::Replace { items } => {
                        items.iter().find(|(_, item)| *item == number).map(|(id, _)| *id)
                    }
                    ListChange::Remove { .. }
                    | ListChange::Clear
                    | ListChange::Move { .. }
                    | ListChange::Update { .. } => None,
                }),
            };
            model = (from..=to).filter_map(|number| Some((id(number)?, number))).collect();
            prop_assert_eq!(model.len() as i64, (to - from + 1).max(0));
            reader.check(&out, &model);
        }
    }
}
