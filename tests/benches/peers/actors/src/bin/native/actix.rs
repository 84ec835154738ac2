//! The operations on actix.

use std::hint::black_box;

use ::actix::{Actor, ActorContext, Addr, Context, Handler, MessageResult, Supervised, Supervisor};
use actors::measure::{BATCH, Figures, Told, live_bytes, now};

const NAME: &str = "actix";

static ARRIVED: Told = Told::nothing();

struct Counter(f64);

impl Actor for Counter {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Context<Self>) {
        // As roomy as the mailboxes of the others; messages beyond the default of 16 would wait.
        context.set_mailbox_capacity(1 << 20);
    }
}

impl Supervised for Counter {}

struct Add(f64);
struct Sum;
struct Fail;

impl ::actix::Message for Add {
    type Result = ();
}
impl ::actix::Message for Sum {
    type Result = f64;
}
impl ::actix::Message for Fail {
    type Result = ();
}

impl Handler<Add> for Counter {
    type Result = ();

    fn handle(&mut self, Add(number): Add, _: &mut Context<Self>) {
        self.0 += number;
        ARRIVED.set(self.0);
    }
}

impl Handler<Sum> for Counter {
    type Result = MessageResult<Sum>;

    fn handle(&mut self, _: Sum, _: &mut Context<Self>) -> MessageResult<Sum> {
        MessageResult(self.0)
    }
}

impl Handler<Fail> for Counter {
    type Result = ();

    fn handle(&mut self, _: Fail, context: &mut Context<Self>) {
        context.stop();
    }
}

async fn sum(actor: &Addr<Counter>) -> f64 {
    actor.send(Sum).await.expect("it lives")
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
        let actor = Counter(0.0).start();
        ARRIVED.set(0.0);
        let start = now();
        for batch in 1..=many / BATCH {
            for _ in 0..BATCH {
                actor.do_send(Add(1.0));
            }
            ARRIVED.reaches((batch * BATCH) as f64).await;
        }
        assert_eq!(sum(&actor).await, many as f64);
        tell.push((now() - start) / many as f64);

        let start = now();
        for _ in 0..few {
            black_box(sum(&actor).await);
        }
        ask.push((now() - start) / few as f64);

        let start = now();
        let actors: Vec<_> = (0..few).map(|_| Counter(0.0).start()).collect();
        // Started once the last one, which is polled last, has answered.
        black_box(sum(&actors[few - 1]).await);
        spawn.push((now() - start) / few as f64);

        let start = now();
        for _ in 0..few {
            for actor in &actors[..10] {
                actor.do_send(Add(1.0));
            }
        }
        for actor in &actors[..10] {
            assert_eq!(sum(actor).await, few as f64);
        }
        broadcast.push((now() - start) / few as f64);
        drop(actors);

        let actor = Supervisor::start(|_| Counter(0.0));
        let start = now();
        for _ in 0..few / 4 {
            actor.do_send(Fail);
            black_box(sum(&actor).await);
        }
        restart.push((now() - start) / (few / 4) as f64);
    }
    figures.best(NAME, "tell", &tell);
    figures.best(NAME, "ask", &ask);
    figures.best(NAME, "spawn", &spawn);
    figures.best(NAME, "broadcast to 10", &broadcast);
    figures.best(NAME, "restart", &restart);

    let count = 10_000;
    let before = live_bytes();
    let actors: Vec<_> = (0..count).map(|_| Counter(0.0).start()).collect();
    black_box(sum(&actors[count - 1]).await);
    figures.add(
        NAME,
        "bytes per actor at 10000",
        (live_bytes() - before) as f64 / count as f64,
    );
}
