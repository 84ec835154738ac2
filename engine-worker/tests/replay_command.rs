//! `offstage replay`: what it prints of recordings, good and bad, and its exit status.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use engine_worker::durability::store::{MemoryStore, now as at_once};
use engine_worker::engine::TabOptions;
use engine_worker::engine::driver::{Driver, DriverOptions};
use protocol::{
    DecodedDown, Durability, EditVersion, Epoch, Event, EventBatch, EventKind, Listener, Location,
    NodeId, Patch, Sequence, SourceFile, StampedEvent, TabId, TemplateNodeKind, UpFrame,
    WriteVersion, decode_down, encode_up,
};

const GUEST_BOOK: &str = include_str!("programs/guest_book.bn");
const TAB: TabId = TabId(7);

/// Waits for a future of a synchronous store.
fn ready<T>(future: impl Future<Output = T>) -> T {
    at_once(async { Ok(future.await) }).expect("the store is synchronous")
}

/// A page that signs the guest book.
struct Page {
    driver: Driver<MemoryStore>,
    field: NodeId,
    button: NodeId,
    events: u64,
}

impl Page {
    fn open() -> Page {
        let options = DriverOptions {
            // A page names a program's file by the last part of its path.
            entry: "guest_book.bn".to_owned(),
            files: vec![SourceFile {
                path: "guest_book.bn".to_owned(),
                text: GUEST_BOOK.to_owned(),
            }],
            durability: Durability::Relaxed,
            epoch: Epoch(1),
            now: 0.0,
            tab: TabOptions {
                tab: TAB,
                route: "/".to_owned(),
                seed: 1,
                resumes: None,
                applied: Sequence(0),
                reset: false,
            },
            leftovers: Vec::new(),
        };
        let store = Some(MemoryStore::default());
        let opened = ready(Driver::open(
            std::future::ready((store, String::new())),
            options,
        ));
        let mut driver =
            opened.unwrap_or_else(|diagnostics| panic!("it does not run: {diagnostics:#?}"));
        let bytes = driver.take_frame(TAB).expect("the first frame");
        let Ok(DecodedDown::Patches(decoded)) = decode_down(&bytes) else {
            panic!("the first frame is one of patches");
        };
        let patches = &decoded.frame.patches;
        Page {
            field: listening(patches, Listener::Change),
            button: listening(patches, Listener::Press),
            driver,
            events: 0,
        }
    }

    fn sign(&mut self, name: &str) {
        let kind = EventKind::Change {
            text: name.to_owned(),
            edit: EditVersion(self.events as u32 + 1),
            seen: WriteVersion(0),
        };
        self.send(self.field, kind);
    }

    fn turn(&mut self) {
        self.send(self.button, EventKind::Press);
    }

    fn send(&mut self, target: NodeId, kind: EventKind) {
        self.events += 1;
        let frame = UpFrame::Events(EventBatch {
            epoch: self.driver.engine().epoch(),
            location: Location::Local,
            events: vec![StampedEvent {
                sequence: Sequence(self.events),
                time: 0.0,
                event: Event::Node { target, kind },
            }],
        });
        let bytes = encode_up(&frame).expect("it fits in a frame");
        self.driver.accept(TAB, &bytes).expect("it is valid");
        ready(self.driver.settle(0.0)).expect("nobody else has the log");
    }

    fn recording(&mut self, redacts: bool) -> Vec<u8> {
        ready(self.driver.recording(redacts)).expect("the store works")
    }
}

/// The first node that listens for something.
fn listening(patches: &[Patch<'_>], wanted: Listener) -> NodeId {
    let mut templates = Vec::new();
    for patch in patches {
        match patch {
            Patch::DefineTemplate { nodes, .. } => {
                let listens = |kind: &TemplateNodeKind<'_>| match kind {
                    TemplateNodeKind::Element { listeners, .. } => listeners.contains(&wanted),
                    TemplateNodeKind::Text(_) | TemplateNodeKind::TextHole => false,
                };
                let found = nodes.iter().find(|node| listens(&node.kind));
                templates.push(found.and_then(|node| node.hole));
            }
            Patch::Create {
                template, actor, ..
            } => {
                if let Some(hole) = templates[template.0 as usize] {
                    let actor = *actor;
                    return NodeId { actor, hole };
                }
            }
            Patch::SetListeners { node, listeners } if listeners.contains(&wanted) => return *node,
            _ => {}
        }
    }
    panic!("nothing listens for {wanted:?} in {patches:#?}");
}

/// Two signatures and a turned page.
fn signed() -> Page {
    let mut page = Page::open();
    page.sign("Ada");
    page.turn();
    page.sign("Grace");
    page
}

/// A file of a test's own.
fn file(name: &str, bytes: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).expect("a writable folder");
    path.to_string_lossy().into_owned()
}

fn replay(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_offstage"))
        .current_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/programs"))
        .arg("replay")
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// What is printed on both ways.
fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[track_caller]
fn check(arguments: &[&str], status: i32, stderr: &str) -> String {
    let output = replay(arguments);
    let (stdout, errors) = said(&output);
    assert_eq!(errors, stderr, "{stdout}");
    assert_eq!(output.status.code(), Some(status));
    stdout
}

#[test]
fn patches_are_printed_by_stimulus_and_tab() {
    let log = file("patches.recording", &signed().recording(false));
    let patches = check(&[&log, "guest_book.bn"], 0, "");
    assert_eq!(
        check(&[&log, "guest_book.bn", "--patches"], 0, ""),
        patches,
        "they are the default"
    );
    // Each stimulus, and the text that it leads to.
    let mut shown = Vec::new();
    for line in patches.lines() {
        match line.strip_prefix("stimulus ") {
            Some(stimulus) => shown.push(stimulus.to_owned()),
            None => {
                if let Some((_, rest)) = line.split_once("\"Welcome, ") {
                    let (text, _) = rest.split_once('"').expect("the end of a text");
                    shown.push(format!("  {text}"));
                }
            }
        }
    }
    let expected = [
        "1 in tab 7",
        "  nobody, to page 0",
        "2 in tab 7",
        "  Ada, to page 0",
        "3 in tab 7",
        "  Ada, to page 1",
        "4 in tab 7",
        "  Grace, to page 1",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn hashes_differ_exactly_from_where_the_runs_do() {
    let hashes = |name: &str, page: &mut Page| -> Vec<String> {
        let log = file(name, &page.recording(false));
        let stdout = check(&[&log, "guest_book.bn", "--hash"], 0, "");
        stdout.lines().map(str::to_owned).collect()
    };
    let first = hashes("first.recording", &mut signed());
    assert_eq!(first, hashes("again.recording", &mut signed()));
    let mut other = Page::open();
    other.sign("Ada");
    other.turn();
    other.sign("Grete");
    let other = hashes("other.recording", &mut other);
    assert_eq!((first.len(), other.len()), (5, 5), "{first:#?}");
    assert_eq!(first[..3], other[..3]);
    assert_ne!(first[3], other[3]);
    for (number, line) in (1..).zip(&first[..4]) {
        let (sequence, hash) = line.split_once(' ').expect("a number and a hash");
        assert_eq!(sequence, format!("{number}"));
        assert_eq!(hash.len(), 16, "{line}");
    }
    assert!(first[4].starts_with("total ") && first[4].ends_with(" of 4 turns"));
    assert_ne!(first[4], other[4]);
}

#[test]
fn the_state_after_a_stimulus_is_printed_by_place() {
    let log = file("state.recording", &signed().recording(false));
    for (number, guest, pages) in [("1", "nobody", "0"), ("3", "Ada", "1"), ("4", "Grace", "1")] {
        let stdout = check(&[&log, "guest_book.bn", "--state", number], 0, "");
        assert!(stdout.contains(&format!("guest: {guest}")), "{stdout}");
        assert!(stdout.contains(&format!("pages: {pages}")), "{stdout}");
    }
    check(
        &[&log, "guest_book.bn", "--state", "9"],
        2,
        "error: the log ends before stimulus 9\n",
    );
}

#[test]
fn a_redacted_recording_is_replayed_without_what_was_written() {
    let log = file("redacted.recording", &signed().recording(true));
    let patches = check(&[&log, "guest_book.bn"], 0, "");
    assert!(!patches.contains("Ada") && !patches.contains("Grace"));
    assert!(patches.contains("Welcome, xxxxx, to page 1"), "{patches}");
    let state = check(&[&log, "guest_book.bn", "--state", "4"], 0, "");
    assert!(state.contains("xxxxx"), "{state}");
}

#[test]
fn of_a_damaged_recording_what_is_whole_is_replayed() {
    let whole = signed().recording(false);
    let replayed = |name: &str, bytes: &[u8]| {
        let log = file(name, bytes);
        let output = replay(&[&log, "guest_book.bn", "--hash"]);
        let (stdout, stderr) = said(&output);
        let stderr = stderr.replace(&log, name);
        (stdout.lines().count() - 1, stderr, output.status.code())
    };
    // The last record is the last stimulus' commit: the stimulus itself is whole.
    let (turns, stderr, status) = replayed("torn.recording", &whole[..whole.len() - 3]);
    assert_eq!((turns, status), (4, Some(0)));
    assert!(
        stderr.starts_with("warning: torn.recording: the log's last record, at byte ")
            && stderr.ends_with(" is not complete; 31 bytes left out\n"),
        "{stderr}"
    );
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    let (turns, stderr, status) = replayed("flipped.recording", &flipped);
    assert!((1..4).contains(&turns));
    assert_eq!(status, Some(0));
    assert!(
        stderr.starts_with("warning: flipped.recording: the log is damaged at byte "),
        "{stderr}"
    );
}

#[test]
fn what_is_no_recording_is_refused() {
    for (name, bytes, why) in [
        (
            "text.recording",
            &b"this is no log at all, but a text"[..],
            "nothing in it can be used: it is damaged, or no log at all",
        ),
        ("empty.recording", b"", "the log is empty"),
    ] {
        let log = file(name, bytes);
        check(
            &[&log, "guest_book.bn"],
            2,
            &format!("error: {log}: {why}\n"),
        );
    }
    let output = replay(&["nowhere.recording", "guest_book.bn"]);
    let (_, stderr) = said(&output);
    assert!(
        stderr.starts_with("error: cannot read nowhere.recording: "),
        "{stderr}"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn another_program_is_replayed_but_named() {
    let log = file("wrong.recording", &signed().recording(false));
    let differs = |others: &str| {
        format!(
            "\
warning: the log was made by another text of the program, or under other names of its files
warning: stimulus 1 changed something else than the log says, and so did {others}
"
        )
    };
    check(&[&log, "pantry.bn", "--hash"], 1, &differs("3 others"));
    // What the log says of the stimulus itself comes after it.
    for (number, others) in [("3", "another one"), ("4", "2 others")] {
        check(&[&log, "pantry.bn", "--state", number], 1, &differs(others));
    }
}

#[test]
fn a_program_that_does_not_run_is_refused_with_its_mistakes() {
    let log = file("broken.recording", &signed().recording(false));
    let output = replay(&[&log, "broken.bn"]);
    let (stdout, stderr) = said(&output);
    assert_eq!(stdout, "");
    assert!(
        stderr.starts_with("error: expected a definition")
            && stderr.contains(" --> broken.bn:2:9\n"),
        "{stderr}"
    );
    assert_eq!(output.status.code(), Some(1));
    let output = replay(&[&log, "nowhere.bn"]);
    let (_, stderr) = said(&output);
    assert!(
        stderr.starts_with("error: cannot read nowhere.bn: "),
        "{stderr}"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_wrong_command_prints_the_usage() {
    for arguments in [
        &["a.recording"][..],
        &["a.recording", "a.bn", "--all"],
        &["a.recording", "a.bn", "--state"],
        &["a.recording", "a.bn", "--state", "soon"],
        &["--hash", "a.recording", "a.bn"],
    ] {
        let output = replay(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).1.starts_with("usage: offstage"));
    }
}
