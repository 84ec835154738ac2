//! Which format this is.

/// The first byte of every frame: `O`.
pub const MAGIC: u8 = 0x4f;

/// The second byte of every frame, and the first thing that page and worker compare.
pub const VERSION: u8 = 1;
