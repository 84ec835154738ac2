//! Which letters of a text are still there after the program has rewritten it.
//!
//! ```text
//! before   the qui7ck brown fox          kept letters, spelled alike:  ‾
//!          ‾‾‾‾‾‾‾ ‾‾‾‾‾‾‾‾‾‾‾‾          gaps, where they are not:    "7" → ""
//! after    THE QUICK BROWN FOX
//! ```
//!
//! A position between two kept letters has an obvious place in the new text, however much was rewritten left and
//! right of it. Letters are alike whatever their case, because programs that rewrite what is typed change nothing
//! more often.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Between both ends that are alike, letters are matched one by one if there are at most so many pairs of them; else
/// what is between is one gap. Ten corrections in a line are far below; a table for more would cost more memory than
/// the page has use for.
const MOST_PAIRS: usize = 1 << 16;

/// One replaced span: `old` of the text before became `new` of the text after; both in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// Two texts and the gaps between the letters that both have.
///
/// Invariant: gaps ascend, none is empty on both sides, and what is between two of them, before the first and after
/// the last has the same number of bytes in both texts, letter by letter alike.
pub(super) struct Alignment<'a> {
    before: &'a str,
    after: &'a str,
    gaps: Vec<Edit>,
}

impl<'a> Alignment<'a> {
    /// Keeps as many letters as possible; of several ways, the one that keeps those further back: what programs remove
    /// from a line is more often its beginning, which was entered, than what is being typed.
    pub(super) fn new(before: &'a str, after: &'a str) -> Self {
        let end = common(&mut before.chars().rev(), &mut after.chars().rev());
        let (old, new) = (
            part(before, 0..before.len() - end),
            part(after, 0..after.len() - end),
        );
        let start = common(&mut old.chars(), &mut new.chars());
        let (old, new) = (part(old, start..old.len()), part(new, start..new.len()));
        let gaps = if old.is_empty() && new.is_empty() {
            Vec::new()
        } else if old.is_empty() || new.is_empty() || letters(old) * letters(new) > MOST_PAIRS {
            vec![Edit {
                old: start..start + old.len(),
                new: start..start + new.len(),
            }]
        } else {
            inner_gaps(old, new, start)
        };
        Alignment {
            before,
            after,
            gaps,
        }
    }

    /// Where what is typed at a position of the text before belongs in the text after: before the letter that
    /// followed it; if that is gone, after everything that stands in its place.
    pub(super) fn place(&self, position: usize) -> usize {
        match self.gap_at(position) {
            Ok(gap) if position == gap.old.end => gap.new.end,
            Ok(gap) if position == gap.old.start => gap.new.start,
            Ok(gap) => self.inside(gap, position).unwrap_or(gap.new.end),
            Err(position) => position,
        }
    }

    /// Where a deletion that ended at a position of the text before ends in the text after: what the program has
    /// written there, or in place of what was deleted, is not deleted.
    pub(super) fn end_of_deletion(&self, position: usize) -> usize {
        match self.gap_at(position) {
            Ok(gap) => self.inside(gap, position).unwrap_or(gap.new.start),
            Err(position) => position,
        }
    }

    /// The last gap that a position is in or at, or else where it is among the letters that stayed.
    fn gap_at(&self, position: usize) -> Result<&Edit, usize> {
        let before = |gap: &&Edit| gap.old.start <= position;
        match self.gaps.iter().take_while(before).last() {
            Some(gap) if position <= gap.old.end => Ok(gap),
            Some(gap) => Err(position - gap.old.end + gap.new.end),
            None => Err(position),
        }
    }

    /// A position in a gap that has as many letters as before: then it still means the same ones.
    fn inside(&self, gap: &Edit, position: usize) -> Option<usize> {
        let (old, new) = (
            part(self.before, gap.old.clone()),
            part(self.after, gap.new.clone()),
        );
        let before = letters(part(self.before, gap.old.start..position));
        let (at, _) = new.char_indices().chain([(new.len(), ' ')]).nth(before)?;
        (letters(old) == letters(new)).then_some(gap.new.start + at)
    }
}

/// The number of bytes in which two texts begin alike.
fn common(one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>) -> usize {
    let mut length = 0;
    while let (Some(one), Some(other)) = (one.next(), other.next()) {
        if !alike(one, other) {
            break;
        }
        length += one.len_utf8();
    }
    length
}

/// The gaps between two texts that begin and end with different letters; a longest common subsequence is kept.
fn inner_gaps(old: &str, new: &str, offset: usize) -> Vec<Edit> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let width = new.len() + 1;
    // How many letters the first `row` of the one and the first `column` of the other have in common.
    let mut kept = vec![0_u16; (old.len() + 1) * width];
    let at = |kept: &[u16], row: usize, column: usize| {
        kept.get(row * width + column).copied().unwrap_or_default()
    };
    for (row, one) in old.iter().enumerate() {
        for (column, other) in new.iter().enumerate() {
            let most = if alike(*one, *other) {
                at(&kept, row, column) + 1
            } else {
                at(&kept, row, column + 1).max(at(&kept, row + 1, column))
            };
            if let Some(cell) = kept.get_mut((row + 1) * width + column + 1) {
                *cell = most;
            }
        }
    }
    let bytes = |letters: &[char]| {
        letters
            .iter()
            .map(|letter| letter.len_utf8())
            .sum::<usize>()
    };
    let (mut row, mut column) = (offset + bytes(&old), offset + bytes(&new));
    let mut gaps: Vec<Edit> = Vec::new();
    let (mut old, mut new) = (&old[..], &new[..]);
    loop {
        let (one, other) = (old.split_last(), new.split_last());
        let (from_old, from_new) = match (one, other) {
            (None, None) => break,
            (Some((one, _)), Some((other, _))) if alike(*one, *other) => (true, true),
            (Some((_, rest)), Some(_)) => {
                let without = at(&kept, rest.len(), new.len());
                let is_gone = without >= at(&kept, old.len(), new.len() - 1);
                (is_gone, !is_gone)
            }
            (one, other) => (one.is_some(), other.is_some()),
        };
        let (old_end, new_end) = (row, column);
        if let Some((letter, rest)) = one.filter(|_| from_old) {
            (row, old) = (row - letter.len_utf8(), rest);
        }
        if let Some((letter, rest)) = other.filter(|_| from_new) {
            (column, new) = (column - letter.len_utf8(), rest);
        }
        if from_old && from_new {
            continue;
        }
        match gaps.last_mut() {
            Some(gap) if gap.old.start == old_end && gap.new.start == new_end => {
                (gap.old.start, gap.new.start) = (row, column);
            }
            _ => gaps.push(Edit {
                old: row..old_end,
                new: column..new_end,
            }),
        }
    }
    gaps.reverse();
    gaps
}

/// Whether two letters are the same but for their case.
fn alike(one: char, other: char) -> bool {
    one == other || small(one) == small(other)
}

/// A letter in lower case, for the alphabets of which each pair has one length in bytes and lies at a fixed distance.
///
/// Not [`char::to_lowercase`]: its tables are 20 kB, which the page would have to load. Where this knows no pair, the
/// letter counts as replaced by another.
fn small(letter: char) -> char {
    let code = u32::from(letter);
    let small = match code {
        // Latin, Greek, Cyrillic, Armenian: blocks of capitals before blocks of small letters.
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => {
            code + 0x20
        }
        0x400..=0x40f => code + 0x50,
        0x388..=0x38a => code + 0x25,
        0x531..=0x556 => code + 0x30,
        // Extended Latin and Cyrillic: each capital before its small letter.
        0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 | 0x460..=0x481 | 0x48a..=0x4bf => code | 1,
        0x139..=0x148 | 0x179..=0x17e => code + (code & 1),
        0x386 => 0x3ac,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 0x3f,
        _ => code,
    };
    char::from_u32(small).unwrap_or(letter)
}

/// A part between letters; `get`, because the message of a panic would weigh more than all of this.
pub(super) fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// The number of letters.
pub(super) fn letters(text: &str) -> usize {
    text.bytes().filter(|byte| begins(*byte)).count()
}

/// Whether a byte is the first of a letter.
pub(super) fn begins(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use proptest::prelude::*;

    /// The letters of `before` that have a place of their own in `after`, marked by `_`; `.` are the others.
    fn kept(before: &str, after: &str) -> String {
        let alignment = Alignment::new(before, after);
        let gone = |at: usize| alignment.gaps.iter().any(|gap| gap.old.contains(&at));
        let mark = |(at, _)| if gone(at) { '.' } else { '_' };
        before.char_indices().map(mark).collect()
    }

    #[track_caller]
    fn check(before: &str, after: &str, expect: &str) {
        assert_eq!(kept(before, after), expect, "{before} → {after}");
    }

    #[test]
    fn letters_that_are_only_spelled_otherwise_stay() {
        check("the qui7ck brown", "THE QUICK BROWN", "_______.________");
        check("né 7ž я7", "NÉ Ž Я", "___.___.");
        check("1234567", "1 234 567", "_______");
        check("1 2345 67", "1 234 567", "______.__");
        check(
            "THE QUICK BROWNfox jumps",
            "FOX JUMPS",
            "..............._________",
        );
        check("aaa", "aa", ".__");
        check("abc", "xyz", "...");
    }

    #[test]
    fn texts_too_long_to_match_are_matched_at_their_ends() {
        let (before, after) = ("ab".repeat(300), "bc".repeat(300));
        let text = |middle: &str| ["xy", middle, "zz"].concat();
        let kept = kept(&text(&before), &text(&after).to_uppercase());
        assert_eq!(kept, ["__", &".".repeat(600), "__"].concat());
    }

    #[test]
    fn pairs_are_those_of_unicode() {
        for code in 0..0x1_0000 {
            let Some(letter) = char::from_u32(code) else {
                continue;
            };
            let found = small(letter);
            if found != letter {
                assert_eq!(
                    letter.to_lowercase().collect::<Vec<_>>(),
                    [found],
                    "{letter}"
                );
            }
            assert_eq!(found.len_utf8(), letter.len_utf8(), "{letter}");
        }
    }

    /// The most letters that two texts can have in common, tried out.
    fn most_kept(before: &[char], after: &[char]) -> usize {
        match (before.split_first(), after.split_first()) {
            (Some((one, before_rest)), Some((other, after_rest))) => {
                if one.to_lowercase().eq(other.to_lowercase()) {
                    1 + most_kept(before_rest, after_rest)
                } else {
                    most_kept(before_rest, after).max(most_kept(before, after_rest))
                }
            }
            _ => 0,
        }
    }

    fn text() -> impl Strategy<Value = String> {
        "[abABžŽ🦀 ]{0,7}"
    }

    proptest! {
        #[test]
        fn as_much_as_possible_is_kept(before in text(), after in text()) {
            let marks = kept(&before, &after);
            let (one, other): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
            prop_assert_eq!(marks.matches('_').count(), most_kept(&one, &other));
        }

        #[test]
        fn between_gaps_letters_are_alike(before in text(), after in text()) {
            let Alignment { gaps, .. } = Alignment::new(&before, &after);
            let (mut old, mut new) = (0, 0);
            for gap in gaps.iter().chain([&Edit { old: before.len()..before.len(), new: after.len()..after.len() }]) {
                let (one, other) = (&before[old..gap.old.start], &after[new..gap.new.start]);
                prop_assert_eq!(one.to_lowercase(), other.to_lowercase());
                (old, new) = (gap.old.end, gap.new.end);
            }
        }

        /// What a program leaves alone or spells otherwise keeps every position, wherever it takes letters out.
        #[test]
        fn a_place_follows_its_letter(
            letters in proptest::collection::vec(("[a-z]", any::<bool>(), "[0-9]{0,2}"), 1..8), at in 0..8_usize,
        ) {
            let (mut before, mut after, mut expect) = (String::new(), String::new(), None);
            for (index, (letter, is_capital, rejected)) in letters.iter().enumerate() {
                // All letters differ, so that there is one way to align them.
                let letter = char::from(b'a' + (index as u8) * 3 + letter.as_bytes()[0] % 3);
                before.push_str(rejected);
                if index == at {
                    expect = Some((before.len(), after.len()));
                }
                before.push(letter);
                after.push(if *is_capital { letter.to_ascii_uppercase() } else { letter });
            }
            let (position, place) = expect.unwrap_or((before.len(), after.len()));
            prop_assert_eq!(Alignment::new(&before, &after).place(position), place);
        }
    }
}
