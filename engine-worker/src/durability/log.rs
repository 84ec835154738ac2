//! The log of an app: payloads in an order, of which none that was acknowledged is lost.
//!
//! The log frames payloads (`format`), hands the bytes to a [`Store`], and finds the payloads again. What
//! they say is not its business. It begins every life with a generation of its own: opening it writes what
//! was valid under the epoch of the new life, so that nothing is ever appended behind damage, or to a file
//! that an earlier life may still write.
//!
//! Invariants: an append that was answered with `Ok` is found by every later opening, in order and once.
//! One that failed is found by none, unless the log could not be read or written since. A damaged log is set
//! aside before anything is written.

mod format;

use protocol::Epoch;

use super::store::{MemoryStore, Store, StoreError};
use format::{FRAME, HEADER, Header, Records, Scan};

pub use format::{LONGEST_RECORD, VERSION};

/// The log wants a snapshot when more than this was appended since the last one …
pub const LEAST_TAIL: u64 = 1 << 20;

/// … and more than so many times the snapshot's size: rewriting then costs a quarter of what was appended.
pub const TAIL_PER_SNAPSHOT: u64 = 4;

/// A log in a store.
#[derive(Debug)]
pub struct Log<S> {
    store: S,
    header: Header,
    /// Where the next record goes.
    end: u64,
    /// What the store may hold instead of the bytes up to `end`: a call failed, or was abandoned.
    unsure: Option<Unsure>,
    size: LogSize,
}

/// What a call that did not come to its end may have left.
#[derive(Clone, Copy, Debug)]
enum Unsure {
    /// Bytes behind the end.
    Tail,
    /// Another generation, with its end.
    Generation(Header, u64),
}

/// What an opened log had in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The payloads, in order.
    pub payloads: Vec<Vec<u8>>,
    /// The epoch of the life that begins.
    pub epoch: Epoch,
    /// What was not usable.
    pub damage: Option<Damage>,
}

/// How large a log is, and what was done since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSize {
    /// All bytes.
    pub bytes: u64,
    /// Those of the snapshot.
    pub snapshot: u64,
    /// How often payloads were appended, each time in one write.
    pub appends: u64,
    /// How often they were flushed.
    pub flushes: u64,
    /// How often a snapshot took their place.
    pub compactions: u64,
}

/// Bytes of a log that are wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The offset of the first wrong one.
    pub at: u64,
    /// Of which kind.
    pub kind: DamageKind,
    /// How many bytes were not used.
    pub unused: u64,
    /// Under which name the store keeps a copy of the whole log.
    pub aside: Option<String>,
}

/// How a log can be damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// The header is wrong; records that prove themselves were used all the same.
    Header,
    /// The last record is not complete: a write was cut off.
    Tail,
    /// Records follow that cannot be used, since those before them are missing.
    Middle {
        /// The offset of the first of them.
        next: u64,
    },
}

impl std::fmt::Display for Damage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            at, kind, unused, ..
        } = self;
        match kind {
            DamageKind::Header => write!(formatter, "the log's header is damaged")?,
            DamageKind::Tail => {
                write!(
                    formatter,
                    "the log's last record, at byte {at}, is not complete"
                )?;
            }
            DamageKind::Middle { next } => write!(
                formatter,
                "the log is damaged at byte {at}; what follows from byte {next} on cannot be used"
            )?,
        }
        write!(formatter, "; {unused} bytes left out")?;
        match &self.aside {
            Some(name) => write!(formatter, "; the damaged log is kept as {name}"),
            None => Ok(()),
        }
    }
}

/// Why a log was not opened.
#[derive(Debug, PartialEq, Eq)]
pub enum OpenError {
    /// A later version of Offstage wrote it; it is left as it is.
    NewerVersion {
        /// The version of the format that was found.
        found: u32,
        /// The latest that is known here.
        known: u32,
    },
    /// No version of Offstage writes such logs; it is left as it is.
    UnknownVersion {
        /// The version of the format that was found.
        found: u32,
    },
    /// It could be read, but not written: the state in it can be used, and nothing can be added.
    Unwritable {
        /// What was in it.
        opened: Opened,
        /// Why it cannot be written.
        error: StoreError,
    },
    /// It could not be read.
    Store(StoreError),
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NewerVersion { found, known } => write!(
                formatter,
                "the stored log has version {found} of the format, this program knows versions up to \
                 {known}; load the newer version of Offstage again (the log is left as it is)"
            ),
            Self::UnknownVersion { found } => write!(
                formatter,
                "the stored log has version {found} of the format, which no Offstage writes; \
                 the oldest is 1 (the log is left as it is)"
            ),
            Self::Unwritable { error, .. } => {
                write!(
                    formatter,
                    "the stored log can be read, but not written: {error}"
                )
            }
            Self::Store(error) => write!(formatter, "the stored log cannot be read: {error}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The bytes of a log with these payloads, as a file.
///
/// # Errors
/// If a payload is too large for a log.
pub fn to_bytes(epoch: Epoch, payloads: &[Vec<u8>]) -> Result<Vec<u8>, StoreError> {
    let header = Header {
        epoch,
        generation: 0,
        snapshot: 0,
    };
    let mut bytes = header.encode().to_vec();
    format::encode_records(&mut bytes, 0, payloads).map_err(too_large)?;
    Ok(bytes)
}

/// The payloads of a file with the bytes of a log, and what of it was not usable.
///
/// # Errors
/// If it is a log of another version.
pub fn from_bytes(bytes: &[u8]) -> Result<(Vec<Vec<u8>>, Option<Damage>), OpenError> {
    match format::scan(bytes) {
        Scan::Records(found) => Ok((found.payloads, found.damage)),
        Scan::Empty => Ok((Vec::new(), None)),
        Scan::Newer(found) => Err(OpenError::NewerVersion {
            found,
            known: VERSION,
        }),
        Scan::Unknown(found) => Err(OpenError::UnknownVersion { found }),
    }
}

impl Log<MemoryStore> {
    /// An empty log in memory.
    #[must_use]
    pub fn in_memory(epoch: Epoch) -> Self {
        Self {
            store: MemoryStore::owned_by(epoch),
            header: Header {
                epoch,
                ..Header::default()
            },
            end: HEADER as u64,
            // Its header is written with the first record.
            unsure: Some(Unsure::Tail),
            size: LogSize::default(),
        }
    }
}

impl<S: Store> Log<S> {
    /// Claims a store for a new life, whose epoch is not before `at_least`, and finds what earlier lives have
    /// logged.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(mut store: S, at_least: Epoch) -> Result<(Self, Opened), OpenError> {
        let mut epoch = store.claim(at_least).await?;
        let bytes = store.read().await?;
        let found = match format::scan(&bytes) {
            Scan::Records(found) => found,
            Scan::Empty => Records::default(),
            Scan::Newer(found) => {
                let known = VERSION;
                return Err(OpenError::NewerVersion { found, known });
            }
            Scan::Unknown(found) => return Err(OpenError::UnknownVersion { found }),
        };
        let Records {
            header,
            payloads,
            end,
            damage,
        } = found;
        if header.epoch >= epoch {
            // The store lost its owners, or the log was brought here from elsewhere.
            epoch = store.claim(Epoch(header.epoch.0.saturating_add(1))).await?;
        }
        let mut opened = Opened {
            payloads,
            epoch,
            damage,
        };
        let header = Header {
            epoch,
            generation: 0,
            snapshot: header.snapshot,
        };
        let mut log = Self {
            store,
            header,
            end: HEADER.max(end) as u64,
            unsure: None,
            size: LogSize::default(),
        };
        match log.begin_life(&bytes, &mut opened.damage).await {
            Ok(()) => Ok((log, opened)),
            Err(error @ StoreError::Fenced { .. }) => Err(OpenError::Store(error)),
            Err(error) => Err(OpenError::Unwritable { opened, error }),
        }
    }

    /// Writes what was valid as the first generation of this life; damage is set aside before.
    async fn begin_life(
        &mut self,
        bytes: &[u8],
        damage: &mut Option<Damage>,
    ) -> Result<(), StoreError> {
        if let Some(damage) = damage {
            damage.aside = Some(self.store.set_aside().await?);
        }
        self.rewrite(bytes).await
    }

    /// Makes the store hold a log's valid bytes, and none else.
    async fn rewrite(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let mut whole = self.header.encode().to_vec();
        let end = usize::try_from(self.end).unwrap_or(usize::MAX);
        match bytes.get(HEADER..end) {
            Some(records) => whole.extend_from_slice(records),
            None if end == HEADER => {}
            None => {
                return Err(StoreError::Gone(format!(
                    "{} of {end} bytes are left",
                    bytes.len()
                )));
            }
        }
        self.store.replace(&whole).await?;
        self.unsure = None;
        Ok(())
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The epoch of this life.
    pub fn epoch(&self) -> Epoch {
        self.header.epoch
    }

    /// Adds payloads at the end, in one write; after `Ok` they survive the death of the worker.
    ///
    /// # Errors
    /// The store's; then none of the payloads is in the log.
    pub async fn append(&mut self, payloads: &[Vec<u8>]) -> Result<(), StoreError> {
        if payloads.is_empty() {
            return Ok(());
        }
        // First, since it may move the end.
        self.be_sure().await?;
        let mut bytes = Vec::new();
        format::encode_records(&mut bytes, self.end, payloads).map_err(too_large)?;
        // A future that is dropped half-way leaves this set.
        self.unsure = Some(Unsure::Tail);
        self.store.append(&bytes).await?;
        self.unsure = None;
        self.end += bytes.len() as u64;
        self.size.appends += 1;
        Ok(())
    }

    /// After an error nobody knows what the store holds, and what was acknowledged is in front of it: brings
    /// it back to that.
    async fn be_sure(&mut self) -> Result<(), StoreError> {
        let Some(unsure) = self.unsure else {
            return Ok(());
        };
        let bytes = self.store.read().await?;
        if let Unsure::Generation(header, end) = unsure
            && (format::header(&bytes) == Some(header) || bytes.is_empty())
        {
            // It came about all the same.
            self.header = header;
            self.end = end;
        }
        self.rewrite(&bytes).await
    }

    /// The payloads that are in the log, in order.
    ///
    /// # Errors
    /// The store's.
    pub async fn payloads(&mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.be_sure().await?;
        let bytes = self.store.read().await?;
        match format::scan(&bytes) {
            Scan::Records(found) => Ok(found.payloads),
            Scan::Empty => Ok(Vec::new()),
            Scan::Newer(found) | Scan::Unknown(found) => Err(StoreError::Failed(format!(
                "the log has turned into one of version {found}"
            ))),
        }
    }

    /// Makes everything that was appended survive the loss of power.
    ///
    /// # Errors
    /// The store's.
    pub async fn flush(&mut self) -> Result<(), StoreError> {
        self.store.flush().await?;
        self.size.flushes += 1;
        Ok(())
    }

    /// Whether the log is so large that a snapshot should take its place.
    pub fn wants_compaction(&self) -> bool {
        let Header { snapshot, .. } = self.header;
        let tail = self.end - HEADER as u64 - snapshot;
        tail > LEAST_TAIL && tail > TAIL_PER_SNAPSHOT * snapshot
    }

    /// Begins a new generation: the payloads of a snapshot take the place of all that was appended.
    ///
    /// # Errors
    /// The store's; then the log is what it was before.
    pub async fn compact(&mut self, snapshot: &[Vec<u8>]) -> Result<(), StoreError> {
        let size: usize = snapshot.iter().map(|payload| FRAME + payload.len()).sum();
        self.be_sure().await?;
        let header = self.next_generation(size as u64)?;
        let mut bytes = header.encode().to_vec();
        format::encode_records(&mut bytes, 0, snapshot).map_err(too_large)?;
        self.begin_generation(header, &bytes).await?;
        self.size.compactions += 1;
        Ok(())
    }

    /// Forgets everything, damaged logs too.
    ///
    /// # Errors
    /// The store's; then a part may be forgotten.
    pub async fn clear(&mut self) -> Result<(), StoreError> {
        self.be_sure().await?;
        let header = self.next_generation(0)?;
        self.unsure = Some(Unsure::Generation(header, HEADER as u64));
        self.store.clear().await?;
        self.begin_generation(header, &header.encode()).await
    }

    fn next_generation(&self, snapshot: u64) -> Result<Header, StoreError> {
        match self.header.generation.checked_add(1) {
            Some(generation) => Ok(Header {
                epoch: self.header.epoch,
                generation,
                snapshot,
            }),
            None => Err(StoreError::Failed("the generations are used up".to_owned())),
        }
    }

    async fn begin_generation(&mut self, header: Header, bytes: &[u8]) -> Result<(), StoreError> {
        let end = bytes.len() as u64;
        self.unsure = Some(Unsure::Generation(header, end));
        self.store.replace(bytes).await?;
        self.unsure = None;
        self.header = header;
        self.end = end;
        Ok(())
    }

    /// How large the log is, and what was done since it was opened.
    pub fn size(&self) -> LogSize {
        LogSize {
            bytes: self.end,
            snapshot: self.header.snapshot,
            ..self.size
        }
    }
}

fn too_large(bytes: usize) -> StoreError {
    StoreError::TooLarge {
        bytes,
        limit: LONGEST_RECORD,
    }
}
