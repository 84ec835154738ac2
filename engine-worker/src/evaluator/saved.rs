//! What a running program keeps by place, and takes over again (`language.md` §14).
//!
//! ```text
//! turn ─▶ dirty cells, items, ended cells ─ commit ─▶ changes ─ take_saved ─▶ log
//! log  ─▶ what is incoming ─ a turn ─▶ constructs take it over ([`take_over`])
//! ```
//!
//! A construct that takes something over ignores its own inputs for the rest of that turn. Starting a program
//! again and adopting what another tab has done are the same: a turn with something incoming.
//!
//! Invariant: a cell is in `cells` iff its instance lives and is not transient, and its node keeps a state.

mod encoding;
mod redact;
mod take_over;

use std::collections::BTreeMap;

use protocol::ids::{ActorId, ScopeId};
use protocol::list_change::ItemId;
use rustc_hash::FxHashMap;

use crate::durability::{SavedChange, SavedKey, SavedState};
use crate::language::plan::Reactivity;
use crate::place::PlaceKey;
use crate::value::{CellRef, Live, Value};

use super::Evaluator;
use super::instance::{CellState, Instance, flag};
use super::list_cell::Combinator;
use encoding::{SavedInstance, SavedValue};

pub(crate) use redact::redact_saved;
pub(crate) use take_over::{Pending, TakeOver};

/// What is kept, and what is on its way in or out.
#[derive(Debug, Default)]
pub(crate) struct Saves {
    /// The living cells that keep a state, by key.
    cells: FxHashMap<u64, CellRef>,
    /// Cells whose value has changed in this turn.
    dirty: Vec<CellRef>,
    /// Items of lists that came or went in this turn.
    items: Vec<(CellRef, ItemId)>,
    /// Cells that ended in this turn.
    gone: Vec<u64>,
    changes: Vec<SavedChange>,
    incoming: Option<Incoming>,
    /// Who took something over in this turn, and how often it has been tried.
    adopted: FxHashMap<CellRef, u8>,
    /// Who waits for something that its value refers to.
    waiting: FxHashMap<CellRef, SavedValue>,
    /// Whether what is kept stays as it is, whatever happens.
    frozen: bool,
}

/// Values by the key of their cell, each with its item; `None` for one that is gone.
type Entries = BTreeMap<u64, Vec<(u64, Option<Vec<u8>>)>>;

/// What a turn brings in.
#[derive(Debug)]
struct Incoming {
    entries: Entries,
    /// The instances by place, once somebody has asked.
    places: Option<FxHashMap<u64, ActorId>>,
    /// Whether the program starts with it: what nobody takes over then is gone.
    starts: bool,
}

impl Incoming {
    fn of(values: impl Iterator<Item = (SavedKey, Option<Vec<u8>>)>, starts: bool) -> Incoming {
        let mut entries = Entries::new();
        for (key, value) in values {
            let of_cell = entries.entry(key.cell).or_default();
            of_cell.push((key.item, value));
        }
        Incoming {
            entries,
            places: None,
            starts,
        }
    }
}

impl Saves {
    /// The state of a program that starts with what it kept.
    pub(crate) fn starting(saved: &SavedState) -> Saves {
        let values = saved.iter();
        let values = values.map(|(key, value)| (key, Some(value.to_vec())));
        let incoming = (!saved.is_empty()).then(|| Incoming::of(values, true));
        Saves {
            incoming,
            ..Saves::default()
        }
    }

    /// A cell has another value, for the first time in this turn.
    pub(crate) fn changed(&mut self, cell: CellRef) {
        if !self.frozen {
            self.dirty.push(cell);
        }
    }

    /// An item of a list operation came or went.
    pub(crate) fn item_changed(&mut self, cell: CellRef, item: ItemId) {
        if !self.frozen {
            self.items.push((cell, item));
        }
    }
}

impl Evaluator {
    /// What has changed since the last call of what is kept, by key.
    pub(crate) fn take_saved(&mut self) -> Vec<SavedChange> {
        std::mem::take(&mut self.saves.changes)
    }

    /// Runs a turn in which constructs take over what the same program keeps in another tab; what it
    /// changes here is not reported by [`Evaluator::take_saved`].
    pub(crate) fn adopt_saved(&mut self, changes: &[SavedChange]) {
        let values = changes.iter();
        let values = values.map(|change| (change.key, change.value.clone()));
        let incoming = Incoming::of(values, false);
        let cells: Vec<CellRef> = incoming
            .entries
            .keys()
            .filter_map(|key| self.saves.cells.get(key).copied())
            .collect();
        self.saves.incoming = Some(incoming);
        let frozen = std::mem::replace(&mut self.saves.frozen, true);
        self.turn(|evaluator| {
            for cell in cells {
                evaluator.schedule(cell);
            }
        });
        self.saves.frozen = frozen;
    }

    /// From now on, whether what is kept stays as it is, whatever happens: for what another tab does for all.
    pub(crate) fn freeze_saved(&mut self, frozen: bool) {
        self.saves.frozen = frozen;
    }

    /// The place of an instance: a hash of the way to it, the same in every run.
    pub(crate) fn place_key(&self, actor: ActorId) -> Option<u64> {
        self.registry.get(actor).map(|instance| instance.place)
    }

    /// The instances at places: the answers in the order of the questions.
    pub(crate) fn actors_at(&self, places: &[u64]) -> Vec<Option<ActorId>> {
        let index = self.index_places();
        places
            .iter()
            .map(|place| index.get(place).copied())
            .collect()
    }

    fn index_places(&self) -> FxHashMap<u64, ActorId> {
        self.registry
            .instances()
            .map(|(actor, instance)| (instance.place, actor))
            .collect()
    }

    /// What is kept, with the way to each: for people.
    pub(crate) fn saved_places(&self) -> Vec<(SavedKey, String)> {
        let mut places: Vec<(SavedKey, String)> = Vec::new();
        #[allow(clippy::iter_over_hash_type, reason = "sorted below")]
        for (key, cell) in &self.saves.cells {
            let has_value = self.cell(*cell).is_some_and(|cell| cell.value.is_some());
            if let (true, Some(node)) = (has_value, self.node_of(*cell)) {
                let way = format!("{}/{}", self.place_of(cell.actor), node.place);
                places.push((SavedKey::whole(*key), way));
            }
        }
        places.sort_unstable();
        places
    }

    /// The key of a cell that keeps a state.
    fn saved_key(&self, cell: CellRef) -> Option<u64> {
        let place = self.registry.get(cell.actor)?.place;
        let saved = self.node_of(cell)?.saved;
        (saved != 0).then(|| key_of(place, saved))
    }

    /// Takes note of the cells of a new instance that keep a state.
    pub(super) fn register_saved(&mut self, actor: ActorId) {
        let plan = std::rc::Rc::clone(&self.plan);
        let Some(instance) = self.registry.get_mut(actor) else {
            return;
        };
        let place = instance.place;
        if let Some(Incoming {
            places: Some(places),
            ..
        }) = &mut self.saves.incoming
        {
            places.insert(place, actor);
        }
        if instance.transient {
            return;
        }
        let template = &plan.templates[instance.template.0 as usize];
        for slot in &template.kept {
            instance.cells[*slot as usize].set(flag::SAVED);
            let key = key_of(place, template.nodes[*slot as usize].saved);
            let cell = CellRef { actor, slot: *slot };
            self.saves.cells.insert(key, cell);
        }
    }

    /// An instance has ended, and with it what it kept.
    pub(super) fn end_saved(&mut self, actor: ActorId, instance: &Instance) {
        if instance.transient {
            return;
        }
        let template = &self.plan.templates[instance.template.0 as usize];
        for slot in &template.kept {
            let key = key_of(instance.place, template.nodes[*slot as usize].saved);
            let own = CellRef { actor, slot: *slot };
            // Another instance may be at the same place by now.
            if self.saves.cells.get(&key) == Some(&own) {
                self.saves.cells.remove(&key);
                if instance.created != self.turn && !self.saves.frozen {
                    self.saves.gone.push(key);
                }
            }
        }
    }

    /// At the end of a turn: what of it is kept.
    pub(super) fn commit_saved(&mut self) {
        // What is gone comes first: something may have come back to the place in the same turn.
        let mut gone = std::mem::take(&mut self.saves.gone);
        gone.sort_unstable();
        gone.dedup();
        let mut all: Vec<(SavedKey, Option<Vec<u8>>)> = Vec::with_capacity(gone.len());
        all.extend(gone.into_iter().map(|key| (SavedKey::all(key), None)));
        let mut changes: Vec<(SavedKey, Option<Vec<u8>>)> = Vec::new();
        let incoming = self.saves.incoming.take();
        for (cell, item) in std::mem::take(&mut self.saves.items) {
            // What was taken over is as it was saved.
            if !self.saves.adopted.contains_key(&cell)
                && let Some(change) = self.save_item(cell, item)
            {
                changes.push(change);
            }
        }
        for cell in std::mem::take(&mut self.saves.dirty) {
            if !self.saves.adopted.contains_key(&cell)
                && let Some(change) = self.save_cell(cell)
            {
                changes.push(change);
            }
        }
        self.saves.adopted.clear();
        self.saves.waiting.clear();
        // Of two changes of the same thing the later one counts.
        changes.sort_by_key(|(key, _)| *key);
        all.reserve(changes.len());
        for change in changes {
            match all.last_mut() {
                Some(last) if last.0 == change.0 => *last = change,
                _ => all.push(change),
            }
        }
        if let Some(Incoming {
            entries,
            starts: true,
            ..
        }) = incoming
        {
            all.extend(entries.into_keys().map(|key| (SavedKey::all(key), None)));
        }
        let changes = all
            .into_iter()
            .map(|(key, value)| SavedChange { key, value });
        self.saves.changes.extend(changes);
    }

    fn save_cell(&self, cell: CellRef) -> Option<(SavedKey, Option<Vec<u8>>)> {
        if !self.is_kept(cell.actor) {
            return None;
        }
        let found = self.cell(cell)?;
        let value = found.value.as_ref()?;
        let (kept, kind): (&[ScopeId], Reactivity) = match found.state.as_ref() {
            Some(CellState::Kept(Some(scopes))) => (&scopes.0, found.kind),
            // Lists keep their items one by one.
            Some(CellState::List(_)) => return None,
            _ => (&[], found.kind),
        };
        let key = SavedKey::whole(self.saved_key(cell)?);
        if kind == Reactivity::Pulse {
            return None;
        }
        if kept.is_empty()
            && let Some(bytes) = encoding::scalar_to_bytes(value)
        {
            return Some((key, Some(bytes)));
        }
        let is_hold = matches!(found.state.as_ref(), Some(CellState::Kept(_)));
        let saved = self.save_value(value, kept);
        // Only a `HOLD` can say what lives in it and for how long.
        let value = (is_hold || saved.is_plain()).then(|| saved.to_bytes());
        Some((key, value))
    }

    fn save_item(&self, cell: CellRef, item: ItemId) -> Option<(SavedKey, Option<Vec<u8>>)> {
        if !self.is_kept(cell.actor) {
            return None;
        }
        let list = self.list_cell(cell)?;
        let key = SavedKey {
            cell: self.saved_key(cell)?,
            item: item.0,
        };
        if item == MARK {
            return Some((key, Some(Vec::new())));
        }
        let buried = |is_buried: bool| is_buried.then(|| (key, Some(Vec::new())));
        match &list.combinator {
            Combinator::Append(append) => {
                let live = match append.owns(item) {
                    true => list.source.content().get(item),
                    false => None,
                };
                let value = match live {
                    Some(Live::Const(value)) => Some(self.save_value(value, list.kept_by(item))),
                    _ => None,
                };
                Some((key, value.map(|value| value.to_bytes())))
            }
            Combinator::Remove(remove) => buried(remove.is_buried(item)),
            Combinator::Clear(clear) => buried(clear.is_buried(item)),
            Combinator::RemoveLast(remove_last) => buried(remove_last.is_buried(item)),
            Combinator::None
            | Combinator::Map(_)
            | Combinator::Retain(_)
            | Combinator::Range(_)
            | Combinator::Every(_)
            | Combinator::Sum(_)
            | Combinator::Latest(_)
            | Combinator::SortBy(_) => None,
        }
    }

    /// Whether an instance is there for longer than for its occurrence, if one made it (`language.md` §7.4).
    fn is_kept(&self, actor: ActorId) -> bool {
        if self.occurrence_scopes.is_empty() {
            return true;
        }
        let mut scope = self.registry.scope_of(actor);
        while let Some(at) = scope {
            if self.occurrence_scopes.contains(&at) && !self.kept.contains_key(&at) {
                return false;
            }
            scope = self.registry.parent_scope(at);
        }
        true
    }

    /// Something keeps what an occurrence made some time ago: from now on it is saved.
    pub(super) fn begin_saving(&mut self, scope: ScopeId) {
        if self.saves.frozen {
            return;
        }
        let plan = std::rc::Rc::clone(&self.plan);
        for actor in self.registry.actors_within(scope) {
            let Some(instance) = self.registry.get(actor) else {
                continue;
            };
            let (template, created) = (instance.template, instance.created);
            let was_transient = instance.transient;
            // The arm around the occurrence no longer matters, those inside of what it made do.
            let top = self.registry.scope_of(actor);
            let top = top.and_then(|own| self.registry.parent_scope(own)) == Some(scope);
            let maker = instance.site.map(|(maker, _)| maker.actor);
            let within = maker
                .and_then(|maker| self.registry.get(maker))
                .is_none_or(|maker| maker.transient);
            let transient = !top && (instance.arm || within);
            if let Some(instance) = self.registry.get_mut(actor) {
                instance.transient = transient;
            }
            if transient || (!was_transient && created == self.turn) {
                // Nothing is saved, or what is new is noted anyway.
                continue;
            }
            if was_transient {
                self.register_saved(actor);
            }
            for slot in &plan.templates[template.0 as usize].kept {
                let cell = CellRef { actor, slot: *slot };
                self.saves.dirty.push(cell);
                if let Some(list) = self.list_cell(cell) {
                    let items: Vec<ItemId> = list.saved_items();
                    let items = items.into_iter().map(|item| (cell, item));
                    self.saves.items.extend(items);
                }
            }
        }
    }

    /// A value with the instances that occurrences made for it.
    fn save_value(&self, value: &Value, kept: &[ScopeId]) -> SavedValue {
        let scopes = kept.iter();
        let actors: Vec<ActorId> = scopes
            .flat_map(|scope| self.registry.actors_below(*scope))
            .collect();
        let results: Vec<(u64, Value)> = actors
            .iter()
            .filter_map(|actor| Some((self.place_key(*actor)?, self.result_now(*actor)?)))
            .collect();
        SavedValue {
            tokens: self.tokens_of(&Live::Const(value.clone()), &results),
            made: actors
                .into_iter()
                .filter_map(|actor| self.save_instance(actor, &results))
                .collect(),
        }
    }

    /// What an instance stands for now.
    fn result_now(&self, actor: ActorId) -> Option<Value> {
        match self.result_of(actor) {
            Live::Const(value) => Some(value),
            Live::Cell(cell) => self.cell(cell)?.value.clone(),
            Live::Absent => None,
        }
    }

    fn save_instance(&self, actor: ActorId, results: &[(u64, Value)]) -> Option<SavedInstance> {
        let instance = self.registry.get(actor)?;
        let template = &self.plan.templates[instance.template.0 as usize];
        let (maker, serial) = instance.site?;
        let parent = instance.parent.and_then(|parent| self.place_key(parent));
        let names = template
            .names
            .iter()
            .map(Some)
            .chain(std::iter::repeat(None));
        Some(SavedInstance {
            place: instance.place,
            template: template.key,
            maker: self.saved_cell(maker)?,
            serial,
            parent,
            passed: self.tokens_of(&instance.passed, results),
            parameters: names
                .zip(&instance.parameters)
                .map(|(name, live)| {
                    let name = name.cloned().unwrap_or_default();
                    (name, self.tokens_of(live, results))
                })
                .collect(),
        })
    }
}

/// Stands among the items of a list operation for the operation itself: that it has been there.
pub(crate) const MARK: ItemId = ItemId(0);

fn key_of(place: u64, saved: u64) -> u64 {
    PlaceKey::new("saved").numbers([place, saved]).finish()
}

/// The place of a new instance.
pub(super) fn place_of_instance(maker: u64, node: u64, template: u64, serial: u64) -> u64 {
    PlaceKey::new("instance")
        .numbers([maker, node, template, serial])
        .finish()
}
