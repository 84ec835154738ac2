//! The total order: a stimulus gets its number and its time, and repeats end here.

use crate::durability::{Ledger, LogEntry, Payload, Record, Source};

/// Gives a stimulus its place in the order; the record must be in the log before it is delivered. `None` for
/// a page's event that was accepted before.
pub(crate) fn accept(
    ledger: &mut Ledger,
    slot: u32,
    source: Source,
    time: f64,
    payload: Payload,
) -> Option<Record> {
    let numbered = match source {
        Source::Page(sequence) => ledger.tab_at(slot).map(|tab| (tab, sequence)),
        Source::Gone(tab, sequence) => Some((tab, sequence)),
        Source::Timer | Source::Host | Source::Missed => None,
    };
    if let Some((tab, sequence)) = numbered
        && ledger.has(tab, sequence)
    {
        return None;
    }
    let record = Record {
        sequence: ledger.next_sequence(),
        slot,
        source,
        // A clock that jumps back must not reorder anything.
        time: libm::fmax(ledger.time(), time),
        payload,
    };
    ledger.apply(&LogEntry::Event(record.clone()));
    Some(record)
}
