//! Tasks: receiving, timers, several inputs, wakers of other futures.

use std::time::Duration;

use futures::channel::mpsc;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, select_biased};

use crate::host::clock::{Clock, Timestamp, VirtualClock};

use super::super::{Stimulus, Task};
use super::{Diary, Message, Native, Run, World, number};

const SECOND: Duration = Duration::from_secs(1);

fn at(seconds: u64) -> Timestamp {
    Timestamp::after_origin(SECOND * seconds as u32)
}

fn stimuli(world: &mut World) -> Vec<(u32, Message)> {
    std::iter::from_fn(|| match world.0.next_stimulus()? {
        Stimulus::Produced { cell, payload, .. } => Some((cell, payload)),
        Stimulus::Told { .. } => None,
    })
    .collect()
}

#[test]
fn a_task_receives_what_came_before_and_after_it_began_to_wait() {
    let mut world = World::new();
    let root = world.0.root();
    let task = Task::new("receiving", |ctx| async move {
        let mut messages = ctx.messages();
        loop {
            let delivery = messages.receive().await;
            if let Some(reply) = delivery.reply {
                reply.answer(delivery.message);
            } else {
                ctx.stimulate(0, delivery.message);
            }
        }
    });
    let actor = world.spawn(root, Native::Task(task));
    assert_eq!(actor.tell(number(1.0)), Ok(()));
    world.run();
    assert_eq!(actor.tell(number(2.0)), Ok(()));
    let mut answer = actor.ask(number(3.0));
    world.run();
    assert_eq!(stimuli(&mut world), [(0, number(1.0)), (0, number(2.0))]);
    assert_eq!(answer.try_take(), Some(Ok(number(3.0))));
}

#[test]
fn a_task_selects_over_messages_time_and_a_channel() {
    let mut world = World::new();
    let root = world.0.root();
    let clock = VirtualClock::new();
    let (sender, receiver) = mpsc::unbounded::<f64>();
    let task = Task::new("selecting", move |ctx| async move {
        let mut messages = ctx.messages();
        let mut receiver = receiver.fuse();
        let mut deadline = ctx.sleep_until(at(5));
        loop {
            select_biased! {
                delivery = messages.select_next_some() => ctx.stimulate(0, delivery.message),
                value = receiver.select_next_some() => ctx.stimulate(1, number(value)),
                () = deadline => {
                    ctx.stimulate(2, Message::Absent);
                    return Ok(());
                }
            }
        }
    });
    let actor = world.spawn(root, Native::Task(task));
    world.run();
    assert_eq!(sender.unbounded_send(1.0), Ok(()));
    assert_eq!(actor.tell(number(2.0)), Ok(()));
    world.run();
    assert_eq!(stimuli(&mut world), [(0, number(2.0)), (1, number(1.0))]);
    assert_eq!(world.0.run_through(&clock, at(4), 100), Run::Idle);
    assert_eq!(
        (stimuli(&mut world), world.0.next_deadline()),
        (vec![], Some(at(5)))
    );
    assert_eq!(world.0.run_through(&clock, at(9), 100), Run::Idle);
    assert_eq!(
        stimuli(&mut world),
        [(2, Message::Absent)],
        "a task that is done has spoken"
    );
    assert!(!actor.is_alive());
    assert!(sender.unbounded_send(3.0).is_err());
    world.0.check_invariants();
}

#[test]
fn sleepers_due_together_wake_in_order_of_creation() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    for (name, second) in [("a", 2), ("b", 1), ("c", 2), ("d", 1)] {
        let diary = diary.clone();
        let task = Task::new("sleeping", move |ctx| async move {
            ctx.sleep_until(at(second)).await;
            diary.note(format!("{name} at {:?}", ctx.now() - Timestamp::ZERO));
            Ok(())
        });
        world.spawn(root, Native::Task(task));
    }
    world.run();
    assert_eq!(
        world.0.run_through(&VirtualClock::new(), at(3), 100),
        Run::Idle
    );
    assert_eq!(diary.read(), ["b at 1s", "d at 1s", "a at 2s", "c at 2s"]);
    assert_eq!(world.0.counters().timers, 0);
}

#[test]
fn a_timer_ends_with_its_scope() {
    let mut world = World::new();
    let root = world.0.root();
    let scope = world.scope(root);
    let task = Task::new("sleeping", |ctx| async move {
        ctx.sleep_until(at(1)).await;
        ctx.stimulate(0, Message::Absent);
        Ok(())
    });
    world.spawn(scope, Native::Task(task));
    world.run();
    assert_eq!(world.0.counters().timers, 1);
    drop(world.0.take_scope(scope));
    assert_eq!(
        (world.0.counters().timers, world.0.next_deadline()),
        (0, None)
    );
    world.0.advance_to(at(2));
    world.run();
    assert!(world.0.next_stimulus().is_none());
}

#[test]
fn what_an_ended_scope_left_behind_is_no_stimulus() {
    let mut world = World::new();
    let root = world.0.root();
    let scope = world.scope(root);
    let task = Task::new("hasty", |ctx| async move {
        ctx.stimulate(0, Message::Absent);
        Ok(())
    });
    world.spawn(scope, Native::Task(task));
    world.run();
    drop(world.0.take_scope(scope));
    assert_eq!(stimuli(&mut world), []);
    assert_eq!(world.0.counters().stale, 1);
}

#[test]
fn a_periodic_timer_has_one_late_tick_at_most() {
    let mut world = World::new();
    let root = world.0.root();
    let clock = VirtualClock::new();
    let task = Task::new("ticking", |ctx| async move {
        let mut ticks = ctx.every(SECOND);
        while let Some(tick) = ticks.next().await {
            ctx.stimulate(
                tick.merged as u32,
                number((tick.due - Timestamp::ZERO).as_secs_f64()),
            );
        }
        Ok(())
    });
    world.spawn(root, Native::Task(task));
    world.run();
    assert_eq!(world.0.run_through(&clock, at(2), 100), Run::Idle);
    assert_eq!(stimuli(&mut world), [(0, number(1.0)), (0, number(2.0))]);
    clock.advance(SECOND * 4);
    world.0.advance_to(clock.now());
    world.run();
    assert_eq!(stimuli(&mut world), [(3, number(3.0))]);
    assert_eq!(world.0.run_through(&clock, at(7), 100), Run::Idle);
    assert_eq!(stimuli(&mut world), [(0, number(7.0))]);
    assert_eq!(world.0.counters().merged_ticks, 3);
}

#[test]
fn a_receiver_inside_another_future_is_woken() {
    let mut world = World::new();
    let root = world.0.root();
    let task = Task::new("gathering", |ctx| async move {
        let mut messages = ctx.messages();
        let mut gathering = FuturesUnordered::new();
        gathering.push(async move { messages.next().await.map(|delivery| delivery.message) });
        while let Some(message) = gathering.next().await {
            ctx.stimulate(0, message.unwrap_or(Message::Absent));
        }
        let () = futures::future::pending().await;
        Ok(())
    });
    let actor = world.spawn(root, Native::Task(task));
    world.run();
    assert_eq!(actor.tell(number(1.0)), Ok(()));
    world.run();
    assert_eq!(stimuli(&mut world), [(0, number(1.0))]);
}

#[test]
fn a_task_asks_a_task() {
    let mut world = World::new();
    let root = world.0.root();
    let answering = Task::new("answering", |ctx| async move {
        let mut messages = ctx.messages();
        while let Some(delivery) = messages.next().await {
            ctx.sleep_until(ctx.now() + SECOND).await;
            if let Some(reply) = delivery.reply {
                reply.answer(delivery.message);
            }
        }
        Ok(())
    });
    let answering = world.spawn(root, Native::Task(answering));
    let asking = Task::new("asking", move |ctx| async move {
        if let Ok(answer) = answering.ask(number(4.0)).fuse().await {
            ctx.stimulate(0, answer);
        }
        let () = futures::future::pending().await;
        Ok(())
    });
    world.spawn(root, Native::Task(asking));
    assert_eq!(
        world.0.run_through(&VirtualClock::new(), at(2), 100),
        Run::Idle
    );
    assert_eq!(stimuli(&mut world), [(0, number(4.0))]);
}
