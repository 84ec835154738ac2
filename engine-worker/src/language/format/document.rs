//! A document: text with places where lines may break, and how these are decided.
//!
//! Groups are laid out from the outside in, each at the column where it starts, as described by Wadler
//! ("A prettier printer") and Prettier (`fill` aside). What differs is [`Layout`]: a group may also keep its own lines
//! together while those inside of it break, which is how `f(item, on: x |> THEN {` reads.

use crate::language::syntax::source::is_newline;

/// Lines are kept within this many characters where that is possible.
pub(super) const WIDTH: usize = 100;

const INDENTATION: usize = 4;

/// A piece of a document.
pub(super) enum Doc<'s> {
    /// Characters without line ends.
    Text(&'s str),
    /// Characters that are printed as they are, line ends too.
    Verbatim(String),
    /// A comment behind code; it does not count for the width.
    TrailingComment(&'s str),
    /// A line end if the group is broken, otherwise `flat`; with an empty line before it if `blank`.
    Line { flat: &'static str, blank: bool },
    /// A line end; groups around it must be broken or [`Layout::Hug`].
    HardLine { blank: bool },
    /// Printed only if the group is not broken.
    Flat(&'static str),
    /// Indented where the group is broken.
    Nest(Vec<Doc<'s>>),
    /// The steps of a chain: indented where the group is broken, unless they follow a closing bracket
    /// that stands at the start of its line.
    Steps {
        docs: Vec<Doc<'s>>,
        after_bracket: bool,
    },
    /// Docs of which the lines are decided together.
    Group { docs: Vec<Doc<'s>>, layout: Layout },
}

/// How the lines of a group are decided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// All on one line if that fits, otherwise broken.
    Fit,
    /// Broken.
    Broken,
    /// The group's own lines are none, groups inside decide for themselves; if the first line of that
    /// does not fit, broken.
    Hug,
    /// Broken if what is before the first step fits a line, otherwise [`Layout::Hug`].
    Step {
        /// Width of what is before the step, if it fits a line.
        head: Option<usize>,
    },
    /// As [`Layout::Fit`], but with the choice to let only the last brackets break.
    Chain {
        /// Width of all before the line that the last brackets would break, if they are to.
        prefix: Option<usize>,
        /// Width of what is before the first step, if it fits a line.
        head: Option<usize>,
    },
}

/// The decision about a group.
#[derive(Clone, Copy)]
enum Mode {
    Flat,
    Hug,
    Broken {
        /// How many line ends were printed before the group.
        lines_before: usize,
    },
}

/// The number of characters until the first line end, with all groups flat that may be; `None` if that
/// is more than `limit`.
pub(super) fn flat_width(docs: &[Doc<'_>], limit: usize) -> Option<usize> {
    let mut measure = Measure::new(limit);
    let stack = docs.iter().rev().map(|doc| (Mode::Flat, doc)).collect();
    measure.run(stack, &[]).then_some(limit - measure.room)
}

/// Prints a document; `newline` ends its lines.
pub(super) fn print(docs: &[Doc<'_>], newline: &str) -> String {
    print_in(Mode::Broken { lines_before: 0 }, docs, newline)
}

/// Prints a document of which nothing must be broken on one line.
pub(super) fn print_flat(docs: &[Doc<'_>]) -> String {
    print_in(Mode::Flat, docs, "\n")
}

fn print_in(top: Mode, docs: &[Doc<'_>], newline: &str) -> String {
    let mut printer = Printer {
        output: String::new(),
        newline,
        column: 0,
        lines: 0,
    };
    let mut stack: Vec<Item<'_, '_>> = docs.iter().rev().map(|doc| (0, top, doc)).collect();
    while let Some((indentation, mode, doc)) = stack.pop() {
        match doc {
            Doc::Text(text) => printer.text(text),
            Doc::Verbatim(text) => printer.verbatim(text),
            Doc::TrailingComment(text) => printer.trailing_comment(text),
            Doc::Line { flat, blank } => match mode {
                Mode::Broken { .. } => printer.line(indentation, *blank),
                Mode::Flat | Mode::Hug => printer.text(flat),
            },
            Doc::HardLine { blank } => printer.line(indentation, *blank),
            Doc::Flat(text) => match mode {
                Mode::Broken { .. } => {}
                Mode::Flat | Mode::Hug => printer.text(text),
            },
            Doc::Nest(docs) => {
                let indentation = match mode {
                    Mode::Broken { .. } => indentation + INDENTATION,
                    Mode::Flat | Mode::Hug => indentation,
                };
                stack.extend(docs.iter().rev().map(|doc| (indentation, mode, doc)));
            }
            Doc::Steps {
                docs,
                after_bracket,
            } => {
                let indentation = match mode {
                    Mode::Broken { lines_before }
                        if lines_before == printer.lines || !after_bracket =>
                    {
                        indentation + INDENTATION
                    }
                    _ => indentation,
                };
                stack.extend(docs.iter().rev().map(|doc| (indentation, mode, doc)));
            }
            Doc::Group { docs, layout } => {
                let mode = match mode {
                    Mode::Flat => Mode::Flat,
                    Mode::Hug | Mode::Broken { .. } => printer.decide(docs, *layout, &stack),
                };
                stack.extend(docs.iter().rev().map(|doc| (indentation, mode, doc)));
            }
        }
    }
    printer.output
}

type Item<'d, 's> = (usize, Mode, &'d Doc<'s>);

struct Printer<'n> {
    output: String,
    newline: &'n str,
    /// Characters in the line so far.
    column: usize,
    /// Line ends so far.
    lines: usize,
}

impl Printer<'_> {
    fn text(&mut self, text: &str) {
        self.output.push_str(text);
        self.column += text.chars().count();
    }

    fn verbatim(&mut self, text: &str) {
        match text.rfind(is_newline) {
            Some(last) => {
                self.lines += 1;
                self.column = text[last..].chars().count() - 1;
            }
            None => self.column += text.chars().count(),
        }
        self.output.push_str(text);
    }

    fn trailing_comment(&mut self, text: &str) {
        self.trim();
        self.output.push(' ');
        self.output.push_str(text);
    }

    /// Ends the line, unless it is empty.
    fn line(&mut self, indentation: usize, blank: bool) {
        self.trim();
        if self.output.is_empty() {
            return;
        }
        if !self.output.ends_with(self.newline) {
            self.output.push_str(self.newline);
            self.lines += 1;
            if blank {
                self.output.push_str(self.newline);
            }
        }
        self.output.extend(std::iter::repeat_n(' ', indentation));
        self.column = indentation;
    }

    /// Removes the spaces at the end of the line.
    fn trim(&mut self) {
        let kept = self.output.trim_end_matches(' ').len();
        self.output.truncate(kept);
    }

    fn decide<'d, 's>(&self, docs: &'d [Doc<'s>], layout: Layout, rest: &[Item<'d, 's>]) -> Mode {
        let broken = Mode::Broken {
            lines_before: self.lines,
        };
        let measure = |mode: Mode, may_break: bool| {
            let stack = docs.iter().rev().map(|doc| (mode, doc)).collect();
            let mut measure = Measure::new(WIDTH.saturating_sub(self.column));
            measure.may_break = may_break;
            measure.run(stack, rest)
        };
        let fits = |mode: Mode| measure(mode, false);
        let ends_in_line = |width: usize| self.column + width <= WIDTH;
        match layout {
            Layout::Broken => broken,
            Layout::Step { head } if head.is_some_and(ends_in_line) => broken,
            Layout::Fit if fits(Mode::Flat) => Mode::Flat,
            Layout::Fit => broken,
            Layout::Hug | Layout::Step { .. } if fits(Mode::Hug) => Mode::Hug,
            Layout::Hug | Layout::Step { .. } => broken,
            Layout::Chain { .. } if fits(Mode::Flat) => Mode::Flat,
            Layout::Chain { prefix, head } => {
                let head_breaks = || !head.is_some_and(ends_in_line) && measure(Mode::Hug, true);
                if prefix.is_some_and(ends_in_line) || head_breaks() {
                    Mode::Hug
                } else {
                    broken
                }
            }
        }
    }
}

/// Counts the characters up to the next line end.
struct Measure {
    room: usize,
    /// Whether groups may break where they start, as those behind the measured group may.
    may_break: bool,
}

impl Measure {
    fn new(room: usize) -> Measure {
        Measure {
            room,
            may_break: false,
        }
    }

    /// Whether the line ends before the room does. `rest` follows what is on the stack.
    fn run<'d, 's: 'd>(
        &mut self,
        mut stack: Vec<(Mode, &'d Doc<'s>)>,
        rest: &[Item<'d, 's>],
    ) -> bool {
        let mut rest = rest.iter().rev();
        loop {
            let Some((mode, doc)) = stack.pop().or_else(|| {
                self.may_break = true;
                rest.next().map(|&(_, mode, doc)| (mode, doc))
            }) else {
                return true;
            };
            let broken = matches!(mode, Mode::Broken { .. });
            match doc {
                Doc::TrailingComment(_) => {}
                Doc::HardLine { .. } => return true,
                Doc::Line { .. } if broken => return true,
                Doc::Flat(_) if broken => {}
                Doc::Text(text) | Doc::Line { flat: text, .. } | Doc::Flat(text) => {
                    if !self.take(text) {
                        return false;
                    }
                }
                Doc::Verbatim(text) => {
                    let first = text.split(is_newline).next().unwrap_or(text);
                    if !self.take(first) {
                        return false;
                    }
                    if first.len() < text.len() {
                        return true;
                    }
                }
                Doc::Nest(docs) | Doc::Steps { docs, .. } => {
                    stack.extend(docs.iter().rev().map(|doc| (mode, doc)));
                }
                Doc::Group { docs, layout } => {
                    let mode = match (mode, layout) {
                        (Mode::Flat, _) => Mode::Flat,
                        (_, Layout::Broken) => Mode::Broken { lines_before: 0 },
                        (_, Layout::Step { head: Some(_) }) => Mode::Broken { lines_before: 0 },
                        (_, Layout::Hug | Layout::Step { head: None }) => Mode::Hug,
                        (_, Layout::Fit) if self.may_break => Mode::Broken { lines_before: 0 },
                        (_, Layout::Chain { .. }) if self.may_break => Mode::Hug,
                        (_, Layout::Fit | Layout::Chain { .. }) => Mode::Flat,
                    };
                    stack.extend(docs.iter().rev().map(|doc| (mode, doc)));
                }
            }
        }
    }

    fn take(&mut self, text: &str) -> bool {
        let width = text.chars().count();
        if width > self.room {
            return false;
        }
        self.room -= width;
        true
    }
}
