//! Links the module with a stack that fits: what is not used of the usual megabyte is memory all the same. Running a
//! program recurses nowhere; of the texts whose brackets nest as deep as they may, the worst takes 300 kB to compile.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=655360");
    }
}
