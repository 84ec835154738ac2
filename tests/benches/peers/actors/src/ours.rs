//! The operations on our own registry.

use std::hint::black_box;
use std::time::Duration;

use engine_worker::actors::{
    ActorHandle, Behaviour, Child, Context, Failure, Flow, Message, Native, Registry, Restart,
    Step, Strategy, Supervision, Task,
};
use engine_worker::host::clock::Timestamp;

use crate::measure::{BATCH, Figures, live_bytes, now, repeat};

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

/// Measures `count` operations, of which each call of `run` does a batch.
fn measure<S>(
    figures: &mut Figures,
    operation: &'static str,
    count: usize,
    batch: usize,
    mut setup: impl FnMut() -> S,
    mut run: impl FnMut(&mut S),
) {
    let samples: Vec<f64> = (0..figures.rounds())
        .map(|_| {
            let mut state = setup();
            let start = now();
            repeat(count / batch, &mut state, &mut run);
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
        BATCH,
        || with_counters(1),
        |(registry, handles)| {
            let handle = &handles[0];
            for _ in 0..BATCH {
                black_box(handle.tell(one()).is_ok());
            }
            registry.run_until_idle(NO_BUDGET);
        },
    );
    measure(
        figures,
        "tell, async loop",
        OPERATIONS,
        BATCH,
        || {
            let mut registry = Program::new();
            let root = registry.root();
            let task = Task::new("loop", |ctx| async move {
                let mut messages = ctx.messages();
                let mut sum = 0.0;
                loop {
                    if let Message::Number(number) = messages.receive().await.message {
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
            for _ in 0..BATCH {
                black_box(handle.tell(one()).is_ok());
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
    measure(
        figures,
        "ask",
        OPERATIONS,
        BATCH,
        || with_counters(1),
        |(registry, handles)| {
            for _ in 0..BATCH {
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
        BATCH,
        || with_counters(10),
        |(registry, handles)| {
            for _ in 0..BATCH {
                for handle in handles.iter() {
                    black_box(handle.tell(one()).is_ok());
                }
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
}

fn lives(figures: &mut Figures) {
    measure(figures, "spawn", ACTORS, BATCH, Program::new, |registry| {
        let root = registry.root();
        for _ in 0..BATCH {
            black_box(registry.spawn(root, Behaviour::Step(Box::new(Counter(0.0)))));
        }
    });
    measure(
        figures,
        "destroy",
        ACTORS,
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
        BATCH,
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
            for _ in 0..BATCH {
                *now += 1;
                registry.advance_to(Timestamp(*now));
                black_box(handle.tell(Message::Absent).is_ok());
                registry.run_until_idle(NO_BUDGET);
            }
        },
    );
}

/// What a part of the sustained run took.
struct Window {
    /// Of 100 rounds, 99 were shorter.
    p99: f64,
    /// The same of work that no actor does.
    machine: f64,
    live_bytes: usize,
}

/// Some work without actors, memory or system: how long it takes says how much of the processor there was.
fn control(rounds: u64) -> u64 {
    (0..rounds).fold(1, |state: u64, round| {
        (state ^ round)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23)
    })
}

fn percentile_99(samples: &mut Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    let p99 = samples[samples.len() * 99 / 100];
    samples.clear();
    p99
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs at full rate for some time: tells, asks, actors that come and go. Nothing may be lost, nothing grow,
/// nothing become slower.
///
/// A round is some microseconds, so its p99 is mostly what the machine does beside: other tenants, interrupts. So
/// every few rounds as much work without actors is measured as well; what counts is the p99 in units of that, in
/// many short windows, of which the median is taken.
pub fn sustain(figures: &mut Figures, seconds: f64) {
    const ROUND: usize = 100;
    const WINDOWS: usize = 100;
    const CONTROL_EVERY: usize = 8;
    const CONTROL_ROUNDS: u64 = 2_000;
    let (mut registry, handles) = with_counters(1000);
    let root = registry.root();
    let end = now() + seconds * 1e9;
    let mut windows: Vec<Window> = Vec::with_capacity(2 * WINDOWS);
    let (mut told, mut asked, mut answered) = (0_u64, 0_u64, 0_u64);
    let window = seconds * 1e9 / WINDOWS as f64;
    // As large as they will ever be, so that they are not taken for growth.
    let mut latencies = Vec::with_capacity(1 << 20);
    let mut controls = Vec::with_capacity(1 << 17);
    let mut next = now() + window;
    let mut turn = 0;
    while now() < end {
        if turn % CONTROL_EVERY == 0 && controls.len() < controls.capacity() {
            let start = now();
            black_box(control(black_box(CONTROL_ROUNDS)));
            controls.push(now() - start);
        }
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
        if latencies.len() < latencies.capacity() {
            latencies.push(now() - start);
        }
        turn += 1;
        if now() >= next && !controls.is_empty() {
            windows.push(Window {
                p99: percentile_99(&mut latencies),
                machine: percentile_99(&mut controls),
                live_bytes: live_bytes(),
            });
            next = now() + window;
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
    // The first tenth warms up.
    let steady = &windows[windows.len() / 10..];
    let third = steady.len() / 3;
    let (early, late) = (&steady[..third], &steady[steady.len() - third..]);
    let drift = |of: fn(&Window) -> f64| {
        (median(late.iter().map(of)) / median(early.iter().map(of)) - 1.0) * 100.0
    };
    let (first, last) = (
        early[0].live_bytes as f64,
        late[third - 1].live_bytes as f64,
    );
    for (operation, value) in [
        (
            "sustained: messages per second",
            (told + asked) as f64 / seconds,
        ),
        (
            "sustained: messages lost",
            told as f64 - sum + (asked - answered) as f64,
        ),
        (
            "sustained: growth of live bytes, %",
            (last - first).abs() / first * 100.0,
        ),
        (
            "sustained: p99 of a round, ns",
            median(steady.iter().map(|window| window.p99)),
        ),
        (
            "sustained: drift of p99, %",
            drift(|window| window.p99 / window.machine),
        ),
        (
            "sustained: drift of p99 in ns, %",
            drift(|window| window.p99),
        ),
        (
            "sustained: drift of the machine's p99, %",
            drift(|window| window.machine),
        ),
    ] {
        figures.add(NAME, operation, value);
    }
}
