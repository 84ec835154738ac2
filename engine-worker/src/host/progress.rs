//! Says that a long turn is still going on: a slow one must not be taken for a dead worker.

use std::cell::Cell;

/// How many steps, of whatever kind, pass between two reports: some milliseconds. The host
/// passes on what it likes.
pub const STEPS: u64 = 1 << 13;

thread_local! {
    static REPORT: Cell<Option<fn()>> = const { Cell::new(None) };
}

/// From now on, calls this during long turns of all engines of this thread.
pub fn on_progress(report: fn()) {
    REPORT.set(Some(report));
}

/// Something has gone on for another [`STEPS`] steps.
pub(crate) fn report() {
    if let Some(report) = REPORT.get() {
        report();
    }
}
