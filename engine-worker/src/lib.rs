//! The Offstage engine.

pub mod actors;
pub mod durability;
pub mod engine;
#[cfg(target_arch = "wasm32")]
pub mod entry {
    //! Where the engine meets its surroundings.
    mod channel;
    mod js;
    mod session;
    pub mod stores;
    pub mod worker;
}
pub mod evaluator;
pub mod host;
pub mod inbox;
pub mod inspect;
pub mod language;
pub mod lists;
pub mod outbox;
mod place;
pub mod stdlib;
pub mod symbol;
pub mod value;
pub mod view;
