//! What a page reads and writes, by hand.
//!
//! The wire is defined by the serde types; the engine uses them directly. A page would load the code that
//! serde generates for every variant, several times the size of what is here. The tests below hold both to the
//! same bytes and, for damaged ones, to the same verdict.

pub(crate) mod read;
mod reader;
pub(crate) mod write;
mod writer;

pub use read::report;
pub use write::{command, leftover, start};

#[cfg(test)]
mod tests;
