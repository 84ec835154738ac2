//! Turns of what is in the log, and their commits.
//!
//! A turn happens in one tab. What it changes of what is kept, the other tabs adopt before the next turn; the
//! commit says what all of it means. Identities of items are one sequence for all tabs.

use protocol::{Event, EventKind, Sequence};

use crate::durability::{Commit, LogEntry, SavedChange};
use crate::evaluator::{Effect, Evaluator};
use crate::inbox::{self, Payload, Record, Source};
use crate::value::CellRef;

use super::Engine;
use super::staging::{Appended, Attach, Turn};
use super::tab::{Drawing, Page, Tab};

impl Engine {
    /// Runs the turns of what was appended; their commits are in the next stage.
    pub fn deliver(&mut self, appended: Appended) {
        self.is_staged = false;
        for turn in appended.0 {
            match turn {
                Turn::Attach(attach) => self.start_tab(*attach),
                Turn::Event(record) => self.run(&record, true),
                Turn::Attempt(_, Some(revived)) => self.run(&revived.record, revived.here),
                Turn::Attempt(sequence, None) => {
                    self.stale += 1;
                    self.commit(sequence, Vec::new());
                }
            }
        }
    }

    pub(super) fn start_tab(&mut self, attach: Attach) {
        let Attach {
            attachment,
            reset,
            names,
            unsaid,
        } = attach;
        let page = Page {
            reset,
            names,
            unsaid,
            keeps_turns: self.keeps_turns,
        };
        let saved = self.ledger.saved().clone();
        let mut tab = Tab::start(&self.program, &attachment, saved, page);
        let changes = tab.evaluator.take_saved();
        let next_item = tab.evaluator.next_item;
        self.tabs.push(tab);
        self.adopt(self.tabs.len() - 1, &changes, next_item, attachment.time);
        self.commit(attachment.sequence, changes);
    }

    /// Runs the turn of a record; `here` says whether it happened on the page of the record's tab.
    pub(super) fn run(&mut self, record: &Record, here: bool) {
        let index = self.tabs.iter().position(|tab| tab.slot == record.slot);
        let elsewhere = matches!(
            record.source,
            Source::Gone(..) | Source::Missed { here: false }
        );
        let here = here && index.is_some() && !elsewhere;
        let index = index.unwrap_or(0);
        let concerns = here || !is_of_page(&record.payload);
        if self.tabs.is_empty() || !concerns {
            self.stale += 1;
            return self.commit(record.sequence, Vec::new());
        }
        let counts = self.counts(index, &record.payload);
        let next_item = self.ledger.saved().next_item;
        let evaluator = &mut self.tabs[index].evaluator;
        evaluator.next_item = evaluator.next_item.max(next_item);
        let is_tick = matches!(record.payload, Payload::Tick { .. });
        if is_tick && !inbox::is_alive(evaluator, record) {
            // A turn before it has ended the timer.
            self.stale += 1;
            return self.commit(record.sequence, Vec::new());
        }
        evaluator.freeze_saved(!counts);
        if !inbox::deliver(evaluator, record, here) {
            self.stale += 1;
        }
        evaluator.freeze_saved(false);
        let changes = evaluator.take_saved();
        if !here {
            // What happened on a page that is gone leads this one nowhere.
            evaluator
                .effects
                .retain(|effect| !matches!(effect, Effect::Navigate(_)));
        }
        let next_item = evaluator.next_item;
        self.tabs[index].draw(&self.program, Drawing::Turn);
        self.adopt(index, &changes, next_item, record.time);
        self.commit(record.sequence, changes);
    }

    /// Whether a tick counts for all tabs: in the first one that has a timer at the place.
    fn counts(&self, index: usize, payload: &Payload) -> bool {
        let Payload::Tick { timer, cell, .. } = payload else {
            return true;
        };
        let place_of = |evaluator: &Evaluator, cell: &CellRef| evaluator.place_key(cell.actor);
        let evaluator = &self.tabs[index].evaluator;
        let place = evaluator
            .timers
            .get(timer)
            .and_then(|cell| place_of(evaluator, cell));
        let has_timer = |tab: &Tab| {
            let mut timers = tab.evaluator.timers.values();
            timers.any(|other| other.slot == *cell && place_of(&tab.evaluator, other) == place)
        };
        place.is_none() || !self.tabs[..index].iter().any(has_timer)
    }

    /// Makes the other tabs take over what the turn of one has changed.
    fn adopt(&mut self, index: usize, changes: &[SavedChange], next_item: u64, time: f64) {
        let mut next_item = next_item;
        if !changes.is_empty() {
            for (other, tab) in self.tabs.iter_mut().enumerate() {
                if other == index {
                    continue;
                }
                tab.evaluator.now = time;
                tab.evaluator.next_item = tab.evaluator.next_item.max(next_item);
                tab.evaluator.adopt_saved(changes);
                next_item = tab.evaluator.next_item;
                tab.draw(&self.program, Drawing::Turn);
            }
        }
        // Each begins its next turn where the last one has ended, whosever it was.
        if let Some(tab) = self.tabs.get_mut(index) {
            tab.evaluator.next_item = next_item;
        }
    }

    /// A turn is over.
    pub(super) fn commit(&mut self, sequence: Sequence, changes: Vec<SavedChange>) {
        let items = self.tabs.iter().map(|tab| tab.evaluator.next_item);
        let next_item = items.max().unwrap_or(0);
        let tabs = self.tabs.iter_mut().filter_map(Tab::take_news).collect();
        self.enter(LogEntry::Commit(Commit {
            sequence,
            changes,
            next_item,
            tabs,
        }));
    }
}

/// Whether something concerns only the page on which it happened.
fn is_of_page(payload: &Payload) -> bool {
    match payload {
        Payload::Event(Event::Route { .. }) => true,
        Payload::Event(Event::Node { kind, .. }) => matches!(kind, EventKind::Hover { .. }),
        Payload::Tick { .. } | Payload::Message { .. } => false,
    }
}
