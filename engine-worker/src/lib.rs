//! The Offstage engine.

pub mod actors;
pub mod host;
pub mod language;
pub mod lists;
pub mod view;
