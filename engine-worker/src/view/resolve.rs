//! Live values as plain data for the tables.

use std::rc::Rc;

use protocol::ids::{ActorAddress, Location};
use protocol::value::WireValue;

use crate::evaluator::Evaluator;
use crate::evaluator::read::{Reads, View};
use crate::language::plan::{Literal, Operand};
use crate::symbol::Symbol;
use crate::value::{CellRef, Live, Object, Value};

use super::MAX_DEPTH;

impl Evaluator {
    /// What something live is, all the way down, on behalf of a reader.
    pub(crate) fn plain(&mut self, live: &Live, reader: CellRef, reads: &mut Reads) -> WireValue {
        self.plain_at(live, View::Tracked, reader, reads, 0)
    }

    /// What an operand of a reader is, all the way down: an object literal is not made for it.
    pub(super) fn plain_operand(
        &mut self,
        operand: &Operand,
        reader: CellRef,
        reads: &mut Reads,
    ) -> WireValue {
        if let Operand::Literal { up, index } = operand {
            let actor = self.outer(reader.actor, *up);
            let plan = Rc::clone(&self.plan);
            let template = self.registry.get(actor).map(|found| found.template.0);
            let literals = template.map(|template| &plan.templates[template as usize].literals);
            let literal = literals.and_then(|literals| literals.get(*index as usize));
            if let Some(Literal::Object { tag, fields }) = literal {
                let fields = fields.iter().map(|(name, field)| {
                    let live = self.resolve(actor, field);
                    let value = self.plain_at(&live, View::Tracked, reader, reads, 1);
                    (name.name().to_string(), value)
                });
                return WireValue::Object {
                    tag: tag.map(|tag| tag.name().to_string()),
                    fields: fields.collect(),
                };
            }
        }
        let live = self.resolve(reader.actor, operand);
        self.plain(&live, reader, reads)
    }

    /// What something live is now, without a trace.
    pub(crate) fn plain_now(&mut self, live: &Live) -> WireValue {
        let reader = CellRef {
            actor: self.root,
            slot: u32::MAX,
        };
        self.plain_at(live, View::Now, reader, &mut Reads::default(), 0)
    }

    // Depth is limited, so the recursion is too.
    pub(super) fn plain_at(
        &mut self,
        live: &Live,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
        depth: usize,
    ) -> WireValue {
        if depth > MAX_DEPTH {
            return WireValue::Absent;
        }
        let Some(value) = self.read(live, view, reader, reads).value else {
            return WireValue::Absent;
        };
        match value {
            Value::Number(number) => WireValue::Number(number),
            Value::Text(text) => WireValue::Text(text.to_string()),
            Value::Tag(tag) => WireValue::Tag(tag.name().to_string()),
            Value::Object(object) => WireValue::Object {
                tag: object.tag.map(|tag| tag.name().to_string()),
                fields: object
                    .fields
                    .iter()
                    .map(|(name, field)| {
                        let value = self.plain_at(field, view, reader, reads, depth + 1);
                        (name.name().to_string(), value)
                    })
                    .collect(),
            },
            Value::List(list) => {
                let items = self.items(&list, view, reader, reads);
                WireValue::List(
                    items
                        .iter()
                        .map(|(_, item)| self.plain_at(item, view, reader, reads, depth + 1))
                        .collect(),
                )
            }
            Value::Element(cell) => WireValue::Reference {
                address: ActorAddress {
                    location: Location::Local,
                    actor: cell.actor,
                },
                cell: cell.slot,
            },
        }
    }
}

/// A value from plain data; a reference has no value here.
pub(crate) fn from_plain(value: &WireValue) -> Option<Value> {
    Some(match value {
        WireValue::Number(number) => Value::Number(*number),
        WireValue::Text(text) => Value::text(text.as_str()),
        WireValue::Tag(tag) => Value::tag(tag),
        WireValue::Object { tag, fields } => Value::Object(Rc::new(Object {
            tag: tag.as_deref().map(Symbol::new),
            fields: fields
                .iter()
                .map(|(name, field)| {
                    (
                        Symbol::new(name),
                        from_plain(field).map_or(Live::Absent, Live::Const),
                    )
                })
                .collect(),
        })),
        WireValue::Absent | WireValue::List(_) | WireValue::Reference { .. } => return None,
    })
}
