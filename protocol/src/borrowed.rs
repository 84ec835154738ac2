//! Texts that stay where the frame has them.
//!
//! serde decodes a `Cow` behind a type alias as an owned string, one allocation per text. These functions
//! borrow instead.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

use crate::names::Attribute;
use crate::patch::Text;

struct Borrowed<'a>(Text<'a>);

impl<'de> Deserialize<'de> for Borrowed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'de str>::deserialize(deserializer).map(|text| Borrowed(Cow::Borrowed(text)))
    }
}

pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text<'de>, D::Error> {
    Borrowed::deserialize(deserializer).map(|borrowed| borrowed.0)
}

pub(crate) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Text<'de>>, D::Error> {
    Option::<Borrowed<'de>>::deserialize(deserializer).map(|text| text.map(|borrowed| borrowed.0))
}

pub(crate) fn texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Text<'de>>, D::Error> {
    struct Texts;
    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<Text<'de>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("texts")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut texts = Vec::new();
            while let Some(Borrowed(text)) = seq.next_element()? {
                texts.push(text);
            }
            Ok(texts)
        }
    }
    deserializer.deserialize_seq(Texts)
}

pub(crate) fn attributes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(Attribute, Text<'de>)>, D::Error> {
    struct Attributes;
    impl<'de> Visitor<'de> for Attributes {
        type Value = Vec<(Attribute, Text<'de>)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("attributes")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut attributes = Vec::new();
            while let Some((attribute, Borrowed(text))) = seq.next_element()? {
                attributes.push((attribute, text));
            }
            Ok(attributes)
        }
    }
    deserializer.deserialize_seq(Attributes)
}
