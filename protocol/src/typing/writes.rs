//! The engine's end: its texts for one control that the page may not have shown yet.

use alloc::borrow::ToOwned;
use alloc::collections::VecDeque;
use alloc::string::String;

use super::{MOST_UNSEEN, merge};
use crate::ids::WriteVersion;

/// The texts of one control after each write, as of the newest edit that the engine knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writes {
    newest: u32,
    /// From the newest write that the page is known to have shown on; never empty.
    row: VecDeque<(u32, String)>,
}

impl Default for Writes {
    fn default() -> Self {
        Writes {
            newest: 0,
            row: VecDeque::from([(0, String::new())]),
        }
    }
}

impl Writes {
    /// The program writes a text; the answer is the write's number.
    pub fn write(&mut self, text: &str) -> WriteVersion {
        self.newest += 1;
        self.row.push_back((self.newest, text.to_owned()));
        if self.row.len() > MOST_UNSEEN {
            self.row.remove(1);
        }
        WriteVersion(self.newest)
    }

    /// A write will never reach the page because a later one has replaced it.
    pub fn withdraw(&mut self, write: WriteVersion) {
        let mut first = true;
        self.row
            .retain(|(number, _)| core::mem::take(&mut first) || *number != write.0);
    }

    /// What a text of the page is once the writes that it had not seen are in it.
    pub fn rebase(&mut self, text: String, seen: WriteVersion) -> String {
        while self.row.get(1).is_some_and(|(number, _)| *number <= seen.0) {
            self.row.pop_front();
        }
        let mut mine = text;
        let mut base: Option<String> = None;
        for (_, theirs) in &mut self.row {
            if let Some(base) = &base {
                mine = merge(base, &mine, theirs);
            }
            base = Some(core::mem::replace(theirs, mine.clone()));
        }
        mine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_after_a_late_clear_is_alone() {
        let mut writes = Writes::default();
        let seen = WriteVersion(0);
        assert_eq!(writes.rebase("one".into(), seen), "one");
        let clear = writes.write("");
        assert_eq!(writes.rebase("onet".into(), seen), "t");
        assert_eq!(writes.rebase("onetw".into(), seen), "tw");
        // The page has the clear now and says itself what is left.
        assert_eq!(writes.rebase("two".into(), clear), "two");
        assert_eq!(writes.rebase("twos".into(), clear), "twos");
    }

    #[test]
    fn several_unseen_writes_add_up() {
        let mut writes = Writes::default();
        let seen = WriteVersion(0);
        writes.rebase("a".into(), seen);
        writes.write("");
        assert_eq!(writes.rebase("ab".into(), seen), "b");
        writes.write("");
        assert_eq!(writes.rebase("abc".into(), seen), "c");
    }

    #[test]
    fn a_withdrawn_write_is_in_no_text() {
        let (mut with, mut without) = (Writes::default(), Writes::default());
        for writes in [&mut with, &mut without] {
            writes.rebase("ab".into(), WriteVersion(0));
        }
        let never = with.write("x");
        with.withdraw(never);
        assert_eq!(with.write("AB"), WriteVersion(2));
        without.write("AB");
        let typed = |writes: &mut Writes| writes.rebase("abc".into(), WriteVersion(0));
        assert_eq!(typed(&mut with), "ABc");
        assert_eq!(typed(&mut without), "ABc");
    }

    #[test]
    fn writes_from_the_future_and_many_writes_cost_nothing() {
        let mut writes = Writes::default();
        for _ in 0..2000 {
            writes.write("x");
        }
        assert!(writes.row.len() <= MOST_UNSEEN);
        assert_eq!(writes.rebase("y".into(), WriteVersion(u32::MAX)), "y");
        assert_eq!(writes.row.len(), 1);
    }
}
