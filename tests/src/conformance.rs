//! The conformance suite: programs with files that say what a user sees (language.md §20).
//!
//! [`suite`] finds programs, [`expected`] and [`actions`] read what is expected of them, [`native`] runs one with
//! the [`user`] on a model page, [`report`] is what came of it. `tests/conformance/README.md` has the format.

pub mod actions;
pub mod expected;
pub mod native;
pub mod report;
pub mod suite;

/// Where the project's own programs are, from its root.
pub const FOLDERS: &[&str] = &["tests/conformance", "www/examples"];

mod cells;
mod colour;
mod user;

#[cfg(test)]
mod tests;
