//! What instances were called on a page: names of a life ↔ places in the program.
//!
//! A page whose worker has died shows nodes by the names of the life that it heard last, which is not the
//! newest one if the worker died again before its first frame arrived. So a tab has at most two tables: the
//! one that its page may still use, and the one of the life that runs.

use protocol::ids::{ActorId, Epoch};
use rustc_hash::FxHashMap;

use super::Name;

/// The names on the page of a tab.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct NameTables(Vec<(Epoch, FxHashMap<ActorId, u64>)>);

impl NameTables {
    /// A life begins on a page that shows what `resumes` has said.
    pub(super) fn begin(&mut self, epoch: Epoch, resumes: Option<Epoch>) {
        self.0
            .retain(|(known, _)| Some(*known) == resumes && *known != epoch);
        self.0.push((epoch, FxHashMap::default()));
    }

    /// Adds names of a life.
    pub(super) fn add(&mut self, epoch: Epoch, names: &[Name]) {
        let table = match self.0.iter_mut().find(|(known, _)| *known == epoch) {
            Some((_, table)) => table,
            None => {
                self.0.push((epoch, FxHashMap::default()));
                match self.0.last_mut() {
                    Some((_, table)) => table,
                    None => return,
                }
            }
        };
        table.extend(names.iter().map(|name| (name.actor, name.place)));
    }

    /// Instances of a life got nodes, others ended.
    pub(super) fn change(&mut self, epoch: Epoch, made: &[Name], dropped: &[ActorId]) {
        if !made.is_empty() {
            self.add(epoch, made);
        }
        if let Some((_, table)) = self.0.iter_mut().find(|(known, _)| *known == epoch) {
            for actor in dropped {
                table.remove(actor);
            }
        }
    }

    /// Where an instance of a life is.
    pub(super) fn place(&self, epoch: Epoch, actor: ActorId) -> Option<u64> {
        let (_, table) = self.0.iter().find(|(known, _)| *known == epoch)?;
        table.get(&actor).copied()
    }

    /// All names of a life, sorted.
    pub(super) fn of(&self, epoch: Epoch) -> Vec<Name> {
        self.0
            .iter()
            .find(|(known, _)| *known == epoch)
            .map_or_else(Vec::new, |(_, table)| sorted(table))
    }

    /// All tables, oldest life first, each sorted.
    pub(super) fn tables(&self) -> Vec<(Epoch, Vec<Name>)> {
        self.0
            .iter()
            .map(|(epoch, table)| (*epoch, sorted(table)))
            .collect()
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|(_, table)| table.len()).sum()
    }
}

fn sorted(table: &FxHashMap<ActorId, u64>) -> Vec<Name> {
    let mut names: Vec<Name> = table
        .iter()
        .map(|(actor, place)| Name {
            actor: *actor,
            place: *place,
        })
        .collect();
    names.sort_unstable_by_key(|name| name.actor);
    names
}
