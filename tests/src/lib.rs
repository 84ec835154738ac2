//! Shared pieces of the cross-crate tests.

pub mod conformance;
pub mod model_dom;
pub mod monkey;
pub mod program;
