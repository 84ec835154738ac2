//! `Timer/interval`: an async loop on the arena, owned by the instance that has the timer.
//!
//! The loop only waits; what it produces is a tick that the inbox makes a turn of. It ends with its scope:
//! with the instance, or when the period changes.

use std::time::Duration;

use protocol::WireValue;
use protocol::ids::ScopeId;

use crate::actors::{Behaviour, Native, Periodic, Run, Stimulus, Task};
use crate::host::clock::Timestamp;
use crate::language::diagnostic::Diagnostic;
use crate::language::plan::Reactivity;
use crate::symbol::well_known;
use crate::value::{CellRef, Live, Value};

use super::instance::{CellState, Timer};
use super::operators::describe;
use super::read::{Reads, View};
use super::{Evaluator, Outcome};

/// The shortest period of a timer, in milliseconds.
pub(super) const MIN_PERIOD: f64 = 1.0;

/// What timers may step before those who wait for the program have their turn.
const TIMER_STEPS: u64 = 1_000_000;

impl Evaluator {
    pub(crate) fn run_interval(&mut self, cell: CellRef, lives: &[Live]) -> Outcome {
        let duration = lives.first().cloned().unwrap_or(Live::Absent);
        let mut reads = Reads::default();
        let entry = self.read(&duration, View::Tracked, cell, &mut reads);
        // The parts of a duration are live too.
        let period = match entry.value {
            Some(value) => self.period_of(cell, &value, "Timer/interval", &mut reads),
            None => None,
        };
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            return Outcome::Wait;
        }
        let current = match self.cell(cell).and_then(|cell| cell.state.as_ref()) {
            Some(CellState::Timer(timer)) => Some((timer.scope, timer.period)),
            _ => None,
        };
        if current.map(|(_, period)| period) == period {
            return Outcome::Nothing;
        }
        if let Some((scope, _)) = current {
            self.take_state(cell);
            self.destroy(scope);
        }
        if let Some(period) = period
            && let Some(scope) = self.start_timer(cell, period)
        {
            self.put_state(cell, CellState::Timer(Box::new(Timer { scope, period })));
        }
        Outcome::Nothing
    }

    pub(super) fn start_timer(&mut self, cell: CellRef, period: f64) -> Option<ScopeId> {
        let owner = self.registry.scope_of(cell.actor)?;
        let scope = self.registry.create_scope(owner)?;
        // The period begins now, not when the loop runs for the first time.
        let start = timestamp(self.now);
        let mut periodic = Periodic::start(start, Duration::from_secs_f64(period / 1000.0));
        let task = Task::new("timer", move |ctx| async move {
            loop {
                ctx.sleep_until(periodic.deadline()).await;
                if let Some(tick) = periodic.tick(ctx.now()) {
                    ctx.stimulate(0, WireValue::Number(tick.merged as f64));
                }
            }
        });
        let actor = self
            .registry
            .spawn(scope, Behaviour::from(Native::Task(task)))?;
        self.timers.insert(actor, cell);
        Some(scope)
    }

    /// The milliseconds of a duration.
    pub(super) fn period_of(
        &mut self,
        cell: CellRef,
        value: &Value,
        function: &str,
        reads: &mut Reads,
    ) -> Option<f64> {
        let known = well_known();
        if let Value::Object(object) = value {
            for (name, factor) in [(known.seconds, 1000.0), (known.milliseconds, 1.0)] {
                if let Some(live) = object.field(name).cloned() {
                    let number = self.read(&live, View::Tracked, cell, reads).value?;
                    let number = self.number_of(cell, &number, function)?;
                    if number.is_finite() {
                        return Some((number * factor).clamp(MIN_PERIOD, MAX_PERIOD));
                    }
                }
            }
        }
        let span = self.span_of(cell);
        let found = describe(value);
        self.report(
            Diagnostic::error(
                span,
                format!("`{function}` needs a duration, found {found}"),
            )
            .hint("for example `Duration[seconds: 1]`"),
        );
        None
    }

    /// What a stimulus of a timer ticks, and how many late ticks were merged into it.
    pub(crate) fn timer_of(&self, stimulus: &Stimulus) -> Option<(CellRef, u64)> {
        let Stimulus::Produced { by, payload, .. } = stimulus else {
            return None;
        };
        let merged = match payload {
            WireValue::Number(merged) => *merged as u64,
            _ => 0,
        };
        Some((*self.timers.get(by)?, merged))
    }

    /// Lets those who wait see a time, without taking in what they produce for it: a replay has it in its
    /// log.
    pub(crate) fn pass_time(&mut self, now: f64) {
        self.registry.advance_to(timestamp(now));
        while self.registry.run_until_idle(TIMER_STEPS) != Run::Idle {}
        while self.registry.next_stimulus().is_some() {}
    }

    /// Makes a timer's cell tick.
    pub(crate) fn tick(&mut self, cell: CellRef) {
        let state = self.cell_mut(cell).and_then(|cell| cell.state.as_mut());
        match state {
            Some(CellState::Timer(_)) => {
                if let Some(cell) = self.cell_mut(cell) {
                    cell.kind = Reactivity::Pulse;
                }
                self.set_value(cell, Value::unit());
                self.fire(cell);
            }
            Some(CellState::Debounce(debounce)) => {
                debounce.silent = true;
                self.schedule(cell);
            }
            _ => {}
        }
    }
}

/// The longest period of a timer, in milliseconds: a hundred years.
const MAX_PERIOD: f64 = 3.156e12;

/// A time of the host's clock as the actors count it.
pub(crate) fn timestamp(milliseconds: f64) -> Timestamp {
    Timestamp(libm::round(milliseconds * 1e6) as u64)
}
