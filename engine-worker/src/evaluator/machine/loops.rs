//! Loops over the items of a list: the list functions of a moment.

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{LoopKind, Shorten};
use crate::language::syntax::span::Span;
use crate::stdlib::SortKey;
use crate::value::{List, Live, Value};

use super::super::operators::describe;
use super::super::read::View;
use super::{Entry, Evaluator, Local, Loop, Machine, Run};

impl Evaluator {
    #[inline(never)]
    pub(super) fn begin_loop(
        &mut self,
        machine: &mut Machine,
        run: Run,
        kind: LoopKind,
        variable: u32,
        end: u32,
        span: Span,
    ) {
        let list = machine.pop();
        let view = Self::view(machine, run);
        let items = match &list.value {
            Some(Value::List(found)) => self.items(found, view, run.cell, &mut machine.reads),
            other => {
                if let Some(other) = other {
                    let kind = other.kind_name();
                    self.report(Diagnostic::error(
                        span,
                        format!("expected a list, found {kind}"),
                    ));
                }
                if let Some(frame) = machine.frames.last_mut() {
                    frame.next = end as usize;
                }
                machine.stack.push(Entry {
                    value: None,
                    ..list
                });
                return;
            }
        };
        let Some(frame) = machine.frames.last() else {
            return;
        };
        machine.loops.push(Loop {
            kind,
            variable: frame.locals + variable as usize,
            items,
            index: 0,
            results: Vec::new(),
            keys: Vec::new(),
            verdict: kind == LoopKind::Every,
            start: frame.next,
            end: end as usize,
            reactivity: list.kind,
            fired: list.fired,
        });
        self.next_item_of_loop(machine);
    }

    fn next_item_of_loop(&mut self, machine: &mut Machine) {
        let Some(current) = machine.loops.last_mut() else {
            return;
        };
        let Some(frame) = machine.frames.last_mut() else {
            return;
        };
        if let Some((_, live)) = current.items.get(current.index) {
            machine.locals[current.variable] = Local::live(live.clone(), false);
            frame.next = current.start;
            return;
        }
        frame.next = current.end;
        if let Some(done) = machine.loops.pop() {
            let value = match done.kind {
                LoopKind::Map | LoopKind::Retain | LoopKind::Remove => {
                    Value::List(List::Plain(done.results.into()))
                }
                LoopKind::SortBy => {
                    let mut keyed: Vec<_> = done.keys.into_iter().zip(done.results).collect();
                    // Items without a key are last.
                    keyed.sort_by(|(a, _), (b, _)| (a.is_none(), a).cmp(&(b.is_none(), b)));
                    let items = keyed.into_iter().map(|(_, item)| item).collect();
                    Value::List(List::Plain(items))
                }
                LoopKind::Every | LoopKind::Any => Value::bool(done.verdict),
            };
            machine.stack.push(Entry {
                value: Some(value),
                kind: done.reactivity,
                fired: done.fired,
            });
        }
    }

    /// What a list made in a snapshot has as an item: such a list is plain, so it does not follow anything.
    pub(super) fn item_at_moment(&mut self, machine: &mut Machine, run: Run, live: &Live) -> Live {
        match (Self::view(machine, run), live) {
            (view @ View::Snapshot(_), Live::Cell(_)) => self
                .read(live, view, run.cell, &mut machine.reads)
                .value
                .map_or(Live::Absent, Live::Const),
            _ => live.clone(),
        }
    }

    #[inline(never)]
    pub(super) fn end_loop(&mut self, machine: &mut Machine, run: Run, span: Span) {
        let result = machine.pop();
        let Some(current) = machine.loops.last() else {
            return;
        };
        let (id, live) = current.items[current.index].clone();
        let holds = result.value.as_ref().is_some_and(Value::is_true);
        let stays = match current.kind {
            LoopKind::Retain => holds || result.value.is_none(),
            LoopKind::Remove => result.value.is_none(),
            LoopKind::SortBy => true,
            LoopKind::Map | LoopKind::Every | LoopKind::Any => false,
        };
        let kept = stays.then(|| (id, self.item_at_moment(machine, run, &live)));
        let Some(current) = machine.loops.last_mut() else {
            return;
        };
        current.reactivity = current.reactivity.with(result.kind);
        current.fired |= result.fired;
        match current.kind {
            LoopKind::Map => {
                current
                    .results
                    .push((id, result.value.map_or(Live::Absent, Live::Const)));
            }
            LoopKind::Retain | LoopKind::Remove => current.results.extend(kept),
            LoopKind::Every => current.verdict &= holds,
            LoopKind::Any => current.verdict |= holds,
            LoopKind::SortBy => {
                let key = result.value.and_then(|value| self.sort_key(&value, span));
                current.keys.push(key);
                current.results.extend(kept);
            }
        }
        current.index += 1;
        self.next_item_of_loop(machine);
    }

    /// The key that `List/sort_by` sorts a value by.
    pub(crate) fn sort_key(&mut self, value: &Value, span: Span) -> Option<SortKey> {
        let key = SortKey::of(value);
        if key.is_none() {
            let found = describe(value);
            self.report(Diagnostic::error(
                span,
                format!("`List/sort_by` needs a number, a text or a tag as key, found {found}"),
            ));
        }
        key
    }

    /// `List/clear` and `List/remove_last` of a moment: without an occurrence the list stays as it is.
    #[inline(never)]
    pub(super) fn shorten(&mut self, machine: &mut Machine, run: Run, how: Shorten, span: Span) {
        let (occurrence, list) = (machine.pop(), machine.pop());
        let (kind, fired) = super::fold(&[occurrence.clone(), list.clone()]);
        let value = match (list.value, occurrence.value) {
            (Some(Value::List(list)), Some(_)) => {
                let view = Self::view(machine, run);
                let items = self.items(&list, view, run.cell, &mut machine.reads);
                let left = match how {
                    Shorten::Clear => 0,
                    Shorten::RemoveLast => items.len().saturating_sub(1),
                };
                let items = items
                    .iter()
                    .take(left)
                    .map(|(id, live)| (*id, self.item_at_moment(machine, run, live)))
                    .collect();
                Some(Value::List(List::Plain(items)))
            }
            (Some(Value::List(list)), None) => Some(Value::List(list)),
            (Some(other), _) => {
                let name = match how {
                    Shorten::Clear => "List/clear",
                    Shorten::RemoveLast => "List/remove_last",
                };
                self.wrong_kind(span, name, "a list", &other);
                None
            }
            (None, _) => None,
        };
        machine.stack.push(Entry { value, kind, fired });
    }
}
