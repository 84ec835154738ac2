//! The ways in which bytes can be wrong.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Why a frame was refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameError {
    /// The offset of the smallest item known to be wrong: a patch, an event or a field of the envelope.
    pub offset: u32,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a frame.
///
/// The first group can be seen in the bytes alone, the second only by a page that knows which templates,
/// classes and nodes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The bytes end too early.
    Truncated,
    /// Bytes are left over.
    TrailingBytes,
    /// The first byte does not begin with [`crate::MAGIC`].
    NotAFrame,
    /// The frame is of another version.
    OtherVersion {
        /// Which.
        found: u8,
    },
    /// The frame exceeds [`crate::limits::MAX_FRAME_BYTES`].
    FrameTooLong,
    /// A number is not a well-formed varint of its type.
    BadNumber,
    /// A flag is neither 0 nor 1.
    BadFlag,
    /// A text is not UTF-8.
    BadText,
    /// An enum has no such variant.
    UnknownVariant,
    /// A list or text is longer than its limit.
    TooLong,
    /// A tag, attribute or style property is not in its table.
    UnknownName,
    /// A number is infinite or not a number.
    NotFinite,
    /// A sequence is 0, or events are not numbered upwards.
    BadSequence,
    /// A template's child counts do not describe a tree.
    BadTree,
    /// A text of a template has children.
    TextWithChildren,
    /// A template is nested too deep.
    TooDeep,
    /// A hole's number is not below the template's count, or occurs twice, or never.
    BadHole,
    /// A root, listener or text hole of a template cannot be addressed.
    HoleMissing,
    /// A list names the same thing twice.
    Repeated,
    /// A path does not start with one `/`.
    BadPath,

    /// The frame is of another life of the engine.
    OtherEpoch,
    /// The frame speaks about another place than its sender.
    OtherLocation,
    /// The frame is not the one that follows.
    OutOfOrder,
    /// A class or template is not numbered next.
    NotDense,
    /// No such template.
    UnknownTemplate,
    /// No such class.
    UnknownClass,
    /// No such instance, or one of another generation.
    UnknownInstance,
    /// The instance has no such node.
    UnknownNode,
    /// The instance exists already.
    InstanceExists,
    /// The node exists already, or its hole belongs to the template.
    NodeExists,
    /// The number of texts is not the template's number of text holes.
    WrongTextCount,
    /// The patch needs an element and this is a text.
    NotAnElement,
    /// The patch needs a text and this is an element.
    NotAText,
    /// The patch needs a control with a value.
    NotAControl,
    /// The node is a fixed part of its template and cannot be placed elsewhere.
    NotMovable,
    /// The following sibling is not a child of the parent.
    NotASibling,
    /// The node would contain itself.
    WouldContainItself,
    /// New names are given elsewhere than at the beginning of a reset, or a run repeats what occurs once.
    Misplaced,
    /// No setting has that number.
    UnknownSetting,
}

impl FrameError {
    /// Something wrong at an offset.
    #[must_use]
    pub fn at(offset: usize, reason: Reason) -> Self {
        FrameError {
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
            reason,
        }
    }
}

impl Reason {
    /// The number of the variant on the wire.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Reason::Truncated => 0,
            Reason::TrailingBytes => 1,
            Reason::NotAFrame => 2,
            Reason::OtherVersion { .. } => 3,
            Reason::FrameTooLong => 4,
            Reason::BadNumber => 5,
            Reason::BadFlag => 6,
            Reason::BadText => 7,
            Reason::UnknownVariant => 8,
            Reason::TooLong => 9,
            Reason::UnknownName => 10,
            Reason::NotFinite => 11,
            Reason::BadSequence => 12,
            Reason::BadTree => 13,
            Reason::TextWithChildren => 14,
            Reason::TooDeep => 15,
            Reason::BadHole => 16,
            Reason::HoleMissing => 17,
            Reason::Repeated => 18,
            Reason::BadPath => 19,
            Reason::OtherEpoch => 20,
            Reason::OtherLocation => 21,
            Reason::OutOfOrder => 22,
            Reason::NotDense => 23,
            Reason::UnknownTemplate => 24,
            Reason::UnknownClass => 25,
            Reason::UnknownInstance => 26,
            Reason::UnknownNode => 27,
            Reason::InstanceExists => 28,
            Reason::NodeExists => 29,
            Reason::WrongTextCount => 30,
            Reason::NotAnElement => 31,
            Reason::NotAText => 32,
            Reason::NotAControl => 33,
            Reason::NotMovable => 34,
            Reason::NotASibling => 35,
            Reason::WouldContainItself => 36,
            Reason::Misplaced => 37,
            Reason::UnknownSetting => 38,
        }
    }

    /// The reason as a phrase.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Reason::Truncated => "the bytes end too early",
            Reason::TrailingBytes => "bytes are left over",
            Reason::NotAFrame => "not a frame",
            Reason::OtherVersion { .. } => "another protocol version",
            Reason::FrameTooLong => "the frame is too long",
            Reason::BadNumber => "a malformed number",
            Reason::BadFlag => "a flag is neither 0 nor 1",
            Reason::BadText => "a text is not UTF-8",
            Reason::UnknownVariant => "an unknown variant",
            Reason::TooLong => "a list or text is too long",
            Reason::UnknownName => "a name that is in no table",
            Reason::NotFinite => "a number is not finite",
            Reason::BadSequence => "a sequence that does not ascend",
            Reason::BadTree => "child counts that describe no tree",
            Reason::TextWithChildren => "a text with children",
            Reason::TooDeep => "a template nested too deep",
            Reason::BadHole => "hole numbers that are not each once",
            Reason::HoleMissing => "a node that needs a hole has none",
            Reason::Repeated => "something is named twice",
            Reason::BadPath => "a path that does not start with one slash",
            Reason::OtherEpoch => "another epoch",
            Reason::OtherLocation => "another location",
            Reason::OutOfOrder => "a frame out of order",
            Reason::NotDense => "an id that is not the next one",
            Reason::UnknownTemplate => "an unknown template",
            Reason::UnknownClass => "an unknown class",
            Reason::UnknownInstance => "an unknown instance",
            Reason::UnknownNode => "an unknown node",
            Reason::InstanceExists => "an instance that exists already",
            Reason::NodeExists => "a node that exists already",
            Reason::WrongTextCount => "not as many texts as text holes",
            Reason::NotAnElement => "a text where an element is needed",
            Reason::NotAText => "an element where a text is needed",
            Reason::NotAControl => "a value for something that has none",
            Reason::NotMovable => "a fixed node cannot be placed",
            Reason::NotASibling => "the following sibling has another parent",
            Reason::WouldContainItself => "a node would contain itself",
            Reason::Misplaced => "a patch where it may not stand",
            Reason::UnknownSetting => "an unknown setting",
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason.phrase(), self.offset)
    }
}

impl core::error::Error for FrameError {}
