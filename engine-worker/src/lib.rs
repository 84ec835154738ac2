//! The Offstage engine.

pub mod actors;
pub mod language;
