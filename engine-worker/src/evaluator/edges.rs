//! Where edges are: subscriptions of cells to each other, in memory that grows page by page.

use std::ops::{Index, IndexMut, Range};

use crate::value::CellRef;

use super::by_value::Keyed;

/// No edge.
pub(crate) const NO_EDGE: u32 = u32::MAX;

/// A subscription of one cell to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) source: CellRef,
    pub(crate) reader: CellRef,
    /// Which part of the reader; or, if it is keyed, the mark of what the reader compares the source with.
    pub(super) label: u32,
    /// Whether a firing state is due for the reader only in the next round.
    pub(crate) trigger: bool,
    /// Whether the reader runs after the source in every phase; iff so, its height is the greater one, and
    /// ordered edges close no cycle.
    pub(super) ordered: bool,
    /// Whether only a certain value of the source concerns the reader (`by_value`).
    pub(super) keyed: bool,
    /// The one before it in the source's list; of the first one, the last.
    pub(super) previous_reader: u32,
    pub(crate) next_reader: u32,
    pub(super) previous_source: u32,
    pub(crate) next_source: u32,
    pub(super) state: EdgeState,
}

/// Whether an edge is over, and where it still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EdgeState {
    /// In the lists of both its ends.
    Live,
    /// Over, but in the list of its source, which has ended.
    WithSource,
    /// Over, but in the list of its reader: one that has ended, or one that runs and has its list with it.
    WithReader,
    /// In no list: its slot is free.
    Free,
}

// Every read of every cell is one of these.
const _: () = assert!(size_of::<Edge>() <= 48);

impl Edge {
    /// Which part of the reader; 0 is the cell itself.
    pub(crate) fn part(&self) -> u32 {
        if self.keyed { 0 } else { self.label }
    }

    /// The mark of what the reader compares the source with, if nothing else concerns it.
    pub(super) fn key(&self) -> Option<u32> {
        self.keyed.then_some(self.label)
    }
}

/// How many edges are in a page.
const PAGE: usize = 512;

/// Edges in pages: a table has so many that one vector would hold as much memory again while it grows, and wasm
/// gives none back.
#[derive(Debug, Default)]
pub(super) struct Pages(pub(super) Vec<Vec<Edge>>);

impl Pages {
    pub(super) fn len(&self) -> usize {
        let full = self.0.len().saturating_sub(1) * PAGE;
        full + self.0.last().map_or(0, Vec::len)
    }

    pub(super) fn push(&mut self, edge: Edge) {
        match self.0.last_mut() {
            Some(page) if page.len() < PAGE => page.push(edge),
            // The first page grows: small programs have few edges.
            None => self.0.push(vec![edge]),
            Some(_) => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(edge);
                self.0.push(page);
            }
        }
    }

    pub(super) fn get_mut(&mut self, index: u32) -> Option<&mut Edge> {
        let index = index as usize;
        self.0.get_mut(index / PAGE)?.get_mut(index % PAGE)
    }
}

impl Index<u32> for Pages {
    type Output = Edge;

    #[inline(always)]
    fn index(&self, index: u32) -> &Edge {
        &self.0[index as usize / PAGE][index as usize % PAGE]
    }
}

impl IndexMut<u32> for Pages {
    #[inline(always)]
    fn index_mut(&mut self, index: u32) -> &mut Edge {
        &mut self.0[index as usize / PAGE][index as usize % PAGE]
    }
}

/// All edges of an engine.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    pub(super) slots: Pages,
    pub(super) free: Vec<u32>,
    /// How many slots of each page are taken.
    taken: Vec<u16>,
    /// In how many pages there are any.
    pages_in_use: usize,
    pub(super) keyed: Keyed,
}

impl Edges {
    #[inline(always)]
    pub(crate) fn get(&self, edge: u32) -> &Edge {
        &self.slots[edge]
    }

    pub(super) fn set_key(&mut self, edge: u32, mark: Option<u32>) {
        let edge = &mut self.slots[edge];
        edge.keyed = mark.is_some();
        // Only cells themselves compare.
        edge.label = mark.unwrap_or(0);
    }

    /// Puts an edge into a slot; it is in no list yet.
    pub(super) fn add(&mut self, edge: Edge) -> u32 {
        let index = match self.free.pop() {
            Some(index) => {
                self.slots[index] = edge;
                index
            }
            None => {
                self.slots.push(edge);
                self.slots.len() as u32 - 1
            }
        };
        let page = index as usize / PAGE;
        if page == self.taken.len() {
            self.taken.push(0);
        }
        self.pages_in_use += usize::from(self.taken[page] == 0);
        self.taken[page] += 1;
        index
    }

    /// Frees the slot of one that is in no list any more.
    pub(super) fn free(&mut self, edge: u32) {
        self.slots[edge].state = EdgeState::Free;
        self.free.push(edge);
        let page = edge as usize / PAGE;
        self.taken[page] -= 1;
        self.pages_in_use -= usize::from(self.taken[page] == 0);
    }

    /// How many slots there are in pages with edges.
    pub(super) fn in_use(&self) -> usize {
        self.slots.len().min(self.pages_in_use * PAGE)
    }

    /// The slots of every page with edges.
    pub(super) fn pages(&self) -> Vec<Range<u32>> {
        let all = self.slots.len() as u32;
        let pages = (0..all).step_by(PAGE).zip(&self.taken);
        pages
            .filter(|(_, taken)| **taken > 0)
            .map(|(first, _)| first..all.min(first + PAGE as u32))
            .collect()
    }

    /// How many there are, those of what has to be cleared away included.
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

#[cfg(test)]
impl Edges {
    /// Panics if what is counted of pages is not what is in them.
    pub(super) fn check_pages(&self) {
        let is_taken = |edge: &&Edge| edge.state != EdgeState::Free;
        let taken = self
            .slots
            .0
            .iter()
            .map(|page| page.iter().filter(is_taken).count());
        let taken: Vec<usize> = taken.collect();
        assert!(
            taken
                .iter()
                .copied()
                .eq(self.taken.iter().copied().map(usize::from))
        );
        assert_eq!(
            taken.iter().filter(|taken| **taken > 0).count(),
            self.pages_in_use
        );
    }
}
