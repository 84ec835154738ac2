//! Values by the id of an instance.
//!
//! Slots of instances are dense, so a bucket for each few of them holds one or two values. It is a fraction of
//! the code of a hash map or a tree, which the page would have to load.

use alloc::vec::Vec;

use protocol::ActorId;

/// The most buckets; beyond, they get longer, so that a hostile id costs no memory.
const MOST_BUCKETS: usize = 1 << 20;

/// A map from instances.
#[derive(Debug)]
pub(crate) struct Table<T> {
    places: Places,
    values: Vec<Option<T>>,
}

/// Where the values are: the same code for all tables.
#[derive(Debug, Default)]
struct Places {
    buckets: Vec<Vec<(ActorId, u32)>>,
    len: usize,
    /// How many places there are, and those of them that are free.
    made: u32,
    free: Vec<u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table {
            places: Places::default(),
            values: Vec::new(),
        }
    }
}

impl<T> Table<T> {
    pub(crate) fn contains_key(&self, actor: ActorId) -> bool {
        self.places.find(actor).is_some()
    }

    pub(crate) fn get(&self, actor: ActorId) -> Option<&T> {
        let place = self.places.find(actor)?;
        self.values.get(place as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, actor: ActorId) -> Option<&mut T> {
        let place = self.places.find(actor)?;
        self.values.get_mut(place as usize)?.as_mut()
    }

    /// Inserts a value unless there is one; answers with the one that is there then.
    pub(crate) fn or_insert(&mut self, actor: ActorId, value: T) -> &mut T {
        let place = self.places.find_or_make(actor) as usize;
        if place == self.values.len() {
            self.values.push(None);
        }
        self.values[place].get_or_insert(value)
    }

    pub(crate) fn remove(&mut self, actor: ActorId) -> Option<T> {
        let place = self.places.remove(actor)?;
        self.values.get_mut(place as usize)?.take()
    }

    /// All values, in no particular order; for invariants, where order does not matter.
    #[cfg(test)]
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.values.iter().flatten()
    }
}

impl Places {
    fn bucket(&self, actor: ActorId) -> usize {
        actor.index as usize & self.buckets.len().wrapping_sub(1)
    }

    fn find(&self, actor: ActorId) -> Option<u32> {
        let entries = self.buckets.get(self.bucket(actor))?;
        let (_, place) = entries.iter().find(|(known, _)| *known == actor)?;
        Some(*place)
    }

    fn find_or_make(&mut self, actor: ActorId) -> u32 {
        if let Some(place) = self.find(actor) {
            return place;
        }
        if self.len >= self.buckets.len() && self.buckets.len() < MOST_BUCKETS {
            self.grow();
        }
        let place = self.free.pop().unwrap_or(self.made);
        self.made = self.made.max(place + 1);
        self.len += 1;
        let bucket = self.bucket(actor);
        self.buckets[bucket].push((actor, place));
        place
    }

    fn remove(&mut self, actor: ActorId) -> Option<u32> {
        let bucket = self.bucket(actor);
        let entries = self.buckets.get_mut(bucket)?;
        let at = entries.iter().position(|(known, _)| *known == actor)?;
        let (_, place) = entries.swap_remove(at);
        self.len -= 1;
        self.free.push(place);
        Some(place)
    }

    /// The number of buckets is a power of two, so that a mask finds one.
    fn grow(&mut self) {
        let count = (self.buckets.len() * 2).max(16);
        let old = core::mem::take(&mut self.buckets);
        for _ in 0..count {
            self.buckets.push(Vec::new());
        }
        for entries in &old {
            for (actor, place) in entries {
                let bucket = self.bucket(*actor);
                self.buckets[bucket].push((*actor, *place));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn a_table_is_a_map(
            steps in proptest::collection::vec((0..3_u8, prop_oneof![0..40_u32, any::<u32>()], 0..3_u32), 0..300),
        ) {
            let mut table = Table::default();
            let mut model = HashMap::new();
            for (number, (what, index, generation)) in steps.into_iter().enumerate() {
                let actor = ActorId { index, generation };
                match what {
                    0 => prop_assert_eq!(table.remove(actor), model.remove(&actor)),
                    1 => prop_assert_eq!(table.get(actor), model.get(&actor)),
                    _ => {
                        let mine = *table.or_insert(actor, number);
                        prop_assert_eq!(mine, *model.entry(actor).or_insert(number));
                    }
                }
                prop_assert_eq!(table.contains_key(actor), model.contains_key(&actor));
                prop_assert_eq!(table.values().count(), model.len());
            }
        }
    }
}
