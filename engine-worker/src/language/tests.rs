use proptest::prelude::*;

use super::diagnostic::{MAX_DIAGNOSTICS, render_all, rendered};
use super::*;

const PANTRY: &str = include_str!("../../tests/programs/pantry.bn");

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

fn analyze(files: Vec<SourceFile>, entry: &str) -> Analysis {
    compile(files, entry).0
}

fn analyze_text(text: &str) -> Analysis {
    analyze(vec![file("a.bn", text)], "a.bn")
}

/// Checks the messages of a program of several files, each with file and line.
#[track_caller]
fn check(files: &[(&str, &str)], entry: &str, expected: &[&str]) {
    let analysis = analyze(
        files.iter().map(|(path, text)| file(path, text)).collect(),
        entry,
    );
    let found: Vec<String> = analysis
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let shown = rendered(&analysis.program.source, diagnostic);
            format!("{}:{}: {}", shown.file, shown.line, shown.message)
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_program_of_one_file() {
    check(&[("a.bn", PANTRY)], "a.bn", &[]);
}

#[test]
fn a_program_of_several_files() {
    let run = ("RUN.bn", "document: Theme/a(b: 1)");
    check(
        &[run, ("Theme/Theme.bn", "FUNCTION a(b) { b }")],
        "RUN.bn",
        &[],
    );
    let analysis = analyze(
        vec![file("x/Theme.bn", ""), file("RUN.bn", "document: 1")],
        "RUN.bn",
    );
    assert_eq!(analysis.program.modules[0].name.as_deref(), Some("Theme"));
    assert_eq!(analysis.program.entry.name, None);
}

#[test]
fn the_build_script_is_never_looked_at() {
    check(
        &[("RUN.bn", "document: 1"), ("BUILD.bn", "]]]")],
        "RUN.bn",
        &[],
    );
    check(
        &[("BUILD.bn", "document: 1")],
        "BUILD.bn",
        &["BUILD.bn:1: `BUILD.bn` is a build script and cannot be run"],
    );
}

#[test]
fn wrong_sets_of_files_are_reported() {
    let run = ("RUN.bn", "document: 1");
    check(
        &[],
        "RUN.bn",
        &[":1: the entry file `RUN.bn` is not among the files of the program"],
    );
    check(
        &[run, run],
        "RUN.bn",
        &["RUN.bn:1: the file `RUN.bn` is given twice"],
    );
    check(
        &[run, ("A.bn", ""), ("A.bn", "")],
        "RUN.bn",
        &["A.bn:1: the file `A.bn` is given twice"],
    );
    check(
        &[run, ("x/A.bn", ""), ("y/A.bn", "")],
        "RUN.bn",
        &["y/A.bn:1: two files define the module `A`: `x/A.bn` and `y/A.bn`"],
    );
    check(
        &[run, ("A.txt", "")],
        "RUN.bn",
        &["RUN.bn:1: `A.txt` is no program file"],
    );
    check(
        &[("a.boon", "document: 1")],
        "a.boon",
        &["a.boon:1: `a.boon` is no program file"],
    );
}

#[test]
fn what_a_module_cannot_do_is_a_warning() {
    let files = [
        ("RUN.bn", "document: 1"),
        ("theme.bn", ""),
        ("B.bn", "a: 1"),
    ];
    let messages =
        ["theme.bn:1: nothing can call the functions of `theme.bn`: `theme` is no module name"];
    check(&files, "RUN.bn", &messages);
    let analysis = analyze(
        files.iter().map(|(path, text)| file(path, text)).collect(),
        "RUN.bn",
    );
    assert!(!analysis.has_errors());
}

#[test]
fn names_are_not_reported_while_the_syntax_is_wrong() {
    check(
        &[("a.bn", "a: b\nc: =")],
        "a.bn",
        &["a.bn:2: expected an expression, found `=`"],
    );
    let both = [
        "a.bn:1: neither `document` nor `scene` is defined",
        "a.bn:1: unknown name `b`",
    ];
    check(&[("a.bn", "a: b")], "a.bn", &both);
}

#[test]
fn diagnostics_are_in_order_and_have_an_end() {
    let analysis = analyze_text(&"a: )\n".repeat(1000));
    assert_eq!(analysis.diagnostics.len(), MAX_DIAGNOSTICS + 1);
    let last = analysis
        .diagnostics
        .last()
        .map(|diagnostic| diagnostic.message.as_str());
    assert_eq!(last, Some("only the first 100 problems are shown"));
    assert!(
        analysis
            .diagnostics
            .is_sorted_by_key(|diagnostic| diagnostic.span)
    );
}

/// Analyzes and renders: neither may panic, and every place must be in the text.
fn survive(text: &str) {
    let analysis = analyze_text(text);
    for diagnostic in &analysis.diagnostics {
        assert!(
            diagnostic.span.start <= diagnostic.span.end
                && diagnostic.span.end as usize <= text.len()
        );
        assert!(
            text.get(diagnostic.span.start as usize..diagnostic.span.end as usize)
                .is_some()
        );
        assert!(!diagnostic.message.is_empty());
    }
    let rendered = render_all(&analysis.program.source, &analysis.diagnostics);
    assert_eq!(rendered.is_empty(), analysis.diagnostics.is_empty());
}

#[test]
fn a_program_cut_anywhere_is_survived() {
    for (index, _) in PANTRY.char_indices() {
        survive(&PANTRY[..index]);
        survive(&PANTRY[index..]);
    }
}

#[test]
fn a_program_without_any_one_character_is_survived() {
    for (index, character) in PANTRY.char_indices() {
        survive(&format!(
            "{}{}",
            &PANTRY[..index],
            &PANTRY[index + character.len_utf8()..]
        ));
    }
}

/// Pieces that programs are made of, and some that they are not.
fn piece() -> impl Strategy<Value = &'static str> {
    let pieces = [
        "a",
        "b.c",
        "A",
        "A/",
        "f(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "TEXT {",
        "TEXT #{",
        "#{",
        "LIST {",
        "WHEN {",
        "=>",
        "|>",
        "HOLD n {",
        "THEN {",
        "LINK",
        "LINK {",
        "BLOCK {",
        "PASS:",
        "PASSED",
        "SKIP",
        "MAP {",
        "FLUSH {",
        ":",
        ",",
        ".",
        "...",
        "-",
        "-1",
        "3",
        "+",
        "/",
        "==",
        "=",
        "__",
        "\n",
        "--",
        "FUNCTION f(a) {",
        "BITS",
        "\"",
        "é",
        "a:",
        "\nb:",
        "LATEST {",
        "document:",
        "!",
        "~",
        "\u{2028}",
    ];
    prop::sample::select(pieces.to_vec())
}

proptest! {
    #[test]
    fn random_characters_are_survived(text in "\\PC{0,200}") {
        survive(&text);
    }

    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survive(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn random_pieces_are_survived(pieces in prop::collection::vec(piece(), 0..80)) {
        survive(&pieces.join(" "));
        survive(&pieces.concat());
    }
}
