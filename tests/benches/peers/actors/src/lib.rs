//! The actor core beside the actor libraries that people would take: the same operations, in the same process,
//! on one thread, with one clock and one allocator.

pub mod measure;
pub mod ours;
#[path = "ractor.rs"]
pub mod ractor_peer;

/// Runs everything that runs in a worker; answers JSON. The engine exports a `run` of its own.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn measure_actors(quick: bool) -> String {
    let mut figures = measure::Figures::new(quick);
    ours::run(&mut figures);
    ractor_peer::run(&mut figures).await;
    figures.to_json()
}
