//! Readers that only compare: `state == other` concerns them only when the state begins or ceases to have the other
//! side's value.
//!
//! A table with ten thousand rows has ten thousand cells that read `selected == row.id`; when the selection moves,
//! two of them have another answer. Such a subscription is *keyed*: it stands behind the others in the list of its
//! source's readers and, by a mark of the value that the reader compares with, in a table here. A state that
//! fires looks up the mark that it had and the one that it has.
//!
//! Only what cuts off equal results can be passed over without a trace (`language.md` §5.4), so a subscription is
//! keyed iff its reader is a comparison of two paths that cuts off, the source is a state at the end of one path
//! and is on neither path's way, and the other path's value is a scalar. What else the reader reads is subscribed
//! to as always, and a run keys the subscription anew. Marks may collide: then a reader runs without need.

use rustc_hash::FxHashMap;

use crate::language::plan::{Code, Op, Operand, Reactivity};
use crate::language::syntax::ast::BinaryOperator;
use crate::value::{CellRef, Live, Value};

use super::Evaluator;
use super::graph::NO_EDGE;
use super::instance::flag;

/// A number that equal scalars share.
type Mark = u32;

/// The keyed subscriptions of all cells.
#[derive(Debug, Default)]
pub(super) struct Keyed {
    sources: FxHashMap<CellRef, Source>,
    readers: FxHashMap<(CellRef, Mark), Readers>,
}

/// A cell with keyed readers.
#[derive(Debug)]
struct Source {
    /// The first keyed one in the list of its readers: none after it is not.
    first: u32,
    /// The mark of the value that it fired last.
    mark: Option<Mark>,
}

/// The subscriptions with one mark.
#[derive(Debug)]
enum Readers {
    One(u32),
    Many(Vec<u32>),
}

impl Keyed {
    /// The first keyed subscription to a cell.
    pub(super) fn first(&self, source: CellRef) -> u32 {
        self.sources
            .get(&source)
            .map_or(NO_EDGE, |source| source.first)
    }

    fn insert(&mut self, source: CellRef, mark: Mark, edge: u32) {
        match self.readers.entry((source, mark)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(Readers::One(edge));
            }
            std::collections::hash_map::Entry::Occupied(mut entry) => match entry.get_mut() {
                Readers::One(first) => {
                    let both = vec![*first, edge];
                    entry.insert(Readers::Many(both));
                }
                Readers::Many(edges) => edges.push(edge),
            },
        }
    }

    /// A cell has ended: nobody will ask who its keyed readers are.
    pub(super) fn forget_source(&mut self, source: CellRef) {
        self.sources.remove(&source);
    }

    /// A keyed subscription ends; `next` is the one after it. Answers whether it was the last one.
    pub(super) fn remove(&mut self, source: CellRef, mark: Mark, edge: u32, next: u32) -> bool {
        match self.readers.get_mut(&(source, mark)) {
            Some(Readers::Many(edges)) if edges.len() > 1 => edges.retain(|known| *known != edge),
            Some(Readers::One(_) | Readers::Many(_)) => {
                self.readers.remove(&(source, mark));
            }
            None => {}
        }
        let Some(found) = self.sources.get_mut(&source) else {
            return true;
        };
        if found.first != edge {
            return false;
        }
        found.first = next;
        if next == NO_EDGE {
            self.sources.remove(&source);
        }
        next == NO_EDGE
    }
}

impl Evaluator {
    /// Announces a state to those of its keyed readers whom its old or its new value concerns; anything else
    /// to all of them.
    pub(super) fn fire_keyed(&mut self, cell: CellRef) {
        let Some(found) = self.cell(cell) else { return };
        let mark = match found.kind {
            Reactivity::State => found.value.as_ref().and_then(mark),
            Reactivity::Pulse | Reactivity::Unknown | Reactivity::Constant => {
                let mut index = self.edges.keyed.first(cell);
                while index != NO_EDGE {
                    let edge = *self.edges.get(index);
                    index = edge.next_reader;
                    self.schedule(edge.reader);
                }
                return;
            }
        };
        let Some(source) = self.edges.keyed.sources.get_mut(&cell) else {
            return;
        };
        let old = std::mem::replace(&mut source.mark, mark);
        let new = mark.filter(|_| old != mark);
        for mark in old.into_iter().chain(new) {
            let count = match self.edges.keyed.readers.get(&(cell, mark)) {
                Some(Readers::One(_)) => 1,
                Some(Readers::Many(edges)) => edges.len(),
                None => 0,
            };
            for position in 0..count {
                let edge = match self.edges.keyed.readers.get(&(cell, mark)) {
                    Some(Readers::One(edge)) => *edge,
                    Some(Readers::Many(edges)) => edges[position],
                    None => break,
                };
                let reader = self.edges.get(edge).reader;
                self.schedule(reader);
            }
        }
    }

    /// Keys the subscription of a comparison that has just run and cuts off, if one can be.
    pub(super) fn key_reads(&mut self, reader: CellRef, code: &Code) {
        let Some((left, right)) = compared(code) else {
            return;
        };
        let keyed = self.to_be_keyed(reader, left, right);
        let mut index = self.cell(reader).map_or(NO_EDGE, |cell| cell.first_source);
        while index != NO_EDGE {
            let edge = *self.edges.get(index);
            match keyed {
                Some((source, mark)) if edge.source == source => self.key(index, mark),
                _ => self.unkey(index),
            }
            index = edge.next_source;
        }
    }

    /// A cell that will not run although it should must not be passed over when it may run again.
    pub(super) fn unkey_reads(&mut self, reader: CellRef) {
        let mut index = self.cell(reader).map_or(NO_EDGE, |cell| cell.first_source);
        while index != NO_EDGE {
            self.unkey(index);
            index = self.edges.get(index).next_source;
        }
    }

    fn to_be_keyed(&self, reader: CellRef, left: &[Op], right: &[Op]) -> Option<(CellRef, Mark)> {
        let (mut way, mut other_way) = (Vec::new(), Vec::new());
        let mut source = self.walk(reader, left, &mut way)?;
        let mut other = self.walk(reader, right, &mut other_way)?;
        let is_live = |live: &Live| match live {
            Live::Cell(cell) => self
                .cell(*cell)
                .is_some_and(|cell| !cell.has(flag::FINAL) && cell.kind == Reactivity::State),
            Live::Const(_) | Live::Absent => false,
        };
        // What is further away has more readers.
        if !is_live(&source) || (is_live(&other) && distance(right) > distance(left)) {
            std::mem::swap(&mut source, &mut other);
        }
        let Live::Cell(cell) = source else {
            return None;
        };
        if !is_live(&source)
            || way.contains(&cell)
            || other_way.contains(&cell)
            || matches!(other, Live::Cell(other) if other == cell)
        {
            return None;
        }
        let value = match &other {
            Live::Const(value) => value,
            Live::Cell(other) => self.cell(*other)?.value.as_ref()?,
            Live::Absent => return None,
        };
        Some((cell, mark(value)?))
    }

    /// What a path ends at; `way` gets the cells before that.
    fn walk(&self, reader: CellRef, ops: &[Op], way: &mut Vec<CellRef>) -> Option<Live> {
        let (first, fields) = ops.split_first()?;
        let mut live = match first {
            Op::Read(operand) => self.resolve(reader.actor, operand),
            Op::Const(value) => Live::Const(value.clone()),
            _ => return None,
        };
        for op in fields {
            let Op::Field(name) = op else { return None };
            let value = match &live {
                Live::Cell(cell) => {
                    way.push(*cell);
                    self.cell(*cell)?.value.as_ref()?
                }
                Live::Const(value) => value,
                Live::Absent => return None,
            };
            let Value::Object(object) = value else {
                return None;
            };
            live = object.field(*name)?.clone();
        }
        Some(live)
    }

    fn key(&mut self, index: u32, mark: Mark) {
        let edge = *self.edges.get(index);
        if edge.key() == Some(mark) {
            return;
        }
        self.unlink_reader(index);
        let known = self.edges.keyed.first(edge.source) != NO_EDGE;
        let Some(cell) = self.cell_mut(edge.source) else {
            return;
        };
        cell.set(flag::KEYED);
        let now = cell.value.as_ref().and_then(self::mark);
        self.link_reader(index, edge.source, None);
        self.edges.set_key(index, Some(mark));
        self.edges.keyed.insert(edge.source, mark, index);
        if !known {
            let source = Source {
                first: index,
                mark: now,
            };
            self.edges.keyed.sources.insert(edge.source, source);
        }
    }

    fn unkey(&mut self, index: u32) {
        let edge = *self.edges.get(index);
        if edge.key().is_none() {
            return;
        }
        if !self.is_alive(edge.source) {
            self.forget_key(index);
            self.edges.set_key(index, None);
            return;
        }
        self.unlink_reader(index);
        self.edges.set_key(index, None);
        let first = self.edges.keyed.first(edge.source);
        self.link_reader(index, edge.source, (first != NO_EDGE).then_some(first));
    }
}

/// The two paths that code compares, if that is all it does.
fn compared(code: &Code) -> Option<(&[Op], &[Op])> {
    let (Op::Binary(BinaryOperator::Equal | BinaryOperator::NotEqual), paths) =
        code.ops.split_last()?
    else {
        return None;
    };
    let begins = |op: &Op| matches!(op, Op::Read(_) | Op::Const(_));
    let split = 1 + paths.get(1..)?.iter().position(begins)?;
    Some(paths.split_at(split))
}

fn distance(path: &[Op]) -> u32 {
    match path.first() {
        Some(Op::Read(Operand::Global(_))) => u32::MAX,
        Some(Op::Read(Operand::Cell { up, .. } | Operand::Parameter { up, .. })) => *up,
        _ => 0,
    }
}

/// The mark of a scalar; `None` for what `==` finds equal to no scalar.
fn mark(value: &Value) -> Option<Mark> {
    let bits = match value {
        Value::Number(number) if number.is_nan() => return None,
        // Both zeros are equal.
        Value::Number(number) => (*number + 0.0).to_bits(),
        Value::Text(text) => text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }),
        Value::Tag(tag) => u64::from(tag.number()) | 1 << 63,
        Value::Object(_) | Value::List(_) | Value::Element(_) => return None,
    };
    // The same in wasm and natively, which hash words of their own sizes.
    let mixed = bits.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Some((mixed >> 32) as u32)
}
