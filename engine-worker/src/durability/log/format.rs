//! The bytes of a log.
//!
//! ```text
//! header   magic 8 │ version 4 │ epoch 4 │ generation 4 │ snapshot 8 │ checksum 4   of the 28 bytes before it
//! record   length 4 │ checksum 4 │ payload                           of offset (8 bytes), length, payload
//! ```
//!
//! Numbers are little-endian. `snapshot` is how many bytes after the header are a snapshot. The header has
//! this form in every version, so that each version knows the later ones. A record's checksum covers the
//! offset at which the record is: what is left of other records, or moved, is not taken for one. Zeros are
//! never a record.

use protocol::Epoch;

use crate::durability::checksum::checksum;

use super::{Damage, DamageKind};

/// The version that is written. Version 1 is the first; nothing older exists.
pub const VERSION: u32 = 1;

/// The most bytes that a record's payload may have.
pub const LONGEST_RECORD: usize = 64 << 20;

/// How far behind damage valid records are looked for.
const SEARCHED: usize = 1 << 20;

const MAGIC: [u8; 8] = *b"offstage";

/// How many bytes the header has.
pub(super) const HEADER: usize = 32;

/// How many bytes of it its checksum covers.
const CHECKED: usize = HEADER - 4;

/// How many bytes a record has besides its payload.
pub(super) const FRAME: usize = 8;

/// What the beginning of a log says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Who wrote it.
    pub(super) epoch: Epoch,
    /// Which of the generations that this life has begun.
    pub(super) generation: u32,
    /// How many bytes after it are a snapshot.
    pub(super) snapshot: u64,
}

impl Header {
    pub(super) fn encode(self) -> [u8; HEADER] {
        encode_header(VERSION, self)
    }
}

fn encode_header(version: u32, header: Header) -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..12].copy_from_slice(&version.to_le_bytes());
    bytes[12..16].copy_from_slice(&header.epoch.0.to_le_bytes());
    bytes[16..20].copy_from_slice(&header.generation.to_le_bytes());
    bytes[20..CHECKED].copy_from_slice(&header.snapshot.to_le_bytes());
    let check = checksum(&[&bytes[..CHECKED]]);
    bytes[CHECKED..].copy_from_slice(&check.to_le_bytes());
    bytes
}

/// The header that a log begins with, if it is whole.
pub(super) fn header(bytes: &[u8]) -> Option<Header> {
    let number = |at: usize| bytes.get(at..at + 4).map(little_endian);
    let checked = bytes.get(..CHECKED)?;
    (number(CHECKED)? == checksum(&[checked])).then_some(Header {
        epoch: Epoch(number(12)?),
        generation: number(16)?,
        snapshot: checked[20..].try_into().map_or(0, u64::from_le_bytes),
    })
}

/// Appends the records of payloads to bytes that begin at an offset of the log.
///
/// # Errors
/// The length of the first payload that is too long.
pub(super) fn encode_records(
    into: &mut Vec<u8>,
    start: u64,
    payloads: &[Vec<u8>],
) -> Result<(), usize> {
    into.reserve(payloads.iter().map(|payload| FRAME + payload.len()).sum());
    for payload in payloads {
        let length = match u32::try_from(payload.len()) {
            Ok(length) if payload.len() <= LONGEST_RECORD => length.to_le_bytes(),
            _ => return Err(payload.len()),
        };
        let offset = (start + into.len() as u64).to_le_bytes();
        let check = checksum(&[&offset, &length, payload]);
        into.extend_from_slice(&length);
        into.extend_from_slice(&check.to_le_bytes());
        into.extend_from_slice(payload);
    }
    Ok(())
}

/// What was found in the bytes of a log.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// Nothing was ever written.
    Empty,
    /// A version that this one does not know.
    Newer(u32),
    /// A version that was never given out.
    Unknown(u32),
    /// Records.
    Records(Records),
}

/// The longest valid prefix.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub(super) header: Header,
    pub(super) payloads: Vec<Vec<u8>>,
    /// Where the valid prefix ends.
    pub(super) end: usize,
    pub(super) damage: Option<Damage>,
}

/// Reads the bytes of a log.
pub(super) fn scan(bytes: &[u8]) -> Scan {
    if bytes.is_empty() {
        return Scan::Empty;
    }
    let damaged = |at: usize, kind, end| Damage {
        at: at as u64,
        kind,
        unused: (bytes.len() - end) as u64,
        aside: None,
    };
    let header = header(bytes);
    let version = bytes.get(8..12).map_or(0, little_endian);
    let named = bytes.starts_with(&MAGIC);
    if header.is_some() && named {
        // Here a reader of an older version would be chosen.
        match version {
            VERSION => {}
            0 => return Scan::Unknown(version),
            _ => return Scan::Newer(version),
        }
    } else if bytes.len() < HEADER || !(named || version == VERSION) {
        // Not even the half of the header that says what this is.
        return Scan::Records(Records {
            damage: Some(damaged(0, DamageKind::Header, 0)),
            ..Records::default()
        });
    }
    let mut payloads = Vec::new();
    let mut end = HEADER;
    while let Some(payload) = record_at(bytes, end) {
        payloads.push(payload.to_vec());
        end += FRAME + payload.len();
    }
    let mut damage = (end < bytes.len()).then(|| damaged(end, tail_kind(bytes, end), end));
    if header.is_none() {
        // Records prove themselves, so one wrong bit in the header does not cost them.
        damage = damage.or(Some(damaged(0, DamageKind::Header, end)));
    }
    let mut header = header.unwrap_or_default();
    header.snapshot = header.snapshot.min((end - HEADER) as u64);
    Scan::Records(Records {
        header,
        payloads,
        end,
        damage,
    })
}

fn little_endian(bytes: &[u8]) -> u32 {
    bytes.try_into().map_or(0, u32::from_le_bytes)
}

/// The payload of the record at an offset, if there is a valid one.
fn record_at(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = bytes.get(at..at + 4)?;
    let check = bytes.get(at + 4..at + FRAME)?;
    let size = little_endian(length) as usize;
    if size > LONGEST_RECORD {
        return None;
    }
    let payload = bytes.get(at + FRAME..at + FRAME + size)?;
    let expected = checksum(&[&(at as u64).to_le_bytes(), length, payload]);
    (little_endian(check) == expected).then_some(payload)
}

/// Whether records follow damage, which then is no torn end.
fn tail_kind(bytes: &[u8], damage: usize) -> DamageKind {
    let searched = (damage + 1..bytes.len()).take(SEARCHED);
    // Each candidate costs a checksum over the length that it claims to have, so their sum is bounded too.
    let mut left = 16 * SEARCHED;
    for at in searched {
        let claimed = bytes.get(at..at + 4).map_or(0, little_endian) as usize;
        if claimed <= bytes.len() - at {
            left = left.saturating_sub(claimed);
        }
        if left == 0 {
            break;
        }
        if record_at(bytes, at).is_some() {
            return DamageKind::Middle { next: at as u64 };
        }
    }
    DamageKind::Tail
}

#[cfg(test)]
mod tests;
