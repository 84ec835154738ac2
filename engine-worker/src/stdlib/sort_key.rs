//! The order of `List/sort_by`: Numbers before Texts before Tags.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::value::Value;

/// What values are sorted by.
#[derive(Clone, Debug)]
pub(crate) enum SortKey {
    Number(f64),
    /// By code point, as `<` compares.
    Text(Rc<str>),
    /// By name.
    Tag(Rc<str>),
}

impl SortKey {
    /// The key of a value that has one.
    pub(crate) fn of(value: &Value) -> Option<SortKey> {
        match value {
            // All NaN are one, and there is no negative zero: equal numbers keep their order.
            Value::Number(number) if number.is_nan() => Some(SortKey::Number(f64::NAN)),
            Value::Number(number) => Some(SortKey::Number(number + 0.0)),
            Value::Text(text) => Some(SortKey::Text(Rc::clone(text))),
            Value::Tag(tag) => Some(SortKey::Tag(tag.name())),
            Value::Object(_) | Value::List(_) | Value::Element(_) => None,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            SortKey::Number(_) => 0,
            SortKey::Text(_) => 1,
            SortKey::Tag(_) => 2,
        }
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (SortKey::Number(a), SortKey::Number(b)) => a.total_cmp(b),
            (SortKey::Text(a), SortKey::Text(b)) | (SortKey::Tag(a), SortKey::Tag(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SortKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for SortKey {}
