//! A cursor over postcard's bytes that remembers the first thing that is wrong.
//!
//! Reading never fails: once something is wrong nothing is left to read, and every further read answers with
//! zero or nothing. So whoever reads asks once, at the end, and the code has no branch for each field.

use alloc::vec::Vec;

use crate::error::{FrameError, Reason};

pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    whole: usize,
    /// Where the item that is being read starts; what is wrong with it is reported there.
    item: usize,
    problem: Option<FrameError>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader {
            rest: bytes,
            whole: bytes.len(),
            item: 0,
            problem: None,
        }
    }

    /// An item begins.
    pub(crate) fn begin(&mut self) {
        self.item = self.whole - self.rest.len();
    }

    /// Where the item that is being read starts.
    pub(crate) fn item(&self) -> usize {
        self.item
    }

    /// The item is wrong.
    #[inline(never)]
    pub(crate) fn fail(&mut self, reason: Reason) {
        self.problem
            .get_or_insert(FrameError::at(self.item, reason));
        self.rest = &[];
    }

    pub(crate) fn check(&mut self, verdict: Result<(), Reason>) {
        if let Err(reason) = verdict {
            self.fail(reason);
        }
    }

    pub(crate) fn failed(&self) -> bool {
        self.problem.is_some()
    }

    /// What is wrong so far.
    pub(crate) fn problem(&self) -> Option<FrameError> {
        self.problem
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    /// Everything was read: what was wrong?
    pub(crate) fn close(mut self) -> Result<(), FrameError> {
        if !self.rest.is_empty() {
            self.begin();
            self.fail(Reason::TrailingBytes);
        }
        match self.problem {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    #[inline(never)]
    pub(crate) fn byte(&mut self) -> u8 {
        match self.rest {
            [byte, rest @ ..] => {
                self.rest = rest;
                *byte
            }
            [] => {
                self.fail(Reason::Truncated);
                0
            }
        }
    }

    /// A number of so many bits: seven of them a byte, the lowest first.
    #[inline(never)]
    fn varint(&mut self, bits: u32) -> u64 {
        let (mut value, mut shift) = (0, 0);
        while shift < bits {
            let byte = self.byte();
            let part = u64::from(byte & 0x7f);
            value |= part << shift;
            if byte < 0x80 {
                if part >> (bits - shift).min(7) != 0 {
                    self.fail(Reason::BadNumber);
                }
                return value;
            }
            shift += 7;
        }
        self.fail(Reason::BadNumber);
        0
    }

    #[inline(never)]
    pub(crate) fn number(&mut self) -> u32 {
        self.varint(32) as u32
    }

    #[inline(never)]
    pub(crate) fn long(&mut self) -> u64 {
        self.varint(64)
    }

    #[inline(never)]
    pub(crate) fn flag(&mut self) -> bool {
        let byte = self.byte();
        if byte > 1 {
            self.fail(Reason::BadFlag);
        }
        byte == 1
    }

    pub(crate) fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| read(self))
    }

    /// The number of an enum's variant.
    #[inline(never)]
    pub(crate) fn variant(&mut self, count: u32) -> u32 {
        let variant = self.number();
        if variant >= count {
            self.fail(Reason::UnknownVariant);
        }
        variant
    }

    #[inline(never)]
    pub(crate) fn text(&mut self) -> &'a str {
        let length = usize::try_from(self.long()).unwrap_or(usize::MAX);
        let Some((text, rest)) = self.rest.split_at_checked(length) else {
            self.fail(Reason::Truncated);
            return "";
        };
        self.rest = rest;
        core::str::from_utf8(text).unwrap_or_else(|_| {
            self.fail(Reason::BadText);
            ""
        })
    }

    pub(crate) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.long();
        let mut items = Vec::new();
        for _ in 0..count {
            let item = read(self);
            if self.failed() {
                break;
            }
            items.push(item);
        }
        items
    }
}
