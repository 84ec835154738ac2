//! The pages of the reference: their prose, joined with what the engine's tables know.
//!
//! A page is Markdown with an entry, a second-level heading, for each row of a table. An entry holds only
//! what no table knows: sentences, a list that says what names mean (`` - `gap`: pixels ``), an example.
//! Signatures, arguments, events, fields and the values they take are put in from the tables; those of
//! styles are found by asking the engine what it says of wrong values.

mod element;
mod entry;
mod function;
mod markup;
mod style;

use entry::Entry;

/// What the tables know about an entry.
struct Facts {
    /// What one writes, in HTML.
    signature: String,
    /// Head line of the table of names.
    columns: &'static str,
    /// What the prose may describe.
    rows: Vec<Row>,
    /// Term and description, in HTML.
    notes: Vec<(&'static str, String)>,
}

/// A name that the table of an entry lists.
struct Row {
    name: String,
    /// What it takes, in Markdown, if the table has such a column.
    takes: Option<String>,
    /// What it means, in Markdown, where a table knows it.
    meaning: String,
}

/// A page, by the name of its file, with all entries completed.
///
/// # Errors
/// What keeps the page from being complete: an entry that is missing, or prose about something that does
/// not exist.
pub fn page(file: &str, prose: &str) -> Result<String, String> {
    let facts: Vec<(String, Facts)> = match file {
        "01_library.md" => function::all(),
        "02_elements.md" => element::all(),
        "03_styles.md" => style::all(),
        _ => return Err(format!("{file}: no table has the entries of this page")),
    };
    let (intro, entries) = entry::split(prose);
    let mut missing: Vec<&str> = facts.iter().map(|(name, _)| name.as_str()).collect();
    let mut page = intro;
    for entry in &entries {
        let Some((_, facts)) = facts.iter().find(|(name, _)| *name == entry.name) else {
            return Err(format!("{file}: there is no `{}`", entry.name));
        };
        let before = missing.len();
        missing.retain(|name| *name != entry.name);
        if missing.len() == before {
            return Err(format!("{file}: `{}` stands there twice", entry.name));
        }
        write(&mut page, entry, facts).map_err(|message| format!("{file}: {message}"))?;
    }
    if missing.is_empty() {
        Ok(page)
    } else {
        Err(format!("{file}: no entry for {}", missing.join(", ")))
    }
}

/// Writes a completed entry.
fn write(page: &mut String, entry: &Entry, facts: &Facts) -> Result<(), String> {
    let name = &entry.name;
    page.push_str(&format!(
        "## {name}\n\n<p class=\"signature\">{}</p>\n\n{}",
        facts.signature, entry.prose
    ));
    let known = |name: &str| facts.rows.iter().any(|row| row.name == name);
    if let Some((wrong, _)) = entry.meanings.iter().find(|(name, _)| !known(name)) {
        return Err(format!("`{name}` has no `{wrong}`"));
    }
    if !facts.rows.is_empty() {
        page.push_str(facts.columns);
    }
    for row in &facts.rows {
        let own = entry.meanings.iter().find(|(name, _)| *name == row.name);
        let meaning = own.map_or(row.meaning.as_str(), |(_, meaning)| meaning);
        page.push_str(&format!("| `{}` |", row.name));
        if let Some(takes) = &row.takes {
            page.push_str(&format!(" {takes} |"));
        }
        page.push_str(&format!(" {meaning} |\n"));
    }
    if !facts.notes.is_empty() {
        page.push_str("\n<dl class=\"facts\">\n");
        for (term, description) in &facts.notes {
            page.push_str(&format!("<dt>{term}</dt><dd>{description}</dd>\n"));
        }
        page.push_str("</dl>\n");
    }
    page.push('\n');
    page.push_str(&entry.example);
    Ok(())
}
