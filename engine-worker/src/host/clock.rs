//! The host's time: an input of the engine, never asked for behind its back.

use std::cell::Cell;
use std::ops::{Add, Sub};
use std::rc::Rc;
use std::time::Duration;

/// A moment on the host's clock: nanoseconds since its origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The clock's origin.
    pub const ZERO: Self = Self(0);

    /// The moment this long after the origin; the end of time if that is later.
    pub fn after_origin(duration: Duration) -> Self {
        Self(nanoseconds(duration))
    }
}

/// The clock saturates after 584 years.
fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(nanoseconds(duration)))
    }
}

impl Sub for Timestamp {
    type Output = Duration;

    /// How much later this is; zero if it is earlier.
    fn sub(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// Tells the time.
pub trait Clock {
    /// The present moment; never earlier than an answer before.
    fn now(&self) -> Timestamp;
}

/// A clock that moves when it is told to; clones share it.
#[derive(Clone, Debug, Default)]
pub struct VirtualClock {
    now: Rc<Cell<Timestamp>>,
}

impl VirtualClock {
    /// Creates a clock at its origin.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the clock on.
    pub fn advance(&self, duration: Duration) {
        self.now.set(self.now.get() + duration);
    }

    /// Moves the clock to a moment, unless it is already past it.
    pub fn advance_to(&self, moment: Timestamp) {
        self.now.set(self.now.get().max(moment));
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.now.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_clock_never_goes_back() {
        let clock = VirtualClock::new();
        let other = clock.clone();
        clock.advance(Duration::from_millis(5));
        other.advance_to(Timestamp(7));
        assert_eq!(
            clock.now(),
            Timestamp::after_origin(Duration::from_millis(5))
        );
        other.advance_to(Timestamp(9_000_000));
        assert_eq!(clock.now() - Timestamp(5_000_000), Duration::from_millis(4));
        assert_eq!(Timestamp(3) - Timestamp(4), Duration::ZERO);
        assert_eq!(
            Timestamp(u64::MAX) + Duration::from_secs(1),
            Timestamp(u64::MAX)
        );
    }
}
