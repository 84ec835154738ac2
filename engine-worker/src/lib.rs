//! The Offstage engine.

pub mod language;
