//! What a cell that makes or watches a list remembers.

use protocol::ids::{ActorId, ScopeId};
use protocol::list_change::{ItemId, ListChange};

use crate::lists::{
    Append, Clear, Every, Latest, ListSource, Map, Range, Remove, RemoveLast, Retain, SlotIndex,
    SortBy, Sum,
};
use crate::stdlib::SortKey;
use crate::value::{CellRef, Items, Live, Value};

use super::Evaluator;
use super::graph::{NO_EDGE, Sources};
use super::saved::Pending;

/// The part of a list operation that its trigger belongs to.
pub(crate) const TRIGGER: u32 = u32::MAX - 1;

/// A list, a list operation, or both.
#[derive(Debug, Default)]
pub(crate) struct ListCell {
    /// What it publishes.
    pub(crate) source: ListSource<Live>,
    /// How many changes there were.
    pub(crate) version: u64,
    changed_round: u64,
    cache: std::cell::RefCell<Option<Items>>,
    /// The list it reads, and up to which version.
    pub(crate) attached: Option<Attached>,
    pub(crate) combinator: Combinator,
    pub(crate) trigger: Sources,
    pub(crate) connected: bool,
    parts: Vec<Option<Part>>,
    free: Vec<u32>,
    by_item: SlotIndex,
    marked: Vec<u32>,
    /// What occurrences made for items that it appended.
    kept: std::collections::BTreeMap<u64, Vec<ScopeId>>,
    /// The round in which its trigger was last taken.
    taken: u32,
    /// What is incoming for its items and was not taken over yet.
    pub(crate) pending: Option<Pending>,
}

/// Which list an operation has read.
#[derive(Clone, Debug)]
pub(crate) enum Attached {
    Live(CellRef, u64),
    Plain(Items),
}

/// The incremental state of an operation.
#[derive(Debug, Default)]
pub(crate) enum Combinator {
    #[default]
    None,
    Map(Map<ActorId>),
    Retain(Retain<Live>),
    Remove(Remove),
    Append(Append),
    Clear(Clear),
    RemoveLast(RemoveLast),
    Range(Range),
    Every(Every),
    Sum(Sum),
    Latest(Box<Latest<Value>>),
    SortBy(Box<SortBy<SortKey>>),
}

/// What `List/map` made of an item.
#[derive(Clone, Debug)]
pub(crate) struct Mapped {
    pub(crate) actor: ActorId,
    pub(crate) scope: ScopeId,
    pub(crate) root: Live,
}

/// The per-item expression of one item.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) item: ItemId,
    pub(crate) live: Live,
    pub(crate) sources: Sources,
    pub(crate) marked: bool,
    /// The instance of an expression that is not pure.
    pub(crate) made: Option<Box<Mapped>>,
    /// Not evaluated yet.
    pub(crate) fresh: bool,
}

impl ListCell {
    /// The items now; shared until the list changes.
    pub(crate) fn items(&self) -> Items {
        let mut cache = self.cache.borrow_mut();
        if let Some(items) = &*cache {
            return items.clone();
        }
        let items: Items = self
            .source
            .content()
            .iter()
            .map(|(id, live)| (id, live.clone()))
            .collect();
        *cache = Some(items.clone());
        items
    }

    /// The items now, for somebody who keeps them: no copy stays here.
    pub(crate) fn items_now(&self) -> Vec<(ItemId, Live)> {
        match &*self.cache.borrow() {
            Some(items) => items.to_vec(),
            None => {
                let items = self.source.content().iter();
                items.map(|(id, live)| (id, live.clone())).collect()
            }
        }
    }

    /// Whether it changed in that round.
    pub(crate) fn changed(&self, round: u64) -> bool {
        self.changed_round == round
    }

    /// Publishes changes; answers how many of them replaced the whole list.
    pub(crate) fn publish(&mut self, changes: Vec<ListChange<Live>>, turn: u64, round: u64) -> u64 {
        if changes.is_empty() {
            return 0;
        }
        self.source.begin_turn(turn);
        self.source.begin(round);
        let before = self.source.changes(round).len();
        let pushed = self.source.push_all(changes);
        debug_assert!(
            pushed.is_ok(),
            "a combinator's changes fit its own output: {pushed:?}"
        );
        let pushed = &self.source.changes(round)[before..];
        let replaces = pushed
            .iter()
            .filter(|change| matches!(change, ListChange::Replace { .. }))
            .count() as u64;
        self.version += pushed.len() as u64;
        self.changed_round = round;
        *self.cache.borrow_mut() = None;
        replaces
    }

    /// Makes the list these numbers.
    pub(crate) fn set_range(
        &mut self,
        from: f64,
        to: f64,
        turn: u64,
        round: u64,
    ) -> Result<(), String> {
        if !matches!(self.combinator, Combinator::Range(_)) {
            self.combinator = Combinator::Range(Range::new());
        }
        let Combinator::Range(range) = &mut self.combinator else {
            return Ok(());
        };
        if !(libm::fabs(from) < 9e15 && libm::fabs(to) < 9e15) {
            return Err("the bounds must be whole numbers".to_owned());
        }
        let mut out = Vec::new();
        let mut make = |number: i64| {
            let value = number as f64;
            (
                crate::stdlib::range_item(value),
                Live::Const(Value::Number(value)),
            )
        };
        range
            .set(from as i64, to as i64, &mut make, &mut out)
            .map_err(|error| error.to_string())?;
        self.publish(out, turn, round);
        Ok(())
    }

    /// The changes of this round that a reader has not seen yet, if it saw all before.
    pub(crate) fn changes_since(&self, seen: u64, round: u64) -> Option<&[ListChange<Live>]> {
        let changes = self.source.changes(round);
        let missing = self.version.checked_sub(seen)? as usize;
        changes.get(changes.len().checked_sub(missing)?..)
    }

    /// Whether its trigger has not been taken in this round yet.
    pub(crate) fn take_trigger(&mut self, round: u32) -> bool {
        std::mem::replace(&mut self.taken, round) != round
    }

    pub(crate) fn keep(&mut self, item: ItemId, scopes: Vec<ScopeId>) {
        if !scopes.is_empty() {
            self.kept.insert(item.0, scopes);
        }
    }

    /// The items that its operation keeps, and the mark of itself.
    pub(crate) fn saved_items(&self) -> Vec<ItemId> {
        let mut items = match &self.combinator {
            Combinator::Append(append) => append.own_items(),
            Combinator::Remove(remove) => remove.buried(),
            Combinator::Clear(clear) => clear.buried(),
            Combinator::RemoveLast(remove_last) => remove_last.buried(),
            Combinator::None
            | Combinator::Map(_)
            | Combinator::Retain(_)
            | Combinator::Range(_)
            | Combinator::Every(_)
            | Combinator::Sum(_)
            | Combinator::Latest(_)
            | Combinator::SortBy(_) => Vec::new(),
        };
        if self.connected {
            items.push(super::saved::MARK);
        }
        items
    }

    /// What is kept for an item.
    pub(crate) fn kept_by(&self, item: ItemId) -> &[ScopeId] {
        self.kept.get(&item.0).map_or(&[], Vec::as_slice)
    }

    /// What was kept for an item.
    pub(crate) fn kept_for(&mut self, item: ItemId) -> Vec<ScopeId> {
        self.kept.remove(&item.0).unwrap_or_default()
    }

    /// All that is kept for items.
    pub(crate) fn kept(&mut self) -> impl Iterator<Item = Vec<ScopeId>> + use<> {
        std::mem::take(&mut self.kept).into_values()
    }

    // ---- parts ----

    pub(crate) fn add_part(&mut self, item: ItemId, live: Live) -> u32 {
        let part = Part {
            item,
            live,
            sources: NO_EDGE,
            marked: false,
            made: None,
            fresh: true,
        };
        let index = match self.free.pop() {
            Some(index) => {
                self.parts[index as usize] = Some(part);
                index
            }
            None => {
                self.parts.push(Some(part));
                self.parts.len() as u32 - 1
            }
        };
        let parts = &self.parts;
        self.by_item
            .insert(item, index, |index| item_in(parts, index));
        index + 1
    }

    pub(crate) fn has_parts(&self) -> bool {
        !self.by_item.is_empty()
    }

    /// Makes room for the parts of so many more items.
    pub(crate) fn reserve_parts(&mut self, items: usize) {
        self.parts.reserve(items.saturating_sub(self.free.len()));
        let parts = &self.parts;
        self.by_item.reserve(items, |index| item_in(parts, index));
    }

    pub(crate) fn part_of(&self, item: ItemId) -> Option<u32> {
        let index = self.by_item.find(item, |index| item_in(&self.parts, index));
        index.map(|index| index + 1)
    }

    pub(crate) fn part(&mut self, part: u32) -> Option<&mut Part> {
        self.parts.get_mut(part.checked_sub(1)? as usize)?.as_mut()
    }

    /// Takes a part out; its subscriptions are the caller's to end.
    pub(crate) fn remove_part(&mut self, item: ItemId) -> Option<Part> {
        let parts = &self.parts;
        let index = self.by_item.remove(item, |index| item_in(parts, index))?;
        let taken = self.parts.get_mut(index as usize)?.take();
        self.free.push(index);
        taken
    }

    /// The items that have parts, in no order that may be shown.
    pub(crate) fn part_items(&self) -> Vec<ItemId> {
        self.parts.iter().flatten().map(|part| part.item).collect()
    }

    pub(crate) fn mark(&mut self, part: u32) {
        if let Some(found) = self.part(part)
            && !found.marked
        {
            found.marked = true;
            self.marked.push(part);
        }
    }

    /// The parts to look at, oldest mark first.
    pub(crate) fn take_marked(&mut self) -> Vec<u32> {
        let marked = std::mem::take(&mut self.marked);
        for part in &marked {
            if let Some(part) = self.part(*part) {
                part.marked = false;
            }
        }
        marked
    }

    pub(crate) fn sources_of(&self, part: u32) -> Sources {
        if part == TRIGGER {
            return if self.connected {
                self.trigger
            } else {
                NO_EDGE
            };
        }
        match part
            .checked_sub(1)
            .and_then(|index| self.parts.get(index as usize))
        {
            Some(Some(part)) => part.sources,
            _ => NO_EDGE,
        }
    }

    pub(crate) fn set_sources_of(&mut self, part: u32, head: Sources) {
        if part == TRIGGER {
            self.trigger = head;
        } else if let Some(part) = self.part(part) {
            part.sources = head;
        }
    }

    /// Ends all subscriptions of the parts and the trigger.
    pub(crate) fn disconnect_all(&mut self, evaluator: &mut Evaluator) {
        for part in self.parts.iter_mut().flatten() {
            evaluator.disconnect(&mut part.sources);
        }
        if self.connected {
            evaluator.disconnect(&mut self.trigger);
        }
    }
}

/// The item whose part it is; a part that is gone is in no index.
fn item_in(parts: &[Option<Part>], index: u32) -> ItemId {
    let part = parts.get(index as usize).and_then(Option::as_ref);
    part.map_or(ItemId(u64::MAX), |part| part.item)
}

impl Evaluator {
    /// The list that a cell maintains.
    pub(crate) fn list_cell(&self, cell: CellRef) -> Option<&ListCell> {
        match self.cell(cell)?.state.as_ref() {
            Some(super::instance::CellState::List(list)) => Some(list),
            _ => None,
        }
    }
}
