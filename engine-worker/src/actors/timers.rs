//! The timer queue: fires by (deadline, creation), on whatever time it is given.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use slotmap::{SlotMap, new_key_type};

use crate::host::clock::Timestamp;

new_key_type! {
    /// A timer that has not fired or been cancelled.
    pub struct TimerKey;
}

/// A heap of cancelled timers is rebuilt when they outnumber the live ones by this much.
const CANCELLED_SLACK: usize = 64;

/// Timers, each with something to hand out when it is due.
pub struct TimerQueue<T> {
    timers: SlotMap<TimerKey, T>,
    /// Entries of cancelled timers stay until they surface or outnumber the others.
    due: BinaryHeap<Reverse<(Timestamp, u64, TimerKey)>>,
    created: u64,
}

impl<T> Default for TimerQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> TimerQueue<T> {
    /// Creates an empty queue.
    pub fn new() -> Self {
        Self {
            timers: SlotMap::with_key(),
            due: BinaryHeap::new(),
            created: 0,
        }
    }

    /// Adds a timer.
    pub fn insert(&mut self, deadline: Timestamp, payload: T) -> TimerKey {
        let key = self.timers.insert(payload);
        self.due.push(Reverse((deadline, self.created, key)));
        self.created += 1;
        key
    }

    /// Removes a timer that has not fired.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let payload = self.timers.remove(key)?;
        if self.due.len() > 2 * self.timers.len() + CANCELLED_SLACK {
            self.due
                .retain(|Reverse((_, _, key))| self.timers.contains_key(*key));
        }
        Some(payload)
    }

    /// What a timer that has not fired will hand out.
    pub fn get_mut(&mut self, key: TimerKey) -> Option<&mut T> {
        self.timers.get_mut(key)
    }

    /// When the first timer is due.
    pub fn next_deadline(&mut self) -> Option<Timestamp> {
        while let Some(Reverse((deadline, _, key))) = self.due.peek() {
            if self.timers.contains_key(*key) {
                return Some(*deadline);
            }
            self.due.pop();
        }
        None
    }

    /// Removes the first timer if it is due; call it until there is none.
    pub fn fire_due(&mut self, now: Timestamp) -> Option<(Timestamp, T)> {
        let deadline = self.next_deadline().filter(|deadline| *deadline <= now)?;
        let Reverse((_, _, key)) = self.due.pop()?;
        Some((deadline, self.timers.remove(key)?))
    }

    /// How many timers wait.
    pub fn len(&self) -> usize {
        self.timers.len()
    }

    /// Whether no timer waits.
    pub fn is_empty(&self) -> bool {
        self.timers.is_empty()
    }
}

/// One tick of a periodic timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// When it was due.
    pub due: Timestamp,
    /// How many later ticks were due as well and are merged into this one.
    pub merged: u64,
}

/// When a periodic timer ticks: first after one full period, then at its multiples.
///
/// At most one late tick is pending: catching up gives one tick that counts the merged ones, and the
/// next one is on the original grid again.
#[derive(Clone, Copy, Debug)]
pub struct Periodic {
    period: u64,
    next: Timestamp,
}

impl Periodic {
    /// Starts at a moment; a period of zero is taken as one nanosecond.
    pub fn start(now: Timestamp, period: Duration) -> Self {
        let period = u64::try_from(period.as_nanos()).unwrap_or(u64::MAX).max(1);
        Self {
            period,
            next: Timestamp(now.0.saturating_add(period)),
        }
    }

    /// When the next tick is due.
    pub fn deadline(&self) -> Timestamp {
        self.next
    }

    /// The tick that is due, if one is.
    pub fn tick(&mut self, now: Timestamp) -> Option<Tick> {
        let late = now.0.checked_sub(self.next.0)?;
        let merged = late / self.period;
        let tick = Tick {
            due: self.next,
            merged,
        };
        let steps = self.period.saturating_mul(merged.saturating_add(1));
        self.next = Timestamp(self.next.0.saturating_add(steps));
        Some(tick)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drain<T>(queue: &mut TimerQueue<T>, now: u64) -> Vec<T> {
        std::iter::from_fn(|| queue.fire_due(Timestamp(now)).map(|fired| fired.1)).collect()
    }

    #[test]
    fn timers_due_together_fire_in_order_of_creation() {
        let mut queue = TimerQueue::new();
        for (deadline, name) in [(5, "a"), (3, "b"), (5, "c"), (3, "d")] {
            queue.insert(Timestamp(deadline), name);
        }
        assert_eq!(queue.next_deadline(), Some(Timestamp(3)));
        assert_eq!(drain(&mut queue, 4), ["b", "d"]);
        assert_eq!(drain(&mut queue, 5), ["a", "c"]);
        assert!(queue.is_empty() && queue.next_deadline().is_none());
    }

    #[test]
    fn cancelled_timers_do_not_pile_up() {
        let mut queue = TimerQueue::new();
        let keeper = queue.insert(Timestamp(1), ());
        for deadline in 0..10_000 {
            let key = queue.insert(Timestamp(10 + deadline), ());
            assert_eq!(queue.cancel(key), Some(()));
            assert_eq!(queue.cancel(key), None);
        }
        assert!(queue.due.len() <= 2 + CANCELLED_SLACK + 1);
        assert_eq!(queue.cancel(keeper), Some(()));
    }

    proptest! {
        #[test]
        fn the_queue_agrees_with_a_sorted_list(
            operations in prop::collection::vec((0u8..3, 0u64..50), 1..200)
        ) {
            let mut queue = TimerQueue::new();
            let mut model: Vec<(u64, usize, TimerKey)> = Vec::new();
            let mut now = 0;
            for (number, (operation, value)) in operations.into_iter().enumerate() {
                match operation {
                    0 => {
                        let key = queue.insert(Timestamp(value), number);
                        model.push((value, number, key));
                    }
                    1 if !model.is_empty() => {
                        let (_, number, key) = model.remove(value as usize % model.len());
                        prop_assert_eq!(queue.cancel(key), Some(number));
                    }
                    _ => {
                        now = now.max(value);
                        model.sort();
                        let due = model.partition_point(|timer| timer.0 <= now);
                        let expected: Vec<_> = model.drain(..due).map(|timer| timer.1).collect();
                        prop_assert_eq!(drain(&mut queue, now), expected);
                    }
                }
                let first = model.iter().map(|timer| Timestamp(timer.0)).min();
                prop_assert_eq!(queue.next_deadline(), first);
                prop_assert_eq!(queue.len(), model.len());
            }
        }

        #[test]
        fn ticks_are_never_lost_and_stay_on_the_grid(
            period in 1u64..20,
            steps in prop::collection::vec(0u64..70, 1..40)
        ) {
            let mut periodic = Periodic::start(Timestamp(0), Duration::from_nanos(period));
            let (mut now, mut ticks) = (0, 0);
            for step in steps {
                now += step;
                if let Some(tick) = periodic.tick(Timestamp(now)) {
                    prop_assert_eq!(tick.due.0 % period, 0);
                    ticks += 1 + tick.merged;
                }
                prop_assert_eq!(periodic.tick(Timestamp(now)), None);
                prop_assert_eq!(ticks, now / period);
            }
        }
    }
}
