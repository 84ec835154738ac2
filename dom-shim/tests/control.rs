//! The page's scripts write commands and read reports as the worker's serde does.

use std::io::Write;
use std::process::{Command as Process, Stdio};

use protocol::{
    AttachTab, Command, DiagnosticSeverity, Durability, Epoch, RenderedDiagnostic, Report,
    Sequence, SourceFile, StartProgram, Storage, TabId, Task, VERSION, program_fingerprint,
};
use serde::Serialize;
use serde_json::{Value, json};

const TEXTS: [&str; 4] = ["", "a", "ž🦀\u{feff}\0", "todo.bn"];
const NUMBERS: [u64; 7] = [0, 1, 127, 128, 65_535, 4_294_967_295, 1 << 52];
const DURABILITIES: [(Durability, &str); 3] = [
    (Durability::Strict, "strict"),
    (Durability::Relaxed, "relaxed"),
    (Durability::Memory, "memory"),
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn postcard(value: &impl Serialize) -> String {
    hex(&postcard::to_allocvec(value).expect("bytes"))
}

/// A sample's own choice among some.
fn pick<T: Copy>(all: &[T], sample: usize) -> T {
    all[sample % all.len()]
}

fn files(sample: usize) -> Vec<SourceFile> {
    let file = |at: usize| SourceFile {
        path: format!("{at}{}", pick(&TEXTS, at)),
        text: pick(&TEXTS, at + 1).repeat(sample * 40),
    };
    (0..sample % 3).map(file).collect()
}

fn program(entry: &str, files: &[SourceFile]) -> Value {
    let file = |file: &SourceFile| json!({ "path": file.path, "text": file.text });
    json!({ "entry": entry, "files": files.iter().map(file).collect::<Vec<_>>() })
}

fn starts(sample: usize) -> Value {
    let (durability, durability_name) = pick(&DURABILITIES, sample);
    let resumes = pick(&NUMBERS[..6], sample + 1) as u32;
    let app = Some(pick(&TEXTS, sample).to_owned()).filter(|app| !app.is_empty());
    let start = StartProgram {
        version: VERSION,
        epoch: Epoch(pick(&NUMBERS[..6], sample) as u32),
        tab: TabId(u64::MAX - sample as u64),
        app: app.clone(),
        durability,
        resumes: Some(Epoch(resumes)).filter(|epoch| epoch.0 > 0),
        applied: Sequence(pick(&NUMBERS, sample + 2)),
        leftovers: vec![vec![7; sample]; sample % 3],
        entry: pick(&TEXTS, sample + 3).to_owned(),
        files: files(sample),
        base: "/".to_owned(),
        route: pick(&TEXTS, sample + 1).to_owned(),
        seed: pick(&NUMBERS, sample + 3),
        time: sample as f64 * 1.5,
    };
    json!({
        "epoch": start.epoch.0, "tab": start.tab.0.to_string(), "name": app, "durability": durability_name,
        "resumes": resumes, "applied": start.applied.0,
        "leftovers": start.leftovers.iter().map(|bytes| hex(bytes)).collect::<Vec<_>>(),
        "program": program(&start.entry, &start.files), "base": start.base, "route": start.route,
        "seed": start.seed, "time": start.time, "bytes": postcard(&Command::Start(start)),
    })
}

fn attaches(sample: usize) -> Value {
    let (entry, files) = (pick(&TEXTS, sample), files(sample));
    let attach = AttachTab {
        version: VERSION,
        program: program_fingerprint(entry, &files),
        base: "/base/".to_owned(),
        route: pick(&TEXTS, sample).to_owned(),
        resumes: Some(Epoch(sample as u32)).filter(|epoch| epoch.0 > 0),
        applied: Sequence(pick(&NUMBERS, sample)),
    };
    json!({
        "program": program(entry, &files), "base": attach.base, "route": attach.route, "resumes": sample,
        "applied": attach.applied.0, "bytes": postcard(&Command::Attach(attach)),
    })
}

/// In the numbers of `manage.js`.
fn requests() -> Vec<Value> {
    let manage = |task| Command::Manage { request: 300, task };
    let rows = [
        (Command::Inspect { request: 300 }, json!([3, 300])),
        (manage(Task::ClearState), json!([4, 300, 0])),
        (manage(Task::DeadLetters), json!([4, 300, 2])),
        (
            manage(Task::Retry(Sequence(1 << 40))),
            json!([4, 300, 3, 1_u64 << 40]),
        ),
        (manage(Task::Discard(Sequence(5))), json!([4, 300, 4, 5])),
        (
            manage(Task::Recording { redact: true }),
            json!([4, 300, 5, true]),
        ),
        (
            manage(Task::Recording { redact: false }),
            json!([4, 300, 5, false]),
        ),
    ];
    let row = |(command, details): &(Command, Value)| json!({ "details": details, "bytes": postcard(command) });
    let mut all: Vec<_> = rows.iter().map(row).collect();
    let swap = Task::Swap {
        entry: "todo.bn".to_owned(),
        files: files(2),
    };
    all.push(json!({
        "details": [4, 300, 1], "program": program("todo.bn", &files(2)), "bytes": postcard(&manage(swap)),
    }));
    all
}

fn diagnostic(sample: usize) -> RenderedDiagnostic {
    RenderedDiagnostic {
        severity: match sample {
            0 => DiagnosticSeverity::Warning,
            _ => DiagnosticSeverity::Error,
        },
        message: pick(&TEXTS, sample + 2).to_owned(),
        hints: vec!["hint".to_owned(); sample],
        file: "todo.bn".to_owned(),
        line: 300,
        column: 0,
        source_line: "a".repeat(200),
        caret: " ^".to_owned(),
        trace: vec!["step".to_owned(); 2 - sample],
    }
}

fn shown(sample: usize) -> Value {
    let diagnostic = diagnostic(sample);
    json!({
        "severity": pick(&["warning", "error"], sample), "message": diagnostic.message, "hints": diagnostic.hints,
        "file": diagnostic.file, "line": diagnostic.line, "column": diagnostic.column,
        "sourceLine": diagnostic.source_line, "caret": diagnostic.caret, "trace": diagnostic.trace,
    })
}

fn reports() -> Vec<Value> {
    let diagnostics = vec![diagnostic(0), diagnostic(1)];
    let (sequence, what) = (Sequence(1 << 40), "a press".to_owned());
    let (entry, files) = ("todo.bn".to_owned(), files(2));
    let mut rows = vec![
        (Report::Started, json!([0, null])),
        (
            Report::Diagnostics(diagnostics.clone()),
            json!([1, [shown(0), shown(1)]]),
        ),
        (
            Report::Failed(diagnostics),
            json!([2, [shown(0), shown(1)]]),
        ),
        (Report::OtherVersion { worker: 3 }, json!([3, 3])),
        (Report::UsesRouter, json!([4, null])),
        (
            Report::GivenUp { sequence, what },
            json!([6, { "sequence": 1_u64 << 40, "what": "a press" }]),
        ),
        (Report::OtherProgram, json!([7, null])),
        (Report::Fenced, json!([8, null])),
        (
            Report::Swapped {
                entry,
                files: files.clone(),
            },
            json!([9, program("todo.bn", &files)]),
        ),
    ];
    for (durability, name) in DURABILITIES {
        let (place, problem) = ("OPFS".to_owned(), "ž".to_owned());
        let storage = Storage {
            durability,
            place,
            problem,
        };
        let expect = json!([5, { "durability": name, "place": "OPFS", "problem": "ž" }]);
        rows.push((Report::Storage(storage), expect));
    }
    let mut samples = Vec::new();
    for (report, expect) in rows {
        let bytes = postcard::to_allocvec(&report).expect("bytes");
        samples.push(json!({ "bytes": hex(&bytes), "report": expect }));
        // Another build's report ends too early, too late, or is of no known kind.
        for end in 0..bytes.len() {
            samples.push(json!({ "bytes": hex(&bytes[..end]), "report": null }));
        }
        samples.push(json!({ "bytes": hex(&[&bytes[..], &[0]].concat()), "report": null }));
    }
    for unknown in ["0a", "05030000", "060101ff"] {
        samples.push(json!({ "bytes": unknown, "report": null }));
    }
    samples
}

#[test]
fn the_scripts_speak_the_typed_bridge_as_the_worker_does() {
    let samples = json!({
        "starts": (0..12).map(starts).collect::<Vec<_>>(),
        "attaches": (0..12).map(attaches).collect::<Vec<_>>(),
        "requests": requests(),
        "reports": reports(),
    });
    let mut node = Process::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/control.mjs"))
        .stdin(Stdio::piped())
        .spawn()
        .expect("node");
    let mut input = node.stdin.take().expect("a pipe");
    let written = input.write_all(samples.to_string().as_bytes());
    drop(input);
    assert!(node.wait().expect("node ends").success());
    written.expect("node has read all samples");
}
