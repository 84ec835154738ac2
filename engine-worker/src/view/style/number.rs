//! Numbers and objects of styles.

use protocol::value::WireValue;

use crate::view::plain;
use crate::view::style::output::{Output, Unknown};

/// The CSS form of a finite number: at most four decimals, no exponent, no negative zero.
///
/// The fixed number of decimals keeps patches equal on machines whose float functions differ in the
/// last bit.
#[must_use]
pub fn css_number(number: f64) -> String {
    let fixed = format!("{number:.4}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0" } else { short }.to_owned()
}

/// A CSS length of `number` pixels.
#[must_use]
pub fn pixels(number: f64) -> String {
    format!("{}px", css_number(number))
}

/// Reads a finite number.
pub(super) fn number(value: &WireValue, path: &str, out: &mut Output) -> Option<f64> {
    match value {
        WireValue::Number(number) if number.is_finite() => Some(*number),
        _ => {
            out.reject(path, "a finite number", value);
            None
        }
    }
}

/// Reads a finite number that is not negative, as CSS demands of sizes.
pub(super) fn non_negative(value: &WireValue, path: &str, out: &mut Output) -> Option<f64> {
    match value {
        WireValue::Number(number) if number.is_finite() && *number >= 0.0 => Some(*number),
        _ => {
            out.reject(path, "a finite number that is not negative", value);
            None
        }
    }
}

/// A number of a field that is `default` where the field is missing; `None` while it has no value.
pub(super) fn number_or(
    fields: &Fields<'_>,
    name: &str,
    path: &str,
    default: f64,
    out: &mut Output,
) -> Option<f64> {
    match fields.find(name) {
        None => Some(default),
        Some(value) => number(value, path, out),
    }
}

/// Reads `True` and `False`.
pub(super) fn boolean(value: &WireValue, path: &str, out: &mut Output) -> Option<bool> {
    let boolean = plain::boolean(value);
    if boolean.is_none() {
        out.reject(path, "True or False", value);
    }
    boolean
}

/// The CSS word of a tag in a table of (tag, CSS word).
pub(super) fn keyword(
    value: &WireValue,
    words: &[(&str, &'static str)],
    path: &str,
    out: &mut Output,
) -> Option<&'static str> {
    let found = match value {
        WireValue::Tag(tag) => words.iter().find(|(name, _)| name == tag),
        // Nothing to complain about, so the words need not be listed.
        WireValue::Absent => return None,
        _ => None,
    };
    if found.is_none() {
        out.reject(path, &one_of(words), value);
    }
    found.map(|(_, word)| *word)
}

fn one_of(words: &[(&str, &str)]) -> String {
    let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
    format!("one of {}", names.join(", "))
}

/// The fields of a style object.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a WireValue);

impl<'a> Fields<'a> {
    /// The field's value; `None` if there is no such field.
    pub(super) fn find(&self, name: &str) -> Option<&'a WireValue> {
        plain::field(self.0, name)
    }

    /// The field's value; absent if there is no such field.
    pub(super) fn get(&self, name: &str) -> &'a WireValue {
        self.find(name).unwrap_or(&WireValue::Absent)
    }
}

/// Reads an object and complains about fields that `known` does not list.
pub(super) fn fields<'a>(
    value: &'a WireValue,
    path: &str,
    known: &[&'static str],
    out: &mut Output,
) -> Option<Fields<'a>> {
    let WireValue::Object { fields, .. } = value else {
        out.reject(path, &format!("an object of {}", known.join(", ")), value);
        return None;
    };
    for (name, _) in fields {
        if !known.contains(&name.as_str()) {
            out.unknown.push(Unknown {
                message: format!("`{path}` has no field `{name}`"),
                wrong: name.clone(),
                known: known.to_vec(),
            });
        }
    }
    Some(Fields(value))
}
