//! What an actor does when it runs.

use protocol::ids::{ActorId, ScopeId};

use super::exchange::Delivery;
use super::run::Context;
use super::task::Task;

/// The behaviour in an actor's slot.
pub enum Behaviour<I> {
    /// An instance of a program's template, stepped in place by the turns.
    Instance(I),
    /// A native actor that is stepped in place, once per message.
    Step(Box<dyn Step>),
    /// A native actor that waits: an async loop.
    Task(Box<Task>),
}

/// The behaviour of an actor written in Rust.
pub enum Native {
    /// See [`Behaviour::Step`].
    Step(Box<dyn Step>),
    /// See [`Behaviour::Task`].
    Task(Box<Task>),
}

impl<I> From<Native> for Behaviour<I> {
    fn from(native: Native) -> Self {
        match native {
            Native::Step(step) => Behaviour::Step(step),
            Native::Task(task) => Behaviour::Task(task),
        }
    }
}

/// A native actor that is stepped in place.
pub trait Step {
    /// What the inspector calls it.
    fn name(&self) -> &str;

    /// Handles one message; an error hands the actor to its supervisor.
    fn step(&mut self, ctx: &mut Context<'_>, delivery: Delivery) -> Result<Flow, Failure>;
}

/// Whether an actor goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It waits for the next message.
    Continue,
    /// It is done.
    Stop,
}

/// Why a native actor cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was found and what was expected.
    pub reason: String,
}

impl Failure {
    /// Creates a failure.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

/// What a native actor can do to the tree while it runs.
pub(super) trait Arena {
    fn scope_of(&self, actor: ActorId) -> Option<ScopeId>;
    fn create_scope(&mut self, parent: ScopeId) -> Option<ScopeId>;
    fn spawn_native(&mut self, scope: ScopeId, native: Native) -> Option<ActorId>;
    fn end_scope(&mut self, scope: ScopeId);
}
