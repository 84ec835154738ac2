//! A log in the origin private file system, through synchronous handles.
//!
//! Where the browser has handles of the mode `readwrite-unsafe`, a file can be open twice, and a new life
//! need not wait for one that is frozen. Elsewhere the handle of the fence is exclusive and keeps all other
//! lives out; a new one waits some seconds for it, as that of a worker that was just ended closes late.

use protocol::program_fingerprint;
use wasm_bindgen::prelude::*;

use super::{failure, opening_failure};
use crate::durability::StoreError;
use crate::durability::store::{Directory, Generations, OpenFile};

#[wasm_bindgen(module = "/src/entry/stores/opfs.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openDirectory)]
    async fn open_directory(app: &str, fingerprint: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = listFiles)]
    async fn list_files(directory: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = openFile)]
    async fn open_file(directory: &JsValue, name: &str, create: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = removeFile)]
    async fn remove_file(directory: &JsValue, name: &str) -> Result<(), JsValue>;
    fn nonce() -> u64;
    #[wasm_bindgen(js_name = isShared)]
    fn is_shared(handle: &SyncHandle) -> bool;
    #[wasm_bindgen(catch, js_name = readAt)]
    fn read_at(handle: &SyncHandle, into: &mut [u8], at: f64) -> Result<f64, JsValue>;
    #[wasm_bindgen(catch, js_name = writeAt)]
    fn write_at(handle: &SyncHandle, bytes: &[u8], at: f64) -> Result<f64, JsValue>;

    /// A `FileSystemSyncAccessHandle`.
    type SyncHandle;
    #[wasm_bindgen(method, catch, js_name = getSize)]
    fn get_size(this: &SyncHandle) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn truncate(this: &SyncHandle, size: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn flush(this: &SyncHandle) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &SyncHandle);
}

/// A log in the origin private file system.
pub type OpfsStore = Generations<OpfsDirectory>;

impl OpfsStore {
    /// The store of an app.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the browser has no such files for this page.
    pub async fn of_app(app: &str) -> Result<Self, StoreError> {
        let fingerprint = format!("{:016x}", program_fingerprint(app, &[]));
        let directory = open_directory(app, &fingerprint)
            .await
            .map_err(|error| opening_failure(&error))?;
        Ok(Generations::new(OpfsDirectory {
            directory,
            shares_files: false,
        }))
    }
}

/// The directory of an app.
#[derive(Debug)]
pub struct OpfsDirectory {
    directory: JsValue,
    shares_files: bool,
}

impl OpfsDirectory {
    async fn open_with(
        &mut self,
        name: &str,
        create: bool,
    ) -> Result<Option<OpfsFile>, StoreError> {
        let handle = open_file(&self.directory, name, create)
            .await
            .map_err(|error| failure(&error))?;
        if handle.is_undefined() {
            return Ok(None);
        }
        let handle: SyncHandle = handle.unchecked_into();
        self.shares_files = is_shared(&handle);
        Ok(Some(OpfsFile { handle }))
    }
}

impl Directory for OpfsDirectory {
    type File = OpfsFile;

    fn place(&self) -> &'static str {
        "OPFS"
    }

    fn shares_files(&self) -> bool {
        self.shares_files
    }

    fn nonce(&mut self) -> u64 {
        nonce()
    }

    async fn list(&mut self) -> Result<Vec<String>, StoreError> {
        let names = list_files(&self.directory)
            .await
            .map_err(|error| failure(&error))?;
        let names: js_sys::Array = names.unchecked_into();
        Ok(names.iter().filter_map(|name| name.as_string()).collect())
    }

    async fn open(&mut self, name: &str) -> Result<Option<OpfsFile>, StoreError> {
        self.open_with(name, false).await
    }

    async fn create(&mut self, name: &str) -> Result<OpfsFile, StoreError> {
        match self.open_with(name, true).await? {
            Some(file) => Ok(file),
            None => Err(StoreError::Gone(format!("{name} was not made"))),
        }
    }

    async fn remove(&mut self, name: &str) -> Result<(), StoreError> {
        remove_file(&self.directory, name)
            .await
            .map_err(|error| failure(&error))
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        // The browser keeps the names itself; there is no way to ask for more.
        Ok(())
    }
}

/// A file with a synchronous handle.
pub struct OpfsFile {
    handle: SyncHandle,
}

impl Drop for OpfsFile {
    fn drop(&mut self) {
        self.handle.close();
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "JS counts bytes in doubles; no file comes near the limit"
)]
impl OpenFile for OpfsFile {
    fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        let size = self.handle.get_size().map_err(|error| failure(&error))?;
        let mut bytes = vec![0; size as usize];
        let read = self.read_start(&mut bytes)?;
        bytes.truncate(read);
        Ok(bytes)
    }

    fn read_start(&mut self, into: &mut [u8]) -> Result<usize, StoreError> {
        let read = read_at(&self.handle, into, 0.0).map_err(|error| failure(&error))?;
        Ok(read as usize)
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let written = write_at(&self.handle, bytes, at as f64).map_err(|error| failure(&error))?;
        // A disk that is full takes a part.
        if (written as usize) < bytes.len() {
            return Err(StoreError::Full);
        }
        Ok(())
    }

    fn truncate(&mut self, size: u64) -> Result<(), StoreError> {
        (self.handle.truncate(size as f64)).map_err(|error| failure(&error))
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.handle.flush().map_err(|error| failure(&error))
    }
}
