//! Three-way merge of a text that the user and the program changed at the same time.
//!
//! An edit is the one span that differs: the user's, from the text that the program saw to the text on the
//! page, and the program's, from the text that it saw to the text that it wants. The user's edit is moved
//! over the program's, so that no keystroke is lost, and what the program removed stays removed.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::ops::Range;

/// One replaced span: `old` of the text before became `new` of the text after; both in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    old: Range<usize>,
    new: Range<usize>,
}

/// The smallest span in which two texts differ, by common prefix and suffix.
fn difference(before: &str, after: &str) -> Edit {
    let alike = |(one, other): &(u8, u8)| one == other;
    let mut start = before.bytes().zip(after.bytes()).take_while(alike).count();
    while !before.is_char_boundary(start) || !after.is_char_boundary(start) {
        start -= 1;
    }
    let (old, new) = (
        part(before, start..before.len()),
        part(after, start..after.len()),
    );
    let backwards = old.bytes().rev().zip(new.bytes().rev());
    let mut end = backwards.take_while(alike).count();
    while !old.is_char_boundary(old.len() - end) || !new.is_char_boundary(new.len() - end) {
        end -= 1;
    }
    Edit {
        old: start..before.len() - end,
        new: start..after.len() - end,
    }
}

/// Replays the user's edit `base → mine` onto the program's text `theirs`, which it computed from `base`.
///
/// Laws: `merge(b, m, b) == m`, `merge(b, b, t) == t`, `merge(b, x, x) == x`, and what the user inserted
/// is in the result.
#[must_use]
pub fn merge(base: &str, mine: &str, theirs: &str) -> String {
    if theirs == base || mine == theirs {
        return mine.to_owned();
    }
    if mine == base {
        return theirs.to_owned();
    }
    let user = difference(base, mine);
    let program = difference(base, theirs);
    let start = moved(user.old.start, &program, base, theirs);
    let end = if overlaps(&user.old, &program.old) && !spells_alike(&program, base, theirs) {
        // The user deleted in a span that the program wrote anew. Its letters are the program's now; only
        // what the user deleted beyond the span still goes.
        let beyond = user.old.end.max(program.old.end);
        if user.old.end > program.old.end {
            moved(beyond, &program, base, theirs)
        } else {
            start
        }
    } else if !user.old.is_empty() && user.old.end <= program.old.start {
        // What the program inserted right behind a deletion was not deleted.
        user.old.end
    } else {
        moved(user.old.end, &program, base, theirs)
    };
    let end = end.max(start);
    let mut merged = String::new();
    merged.push_str(part(theirs, 0..start));
    merged.push_str(part(mine, user.new));
    merged.push_str(part(theirs, end..theirs.len()));
    merged
}

/// A part between letters; `get`, because the message of a panic would weigh more than all of this.
fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// The number of letters.
fn letters(text: &str) -> usize {
    text.bytes().filter(|byte| begins(*byte)).count()
}

/// Whether a byte is the first of a letter.
fn begins(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// The length of a text in UTF-16 units: one a letter, two if it takes four bytes.
#[must_use]
pub fn utf16_length(text: &str) -> u32 {
    let units = |byte: u8| u32::from(begins(byte)) + u32::from(byte >= 0xf0);
    text.bytes().map(units).sum()
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Whether the program replaced letter by letter, as upper-casing does: then positions inside its span
/// still mean the same letters.
fn spells_alike(program: &Edit, base: &str, theirs: &str) -> bool {
    letters(part(base, program.old.clone())) == letters(part(theirs, program.new.clone()))
}

/// Where a position of the text before an edit is after it.
fn moved(position: usize, program: &Edit, base: &str, theirs: &str) -> usize {
    if position >= program.old.end {
        position - program.old.end + program.new.end
    } else if position <= program.old.start {
        position
    } else {
        let before = letters(part(base, program.old.start..position));
        let span = part(theirs, program.new.clone());
        let inside = span
            .char_indices()
            .nth(before)
            .map_or(span.len(), |(at, _)| at);
        program.new.start + inside
    }
}

/// Where a caret of the text `before` belongs in the text `after`; both in UTF-16 units.
#[must_use]
pub fn caret(before: &str, after: &str, caret: u32) -> u32 {
    let edit = difference(before, after);
    let start = utf16_length(part(before, 0..edit.old.start));
    let old_end = start + utf16_length(part(before, edit.old.clone()));
    let new_end = start + utf16_length(part(after, edit.new.clone()));
    if caret >= old_end {
        caret.min(utf16_length(before)) - old_end + new_end
    } else if caret <= start || old_end == new_end {
        caret
    } else {
        new_end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(base: &str, mine: &str, theirs: &str, expect: &str) {
        assert_eq!(merge(base, mine, theirs), expect);
    }

    #[test]
    fn keystrokes_after_a_clear_stay() {
        check("buy milk", "buy milk2", "", "2");
        check("buy milk", "buy milk2", "!", "!2");
        check("", "a", "", "a");
    }

    #[test]
    fn keystrokes_follow_a_rewriting_program() {
        check("helo", "hello", "HELO", "HELlO");
        check("abc", "abcd", "ABC", "ABCd");
        check("abc", "xabc", "ABC", "xABC");
        check("  ab", "  abc", "ab", "abc");
        check("12x", "12x3", "12", "123");
        check("1234", "12345", "1 234", "1 2345");
    }

    #[test]
    fn deletions_follow_too() {
        check("hello", "helo", "HELLO", "HELO");
        check("abc", "ab", "abc!", "ab!");
        check("hello", "ho", "XY", "XY");
        check("hello world", "hello", "", "");
    }

    #[test]
    fn a_caret_keeps_its_letters() {
        let cases = [
            ("abc", "ABC", 2, 2),
            ("abc", "", 3, 0),
            ("ac", "abc", 2, 3),
            ("ac", "abc", 1, 2),
            ("ac", "abc", 0, 0),
            ("🦀ac", "🦀abc", 4, 5),
            ("old", "entirely new", 3, 12),
            ("old", "entirely new", 99, 12),
        ];
        for (before, after, position, expect) in cases {
            assert_eq!(
                caret(before, after, position),
                expect,
                "{before} → {after} at {position}"
            );
        }
    }

    fn text() -> impl Strategy<Value = String> {
        "[abž🦀 ]{0,8}"
    }

    proptest! {
        #[test]
        fn a_difference_rebuilds_the_text(before in text(), after in text()) {
            let edit = difference(&before, &after);
            let rebuilt = [&before[..edit.old.start], &after[edit.new], &before[edit.old.end..]];
            prop_assert_eq!(rebuilt.concat(), after);
        }

        #[test]
        fn nobody_else_changed_it(base in text(), other in text()) {
            prop_assert_eq!(merge(&base, &other, &base), other.clone());
            prop_assert_eq!(merge(&base, &base, &other), other.clone());
            prop_assert_eq!(merge(&base, &other, &other), other);
        }

        #[test]
        fn no_keystroke_is_lost(base in text(), theirs in text(), at in 0..9_usize, typed in "[xyz]{1,3}") {
            let at = base.char_indices().nth(at).map_or(base.len(), |(at, _)| at);
            let mine = [&base[..at], &typed, &base[at..]].concat();
            prop_assert!(merge(&base, &mine, &theirs).contains(&typed));
        }

        #[test]
        fn typing_only_adds(base in text(), theirs in text(), at in 0..9_usize, typed in "[xyz]{1,3}") {
            let at = base.char_indices().nth(at).map_or(base.len(), |(at, _)| at);
            let mine = [&base[..at], &typed, &base[at..]].concat();
            prop_assert_eq!(merge(&base, &mine, &theirs).replacen(&typed, "", 1), theirs);
        }

        #[test]
        fn a_caret_stays_within(before in text(), after in text(), position in 0..20_u32) {
            prop_assert!(caret(&before, &after, position) <= after.encode_utf16().count() as u32);
        }
    }
}
