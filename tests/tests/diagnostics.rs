//! What is reported about programs, stated in the programs themselves.
//!
//! `tests/diagnostics/*.bn` are collections of small programs, each after a line `-- program: name`; a folder
//! there is one program of several files with the entry `RUN.bn`. Comments directly above a line state what is
//! reported for it, all of it and in order:
//!
//! ```text
//! -- error: unknown name `conter`
//! -- hint: did you mean `counter`?
//! -- way: in `row()` called at RUN.bn:7:3
//! shown: conter
//! ```
//!
//! `-- do: press Save`, `-- do: type Ann` and `-- do: wait 100` happen in their order after the start. A
//! program without `document:` gets an empty one, unless it says `-- alone`. With `BLESS=1` in the
//! environment the comments are written anew: read the difference.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use offstage_tests::program::Program;
use protocol::{DiagnosticSeverity, RenderedDiagnostic, SourceFile};

const STATEMENTS: [&str; 4] = ["-- error: ", "-- warning: ", "-- hint: ", "-- way: "];
const PROGRAM: &str = "-- program: ";
const EMPTY_DOCUMENT: &str = "document: Document/new(root: TEXT { })\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("diagnostics")
}

/// What is stated about each line, by file and line.
type Statements = BTreeMap<(String, u32), Vec<String>>;

fn is_statement(line: &str) -> bool {
    let line = line.trim_start();
    STATEMENTS.iter().any(|mark| line.starts_with(mark))
}

fn stated(files: &[SourceFile]) -> Statements {
    let mut statements = Statements::new();
    for file in files {
        let mut pending = Vec::new();
        for (number, line) in (1..).zip(file.text.split('\n')) {
            if is_statement(line) {
                pending.push(line.trim().to_owned());
            } else if !pending.is_empty() {
                statements.insert((file.path.clone(), number), std::mem::take(&mut pending));
            }
        }
        assert!(pending.is_empty(), "{} ends with statements", file.path);
    }
    statements
}

/// What is reported about each line; about a whole file is about its first line that states nothing.
fn found(files: &[SourceFile], diagnostics: &[RenderedDiagnostic]) -> Statements {
    let mut statements = Statements::new();
    for diagnostic in diagnostics {
        let file = files.iter().find(|file| file.path == diagnostic.file);
        let text = file.map_or("", |file| &file.text);
        let stating = text.split('\n').skip(diagnostic.line as usize - 1);
        let stating = stating.take_while(|line| is_statement(line)).count() as u32;
        let at = statements
            .entry((diagnostic.file.clone(), diagnostic.line + stating))
            .or_default();
        let severity = match diagnostic.severity {
            DiagnosticSeverity::Error => "error",
            DiagnosticSeverity::Warning => "warning",
        };
        at.push(format!("-- {severity}: {}", diagnostic.message));
        at.extend(
            diagnostic
                .trace
                .iter()
                .map(|step| format!("-- way: {step}")),
        );
        at.extend(
            diagnostic
                .hints
                .iter()
                .map(|hint| format!("-- hint: {hint}")),
        );
    }
    statements
}

/// Everything that is reported for a program from its start to its last gesture.
fn run(files: &[SourceFile]) -> Vec<RenderedDiagnostic> {
    let mut files = files.to_vec();
    let entry = &mut files[0];
    let gestures: Vec<String> = entry
        .text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("-- do: "))
        .map(str::to_owned)
        .collect();
    let alone = entry.text.lines().any(|line| line.trim() == "-- alone");
    if !alone && !entry.text.contains("document:") && !entry.text.contains("scene:") {
        if !entry.text.ends_with('\n') {
            entry.text.push('\n');
        }
        entry.text.push_str(EMPTY_DOCUMENT);
    }
    let mut program = match Program::try_start_files("RUN.bn", files, "/") {
        Ok(program) => program,
        Err(diagnostics) => return diagnostics,
    };
    for gesture in gestures {
        match gesture.split_once(' ') {
            Some(("press", text)) => program.press(text),
            Some(("wait", time)) => program.wait(time.parse().expect("milliseconds")),
            Some(("type", text)) => {
                let field = program.dom.text_inputs()[0];
                program.edit(field, text);
            }
            _ => panic!("what is the gesture `{gesture}`?"),
        }
    }
    program.diagnostics
}

/// The text with the statements that hold.
fn blessed(path: &str, text: &str, statements: &Statements) -> String {
    let mut out = String::new();
    // Line numbers count the new statements, which they decide about: from the top they are known.
    let code: Vec<&str> = text
        .split('\n')
        .filter(|line| !is_statement(line))
        .collect();
    let old: Vec<u32> = (1..)
        .zip(text.split('\n'))
        .filter(|(_, line)| !is_statement(line))
        .map(|(number, _)| number)
        .collect();
    for (index, (line, number)) in code.iter().zip(old).enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        if let Some(found) = statements.get(&(path.to_owned(), number)) {
            for statement in found {
                let _ = writeln!(out, "{indent}{statement}");
            }
        }
        out.push_str(line);
        if index + 1 < code.len() {
            out.push('\n');
        }
    }
    out
}

fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Checks a program; with `BLESS=1` answers its files with the statements that hold.
fn check(name: &str, files: &[SourceFile], failures: &mut String) -> Vec<SourceFile> {
    if !blessing() {
        let (stated, found) = (stated(files), found(files, &run(files)));
        let places = stated.keys().chain(found.keys());
        let places: std::collections::BTreeSet<_> = places.collect();
        for place in places {
            let nothing = Vec::new();
            let stated = stated.get(place).unwrap_or(&nothing);
            let found = found.get(place).unwrap_or(&nothing);
            if stated != found {
                let (file, line) = place;
                let _ = writeln!(
                    failures,
                    "{name}, {file}:{line}\n  stated:\n    {}\n  reported:\n    {}",
                    stated.join("\n    "),
                    found.join("\n    ")
                );
            }
        }
        return Vec::new();
    }
    // Statements name lines, and move them: a second look has the last word.
    let mut files = files.to_vec();
    for _ in 0..3 {
        let found = found(&files, &run(&files));
        for file in &mut files {
            file.text = blessed(&file.path, &file.text, &found);
        }
    }
    files
}

/// The programs of a collection: their names and texts.
fn programs(text: &str) -> Vec<(String, String)> {
    let mut programs: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix(PROGRAM) {
            programs.push((name.trim().to_owned(), String::new()));
        } else if let Some((_, text)) = programs.last_mut() {
            text.push_str(line);
        }
    }
    programs
}

fn read_folder(folder: &Path, inside: &str, files: &mut Vec<SourceFile>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = format!("{inside}{}", path.file_name().expect("a name").display());
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), files);
        } else {
            let text = fs::read_to_string(&path).expect("a text");
            files.push(SourceFile { path: name, text });
        }
    }
}

#[test]
fn everything_that_is_reported_is_stated_and_the_other_way_round() {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the programs")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    let (mut count, mut failures) = (0, String::new());
    for path in entries {
        let name = path.file_name().expect("a name").display().to_string();
        if path.is_dir() {
            let mut files = Vec::new();
            read_folder(&path, "", &mut files);
            files.sort_by_key(|file| file.path != "RUN.bn");
            for file in check(&name, &files, &mut failures) {
                fs::write(path.join(&file.path), file.text).expect("writable");
            }
            count += 1;
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        let mut rewritten: String = text
            .split_inclusive('\n')
            .take_while(|line| !line.starts_with(PROGRAM))
            .collect();
        for (program, text) in programs(&text) {
            let file = SourceFile {
                path: "RUN.bn".to_owned(),
                text: text.clone(),
            };
            let _ = writeln!(rewritten, "{PROGRAM}{program}");
            match check(&format!("{name}: {program}"), &[file], &mut failures).pop() {
                Some(blessed) => rewritten.push_str(&blessed.text),
                None => rewritten.push_str(&text),
            }
            count += 1;
        }
        if blessing() {
            fs::write(&path, rewritten).expect("writable");
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(count > 100, "only {count} programs");
}

#[test]
fn what_was_reported_before_is_only_counted() {
    let mut program = Program::start(
        "button: LINK
        count: 0 |> HOLD count { button.event.press |> THEN { count + TEXT { one } } }
        document: Document/new(
            root: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { Save })
                |> LINK { button }
        )",
    );
    for _ in 0..3 {
        program.press("Save");
    }
    assert_eq!(program.diagnostics.len(), 1);
    assert_eq!(program.counters().repeated_diagnostics, 2);
}
