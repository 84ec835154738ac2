//! The edit versions of one text control.
//!
//! Every edit of the user gets a number and is reported with it. A text that comes back from the program
//! says which edit it answers; if the user has typed since, the newer edits are replayed onto it one by
//! one. Texts that were reported are kept until an answer to a later one has come.

use std::collections::VecDeque;

use protocol::EditVersion;

use super::merge::merge;

/// How many unanswered edits are kept one by one; of a program that never answers, the older are taken as
/// one edit.
const UNANSWERED_EDITS: usize = 256;

/// A control's text, as the user, the page and the program know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edits {
    /// What is on the page.
    text: String,
    version: u32,
    /// The texts of the edits, from the newest that was answered on.
    reported: VecDeque<(u32, String)>,
    /// The program's newest text and the edit that it answered.
    written: Option<(u32, String)>,
    composing: bool,
    /// What came while composing.
    held: Option<(u32, String)>,
}

/// What a text from the program leads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The page's new text.
    pub(crate) show: Option<String>,
    /// The edit that the program does not know yet.
    pub(crate) report: Option<EditVersion>,
}

impl Edits {
    /// A control that nobody has edited.
    pub(crate) fn new(text: String) -> Self {
        Edits {
            reported: VecDeque::from([(0, text.clone())]),
            text,
            version: 0,
            written: None,
            composing: false,
            held: None,
        }
    }

    /// What is on the page.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The newest edit.
    pub(crate) fn version(&self) -> EditVersion {
        EditVersion(self.version)
    }

    /// The user has edited.
    pub(crate) fn edit(&mut self, text: String) -> EditVersion {
        self.version += 1;
        self.reported.push_back((self.version, text.clone()));
        if self.reported.len() > UNANSWERED_EDITS {
            self.reported.remove(1);
        }
        self.text = text;
        self.version()
    }

    /// The control has another value that is not an edit: a choice, a slider's position.
    pub(crate) fn observe(&mut self, text: String) {
        // There is nothing to merge: whatever the program says next is computed from this or wins over it.
        self.reported = VecDeque::from([(self.version, text.clone())]);
        self.written = None;
        self.text = text;
    }

    /// The program wants a text.
    pub(crate) fn write(&mut self, value: &str, answers: EditVersion) -> Written {
        let answers = answers.0.min(self.version);
        if self.composing {
            self.held = Some((answers, value.to_owned()));
            return Written::default();
        }
        let merged = self.merged(value, answers);
        self.written = Some((answers, value.to_owned()));
        while self
            .reported
            .get(1)
            .is_some_and(|(version, _)| *version <= answers)
        {
            self.reported.pop_front();
        }
        if merged == self.text {
            return Written::default();
        }
        // The program knows its own text. Any other it must be told.
        let report = (merged != value).then(|| self.edit(merged.clone()));
        self.text.clone_from(&merged);
        Written {
            show: Some(merged),
            report,
        }
    }

    /// An input method has begun; what is on the page is not to be touched.
    pub(crate) fn begin_composition(&mut self) {
        self.composing = true;
    }

    /// The input method is done, or the control has lost the focus.
    pub(crate) fn end_composition(&mut self) -> Written {
        self.composing = false;
        match self.held.take() {
            Some((answers, value)) => self.write(&value, EditVersion(answers)),
            None => Written::default(),
        }
    }

    fn merged(&self, value: &str, answers: u32) -> String {
        match &self.written {
            // It has answered this edit before, so what it saw last is its own text.
            Some((before, base)) if *before == answers => merge(base, &self.text, value),
            _ => {
                let mut seen = self
                    .reported
                    .iter()
                    .skip_while(|(version, _)| *version < answers);
                let Some((_, mut base)) = seen.next().map(|(version, text)| (version, text)) else {
                    return value.to_owned();
                };
                let mut theirs = value.to_owned();
                for (_, next) in seen {
                    theirs = merge(base, next, &theirs);
                    base = next;
                }
                // Since the newest edit only the program can have changed the page.
                merge(base, &self.text, &theirs)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Written {
        Written {
            show: Some(text.to_owned()),
            report: None,
        }
    }

    fn merged(text: &str, version: u32) -> Written {
        Written {
            show: Some(text.to_owned()),
            report: Some(EditVersion(version)),
        }
    }

    #[test]
    fn an_echo_changes_nothing() {
        let mut edits = Edits::new(String::new());
        edits.edit("a".into());
        edits.edit("ab".into());
        edits.edit("abc".into());
        assert_eq!(edits.write("a", EditVersion(1)), Written::default());
        assert_eq!(edits.write("ab", EditVersion(2)), Written::default());
        assert_eq!(edits.write("abc", EditVersion(3)), Written::default());
        assert_eq!((edits.text(), edits.version()), ("abc", EditVersion(3)));
    }

    #[test]
    fn the_programs_text_is_shown() {
        let mut edits = Edits::new(String::new());
        assert_eq!(edits.write("x", EditVersion(0)), shown("x"));
        edits.edit("xy".into());
        assert_eq!(edits.write("", EditVersion(1)), shown(""));
        assert_eq!(edits.write("z", EditVersion(1)), shown("z"));
        assert_eq!(edits.write("z", EditVersion(1)), Written::default());
    }

    #[test]
    fn a_late_clear_keeps_what_was_typed_since() {
        let mut edits = Edits::new(String::new());
        edits.edit("milk".into());
        edits.edit("milk2".into());
        assert_eq!(edits.write("", EditVersion(1)), merged("2", 3));
        // The program has stored the second edit before it hears of the third, and says so.
        assert_eq!(edits.write("milk2", EditVersion(2)), Written::default());
        assert_eq!(edits.write("2", EditVersion(3)), Written::default());
        assert_eq!(edits.text(), "2");
    }

    #[test]
    fn an_upper_casing_program_and_a_fast_typist_agree() {
        let mut edits = Edits::new(String::new());
        edits.edit("a".into());
        edits.edit("ab".into());
        assert_eq!(edits.write("A", EditVersion(1)), merged("Ab", 3));
        edits.edit("Abc".into());
        assert_eq!(edits.write("AB", EditVersion(2)), merged("ABc", 5));
        assert_eq!(edits.write("ABC", EditVersion(5)), shown("ABC"));
    }

    #[test]
    fn nothing_is_shown_while_composing() {
        let mut edits = Edits::new(String::new());
        edits.edit("ab".into());
        edits.begin_composition();
        edits.edit("abk".into());
        assert_eq!(edits.write("AB", EditVersion(1)), Written::default());
        edits.edit("abか".into());
        assert_eq!(edits.write("", EditVersion(1)), Written::default());
        assert_eq!(edits.text(), "abか");
        assert_eq!(edits.end_composition(), merged("か", 4));
        assert_eq!(edits.end_composition(), Written::default());
    }

    #[test]
    fn an_answer_from_the_future_is_an_answer_to_the_newest() {
        let mut edits = Edits::new(String::new());
        edits.edit("a".into());
        assert_eq!(edits.write("b", EditVersion(u32::MAX)), shown("b"));
    }

    #[test]
    fn a_program_that_never_answers_costs_bounded_memory() {
        let mut edits = Edits::new(String::new());
        for count in 1..2000 {
            edits.edit("x".repeat(count % 7));
        }
        assert!(edits.reported.len() <= UNANSWERED_EDITS);
        assert_eq!(edits.version(), EditVersion(1999));
    }

    #[test]
    fn a_choice_is_not_merged() {
        let mut edits = Edits::new(String::new());
        assert_eq!(edits.write("one", EditVersion(0)), shown("one"));
        edits.observe("two".into());
        assert_eq!(edits.write("one", EditVersion(0)), shown("one"));
        edits.observe("three".into());
        assert_eq!(edits.write("three", EditVersion(0)), Written::default());
    }

    proptest! {
        /// However late the echoes of a program come that shows what it is told, the text stays the user's.
        #[test]
        fn late_echoes_never_disturb(texts in proptest::collection::vec("[ab]{0,4}", 1..10), lag in 0..5_usize) {
            let mut edits = Edits::new(String::new());
            let mut versions = vec![];
            for (at, text) in texts.iter().enumerate() {
                versions.push(edits.edit(text.clone()));
                if at >= lag {
                    prop_assert_eq!(edits.write(&texts[at - lag], versions[at - lag]), Written::default());
                }
                prop_assert_eq!(edits.text(), text);
            }
        }

        /// Whatever the program does, once it has answered the newest edit its text is on the page.
        #[test]
        fn the_newest_answer_wins(
            steps in proptest::collection::vec((any::<bool>(), "[ab]{0,4}", 0..4_u32), 0..20), last in "[ab]{0,4}",
        ) {
            let mut edits = Edits::new(String::new());
            let mut answered = 0;
            for (by_user, text, behind) in steps {
                if by_user {
                    edits.edit(text);
                } else {
                    answered = answered.max(edits.version().0.saturating_sub(behind));
                    edits.write(&text, EditVersion(answered));
                }
            }
            let newest = edits.edit("typed".into());
            edits.write(&last, newest);
            prop_assert_eq!(edits.text(), last);
        }
    }
}
