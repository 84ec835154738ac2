use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, draw, numbered};
use crate::lists::Count;

#[test]
fn says_when_the_count_changes() {
    let mut count = Count::default();
    assert!(count.is_empty());
    assert!(count.apply(&numbered(3)));
    assert!(!count.apply(&ListChange::<u8>::Move {
        from: 0,
        to: 1,
        id: ItemId(0)
    }));
    assert!(!count.apply(&ListChange::Update {
        index: 0,
        id: ItemId(1),
        item: 4
    }));
    assert!(!count.apply(&numbered(3)));
    assert!(count.apply(&ListChange::<u8>::Remove {
        index: 0,
        id: ItemId(0)
    }));
    assert_eq!((count.count(), count.is_empty()), (2, false));
    assert_eq!(Count::new(7).count(), 7);
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec(draw(), 0..60)) {
        let mut input = Input::default();
        let mut count = Count::default();
        for draw in &draws {
            let before = input.items.len();
            if let Some(change) = input.change(draw) {
                let changed = count.apply(&change);
                prop_assert_eq!(changed, input.items.len() != before);
            }
            prop_assert_eq!(count.count(), input.items.len());
            prop_assert_eq!(count.is_empty(), input.items.is_empty());
        }
    }
}
