//! `File/*`, `Directory/*` and `Build/*` (`stdlib.md` §6): what only a build script can do.

use crate::value::Value;

use super::table::Reader;

pub(super) fn only(_: &mut dyn Reader, _: &[Value]) -> Result<Option<Value>, String> {
    Err("this works in a build script only; in a page it has no value".to_owned())
}
