//! The smallest page of Dioxus, for the table of sizes.

use dioxus::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(start)]
fn start() {
    dioxus::launch(hello);
}

fn hello() -> Element {
    rsx! {
        p { "Hello world" }
    }
}
