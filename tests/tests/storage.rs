//! Stores that fail: the program runs on in memory and says so, and what was acknowledged is found again.

use std::cell::RefCell;
use std::rc::Rc;

use engine_worker::durability::StoreError;
use engine_worker::durability::store::{Fault, FaultKind, FaultyStore, MemoryStore};
use offstage_tests::durable::{Durable, ready};
use protocol::Durability;

const COUNTER: &str = include_str!("../../www/examples/counter.bn");

/// How many presses a script makes.
const PRESSES: u64 = 4;

/// A counter over a store with a fault; answers the bytes that outlive it, too.
fn faulty(
    fault: Option<Fault>,
    durability: Durability,
) -> (
    Durable<FaultyStore<MemoryStore>>,
    MemoryStore,
    Rc<std::cell::Cell<u64>>,
) {
    let held = MemoryStore::default();
    let shared = held.clone();
    let calls = Rc::new(RefCell::new(Rc::default()));
    let counted = Rc::clone(&calls);
    let mut program = Durable::new(COUNTER, move || {
        let store = FaultyStore::new(shared.clone(), fault.clone());
        *counted.borrow_mut() = store.calls();
        store
    });
    program.durability = durability;
    program.load("/");
    let calls = Rc::clone(&calls.borrow());
    (program, held, calls)
}

/// How many calls a script makes if none fails.
fn calls(durability: Durability) -> u64 {
    let (mut program, _, calls) = faulty(None, durability);
    for _ in 0..PRESSES {
        program.press(0, "+");
    }
    ready(program.driver().compact()).expect("nobody else has the log");
    program.press(0, "+");
    calls.get()
}

#[test]
fn a_failure_at_any_call_is_said_and_loses_nothing_that_is_shown() {
    for durability in [Durability::Relaxed, Durability::Strict] {
        let calls = calls(durability);
        assert!(calls > 8, "{calls}");
        for at in 0..calls {
            for kind in FaultKind::ALL {
                for times in [1, u64::MAX] {
                    let error = StoreError::Full;
                    let fault = Fault {
                        at,
                        times,
                        kind,
                        error,
                    };
                    let case = format!("{durability:?}: {fault:?}");
                    let (mut program, held, _) = faulty(Some(fault), durability);
                    for _ in 0..PRESSES {
                        program.press(0, "+");
                    }
                    ready(program.driver().compact()).expect("nobody else has the log");
                    program.press(0, "+");
                    assert_eq!(program.text(0), "−5+", "{case}");
                    assert!(program.pages[0].unacknowledged.is_empty(), "{case}");
                    let storage = program.driver().storage();
                    assert_eq!(storage.durability, Durability::Memory, "{case}");
                    assert!(storage.problem.contains("full"), "{case}: {storage:?}");
                    // What the file has is what happened up to the failure, whole.
                    let mut again = Durable::new(COUNTER, move || held.clone());
                    again.load("/");
                    let text = again.text(0);
                    let kept = text.trim_start_matches('−').trim_end_matches('+');
                    let kept: u64 = kept.parse().expect("a number");
                    assert!(kept <= PRESSES + 1, "{case}: {text}");
                    assert_eq!(again.driver().storage().durability, Durability::Relaxed);
                }
            }
        }
    }
}

#[test]
fn what_was_acknowledged_before_the_failure_is_found_again() {
    let calls = calls(Durability::Relaxed);
    for at in 0..calls {
        for kind in FaultKind::ALL {
            let fault = Fault {
                at,
                times: u64::MAX,
                kind,
                error: StoreError::Full,
            };
            let case = format!("{fault:?}");
            let (mut program, held, _) = faulty(Some(fault), Durability::Relaxed);
            let mut acknowledged = 0;
            for press in 1..=PRESSES {
                program.press(0, "+");
                if program.driver().storage().durability == Durability::Relaxed {
                    acknowledged = press;
                }
            }
            let mut again = Durable::new(COUNTER, move || held.clone());
            again.load("/");
            let text = again.text(0);
            let kept = text.trim_start_matches('−').trim_end_matches('+');
            let kept: u64 = kept.parse().expect("a number");
            // The one that failed may be in the file all the same.
            assert!(
                (acknowledged..=acknowledged + 1).contains(&kept),
                "{case}: {kept} of {acknowledged}"
            );
        }
    }
}

#[test]
fn how_it_is_kept_is_said_at_the_start_and_when_it_changes() {
    let fault = Fault {
        at: 8,
        times: u64::MAX,
        kind: FaultKind::Half,
        error: StoreError::Full,
    };
    let (mut program, _, _) = faulty(Some(fault), Durability::Relaxed);
    let first = program
        .driver()
        .take_storage()
        .expect("it is said at the start");
    assert_eq!(
        (first.durability, &*first.problem),
        (Durability::Relaxed, "")
    );
    assert_eq!(program.driver().take_storage(), None, "once");
    for _ in 0..8 {
        program.press(0, "+");
    }
    let second = program.driver().take_storage().expect("it has changed");
    assert_eq!(
        (second.durability, &*second.place),
        (Durability::Memory, "memory")
    );
    assert_eq!(program.driver().take_storage(), None, "once");
    let inspection = program
        .driver()
        .inspect(protocol::TabId(0))
        .durability
        .expect("a log");
    assert_eq!(inspection.mode, "memory");
    assert_eq!(inspection.problem, second.problem);
}

#[test]
fn strict_flushes_before_anything_is_told_and_relaxed_never() {
    for (durability, flushes) in [(Durability::Relaxed, 0), (Durability::Strict, 1)] {
        let (mut program, _, _) = faulty(None, durability);
        let before = program.driver().size().flushes;
        let events = program.pages[0].press("+");
        program.report(0, events);
        program.settle().expect("nobody else has the log");
        assert_eq!(
            program.driver().size().flushes - before,
            flushes,
            "{durability:?}"
        );
    }
}

#[test]
fn in_memory_mode_nothing_is_stored() {
    let (mut program, held, calls) = faulty(None, Durability::Memory);
    program.press(0, "+");
    assert_eq!(program.text(0), "−1+");
    assert_eq!((held.bytes().len(), calls.get()), (0, 0));
    let storage = program.driver().storage();
    assert_eq!(
        (storage.durability, &*storage.problem),
        (Durability::Memory, "")
    );
    assert!(program.driver().size().bytes > 0, "a recording can be made");
}

#[test]
fn a_batch_is_two_appends() {
    let (mut program, _, _) = faulty(None, Durability::Relaxed);
    let before = program.driver().size().appends;
    let presses = (0..100).flat_map(|_| program.pages[0].press("+")).collect();
    program.report(0, presses);
    program.settle().expect("nobody else has the log");
    assert_eq!(program.driver().size().appends - before, 2);
    program.pump();
    assert_eq!(program.text(0), "−100+");
}

#[test]
fn a_press_and_its_commit_are_small() {
    let (mut program, _, _) = faulty(None, Durability::Relaxed);
    program.press(0, "+");
    let payloads = ready(program.driver().payloads()).expect("the store works");
    let [.., event, commit] = &payloads[..] else {
        panic!("too few entries");
    };
    assert!(event.len() < 40, "{} bytes", event.len());
    assert!(commit.len() < 60, "{} bytes", commit.len());
    println!("event {} bytes, commit {} bytes", event.len(), commit.len());
}
