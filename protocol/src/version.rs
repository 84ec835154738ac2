//! Which format this is.

/// The upper half of the first byte of every frame.
pub const MAGIC: u8 = 0x40;

/// The lower half, and the first thing that page and worker compare.
pub const VERSION: u8 = 2;

const _: () = assert!(VERSION < 0x10, "half a byte says the version");

/// The first byte of every frame: frames are small, so that every byte counts.
pub(crate) const FIRST_BYTE: u8 = MAGIC | VERSION;
