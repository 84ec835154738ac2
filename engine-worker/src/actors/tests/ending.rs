//! Ending scopes at awkward moments.

use super::super::{SendError, Task};
use super::{ActorHandle, Behaviour, Diary, Flow, Message, NoteAtDrop, World};
use super::{Native, noting, number, scripted};

#[test]
fn children_end_before_parents_in_source_order() {
    let mut world = World::new();
    let root = world.0.root();
    let top = world.scope(root);
    let first = world.scope(top);
    let second = world.scope(top);
    let inner = world.scope(first);
    world.instance(top, "top 1");
    world.instance(second, "second");
    world.instance(first, "first");
    world.instance(top, "top 2");
    world.instance(inner, "inner");
    let names: Vec<_> = world
        .0
        .take_scope(top)
        .into_iter()
        .filter_map(|(_, behaviour)| match behaviour {
            Behaviour::Instance(name) => Some(name),
            Behaviour::Step(_) | Behaviour::Task(_) => None,
        })
        .collect();
    assert_eq!(names, ["inner", "first", "second", "top 1", "top 2"]);
    world.0.check_invariants();
    assert!(world.0.take_scope(top).is_empty(), "a scope ends once");
}

/// Uses handles while it is dropped.
struct Clinging {
    own: Option<ActorHandle>,
    other: ActorHandle,
    diary: Diary,
}

impl Drop for Clinging {
    fn drop(&mut self) {
        let own = self.own.as_ref().map(|own| own.tell(number(0.0)));
        self.diary.note(format!(
            "own {own:?}, other {:?}",
            self.other.tell(number(7.0))
        ));
    }
}

#[test]
fn a_drop_may_use_handles() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let scope = world.scope(root);
    let other = world.spawn(root, noting("other", &diary));
    let clinging = Clinging {
        own: None,
        other,
        diary: diary.clone(),
    };
    let mut clinging = Some(clinging);
    let actor = world.spawn(
        scope,
        scripted("clinging", move |ctx, _| {
            if let Some(clinging) = &mut clinging {
                clinging.own = Some(ctx.handle(ctx.id()));
            }
            Ok(Flow::Continue)
        }),
    );
    assert_eq!(actor.tell(number(0.0)), Ok(()));
    world.run();
    drop(world.0.take_scope(scope));
    world.run();
    assert_eq!(
        diary.read(),
        ["own Some(Err(Dead)), other Ok(())", "other 1 Number(7.0)"]
    );
}

#[test]
fn a_step_may_end_its_own_scope() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let scope = world.scope(root);
    let end = NoteAtDrop("it", diary.clone());
    let actor = world.spawn(
        scope,
        scripted("it", move |ctx, _| {
            if let Some(scope) = ctx.scope() {
                ctx.end_scope(scope);
            }
            end.1.note(format!(
                "scope {:?}, alive {}",
                ctx.scope(),
                ctx.handle(ctx.id()).is_alive()
            ));
            Ok(Flow::Continue)
        }),
    );
    for _ in 0..3 {
        assert_eq!(actor.tell(number(0.0)), Ok(()));
    }
    world.run();
    assert_eq!(diary.read(), ["scope None, alive false", "it ended"]);
    let messages = world.0.counters().messages;
    assert_eq!((messages.delivered, messages.rejected), (1, 2));
    assert_eq!(actor.tell(number(0.0)), Err(SendError::Dead));
}

#[test]
fn a_task_may_end_its_own_scope() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let scope = world.scope(root);
    let end = NoteAtDrop("it", diary.clone());
    let task = Task::new("it", move |ctx| async move {
        ctx.scope().end();
        end.1.note("still polled");
        let () = futures::future::pending().await;
        Ok(())
    });
    world.spawn(scope, Native::Task(task));
    world.run();
    assert_eq!(diary.read(), ["still polled", "it ended"]);
    assert!(!world.0.scope_alive(scope));
}

#[test]
fn a_step_may_start_and_end_others() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let notes = diary.clone();
    let mut child = None;
    let parent = world.spawn(
        root,
        scripted("parent", move |ctx, delivery| {
            match (delivery.message, child) {
                (Message::Number(_), None) => {
                    child = ctx.scope().and_then(|scope| ctx.create_scope(scope));
                    let actor = child.and_then(|scope| ctx.spawn(scope, noting("child", &notes)));
                    let told = actor.map(|actor| ctx.handle(actor).tell(number(5.0)));
                    notes.note(format!("told {told:?}"));
                }
                (_, Some(child)) => ctx.end_scope(child),
                (_, None) => {}
            }
            Ok(Flow::Continue)
        }),
    );
    assert_eq!(parent.tell(number(0.0)), Ok(()));
    world.run();
    assert_eq!(parent.tell(number(0.0)), Ok(()));
    world.run();
    assert_eq!(
        diary.read(),
        ["told Some(Ok(()))", "child 1 Number(5.0)", "child ended"]
    );
}

#[test]
fn an_actor_that_stops_leaves_its_scope() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let actor = world.spawn(root, noting("it", &diary));
    assert_eq!(actor.tell(super::text("stop")), Ok(()));
    assert_eq!(actor.tell(number(1.0)), Ok(()));
    world.run();
    assert_eq!(diary.read(), ["it ended"]);
    assert!(!actor.is_alive() && world.0.tree()[0].actors.is_empty());
    assert_eq!(world.0.take_stops(), []);
}

#[test]
fn handles_outlive_the_engine() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let actor = world.spawn(root, noting("it", &diary));
    let mut answer = actor.ask(number(1.0));
    let subscription = actor.subscribe(0, super::super::Policy::Unbounded);
    drop(world);
    assert_eq!(diary.read(), ["it ended"]);
    assert_eq!(actor.tell(number(1.0)), Err(SendError::Dead));
    assert_eq!(answer.try_take(), Some(Err(super::super::AskError::Dead)));
    assert!(subscription.is_closed());
}
