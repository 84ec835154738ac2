//! What code makes: objects, lists, instances, and what a body yields of what is counted.
//!
//! Each is a function that is never put into [`Evaluator::step`], as are calls, loops and what code does outside:
//! browsers compile and optimize a function whole, and this is most of the code but little of what runs.

use std::rc::Rc;

use protocol::ids::ActorId;

use crate::language::plan::{Reactivity, Stateful, TemplateIndex};
use crate::language::syntax::span::Span;
use crate::symbol::Symbol;
use crate::value::{List, Live, Object, Value};

use super::super::read::{Reads, View};
use super::super::{Entry, Evaluator};
use super::{Machine, Run, fold};

impl Evaluator {
    #[inline(never)]
    pub(super) fn make_object(
        &mut self,
        machine: &mut Machine,
        run: Run,
        tag: Option<Symbol>,
        names: &[Symbol],
    ) {
        let values = machine.pop_many(names.len());
        let (kind, fired) = fold(&values);
        let values = values
            .into_iter()
            .map(|entry| self.data(machine, run, entry));
        let fields = names.iter().copied().zip(values).collect();
        let object = Value::Object(Rc::new(Object { tag, fields }));
        machine.stack.push(Entry {
            value: Some(object),
            kind,
            fired,
        });
    }

    #[inline(never)]
    pub(super) fn make_spread(
        &mut self,
        machine: &mut Machine,
        run: Run,
        tag: Option<Symbol>,
        names: &[Option<Symbol>],
    ) {
        let values = machine.pop_many(names.len());
        let (kind, fired) = fold(&values);
        let values = values.into_iter().zip(names.iter());
        let values = values.map(|(entry, name)| match name {
            Some(_) => self.data(machine, run, entry),
            None => self.frozen_fields(machine, run, entry),
        });
        let parts = names.iter().copied().zip(values).collect();
        let object = super::super::object::spread(tag, parts);
        machine.stack.push(Entry {
            value: Some(object),
            kind,
            fired,
        });
    }

    #[inline(never)]
    pub(super) fn make_list(&mut self, machine: &mut Machine, run: Run, count: usize) {
        let values = machine.pop_many(count);
        let (kind, fired) = fold(&values);
        // What yields nothing is no item of a body's list.
        let body = matches!(run.view, View::Snapshot(_));
        let items = values
            .into_iter()
            .filter(|entry| !body || entry.value.is_some())
            .map(|entry| (self.new_item(), self.data(machine, run, entry)))
            .collect();
        machine.stack.push(Entry {
            value: Some(Value::List(List::Plain(items))),
            kind,
            fired,
        });
    }

    #[inline(never)]
    pub(super) fn append(&mut self, machine: &mut Machine, run: Run, span: Span) {
        let (item, list) = (machine.pop(), machine.pop());
        let (kind, fired) = (item.kind.with(list.kind), item.fired || list.fired);
        let value = match (list.value, item.value) {
            (Some(Value::List(list)), Some(item)) => {
                let view = Self::view(machine, run);
                let found = self.items(&list, view, run.cell, &mut machine.reads);
                let mut items: Vec<_> = found
                    .iter()
                    .map(|(id, live)| (*id, self.item_at_moment(machine, run, live)))
                    .collect();
                let item = self.frozen_list(machine, run, item);
                items.push((self.new_item(), Live::Const(item)));
                Some(Value::List(List::Plain(items.into())))
            }
            (Some(Value::List(list)), None) => Some(Value::List(list)),
            (Some(other), _) => {
                self.wrong_kind(span, "List/append", "a list", &other);
                None
            }
            (None, _) => None,
        };
        machine.stack.push(Entry { value, kind, fired });
    }

    #[inline(never)]
    pub(super) fn call_instance(
        &mut self,
        machine: &mut Machine,
        run: Run,
        template: TemplateIndex,
        parent: Option<ActorId>,
        arguments: usize,
        pass: bool,
    ) {
        let values = machine.pop_many(arguments);
        let passed = if pass {
            machine.pop().value.map_or(Live::Absent, Live::Const)
        } else {
            machine
                .frames
                .last()
                .map_or(Live::Absent, |frame| frame.passed.clone())
        };
        let parameters = values
            .into_iter()
            .map(|entry| self.data(machine, run, entry))
            .collect();
        let root = self.instance_for_body(machine, run, template, parent, parameters, passed);
        let reads = &mut Reads::default();
        let value = self.read(&root, View::Now, run.cell, reads).value;
        machine.awaited = match root {
            Live::Cell(root) if value.is_none() => Some(root),
            Live::Cell(_) | Live::Const(_) | Live::Absent => None,
        };
        machine.stack.push(Entry {
            value,
            kind: Reactivity::State,
            fired: true,
        });
    }

    /// A body yields one value, the first, of what goes on outside of one.
    #[inline(never)]
    pub(super) fn count_once(&mut self, machine: &mut Machine, operation: Stateful, span: Span) {
        let (limit, entry) = (machine.pop(), machine.pop());
        let name = match operation {
            Stateful::Skip => "Stream/skip",
            Stateful::Take => "Stream/take",
            Stateful::Sum => "Math/sum",
            Stateful::Toggle => "Bool/toggle",
            _ => "Stream/pulses",
        };
        let limit = match limit.value {
            Some(Value::Number(limit)) => Some(limit),
            Some(other) => {
                self.wrong_kind(span, name, "a number", &other);
                None
            }
            None => None,
        };
        let counted = entry.value.clone().zip(limit);
        let value = counted.and_then(|(value, limit)| match (operation, value) {
            (Stateful::Skip, value) => (limit < 1.0).then_some(value),
            (Stateful::Take, value) => (limit >= 1.0).then_some(value),
            (Stateful::Sum, number @ Value::Number(_)) => Some(number),
            (Stateful::Toggle, tag @ Value::Tag(_)) => Some(Value::bool(tag.is_true())),
            (Stateful::Toggle, other) => {
                self.wrong_kind(span, name, "a tag", &other);
                None
            }
            (_, Value::Number(count)) => (count >= 1.0).then_some(Value::Number(1.0)),
            (_, other) => {
                self.wrong_kind(span, name, "a number", &other);
                None
            }
        });
        machine.stack.push(Entry { value, ..entry });
    }

    /// A value as a part of data, or as a parameter of what lives on.
    fn data(&mut self, machine: &mut Machine, run: Run, entry: Entry) -> Live {
        match entry.value {
            Some(value) => Live::Const(self.frozen_list(machine, run, value)),
            None => Live::Absent,
        }
    }

    /// In a body, a list is the list from before the turn (`language.md` §12), unless the body has made it.
    pub(crate) fn frozen_list(&mut self, machine: &mut Machine, run: Run, value: Value) -> Value {
        if let (Value::List(List::Live(cell)), View::Snapshot(_)) = (&value, run.view)
            && self
                .registry
                .get(cell.actor)
                .is_some_and(|instance| instance.created != self.turn)
        {
            let list = List::Live(*cell);
            let found = self.items(&list, run.view, run.cell, &mut machine.reads);
            let items = found
                .iter()
                .map(|(id, live)| (*id, self.item_at_moment(machine, run, live)));
            return Value::List(List::Plain(items.collect()));
        }
        value
    }

    /// What a body spreads is data, too.
    fn frozen_fields(&mut self, machine: &mut Machine, run: Run, entry: Entry) -> Live {
        let View::Snapshot(_) = run.view else {
            return entry.value.map_or(Live::Absent, Live::Const);
        };
        let Some(Value::Object(object)) = entry.value else {
            return Live::Absent;
        };
        let fields = object.fields.iter().map(|(name, live)| {
            let entry = self.read(live, run.view, run.cell, &mut machine.reads);
            (*name, self.data(machine, run, entry))
        });
        Live::Const(Value::Object(Rc::new(Object {
            tag: None,
            fields: fields.collect(),
        })))
    }
}
