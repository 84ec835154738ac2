//! The operations on our own registry.

use std::hint::black_box;
use std::time::Duration;

use engine_worker::actors::{
    ActorHandle, Behaviour, Child, Context, Delivery, Failure, Flow, Message, Native, Registry,
    Restart, Step, Strategy, Supervision, Task,
};
use engine_worker::host::clock::Timestamp;
use futures::StreamExt;

use crate::measure::{Figures, live_bytes, now};

const NAME: &str = "offstage";
const OPERATIONS: usize = 100_000;
const ACTORS: usize = 50_000;
const NO_BUDGET: u64 = u64::MAX;

type Program = Registry<[u64; 4]>;

/// Adds up what it is told, answers with the sum, fails when told nothing.
struct Counter(f64);

impl Step for Counter {
    fn name(&self) -> &str {
        "counter"
    }

    fn step(&mut self, _: &mut Context<'_>, delivery: Delivery) -> Result<Flow, Failure> {
        match delivery.message {
            Message::Number(number) => self.0 += number,
            Message::Absent => {
                return Err(Failure {
                    reason: String::new(),
                });
            }
            _ => {}
        }
        if let Some(reply) = delivery.reply {
            reply.answer(Message::Number(self.0));
        }
        Ok(Flow::Continue)
    }
}

fn counter(registry: &mut Program) -> ActorHandle {
    let root = registry.root();
    let actor = registry.spawn(root, Behaviour::Step(Box::new(Counter(0.0))));
    registry.handle(actor.expect("the root lives"))
}

fn with_counters(count: usize) -> (Program, Vec<ActorHandle>) {
    let mut registry = Program::new();
    let handles = (0..count).map(|_| counter(&mut registry)).collect();
    (registry, handles)
}

fn one() -> Message {
    Message::Number(1.0)
}

fn measure<S>(
    figures: &mut Figures,
    operation: &'static str,
    count: usize,
    mut setup: impl FnMut() -> S,
    mut run: impl FnMut(&mut S),
) {
    let samples: Vec<f64> = (0..figures.rounds())
        .map(|_| {
            let mut state = setup();
            let start = now();
            run(&mut state);
            (now() - start) / count as f64
        })
        .collect();
    figures.best(NAME, operation, &samples);
}

/// Measures everything.
pub fn run(figures: &mut Figures) {
    messages(figures);
    lives(figures);
    for (operation, count) in [
        ("bytes per actor at 10000", 10_000),
        ("bytes per actor at 100000", 100_000),
    ] {
        let before = live_bytes();
        let (registry, handles) = with_counters(count);
        drop(handles);
        figures.add(
            NAME,
            operation,
            (live_bytes() - before) as f64 / count as f64,
        );
        drop(registry);
    }
}

fn messages(figures: &mut Figures) {
    measure(
        figures,
        "tell",
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
        figures,
        "tell, async loop",
        OPERATIONS,
        || {
            let mut registry = Program::new();
            let root = registry.root();
            let task = Task::new("loop", |ctx| async move {
                let mut messages = ctx.messages();
                let mut sum = 0.0;
                loop {
                    if let Message::Number(number) = messages.select_next_some().await.message {
                        sum += black_box(number);
                        black_box(sum);
                    }
                }
            });
            let actor = registry.spawn(root, Behaviour::Task(task));
            let handle = registry.handle(actor.expect("the root lives"));
            registry.run_until_idle(NO_BUDGET);
            (registry, handle)
        },
        |(registry, handle)| {
            for _ in 0..OPERATIONS {
                black_box(handle.tell(one()).is_ok());
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
    measure(
        figures,
        "ask",
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
    measure(
        figures,
        "broadcast to 10",
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
}

fn lives(figures: &mut Figures) {
    measure(figures, "spawn", ACTORS, Program::new, |registry| {
        let root = registry.root();
        for _ in 0..ACTORS {
            black_box(registry.spawn(root, Behaviour::Step(Box::new(Counter(0.0)))));
        }
    });
    measure(
        figures,
        "destroy",
        ACTORS,
        || {
            let mut registry = Program::new();
            let root = registry.root();
            let top = registry.create_scope(root).expect("the root lives");
            for _ in 0..ACTORS {
                let scope = registry.create_scope(top).expect("its parent lives");
                registry.spawn(scope, Behaviour::Step(Box::new(Counter(0.0))));
            }
            (registry, top)
        },
        |(registry, top)| {
            black_box(registry.take_scope(*top));
        },
    );
    measure(
        figures,
        "restart",
        OPERATIONS / 10,
        || {
            let mut registry = Program::new();
            let root = registry.root();
            let window = Duration::from_nanos(1);
            registry.supervise(
                root,
                Supervision {
                    strategy: Strategy::OneForOne,
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
            for _ in 0..OPERATIONS / 10 {
                *now += 1;
                registry.advance_to(Timestamp(*now));
                black_box(handle.tell(Message::Absent).is_ok());
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
}

/// Runs at full rate for some time: tells, asks, actors that come and go. Nothing may be lost, nothing grow,
/// nothing become slower.
pub fn sustain(figures: &mut Figures, seconds: f64) {
    const ROUND: usize = 100;
    let (mut registry, handles) = with_counters(1000);
    let root = registry.root();
    let end = now() + seconds * 1e9;
    // The first tenth warms up.
    let mut windows: Vec<(Vec<f64>, usize)> = Vec::new();
    let (mut told, mut asked, mut answered) = (0_u64, 0_u64, 0_u64);
    let window = seconds * 1e8;
    let mut latencies = Vec::with_capacity(1 << 20);
    let mut next = now() + window;
    let mut turn = 0;
    while now() < end {
        let start = now();
        for step in 0..ROUND {
            told += u64::from(
                handles[(turn * 7 + step) % handles.len()]
                    .tell(one())
                    .is_ok(),
            );
        }
        let scope = registry.create_scope(root).expect("the root lives");
        for _ in 0..10 {
            registry.spawn(scope, Behaviour::Step(Box::new(Counter(0.0))));
        }
        asked += 1;
        told += 1;
        let mut answer = handles[turn % handles.len()].ask(one());
        registry.run_until_idle(NO_BUDGET);
        answered += u64::from(answer.try_take().is_some());
        drop(registry.take_scope(scope));
        // The buffer is as large as it was at the first window, so that it is not taken for growth.
        if latencies.len() < latencies.capacity() {
            latencies.push(now() - start);
        }
        turn += 1;
        if now() >= next {
            latencies.sort_by(f64::total_cmp);
            let p99 = latencies[latencies.len() * 99 / 100];
            windows.push((vec![p99], live_bytes()));
            latencies.clear();
            next += window;
        }
    }
    let mut sum = 0.0;
    for handle in &handles {
        let mut answer = handle.ask(Message::Number(0.0));
        registry.run_until_idle(NO_BUDGET);
        if let Some(Ok(Message::Number(number))) = answer.try_take() {
            sum += number;
        }
    }
    let steady = &windows[1.min(windows.len() - 1)..];
    let middle = steady.len() / 2;
    let p99 = |windows: &[(Vec<f64>, usize)]| {
        let mut all: Vec<f64> = windows.iter().map(|(p99, _)| p99[0]).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let (first, last) = (steady[0].1 as f64, steady[steady.len() - 1].1 as f64);
    figures.add(
        NAME,
        "sustained: messages per second",
        (told + asked) as f64 / seconds,
    );
    figures.add(
        NAME,
        "sustained: messages lost",
        told as f64 - sum + (asked - answered) as f64,
    );
    figures.add(
        NAME,
        "sustained: growth of live bytes, %",
        (last - first).abs() / first * 100.0,
    );
    figures.add(
        NAME,
        "sustained: drift of p99, %",
        (p99(&steady[middle..]) / p99(&steady[..middle.max(1)]) - 1.0) * 100.0,
    );
}
