//! Child positions: which node stands for which child, and where it goes.

use protocol::ids::NodeId;
use protocol::list_change::{ItemId, ListChange};
use protocol::patch::Patch;
use rustc_hash::FxHashMap;

use crate::evaluator::Evaluator;
use crate::evaluator::graph::{NO_EDGE, Sources};
use crate::evaluator::list_cell::ListCell;
use crate::evaluator::read::{Reads, View};
use crate::lists::Sequence;
use crate::symbol::well_known;
use crate::value::{CellRef, Live, Value};

use super::element::{Binding, Content, ElementState, part};
use super::render::Task;
use super::style::Flow;
use super::template::PositionPlan;

/// What a child position shows.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    /// No node.
    Nothing,
    /// A text node of its own.
    Text(NodeId, String),
    /// An element.
    Element(CellRef, NodeId),
}

impl Shown {
    pub(crate) fn node(&self) -> Option<NodeId> {
        match self {
            Shown::Nothing => None,
            Shown::Text(node, _) | Shown::Element(_, node) => Some(*node),
        }
    }
}

/// A list of child positions.
#[derive(Debug, Default)]
pub(crate) struct Children {
    /// Which list was read, and up to where.
    list: ListCell,
    list_marked: bool,
    drawn: bool,
    /// What changed in the rounds since the last drawing.
    pending: Vec<ListChange<Live>>,
    /// The items in order; those whose node is placed have weight.
    shown: Sequence<Shown>,
    parts: Vec<Option<ItemPart>>,
    free: Vec<u32>,
    by_item: FxHashMap<ItemId, u32>,
    marked: Vec<u32>,
}

#[derive(Debug)]
struct ItemPart {
    item: ItemId,
    live: Live,
    sources: Sources,
    marked: bool,
}

impl Children {
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
        self.by_item.insert(item, index + 1);
        index + 1
    }

    fn take(&mut self, item: ItemId) -> Option<ItemPart> {
        let index = self.by_item.remove(&item)?;
        self.free.push(index - 1);
        self.parts.get_mut(index as usize - 1)?.take()
    }

    pub(crate) fn index_of(&self, item: ItemId) -> Option<usize> {
        self.shown.index_of(item)
    }

    pub(crate) fn elements(&self) -> Vec<CellRef> {
        self.shown
            .iter()
            .filter_map(|(_, shown)| match shown {
                Shown::Element(cell, _) => Some(*cell),
                Shown::Nothing | Shown::Text(..) => None,
            })
            .collect()
    }
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

    /// Draws a list of children: new items are mounted and placed, the others stay.
    pub(crate) fn draw_children(
        &mut self,
        cell: CellRef,
        binding: u8,
        live: &Live,
        element: &mut ElementState,
        tasks: &mut Vec<Task>,
    ) {
        let flow = element.flow;
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
        for item in fresh {
            self.draw_item(cell, binding, children, item, flow, tasks);
        }
        for number in std::mem::take(&mut children.marked) {
            let Some(Some(found)) = children.parts.get_mut(number as usize - 1) else {
                continue;
            };
            found.marked = false;
            let item = found.item;
            self.draw_item(cell, binding, children, item, flow, tasks);
        }
        for item in moved {
            if let Some(node) = children.shown.get(item).and_then(Shown::node) {
                tasks.push(Task::Insert {
                    parent: cell,
                    binding,
                    item: Some(item),
                    node,
                });
            }
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
                let ids: Vec<ItemId> = children.shown.iter().map(|(id, _)| id).collect();
                for id in ids {
                    self.drop_item(cell, binding, children, id);
                }
                fresh.clear();
                moved.clear();
            }
            ListChange::Replace { items } => {
                let old: Vec<(ItemId, ())> =
                    children.shown.iter().map(|(id, _)| (id, ())).collect();
                for change in protocol::list_change::diff(&old, &items, |(), _| true) {
                    match change {
                        ListChange::Replace { items } => {
                            let ids: Vec<ItemId> =
                                children.shown.iter().map(|(id, _)| id).collect();
                            for id in ids {
                                self.drop_item(cell, binding, children, id);
                            }
                            fresh.clear();
                            moved.clear();
                            for (index, (id, item)) in items.into_iter().enumerate() {
                                children.add(id, item);
                                children.shown.insert(index, id, Shown::Nothing);
                                fresh.push(id);
                            }
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
            self.hide(cell, binding, Some(id), &shown);
        }
    }

    /// Takes a child's node away, unless it is gone or stands somewhere else by now.
    fn hide(&mut self, cell: CellRef, binding: u8, item: Option<ItemId>, shown: &Shown) {
        match shown {
            Shown::Nothing => {}
            Shown::Text(node, _) => {
                self.view.patches.push(Patch::DropText { node: *node });
            }
            Shown::Element(child, node) => {
                let here = Some((cell, binding, item));
                if let Some(element) = self.element_mut(*child)
                    && element.place == here
                {
                    element.place = None;
                    self.view.patches.push(Patch::Remove { node: *node });
                }
            }
        }
    }

    fn draw_item(
        &mut self,
        cell: CellRef,
        binding: u8,
        children: &mut Children,
        item: ItemId,
        flow: Flow,
        tasks: &mut Vec<Task>,
    ) {
        let Some(number) = children.by_item.get(&item).copied() else {
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
        let new = self.show(cell, binding, Some(item), old, value, flow, tasks);
        if let Some(new) = new {
            children.shown.set_weight(item, false);
            if let Some(shown) = children.shown.get_mut(item) {
                *shown = new;
            }
        }
    }

    /// Draws a single child.
    pub(crate) fn draw_child(
        &mut self,
        cell: CellRef,
        binding: u8,
        live: &Live,
        element: &mut ElementState,
        tasks: &mut Vec<Task>,
    ) {
        let mut reads = Reads::default();
        let value = self.read(live, View::Tracked, cell, &mut reads).value;
        let flow = element.flow;
        let state = &mut element.bindings[usize::from(binding)];
        let mut sources = state.sources;
        self.retrack(cell, part(binding, 0), &mut sources, &reads.cells);
        state.sources = sources;
        let Content::Child(old, placed) = &state.content else {
            return;
        };
        let (old, placed) = (old.clone(), *placed);
        let node = old.node();
        if let Some(new) = self.show(cell, binding, None, old, value, flow, tasks) {
            let placed = placed && new.node() == node;
            element.bindings[usize::from(binding)].content = Content::Child(new, placed);
        }
    }

    /// Makes a position show a value; answers what it shows if its node is another one now.
    #[allow(clippy::too_many_arguments, reason = "one child position")]
    fn show(
        &mut self,
        cell: CellRef,
        binding: u8,
        item: Option<ItemId>,
        old: Shown,
        value: Option<Value>,
        flow: Flow,
        tasks: &mut Vec<Task>,
    ) -> Option<Shown> {
        let no_element = well_known().no_element;
        let text = match &value {
            Some(Value::Tag(tag)) if *tag == no_element => None,
            Some(value) => value.to_text().map(|text| text.to_string()),
            None => None,
        };
        match (old, value, text) {
            (Shown::Text(node, old), _, Some(text)) => {
                if old == text {
                    return None;
                }
                self.view.patches.push(Patch::SetText {
                    node,
                    text: text.clone().into(),
                });
                // The node stays where it is: only the memory of its text changes.
                self.remember_text(cell, binding, item, tasks, node, text)
            }
            (Shown::Element(child, node), Some(Value::Element(new)), _) if child == new => {
                let here = Some((cell, binding, item));
                let elsewhere = self
                    .element(child)
                    .is_some_and(|element| element.place != here);
                if elsewhere {
                    tasks.push(Task::Insert {
                        parent: cell,
                        binding,
                        item,
                        node,
                    });
                }
                None
            }
            (old, value, text) => {
                let was_nothing = matches!(old, Shown::Nothing);
                self.hide(cell, binding, item, &old);
                let new = match (value, text) {
                    (Some(Value::Element(child)), _) => {
                        match self.mount(child, Some(flow), tasks) {
                            Some(node) => Shown::Element(child, node),
                            None => Shown::Nothing,
                        }
                    }
                    (_, Some(text)) => {
                        let node = self.view.text_hole(cell.actor);
                        self.view.patches.push(Patch::CreateText {
                            node,
                            text: text.clone().into(),
                        });
                        Shown::Text(node, text)
                    }
                    (_, None) => Shown::Nothing,
                };
                if let Some(node) = new.node() {
                    tasks.push(Task::Insert {
                        parent: cell,
                        binding,
                        item,
                        node,
                    });
                } else if was_nothing {
                    return None;
                }
                Some(new)
            }
        }
    }

    fn remember_text(
        &mut self,
        cell: CellRef,
        binding: u8,
        item: Option<ItemId>,
        tasks: &mut Vec<Task>,
        node: NodeId,
        text: String,
    ) -> Option<Shown> {
        // A list forgets the place of what it replaces: the text keeps its node, so it is placed again.
        if item.is_some() {
            tasks.push(Task::Placed {
                parent: cell,
                binding,
                item,
            });
        }
        Some(Shown::Text(node, text))
    }

    /// The node that a child of a position must stand before.
    pub(crate) fn next_node(
        &self,
        parent: CellRef,
        binding: u8,
        item: Option<ItemId>,
    ) -> Option<NodeId> {
        let element = self.element(parent)?;
        if let (Content::Children(children), Some(item)) =
            (&element.bindings[usize::from(binding)].content, item)
            && let Some(next) = self.next_item_node(parent, binding, children, item)
        {
            return Some(next);
        }
        let plan = element.plan();
        let at = plan.positions.iter().position(
            |position| matches!(position, PositionPlan::Live(live) if *live == binding),
        )?;
        for position in &plan.positions[at + 1..] {
            let node = match position {
                PositionPlan::Static(hole) => Some(NodeId {
                    actor: parent.actor,
                    hole: *hole,
                }),
                PositionPlan::Live(live) => match &element.bindings[usize::from(*live)].content {
                    Content::Child(shown, true) => self.placed_node(parent, *live, None, shown),
                    Content::Child(_, false) => None,
                    Content::Children(children) => {
                        children.shown.nth_weighted(0).and_then(|(item, shown)| {
                            self.placed_node(parent, *live, Some(item), shown)
                                .or_else(|| self.next_item_node(parent, *live, children, item))
                        })
                    }
                    Content::None | Content::Keys(_) => None,
                },
            };
            if node.is_some() {
                return node;
            }
        }
        None
    }

    /// The node of the next item that stands in its place. One whose element has ended may still be listed.
    fn next_item_node(
        &self,
        parent: CellRef,
        binding: u8,
        children: &Children,
        item: ItemId,
    ) -> Option<NodeId> {
        let mut item = item;
        while let Some((next, shown)) = children.shown.next_weighted_after(item) {
            if let Some(node) = self.placed_node(parent, binding, Some(next), shown) {
                return Some(node);
            }
            item = next;
        }
        None
    }

    /// The node of what was placed, if it still stands there.
    fn placed_node(
        &self,
        parent: CellRef,
        binding: u8,
        item: Option<ItemId>,
        shown: &Shown,
    ) -> Option<NodeId> {
        match shown {
            Shown::Nothing => None,
            Shown::Text(node, _) => Some(*node),
            Shown::Element(child, node) => {
                let here = Some((parent, binding, item));
                self.element(*child)
                    .is_some_and(|element| element.place == here)
                    .then_some(*node)
            }
        }
    }

    /// Notes that a child's node stands where it belongs.
    pub(crate) fn note_placed(&mut self, parent: CellRef, binding: u8, item: Option<ItemId>) {
        let Some(element) = self.element_mut(parent) else {
            return;
        };
        match (&mut element.bindings[usize::from(binding)].content, item) {
            (Content::Children(children), Some(item)) => {
                children.shown.set_weight(item, true);
            }
            (Content::Child(_, placed), None) => *placed = true,
            _ => {}
        }
    }
}

impl ElementState {
    /// The elements among an element's children.
    pub(super) fn child_elements(&self) -> Vec<CellRef> {
        let mut children = Vec::new();
        for binding in &self.bindings {
            match &binding.content {
                Content::Child(Shown::Element(child, _), _) => children.push(*child),
                Content::Children(list) => children.extend(list.elements()),
                Content::Child(..) | Content::None | Content::Keys(_) => {}
            }
        }
        let actor = self.node.actor;
        for position in &self.plan().positions {
            if let PositionPlan::Static(hole) = position
                && let Some(plan) = self.template.element_at(*hole)
            {
                let slot = plan.slot;
                children.push(CellRef { actor, slot });
            }
        }
        children
    }
}
