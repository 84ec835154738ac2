//! The serialized form of values.

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::ids::ActorAddress;

/// Plain data plus references: what values are in events, logs, inspection and remote handles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WireValue {
    /// No value yet.
    Absent,
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A plain tag.
    Tag(String),
    /// An object or tagged object.
    Object {
        /// The tag, if any.
        tag: Option<String>,
        /// The fields in order.
        fields: Vec<(String, WireValue)>,
    },
    /// A list.
    List(Vec<WireValue>),
    /// Something that lives in an engine: an element, or a field that is a live cell there.
    Reference {
        /// Whose.
        address: ActorAddress,
        /// Which cell of it.
        cell: u32,
    },
}
