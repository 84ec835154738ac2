//! The standard library: one table from names to meanings, one file per module.

pub mod table;

mod bool;
mod list;
mod math;
mod text;

pub(crate) use list::{item_at, range_item};
