//! Failures: who starts again, who stops, where it ends.

use std::time::Duration;

use protocol::ids::ScopeId;

use crate::host::clock::Timestamp;

use super::super::{Child, Policy, Restart, Strategy, Supervision};
use super::{ActorHandle, Diary, Failure, Message, Native, World, noting, number, text};

const WINDOW: Duration = Duration::from_secs(1);

fn supervise(world: &mut World, scope: ScopeId, strategy: Strategy, restarts: u32) {
    assert!(world.0.supervise(
        scope,
        Supervision {
            strategy,
            restarts,
            window: WINDOW
        }
    ));
}

fn child(
    world: &mut World,
    scope: ScopeId,
    name: &'static str,
    restart: Restart,
    diary: &Diary,
) -> ActorHandle {
    let diary = diary.clone();
    let start = Box::new(move || {
        diary.note(format!("{name} starts"));
        noting(name, &diary)
    });
    let actor = world.0.spawn_child(scope, Child { restart, start });
    world.0.handle(actor.expect("the scope lives"))
}

/// Four children, of which the third fails once; the last one is temporary.
#[track_caller]
fn check_strategy(strategy: Strategy, expect: &[&str], alive: [bool; 4]) {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let below = world.scope(root);
    supervise(&mut world, root, strategy, 3);
    let handles = [
        child(&mut world, root, "a", Restart::Permanent, &diary),
        child(&mut world, root, "b", Restart::Transient, &diary),
        child(&mut world, below, "c", Restart::Permanent, &diary),
        child(&mut world, below, "d", Restart::Temporary, &diary),
    ];
    diary.read();
    assert_eq!(handles[1].tell(text("fail")), Ok(()));
    assert_eq!(handles[1].tell(number(1.0)), Ok(()), "what waits stays");
    world.run();
    assert_eq!(diary.read(), expect, "{strategy:?}");
    assert_eq!(
        handles.map(|handle| handle.is_alive()),
        alive,
        "{strategy:?}"
    );
}

#[test]
fn the_strategy_decides_who_starts_again() {
    check_strategy(
        Strategy::OneForOne,
        &["b ended", "b starts", "b 1 Number(1.0)"],
        [true, true, true, true],
    );
    check_strategy(
        Strategy::OneForAll,
        &[
            "b ended",
            "d ended",
            "c ended",
            "a ended",
            "a starts",
            "b starts",
            "c starts",
            "b 1 Number(1.0)",
        ],
        [true, true, true, false],
    );
    check_strategy(
        Strategy::RestForOne,
        &[
            "b ended",
            "d ended",
            "c ended",
            "b starts",
            "c starts",
            "b 1 Number(1.0)",
        ],
        [true, true, true, false],
    );
}

#[test]
fn the_rule_of_the_child_decides_whether_it_starts_again() {
    for (restart, after_stop, after_failure) in [
        (Restart::Permanent, true, true),
        (Restart::Transient, false, true),
        (Restart::Temporary, false, false),
    ] {
        for (word, expected) in [("stop", after_stop), ("fail", after_failure)] {
            let mut world = World::new();
            let root = world.0.root();
            supervise(&mut world, root, Strategy::OneForOne, 1);
            let actor = child(&mut world, root, "it", restart, &Diary::default());
            assert_eq!(actor.tell(text(word)), Ok(()));
            world.run();
            assert_eq!(actor.is_alive(), expected, "{restart:?} after {word}");
            assert_eq!(world.0.counters().restarts, u64::from(expected));
            let reports = usize::from(word == "fail" && !expected);
            assert_eq!(
                world.0.take_stops().len(),
                reports,
                "{restart:?} after {word}"
            );
        }
    }
}

#[test]
fn name_queue_and_subscriptions_survive_a_restart() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    supervise(&mut world, root, Strategy::OneForOne, 1);
    let actor = child(&mut world, root, "it", Restart::Permanent, &diary);
    let mut subscription = actor.subscribe(0, Policy::Unbounded);
    assert_eq!(actor.tell(text("fail")), Ok(()));
    world.run();
    world.0.publish(actor.id(), 0, &number(1.0));
    assert_eq!(subscription.try_next(), Some(number(1.0)));
    let tree = world.0.tree();
    let shown = &tree[0].actors[0];
    assert_eq!(
        (shown.id, shown.restarts, shown.name.as_deref()),
        (actor.id(), 1, Some("it"))
    );
}

#[test]
fn one_restart_too_many_goes_one_scope_up() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let scope = world.scope(root);
    supervise(&mut world, root, Strategy::OneForOne, 1);
    supervise(&mut world, scope, Strategy::OneForOne, 2);
    let outside = child(&mut world, root, "outside", Restart::Permanent, &diary);
    let failing = child(&mut world, scope, "failing", Restart::Permanent, &diary);
    let sibling = child(&mut world, scope, "sibling", Restart::Permanent, &diary);
    diary.read();
    let mut fail = |times: usize| {
        for _ in 0..times {
            assert_eq!(failing.tell(text("fail")), Ok(()));
        }
        world.run();
        world.0.take_stops()
    };
    assert_eq!(fail(2), []);
    assert_eq!(diary.read().len(), 4, "twice: ended, starts");
    assert_eq!(fail(1), []);
    assert_eq!(
        diary.read(),
        [
            "failing ended",
            "sibling ended",
            "failing starts",
            "sibling starts"
        ],
        "the supervisor above restarts all that the one below looks after"
    );
    assert_eq!(fail(2), [], "the supervisor below counts anew");
    let stops = fail(1);
    assert_eq!(stops.len(), 1);
    assert_eq!((stops[0].actor, stops[0].scope), (failing.id(), Some(root)));
    assert!(
        ![&outside, &failing, &sibling]
            .iter()
            .any(|handle| handle.is_alive())
    );
    assert!(world.0.scope_alive(scope), "scopes and instances live on");
}

#[test]
fn restarts_long_ago_do_not_count() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    supervise(&mut world, root, Strategy::OneForOne, 1);
    let actor = child(&mut world, root, "it", Restart::Permanent, &diary);
    for second in 0..10 {
        world
            .0
            .advance_to(Timestamp::after_origin(WINDOW * 2 * second));
        assert_eq!(actor.tell(text("fail")), Ok(()));
        world.run();
    }
    assert_eq!((actor.is_alive(), world.0.counters().restarts), (true, 10));
}

#[test]
fn a_failure_that_nobody_supervises_is_reported() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let actor = world.spawn(root, noting("it", &diary));
    assert_eq!(actor.tell(text("fail")), Ok(()));
    world.run();
    let stops = world.0.take_stops();
    let cause = super::super::StopCause::Failed(Failure::new("it"));
    assert_eq!(
        (stops[0].actor, stops[0].scope, &stops[0].cause),
        (actor.id(), None, &cause)
    );
    assert!(!actor.is_alive());
}

#[test]
fn a_failed_task_starts_again_with_its_mailbox() {
    let mut world = World::new();
    let root = world.0.root();
    supervise(&mut world, root, Strategy::OneForOne, 5);
    let diary = Diary::default();
    let notes = diary.clone();
    let start = Box::new(move || {
        let notes = notes.clone();
        Native::Task(super::super::Task::new("it", move |ctx| async move {
            use futures::StreamExt;
            notes.note("starts");
            let mut messages = ctx.messages();
            while let Some(delivery) = messages.next().await {
                match delivery.message {
                    Message::Absent => return Err(Failure::new("absent")),
                    message => notes.note(format!("{message:?}")),
                }
            }
            Ok(())
        }))
    });
    let restart = Restart::Transient;
    let actor = world
        .0
        .spawn_child(root, Child { restart, start })
        .expect("the root lives");
    for message in [number(1.0), Message::Absent, number(2.0)] {
        assert_eq!(world.0.handle(actor).tell(message), Ok(()));
    }
    world.run();
    assert_eq!(
        diary.read(),
        ["starts", "Number(1.0)", "starts", "Number(2.0)"]
    );
}
