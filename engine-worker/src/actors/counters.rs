//! Counts that must converge: `created - dropped = live`.

use super::mailbox::Account;

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
    /// Messages to actors.
    pub messages: Account,
    /// Values for observers.
    pub updates: Account,
    /// Observers that listen.
    pub subscriptions: u64,
    /// What was sent to, or left behind by, actors that had ended.
    pub stale: u64,
    /// Behaviours that supervisors replaced.
    pub restarts: u64,
    /// The most actors that ever were on the run queue at once.
    pub run_queue_high_water: u64,
    /// Timers that wait.
    pub timers: u64,
    /// Late ticks of periodic timers that became one with another.
    pub merged_ticks: u64,
    /// Questions whose asker or answerer is still there.
    pub open_questions: u64,
}
