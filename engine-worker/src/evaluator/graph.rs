//! Who reads whom: edges between cells, and heights.
//!
//! An edge is a subscription kept here, beside the registry: an actor never holds a reference to another.
//! Each edge is in two linked lists, the source's readers (in subscription order) and the reader's sources,
//! so that both ends go in constant time per edge.

use crate::host::progress;
use crate::language::plan::{NodeKind, Reactivity};
use crate::value::CellRef;

use super::Evaluator;
use super::edges::{Edge, EdgeState};
use super::instance::flag;

pub(crate) use super::edges::{Edges, NO_EDGE};

/// The head of a list of sources that belongs to a part of a cell.
pub(crate) type Sources = u32;

impl Evaluator {
    /// Subscribes a cell, or a part of it whose list of sources is `head`.
    pub(crate) fn connect(
        &mut self,
        source: CellRef,
        reader: CellRef,
        part: u32,
        trigger: bool,
        head: &mut Sources,
    ) {
        let Some(cell) = self.cell_mut(source) else {
            return;
        };
        if cell.has(flag::FINAL) && !cell.has(flag::NEW) {
            return;
        }
        let (height, pulse) = (cell.height, cell.kind != Reactivity::State);
        // The trigger of a state orders nothing, it is due one round later; nor does a pulse that feeds a
        // state, which settles in another phase.
        let has_keyed = cell.has(flag::KEYED);
        let ordered = self.cell(reader).is_some_and(|reader| {
            reader.height > height && (!trigger || (pulse && reader.kind != Reactivity::State))
        });
        let edge = Edge {
            source,
            reader,
            label: part,
            trigger,
            ordered,
            keyed: false,
            previous_reader: NO_EDGE,
            next_reader: NO_EDGE,
            previous_source: NO_EDGE,
            next_source: *head,
            state: EdgeState::Live,
        };
        let index = self.edges.add(edge);
        if edge.next_source != NO_EDGE {
            self.edges.slots[edge.next_source].previous_source = index;
        }
        *head = index;
        let before = has_keyed.then(|| self.edges.keyed.first(source));
        let before = before.filter(|first| *first != NO_EDGE);
        self.link_reader(index, source, before);
    }

    /// Puts a subscription at the end of the source's readers, or before one of them.
    pub(super) fn link_reader(&mut self, index: u32, source: CellRef, before: Option<u32>) {
        let Some(cell) = self.cell_mut(source) else {
            return;
        };
        let first = cell.first_reader;
        if first == NO_EDGE || before == Some(first) {
            cell.first_reader = index;
        }
        // Who follows it; after the last one comes nobody, but the first one knows who is last.
        let next = before.unwrap_or(first);
        let previous = match self.edges.slots.get_mut(next) {
            Some(next) => std::mem::replace(&mut next.previous_reader, index),
            None => index,
        };
        if before != Some(first)
            && let Some(previous) = self.edges.slots.get_mut(previous)
        {
            previous.next_reader = index;
        }
        let edge = &mut self.edges.slots[index];
        edge.previous_reader = previous;
        edge.next_reader = before.unwrap_or(NO_EDGE);
    }

    /// Subscribes the cell itself.
    pub(crate) fn connect_cell(&mut self, source: CellRef, reader: CellRef, trigger: bool) {
        let Some(cell) = self.cell(reader) else {
            return;
        };
        let mut head = cell.first_source;
        self.connect(source, reader, 0, trigger, &mut head);
        if let Some(cell) = self.cell_mut(reader) {
            cell.first_source = head;
        }
    }

    /// Ends all subscriptions of a list of sources.
    pub(crate) fn disconnect(&mut self, head: &mut Sources) {
        let mut index = std::mem::replace(head, NO_EDGE);
        while index != NO_EDGE {
            let edge = self.edges.get(index);
            let (source, next) = (edge.source, edge.next_source);
            if edge.state == EdgeState::Live {
                self.end_reader(index, source);
            } else {
                self.edges.free(index);
            }
            index = next;
        }
    }

    /// Ends a subscription that is out of its reader's list by now.
    fn end_reader(&mut self, index: u32, source: CellRef) {
        if self.is_alive(source) {
            self.unlink_reader(index);
            self.edges.free(index);
        } else {
            self.forget_key(index);
            self.edges.slots[index].state = EdgeState::WithSource;
        }
    }

    /// A keyed subscription is no such one any more.
    pub(super) fn forget_key(&mut self, index: u32) {
        let edge = self.edges.get(index);
        let (source, next) = (edge.source, edge.next_reader);
        if let Some(mark) = edge.key()
            && self.edges.keyed.remove(source, mark, index, next)
            && let Some(cell) = self.cell_mut(source)
        {
            cell.unset(flag::KEYED);
        }
    }

    /// Takes a subscription to a cell that lives out of the list of the cell's readers.
    pub(super) fn unlink_reader(&mut self, index: u32) {
        self.forget_key(index);
        let edge = self.edges.get(index);
        let (source, previous, next) = (edge.source, edge.previous_reader, edge.next_reader);
        let Some(cell) = self.cell_mut(source) else {
            return;
        };
        let first = cell.first_reader;
        if first == index {
            cell.first_reader = next;
        } else {
            self.edges.slots[previous].next_reader = next;
        }
        let heir = if next == NO_EDGE { first } else { next };
        if heir != index {
            self.edges.slots[heir].previous_reader = previous;
        }
    }

    /// Subscribes to exactly `reads`, in order; unchanged subscriptions stay as they are.
    pub(crate) fn retrack(
        &mut self,
        reader: CellRef,
        part: u32,
        head: &mut Sources,
        reads: &[CellRef],
    ) {
        // Edges are listed newest first.
        let mut index = *head;
        let mut same = true;
        for read in reads.iter().rev() {
            if index == NO_EDGE {
                same = false;
                break;
            }
            let edge = self.edges.get(index);
            if edge.source != *read {
                same = false;
                break;
            }
            index = edge.next_source;
        }
        if same && index == NO_EDGE {
            return;
        }
        self.disconnect(head);
        for read in reads {
            self.connect(*read, reader, part, false, head);
        }
    }

    /// Subscribes the cell itself to exactly `reads`.
    pub(crate) fn retrack_cell(&mut self, reader: CellRef, reads: &[CellRef]) {
        let Some(cell) = self.cell(reader) else {
            return;
        };
        let mut head = cell.first_source;
        self.retrack(reader, 0, &mut head, reads);
        if let Some(cell) = self.cell_mut(reader) {
            cell.first_source = head;
        }
    }

    /// Whether somebody must run after a cell. Most of what is raised is new: nobody reads it yet.
    fn orders_readers(&self, cell: CellRef) -> bool {
        let mut index = self.cell(cell).map_or(NO_EDGE, |cell| cell.first_reader);
        while index != NO_EDGE {
            let edge = self.edges.get(index);
            if edge.ordered {
                return true;
            }
            index = edge.next_reader;
        }
        false
    }

    /// Whether `to` is among the transitive readers of `from`.
    fn reaches(&mut self, from: CellRef, to: CellRef) -> bool {
        if !self.orders_readers(from) {
            return from == to;
        }
        let limit = self.cell(to).map_or(0, |cell| cell.height);
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![from];
        while let Some(cell) = stack.pop() {
            if cell == to {
                return true;
            }
            if !seen.insert(cell) {
                continue;
            }
            let Some(found) = self.cell(cell) else {
                continue;
            };
            // Heights rise along ordered edges: what is above `to` cannot lead to it.
            if found.height > limit {
                continue;
            }
            let mut index = found.first_reader;
            while index != NO_EDGE {
                let edge = self.edges.get(index);
                if edge.ordered {
                    stack.push(edge.reader);
                }
                index = edge.next_reader;
            }
        }
        false
    }

    /// Makes `reader` run after `source` in every phase from now on. Answers whether it must wait for that
    /// now; an order that would close a cycle is not made.
    pub(crate) fn order_after(&mut self, reader: CellRef, source: CellRef) -> bool {
        let (Some(source_cell), Some(reader_cell)) = (self.cell(source), self.cell(reader)) else {
            return false;
        };
        let (height, own) = (source_cell.height, reader_cell.height);
        if own > height || reader == source {
            return false;
        }
        if source_cell.has(flag::FINAL) && !source_cell.has(flag::NEW) {
            return false;
        }
        if self.reaches(reader, source) {
            return false;
        }
        self.raise(reader, height + 1);
        true
    }

    fn raise(&mut self, cell: CellRef, height: u32) {
        if !self.orders_readers(cell) {
            if let Some(found) = self.cell_mut(cell) {
                found.height = found.height.max(height);
            }
            return;
        }
        let mut stack = vec![(cell, height)];
        while let Some((cell, height)) = stack.pop() {
            let Some(found) = self.cell_mut(cell) else {
                continue;
            };
            if found.height >= height {
                continue;
            }
            found.height = height;
            let mut index = found.first_reader;
            while index != NO_EDGE {
                let edge = self.edges.get(index);
                if edge.ordered {
                    stack.push((edge.reader, height + 1));
                }
                index = edge.next_reader;
            }
        }
    }

    /// Whether there is exactly one subscription to a cell by something that lives.
    pub(crate) fn has_one_reader(&self, cell: CellRef) -> bool {
        let mut index = self.cell(cell).map_or(NO_EDGE, |cell| cell.first_reader);
        let mut found = false;
        while index != NO_EDGE {
            let edge = self.edges.get(index);
            index = edge.next_reader;
            if self.is_alive(edge.reader) && std::mem::replace(&mut found, true) {
                return false;
            }
        }
        found
    }

    /// Whether a pulse that the cell reads fired in this round.
    pub(crate) fn source_pulse_fired(&self, head: Sources) -> bool {
        let mut index = head;
        while index != NO_EDGE {
            let edge = self.edges.get(index);
            if let Some(cell) = self.cell(edge.source)
                && cell.kind == Reactivity::Pulse
                && cell.fired == self.round
            {
                return true;
            }
            index = edge.next_source;
        }
        false
    }

    /// Whether a cell is a list operation or element, whose parts have subscriptions of their own.
    pub(crate) fn node_kind(&self, cell: CellRef) -> Option<&NodeKind> {
        let instance = self.registry.get(cell.actor)?;
        let template = &self.plan.templates[instance.template.0 as usize];
        template
            .nodes
            .get(cell.slot as usize)
            .map(|node| &node.kind)
    }
}

impl Evaluator {
    /// Ends all subscriptions to a cell that has ended; its readers keep the last value they had.
    pub(super) fn abandon(&mut self, first_reader: u32) {
        let mut index = first_reader;
        while index != NO_EDGE {
            let edge = self.edges.get(index);
            let (reader, next) = (edge.reader, edge.next_reader);
            if edge.state == EdgeState::Live {
                self.forget_key(index);
                self.end_source(index, reader);
            } else {
                self.edges.free(index);
            }
            index = next;
        }
    }

    /// Ends a subscription that is out of its source's list by now.
    fn end_source(&mut self, index: u32, reader: CellRef) {
        if self.is_alive(reader) && self.unlink_source(index) {
            self.edges.free(index);
        } else {
            self.edges.slots[index].state = EdgeState::WithReader;
        }
    }

    /// Ends all subscriptions of and to what has ended, as they lie in memory: of many, to go from one to the next would
    /// mean to wait for memory each time.
    pub(super) fn sweep_edges(&mut self) {
        for page in self.edges.pages() {
            page.for_each(|index| self.sweep_edge(index));
            progress::report();
        }
    }

    fn sweep_edge(&mut self, index: u32) {
        let edge = self.edges.get(index);
        let (source, reader, state) = (edge.source, edge.reader, edge.state);
        let has_source = self.registry.is_alive(source.actor);
        let has_reader = self.registry.is_alive(reader.actor);
        match state {
            EdgeState::Free => {}
            EdgeState::WithSource if has_source => {}
            EdgeState::WithReader if has_reader => {}
            EdgeState::WithSource | EdgeState::WithReader => self.edges.free(index),
            EdgeState::Live if has_source && has_reader => {}
            EdgeState::Live if has_source => self.end_reader(index, source),
            EdgeState::Live => {
                self.forget_key(index);
                match has_reader {
                    true => self.end_source(index, reader),
                    false => self.edges.free(index),
                }
            }
        }
    }

    /// Takes a subscription out of the list of what its reader reads; false if it is the head of a list that is out of
    /// its place while the reader runs.
    fn unlink_source(&mut self, index: u32) -> bool {
        let edge = *self.edges.get(index);
        if edge.previous_source != NO_EDGE {
            self.edges.slots[edge.previous_source].next_source = edge.next_source;
        } else if self.sources_of(edge.reader, edge.part()) == index {
            self.set_sources_of(edge.reader, edge.part(), edge.next_source);
        } else {
            return false;
        }
        if edge.next_source != NO_EDGE {
            self.edges.slots[edge.next_source].previous_source = edge.previous_source;
        }
        true
    }

    fn sources_of(&self, reader: CellRef, part: u32) -> Sources {
        let Some(cell) = self.cell(reader) else {
            return NO_EDGE;
        };
        if part == 0 {
            return cell.first_source;
        }
        match cell.state.as_ref() {
            Some(super::instance::CellState::List(list)) => list.sources_of(part),
            Some(super::instance::CellState::Element(element)) => element.sources_of(part),
            _ => NO_EDGE,
        }
    }

    fn set_sources_of(&mut self, reader: CellRef, part: u32, head: Sources) {
        let Some(cell) = self.cell_mut(reader) else {
            return;
        };
        if part == 0 {
            cell.first_source = head;
            return;
        }
        match cell.state.as_mut() {
            Some(super::instance::CellState::List(list)) => list.set_sources_of(part, head),
            Some(super::instance::CellState::Element(element)) => {
                element.set_sources_of(part, head)
            }
            _ => {}
        }
    }

    /// Notes which part of a cell must be looked at when it runs.
    pub(crate) fn mark_part(&mut self, reader: CellRef, part: u32) {
        let Some(cell) = self.cell_mut(reader) else {
            return;
        };
        match cell.state.as_mut() {
            Some(super::instance::CellState::List(list)) => list.mark(part),
            Some(super::instance::CellState::Element(element)) => element.mark(part),
            _ => {}
        }
    }
}

#[cfg(test)]
impl Evaluator {
    /// Panics if an invariant of the graph or the turns does not hold.
    pub(crate) fn check_invariants(&self) {
        assert!(self.agenda.is_quiet(), "a turn ends when nothing is due");
        self.registry.check_invariants();
        self.edges.check_pages();
        let slots = self.edges.slots.0.iter().flatten();
        let free: rustc_hash::FxHashSet<u32> = self.edges.free.iter().copied().collect();
        assert_eq!(free.len(), self.edges.free.len(), "a slot is free once");
        let slots: Vec<Edge> = slots.copied().collect();
        for (index, edge) in (0..).zip(&slots) {
            let is_free = edge.state == EdgeState::Free;
            assert_eq!(is_free, free.contains(&index), "free is what is in no list");
            assert!(
                is_free || edge.state == EdgeState::Live || !self.ended.is_empty(),
                "nothing is held by what is cleared away: {edge:?}"
            );
        }
        for edge in slots.iter().filter(|edge| edge.state == EdgeState::Live) {
            let (source, reader) = (self.cell(edge.source), self.cell(edge.reader));
            let (Some(source), Some(reader)) = (source, reader) else {
                assert!(
                    !self.ended.is_empty(),
                    "an edge ends with either of its ends: {edge:?}"
                );
                continue;
            };
            assert!(
                !edge.ordered || reader.height > source.height,
                "heights rise along ordered edges: {edge:?}"
            );
        }
    }

    /// The greatest height of a cell.
    pub(crate) fn highest(&self) -> u32 {
        let tree = self.registry.tree();
        let actors = tree.iter().flat_map(|node| &node.actors);
        let instances = actors.filter_map(|actor| self.registry.get(actor.id));
        let heights = instances.flat_map(|instance| instance.cells.iter().map(|cell| cell.height));
        heights.max().unwrap_or(0)
    }
}
