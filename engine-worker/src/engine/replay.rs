//! A log again: its stimuli in their order, in a new engine.
//!
//! A log that has the beginning of its newest life gives the same patches in every turn, byte for byte. One
//! that was compacted since begins with a snapshot: its stimuli are found by the places of their targets, as
//! after a worker's death, and only what is shown and kept is the same.

use std::collections::BTreeMap;
use std::vec::IntoIter;

use protocol::ids::TabId;
use protocol::{Epoch, Patch, RenderedDiagnostic, Sequence, SourceFile};

use crate::durability::{Attachment, Commit, Ledger, LogEntry, recording};
use crate::inbox::{self, Record};

use super::Engine;
use super::program::Program;
use super::staging::Attach;

/// Why a log cannot be replayed.
#[derive(Clone, Debug, PartialEq)]
pub enum ReplayError {
    /// The program does not run.
    Program(Vec<RenderedDiagnostic>),
    /// A payload of the log is no entry that is known here.
    Unknown {
        /// Its position in the log.
        position: usize,
    },
    /// There is nothing in the log.
    Empty,
}

impl std::fmt::Display for ReplayError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Program(diagnostics) => {
                formatter.write_str("the program does not run")?;
                diagnostics.iter().try_for_each(|found| {
                    let at = (&found.file, found.line, found.column);
                    write!(formatter, "\n{}:{}:{}: {}", at.0, at.1, at.2, found.message)
                })
            }
            Self::Unknown { position } => write!(
                formatter,
                "entry {position} of the log is of a kind that this version does not know"
            ),
            Self::Empty => formatter.write_str("the log is empty"),
        }
    }
}

impl std::error::Error for ReplayError {}

/// A turn that was replayed.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplayedTurn {
    /// The stimulus.
    pub sequence: Sequence,
    /// The patches of each tab, one list for each drawing.
    pub tabs: Vec<(TabId, Vec<Vec<Patch<'static>>>)>,
}

/// A log that is being replayed.
pub struct Replay {
    engine: Engine,
    entries: IntoIter<LogEntry>,
    /// What the log leads to by its own names, if those are others.
    recorded: Option<Ledger>,
    /// What is replayed first: tabs of a snapshot.
    attached: IntoIter<Attachment>,
    /// The newest turn.
    turn: Option<ReplayedTurn>,
    /// Commits of turns whose commits in the log have not come yet.
    commits: BTreeMap<Sequence, Commit>,
    diverging: Vec<Sequence>,
    has_program: bool,
}

/// A commit but for what depends on the page: which frame brings what was said.
fn without_frames(mut commit: Commit) -> Commit {
    for tab in &mut commit.tabs {
        for said in &mut tab.said {
            said.frame = Sequence(0);
        }
    }
    commit
}

/// Whether a turn has changed something else than the log says.
fn differs(own: Commit, recorded: Commit) -> bool {
    let (own, recorded) = (without_frames(own), without_frames(recorded));
    if own == recorded {
        return false;
    }
    // In a redacted recording the program's own texts are blanked, too.
    let recorded = LogEntry::Commit(recorded);
    let mut own = [LogEntry::Commit(own)];
    redact(&mut own);
    own != [recorded]
}

/// Blanks what people have written.
pub(super) fn redact(entries: &mut [LogEntry]) {
    recording::redact(entries, |value| {
        crate::evaluator::redact_saved(value, recording::blanked)
    });
}

/// Reads the payloads of a log.
///
/// # Errors
/// The position of the first that is no entry.
pub fn entries_of(payloads: &[Vec<u8>]) -> Result<Vec<LogEntry>, usize> {
    payloads
        .iter()
        .enumerate()
        .map(|(position, payload)| LogEntry::decode(payload).map_err(|_| position))
        .collect()
}

impl Replay {
    /// Prepares to replay the newest life of a log.
    ///
    /// # Errors
    /// See [`ReplayError`].
    pub fn open(
        payloads: &[Vec<u8>],
        entry: String,
        files: Vec<SourceFile>,
    ) -> Result<Replay, ReplayError> {
        let entries = entries_of(payloads).map_err(|position| ReplayError::Unknown { position })?;
        let program = Program::compile(entry, files).map_err(ReplayError::Program)?;
        let mut base = Ledger::default();
        let is_part_of_base = |entry: &LogEntry, whole: bool| match entry {
            LogEntry::Life(_) => true,
            LogEntry::Base(_)
            | LogEntry::Counts { .. }
            | LogEntry::Tab(_)
            | LogEntry::Names { .. }
            | LogEntry::Saved(_)
            | LogEntry::Unfinished(_)
            | LogEntry::DeadLetter(_) => !whole,
            _ => false,
        };
        let whole = recording::is_whole(&entries);
        let last = entries
            .iter()
            .rposition(|entry| is_part_of_base(entry, whole))
            .ok_or(ReplayError::Empty)?;
        let mut entries = entries.into_iter();
        entries
            .by_ref()
            .take(last + 1)
            .for_each(|entry| base.apply(&entry));
        let has_program = base.life().program == program.fingerprint;
        let mut attached = Vec::new();
        let mut recorded = None;
        if !whole {
            attached = base.attached().into_iter().cloned().collect();
            recorded = Some(base.clone());
        }
        let mut engine = Engine::with(program, base);
        engine.keeps_turns = true;
        if !whole {
            engine.begin_life(Epoch(0));
        }
        Ok(Replay {
            engine,
            entries,
            recorded,
            attached: attached.into_iter(),
            turn: None,
            commits: BTreeMap::new(),
            diverging: Vec::new(),
            has_program,
        })
    }

    /// Whether the log has the beginning of its newest life.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.recorded.is_none()
    }

    /// Whether the log was made by this text of the program.
    #[must_use]
    pub fn has_program(&self) -> bool {
        self.has_program
    }

    /// The engine as it is after the turns so far.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The turns that changed something else of what is kept than the log says, if it has their names.
    #[must_use]
    pub fn diverging(&self) -> &[Sequence] {
        &self.diverging
    }

    /// Replays one more turn; `None` at the end of the log.
    pub fn next_turn(&mut self) -> Option<ReplayedTurn> {
        if let Some(attachment) = self.attached.next() {
            self.attach(attachment);
            return self.turn.take();
        }
        while self.turn.is_none() {
            let entry = self.entries.next()?;
            self.replay(entry);
        }
        self.turn.take()
    }

    /// Replays the rest of the log; answers a hash of all patches, and how many turns there were.
    pub fn hash(&mut self) -> (u64, usize) {
        let mut hash = FIRST_HASH;
        let mut turns = 0;
        while let Some(turn) = self.next_turn() {
            hash = hashed(hash, &turn.hash().to_le_bytes());
            turns += 1;
        }
        (hash, turns)
    }

    fn replay(&mut self, entry: LogEntry) {
        if let Some(recorded) = &mut self.recorded {
            recorded.apply(&entry);
        }
        match entry {
            LogEntry::Attached(attachment) => self.attach(attachment),
            LogEntry::Event(record) => match &self.recorded {
                None => {
                    self.pass_time(record.time);
                    self.engine.ledger.apply(&LogEntry::Event(record.clone()));
                    self.engine.run(&record, true);
                    self.note(record.sequence);
                }
                Some(recorded) => {
                    let unfinished = recorded.unfinished_at(record.sequence).cloned();
                    self.attempt(record.sequence, record.time, unfinished);
                }
            },
            LogEntry::Attempt { sequence, time } => {
                let ledger = self.recorded.as_ref().unwrap_or(&self.engine.ledger);
                let unfinished = ledger.unfinished_at(sequence).cloned();
                self.engine
                    .ledger
                    .apply(&LogEntry::Attempt { sequence, time });
                self.attempt(sequence, time, unfinished);
            }
            LogEntry::Commit(commit) => {
                let sequence = commit.sequence;
                let own = self.commits.remove(&sequence);
                let diverges = own.is_some_and(|own| differs(own, commit));
                if diverges && self.recorded.is_none() {
                    self.diverging.push(sequence);
                }
            }
            LogEntry::Detached { slot } => {
                let tab = match &self.recorded {
                    Some(recorded) => recorded.tab_at(slot),
                    None => self.engine.ledger.tab_at(slot),
                };
                self.engine.tabs.retain(|known| Some(known.id) != tab);
                if self.recorded.is_none() {
                    self.engine.ledger.apply(&entry);
                }
            }
            LogEntry::GivenUp { .. }
            | LogEntry::Retried { .. }
            | LogEntry::Discarded { .. }
            | LogEntry::Cleared
            | LogEntry::Shown { .. }
                if self.recorded.is_none() =>
            {
                self.engine.ledger.apply(&entry);
            }
            // The rest stands before a life begins.
            LogEntry::Life(_)
            | LogEntry::GivenUp { .. }
            | LogEntry::Retried { .. }
            | LogEntry::Discarded { .. }
            | LogEntry::Cleared
            | LogEntry::Shown { .. }
            | LogEntry::Base(_)
            | LogEntry::Counts { .. }
            | LogEntry::Tab(_)
            | LogEntry::Names { .. }
            | LogEntry::Saved(_)
            | LogEntry::Unfinished(_)
            | LogEntry::DeadLetter(_) => {}
        }
    }

    fn attach(&mut self, attachment: Attachment) {
        let mut attachment = attachment;
        self.pass_time(attachment.time);
        if self.recorded.is_some() {
            attachment.slot = self.engine.ledger.next_slot();
        }
        let Attachment { tab, resumes, .. } = attachment;
        let ledger = &self.engine.ledger;
        let names = resumes.map_or_else(Vec::new, |epoch| ledger.names(tab, epoch));
        let applied = attachment.applied;
        let unsaid = resumes.map_or_else(Vec::new, |epoch| ledger.unsaid(tab, epoch, applied));
        let sequence = attachment.sequence;
        self.engine
            .ledger
            .apply(&LogEntry::Attached(attachment.clone()));
        self.engine.start_tab(Attach {
            attachment,
            reset: false,
            names,
            unsaid,
        });
        self.note(sequence);
    }

    fn attempt(
        &mut self,
        sequence: Sequence,
        time: f64,
        unfinished: Option<crate::durability::Unfinished>,
    ) {
        self.pass_time(time);
        match unfinished.and_then(|unfinished| self.engine.revive(&unfinished, time)) {
            Some(revived) => self.engine.run(&revived.record, revived.here),
            None => self.engine.commit(sequence, Vec::new()),
        }
        self.note(sequence);
    }

    /// Lets those who wait see a time: what they produce for it is in the log.
    fn pass_time(&mut self, time: f64) {
        for tab in &mut self.engine.tabs {
            tab.evaluator.pass_time(time);
        }
    }

    /// A turn was run.
    fn note(&mut self, sequence: Sequence) {
        let commit = std::mem::take(&mut self.engine.unwritten)
            .into_iter()
            .rev()
            .find_map(|payload| match LogEntry::decode(&payload) {
                Ok(LogEntry::Commit(commit)) => Some(commit),
                _ => None,
            });
        let tabs = self.engine.tabs.iter_mut();
        let tabs = tabs
            .filter_map(|tab| Some((tab.id, std::mem::take(tab.turns.as_mut()?))))
            .filter(|(_, turns)| !turns.is_empty())
            .collect();
        self.turn = Some(ReplayedTurn { sequence, tabs });
        if let Some(commit) = commit {
            self.commits.insert(sequence, commit);
        }
    }
}

impl ReplayedTurn {
    /// A number that differs for different patches (FNV-1a over their bytes).
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hash = FIRST_HASH;
        for (tab, turns) in &self.tabs {
            hash = hashed(hash, &tab.0.to_le_bytes());
            for patches in turns {
                hash = hashed(hash, &protocol::codec::patch_bytes(patches));
            }
        }
        hash
    }
}

/// The hash of nothing.
pub const FIRST_HASH: u64 = 0xcbf2_9ce4_8422_2325;

/// Adds bytes to a hash.
#[must_use]
pub fn hashed(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Engine {
    /// Runs stimuli of another engine of the same program and the same tabs, in their order.
    pub fn replay<'a>(&mut self, log: impl IntoIterator<Item = &'a Record>) {
        for record in log {
            for tab in &mut self.tabs {
                tab.evaluator.pass_time(record.time);
            }
            let Record {
                slot,
                source,
                time,
                payload,
                ..
            } = record;
            let taken = inbox::accept(&mut self.ledger, *slot, *source, *time, payload.clone());
            if let Some(record) = taken {
                if let Some(records) = &mut self.records {
                    records.push(record.clone());
                }
                self.run(&record, true);
            }
        }
        // Loops that the last turn has started begin to wait.
        for tab in &mut self.tabs {
            let now = tab.evaluator.now;
            tab.evaluator.pass_time(now);
        }
        self.unwritten.clear();
    }
}
