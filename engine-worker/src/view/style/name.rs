//! Names of the allow-list tables, looked up when the engine is compiled.
//!
//! A misspelt name is a compile error instead of a style that silently never applies.

use protocol::names::{ATTRIBUTES, Attribute, STYLE_PROPERTIES, StyleProperty, TAGS, Tag};

/// Looks a style property up.
#[must_use]
pub(crate) const fn property_named(name: &str) -> StyleProperty {
    StyleProperty(position(STYLE_PROPERTIES, name))
}

/// Looks an attribute up.
#[must_use]
pub(crate) const fn attribute_named(name: &str) -> Attribute {
    Attribute(position(ATTRIBUTES, name))
}

/// Looks a tag up.
#[must_use]
pub(crate) const fn tag_named(name: &str) -> Tag {
    Tag(position(TAGS, name))
}

const fn position(table: &[&str], name: &str) -> u8 {
    let mut index = 0;
    while index < table.len() {
        if equal(table[index].as_bytes(), name.as_bytes()) {
            return index as u8;
        }
        index += 1;
    }
    panic!("the name is not in the allow-list table")
}

const fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

macro_rules! property {
    ($name:literal) => {
        const { $crate::view::style::name::property_named($name) }
    };
}

macro_rules! attribute {
    ($name:literal) => {
        const { $crate::view::style::name::attribute_named($name) }
    };
}

macro_rules! tag {
    ($name:literal) => {
        const { $crate::view::style::name::tag_named($name) }
    };
}

pub(crate) use {attribute, property, tag};
