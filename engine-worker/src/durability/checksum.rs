//! The checksum of everything that is stored.

use crc::{CRC_32_ISCSI, Crc};

/// Castagnoli's polynomial: it finds every error of up to five bits in records of up to 600 bytes.
static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// The checksum of several pieces as if they were one.
pub(crate) fn checksum(pieces: &[&[u8]]) -> u32 {
    let mut digest = CRC.digest();
    for piece in pieces {
        digest.update(piece);
    }
    digest.finalize()
}
