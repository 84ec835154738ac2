//! Shared pieces of the cross-crate tests.

pub mod model_dom;
pub mod monkey;
pub mod program;
