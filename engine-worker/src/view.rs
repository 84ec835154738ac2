//! Element actors to patches.
//!
//! [`catalog`] says what each `Element/*` function draws, [`style`] turns style values into CSS
//! declarations. Both are tables over plain data: they know no actor, no patch and no page.

pub mod catalog;
pub(crate) mod element;
pub mod plain;
pub mod style;
