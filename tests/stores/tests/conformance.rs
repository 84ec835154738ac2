//! The suite, for the stores that there are natively.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use engine_worker::durability::StoreError;
use engine_worker::durability::store::{FileStore, MemoryStore, now};
use offstage_store_tests::suite::{self, Site};

/// Stores in memory, by the name of the app.
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

/// Stores in files of a directory that is deleted in the end.
struct Files {
    root: PathBuf,
    directories: RefCell<Vec<String>>,
}

impl Files {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("stores-{}-{number}", std::process::id());
        Self {
            root: PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name),
            directories: RefCell::default(),
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

impl Site for Files {
    type Store = FileStore;

    async fn open(&self, app: &str) -> Result<FileStore, StoreError> {
        let mut directories = self.directories.borrow_mut();
        // The directory is the caller's choice; names of apps are not its matter.
        let known = directories.iter().position(|known| known == app);
        let number = known.unwrap_or_else(|| {
            directories.push(app.to_owned());
            directories.len() - 1
        });
        FileStore::in_directory(&self.root.join(number.to_string()))
    }
}

#[track_caller]
fn run<S: Site>(site: &S, name: &str) {
    let outcome = now(async { Ok(suite::run(site, name, "app").await) });
    if let Err(failure) = outcome.expect("native stores do not wait") {
        panic!("{}", failure.0);
    }
}

macro_rules! every_store {
    ($($name:ident)*) => {
        mod memory {
            $(#[test] fn $name() { super::run(&super::Memory::default(), stringify!($name)); })*
        }
        mod file {
            $(#[test] fn $name() { super::run(&super::Files::new(), stringify!($name)); })*
        }
    };
}

offstage_store_tests::for_every_case!(every_store);

#[test]
fn there_are_at_least_sixty_cases() {
    assert!(suite::NAMES.len() >= 60, "{}", suite::NAMES.len());
}
