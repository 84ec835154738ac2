//! The guide and the reference: Markdown of `www/guide` and `www/reference` to pages in `target/docs`.
//!
//! The pages of the reference are first completed with what the engine's tables know, see
//! `tests/src/reference.rs`.
//!
//! A page is a file; its first heading is its title, and pages follow each other in the order of their
//! file names (`03_lists.md` becomes `lists.html`). A fence ```` ```boon ```` is a program that runs
//! beside its source, see `www/docs/docs.js`; ```` ```boon fragment ```` is only shown.

use crate::fingerprint::{Fingerprint, Stamp};
use crate::repo::Repo;
use crate::{Outcome, process};
use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The books: folder, title, what it is.
const BOOKS: [(&str, &str, &str); 2] = [
    (
        "guide",
        "Guide",
        "The language, step by step. Every program on these pages runs beside its source.",
    ),
    (
        "reference",
        "Reference",
        "Every function, element, event and style, with an example that runs.",
    ),
];

/// What the reference is made of besides its prose: as few files as possible, as a change in one of them
/// compiles the engine for this machine.
const REFERENCE_SOURCES: [&str; 5] = [
    "engine-worker/src/stdlib/table.rs",
    "engine-worker/src/view",
    "protocol/src/names.rs",
    "tests/src/reference.rs",
    "tests/src/reference",
];

/// A Markdown file.
struct Page {
    /// The name of its HTML file without extension.
    name: String,
    title: String,
    text: String,
}

/// A heading that can be linked to.
struct Anchor {
    id: String,
    text: String,
}

/// Writes all pages, unless they are there from the same sources.
pub(crate) fn build(repo: &Repo) -> Outcome {
    let mut fingerprint = Fingerprint::new("docs").text(include_str!("docs.rs"));
    for (book, ..) in BOOKS {
        fingerprint = fingerprint.path(&repo.path("www").join(book))?;
    }
    for source in REFERENCE_SOURCES {
        fingerprint = fingerprint.path(&repo.path(source))?;
    }
    let fingerprint = fingerprint.finish();
    let stamp = Stamp::new(&repo.tools(), "docs");
    let folder = repo.docs();
    if stamp.is(&fingerprint) && folder.is_dir() {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for (book, title, about) in BOOKS {
        let mut source = repo.path("www").join(book);
        if book == "reference" {
            source = complete_reference(repo, &source)?;
        }
        let pages = read_pages(&source)?;
        let target = folder.join(book);
        fs::create_dir_all(&target).map_err(|error| format!("{}: {error}", target.display()))?;
        for (index, page) in pages.iter().enumerate() {
            write(
                &target.join(format!("{}.html", page.name)),
                &page_html(book, &pages, index),
            )?;
        }
        write(
            &target.join("index.html"),
            &index_html(book, title, about, &pages),
        )?;
    }
    stamp.set(&fingerprint)
}

/// Puts what the tables know into the pages; answers with the folder of the results.
fn complete_reference(repo: &Repo, prose: &Path) -> Outcome<PathBuf> {
    let complete = repo.path("target/reference");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--package", "offstage-tests"])
        .args(["--bin", "reference", "--"])
        .args([prose, &complete])
        .current_dir(repo.root());
    process::run(&mut cargo)?;
    Ok(complete)
}

fn read_pages(folder: &Path) -> Outcome<Vec<Page>> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder)
        .map_err(failed)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).map_err(failed)?;
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
            let title = text
                .lines()
                .find_map(|line| line.strip_prefix("# "))
                .ok_or_else(|| format!("{} has no title", file.display()))?;
            Ok(Page {
                name: name.to_owned(),
                title: title.to_owned(),
                text: text.clone(),
            })
        })
        .collect()
}

fn write(file: &Path, text: &str) -> Outcome {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// Markdown to HTML, with the second-level headings that were found.
fn render(text: &str) -> (String, Vec<Anchor>) {
    let mut events = Vec::new();
    let mut anchors = Vec::new();
    let mut snippet: Option<String> = None;
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
                if info.split_whitespace().next() == Some("boon") && !info.contains("fragment") =>
            {
                snippet = Some(String::new());
            }
            Event::Text(text) if snippet.is_some() => {
                if let Some(source) = &mut snippet {
                    source.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) if snippet.is_some() => {
                let source = snippet.take().unwrap_or_default();
                events.push(Event::Html(snippet_html(&source).into()));
            }
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) => {
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => {
                let text = heading.take().unwrap_or_default();
                let id = anchor_of(&text);
                let link = format!(
                    "<h2 id=\"{id}\"><a href=\"#{id}\">{}</a></h2>\n",
                    escape(&text)
                );
                events.push(Event::Html(link.into()));
                anchors.push(Anchor { id, text });
            }
            Event::Text(text) | Event::Code(text) if heading.is_some() => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            event => events.push(event),
        }
    }
    let mut output = String::new();
    html::push_html(&mut output, events.into_iter());
    (output, anchors)
}

/// `Text/trim` to `text-trim`.
fn anchor_of(text: &str) -> String {
    let mut id = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || character == '_' {
            id.push(character.to_ascii_lowercase());
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_matches('-').to_owned()
}

fn snippet_html(source: &str) -> String {
    let source = source.trim_end();
    let address: String = source
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!(
        "<figure class=\"snippet\"><pre><code>{}</code></pre><div class=\"result\"></div>\
         <figcaption><a href=\"/play/sketch#{address}\">Open in the playground</a></figcaption></figure>\n",
        escape(source)
    )
}

fn escape(text: &str) -> CowStr<'static> {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(character),
        }
    }
    escaped.into()
}

fn page_html(book: &str, pages: &[Page], index: usize) -> String {
    let page = &pages[index];
    let (article, anchors) = render(&page.text);
    let mut contents = String::new();
    for other in pages {
        let current = if other.name == page.name {
            " aria-current=\"page\""
        } else {
            ""
        };
        contents.push_str(&format!(
            "<li><a href=\"/{book}/{}.html\"{current}>{}</a>",
            other.name,
            escape(&other.title)
        ));
        if other.name == page.name && !anchors.is_empty() {
            contents.push_str("<ol>");
            for anchor in &anchors {
                contents.push_str(&format!(
                    "<li><a href=\"#{}\">{}</a></li>",
                    anchor.id,
                    escape(&anchor.text)
                ));
            }
            contents.push_str("</ol>");
        }
        contents.push_str("</li>");
    }
    let neighbour = |label: &str, index: Option<usize>| {
        index.and_then(|index| pages.get(index)).map_or_else(
            || "<span></span>".to_owned(),
            |page| {
                format!(
                    "<a href=\"/{book}/{}.html\"><small>{label}</small>{}</a>",
                    page.name,
                    escape(&page.title)
                )
            },
        )
    };
    let body = format!(
        "<div class=\"book\"><nav class=\"contents\" aria-label=\"Contents\"><details open>\
         <summary>Contents</summary><ol>{contents}</ol></details></nav>\
         <main class=\"article\">{article}<nav class=\"neighbours\" aria-label=\"Pages\">{}{}</nav></main></div>",
        neighbour("Previous", index.checked_sub(1)),
        neighbour("Next", Some(index + 1)),
    );
    document(book, &page.title, &body)
}

fn index_html(book: &str, title: &str, about: &str, pages: &[Page]) -> String {
    let mut cards = String::new();
    let mut entries = String::new();
    for page in pages {
        let (_, anchors) = render(&page.text);
        let first = page.text.split("\n\n").nth(1).unwrap_or_default();
        let mut summary = String::new();
        html::push_html(&mut summary, Parser::new(first));
        cards.push_str(&format!(
            "<li><a href=\"/{book}/{}.html\"><strong>{}</strong><span>{}</span></a></li>",
            page.name,
            escape(&page.title),
            summary
                .trim()
                .trim_start_matches("<p>")
                .trim_end_matches("</p>"),
        ));
        for anchor in anchors {
            entries.push_str(&format!(
                "<li><a href=\"/{book}/{}.html#{}\"><strong>{}</strong> <span>{}</span></a></li>",
                page.name,
                anchor.id,
                escape(&anchor.text),
                escape(&page.title)
            ));
        }
    }
    let body = format!(
        "<main class=\"home\"><h1>{title}</h1><p>{about}</p>\
         <label class=\"search\">Search <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\
         <p class=\"found\" role=\"status\"></p><ul class=\"hits\" hidden>{entries}</ul><ul class=\"cards\">{cards}</ul></main>"
    );
    document(book, title, &body)
}

fn document(book: &str, title: &str, body: &str) -> String {
    let current = |name: &str| {
        if name == book {
            " aria-current=\"true\""
        } else {
            ""
        }
    };
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{} · Offstage</title>\
         <link rel=\"icon\" href=\"/playground/icon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/playground/playground.css\">\
         <link rel=\"stylesheet\" href=\"/docs/docs.css\">\
         <script type=\"module\" src=\"/dist/offstage.js\"></script>\
         <script type=\"module\" src=\"/docs/docs.js\"></script></head>\
         <body><header class=\"top\"><a class=\"brand\" href=\"/\">Offstage</a><nav class=\"examples\" aria-label=\"Documentation\">\
         <a href=\"/guide/\"{}>Guide</a><a href=\"/reference/\"{}>Reference</a><a href=\"/\">Playground</a></nav></header>{body}</body></html>\n",
        escape(title),
        current("guide"),
        current("reference"),
    )
}

#[cfg(test)]
mod tests {
    use super::{anchor_of, render};

    #[test]
    fn programs_become_figures_and_keep_their_text() {
        let (html, _) = render("```boon\na: 1 < 2\n```\n");
        assert!(html.contains("<code>a: 1 &lt; 2</code>"), "{html}");
        assert!(html.contains("/play/sketch#a%3A%201%20%3C%202"), "{html}");
        let (html, _) = render("```boon fragment\na: 1\n```\n");
        assert!(!html.contains("snippet"), "{html}");
    }

    #[test]
    fn headings_are_links_to_themselves() {
        let (html, anchors) = render("## `Text/trim`\n\nx\n");
        assert!(
            html.contains("<h2 id=\"text-trim\"><a href=\"#text-trim\">Text/trim</a></h2>"),
            "{html}"
        );
        assert_eq!(anchors.len(), 1);
        assert_eq!(
            anchor_of("Turns & the snapshot rule"),
            "turns-the-snapshot-rule"
        );
    }
}
