//! Expressions as straight code.

use std::rc::Rc;

use crate::stdlib::table::{self, ListFunction, Meaning};
use crate::symbol::Symbol;
use crate::value::Value;

use super::super::calls::{Bound, bind_builtin};
use super::super::names::Binding;
use super::super::plan::{
    Code, LinkTarget, LoopKind, Matcher, Op, Operand, PureBuiltin, Reactivity, Shorten, Stateful,
};
use super::super::syntax::ast::{
    Arm, Call, Entry, Expr, ExprKind, Name, Pattern, PatternKind, TextPart, call_path,
};
use super::super::syntax::span::Span;
use super::super::visit::visit;
use super::{Definition, Lowering, Resolved, constant_code, element_name, symbol};

/// What code is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// An expression between cells: what has a life of its own is a cell.
    Live,
    /// A pure arm, predicate or function.
    Pure,
    /// A body for one occurrence: anything.
    Once,
}

/// Code being written.
pub(super) struct CodeBuilder {
    mode: Mode,
    ops: Vec<Op>,
    spans: Vec<Span>,
    frame: u32,
    reads: Vec<(Operand, Vec<Symbol>)>,
    calls: Vec<u32>,
    pub(super) reactivity: Reactivity,
}

impl CodeBuilder {
    pub(super) fn new(mode: Mode, frame: u32) -> Self {
        CodeBuilder {
            mode,
            ops: Vec::new(),
            spans: Vec::new(),
            frame,
            reads: Vec::new(),
            calls: Vec::new(),
            reactivity: Reactivity::Constant,
        }
    }

    pub(super) fn op(&mut self, op: Op, span: Span) {
        self.ops.push(op);
        self.spans.push(span);
    }

    /// Cuts off an equal scalar; a body emits once, whatever it yields.
    fn cut(&mut self, span: Span) {
        if self.mode == Mode::Pure {
            self.op(Op::Cut, span);
        }
    }

    fn variable(&mut self) -> u32 {
        self.frame += 1;
        self.frame - 1
    }

    fn here(&self) -> u32 {
        self.ops.len() as u32
    }

    pub(super) fn finish(self) -> Code {
        Code {
            ops: self.ops,
            frame: self.frame,
            spans: self.spans,
            reads: self.reads,
            calls: self.calls,
        }
    }
}

impl<'a> Lowering<'a> {
    /// Code of a pure expression; frame variables below `frame` are given.
    pub(super) fn pure_code(&mut self, expr: &'a Expr, frame: u32) -> Rc<Code> {
        let mut code = CodeBuilder::new(Mode::Pure, frame);
        self.code(expr, &mut code);
        Rc::new(code.finish())
    }

    /// Code of a body that runs once per occurrence.
    pub(super) fn once_code(&mut self, expr: &'a Expr, frame: u32) -> Rc<Code> {
        let mut code = CodeBuilder::new(Mode::Once, frame);
        self.code(expr, &mut code);
        Rc::new(code.finish())
    }

    pub(super) fn read(
        &mut self,
        operand: Operand,
        fields: &[Name],
        span: Span,
        code: &mut CodeBuilder,
    ) {
        let mut reactivity = self.reactivity(&operand);
        if leads_to_event(fields) {
            reactivity = Reactivity::Pulse;
        } else if !fields.is_empty() && reactivity != Reactivity::Pulse {
            reactivity = Reactivity::Unknown;
        }
        code.reactivity = code.reactivity.with(reactivity);
        match operand {
            Operand::Const(value) => code.op(Op::Const(value), span),
            Operand::Absent => code.op(Op::Absent, span),
            operand => {
                if code.mode != Mode::Live {
                    code.reads
                        .push((operand.clone(), fields.iter().map(symbol).collect()));
                }
                code.op(Op::Read(operand), span);
            }
        }
        self.follow(fields, code);
    }

    fn follow(&mut self, fields: &[Name], code: &mut CodeBuilder) {
        for field in fields {
            code.op(Op::Field(symbol(field)), field.span);
        }
    }

    /// Appends operations that leave the value of `expr`.
    pub(super) fn code(&mut self, expr: &'a Expr, code: &mut CodeBuilder) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Number(number) => code.op(Op::Const(Value::Number(*number)), span),
            ExprKind::Tag(tag) => code.op(Op::Const(Value::tag(tag)), span),
            ExprKind::Text(parts) => self.text(parts, span, code),
            ExprKind::Path { root, fields } => match self.path(expr, root, fields) {
                Resolved::Operand(operand, rest) => self.read(operand, rest, span, code),
                Resolved::Frame(variable, rest) => {
                    code.op(Op::Local(variable), span);
                    code.reactivity = code.reactivity.with(Reactivity::Unknown);
                    self.follow(rest, code);
                }
                Resolved::Hold(operand, rest) => {
                    code.op(Op::ReadNow(operand), span);
                    self.follow(rest, code);
                }
            },
            ExprKind::Passed { fields } => self.read(Operand::Passed, fields, span, code),
            ExprKind::Field { base, fields } => {
                self.code(base, code);
                self.follow(fields, code);
            }
            ExprKind::Operators { first, rest } => {
                self.frozen(first, code);
                for (operator, operand) in rest {
                    self.frozen(operand, code);
                    code.op(Op::Binary(*operator), span);
                }
            }
            ExprKind::Skip | ExprKind::Missing => code.op(Op::Absent, span),
            ExprKind::Map(_) => {
                code.op(Op::Absent, span);
            }
            ExprKind::Call(call) if code.mode != Mode::Live || self.is_inline_call(call) => {
                self.call(call, expr, None, code);
            }
            ExprKind::Pipeline { head, steps } => self.pipeline(head, steps, code),
            ExprKind::Block { variables, result } if code.mode != Mode::Live => {
                let items: Vec<_> = variables
                    .iter()
                    .enumerate()
                    .map(|(index, variable)| {
                        (
                            Binding::BlockVariable(expr.id, index as u32),
                            &variable.value,
                        )
                    })
                    .collect();
                self.frame_bindings(&items, code);
                self.code(result, code);
            }
            ExprKind::Object(_) | ExprKind::Tagged { .. } | ExprKind::List(_)
                if code.mode != Mode::Live =>
            {
                self.frozen(expr, code);
            }
            ExprKind::Flush(inner) if code.mode != Mode::Live => {
                self.code(inner, code);
            }
            _ if code.mode == Mode::Once => self.instance_of(expr, code),
            _ => {
                let operand = self.live(expr);
                self.read(operand, &[], span, code);
            }
        }
    }

    fn text(&mut self, parts: &'a [TextPart], span: Span, code: &mut CodeBuilder) {
        if let Some(text) = literal_text(parts) {
            code.op(Op::Const(Value::Text(text)), span);
            return;
        }
        for part in parts {
            match part {
                TextPart::Literal(text) => code.op(Op::Const(Value::Text(Rc::clone(text))), span),
                TextPart::Interpolation(inner) => self.code(inner, code),
            }
        }
        code.op(Op::Join(parts.len() as u32), span);
    }

    /// Like `code`, but object and list literals are plain data of this moment: where they are compared or
    /// matched, nobody can hold on to their fields.
    pub(super) fn frozen(&mut self, expr: &'a Expr, code: &mut CodeBuilder) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::List(items) => {
                let items = items.iter().filter(|item| !is_skip(item));
                items.clone().for_each(|item| self.frozen(item, code));
                code.op(Op::List(items.count() as u32), span);
            }
            ExprKind::Object(entries) => self.frozen_object(expr, None, entries, code),
            ExprKind::Tagged { tag, entries } => {
                self.frozen_object(expr, Some(symbol(tag)), entries, code);
            }
            _ => self.code(expr, code),
        }
    }

    fn frozen_object(
        &mut self,
        expr: &'a Expr,
        tag: Option<Symbol>,
        entries: &'a [Entry],
        code: &mut CodeBuilder,
    ) {
        let fields: Vec<_> = entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| match entry {
                Entry::Field(variable) => {
                    Some((Binding::Field(expr.id, index as u32), &variable.value))
                }
                Entry::Spread(_) => None,
            })
            .collect();
        // In live code the fields are not in scope of each other as frame variables: a sibling reference
        // there goes to a cell.
        let shared = code.mode != Mode::Live && self.refer_to_each_other(&fields);
        if shared {
            self.frame_bindings(&fields, code);
        } else if code.mode == Mode::Live {
            for (index, entry) in entries.iter().enumerate() {
                if let Entry::Field(variable) = entry {
                    let binding = Binding::Field(expr.id, index as u32);
                    self.declare(binding, &variable.value, &variable.name.text);
                }
            }
        }
        let mut names = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            match entry {
                Entry::Field(variable) if is_skip(&variable.value) => {}
                Entry::Field(variable) => {
                    names.push(Some(symbol(&variable.name)));
                    let binding = Binding::Field(expr.id, index as u32);
                    match self.definitions.get(&binding) {
                        Some(Definition::Frame(slot)) if shared => {
                            code.op(Op::Local(*slot), variable.value.span);
                        }
                        _ => self.frozen(&variable.value, code),
                    }
                }
                Entry::Spread(inner) => {
                    names.push(None);
                    self.frozen(inner, code);
                }
            }
        }
        match names.iter().copied().collect::<Option<Rc<[Symbol]>>>() {
            Some(names) => code.op(Op::Object(tag, names), expr.span),
            None => code.op(Op::Spread(tag, names.into()), expr.span),
        }
    }

    fn refer_to_each_other(&self, items: &[(Binding, &'a Expr)]) -> bool {
        items
            .iter()
            .any(|(_, expr)| !self.references(expr, items).is_empty())
    }

    /// Which of `items` an expression refers to.
    fn references(&self, expr: &'a Expr, items: &[(Binding, &'a Expr)]) -> Vec<usize> {
        let mut found = Vec::new();
        visit(expr, &mut |inner| {
            if let ExprKind::Path { .. } = inner.kind
                && let Some(binding) = self.resolutions.binding(inner.id)
                && let Some(index) = items.iter().position(|(item, _)| *item == binding)
                && !found.contains(&index)
            {
                found.push(index);
            }
        });
        found
    }

    /// Evaluates definitions that see each other into frame variables, each after those it refers to.
    fn frame_bindings(&mut self, items: &[(Binding, &'a Expr)], code: &mut CodeBuilder) {
        for (binding, _) in items {
            let variable = code.variable();
            self.definitions
                .insert(*binding, Definition::Frame(variable));
            // As a frame variable it is a value: its fields have no addresses.
            self.sources.remove(binding);
        }
        // Depth first with an explicit stack; a reference that closes a cycle reads nothing.
        let mut state = vec![0_u8; items.len()];
        for start in 0..items.len() {
            let mut stack = vec![start];
            while let Some(&index) = stack.last() {
                if state[index] == 0 {
                    state[index] = 1;
                    let needed = self.references(items[index].1, items);
                    stack.extend(needed.into_iter().filter(|needed| state[*needed] == 0));
                } else {
                    stack.pop();
                    if state[index] == 1 {
                        state[index] = 2;
                        let (binding, expr) = items[index];
                        let Some(Definition::Frame(variable)) =
                            self.definitions.get(&binding).cloned()
                        else {
                            continue;
                        };
                        self.code(expr, code);
                        // Nested literals may have declared the same binding again.
                        self.definitions
                            .insert(binding, Definition::Frame(variable));
                        code.op(Op::Store(variable), expr.span);
                    }
                }
            }
        }
    }

    /// Whether a call can stand inside live code, without a cell of its own.
    fn is_inline_call(&mut self, call: &'a Call) -> bool {
        if element_name(call).is_some()
            || self.user_function(&call.modules, &call.name.text).is_some()
        {
            return false;
        }
        matches!(
            table::find(&call_path(call)),
            Some((_, row)) if matches!(row.meaning, Meaning::Pure { cut_off: false, .. })
        )
    }

    fn pipeline(&mut self, head: &'a Expr, steps: &'a [Expr], code: &mut CodeBuilder) {
        let mut rest = steps;
        if code.mode == Mode::Live {
            let own_cell = |lowering: &mut Self, step: &'a Expr| match &step.kind {
                ExprKind::FieldAccess(_) => false,
                ExprKind::Call(call) => !lowering.is_inline_call(call),
                _ => true,
            };
            let mut last = None;
            for (index, step) in steps.iter().enumerate() {
                if own_cell(self, step) {
                    last = Some(index);
                }
            }
            if let Some(last) = last {
                let operand = self.live_pipeline(head, &steps[..=last]);
                self.read(operand, &[], steps[last].span, code);
                rest = &steps[last + 1..];
            } else {
                self.code(head, code);
            }
        } else if steps
            .iter()
            .any(|step| matches!(step.kind, ExprKind::Hold { .. }))
        {
            // A HOLD lives on; what is piped into it is part of the same instance.
            self.instance_of_pipeline(head, steps, code);
            return;
        } else if matches!(steps[0].kind, ExprKind::When(_) | ExprKind::While(_)) {
            self.frozen(head, code);
        } else {
            self.code(head, code);
        }
        for step in rest {
            self.step(step, code);
        }
    }

    /// A pipeline step: takes the piped value, leaves the result.
    pub(super) fn step(&mut self, step: &'a Expr, code: &mut CodeBuilder) {
        let span = step.span;
        match &step.kind {
            ExprKind::FieldAccess(fields) => self.follow(fields, code),
            ExprKind::Call(call) => self.call(call, step, Some(span), code),
            ExprKind::Path { root, .. } => match self.user_function(&[], &root.text) {
                Some(function) => self.user_call(function, &[], None, step, Some(span), code),
                None => {
                    code.op(Op::Drop, span);
                    code.op(Op::Absent, span);
                }
            },
            ExprKind::When(arms) => self.matched(arms, false, span, code),
            ExprKind::While(arms) => self.matched(arms, true, span, code),
            ExprKind::Then(body) => {
                let otherwise = self.begin_match(Matcher::Any, 0, span, code);
                self.code(body, code);
                code.op(Op::EndMatch, span);
                self.end_match(otherwise, span, code);
            }
            ExprKind::LinkSet(path) => {
                let target = self.link_target(path, code);
                code.op(Op::Link(Rc::new(target)), span);
            }
            ExprKind::Flush(_) => {}
            _ => {
                code.op(Op::Drop, span);
                code.op(Op::Absent, span);
            }
        }
    }

    /// The slot a link writes to; the base of a dynamic target is left on the stack above the value.
    fn link_target(&mut self, path: &'a Expr, code: &mut CodeBuilder) -> LinkTarget {
        let (resolved, span) = match &path.kind {
            ExprKind::Path { root, fields } => (self.path(path, root, fields), path.span),
            ExprKind::Passed { fields } => (Resolved::Operand(Operand::Passed, fields), path.span),
            _ => (Resolved::Operand(Operand::Absent, &[]), path.span),
        };
        match resolved {
            Resolved::Operand(operand, []) => LinkTarget::Slot(operand),
            Resolved::Operand(operand, [between @ .., last]) => {
                self.read(operand, between, span, code);
                LinkTarget::Field(Operand::Absent, symbol(last))
            }
            Resolved::Frame(variable, [between @ .., last]) => {
                code.op(Op::Local(variable), span);
                self.follow(between, code);
                LinkTarget::Field(Operand::Absent, symbol(last))
            }
            Resolved::Frame(_, []) | Resolved::Hold(..) => LinkTarget::Slot(Operand::Absent),
        }
    }

    fn begin_match(
        &mut self,
        pattern: Matcher,
        first: u32,
        span: Span,
        code: &mut CodeBuilder,
    ) -> usize {
        code.op(
            Op::Match {
                pattern: Rc::new(pattern),
                first,
                otherwise: 0,
            },
            span,
        );
        code.ops.len() - 1
    }

    /// After an arm's `EndMatch`: without a match the matched value is dropped and nothing is left.
    fn end_match(&mut self, at: usize, span: Span, code: &mut CodeBuilder) {
        let jump = code.ops.len();
        code.op(Op::Jump(0), span);
        let otherwise = code.here();
        set_target(&mut code.ops[at], otherwise);
        code.op(Op::NoMatch, span);
        let end = code.here();
        set_target(&mut code.ops[jump], end);
    }

    fn matched(&mut self, arms: &'a [Arm], stay: bool, span: Span, code: &mut CodeBuilder) {
        code.cut(span);
        let mut jumps = Vec::new();
        for arm in arms {
            let names = pattern_names(&arm.pattern);
            let first = code.frame;
            code.frame += names.len() as u32;
            let mut next = 0;
            let pattern = self.matcher(&arm.pattern, &mut next);
            for number in 0..names.len() as u32 {
                self.definitions.insert(
                    Binding::Pattern(arm.body.id, number),
                    Definition::Frame(first + number),
                );
            }
            let at = self.begin_match(pattern, first, arm.pattern.span, code);
            self.code(&arm.body, code);
            if stay {
                code.cut(arm.body.span);
            }
            code.op(Op::EndMatch, arm.body.span);
            jumps.push(code.ops.len());
            code.op(Op::Jump(0), span);
            let otherwise = code.here();
            set_target(&mut code.ops[at], otherwise);
        }
        code.op(Op::NoMatch, span);
        let end = code.here();
        for jump in jumps {
            set_target(&mut code.ops[jump], end);
        }
    }

    /// What a pattern asks; `next` numbers its bindings.
    pub(super) fn matcher(&mut self, pattern: &'a Pattern, next: &mut u32) -> Matcher {
        let mut bind = || {
            *next += 1;
            *next - 1
        };
        match &pattern.kind {
            PatternKind::Wildcard => Matcher::Any,
            PatternKind::Binding(_) => Matcher::Bind(bind()),
            PatternKind::Number(number) => Matcher::Number(*number),
            PatternKind::Tag(tag) => Matcher::Tag(Symbol::new(tag)),
            PatternKind::Text(text) => Matcher::Text(Rc::clone(text)),
            PatternKind::Object { tag, fields } => {
                let mut wanted = Vec::new();
                for field in fields {
                    match &field.pattern {
                        None => {
                            *next += 1;
                            wanted.push((symbol(&field.name), Some(*next - 1), Matcher::Any));
                        }
                        Some(inner) => {
                            let inner = self.matcher(inner, next);
                            wanted.push((symbol(&field.name), None, inner));
                        }
                    }
                }
                Matcher::Object(tag.as_ref().map(symbol), wanted)
            }
            PatternKind::List(items) => {
                Matcher::List(items.iter().map(|item| self.matcher(item, next)).collect())
            }
            PatternKind::Value(path) => Matcher::Value(self.pure_code(path, 0)),
            PatternKind::Missing => Matcher::Never,
        }
    }

    /// A call; `piped` means that the piped value is on the stack.
    fn call(
        &mut self,
        call: &'a Call,
        expr: &'a Expr,
        piped: Option<Span>,
        code: &mut CodeBuilder,
    ) {
        let span = expr.span;
        if let Some(function) = self.user_function(&call.modules, &call.name.text) {
            let pass = call.pass.as_deref();
            self.user_call(function, &call.arguments, pass, expr, piped, code);
            return;
        }
        if element_name(call).is_some() {
            if piped.is_some() {
                code.op(Op::Drop, span);
            }
            self.instance_of(expr, code);
            return;
        }
        let path = call_path(call);
        let Some((builtin, row)) = table::find(&path) else {
            if piped.is_some() {
                code.op(Op::Drop, span);
            }
            code.op(Op::Absent, span);
            return;
        };
        if let Meaning::List(function) = row.meaning
            && matches!(
                function,
                ListFunction::Map
                    | ListFunction::Retain
                    | ListFunction::Remove
                    | ListFunction::Every
                    | ListFunction::Any
                    | ListFunction::SortBy
            )
        {
            self.list_loop(function, call, expr, piped.is_some(), code);
            return;
        }
        let bound = bind_builtin(
            row.parameters,
            row.required,
            &call.arguments,
            piped.is_some(),
        )
        .bound;
        match row.meaning {
            Meaning::Pure { .. } | Meaning::Stateful(Stateful::Range) => {
                self.push_bound(&bound, code);
                self.builtin(builtin, bound.len(), span, code);
            }
            Meaning::List(function) => match function {
                ListFunction::Append => {
                    self.push_bound(&bound, code);
                    code.op(Op::Append, span);
                }
                ListFunction::Clear => {
                    self.push_bound(&bound, code);
                    code.op(Op::Shorten(Shorten::Clear), span);
                }
                ListFunction::RemoveLast => {
                    self.push_bound(&bound, code);
                    code.op(Op::Shorten(Shorten::RemoveLast), span);
                }
                _ => {
                    self.push_bound(&bound, code);
                    self.builtin(builtin, bound.len(), span, code);
                }
            },
            Meaning::Stateful(operation) => match operation {
                Stateful::LogInfo | Stateful::LogError => {
                    self.push_bound(&bound[..1], code);
                    let error = operation == Stateful::LogError;
                    if let Bound::Argument(_, with) = bound[1] {
                        self.code(with, code);
                        code.op(Op::LogLabel(error), span);
                    } else {
                        code.op(Op::Log(error), span);
                    }
                }
                Stateful::GoTo => {
                    self.uses_router = true;
                    self.push_bound(&bound, code);
                    code.op(Op::GoTo, span);
                }
                Stateful::Ulid => code.op(Op::Ulid, span),
                Stateful::Skip | Stateful::Take => {
                    self.push_bound(&bound, code);
                    code.op(Op::Counted(operation), span);
                }
                // A stream function over the one value of this moment.
                Stateful::Sum | Stateful::Toggle => {
                    self.push_bound(&bound[..1], code);
                    code.op(Op::Const(Value::Number(0.0)), span);
                    code.op(Op::Counted(operation), span);
                }
                Stateful::Distinct => self.push_bound(&bound[..1], code),
                // No time passes inside a body.
                Stateful::Debounce | Stateful::Interval if piped.is_some() => {
                    code.op(Op::Drop, span);
                    code.op(Op::Absent, span);
                }
                Stateful::Pulses if piped.is_some() => {
                    code.op(Op::Const(Value::Number(0.0)), span);
                    code.op(Op::Counted(operation), span);
                }
                _ => self.instance_of(expr, code),
            },
            Meaning::Root(_) | Meaning::Data(_) => {
                let tag = match row.meaning {
                    Meaning::Root(tag) | Meaning::Data(tag) => Some(Symbol::new(tag)),
                    _ => None,
                };
                self.push_bound(&bound, code);
                let names = row
                    .parameters
                    .iter()
                    .map(|name| Symbol::new(name))
                    .collect();
                code.op(Op::Object(tag, names), span);
            }
        }
    }

    pub(super) fn builtin(
        &mut self,
        builtin: PureBuiltin,
        arguments: usize,
        span: Span,
        code: &mut CodeBuilder,
    ) {
        // `Text/empty()` and the like are constants.
        if arguments == 0
            && let Some(function) = builtin.function()
            && let Ok(Some(value)) = function(&mut NoReader, &[])
        {
            code.op(Op::Const(value), span);
            return;
        }
        code.op(Op::Builtin(builtin, arguments as u32), span);
        if builtin.cuts_off() {
            code.cut(span);
        }
    }

    /// Pushes arguments in parameter order. A piped value is on the stack already; when it is not the
    /// first, it waits in a frame variable.
    fn push_bound(&mut self, bound: &[Bound<'a>], code: &mut CodeBuilder) {
        let mut waiting = None;
        if bound
            .iter()
            .skip(1)
            .any(|source| matches!(source, Bound::Piped))
        {
            let variable = code.variable();
            code.op(Op::Store(variable), Span::default());
            waiting = Some(variable);
        }
        for source in bound {
            match source {
                Bound::Piped => {
                    if let Some(variable) = waiting {
                        code.op(Op::Local(variable), Span::default());
                    }
                }
                Bound::Argument(_, expr) => self.code(expr, code),
                Bound::Nothing => code.op(Op::Absent, Span::default()),
            }
        }
    }

    fn user_call(
        &mut self,
        function: usize,
        arguments: &'a [super::super::syntax::ast::Argument],
        pass: Option<&'a Expr>,
        expr: &'a Expr,
        piped: Option<Span>,
        code: &mut CodeBuilder,
    ) {
        let span = expr.span;
        let bound = self.bind_user(function, arguments, piped.is_some());
        let items: Vec<_> = arguments
            .iter()
            .enumerate()
            .filter_map(|(index, argument)| {
                let value = argument.value.as_ref()?;
                Some((Binding::Argument(expr.id, index as u32), value))
            })
            .collect();
        // The piped value must be out of the way before anything else is pushed.
        let waiting = piped.map(|span| {
            let variable = code.variable();
            code.op(Op::Store(variable), span);
            variable
        });
        let shared = self.refer_to_each_other(&items);
        if shared {
            self.frame_bindings(&items, code);
        }
        if let Some(pass) = pass {
            self.frozen_pass(pass, code);
        }
        let mut piped_index = None;
        for (index, source) in bound.iter().enumerate() {
            match source {
                Bound::Piped => {
                    piped_index = Some(index as u32);
                    code.op(Op::Local(waiting.unwrap_or_default()), span);
                }
                Bound::Argument(number, value) => {
                    let binding = Binding::Argument(expr.id, *number as u32);
                    match self.definitions.get(&binding) {
                        Some(Definition::Frame(variable)) if shared => {
                            code.op(Op::Local(*variable), span);
                        }
                        _ => self.code(value, code),
                    }
                }
                Bound::Nothing => code.op(Op::Absent, span),
            }
        }
        if pass.is_none() && self.pure_function(function) {
            let function = self.code_of(function);
            if !code.calls.contains(&function) {
                code.calls.push(function);
            }
            code.op(
                Op::CallPure {
                    function,
                    piped: piped_index,
                },
                span,
            );
        } else {
            let template = self.template_of(function);
            code.op(
                Op::CallInstance {
                    template,
                    arguments: bound.len() as u32,
                    pass: pass.is_some(),
                    nested: false,
                },
                span,
            );
        }
    }

    /// The ambient value for an instance made by a body: its fields must stay live, so it is written as
    /// live nodes where it can be, and as data of the moment where it uses frame variables.
    fn frozen_pass(&mut self, pass: &'a Expr, code: &mut CodeBuilder) {
        let mut uses_frame = false;
        visit(pass, &mut |inner| {
            if let ExprKind::Path { .. } = inner.kind
                && let Some(binding) = self.resolutions.binding(inner.id)
                && matches!(self.definitions.get(&binding), Some(Definition::Frame(_)))
            {
                uses_frame = true;
            }
        });
        if uses_frame {
            self.frozen(pass, code);
        } else {
            let operand = self.live(pass);
            code.op(Op::ReadNow(operand), pass.span);
        }
    }

    fn list_loop(
        &mut self,
        function: ListFunction,
        call: &'a Call,
        expr: &'a Expr,
        piped: bool,
        code: &mut CodeBuilder,
    ) {
        let span = expr.span;
        let kind = match function {
            ListFunction::Map => LoopKind::Map,
            ListFunction::Retain => LoopKind::Retain,
            ListFunction::Remove => LoopKind::Remove,
            ListFunction::Every => LoopKind::Every,
            ListFunction::SortBy => LoopKind::SortBy,
            _ => LoopKind::Any,
        };
        let Some(parts) = per_item(call, piped) else {
            if piped {
                code.op(Op::Drop, span);
            }
            code.op(Op::Absent, span);
            return;
        };
        if let Some(list) = parts.list {
            self.code(list, code);
        }
        let variable = code.variable();
        self.definitions
            .insert(Binding::Item(expr.id), Definition::Frame(variable));
        let at = code.ops.len();
        code.op(
            Op::Loop {
                kind,
                variable,
                end: 0,
            },
            span,
        );
        self.code(parts.body, code);
        code.op(Op::EndLoop, span);
        let end = code.here();
        if let Op::Loop { end: target, .. } = &mut code.ops[at] {
            *target = end;
        }
    }

    /// Something with a life of its own inside a body: an instance of a template written here. Frame
    /// variables that it uses become its parameters.
    fn instance_of(&mut self, expr: &'a Expr, code: &mut CodeBuilder) {
        self.nested_instance(&[expr], expr.span, code, |lowering| lowering.live(expr));
    }

    fn instance_of_pipeline(&mut self, head: &'a Expr, steps: &'a [Expr], code: &mut CodeBuilder) {
        let mut parts = vec![head];
        parts.extend(steps);
        self.nested_instance(&parts, head.span, code, |lowering| {
            lowering.live_pipeline(head, steps)
        });
    }

    fn nested_instance(
        &mut self,
        parts: &[&'a Expr],
        span: Span,
        code: &mut CodeBuilder,
        write: impl FnOnce(&mut Self) -> Operand,
    ) {
        let mut captured: Vec<(Binding, u32)> = Vec::new();
        for part in parts {
            visit(part, &mut |inner| {
                if let ExprKind::Path { .. } = inner.kind
                    && let Some(binding) = self.resolutions.binding(inner.id)
                    && let Some(Definition::Frame(variable)) = self.definitions.get(&binding)
                    && !captured.iter().any(|(known, _)| *known == binding)
                {
                    captured.push((binding, *variable));
                }
            });
        }
        let index = self.new_template();
        let key = self.nested_key("body");
        let place = std::mem::take(&mut self.place);
        self.open(index, key, "body".into(), span, captured.len() as u32);
        let depth = self.depth();
        for (parameter, (binding, variable)) in captured.iter().enumerate() {
            code.op(Op::Local(*variable), span);
            let operand = Operand::Parameter {
                up: 0,
                index: parameter as u32,
            };
            self.definitions
                .insert(*binding, Definition::Done { depth, operand });
        }
        let result = write(self);
        let template = self.close(result);
        self.place = place;
        for (binding, variable) in &captured {
            self.definitions
                .insert(*binding, Definition::Frame(*variable));
        }
        code.op(
            Op::CallInstance {
                template,
                arguments: captured.len() as u32,
                pass: false,
                nested: true,
            },
            span,
        );
    }

    /// Turns finished live code into an operand: a constant, or a node.
    pub(super) fn expr_node(&mut self, code: CodeBuilder, cut_off: bool, span: Span) -> Operand {
        let reactivity = code.reactivity;
        let code = code.finish();
        if let Some(value) = constant_code(&code) {
            return Operand::Const(value.clone());
        }
        if let [Op::Read(operand)] = code.ops.as_slice()
            && !cut_off
        {
            return operand.clone();
        }
        if matches!(code.ops.as_slice(), [Op::Absent]) {
            return Operand::Absent;
        }
        let kind = super::super::plan::NodeKind::Expr {
            code: Rc::new(code),
            cut_off,
        };
        self.node(kind, reactivity, span)
    }
}

/// The list and the per-item expression of a list function's call.
pub(super) struct PerItem<'a> {
    /// The list, unless it is piped.
    pub(super) list: Option<&'a Expr>,
    /// The expression for each item.
    pub(super) body: &'a Expr,
}

/// Takes a call like `List/map(item, new: body)` apart; `None` if it is not one.
pub(super) fn per_item(call: &Call, piped: bool) -> Option<PerItem<'_>> {
    let binder = call
        .arguments
        .iter()
        .any(|argument| argument.value.is_none());
    let mut values = call
        .arguments
        .iter()
        .filter_map(|argument| argument.value.as_ref());
    let list = if piped { None } else { values.next() };
    let body = values.next()?;
    (binder && (piped || list.is_some())).then_some(PerItem { list, body })
}

fn set_target(op: &mut Op, target: u32) {
    if let Op::Jump(to) | Op::Match { otherwise: to, .. } = op {
        *to = target;
    }
}

/// Whether an entry is absent (`language.md` §8.6).
fn is_skip(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Skip)
}

/// The text of a literal without interpolations.
pub(super) fn literal_text(parts: &[TextPart]) -> Option<Rc<str>> {
    match parts {
        [] => Some("".into()),
        [TextPart::Literal(text)] => Some(Rc::clone(text)),
        _ => None,
    }
}

/// The names that a pattern binds, in source order.
pub(super) fn pattern_names(pattern: &Pattern) -> Vec<&Name> {
    let mut names = Vec::new();
    let mut stack = vec![pattern];
    while let Some(pattern) = stack.pop() {
        match &pattern.kind {
            PatternKind::Binding(name) => names.push(name),
            PatternKind::Object { fields, .. } => {
                // Source order with nested patterns in between: the stack holds what follows.
                for field in fields.iter().rev() {
                    if let Some(inner) = &field.pattern {
                        stack.push(inner);
                    }
                }
                names.extend(
                    fields
                        .iter()
                        .filter(|field| field.pattern.is_none())
                        .map(|f| &f.name),
                );
            }
            PatternKind::List(items) => stack.extend(items.iter().rev()),
            PatternKind::Wildcard
            | PatternKind::Number(_)
            | PatternKind::Tag(_)
            | PatternKind::Text(_)
            | PatternKind::Value(_)
            | PatternKind::Missing => {}
        }
    }
    names
}

/// For constants: there is nothing live to read.
struct NoReader;

impl table::Reader for NoReader {
    fn items(&mut self, _: &crate::value::List) -> crate::value::Items {
        crate::value::Items::default()
    }

    fn read(&mut self, _: &crate::value::Live) -> Option<Value> {
        None
    }
}

/// Whether a path ends at an event of an element.
pub(super) fn leads_to_event(fields: &[Name]) -> bool {
    let mut before_last = fields.iter().rev().skip(1);
    before_last.any(|field| &*field.text == "event")
}
