//! Where a piece of source text is.

/// The index of a file in its [`SourceSet`](super::source::SourceSet).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u16);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Whether all of `part` lies in it.
    #[must_use]
    pub fn contains(self, part: Span) -> bool {
        self.file == part.file && self.start <= part.start && part.end <= self.end
    }

    /// The smallest span that covers both; they must be of one file.
    #[must_use]
    pub fn to(self, end: Span) -> Span {
        Span {
            file: self.file,
            start: self.start.min(end.start),
            end: self.end.max(end.end),
        }
    }
}
