//! The figures of the actor core: nanoseconds per operation, best of several rounds, and bytes per
//! actor. `cargo bench -p engine-worker --bench actors [-- PART OF A NAME]`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use engine_worker::actors::{
    ActorHandle, Behaviour, Child, Context, Failure, Flow, Message, Native, Registry, Restart,
    Step, Strategy, Supervision, Task,
};
use engine_worker::host::clock::Timestamp;
use futures::{FutureExt, StreamExt, select_biased};
use protocol::ids::{ActorId, ScopeId};

#[path = "support/harness.rs"]
mod harness;

use harness::{best_and_median, live_bytes, wanted};

const ROUNDS: usize = 9;
const OPERATIONS: usize = 200_000;
const NO_BUDGET: u64 = u64::MAX;

/// Runs a batch of operations several times; the setup is not timed.
fn measure<S>(
    name: &str,
    operations: usize,
    mut setup: impl FnMut() -> S,
    mut run: impl FnMut(&mut S),
) {
    if !wanted(name) {
        return;
    }
    let mut samples: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let mut state = setup();
            let start = Instant::now();
            run(&mut state);
            start.elapsed().as_nanos() as f64 / operations as f64
        })
        .collect();
    let (best, median) = best_and_median(&mut samples);
    println!("{name:<44} {best:>8.1} ns   median {median:>8.1}");
}

/// Adds up what it is told, answers with the sum, fails when told to.
struct Counter(f64);

impl Step for Counter {
    fn name(&self) -> &str {
        "counter"
    }

    fn step(&mut self, ctx: &mut Context<'_>, message: &mut Message) -> Result<Flow, Failure> {
        match message {
            Message::Number(number) => self.0 += *number,
            Message::Absent => {
                return Err(Failure {
                    reason: String::new(),
                });
            }
            _ => {}
        }
        if let Some(reply) = ctx.take_reply() {
            reply.answer(Message::Number(self.0));
        }
        Ok(Flow::Continue)
    }
}

/// Passes what it is told on to the next actor.
struct Relay(Option<ActorHandle>);

impl Step for Relay {
    fn name(&self) -> &str {
        "relay"
    }

    fn step(&mut self, _: &mut Context<'_>, message: &mut Message) -> Result<Flow, Failure> {
        if let (Some(next), Message::Number(left)) = (&self.0, message)
            && *left > 0.0
        {
            black_box(next.tell(Message::Number(*left - 1.0)).is_ok());
        }
        Ok(Flow::Continue)
    }
}

type Program = Registry<[u64; 4]>;
type Taken = (ActorId, Behaviour<[u64; 4]>);

fn counter(registry: &mut Program) -> ActorHandle {
    let root = registry.root();
    let actor = registry.spawn(root, Behaviour::Step(Box::new(Counter(0.0))));
    registry.handle(actor.expect("the root lives"))
}

fn one() -> Message {
    Message::Number(1.0)
}

fn with_counters(count: usize) -> (Program, Vec<ActorHandle>) {
    let mut registry = Program::new();
    let handles = (0..count).map(|_| counter(&mut registry)).collect();
    (registry, handles)
}

fn tells() {
    measure(
        "tell a stepped actor, run each",
        OPERATIONS,
        || with_counters(1),
        |(registry, handles)| {
            for _ in 0..OPERATIONS {
                black_box(handles[0].tell(one()).is_ok());
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
    measure(
        "tell a stepped actor, batches of 100",
        OPERATIONS,
        || with_counters(1),
        |(registry, handles)| {
            for _ in 0..OPERATIONS / 100 {
                for _ in 0..100 {
                    black_box(handles[0].tell(one()).is_ok());
                }
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
    measure(
        "broadcast to 10 stepped actors",
        OPERATIONS / 10,
        || with_counters(10),
        |(registry, handles)| {
            for _ in 0..OPERATIONS / 10 {
                for handle in handles.iter() {
                    black_box(handle.tell(one()).is_ok());
                }
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
    measure(
        "ask a stepped actor",
        OPERATIONS,
        || with_counters(1),
        |(registry, handles)| {
            for _ in 0..OPERATIONS {
                let mut answer = handles[0].ask(one());
                registry.run_until_idle(NO_BUDGET);
                black_box(answer.try_take().is_some());
            }
        },
    );
}

fn hops() {
    measure(
        "hop between stepped actors",
        OPERATIONS,
        || {
            let mut registry = Program::new();
            let root = registry.root();
            let last = registry.spawn(root, Behaviour::Step(Box::new(Counter(0.0))));
            let mut next = registry.handle(last.expect("the root lives"));
            for _ in 0..1000 {
                let relay = Box::new(Relay(Some(next)));
                let relay = registry.spawn(root, Behaviour::Step(relay));
                next = registry.handle(relay.expect("the root lives"));
            }
            (registry, next)
        },
        |(registry, first)| {
            for _ in 0..OPERATIONS / 1000 {
                black_box(first.tell(Message::Number(1e9)).is_ok());
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
    measure(
        "hop between async loops",
        OPERATIONS,
        || ring(false),
        run_ring,
    );
    measure(
        "hop between async loops with select_biased!",
        OPERATIONS,
        || ring(true),
        run_ring,
    );
}

fn ring(select: bool) -> (Program, ActorHandle) {
    let mut registry = Program::new();
    let root = registry.root();
    let last = registry.spawn(root, Behaviour::Step(Box::new(Counter(0.0))));
    let mut next = registry.handle(last.expect("the root lives"));
    for _ in 0..1000 {
        let target = next.clone();
        let relay = Task::new("relay", move |ctx| async move {
            let mut messages = ctx.messages();
            let mut deadline = ctx.sleep_until(Timestamp(u64::MAX)).fuse();
            loop {
                let delivery = if select {
                    select_biased! {
                        delivery = messages.select_next_some() => delivery,
                        () = deadline => return Ok(()),
                    }
                } else {
                    messages.select_next_some().await
                };
                black_box(target.tell(delivery.message).is_ok());
            }
        });
        let relay = registry.spawn(root, Behaviour::Task(relay));
        next = registry.handle(relay.expect("the root lives"));
    }
    registry.run_until_idle(NO_BUDGET);
    (registry, next)
}

fn run_ring((registry, first): &mut (Program, ActorHandle)) {
    for _ in 0..OPERATIONS / 1000 {
        black_box(first.tell(one()).is_ok());
        registry.run_until_idle(NO_BUDGET);
    }
}

/// A registry whose memory is warm: as many slots as will be used.
fn warm(count: usize) -> (Program, Vec<ScopeId>, Vec<Taken>) {
    let mut registry = Program::new();
    let root = registry.root();
    let top = registry.create_scope(root).expect("the root lives");
    for _ in 0..count {
        let scope = registry.create_scope(top).expect("its parent lives");
        registry.spawn(scope, Behaviour::Instance([0; 4]));
    }
    drop(registry.take_scope(top));
    (
        registry,
        Vec::with_capacity(count),
        Vec::with_capacity(count),
    )
}

fn lives() {
    const ACTORS: usize = 50_000;
    measure(
        "spawn a stepped actor (boxed)",
        ACTORS,
        || warm(ACTORS),
        |(registry, _, _)| {
            let root = registry.root();
            for _ in 0..ACTORS {
                let step = Box::new(Counter(0.0));
                black_box(registry.spawn(root, Behaviour::Step(step)));
            }
        },
    );
    measure(
        "spawn a program instance with its scope",
        ACTORS,
        || warm(ACTORS),
        |(registry, scopes, _)| {
            let root = registry.root();
            for _ in 0..ACTORS {
                let scope = registry.create_scope(root).expect("the root lives");
                scopes.push(scope);
                registry.spawn(scope, Behaviour::Instance([0; 4]));
            }
        },
    );
    let filled = || {
        let (mut registry, mut scopes, taken) = warm(ACTORS);
        let root = registry.root();
        let top = registry.create_scope(root).expect("the root lives");
        for _ in 0..ACTORS {
            let scope = registry.create_scope(top).expect("its parent lives");
            scopes.push(scope);
            registry.spawn(scope, Behaviour::Instance([0; 4]));
        }
        (registry, scopes, taken, top)
    };
    measure(
        "destroy an instance and its scope, all at once",
        ACTORS,
        filled,
        |(registry, _, taken, top)| registry.take_scope_into(*top, taken),
    );
    measure(
        "destroy an instance and its scope, one by one",
        ACTORS,
        filled,
        |(registry, scopes, taken, _)| {
            for scope in scopes.iter() {
                registry.take_scope_into(*scope, taken);
                taken.clear();
            }
        },
    );
    measure(
        "get an instance by id",
        OPERATIONS,
        || {
            let (mut registry, ..) = warm(0);
            let root = registry.root();
            let spawn = |_| registry.spawn(root, Behaviour::Instance([1; 4]));
            let ids: Vec<_> = (0..100).filter_map(spawn).collect();
            (registry, ids)
        },
        |(registry, ids)| {
            let mut sum = 0;
            for _ in 0..OPERATIONS / 100 {
                for id in ids.iter() {
                    sum += registry.get(*id).map_or(0, |instance| instance[0]);
                }
            }
            black_box(sum);
        },
    );
    measure(
        "restart a failing actor in place",
        OPERATIONS,
        || {
            let mut registry = Program::new();
            let root = registry.root();
            let strategy = Strategy::OneForOne;
            let window = Duration::from_nanos(1);
            registry.supervise(
                root,
                Supervision {
                    strategy,
                    restarts: 10,
                    window,
                },
            );
            let start = Box::new(|| Native::Step(Box::new(Counter(0.0))));
            let child = Child {
                restart: Restart::Permanent,
                start,
            };
            let actor = registry.spawn_child(root, child).expect("the root lives");
            let handle = registry.handle(actor);
            (registry, handle, 0)
        },
        |(registry, handle, now)| {
            for _ in 0..OPERATIONS {
                *now += 1;
                registry.advance_to(Timestamp(*now));
                black_box(handle.tell(Message::Absent).is_ok());
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
}

fn bytes() {
    for count in [10_000, 100_000] {
        let before = live_bytes();
        let (mut registry, handles) = with_counters(count);
        let ids: Vec<_> = handles.iter().map(ActorHandle::id).collect();
        drop(handles);
        let idle = live_bytes() - before - ids.capacity() * size_of::<ActorId>();
        for id in &ids {
            black_box(registry.handle(*id).tell(one()).is_ok());
            registry.run_until_idle(NO_BUDGET);
        }
        let used = live_bytes() - before - ids.capacity() * size_of::<ActorId>();
        println!(
            "bytes per stepped actor at {count:>7}: {:>4} never told, {:>4} after a message",
            idle / count,
            used / count
        );
        drop(registry);
        let before = live_bytes();
        let mut registry: Registry<Box<u64>> = Registry::new();
        let root = registry.root();
        for number in 0..count {
            let scope = registry.create_scope(root).expect("the root lives");
            registry.spawn(scope, Behaviour::Instance(Box::new(number as u64)));
        }
        let used = live_bytes() - before - count * size_of::<u64>();
        println!(
            "bytes per instance and scope at {count:>7}: {:>4} without its state",
            used / count
        );
    }
}

fn main() {
    tells();
    hops();
    lives();
    if wanted("bytes") {
        bytes();
    }
}
