//! The Offstage engine.

pub mod language;
pub mod view;
