//! Bytes ↔ frames.
//!
//! ```text
//! down     = first byte, patches (`pack.rs`, `page/patches.rs`)
//! up       = first byte, postcard(UpFrame)
//! ```
//!
//! Of what goes up, what only the engine does is serde's; what a page does, too, is in [`crate::page`].
//!
//! Decoding reads item by item, so that an error names the patch or event where the bytes went wrong, and
//! validates everything that can be seen without knowing the page: [`crate::limits`], names, numbers,
//! sequences and the structure of templates. What needs the page's knowledge is the shim's mirror's work.

use alloc::vec::Vec;
use postcard::Error as Postcard;
use serde::Deserialize;

use crate::error::{FrameError, Reason};
use crate::event::StampedEvent;
use crate::frame::{DownFrame, EventBatch, Logged, PatchFrame, UpFrame};
use crate::ids::{Epoch, Location, Sequence};
use crate::limits;
use crate::pack;
use crate::page::patches::{self, Down, Each};
use crate::page::write;
use crate::patch::Patch;
use crate::validate;
use crate::version::{FIRST_BYTE, MAGIC};

/// A decoded frame for a page.
#[derive(Clone, Debug, PartialEq)]
pub enum DecodedDown<'a> {
    /// Changes of the page.
    Patches(DecodedPatches<'a>),
    /// Events are safe in the log.
    Logged(Logged),
}

/// A patch frame, and where its patches are.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedPatches<'a> {
    /// The frame.
    pub frame: PatchFrame<'a>,
    /// The offset of each patch in the bytes.
    pub offsets: Vec<u32>,
}

/// Encodes a frame for a page.
///
/// # Errors
/// If it exceeds [`limits::MAX_FRAME_BYTES`] or [`limits::MAX_PATCHES`].
pub fn encode_down(frame: &DownFrame<'_>) -> Result<Vec<u8>, FrameError> {
    bounded(pack::down(frame)?)
}

/// The bytes that stand for patches in a frame: the same on every machine, for whoever compares them.
#[must_use]
pub fn patch_bytes(patches: &[Patch<'_>]) -> Vec<u8> {
    pack::items(patches).1
}

/// Encodes a frame for an engine.
///
/// # Errors
/// If it exceeds [`limits::MAX_FRAME_BYTES`].
pub fn encode_up(frame: &UpFrame) -> Result<Vec<u8>, FrameError> {
    bounded(write::up(frame))
}

/// Encodes a frame of events that stay where they are.
///
/// # Errors
/// If it exceeds [`limits::MAX_FRAME_BYTES`].
pub fn encode_events(
    epoch: Epoch,
    location: Location,
    events: &[StampedEvent],
) -> Result<Vec<u8>, FrameError> {
    bounded(write::batch_of(epoch, location, events))
}

/// Decodes and validates a frame for a page; texts borrow from the bytes.
///
/// # Errors
/// If anything about the bytes is wrong.
pub fn decode_down(bytes: &[u8]) -> Result<DecodedDown<'_>, FrameError> {
    let (head, patches) = match patches::open(bytes)? {
        Down::Patches(head, patches) => (head, patches),
        Down::Logged(logged) => return Ok(DecodedDown::Logged(logged)),
    };
    let mut each = Each::of(patches);
    let (offsets, patches) = each.by_ref().unzip();
    each.close()?;
    let frame = PatchFrame {
        epoch: head.epoch,
        location: head.location,
        sequence: head.sequence,
        logged: head.logged,
        reset: head.reset,
        patches,
    };
    Ok(DecodedDown::Patches(DecodedPatches { frame, offsets }))
}

/// Decodes and validates a frame for an engine.
///
/// # Errors
/// If anything about the bytes is wrong.
pub fn decode_up(bytes: &[u8]) -> Result<UpFrame, FrameError> {
    let mut reader = Reader::open(bytes)?;
    let frame = match reader.item::<u32>()? {
        0 => UpFrame::Events(events(&mut reader)?),
        1 => UpFrame::Applied(reader.item()?),
        2 => UpFrame::Rejected(reader.item()?),
        3.. => return Err(FrameError::at(HEADER, Reason::UnknownVariant)),
    };
    reader.close()?;
    Ok(frame)
}

fn events(reader: &mut Reader<'_>) -> Result<EventBatch, FrameError> {
    let epoch = reader.item::<Epoch>()?;
    let location = reader.item::<Location>()?;
    let start = reader.offset();
    let count = reader.count(limits::MAX_EVENTS)?;
    if count == 0 {
        return Err(FrameError::at(start, Reason::BadSequence));
    }
    let mut events = Vec::with_capacity(count);
    let mut newest = Sequence(0);
    for _ in 0..count {
        let start = reader.offset();
        let event = reader.item::<StampedEvent>()?;
        validate::event(&event, newest).map_err(|reason| FrameError::at(start, reason))?;
        newest = event.sequence;
        events.push(event);
    }
    Ok(EventBatch {
        epoch,
        location,
        events,
    })
}

/// The length of what says that it is a frame.
const HEADER: usize = 1;

fn bounded(bytes: Vec<u8>) -> Result<Vec<u8>, FrameError> {
    if bytes.len() > limits::MAX_FRAME_BYTES {
        return Err(FrameError::at(0, Reason::FrameTooLong));
    }
    Ok(bytes)
}

struct Reader<'a> {
    whole: usize,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, FrameError> {
        if bytes.len() > limits::MAX_FRAME_BYTES {
            return Err(FrameError::at(0, Reason::FrameTooLong));
        }
        match bytes {
            [] => Err(FrameError::at(0, Reason::Truncated)),
            [FIRST_BYTE, rest @ ..] => Ok(Reader {
                whole: bytes.len(),
                rest,
            }),
            [other, ..] if other & 0xf0 == MAGIC => {
                let found = other & 0x0f;
                Err(FrameError::at(0, Reason::OtherVersion { found }))
            }
            [_, ..] => Err(FrameError::at(0, Reason::NotAFrame)),
        }
    }

    fn offset(&self) -> usize {
        self.whole - self.rest.len()
    }

    fn item<T: Deserialize<'a>>(&mut self) -> Result<T, FrameError> {
        let start = self.offset();
        let (item, rest) = postcard::take_from_bytes::<T>(self.rest)
            .map_err(|error| FrameError::at(start, reason(&error)))?;
        self.rest = rest;
        Ok(item)
    }

    /// The length of a list whose items take at least a byte each.
    fn count(&mut self, limit: usize) -> Result<usize, FrameError> {
        let start = self.offset();
        let count = self.item::<u32>()? as usize;
        if count > limit {
            return Err(FrameError::at(start, Reason::TooLong));
        }
        if count > self.rest.len() {
            return Err(FrameError::at(start, Reason::Truncated));
        }
        Ok(count)
    }

    fn close(&self) -> Result<(), FrameError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(FrameError::at(self.offset(), Reason::TrailingBytes))
        }
    }
}

fn reason(error: &Postcard) -> Reason {
    match error {
        Postcard::DeserializeUnexpectedEnd => Reason::Truncated,
        Postcard::DeserializeBadVarint => Reason::BadNumber,
        Postcard::DeserializeBadBool | Postcard::DeserializeBadOption => Reason::BadFlag,
        Postcard::DeserializeBadUtf8 | Postcard::DeserializeBadChar => Reason::BadText,
        // The enum is another crate's and open; what is left are enum tags that serde does not know.
        _ => Reason::UnknownVariant,
    }
}
