//! Pieces of HTML and Markdown.

use engine_worker::view::style::Output;

/// Names as code, in HTML.
pub(super) fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(code).collect();
    names.join(", ")
}

/// A piece of code, in HTML.
pub(super) fn code(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<code>{text}</code>")
}

/// What the engine says it expects at `path`, given what it says about a value there.
pub(super) fn expected(path: &str, out: &Output) -> Option<String> {
    let start = format!("`{path}` expects ");
    let said = out
        .warnings
        .iter()
        .find_map(|warning| warning.strip_prefix(&start))?;
    let said = said.rsplit_once(", found ")?.0;
    // Messages are about one wrong value, the reference is about all right ones.
    let said = said.replace("finite number that is not negative", "number from 0 on");
    let said = said.replace("finite number", "number");
    Some(match said.strip_prefix("an object of ") {
        Some(fields) => format!("[{fields}]"),
        None => said,
    })
}

/// Text with its tags and objects as code, in HTML.
pub(super) fn with_code(text: &str) -> String {
    let mut marked = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(starts_code) {
        let (before, from) = rest.split_at(start);
        let mut depth = 0_usize;
        let end = from
            .find(|character| {
                match character {
                    '[' => depth += 1,
                    ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && matches!(character, ' ' | ',' | ':')
            })
            .unwrap_or(from.len());
        marked.push_str(before);
        let word = &from[..end];
        // `CSS` is no tag.
        if word.chars().all(|character| character.is_ascii_uppercase()) {
            marked.push_str(word);
        } else {
            marked.push_str(&code(word));
        }
        rest = &from[end..];
    }
    marked.push_str(rest);
    marked
}

fn starts_code(character: char) -> bool {
    character.is_ascii_uppercase() || character == '['
}

#[cfg(test)]
mod tests {
    use super::with_code;

    #[test]
    fn tags_and_objects_are_code() {
        assert_eq!(
            with_code("a number, Fill or [sizing: Tag, minimum]"),
            "a number, <code>Fill</code> or <code>[sizing: Tag, minimum]</code>"
        );
        assert_eq!(with_code("a CSS cursor"), "a CSS cursor");
    }
}
