//! What of a plan template is known before anything lives.

use protocol::value::WireValue;

use crate::language::plan::{Literal, NodeKind, Operand, Template};
use crate::symbol::Symbol;
use crate::value::{List, Live, Value};
use crate::view::catalog::{self, Element};

use super::ROOT;

/// The fields of an object that is written down in the template itself.
pub(in crate::view) fn object_fields<'a>(
    template: &'a Template,
    operand: &Operand,
) -> Option<&'a [(Symbol, Operand)]> {
    match operand {
        Operand::Cell { up: 0, slot } => match &template.nodes[*slot as usize].kind {
            NodeKind::Object { fields, .. } => Some(fields),
            _ => None,
        },
        Operand::Literal { up: 0, index } => match &template.literals[*index as usize] {
            Literal::Object { fields, .. } => Some(fields),
            Literal::List { .. } => None,
        },
        _ => None,
    }
}

/// The tag that capabilities ask for, absent if none; nothing if only an instance can know.
pub(super) fn wanted_tag(template: &Template, capabilities: &Operand) -> Option<WireValue> {
    if let Some(fields) = object_fields(template, capabilities) {
        let tag = Symbol::new("tag");
        return match fields.iter().find(|(name, _)| *name == tag) {
            Some((_, operand)) => constant_plain(operand),
            None => Some(WireValue::Absent),
        };
    }
    let value = constant_plain(capabilities)?;
    let tag = crate::view::plain::field(&value, "tag");
    Some(tag.cloned().unwrap_or(WireValue::Absent))
}

/// Whether a label may be one that the user sees.
pub(super) fn may_be_shown(template: &Template, label: &Operand) -> bool {
    if let Some(value) = constant_plain(label) {
        return catalog::is_shown(&value);
    }
    match label {
        Operand::Cell { up: 0, slot } => !matches!(
            &template.nodes[*slot as usize].kind,
            NodeKind::Object { .. } | NodeKind::Spread { .. } | NodeKind::List { .. }
        ),
        Operand::Literal { .. } => false,
        _ => true,
    }
}

/// The catalog's row for an element node.
pub(crate) fn element_named(name: &str) -> Option<&'static Element> {
    if name == ROOT.name {
        Some(&ROOT)
    } else {
        catalog::find(&format!("Element/{name}"))
    }
}

/// The plain data of a constant.
pub(crate) fn constant_plain(operand: &Operand) -> Option<WireValue> {
    match operand {
        Operand::Const(value) => plain_value(value, 0),
        _ => None,
    }
}

fn plain_value(value: &Value, depth: usize) -> Option<WireValue> {
    if depth > crate::view::MAX_DEPTH {
        return Some(WireValue::Absent);
    }
    let live = |live: &Live| match live {
        Live::Const(value) => plain_value(value, depth + 1),
        Live::Absent => Some(WireValue::Absent),
        Live::Cell(_) => None,
    };
    Some(match value {
        Value::Number(number) => WireValue::Number(*number),
        Value::Text(text) => WireValue::Text(text.to_string()),
        Value::Tag(tag) => WireValue::Tag(tag.name().to_string()),
        Value::Object(object) => WireValue::Object {
            tag: object.tag.map(|tag| tag.name().to_string()),
            fields: object
                .fields
                .iter()
                .map(|(name, field)| Some((name.name().to_string(), live(field)?)))
                .collect::<Option<_>>()?,
        },
        Value::List(List::Plain(items)) => WireValue::List(
            items
                .iter()
                .map(|(_, item)| live(item))
                .collect::<Option<_>>()?,
        ),
        Value::List(List::Live(_)) | Value::Element(_) => return None,
    })
}
