//! From a picture of the new list, drawn in pieces of the old one, to the changes that lead there.

use super::{ItemId, ListChange};
use alloc::vec;
use alloc::vec::Vec;

/// A piece of the new list.
#[derive(Clone, Debug)]
pub(super) enum Piece<T> {
    /// Neighbours of the old list that nobody touched; in the same order in both lists.
    Run {
        /// The old position of the first.
        start: u64,
        /// How many.
        len: u64,
    },
    /// One item of the old list, perhaps elsewhere, perhaps with a new value.
    Old {
        /// The old position.
        start: u64,
        /// Who.
        id: ItemId,
        /// The new value, if there is one.
        update: Option<T>,
    },
    /// An item that the old list did not have.
    New {
        /// Who.
        id: ItemId,
        /// Its value.
        item: T,
    },
}

/// Writes the changes: removals from the end, as few moves as possible, then insertions and updates from
/// the front.
pub(super) fn script<T>(
    mut removed: Vec<(u64, ItemId)>,
    pieces: Vec<Piece<T>>,
) -> Vec<ListChange<T>> {
    let mut changes = Vec::new();
    removed.sort_unstable();
    for (index, id) in removed.into_iter().rev() {
        let index = index as u32;
        changes.push(ListChange::Remove { index, id });
    }
    push_moves(&pieces, &mut changes);
    let mut position: u64 = 0;
    for piece in pieces {
        let index = position as u32;
        match piece {
            Piece::Run { len, .. } => position += len,
            Piece::Old { id, update, .. } => {
                if let Some(item) = update {
                    changes.push(ListChange::Update { index, id, item });
                }
                position += 1;
            }
            Piece::New { id, item } => {
                changes.push(ListChange::Insert { index, id, item });
                position += 1;
            }
        }
    }
    changes
}

/// A piece that was in the old list.
#[derive(Clone, Copy)]
struct Survivor {
    start: u64,
    len: u64,
    /// Set for a piece that may move.
    id: Option<ItemId>,
}

/// Moves the old pieces into their new order. Those that stay are all the runs and a longest increasing
/// subsequence of the rest; every other one moves once, in the order of the new list, to the place right
/// behind its new predecessor.
fn push_moves<T>(pieces: &[Piece<T>], changes: &mut Vec<ListChange<T>>) {
    let survivors: Vec<Survivor> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Run { start, len } => Some(Survivor {
                start: *start,
                len: *len,
                id: None,
            }),
            Piece::Old { start, id, .. } => Some(Survivor {
                start: *start,
                len: 1,
                id: Some(*id),
            }),
            Piece::New { .. } => None,
        })
        .collect();
    if survivors.is_sorted_by_key(|survivor| survivor.start) {
        return;
    }
    let stays = staying(&survivors);
    let mut by_start: Vec<usize> = (0..survivors.len()).collect();
    by_start.sort_unstable_by_key(|survivor| survivors[*survivor].start);
    let mut rank = vec![0; survivors.len()];
    for (old, survivor) in by_start.iter().enumerate() {
        rank[*survivor] = old;
    }
    // How many items the current list has at each old place; whoever moved counts at the place of the
    // last staying piece before it (its anchor). Place 0 is the front.
    let mut places = Counts::new(survivors.len() + 1);
    for (survivor, piece) in survivors.iter().enumerate() {
        places.add(rank[survivor] + 1, piece.len);
    }
    let mut anchor = 0;
    let mut anchor_end = 0;
    for (survivor, piece) in survivors.iter().enumerate() {
        let place = rank[survivor] + 1;
        if stays[survivor] {
            anchor = place;
            anchor_end = places.before(place).saturating_add(piece.len);
            continue;
        }
        let Some(id) = piece.id else {
            continue;
        };
        // What was moved behind an anchor is before everything that is still at a later place.
        let from = places.before(place);
        places.take(place);
        let to = if anchor > place {
            anchor_end - 1
        } else {
            anchor_end
        };
        changes.push(ListChange::Move {
            from: from as u32,
            to: to as u32,
            id,
        });
        places.add(anchor, 1);
        anchor_end = to + 1;
    }
}

/// Chooses the pieces that stay: every run, and as many items as possible that are in order with the runs
/// and with each other.
fn staying(survivors: &[Survivor]) -> Vec<bool> {
    let mut next_run = vec![u64::MAX; survivors.len()];
    let mut bound = u64::MAX;
    for (survivor, piece) in survivors.iter().enumerate().rev() {
        next_run[survivor] = bound;
        if piece.id.is_none() {
            bound = piece.start;
        }
    }
    let mut last_run = None;
    let mut candidates = Vec::new();
    let mut stays = vec![false; survivors.len()];
    for (survivor, piece) in survivors.iter().enumerate() {
        if piece.id.is_none() {
            last_run = Some(piece.start);
            stays[survivor] = true;
        } else if last_run.is_none_or(|start| start < piece.start)
            && piece.start < next_run[survivor]
        {
            candidates.push(survivor);
        }
    }
    let starts: Vec<u64> = candidates
        .iter()
        .map(|candidate| survivors[*candidate].start)
        .collect();
    for kept in longest_increasing(&starts) {
        stays[candidates[kept]] = true;
    }
    stays
}

/// Returns the positions of a longest increasing subsequence of different numbers, in O(n log n).
fn longest_increasing(numbers: &[u64]) -> Vec<usize> {
    // tails[l]: the position of the smallest number that ends an increasing subsequence of length l + 1.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous = vec![usize::MAX; numbers.len()];
    for (position, number) in numbers.iter().enumerate() {
        let length = tails.partition_point(|tail| numbers[*tail] < *number);
        if length > 0 {
            previous[position] = tails[length - 1];
        }
        if length == tails.len() {
            tails.push(position);
        } else {
            tails[length] = position;
        }
    }
    let mut kept = Vec::with_capacity(tails.len());
    let mut position = tails.last().copied().unwrap_or(usize::MAX);
    while position != usize::MAX {
        kept.push(position);
        position = previous[position];
    }
    kept.reverse();
    kept
}

/// Prefix sums that change (a Fenwick tree).
struct Counts(Vec<u64>);

impl Counts {
    fn new(len: usize) -> Self {
        Counts(vec![0; len + 1])
    }

    fn add(&mut self, place: usize, count: u64) {
        self.change(place, |sum| sum.wrapping_add(count));
    }

    fn take(&mut self, place: usize) {
        self.change(place, |sum| sum.wrapping_sub(1));
    }

    fn change(&mut self, place: usize, change: impl Fn(u64) -> u64) {
        let mut node = place + 1;
        while node < self.0.len() {
            self.0[node] = change(self.0[node]);
            node += node & node.wrapping_neg();
        }
    }

    /// Sums the places below.
    fn before(&self, place: usize) -> u64 {
        let mut node = place;
        let mut sum: u64 = 0;
        while node > 0 {
            sum = sum.wrapping_add(self.0[node]);
            node -= node & node.wrapping_neg();
        }
        sum
    }
}
