//! The main-thread side of Offstage: applies patch frames, forwards DOM events.
//!
//! ```text
//!              ┌────────── events: dom.js ─▶ queue ─▶ frame ──────────┐
//! page ◀──▶ dom.js                                                  link ◀──▶ worker
//!              └── op table ◀─ patches (mirror, allow-list) ◀─ frame ─┘
//! ```
//!
//! What must be right is Rust and tested natively: `patches` judges and translates frames, `events` queues
//! and numbers. What must be fast is `dom.js`: a loop over a validated op table and one string blob. It is
//! the only file that names `document`. `app` joins the two, in wasm only.
//!
//! The shim decides nothing about the program: where it must answer at once, it follows a rule that the
//! element declared.

// Natively, only the tests of `patches` and `events` use them.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod events;
mod patches;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod link;

#[cfg(target_arch = "wasm32")]
pub use app::App;
