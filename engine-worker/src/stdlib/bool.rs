//! `Bool/*` (`stdlib.md` §3).

use crate::value::Value;

use super::table::Reader;

pub(super) fn not(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::bool(!arguments[0].is_true())))
}

pub(super) fn or(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::bool(
        arguments[0].is_true() || arguments[1].is_true(),
    )))
}

pub(super) fn and(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::bool(
        arguments[0].is_true() && arguments[1].is_true(),
    )))
}

pub(super) fn xor(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::bool(
        arguments[0].is_true() != arguments[1].is_true(),
    )))
}
