//! The one way in: everything that starts a turn is accepted here first (`architecture.md` §2).
//!
//! [`accept`] gives a stimulus its place in the total order; what it answers is appended to the log before
//! `deliver` makes it due in an evaluator. Nothing else starts a turn.

mod accept;
mod deliver;

pub use crate::durability::{Payload, Record, Source};
pub(crate) use accept::accept;
pub(crate) use deliver::{deliver, is_alive};
