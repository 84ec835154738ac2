//! ④ The runtime core: owns actors and scopes, delivers messages, runs what waits. Knows no language.

mod behaviour;
mod chain;
mod counters;
mod registry;
mod scope;
mod slot;

pub use behaviour::Behaviour;
pub use counters::{Counters, Population};
pub use registry::{Registry, TreeNode};
