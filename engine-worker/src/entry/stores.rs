//! Where the browser keeps the bytes of a log.
//!
//! [`BrowserStore::open`] takes the first place that there is: the origin private file system, else
//! IndexedDB. A place that is there but does not work is an error and no reason to take the next one:
//! what is logged there would be missed.

mod indexed_db;
mod opfs;

use js_sys::Error;
use protocol::Epoch;
use wasm_bindgen::{JsCast, JsValue};

use crate::durability::{Store, StoreError};

pub use indexed_db::IndexedDbStore;
pub use opfs::{OpfsDirectory, OpfsStore};

/// The store of an app in this browser.
pub enum BrowserStore {
    /// In files.
    Opfs(OpfsStore),
    /// In a database, where there are no files.
    IndexedDb(IndexedDbStore),
}

impl BrowserStore {
    /// The best store that this browser has for an app.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it has none; anything else if it has one that does not work.
    pub async fn open(app: &str) -> Result<Self, StoreError> {
        let files = match OpfsStore::of_app(app).await {
            Ok(store) => return Ok(Self::Opfs(store)),
            Err(StoreError::Unavailable(why)) => why,
            Err(error) => return Err(error),
        };
        match IndexedDbStore::of_app(app).await {
            Ok(store) => Ok(Self::IndexedDb(store)),
            Err(StoreError::Unavailable(why)) => Err(StoreError::Unavailable(format!(
                "files: {files}; IndexedDB: {why}"
            ))),
            Err(error) => Err(error),
        }
    }
}

/// Passes a call on to the store that there is.
macro_rules! either {
    ($self:ident, $store:ident => $call:expr) => {
        match $self {
            Self::Opfs($store) => $call,
            Self::IndexedDb($store) => $call,
        }
    };
}

impl Store for BrowserStore {
    fn place(&self) -> &'static str {
        either!(self, store => store.place())
    }

    async fn claim(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        either!(self, store => store.claim(at_least).await)
    }

    async fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        either!(self, store => store.read().await)
    }

    async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        either!(self, store => store.append(bytes).await)
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        either!(self, store => store.flush().await)
    }

    async fn replace(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        either!(self, store => store.replace(bytes).await)
    }

    async fn set_aside(&mut self) -> Result<String, StoreError> {
        either!(self, store => store.set_aside().await)
    }

    async fn clear(&mut self) -> Result<(), StoreError> {
        either!(self, store => store.clear().await)
    }
}

/// What an exception of the browser's storage means.
fn failure(exception: &JsValue) -> StoreError {
    let Some(error) = exception.dyn_ref::<Error>() else {
        return StoreError::Failed(format!("{exception:?}"));
    };
    let name = String::from(error.name());
    let what = format!("{name}: {}", String::from(error.message()));
    match name.as_str() {
        "QuotaExceededError" => StoreError::Full,
        "NoModificationAllowedError" => StoreError::Busy,
        "NotFoundError" => StoreError::Gone(what),
        // A function that is missing is a TypeError.
        "SecurityError" | "NotAllowedError" | "NotSupportedError" | "TypeError" => {
            StoreError::Unavailable(what)
        }
        _ => StoreError::Failed(what),
    }
}

/// What an exception means when a place is opened: it may be there, but not for this page.
fn opening_failure(exception: &JsValue) -> StoreError {
    match failure(exception) {
        StoreError::Failed(what) | StoreError::Gone(what) => StoreError::Unavailable(what),
        error => error,
    }
}
