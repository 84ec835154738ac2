//! Three-way merge of a text that the user and the program changed at the same time.
//!
//! An edit is the one span that differs: the user's, from the text that the program saw to the text on the
//! page. What the program did, from the text that it saw to the text that it wants, is told by the letters that it
//! kept. The user's edit is moved to its place between these, so that no keystroke is lost, and what the program
//! removed stays removed.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::alignment::{Alignment, Edit, begins, part};

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
    let program = Alignment::new(base, theirs);
    let start = program.place(user.old.start);
    let end = if user.old.is_empty() {
        start
    } else {
        program.end_of_deletion(user.old.end)
    };
    let end = end.max(start);
    let mut merged = String::new();
    merged.push_str(part(theirs, 0..start));
    merged.push_str(part(mine, user.new));
    merged.push_str(part(theirs, end..theirs.len()));
    merged
}

/// The length of a text in UTF-16 units: one a letter, two if it takes four bytes.
#[must_use]
pub fn utf16_length(text: &str) -> u32 {
    let units = |byte: u8| u32::from(begins(byte)) + u32::from(byte >= 0xf0);
    text.bytes().map(units).sum()
}

/// Where a caret of the text `before` belongs in the text `after`; both in UTF-16 units.
#[must_use]
pub fn caret(before: &str, after: &str, caret: u32) -> u32 {
    let mut units = 0;
    let ends = before.char_indices().take_while(|(_, letter)| {
        units += letter.len_utf16();
        units <= caret as usize
    });
    let position = ends.last().map_or(0, |(at, letter)| at + letter.len_utf8());
    let place = Alignment::new(before, after).place(position);
    utf16_length(part(after, 0..place))
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
        check("a7b 7c", "a7bx 7c", "AB C", "ABx C");
        check(
            "the qui7ckfox jumps",
            "the qui7ckfox juabcmps",
            "FOX JUMPS",
            "FOX JUabcMPS",
        );
    }

    #[test]
    fn deletions_follow_too() {
        check("hello", "helo", "HELLO", "HELO");
        check("abc", "ab", "abc!", "ab!");
        check("hello", "ho", "XY", "XY");
        check("hello world", "hello", "", "");
        check(
            "one 7two 7three",
            "one 7twthree",
            "ONE TWO THREE",
            "ONE TWTHREE",
        );
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
            ("the qui7ck brown", "THE QUICK BROWN", 6, 6),
            ("the qui7ck brown", "THE QUICK BROWN", 12, 11),
            ("THE QUICK BROWNfox jumps", "FOX JUMPS", 21, 6),
            ("1234567", "1 234 567", 4, 6),
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
