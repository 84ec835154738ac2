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
    buckets: Vec<Vec<(ActorId, T)>>,
    len: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table {
            buckets: Vec::new(),
            len: 0,
        }
    }
}

impl<T> Table<T> {
    fn bucket(&self, actor: ActorId) -> usize {
        actor.index as usize & self.buckets.len().wrapping_sub(1)
    }

    fn find(&self, actor: ActorId) -> Option<(usize, usize)> {
        let bucket = self.bucket(actor);
        let entries = self.buckets.get(bucket)?;
        let at = entries.iter().position(|(known, _)| *known == actor)?;
        Some((bucket, at))
    }

    pub(crate) fn contains_key(&self, actor: ActorId) -> bool {
        self.find(actor).is_some()
    }

    pub(crate) fn get(&self, actor: ActorId) -> Option<&T> {
        let (bucket, at) = self.find(actor)?;
        Some(&self.buckets[bucket][at].1)
    }

    pub(crate) fn get_mut(&mut self, actor: ActorId) -> Option<&mut T> {
        let (bucket, at) = self.find(actor)?;
        Some(&mut self.buckets[bucket][at].1)
    }

    /// Inserts a value unless there is one; answers with the one that is there then.
    pub(crate) fn or_insert(&mut self, actor: ActorId, value: T) -> &mut T {
        if self.len >= self.buckets.len() && self.buckets.len() < MOST_BUCKETS {
            self.grow();
        }
        let bucket = self.bucket(actor);
        let entries = &mut self.buckets[bucket];
        let at = entries.iter().position(|(known, _)| *known == actor);
        let at = at.unwrap_or_else(|| {
            entries.push((actor, value));
            self.len += 1;
            entries.len() - 1
        });
        &mut entries[at].1
    }

    pub(crate) fn remove(&mut self, actor: ActorId) -> Option<T> {
        let (bucket, at) = self.find(actor)?;
        self.len -= 1;
        Some(self.buckets[bucket].swap_remove(at).1)
    }

    /// All values, in no particular order; for invariants, where order does not matter.
    #[cfg(test)]
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.buckets.iter().flatten().map(|(_, value)| value)
    }

    /// The number of buckets is a power of two, so that a mask finds one.
    fn grow(&mut self) {
        let count = (self.buckets.len() * 2).max(16);
        let old = core::mem::take(&mut self.buckets);
        self.buckets.resize_with(count, Vec::new);
        for (actor, value) in old.into_iter().flatten() {
            let bucket = self.bucket(actor);
            self.buckets[bucket].push((actor, value));
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
