//! The smallest page of Leptos, for the table of sizes.

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(start)]
fn start() {
    leptos::mount::mount_to_body(|| view! { <p>"Hello world"</p> });
}
