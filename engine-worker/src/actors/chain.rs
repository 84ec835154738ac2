//! Ordered chains threaded through slots: the child scopes of a scope, the actors of a scope.
//!
//! A chain is named by its first member. The first member's `previous` is the last one, so that
//! appending needs no second head: a scope pays 8 bytes per chain, a member 16.
//!
//! ```text
//!   first ──▶ a ──next──▶ b ──next──▶ c ──▶ none
//!             └───────previous──────────▲
//! ```

use slotmap::Key;

use super::slot::Slots;

/// What a member of a chain keeps.
#[derive(Clone, Copy)]
pub(super) struct Links<K> {
    next: Option<K>,
    previous: K,
}

impl<K: Key> Links<K> {
    /// The links of a value that is in no chain yet.
    pub(super) fn new() -> Self {
        Self {
            next: None,
            previous: K::null(),
        }
    }
}

impl<K: Copy> Links<K> {
    /// The member after this one.
    pub(super) fn next(&self) -> Option<K> {
        self.next
    }
}

/// A value that can be in one chain at a time.
pub(super) trait Linked<K> {
    /// Its links.
    fn links(&self) -> &Links<K>;
    /// Its links, to change them.
    fn links_mut(&mut self) -> &mut Links<K>;
}

/// Puts a member at the end of the chain and returns the chain's first member.
pub(super) fn append<K: Key, V: Linked<K>>(
    slots: &mut Slots<K, V>,
    first: Option<K>,
    key: K,
) -> Option<K> {
    let previous = match first {
        None => key,
        Some(first) => {
            let last = set_previous(slots, first, key);
            set_next(slots, last, Some(key));
            last
        }
    };
    if let Some(value) = slots.get_mut(key) {
        *value.links_mut() = Links {
            next: None,
            previous,
        };
    }
    first.or(Some(key))
}

/// Takes a member out of the chain and returns the chain's first member.
pub(super) fn unlink<K: Key, V: Linked<K>>(
    slots: &mut Slots<K, V>,
    first: Option<K>,
    key: K,
) -> Option<K> {
    let Some(Links { next, previous }) = slots.get(key).map(|value| *value.links()) else {
        return first;
    };
    let first = if first == Some(key) {
        next
    } else {
        set_next(slots, previous, next);
        first
    };
    // The member after the removed one takes its predecessor over; when the last one goes, the first
    // one learns who is last now.
    if let Some(heir) = next.or(first) {
        set_previous(slots, heir, previous);
    }
    first
}

/// The members in order.
pub(super) fn members<K: Key, V: Linked<K>>(
    slots: &Slots<K, V>,
    first: Option<K>,
) -> impl Iterator<Item = K> {
    std::iter::successors(first, |key| next(slots, *key))
}

/// The member after this one.
pub(super) fn next<K: Key, V: Linked<K>>(slots: &Slots<K, V>, key: K) -> Option<K> {
    slots.get(key).and_then(|value| value.links().next)
}

fn set_next<K: Key, V: Linked<K>>(slots: &mut Slots<K, V>, key: K, next: Option<K>) {
    if let Some(value) = slots.get_mut(key) {
        value.links_mut().next = next;
    }
}

/// Returns the predecessor that was there.
fn set_previous<K: Key, V: Linked<K>>(slots: &mut Slots<K, V>, key: K, previous: K) -> K {
    match slots.get_mut(key) {
        Some(value) => std::mem::replace(&mut value.links_mut().previous, previous),
        None => K::null(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::slot::ActorKey;
    use super::*;

    struct Member(Links<ActorKey>);

    impl Linked<ActorKey> for Member {
        fn links(&self) -> &Links<ActorKey> {
            &self.0
        }
        fn links_mut(&mut self) -> &mut Links<ActorKey> {
            &mut self.0
        }
    }

    #[test]
    fn a_chain_keeps_order_whatever_is_removed() {
        for removed in 0..4usize {
            for then_removed in 0..3usize {
                let mut slots = Slots::new();
                let mut first = None;
                let mut model = Vec::new();
                for _ in 0..4 {
                    let key = slots.insert(Member(Links::new()));
                    first = append(&mut slots, first, key);
                    model.push(key);
                }
                for position in [removed, then_removed] {
                    let key = model.remove(position);
                    first = unlink(&mut slots, first, key);
                    slots.remove(key);
                    let key = slots.insert(Member(Links::new()));
                    first = append(&mut slots, first, key);
                    model.push(key);
                    assert_eq!(members(&slots, first).collect::<Vec<_>>(), model);
                }
                for key in model {
                    first = unlink(&mut slots, first, key);
                }
                assert_eq!(first, None);
            }
        }
    }
}
