//! The places that are everywhere.

use std::cell::RefCell;
use std::collections::HashMap;

use engine_worker::durability::StoreError;
use engine_worker::durability::store::MemoryStore;

use crate::suite::Site;

/// Stores in memory, by the names of their apps.
#[derive(Default)]
pub struct Memory(RefCell<HashMap<String, MemoryStore>>);

impl Site for Memory {
    type Store = MemoryStore;

    async fn open(&self, app: &str) -> Result<MemoryStore, StoreError> {
        let mut stores = self.0.borrow_mut();
        Ok(stores.entry(app.to_owned()).or_default().clone())
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod files {
    use std::cell::RefCell;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicU32, Ordering};

    use engine_worker::durability::StoreError;
    use engine_worker::durability::store::FileStore;

    use crate::suite::Site;

    /// Stores in files of a directory of its own, which is deleted in the end.
    pub struct Files {
        root: PathBuf,
        apps: RefCell<Vec<String>>,
    }

    impl Files {
        /// A directory that no other site has, in one that is there.
        #[must_use]
        pub fn below(directory: &Path) -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            Self {
                root: directory.join(format!("stores-{}-{number}", std::process::id())),
                apps: RefCell::default(),
            }
        }
    }

    impl Drop for Files {
        fn drop(&mut self) {
            // What is left is in a directory for such things.
            let _ = std::fs::remove_dir_all(&self.root);
        }
    }

    impl Site for Files {
        type Store = FileStore;

        async fn open(&self, app: &str) -> Result<FileStore, StoreError> {
            let mut apps = self.apps.borrow_mut();
            // Which directory an app has is the caller's choice, so any name will do.
            let known = apps.iter().position(|known| known == app);
            let number = known.unwrap_or_else(|| {
                apps.push(app.to_owned());
                apps.len() - 1
            });
            FileStore::in_directory(&self.root.join(number.to_string()))
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use files::Files;
