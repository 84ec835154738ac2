//! Everything that crosses a boundary of Offstage. No behaviour, no JS.

pub mod event;
pub mod ids;
pub mod list_change;
pub mod names;
pub mod patch;
pub mod value;
