//! The main-thread side of Offstage: applies patch frames, forwards DOM events.
//!
//! ```text
//!              ┌──── listen.js ─▶ events (queue, edits) ─▶ frame ─────┐
//! page ◀──▶ dom.js                                         link.js, tabs.js ◀──▶ worker
//!              └── op table ◀─ patches (mirror, allow-list) ◀─ frame ─┘
//! ```
//!
//! What must be right is Rust and tested natively: `patches` judges and translates frames, `events` queues
//! and numbers, `life` knows when an engine is dead and what then. What must be fast is `dom.js`: a loop over
//! a validated op table and one string blob. It is the only file that names `document`; `listen.js` has the
//! delegated listeners. `app` joins them, in wasm only, and `app.js` on the other side of the `border`.
//!
//! The shim decides nothing about the program: where it must answer at once, it follows a rule that the
//! element declared.

// Natively, only the tests of `patches` and `events` use them.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
// The formatting of panics and the rest of std would weigh more than the shim itself.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

// Smaller than the one of std.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Traps; the console shows where.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

mod border;
mod events;
mod life;
mod patches;
mod words;

#[cfg(target_arch = "wasm32")]
mod app;

#[cfg(target_arch = "wasm32")]
pub use app::App;
