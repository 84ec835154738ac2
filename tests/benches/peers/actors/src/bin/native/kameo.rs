//! The operations on kameo.

use std::convert::Infallible;
use std::hint::black_box;
use std::time::Duration;

use actors::measure::{BATCH, Figures, Told, live_bytes, now};
use kameo::actor::{Actor, ActorRef, Spawn};
use kameo::mailbox;
use kameo::message::{Context, Message};

const NAME: &str = "kameo";

static ARRIVED: Told = Told::nothing();

#[derive(Clone)]
struct Counter(f64);

impl Actor for Counter {
    type Args = Self;
    type Error = Infallible;

    async fn on_start(state: Self, _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(state)
    }
}

struct Add(f64);
struct Sum;
struct Fail;

impl Message<Add> for Counter {
    type Reply = ();

    async fn handle(&mut self, Add(number): Add, _: &mut Context<Self, ()>) {
        self.0 += number;
        ARRIVED.set(self.0);
    }
}

impl Message<Sum> for Counter {
    type Reply = f64;

    async fn handle(&mut self, _: Sum, _: &mut Context<Self, f64>) -> f64 {
        self.0
    }
}

impl Message<Fail> for Counter {
    type Reply = ();

    async fn handle(&mut self, _: Fail, context: &mut Context<Self, ()>) {
        context.stop();
    }
}

struct Supervisor;

impl Actor for Supervisor {
    type Args = ();
    type Error = Infallible;

    async fn on_start((): (), _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(Supervisor)
    }
}

fn counter() -> ActorRef<Counter> {
    Counter::spawn_with_mailbox(Counter(0.0), mailbox::unbounded())
}

/// Measures everything.
pub(crate) async fn run(figures: &mut Figures) {
    let rounds = figures.rounds();
    let many = if figures.quick { 5_000 } else { 20_000 };
    let few = many / 10;
    let (mut tell, mut ask, mut spawn, mut broadcast, mut restart) = <_>::default();
    let _: [&mut Vec<f64>; 5] = [
        &mut tell,
        &mut ask,
        &mut spawn,
        &mut broadcast,
        &mut restart,
    ];
    for _ in 0..rounds {
        let actor = counter();
        ARRIVED.set(0.0);
        let start = now();
        for batch in 1..=many / BATCH {
            for _ in 0..BATCH {
                black_box(actor.tell(Add(1.0)).await.is_ok());
            }
            ARRIVED.reaches((batch * BATCH) as f64).await;
        }
        assert_eq!(actor.ask(Sum).await.expect("it lives"), many as f64);
        tell.push((now() - start) / many as f64);

        let start = now();
        for _ in 0..few {
            black_box(actor.ask(Sum).await.is_ok());
        }
        ask.push((now() - start) / few as f64);

        let mut actors = Vec::with_capacity(few);
        let start = now();
        for _ in 0..few {
            actors.push(counter());
        }
        for actor in &actors {
            actor.wait_for_startup().await;
        }
        spawn.push((now() - start) / few as f64);

        let start = now();
        for _ in 0..few {
            for actor in &actors[..10] {
                black_box(actor.tell(Add(1.0)).await.is_ok());
            }
        }
        for actor in &actors[..10] {
            assert_eq!(actor.ask(Sum).await.expect("it lives"), few as f64);
        }
        broadcast.push((now() - start) / few as f64);
        for actor in actors {
            actor.kill();
            actor.wait_for_shutdown().await;
        }

        let supervisor = Supervisor::spawn(());
        let child = Counter::supervise(&supervisor, Counter(0.0))
            .restart_limit(u32::MAX, Duration::from_secs(1))
            .spawn_with_mailbox(mailbox::unbounded())
            .await;
        let start = now();
        for _ in 0..few / 4 {
            drop(child.tell(Fail).await);
            // Answered by the actor that was started anew.
            while child.ask(Sum).await.is_err() {
                tokio::task::yield_now().await;
            }
        }
        restart.push((now() - start) / (few / 4) as f64);
        supervisor.kill();
    }
    figures.best(NAME, "tell", &tell);
    figures.best(NAME, "ask", &ask);
    figures.best(NAME, "spawn", &spawn);
    figures.best(NAME, "broadcast to 10", &broadcast);
    figures.best(NAME, "restart", &restart);

    let count = 10_000;
    let mut actors = Vec::with_capacity(count);
    let before = live_bytes();
    for _ in 0..count {
        actors.push(counter());
    }
    for actor in &actors {
        actor.wait_for_startup().await;
    }
    figures.add(
        NAME,
        "bytes per actor at 10000",
        (live_bytes() - before) as f64 / count as f64,
    );
}
