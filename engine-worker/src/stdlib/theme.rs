//! `Theme/*` (`stdlib.md` §1): colours for programs that bring no theme of their own.

use crate::value::Value;

use super::table::Reader;

type Answer = Result<Option<Value>, String>;

pub(super) fn background_color(_: &mut dyn Reader, _: &[Value]) -> Answer {
    Ok(Some(Value::text("#ffffff")))
}

pub(super) fn text_color(_: &mut dyn Reader, _: &[Value]) -> Answer {
    Ok(Some(Value::text("#1a1a1a")))
}

pub(super) fn accent_color(_: &mut dyn Reader, _: &[Value]) -> Answer {
    Ok(Some(Value::text("#2563eb")))
}
