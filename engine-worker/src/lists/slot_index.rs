//! Slots by the id of the item in them. The ids are where the items are: here are only the numbers of the slots, so a
//! long list pays 8 to 16 bytes an item where a map of ids would take 17 to 39, and has several such tables.
//!
//! Open addressing with linear probing; less than half of the places are taken, so that a look at a few of them
//! tells. Their order means nothing, so they are never iterated.
//!
//! Invariant: every slot is found from the place that the hash of its id names, without a vacant place in between.

use protocol::list_change::ItemId;

use super::id_map::mix;

/// A place without a slot.
const VACANT: u32 = u32::MAX;

/// How many places the smallest table has.
const SMALLEST: usize = 8;

/// Which slot an item is in. Whoever has the slots says what is in them.
#[derive(Clone, Debug, Default)]
pub struct SlotIndex {
    places: Vec<u32>,
    len: usize,
}

impl SlotIndex {
    /// Returns how many slots there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the slot of an item.
    pub fn find(&self, id: ItemId, id_of: impl Fn(u32) -> ItemId) -> Option<u32> {
        let place = self.place(id, &id_of)?;
        self.occupant(place)
    }

    /// Notes the slot of an item, which is in no other one.
    pub fn insert(&mut self, id: ItemId, slot: u32, id_of: impl Fn(u32) -> ItemId) {
        self.reserve(1, &id_of);
        if let Some(place) = self.place(id, &id_of) {
            self.len += usize::from(self.places[place] == VACANT);
            self.places[place] = slot;
        }
    }

    /// Forgets the slot of an item and returns it. The item must still be in there.
    pub fn remove(&mut self, id: ItemId, id_of: impl Fn(u32) -> ItemId) -> Option<u32> {
        let mut hole = self.place(id, &id_of)?;
        let found = self.occupant(hole)?;
        self.len -= 1;
        // What was pushed on by others moves back, or a search for it would end at the hole.
        let mask = self.places.len() - 1;
        let mut place = (hole + 1) & mask;
        while let Some(slot) = self.occupant(place) {
            let distance = place.wrapping_sub(self.home(id_of(slot))) & mask;
            if distance >= place.wrapping_sub(hole) & mask {
                self.places[hole] = slot;
                hole = place;
            }
            place = (place + 1) & mask;
        }
        self.places[hole] = VACANT;
        Some(found)
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, additional: usize, id_of: impl Fn(u32) -> ItemId) {
        let wanted = (self.len + additional) * 2;
        if wanted < self.places.len() {
            return;
        }
        let size = (wanted + 1).next_power_of_two().max(SMALLEST);
        let old = std::mem::replace(&mut self.places, vec![VACANT; size]);
        for slot in old.into_iter().filter(|slot| *slot != VACANT) {
            if let Some(place) = self.place(id_of(slot), &id_of) {
                self.places[place] = slot;
            }
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.places.fill(VACANT);
        self.len = 0;
    }

    /// Where the item's slot is, or would be; `None` only in a table without places.
    fn place(&self, id: ItemId, id_of: &impl Fn(u32) -> ItemId) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        let mask = self.places.len() - 1;
        let mut place = self.home(id);
        while let Some(slot) = self.occupant(place) {
            if id_of(slot) == id {
                break;
            }
            place = (place + 1) & mask;
        }
        Some(place)
    }

    fn home(&self, id: ItemId) -> usize {
        mix(id.0) as usize & (self.places.len() - 1)
    }

    fn occupant(&self, place: usize) -> Option<u32> {
        let slot = self.places[place];
        (slot != VACANT).then_some(slot)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::collections::btree_map::Entry;

    use super::*;

    /// Whatever comes and goes, it finds what a map finds.
    #[test]
    fn random_operations_do_what_a_map_does() {
        for range in [6_u64, 40, 700] {
            let mut ids: Vec<ItemId> = Vec::new();
            let mut index = SlotIndex::default();
            let mut model: BTreeMap<ItemId, u32> = BTreeMap::new();
            let mut seed = range;
            for step in 0..20_000 {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let id = ItemId((seed >> 33) % range);
                let id_of = |slot: u32| ids[slot as usize];
                if (seed >> 20) & 1 == 0 {
                    assert_eq!(index.remove(id, id_of), model.remove(&id), "step {step}");
                } else if let Entry::Vacant(entry) = model.entry(id) {
                    let slot = ids.len() as u32;
                    ids.push(id);
                    index.insert(id, slot, |slot| ids[slot as usize]);
                    entry.insert(slot);
                }
                if step % 5000 == 4999 {
                    index.clear();
                    model.clear();
                }
                assert_eq!(index.len(), model.len());
                assert!(index.len() * 2 <= index.places.len());
                let id_of = |slot: u32| ids[slot as usize];
                for id in (0..range).step_by(1 + range as usize / 7).map(ItemId) {
                    assert_eq!(
                        index.find(id, id_of),
                        model.get(&id).copied(),
                        "step {step}"
                    );
                }
            }
        }
    }
}
