//! Counts that must converge: `created - dropped = live`.

/// How many of a kind were created and dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Population {
    /// All that were ever created.
    pub created: u64,
    /// All that have ended.
    pub dropped: u64,
}

impl Population {
    /// Those that live.
    pub fn live(&self) -> u64 {
        self.created - self.dropped
    }
}

/// The counters of the actor core.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Actors.
    pub actors: Population,
    /// Scopes, the root included.
    pub scopes: Population,
}
