//! The standard library: one table from names to meanings, one file per module.

pub mod table;

mod bool;
mod build;
mod list;
mod math;
mod sort_key;
mod text;
mod theme;
mod url;

pub(crate) use list::{item_at, range_item};
pub(crate) use sort_key::SortKey;
