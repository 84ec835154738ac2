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
        let mut told = self.column.iter().skip(1);
        if let Some(at) = told.position(|(version, _)| *version == edit.0) {
            self.column.remove(at + 1);
        }
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
mod tests;
