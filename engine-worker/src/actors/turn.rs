//! The agenda of a turn: which cells run next (`language.md` §5.3).
//!
//! **The order rule.** A turn is a sequence of rounds. In a round first the pulses run (phase A), then the
//! states (phase B); within a phase cells run by height, and among equal heights in the order in which they
//! were put on the agenda. What a round makes due for the next one waits in `next`. Cells of something
//! created by a body run at once, in a queue of their own (round 0 of what was created).
//!
//! Generic over the cell's address: nothing here knows what a cell is.

use std::collections::VecDeque;

/// What runs now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Pulses fire.
    Pulses,
    /// States settle.
    States,
}

/// How much room an empty bucket keeps.
const KEPT: usize = 1024;

/// Cells by height, first in first out within one height.
#[derive(Debug)]
pub struct Buckets<C> {
    buckets: Vec<VecDeque<C>>,
    /// No bucket below this one has cells.
    lowest: usize,
    len: usize,
}

impl<C> Default for Buckets<C> {
    fn default() -> Self {
        Buckets {
            buckets: Vec::new(),
            lowest: 0,
            len: 0,
        }
    }
}

impl<C: Copy> Buckets<C> {
    /// Adds a cell.
    pub fn push(&mut self, height: u32, cell: C) {
        let height = height as usize;
        if self.buckets.len() <= height {
            self.buckets.resize_with(height + 1, VecDeque::new);
        }
        self.buckets[height].push_back(cell);
        self.lowest = self.lowest.min(height);
        self.len += 1;
    }

    /// Takes the first cell of the lowest height, with the height at which it was added.
    pub fn pop(&mut self) -> Option<(u32, C)> {
        if self.len == 0 {
            return None;
        }
        while self.lowest < self.buckets.len() {
            if let Some(cell) = self.buckets[self.lowest].pop_front() {
                self.len -= 1;
                if self.buckets[self.lowest].is_empty() {
                    // A turn that made a great deal must not hold memory for ever.
                    self.buckets[self.lowest].shrink_to(KEPT);
                }
                return Some((self.lowest as u32, cell));
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

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.buckets.iter_mut().for_each(VecDeque::clear);
        self.len = 0;
        self.lowest = 0;
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
