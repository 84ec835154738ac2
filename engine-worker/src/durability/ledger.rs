//! What the entries of a log lead to: the one place where they are folded.
//!
//! A running engine applies each entry when it makes it, recovery applies the same entries when it reads
//! them, and a snapshot is what a ledger has, as entries. So what recovery finds is what the engine that
//! wrote the log had, by construction. The ledger knows no evaluator and does no I/O.
//!
//! Invariants: a stimulus is in at most one of `unfinished` and `dead`; numbers only grow; every slot is a tab.

use std::collections::BTreeMap;

use protocol::Event;
use protocol::ids::{Epoch, NodeId, Sequence, TabId};

use super::record::{Payload, Record, Source};

use super::names::NameTables;
use super::{
    Attachment, Commit, Life, LogEntry, Message, Name, Said, SavedChange, SavedState, TabEntry,
    Unfinished,
};

/// How many ended tabs are remembered, so that what they still had to say is taken once.
pub const KEPT_TABS: usize = 64;

/// How many names of instances are remembered for tabs that are not attached.
pub const KEPT_NAMES: usize = 50_000;

/// How many bytes of saved values go into one entry of a snapshot, at least.
const SAVED_CHUNK: usize = 64 * 1024;

/// How many names go into one entry of a snapshot, at most.
const NAMES_CHUNK: usize = 4096;

/// What is known of a tab.
#[derive(Clone, Debug, Default, PartialEq)]
struct TabState {
    mark: Sequence,
    seen: Sequence,
    attachment: Option<Attachment>,
    said: Vec<(Epoch, Said)>,
    names: NameTables,
}

/// Something that the page of a tab may not have been told.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsaid {
    /// What.
    pub message: Message,
    /// Where the instance is that it is about; 0 if it is about none or nobody could say.
    pub place: u64,
}

/// The state of a log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    life: Life,
    sequence: Sequence,
    time: f64,
    saved: SavedState,
    slots: Vec<TabId>,
    tabs: BTreeMap<TabId, TabState>,
    unfinished: BTreeMap<Sequence, Unfinished>,
    dead: BTreeMap<Sequence, Unfinished>,
}

impl Ledger {
    /// Takes an entry over.
    pub fn apply(&mut self, entry: &LogEntry) {
        match entry {
            LogEntry::Life(life) => {
                self.life = life.clone();
                self.time = libm::fmax(self.time, life.time);
                self.slots.clear();
                for tab in self.tabs.values_mut() {
                    tab.attachment = None;
                }
            }
            LogEntry::Attached(attachment) => self.attach(attachment),
            LogEntry::Detached { slot } => {
                if let Some(tab) = self.tab_mut(*slot) {
                    tab.attachment = None;
                }
                self.forget_old_tabs();
            }
            LogEntry::Event(record) => self.begin(record),
            LogEntry::Attempt { sequence, time } => {
                self.time = libm::fmax(self.time, *time);
                if let Some(unfinished) = self.unfinished.get_mut(sequence) {
                    unfinished.tries += 1;
                }
            }
            LogEntry::Commit(commit) => self.commit(commit),
            LogEntry::GivenUp { sequence } => {
                if let Some(letter) = self.unfinished.remove(sequence) {
                    self.dead.insert(*sequence, letter);
                }
            }
            LogEntry::Retried { sequence } => {
                if let Some(mut letter) = self.dead.remove(sequence) {
                    letter.tries = 0;
                    self.unfinished.insert(*sequence, letter);
                }
            }
            LogEntry::Discarded { sequence } => {
                self.dead.remove(sequence);
            }
            LogEntry::Cleared => {
                let next_item = self.saved.next_item;
                self.saved = SavedState::default();
                // Identities are never given again, whatever is forgotten.
                self.saved.next_item = next_item;
                self.unfinished.clear();
                self.dead.clear();
            }
            LogEntry::Shown { slot, frame } => {
                let epoch = self.life.epoch;
                if let Some(tab) = self.tab_mut(*slot) {
                    tab.said
                        .retain(|(said_in, said)| *said_in == epoch && said.frame > *frame);
                }
            }
            LogEntry::Base(life) => self.life = life.clone(),
            LogEntry::Counts {
                sequence,
                time,
                next_item,
            } => {
                self.sequence = *sequence;
                self.time = *time;
                self.saved.next_item = *next_item;
            }
            LogEntry::Tab(entry) => {
                if let Some(attachment) = &entry.attachment {
                    self.set_slot(attachment.slot, entry.tab);
                }
                let tab = self.tabs.entry(entry.tab).or_default();
                tab.mark = entry.mark;
                tab.seen = entry.seen;
                tab.attachment.clone_from(&entry.attachment);
                tab.said.clone_from(&entry.said);
            }
            LogEntry::Names { tab, epoch, names } => {
                let tables = &mut self.tabs.entry(*tab).or_default().names;
                tables.add(*epoch, names);
            }
            LogEntry::Saved(values) => {
                let changes: Vec<SavedChange> = values
                    .iter()
                    .map(|(key, value)| SavedChange {
                        key: *key,
                        value: Some(value.clone()),
                    })
                    .collect();
                self.saved.apply(&changes);
            }
            LogEntry::Unfinished(unfinished) => {
                self.unfinished
                    .insert(unfinished.record.sequence, unfinished.clone());
            }
            LogEntry::DeadLetter(letter) => {
                self.dead.insert(letter.record.sequence, letter.clone());
            }
        }
    }

    fn attach(&mut self, attachment: &Attachment) {
        self.sequence = self.sequence.max(attachment.sequence);
        self.time = libm::fmax(self.time, attachment.time);
        self.set_slot(attachment.slot, attachment.tab);
        let epoch = self.life.epoch;
        let tab = self.tabs.entry(attachment.tab).or_default();
        tab.seen = attachment.sequence;
        tab.attachment = Some(attachment.clone());
        tab.names.begin(epoch, attachment.resumes);
        self.forget_old_tabs();
    }

    fn set_slot(&mut self, slot: u32, tab: TabId) {
        // Slots are handed out one by one; a damaged log must not ask for a large table.
        let slot = slot as usize;
        if slot < self.slots.len() {
            self.slots[slot] = tab;
        } else if slot <= self.slots.len() + KEPT_TABS * 1024 {
            self.slots.resize(slot, TabId::default());
            self.slots.push(tab);
        }
    }

    fn begin(&mut self, record: &Record) {
        self.sequence = self.sequence.max(record.sequence);
        self.time = libm::fmax(self.time, record.time);
        let tab = self.tab_at(record.slot).unwrap_or_default();
        let marked = match record.source {
            Source::Page(sequence) => Some((tab, sequence)),
            Source::Gone(tab, sequence) => Some((tab, sequence)),
            Source::Timer | Source::Host | Source::Missed { .. } => None,
        };
        if let Some((tab, sequence)) = marked {
            let state = self.tabs.entry(tab).or_default();
            state.mark = state.mark.max(sequence);
        }
        let place = match &record.payload {
            Payload::Event(Event::Node { target, .. }) => self
                .tabs
                .get(&tab)
                .and_then(|state| state.names.place(self.life.epoch, target.actor))
                .unwrap_or(0),
            Payload::Event(Event::Route { .. }) => 0,
            Payload::Tick { place, .. } | Payload::Message { place, .. } => *place,
        };
        self.unfinished.insert(
            record.sequence,
            Unfinished {
                record: record.clone(),
                tab,
                place,
                tries: 1,
            },
        );
    }

    fn commit(&mut self, commit: &Commit) {
        self.unfinished.remove(&commit.sequence);
        self.saved.apply(&commit.changes);
        self.saved.next_item = self.saved.next_item.max(commit.next_item);
        let epoch = self.life.epoch;
        let attached = |tab: &&mut TabState| {
            let attachment = tab.attachment.as_ref();
            attachment.is_some_and(|attachment| attachment.sequence == commit.sequence)
        };
        if let Some(tab) = self.tabs.values_mut().find(attached) {
            // What the page has not applied is said again by this turn.
            tab.said.clear();
        }
        for change in &commit.tabs {
            if let Some(tab) = self.tab_mut(change.slot) {
                tab.names.change(epoch, &change.made, &change.dropped);
                for said in &change.said {
                    if let Message::Write { node, .. } = said.message {
                        tab.said.retain(|(said_in, said)| *said_in != epoch || !writes(said, node));
                    }
                    tab.said.push((epoch, said.clone()));
                }
            }
        }
    }

    /// Forgets the names, then the marks, of the tabs that ended longest ago.
    fn forget_old_tabs(&mut self) {
        let mut ended: Vec<(Sequence, TabId)> = self
            .tabs
            .iter()
            .filter(|(_, state)| state.attachment.is_none())
            .map(|(tab, state)| (state.seen, *tab))
            .collect();
        ended.sort_unstable();
        let mut names = 0;
        for (position, (_, tab)) in ended.into_iter().rev().enumerate() {
            if position >= KEPT_TABS {
                self.tabs.remove(&tab);
            } else if let Some(state) = self.tabs.get_mut(&tab) {
                names += state.names.len();
                if position > 0 && names > KEPT_NAMES {
                    state.names = NameTables::default();
                }
            }
        }
    }

    fn tab_mut(&mut self, slot: u32) -> Option<&mut TabState> {
        self.tabs.get_mut(self.slots.get(slot as usize)?)
    }

    /// All of it as the entries of a snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Vec<LogEntry> {
        let mut entries = vec![
            LogEntry::Base(self.life.clone()),
            LogEntry::Counts {
                sequence: self.sequence,
                time: self.time,
                next_item: self.saved.next_item,
            },
        ];
        for (tab, state) in &self.tabs {
            entries.push(LogEntry::Tab(TabEntry {
                tab: *tab,
                mark: state.mark,
                seen: state.seen,
                attachment: state.attachment.clone(),
                said: state.said.clone(),
            }));
            for (epoch, names) in state.names.tables() {
                // A table without names is one, too.
                for chunk in chunks(&names, NAMES_CHUNK) {
                    entries.push(LogEntry::Names {
                        tab: *tab,
                        epoch,
                        names: chunk.to_vec(),
                    });
                }
            }
        }
        let mut chunk = Vec::new();
        let mut bytes = 0;
        for (key, value) in self.saved.iter() {
            bytes += value.len() + size_of_val(&key);
            chunk.push((key, value.to_vec()));
            if bytes >= SAVED_CHUNK {
                bytes = 0;
                entries.push(LogEntry::Saved(std::mem::take(&mut chunk)));
            }
        }
        if !chunk.is_empty() {
            entries.push(LogEntry::Saved(chunk));
        }
        let unfinished = self.unfinished.values().cloned();
        entries.extend(unfinished.map(LogEntry::Unfinished));
        entries.extend(self.dead.values().cloned().map(LogEntry::DeadLetter));
        entries
    }

    /// How the newest life began; epoch 0 if there was none.
    #[must_use]
    pub fn life(&self) -> &Life {
        &self.life
    }

    /// What the program keeps.
    #[must_use]
    pub fn saved(&self) -> &SavedState {
        &self.saved
    }

    /// The time of the newest entry.
    #[must_use]
    pub fn time(&self) -> f64 {
        self.time
    }

    /// The newest number of the total order.
    #[must_use]
    pub fn sequence(&self) -> Sequence {
        self.sequence
    }

    /// The number that the next stimulus gets.
    #[must_use]
    pub fn next_sequence(&self) -> Sequence {
        Sequence(self.sequence.0 + 1)
    }

    /// The slot that the next tab gets.
    #[must_use]
    pub fn next_slot(&self) -> u32 {
        self.slots.len() as u32
    }

    /// The tab of a slot.
    #[must_use]
    pub fn tab_at(&self, slot: u32) -> Option<TabId> {
        self.slots.get(slot as usize).copied()
    }

    /// The newest event of a tab's page that is in the log.
    #[must_use]
    pub fn mark(&self, tab: TabId) -> Sequence {
        self.tabs.get(&tab).map_or(Sequence(0), |state| state.mark)
    }

    /// Whether an event of a tab's page is a repeat.
    #[must_use]
    pub fn has(&self, tab: TabId, sequence: Sequence) -> bool {
        sequence <= self.mark(tab)
    }

    /// Where an instance is that was called so in a life, on the page of a tab.
    #[must_use]
    pub fn place(&self, tab: TabId, epoch: Epoch, actor: protocol::ids::ActorId) -> Option<u64> {
        self.tabs.get(&tab)?.names.place(epoch, actor)
    }

    /// The instances on the page of a tab by the names of a life, in the order of their names.
    #[must_use]
    pub fn names(&self, tab: TabId, epoch: Epoch) -> Vec<Name> {
        self.tabs
            .get(&tab)
            .map_or_else(Vec::new, |state| state.names.of(epoch))
    }

    /// What the page of a tab may not have been told: by a life all after a frame, and all by later lives.
    #[must_use]
    pub fn unsaid(&self, tab: TabId, epoch: Epoch, applied: Sequence) -> Vec<Unsaid> {
        let Some(state) = self.tabs.get(&tab) else {
            return Vec::new();
        };
        let said = state.said.iter();
        said.filter(|(said_in, said)| {
            *said_in > epoch || *said_in == epoch && said.frame > applied
        })
        .map(|(said_in, said)| {
            let place = match &said.message {
                Message::Write { node, .. } => state.names.place(*said_in, node.actor),
                Message::Console(..) | Message::Navigate(_) => None,
            };
            Unsaid {
                message: said.message.clone(),
                place: place.unwrap_or(0),
            }
        })
        .collect()
    }

    /// Whether the program said something that the page of a tab may not have.
    #[must_use]
    pub fn waits_for_page(&self, tab: TabId) -> bool {
        self.tabs
            .get(&tab)
            .is_some_and(|state| !state.said.is_empty())
    }

    /// The tabs that are attached, by slot.
    #[must_use]
    pub fn attached(&self) -> Vec<&Attachment> {
        let mut found: Vec<&Attachment> = self
            .tabs
            .values()
            .filter_map(|state| state.attachment.as_ref())
            .collect();
        found.sort_by_key(|attachment| attachment.slot);
        found
    }

    /// The stimuli whose turns have not come to their end, by number.
    pub fn unfinished(&self) -> impl Iterator<Item = &Unfinished> {
        self.unfinished.values()
    }

    /// A stimulus whose turn has not come to its end.
    #[must_use]
    pub fn unfinished_at(&self, sequence: Sequence) -> Option<&Unfinished> {
        self.unfinished.get(&sequence)
    }

    /// The stimuli that were given up, by number.
    pub fn dead_letters(&self) -> impl Iterator<Item = &Unfinished> {
        self.dead.values()
    }

    /// A stimulus that was given up.
    #[must_use]
    pub fn dead_letter(&self, sequence: Sequence) -> Option<&Unfinished> {
        self.dead.get(&sequence)
    }
}

/// Whether something that was said is a write of a control.
fn writes(said: &Said, control: NodeId) -> bool {
    matches!(said.message, Message::Write { node, .. } if node == control)
}

fn chunks<T>(items: &[T], size: usize) -> Vec<&[T]> {
    if items.is_empty() {
        vec![&[]]
    } else {
        items.chunks(size).collect()
    }
}
