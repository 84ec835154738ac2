//! Where the bytes of a log are.
//!
//! A [`Store`] knows bytes and owners, no records: [`super::log`] gives the bytes their meaning. Four
//! places implement it. [`MemoryStore`] forgets with the worker. The native `FileStore` and the OPFS store
//! of the browser are one protocol, [`Generations`], over two kinds of directory. The IndexedDB store is
//! for browsers and modes without OPFS. The two of the browser are in `entry/stores/`, because only the
//! entry knows JS. `tests/stores` holds all of them to one suite of cases.
//!
//! **One owner.** A store is written by the life that claimed it last. Whoever claimed it before gets
//! [`StoreError::Fenced`] from then on, even if it was frozen in the middle of a call and wakes up later.
//! What it got an `Ok` for before, the new owner reads.
//!
//! **An error changes nothing.** After an error the bytes are those from before the call, or the store
//! refuses to go on. A caller that does not want to rely on it (the log does not) reads again.

mod directory;
mod faulty;
#[cfg(not(target_arch = "wasm32"))]
mod file;
mod generations;
mod memory;

use protocol::Epoch;

pub use directory::{Directory, OpenFile};
pub use faulty::{Fault, FaultKind, FaultyStore};
#[cfg(not(target_arch = "wasm32"))]
pub use file::{FileStore, NativeDirectory};
pub use generations::Generations;
pub use memory::MemoryStore;

/// The bytes of one log, and the right to write them.
///
/// Futures of synchronous stores are ready at once: [`now`] takes their results.
#[allow(
    async_fn_in_trait,
    reason = "stores are used as concrete types on one thread, so no caller needs Send"
)]
pub trait Store {
    /// The name of the place, for people: `OPFS`, `IndexedDB`, `memory`, `file`.
    fn place(&self) -> &'static str;

    /// Makes the caller the owner. Answers its epoch: later than that of any owner before, and not
    /// before `at_least`. The bytes stay as they are.
    async fn claim(&mut self, at_least: Epoch) -> Result<Epoch, StoreError>;

    /// All bytes of the current generation.
    async fn read(&mut self) -> Result<Vec<u8>, StoreError>;

    /// Adds bytes at the end, all or none of them. They survive the death of the process.
    async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError>;

    /// Makes everything that was appended survive the loss of power, as far as the place can.
    async fn flush(&mut self) -> Result<(), StoreError>;

    /// Begins a new generation with these bytes, all or nothing, flushed.
    async fn replace(&mut self, bytes: &[u8]) -> Result<(), StoreError>;

    /// Keeps a copy of the current bytes under another name, which it answers. The newest
    /// [`MOST_ASIDE`] copies stay.
    async fn set_aside(&mut self) -> Result<String, StoreError>;

    /// Forgets all bytes, and those that were set aside. The owner stays.
    async fn clear(&mut self) -> Result<(), StoreError>;
}

/// How many copies of damaged logs a store keeps: enough to find out what goes wrong, and not more, since
/// every kill in the middle of a write makes one.
pub const MOST_ASIDE: usize = 16;

/// Why a store did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The quota or the disk is used up.
    Full,
    /// There is no such storage here: private mode, an old browser, no permission.
    Unavailable(String),
    /// Another life holds the files and does not let go of them.
    Busy,
    /// A later life owns the store.
    Fenced {
        /// The epoch of the caller.
        own: Epoch,
        /// The epoch of the owner, if it could be read.
        later: Epoch,
    },
    /// The files were deleted while they were in use.
    Gone(String),
    /// More bytes at once than a log may hold in one record.
    TooLarge {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Anything else that the place reports.
    Failed(String),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Full => formatter.write_str(
                "the storage is full; free space on the disk, or delete data of this site",
            ),
            Self::Unavailable(why) => write!(
                formatter,
                "no storage here ({why}); a private window or the browser's settings may forbid it"
            ),
            Self::Busy => formatter
                .write_str("another tab or process holds the stored data; close it and load again"),
            Self::Fenced { own, later } => write!(
                formatter,
                "the stored data belongs to a later life of the engine (epoch {}, this one has {})",
                later.0, own.0
            ),
            Self::Gone(what) => write!(
                formatter,
                "the stored data was deleted while it was in use ({what}); load again to begin anew"
            ),
            Self::TooLarge { bytes, limit } => write!(
                formatter,
                "a record of {bytes} bytes; at most {limit} can be stored at once"
            ),
            Self::Failed(what) => write!(formatter, "the storage failed: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// The result of a future that is ready at once, as those of synchronous stores are.
///
/// # Errors
/// If the future waits for something.
pub fn now<T>(future: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    futures::FutureExt::now_or_never(future).unwrap_or_else(|| {
        Err(StoreError::Failed(
            "an answer at once was expected, but the store waits".to_owned(),
        ))
    })
}

/// An epoch after a number of them, none before `at_least`.
fn next_epoch(
    known: impl IntoIterator<Item = Epoch>,
    at_least: Epoch,
) -> Result<Epoch, StoreError> {
    let last = known.into_iter().max().unwrap_or_default();
    match last.0.checked_add(1) {
        Some(next) => Ok(Epoch(next).max(at_least)),
        None => Err(StoreError::Failed("the epochs are used up".to_owned())),
    }
}
