//! `Bool/*` (`stdlib.md` §3).

use crate::value::Value;

use super::table::Reader;

type Answer = Result<Option<Value>, String>;

/// Whether an argument is `True`; any other tag counts as false.
fn truth(arguments: &[Value], index: usize) -> Result<bool, String> {
    match &arguments[index] {
        tag @ Value::Tag(_) => Ok(tag.is_true()),
        other => Err(format!("expected a tag, found {}", other.kind_name())),
    }
}

pub(super) fn not(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::bool(!truth(arguments, 0)?)))
}

pub(super) fn or(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let (this, that) = (truth(arguments, 0)?, truth(arguments, 1)?);
    Ok(Some(Value::bool(this || that)))
}

pub(super) fn and(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let (this, that) = (truth(arguments, 0)?, truth(arguments, 1)?);
    Ok(Some(Value::bool(this && that)))
}

pub(super) fn xor(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let (this, that) = (truth(arguments, 0)?, truth(arguments, 1)?);
    Ok(Some(Value::bool(this != that)))
}
