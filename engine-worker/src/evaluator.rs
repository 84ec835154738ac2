//! Plan → instances: cells of actors, and the turns that keep them up to date (`language.md` §4–13).
//!
//! Start reading at [`Evaluator::turn`]. A cell runs when the agenda says so: `run_cell` dispatches on the
//! kind of its node, one file per construct. What a cell computes is *published*: kept as its value and, if
//! the rules of `language.md` §5.4 let it fire, announced to its readers.

mod by_value;
mod call;
mod debounce;
mod edges;
mod effects;
mod element;
mod ended;
mod expr;
pub(crate) mod graph;
mod hold;
pub(crate) mod instance;
mod instantiate;
mod latest;
mod link;
pub(crate) mod list_cell;
pub(crate) mod list_operation;
mod machine;
mod matching;
mod object;
mod occurrence;
mod operators;
mod print;
pub(crate) mod read;
mod saved;
mod stateful;
mod switch;
pub(crate) mod timer;
mod trace;

use std::collections::HashMap;
use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};
use protocol::list_change::ItemId;
use protocol::patch::ConsoleLevel;

use crate::actors::Registry;
use crate::actors::turn::{Agenda, Buckets, Phase};
use crate::durability::SavedState;
use crate::host::progress;
use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{Node, NodeKind, Operand, Plan, Reactivity};
use crate::language::syntax::span::Span;
use crate::value::{CellRef, Live, Value};

pub(crate) use saved::redact_saved;

use graph::Edges;
use instance::{Before, Cell, Instance, KeptScopes, flag};
use machine::Machine;

/// How many steps a turn may take before the node that runs is muted.
pub const TURN_STEPS: u64 = 20_000_000;
/// How many rounds a turn may take before the node that runs is muted.
pub const TURN_ROUNDS: u32 = 100_000;
/// How deep instances may be nested.
pub const MAX_DEPTH: u32 = 20_000;
/// How many instances a turn may make.
pub const TURN_INSTANCES: u64 = 500_000;
/// How many nodes may be muted before each may run only a few times more.
pub const MAX_MUTED: usize = 64;
/// How often a node may run after that.
pub const LAST_RUNS: u32 = 4;
/// How many different run-time diagnostics are reported.
pub const MAX_DIAGNOSTICS: usize = 500;

/// Something that leaves the engine besides the view.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A line for the console.
    Console(ConsoleLevel, String),
    /// The program changed the path.
    Navigate(String),
}

/// What a cell's run leads to.
pub(crate) enum Outcome {
    /// Nothing new.
    Nothing,
    /// It must run again after what it waits for.
    Wait,
    /// A value and its kind.
    Entry(Entry),
    /// A value that fires as a pulse.
    Pulse(Value),
    /// A value that fires as a state.
    State(Value),
}

/// A value as seen by a reader.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) value: Option<Value>,
    pub(crate) kind: Reactivity,
    /// Whether it was emitted in this round.
    pub(crate) fired: bool,
}

/// Counted work.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    pub(crate) turns: u64,
    pub(crate) rounds: u64,
    pub(crate) steps: u64,
    pub(crate) cells_run: u64,
    pub(crate) list_replaces: u64,
    pub(crate) merged_ticks: u64,
    pub(crate) instances: u64,
}

/// A program that runs.
pub struct Evaluator {
    pub(crate) plan: Rc<Plan>,
    pub(crate) registry: Registry<Instance>,
    pub(crate) edges: Edges,
    pub(crate) agenda: Agenda<CellRef>,
    pub(crate) root: ActorId,
    /// Numbers rounds over all turns; stamps compare equal only within a round.
    pub(crate) round: u32,
    /// The first round of the current turn.
    pub(crate) first_round: u32,
    pub(crate) turn: u32,
    pub(crate) before: Before,
    pub(crate) kept: KeptScopes,
    /// Scopes made by occurrences, until they end.
    pub(crate) occurrence_scopes: rustc_hash::FxHashSet<ScopeId>,
    doomed: Vec<ScopeId>,
    /// How many switches are due whose arms might end.
    queued_guards: u32,
    /// Room for what a scope held when it ends.
    taken: Vec<(ActorId, crate::actors::Behaviour<Instance>)>,
    ended: ended::Ended,
    /// Items that list operations removed for good in this turn.
    pub(crate) burials: Vec<(CellRef, ItemId)>,
    /// Lists that changed in this turn.
    changed_lists: Vec<CellRef>,
    /// The next identity of an item.
    pub(crate) next_item: u64,
    /// The cells that the loops of timers tick.
    pub(crate) timers: HashMap<ActorId, CellRef>,
    pub(crate) now: f64,
    pub(crate) random: crate::host::random::Random,
    pub(crate) route: Rc<str>,
    route_cells: Vec<CellRef>,
    pub(crate) effects: Vec<Effect>,
    pub(crate) dirty_views: Vec<(CellRef, u32)>,
    /// The cells that somebody outside observes and that fired in this turn.
    pub(crate) fired_observed: Vec<CellRef>,
    pub(crate) dropped: Vec<ActorId>,
    /// Boxed: it is several times as large as what it does at a time.
    #[allow(clippy::vec_box, reason = "they come and go by value")]
    machines: Vec<Box<Machine>>,
    diagnostics: Vec<Diagnostic>,
    /// How often each was reported.
    reported: HashMap<(Span, String), u64>,
    /// The cell that runs, and the item of its list that it is about.
    pub(crate) running: Option<(CellRef, Option<ItemId>)>,
    muted: Vec<CellRef>,
    /// How often each cell has run since so many were muted that each may run only a few times more.
    last_runs: rustc_hash::FxHashMap<CellRef, u32>,
    /// What occurrences of this turn have made that has no value yet.
    pub(crate) awaited: Vec<occurrence::Awaited>,
    /// How many steps a turn may take; a twentieth of it more after each muting, a thousandth in a last run.
    pub(crate) turn_steps: u64,
    /// Up to how many steps may have been taken.
    budget: u64,
    /// Up to how many instances may have been made.
    instance_budget: u64,
    turn_rounds: u32,
    /// Whether the trigger of the cell that runs is due from the round before.
    pub(crate) due: bool,
    pub(crate) work: Work,
    pub(crate) mounted: bool,
    pub(crate) view: crate::view::View,
    pub(crate) saves: saved::Saves,
}

impl Evaluator {
    /// Starts a program with nothing kept: its first turn creates everything.
    #[must_use]
    pub fn new(plan: Rc<Plan>, route: &str, seed: u64, now: f64) -> Evaluator {
        Evaluator::resume(plan, route, seed, now, SavedState::default())
    }

    /// Starts a program with what it kept before.
    #[must_use]
    pub(crate) fn resume(
        plan: Rc<Plan>,
        route: &str,
        seed: u64,
        now: f64,
        saved: SavedState,
    ) -> Evaluator {
        let mut registry = Registry::new();
        let scope = registry.root();
        let template = crate::language::plan::TemplateIndex(0);
        let root = Instance {
            template,
            parent: None,
            depth: 0,
            guard: None,
            floor: 0,
            created: 1,
            parameters: Box::new([]),
            passed: Live::Absent,
            cells: cells_of(&plan, template, 0, &[]),
            place: plan.templates[0].key,
            arm: false,
            transient: false,
            site: None,
        };
        let behaviour = crate::actors::Behaviour::Instance(root);
        let root = match registry.spawn(scope, behaviour) {
            Some(root) => root,
            // The root scope of a new registry is alive.
            None => ActorId {
                index: u32::MAX,
                generation: 0,
            },
        };
        let next_item = saved.next_item.max(1);
        let mut evaluator = Evaluator {
            plan,
            registry,
            edges: Edges::default(),
            agenda: Agenda::default(),
            root,
            round: 0,
            first_round: 0,
            turn: 0,
            before: Before::default(),
            kept: KeptScopes::default(),
            occurrence_scopes: rustc_hash::FxHashSet::default(),
            doomed: Vec::new(),
            queued_guards: 0,
            taken: Vec::new(),
            ended: ended::Ended::default(),
            burials: Vec::new(),
            changed_lists: Vec::new(),
            next_item,
            timers: HashMap::new(),
            now,
            random: crate::host::random::Random::new(seed),
            route: route.into(),
            route_cells: Vec::new(),
            effects: Vec::new(),
            dirty_views: Vec::new(),
            fired_observed: Vec::new(),
            dropped: Vec::new(),
            machines: Vec::new(),
            diagnostics: Vec::new(),
            reported: HashMap::new(),
            running: None,
            muted: Vec::new(),
            last_runs: rustc_hash::FxHashMap::default(),
            awaited: Vec::new(),
            turn_steps: TURN_STEPS,
            budget: TURN_STEPS,
            instance_budget: TURN_INSTANCES,
            turn_rounds: 0,
            due: false,
            work: Work::default(),
            mounted: false,
            view: crate::view::View::default(),
            saves: saved::Saves::starting(&saved),
        };
        evaluator.register_saved(root);
        evaluator.turn(|evaluator| evaluator.queue_instance(root));
        evaluator
    }

    /// Runs one turn: `stimulus` makes something due, then rounds run until nothing is.
    pub(crate) fn turn(&mut self, stimulus: impl FnOnce(&mut Self)) {
        self.clear_away(usize::MAX);
        self.turn += 1;
        self.round += 1;
        self.first_round = self.round;
        self.work.turns += 1;
        self.work.rounds += 1;
        self.turn_rounds = 0;
        self.budget = self.work.steps + self.turn_steps;
        self.instance_budget = self.work.instances + TURN_INSTANCES;
        self.agenda.phase = Phase::Pulses;
        stimulus(self);
        loop {
            self.agenda.phase = Phase::Pulses;
            while let Some((height, cell)) = self.agenda.pulses.pop() {
                self.run(cell, height, Phase::Pulses);
            }
            self.agenda.phase = Phase::States;
            while let Some((height, cell)) = self.agenda.states.pop() {
                self.run(cell, height, Phase::States);
            }
            self.look_for_awaited();
            if self.agenda.next.is_empty() {
                break;
            }
            self.round += 1;
            self.work.rounds += 1;
            self.turn_rounds += 1;
            self.agenda.phase = Phase::Pulses;
            for cell in std::mem::take(&mut self.agenda.next) {
                self.schedule(cell);
            }
        }
        debug_assert!(
            self.agenda.is_quiet() && self.queued_guards == 0,
            "the agenda is empty when a turn ends"
        );
        self.commit();
    }

    fn commit(&mut self) {
        self.before.clear();
        self.give_up_awaited(|_| true);
        self.run_burials();
        for cell in std::mem::take(&mut self.muted) {
            if let Some(cell) = self.cell_mut(cell) {
                cell.unset(flag::MUTED);
            }
        }
        self.last_runs = rustc_hash::FxHashMap::default();
        // What ends may have kept others alive.
        while !self.doomed.is_empty() {
            for scope in std::mem::take(&mut self.doomed) {
                if !self.kept.contains_key(&scope) {
                    self.destroy(scope);
                }
            }
        }
        for cell in std::mem::take(&mut self.changed_lists) {
            if let Some(instance::CellState::List(list)) =
                self.cell_mut(cell).and_then(|cell| cell.state.as_mut())
            {
                list.source.end_turn();
            }
        }
        self.commit_saved();
    }

    /// Puts a cell on the agenda of this round.
    pub(crate) fn schedule(&mut self, cell: CellRef) {
        let phase = self.agenda.phase;
        let creating = self.agenda.creating > 0;
        let Some(found) = self.cell_mut(cell) else {
            return;
        };
        if found.has(flag::QUEUED) || found.has(flag::MUTED) {
            return;
        }
        found.set(flag::QUEUED);
        let is_guard = found.has(flag::GUARD);
        let (height, kind, new) = (found.height, found.kind, found.has(flag::NEW));
        self.queued_guards += u32::from(is_guard);
        let queue: &mut Buckets<CellRef> = if new && creating {
            &mut self.agenda.created
        } else if phase == Phase::Pulses && kind != Reactivity::State && !new {
            &mut self.agenda.pulses
        } else {
            &mut self.agenda.states
        };
        queue.push(height, cell);
    }

    /// Makes a cell's trigger due in the next round.
    pub(crate) fn schedule_next(&mut self, cell: CellRef) {
        let Some(found) = self.cell_mut(cell) else {
            return;
        };
        if !found.has(flag::DUE) && !found.has(flag::MUTED) {
            found.set(flag::DUE);
            self.agenda.next.push(cell);
        }
    }

    fn run(&mut self, cell: CellRef, queued_at: u32, phase: Phase) {
        let Some(found) = self.cell_mut(cell) else {
            return;
        };
        if !found.has(flag::QUEUED) {
            return;
        }
        if found.height > queued_at {
            // It was raised meanwhile.
            let height = found.height;
            match (phase, self.agenda.creating > 0) {
                (_, true) => self.agenda.created.push(height, cell),
                (Phase::Pulses, false) => self.agenda.pulses.push(height, cell),
                (Phase::States, false) => self.agenda.states.push(height, cell),
            }
            return;
        }
        found.unset(flag::QUEUED);
        let (is_guard, is_muted) = (found.has(flag::GUARD), found.has(flag::MUTED));
        self.queued_guards -= u32::from(is_guard);
        if is_muted {
            return;
        }
        if self.queued_guards > 0 {
            self.leave_arms(cell.actor);
        }
        let Some(found) = self.cell_mut(cell) else {
            return;
        };
        let (due, new) = (found.has(flag::DUE), found.has(flag::NEW));
        found.unset(flag::DUE);
        self.count_step();
        self.work.cells_run += 1;
        if !self.may_run(cell, new) {
            self.mute(cell);
            return;
        }
        let arrived = if self.awaited.is_empty() {
            None
        } else {
            self.arrived(cell)
        };
        let outer = std::mem::replace(&mut self.due, due && arrived.is_none());
        let outside = self.running.replace((cell, None));
        let outcome = self.run_cell(cell);
        self.running = outside;
        self.due = outer;
        if matches!(outcome, Outcome::Wait) {
            if due && let Some(found) = self.cell_mut(cell) {
                found.set(flag::DUE);
            }
            self.settle(cell, outcome);
            return;
        }
        match (outcome, arrived) {
            (Outcome::Nothing, Some(value)) => {
                self.end_awaiting(cell);
                self.settle(cell, Outcome::Pulse(value));
            }
            (outcome, _) => self.settle(cell, outcome),
        }
    }

    /// Counts a step of the turn, and says now and then that it goes on.
    fn count_step(&mut self) {
        self.work.steps += 1;
        if self.work.steps.is_multiple_of(progress::STEPS) {
            progress::report();
        }
    }

    /// Whether the budget of the turn lets a cell run. What is new runs in any case: it would never
    /// subscribe to anything.
    fn may_run(&mut self, cell: CellRef, new: bool) -> bool {
        if self.muted.len() >= MAX_MUTED {
            let runs = self.last_runs.entry(cell).or_insert(0);
            *runs += 1;
            if *runs > LAST_RUNS && !new {
                return false;
            }
            self.budget = self.work.steps + self.turn_steps / 1000;
        } else if self.work.steps > self.budget || self.turn_rounds > TURN_ROUNDS {
            if !new {
                return false;
            }
            self.budget = self.budget.max(self.work.steps + self.turn_steps / 1000);
        }
        true
    }

    /// Runs what a body has just created, to its first values.
    pub(crate) fn run_created(&mut self) {
        while let Some((height, cell)) = self.agenda.created.pop() {
            self.run(cell, height, Phase::States);
        }
    }

    fn settle(&mut self, cell: CellRef, outcome: Outcome) {
        match outcome {
            Outcome::Wait => {
                // A new cell stays new; the height has been raised.
                self.requeue(cell);
                return;
            }
            Outcome::Nothing => {}
            Outcome::Entry(entry) => self.publish(cell, entry),
            Outcome::Pulse(value) => {
                if let Some(found) = self.cell_mut(cell) {
                    found.kind = Reactivity::Pulse;
                }
                self.set_value(cell, value);
                self.fire(cell);
            }
            Outcome::State(value) => {
                if let Some(found) = self.cell_mut(cell) {
                    found.kind = Reactivity::State;
                }
                self.set_value(cell, value);
                self.fire(cell);
            }
        }
        if let Some(found) = self.cell_mut(cell) {
            found.unset(flag::NEW);
        }
    }

    fn requeue(&mut self, cell: CellRef) {
        let phase = self.agenda.phase;
        let creating = self.agenda.creating > 0;
        let Some(found) = self.cell_mut(cell) else {
            return;
        };
        if found.has(flag::QUEUED) {
            return;
        }
        found.set(flag::QUEUED);
        let (height, new, is_guard) = (found.height, found.has(flag::NEW), found.has(flag::GUARD));
        self.queued_guards += u32::from(is_guard);
        if creating && new {
            self.agenda.created.push(height, cell);
        } else if phase == Phase::Pulses {
            self.agenda.pulses.push(height, cell);
        } else {
            self.agenda.states.push(height, cell);
        }
    }

    /// Keeps what an expression yields, and fires by its kind: a pulse when a pulse that it reads fired, a
    /// state whenever it was computed. What yields nothing keeps its last value.
    fn publish(&mut self, cell: CellRef, entry: Entry) {
        let phase = self.agenda.phase;
        let round = self.round;
        let Some(found) = self.cell_mut(cell) else {
            return;
        };
        let new = found.has(flag::NEW);
        let (fired, head) = (found.fired, found.first_source);
        let known = found.kind;
        found.kind = match entry.kind {
            Reactivity::Constant if entry.value.is_some() => Reactivity::State,
            Reactivity::Constant | Reactivity::Unknown => known,
            kind => kind,
        };
        let kind = found.kind;
        let Some(value) = entry.value else { return };
        if kind == Reactivity::Pulse {
            // What was not known to be a pulse may have been put among the states.
            let occurs = !new
                && (phase == Phase::Pulses || known != Reactivity::Pulse)
                && fired != round
                && self.source_pulse_fired(head);
            if occurs {
                self.set_value(cell, value);
                self.fire(cell);
            } else if !self.source_pulse_fired(head)
                || self.cell(cell).is_some_and(|cell| cell.value.is_none())
            {
                self.refresh(cell, value);
            }
        } else {
            self.set_value(cell, value);
            self.fire(cell);
        }
    }

    /// Follows what is live in the last payload of a pulse: it is displayed as it is now, but that is no
    /// occurrence.
    fn refresh(&mut self, cell: CellRef, value: Value) {
        let Some(found) = self.cell(cell) else {
            return;
        };
        let mut index = found.first_reader;
        if found
            .value
            .as_ref()
            .is_some_and(|old| old.same_scalar(&value))
        {
            return;
        }
        self.set_value(cell, value);
        while index != graph::NO_EDGE {
            let edge = *self.edges.get(index);
            index = edge.next_reader;
            if !edge.trigger {
                if edge.part() != 0 {
                    self.mark_part(edge.reader, edge.part());
                }
                self.schedule(edge.reader);
            }
        }
    }

    /// Stores a value, keeping the one from before the turn.
    pub(crate) fn set_value(&mut self, cell: CellRef, value: Value) {
        let turn = self.turn;
        let Some(instance) = self.registry.get_mut(cell.actor) else {
            return;
        };
        let created = instance.created == turn;
        let found = &mut instance.cells[cell.slot as usize];
        let old = found.value.replace(value);
        if found.changed != turn {
            found.changed = turn;
            if found.has(flag::SAVED) {
                self.saves.changed(cell);
            }
            if !created {
                self.before.insert(cell, old);
            }
        }
    }

    /// Notes that a list has changes to forget when the turn ends.
    pub(crate) fn note_changed_list(&mut self, cell: CellRef) {
        if self.changed_lists.last() != Some(&cell) {
            self.changed_lists.push(cell);
        }
    }

    /// Announces a cell to its readers.
    pub(crate) fn fire(&mut self, cell: CellRef) {
        let round = self.round;
        let Some(found) = self.cell_mut(cell) else {
            return;
        };
        found.fired = round;
        let (kind, mut index) = (found.kind, found.first_reader);
        let (observed, has_keyed) = (found.has(flag::OBSERVED), found.has(flag::KEYED));
        if observed {
            self.fired_observed.push(cell);
        }
        let end = match has_keyed {
            true => self.edges.keyed.first(cell),
            false => graph::NO_EDGE,
        };
        while index != end {
            let edge = *self.edges.get(index);
            index = edge.next_reader;
            if edge.trigger && kind != Reactivity::Pulse {
                self.schedule_next(edge.reader);
            } else {
                if edge.part() != 0 {
                    self.mark_part(edge.reader, edge.part());
                }
                self.schedule(edge.reader);
            }
        }
        if has_keyed {
            self.fire_keyed(cell);
        }
    }

    /// Whether a cell fired in this round.
    pub(crate) fn fired(&self, cell: CellRef) -> bool {
        self.cell(cell).is_some_and(|cell| cell.fired == self.round)
    }

    fn run_cell(&mut self, cell: CellRef) -> Outcome {
        let plan = Rc::clone(&self.plan);
        let Some(instance) = self.registry.get(cell.actor) else {
            return Outcome::Nothing;
        };
        let node = &plan.templates[instance.template.0 as usize].nodes[cell.slot as usize];
        match &node.kind {
            NodeKind::Reserved => Outcome::Nothing,
            NodeKind::Alias(operand) => self.run_alias(cell, operand),
            NodeKind::Expr { code, cut_off } => self.run_expr(cell, code, *cut_off),
            NodeKind::Object { tag, fields } => self.run_object(cell, *tag, fields),
            NodeKind::Spread { tag, entries } => self.run_spread(cell, *tag, entries),
            NodeKind::Latest(inputs) => self.run_latest(cell, inputs),
            NodeKind::Hold { initial, body } => self.run_hold(cell, initial, body),
            NodeKind::Then { input, body } => self.run_then(cell, input, body),
            NodeKind::Switch { input, arms, stay } => self.run_switch(cell, input, arms, *stay),
            NodeKind::Slot => self.run_slot(cell),
            NodeKind::LinkSet { value, target } => self.run_link(cell, value, target),
            NodeKind::Call {
                template,
                arguments,
                pass,
                piped,
            } => self.run_call(cell, *template, arguments, pass.as_ref(), *piped),
            NodeKind::Element { .. } => self.run_element(cell),
            NodeKind::List { items, keys } => self.run_list(cell, items, keys),
            NodeKind::ListOperation {
                operation,
                input,
                argument,
            } => self.run_list_operation(cell, operation, input, argument),
            NodeKind::Stateful { operation, inputs } => self.run_stateful(cell, *operation, inputs),
        }
    }

    // ---- small accessors ----

    pub(crate) fn cell(&self, cell: CellRef) -> Option<&Cell> {
        self.registry.get(cell.actor)?.cells.get(cell.slot as usize)
    }

    pub(crate) fn cell_mut(&mut self, cell: CellRef) -> Option<&mut Cell> {
        self.registry
            .get_mut(cell.actor)?
            .cells
            .get_mut(cell.slot as usize)
    }

    /// See [`crate::engine::Engine::table_sizes`].
    pub(crate) fn table_sizes(&self) -> Vec<(&'static str, usize)> {
        let mut sizes = self.view.table_sizes();
        sizes.extend([
            ("values before the turn", self.before.len()),
            ("kept scopes", self.kept.len()),
            ("scopes of occurrences", self.occurrence_scopes.len()),
            ("doomed scopes", self.doomed.len()),
            ("burials", self.burials.len()),
            ("readers of the route", self.route_cells.len()),
            ("dirty views", self.dirty_views.len()),
            ("dropped actors", self.dropped.len()),
        ]);
        sizes
    }

    /// Whether a cell's actor lives.
    pub(crate) fn is_alive(&self, cell: CellRef) -> bool {
        self.cell(cell).is_some()
    }

    pub(crate) fn is_new(&self, cell: CellRef) -> bool {
        self.cell(cell).is_some_and(|cell| cell.has(flag::NEW))
    }

    pub(crate) fn take_state(&mut self, cell: CellRef) -> Option<instance::CellState> {
        self.cell_mut(cell)?.state.take()
    }

    pub(crate) fn put_state(&mut self, cell: CellRef, state: instance::CellState) {
        if let Some(cell) = self.cell_mut(cell) {
            cell.state = Some(state);
        }
    }

    pub(crate) fn node_of(&self, cell: CellRef) -> Option<&Node> {
        let instance = self.registry.get(cell.actor)?;
        self.plan.templates[instance.template.0 as usize]
            .nodes
            .get(cell.slot as usize)
    }

    pub(crate) fn span_of(&self, cell: CellRef) -> Span {
        self.node_of(cell).map(|node| node.span).unwrap_or_default()
    }

    pub(crate) fn new_item(&mut self) -> ItemId {
        self.next_item += 1;
        ItemId(self.next_item - 1)
    }

    /// Destroys a scope when the turn ends, unless something keeps it by then.
    pub(crate) fn doom(&mut self, scope: ScopeId) {
        self.doomed.push(scope);
    }

    // ---- diagnostics ----

    /// Reports a run-time problem once per place and message; repeats are counted.
    pub(crate) fn report(&mut self, mut diagnostic: Diagnostic) {
        let key = (diagnostic.span, diagnostic.message.clone());
        if let Some(count) = self.reported.get_mut(&key) {
            *count += 1;
        } else if self.reported.len() < MAX_DIAGNOSTICS {
            self.reported.insert(key, 1);
            diagnostic.trace = self.way();
            self.diagnostics.push(diagnostic);
        }
    }

    /// How often something was reported that had been reported before.
    pub(crate) fn repeated_diagnostics(&self) -> u64 {
        self.reported.values().map(|count| count - 1).sum()
    }

    /// The run-time diagnostics since the last call.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// Reports and silences a node that exceeds the budget for the rest of this turn.
    pub(crate) fn mute(&mut self, cell: CellRef) {
        self.report_endless(cell);
        self.silence(cell);
    }

    pub(crate) fn report_endless(&mut self, cell: CellRef) {
        let span = self.span_of(cell);
        self.report(
            Diagnostic::error(
                span,
                "this runs on and on: it is stopped for this turn".to_owned(),
            )
            .hint("does it change something that makes it run again?"),
        );
    }

    /// Keeps a cell from running for the rest of this turn.
    pub(crate) fn silence(&mut self, cell: CellRef) {
        if let Some(found) = self.cell_mut(cell) {
            let was_due = found.is_due_guard();
            found.set(flag::MUTED);
            found.unset(flag::QUEUED | flag::DUE);
            self.queued_guards -= u32::from(was_due);
        }
        self.unkey_reads(cell);
        self.muted.push(cell);
        self.budget = self.work.steps + self.turn_steps / 20;
        self.turn_rounds = self.turn_rounds.saturating_sub(TURN_ROUNDS / 20);
    }

    pub(crate) fn over_budget(&self) -> bool {
        self.work.steps > self.budget
    }

    pub(crate) fn machine(&mut self) -> Box<Machine> {
        self.machines.pop().unwrap_or_default()
    }

    pub(crate) fn return_machine(&mut self, machine: Box<Machine>) {
        if self.machines.len() < 8 {
            self.machines.push(machine);
        }
    }
}

/// Fresh cells for an instance, above `height`. A slot reads nothing, so nothing can be too early for it: above
/// what its switch matches, it would raise whatever it feeds above that, and the next arm above that again
/// whenever the switch follows from what its own arm does.
pub(crate) fn cells_of(
    plan: &Plan,
    template: crate::language::plan::TemplateIndex,
    height: u32,
    root: &[Cell],
) -> Box<[Cell]> {
    let nodes = &plan.templates[template.0 as usize].nodes;
    let mut cells: Vec<Cell> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let height = match node.kind {
            NodeKind::Slot => node.level,
            _ => node
                .reads
                .iter()
                .fold(height + node.level, |height, operand| {
                    let read = match operand {
                        Operand::Cell { slot, .. } => cells.get(*slot as usize),
                        Operand::Global(slot) => root.get(*slot as usize),
                        _ => None,
                    };
                    // What never changes again orders nothing.
                    match read {
                        Some(read) if read.has(flag::NEW) || !read.has(flag::FINAL) => {
                            height.max(read.height + 1)
                        }
                        Some(_) | None => height,
                    }
                }),
        };
        cells.push(Cell::new(node.reactivity, height));
    }
    cells.into()
}

#[cfg(test)]
mod tests;
