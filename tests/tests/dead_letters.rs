//! Events that kill the engine: tried three times, given up, kept for people.

use engine_worker::durability::store::MemoryStore;
use engine_worker::durability::{LogEntry, log};
use engine_worker::engine::MOST_TRIES;
use offstage_tests::durable::{Durable, ready};
use protocol::{Epoch, Sequence};

const COUNTER: &str = include_str!("../../www/examples/counter.bn");

fn payloads(program: &mut Durable<MemoryStore>) -> Vec<Vec<u8>> {
    ready(program.driver().payloads()).expect("the store works")
}

fn reopened(log: &[Vec<u8>]) -> Durable<MemoryStore> {
    let bytes = log::to_bytes(Epoch(1), log).expect("small payloads");
    Durable::with_bytes(COUNTER, &bytes)
}

/// What a log has if its newest stimulus has killed the engine before its commit.
fn killed_by_newest(mut log: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    while let Some(last) = log.last() {
        match LogEntry::decode(last) {
            Ok(LogEntry::Event(_) | LogEntry::Attempt { .. }) => break,
            _ => log.pop(),
        };
    }
    log
}

/// A counter whose second press has failed so often.
fn failed(times: u32) -> Durable<MemoryStore> {
    let mut program = Durable::start(COUNTER);
    program.press(0, "+");
    program.press(0, "+");
    let mut log = killed_by_newest(payloads(&mut program));
    for _ in 1..times {
        log = killed_by_newest(payloads(&mut reopened(&log)));
    }
    reopened(&log)
}

#[test]
fn what_fails_less_than_three_times_is_processed() {
    for times in 1..MOST_TRIES {
        let mut program = failed(times);
        assert_eq!(program.text(0), "−2+", "{times} failures");
        assert!(program.driver().engine().dead_letters().is_empty());
    }
}

#[test]
fn what_fails_three_times_is_given_up_and_said() {
    let mut program = failed(MOST_TRIES);
    assert_eq!(program.text(0), "−1+");
    let letters = program.driver().engine().dead_letters();
    let [letter] = &letters[..] else {
        panic!("{letters:?}");
    };
    assert_eq!(letter.what, "a press");
    assert_eq!(letter.tries, MOST_TRIES);
    assert_eq!(program.driver().engine_mut().take_given_up(), letters);
    program.press(0, "+");
    assert_eq!(program.text(0), "−2+", "the rest goes on");
    program.restart();
    assert_eq!(
        program.driver().engine().dead_letters(),
        letters,
        "it stays"
    );
    assert_eq!(
        program.driver().engine_mut().take_given_up(),
        [],
        "and is said once"
    );
    ready(program.driver().compact()).expect("nobody else has the log");
    program.restart();
    assert_eq!(
        program.driver().engine().dead_letters(),
        letters,
        "in a snapshot, too"
    );
}

#[test]
fn a_dead_letter_can_be_tried_again() {
    let mut program = failed(MOST_TRIES);
    let letter = program.driver().engine().dead_letters()[0].clone();
    assert!(
        program
            .driver()
            .engine_mut()
            .retry(Sequence(letter.sequence))
    );
    assert!(
        !program
            .driver()
            .engine_mut()
            .retry(Sequence(letter.sequence))
    );
    program.settle().expect("nobody else has the log");
    program.pump();
    assert_eq!(program.text(0), "−2+");
    assert!(program.driver().engine().dead_letters().is_empty());
    program.restart();
    assert_eq!(program.text(0), "−2+");
}

#[test]
fn a_dead_letter_that_fails_again_is_given_up_again() {
    let mut program = failed(MOST_TRIES);
    let letter = program.driver().engine().dead_letters()[0].clone();
    program
        .driver()
        .engine_mut()
        .retry(Sequence(letter.sequence));
    program.settle().expect("nobody else has the log");
    let mut log = killed_by_newest(payloads(&mut program));
    for _ in 1..MOST_TRIES {
        log = killed_by_newest(payloads(&mut reopened(&log)));
    }
    let mut program = reopened(&log);
    assert_eq!(program.text(0), "−1+");
    assert_eq!(program.driver().engine().dead_letters().len(), 1);
}

#[test]
fn a_dead_letter_can_be_discarded() {
    let mut program = failed(MOST_TRIES);
    let letter = program.driver().engine().dead_letters()[0].clone();
    assert!(
        program
            .driver()
            .engine_mut()
            .discard(Sequence(letter.sequence))
    );
    assert!(
        !program
            .driver()
            .engine_mut()
            .discard(Sequence(letter.sequence))
    );
    program.settle().expect("nobody else has the log");
    program.restart();
    assert!(program.driver().engine().dead_letters().is_empty());
    assert_eq!(program.text(0), "−1+");
}

/// Three events share an append; the engine dies in the first of them.
#[test]
fn those_that_were_logged_with_a_deadly_event_are_processed() {
    let mut program = Durable::start(COUNTER);
    let presses = (0..3).flat_map(|_| program.pages[0].press("+")).collect();
    program.events(0, presses);
    let mut log = payloads(&mut program);
    log.retain(|payload| match LogEntry::decode(payload) {
        Ok(LogEntry::Commit(commit)) => commit.sequence < Sequence(2),
        _ => true,
    });
    // Twice more, in the first attempt of a new life.
    for _ in 1..MOST_TRIES {
        let again = payloads(&mut reopened(&log));
        let attempt = again
            .iter()
            .rposition(|payload| {
                matches!(
                    LogEntry::decode(payload),
                    Ok(LogEntry::Attempt {
                        sequence: Sequence(2),
                        ..
                    })
                )
            })
            .expect("it is tried again");
        log = again[..=attempt].to_vec();
    }
    let mut program = reopened(&log);
    assert_eq!(program.text(0), "−2+", "the other two");
    assert_eq!(program.driver().engine().dead_letters().len(), 1);
}
