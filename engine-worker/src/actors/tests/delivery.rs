//! Sending: order, policies, accounts, questions, observers.

use futures::{FutureExt, StreamExt};

use super::super::{AskError, Policy, Run, SendError, Stimulus, WhenFull};
use super::{Behaviour, Diary, Flow, Message, World, noting, number, scripted, text};

#[test]
fn messages_arrive_in_the_order_they_were_sent() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let a = world.spawn(root, noting("a", &diary));
    let b = world.spawn(root, noting("b", &diary));
    for (handle, value) in [(&a, 1.0), (&b, 2.0), (&a, 3.0), (&b, 4.0)] {
        assert_eq!(handle.clone().tell(number(value)), Ok(()));
    }
    world.run();
    let expected = [
        "a 1 Number(1.0)",
        "a 2 Number(3.0)",
        "b 1 Number(2.0)",
        "b 2 Number(4.0)",
    ];
    assert_eq!(diary.read(), expected);
}

#[test]
fn a_long_queue_does_not_keep_others_waiting() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let busy = world.spawn(root, scripted("busy", |_, _| Ok(Flow::Continue)));
    let quick = world.spawn(root, noting("quick", &diary));
    for _ in 0..1000 {
        assert_eq!(busy.tell(number(0.0)), Ok(()));
    }
    assert_eq!(quick.tell(number(1.0)), Ok(()));
    assert_eq!(world.0.run_until_idle(100), Run::BudgetSpent);
    assert_eq!(diary.read(), ["quick 1 Number(1.0)"]);
    let counters = world.0.counters();
    assert_eq!(
        (counters.messages.delivered, counters.messages.queued),
        (100, 901)
    );
    world.run();
    assert_eq!(world.0.counters().messages.delivered, 1001);
}

#[test]
fn a_handle_that_has_sent_never_reaches_who_comes_after() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let scope = world.scope(root);
    let first = world.spawn(scope, noting("first", &diary));
    assert_eq!(first.tell(number(1.0)), Ok(()));
    drop(world.0.take_scope(scope));
    let second = world.spawn(root, noting("second", &diary));
    assert_eq!(second.tell(number(2.0)), Ok(()));
    assert_eq!(first.tell(number(3.0)), Err(SendError::Dead));
    world.run();
    assert_eq!(diary.read(), ["first ended", "second 1 Number(2.0)"]);
    let account = world.0.counters().messages;
    assert_eq!((account.rejected, account.delivered), (2, 1));
    assert_eq!(account.high_water, 1);
}

#[test]
fn what_an_actor_tells_itself_waits_for_its_next_turn() {
    let (mut world, diary) = (World::new(), Diary::default());
    let root = world.0.root();
    let noted = diary.clone();
    let counting = scripted("counting", move |ctx, delivery| {
        noted.note(format!("{:?}", delivery.message));
        if let Message::Number(left) = delivery.message
            && left > 0.0
        {
            assert_eq!(ctx.handle(ctx.id()).tell(number(left - 1.0)), Ok(()));
        }
        Ok(Flow::Continue)
    });
    let counting = world.spawn(root, counting);
    assert_eq!(counting.tell(number(2.0)), Ok(()));
    assert_eq!(counting.tell(text("then")), Ok(()));
    world.run();
    let expected = [
        "Number(2.0)",
        "Text(\"then\")",
        "Number(1.0)",
        "Number(0.0)",
    ];
    assert_eq!(diary.read(), expected);
    assert_eq!(world.0.counters().messages.high_water, 2);
}

#[track_caller]
fn check_policy(policy: Policy, expect_results: &str, expect_delivered: &[f64], account: [u64; 3]) {
    let mut world = World::new();
    let root = world.0.root();
    let received = Diary::default();
    let actor = world.spawn(root, noting("it", &received));
    assert_eq!(actor.set_policy(policy), Ok(()));
    let results: String = (1..=4)
        .map(|value| match actor.tell(number(f64::from(value))) {
            Ok(()) => '+',
            Err(SendError::Full) => 'F',
            Err(SendError::Dead) => 'D',
        })
        .collect();
    world.0.check_invariants();
    world.run();
    let expected: Vec<_> = expect_delivered
        .iter()
        .enumerate()
        .map(|(place, value)| format!("it {} {:?}", place + 1, number(*value)))
        .collect();
    let messages = world.0.counters().messages;
    assert_eq!(
        (results.as_str(), received.read()),
        (expect_results, expected),
        "{policy:?}"
    );
    assert_eq!(
        [messages.delivered, messages.coalesced, messages.rejected],
        account,
        "{policy:?}"
    );
    assert_eq!((messages.sent, messages.queued), (4, 0));
}

#[test]
fn a_full_mailbox_does_what_its_policy_says() {
    let bounded = |when_full| Policy::Bounded {
        capacity: 2,
        when_full,
    };
    check_policy(Policy::Unbounded, "++++", &[1.0, 2.0, 3.0, 4.0], [4, 0, 0]);
    check_policy(bounded(WhenFull::Error), "++FF", &[1.0, 2.0], [2, 0, 2]);
    check_policy(
        bounded(WhenFull::DropNewest),
        "++++",
        &[1.0, 2.0],
        [2, 0, 2],
    );
    check_policy(
        bounded(WhenFull::DropOldest),
        "++++",
        &[3.0, 4.0],
        [2, 0, 2],
    );
    check_policy(Policy::KeepLatest, "++++", &[4.0], [1, 3, 0]);
}

#[test]
fn a_question_gets_one_answer() {
    let mut world = World::new();
    let root = world.0.root();
    let actor = world.spawn(
        root,
        scripted("doubling", |_, delivery| {
            if let (Message::Number(value), Some(reply)) = (delivery.message, delivery.reply) {
                reply.answer(number(value * 2.0));
            }
            Ok(Flow::Continue)
        }),
    );
    let mut answer = actor.ask(number(21.0));
    assert_eq!(answer.try_take(), None);
    world.run();
    assert_eq!(
        (answer.try_take(), answer.try_take()),
        (Some(Ok(number(42.0))), None)
    );
    drop(actor.ask(number(1.0)));
    let unread = actor.ask(number(1.0));
    world.run();
    drop(unread);
    assert_eq!(world.0.counters().open_questions, 0);
}

#[test]
fn a_question_without_an_answer_says_why() {
    let mut world = World::new();
    let root = world.0.root();
    let scope = world.scope(root);
    let mut kept = Vec::new();
    let silent = world.spawn(root, scripted("silent", |_, _| Ok(Flow::Continue)));
    let keeping = world.spawn(
        scope,
        scripted("keeping", move |_, delivery| {
            kept.push(delivery.reply);
            Ok(Flow::Continue)
        }),
    );
    let mut ignored = silent.ask(text("?"));
    let mut held = keeping.ask(text("?"));
    world.run();
    assert_eq!(ignored.try_take(), Some(Err(AskError::Dropped)));
    assert_eq!(held.try_take(), None);
    let mut queued = keeping.ask(text("?"));
    drop(world.0.take_scope(scope));
    let mut late = keeping.ask(text("?"));
    for answer in [&mut held, &mut queued, &mut late] {
        assert_eq!(answer.now_or_never(), Some(Err(AskError::Dead)));
    }
    assert_eq!(silent.set_policy(Policy::KeepLatest), Ok(()));
    let mut replaced = silent.ask(text("?"));
    assert_eq!(silent.tell(text("newer")), Ok(()));
    assert_eq!(replaced.try_take(), Some(Err(AskError::Dropped)));
    let when_full = WhenFull::Error;
    assert_eq!(
        silent.set_policy(Policy::Bounded {
            capacity: 0,
            when_full
        }),
        Ok(())
    );
    assert_eq!(silent.ask(text("?")).try_take(), Some(Err(AskError::Full)));
    world.run();
    drop((ignored, held, queued, late, replaced));
    assert_eq!(world.0.counters().open_questions, 0);
}

#[test]
fn a_message_to_an_instance_goes_to_the_inbox() {
    let mut world = World::new();
    let root = world.0.root();
    let instance = world.instance(root, "program");
    let handle = world.0.handle(instance);
    let mut answer = handle.ask(text("hello"));
    world.run();
    let Some(Stimulus::Told {
        actor,
        message,
        reply: Some(reply),
    }) = world.0.next_stimulus()
    else {
        panic!("a question for the instance comes out");
    };
    assert_eq!((actor, message), (instance, text("hello")));
    reply.answer(text("hi"));
    assert_eq!(answer.try_take(), Some(Ok(text("hi"))));
    assert!(world.0.next_stimulus().is_none());
}

#[test]
fn observers_get_a_snapshot_then_changes_then_the_end_once() {
    let mut world = World::new();
    let root = world.0.root();
    let scope = world.scope(root);
    let instance = world.instance(scope, "program");
    let handle = world.0.handle(instance);
    assert!(!world.0.is_observed(instance));
    let mut cell = handle.subscribe(3, Policy::Unbounded);
    let mut latest = handle.subscribe(3, Policy::KeepLatest);
    let mut other = handle.subscribe(4, Policy::Unbounded);
    assert!(world.0.is_observed(instance));
    for request in world.0.take_snapshot_requests() {
        assert_eq!(request.actor, instance);
        let value = number(f64::from(request.cell) * 10.0);
        request.answer(value);
    }
    world.0.publish(instance, 3, &number(31.0));
    world.0.check_invariants();
    assert_eq!(
        (cell.try_next(), cell.try_next()),
        (Some(number(30.0)), Some(number(31.0)))
    );
    assert_eq!(latest.try_next(), Some(number(31.0)));
    world.0.publish(instance, 3, &number(32.0));
    drop(world.0.take_scope(scope));
    world.0.publish(instance, 3, &number(33.0));
    assert_eq!(cell.next().now_or_never(), Some(Some(number(32.0))));
    for _ in 0..2 {
        assert_eq!(cell.next().now_or_never(), Some(None));
    }
    assert_eq!(other.next().now_or_never(), Some(Some(number(40.0))));
    assert_eq!(other.next().now_or_never(), Some(None));
    drop(latest);
    world.0.check_invariants();
    let counters = world.0.counters();
    assert_eq!((counters.subscriptions, counters.updates.queued), (0, 0));
    assert_eq!(
        (counters.updates.coalesced, counters.updates.rejected),
        (1, 1)
    );
    let mut late = handle.subscribe(3, Policy::Unbounded);
    assert_eq!(late.next().now_or_never(), Some(None));
}

#[test]
fn a_dropped_subscription_leaves_nothing_behind() {
    let mut world = World::new();
    let root = world.0.root();
    let instance = world.instance(root, "program");
    let handle = world.0.handle(instance);
    let keeper = handle.subscribe(0, Policy::Unbounded);
    for _ in 0..100 {
        let subscription = handle.subscribe(0, Policy::Unbounded);
        world.0.publish(instance, 0, &number(1.0));
        drop(subscription);
    }
    world.0.check_invariants();
    assert_eq!(world.0.take_snapshot_requests().len(), 1);
    assert_eq!(world.0.counters().subscriptions, 1);
    drop(keeper);
    assert!(!world.0.is_observed(instance));
}

#[test]
fn a_dead_name_reaches_nobody_although_its_slot_has_a_new_tenant() {
    let mut world = World::new();
    let root = world.0.root();
    let scope = world.scope(root);
    let diary = Diary::default();
    let old = world.spawn(scope, noting("old", &diary));
    assert_eq!(old.tell(number(1.0)), Ok(()));
    drop(world.0.take_scope(scope));
    let new = world.0.spawn(root, Behaviour::from(noting("new", &diary)));
    assert_eq!(
        new.map(|id| id.index),
        Some(old.id().index),
        "the slot is used again"
    );
    assert_eq!(old.tell(number(2.0)), Err(SendError::Dead));
    world.run();
    assert_eq!(diary.read(), ["old ended"]);
    let counters = world.0.counters();
    assert_eq!((counters.messages.rejected, counters.stale), (2, 1));
}
