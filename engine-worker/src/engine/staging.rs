//! What waits → entries of the log, in groups that one append may take.
//!
//! A group is made of what does not depend on the turns of its other members: an event with a text is merged
//! with what the program has written (`Evaluator::rebase`) before it is logged, so it begins a group.

use protocol::ids::{Epoch, TabId};
use protocol::{Event, EventKind, Sequence, StampedEvent};

use crate::actors::Run;
use crate::durability::{Attachment, LogEntry, Message, Name, Unsaid};
use crate::evaluator::timer::timestamp;
use crate::inbox::{self, Payload, Record, Source};

use super::{Engine, NATIVE_STEPS, TabOptions, Waiting};

/// Entries to append to the log, and the turns that they make possible.
#[must_use = "what is staged and not delivered is lost"]
pub struct Staged {
    payloads: Vec<Vec<u8>>,
    turns: Vec<Turn>,
}

/// The proof that entries are in the log.
#[must_use = "what is staged and not delivered is lost"]
pub struct Appended(pub(super) Vec<Turn>);

/// A turn that is in the log.
pub(super) enum Turn {
    /// A tab shows the program.
    Attach(Box<Attach>),
    /// A stimulus.
    Event(Record),
    /// A stimulus of before, which may have happened in another tab; `None` if its target is gone.
    Attempt(Sequence, Option<Revived>),
}

/// A tab to be attached.
pub(super) struct Attach {
    pub(super) attachment: Attachment,
    pub(super) reset: bool,
    pub(super) names: Vec<Name>,
    pub(super) unsaid: Vec<Unsaid>,
}

/// A stimulus by the names of the life that runs.
pub(super) struct Revived {
    pub(super) record: Record,
    /// Whether it happened on the page of the tab in which it is delivered.
    pub(super) here: bool,
}

impl Staged {
    /// What is to be appended, in one write.
    #[must_use]
    pub fn payloads(&self) -> &[Vec<u8>] {
        &self.payloads
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.payloads.is_empty() && self.turns.is_empty()
    }

    /// Says that the payloads are where a log is to have them.
    pub fn appended(self) -> Appended {
        Appended(self.turns)
    }
}

impl Engine {
    /// A moment begins: what is staged now happens at this time.
    pub fn begin(&mut self, now: f64) {
        self.now = now;
        self.natives_rest = false;
    }

    /// The next entries for the log; nothing if all is in it and nothing is due.
    pub fn stage(&mut self) -> Staged {
        let mut turns = Vec::new();
        while let Some(waiting) = self.waiting.pop_front() {
            if !turns.is_empty() && self.begins_group(&waiting) {
                self.waiting.push_front(waiting);
                break;
            }
            self.stage_one(waiting, &mut turns);
        }
        if turns.is_empty() {
            self.collect(&mut turns);
            if turns.is_empty() && self.unwritten.is_empty() {
                self.answer_snapshots();
            }
        }
        self.is_staged = !turns.is_empty();
        Staged {
            payloads: std::mem::take(&mut self.unwritten),
            turns,
        }
    }

    /// Whether what waits depends on the turns of what was staged before it.
    fn begins_group(&self, waiting: &Waiting) -> bool {
        match waiting {
            Waiting::Attach(_) | Waiting::Detach(_) | Waiting::Attempt(_) | Waiting::Gone(..) => {
                true
            }
            Waiting::Page(_, epoch, event) => match &event.event {
                Event::Node { kind, .. } => *epoch != self.epoch() || has_text(kind),
                Event::Route { .. } => false,
            },
            Waiting::Shown(..) => false,
        }
    }

    fn stage_one(&mut self, waiting: Waiting, turns: &mut Vec<Turn>) {
        match waiting {
            Waiting::Attach(options) => self.stage_attach(options, turns),
            Waiting::Detach(tab) => {
                let position = self.tabs.iter().position(|known| known.id == tab);
                if let Some(position) = position {
                    let slot = self.tabs.remove(position).slot;
                    self.enter(LogEntry::Detached { slot });
                }
            }
            Waiting::Attempt(sequence) => {
                let Some(unfinished) = self.ledger.unfinished_at(sequence).cloned() else {
                    return;
                };
                let time = libm::fmax(self.now, self.ledger.time());
                let revived = self.revive(&unfinished, time);
                if let Some(Revived { record, here }) = &revived
                    && let Payload::Event(event) = &record.payload
                {
                    self.stage_missed(record.slot, *here, event, turns);
                }
                self.enter(LogEntry::Attempt { sequence, time });
                turns.push(Turn::Attempt(sequence, revived));
            }
            Waiting::Page(tab, epoch, event) => {
                let source = Source::Page(event.sequence);
                if let Some((slot, event)) = self.page_event(tab, epoch, &event) {
                    self.stage_event(slot, source, event, turns);
                }
            }
            Waiting::Gone(tab, epoch, event) => {
                let source = Source::Gone(tab, event.sequence);
                if let Some((slot, event)) = self.leftover(tab, epoch, &event) {
                    self.stage_event(slot, source, event, turns);
                }
            }
            Waiting::Shown(tab, frame) => {
                if self.ledger.waits_for_page(tab)
                    && let Some(slot) = self.tab(tab).map(|tab| tab.slot)
                {
                    self.enter(LogEntry::Shown { slot, frame });
                }
            }
        }
    }

    fn stage_attach(&mut self, options: TabOptions, turns: &mut Vec<Turn>) {
        let TabOptions {
            tab,
            route,
            seed,
            resumes,
            applied,
            reset,
        } = options;
        let names = resumes.map_or_else(Vec::new, |epoch| self.ledger.names(tab, epoch));
        let epoch = self.epoch();
        let Engine { tabs, program, .. } = self;
        if let Some(known) = tabs.iter_mut().find(|known| known.id == tab) {
            // Its evaluator goes on; only its page needs everything again.
            let names = (resumes != Some(epoch)).then_some(&names[..]);
            known.reset(program, names);
            return;
        }
        let unsaid = resumes.map_or_else(Vec::new, |epoch| self.ledger.unsaid(tab, epoch, applied));
        // Where the program went before is where the page, which is told so now, will be.
        let went = unsaid
            .iter()
            .rev()
            .find_map(|unsaid| match &unsaid.message {
                Message::Navigate(path) => Some(path.clone()),
                Message::Console(..) | Message::Write { .. } => None,
            });
        let attachment = Attachment {
            sequence: self.ledger.next_sequence(),
            tab,
            slot: self.ledger.next_slot(),
            route: went.unwrap_or(route),
            seed,
            time: libm::fmax(self.now, self.ledger.time()),
            resumes,
            applied,
        };
        self.enter(LogEntry::Attached(attachment.clone()));
        turns.push(Turn::Attach(Box::new(Attach {
            attachment,
            reset,
            names,
            unsaid,
        })));
    }

    /// An event of a tab's page by the names of now, and the tab's slot; `None` if it is a repeat, or for nobody.
    fn page_event(
        &mut self,
        tab: TabId,
        epoch: Epoch,
        stamped: &StampedEvent,
    ) -> Option<(u32, Event)> {
        let Some(slot) = self.tab(tab).map(|tab| tab.slot) else {
            // Its page will say it again when the tab is attached.
            self.stale += 1;
            return None;
        };
        if self.ledger.has(tab, stamped.sequence) {
            self.repeats += 1;
            return None;
        }
        let mut event = stamped.event.clone();
        if epoch != self.epoch() && !self.translate(tab, epoch, tab, &mut event) {
            self.stale += 1;
            return None;
        }
        // Before the log: a replay has other frames, and so other texts that the page has not seen.
        if let Some(tab) = self.tab_mut(tab) {
            tab.evaluator.rebase(&mut event);
        }
        Some((slot, event))
    }

    /// The same for an event of a tab that has ended: it happens in the first tab.
    fn leftover(
        &mut self,
        tab: TabId,
        epoch: Epoch,
        stamped: &StampedEvent,
    ) -> Option<(u32, Event)> {
        if self.ledger.has(tab, stamped.sequence) {
            self.repeats += 1;
            return None;
        }
        let mut event = stamped.event.clone();
        let first = self.tabs.first().map(|first| (first.id, first.slot));
        let slot = first
            .filter(|(first, _)| self.translate(tab, epoch, *first, &mut event))
            .map(|(_, slot)| slot);
        if slot.is_none() {
            self.stale += 1;
        }
        Some((slot?, event))
    }

    fn stage_event(&mut self, slot: u32, source: Source, event: Event, turns: &mut Vec<Turn>) {
        let here = !matches!(source, Source::Gone(..));
        self.stage_missed(slot, here, &event, turns);
        let record = self.take_in(slot, source, Payload::Event(event));
        turns.extend(record.map(Turn::Event));
    }

    /// A key in a text that this life has not heard of: texts that are typed are not kept.
    fn stage_missed(&mut self, slot: u32, here: bool, event: &Event, turns: &mut Vec<Turn>) {
        let Event::Node {
            target,
            kind: EventKind::KeyDown {
                text, edit, seen, ..
            },
        } = event
        else {
            return;
        };
        let tab = self.tabs.iter_mut().find(|tab| tab.slot == slot);
        if tab.is_some_and(|tab| tab.evaluator.has_missed(*target, *edit)) {
            let kind = EventKind::Change {
                text: text.clone(),
                edit: *edit,
                seen: *seen,
            };
            let target = *target;
            let missed = Payload::Event(Event::Node { target, kind });
            let record = self.take_in(slot, Source::Missed { here }, missed);
            turns.extend(record.map(Turn::Event));
        }
    }

    /// The one way in: gives a stimulus its place in the order and notes it for the log.
    pub(super) fn take_in(
        &mut self,
        slot: u32,
        source: Source,
        payload: Payload,
    ) -> Option<Record> {
        let Some(record) = inbox::accept(&mut self.ledger, slot, source, self.now, payload) else {
            self.repeats += 1;
            return None;
        };
        self.unwritten
            .push(LogEntry::Event(record.clone()).encode());
        if let Some(records) = &mut self.records {
            records.push(record.clone());
        }
        Some(record)
    }

    /// Takes in what is due: ticks of timers, and what native actors and handles have for the program.
    fn collect(&mut self, turns: &mut Vec<Turn>) {
        if self.natives_rest {
            return;
        }
        for index in 0..self.tabs.len() {
            let registry = &mut self.tabs[index].evaluator.registry;
            registry.advance_to(timestamp(self.now));
            // Natives that never rest must not keep the page from its events.
            if registry.run_until_idle(NATIVE_STEPS) == Run::BudgetSpent {
                self.natives_rest = true;
            }
            loop {
                let tab = &mut self.tabs[index];
                let Some(stimulus) = tab.evaluator.registry.next_stimulus() else {
                    break;
                };
                let slot = tab.slot;
                let Some((source, payload)) = tab.payload(stimulus) else {
                    self.stale += 1;
                    continue;
                };
                if let Some(record) = self.take_in(slot, source, payload) {
                    turns.push(Turn::Event(record));
                }
            }
        }
    }
}

fn has_text(kind: &EventKind) -> bool {
    match kind {
        EventKind::Change { .. } | EventKind::KeyDown { .. } => true,
        EventKind::Press
        | EventKind::Click { .. }
        | EventKind::DoubleClick
        | EventKind::Focus
        | EventKind::Blur
        | EventKind::Hover { .. }
        | EventKind::Select { .. }
        | EventKind::Slide { .. }
        | EventKind::ContextMenu { .. } => false,
    }
}
