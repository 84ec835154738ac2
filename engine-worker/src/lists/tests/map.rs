use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Draw, Input, Items, Reader, SIZES, draw, numbered};
use crate::lists::{Map, Mapper, Sequence};

/// Maps an item to its number of updates and its tenfold, and keeps account of what it was asked.
#[derive(Debug, Default)]
struct Tenfold {
    made: usize,
    updated: usize,
    discarded: Vec<u64>,
}

impl Mapper<u8> for Tenfold {
    type Kept = u32;
    type Shown = u32;

    fn make(&mut self, _: ItemId, item: &u8) -> (u32, u32) {
        self.made += 1;
        let new = u32::from(*item) * 10;
        (new, new)
    }

    fn update(&mut self, _: ItemId, item: &u8, kept: &mut u32) -> Option<u32> {
        self.updated += 1;
        let new = u32::from(*item) * 10;
        (std::mem::replace(kept, new) != new).then_some(new)
    }

    fn discard(&mut self, id: ItemId, _: u32) {
        self.discarded.push(id.0);
    }
}

/// A map with what it has published.
#[derive(Debug, Default)]
struct Published {
    map: Map<u32>,
    output: Sequence<u32>,
}

impl Published {
    fn apply(
        &mut self,
        change: &ListChange<u8>,
        mapper: &mut Tenfold,
        out: &mut Vec<ListChange<u32>>,
    ) {
        let begin = out.len();
        self.map.apply(change, &self.output, mapper, out);
        for change in &out[begin..] {
            assert!(self.output.apply(change).is_ok(), "{change:?}");
        }
    }
}

#[test]
fn keeps_the_payloads_of_the_others() {
    let (mut map, mut mapper, mut out) = (Published::default(), Tenfold::default(), Vec::new());
    map.apply(&numbered(3), &mut mapper, &mut out);
    out.clear();
    map.apply(
        &ListChange::<u8>::Remove {
            index: 0,
            id: ItemId(0),
        },
        &mut mapper,
        &mut out,
    );
    assert_eq!(
        out,
        [ListChange::Remove {
            index: 0,
            id: ItemId(0)
        }]
    );
    assert_eq!(map.map.kept(ItemId(2)), Some(&20));
    assert_eq!(
        (mapper.made, mapper.updated, mapper.discarded),
        (3, 0, vec![0])
    );
}

#[test]
fn keeps_the_payloads_of_shared_items_of_another_list() {
    let (mut map, mut mapper, mut out) = (Published::default(), Tenfold::default(), Vec::new());
    map.apply(&numbered(3), &mut mapper, &mut out);
    out.clear();
    let items = vec![(ItemId(9), 9), (ItemId(1), 1)];
    map.apply(&ListChange::Replace { items }, &mut mapper, &mut out);
    let expect = [
        ListChange::Remove {
            index: 2,
            id: ItemId(2),
        },
        ListChange::Remove {
            index: 0,
            id: ItemId(0),
        },
        ListChange::Insert {
            index: 0,
            id: ItemId(9),
            item: 90,
        },
    ];
    assert_eq!(out, expect);
    assert_eq!((mapper.made, mapper.discarded), (4, vec![2, 0]));
}

#[test]
fn says_nothing_when_the_mapped_value_is_the_same() {
    let (mut map, mut mapper, mut out) = (Published::default(), Tenfold::default(), Vec::new());
    map.apply(&numbered(1), &mut mapper, &mut out);
    out.clear();
    map.apply(
        &ListChange::Update {
            index: 0,
            id: ItemId(0),
            item: 0,
        },
        &mut mapper,
        &mut out,
    );
    assert_eq!((out, mapper.updated), (vec![], 1));
}

proptest! {
    #[test]
    fn law(draws in prop::collection::vec(draw(), 0..60)) {
        let mut input = Input::default();
        let mut map = Published::default();
        let mut mapper = Tenfold::default();
        let mut reader = Reader::new();
        for draw in &draws {
            let Some(change) = input.change(draw) else {
                continue;
            };
            let mut out = Vec::new();
            map.apply(&change, &mut mapper, &mut out);
            let model: Items<u32> = input
                .items
                .iter()
                .map(|(id, item)| (*id, u32::from(*item) * 10))
                .collect();
            reader.check(&out, &model);
            for (id, shown) in &model {
                prop_assert_eq!(map.map.kept(*id), Some(shown));
            }
            prop_assert_eq!(map.map.len(), input.items.len());
            prop_assert_eq!(mapper.made - mapper.discarded.len(), input.items.len());
        }
    }
}

#[test]
fn one_change_makes_one_payload_at_any_size() {
    for count in SIZES {
        let (mut map, mut mapper, mut out) = (Published::default(), Tenfold::default(), Vec::new());
        map.apply(&numbered(count), &mut mapper, &mut out);
        (mapper.made, out) = (0, Vec::new());
        let index = count as u32 / 2;
        let id = ItemId(count);
        map.apply(
            &ListChange::Insert { index, id, item: 1 },
            &mut mapper,
            &mut out,
        );
        map.apply(
            &ListChange::Update { index, id, item: 2 },
            &mut mapper,
            &mut out,
        );
        map.apply(
            &ListChange::<u8>::Remove { index, id },
            &mut mapper,
            &mut out,
        );
        assert_eq!(
            (
                mapper.made,
                mapper.updated,
                mapper.discarded.len(),
                out.len()
            ),
            (1, 1, 1, 3)
        );
    }
}

#[test]
fn draws_cover_every_change() {
    let all = [
        Draw::Insert(0, 1),
        Draw::Update(0, 2),
        Draw::Move(0, 0),
        Draw::Remove(0),
        Draw::Readmit(0, 0),
        Draw::Replace(1, 1),
        Draw::Clear,
    ];
    let mut input = Input::default();
    assert!(all.iter().all(|draw| input.change(draw).is_some()));
}
