//! Incremental lists: structures that turn changes of their input into changes of their output
//! (`architecture.md` §6). They know no language, no actor and no view; the payload is any `T: Clone`.

mod order;

pub use order::{Items, Sequence};

#[cfg(test)]
mod tests;
