//! ④ The runtime core: owns actors and scopes, delivers messages, runs what waits. Knows no language.
//!
//! The [`Registry`] owns behaviours, in slots, and the tree of scopes that says who dies with whom. What
//! [`ActorHandle`]s need (who lives, what waits for whom, who runs next) is in an exchange that they
//! share, so that they can be used while the registry is borrowed. [`Registry::run_until_idle`] runs the
//! native actors; instances of programs are stepped by the turns, and whatever is meant for them comes
//! out as a [`Stimulus`] for the inbox.

mod behaviour;
mod chain;
mod counters;
mod exchange;
mod handle;
mod mailbox;
mod registry;
mod reply;
mod restart;
mod run;
mod scope;
mod slot;
mod stimulus;
mod subscriptions;
mod supervisor;
mod task;
mod timers;
pub mod turn;
mod wake;

#[cfg(test)]
mod tests;

pub use behaviour::{Behaviour, Failure, Flow, Native, Step};
pub use counters::{Counters, Population};
pub use exchange::Delivery;
pub use handle::{ActorHandle, ScopeHandle, SendError};
pub use mailbox::{Account, DELIVERY_BATCH, Message, Policy, STOP_REPORTS, WhenFull};
pub use registry::{ActorKind, Registry, TreeActor, TreeNode};
pub use reply::{Answer, AskError, Reply};
pub use run::{Context, Run};
pub use stimulus::Stimulus;
pub use subscriptions::{SnapshotRequest, Subscription};
pub use supervisor::{Child, Restart, Stop, StopCause, Strategy, Supervision};
pub use task::{Messages, Receive, Sleep, Task, TaskContext, Ticks};
pub use timers::{Periodic, Tick, TimerKey, TimerQueue};
