//! Links the module with a stack that fits: nothing in it recurses deeper than a page's numbers have digits, and
//! what is not used of the usual megabyte is memory all the same.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=131072");
    }
}
