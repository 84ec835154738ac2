//! Where equal scalars are cut off inside of code (`language.md` §5.4): the input of a `WHEN` or `WHILE`
//! over a state, the output of a `WHILE` arm, the tests that cut off their results.

use std::hash::{Hash, Hasher};

use crate::language::plan::Reactivity;
use crate::language::syntax::span::Span;
use crate::value::Value;

use super::Machine;

/// A mark of each scalar that code cuts off, in the order of its run. Kept between runs instead of the
/// scalars: a spreadsheet has thousands of cells with many each.
pub(crate) type Cuts = Box<[u64]>;

impl Machine {
    /// The scalar on top of the stack is emitted only if it differs from what was there in the last run.
    pub(super) fn cut(&mut self, span: Span) {
        let Some(entry) = self.stack.last_mut() else {
            return;
        };
        if entry.kind == Reactivity::Pulse {
            return;
        }
        let mut hasher = rustc_hash::FxHasher::default();
        (span.file.0, span.start).hash(&mut hasher);
        match &entry.value {
            // Equal numbers must have equal marks.
            Some(Value::Number(number)) if *number == 0.0 => 0.0_f64.to_bits().hash(&mut hasher),
            Some(Value::Number(number)) if number.is_nan() => "NaN".hash(&mut hasher),
            Some(Value::Number(number)) => number.to_bits().hash(&mut hasher),
            Some(Value::Text(text)) => text.hash(&mut hasher),
            Some(Value::Tag(tag)) => (0_u8, tag).hash(&mut hasher),
            // These count as different.
            Some(Value::Object(_) | Value::List(_) | Value::Element(_)) | None => {
                self.cuts.push(0);
                return;
            }
        }
        let mark = hasher.finish();
        entry.fired &= self.previous.get(self.cuts.len()) != Some(&mark);
        self.cuts.push(mark);
    }

    /// An arm is emitted if it was not chosen in the last run, although what is matched is the same object
    /// or list.
    pub(super) fn mark_arm(&mut self, span: Span) {
        let mut hasher = rustc_hash::FxHasher::default();
        (span.file.0, span.start).hash(&mut hasher);
        let mark = hasher.finish();
        let chosen = self.previous.get(self.cuts.len()) == Some(&mark);
        self.cuts.push(mark);
        if let Some(subject) = self.stack.last_mut() {
            subject.fired |= !chosen;
        }
    }

    /// The marks to keep for the next run: of this one if it came to an end, else of the one before.
    pub(crate) fn take_cuts(&mut self, ended: bool) -> Cuts {
        let previous = std::mem::take(&mut self.previous);
        if ended && *previous != *self.cuts {
            self.cuts.as_slice().into()
        } else {
            previous
        }
    }
}
