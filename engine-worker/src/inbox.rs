//! The one way in: everything that starts a turn is accepted here first (`architecture.md` §2).
//!
//! [`accept`] gives a stimulus its place in the total order and logs it; `deliver` makes it due in the
//! evaluator. Nothing else starts a turn.

pub mod accept;
mod deliver;

pub use accept::{Inbox, MAX_LOGGED, Payload, Record, Source};
pub(crate) use deliver::deliver;
