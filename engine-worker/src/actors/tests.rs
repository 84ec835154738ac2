//! Tests of the actor core as a whole, and the actors that they use.

mod delivery;
mod ending;
mod model;
mod supervision;
mod waiting;

use std::cell::RefCell;
use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};

use super::{
    ActorHandle, Behaviour, Context, Delivery, Failure, Flow, Message, Native, Registry, Run, Step,
};

/// What happened, in order.
#[derive(Clone, Default)]
struct Diary(Rc<RefCell<Vec<String>>>);

impl Diary {
    fn note(&self, entry: impl Into<String>) {
        self.0.borrow_mut().push(entry.into());
    }

    /// The entries since the last call.
    fn read(&self) -> Vec<String> {
        self.0.take()
    }
}

fn number(value: f64) -> Message {
    Message::Number(value)
}

fn text(value: &str) -> Message {
    Message::Text(value.to_owned())
}

/// A stepped actor made of a closure.
struct Scripted<F>(&'static str, F);

impl<F> Step for Scripted<F>
where
    F: FnMut(&mut Context<'_>, Delivery) -> Result<Flow, Failure>,
{
    fn name(&self) -> &str {
        self.0
    }

    fn step(&mut self, ctx: &mut Context<'_>, message: &mut Message) -> Result<Flow, Failure> {
        let message = std::mem::replace(message, Message::Absent);
        let reply = ctx.take_reply();
        let delivery = Delivery { message, reply };
        (self.1)(ctx, delivery)
    }
}

fn scripted(
    name: &'static str,
    script: impl FnMut(&mut Context<'_>, Delivery) -> Result<Flow, Failure> + 'static,
) -> Native {
    Native::Step(Box::new(Scripted(name, script)))
}

/// A stepped actor that notes what it is told, fails at "fail", stops at "stop" and notes its end.
fn noting(name: &'static str, diary: &Diary) -> Native {
    let end = NoteAtDrop(name, diary.clone());
    let mut told = 0;
    scripted(name, move |_, delivery| {
        told += 1;
        match delivery.message {
            Message::Text(word) if word == "fail" => Err(Failure::new(name)),
            Message::Text(word) if word == "stop" => Ok(Flow::Stop),
            message => {
                end.1.note(format!("{name} {told} {message:?}"));
                Ok(Flow::Continue)
            }
        }
    })
}

struct NoteAtDrop(&'static str, Diary);

impl Drop for NoteAtDrop {
    fn drop(&mut self) {
        self.1.note(format!("{} ended", self.0));
    }
}

/// A registry whose instances are text.
struct World(Registry<&'static str>);

impl World {
    fn new() -> Self {
        Self(Registry::new())
    }

    fn spawn(&mut self, scope: ScopeId, native: Native) -> ActorHandle {
        let actor = self.0.spawn(scope, Behaviour::from(native));
        self.0.handle(actor.expect("the scope lives"))
    }

    fn scope(&mut self, parent: ScopeId) -> ScopeId {
        self.0.create_scope(parent).expect("the parent lives")
    }

    fn instance(&mut self, scope: ScopeId, name: &'static str) -> ActorId {
        self.0
            .spawn(scope, Behaviour::Instance(name))
            .expect("the scope lives")
    }

    #[track_caller]
    fn run(&mut self) {
        assert_eq!(self.0.run_until_idle(100_000), Run::Idle);
        self.0.check_invariants();
    }
}
