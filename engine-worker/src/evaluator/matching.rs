//! Patterns (`language.md` §9).

use std::rc::Rc;

use protocol::list_change::ItemId;

use crate::language::plan::{Code, Matcher};
use crate::value::{CellRef, List, Live, Value};

use super::Evaluator;
use super::machine::{Local, MustWait, Run};
use super::read::{Reads, View};

impl Evaluator {
    /// Whether a value matches; bindings are collected with their numbers. The fields of what is matched
    /// are read as they are: it is the value's own emission that is matched, not theirs. Paths in the pattern
    /// see the frame variables `locals`.
    #[allow(clippy::too_many_arguments, reason = "the parts of one match")]
    pub(super) fn matches(
        &mut self,
        pattern: &Matcher,
        value: &Value,
        run: Run,
        view: View,
        reads: &mut Reads,
        locals: &[Local],
        bindings: &mut Vec<(u32, Live)>,
    ) -> bool {
        let inner = if view == View::Tracked {
            View::Now
        } else {
            view
        };
        if let Some(matches) = matches_scalar(pattern, value) {
            return matches;
        }
        if let (Matcher::List(patterns), Value::List(List::Plain(items))) = (pattern, value)
            && let Some(matches) = matches_flat(patterns, items, bindings)
        {
            return matches;
        }
        // Most patterns have no parts: only those that do need a stack.
        let mut first = Some((pattern, Live::Const(value.clone())));
        let mut stack = Vec::new();
        while let Some((pattern, live)) = first.take().or_else(|| stack.pop()) {
            let value = self.read(&live, inner, run.cell, reads).value;
            let Some(value) = value else {
                self.watch(&live, view, run.cell, reads);
                return false;
            };
            match matches_scalar(pattern, &value) {
                Some(true) => continue,
                Some(false) => return false,
                None => {}
            }
            match pattern {
                Matcher::Any
                | Matcher::Number(_)
                | Matcher::Tag(_)
                | Matcher::Text(_)
                | Matcher::Never => {}
                Matcher::Bind(number) => bindings.push((*number, self.bound(&live, &value, view))),
                Matcher::Object(tag, fields) => {
                    let Value::Object(object) = &value else {
                        return false;
                    };
                    if tag.is_some() && object.tag != *tag {
                        return false;
                    }
                    for (name, binding, inner_pattern) in fields {
                        let Some(field) = object.field(*name) else {
                            return false;
                        };
                        let field = field.clone();
                        let Some(found) = self.read(&field, inner, run.cell, reads).value else {
                            self.watch(&field, view, run.cell, reads);
                            return false;
                        };
                        if let Some(number) = binding {
                            bindings.push((*number, self.bound(&field, &found, view)));
                        }
                        stack.push((inner_pattern, field));
                    }
                }
                Matcher::List(patterns) => {
                    let Value::List(list) = &value else {
                        return false;
                    };
                    let items = self.items(list, inner, run.cell, reads);
                    if items.len() != patterns.len() {
                        return false;
                    }
                    for (pattern, (_, item)) in patterns.iter().zip(items.iter()) {
                        self.watch(item, view, run.cell, reads);
                        stack.push((pattern, item.clone()));
                    }
                }
                Matcher::Value(code) => match self.compared(code, run, view, locals) {
                    Ok(Some(compared)) if compared.same_scalar(&value) => {}
                    Ok(_) => return false,
                    Err(MustWait) => {
                        reads.wait = true;
                        return false;
                    }
                },
            }
        }
        true
    }

    /// What a value pattern compares with: the current value of its path, which is not followed.
    fn compared(
        &mut self,
        path: &Rc<Code>,
        run: Run,
        view: View,
        locals: &[Local],
    ) -> Result<Option<Value>, MustWait> {
        if matches!(view, View::Snapshot(_)) && self.must_wait_for_pulses(run.cell, path) {
            return Err(MustWait);
        }
        let given: Vec<Live> = locals.iter().map(|local| local.live.clone()).collect();
        let mut machine = self.machine();
        let result = self.execute(&mut machine, Run { view, ..run }, path, &given);
        self.return_machine(machine);
        Ok(result?.value)
    }

    /// What a name is bound to: a field that lives stays live where the arm does.
    fn bound(&self, live: &Live, value: &Value, view: View) -> Live {
        if view == View::Tracked {
            live.clone()
        } else {
            Live::Const(value.clone())
        }
    }

    /// Has a value matched again when that changes.
    fn watch(&mut self, live: &Live, view: View, reader: CellRef, reads: &mut Reads) {
        if let (Live::Cell(cell), View::Tracked) = (live, view) {
            reads.watched.push(*cell);
            if reads.add(*cell) && self.order_after(reader, *cell) {
                reads.wait = true;
            }
        }
    }
}

/// Whether a value matches a pattern without parts; of one with parts or a name, nothing.
fn matches_scalar(pattern: &Matcher, value: &Value) -> Option<bool> {
    Some(match pattern {
        Matcher::Any => true,
        Matcher::Number(number) => is_number(value, *number),
        Matcher::Tag(tag) => matches!(value, Value::Tag(found) if found == tag),
        Matcher::Text(text) => matches!(value, Value::Text(found) if found == text),
        Matcher::Never => false,
        Matcher::Bind(_) | Matcher::Object(..) | Matcher::List(_) | Matcher::Value(_) => {
            return None;
        }
    })
}

/// Whether items match, where that is to be seen without reading anything: no item lives, and no pattern has parts.
/// So are nearly all lists that are made to decide by several values at once, arm after arm.
fn matches_flat(
    patterns: &[Matcher],
    items: &[(ItemId, Live)],
    bindings: &mut Vec<(u32, Live)>,
) -> Option<bool> {
    if items.len() != patterns.len() {
        return Some(false);
    }
    let mut matches = true;
    for (pattern, (_, item)) in patterns.iter().zip(items) {
        let Live::Const(value) = item else {
            return None;
        };
        matches &= match pattern {
            Matcher::Bind(_) => true,
            pattern => matches_scalar(pattern, value)?,
        };
    }
    if matches {
        for (pattern, (_, item)) in patterns.iter().zip(items) {
            if let Matcher::Bind(number) = pattern {
                bindings.push((*number, item.clone()));
            }
        }
    }
    Some(matches)
}

fn is_number(value: &Value, number: f64) -> bool {
    matches!(value, Value::Number(found) if libm::fabs(found - number) <= f64::EPSILON)
}
