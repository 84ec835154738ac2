//! What survives: the log, the state in it, and how both are found again (`architecture.md` §9).

mod checksum;
pub mod log;
pub mod saved;
pub mod store;

pub use log::{Damage, DamageKind, Log, LogSize, OpenError, Opened};
pub use saved::{SavedChange, SavedKey, SavedState};
pub use store::{Store, StoreError};
