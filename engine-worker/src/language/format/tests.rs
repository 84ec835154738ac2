//! The laws of the formatter, on all programs of the repository and on generated ones.

use std::fs;
use std::path::{Path, PathBuf};

use super::format;
use super::tokens::Tokens;
use crate::language::compile;
use crate::language::diagnostic::render_all;
use crate::language::modules::SourceFile;
use crate::language::syntax::parser;
use crate::language::syntax::source::SourceSet;
use crate::language::syntax::span::FileId;
use crate::language::syntax::token::TokenKind;

mod generator;
mod golden;
mod sloppy;

/// The formatted text; the text must have no errors.
#[track_caller]
fn formatted(text: &str) -> String {
    let (source, file) = source_of(text);
    format(&source, file).unwrap_or_else(|diagnostics| {
        panic!("{}\nin:\n{text}", render_all(&source, &diagnostics));
    })
}

fn source_of(text: &str) -> (SourceSet, FileId) {
    let mut source = SourceSet::default();
    let file = source.add("a.bn", text).expect("small");
    (source, file)
}

/// Formats a text and checks what must hold for every one.
#[track_caller]
fn check_laws(text: &str) -> String {
    let once = formatted(text);
    let twice = formatted(&once);
    check_lines(&once, &twice, text);
    check_tree(text, &once);
    assert_eq!(comments(text), comments(&once), "in:\n{text}\n\n{once}");
    once
}

/// Whether two texts have the same tree.
#[track_caller]
fn check_tree(left: &str, right: &str) {
    check_lines(&tree(left), &tree(right), &format!("{left}\n\n{right}"));
}

/// Whether two texts are equal; shows the first difference, since they may be long.
#[track_caller]
fn check_lines(left: &str, right: &str, about: &str) {
    if left != right {
        let differs = left.lines().zip(right.lines()).position(|(a, b)| a != b);
        let from = differs.unwrap_or(0).saturating_sub(5);
        let part = |text: &str| {
            text.lines()
                .skip(from)
                .take(12)
                .collect::<Vec<_>>()
                .join("\n")
        };
        panic!(
            "in:\n{about}\nthis:\n{}\nis not:\n{}",
            part(left),
            part(right)
        );
    }
}

/// The syntax tree without places.
fn tree(text: &str) -> String {
    let (source, file) = source_of(text);
    let (module, _) = parser::parse(&source, file, &mut 0);
    without_spans(&format!("{module:#?}"))
}

/// The plan without places; empty for what cannot run.
fn plan(text: &str) -> String {
    let file = SourceFile {
        path: "a.bn".to_owned(),
        text: text.to_owned(),
    };
    let (_, plan) = compile(vec![file], "a.bn");
    plan.map_or_else(String::new, |plan| without_spans(&format!("{plan:#?}")))
}

/// Leaves out the byte positions of pretty-printed spans.
fn without_spans(debug: &str) -> String {
    let position = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("start: ") || line.starts_with("end: ")
    };
    let kept: Vec<&str> = debug.lines().filter(|line| !position(line)).collect();
    kept.join("\n")
}

fn comments(text: &str) -> Vec<String> {
    let mut tokens = Tokens::new(FileId(0), text);
    let mut comments = Vec::new();
    loop {
        comments.extend(
            tokens
                .gap()
                .comments
                .iter()
                .map(|comment| comment.text.to_owned()),
        );
        if tokens.at(TokenKind::End) {
            return comments;
        }
        tokens.bump();
    }
}

/// All programs of the repository that have no syntax errors.
fn programs() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> = ["engine-worker/tests", "tests", "www"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    let mut programs = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "bn") {
                let text = fs::read_to_string(&path).expect("text");
                let (source, file) = source_of(&text);
                if format(&source, file).is_ok() {
                    programs.push((path, text));
                }
            }
        }
    }
    programs.sort();
    assert!(programs.len() > 20);
    programs
}

#[test]
fn every_program_of_the_repository_is_formatted() {
    // Of many programs each, with what is reported between them.
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/diagnostics");
    let unformatted: Vec<PathBuf> = programs()
        .into_iter()
        .filter(|(path, _)| !path.starts_with(&reports))
        .filter(|(_, text)| formatted(text) != *text)
        .map(|(path, _)| path)
        .collect();
    assert!(
        unformatted.is_empty(),
        "run `cargo run -p engine-worker --bin offstage -- fmt FILE…`: {unformatted:#?}"
    );
}

#[test]
fn sloppy_copies_of_the_programs_keep_their_plans() {
    for (path, text) in programs() {
        for seed in 0..3 {
            let sloppy = sloppy::copy(&text, seed);
            check_tree(&text, &sloppy);
            let formatted = check_laws(&sloppy);
            assert_eq!(plan(&text), plan(&formatted), "{}", path.display());
        }
    }
}

#[test]
fn generated_programs_keep_their_meaning_and_comments() {
    for seed in 0..200 {
        check_laws(&generator::program(seed));
    }
}

#[test]
fn an_error_is_reported_and_nothing_is_formatted() {
    let (source, file) = source_of("a: 3-1");
    let diagnostics = format(&source, file).expect_err("an error");
    assert_eq!(diagnostics.len(), 1);
}
