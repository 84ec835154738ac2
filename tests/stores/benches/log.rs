//! What a log costs: appends, flushes, growth and opening, in memory and in files.
//!
//! `cargo bench -p offstage-store-tests`; for browsers, see `tests/benches/stores.mjs`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;

use engine_worker::durability::StoreError;
use engine_worker::durability::store::{FileStore, MemoryStore, now};
use offstage_store_tests::figures::measure;
use offstage_store_tests::suite::Site;

#[derive(Default)]
struct Memory(RefCell<HashMap<String, MemoryStore>>);

impl Site for Memory {
    type Store = MemoryStore;

    async fn open(&self, app: &str) -> Result<MemoryStore, StoreError> {
        Ok(self
            .0
            .borrow_mut()
            .entry(app.to_owned())
            .or_default()
            .clone())
    }
}

struct Files(PathBuf);

impl Site for Files {
    type Store = FileStore;

    async fn open(&self, app: &str) -> Result<FileStore, StoreError> {
        FileStore::in_directory(&self.0.join(app))
    }
}

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
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-log");
    print("file", &Files(root.clone()));
    if let Err(error) = std::fs::remove_dir_all(&root) {
        println!("{}: {error}", root.display());
    }
}
