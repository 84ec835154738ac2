//! A text that the user and the program change at the same time.
//!
//! ```text
//!              edit 1      edit 2      edit 3          a text for each pair (edit, write):
//! write 0      "one"  ──▶  "onet" ──▶  "onetw"         what the page had at write 0
//!    │           │           │           │
//! write 1        ""   ──▶   "t"   ──▶   "tw"           what the user typed after the clear
//! ```
//!
//! Edits are numbered by the page, writes by the engine, for each control. Every corner of the grid follows
//! from its three neighbours by [`merge()`], so page and engine find the same text for it, whichever way they
//! come: the page adds a row when a write arrives ([`Edits`]), the engine a column when an edit arrives
//! ([`Writes`]). For that, both must know the same rows and columns: each write says the newest edit that it
//! was computed from, each edit the newest write that was on the page; what is replaced before it is sent
//! is taken out on the sender's side.

mod alignment;
mod edits;
mod merge;
mod writes;

pub use edits::{Edits, Written};
pub use merge::{caret, merge, utf16_length};
pub use writes::Writes;

/// How many rows or columns are kept that the other side may not know yet; far more than can be under way.
const MOST_UNSEEN: usize = 256;
