//! What the stores of the log are held to.
//!
//! `suite` has the cases that all stores must pass, written once: `tests/conformance.rs` runs them natively,
//! `browser` in a worker of a browser. `disk` is a simulated disk that fails, dies and freezes on request;
//! `faults` runs scripts on it and checks that nothing acknowledged is lost. `figures` measures what a log
//! costs in a store, and `sites` are the places that are everywhere. `replay` replays recordings in a browser.

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod disk;
pub mod faults;
pub mod figures;
#[cfg(target_arch = "wasm32")]
pub mod replay;
pub mod sites;
pub mod suite;
