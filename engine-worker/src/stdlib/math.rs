//! `Math/*` (`stdlib.md` §4). Float functions come from `libm`: the same bits natively and in wasm.

use crate::value::Value;

use super::table::Reader;

/// The number in an argument.
pub(super) fn number(arguments: &[Value], index: usize) -> Result<f64, String> {
    match &arguments[index] {
        Value::Number(number) => Ok(*number),
        other => Err(format!("expected a number, found {}", other.kind_name())),
    }
}

pub(super) fn round(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::Number(libm::round(number(arguments, 0)?))))
}

pub(super) fn min(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::Number(libm::fmin(
        number(arguments, 0)?,
        number(arguments, 1)?,
    ))))
}

pub(super) fn max(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::Number(libm::fmax(
        number(arguments, 0)?,
        number(arguments, 1)?,
    ))))
}

pub(super) fn modulo(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    Ok(Some(Value::Number(libm::fmod(
        number(arguments, 0)?,
        number(arguments, 1)?,
    ))))
}
