//! The stack machine: runs code without recursion, so that a deep program cannot overflow the stack.

mod calls;
mod cuts;
mod data;
mod effects;
mod loops;
mod way;

use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};
use protocol::list_change::ItemId;

use crate::language::plan::{Code, LoopKind, Matcher, Op, Operand, Reactivity};
use crate::language::syntax::span::Span;
use crate::stdlib::SortKey;
use crate::stdlib::table::Reader;
use crate::symbol::{Symbol, well_known};
use crate::value::{CellRef, Items, List, Live, Value};

use super::read::{Reads, View};
use super::{Entry, Evaluator};

pub(crate) use cuts::Cuts;

/// How many pure calls may be nested.
pub(super) const MAX_CALLS: usize = 100_000;

/// How much room for joined texts is kept between runs, in bytes.
const KEPT_TEXT: usize = 1024;

/// The working memory of the machine; kept between runs.
#[derive(Default)]
pub(crate) struct Machine {
    stack: Vec<Entry>,
    locals: Vec<Local>,
    frames: Vec<Frame>,
    loops: Vec<Loop>,
    /// The arguments of the library function that runs.
    values: Vec<Value>,
    /// The text that is joined.
    text: String,
    pub(crate) reads: Reads,
    /// In how many matches of pulses and calls for occurrences the run is: what is read there is frozen.
    frozen: u32,
    /// Whether anything was.
    pub(crate) froze: bool,
    /// A mark of each scalar that was cut off in the run before.
    pub(crate) previous: Cuts,
    /// And in this one.
    pub(crate) cuts: Vec<u64>,
    /// The scope of what this run created.
    pub(crate) scope: Option<ScopeId>,
    /// The result of an instance that was created last and has no value yet.
    pub(crate) awaited: Option<CellRef>,
}

/// A frame variable.
#[derive(Clone)]
pub(super) struct Local {
    pub(super) live: Live,
    kind: Reactivity,
    fired: bool,
}

impl Local {
    const ABSENT: Local = Local {
        live: Live::Absent,
        kind: Reactivity::Constant,
        fired: false,
    };

    /// Something live, which has the kind that it will be read with.
    fn live(live: Live, fired: bool) -> Local {
        Local {
            live,
            kind: Reactivity::Unknown,
            fired,
        }
    }
}

impl From<Entry> for Local {
    fn from(entry: Entry) -> Local {
        Local {
            live: entry.value.map_or(Live::Absent, Live::Const),
            kind: entry.kind,
            fired: entry.fired,
        }
    }
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
    items: Items,
    index: usize,
    results: Vec<(ItemId, Live)>,
    /// The keys of the results, if they are to be sorted.
    keys: Vec<Option<SortKey>>,
    verdict: bool,
    start: usize,
    end: usize,
    reactivity: Reactivity,
    fired: bool,
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
        self.froze = false;
        self.cuts.clear();
        self.scope = None;
        self.awaited = None;
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
    fired: bool,
}

impl Reader for MachineReader<'_> {
    fn items(&mut self, list: &List) -> Items {
        self.evaluator.items(list, self.view, self.cell, self.reads)
    }

    fn read(&mut self, live: &Live) -> Option<Value> {
        let entry = self.evaluator.read(live, self.view, self.cell, self.reads);
        self.kind = self.kind.with(entry.kind);
        self.fired |= entry.fired;
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
        if let Some(result) = self.execute_path(machine, run, code, given) {
            return result;
        }
        let passed = self
            .registry
            .get(run.actor)
            .map_or(Live::Absent, |instance| instance.passed.clone());
        let given_locals = given.iter().map(|live| Local::live(live.clone(), false));
        machine.locals.extend(given_locals);
        let locals = (code.frame as usize).max(given.len());
        machine.locals.resize(locals, Local::ABSENT);
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
            self.count_step();
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
                    kind: Reactivity::Unknown,
                    ..Entry::ABSENT
                });
            }
        }
        Ok(machine.pop())
    }

    /// Runs code that only follows a path, as most code between cells does: it needs neither a stack nor a frame.
    fn execute_path(
        &mut self,
        machine: &mut Machine,
        run: Run,
        code: &Code,
        given: &[Live],
    ) -> Option<Result<Entry, MustWait>> {
        let (first, fields) = code.ops.split_first()?;
        if !fields.iter().all(|op| matches!(op, Op::Field(_))) {
            return None;
        }
        let live = match first {
            Op::Read(operand) => self.resolve(run.actor, operand),
            Op::Local(variable) => given.get(*variable as usize)?.clone(),
            _ => return None,
        };
        self.count_step();
        let mut entry = self.read_owned(live, run.view, run.cell, &mut machine.reads);
        let mut at = 0;
        while let Some(Op::Field(name)) = fields.get(at) {
            if machine.reads.wait {
                return Some(Err(MustWait));
            }
            self.count_step();
            at += 1;
            let next = fields.get(at);
            entry = match self.read_event(machine, run, &entry, *name, next) {
                Some(entry) => {
                    at += 1;
                    entry
                }
                None => {
                    let span = code.spans.get(at).copied().unwrap_or_default();
                    self.read_field(machine, run, entry, *name, span)
                }
            };
        }
        if machine.reads.wait {
            return Some(Err(MustWait));
        }
        if self.over_budget() {
            self.mute(run.cell);
            entry = Entry {
                kind: Reactivity::Unknown,
                ..Entry::ABSENT
            };
        }
        Some(Ok(entry))
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

    fn view(machine: &Machine, run: Run) -> View {
        if machine.frozen > 0 && run.view == View::Tracked {
            View::Snapshot(None)
        } else {
            run.view
        }
    }

    fn step(&mut self, machine: &mut Machine, run: Run, op: &Op, span: Span) {
        if machine.awaited.is_some() && !matches!(op, Op::Jump(_) | Op::EndMatch) {
            machine.awaited = None;
        }
        match op {
            Op::Const(value) => machine.stack.push(Entry::constant(value.clone())),
            Op::Absent => machine.stack.push(Entry::ABSENT),
            Op::Read(operand) => {
                let live = self.operand(machine, run, operand);
                let view = Self::view(machine, run);
                let entry = self.read_owned(live, view, run.cell, &mut machine.reads);
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
                // It is no input: it neither decides the kind nor emits.
                entry.kind = Reactivity::Constant;
                entry.fired = false;
                machine.stack.push(entry);
            }
            Op::Local(variable) => {
                let base = machine.frames.last().map_or(0, |frame| frame.locals);
                let local = machine.locals.get(base + *variable as usize).cloned();
                let local = local.unwrap_or(Local::ABSENT);
                let view = Self::view(machine, run);
                let mut entry = self.read_owned(local.live, view, run.cell, &mut machine.reads);
                if local.kind != Reactivity::Unknown {
                    entry.kind = local.kind;
                }
                entry.fired |= local.fired;
                machine.stack.push(entry);
            }
            Op::Store(variable) => {
                let entry = machine.pop();
                let base = machine.frames.last().map_or(0, |frame| frame.locals);
                machine.locals[base + *variable as usize] = entry.into();
            }
            Op::Field(name) => {
                let base = machine.pop();
                let code = match base.value {
                    Some(Value::Element(_)) => machine.frames.last(),
                    _ => None,
                };
                let code = code.map(|frame| (Rc::clone(&frame.code), frame.next));
                let next = code.as_ref().and_then(|(code, at)| code.ops.get(*at));
                let entry = match self.read_event(machine, run, &base, *name, next) {
                    Some(entry) => {
                        if let Some(frame) = machine.frames.last_mut() {
                            frame.next += 1;
                        }
                        entry
                    }
                    None => self.read_field(machine, run, base, *name, span),
                };
                machine.stack.push(entry);
            }
            Op::Binary(operator) => {
                let (right, left) = (machine.pop(), machine.pop());
                let kind = left.kind.with(right.kind);
                let nested = |value: &Option<Value>| {
                    matches!(value, Some(Value::Object(_) | Value::List(_)))
                };
                // What is nested may have emitted, too.
                let fired =
                    left.fired || right.fired || nested(&left.value) || nested(&right.value);
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
                machine.stack.push(Entry { value, kind, fired });
            }
            Op::Join(count) => {
                let at = machine.stack.len().saturating_sub(*count as usize);
                let (kind, fired) = fold(&machine.stack[at..]);
                let mut text = std::mem::take(&mut machine.text);
                text.clear();
                let mut is_whole = true;
                for part in machine.stack.drain(at..) {
                    match part.value {
                        Some(value) => value.write_text(&mut text),
                        None => is_whole = false,
                    }
                }
                let value = is_whole.then(|| Value::text(text.as_str()));
                // One long text must not hold memory for ever.
                text.shrink_to(KEPT_TEXT);
                machine.text = text;
                machine.stack.push(Entry { value, kind, fired });
            }
            Op::Object(tag, names) => self.make_object(machine, run, *tag, names),
            Op::Spread(tag, names) => self.make_spread(machine, run, *tag, names),
            Op::List(count) => self.make_list(machine, run, *count as usize),
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
                let parent = nested.then_some(run.actor);
                self.call_instance(machine, run, *template, parent, *arguments as usize, *pass);
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
                let subject = machine.pop();
                let view = Self::view(machine, run);
                let mut bindings = Vec::new();
                let locals = machine.frames.last().map_or(0, |frame| frame.locals);
                let matches = match &subject.value {
                    Some(value) => self.matches(
                        pattern,
                        value,
                        run,
                        view,
                        &mut machine.reads,
                        &machine.locals[locals..],
                        &mut bindings,
                    ),
                    None => false,
                };
                let kind = subject.kind;
                machine.stack.push(subject);
                let tracked = view == View::Tracked && kind != Reactivity::Pulse;
                if matches && tracked && matches!(**pattern, Matcher::Object(..) | Matcher::List(_))
                {
                    machine.mark_arm(span);
                }
                let fired = machine.stack.last().is_some_and(|subject| subject.fired);
                let Some(frame) = machine.frames.last_mut() else {
                    return;
                };
                if !matches {
                    frame.next = *otherwise as usize;
                    return;
                }
                if kind == Reactivity::Pulse {
                    frame.frozen += 1;
                    machine.frozen += 1;
                    machine.froze = true;
                }
                let base = frame.locals + *first as usize;
                for (binding, live) in bindings {
                    machine.locals[base + binding as usize] = Local::live(live, fired);
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
                result.fired |= subject.fired;
                machine.stack.push(result);
            }
            Op::Drop => {
                machine.pop();
            }
            Op::NoMatch => {
                let subject = machine.pop();
                machine.stack.push(Entry {
                    value: None,
                    ..subject
                });
            }
            Op::Loop {
                kind,
                variable,
                end,
            } => {
                self.begin_loop(machine, run, *kind, *variable, *end, span);
            }
            Op::EndLoop => self.end_loop(machine, run, span),
            Op::Log(error) => self.log_top(machine, *error, false),
            Op::LogLabel(error) => self.log_top(machine, *error, true),
            Op::GoTo => self.go_to_top(machine, span),
            Op::Link(target) => self.feed_link(machine, run, target, span),
            Op::Append => self.append(machine, run, span),
            Op::Shorten(how) => self.shorten(machine, run, *how, span),
            Op::Cut => machine.cut(span),
            Op::Counted(operation) => self.count_once(machine, *operation, span),
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

    /// `element.event.name` as one step, where what the element is asked for is written down with it: the object
    /// between would be made only to be taken apart.
    fn read_event(
        &mut self,
        machine: &mut Machine,
        run: Run,
        base: &Entry,
        name: Symbol,
        next: Option<&Op>,
    ) -> Option<Entry> {
        let Some(Value::Element(element)) = base.value else {
            return None;
        };
        if name != well_known().event {
            return None;
        }
        let Some(Op::Field(event)) = next else {
            return None;
        };
        let live = Live::Cell(self.event_slot(element, *event)?);
        let view = Self::view(machine, run);
        let mut entry = self.read(&live, view, run.cell, &mut machine.reads);
        if base.kind == Reactivity::Pulse {
            entry.kind = Reactivity::Pulse;
        }
        entry.fired |= base.fired;
        Some(entry)
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
            return Entry {
                value: None,
                kind,
                fired: base.fired,
            };
        };
        let view = Self::view(machine, run);
        let live = self.field(&value, name, span, view, run.cell, &mut machine.reads);
        let is_cell = matches!(live, Live::Cell(_));
        let mut entry = self.read_owned(live, view, run.cell, &mut machine.reads);
        if base.kind == Reactivity::Pulse {
            entry.kind = Reactivity::Pulse;
        } else if !is_cell {
            entry.kind = base.kind;
        }
        entry.fired |= base.fired;
        entry
    }
}

/// The kind of what is computed from all of them, and whether it is emitted.
fn fold(entries: &[Entry]) -> (Reactivity, bool) {
    entries
        .iter()
        .fold((Reactivity::Constant, false), |(kind, fired), entry| {
            (kind.with(entry.kind), fired || entry.fired)
        })
}
