//! The checksum of everything that is stored.

use std::sync::LazyLock;

use crc::{CRC_32_ISCSI, Crc, Table};

/// Castagnoli's polynomial: it finds every error of up to five bits in records of up to 600 bytes.
///
/// Its tables of 16 kB are made when they are needed first, in some microseconds: in the wasm module they would
/// weigh as much as the rest of the log. With one table of 1 kB, a batch of 100 events costs five times as much.
static CRC: LazyLock<Crc<u32, Table<16>>> =
    LazyLock::new(|| Crc::<u32, Table<16>>::new(&CRC_32_ISCSI));

/// The checksum of several pieces as if they were one.
pub(crate) fn checksum(pieces: &[&[u8]]) -> u32 {
    let mut digest = CRC.digest();
    for piece in pieces {
        digest.update(piece);
    }
    digest.finalize()
}
