//! `Url/*` (`stdlib.md` §2).

use std::rc::Rc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::symbol::Symbol;
use crate::value::{Live, Object, Value};

use super::table::Reader;
use super::text::text;

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `Ok[encoded: …]`
pub(super) fn encode(_: &mut dyn Reader, arguments: &[Value]) -> Result<Option<Value>, String> {
    let encoded = utf8_percent_encode(text(arguments, 0)?, RESERVED).to_string();
    let fields = [(Symbol::new("encoded"), Live::Const(Value::text(encoded)))];
    Ok(Some(Value::Object(Rc::new(Object {
        tag: Some(Symbol::new("Ok")),
        fields: Box::new(fields),
    }))))
}
