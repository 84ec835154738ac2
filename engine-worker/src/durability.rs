//! What survives: the log, the state in it, and how both are found again (`architecture.md` §9).
//!
//! [`entry`] are the records of the log, [`ledger`] is what they lead to, [`saved`] what of it is the
//! program's. Nothing here knows an evaluator: the engine makes the entries.

pub mod entry;
pub mod ledger;
mod names;
pub mod saved;

pub use entry::{
    Attachment, Commit, Life, LogEntry, Message, Name, Said, TabCommit, TabEntry, Unfinished,
};
pub use ledger::Ledger;
pub use saved::{SavedChange, SavedKey, SavedState};
