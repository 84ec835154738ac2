//! The doors to the outside: what is not deterministic arrives through one of these.

pub mod clock;
pub mod progress;
pub mod random;
