//! Source text to plan or diagnostics. Knows no actor.

pub mod diagnostic;
pub mod names;
pub mod syntax;
