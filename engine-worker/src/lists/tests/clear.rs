use std::collections::BTreeSet;

use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, Items, Reader, draw, numbered};
use crate::lists::{Clear, Upstream};

#[test]
fn what_comes_later_shows() {
    let (mut clear, mut out) = (Clear::new(Upstream::MayReadmit), Vec::new());
    assert_eq!(clear.clear::<u8>(), None);
    clear.apply(&numbered(3), &mut out);
    assert_eq!(clear.clear::<u8>(), Some(ListChange::Clear));
    assert_eq!(clear.clear::<u8>(), None);
    out.clear();
    let moved = ListChange::Move {
        from: 0,
        to: 2,
        id: ItemId(0),
    };
    clear.apply(&moved, &mut out);
    clear.apply(
        &ListChange::Insert {
            index: 2,
            id: ItemId(9),
            item: 9,
        },
        &mut out,
    );
    assert_eq!(
        out,
        [ListChange::Insert {
            index: 0,
            id: ItemId(9),
            item: 9
        }]
    );
    assert_eq!((clear.len(), clear.is_empty()), (1, false));
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec((draw(), 0..6u8), 0..60)) {
        let mut input = Input::default();
        let mut clear = Clear::new(Upstream::MayReadmit);
        let mut reader = Reader::new();
        let mut cleared = BTreeSet::new();
        for (draw, chance) in &draws {
            let mut out = Vec::new();
            if let Some(change) = input.change(draw) {
                clear.apply(&change, &mut out);
            }
            if *chance == 0 {
                cleared.extend(input.items.iter().map(|(id, _)| *id));
                out.extend(clear.clear());
            }
            let model: Items<u8> =
                input.items.iter().filter(|(id, _)| !cleared.contains(id)).copied().collect();
            reader.check(&out, &model);
        }
    }
}
