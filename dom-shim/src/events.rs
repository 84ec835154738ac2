//! ① DOM events → frames for the engine.

pub(crate) mod edits;
pub(crate) mod merge;
pub(crate) mod queue;
