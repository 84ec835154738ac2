//! The guide and the reference: every program in them runs, and the reference has exactly what there is.

use std::fs;
use std::path::{Path, PathBuf};

use engine_worker::language::format::format;
use engine_worker::language::syntax::source::SourceSet;
use engine_worker::stdlib::table::BUILTINS;
use engine_worker::view::catalog::ELEMENTS;
use engine_worker::view::style::KEYS;
use offstage_tests::program::Program;

/// A program of a page.
struct Snippet {
    /// The file and the line of its fence.
    place: String,
    source: String,
    /// Part of the one diagnostic that the page announces.
    reports: Option<String>,
}

fn pages(book: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../www")
        .join(book);
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)
        .expect("readable")
        .map(|entry| entry.expect("readable").path())
        .collect();
    pages.sort();
    pages
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("text")
}

fn snippets() -> Vec<Snippet> {
    let mut snippets = Vec::new();
    for path in pages("guide").into_iter().chain(pages("reference")) {
        let mut open: Option<Snippet> = None;
        for (index, line) in text(&path).lines().enumerate() {
            match &mut open {
                Some(_) if line == "```" => snippets.extend(open.take()),
                Some(snippet) => {
                    snippet.source.push_str(line);
                    snippet.source.push('\n');
                }
                None => {
                    let Some(info) = line.strip_prefix("```boon") else {
                        continue;
                    };
                    if info != " fragment" {
                        open = Some(Snippet {
                            place: format!("{}:{}", path.display(), index + 1),
                            source: String::new(),
                            reports: info.strip_prefix(" reports ").map(str::to_owned),
                        });
                    }
                }
            }
        }
        assert!(open.is_none(), "{} has a fence without end", path.display());
    }
    assert!(snippets.len() > 100);
    snippets
}

#[test]
fn every_program_runs_and_reports_what_the_page_says() {
    let wrong: Vec<String> = snippets().iter().filter_map(problem).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a program of a page.
fn problem(snippet: &Snippet) -> Option<String> {
    let place = &snippet.place;
    let diagnostics = match Program::try_start(&snippet.source, "/") {
        Ok(program) => program.diagnostics,
        Err(diagnostics) => return Some(format!("{place} does not run: {diagnostics:#?}")),
    };
    let messages: Vec<&str> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    let right = match (&snippet.reports, messages.as_slice()) {
        (None, []) => true,
        (Some(part), [message]) => message.contains(part),
        _ => false,
    };
    (!right).then(|| format!("{place}: {messages:#?}"))
}

#[test]
fn every_program_is_in_the_one_style() {
    for Snippet { place, source, .. } in snippets() {
        let mut set = SourceSet::default();
        let file = set.add("a.bn", source.as_str()).expect("small");
        assert_eq!(
            format(&set, file).as_deref(),
            Ok(source.as_str()),
            "{place}"
        );
    }
}

/// The second-level headings of a page, each with the names of the list below it.
fn entries(page: &str) -> Vec<(String, Vec<String>)> {
    let mut entries: Vec<(String, Vec<String>)> = Vec::new();
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            entries.push((name.to_owned(), Vec::new()));
        } else if let Some((_, parameters)) = entries.last_mut()
            && let Some(name) = line
                .strip_prefix("- `")
                .and_then(|rest| rest.split('`').next())
        {
            parameters.push(name.to_owned());
        }
    }
    entries
}

fn reference(name: &str) -> String {
    let path = pages("reference")
        .into_iter()
        .find(|path| path.ends_with(name))
        .expect("there is such a page");
    text(&path)
}

#[test]
fn the_reference_has_exactly_the_functions_and_their_parameters() {
    let found = entries(&reference("01_library.md"));
    let expected: Vec<(String, Vec<String>)> = BUILTINS
        .iter()
        .map(|row| {
            let parameters = row.parameters.iter().map(|&name| name.to_owned());
            (row.path.to_owned(), parameters.collect())
        })
        .collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn the_reference_has_exactly_the_elements_and_their_arguments_and_names_all_events() {
    let page = reference("02_elements.md");
    let mut found = entries(&page);
    for (_, arguments) in &mut found {
        arguments.sort();
    }
    let expected: Vec<(String, Vec<String>)> = ELEMENTS
        .iter()
        .map(|element| {
            let mut arguments: Vec<String> = element
                .arguments
                .iter()
                .map(|argument| argument.name.to_owned())
                .collect();
            arguments.sort();
            (format!("Element/{}", element.name), arguments)
        })
        .collect();
    assert_eq!(found, expected);
    for event in ELEMENTS.iter().flat_map(|element| element.events) {
        assert!(
            page.contains(&format!("`{}`", event.name)),
            "{}",
            event.name
        );
    }
}

#[test]
fn the_reference_has_exactly_the_style_keys() {
    let mut found: Vec<String> = entries(&reference("03_styles.md"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    // Keys that explain each other stand together, which is not the order of the table.
    found.sort();
    let mut expected: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}
