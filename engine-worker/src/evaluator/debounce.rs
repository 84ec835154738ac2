//! `Stream/debounce`: the newest value, once its input has been silent for a while (`stdlib.md` §6).

use protocol::ids::ScopeId;

use crate::value::CellRef;

use super::instance::CellState;
use super::{Entry, Evaluator, Outcome};

/// What waits for silence.
#[derive(Debug, Default)]
pub(crate) struct Debounce {
    newest: Option<Entry>,
    /// The scope of the timer that runs.
    scope: Option<ScopeId>,
    period: Option<f64>,
    /// The timer has run out.
    pub(super) silent: bool,
}

impl Evaluator {
    /// Every emission, and another duration, starts the time anew.
    pub(super) fn run_debounce(
        &mut self,
        cell: CellRef,
        input: &Entry,
        emits: bool,
        period: Option<f64>,
    ) -> Outcome {
        let mut debounce = match self.take_state(cell) {
            Some(CellState::Debounce(debounce)) => debounce,
            _ => Box::default(),
        };
        let mut outcome = Outcome::Nothing;
        if std::mem::take(&mut debounce.silent)
            && let Some(newest) = debounce.newest.take()
        {
            outcome = self.pass_on(newest);
        }
        if emits {
            debounce.newest = Some(input.clone());
        }
        let restart = emits || debounce.period != period;
        debounce.period = period;
        if (restart || debounce.newest.is_none())
            && let Some(scope) = debounce.scope.take()
        {
            self.destroy(scope);
        }
        if restart
            && debounce.newest.is_some()
            && let Some(period) = period
        {
            debounce.scope = self.start_timer(cell, period);
        }
        self.put_state(cell, CellState::Debounce(debounce));
        outcome
    }
}
