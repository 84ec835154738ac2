//! Generational slots: a stale id reads as nothing, never as a later tenant of its slot.
//!
//! `slotmap` counts generations in 31 bits and would start again after the last one. A slot that has
//! seen the last generation is therefore retired: its key is detached and never attached again.

use protocol::ids::{ActorId, ScopeId};
use slotmap::{Key, KeyData, SlotMap, new_key_type};

new_key_type! {
    /// The key behind an [`ActorId`].
    pub(super) struct ActorKey;
    /// The key behind a [`ScopeId`].
    pub(super) struct ScopeKey;
}

impl ActorKey {
    /// The public form of the key.
    #[inline]
    pub(super) fn id(self) -> ActorId {
        let (index, generation) = parts(self.data());
        ActorId { index, generation }
    }

    /// The key that an id names, if it can be one.
    #[inline]
    pub(super) fn from_id(id: ActorId) -> Option<Self> {
        key_data(id.index, id.generation).map(Self::from)
    }
}

impl ScopeKey {
    /// The public form of the key.
    #[inline]
    pub(super) fn id(self) -> ScopeId {
        let (index, generation) = parts(self.data());
        ScopeId { index, generation }
    }

    /// The key that an id names, if it can be one.
    #[inline]
    pub(super) fn from_id(id: ScopeId) -> Option<Self> {
        key_data(id.index, id.generation).map(Self::from)
    }
}

#[inline]
fn parts(data: KeyData) -> (u32, u32) {
    let bits = data.as_ffi();
    (bits as u32, (bits >> 32) as u32)
}

/// An occupied slot has an odd generation; `from_ffi` would silently turn an even one, which can only
/// come from a forged id, into its neighbour.
#[inline]
fn key_data(index: u32, generation: u32) -> Option<KeyData> {
    (generation & 1 == 1)
        .then(|| KeyData::from_ffi((u64::from(generation) << 32) | u64::from(index)))
}

/// A slot map that retires a slot instead of letting its generation wrap.
pub(super) struct Slots<K: Key, V> {
    map: SlotMap<K, V>,
    last_generation: u32,
}

impl<K: Key, V> Slots<K, V> {
    pub(super) fn new() -> Self {
        Self::with_last_generation(u32::MAX)
    }

    /// Retires slots after the given generation; tests cannot wait for the real last one.
    pub(super) fn with_last_generation(last_generation: u32) -> Self {
        Self {
            map: SlotMap::with_key(),
            last_generation,
        }
    }

    #[inline]
    pub(super) fn insert(&mut self, value: V) -> K {
        self.map.insert(value)
    }

    #[inline]
    pub(super) fn remove(&mut self, key: K) -> Option<V> {
        if parts(key.data()).1 >= self.last_generation {
            return self.map.detach(key);
        }
        self.map.remove(key)
    }

    #[inline]
    pub(super) fn get(&self, key: K) -> Option<&V> {
        self.map.get(key)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.map.get_mut(key)
    }

    #[inline]
    pub(super) fn contains(&self, key: K) -> bool {
        self.map.contains_key(key)
    }

    pub(super) fn len(&self) -> usize {
        self.map.len()
    }

    /// All entries in slot order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.map.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_retired_before_its_generation_wraps() {
        let mut slots: Slots<ActorKey, u8> = Slots::with_last_generation(5);
        let mut seen = Vec::new();
        for value in 0..10 {
            let key = slots.insert(value);
            assert!(!seen.contains(&key), "{key:?} was handed out twice");
            seen.push(key);
            assert_eq!(slots.remove(key), Some(value));
        }
        let first = seen[0].id().index;
        let tenants = seen.iter().filter(|key| key.id().index == first);
        assert_eq!(tenants.count(), 3, "generations 1, 3 and 5");
        assert!(seen.iter().all(|key| slots.get(*key).is_none()));
    }

    #[test]
    fn a_forged_even_generation_names_nobody() {
        let mut slots: Slots<ActorKey, u8> = Slots::new();
        let id = slots.insert(1).id();
        let forged = ActorId {
            index: id.index,
            generation: id.generation - 1,
        };
        assert_eq!(ActorKey::from_id(forged), None);
        assert_eq!(
            ActorKey::from_id(id).and_then(|key| slots.get(key)),
            Some(&1)
        );
    }

    #[test]
    fn an_id_beyond_the_slots_names_nobody() {
        let slots: Slots<ScopeKey, u8> = Slots::new();
        for index in [0, 7, u32::MAX] {
            let key = ScopeKey::from_id(ScopeId {
                index,
                generation: 1,
            });
            assert_eq!(key.and_then(|key| slots.get(key)), None);
        }
    }
}
