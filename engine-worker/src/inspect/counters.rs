//! Counted work (`architecture.md` §12).

use serde::Serialize;

/// All counters of an engine since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Actors created.
    pub actors_created: u64,
    /// Actors that ended.
    pub actors_dropped: u64,
    /// Actors that live: created less dropped.
    pub actors_live: u64,
    /// Scopes created.
    pub scopes_created: u64,
    /// Scopes that ended.
    pub scopes_dropped: u64,
    /// Scopes that live.
    pub scopes_live: u64,
    /// Subscriptions between cells.
    pub edges_live: u64,
    /// Turns.
    pub turns: u64,
    /// Rounds in them.
    pub rounds: u64,
    /// Cells that ran.
    pub cells_run: u64,
    /// Steps of the machine.
    pub steps: u64,
    /// Lists that were replaced whole after mounting.
    pub list_replaces: u64,
    /// Late ticks that were merged into one.
    pub merged_ticks: u64,
    /// Reports of what had been reported before, which nobody is told again.
    pub repeated_diagnostics: u64,
    /// Settings that were replaced by later ones before they were sent.
    pub coalesced: u64,
    /// Frames that the page refused.
    pub rejected: u64,
    /// Events for something that is gone, or of another epoch.
    pub stale: u64,
    /// Events that came more than once.
    pub repeats: u64,
    /// Records in the log so far.
    pub logged: u64,
    /// Patches by all turns.
    pub patches: u64,
    /// Frames sent.
    pub frames: u64,
    /// Their bytes.
    pub frame_bytes: u64,
}
