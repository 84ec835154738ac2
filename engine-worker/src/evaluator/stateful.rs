//! Library functions with a memory or an effect (`stdlib.md` §3–6).

use std::collections::VecDeque;

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{Operand, Reactivity, Stateful};
use crate::language::syntax::span::Span;
use crate::value::{CellRef, List, Live, Value};

use super::instance::{CellState, Count, Pulses};
use super::list_cell::ListCell;
use super::read::{Reads, View};
use super::saved::TakeOver;
use super::{Effect, Entry, Evaluator, Outcome};

/// How many occurrences `Stream/pulses` gives for one value at most.
pub(super) const MAX_PULSES: f64 = 1_000_000.0;

impl Evaluator {
    pub(crate) fn run_stateful(
        &mut self,
        cell: CellRef,
        operation: Stateful,
        inputs: &[Operand],
    ) -> Outcome {
        let lives: Vec<Live> = inputs
            .iter()
            .map(|operand| self.resolve(cell.actor, operand))
            .collect();
        match operation {
            Stateful::Interval => return self.run_interval(cell, &lives),
            Stateful::Pulses => return self.run_pulses(cell, &lives),
            Stateful::Route => {
                if self.is_new(cell) {
                    self.route_cells.push(cell);
                }
                return Outcome::State(Value::Text(self.route.clone()));
            }
            Stateful::Ulid => {
                if let TakeOver::Value(value, _) = self.take_over(cell) {
                    return Outcome::State(value);
                }
                if self.ignores_inputs(cell) {
                    return Outcome::Nothing;
                }
                let ulid = self.new_ulid();
                return Outcome::State(Value::text(ulid));
            }
            Stateful::Sum
            | Stateful::Toggle
            | Stateful::Skip
            | Stateful::Take
            | Stateful::Distinct
            | Stateful::Debounce
            | Stateful::GoTo
            | Stateful::LogInfo
            | Stateful::LogError
            | Stateful::Range => {}
        }
        let mut reads = Reads::default();
        let entries: Vec<Entry> = lives
            .iter()
            .map(|live| self.read(live, View::Tracked, cell, &mut reads))
            .collect();
        let period = match (operation, entries.get(1)) {
            (
                Stateful::Debounce,
                Some(Entry {
                    value: Some(duration),
                    ..
                }),
            ) => self.period_of(cell, duration, "Stream/debounce", &mut reads),
            _ => None,
        };
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            return Outcome::Wait;
        }
        if matches!(operation, Stateful::Sum | Stateful::Toggle) {
            match self.take_over(cell) {
                TakeOver::Value(value, _) => return Outcome::State(value),
                TakeOver::Later => return Outcome::Nothing,
                TakeOver::Nothing if self.ignores_inputs(cell) => return Outcome::Nothing,
                TakeOver::Nothing => {}
            }
        }
        let new = self.is_new(cell);
        let emits: Vec<bool> = lives
            .iter()
            .zip(&entries)
            .map(|(live, entry)| match live {
                Live::Cell(source) if entry.kind == Reactivity::Pulse => {
                    !new && self.fired(*source)
                }
                Live::Cell(source) => entry.value.is_some() && (new || self.fired(*source)),
                Live::Const(_) => new,
                Live::Absent => false,
            })
            .collect();
        match operation {
            Stateful::Sum => self.run_sum(cell, &entries[0], emits[0]),
            Stateful::Toggle => self.run_toggle(cell, &entries, &emits),
            Stateful::Skip | Stateful::Take => self.run_counted(cell, operation, &entries, &emits),
            Stateful::Distinct => {
                let entry = entries[0].clone();
                let value = self.cell(cell).and_then(|cell| cell.value.clone());
                let equal = match (&value, &entry.value) {
                    (Some(old), Some(new)) => self.equal(old, new, View::Now, cell, &mut reads),
                    _ => false,
                };
                if emits[0] && !equal {
                    self.pass_on(entry)
                } else {
                    Outcome::Nothing
                }
            }
            Stateful::Debounce => self.run_debounce(cell, &entries[0], emits[0], period),
            // What is there at the start is no navigation.
            Stateful::GoTo => match (&entries[0].value, emits[0]) {
                (Some(path), true) if self.go_to(path, !new, self.span_of(cell)) && !new => {
                    Outcome::Pulse(Value::unit())
                }
                _ => Outcome::Nothing,
            },
            Stateful::LogInfo | Stateful::LogError => {
                let entry = entries[0].clone();
                if let (true, Some(value)) = (emits[0], &entry.value) {
                    let with = entries.get(1).and_then(|entry| entry.value.clone());
                    self.log(operation == Stateful::LogError, value, with.as_ref());
                    return self.pass_on(entry);
                }
                Outcome::Nothing
            }
            Stateful::Range => self.run_range(cell, &entries),
            Stateful::Interval | Stateful::Pulses | Stateful::Route | Stateful::Ulid => {
                Outcome::Nothing
            }
        }
    }

    pub(super) fn pass_on(&self, entry: Entry) -> Outcome {
        match (entry.value, entry.kind) {
            (Some(value), Reactivity::Pulse) => Outcome::Pulse(value),
            (Some(value), _) => Outcome::State(value),
            (None, _) => Outcome::Nothing,
        }
    }

    pub(super) fn number_of(&mut self, cell: CellRef, value: &Value, what: &str) -> Option<f64> {
        match value {
            Value::Number(number) => Some(*number),
            other => {
                self.wrong_kind(self.span_of(cell), what, "a number", other);
                None
            }
        }
    }

    fn run_sum(&mut self, cell: CellRef, entry: &Entry, emits: bool) -> Outcome {
        let (true, Some(value)) = (emits, &entry.value) else {
            return Outcome::Nothing;
        };
        let Some(increment) = self.number_of(cell, value, "Math/sum") else {
            return Outcome::Nothing;
        };
        let before = match self.cell(cell).and_then(|cell| cell.value.as_ref()) {
            Some(Value::Number(sum)) => *sum,
            _ => 0.0,
        };
        Outcome::State(Value::Number(before + increment))
    }

    /// What sets counts before what flips in the same round.
    fn run_toggle(&mut self, cell: CellRef, entries: &[Entry], emits: &[bool]) -> Outcome {
        let now = self.cell(cell).and_then(|cell| cell.value.as_ref());
        let mut value = now.map(Value::is_true);
        if let (Some(set), true) = (&entries[0].value, emits[0]) {
            if !matches!(set, Value::Tag(_)) {
                self.wrong_kind(self.span_of(cell), "Bool/toggle", "a tag", set);
                return Outcome::Nothing;
            }
            value = Some(set.is_true());
        }
        if emits[1] {
            value = Some(!value.unwrap_or(false));
        }
        match value {
            Some(value) if emits[0] || emits[1] => Outcome::State(Value::bool(value)),
            _ => Outcome::Nothing,
        }
    }

    fn run_counted(
        &mut self,
        cell: CellRef,
        operation: Stateful,
        entries: &[Entry],
        emits: &[bool],
    ) -> Outcome {
        let Some(limit) = entries[1].value.clone() else {
            return Outcome::Nothing;
        };
        let name = if operation == Stateful::Skip {
            "Stream/skip"
        } else {
            "Stream/take"
        };
        let Some(limit) = self.number_of(cell, &limit, name) else {
            return Outcome::Nothing;
        };
        let mut seen = match self.cell(cell).and_then(|cell| cell.state.as_ref()) {
            // A changed count starts over.
            Some(CellState::Count(count)) if count.limit == limit => count.seen,
            _ => 0.0,
        };
        let mut outcome = Outcome::Nothing;
        if emits[0] {
            let passes = if operation == Stateful::Skip {
                seen >= limit
            } else {
                seen < limit
            };
            seen += 1.0;
            if passes {
                outcome = self.pass_on(entries[0].clone());
            }
        }
        self.put_state(cell, CellState::Count(Box::new(Count { seen, limit })));
        outcome
    }

    /// `Stream/pulses`: n occurrences, one per round.
    fn run_pulses(&mut self, cell: CellRef, lives: &[Live]) -> Outcome {
        let input = lives.first().cloned().unwrap_or(Live::Absent);
        if self.is_new(cell) {
            self.put_state(
                cell,
                CellState::Pulses(Box::new(Pulses {
                    next: 1.0,
                    last: 0.0,
                    waiting: VecDeque::new(),
                })),
            );
            self.trigger(cell, &input);
            return Outcome::Nothing;
        }
        let triggered = self.triggered(&input);
        let mut arrived = None;
        if triggered
            && let Some(value) = self
                .read(&input, View::Now, cell, &mut Reads::default())
                .value
            && let Some(count) = self.number_of(cell, &value, "Stream/pulses")
        {
            // Of a number and NaN, `fmin` takes the number.
            arrived = (!count.is_nan()).then(|| libm::fmin(libm::trunc(count), MAX_PULSES));
        }
        let state = self.cell_mut(cell).and_then(|cell| cell.state.as_mut());
        let Some(CellState::Pulses(pulses)) = state else {
            return Outcome::Nothing;
        };
        let Pulses {
            next,
            last,
            waiting,
        } = &mut **pulses;
        waiting.extend(arrived);
        while *next > *last {
            match waiting.pop_front() {
                Some(count) => (*next, *last) = (1.0, count),
                None => return Outcome::Nothing,
            }
        }
        let number = *next;
        *next += 1.0;
        let more = *next <= *last || !waiting.is_empty();
        if more {
            self.agenda.next.push(cell);
        }
        Outcome::Pulse(Value::Number(number))
    }

    fn run_range(&mut self, cell: CellRef, entries: &[Entry]) -> Outcome {
        let (Some(from), Some(to)) = (entries[0].value.clone(), entries[1].value.clone()) else {
            return Outcome::Nothing;
        };
        let (Some(from), Some(to)) = (
            self.number_of(cell, &from, "List/range"),
            self.number_of(cell, &to, "List/range"),
        ) else {
            return Outcome::Nothing;
        };
        let new = self.is_new(cell);
        let (turn, round) = (u64::from(self.turn), u64::from(self.round));
        let mut list = self.take_list(cell);
        self.note_changed_list(cell);
        let result = list.set_range(libm::trunc(from), libm::trunc(to), turn, round);
        let changed = list.changed(round);
        self.put_state(cell, CellState::List(list));
        if let Err(message) = result {
            let span = self.span_of(cell);
            self.report(Diagnostic::error(span, format!("`List/range`: {message}")));
            return Outcome::Nothing;
        }
        if new || changed {
            Outcome::State(Value::List(List::Live(cell)))
        } else {
            Outcome::Nothing
        }
    }

    /// The list that a cell maintains, taken out to be worked on.
    pub(crate) fn take_list(&mut self, cell: CellRef) -> Box<ListCell> {
        match self.take_state(cell) {
            Some(CellState::List(list)) => list,
            _ => Box::default(),
        }
    }

    // ---- routes and identities ----

    /// Navigates if that occurs and the value is a path to somewhere else; answers whether it is a text.
    pub(crate) fn go_to(&mut self, value: &Value, occurs: bool, span: Span) -> bool {
        let Value::Text(path) = value else {
            self.wrong_kind(span, "Router/go_to", "a text", value);
            return false;
        };
        // What starts with `//` names another host.
        let is_path = path.starts_with('/')
            && !path.starts_with("//")
            && path.len() <= protocol::limits::MAX_PATH_BYTES;
        if occurs && is_path {
            // A query and a hash are the address's, not the route's.
            let route = path.split(['?', '#']).next().unwrap_or_default();
            let elsewhere = *route != *self.route;
            if elsewhere || route.len() < path.len() {
                self.effects.push(Effect::Navigate(path.to_string()));
            }
            if elsewhere {
                self.set_route(route, true);
            }
        }
        true
    }

    /// Changes the route; its readers see it in the next round.
    pub(crate) fn set_route(&mut self, path: &str, later: bool) {
        self.route = path.into();
        let cells = std::mem::take(&mut self.route_cells);
        for cell in cells {
            if self.cell(cell).is_none() {
                continue;
            }
            self.route_cells.push(cell);
            if later {
                self.schedule_next(cell);
            } else {
                self.schedule(cell);
            }
        }
    }

    /// A text of 26 characters: 48 bits of time, 80 of chance, in the alphabet of Crockford's base 32.
    pub(crate) fn new_ulid(&mut self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let time = self.now as u64 & ((1 << 48) - 1);
        let chance = (u128::from(self.random.next_u64()) << 16)
            | u128::from(self.random.next_u64() & 0xffff);
        let bits = (u128::from(time) << 80) | chance;
        (0..26)
            .rev()
            .map(|digit| char::from(ALPHABET[(bits >> (digit * 5)) as usize & 31]))
            .collect()
    }
}
