//! What a page reads and writes, by hand.
//!
//! Events are defined by the serde types; the engine uses them directly. A page would load the code that serde
//! generates for every variant, several times the size of what is here. The tests below hold both to the same
//! bytes. Commands and reports are written and read by the page's scripts. Frames of patches have a form of their own
//! ([`patches`]), which the engine writes by hand as well (`pack.rs`); `tests/` holds one to the other.

pub mod patches;
mod reader;
pub(crate) mod write;
pub(crate) mod writer;

pub use patches::{Down, Head, Patches, Run, open as open_down};
pub use write::events;

#[cfg(test)]
mod tests;
