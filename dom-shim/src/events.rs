//! ① DOM events → frames for the engine.

pub(crate) mod queue;
