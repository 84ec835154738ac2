//! What can be seen of a running engine.

pub mod counters;
pub mod durability;
pub mod tree;

use serde::Serialize;

pub use counters::Counters;
pub use durability::Durability;
pub use tree::TreeEntry;

/// An answer to `inspect()`.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// Counted work.
    pub counters: Counters,
    /// The scope tree in pre-order.
    pub tree: Vec<TreeEntry>,
    /// How what happens is kept, if it goes through a log.
    pub durability: Option<Durability>,
}
