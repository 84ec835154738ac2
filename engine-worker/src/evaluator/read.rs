//! How values are read: by the rules of live expressions, or of a snapshot (`language.md` §5.2).

use protocol::ids::ActorId;

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{Literal, NodeKind, Op, Operand, Reactivity};
use crate::language::syntax::span::Span;
use crate::symbol::{Symbol, well_known};
use crate::value::{CellRef, Items, List, Live, Value};

use super::instance::{Cell, flag};
use super::{Entry, Evaluator};

/// How a reader sees cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// Current values; what is read is subscribed to.
    Tracked,
    /// States as before the turn, pulses as they fired; the trigger as it is now.
    Snapshot(Option<CellRef>),
    /// Current values, without a trace.
    Now,
}

/// What one evaluation has read.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    pub(crate) cells: Cells,
    seen: rustc_hash::FxHashSet<CellRef>,
    /// Whether something read must run first.
    pub(crate) wait: bool,
    /// What may change which pattern matches, besides the matched value itself: items, and fields that have
    /// no value yet.
    pub(crate) watched: Vec<CellRef>,
}

/// How many cells fit without an allocation.
const INLINE: usize = 6;

/// Cells in the order in which they were read. Nearly every run makes such a list, and most read a few.
#[derive(Debug)]
pub(crate) struct Cells {
    first: [CellRef; INLINE],
    used: usize,
    /// All of them, once they are too many for the array.
    spilled: Vec<CellRef>,
}

impl Default for Cells {
    fn default() -> Self {
        let nowhere = CellRef {
            actor: ActorId {
                index: u32::MAX,
                generation: 0,
            },
            slot: 0,
        };
        Cells {
            first: [nowhere; INLINE],
            used: 0,
            spilled: Vec::new(),
        }
    }
}

impl std::ops::Deref for Cells {
    type Target = [CellRef];

    fn deref(&self) -> &[CellRef] {
        if self.spilled.is_empty() {
            &self.first[..self.used]
        } else {
            &self.spilled
        }
    }
}

impl Cells {
    fn push(&mut self, cell: CellRef) {
        if self.spilled.is_empty() {
            if let Some(free) = self.first.get_mut(self.used) {
                *free = cell;
                self.used += 1;
                return;
            }
            self.spilled.extend_from_slice(&self.first);
        }
        self.spilled.push(cell);
    }

    fn clear(&mut self) {
        self.used = 0;
        self.spilled.clear();
    }
}

impl Reads {
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.seen.clear();
        self.wait = false;
        self.watched.clear();
    }

    pub(crate) fn add(&mut self, cell: CellRef) -> bool {
        // Most expressions read a few cells: a scan is faster than a table.
        if self.cells.len() < 16 {
            if self.cells.contains(&cell) {
                return false;
            }
        } else {
            if self.seen.is_empty() {
                self.seen.extend(self.cells.iter().copied());
            }
            if !self.seen.insert(cell) {
                return false;
            }
        }
        self.cells.push(cell);
        true
    }
}

impl Entry {
    pub(crate) const ABSENT: Entry = Entry {
        value: None,
        kind: Reactivity::Constant,
        fired: false,
    };

    /// What is gone.
    const DEAD: Entry = Entry {
        value: None,
        kind: Reactivity::Unknown,
        fired: false,
    };

    pub(crate) fn constant(value: Value) -> Entry {
        Entry {
            value: Some(value),
            kind: Reactivity::Constant,
            fired: false,
        }
    }
}

impl Evaluator {
    /// The instance `up` levels out.
    pub(crate) fn outer(&self, actor: ActorId, up: u32) -> ActorId {
        let mut actor = actor;
        for _ in 0..up {
            match self
                .registry
                .get(actor)
                .and_then(|instance| instance.parent)
            {
                Some(parent) => actor = parent,
                None => break,
            }
        }
        actor
    }

    /// What an operand of an instance is.
    pub(crate) fn resolve(&self, actor: ActorId, operand: &Operand) -> Live {
        match operand {
            Operand::Const(value) => Live::Const(value.clone()),
            Operand::Absent => Live::Absent,
            Operand::Cell { up, slot } => self.shortcut(CellRef {
                actor: self.outer(actor, *up),
                slot: *slot,
            }),
            Operand::Global(slot) => self.shortcut(CellRef {
                actor: self.root,
                slot: *slot,
            }),
            Operand::Parameter { up, index } => {
                let actor = self.outer(actor, *up);
                match self.registry.get(actor) {
                    Some(instance) => instance
                        .parameters
                        .get(*index as usize)
                        .cloned()
                        .unwrap_or(Live::Absent),
                    None => Live::Absent,
                }
            }
            Operand::Passed => self
                .registry
                .get(actor)
                .map_or(Live::Absent, |instance| instance.passed.clone()),
            Operand::Literal { up, index } => {
                let actor = self.outer(actor, *up);
                self.literal(actor, *index)
                    .map_or(Live::Absent, Live::Const)
            }
        }
    }

    /// A literal that has no cell; lowering limits how deep they are nested.
    fn literal(&self, actor: ActorId, index: u32) -> Option<Value> {
        let instance = self.registry.get(actor)?;
        let template = &self.plan.templates[instance.template.0 as usize];
        Some(match template.literals.get(index as usize)? {
            Literal::Object { tag, fields } => self.object(actor, *tag, fields),
            Literal::List { items, keys, key } => {
                let items = self.literal_items(actor, items, keys, *key);
                Value::List(List::Plain(items.into()))
            }
        })
    }

    /// A field of what an operand of an instance is, if that is an object literal, which need not be made for
    /// it; with the instance that it belongs to.
    pub(super) fn literal_field(
        &self,
        actor: ActorId,
        operand: &Operand,
        name: Symbol,
    ) -> Option<(ActorId, Option<&Operand>)> {
        let Operand::Literal { up, index } = operand else {
            return None;
        };
        let actor = self.outer(actor, *up);
        let instance = self.registry.get(actor)?;
        let template = &self.plan.templates[instance.template.0 as usize];
        let Literal::Object { fields, .. } = template.literals.get(*index as usize)? else {
            return None;
        };
        let field = fields.iter().find(|(field, _)| *field == name);
        Some((actor, field.map(|(_, operand)| operand)))
    }

    /// The cell that a trigger comes from.
    pub(crate) fn origin_of(&self, live: &Live) -> Option<CellRef> {
        match live {
            Live::Cell(cell) => self.origin(*cell),
            Live::Const(_) | Live::Absent => None,
        }
    }

    /// The cell whose value a cell passes on as it is: through aliases, calls and paths. Whoever was
    /// triggered by one of them was triggered by all.
    fn origin(&self, cell: CellRef) -> Option<CellRef> {
        let mut cell = cell;
        for _ in 0..64 {
            let next = match self.node_kind(cell)? {
                NodeKind::Alias(operand) => self.resolve(cell.actor, operand),
                NodeKind::Call { .. } => match self.cell(cell)?.state.as_ref() {
                    Some(super::instance::CellState::Call(root)) => (**root).clone(),
                    _ => return Some(cell),
                },
                NodeKind::Expr { code, .. } => {
                    let Some(end) = self.path_end(cell, &code.ops) else {
                        return Some(cell);
                    };
                    end
                }
                _ => return Some(cell),
            };
            match next {
                Live::Cell(next) => cell = next,
                Live::Const(_) | Live::Absent => return Some(cell),
            }
        }
        Some(cell)
    }

    /// What code that only follows a path arrives at.
    fn path_end(&self, cell: CellRef, ops: &[Op]) -> Option<Live> {
        let (Op::Read(operand), fields) = ops.split_first()? else {
            return None;
        };
        let mut live = self.resolve(cell.actor, operand);
        for op in fields {
            let Op::Field(name) = op else { return None };
            let value = match &live {
                Live::Cell(cell) => self.cell(*cell)?.value.clone()?,
                Live::Const(value) => value.clone(),
                Live::Absent => return None,
            };
            let Value::Object(object) = value else {
                return None;
            };
            live = object.field(*name)?.clone();
        }
        Some(live)
    }

    /// A cell that never changes again is as good as its value.
    fn shortcut(&self, cell: CellRef) -> Live {
        match self.cell(cell) {
            Some(found) if found.has(flag::FINAL) && !found.has(flag::NEW) => match &found.value {
                Some(value) => Live::Const(value.clone()),
                None => Live::Cell(cell),
            },
            _ => Live::Cell(cell),
        }
    }

    /// Reads on behalf of `reader`.
    pub(crate) fn read(
        &mut self,
        live: &Live,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
    ) -> Entry {
        match live {
            Live::Const(value) => Entry::constant(value.clone()),
            Live::Absent => Entry::ABSENT,
            Live::Cell(cell) => self.read_cell(*cell, view, reader, reads),
        }
    }

    /// Reads something that is not needed besides: a constant is not counted up and down.
    pub(crate) fn read_owned(
        &mut self,
        live: Live,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
    ) -> Entry {
        match live {
            Live::Const(value) => Entry::constant(value),
            Live::Absent => Entry::ABSENT,
            Live::Cell(cell) => self.read_cell(cell, view, reader, reads),
        }
    }

    fn read_cell(
        &mut self,
        cell: CellRef,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
    ) -> Entry {
        let round = self.round;
        let now = |found: &Cell| Entry {
            value: found.value.clone(),
            kind: found.kind,
            fired: found.fired == round,
        };
        match view {
            View::Tracked => {
                let Some(found) = self.cell(cell) else {
                    return Entry::DEAD;
                };
                if cell == reader || found.has(flag::FINAL) && !found.has(flag::NEW) {
                    return now(found);
                }
                if reads.add(cell) && self.order_after(reader, cell) {
                    reads.wait = true;
                }
                self.cell(cell).map_or(Entry::DEAD, now)
            }
            View::Now => self.cell(cell).map_or(Entry::DEAD, now),
            View::Snapshot(trigger) => {
                let Some(instance) = self.registry.get(cell.actor) else {
                    return Entry::DEAD;
                };
                let Some(found) = instance.cells.get(cell.slot as usize) else {
                    return Entry::ABSENT;
                };
                let mut entry = now(found);
                let occurred = found.kind == Reactivity::Pulse && found.fired >= self.first_round;
                let settled = instance.created == self.turn
                    || occurred
                    || found.changed != self.turn
                    || (trigger.is_some() && trigger == self.origin(cell));
                if !settled && let Some(before) = self.before.get(&cell) {
                    entry.value = before.clone();
                }
                entry
            }
        }
    }

    /// `base.name` as something live.
    pub(crate) fn field(
        &mut self,
        base: &Value,
        name: Symbol,
        span: Span,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
    ) -> Live {
        match base {
            Value::Object(object) => match object.field(name) {
                Some(live) => live.clone(),
                None => {
                    self.missing_field(base, name, span);
                    Live::Absent
                }
            },
            Value::Element(element) => {
                self.element_field(*element, name, span, view, reader, reads)
            }
            other => {
                let kind = other.kind_name();
                self.report(Diagnostic::error(
                    span,
                    format!(
                        "`.{}` of {kind}: only objects and elements have fields",
                        name.name()
                    ),
                ));
                Live::Absent
            }
        }
    }

    fn missing_field(&mut self, base: &Value, name: Symbol, span: Span) {
        let mut diagnostic =
            Diagnostic::warning(span, format!("there is no field `{}` here", name.name()));
        if let Value::Object(object) = base {
            let names: Vec<String> = object
                .fields
                .iter()
                .map(|(name, _)| format!("`{}`", name.name()))
                .collect();
            diagnostic = diagnostic.hint(if names.is_empty() {
                "the object has no fields".to_owned()
            } else {
                format!("the object has {}", names.join(", "))
            });
        }
        self.report(diagnostic);
    }

    /// What an element exposes (`language.md` §11.4).
    fn element_field(
        &mut self,
        element: CellRef,
        name: Symbol,
        span: Span,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
    ) -> Live {
        let known = well_known();
        if name == known.event || name == known.hovered {
            if let Some(field) = self.capability(element, name) {
                return field;
            }
            let capabilities = self.element_argument(element, known.element);
            let entry = self.read(&capabilities, view, reader, reads);
            return match entry.value {
                Some(Value::Object(object)) => match object.field(name) {
                    Some(live) => live.clone(),
                    None => Live::Absent,
                },
                _ => Live::Absent,
            };
        }
        if name == known.text {
            return self.element_argument(element, known.text);
        }
        self.report(
            Diagnostic::warning(span, format!("an element has no field `{}`", name.name()))
                .hint("it has `event`, `hovered` and, for text inputs, `text`"),
        );
        Live::Absent
    }

    /// A field of an element's capabilities, if they are written down with the element.
    pub(crate) fn capability(&self, element: CellRef, name: Symbol) -> Option<Live> {
        let (actor, operand) = self.capability_of(element, name)?;
        Some(operand.map_or(Live::Absent, |operand| self.resolve(actor, operand)))
    }

    /// The cell of an event that an element is asked for, if that is written down with the element.
    pub(crate) fn event_slot(&self, element: CellRef, event: Symbol) -> Option<CellRef> {
        let (actor, events) = self.capability_of(element, well_known().event)?;
        let (actor, operand) = self.literal_field(actor, events?, event)?;
        match self.resolve(actor, operand?) {
            Live::Cell(slot) => Some(slot),
            Live::Const(_) | Live::Absent => None,
        }
    }

    fn capability_of(&self, element: CellRef, name: Symbol) -> Option<(ActorId, Option<&Operand>)> {
        let NodeKind::Element { arguments, .. } = self.node_kind(element)? else {
            return None;
        };
        let wanted = well_known().element;
        let (_, operand) = arguments.iter().find(|(argument, _)| *argument == wanted)?;
        self.literal_field(element.actor, operand, name)
    }

    /// An argument of an element.
    pub(crate) fn element_argument(&self, element: CellRef, name: Symbol) -> Live {
        match self.node_kind(element) {
            Some(NodeKind::Element { arguments, .. }) => {
                match arguments.iter().find(|(argument, _)| *argument == name) {
                    Some((_, operand)) => self.resolve(element.actor, operand),
                    None => Live::Absent,
                }
            }
            _ => Live::Absent,
        }
    }

    /// The items of a list as a view sees them.
    pub(crate) fn items(
        &mut self,
        list: &List,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
    ) -> Items {
        match list {
            List::Plain(items) => items.clone(),
            List::Live(cell) => {
                if view == View::Tracked && *cell != reader {
                    self.read_cell(*cell, view, reader, reads);
                }
                let created = self
                    .registry
                    .get(cell.actor)
                    .is_some_and(|instance| instance.created == self.turn);
                match self.list_cell(*cell) {
                    Some(list)
                        if !created
                            && matches!(view, View::Snapshot(trigger) if trigger != Some(*cell)) =>
                    {
                        list.source.committed_items(u64::from(self.turn)).into()
                    }
                    Some(list) => list.items(),
                    None => Items::default(),
                }
            }
        }
    }
}
