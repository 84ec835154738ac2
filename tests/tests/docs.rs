//! The guide and the reference: every program in them runs, and the reference has exactly what there is.

use std::fs;
use std::path::{Path, PathBuf};

use engine_worker::language::format::format;
use engine_worker::language::syntax::source::SourceSet;
use engine_worker::stdlib::table::BUILTINS;
use engine_worker::view::catalog::ELEMENTS;
use engine_worker::view::style::KEYS;
use offstage_tests::program::Program;
use offstage_tests::reference;

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

fn reference_page(file: &str) -> Result<String, String> {
    let path = pages("reference")
        .into_iter()
        .find(|path| path.ends_with(file))
        .expect("there is such a page");
    reference::page(file, &text(&path))
}

/// What a page shows of an entry: from its heading to the next.
fn entry<'a>(page: &'a str, name: &str) -> &'a str {
    let heading = format!("\n## {name}\n");
    let start = page.find(&heading).expect(name) + heading.len();
    page[start..].split("\n## ").next().expect("the entry")
}

/// The names in the first column of the table of an entry.
fn names(entry: &str) -> Vec<&str> {
    entry
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect()
}

#[test]
fn the_reference_shows_the_signature_of_every_function() {
    let page = reference_page("01_library.md").expect("complete");
    for row in BUILTINS {
        let entry = entry(&page, row.path);
        assert_eq!(names(entry), row.parameters, "{}", row.path);
        let (required, optional) = row.parameters.split_at(row.required);
        let optional = optional.iter().map(|name| format!("{name}?"));
        let parameters: Vec<String> = required
            .iter()
            .map(|name| (*name).to_owned())
            .chain(optional)
            .collect();
        let signature = format!("{}({})", row.path, parameters.join(", "));
        let shown = format!("<p class=\"signature\"><code>{signature}</code></p>");
        assert!(entry.contains(&shown), "{shown}\n{entry}");
        assert!(
            !entry.contains("|  |"),
            "an argument without meaning: {entry}"
        );
    }
}

#[test]
fn the_reference_shows_the_arguments_and_events_of_every_element() {
    let page = reference_page("02_elements.md").expect("complete");
    for element in ELEMENTS {
        let entry = entry(&page, &format!("Element/{}", element.name));
        let arguments: Vec<&str> = element.arguments.iter().map(|row| row.name).collect();
        assert_eq!(names(entry), arguments, "{}", element.name);
        let call = format!(
            "<code>Element/{}({})</code>",
            element.name,
            arguments.join(", ")
        );
        assert!(entry.contains(&call), "{call}\n{entry}");
        assert!(
            !entry.contains("|  |"),
            "an argument without meaning: {entry}"
        );
        for event in element.events {
            let name = format!("<code>{}", event.name);
            assert!(entry.contains(&name), "{}: {name}", element.name);
        }
        assert_eq!(entry.contains("<code>text</code>"), element.shows_text);
    }
}

#[test]
fn the_reference_shows_the_fields_and_values_of_every_style() {
    let page = reference_page("03_styles.md").expect("complete");
    for key in KEYS {
        let shown = format!("<p class=\"signature\"><code>{}:", key.name);
        assert!(entry(&page, key.name).contains(&shown), "{}", key.name);
    }
    let font = [
        "size",
        "color",
        "weight",
        "style",
        "family",
        "align",
        "line",
        "line.strikethrough",
        "line.strike",
        "line.underline",
    ];
    assert_eq!(names(entry(&page, "font")), font);
    let sides = names(entry(&page, "borders"));
    assert_eq!(sides[..4], ["top", "top.color", "top.width", "top.style"]);
    assert_eq!(sides.len(), 16);
    let shadows = entry(&page, "shadows");
    assert!(shadows.contains("shadows: LIST { [x, y, blur, spread, color, direction] }"));
    assert!(shadows.contains("<code>Inwards</code>, <code>Outwards</code>"));
    assert!(entry(&page, "disabled").contains("<dt>Elements</dt><dd><code>button</code>"));
    for key in ["material", "depth", "move", "relief", "spring_range"] {
        assert!(entry(&page, key).contains("In a scene"), "{key}");
    }
    assert!(!entry(&page, "shadows").contains("In a scene"));
}

#[test]
fn prose_about_what_does_not_exist_and_missing_entries_are_errors() {
    let whole = text(&pages("reference")[0]);
    let file = "01_library.md";
    let error = |prose: &str| reference::page(file, prose).expect_err("not complete");
    let renamed = whole.replacen("- `text`: a text", "- `words`: a text", 1);
    assert!(error(&renamed).contains("has no `words`"));
    let unknown = whole.replacen("## Text/trim\n", "## Text/strip\n", 1);
    assert!(error(&unknown).contains("there is no `Text/strip`"));
    let cut = &whole[..whole.find("## Build/fail").expect("the last entry")];
    assert!(error(cut).contains("no entry for Build/fail"));
    let twice = format!("{whole}\n## Build/fail\n");
    assert!(error(&twice).contains("twice"));
}
