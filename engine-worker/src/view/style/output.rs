//! What one style key or element argument asks for.

use protocol::names::{Attribute, StyleProperty};
use protocol::value::WireValue;

use crate::view::plain::describe;

/// The declarations, attributes and complaints of one key; everything in it is a function of the key,
/// its value and the context, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Declarations for the element's own box.
    pub element: Vec<(StyleProperty, String)>,
    /// Declarations for its placeholder.
    pub placeholder: Vec<(StyleProperty, String)>,
    /// Attributes; an empty text is an attribute that is only present.
    pub attributes: Vec<(Attribute, String)>,
    /// What is wrong with the value; names the key and the value, not the place in the program.
    pub warnings: Vec<String>,
    /// Names that do not exist.
    pub unknown: Vec<Unknown>,
}

/// A name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong.
    pub message: String,
    /// The name.
    pub wrong: String,
    /// The names that do exist.
    pub known: Vec<&'static str>,
}

impl Output {
    /// Declares a property of the element's box, in place of an earlier declaration of it.
    pub fn declare(&mut self, property: StyleProperty, value: impl Into<String>) {
        put(&mut self.element, property, value.into());
    }

    /// Sets an attribute, in place of an earlier value of it.
    pub fn set_attribute(&mut self, attribute: Attribute, value: impl Into<String>) {
        put(&mut self.attributes, attribute, value.into());
    }

    /// Takes over what is wrong.
    pub fn complain(&mut self, other: &mut Output) {
        self.warnings.append(&mut other.warnings);
        self.unknown.append(&mut other.unknown);
    }

    /// Complains about a value; an absent value is nothing to complain about.
    pub fn reject(&mut self, path: &str, expected: &str, found: &WireValue) {
        if !matches!(found, WireValue::Absent) {
            self.warnings.push(format!(
                "`{path}` expects {expected}, found {}",
                describe(found)
            ));
        }
    }
}

fn put<K: PartialEq>(entries: &mut Vec<(K, String)>, key: K, value: String) {
    match entries.iter_mut().find(|(known, _)| *known == key) {
        Some((_, old)) => *old = value,
        None => {
            // Most keys declare one thing, which elements keep.
            if entries.is_empty() {
                entries.reserve_exact(1);
            }
            entries.push((key, value));
        }
    }
}
