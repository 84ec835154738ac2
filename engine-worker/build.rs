//! Links the module with a stack that fits: what is not used of the usual megabyte is memory all the same.
//!
//! Only brackets nest natively, at most 200 of them, and the worst of them take half of it; everything else that is deep
//! is on the heap. `tests/e2e/limits.spec.mjs` holds the worker to it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=655360");
    }
}
