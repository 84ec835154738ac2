//! What is written by hand.

/// An entry of a page.
pub(super) struct Entry {
    pub(super) name: String,
    /// Sentences.
    pub(super) prose: String,
    /// What names mean.
    pub(super) meanings: Vec<(String, String)>,
    /// The fence with its program.
    pub(super) example: String,
}

/// What stands before the first entry, and the entries.
pub(super) fn split(text: &str) -> (String, Vec<Entry>) {
    let mut intro = String::new();
    let mut entries: Vec<Entry> = Vec::new();
    let mut in_fence = false;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ").filter(|_| !in_fence) {
            entries.push(Entry {
                name: name.to_owned(),
                prose: String::new(),
                meanings: Vec::new(),
                example: String::new(),
            });
            continue;
        }
        let Some(entry) = entries.last_mut() else {
            intro.push_str(line);
            intro.push('\n');
            continue;
        };
        in_fence ^= line.starts_with("```");
        if in_fence || !entry.example.is_empty() {
            entry.example.push_str(line);
            entry.example.push('\n');
        } else if let Some((name, meaning)) = meaning(line) {
            entry.meanings.push((name.to_owned(), meaning.to_owned()));
        } else if !line.is_empty() {
            entry.prose.push_str(line);
            entry.prose.push_str("\n\n");
        }
    }
    (intro, entries)
}

/// Reads `` - `name`: meaning ``.
fn meaning(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("- `")?.split_once("`: ")
}
