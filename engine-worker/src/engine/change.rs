//! Another text of the program, or nothing kept any more: a new life in the same worker.
//!
//! Both are what a restart would be: every tab gets a new evaluator over what is kept and a reset of its page,
//! whose nodes are found again by their places.

use protocol::{Epoch, RenderedDiagnostic, SourceFile};

use crate::durability::{LogEntry, SavedKey};

use super::program::Program;
use super::{Engine, TabOptions, Waiting};

/// What was kept before another text of the program was begun, until it is known what of it is not any more.
#[must_use = "it knows what was dropped"]
pub struct Swapped {
    places: Vec<(SavedKey, String)>,
}

impl Engine {
    /// Goes on with another text of the program and what of the kept state fits. The tabs start anew at the
    /// next stages.
    ///
    /// # Errors
    /// What is wrong with the text, if that keeps it from running; then nothing has changed.
    pub fn swap(
        &mut self,
        entry: String,
        files: Vec<SourceFile>,
    ) -> Result<Swapped, Vec<RenderedDiagnostic>> {
        let program = Program::compile(entry, files)?;
        let places = self
            .tabs
            .first()
            .map_or_else(Vec::new, |tab| tab.evaluator.saved_places());
        self.program = program;
        self.restart();
        Ok(Swapped { places })
    }

    /// The places whose state was dropped, for people; once the swap has settled.
    #[must_use]
    pub fn dropped(&self, swapped: Swapped) -> Vec<String> {
        let saved = self.ledger.saved();
        let mut dropped: Vec<String> = swapped
            .places
            .into_iter()
            .filter(|(key, _)| saved.get(*key).is_none())
            .map(|(_, place)| place)
            .collect();
        dropped.sort_unstable();
        dropped.dedup();
        dropped
    }

    /// Forgets everything that is kept. The tabs start anew at the next stages.
    pub fn clear_state(&mut self) {
        self.enter(LogEntry::Cleared);
        self.restart();
    }

    fn restart(&mut self) {
        let epoch = self.epoch();
        self.begin_life(Epoch(0));
        let tabs = std::mem::take(&mut self.tabs);
        // What waits happens after the new start, by the names of the life before.
        for mut tab in tabs.into_iter().rev() {
            let seed = tab.evaluator.random.next_u64();
            // What was sent arrives, although the page's answer will name a life that is over.
            let applied = tab.outbox.newest();
            self.waiting.push_front(Waiting::Attach(TabOptions {
                tab: tab.id,
                route: tab.evaluator.route.to_string(),
                seed,
                resumes: Some(epoch),
                applied,
                reset: true,
            }));
        }
    }
}
