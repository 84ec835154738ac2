//! Periodic timers of programs: what is due, in order of deadline and creation.

use slotmap::new_key_type;

use crate::value::CellRef;

new_key_type! {
    /// The key of a timer.
    pub(crate) struct TimerKey;
}

/// A running `Timer/interval`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timer {
    /// The cell that ticks.
    pub(crate) cell: CellRef,
    /// When, in milliseconds of the host's clock.
    pub(crate) deadline: f64,
    /// Milliseconds between ticks.
    pub(crate) period: f64,
    /// Its place in the order of creation.
    pub(crate) serial: u64,
}
