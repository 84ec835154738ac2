//! How what happens is kept.

use serde::Serialize;

/// The log of an engine, and how the engine came back from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Durability {
    /// Which life of the engine runs.
    pub epoch: u32,
    /// `strict`, `relaxed` or `memory`.
    pub mode: String,
    /// Where the log is.
    pub place: String,
    /// Why that is less than was asked for, or what was lost; empty if all is well.
    pub problem: String,
    /// The bytes of the log.
    pub log_bytes: u64,
    /// Those of its snapshot.
    pub snapshot_bytes: u64,
    /// How often entries were appended, each time in one write.
    pub appends: u64,
    /// How often they were flushed.
    pub flushes: u64,
    /// How often a snapshot took their place.
    pub compactions: u64,
    /// How many values the program keeps.
    pub saved_values: u64,
    /// How many stimuli were given up.
    pub dead_letters: u64,
    /// How many tabs show the program.
    pub tabs: u64,
    /// How many entries the log had when this life began.
    pub recovered_entries: u64,
    /// How long it took from the log's opening to the first frame, in milliseconds.
    pub recovery_ms: f64,
}
