//! The stack machine: runs code without recursion, so that a deep program cannot overflow the stack.

use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};
use protocol::list_change::ItemId;
use protocol::patch::ConsoleLevel;

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{
    Code, LinkTarget, LoopKind, Op, Operand, PureBuiltin, Reactivity, Stateful,
};
use crate::language::syntax::span::Span;
use crate::stdlib::SortKey;
use crate::stdlib::table::Reader;
use crate::symbol::Symbol;
use crate::value::{CellRef, List, Live, Object, Value};

use super::operators::describe;
use super::read::{Reads, View};
use super::{Effect, Entry, Evaluator, Outcome, trace};

/// How many pure calls may be nested.
pub(super) const MAX_CALLS: usize = 100_000;

/// The working memory of the machine; kept between runs.
#[derive(Default)]
pub(crate) struct Machine {
    stack: Vec<Entry>,
    locals: Vec<Local>,
    frames: Vec<Frame>,
    loops: Vec<Loop>,
    pub(crate) reads: Reads,
    /// In how many matches of pulses and calls for occurrences the run is: what is read there is frozen.
    frozen: u32,
    /// The scope of what this run created.
    pub(crate) scope: Option<ScopeId>,
}

#[derive(Clone)]
struct Local {
    live: Live,
    kind: Reactivity,
}

struct Frame {
    code: Rc<Code>,
    /// The number of the operation after the current one.
    next: usize,
    locals: usize,
    passed: Live,
    /// Inside how many matches of a pulse it is: what they read is frozen.
    frozen: u32,
    /// The kind of what was piped into the call, which is the kind of its result.
    piped: Reactivity,
    loops: usize,
}

struct Loop {
    kind: LoopKind,
    variable: usize,
    items: Rc<[(ItemId, Live)]>,
    index: usize,
    results: Vec<(ItemId, Live)>,
    /// The keys of the results, if they are to be sorted.
    keys: Vec<Option<SortKey>>,
    verdict: bool,
    start: usize,
    end: usize,
    reactivity: Reactivity,
}

/// For whom code runs.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    /// The instance whose operands it names.
    pub(crate) actor: ActorId,
    /// The cell that runs it.
    pub(crate) cell: CellRef,
    /// How it sees others.
    pub(crate) view: View,
}

/// The run must be repeated after what it waits for.
pub(crate) struct MustWait;

impl Machine {
    fn reset(&mut self) {
        self.stack.clear();
        self.locals.clear();
        self.frames.clear();
        self.loops.clear();
        self.reads.clear();
        self.frozen = 0;
        self.scope = None;
    }

    fn pop(&mut self) -> Entry {
        self.stack.pop().unwrap_or(Entry::ABSENT)
    }

    fn pop_many(&mut self, count: usize) -> Vec<Entry> {
        let at = self.stack.len().saturating_sub(count);
        self.stack.split_off(at)
    }
}

/// Lets library functions follow what is live.
struct MachineReader<'a> {
    evaluator: &'a mut Evaluator,
    reads: &'a mut Reads,
    cell: CellRef,
    view: View,
    kind: Reactivity,
}

impl Reader for MachineReader<'_> {
    fn items(&mut self, list: &List) -> Rc<[(ItemId, Live)]> {
        self.evaluator.items(list, self.view, self.cell, self.reads)
    }

    fn read(&mut self, live: &Live) -> Option<Value> {
        let entry = self.evaluator.read(live, self.view, self.cell, self.reads);
        self.kind = self.kind.with(entry.kind);
        entry.value
    }
}

impl Evaluator {
    /// Runs code with given first frame variables. The machine keeps what was read and created.
    pub(crate) fn execute(
        &mut self,
        machine: &mut Machine,
        run: Run,
        code: &Rc<Code>,
        given: &[Live],
    ) -> Result<Entry, MustWait> {
        machine.reset();
        let passed = self
            .registry
            .get(run.actor)
            .map_or(Live::Absent, |instance| instance.passed.clone());
        machine.locals.extend(given.iter().map(|live| Local {
            live: live.clone(),
            kind: Reactivity::Unknown,
        }));
        let locals = (code.frame as usize).max(given.len());
        machine.locals.resize(
            locals,
            Local {
                live: Live::Absent,
                kind: Reactivity::Constant,
            },
        );
        machine.frames.push(Frame {
            code: Rc::clone(code),
            next: 0,
            locals: 0,
            passed,
            frozen: 0,
            piped: Reactivity::Constant,
            loops: 0,
        });
        let mut code = Rc::clone(code);
        while let Some(frame) = machine.frames.last_mut() {
            if !Rc::ptr_eq(&code, &frame.code) {
                code = Rc::clone(&frame.code);
            }
            let at = frame.next;
            if at >= code.ops.len() {
                self.leave(machine);
                continue;
            }
            frame.next += 1;
            let span = code.spans.get(at).copied().unwrap_or_default();
            self.work.steps += 1;
            let reported = self.diagnostics.len();
            self.step(machine, run, &code.ops[at], span);
            // What an instance of its own reports has the way to this place already.
            if self.diagnostics.len() > reported && !matches!(code.ops[at], Op::CallInstance { .. })
            {
                self.add_way_in_code(machine, reported);
            }
            if machine.reads.wait {
                return Err(MustWait);
            }
            if self.over_budget() {
                self.mute(run.cell);
                return Ok(Entry {
                    value: None,
                    kind: Reactivity::Unknown,
                });
            }
        }
        Ok(machine.pop())
    }

    fn leave(&mut self, machine: &mut Machine) {
        let Some(frame) = machine.frames.pop() else {
            return;
        };
        machine.locals.truncate(frame.locals);
        machine.loops.truncate(frame.loops);
        machine.frozen -= frame.frozen + u32::from(frame.piped == Reactivity::Pulse);
        if matches!(frame.piped, Reactivity::Pulse | Reactivity::State)
            && let Some(result) = machine.stack.last_mut()
        {
            result.kind = frame.piped;
        }
    }

    /// Adds the calls and loops that code is in to the newest reports, which have the way to the code.
    fn add_way_in_code(&mut self, machine: &Machine, first: usize) {
        let plan = Rc::clone(&self.plan);
        let mut way = Vec::new();
        let span_of = |code: &Code, next: usize| {
            let at = next.saturating_sub(1);
            code.spans.get(at).copied().unwrap_or_default()
        };
        let mut loops = machine.loops.len();
        for (index, frame) in machine.frames.iter().enumerate().rev() {
            for found in machine.loops[frame.loops.min(loops)..loops].iter().rev() {
                let function = found.kind.function();
                let position = Some(found.index + 1);
                let site = span_of(&frame.code, found.start);
                trace::add(
                    &mut way,
                    trace::Frame::Item {
                        function,
                        position,
                        site,
                    },
                );
            }
            loops = frame.loops.min(loops);
            let Some(caller) = index.checked_sub(1).map(|index| &machine.frames[index]) else {
                break;
            };
            let function = match caller.code.ops.get(caller.next.saturating_sub(1)) {
                Some(Op::CallPure { function, .. }) => &plan.functions[*function as usize].name,
                _ => continue,
            };
            let function = Rc::clone(function);
            let site = span_of(&caller.code, caller.next);
            trace::add(&mut way, trace::Frame::Call { function, site });
            if way.len() > trace::MAX_FRAMES {
                break;
            }
        }
        for diagnostic in self.diagnostics.iter_mut().skip(first) {
            let mut whole = way.clone();
            for frame in diagnostic.trace.drain(..) {
                trace::add(&mut whole, frame);
            }
            trace::shorten(&mut whole);
            diagnostic.trace = whole;
        }
    }

    fn view(machine: &Machine, run: Run) -> View {
        if machine.frozen > 0 && run.view == View::Tracked {
            View::Snapshot(None)
        } else {
            run.view
        }
    }

    fn step(&mut self, machine: &mut Machine, run: Run, op: &Op, span: Span) {
        match op {
            Op::Const(value) => machine.stack.push(Entry::constant(value.clone())),
            Op::Absent => machine.stack.push(Entry::ABSENT),
            Op::Read(operand) => {
                let live = self.operand(machine, run, operand);
                let view = Self::view(machine, run);
                let entry = self.read(&live, view, run.cell, &mut machine.reads);
                machine.stack.push(entry);
            }
            Op::ReadNow(operand) => {
                let live = self.operand(machine, run, operand);
                if let Live::Cell(cell) = live
                    && self.is_new(cell)
                    && self.order_after(run.cell, cell)
                {
                    machine.reads.wait = true;
                }
                let mut entry = self.read(&live, View::Now, run.cell, &mut machine.reads);
                // It is no input: it does not decide the kind.
                entry.kind = Reactivity::Constant;
                machine.stack.push(entry);
            }
            Op::Local(variable) => {
                let base = machine.frames.last().map_or(0, |frame| frame.locals);
                // A pattern's path is code of its own, which has none of the variables around it.
                let local = match machine.locals.get(base + *variable as usize) {
                    Some(local) => local.clone(),
                    None => Local {
                        live: Live::Absent,
                        kind: Reactivity::Unknown,
                    },
                };
                let view = Self::view(machine, run);
                let mut entry = self.read(&local.live, view, run.cell, &mut machine.reads);
                if local.kind != Reactivity::Unknown {
                    entry.kind = local.kind;
                }
                machine.stack.push(entry);
            }
            Op::Store(variable) => {
                let entry = machine.pop();
                let base = machine.frames.last().map_or(0, |frame| frame.locals);
                let live = entry.value.map_or(Live::Absent, Live::Const);
                machine.locals[base + *variable as usize] = Local {
                    live,
                    kind: entry.kind,
                };
            }
            Op::Field(name) => {
                let base = machine.pop();
                let entry = self.read_field(machine, run, base, *name, span);
                machine.stack.push(entry);
            }
            Op::Binary(operator) => {
                let (right, left) = (machine.pop(), machine.pop());
                let kind = left.kind.with(right.kind);
                let view = Self::view(machine, run);
                let value = match (left.value, right.value) {
                    (Some(left), Some(right)) => self.operate(
                        *operator,
                        &left,
                        &right,
                        view,
                        run.cell,
                        &mut machine.reads,
                        span,
                    ),
                    _ => None,
                };
                machine.stack.push(Entry { value, kind });
            }
            Op::Join(count) => {
                let parts = machine.pop_many(*count as usize);
                let kind = fold(&parts);
                let mut text = Some(String::new());
                for part in parts {
                    match (&mut text, part.value) {
                        (Some(text), Some(value)) => {
                            text.push_str(&value.to_text().unwrap_or_default())
                        }
                        _ => text = None,
                    }
                }
                machine.stack.push(Entry {
                    value: text.map(Value::text),
                    kind,
                });
            }
            Op::Object(tag, names) => {
                let values = machine.pop_many(names.len());
                let kind = fold(&values);
                let fields = names
                    .iter()
                    .zip(values)
                    .map(|(name, entry)| (*name, entry.value.map_or(Live::Absent, Live::Const)))
                    .collect();
                let object = Value::Object(Rc::new(Object { tag: *tag, fields }));
                machine.stack.push(Entry {
                    value: Some(object),
                    kind,
                });
            }
            Op::Spread(tag, names) => {
                let values = machine.pop_many(names.len());
                let kind = fold(&values);
                let parts = names
                    .iter()
                    .zip(values)
                    .map(|(name, entry)| (*name, entry.value.map_or(Live::Absent, Live::Const)))
                    .collect();
                let object = super::object::spread(*tag, parts);
                machine.stack.push(Entry {
                    value: Some(object),
                    kind,
                });
            }
            Op::List(count) => {
                let values = machine.pop_many(*count as usize);
                let kind = fold(&values);
                let items = values
                    .into_iter()
                    .map(|entry| {
                        (
                            self.new_item(),
                            entry.value.map_or(Live::Absent, Live::Const),
                        )
                    })
                    .collect();
                machine.stack.push(Entry {
                    value: Some(Value::List(List::Plain(items))),
                    kind,
                });
            }
            Op::Builtin(builtin, count) => {
                let entry = self.builtin(machine, run, *builtin, *count as usize, span);
                machine.stack.push(entry);
            }
            Op::CallPure { function, piped } => {
                self.call_pure(machine, run, *function, *piped, span);
            }
            Op::CallInstance {
                template,
                arguments,
                pass,
                nested,
            } => {
                let values = machine.pop_many(*arguments as usize);
                let passed = if *pass {
                    machine.pop().value.map_or(Live::Absent, Live::Const)
                } else {
                    machine
                        .frames
                        .last()
                        .map_or(Live::Absent, |frame| frame.passed.clone())
                };
                let parameters = values
                    .into_iter()
                    .map(|entry| entry.value.map_or(Live::Absent, Live::Const))
                    .collect();
                let parent = nested.then_some(run.actor);
                let value =
                    self.instance_for_body(machine, run, *template, parent, parameters, passed);
                machine.stack.push(Entry {
                    value,
                    kind: Reactivity::State,
                });
            }
            Op::Jump(target) => {
                if let Some(frame) = machine.frames.last_mut() {
                    frame.next = *target as usize;
                }
            }
            Op::Match {
                pattern,
                first,
                otherwise,
            } => {
                let subject = machine.stack.last().cloned().unwrap_or(Entry::ABSENT);
                let view = Self::view(machine, run);
                let mut bindings = Vec::new();
                let matches = match &subject.value {
                    Some(value) => {
                        self.matches(pattern, value, run, view, &mut machine.reads, &mut bindings)
                    }
                    None => false,
                };
                let Some(frame) = machine.frames.last_mut() else {
                    return;
                };
                if !matches {
                    frame.next = *otherwise as usize;
                    return;
                }
                if subject.kind == Reactivity::Pulse {
                    frame.frozen += 1;
                    machine.frozen += 1;
                }
                let base = frame.locals + *first as usize;
                for (binding, live) in bindings {
                    machine.locals[base + binding as usize] = Local {
                        live,
                        kind: Reactivity::Unknown,
                    };
                }
            }
            Op::EndMatch => {
                let (mut result, subject) = (machine.pop(), machine.pop());
                if subject.kind == Reactivity::Pulse {
                    if let Some(frame) = machine.frames.last_mut()
                        && frame.frozen > 0
                    {
                        frame.frozen -= 1;
                        machine.frozen -= 1;
                    }
                    result.kind = Reactivity::Pulse;
                } else {
                    result.kind = result.kind.with(subject.kind);
                }
                machine.stack.push(result);
            }
            Op::Drop => {
                machine.pop();
            }
            Op::NoMatch => {
                let kind = machine.pop().kind;
                machine.stack.push(Entry { value: None, kind });
            }
            Op::Loop {
                kind,
                variable,
                end,
            } => {
                self.begin_loop(machine, run, *kind, *variable, *end, span);
            }
            Op::EndLoop => self.end_loop(machine, run, span),
            Op::Log(error) => {
                let entry = machine.stack.last().cloned().unwrap_or(Entry::ABSENT);
                if let Some(value) = entry.value {
                    self.log(*error, &value, None);
                }
            }
            Op::LogLabel(error) => {
                let with = machine.pop();
                let entry = machine.stack.last().cloned().unwrap_or(Entry::ABSENT);
                if let Some(value) = entry.value {
                    self.log(*error, &value, with.value.as_ref());
                }
            }
            Op::GoTo => {
                let entry = machine.pop();
                let value = match &entry.value {
                    Some(value) => self.go_to(value, true, span).then(Value::unit),
                    None => None,
                };
                machine.stack.push(Entry {
                    value,
                    kind: Reactivity::Constant,
                });
            }
            Op::Link(target) => {
                let base = match **target {
                    LinkTarget::Field(..) => Some(machine.pop()),
                    LinkTarget::Slot(_) => None,
                };
                let slot = match (&**target, base) {
                    (LinkTarget::Slot(operand), _) => self.operand(machine, run, operand),
                    (LinkTarget::Field(_, name), Some(base)) => match base.value {
                        Some(base) => self.field(&base, *name, span),
                        None => Live::Absent,
                    },
                    (LinkTarget::Field(..), None) => Live::Absent,
                };
                let value = machine.stack.last().and_then(|entry| entry.value.clone());
                if let (Live::Cell(slot), Some(value)) = (slot, value) {
                    self.feed(slot, value, true, run.cell);
                }
            }
            Op::Append => {
                let (item, list) = (machine.pop(), machine.pop());
                let kind = item.kind.with(list.kind);
                let value = match (list.value, item.value) {
                    (Some(Value::List(list)), Some(item)) => {
                        let view = Self::view(machine, run);
                        let found = self.items(&list, view, run.cell, &mut machine.reads);
                        let mut items: Vec<_> = found
                            .iter()
                            .map(|(id, live)| (*id, self.item_at_moment(machine, run, live)))
                            .collect();
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
                machine.stack.push(Entry { value, kind });
            }
            Op::Counted(operation) => {
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
                let value = entry
                    .value
                    .zip(limit)
                    .and_then(|(value, limit)| match operation {
                        Stateful::Skip => (limit < 1.0).then_some(value),
                        Stateful::Take => (limit >= 1.0).then_some(value),
                        // A body yields one value, the first.
                        _ => match (operation, value) {
                            (Stateful::Sum, number @ Value::Number(_)) => Some(number),
                            (Stateful::Toggle, tag @ Value::Tag(_)) => {
                                Some(Value::bool(tag.is_true()))
                            }
                            (Stateful::Toggle, other) => {
                                self.wrong_kind(span, name, "a tag", &other);
                                None
                            }
                            (_, Value::Number(count)) => {
                                (count >= 1.0).then_some(Value::Number(1.0))
                            }
                            (_, other) => {
                                self.wrong_kind(span, name, "a number", &other);
                                None
                            }
                        },
                    });
                let kind = entry.kind;
                machine.stack.push(Entry { value, kind });
            }
            Op::Ulid => {
                let ulid = self.new_ulid();
                machine.stack.push(Entry::constant(Value::text(ulid)));
            }
        }
    }

    fn operand(&self, machine: &Machine, run: Run, operand: &Operand) -> Live {
        match (operand, machine.frames.last()) {
            (Operand::Passed, Some(frame)) => frame.passed.clone(),
            _ => self.resolve(run.actor, operand),
        }
    }

    fn read_field(
        &mut self,
        machine: &mut Machine,
        run: Run,
        base: Entry,
        name: Symbol,
        span: Span,
    ) -> Entry {
        let Some(value) = base.value else {
            // What the field will be does not show yet.
            let kind = match base.kind {
                Reactivity::Pulse => Reactivity::Pulse,
                Reactivity::Unknown | Reactivity::Constant | Reactivity::State => {
                    Reactivity::Unknown
                }
            };
            return Entry { value: None, kind };
        };
        let live = self.field(&value, name, span);
        let view = Self::view(machine, run);
        let mut entry = self.read(&live, view, run.cell, &mut machine.reads);
        if base.kind == Reactivity::Pulse {
            entry.kind = Reactivity::Pulse;
        } else if !matches!(live, Live::Cell(_)) {
            entry.kind = base.kind;
        }
        entry
    }

    fn builtin(
        &mut self,
        machine: &mut Machine,
        run: Run,
        builtin: PureBuiltin,
        count: usize,
        span: Span,
    ) -> Entry {
        let arguments = machine.pop_many(count);
        let kind = fold(&arguments);
        let values: Option<Vec<Value>> = arguments.into_iter().map(|entry| entry.value).collect();
        let (Some(values), Some(function)) = (values, builtin.function()) else {
            return Entry { value: None, kind };
        };
        let view = Self::view(machine, run);
        let mut reader = MachineReader {
            evaluator: self,
            reads: &mut machine.reads,
            cell: run.cell,
            view,
            kind: Reactivity::Constant,
        };
        let result = function(&mut reader, &values);
        let kind = kind.with(reader.kind);
        match result {
            Ok(value) => Entry { value, kind },
            Err(message) => {
                let path = builtin.row().path;
                self.report(Diagnostic::error(span, format!("`{path}`: {message}")));
                Entry { value: None, kind }
            }
        }
    }

    fn call_pure(
        &mut self,
        machine: &mut Machine,
        run: Run,
        function: u32,
        piped: Option<u32>,
        span: Span,
    ) {
        let plan = Rc::clone(&self.plan);
        let function = &plan.functions[function as usize];
        let arguments = machine.pop_many(function.parameters as usize);
        if machine.frames.len() >= MAX_CALLS {
            self.report(
                Diagnostic::error(
                    span,
                    format!(
                        "`{}` calls itself more than {MAX_CALLS} times",
                        function.name
                    ),
                )
                .hint("a recursion needs an arm that ends it"),
            );
            self.silence(run.cell);
            machine.stack.push(Entry::ABSENT);
            return;
        }
        let piped = piped
            .and_then(|index| arguments.get(index as usize))
            .map_or(Reactivity::Constant, |entry| entry.kind);
        let locals = machine.locals.len();
        machine
            .locals
            .extend(arguments.into_iter().map(|entry| Local {
                live: entry.value.map_or(Live::Absent, Live::Const),
                kind: entry.kind,
            }));
        let size = locals + (function.code.frame as usize).max(function.parameters as usize);
        machine.locals.resize(
            size,
            Local {
                live: Live::Absent,
                kind: Reactivity::Constant,
            },
        );
        let passed = machine
            .frames
            .last()
            .map_or(Live::Absent, |frame| frame.passed.clone());
        machine.frozen += u32::from(piped == Reactivity::Pulse);
        machine.frames.push(Frame {
            code: Rc::clone(&function.code),
            next: 0,
            locals,
            passed,
            frozen: 0,
            piped,
            loops: machine.loops.len(),
        });
    }

    fn begin_loop(
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
                    kind: list.kind,
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
            machine.locals[current.variable] = Local {
                live: live.clone(),
                kind: Reactivity::Unknown,
            };
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
            });
        }
    }

    /// What a list made in a snapshot has as an item: such a list is plain, so it does not follow anything.
    fn item_at_moment(&mut self, machine: &mut Machine, run: Run, live: &Live) -> Live {
        match (Self::view(machine, run), live) {
            (view @ View::Snapshot(_), Live::Cell(_)) => self
                .read(live, view, run.cell, &mut machine.reads)
                .value
                .map_or(Live::Absent, Live::Const),
            _ => live.clone(),
        }
    }

    fn end_loop(&mut self, machine: &mut Machine, run: Run, span: Span) {
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

    /// Prints a line of `Log/info` or `Log/error`.
    pub(crate) fn log(&mut self, error: bool, value: &Value, with: Option<&Value>) {
        let label = match with {
            Some(Value::Object(object)) => match object.field(Symbol::new("label")) {
                Some(live) => {
                    let root = CellRef {
                        actor: self.root,
                        slot: 0,
                    };
                    self.read(&live.clone(), View::Now, root, &mut Reads::default())
                        .value
                }
                None => None,
            },
            _ => None,
        };
        let mut line = String::from(if error { "[ERROR] " } else { "[INFO] " });
        if let Some(label) = label.and_then(|label| label.to_text()) {
            line.push_str(&label);
            line.push_str(": ");
        }
        line.push_str(&self.print(value));
        let level = if error {
            ConsoleLevel::Error
        } else {
            ConsoleLevel::Info
        };
        self.effects.push(Effect::Console(level, line));
    }

    // ---- cells that run code ----

    /// An expression between cells.
    pub(crate) fn run_expr(&mut self, cell: CellRef, code: &Rc<Code>, cut_off: bool) -> Outcome {
        let mut machine = self.machine();
        let run = Run {
            actor: cell.actor,
            cell,
            view: View::Tracked,
        };
        let result = self.execute(&mut machine, run, code, &[]);
        if let Ok(entry) = &result {
            self.follow_list(cell, entry, &mut machine.reads);
        }
        self.retrack_cell(cell, &machine.reads.cells);
        let waits = result.is_err() || machine.reads.wait;
        self.return_machine(machine);
        match result {
            Ok(entry) if !waits => {
                if cut_off && self.cut_off(cell, &entry) {
                    return Outcome::Nothing;
                }
                Outcome::Entry(entry)
            }
            _ => Outcome::Wait,
        }
    }

    /// A cell whose value is a list that another cell maintains fires when that list changes.
    pub(crate) fn follow_list(&mut self, cell: CellRef, entry: &Entry, reads: &mut Reads) {
        if let Some(Value::List(List::Live(list))) = entry.value
            && list != cell
        {
            self.read(&Live::Cell(list), View::Tracked, cell, reads);
        }
    }

    /// Whether an equal scalar state is not to be announced again.
    pub(crate) fn cut_off(&self, cell: CellRef, entry: &Entry) -> bool {
        let Some(found) = self.cell(cell) else {
            return true;
        };
        if entry.kind == Reactivity::Pulse {
            return false;
        }
        match (&found.value, &entry.value) {
            (Some(old), Some(new)) => old.same_scalar(new),
            _ => false,
        }
    }
}

fn fold(entries: &[Entry]) -> Reactivity {
    entries
        .iter()
        .fold(Reactivity::Constant, |kind, entry| kind.with(entry.kind))
}
