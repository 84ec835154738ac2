//! What survives: the log, the state in it, and how both are found again (`architecture.md` §9).

pub mod saved;

pub use saved::{SavedChange, SavedKey, SavedState};
