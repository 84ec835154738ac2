//! What survives: the log, the state in it, and how both are found again (`architecture.md` §9).
//!
//! [`store`] is where bytes are, [`log`] frames payloads in them; [`entry`] are these payloads, [`ledger`] is
//! what they lead to, [`saved`] what of it is the program's. Nothing here knows an evaluator: the engine
//! makes the entries.

mod checksum;
pub mod entry;
pub mod ledger;
pub mod log;
mod names;
mod record;
pub mod recording;
pub mod saved;
pub mod store;

pub use entry::{
    Attachment, Commit, Life, LogEntry, Message, Name, Said, TabCommit, TabEntry, Unfinished,
};
pub use ledger::{Ledger, Unsaid};
pub use log::{Damage, DamageKind, Log, LogSize, OpenError, Opened};
pub use record::{Payload, Record, Source};
pub use saved::{SavedChange, SavedKey, SavedState};
pub use store::{Store, StoreError};
