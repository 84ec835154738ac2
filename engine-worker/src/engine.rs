//! One engine: a program, its inbox, and the tabs that show it. No I/O: who runs an engine moves bytes.
//!
//! ```text
//! attach, accept ─▶ what waits ─ stage ─▶ entries for the log ─ appended ─ deliver ─▶ turns, commits ─▶ stage …
//!                                                        nothing left ─▶ take_frame, take_acknowledgement
//! ```
//!
//! [`Engine::stage`] hands out entries, [`Engine::deliver`] asks for the proof that they are in the log and runs
//! the turns of what is in them; their commits are in the next stage. What pages are told of a turn leaves
//! when nothing is left to append. `driver` does all that over a log, [`Engine::settle`] without one.
//!
//! Every tab has an evaluator of its own, with its route, its focus and what its page knows. What one of them
//! changes of what is kept, the others adopt in the same turn.

mod change;
pub mod driver;
mod handles;
mod letters;
mod program;
mod replay;
mod revive;
mod staging;
mod tab;
mod turns;

use std::collections::VecDeque;

use protocol::ids::TabId;
use protocol::{
    Epoch, Event, EventBatch, FrameError, Leftover, Location, Patch, RenderedDiagnostic, Sequence,
    SourceFile, StampedEvent, UpFrame, decode_up,
};

use crate::durability::{Ledger, Life, LogEntry};
use crate::inbox::Record;
use crate::inspect::{Counters, Inspection};

pub use change::Swapped;
pub use handles::{CellAddress, CellHandle, NATIVE_STEPS};
pub use letters::{DeadLetter, MOST_TRIES};
pub use replay::{FIRST_HASH, Replay, ReplayError, ReplayedTurn, entries_of, hashed};
pub use staging::{Appended, Staged};

use program::Program;
use tab::Tab;

/// What an engine of one tab is started with.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The path of the file to run.
    pub entry: String,
    /// All files.
    pub files: Vec<SourceFile>,
    /// The program's path at the start.
    pub route: String,
    /// The seed of everything random.
    pub seed: u64,
    /// The host's time in milliseconds.
    pub now: f64,
    /// The life that begins.
    pub epoch: Epoch,
}

/// What an engine is opened with: a program, and what a log has led to.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The path of the file to run.
    pub entry: String,
    /// All files.
    pub files: Vec<SourceFile>,
    /// The host's time in milliseconds.
    pub now: f64,
    /// The life that begins; a later one if the ledger knows as late a life.
    pub epoch: Epoch,
    /// What was logged before.
    pub ledger: Ledger,
}

/// What a tab is attached with.
#[derive(Clone, Debug)]
pub struct TabOptions {
    /// The tab.
    pub tab: TabId,
    /// The program's path there.
    pub route: String,
    /// The seed of everything random there.
    pub seed: u64,
    /// The life whose nodes are on its page, if any are.
    pub resumes: Option<Epoch>,
    /// The newest frame of that life on its page.
    pub applied: Sequence,
    /// Whether its page expects another life than the one that runs, or shows something.
    pub reset: bool,
}

/// What is about to enter.
enum Waiting {
    Attach(TabOptions),
    Detach(TabId),
    /// A stimulus of before is delivered again.
    Attempt(Sequence),
    /// An event of a tab's page, and the life that its target is called by.
    Page(TabId, Epoch, StampedEvent),
    /// The same of a tab that has ended.
    Gone(TabId, Epoch, StampedEvent),
    /// A frame is on a tab's page.
    Shown(TabId, Sequence),
}

/// A running program.
pub struct Engine {
    program: Program,
    ledger: Ledger,
    /// In the order in which they were attached.
    tabs: Vec<Tab>,
    waiting: VecDeque<Waiting>,
    /// Entries that are not in the log yet.
    unwritten: Vec<Vec<u8>>,
    /// Whether entries were handed out whose turns have not run.
    is_staged: bool,
    now: f64,
    /// Whether native actors have had their share of this moment.
    natives_rest: bool,
    /// What was given up and nobody was told yet.
    given_up: Vec<DeadLetter>,
    stale: u64,
    repeats: u64,
    keeps_turns: bool,
    /// The stimuli so far, if somebody wants them.
    records: Option<Vec<Record>>,
}

impl Engine {
    /// Starts a program in one tab, without anything from before, and without a log.
    ///
    /// # Errors
    /// What is wrong with it, if that keeps it from running.
    pub fn start(options: StartOptions) -> Result<Engine, Vec<RenderedDiagnostic>> {
        let StartOptions {
            entry,
            files,
            route,
            seed,
            now,
            epoch,
        } = options;
        let mut engine = Engine::open(OpenOptions {
            entry,
            files,
            now,
            epoch,
            ledger: Ledger::default(),
        })?;
        engine.attach(TabOptions {
            tab: TabId::default(),
            route,
            seed,
            resumes: None,
            applied: Sequence(0),
            reset: false,
        });
        engine.settle(now);
        Ok(engine)
    }

    /// Begins a life with what was logged before; no tab shows it yet. What was not processed to its end is
    /// tried again once the first tab is attached.
    ///
    /// # Errors
    /// What is wrong with the program, if that keeps it from running.
    pub fn open(options: OpenOptions) -> Result<Engine, Vec<RenderedDiagnostic>> {
        let program = Program::compile(options.entry, options.files)?;
        let OpenOptions {
            ledger, epoch, now, ..
        } = options;
        Ok(Engine::begin_with(program, ledger, epoch, now))
    }

    /// Begins a life of a compiled program.
    fn begin_with(program: Program, ledger: Ledger, epoch: Epoch, now: f64) -> Engine {
        let mut engine = Engine::with(program, ledger);
        engine.now = now;
        engine.begin_life(epoch);
        engine.give_up();
        engine
    }

    fn with(program: Program, ledger: Ledger) -> Engine {
        Engine {
            program,
            ledger,
            tabs: Vec::new(),
            waiting: VecDeque::new(),
            unwritten: Vec::new(),
            is_staged: false,
            now: 0.0,
            natives_rest: false,
            given_up: Vec::new(),
            stale: 0,
            repeats: 0,
            keeps_turns: false,
            records: None,
        }
    }

    /// Says in the log that a life begins: the next epoch, or a later one.
    fn begin_life(&mut self, least: Epoch) {
        let last = self.ledger.life().epoch;
        self.enter(LogEntry::Life(Life {
            epoch: least.max(Epoch(last.0.saturating_add(1))),
            program: self.program.fingerprint,
            entry: self.program.entry.clone(),
            time: libm::fmax(self.now, self.ledger.time()),
        }));
    }

    /// Takes an entry over, and notes it for the log.
    fn enter(&mut self, entry: LogEntry) {
        self.ledger.apply(&entry);
        self.unwritten.push(entry.encode());
    }

    /// The life that runs.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.ledger.life().epoch
    }

    /// What the log leads to.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Which text of the program runs.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.program.fingerprint
    }

    /// Whether the program follows or changes the page's path.
    #[must_use]
    pub fn uses_router(&self) -> bool {
        self.program.plan.uses_router
    }

    /// The tabs that are attached, the first one first.
    pub fn tabs(&self) -> impl Iterator<Item = TabId> {
        self.tabs.iter().map(|tab| tab.id)
    }

    fn tab(&self, id: TabId) -> Option<&Tab> {
        self.tabs.iter().find(|tab| tab.id == id)
    }

    fn tab_mut(&mut self, id: TabId) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|tab| tab.id == id)
    }

    /// Shows the program in a tab. One that is attached already gets everything anew.
    pub fn attach(&mut self, options: TabOptions) {
        let first = self.tabs.is_empty() && self.waiting.is_empty();
        self.waiting.push_back(Waiting::Attach(options));
        if first {
            let attempts = self.ledger.unfinished();
            let attempts: Vec<Waiting> = attempts
                .map(|unfinished| Waiting::Attempt(unfinished.record.sequence))
                .collect();
            self.waiting.extend(attempts);
        }
    }

    /// A tab has ended.
    pub fn detach(&mut self, tab: TabId) {
        self.waiting.push_back(Waiting::Detach(tab));
    }

    /// Takes in what tabs that have ended could not say any more.
    pub fn accept_leftovers(&mut self, leftovers: Vec<Leftover>) {
        for Leftover { tab, epoch, events } in leftovers {
            let events = events.into_iter();
            self.waiting
                .extend(events.map(|event| Waiting::Gone(tab, epoch, event)));
        }
    }

    /// Takes a frame of a tab's page in; what is in it happens at the next stages.
    ///
    /// # Errors
    /// If the frame is not valid; it is refused whole.
    pub fn accept(&mut self, tab: TabId, bytes: &[u8]) -> Result<(), FrameError> {
        match decode_up(bytes)? {
            UpFrame::Events(batch) => self.accept_events(tab, batch),
            UpFrame::Applied(applied) => {
                if applied.epoch == self.epoch() {
                    self.waiting
                        .push_back(Waiting::Shown(tab, applied.sequence));
                    if let Some(tab) = self.tab_mut(tab) {
                        tab.applied(applied.sequence);
                    }
                }
            }
            UpFrame::Rejected(rejected) => {
                let is_current = rejected.epoch == self.epoch();
                let Engine { tabs, program, .. } = self;
                if let Some(tab) = tabs.iter_mut().find(|known| known.id == tab) {
                    tab.rejected += 1;
                    if is_current {
                        tab.reset(program, None);
                    }
                }
            }
        }
        Ok(())
    }

    fn accept_events(&mut self, tab: TabId, batch: EventBatch) {
        let EventBatch {
            epoch,
            location,
            events,
        } = batch;
        for event in events {
            // Routes concern the page, not an actor somewhere.
            if location == Location::Local || matches!(event.event, Event::Route { .. }) {
                self.waiting.push_back(Waiting::Page(tab, epoch, event));
            } else {
                self.stale += 1;
            }
        }
    }

    /// Takes a frame of the first tab's page in and processes it, without a log.
    ///
    /// # Errors
    /// If the frame is not valid; it is refused whole.
    pub fn accept_batch(&mut self, bytes: &[u8], now: f64) -> Result<(), FrameError> {
        self.accept(self.first(), bytes)?;
        self.settle(now);
        Ok(())
    }

    /// Makes what is due by now happen, without a log.
    pub fn advance(&mut self, now: f64) {
        self.settle(now);
    }

    /// Processes everything that waits and is due, without a log.
    pub fn settle(&mut self, now: f64) {
        self.begin(now);
        loop {
            let staged = self.stage();
            if staged.is_empty() {
                break;
            }
            self.deliver(staged.appended());
        }
        self.clear_away();
    }

    /// Gives the memory of what has ended back. A turn does that before it begins; it is better done when the frame of
    /// the turn before is on its way.
    pub fn clear_away(&mut self) {
        for tab in &mut self.tabs {
            tab.evaluator.clear_away(usize::MAX);
        }
    }

    fn first(&self) -> TabId {
        self.tabs.first().map(|tab| tab.id).unwrap_or_default()
    }

    /// Whether everything that happened is in the log: nothing may leave before.
    fn is_settled(&self) -> bool {
        self.unwritten.is_empty() && !self.is_staged
    }

    /// The next frame for a tab's page, if there is something to say, all of it is in the log, and the page has
    /// applied the last one.
    pub fn take_frame_of(&mut self, tab: TabId) -> Option<Vec<u8>> {
        if !self.is_settled() {
            return None;
        }
        let (epoch, logged) = (self.epoch(), self.ledger.mark(tab));
        self.tab_mut(tab)?.take_frame(epoch, logged)
    }

    /// The next frame for the first tab's page.
    pub fn take_frame(&mut self) -> Option<Vec<u8>> {
        self.take_frame_of(self.first())
    }

    /// A frame that tells a tab's page what is logged, if no other has.
    pub fn take_acknowledgement(&mut self, tab: TabId) -> Option<Vec<u8>> {
        if !self.is_settled() {
            return None;
        }
        let (epoch, logged) = (self.epoch(), self.ledger.mark(tab));
        self.tab_mut(tab)?.take_acknowledgement(epoch, logged)
    }

    /// Warnings and errors in a tab since the last call.
    pub fn take_diagnostics_of(&mut self, tab: TabId) -> Vec<RenderedDiagnostic> {
        let tab = self.tab_mut(tab);
        tab.map_or_else(Vec::new, |tab| std::mem::take(&mut tab.diagnostics))
    }

    /// Warnings and errors in the first tab since the last call.
    pub fn take_diagnostics(&mut self) -> Vec<RenderedDiagnostic> {
        self.take_diagnostics_of(self.first())
    }

    /// Counters and the scope tree of the first tab.
    #[must_use]
    pub fn inspect(&self) -> Inspection {
        self.inspect_tab(self.first())
    }

    /// Counters and the scope tree of a tab.
    #[must_use]
    pub fn inspect_tab(&self, tab: TabId) -> Inspection {
        Inspection {
            counters: self.counters_of(tab),
            tree: self
                .tab(tab)
                .map_or_else(Vec::new, |tab| tab.evaluator.tree()),
            durability: None,
        }
    }

    /// The counters of the first tab.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters_of(self.first())
    }

    fn counters_of(&self, tab: TabId) -> Counters {
        let Some(tab) = self.tab(tab) else {
            return Counters::default();
        };
        let actors = tab.evaluator.registry.counters();
        let work = tab.evaluator.work;
        let sent = tab.outbox.sent();
        Counters {
            actors_created: actors.actors.created,
            actors_dropped: actors.actors.dropped,
            actors_live: actors.actors.live(),
            scopes_created: actors.scopes.created,
            scopes_dropped: actors.scopes.dropped,
            scopes_live: actors.scopes.live(),
            edges_live: tab.evaluator.edges.len() as u64,
            turns: work.turns,
            rounds: work.rounds,
            cells_run: work.cells_run,
            steps: work.steps,
            list_replaces: work.list_replaces,
            merged_ticks: work.merged_ticks,
            repeated_diagnostics: tab.evaluator.repeated_diagnostics(),
            coalesced: sent.superseded,
            rejected: tab.rejected,
            stale: self.stale,
            repeats: self.repeats,
            logged: self.ledger.sequence().0,
            patches: tab.patches,
            frames: sent.frames,
            frame_bytes: sent.bytes,
        }
    }

    /// Keeps the patches of each turn, for those who compare turns.
    pub fn keep_turns(&mut self) {
        self.keeps_turns = true;
        for tab in &mut self.tabs {
            tab.turns.get_or_insert_default();
        }
    }

    /// The patches of the first tab's turns since the last call, one list a turn.
    pub fn take_turns(&mut self) -> Vec<Vec<Patch<'static>>> {
        self.take_turns_of(self.first())
    }

    /// The patches of a tab's turns since the last call, one list a turn.
    pub fn take_turns_of(&mut self, tab: TabId) -> Vec<Vec<Patch<'static>>> {
        self.tab_mut(tab)
            .and_then(|tab| tab.turns.as_mut())
            .map_or_else(Vec::new, std::mem::take)
    }

    /// Keeps the stimuli, for those who replay them elsewhere.
    pub fn keep_records(&mut self) {
        self.records.get_or_insert_default();
    }

    /// The stimuli since they are kept.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        self.records.as_deref().unwrap_or_default()
    }

    /// How many entries the tables have that follow the program's instances: what must not grow by itself.
    #[must_use]
    pub fn table_sizes(&self) -> Vec<(&'static str, usize)> {
        let Some(tab) = self.tabs.first() else {
            return Vec::new();
        };
        let mut sizes = tab.evaluator.table_sizes();
        let names = self.ledger.names(tab.id, self.epoch());
        sizes.push(("names", names.len()));
        sizes
    }

    /// Checks what must hold between turns. For tests.
    pub fn check_invariants(&self) {
        for tab in &self.tabs {
            tab.evaluator.registry.check_invariants();
        }
    }
}
