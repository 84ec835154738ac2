//! What a log costs: appends, flushes, growth and opening, in memory and in files.
//!
//! `cargo bench -p offstage-store-tests`; for browsers, see `tests/benches/stores.mjs`.

use std::path::Path;
use std::time::Instant;

use engine_worker::durability::store::now;
use offstage_store_tests::figures::measure;
use offstage_store_tests::sites::{Files, Memory};
use offstage_store_tests::suite::Site;

fn print<S: Site>(what: &str, site: &S) {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64() * 1000.0;
    println!("{what}");
    match now(async { Ok(measure(site, "log", clock).await) }) {
        Ok(Ok(lines)) => lines.iter().for_each(|line| println!("  {line}")),
        other => println!("  failed: {other:?}"),
    }
}

fn main() {
    print("memory", &Memory::default());
    // The temporary directory of the system may be in memory, where a flush costs nothing.
    print(
        "file",
        &Files::below(Path::new(env!("CARGO_TARGET_TMPDIR"))),
    );
}
