//! Object literals (`language.md` §10).

use std::rc::Rc;

use protocol::ids::ActorId;

use crate::language::plan::{Operand, Reactivity};
use crate::symbol::Symbol;
use crate::value::{CellRef, Live, Object, Value};

use super::instance::flag;
use super::read::{Reads, View};
use super::{Evaluator, Outcome};

impl Evaluator {
    /// An object is made once: what changes are its fields.
    pub(crate) fn run_object(
        &mut self,
        cell: CellRef,
        tag: Option<Symbol>,
        fields: &[(Symbol, Operand)],
    ) -> Outcome {
        let object = self.object(cell.actor, tag, fields);
        if let Some(found) = self.cell_mut(cell) {
            found.set(flag::FINAL);
        }
        Outcome::State(object)
    }

    /// The object of a literal in an instance.
    pub(super) fn object(
        &self,
        actor: ActorId,
        tag: Option<Symbol>,
        fields: &[(Symbol, Operand)],
    ) -> Value {
        let fields = fields
            .iter()
            .map(|(name, operand)| (*name, self.resolve(actor, operand)))
            .collect();
        Value::Object(Rc::new(Object { tag, fields }))
    }

    /// With spreads it is made anew whenever something that is spread is replaced.
    pub(crate) fn run_spread(
        &mut self,
        cell: CellRef,
        tag: Option<Symbol>,
        entries: &[(Option<Symbol>, Operand)],
    ) -> Outcome {
        let mut reads = Reads::default();
        let mut parts = Vec::new();
        let mut kind = Reactivity::State;
        for (name, operand) in entries {
            let live = self.resolve(cell.actor, operand);
            if name.is_some() {
                parts.push((*name, live));
                continue;
            }
            let entry = self.read(&live, View::Tracked, cell, &mut reads);
            kind = kind.with(entry.kind);
            parts.push((None, entry.value.map_or(Live::Absent, Live::Const)));
        }
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            return Outcome::Wait;
        }
        Outcome::State(spread(tag, parts))
    }

    /// The same as another cell.
    pub(crate) fn run_alias(&mut self, cell: CellRef, operand: &Operand) -> Outcome {
        let live = self.resolve(cell.actor, operand);
        self.forward(cell, &live)
    }

    /// Takes over what something live has, and its kind.
    pub(crate) fn forward(&mut self, cell: CellRef, live: &Live) -> Outcome {
        let mut reads = Reads::default();
        let entry = self.read(live, View::Tracked, cell, &mut reads);
        self.follow_list(cell, &entry, &mut reads);
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            Outcome::Wait
        } else {
            Outcome::Entry(entry)
        }
    }
}

/// Builds an object from fields and spreads, left to right; the last definition of a name wins, at the
/// place of the first.
pub(crate) fn spread(tag: Option<Symbol>, parts: Vec<(Option<Symbol>, Live)>) -> Value {
    let mut fields: Vec<(Symbol, Live)> = Vec::new();
    let mut put =
        |name: Symbol, live: Live| match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = live,
            None => fields.push((name, live)),
        };
    for (name, live) in parts {
        match (name, live) {
            (Some(name), live) => put(name, live),
            (None, Live::Const(Value::Object(object))) => {
                for (name, live) in &object.fields {
                    put(*name, live.clone());
                }
            }
            // What is not an object contributes nothing.
            (None, _) => {}
        }
    }
    Value::Object(Rc::new(Object {
        tag,
        fields: fields.into(),
    }))
}
