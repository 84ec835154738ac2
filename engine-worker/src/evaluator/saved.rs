//! What a running program keeps by place, and takes over again (`language.md` §14).

use protocol::ids::ActorId;

use crate::durability::{SavedChange, SavedKey};

use super::Evaluator;

impl Evaluator {
    /// What has changed since the last call of what is kept, by key.
    pub(crate) fn take_saved(&mut self) -> Vec<SavedChange> {
        Vec::new()
    }

    /// Runs a turn in which constructs take over what the same program keeps in another tab; what it
    /// changes here is not reported by [`Evaluator::take_saved`].
    pub(crate) fn adopt_saved(&mut self, _changes: &[SavedChange]) {}

    /// From now on, whether what is kept stays as it is, whatever happens: for what another tab does for all.
    pub(crate) fn freeze_saved(&mut self, _frozen: bool) {}

    /// The place of an instance: a hash of the way to it, the same in every run.
    pub(crate) fn place_key(&self, _actor: ActorId) -> Option<u64> {
        None
    }

    /// The instances at places: the answers in the order of the questions.
    pub(crate) fn actors_at(&self, places: &[u64]) -> Vec<Option<ActorId>> {
        vec![None; places.len()]
    }

    /// What is kept, with the way to each: for people.
    pub(crate) fn saved_places(&self) -> Vec<(SavedKey, String)> {
        Vec::new()
    }
}
