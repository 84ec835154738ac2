//! Lives of a log on a disk on which anything may go wrong, and what must hold all the same.
//!
//! Payloads carry numbers that are given once. A [`World`] notes which of them were acknowledged, in which
//! order, and which of them were flushed. Whenever a life opens the log, what it finds must be exactly what was
//! acknowledged, and behind it at most the beginning of one batch whose append was not answered yet, or
//! failed. Only the loss of power may take away what was not flushed.

use std::cell::RefCell;
use std::rc::Rc;

use engine_worker::durability::store::{FaultKind, Generations, now};
use engine_worker::durability::{Log, OpenError, Opened, Store, StoreError};
use protocol::Epoch;

use crate::disk::{Disk, Mishap, Trap};

/// Numbers that look random and are the same for the same seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Begins with a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound
    }
}

/// What a life does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Appends so many payloads at once.
    Append(u64),
    /// Flushes.
    Flush,
    /// Writes a snapshot.
    Compact,
    /// Forgets everything.
    Clear,
}

/// What is known about the log, whoever writes it.
#[derive(Debug, Default)]
pub struct World {
    /// What must be in the log, in order.
    truth: Vec<u64>,
    /// How many of these the loss of power leaves.
    flushed: usize,
    /// Whether power was lost since the log was opened last.
    dark: bool,
    /// Whether a call that forgets everything has failed since.
    cleared: bool,
    /// Batches that were not acknowledged since.
    doubtful: Vec<Vec<u64>>,
    /// How often the log was opened.
    owners: u64,
    /// The epochs that were given.
    epochs: Vec<Epoch>,
    next: u64,
    /// How many appends were acknowledged.
    pub acknowledged: u64,
}

/// The payload of a number: its length and bytes follow from it.
fn payload(number: u64) -> Vec<u8> {
    let mut bytes = vec![0];
    bytes.extend(number.to_le_bytes());
    let length = Random::new(number).below(24) as usize;
    bytes.extend(std::iter::repeat_n(number.to_le_bytes()[0], length));
    bytes
}

fn snapshot(numbers: &[u64]) -> Vec<Vec<u8>> {
    let mut bytes = vec![1];
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    vec![bytes]
}

/// The numbers in payloads.
fn numbers(payloads: &[Vec<u8>]) -> Vec<u64> {
    let mut numbers = Vec::new();
    for bytes in payloads {
        let (kind, rest) = bytes.split_first().expect("no payload is empty");
        let read = |part: &[u8]| u64::from_le_bytes(part.try_into().expect("eight bytes"));
        match kind {
            0 => {
                let number = read(&rest[..8]);
                assert_eq!(bytes, &payload(number), "the payload of {number}");
                numbers.push(number);
            }
            _ => numbers = rest.chunks(8).map(read).collect(),
        }
    }
    numbers
}

impl World {
    /// Judges what a life has found.
    fn opened(&mut self, opened: &Opened) -> Vec<u64> {
        let found = numbers(&opened.payloads);
        let mut expected = &self.truth[..];
        if self.cleared && found.len() < expected.len() && found.is_empty() {
            expected = &[];
        }
        if self.dark && found.len() < expected.len() {
            expected = &expected[..found.len().max(self.flushed)];
        }
        assert!(
            found.starts_with(expected),
            "found {found:?}, acknowledged {expected:?}"
        );
        let rest = &found[expected.len()..];
        assert!(
            rest.is_empty() || self.doubtful.iter().any(|batch| batch.starts_with(rest)),
            "found {rest:?}, which nobody has appended: {:?}",
            self.doubtful
        );
        assert!(
            !self.epochs.contains(&opened.epoch),
            "epoch {:?} was given twice",
            opened.epoch
        );
        self.epochs.push(opened.epoch);
        // The life that begins has written, flushed and claimed all of it.
        self.truth.clone_from(&found);
        self.flushed = found.len();
        self.dark = false;
        self.cleared = false;
        self.doubtful.clear();
        self.owners += 1;
        found
    }
}

/// A world that several lives share, and its disk.
#[derive(Clone)]
pub struct Simulation {
    /// What is known.
    pub world: Rc<RefCell<World>>,
    /// The disk.
    pub disk: Disk,
}

impl Default for Simulation {
    fn default() -> Self {
        Self::new()
    }
}

impl Simulation {
    /// Nothing has happened.
    #[must_use]
    pub fn new() -> Self {
        Self {
            world: Rc::default(),
            disk: Disk::new(),
        }
    }

    /// Opens the log, does the steps, and ends; as far as the traps let it.
    pub fn live(&self, script: &[Step], traps: Vec<Trap>) {
        let process = self.disk.process(traps);
        if let Some(life) = self.open(Generations::new(process)) {
            life.follow(script);
        }
    }

    /// How many operations a life without traps makes.
    #[must_use]
    pub fn count(&self, script: &[Step]) -> u64 {
        let process = self.disk.process(Vec::new());
        let counter = process.counter();
        if let Some(life) = self.open(Generations::new(process)) {
            life.follow(script);
        }
        counter()
    }

    /// Asserts that everything is there, and that the log can be used as ever.
    pub fn check(&self) {
        for _ in 0..2 {
            let store = Generations::new(self.disk.process(Vec::new()));
            let life = self.open(store).expect("a log that can be opened");
            life.follow(&[Step::Append(1)]);
        }
        let logs = self.disk.names();
        let logs = logs.iter().filter(|name| name.starts_with("log."));
        assert_eq!(logs.count(), 1, "one generation is left");
    }

    /// Loses power; all lives must have ended.
    pub fn lose_power(&self, random: &mut Random) {
        self.disk.lose_power(random);
        self.world.borrow_mut().dark = true;
    }

    fn open<S: Store>(&self, store: S) -> Option<Life<S>> {
        let opened = futures_now(Log::open(store, Epoch(1)));
        match opened {
            Ok((log, opened)) => {
                let mut world = self.world.borrow_mut();
                // A life may freeze when all that counts is done: it was the owner, and is no more.
                let (view, owner) = match world.epochs.iter().max() > Some(&opened.epoch) {
                    false => (world.opened(&opened), world.owners),
                    true => (numbers(&opened.payloads), NOBODY),
                };
                Some(Life {
                    world: Rc::clone(&self.world),
                    log,
                    view,
                    owner,
                })
            }
            Err(OpenError::Store(_) | OpenError::Unwritable { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    }
}

/// The number of no owner.
const NOBODY: u64 = u64::MAX;

fn futures_now<T>(future: impl Future<Output = Result<T, OpenError>>) -> Result<T, OpenError> {
    let wrapped = async { Ok::<_, StoreError>(future.await) };
    now(wrapped).expect("simulated stores do not wait")
}

/// A log that is open.
struct Life<S> {
    world: Rc<RefCell<World>>,
    log: Log<S>,
    /// What the life believes to be in the log.
    view: Vec<u64>,
    owner: u64,
}

impl<S: Store> Life<S> {
    fn follow(mut self, script: &[Step]) {
        for step in script {
            let done = match step {
                Step::Append(count) => self.append(*count),
                Step::Flush => self.flush(),
                Step::Compact => self.compact(),
                Step::Clear => self.clear(),
            };
            match done {
                Ok(()) => {}
                // A life that was fenced, or that does not know what it has, is over.
                Err(StoreError::Fenced { .. }) => return,
                Err(_) if *step == Step::Clear => return,
                Err(_) => {}
            }
        }
    }

    /// Whether no other life has opened the log since.
    fn owns(&self) -> bool {
        self.world.borrow().owners == self.owner
    }

    fn append(&mut self, count: u64) -> Result<(), StoreError> {
        let batch: Vec<u64> = {
            let mut world = self.world.borrow_mut();
            let first = world.next;
            world.next += count;
            let batch: Vec<u64> = (first..first + count).collect();
            world.doubtful.push(batch.clone());
            batch
        };
        let payloads: Vec<Vec<u8>> = batch.iter().map(|number| payload(*number)).collect();
        now(self.log.append(&payloads))?;
        let owns = self.owns();
        let mut world = self.world.borrow_mut();
        if owns {
            // What was in doubt before is not there: the log made sure of it.
            world.doubtful.clear();
            world.truth.extend(&batch);
        } else {
            let there = batch.iter().all(|number| world.truth.contains(number));
            assert!(there, "{batch:?} was acknowledged too late");
        }
        world.acknowledged += 1;
        self.view.extend(batch);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        now(self.log.flush())?;
        if self.owns() {
            let mut world = self.world.borrow_mut();
            world.flushed = world.truth.len();
        }
        Ok(())
    }

    fn compact(&mut self) -> Result<(), StoreError> {
        now(self.log.compact(&snapshot(&self.view)))?;
        if self.owns() {
            let mut world = self.world.borrow_mut();
            assert_eq!(world.truth, self.view);
            world.flushed = world.truth.len();
            world.doubtful.clear();
        }
        Ok(())
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.world.borrow_mut().cleared = true;
        now(self.log.clear())?;
        let owns = self.owns();
        let mut world = self.world.borrow_mut();
        if owns {
            world.cleared = false;
            world.truth.clear();
            world.flushed = 0;
            world.doubtful.clear();
        } else {
            let left = self.view.iter().any(|number| world.truth.contains(number));
            assert!(!left, "what was forgotten is there again");
        }
        self.view.clear();
        Ok(())
    }
}

/// What a simulation of a seed came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// How many faults there were: errors, kills, freezes, losses of power.
    pub faults: u64,
    /// How many appends were acknowledged.
    pub acknowledged: u64,
    /// How often the log was opened.
    pub openings: u64,
}

/// Runs some lives with random scripts and random faults, and checks what they leave.
pub fn simulate(seed: u64) -> Tally {
    let simulation = Simulation::new();
    let mut random = Random::new(seed);
    for _ in 0..1 + random.below(4) {
        random_life(&simulation, &mut random, 2);
        if random.below(3) == 0 {
            simulation.lose_power(&mut random);
        }
    }
    simulation.check();
    let world = simulation.world.borrow();
    Tally {
        faults: simulation.disk.faults(),
        acknowledged: world.acknowledged,
        openings: world.owners,
    }
}

fn random_life(simulation: &Simulation, random: &mut Random, depth: u64) {
    let script: Vec<Step> = (0..1 + random.below(8))
        .map(|_| random_step(random))
        .collect();
    let mut traps = Vec::new();
    for _ in 0..random.below(4) {
        let at = random.below(50);
        let kind = FaultKind::ALL[random.below(3) as usize];
        let what = match random.below(4) {
            0 => Mishap::Kill(kind),
            1 if depth > 0 => {
                let simulation = simulation.clone();
                let mut random = Random::new(random.number());
                Mishap::Freeze(Box::new(move || {
                    random_life(&simulation, &mut random, depth - 1);
                }))
            }
            _ => Mishap::Fail(1 + random.below(4), kind, random_error(random)),
        };
        traps.push(Trap { at, what });
    }
    simulation.live(&script, traps);
}

fn random_step(random: &mut Random) -> Step {
    match random.below(12) {
        0..7 => Step::Append(1 + random.below(4)),
        7..9 => Step::Flush,
        9..11 => Step::Compact,
        _ => Step::Clear,
    }
}

fn random_error(random: &mut Random) -> StoreError {
    match random.below(3) {
        0 => StoreError::Full,
        1 => StoreError::Gone("a test".to_owned()),
        _ => StoreError::Failed("a test".to_owned()),
    }
}
