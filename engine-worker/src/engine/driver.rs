//! An engine over a log: what happens is appended, then delivered, and only then told.
//!
//! ```text
//! open ─▶ fold the log, compile ─▶ engine ─▶ settle: stage ─▶ append ─▶ deliver ─▶ … ─▶ flush (strict) ─▶ take frames
//! ```
//!
//! The driver is generic over where the bytes are; natively the futures of stores are ready at once. A store
//! that fails is given up visibly: everything the engine has goes on in memory, and [`Driver::take_storage`]
//! says why. A store that a later life owns ends this one: nothing that was not appended is ever told.

use futures::future::join;
use protocol::ids::TabId;
use protocol::{Durability, Epoch, FrameError, Leftover, RenderedDiagnostic, SourceFile, Storage};

use crate::durability::log::{self, OpenError};
use crate::durability::store::MemoryStore;
use crate::durability::{Ledger, Log, LogEntry, LogSize, Store, StoreError, recording};
use crate::host::progress;
use crate::inspect::{self, Inspection};

use super::program::Program;
use super::replay::redact;
use super::{Engine, TabOptions, entries_of};

/// What a driver is opened with.
#[derive(Clone, Debug)]
pub struct DriverOptions {
    /// The path of the file to run.
    pub entry: String,
    /// All files.
    pub files: Vec<SourceFile>,
    /// How long what happens is to be kept.
    pub durability: Durability,
    /// The least epoch of the life that begins.
    pub epoch: Epoch,
    /// The host's time in milliseconds.
    pub now: f64,
    /// The first tab.
    pub tab: TabOptions,
    /// What other tabs could not say any more.
    pub leftovers: Vec<Leftover>,
}

/// Another life owns the log: this one must stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fenced;

/// Where the log is.
enum Place<S> {
    Store(Log<S>),
    Memory(Log<MemoryStore>),
}

/// A running program with its log.
pub struct Driver<S> {
    engine: Engine,
    place: Place<S>,
    durability: Durability,
    problem: String,
    /// Whether the page knows how what happens is kept.
    is_told: bool,
    /// Whether something was appended since the last flush.
    is_unflushed: bool,
    is_fenced: bool,
    recovered: usize,
    /// How long recovery took, if somebody has measured it.
    recovery: f64,
}

/// What an opened place has.
struct Found<S> {
    place: Place<S>,
    ledger: Ledger,
    epoch: Epoch,
    entries: usize,
    problem: String,
}

impl<S: Store> Driver<S> {
    /// Opens a log and starts the program with what is in it. Without a store, or if it cannot be used, there
    /// is only memory; the text that comes with the store says why there is none, if it was asked for.
    ///
    /// The program is compiled while the store is being opened, which in a browser is mostly waiting.
    ///
    /// # Errors
    /// What is wrong with the program, if that keeps it from running.
    pub async fn open(
        store: impl Future<Output = (Option<S>, String)>,
        options: DriverOptions,
    ) -> Result<Driver<S>, Vec<RenderedDiagnostic>> {
        let found = async {
            let (store, problem) = store.await;
            match store.filter(|_| options.durability != Durability::Memory) {
                Some(store) => Found::open(store, options.epoch).await,
                None => Found::nothing(Ledger::default(), problem, options.epoch).await,
            }
        };
        let program = async { Program::compile(options.entry, options.files) };
        let (found, program) = join(found, program).await;
        let engine = Engine::begin_with(program?, found.ledger, found.epoch, options.now);
        let mut driver = Driver {
            engine,
            place: found.place,
            durability: options.durability,
            problem: found.problem,
            is_told: false,
            is_unflushed: false,
            is_fenced: false,
            recovered: found.entries,
            recovery: 0.0,
        };
        let mut tab = options.tab;
        tab.reset |= driver.engine.epoch() != options.epoch;
        driver.engine.attach(tab);
        driver.engine.accept_leftovers(options.leftovers);
        // A log that is fenced at once says so at the next call.
        let _ = driver.settle(options.now).await;
        Ok(driver)
    }

    /// The engine, to look at.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The engine, to ask something of it; [`Driver::settle`] makes it happen.
    pub fn engine_mut(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// Takes a frame of a tab's page in; [`Driver::settle`] makes it happen.
    ///
    /// # Errors
    /// If the frame is not valid; it is refused whole.
    pub fn accept(&mut self, tab: TabId, bytes: &[u8]) -> Result<(), FrameError> {
        self.engine.accept(tab, bytes)
    }

    /// Processes everything that waits and is due; afterwards frames may be taken.
    ///
    /// # Errors
    /// If another life owns the log.
    pub async fn settle(&mut self, now: f64) -> Result<(), Fenced> {
        if self.is_fenced {
            return Err(Fenced);
        }
        self.engine.begin(now);
        loop {
            let staged = self.engine.stage();
            if staged.is_empty() {
                break;
            }
            if let Err(error) = self.place.append(staged.payloads()).await {
                self.give_up(error).await?;
            }
            progress::report();
            self.is_unflushed |= !staged.payloads().is_empty();
            self.engine.deliver(staged.appended());
        }
        if self.durability == Durability::Strict && std::mem::take(&mut self.is_unflushed) {
            let flushed = self.place.flush().await;
            self.survive(flushed).await?;
        }
        if self.place.wants_compaction() {
            self.compact().await?;
        }
        Ok(())
    }

    /// Lets a snapshot take the place of all that is in the log.
    ///
    /// # Errors
    /// If another life owns the log.
    pub async fn compact(&mut self) -> Result<(), Fenced> {
        let snapshot = snapshot(self.engine.ledger());
        progress::report();
        let compacted = self.place.compact(&snapshot).await;
        progress::report();
        self.survive(compacted).await
    }

    async fn survive(&mut self, result: Result<(), StoreError>) -> Result<(), Fenced> {
        match result {
            Ok(()) => Ok(()),
            Err(error) => self.give_up(error).await,
        }
    }

    /// The store has failed: what happens is kept in memory from now on, beginning with what there is now.
    async fn give_up(&mut self, error: StoreError) -> Result<(), Fenced> {
        if matches!(error, StoreError::Fenced { .. }) {
            self.is_fenced = true;
            return Err(Fenced);
        }
        let (memory, problem) = in_memory(self.engine.ledger(), self.engine.epoch()).await;
        self.place = Place::Memory(memory);
        self.durability = Durability::Memory;
        self.problem = format!("{error}; what happens from now on is lost with this page{problem}");
        self.is_told = false;
        Ok(())
    }

    /// The next frame for a tab's page.
    pub fn take_frame(&mut self, tab: TabId) -> Option<Vec<u8>> {
        if self.is_fenced {
            return None;
        }
        self.engine.take_frame_of(tab)
    }

    /// A frame that tells a tab's page what is logged, if no other has.
    pub fn take_acknowledgement(&mut self, tab: TabId) -> Option<Vec<u8>> {
        if self.is_fenced {
            return None;
        }
        self.engine.take_acknowledgement(tab)
    }

    /// Whether another life owns the log.
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        self.is_fenced
    }

    /// How what happens is kept, if that has changed since the last call; at first, how it is kept.
    pub fn take_storage(&mut self) -> Option<Storage> {
        (!std::mem::replace(&mut self.is_told, true)).then(|| self.storage())
    }

    /// How what happens is kept.
    #[must_use]
    pub fn storage(&self) -> Storage {
        Storage {
            durability: match &self.place {
                Place::Store(_) => self.durability,
                Place::Memory(_) => Durability::Memory,
            },
            place: self.place.name().to_owned(),
            problem: self.problem.clone(),
        }
    }

    /// Forgets everything that is kept, on the disk too, and starts anew.
    ///
    /// # Errors
    /// If another life owns the log.
    pub async fn clear_state(&mut self, now: f64) -> Result<(), Fenced> {
        self.engine.clear_state();
        self.settle(now).await?;
        self.compact().await
    }

    /// Goes on with another text of the program; answers the places whose state was dropped, or what is wrong
    /// with the text.
    ///
    /// # Errors
    /// If another life owns the log.
    pub async fn swap(
        &mut self,
        entry: String,
        files: Vec<SourceFile>,
        now: f64,
    ) -> Result<Result<Vec<String>, Vec<RenderedDiagnostic>>, Fenced> {
        let swapped = match self.engine.swap(entry, files) {
            Ok(swapped) => swapped,
            Err(diagnostics) => return Ok(Err(diagnostics)),
        };
        self.settle(now).await?;
        Ok(Ok(self.engine.dropped(swapped)))
    }

    /// The log of this life as a file, without what people wrote if that is asked for.
    ///
    /// # Errors
    /// What the store says, or why a record cannot be read.
    pub async fn recording(&mut self, redacts: bool) -> Result<Vec<u8>, String> {
        let payloads = self.place.payloads().await;
        let payloads = payloads.map_err(|error| error.to_string())?;
        let entries = entries_of(&payloads)
            .map_err(|position| format!("entry {position} of the log cannot be read"))?;
        let mut entries = recording::of_newest_life(entries);
        if redacts {
            redact(&mut entries);
        }
        let payloads: Vec<Vec<u8>> = entries.iter().map(LogEntry::encode).collect();
        log::to_bytes(self.engine.epoch(), &payloads).map_err(|error| error.to_string())
    }

    /// Says how long it took from the log's opening until now.
    pub fn set_recovery_time(&mut self, milliseconds: f64) {
        self.recovery = milliseconds;
    }

    /// Counters, the scope tree of a tab, and the log.
    #[must_use]
    pub fn inspect(&self, tab: TabId) -> Inspection {
        let Storage {
            durability,
            place,
            problem,
        } = self.storage();
        let size = self.place.size();
        let mut inspection = self.engine.inspect_tab(tab);
        let ledger = self.engine.ledger();
        inspection.durability = Some(inspect::Durability {
            epoch: self.engine.epoch().0,
            mode: match durability {
                Durability::Strict => "strict",
                Durability::Relaxed => "relaxed",
                Durability::Memory => "memory",
            }
            .to_owned(),
            place,
            problem,
            log_bytes: size.bytes,
            snapshot_bytes: size.snapshot,
            appends: size.appends,
            flushes: size.flushes,
            compactions: size.compactions,
            saved_values: ledger.saved().len() as u64,
            dead_letters: ledger.dead_letters().count() as u64,
            tabs: self.engine.tabs().count() as u64,
            recovered_entries: self.recovered as u64,
            recovery_ms: self.recovery,
        });
        inspection
    }

    /// How large the log is.
    #[must_use]
    pub fn size(&self) -> LogSize {
        self.place.size()
    }

    /// The payloads that are in the log.
    ///
    /// # Errors
    /// The store's.
    pub async fn payloads(&mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.place.payloads().await
    }
}

impl<S: Store> Found<S> {
    /// Opens the log of a store and folds what is in it.
    async fn open(store: S, least: Epoch) -> Found<S> {
        let (log, opened) = match Log::open(store, least).await {
            Ok((log, opened)) => (Ok(log), opened),
            Err(OpenError::Unwritable { opened, error }) => {
                (Err(format!("it cannot be written: {error}")), opened)
            }
            Err(error) => return Found::nothing(Ledger::default(), error.to_string(), least).await,
        };
        let mut ledger = Ledger::default();
        let mut problem = opened
            .damage
            .map_or_else(String::new, |damage| damage.to_string());
        let mut unknown = None;
        let entries = opened.payloads.len();
        for (position, payload) in opened.payloads.iter().enumerate() {
            match LogEntry::decode(payload) {
                Ok(entry) => ledger.apply(&entry),
                Err(_) => {
                    unknown = Some(position);
                    break;
                }
            }
        }
        let epoch = opened.epoch;
        let reason = match (log, unknown) {
            (Ok(log), None) => {
                return Found {
                    place: Place::Store(log),
                    ledger,
                    epoch,
                    entries,
                    problem,
                };
            }
            // Appended to, the log would lose what only a newer version reads.
            (_, Some(position)) => format!(
                "entry {position} of the stored log was written by another version of Offstage; the log is \
                 left as it is"
            ),
            (Err(reason), None) => reason,
        };
        if !problem.is_empty() {
            problem.push_str("; ");
        }
        problem.push_str(&reason);
        Found {
            entries,
            ..Found::nothing(ledger, problem, epoch).await
        }
    }

    /// Begins in memory.
    async fn nothing(ledger: Ledger, problem: String, epoch: Epoch) -> Found<S> {
        let (memory, more) = in_memory(&ledger, epoch).await;
        Found {
            place: Place::Memory(memory),
            ledger,
            epoch,
            entries: 0,
            problem: problem + &more,
        }
    }
}

/// A log in memory that begins with what there is; and what is wrong with that, which should be nothing.
async fn in_memory(ledger: &Ledger, epoch: Epoch) -> (Log<MemoryStore>, String) {
    let mut log = Log::in_memory(epoch);
    let compacted = log.compact(&snapshot(ledger)).await;
    let problem = compacted.map_or_else(|error| format!(" ({error})"), |()| String::new());
    (log, problem)
}

fn snapshot(ledger: &Ledger) -> Vec<Vec<u8>> {
    ledger.snapshot().iter().map(LogEntry::encode).collect()
}

impl<S: Store> Place<S> {
    fn name(&self) -> &'static str {
        match self {
            Place::Store(log) => log.store().place(),
            Place::Memory(log) => log.store().place(),
        }
    }

    async fn append(&mut self, payloads: &[Vec<u8>]) -> Result<(), StoreError> {
        match self {
            Place::Store(log) => log.append(payloads).await,
            Place::Memory(log) => log.append(payloads).await,
        }
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        match self {
            Place::Store(log) => log.flush().await,
            Place::Memory(log) => log.flush().await,
        }
    }

    async fn compact(&mut self, snapshot: &[Vec<u8>]) -> Result<(), StoreError> {
        match self {
            Place::Store(log) => log.compact(snapshot).await,
            Place::Memory(log) => log.compact(snapshot).await,
        }
    }

    async fn payloads(&mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        match self {
            Place::Store(log) => log.payloads().await,
            Place::Memory(log) => log.payloads().await,
        }
    }

    fn wants_compaction(&self) -> bool {
        match self {
            Place::Store(log) => log.wants_compaction(),
            Place::Memory(log) => log.wants_compaction(),
        }
    }

    fn size(&self) -> LogSize {
        match self {
            Place::Store(log) => log.size(),
            Place::Memory(log) => log.size(),
        }
    }
}
