//! The agenda of a turn: which cells run next (`language.md` §5.3).
//!
//! **The order rule.** A turn is a sequence of rounds. In a round first the pulses run (phase A), then the
//! states (phase B); within a phase cells run by height, and among equal heights in the order in which they
//! were put on the agenda. What a round makes due for the next one waits in `next`. Cells of something
//! created by a body run at once, in a queue of their own (round 0 of what was created).
//!
//! Generic over the cell's address: nothing here knows what a cell is.

/// What runs now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Pulses fire.
    Pulses,
    /// States settle.
    States,
}

/// How many cells and heights an empty agenda keeps room for.
const KEPT: usize = 1024;

/// No entry.
const END: u32 = u32::MAX;

/// Cells by height, first in first out within one height: a chain for each height, in memory that all share.
#[derive(Debug)]
pub struct Buckets<C> {
    /// The first and the last entry of each height.
    chains: Vec<(u32, u32)>,
    /// The entries, each with the next one of its height or of the free ones.
    entries: Vec<(C, u32)>,
    free: u32,
    /// No height below this one has cells.
    lowest: usize,
    len: usize,
}

impl<C> Default for Buckets<C> {
    fn default() -> Self {
        Buckets {
            chains: Vec::new(),
            entries: Vec::new(),
            free: END,
            lowest: 0,
            len: 0,
        }
    }
}

impl<C: Copy> Buckets<C> {
    /// Adds a cell.
    pub fn push(&mut self, height: u32, cell: C) {
        let height = height as usize;
        if self.chains.len() <= height {
            self.chains.resize(height + 1, (END, END));
        }
        let entry = match self.entries.get_mut(self.free as usize) {
            Some(entry) => {
                let index = std::mem::replace(&mut self.free, entry.1);
                *entry = (cell, END);
                index
            }
            None => {
                self.entries.push((cell, END));
                self.entries.len() as u32 - 1
            }
        };
        let (first, last) = &mut self.chains[height];
        match self.entries.get_mut(*last as usize) {
            Some(last) => last.1 = entry,
            None => *first = entry,
        }
        *last = entry;
        self.lowest = self.lowest.min(height);
        self.len += 1;
    }

    /// Takes the first cell of the lowest height, with the height at which it was added.
    pub fn pop(&mut self) -> Option<(u32, C)> {
        if self.len == 0 {
            return None;
        }
        while let Some((first, last)) = self.chains.get_mut(self.lowest) {
            let index = *first;
            if let Some((cell, next)) = self.entries.get_mut(index as usize) {
                *first = std::mem::replace(next, self.free);
                if *first == END {
                    *last = END;
                }
                self.free = index;
                let found = (self.lowest as u32, *cell);
                self.len -= 1;
                if self.len == 0 {
                    self.clear();
                }
                return Some(found);
            }
            self.lowest += 1;
        }
        None
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Forgets everything. A turn that made a great deal must not hold memory for ever.
    pub fn clear(&mut self) {
        if self.len > 0 {
            self.chains.fill((END, END));
        }
        if self.chains.len() > KEPT {
            self.chains = Vec::new();
        }
        self.entries.clear();
        self.entries.shrink_to(KEPT);
        self.free = END;
        self.len = 0;
        // What is added next is the lowest.
        self.lowest = self.chains.len();
    }
}

/// What is due in this round and the next.
#[derive(Debug)]
pub struct Agenda<C> {
    /// Phase A.
    pub pulses: Buckets<C>,
    /// Phase B.
    pub states: Buckets<C>,
    /// Round 0 of what a body creates.
    pub created: Buckets<C>,
    /// Due in the next round.
    pub next: Vec<C>,
    /// What runs now.
    pub phase: Phase,
    /// How many bodies are creating something at this moment.
    pub creating: u32,
}

impl<C: Copy> Default for Agenda<C> {
    fn default() -> Self {
        Agenda {
            pulses: Buckets::default(),
            states: Buckets::default(),
            created: Buckets::default(),
            next: Vec::new(),
            phase: Phase::Pulses,
            creating: 0,
        }
    }
}

impl<C: Copy> Agenda<C> {
    /// Whether a turn may end.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.pulses.is_empty()
            && self.states.is_empty()
            && self.created.is_empty()
            && self.next.is_empty()
    }

    /// Drops whatever is due.
    pub fn clear(&mut self) {
        self.pulses.clear();
        self.states.clear();
        self.created.clear();
        self.next.clear();
    }
}
