//! What a supervisor may decide: who restarts, how often, and what is reported.
//!
//! A scope that supervises looks after the native actors below it that were spawned as a [`Child`].
//! Restarting happens in place: id, mailbox and subscriptions stay, only the behaviour is new.

use std::collections::VecDeque;
use std::time::Duration;

use protocol::ids::{ActorId, ScopeId};

use crate::host::clock::Timestamp;

use super::behaviour::{Failure, Native};

/// How to make the behaviour of a supervised actor, as often as need be.
pub struct Child {
    /// When it is restarted.
    pub restart: Restart,
    /// Makes a fresh behaviour.
    pub start: Box<dyn FnMut() -> Native>,
}

/// When a supervised actor is restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restart {
    /// Whenever it ends.
    Permanent,
    /// When it fails.
    Transient,
    /// Never.
    Temporary,
}

/// Who is restarted along with an actor that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Nobody.
    OneForOne,
    /// All actors of the supervisor.
    OneForAll,
    /// Those that were started after it.
    RestForOne,
}

/// What a supervisor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// Who is restarted.
    pub strategy: Strategy,
    /// How many restarts it tries within the window before the failure goes one scope up.
    pub restarts: u32,
    /// How far back restarts count, on the host's clock.
    pub window: Duration,
}

/// Why an actor, or all supervised actors of a scope, stopped for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopCause {
    /// It was done, although it is permanent, more often than its supervisors allow.
    Done,
    /// It failed, and nobody restarts it or nobody does once more.
    Failed(Failure),
}

/// A report about actors that stopped for good although their scope lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Whose failure or end it was.
    pub actor: ActorId,
    /// The outermost scope whose supervised actors stopped with it, if a supervisor gave up.
    pub scope: Option<ScopeId>,
    /// Why.
    pub cause: StopCause,
}

/// A scope that supervises, and what it did lately.
pub(super) struct Supervisor {
    pub(super) supervision: Supervision,
    restarts: VecDeque<Timestamp>,
}

impl Supervisor {
    pub(super) fn new(supervision: Supervision) -> Self {
        Self {
            supervision,
            restarts: VecDeque::new(),
        }
    }

    /// Counts a restart; false if that is one too many, and the count starts anew.
    pub(super) fn admit_restart(&mut self, now: Timestamp) -> bool {
        let window = self.supervision.window;
        while self
            .restarts
            .front()
            .is_some_and(|first| now - *first > window)
        {
            self.restarts.pop_front();
        }
        if self.restarts.len() as u64 >= u64::from(self.supervision.restarts) {
            self.restarts.clear();
            return false;
        }
        self.restarts.push_back(now);
        true
    }
}

/// Whether an actor with this rule is to be restarted after it ended like this.
pub(super) fn wants_restart(restart: Restart, outcome: &Result<(), Failure>) -> bool {
    match restart {
        Restart::Permanent => true,
        Restart::Transient => outcome.is_err(),
        Restart::Temporary => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restarts_count_within_the_window_only() {
        let window = Duration::from_nanos(10);
        let strategy = Strategy::OneForOne;
        let mut supervisor = Supervisor::new(Supervision {
            strategy,
            restarts: 2,
            window,
        });
        let tries = [
            (0, true),
            (5, true),
            (10, false),
            (10, true),
            (12, true),
            (21, true),
        ];
        for (now, expected) in tries {
            assert_eq!(
                supervisor.admit_restart(Timestamp(now)),
                expected,
                "at {now}"
            );
        }
        assert!(!supervisor.admit_restart(Timestamp(22)));
    }

    #[test]
    fn the_rule_decides_by_outcome() {
        let (done, failed) = (Ok(()), Err(Failure::new("no")));
        for (restart, after_done, after_failure) in [
            (Restart::Permanent, true, true),
            (Restart::Transient, false, true),
            (Restart::Temporary, false, false),
        ] {
            assert_eq!(wants_restart(restart, &done), after_done, "{restart:?}");
            assert_eq!(
                wants_restart(restart, &failed),
                after_failure,
                "{restart:?}"
            );
        }
    }
}
