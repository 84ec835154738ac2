//! The laws: what is written by hand is what serde writes; what is read by hand, or refused, is what serde
//! reads or refuses.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;

use super::{read, write};
use crate::*;

// Only the events are needed here.
#[allow(dead_code)]
#[path = "../../tests/support/random.rs"]
mod random;

#[track_caller]
fn check_bytes(found: &[u8], expect: &(impl Serialize + Debug), header: &[u8]) {
    let expect_bytes = postcard::to_extend(expect, header.to_vec()).unwrap();
    assert_eq!(found, expect_bytes, "{expect:?}");
}

#[test]
fn every_reason_has_its_number_on_the_wire() {
    for number in 0..=u8::MAX {
        match postcard::from_bytes::<Reason>(&[number, 7]) {
            Ok(reason) => assert_eq!(reason.number(), number),
            Err(_) => return assert!(number > 30),
        }
    }
}

fn command() -> impl Strategy<Value = Command> {
    let file = || (".{0,9}", ".{0,200}").prop_map(|(path, text)| SourceFile { path, text });
    let files = move || proptest::collection::vec(file(), 0..4);
    let task = prop_oneof![
        Just(Task::ClearState),
        (".{0,9}", files()).prop_map(|(entry, files)| Task::Swap { entry, files }),
        Just(Task::DeadLetters),
        any::<u64>().prop_map(|number| Task::Retry(Sequence(number))),
        any::<u64>().prop_map(|number| Task::Discard(Sequence(number))),
        any::<bool>().prop_map(|redact| Task::Recording { redact }),
    ];
    let epoch = || proptest::option::of(any::<u32>().prop_map(Epoch));
    let durability = prop_oneof![
        Just(Durability::Strict),
        Just(Durability::Relaxed),
        Just(Durability::Memory),
    ];
    let left = proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..3);
    let start = (
        (
            any::<u8>(),
            any::<u32>(),
            any::<u64>(),
            any::<u64>(),
            any::<u64>(),
        ),
        (
            proptest::option::of(".{0,9}"),
            durability,
            epoch(),
            left,
            files(),
        ),
        (".{0,9}", ".{0,9}", ".{0,9}", any::<f64>()),
    );
    let start = start.prop_map(
        |(
            (version, epoch, tab, applied, seed),
            (app, durability, resumes, leftovers, files),
            texts,
        )| {
            let (entry, base, route, time) = texts;
            Command::Start(StartProgram {
                version,
                epoch: Epoch(epoch),
                tab: TabId(tab),
                app,
                durability,
                resumes,
                applied: Sequence(applied),
                leftovers,
                entry,
                files,
                base,
                route,
                seed,
                time,
            })
        },
    );
    let attach = (
        any::<u8>(),
        any::<u64>(),
        ".{0,9}",
        ".{0,9}",
        epoch(),
        any::<u64>(),
    )
        .prop_map(|(version, program, base, route, resumes, applied)| {
            Command::Attach(AttachTab {
                version,
                program,
                base,
                route,
                resumes,
                applied: Sequence(applied),
            })
        });
    prop_oneof![
        start,
        attach,
        Just(Command::Detach),
        any::<u32>().prop_map(|request| Command::Inspect { request }),
        (any::<u32>(), task).prop_map(|(request, task)| Command::Manage { request, task }),
    ]
}

fn report() -> impl Strategy<Value = Report> {
    let texts = || proptest::collection::vec(".{0,9}", 0..3);
    let diagnostic = (
        any::<bool>(),
        ".{0,9}",
        texts(),
        ".{0,9}",
        any::<u32>(),
        any::<u32>(),
        texts(),
    );
    let diagnostic = diagnostic.prop_map(|(error, message, hints, file, line, column, trace)| {
        RenderedDiagnostic {
            severity: match error {
                true => DiagnosticSeverity::Error,
                false => DiagnosticSeverity::Warning,
            },
            source_line: file.clone(),
            caret: message.clone(),
            message,
            hints,
            file,
            line,
            column,
            trace,
        }
    });
    let diagnostics = proptest::collection::vec(diagnostic, 0..3);
    let durability = prop_oneof![
        Just(Durability::Strict),
        Just(Durability::Relaxed),
        Just(Durability::Memory),
    ];
    prop_oneof![
        Just(Report::Started),
        diagnostics.clone().prop_map(Report::Diagnostics),
        diagnostics.prop_map(Report::Failed),
        any::<u8>().prop_map(|worker| Report::OtherVersion { worker }),
        Just(Report::UsesRouter),
        (durability, ".{0,9}", ".{0,9}").prop_map(|(durability, place, problem)| {
            Report::Storage(Storage {
                durability,
                place,
                problem,
            })
        }),
        (any::<u64>(), ".{0,9}").prop_map(|(number, what)| Report::GivenUp {
            sequence: Sequence(number),
            what,
        }),
        Just(Report::OtherProgram),
        Just(Report::Fenced),
        (
            ".{0,9}",
            proptest::collection::vec((".{0,9}", ".{0,9}"), 0..3)
        )
            .prop_map(|(entry, files)| Report::Swapped {
                entry,
                files: files
                    .into_iter()
                    .map(|(path, text)| SourceFile { path, text })
                    .collect(),
            }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn frames_for_an_engine_are_written_alike(frame in random::up()) {
        check_bytes(&write::up(&frame), &frame, &[MAGIC | VERSION]);
    }

    #[test]
    fn refusals_are_written_alike(
        epoch in any::<u32>(), sequence in any::<u64>(), offset in any::<u32>(), found in any::<u8>(),
    ) {
        for reason in [Reason::OtherVersion { found }, Reason::Truncated, Reason::Misplaced] {
            let (epoch, sequence) = (Epoch(epoch), Sequence(sequence));
            let frame = UpFrame::Rejected(Rejected { epoch, sequence, offset, reason });
            check_bytes(&write::up(&frame), &frame, &[MAGIC | VERSION]);
            let frame = UpFrame::Applied(Applied { epoch, sequence });
            check_bytes(&write::up(&frame), &frame, &[MAGIC | VERSION]);
        }
    }

    #[test]
    fn commands_are_written_alike(command in command()) {
        check_bytes(&write::command(&command), &command, &[]);
    }

    #[test]
    fn leftovers_are_written_alike(tab in any::<u64>(), epoch in any::<u32>(), events in random::events()) {
        let (tab, epoch) = (TabId(tab), Epoch(epoch));
        let bytes = write::leftover(tab, epoch, &events);
        check_bytes(&bytes, &Leftover { tab, epoch, events }, &[]);
    }

    #[test]
    fn reports_are_read_alike_however_they_are_damaged(report in report()) {
        let bytes = postcard::to_allocvec(&report).unwrap();
        prop_assert_eq!(read::report(&bytes), Some(report));
        for position in 0..bytes.len() {
            prop_assert_eq!(read::report(&bytes[..position]), None);
            let mut damaged = bytes.clone();
            damaged[position] ^= 1 << (position % 8);
            let expect = postcard::take_from_bytes::<Report>(&damaged).ok();
            let expect = expect.filter(|(_, rest)| rest.is_empty()).map(|(report, _)| report);
            prop_assert_eq!(read::report(&damaged), expect);
        }
    }
}
