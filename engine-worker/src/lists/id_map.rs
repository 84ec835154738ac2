//! Maps by item id. Their order means nothing, so they are never iterated.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use protocol::list_change::ItemId;

/// A map by item id.
pub(super) type IdMap<V> = HashMap<ItemId, V, BuildHasherDefault<IdHasher>>;

/// A set of item ids.
pub(super) type IdSet = HashSet<ItemId, BuildHasherDefault<IdHasher>>;

/// Hashes ids without a random seed: ids are made by the engine, never by its input.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = mix(self.0 ^ id);
    }
}

/// Spreads consecutive ids over all bits: the finalizer of the SplitMix64 generator.
pub(super) fn mix(id: u64) -> u64 {
    let id = id.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let id = (id ^ (id >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let id = (id ^ (id >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    id ^ (id >> 31)
}
