//! The page's end: the edits of one text control.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{MOST_UNSEEN, merge};
use crate::ids::{EditVersion, WriteVersion};

/// A control's text, as the user, the page and the program know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edits {
    /// What is on the page.
    text: String,
    version: u32,
    /// The newest write on the page.
    seen: u32,
    /// The reported texts as of that write, from the newest that was answered on; never empty.
    column: Vec<(u32, String)>,
    composing: bool,
    /// What came while composing: writes with the edits that they answer.
    held: Vec<(WriteVersion, EditVersion, String)>,
    /// Whether the engine may know other rows or columns: then it must be told what a merge has led to.
    uncertain: bool,
    /// Whether it is a choice, of which nothing can be merged: the newest that the user has made, if any.
    chosen: Option<u32>,
}

/// What a text from the program leads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The page's new text.
    pub show: Option<String>,
    /// Whether the text is to be reported as an edit, because the engine cannot know it.
    pub report: bool,
}

impl Edits {
    /// A control that nobody has edited.
    #[must_use]
    pub fn new(text: String) -> Self {
        Edits {
            column: vec![(0, text.clone())],
            text,
            version: 0,
            seen: 0,
            composing: false,
            held: Vec::new(),
            uncertain: false,
            chosen: None,
        }
    }

    /// A select or slider that nobody has moved.
    #[must_use]
    pub fn choice() -> Self {
        Edits {
            chosen: Some(0),
            ..Edits::new(String::new())
        }
    }

    /// What is on the page.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The newest edit.
    #[must_use]
    pub fn version(&self) -> EditVersion {
        EditVersion(self.version)
    }

    /// The newest write that is on the page.
    #[must_use]
    pub fn seen(&self) -> WriteVersion {
        WriteVersion(self.seen)
    }

    /// The user has edited.
    pub fn edit(&mut self, text: String) -> EditVersion {
        self.version += 1;
        self.text = text;
        self.version()
    }

    /// The newest edit is being reported, with its text; answers whether it was not before.
    pub fn report(&mut self) -> bool {
        if self
            .column
            .last()
            .is_some_and(|(version, _)| *version == self.version)
        {
            return false;
        }
        self.column.push((self.version, self.text.clone()));
        if self.column.len() > MOST_UNSEEN {
            self.column.remove(1);
            self.uncertain = true;
        }
        true
    }

    /// A report will never reach the engine: a newer one has replaced it, or it was refused.
    pub fn withdraw(&mut self, edit: EditVersion) {
        if self.chosen == Some(edit.0) {
            self.chosen = Some(0);
        }
        let mut first = true;
        self.column
            .retain(|(version, _)| core::mem::take(&mut first) || *version != edit.0);
    }

    /// Writes may have been lost: the engine has begun anew with what it knew.
    pub fn doubt(&mut self) {
        self.uncertain = true;
    }

    /// The user has made another choice, which is reported.
    pub fn choose(&mut self, value: String) -> EditVersion {
        let edit = self.edit(value);
        self.chosen = Some(edit.0);
        edit
    }

    /// The program wants a text.
    pub fn write(&mut self, value: &str, answers: EditVersion, write: WriteVersion) -> Written {
        if let Some(chosen) = self.chosen {
            return self.replace(value, answers, write, chosen);
        }
        if !self.composing {
            return self.merge(value, answers, write);
        }
        self.held.push((write, answers, value.to_owned()));
        if self.held.len() > MOST_UNSEEN {
            self.held.remove(0);
            self.uncertain = true;
        }
        Written::default()
    }

    /// A text that a life of the engine has written which ended before the page could show it. The text of the
    /// life that follows comes after it, by [`Edits::renew`].
    pub fn write_late(&mut self, value: &str, answers: EditVersion) {
        match self.chosen {
            Some(chosen) if answers.0 >= chosen => value.clone_into(&mut self.text),
            Some(_) => {}
            // What an input method composes is not touched: it is then taken as typed in what is there.
            None if self.composing => {}
            None => self.add_row(value, answers),
        }
    }

    /// What a reported edit's text is once all writes on the page are in it; `None` if the program has answered
    /// a later one.
    #[must_use]
    pub fn text_at(&self, edit: EditVersion) -> Option<&str> {
        let mut column = self.column.iter();
        let (_, text) = column.find(|(version, _)| *version == edit.0)?;
        Some(text)
    }

    /// Another life of the engine has begun with this text. It knows of no edit but those that the write
    /// answers and those that are on their way to it. What the user has done beyond the former stays on the
    /// page, and is to be reported unless the latter say it.
    pub fn renew(
        &mut self,
        value: &str,
        answers: EditVersion,
        write: WriteVersion,
        on_its_way: impl Fn(EditVersion) -> bool,
    ) -> Written {
        self.seen = write.0;
        self.uncertain = false;
        self.held.clear();
        if let Some(chosen) = self.chosen {
            if answers.0 >= chosen || self.text == value {
                return self.replace(value, EditVersion(chosen), write, chosen);
            }
            return Written {
                show: None,
                report: !on_its_way(EditVersion(chosen)),
            };
        }
        let before = self.text.clone();
        // A write that answers nothing says only what the program begins with: nothing was typed on top of it.
        if answers != EditVersion(0) && !self.composing {
            self.add_row(value, answers);
        }
        self.column
            .retain(|(version, _)| *version > answers.0 && on_its_way(EditVersion(*version)));
        self.column.insert(0, (answers.0, value.to_owned()));
        if answers.0 >= self.version && !self.composing {
            value.clone_into(&mut self.text);
        }
        let known = self.column.last().map(|(_, text)| text);
        let report = known != Some(&self.text) && (answers.0 < self.version || self.composing);
        self.version += u32::from(report);
        Written {
            show: (self.text != before).then(|| self.text.clone()),
            report,
        }
    }

    /// A write that does not answer the newest choice would take back what the user just did. One that does
    /// is always shown: the options of a select may be others now.
    fn replace(
        &mut self,
        value: &str,
        answers: EditVersion,
        write: WriteVersion,
        chosen: u32,
    ) -> Written {
        self.seen = write.0;
        if answers.0 < chosen {
            return Written::default();
        }
        value.clone_into(&mut self.text);
        Written {
            show: Some(value.to_owned()),
            report: false,
        }
    }

    /// An input method has begun; what is on the page is not to be touched.
    pub fn begin_composition(&mut self) {
        self.composing = true;
    }

    /// The input method is done, or the control has lost the focus.
    pub fn end_composition(&mut self) -> Written {
        self.composing = false;
        let mut all = Written::default();
        for (write, answers, value) in core::mem::take(&mut self.held) {
            let Written { show, report } = self.merge(&value, answers, write);
            all.show = show.or(all.show);
            all.report |= report;
        }
        all
    }

    /// Adds a row to the grid, by a write that the page shows.
    fn merge(&mut self, value: &str, answers: EditVersion, write: WriteVersion) -> Written {
        let before = self.text.clone();
        self.add_row(value, answers);
        self.seen = write.0;
        let report = core::mem::take(&mut self.uncertain) && self.text != value;
        self.version += u32::from(report);
        Written {
            show: (self.text != before).then(|| self.text.clone()),
            report,
        }
    }

    fn add_row(&mut self, value: &str, answers: EditVersion) {
        while self
            .column
            .get(1)
            .is_some_and(|(version, _)| *version <= answers.0)
        {
            self.column.remove(0);
        }
        let mut theirs = value.to_owned();
        let mut base: Option<String> = None;
        for (_, mine) in &mut self.column {
            if let Some(base) = &base {
                theirs = merge(base, mine, &theirs);
            }
            base = Some(core::mem::replace(mine, theirs.clone()));
        }
        // What is not reported yet comes last.
        let base = base.unwrap_or_default();
        self.text = merge(&base, &self.text, &theirs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An edit that is reported at once.
    fn edit(edits: &mut Edits, text: &str) -> EditVersion {
        let version = edits.edit(text.into());
        assert!(edits.report());
        version
    }

    #[track_caller]
    fn check_write(edits: &mut Edits, value: &str, answers: u32, expect: Option<&str>) {
        let write = WriteVersion(edits.seen().0 + 1);
        let written = edits.write(value, EditVersion(answers), write);
        assert_eq!(written.show.as_deref(), expect);
        assert!(!written.report);
    }

    #[test]
    fn an_echo_changes_nothing() {
        let mut edits = Edits::new(String::new());
        for text in ["a", "ab", "abc"] {
            edit(&mut edits, text);
        }
        check_write(&mut edits, "a", 1, None);
        check_write(&mut edits, "ab", 2, None);
        check_write(&mut edits, "abc", 3, None);
        assert_eq!((edits.text(), edits.version()), ("abc", EditVersion(3)));
    }

    #[test]
    fn the_programs_text_is_shown() {
        let mut edits = Edits::new(String::new());
        check_write(&mut edits, "x", 0, Some("x"));
        edit(&mut edits, "xy");
        check_write(&mut edits, "", 1, Some(""));
        check_write(&mut edits, "z", 1, Some("z"));
        check_write(&mut edits, "z", 1, None);
    }

    #[test]
    fn a_late_clear_keeps_what_was_typed_since() {
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "milk");
        edit(&mut edits, "milk2");
        check_write(&mut edits, "", 1, Some("2"));
        check_write(&mut edits, "2", 2, None);
        // An edit that is not reported is the user's, too.
        edits.edit("23".into());
        check_write(&mut edits, "", 2, Some("3"));
        assert!(edits.report());
        assert!(!edits.report());
    }

    #[test]
    fn an_upper_casing_program_and_a_fast_typist_agree() {
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "a");
        edit(&mut edits, "ab");
        check_write(&mut edits, "A", 1, Some("Ab"));
        edit(&mut edits, "Abc");
        check_write(&mut edits, "AB", 2, Some("ABc"));
        check_write(&mut edits, "ABC", 3, Some("ABC"));
    }

    #[test]
    fn nothing_is_shown_while_composing() {
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "ab");
        edits.begin_composition();
        edit(&mut edits, "abk");
        let first = edits.write("AB", EditVersion(1), WriteVersion(1));
        assert_eq!(first, Written::default());
        edit(&mut edits, "abか");
        let second = edits.write("", EditVersion(1), WriteVersion(2));
        assert_eq!(second, Written::default());
        assert_eq!((edits.text(), edits.seen()), ("abか", WriteVersion(0)));
        assert_eq!(edits.end_composition().show.as_deref(), Some("か"));
        assert_eq!(edits.seen(), WriteVersion(2));
        assert_eq!(edits.end_composition(), Written::default());
    }

    #[test]
    fn after_a_loss_the_engine_is_told() {
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "a");
        edit(&mut edits, "ab");
        edits.doubt();
        let written = edits.write("A", EditVersion(1), WriteVersion(9));
        assert_eq!(written.show.as_deref(), Some("Ab"));
        assert_eq!((written.report, edits.version()), (true, EditVersion(3)));
        edits.doubt();
        let written = edits.write("AB", EditVersion(3), WriteVersion(10));
        assert!(!written.report, "the program knows its own text");
    }

    #[test]
    fn an_answer_from_the_future_is_an_answer_to_the_newest() {
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "a");
        check_write(&mut edits, "b", u32::MAX, Some("b"));
    }

    #[test]
    fn a_program_that_never_answers_costs_bounded_memory() {
        let mut edits = Edits::new(String::new());
        for count in 1..2000 {
            edit(&mut edits, &"x".repeat(count % 7));
        }
        assert!(edits.column.len() <= MOST_UNSEEN);
        assert_eq!(edits.version(), EditVersion(1999));
    }

    #[test]
    fn a_write_under_way_never_moves_what_the_user_has_moved() {
        let mut edits = Edits::choice();
        let shown = |edits: &mut Edits, value, answers, write| {
            let written = edits.write(value, EditVersion(answers), WriteVersion(write));
            assert!(!written.report);
            written.show
        };
        assert_eq!(shown(&mut edits, "1", 0, 1).as_deref(), Some("1"));
        let first = edits.choose("2".to_owned());
        let second = edits.choose("3".to_owned());
        assert_eq!(shown(&mut edits, "9", 0, 2), None);
        assert_eq!(shown(&mut edits, "2", first.0, 3), None);
        assert_eq!(edits.text(), "3");
        assert_eq!(shown(&mut edits, "5", second.0, 4).as_deref(), Some("5"));
        // The same value again: the page's options may be others by now.
        assert_eq!(shown(&mut edits, "5", second.0, 5).as_deref(), Some("5"));
    }

    #[test]
    fn a_choice_that_the_engine_never_hears_of_stops_no_write() {
        let mut edits = Edits::choice();
        let lost = edits.choose("2".to_owned());
        edits.withdraw(lost);
        let written = edits.write("1", EditVersion(0), WriteVersion(1));
        assert_eq!(written.show.as_deref(), Some("1"));
    }

    /// The text of a control whose engine begins anew with `value` while some edits are on their way.
    #[track_caller]
    fn check_renewed(
        edits: &mut Edits,
        (value, answers): (&str, u32),
        on_its_way: &[u32],
        expect: &str,
        report: bool,
    ) {
        let written = edits.renew(value, EditVersion(answers), WriteVersion(1), |edit| {
            on_its_way.contains(&edit.0)
        });
        assert_eq!((edits.text(), written.report), (expect, report));
        assert_eq!(edits.seen(), WriteVersion(1));
    }

    #[test]
    fn what_a_new_engine_does_not_know_stays_and_is_told_once() {
        let typed = || {
            let mut edits = Edits::new(String::new());
            edit(&mut edits, "mi");
            edit(&mut edits, "milk");
            edits.write("milk", EditVersion(2), WriteVersion(7));
            edits
        };
        // Nothing is on its way, and the program has forgotten the text.
        check_renewed(&mut typed(), ("", 0), &[], "milk", true);
        // It has it still.
        check_renewed(&mut typed(), ("milk", 0), &[], "milk", false);
        // An edit that says it is on its way.
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "mi");
        edit(&mut edits, "milk");
        check_renewed(&mut edits, ("", 0), &[2], "milk", false);
        // The program has seen it all, and cleared the field.
        check_renewed(&mut typed(), ("", 2), &[], "", false);
        // Nobody has typed: the program's text is the program's.
        check_renewed(&mut Edits::new("old".into()), ("new", 0), &[], "new", false);
    }

    #[test]
    fn clears_that_the_page_has_not_shown_are_made_up_for() {
        // Three to-dos typed without a pause, two of them taken in by an engine that has died since.
        let mut edits = Edits::new(String::new());
        for text in ["one", "onetwo", "onetwothree"] {
            edit(&mut edits, text);
        }
        edits.edit("onetwothreefour".into());
        edits.write_late("", EditVersion(1));
        edits.write_late("", EditVersion(2));
        assert_eq!(edits.text(), "threefour");
        assert_eq!(edits.text_at(EditVersion(2)), Some(""));
        assert_eq!(edits.text_at(EditVersion(3)), Some("three"));
        check_renewed(&mut edits, ("", 0), &[3], "threefour", true);
        assert_eq!(edits.text_at(EditVersion(3)), Some("three"));
    }

    #[test]
    fn the_first_answer_of_a_new_engine_takes_nothing_from_what_was_typed_since() {
        let mut edits = Edits::new(String::new());
        for text in ["one", "onetwo"] {
            edit(&mut edits, text);
        }
        // The new engine has finished what its log had of the life before: the first text, and the key after it.
        check_renewed(&mut edits, ("", 1), &[2], "two", false);
        assert_eq!(edits.text_at(EditVersion(2)), Some("two"));
    }

    #[test]
    fn a_late_write_moves_a_choice_that_it_answers() {
        let mut edits = Edits::choice();
        let chosen = edits.choose("2".to_owned());
        edits.write_late("7", EditVersion(0));
        assert_eq!(edits.text(), "2");
        edits.write_late("7", chosen);
        check_renewed(&mut edits, ("7", 0), &[], "7", false);
    }

    #[test]
    fn a_new_engine_answers_what_was_on_its_way() {
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "a");
        edit(&mut edits, "ab");
        check_renewed(&mut edits, ("", 0), &[1, 2], "ab", false);
        check_write(&mut edits, "A", 1, Some("Ab"));
        check_write(&mut edits, "AB", 2, Some("AB"));
    }

    #[test]
    fn a_new_engine_interrupts_no_input_method() {
        let mut edits = Edits::new(String::new());
        edits.begin_composition();
        edit(&mut edits, "か");
        edits.write("old", EditVersion(0), WriteVersion(3));
        check_renewed(&mut edits, ("", 0), &[1], "か", false);
        assert_eq!(edits.end_composition(), Written::default());
    }

    #[test]
    fn a_choice_that_a_new_engine_does_not_know_is_made_again() {
        let moved = || {
            let mut edits = Edits::choice();
            edits.choose("3".to_owned());
            edits
        };
        check_renewed(&mut moved(), ("1", 0), &[], "3", true);
        check_renewed(&mut moved(), ("1", 0), &[1], "3", false);
        check_renewed(&mut moved(), ("3", 0), &[], "3", false);
        check_renewed(&mut moved(), ("1", 1), &[], "1", false);
        check_renewed(&mut Edits::choice(), ("1", 0), &[], "1", false);
    }

    proptest! {
        /// Whatever the program does, once it has answered the newest edit its text is on the page.
        #[test]
        fn the_newest_answer_wins(
            steps in proptest::collection::vec((any::<bool>(), "[ab]{0,4}", 0..4_u32), 0..20), last in "[ab]{0,4}",
        ) {
            let mut edits = Edits::new(String::new());
            let mut answered = 0;
            let mut write = WriteVersion(0);
            for (by_user, text, behind) in steps {
                if by_user {
                    edit(&mut edits, &text);
                } else {
                    answered = answered.max(edits.version().0.saturating_sub(behind));
                    write.0 += 1;
                    edits.write(&text, EditVersion(answered), write);
                }
            }
            let newest = edit(&mut edits, "typed");
            edits.write(&last, newest, WriteVersion(write.0 + 1));
            prop_assert_eq!(edits.text(), last);
        }
    }
}
