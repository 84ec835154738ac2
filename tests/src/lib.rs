//! Shared pieces of the cross-crate tests, and the reference, which is made of the engine's tables.

pub mod conformance;
pub mod durable;
pub mod model_dom;
pub mod monkey;
pub mod program;
pub mod reference;
