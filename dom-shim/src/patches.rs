//! ⑦ Patch frames → ops for `dom.js`.
//!
//! Nothing here touches the page: a frame becomes an op table and a blob of its texts, or is refused whole.

pub(crate) mod allow;
pub(crate) mod apply;
pub(crate) mod mirror;
pub(crate) mod ops;
mod rows;
pub(crate) mod table;
pub(crate) mod template;
