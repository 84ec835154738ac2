//! One style for all programs: `offstage fmt`.
//!
//! A file is parsed; the tree says what belongs together, the tokens say what is written. [`layout`]
//! walks both side by side and makes a [`document`], of which the line breaks are decided by the width and by what the author
//! wrote: a new line behind an opening bracket, or before a `|>`, stays. No token is added or removed
//! but commas, no comment is lost, and texts keep their content to the byte.

mod document;
mod layout;
mod tokens;

use tokens::Tokens;

use super::diagnostic::{Diagnostic, Severity};
use super::syntax::parser;
use super::syntax::source::SourceSet;
use super::syntax::span::FileId;

/// The comment at the beginning of a file that must keep its form.
const OFF: &str = "-- fmt: off";

/// How often a text is laid out at most. Two passes settle what people write.
const MAX_PASSES: usize = 8;

/// The file in the one style, or what is wrong with its syntax.
///
/// A file that begins with the comment `-- fmt: off` stays as it is.
///
/// A line that is broken because it is too long counts as the author's from then on, which may change
/// the lines around it. So the text is laid out until nothing changes, and formatting it again never
/// changes it.
pub fn format(source: &SourceSet, file: FileId) -> Result<String, Vec<Diagnostic>> {
    let mut formatted = pass(source, file)?;
    for _ in 1..MAX_PASSES {
        let mut source = SourceSet::default();
        // It is in the set if it is not too large, as white space may make it.
        let Some(file) = source.add(String::new(), formatted.as_str()) else {
            break;
        };
        let again = pass(&source, file)?;
        if again == formatted {
            break;
        }
        formatted = again;
    }
    Ok(formatted)
}

fn pass(source: &SourceSet, file: FileId) -> Result<String, Vec<Diagnostic>> {
    let (module, diagnostics) = parser::parse(source, file, &mut 0);
    let broken = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    if broken {
        return Err(diagnostics);
    }
    let text = source.text(file);
    let begins = Tokens::new(file, text).gap();
    if begins.comments.iter().any(|comment| comment.text == OFF) {
        return Ok(text.to_owned());
    }
    Ok(layout::file(file, text, &module))
}

#[cfg(test)]
mod tests;
