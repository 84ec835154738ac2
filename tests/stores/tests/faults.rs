//! The log on simulated disks: every fault at every operation.

use engine_worker::durability::store::{FaultKind, FaultyStore, Generations, MemoryStore, now};
use engine_worker::durability::{Log, OpenError, Store, StoreError};
use offstage_store_tests::disk::{Disk, Mishap, Process, Trap};
use offstage_store_tests::faults::{Random, Simulation, Step, simulate};
use protocol::Epoch;

/// Everything that a log does, in an order that lets each depend on each.
const SCRIPT: [Step; 14] = [
    Step::Append(1),
    Step::Append(3),
    Step::Flush,
    Step::Append(2),
    Step::Compact,
    Step::Append(1),
    Step::Append(1),
    Step::Flush,
    Step::Compact,
    Step::Append(4),
    Step::Clear,
    Step::Append(2),
    Step::Compact,
    Step::Append(1),
];

/// A log that an earlier life has left, so that opening it has something to read.
fn with_a_past() -> Simulation {
    let simulation = Simulation::new();
    simulation.live(
        &[Step::Append(3), Step::Compact, Step::Append(2)],
        Vec::new(),
    );
    simulation
}

fn operations() -> u64 {
    let count = with_a_past().count(&SCRIPT);
    assert!(count > 60, "{count} operations");
    count
}

/// Runs the script with one mishap at each of its operations, and checks what is left.
fn at_every_operation(what: impl Fn(&Simulation) -> Mishap, after: impl Fn(&Simulation)) {
    for at in 0..operations() {
        let simulation = with_a_past();
        let what = what(&simulation);
        simulation.live(&SCRIPT, vec![Trap { at, what }]);
        after(&simulation);
        simulation.check();
    }
}

#[test]
fn one_error_at_any_operation_loses_nothing() {
    for kind in FaultKind::ALL {
        at_every_operation(|_| Mishap::Fail(1, kind, StoreError::Full), |_| {});
    }
}

#[test]
fn some_errors_from_any_operation_on_lose_nothing() {
    for kind in FaultKind::ALL {
        for times in [2, 3, 7] {
            at_every_operation(|_| Mishap::Fail(times, kind, StoreError::Full), |_| {});
        }
    }
}

#[test]
fn errors_without_end_from_any_operation_on_lose_nothing() {
    for kind in FaultKind::ALL {
        at_every_operation(|_| Mishap::Fail(u64::MAX, kind, StoreError::Full), |_| {});
    }
}

#[test]
fn a_kill_at_any_operation_loses_nothing() {
    for kind in FaultKind::ALL {
        at_every_operation(|_| Mishap::Kill(kind), |_| {});
    }
}

#[test]
fn the_loss_of_power_at_any_operation_loses_nothing_that_was_flushed() {
    for seed in 0..20 {
        for kind in FaultKind::ALL {
            at_every_operation(
                |_| Mishap::Kill(kind),
                |simulation| simulation.lose_power(&mut Random::new(seed)),
            );
        }
    }
}

#[test]
fn a_life_that_is_frozen_at_any_operation_writes_nothing_later() {
    let scripts: [&[Step]; 4] = [
        &[],
        &[Step::Append(2)],
        &[Step::Append(2), Step::Compact, Step::Append(1)],
        &[Step::Clear, Step::Append(2)],
    ];
    for script in scripts {
        at_every_operation(
            |simulation| {
                let simulation = simulation.clone();
                Mishap::Freeze(Box::new(move || simulation.live(script, Vec::new())))
            },
            |_| {},
        );
    }
}

#[test]
fn two_frozen_lives_at_any_two_operations_write_nothing_later() {
    let script = [Step::Append(2), Step::Compact, Step::Append(1)];
    let count = with_a_past().count(&script);
    for first in 0..count {
        for second in 0..count {
            let simulation = with_a_past();
            let (outer, inner) = (simulation.clone(), simulation.clone());
            let third = move || inner.live(&script, Vec::new());
            let what = Mishap::Freeze(Box::new(third));
            let traps = vec![Trap { at: second, what }];
            let what = Mishap::Freeze(Box::new(move || outer.live(&script, traps)));
            simulation.live(&script, vec![Trap { at: first, what }]);
            simulation.check();
        }
    }
}

#[test]
fn a_life_that_is_frozen_while_another_dies_writes_nothing_later() {
    let script = [Step::Append(2), Step::Compact, Step::Append(1)];
    let count = with_a_past().count(&script);
    for first in 0..count {
        for second in 0..count {
            let simulation = with_a_past();
            let outer = simulation.clone();
            let what = Mishap::Kill(FaultKind::Half);
            let traps = vec![Trap { at: second, what }];
            let what = Mishap::Freeze(Box::new(move || outer.live(&script, traps)));
            simulation.live(&script, vec![Trap { at: first, what }]);
            simulation.check();
        }
    }
}

/// `simulate_faults` in this crate runs as many as one likes.
#[test]
fn random_faults_in_random_lives_lose_nothing() {
    let mut faults = 0;
    let mut seeds = 0..;
    while faults < 20_000 {
        faults += seeds.next().map_or(0, |seed| simulate(seed).faults);
    }
}

fn payloads(count: u8) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| vec![number; usize::from(number)])
        .collect()
}

/// A store over memory, whose call of that number fails.
fn faulty(memory: &MemoryStore, at: u64, times: u64, kind: FaultKind) -> FaultyStore<MemoryStore> {
    let error = StoreError::Full;
    let fault = engine_worker::durability::store::Fault {
        at,
        times,
        kind,
        error,
    };
    FaultyStore::new(memory.clone(), Some(fault))
}

fn open<S: Store>(store: S) -> Result<(Log<S>, Vec<Vec<u8>>), OpenError> {
    let opened = now(async { Ok(Log::open(store, Epoch(1)).await) });
    let (log, opened) = opened.expect("stores in memory do not wait")?;
    Ok((log, opened.payloads))
}

/// The log does not rely on what a store promises about errors: here the failed call is done, or half done.
#[test]
fn an_error_of_a_store_at_any_call_loses_nothing() {
    for kind in FaultKind::ALL {
        for times in [1, 2, 5, u64::MAX] {
            for at in 0..40 {
                let memory = MemoryStore::default();
                let mut acknowledged = Vec::new();
                let mut doubtful = Vec::new();
                if let Ok((mut log, _)) = open(faulty(&memory, at, times, kind)) {
                    for (index, payload) in payloads(30).into_iter().skip(1).enumerate() {
                        match now(log.append(std::slice::from_ref(&payload))) {
                            Ok(()) => {
                                acknowledged.push(payload);
                                doubtful.clear();
                            }
                            Err(_) => doubtful.push(payload),
                        }
                        // One payload with all bytes in it, so that it cannot be mistaken for the log before.
                        if index % 9 == 8 && now(log.compact(&[acknowledged.concat()])).is_ok() {
                            doubtful.clear();
                        }
                    }
                }
                let (_, found) = open(memory).expect("a log that can be opened");
                let found = found.concat();
                let expected = acknowledged.concat();
                let rest = found.strip_prefix(&expected[..]);
                let rest = rest.unwrap_or_else(|| panic!("{at} {times} {kind:?}: {found:?}"));
                // Of several that failed in a row, the first may be there.
                let maybe = rest.is_empty() || doubtful.iter().any(|payload| payload == rest);
                assert!(maybe, "{at} {times} {kind:?}");
            }
        }
    }
}

/// All bytes of a log with those payloads, and where its records end.
fn log_bytes(payloads: &[Vec<u8>]) -> (Vec<u8>, Vec<usize>) {
    let memory = MemoryStore::default();
    let (mut log, _) = open(memory.clone()).expect("a log");
    let mut bounds = vec![memory.bytes().len()];
    for payload in payloads {
        now(log.append(std::slice::from_ref(payload))).expect("appended");
        bounds.push(memory.bytes().len());
    }
    (memory.bytes(), bounds)
}

/// A log is cut, or has a byte too much, around each boundary of records: what is whole is found, what is not
/// is set aside, and the log goes on.
#[test]
fn every_length_around_every_boundary_of_records_recovers() {
    let all = payloads(12);
    let (bytes, bounds) = log_bytes(&all);
    for bound in &bounds {
        for length in [bound - 1, *bound, bound + 1] {
            let memory = MemoryStore::default();
            memory.damage(|held| {
                *held = bytes[..length.min(bytes.len())].to_vec();
                held.resize(length, 0);
            });
            let whole = bounds.iter().filter(|bound| **bound <= length).count();
            let expected = &all[..whole.saturating_sub(1)];
            let (mut log, found) = open(memory.clone()).expect("a log that can be opened");
            assert_eq!(found, expected, "cut at {length}");
            let clean = bounds.contains(&length);
            assert_eq!(memory.aside().is_empty(), clean, "cut at {length}");
            if let [(_, aside)] = &memory.aside()[..] {
                assert_eq!(aside.len(), length);
            }
            now(log.append(&[b"next".to_vec()])).expect("appended");
            let (_, found) = open(memory).expect("a log that can be opened");
            assert_eq!(found.len(), expected.len() + 1);
        }
    }
}

#[test]
fn a_log_that_cannot_be_written_can_be_read() {
    let memory = MemoryStore::default();
    let (mut log, _) = open(memory.clone()).expect("a log");
    now(log.append(&payloads(3))).expect("appended");
    // Claimed and read, but not replaced.
    let refused = open(faulty(&memory, 2, u64::MAX, FaultKind::Before)).err();
    let Some(OpenError::Unwritable { opened, error }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(opened.payloads, payloads(3));
    assert_eq!(error, StoreError::Full);
}

#[test]
fn an_abandoned_append_does_not_misplace_the_next() {
    /// A store that waits once in the middle of an append.
    struct Waiting(MemoryStore, bool);
    impl Store for Waiting {
        fn place(&self) -> &'static str {
            "memory"
        }
        async fn claim(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
            self.0.claim(at_least).await
        }
        async fn read(&mut self) -> Result<Vec<u8>, StoreError> {
            self.0.read().await
        }
        async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
            self.0.append(bytes).await?;
            if std::mem::take(&mut self.1) {
                std::future::pending::<()>().await;
            }
            Ok(())
        }
        async fn flush(&mut self) -> Result<(), StoreError> {
            self.0.flush().await
        }
        async fn replace(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
            self.0.replace(bytes).await
        }
        async fn set_aside(&mut self) -> Result<String, StoreError> {
            self.0.set_aside().await
        }
        async fn clear(&mut self) -> Result<(), StoreError> {
            self.0.clear().await
        }
    }
    let memory = MemoryStore::default();
    let (mut log, _) = open(Waiting(memory.clone(), true)).expect("a log");
    assert!(now(log.append(&[b"abandoned".to_vec()])).is_err());
    now(log.append(&[b"next".to_vec()])).expect("appended");
    let (_, found) = open(memory).expect("a log");
    assert_eq!(found, [b"next".to_vec()]);
}

/// The number of operations that claiming an empty directory makes.
fn operations_of_a_claim() -> u64 {
    let process = Disk::new().process(Vec::new());
    let counter = process.counter();
    now(Generations::new(process).claim(Epoch(1))).expect("claimed");
    counter()
}

/// A directory as it is after a kill: the seal decides which generation counts.
#[test]
fn a_generation_without_a_seal_is_passed_over() {
    let disk = Disk::new();
    let mut store = Generations::new(disk.process(Vec::new()));
    now(store.claim(Epoch(1))).expect("claimed");
    now(store.replace(b"sealed")).expect("replaced");
    // Created, cut off, written, flushed; then comes the seal.
    let at = operations_of_a_claim() + 4;
    let what = Mishap::Kill(FaultKind::Before);
    let mut torn = Generations::new(disk.process(vec![Trap { at, what }]));
    now(torn.claim(Epoch(1))).expect("claimed");
    assert!(now(torn.replace(b"unsealed")).is_err());
    let names = disk.names();
    let last = names.last().expect("a generation");
    assert_eq!(
        disk.bytes(last).as_deref(),
        Some(&b"\0\0\0\0\0\0\0\0unsealed"[..])
    );
    let mut third = Generations::new(disk.process(Vec::new()));
    now(third.claim(Epoch(1))).expect("claimed");
    assert_eq!(now(third.read()), Ok(b"sealed".to_vec()));
}

/// A flipped bit of the seal is no reason to forget a generation.
#[test]
fn a_damaged_seal_still_seals() {
    let simulation = with_a_past();
    let names = simulation.disk.names();
    let log = names.iter().find(|name| name.starts_with("log."));
    for bit in 0..64 {
        simulation.disk.damage(log.expect("a generation"), |bytes| {
            bytes[bit / 8] ^= 1 << (bit % 8);
        });
        let mut store = Generations::new(simulation.disk.process(Vec::new()));
        now(store.claim(Epoch(1))).expect("claimed");
        assert!(!now(store.read()).expect("read").is_empty());
        simulation.disk.damage(log.expect("a generation"), |bytes| {
            bytes[bit / 8] ^= 1 << (bit % 8);
        });
    }
    simulation.check();
}

/// A damaged fence does not let an epoch be given twice.
#[test]
fn a_damaged_fence_is_no_reason_to_begin_anew() {
    for byte in 0..16 {
        let simulation = with_a_past();
        simulation.disk.damage("fence", |bytes| bytes[byte] ^= 0x10);
        simulation.check();
    }
}

/// How many operations a script on a store makes.
fn counted(run: impl FnOnce(&mut Generations<Process>)) -> u64 {
    let process = Disk::new().process(Vec::new());
    let counter = process.counter();
    run(&mut Generations::new(process));
    counter()
}

/// A store with the bytes `one`.
fn with_one(store: &mut Generations<Process>) {
    now(store.claim(Epoch(1))).expect("claimed");
    now(store.replace(b"one")).expect("replaced");
}

/// What a new life finds.
fn found(disk: &Disk) -> Vec<u8> {
    let mut store = Generations::new(disk.process(Vec::new()));
    now(store.claim(Epoch(1))).expect("claimed");
    now(store.read()).expect("read")
}

#[test]
fn bytes_of_a_failed_append_do_not_come_back() {
    let at = counted(with_one);
    let disk = Disk::new();
    // Half is written, and cutting it off fails, too.
    let what = Mishap::Fail(2, FaultKind::Half, StoreError::Full);
    let mut store = Generations::new(disk.process(vec![Trap { at, what }]));
    with_one(&mut store);
    assert_eq!(now(store.append(b"1234567890")), Err(StoreError::Full));
    assert_eq!(now(store.read()), Ok(b"one".to_vec()));
    now(store.append(b"2")).expect("appended");
    assert_eq!(found(&disk), b"one2");
}

#[test]
fn nothing_is_appended_in_front_of_a_generation_that_cannot_be_deleted() {
    // The last operation of a replacement before the fence: all is sealed then.
    let replaced = counted(|store| {
        with_one(store);
        now(store.replace(b"two")).expect("replaced");
    });
    for at in counted(with_one)..replaced {
        let disk = Disk::new();
        let what = Mishap::Fail(2, FaultKind::After, StoreError::Full);
        let mut store = Generations::new(disk.process(vec![Trap { at, what }]));
        with_one(&mut store);
        if now(store.replace(b"two")).is_err() && now(store.append(b"3")).is_ok() {
            assert_eq!(found(&disk), b"one3", "operation {at}");
        }
    }
}

#[test]
fn a_generation_that_was_deleted_does_not_come_back() {
    let replaced = counted(|store| {
        with_one(store);
        now(store.replace(b"two")).expect("replaced");
    });
    for at in counted(with_one)..replaced {
        for seed in 0..30 {
            let disk = Disk::new();
            let what = Mishap::Fail(1, FaultKind::Before, StoreError::Full);
            let mut store = Generations::new(disk.process(vec![Trap { at, what }]));
            with_one(&mut store);
            let expected: &[u8] = match now(store.replace(b"two")) {
                Ok(()) => b"two3",
                Err(_) => b"one3",
            };
            now(store.append(b"3")).expect("appended");
            now(store.flush()).expect("flushed");
            drop(store);
            disk.lose_power(&mut Random::new(seed));
            assert_eq!(found(&disk), expected, "operation {at}, seed {seed}");
        }
    }
}
