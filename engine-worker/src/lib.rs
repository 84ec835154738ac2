//! The Offstage engine.

pub mod actors;
pub mod evaluator;
pub mod host;
pub mod language;
pub mod lists;
pub mod stdlib;
pub mod symbol;
pub mod value;
pub mod view;
