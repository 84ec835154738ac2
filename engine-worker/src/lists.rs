//! Incremental lists: structures that turn changes of their input into changes of their output
//! (`architecture.md` §6). They know no language, no actor and no view; the payload is any `T: Clone`.
//!
//! Read `source` and `order` first, then any one combinator. The law of all of them: the changes of the
//! output, applied to the old output, give what a plain computation over the new input gives.
//!
//! Expressions per item are evaluated outside; their results come in as arguments.

pub use self::append::Append;
pub use self::change::fill_an_empty_list;
pub use self::clear::Clear;
pub use self::count::Count;
pub use self::every::Every;
pub use self::get::Get;
pub use self::latest::{Latest, Moment};
pub use self::map::{Map, Mapper};
pub use self::order::{Items, Sequence, Undo};
pub use self::range::{MAX_RANGE_LEN, Range, RangeTooLong};
pub use self::remove::Remove;
pub use self::remove_last::RemoveLast;
pub use self::retain::Retain;
pub use self::slot_index::SlotIndex;
pub use self::sort_by::SortBy;
pub use self::source::ListSource;
pub use self::sum::Sum;
pub use self::tombstones::Upstream;

mod append;
mod change;
mod clear;
mod count;
mod every;
mod get;
mod id_map;
mod latest;
mod map;
mod order;
mod range;
mod remove;
mod remove_last;
mod retain;
mod slot_index;
mod sort_by;
mod source;
mod sum;
mod tombstones;

#[cfg(test)]
mod tests;
