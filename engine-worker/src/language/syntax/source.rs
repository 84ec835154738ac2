//! The texts of a program's files, and where a byte is for a human.

use super::span::{FileId, Span};

/// One file of a program.
#[derive(Clone, Debug)]
pub struct SourceText {
    path: String,
    text: String,
    /// First byte of each line, ascending; the first is 0.
    line_starts: Vec<u32>,
}

/// All files of a program; a [`FileId`] is an index into it.
#[derive(Clone, Debug, Default)]
pub struct SourceSet {
    files: Vec<SourceText>,
}

/// A place as humans count: both from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// Whether the character ends a line (`language.md` §1.1).
pub(crate) fn is_newline(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

impl SourceSet {
    /// Adds a file; `None` if the set is full or the text has more bytes than a [`Span`] can count.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> Option<FileId> {
        let text = text.into();
        u32::try_from(text.len()).ok()?;
        let id = FileId(u16::try_from(self.files.len()).ok()?);
        let line_starts = line_starts(&text);
        self.files.push(SourceText {
            path: path.into(),
            text,
            line_starts,
        });
        Some(id)
    }

    /// The file's path, as it was given; empty for an unknown file.
    pub fn path(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.path)
    }

    /// The file's text; empty for an unknown file.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text of a span; empty if the span is not one of this set.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file)
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Line and column of a byte.
    pub fn position(&self, file: FileId, offset: u32) -> Position {
        let (line, start) = self.line_of(file, offset);
        let before = &self.text(file).as_bytes()[start as usize..];
        let before = &before[..((offset - start) as usize).min(before.len())];
        // Counting the bytes that start a character also works when the offset is inside of one.
        let column = before
            .iter()
            .filter(|&&byte| !is_continuation(byte))
            .count() as u32
            + 1;
        Position {
            line: line + 1,
            column,
        }
    }

    /// The line that contains a byte, without its terminator, and the byte where it starts.
    pub fn line(&self, file: FileId, offset: u32) -> (&str, u32) {
        let (line, start) = self.line_of(file, offset);
        let Some(source) = self.file(file) else {
            return ("", 0);
        };
        let end = source
            .line_starts
            .get(line as usize + 1)
            .map_or(source.text.len(), |&next| next as usize);
        let text = source.text.get(start as usize..end).unwrap_or("");
        (text.trim_end_matches(is_newline), start)
    }

    /// Index and first byte of the line of a byte.
    fn line_of(&self, file: FileId, offset: u32) -> (u32, u32) {
        let Some(source) = self.file(file) else {
            return (0, 0);
        };
        let index = source
            .line_starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1);
        (
            index as u32,
            source.line_starts.get(index).copied().unwrap_or(0),
        )
    }

    fn file(&self, file: FileId) -> Option<&SourceText> {
        self.files.get(usize::from(file.0))
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

fn line_starts(text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        let carriage_return_of_a_pair =
            character == '\r' && characters.peek().is_some_and(|&(_, next)| next == '\n');
        if is_newline(character) && !carriage_return_of_a_pair {
            starts.push((index + character.len_utf8()) as u32);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: u32, line: u32, column: u32, line_text: &str) {
        let mut source = SourceSet::default();
        let file = source.add("a.bn", text).expect("small");
        assert_eq!(source.position(file, offset), Position { line, column });
        assert_eq!(source.line(file, offset).0, line_text);
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        check("", 0, 1, 1, "");
        check("ab", 2, 1, 3, "ab");
        check("ab\ncd", 3, 2, 1, "cd");
        check("ab\ncd", 2, 1, 3, "ab");
    }

    #[test]
    fn columns_count_scalar_values() {
        check("žluť x", 7, 1, 6, "žluť x");
        check("🦀x", 4, 1, 2, "🦀x");
        check("🦀x", 2, 1, 2, "🦀x");
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        check("a\r\nb", 3, 2, 1, "b");
        check("a\rb", 2, 2, 1, "b");
        check("a\u{2028}b", 4, 2, 1, "b");
        check("a\n\rb", 3, 3, 1, "b");
        check("a\r\nb", 0, 1, 1, "a");
    }

    #[test]
    fn an_offset_or_file_outside_is_no_panic() {
        check("ab", 99, 1, 3, "ab");
        let source = SourceSet::default();
        assert_eq!(
            source.position(FileId(7), 0),
            Position { line: 1, column: 1 }
        );
        assert_eq!(source.line(FileId(7), 3), ("", 0));
    }
}
