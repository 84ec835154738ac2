//! Lists of child positions: only what changes is drawn.

use protocol::ids::{ActorId, NodeId};
use protocol::list_change::{ItemId, ListChange};

use crate::evaluator::graph::{NO_EDGE, Sources};
use crate::evaluator::instance::CellState;
use crate::evaluator::list_cell::ListCell;
use crate::evaluator::list_operation::same_live;
use crate::evaluator::read::{Reads, View};
use crate::evaluator::{Entry, Evaluator};
use crate::language::diagnostic::Diagnostic;
use crate::lists::{Sequence, SlotIndex};
use crate::value::{CellRef, List, Live, Value};

use super::column::{Fit, Fits};
use super::containment::Around;
use super::element::{Binding, Content, ElementState, part};
use super::position::{Position, Shown};
use super::render::Task;

/// A list of child positions.
#[derive(Debug, Default)]
pub(crate) struct Children {
    /// Which list was read, and up to where.
    list: ListCell,
    list_marked: bool,
    drawn: bool,
    /// Whether texts have boxes of their own.
    boxed: bool,
    /// What changed in the rounds since the last drawing.
    pending: Vec<ListChange<Live>>,
    /// The items in order; those whose node is placed have weight.
    shown: Sequence<Shown>,
    parts: Vec<Option<ItemPart>>,
    free: Vec<u32>,
    by_item: SlotIndex,
    marked: Vec<u32>,
    /// What the items could as well be items of.
    fits: Fits,
}

#[derive(Debug)]
struct ItemPart {
    item: ItemId,
    live: Live,
    sources: Sources,
    marked: bool,
    fit: Fit,
}

impl Children {
    pub(crate) fn new(boxed: bool) -> Children {
        Children {
            boxed,
            ..Children::default()
        }
    }

    pub(crate) fn mark_list(&mut self) {
        self.list_marked = true;
    }

    pub(crate) fn is_list_marked(&self) -> bool {
        self.list_marked
    }

    pub(crate) fn mark_item(&mut self, item: u32) {
        if let Some(Some(found)) = self.parts.get_mut(item as usize - 1)
            && !found.marked
        {
            found.marked = true;
            self.marked.push(item);
        }
    }

    pub(crate) fn sources_of(&self, item: u32) -> Sources {
        match self.parts.get(item as usize - 1) {
            Some(Some(found)) => found.sources,
            _ => NO_EDGE,
        }
    }

    pub(crate) fn set_sources_of(&mut self, item: u32, head: Sources) {
        if let Some(Some(found)) = self.parts.get_mut(item as usize - 1) {
            found.sources = head;
        }
    }

    pub(crate) fn disconnect_all(&mut self, evaluator: &mut Evaluator) {
        for part in self.parts.iter_mut().flatten() {
            evaluator.disconnect(&mut part.sources);
        }
    }

    fn add(&mut self, item: ItemId, live: Live) -> u32 {
        let part = Some(ItemPart {
            item,
            live,
            sources: NO_EDGE,
            marked: false,
            fit: Fit::default(),
        });
        let index = match self.free.pop() {
            Some(index) => {
                self.parts[index as usize] = part;
                index
            }
            None => {
                self.parts.push(part);
                self.parts.len() as u32 - 1
            }
        };
        let parts = &self.parts;
        self.by_item
            .insert(item, index, |index| item_in(parts, index));
        index + 1
    }

    /// Takes in the items of a list that was empty.
    fn fill(&mut self, items: Vec<(ItemId, Live)>, fresh: &mut Vec<ItemId>) {
        self.parts
            .reserve(items.len().saturating_sub(self.free.len()));
        let parts = &self.parts;
        self.by_item
            .reserve(items.len(), |index| item_in(parts, index));
        let shown = items.iter().map(|(id, _)| (*id, Shown::Nothing));
        self.shown = shown.collect();
        fresh.extend(items.iter().map(|(id, _)| *id));
        for (id, item) in items {
            self.add(id, item);
        }
    }

    fn take(&mut self, item: ItemId) -> Option<ItemPart> {
        let parts = &self.parts;
        let index = self.by_item.remove(item, |index| item_in(parts, index))?;
        self.free.push(index);
        let part = self.parts.get_mut(index as usize)?.take()?;
        self.fits.remove(part.fit);
        Some(part)
    }

    /// The number under which an item is subscribed.
    fn number_of(&self, item: ItemId) -> Option<u32> {
        let index = self.by_item.find(item, |index| item_in(&self.parts, index));
        index.map(|index| index + 1)
    }

    fn live_of(&self, item: ItemId) -> Live {
        self.number_of(item)
            .and_then(|number| self.parts.get(number as usize - 1)?.as_ref())
            .map_or(Live::Absent, |part| part.live.clone())
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    fn set_fit(&mut self, number: u32, fit: Fit) {
        if let Some(Some(part)) = self.parts.get_mut(number as usize - 1) {
            self.fits.remove(part.fit);
            part.fit = fit;
            self.fits.add(fit);
        }
    }

    /// Counts an item that may reach out of itself no longer as one of a group.
    pub(super) fn expose(&mut self, item: ItemId) {
        if let Some(number) = self.number_of(item)
            && let Some(Some(part)) = self.parts.get(number as usize - 1)
        {
            let block = part.fit.block;
            self.set_fit(
                number,
                Fit {
                    block,
                    group: false,
                },
            );
        }
    }

    /// What all of them could as well be items of.
    pub(super) fn fit(&self) -> Fit {
        self.fits.of(self.len())
    }

    pub(crate) fn index_of(&self, item: ItemId) -> Option<usize> {
        self.shown.index_of(item)
    }

    pub(crate) fn elements(&self) -> Vec<CellRef> {
        self.shown
            .iter()
            .filter_map(|(_, shown)| match shown {
                Shown::Element(cell, _) => Some(*cell),
                Shown::Nothing | Shown::Text(..) | Shown::Boxed(..) => None,
            })
            .collect()
    }

    /// The texts with boxes of their own.
    pub(crate) fn boxed_texts(&self) -> impl Iterator<Item = ActorId> + '_ {
        self.shown.iter().filter_map(|(_, shown)| match shown {
            Shown::Boxed(part, _) => Some(*part),
            Shown::Nothing | Shown::Text(..) | Shown::Element(..) => None,
        })
    }

    pub(super) fn shown(&self, item: ItemId) -> Option<&Shown> {
        self.shown.get(item)
    }

    /// The first item whose node stands in its place.
    pub(super) fn first_placed(&self) -> Option<(ItemId, &Shown)> {
        self.shown.nth_weighted(0)
    }

    /// The next item whose node stands in its place.
    pub(super) fn next_placed(&self, item: ItemId) -> Option<(ItemId, &Shown)> {
        self.shown.next_weighted_after(item)
    }

    pub(super) fn set_placed(&mut self, item: ItemId) {
        self.shown.set_weight(item, true);
    }
}

/// The item whose part it is; a part that is gone is in no index.
fn item_in(parts: &[Option<ItemPart>], index: u32) -> ItemId {
    let part = parts.get(index as usize).and_then(Option::as_ref);
    part.map_or(ItemId(u64::MAX), |part| part.item)
}

impl Evaluator {
    /// Takes in what changed in the list in this round. Answers whether it must wait.
    pub(crate) fn collect_children(
        &mut self,
        cell: CellRef,
        binding: u8,
        live: &Live,
        state: &mut Binding,
        settled: bool,
    ) -> bool {
        let mut reads = Reads::default();
        let entry = self.read(live, View::Tracked, cell, &mut reads);
        let entry = self.as_list(cell, entry);
        self.follow_list(cell, &entry, &mut reads);
        let mut sources = state.sources;
        self.retrack(cell, part(binding, 0), &mut sources, &reads.cells);
        state.sources = sources;
        let Content::Children(children) = &mut state.content else {
            return false;
        };
        // At the end of a turn everything has settled, whatever the heights say.
        if reads.wait && !settled {
            return true;
        }
        children.list_marked = false;
        if let Some(changes) = self.input_changes(cell, &mut children.list, &entry) {
            children.pending.extend(changes);
        }
        false
    }

    /// A single value where a list belongs is a list of it.
    fn as_list(&mut self, cell: CellRef, entry: Entry) -> Entry {
        let Some(value) = &entry.value else {
            return entry;
        };
        if let Value::List(_) = value {
            return entry;
        }
        let span = self.span_of(cell);
        let kind = value.kind_name();
        self.report(
            Diagnostic::warning(
                span,
                format!("a list of children is expected, found {kind}"),
            )
            .hint("write `LIST { … }` around it"),
        );
        let item = (self.new_item(), Live::Const(value.clone()));
        Entry {
            value: Some(Value::List(List::Plain([item].into_iter().collect()))),
            ..entry
        }
    }

    /// Draws a list of children: new items are mounted and placed, the others stay.
    pub(crate) fn draw_children(
        &mut self,
        cell: CellRef,
        binding: u8,
        live: &Live,
        element: &mut ElementState,
        tasks: &mut Vec<Task>,
    ) {
        let state = &mut element.bindings[usize::from(binding)];
        if let Content::Children(children) = &mut state.content
            && (!children.drawn || children.list_marked)
        {
            children.drawn = true;
            self.collect_children(cell, binding, live, state, true);
        }
        let Content::Children(children) = &mut element.bindings[usize::from(binding)].content
        else {
            return;
        };
        let mut fresh: Vec<ItemId> = Vec::new();
        let mut moved: Vec<ItemId> = Vec::new();
        for change in std::mem::take(&mut children.pending) {
            self.change_children(cell, binding, children, change, &mut fresh, &mut moved);
        }
        let parent = cell;
        let draw = |item| Task::Item {
            parent,
            binding,
            item,
        };
        tasks.extend(fresh.into_iter().map(draw));
        for number in std::mem::take(&mut children.marked) {
            let Some(Some(found)) = children.parts.get_mut(number as usize - 1) else {
                continue;
            };
            found.marked = false;
            tasks.push(draw(found.item));
        }
        tasks.extend(moved.into_iter().map(|item| Task::Move {
            parent,
            binding,
            item,
        }));
        tasks.push(Task::Length {
            parent,
            at: self.view.patches.len(),
        });
    }

    /// The node of an item of a list of children.
    pub(super) fn item_node(&self, cell: CellRef, binding: u8, item: ItemId) -> Option<NodeId> {
        match &self.element(cell)?.bindings[usize::from(binding)].content {
            Content::Children(children) => children.shown(item)?.node(),
            Content::None | Content::Keys(_) | Content::Child(..) | Content::Options(_) => None,
        }
    }

    fn change_children(
        &mut self,
        cell: CellRef,
        binding: u8,
        children: &mut Children,
        change: ListChange<Live>,
        fresh: &mut Vec<ItemId>,
        moved: &mut Vec<ItemId>,
    ) {
        match change {
            ListChange::Insert { index, id, item } => {
                children.add(id, item);
                children.shown.insert(index as usize, id, Shown::Nothing);
                fresh.push(id);
            }
            ListChange::Remove { id, .. } => {
                fresh.retain(|item| *item != id);
                moved.retain(|item| *item != id);
                self.drop_item(cell, binding, children, id);
            }
            ListChange::Move { to, id, .. } => {
                // Until it is placed again nothing may be placed before it.
                children.shown.set_weight(id, false);
                children.shown.move_to(id, to as usize);
                if !fresh.contains(&id) && !moved.contains(&id) {
                    moved.push(id);
                }
            }
            ListChange::Update { id, item, .. } => {
                if let Some(mut part) = children.take(id) {
                    self.disconnect(&mut part.sources);
                }
                children.add(id, item);
                if !fresh.contains(&id) {
                    fresh.push(id);
                }
            }
            ListChange::Clear => {
                self.drop_items(cell, binding, children);
                fresh.clear();
                moved.clear();
            }
            ListChange::Replace { items } if children.shown.is_empty() => {
                children.fill(items, fresh);
            }
            ListChange::Replace { items } => {
                // Two arms of a `WHILE` may map the same items differently.
                let old: Vec<(ItemId, Live)> = children
                    .shown
                    .iter()
                    .map(|(id, _)| (id, children.live_of(id)))
                    .collect();
                for change in protocol::list_change::diff(&old, &items, same_live) {
                    match change {
                        ListChange::Replace { items } => {
                            self.drop_items(cell, binding, children);
                            fresh.clear();
                            moved.clear();
                            children.fill(items, fresh);
                        }
                        single => {
                            self.change_children(cell, binding, children, single, fresh, moved);
                        }
                    }
                }
            }
        }
    }

    fn drop_item(&mut self, cell: CellRef, binding: u8, children: &mut Children, id: ItemId) {
        if let Some(mut part) = children.take(id) {
            self.disconnect(&mut part.sources);
        }
        if let Some((_, shown)) = children.shown.remove(id) {
            self.hide((cell, binding, Some(id)), &shown);
        }
    }

    /// Drops all items at once: none of them needs its place any more.
    fn drop_items(&mut self, cell: CellRef, binding: u8, children: &mut Children) {
        for part in children.parts.iter_mut().flatten() {
            self.disconnect(&mut part.sources);
        }
        children.parts.clear();
        children.free.clear();
        children.by_item.clear();
        children.marked.clear();
        children.fits = Fits::default();
        for (id, shown) in &std::mem::take(&mut children.shown) {
            self.hide((cell, binding, Some(id)), shown);
        }
    }

    /// Draws an item of a list of children.
    pub(super) fn draw_item(
        &mut self,
        cell: CellRef,
        binding: u8,
        item: ItemId,
        tasks: &mut Vec<Task>,
    ) {
        let Some(mut element) = self.take_element(cell) else {
            return;
        };
        let around = element.around(true);
        if let Content::Children(children) = &mut element.bindings[usize::from(binding)].content {
            self.draw_item_of(cell, binding, children, item, around, tasks);
        }
        self.put_state(cell, CellState::Element(element));
    }

    fn draw_item_of(
        &mut self,
        cell: CellRef,
        binding: u8,
        children: &mut Children,
        item: ItemId,
        around: Around,
        tasks: &mut Vec<Task>,
    ) {
        let Some(number) = children.number_of(item) else {
            return;
        };
        let Some(Some(found)) = children.parts.get_mut(number as usize - 1) else {
            return;
        };
        let (live, mut sources) = (found.live.clone(), found.sources);
        let mut reads = Reads::default();
        let value = self.read(&live, View::Tracked, cell, &mut reads).value;
        self.retrack(cell, part(binding, number), &mut sources, &reads.cells);
        if let Some(Some(found)) = children.parts.get_mut(number as usize - 1) {
            found.sources = sources;
        }
        let Some(old) = children.shown.get(item).cloned() else {
            return;
        };
        let position = Position {
            parent: cell,
            binding,
            item: Some(item),
            around,
            boxed: children.boxed,
        };
        if let Some(new) = self.show(position, old, value, tasks) {
            children.shown.set_weight(item, false);
            if let Some(shown) = children.shown.get_mut(item) {
                *shown = new;
            }
        }
        // An item that has been put in anew may show what it did before.
        let shown = children.shown.get(item);
        let fit = shown.map_or_else(Fit::default, |shown| self.fit_of(shown));
        children.set_fit(number, fit);
    }
}
