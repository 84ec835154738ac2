//! What an actor does when it runs.

use protocol::ids::{ActorId, ScopeId};

use super::mailbox::Message;
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

/// A behaviour as its slot keeps it: that of a native actor is out while it runs.
///
/// Taking out and putting back moves the box only, never a whole slot's worth of bytes.
pub(super) enum Occupant<I> {
    Instance(I),
    Step(Option<Box<dyn Step>>),
    Task(Option<Box<Task>>),
}

impl<I> Occupant<I> {
    /// Takes out what is in; nothing if it runs, or for an instance, which is never out.
    pub(super) fn take_native(&mut self) -> Option<Native> {
        match self {
            Occupant::Instance(_) => None,
            Occupant::Step(step) => step.take().map(Native::Step),
            Occupant::Task(task) => task.take().map(Native::Task),
        }
    }

    /// What the owner of an ended slot gets; nothing if it runs.
    pub(super) fn into_behaviour(self) -> Option<Behaviour<I>> {
        match self {
            Occupant::Instance(instance) => Some(Behaviour::Instance(instance)),
            Occupant::Step(step) => step.map(Behaviour::Step),
            Occupant::Task(task) => task.map(Behaviour::Task),
        }
    }
}

impl<I> From<Behaviour<I>> for Occupant<I> {
    fn from(behaviour: Behaviour<I>) -> Self {
        match behaviour {
            Behaviour::Instance(instance) => Occupant::Instance(instance),
            Behaviour::Step(step) => Occupant::Step(Some(step)),
            Behaviour::Task(task) => Occupant::Task(Some(task)),
        }
    }
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
    ///
    /// The message is lent, as most are read and forgotten; who keeps it puts another one in its place. It may be a
    /// question: [`Context::take_reply`].
    fn step(&mut self, ctx: &mut Context<'_>, message: &mut Message) -> Result<Flow, Failure>;
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
