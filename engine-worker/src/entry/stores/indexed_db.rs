//! A log in IndexedDB: one database per app, one object per append.
//!
//! Every call is one transaction that first compares the owner, so a life that was fenced changes nothing,
//! whenever it wakes up: the browser orders transactions. They are *strict*, because browsers have lost
//! whole databases to a kill with relaxed ones; so there is nothing left to flush.

use protocol::Epoch;
use wasm_bindgen::prelude::*;

use super::{failure, opening_failure};
use crate::durability::{Store, StoreError};

#[wasm_bindgen(module = "/src/entry/stores/indexed_db.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openDatabase)]
    async fn open_database(app: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = claim)]
    async fn claim(database: &JsValue, at_least: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = readChunks)]
    async fn read_chunks(database: &JsValue, epoch: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = addChunk)]
    async fn add_chunk(
        database: &JsValue,
        epoch: u32,
        bytes: &[u8],
        anew: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = setAside)]
    async fn set_aside(database: &JsValue, epoch: u32, most: usize) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = clearAll)]
    async fn clear_all(database: &JsValue, epoch: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = closeDatabase)]
    fn close_database(database: &JsValue);
}

/// A log in IndexedDB.
#[derive(Debug)]
pub struct IndexedDbStore {
    database: JsValue,
    own: Option<Epoch>,
}

impl IndexedDbStore {
    /// The store of an app.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the browser has no databases for this page.
    pub async fn of_app(app: &str) -> Result<Self, StoreError> {
        let database = open_database(app)
            .await
            .map_err(|error| opening_failure(&error))?;
        Ok(Self {
            database,
            own: None,
        })
    }

    fn own(&self) -> Result<u32, StoreError> {
        match self.own {
            Some(epoch) => Ok(epoch.0),
            None => Err(StoreError::Failed("the store was not claimed".to_owned())),
        }
    }

    /// What an exception of a transaction means.
    fn failed(&self, exception: &JsValue) -> StoreError {
        // The one exception of the snippet itself: another owner.
        if let Some(later) = exception.as_f64() {
            return StoreError::Fenced {
                own: self.own.unwrap_or_default(),
                later: Epoch(later as u32),
            };
        }
        match failure(exception) {
            StoreError::Failed(what) if what.starts_with("InvalidStateError") => {
                StoreError::Gone(what)
            }
            error => error,
        }
    }
}

impl Drop for IndexedDbStore {
    fn drop(&mut self) {
        close_database(&self.database);
    }
}

impl Store for IndexedDbStore {
    fn place(&self) -> &'static str {
        "IndexedDB"
    }

    async fn claim(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        let epoch = claim(&self.database, at_least.0)
            .await
            .map_err(|error| self.failed(&error))?;
        let epoch = epoch.as_f64().map(|epoch| Epoch(epoch as u32));
        let epoch = epoch.ok_or_else(|| StoreError::Failed("the epochs are used up".to_owned()))?;
        self.own = Some(epoch);
        Ok(epoch)
    }

    async fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        let bytes = read_chunks(&self.database, self.own()?)
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(js_sys::Uint8Array::unchecked_from_js(bytes).to_vec())
    }

    async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let added = add_chunk(&self.database, self.own()?, bytes, false).await;
        added.map(drop).map_err(|error| self.failed(&error))
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        self.own().map(drop)
    }

    async fn replace(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let added = add_chunk(&self.database, self.own()?, bytes, true).await;
        added.map(drop).map_err(|error| self.failed(&error))
    }

    async fn set_aside(&mut self) -> Result<String, StoreError> {
        let most = crate::durability::store::MOST_ASIDE;
        let number = set_aside(&self.database, self.own()?, most)
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(format!("damaged.{}", number.as_f64().unwrap_or_default()))
    }

    async fn clear(&mut self) -> Result<(), StoreError> {
        let cleared = clear_all(&self.database, self.own()?).await;
        cleared.map(drop).map_err(|error| self.failed(&error))
    }
}
