//! The few file operations that [`super::Generations`] is made of.

use super::StoreError;

/// A directory that belongs to one log.
///
/// What one opening of a file has written, reads of all others see from then on. Names are short and of
/// `a-z`, `0-9` and `.` only.
#[allow(
    async_fn_in_trait,
    reason = "directories are used as concrete types on one thread, so no caller needs Send"
)]
pub trait Directory {
    /// An open file.
    type File: OpenFile;

    /// The name of the place, for people.
    fn place(&self) -> &'static str;

    /// Whether a file can be open twice, so that a new life does not have to wait for the files of one
    /// that is frozen. Known once a file is open.
    fn shares_files(&self) -> bool;

    /// A number that no other life of any process gets.
    fn nonce(&mut self) -> u64;

    /// The names of all files.
    async fn list(&mut self) -> Result<Vec<String>, StoreError>;

    /// Opens a file that is there, if it is.
    async fn open(&mut self, name: &str) -> Result<Option<Self::File>, StoreError>;

    /// Opens a file, which begins empty unless it is there.
    async fn create(&mut self, name: &str) -> Result<Self::File, StoreError>;

    /// Deletes a file, if it is there.
    async fn remove(&mut self, name: &str) -> Result<(), StoreError>;

    /// Makes new and deleted names survive the loss of power, as far as the place can.
    async fn flush(&mut self) -> Result<(), StoreError>;
}

/// A file whose operations are synchronous once it is open; dropping it closes it.
pub trait OpenFile {
    /// All bytes.
    ///
    /// # Errors
    /// What the place reports.
    fn read(&mut self) -> Result<Vec<u8>, StoreError>;

    /// The first bytes, as many as are there and fit.
    ///
    /// # Errors
    /// What the place reports.
    fn read_start(&mut self, into: &mut [u8]) -> Result<usize, StoreError>;

    /// Writes all bytes at an offset, at most at the end.
    ///
    /// # Errors
    /// What the place reports; any of the bytes may have been written then.
    fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), StoreError>;

    /// Cuts the file off.
    ///
    /// # Errors
    /// What the place reports.
    fn truncate(&mut self, size: u64) -> Result<(), StoreError>;

    /// Makes what was written survive the loss of power.
    ///
    /// # Errors
    /// What the place reports.
    fn flush(&mut self) -> Result<(), StoreError>;
}
