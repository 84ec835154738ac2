//! A diagnostic as humans read it.
//!
//! ```text
//! error: unknown name `foo`
//!   --> todo.bn:3:7
//!   |
//! 3 | bar: [foo: foo]
//!   |            ^^^
//!   = did you mean `food`?
//! ```

use std::fmt::Write;
use std::ops::Range;

use protocol::RenderedDiagnostic;

use super::{Diagnostic, Frame, Severity};
use crate::language::syntax::source::SourceSet;
use crate::language::syntax::span::Span;

/// How many characters of a long line are shown.
const MAX_LINE: usize = 120;
/// How many of them are before the place.
const MAX_BEFORE: usize = 60;

/// A diagnostic that needs no source set any more, for the page and for [`render`].
pub fn rendered(source: &SourceSet, diagnostic: &Diagnostic) -> RenderedDiagnostic {
    let span = diagnostic.span;
    let position = source.position(span.file, span.start);
    let (line, line_start) = source.line(span.file, span.start);
    let start = ((span.start - line_start) as usize).min(line.len());
    let end = (span.end.saturating_sub(line_start) as usize).clamp(start, line.len());
    let marked = floor(line, start)..floor(line, end);
    let shown = excerpt(line, &marked);
    let widths: Vec<usize> = shown.text.chars().map(display_width).collect();
    let indent: usize = widths.iter().take(shown.caret).sum();
    let marked: usize = widths.iter().skip(shown.caret).take(shown.length).sum();
    RenderedDiagnostic {
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        hints: diagnostic.hints.clone(),
        file: source.path(span.file).to_owned(),
        line: position.line,
        column: position.column,
        source_line: printable(&shown.text),
        caret: " ".repeat(indent) + &"^".repeat(marked.max(1)),
        trace: diagnostic
            .trace
            .iter()
            .map(|frame| frame_text(source, frame))
            .collect(),
    }
}

fn frame_text(source: &SourceSet, frame: &Frame) -> String {
    let place = |site: Span| {
        let at = source.position(site.file, site.start);
        format!("{}:{}:{}", source.path(site.file), at.line, at.column)
    };
    match frame {
        Frame::Call { function, site } => format!("in `{function}()` called at {}", place(*site)),
        Frame::Item {
            function,
            position,
            site,
        } => {
            let item = match position {
                Some(position) => format!("item {position}"),
                None => "an item".to_owned(),
            };
            format!("for {item} of `{function}` at {}", place(*site))
        }
        Frame::More => "…".to_owned(),
    }
}

/// A diagnostic as lines of text.
pub fn render(source: &SourceSet, diagnostic: &Diagnostic) -> String {
    let shown = rendered(source, diagnostic);
    let severity = match shown.severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut text = format!("{severity}: {}\n", printable(&shown.message));
    let number = shown.line.to_string();
    let gutter = " ".repeat(number.len());
    if !shown.file.is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{gutter}--> {}:{}:{}",
            printable(&shown.file),
            shown.line,
            shown.column
        );
        let _ = writeln!(text, "{gutter} |\n{number} | {}", shown.source_line);
        let _ = writeln!(text, "{gutter} | {}", shown.caret);
    }
    for frame in &shown.trace {
        let _ = writeln!(text, "{gutter} {}", printable(frame));
    }
    for hint in &shown.hints {
        let _ = writeln!(text, "{gutter} = {}", printable(hint));
    }
    text
}

/// All of them as text, with an empty line behind each.
pub fn render_all(source: &SourceSet, diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| render(source, diagnostic) + "\n")
        .collect()
}

struct Excerpt {
    text: String,
    caret: usize,
    length: usize,
}

/// The part of a line around the marked bytes; what is cut off is shown as `…`.
fn excerpt(line: &str, marked: &Range<usize>) -> Excerpt {
    let from = line[..marked.start]
        .char_indices()
        .rev()
        .take(MAX_BEFORE)
        .last()
        .map_or(marked.start, |(at, _)| at);
    let to = line[from..]
        .char_indices()
        .nth(MAX_LINE)
        .map_or(line.len(), |(at, _)| from + at);
    let cut_before = from > 0;
    let mut text = String::new();
    if cut_before {
        text.push('…');
    }
    text.push_str(&line[from..to]);
    if to < line.len() {
        text.push('…');
    }
    let caret = line[from..marked.start].chars().count() + usize::from(cut_before);
    let length = line[marked.start..marked.end.clamp(marked.start, to)]
        .chars()
        .count();
    Excerpt {
        text,
        caret,
        length,
    }
}

/// The nearest start of a character that is not behind that byte.
fn floor(line: &str, mut at: usize) -> usize {
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How many columns of a terminal a character takes, as [`printable`] prints it.
///
/// An approximation by blocks: exact tables are larger than all the rest of this file, and a caret that is
/// a column off does no harm.
fn display_width(character: char) -> usize {
    match character {
        '\t' => 4,
        '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// The text without characters that would control the terminal or change the direction of writing.
fn printable(text: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => printed.push_str("    "),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                printed.push('\u{fffd}')
            }
            _ if character.is_control() => printed.push('\u{fffd}'),
            _ => printed.push(character),
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::syntax::span::FileId;

    #[track_caller]
    fn check(text: &str, start: usize, end: usize, expected: &str) {
        let mut source = SourceSet::default();
        let file = source.add("a.bn", text).expect("small");
        let span = Span {
            file,
            start: start as u32,
            end: end as u32,
        };
        assert_eq!(
            render(&source, &Diagnostic::error(span, "wrong").hint("right")),
            expected
        );
    }

    #[test]
    fn shows_the_line_and_marks_the_place() {
        let expected = "error: wrong\n --> a.bn:2:4\n  |\n2 | b: cde\n  |    ^^^\n  = right\n";
        check("a: 1\nb: cde\n", 8, 11, expected);
    }

    #[test]
    fn an_empty_span_and_the_end_of_the_file_have_one_caret() {
        check(
            "ab",
            2,
            2,
            "error: wrong\n --> a.bn:1:3\n  |\n1 | ab\n  |   ^\n  = right\n",
        );
        check(
            "",
            0,
            0,
            "error: wrong\n --> a.bn:1:1\n  |\n1 | \n  | ^\n  = right\n",
        );
    }

    #[test]
    fn a_span_over_lines_is_marked_on_the_first() {
        check(
            "ab\ncd",
            1,
            5,
            "error: wrong\n --> a.bn:1:2\n  |\n1 | ab\n  |  ^\n  = right\n",
        );
    }

    #[test]
    fn carets_stand_below_wide_and_narrow_characters() {
        check(
            "\t日e\u{301}x",
            7,
            8,
            "error: wrong\n --> a.bn:1:5\n  |\n1 |     日e\u{301}x\n  |        ^\n  = right\n",
        );
    }

    #[test]
    fn terminal_control_characters_are_not_printed() {
        check(
            "\u{1b}[2Jx\u{202e}",
            4,
            5,
            "error: wrong\n --> a.bn:1:5\n  |\n1 | \u{fffd}[2Jx\u{fffd}\n  |     ^\n  = right\n",
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = "é".repeat(500);
        let mut source = SourceSet::default();
        let file = source.add("a.bn", text).expect("small");
        let diagnostic = Diagnostic::error(
            Span {
                file,
                start: 400,
                end: 1000,
            },
            "wrong",
        );
        let shown = rendered(&source, &diagnostic);
        assert_eq!(shown.column, 201);
        assert_eq!(shown.caret, " ".repeat(61) + &"^".repeat(60));
        assert_eq!(shown.source_line, format!("…{}…", "é".repeat(120)));
    }

    #[test]
    fn the_way_to_a_place_stands_below_it() {
        let mut source = SourceSet::default();
        let file = source.add("a.bn", "a: 1\nb: 2").expect("small");
        let site = Span {
            file,
            start: 5,
            end: 6,
        };
        let mut diagnostic = Diagnostic::error(Span { start: 3, ..site }, "wrong").hint("right");
        diagnostic.trace = vec![
            Frame::Call {
                function: "row".into(),
                site,
            },
            Frame::Item {
                function: "List/map",
                position: Some(3),
                site,
            },
            Frame::Item {
                function: "List/retain",
                position: None,
                site,
            },
            Frame::More,
        ];
        assert_eq!(
            render(&source, &diagnostic),
            "error: wrong\n --> a.bn:1:4\n  |\n1 | a: 1\n  |    ^\n  \
             in `row()` called at a.bn:2:1\n  for item 3 of `List/map` at a.bn:2:1\n  \
             for an item of `List/retain` at a.bn:2:1\n  …\n  = right\n"
        );
    }

    #[test]
    fn a_place_in_no_file_is_not_shown() {
        let diagnostic = Diagnostic::warning(
            Span {
                file: FileId(3),
                start: 5,
                end: 9,
            },
            "wrong",
        );
        assert_eq!(
            render(&SourceSet::default(), &diagnostic),
            "warning: wrong\n"
        );
    }
}
