//! Random scripts on a log, against a model of a line per operation; and random damage.

use std::path::Path;

use engine_worker::durability::store::{MemoryStore, now};
use engine_worker::durability::{Log, Opened, Store, StoreError};
use offstage_store_tests::sites::Files;
use offstage_store_tests::suite::Site;
use proptest::prelude::*;
use protocol::Epoch;

#[derive(Clone, Debug)]
enum Operation {
    Append(Vec<Vec<u8>>),
    Flush,
    Compact(Vec<Vec<u8>>),
    Clear,
    Reopen,
}

fn payloads(most: usize) -> impl Strategy<Value = Vec<Vec<u8>>> {
    let payload = prop::collection::vec(any::<u8>(), 0..300);
    prop::collection::vec(payload, 0..most)
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        6 => payloads(8).prop_map(Operation::Append),
        1 => Just(Operation::Flush),
        2 => payloads(3).prop_map(Operation::Compact),
        1 => Just(Operation::Clear),
        3 => Just(Operation::Reopen),
    ]
}

fn open<S: Store>(store: S) -> (Log<S>, Opened) {
    let opened = now(async { Ok(Log::open(store, Epoch(1)).await) });
    opened.expect("native stores do not wait").expect("a log")
}

/// Runs a script on stores that `store` opens.
fn follow<S: Store>(store: impl Fn() -> S, script: &[Operation]) -> Result<(), StoreError> {
    let mut model: Vec<Vec<u8>> = Vec::new();
    let (mut log, _) = open(store());
    for operation in script {
        match operation {
            Operation::Append(payloads) => {
                now(log.append(payloads))?;
                model.extend_from_slice(payloads);
            }
            Operation::Flush => now(log.flush())?,
            Operation::Compact(snapshot) => {
                now(log.compact(snapshot))?;
                model.clone_from(snapshot);
            }
            Operation::Clear => {
                now(log.clear())?;
                model.clear();
            }
            Operation::Reopen => {
                let (reopened, opened) = open(store());
                assert_eq!(opened.payloads, model);
                assert_eq!(opened.damage, None);
                assert!(reopened.epoch() > log.epoch());
                let (before, after) = (log.size(), reopened.size());
                assert_eq!(
                    (before.bytes, before.snapshot),
                    (after.bytes, after.snapshot)
                );
                log = reopened;
            }
        }
    }
    drop(log);
    assert_eq!(open(store()).1.payloads, model);
    Ok(())
}

/// A log in memory with payloads in it, appended one by one.
fn written(payloads: &[Vec<u8>]) -> MemoryStore {
    let memory = MemoryStore::default();
    let (mut log, _) = open(memory.clone());
    for payload in payloads {
        now(log.append(std::slice::from_ref(payload))).expect("appended");
    }
    memory
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_log_in_memory_is_a_list_of_payloads(script in prop::collection::vec(operation(), 0..40)) {
        let memory = MemoryStore::default();
        follow(|| memory.clone(), &script).expect("no error");
    }

    #[test]
    fn any_cut_leaves_a_prefix(payloads in payloads(12), cut in any::<prop::sample::Index>()) {
        let memory = written(&payloads);
        memory.damage(|bytes| bytes.truncate(cut.index(bytes.len() + 1)));
        let found = open(memory).1.payloads;
        prop_assert!(payloads.starts_with(&found));
    }

    #[test]
    fn any_flipped_bits_leave_a_prefix(
        payloads in payloads(12),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 1..4),
    ) {
        let memory = written(&payloads);
        memory.damage(|bytes| {
            for (at, bit) in &flips {
                let at = at.index(bytes.len());
                bytes[at] ^= 1_u8 << bit;
            }
        });
        let flipped = memory.bytes();
        let (_, opened) = open(memory.clone());
        prop_assert!(payloads.starts_with(&opened.payloads));
        // What was damaged is there as it was.
        match opened.damage {
            Some(_) => prop_assert_eq!(&memory.aside()[0].1, &flipped),
            None => prop_assert_eq!(&opened.payloads, &payloads),
        }
    }

    #[test]
    fn any_bytes_are_opened_and_set_aside(bytes in prop::collection::vec(any::<u8>(), 1..2000)) {
        let memory = MemoryStore::default();
        memory.damage(|held| held.clone_from(&bytes));
        let (mut log, opened) = open(memory.clone());
        prop_assert!(opened.payloads.is_empty());
        prop_assert_eq!(&memory.aside()[0].1, &bytes);
        now(log.append(&[b"next".to_vec()])).expect("appended");
        drop(log);
        prop_assert_eq!(open(memory).1.payloads, [b"next".to_vec()]);
    }
}

proptest! {
    // Each generation is flushed, which is slow.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn a_log_in_files_is_a_list_of_payloads(script in prop::collection::vec(operation(), 0..20)) {
        let files = Files::below(Path::new(env!("CARGO_TARGET_TMPDIR")));
        follow(|| now(files.open("app")).expect("a directory"), &script).expect("no error");
    }
}
