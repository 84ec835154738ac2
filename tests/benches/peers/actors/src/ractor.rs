//! The operations on ractor, natively and in a worker.

use std::hint::black_box;

use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, SupervisionEvent};

use crate::measure::{BATCH, Figures, Told as Arrived, live_bytes, now, repeat};

const NAME: &str = "ractor";

static ARRIVED: Arrived = Arrived::nothing();

struct Counter;

enum Told {
    Add(f64),
    Sum(RpcReplyPort<f64>),
    Fail,
}

impl Actor for Counter {
    type Msg = Told;
    type State = f64;
    type Arguments = ();

    async fn pre_start(&self, _: ActorRef<Told>, (): ()) -> Result<f64, ActorProcessingErr> {
        Ok(0.0)
    }

    async fn handle(
        &self,
        _: ActorRef<Told>,
        message: Told,
        sum: &mut f64,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            Told::Add(number) => {
                *sum += number;
                ARRIVED.set(*sum);
            }
            Told::Sum(reply) => drop(reply.send(*sum)),
            Told::Fail => return Err("told to".into()),
        }
        Ok(())
    }
}

/// Starts its child anew whenever it fails.
struct Supervisor;

enum Asked {
    /// The child, once it has been started that often.
    Child(usize, RpcReplyPort<ActorRef<Told>>),
}

struct Supervised {
    child: ActorRef<Told>,
    starts: usize,
    waiting: Option<(usize, RpcReplyPort<ActorRef<Told>>)>,
}

impl Supervised {
    fn answer(&mut self) {
        if let Some((_, reply)) = self.waiting.take_if(|(starts, _)| *starts <= self.starts) {
            drop(reply.send(self.child.clone()));
        }
    }
}

impl Actor for Supervisor {
    type Msg = Asked;
    type State = Supervised;
    type Arguments = ();

    async fn pre_start(
        &self,
        me: ActorRef<Asked>,
        (): (),
    ) -> Result<Supervised, ActorProcessingErr> {
        let (child, _) = Actor::spawn_linked(None, Counter, (), me.get_cell()).await?;
        Ok(Supervised {
            child,
            starts: 1,
            waiting: None,
        })
    }

    async fn handle(
        &self,
        _: ActorRef<Asked>,
        Asked::Child(starts, reply): Asked,
        state: &mut Supervised,
    ) -> Result<(), ActorProcessingErr> {
        state.waiting = Some((starts, reply));
        state.answer();
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        me: ActorRef<Asked>,
        event: SupervisionEvent,
        state: &mut Supervised,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(..) = event {
            let (child, _) = Actor::spawn_linked(None, Counter, (), me.get_cell()).await?;
            state.child = child;
            state.starts += 1;
            state.answer();
        }
        Ok(())
    }
}

async fn counter() -> ActorRef<Told> {
    let (actor, _) = Actor::spawn(None, Counter, ()).await.expect("it starts");
    actor
}

async fn sum(actor: &ActorRef<Told>) -> f64 {
    let answer = actor.call(Told::Sum, None).await.expect("it lives");
    answer.expect("it answers")
}

/// Measures everything.
pub async fn run(figures: &mut Figures) {
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
        let mut actor = counter().await;
        ARRIVED.set(0.0);
        let start = now();
        for batch in 1..=many / BATCH {
            repeat(1, &mut actor, |actor| {
                for _ in 0..BATCH {
                    black_box(actor.cast(Told::Add(1.0)).is_ok());
                }
            });
            ARRIVED.reaches((batch * BATCH) as f64).await;
        }
        assert_eq!(sum(&actor).await, many as f64);
        tell.push((now() - start) / many as f64);

        let start = now();
        for _ in 0..few {
            black_box(sum(&actor).await);
        }
        ask.push((now() - start) / few as f64);
        actor.stop(None);

        let mut actors = Vec::with_capacity(few);
        let start = now();
        for _ in 0..few {
            actors.push(counter().await);
        }
        spawn.push((now() - start) / few as f64);

        let start = now();
        for _ in 0..few {
            for actor in &actors[..10] {
                black_box(actor.cast(Told::Add(1.0)).is_ok());
            }
        }
        for actor in &actors[..10] {
            assert_eq!(sum(actor).await, few as f64);
        }
        broadcast.push((now() - start) / few as f64);
        for actor in actors {
            actor.stop(None);
        }

        let (supervisor, _) = Actor::spawn(None, Supervisor, ()).await.expect("it starts");
        let child = |starts| supervisor.call(move |reply| Asked::Child(starts, reply), None);
        let mut actor = child(1).await.expect("it lives").expect("it answers");
        let start = now();
        for starts in 0..few / 4 {
            drop(actor.cast(Told::Fail));
            actor = child(starts + 2)
                .await
                .expect("it lives")
                .expect("it answers");
        }
        restart.push((now() - start) / (few / 4) as f64);
        supervisor.stop(None);
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
        actors.push(counter().await);
    }
    figures.add(
        NAME,
        "bytes per actor at 10000",
        (live_bytes() - before) as f64 / count as f64,
    );
    for actor in actors {
        actor.stop(None);
    }
}
