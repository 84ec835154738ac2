//! The semantics of the language, without any view: a program, a script, and what both lead to.
//!
//! A script is read line by line:
//!
//! ```text
//! store.count = 3          the printed value of a top-level variable or of a path from it; `?` is none
//! press ! [] & other ! 1   occurrences of `LINK` slots, all in one turn
//! size <- 3                what a slot has from now on
//! wait 1000                the clock goes on; each timer tick is a turn of its own
//! route /a                 the user navigates
//! > [INFO] x: 1            the next line on the console; none may be left over
//! go /a                    the next navigation of the program; none may be left over
//! error: found a text      a diagnostic with that text; none may be left over
//! replaces = 0             how many whole lists were replaced since the start
//! reload                   the program starts again with what it kept
//! edit a => b              the same with another text of the program
//! saved values = 3         how many values are kept
//! other store.count = 3    what the program shows in another tab, which adopts what happens here
//! ```
//!
//! Every script runs twice: both runs must show the same at each step. After each step, starting again with what
//! is kept must change nothing of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::read::{Reads, View};
use super::timer::timestamp;
use super::{Effect, Evaluator};
use crate::durability::{SavedKey, SavedState};
use crate::language::compile;
use crate::language::diagnostic::{Diagnostic, Severity};
use crate::language::modules::SourceFile;
use crate::language::plan::Plan;
use crate::symbol::Symbol;
use crate::value::{CellRef, Live, Value};

mod blocks;
mod budgets;
mod by_value;
mod cells;
mod constructs;
mod data;
mod functions;
mod guarantees;
mod kinds;
mod lifetimes;
mod links;
mod list_state;
mod list_work;
mod lists;
mod matching;
mod names;
mod objects;
mod patterns;
mod pulses;
mod reach;
mod saved;
mod sorting;
mod streams;
mod switching;
mod turns;
mod values;
mod wrong_kinds;

/// A program that runs, and what it said so far.
pub(super) struct Running {
    pub(super) evaluator: Evaluator,
    source: String,
    saved: SavedState,
    /// The same program in another tab, once somebody has asked for it.
    other: Option<Box<Evaluator>>,
    diagnostics: Vec<Diagnostic>,
    trace: Vec<String>,
    /// Whether what has ended is cleared away only when the next turn begins.
    clears_late: bool,
}

impl Running {
    #[track_caller]
    pub(super) fn start(source: &str) -> Running {
        let saved = SavedState::default();
        let (plan, diagnostics) = plan_of(source);
        let mut evaluator = Evaluator::new(plan, "/", 1, 0.0);
        evaluator.mounted = true;
        let mut running = Running {
            evaluator,
            source: source.to_owned(),
            saved,
            other: None,
            diagnostics,
            trace: Vec::new(),
            clears_late: false,
        };
        running.after_turn();
        running
    }

    /// The program as it would start now with what it kept.
    fn started_again(&self) -> Evaluator {
        let (plan, _) = plan_of(&self.source);
        let (route, now) = (self.evaluator.route.clone(), self.evaluator.now);
        let mut again = Evaluator::resume(plan, &route, 2, now, self.saved.clone());
        again.mounted = true;
        again
    }

    fn reload(&mut self) {
        self.evaluator = self.started_again();
        self.after_turn();
    }

    fn after_turn(&mut self) {
        let changes = self.evaluator.take_saved();
        self.saved.apply(&changes);
        self.saved.next_item = self.evaluator.next_item;
        if let Some(other) = &mut self.other {
            other.next_item = self.evaluator.next_item;
            other.adopt_saved(&changes);
            assert_eq!(other.take_saved(), [], "what is adopted is no news");
            other.clear_away(usize::MAX);
            other.check_invariants();
        }
        self.diagnostics.extend(self.evaluator.take_diagnostics());
        self.evaluator.check_invariants();
        if !self.clears_late {
            self.evaluator.clear_away(usize::MAX);
            self.evaluator.check_invariants();
        }
        let variables = self.evaluator.plan.variables.clone();
        for (name, _) in variables {
            let printed = self.show(&name);
            self.trace.push(format!("{name} = {printed}"));
        }
        self.trace.push(format!("{:?}", self.evaluator.effects));
    }

    /// What a path like `store.items.0.name` leads to.
    pub(super) fn live(&mut self, path: &str) -> Live {
        let mut parts = path.split('.');
        let name = parts.next().unwrap_or_default();
        let plan = Rc::clone(&self.evaluator.plan);
        let Some((_, operand)) = plan.variables.iter().find(|(known, _)| **known == *name) else {
            panic!("there is no variable `{name}`");
        };
        let mut live = self.evaluator.resolve(self.evaluator.root, operand);
        for part in parts {
            let Some(value) = self.value(&live) else {
                return Live::Absent;
            };
            live = match (&value, part.parse::<usize>()) {
                (Value::List(list), Ok(index)) => {
                    let reader = self.nobody();
                    let items =
                        self.evaluator
                            .items(list, View::Now, reader, &mut Reads::default());
                    items
                        .get(index)
                        .map_or(Live::Absent, |(_, live)| live.clone())
                }
                _ => {
                    let (name, reader) = (Symbol::new(part), self.nobody());
                    let reads = &mut Reads::default();
                    self.evaluator
                        .field(&value, name, Default::default(), View::Now, reader, reads)
                }
            };
        }
        live
    }

    fn nobody(&self) -> CellRef {
        CellRef {
            actor: self.evaluator.root,
            slot: u32::MAX,
        }
    }

    fn value(&mut self, live: &Live) -> Option<Value> {
        let reader = self.nobody();
        self.evaluator
            .read(live, View::Now, reader, &mut Reads::default())
            .value
    }

    /// The printed value of a path.
    pub(super) fn show(&mut self, path: &str) -> String {
        let live = self.live(path);
        match self.value(&live) {
            Some(value) => self.evaluator.print(&value),
            None => "?".to_owned(),
        }
    }

    /// Puts something into slots, all in one turn.
    #[track_caller]
    pub(super) fn feed(&mut self, slots: &[(&str, Value, bool)]) {
        let fed: Vec<(CellRef, Value, bool)> = slots
            .iter()
            .map(|(path, value, pulse)| match self.live(path) {
                Live::Cell(cell) => (cell, value.clone(), *pulse),
                other => panic!("`{path}` is no slot: {other:?}"),
            })
            .collect();
        self.evaluator.turn(|evaluator| {
            for (cell, value, pulse) in fed {
                evaluator.feed(cell, value, pulse, cell);
            }
        });
        self.after_turn();
    }

    /// Lets a slot have an occurrence.
    #[track_caller]
    pub(super) fn fire(&mut self, slot: &str, payload: &str) {
        self.feed(&[(slot, value_of(payload), true)]);
    }

    /// Lets the clock jump; answers how many late ticks each timer that ticked has merged.
    pub(super) fn ticks_at(&mut self, now: f64) -> Vec<u64> {
        let mut ticks = Vec::new();
        let evaluator = &mut self.evaluator;
        evaluator.registry.run_until_idle(u64::MAX);
        evaluator.now = now;
        evaluator.registry.advance_to(timestamp(now));
        evaluator.registry.run_until_idle(u64::MAX);
        while let Some(stimulus) = evaluator.registry.next_stimulus() {
            if let Some((cell, merged)) = evaluator.timer_of(&stimulus) {
                evaluator.turn(|evaluator| evaluator.tick(cell));
                ticks.push(merged);
            }
            evaluator.registry.run_until_idle(u64::MAX);
        }
        ticks
    }

    /// Lets time pass.
    pub(super) fn wait(&mut self, milliseconds: f64) {
        let end = self.evaluator.now + milliseconds;
        // Loops that a turn has started look at the clock when they first run.
        self.evaluator.registry.run_until_idle(u64::MAX);
        while let Some(deadline) = self.evaluator.registry.next_deadline() {
            if deadline > timestamp(end) {
                break;
            }
            self.ticks_at(deadline.0 as f64 / 1e6);
        }
        self.evaluator.now = end;
        self.after_turn();
    }

    #[track_caller]
    fn step(&mut self, line: &str) {
        if let Some(expected) = line.strip_prefix("> ") {
            self.effect(
                line,
                |effect| matches!(effect, Effect::Console(_, text) if text == expected),
            );
        } else if let Some(expected) = line.strip_prefix("go ") {
            self.effect(
                line,
                |effect| matches!(effect, Effect::Navigate(path) if path == expected),
            );
        } else if let Some(text) = line.strip_prefix("error: ") {
            self.diagnostic(line, Severity::Error, text);
        } else if let Some(text) = line.strip_prefix("warning: ") {
            self.diagnostic(line, Severity::Warning, text);
        } else if let Some((path, expected)) = line
            .split_once(" = ")
            .or_else(|| Some((line.strip_suffix(" =")?, "")))
        {
            let shown = if path == "replaces" {
                self.evaluator.work.list_replaces.to_string()
            } else if path == "saved values" {
                self.saved.len().to_string()
            } else if let Some(path) = path.strip_prefix("other ") {
                let other = self.other.as_mut().expect("there is another tab");
                std::mem::swap(&mut self.evaluator, other);
                let shown = self.show(path);
                let other = self.other.as_mut().expect("there is another tab");
                std::mem::swap(&mut self.evaluator, other);
                shown
            } else {
                self.show(path)
            };
            assert_eq!(shown.trim_end(), expected, "line `{line}`");
        } else {
            self.no_effects(line);
            if line == "reload" {
                self.reload();
            } else if let Some((from, to)) = line
                .strip_prefix("edit ")
                .and_then(|edit| edit.split_once(" => "))
            {
                assert!(
                    self.source.contains(from),
                    "line `{line}`: not in the source"
                );
                self.source = self.source.replace(from, to);
                self.reload();
            } else if line == "other" {
                self.other = Some(Box::new(self.started_again()));
            } else if let Some(time) = line.strip_prefix("wait ") {
                self.wait(time.parse().expect("a number of milliseconds"));
            } else if let Some(path) = line.strip_prefix("route ") {
                self.evaluator
                    .turn(|evaluator| evaluator.set_route(path, false));
                self.after_turn();
            } else {
                let slots: Vec<(&str, Value, bool)> = line
                    .split(" & ")
                    .map(
                        |part| match (part.split_once(" ! "), part.split_once(" <- ")) {
                            (Some((slot, payload)), _) => (slot, value_of(payload), true),
                            (_, Some((slot, payload))) => (slot, value_of(payload), false),
                            _ => panic!("line `{line}` means nothing"),
                        },
                    )
                    .collect();
                self.feed(&slots);
            }
        }
    }

    /// Starting again with what is kept changes nothing of it.
    #[track_caller]
    fn check_saved(&self, line: &str) {
        // Programs that run until their budget is spent would spend it twice at every line.
        if self.evaluator.work.instances > 10_000 || self.evaluator.work.steps > 1_000_000 {
            return;
        }
        let mut again = self.started_again();
        let mut saved = self.saved.clone();
        saved.apply(&again.take_saved());
        saved.next_item = self.saved.next_item;
        let named = |saved: &SavedState| {
            let names: BTreeMap<SavedKey, String> =
                self.evaluator.saved_places().into_iter().collect();
            let name = |key: SavedKey| names.get(&SavedKey::whole(key.cell)).cloned();
            let entries = saved.iter();
            entries
                .map(|(key, bytes)| (name(key), key, bytes.to_vec()))
                .collect::<Vec<_>>()
        };
        assert_eq!(named(&saved), named(&self.saved), "after line `{line}`");
    }

    #[track_caller]
    fn effect(&mut self, line: &str, expected: impl FnOnce(&Effect) -> bool) {
        let Some(effect) = self.evaluator.effects.first() else {
            panic!("line `{line}`: nothing happened");
        };
        assert!(expected(effect), "line `{line}`: {effect:?}");
        self.evaluator.effects.remove(0);
    }

    #[track_caller]
    fn no_effects(&self, line: &str) {
        let left = &self.evaluator.effects;
        assert!(left.is_empty(), "before line `{line}`: {left:#?}");
    }

    #[track_caller]
    fn diagnostic(&mut self, line: &str, severity: Severity, text: &str) {
        let at = self
            .diagnostics
            .iter()
            .position(|found| found.severity == severity && found.message.contains(text));
        let Some(at) = at else {
            panic!("line `{line}`: {:#?}", self.diagnostics);
        };
        self.diagnostics.remove(at);
    }
}

/// The plan of a program, and what is wrong with it.
#[track_caller]
fn plan_of(source: &str) -> (Rc<Plan>, Vec<Diagnostic>) {
    let mut text = source.to_owned();
    if !text.contains("document:") {
        text.push_str("\ndocument: Document/new(root: TEXT { })\n");
    }
    let file = SourceFile {
        path: "test.bn".to_owned(),
        text,
    };
    let (analysis, plan) = compile(vec![file], "test.bn");
    let diagnostics = analysis.diagnostics;
    let Some(plan) = plan else {
        panic!("the program does not run: {diagnostics:#?}")
    };
    (Rc::new(plan), diagnostics)
}

/// The value of a constant expression.
#[track_caller]
pub(super) fn value_of(source: &str) -> Value {
    let mut running = Running::start(&format!("value: {source}"));
    let live = running.live("value");
    running.value(&live).expect("a constant")
}

#[track_caller]
fn run(source: &str, script: &str) -> Vec<String> {
    let mut running = Running::start(source);
    for line in script.lines().map(str::trim) {
        if !line.is_empty() {
            running.step(line);
            running.check_saved(line);
        }
    }
    running.no_effects("the end");
    assert!(
        running.diagnostics.is_empty(),
        "left over: {:#?}",
        running.diagnostics
    );
    running.trace
}

/// Runs a script against a program, twice.
#[track_caller]
pub(super) fn check(source: &str, script: &str) {
    assert_eq!(run(source, script), run(source, script), "runs differ");
}

impl Running {
    /// An occurrence without looking at anything.
    #[track_caller]
    pub(super) fn evaluator_turn(&mut self, slot: &str, payload: &str) {
        let value = match payload {
            "[]" => Value::unit(),
            "True" | "False" => Value::tag(payload),
            number => Value::Number(number.parse().expect("a number")),
        };
        let Live::Cell(cell) = self.live(slot) else {
            panic!("`{slot}` is no slot");
        };
        self.evaluator
            .turn(|evaluator| evaluator.feed(cell, value, true, cell));
    }

    /// How many actors, scopes, edges and timers there are, and how much is remembered about them.
    pub(super) fn population(&self) -> [usize; 7] {
        let evaluator = &self.evaluator;
        let counters = evaluator.registry.counters();
        [
            counters.actors.live() as usize,
            counters.scopes.live() as usize,
            evaluator.edges.len(),
            evaluator.timers.len(),
            evaluator.kept.len(),
            evaluator.occurrence_scopes.len(),
            evaluator.route_cells.len(),
        ]
    }
}
