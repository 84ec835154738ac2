//! Instances of templates and their cells.

use std::collections::VecDeque;

use protocol::ids::{ActorId, ScopeId};
use rustc_hash::FxHashMap;

use crate::language::plan::{Reactivity, TemplateIndex};
use crate::value::{CellRef, Live, Value};

use super::list_cell::ListCell;
use super::machine::Cuts;

/// A running template: one actor.
#[derive(Debug)]
pub(crate) struct Instance {
    /// What it is made from.
    pub template: TemplateIndex,
    /// The instance whose definitions it sees; none for functions.
    pub parent: Option<ActorId>,
    /// How many instances it is inside of.
    pub depth: u32,
    /// The innermost switch that shows it: it ends when that leaves its arm.
    pub(crate) guard: Option<CellRef>,
    /// Above what those switches match: nothing in an arm runs before it is known that the arm stays.
    pub(crate) floor: u32,
    /// The turn that created it.
    pub created: u32,
    /// Parameters, in order.
    pub parameters: Box<[Live]>,
    /// The ambient value.
    pub passed: Live,
    /// One cell for each node.
    pub cells: Box<[Cell]>,
    /// The way to it, as a key (`language.md` §14.2).
    pub place: u64,
    /// Whether it is an arm of a live switch.
    pub arm: bool,
    /// Whether it is in such an arm: nothing in it is saved, unless something outside keeps it.
    pub transient: bool,
    /// Who made it, and which of its makings this is: what place keys are made of.
    pub site: Option<(CellRef, u64)>,
}

/// Marks of a cell.
pub(crate) mod flag {
    /// Has not run yet.
    pub(crate) const NEW: u16 = 1;
    /// Is on the agenda.
    pub(crate) const QUEUED: u16 = 2;
    /// Its trigger is due in this round although it fired in the last.
    pub(crate) const DUE: u16 = 4;
    /// Does not run any more in this turn: it exceeded the budget.
    pub(crate) const MUTED: u16 = 8;
    /// Never fires again: nobody needs to subscribe.
    pub(crate) const FINAL: u16 = 16;
    /// Someone outside listens.
    pub(crate) const OBSERVED: u16 = 32;
    /// Keeps a state.
    pub(crate) const SAVED: u16 = 64;
    /// Has readers that only compare (`by_value`).
    pub(crate) const KEYED: u16 = 128;
    /// Is a switch that has made an arm.
    pub(crate) const GUARD: u16 = 256;
}

/// A cell.
#[derive(Debug)]
pub(crate) struct Cell {
    /// What it has now.
    pub value: Option<Value>,
    /// What it remembers besides.
    pub(crate) state: Option<CellState>,
    /// The round in which it last fired.
    pub(crate) fired: u32,
    /// The turn in which its value last changed; the value before is in the turn's record.
    pub(crate) changed: u32,
    /// Above everything it depends on.
    pub(crate) height: u32,
    /// The list of edges to what it reads.
    pub(crate) first_source: u32,
    /// The list of edges to what reads it.
    pub(crate) first_reader: u32,
    /// State or pulse.
    pub(crate) kind: Reactivity,
    /// See [`flag`].
    pub(crate) flags: u16,
}

/// What a cell remembers besides its value.
#[derive(Debug)]
pub(crate) enum CellState {
    /// A link slot: what waits to be fired.
    Slot(Box<Waiting>),
    /// A switch.
    Switch(Box<SwitchState>),
    /// The scope of what the last occurrence made; most make nothing.
    Occurrence(Option<Box<ScopeId>>),
    /// The scopes that a held value keeps alive.
    Kept(Option<Box<Scopes>>),
    /// A live call, and what it stands for.
    Call(Box<Live>),
    /// What was counted.
    Count(Box<Count>),
    /// Occurrences in a row.
    Pulses(Box<Pulses>),
    /// A periodic timer.
    Timer(Box<Timer>),
    /// What waits for silence.
    Debounce(Box<super::debounce::Debounce>),
    /// A list.
    List(Box<ListCell>),
    /// An element's bindings.
    Element(Box<crate::view::element::ElementState>),
    /// What code has cut off.
    Cuts(Box<KeptCuts>),
    /// What a link has already forwarded.
    Linked,
}

/// What waits to be fired, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Waiting(pub(crate) VecDeque<Feed>);

/// Scopes; most held values keep none.
#[derive(Debug)]
pub(crate) struct Scopes(pub(crate) Vec<ScopeId>);

/// What code has cut off.
#[derive(Debug)]
pub(crate) struct KeptCuts(pub(crate) Cuts);

/// How many emissions came so far, and the limit they are counted against.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) seen: f64,
    pub(crate) limit: f64,
}

/// The occurrences that are left, and the next one's number.
#[derive(Debug)]
pub(crate) struct Pulses {
    pub(crate) next: f64,
    pub(crate) last: f64,
    pub(crate) waiting: VecDeque<f64>,
}

/// A periodic timer.
#[derive(Debug)]
pub(crate) struct Timer {
    /// The scope of its loop.
    pub(crate) scope: ScopeId,
    pub(crate) period: f64,
}

impl CellState {
    /// The scopes that a held value keeps alive.
    pub(crate) fn kept(scopes: Vec<ScopeId>) -> CellState {
        CellState::Kept((!scopes.is_empty()).then(|| Box::new(Scopes(scopes))))
    }
}

/// Something put into a slot.
#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) value: Value,
    pub(crate) pulse: bool,
}

/// The arm that a switch shows.
#[derive(Debug, Default)]
pub(crate) struct SwitchState {
    pub(crate) input: Option<Value>,
    pub(crate) arm: Option<usize>,
    pub(crate) bindings: Vec<Live>,
    pub(crate) scope: Option<ScopeId>,
    pub(crate) root: Option<Live>,
    pub(crate) fresh: bool,
    /// What else may change which arm matches.
    pub(crate) watched: Vec<CellRef>,
    /// The round in which the input was last matched.
    pub(crate) matched: u32,
    /// What the code of the arm has cut off.
    pub(crate) cuts: Cuts,
}

impl Cell {
    pub(crate) fn new(kind: Reactivity, height: u32) -> Cell {
        Cell {
            value: None,
            state: None,
            fired: 0,
            changed: 0,
            height,
            first_source: super::graph::NO_EDGE,
            first_reader: super::graph::NO_EDGE,
            kind,
            flags: flag::NEW,
        }
    }

    pub(crate) fn has(&self, mark: u16) -> bool {
        self.flags & mark != 0
    }

    /// Whether it is a switch that is due, so that its arm may be about to end.
    pub(crate) fn is_due_guard(&self) -> bool {
        self.has(flag::QUEUED) && self.has(flag::GUARD)
    }

    pub(crate) fn set(&mut self, mark: u16) {
        self.flags |= mark;
    }

    pub(crate) fn unset(&mut self, mark: u16) {
        self.flags &= !mark;
    }
}

// Every cell has room for one; what is larger has a box of its own.
const _: () = assert!(size_of::<Option<CellState>>() <= 16);

/// The values that cells had before the current turn, for those that changed in it.
pub(crate) type Before = FxHashMap<CellRef, Option<Value>>;

/// Scopes that something keeps although their makers moved on, with the number of keepers.
pub(crate) type KeptScopes = FxHashMap<ScopeId, u32>;

// Every expression of every instance is one of these.
const _: () = assert!(size_of::<Cell>() <= 64 && size_of::<Option<Value>>() <= 24);
#[cfg(target_pointer_width = "32")]
const _: () = assert!(size_of::<Cell>() <= 48);
