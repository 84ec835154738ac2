//! Expressions as nodes: what has a life of its own, and the cells between.

use std::rc::Rc;

use protocol::list_change::ItemId;

use crate::stdlib::table::{self, ListFunction, Meaning};
use crate::symbol::Symbol;
use crate::value::{List, Live, Object, Value};

use super::super::calls::{Bound, bind_builtin};
use super::super::names::Binding;
use super::super::plan::{
    ArmBody, Code, ItemBody, LinkTarget, ListOperation, Literal, NodeKind, Op, Operand, Reactivity,
    Stateful, SwitchArm,
};
use super::super::syntax::ast::{Argument, Arm, Call, Entry, Expr, ExprKind, Name, call_path};
use super::super::syntax::span::Span;
use super::code::{CodeBuilder, Mode, leads_to_event, literal_text, pattern_names, per_item};
use super::{Definition, Lowering, MAX_LITERALS, Resolved, constant, element_name, symbol};

impl<'a> Lowering<'a> {
    /// Writes nodes that keep the value of `expr`.
    pub(super) fn live(&mut self, expr: &'a Expr) -> Operand {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Number(number) => Operand::Const(Value::Number(*number)),
            ExprKind::Tag(tag) => Operand::Const(Value::tag(tag)),
            ExprKind::Text(parts) => match literal_text(parts) {
                Some(text) => Operand::Const(Value::Text(text)),
                None => self.live_code(expr),
            },
            ExprKind::Path { root, fields } => match self.path(expr, root, fields) {
                Resolved::Operand(operand, []) => operand,
                _ => self.live_code(expr),
            },
            ExprKind::Passed { fields } if fields.is_empty() => Operand::Passed,
            ExprKind::Passed { .. } | ExprKind::Field { .. } | ExprKind::Operators { .. } => {
                self.live_code(expr)
            }
            ExprKind::Call(call) => self.live_call(call, expr, None),
            ExprKind::Pipeline { head, steps } => self.live_pipeline(head, steps),
            ExprKind::Block { variables, result } => {
                for (index, variable) in variables.iter().enumerate() {
                    let binding = Binding::BlockVariable(expr.id, index as u32);
                    self.declare(binding, &variable.value, &variable.name.text);
                }
                // Unread variables are active too.
                for index in 0..variables.len() {
                    self.define(Binding::BlockVariable(expr.id, index as u32));
                }
                self.live(result)
            }
            ExprKind::Object(entries) => self.live_object(expr, None, entries),
            ExprKind::Tagged { tag, entries } => self.live_object(expr, Some(symbol(tag)), entries),
            ExprKind::List(items) => self.live_list(items, span),
            ExprKind::Latest(inputs) => {
                let inputs: Vec<Operand> = inputs
                    .iter()
                    .enumerate()
                    .map(|(index, input)| {
                        self.within(format!("latest{index}"), |lowering| lowering.live(input))
                    })
                    .collect();
                let kinds: Vec<Reactivity> =
                    inputs.iter().map(|input| self.reactivity(input)).collect();
                let state =
                    |kind: &Reactivity| matches!(kind, Reactivity::State | Reactivity::Constant);
                let reactivity = if kinds.iter().any(state) {
                    Reactivity::State
                } else if kinds.iter().all(|kind| *kind == Reactivity::Pulse) {
                    Reactivity::Pulse
                } else {
                    Reactivity::Unknown
                };
                let latest = self.node(NodeKind::Latest(inputs), reactivity, span);
                if reactivity != Reactivity::Pulse {
                    self.keep_state(&latest, span);
                }
                latest
            }
            ExprKind::Skip | ExprKind::Missing => Operand::Absent,
            ExprKind::Link => self.node(NodeKind::Slot, Reactivity::Unknown, span),
            ExprKind::Map(_) => Operand::Absent,
            ExprKind::Flush(inner) => self.live(inner),
            // Steps stand only in pipelines.
            ExprKind::Hold { .. }
            | ExprKind::Then(_)
            | ExprKind::When(_)
            | ExprKind::While(_)
            | ExprKind::LinkSet(_)
            | ExprKind::FieldAccess(_) => Operand::Absent,
        }
    }

    fn live_code(&mut self, expr: &'a Expr) -> Operand {
        let mut code = CodeBuilder::new(Mode::Live, 0);
        self.code(expr, &mut code);
        self.expr_node(code, false, expr.span)
    }

    /// The input of a `WHEN` or `WHILE`: literals there are matched again whenever a part changes, and equal
    /// scalars are cut off where they are computed, since nobody else can read them.
    fn live_matched(&mut self, expr: &'a Expr) -> Operand {
        match expr.kind {
            ExprKind::List(_) | ExprKind::Object(_) | ExprKind::Tagged { .. } => {
                let mut code = CodeBuilder::new(Mode::Live, 0);
                self.frozen(expr, &mut code);
                self.expr_node(code, false, expr.span)
            }
            ExprKind::Operators { .. } => {
                let mut code = CodeBuilder::new(Mode::Live, 0);
                self.code(expr, &mut code);
                self.expr_node(code, true, expr.span)
            }
            _ => self.live(expr),
        }
    }

    /// What triggers a body: nobody else can refer to it.
    fn live_trigger(&mut self, expr: &'a Expr) -> Operand {
        if let ExprKind::Path { root, fields } = &expr.kind
            && let Resolved::Operand(Operand::Global(slot), rest) = self.path(expr, root, fields)
            && leads_to_event(rest)
        {
            self.free_key("expr");
            return self.event_of(slot, rest, expr.span);
        }
        self.live(expr)
    }

    pub(super) fn live_pipeline(&mut self, head: &'a Expr, steps: &'a [Expr]) -> Operand {
        let first = steps.first().map(|step| &step.kind);
        let mut current = match first {
            Some(ExprKind::When(_) | ExprKind::While(_)) => self.live_matched(head),
            Some(ExprKind::Then(_)) => self.live_trigger(head),
            _ => self.live(head),
        };
        let mut pending: Option<CodeBuilder> = None;
        for step in steps {
            if self.is_inline_step(step) {
                let mut code = match pending.take() {
                    Some(code) => code,
                    None => {
                        let mut code = CodeBuilder::new(Mode::Live, 0);
                        if let ExprKind::FieldAccess(fields) = &step.kind {
                            self.read(current.clone(), fields, step.span, &mut code);
                            pending = Some(code);
                            continue;
                        }
                        self.read(current.clone(), &[], step.span, &mut code);
                        code
                    }
                };
                self.step(step, &mut code);
                pending = Some(code);
                continue;
            }
            if let Some(code) = pending.take() {
                current = self.expr_node(code, false, step.span);
            }
            current = self.live_step(current, step, head.span.to(step.span));
        }
        match pending {
            Some(code) => {
                let span = steps.last().map_or(head.span, |step| step.span);
                self.expr_node(code, false, span)
            }
            None => current,
        }
    }

    fn is_inline_step(&mut self, step: &'a Expr) -> bool {
        match &step.kind {
            ExprKind::FieldAccess(_) => true,
            ExprKind::Call(call) => {
                if element_name(call).is_some()
                    || self.user_function(&call.modules, &call.name.text).is_some()
                {
                    return false;
                }
                // A call with a literal argument that lives needs cells; `code` makes them.
                matches!(
                    table::find(&call_path(call)),
                    Some((_, row)) if matches!(row.meaning, Meaning::Pure { cut_off: false, .. })
                )
            }
            _ => false,
        }
    }

    /// `written` is the pipeline up to the step.
    fn live_step(&mut self, input: Operand, step: &'a Expr, written: Span) -> Operand {
        let span = step.span;
        match &step.kind {
            ExprKind::Then(body) => {
                let body = self.within("then", |lowering| lowering.once_code(body, 0));
                self.node(NodeKind::Then { input, body }, Reactivity::Pulse, span)
            }
            ExprKind::When(arms) => self.live_switch(input, arms, false, span),
            ExprKind::While(arms) => self.live_switch(input, arms, true, span),
            ExprKind::Hold { body, .. } => {
                let slot = self.reserve(span, Reactivity::State);
                let depth = self.depth();
                self.definitions.insert(
                    Binding::HoldState(step.id),
                    Definition::Hold { depth, slot },
                );
                let body = self.within("hold", |lowering| lowering.live(body));
                let hold = NodeKind::Hold {
                    initial: input,
                    body,
                };
                let hold = self.fill(slot, hold);
                self.keep_state(&hold, written);
                hold
            }
            ExprKind::LinkSet(path) => {
                let target = self.live_link_target(path);
                self.node(
                    NodeKind::LinkSet {
                        value: input.clone(),
                        target,
                    },
                    Reactivity::Unknown,
                    span,
                );
                input
            }
            ExprKind::Call(call) => self.live_call(call, step, Some((input, written))),
            ExprKind::Path { root, .. } => match self.user_function(&[], &root.text) {
                Some(function) => self.live_user_call(function, &[], None, step, Some(input)),
                None => Operand::Absent,
            },
            ExprKind::Flush(inner) => self.live(inner),
            _ => input,
        }
    }

    fn live_link_target(&mut self, path: &'a Expr) -> LinkTarget {
        let resolved = match &path.kind {
            ExprKind::Path { root, fields } => self.path(path, root, fields),
            ExprKind::Passed { fields } => Resolved::Operand(Operand::Passed, fields),
            _ => Resolved::Operand(Operand::Absent, &[]),
        };
        match resolved {
            Resolved::Operand(operand, []) => LinkTarget::Slot(operand),
            Resolved::Operand(operand, [between @ .., last]) => {
                let base = self.followed(operand, between, path.span);
                LinkTarget::Field(base, symbol(last))
            }
            Resolved::Frame(..) | Resolved::Hold(..) => LinkTarget::Slot(Operand::Absent),
        }
    }

    fn followed(&mut self, operand: Operand, fields: &'a [Name], span: Span) -> Operand {
        if fields.is_empty() {
            return operand;
        }
        let mut code = CodeBuilder::new(Mode::Live, 0);
        self.read(operand, fields, span, &mut code);
        self.expr_node(code, false, span)
    }

    fn live_switch(&mut self, input: Operand, arms: &'a [Arm], stay: bool, span: Span) -> Operand {
        let kind = self.reactivity(&input);
        let mut lowered = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            let bindings = pattern_names(&arm.pattern).len() as u32;
            let mut next = 0;
            let pattern = self.matcher(&arm.pattern, &mut next);
            let frames = |lowering: &mut Self| {
                for number in 0..bindings {
                    lowering.definitions.insert(
                        Binding::Pattern(arm.body.id, number),
                        Definition::Frame(number),
                    );
                }
            };
            // A `WHILE` never freezes; a `WHEN` may be driven by either unless its kind is known.
            let once = if stay || matches!(kind, Reactivity::State | Reactivity::Constant) {
                Rc::new(Code::default())
            } else {
                frames(self);
                self.within(format!("arm{index}"), |lowering| {
                    lowering.once_code(&arm.body, bindings)
                })
            };
            let body = if !stay && kind == Reactivity::Pulse {
                ArmBody::Pure(Rc::clone(&once))
            } else if self.is_pure(&arm.body) {
                frames(self);
                ArmBody::Pure(self.pure_code(&arm.body, bindings))
            } else {
                let name = format!("arm{index}");
                ArmBody::Template(
                    self.nested(&name, arm.body.span, bindings, |lowering, depth| {
                        for number in 0..bindings {
                            let operand = Operand::Parameter {
                                up: 0,
                                index: number,
                            };
                            lowering.definitions.insert(
                                Binding::Pattern(arm.body.id, number),
                                Definition::Done { depth, operand },
                            );
                        }
                        lowering.live(&arm.body)
                    }),
                )
            };
            lowered.push(SwitchArm {
                pattern,
                bindings,
                body,
                once,
            });
        }
        let reactivity = if stay { Reactivity::Unknown } else { kind };
        let reactivity = match reactivity {
            Reactivity::Constant => Reactivity::Unknown,
            known => known,
        };
        self.node(
            NodeKind::Switch {
                input,
                arms: lowered,
                stay,
            },
            reactivity,
            span,
        )
    }

    /// Writes a template that sees the definitions around it.
    fn nested(
        &mut self,
        name: &str,
        span: Span,
        parameters: u32,
        write: impl FnOnce(&mut Self, usize) -> Operand,
    ) -> super::TemplateIndex {
        let index = self.new_template();
        let key = self.nested_key(name);
        let place = std::mem::take(&mut self.place);
        self.open(index, key, name.into(), span, parameters);
        let depth = self.depth();
        let result = write(self, depth);
        let index = self.close(result);
        self.place = place;
        index
    }

    fn live_object(
        &mut self,
        expr: &'a Expr,
        tag: Option<Symbol>,
        entries: &'a [Entry],
    ) -> Operand {
        if is_plain(entries) {
            let fields = self.object_fields(expr, entries, false);
            return self.object_node(tag, fields, expr.span);
        }
        self.declare_fields(expr, entries, false);
        let mut parts = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            match entry {
                Entry::Field(variable) => {
                    let operand =
                        self.reference(Binding::Field(expr.id, index as u32), variable.name.span);
                    if !matches!(operand, Operand::Absent) {
                        parts.push((Some(symbol(&variable.name)), operand));
                    }
                }
                Entry::Spread(inner) => {
                    let operand =
                        self.within(format!("spread{index}"), |lowering| lowering.live(inner));
                    parts.push((None, operand));
                }
            }
        }
        self.node(
            NodeKind::Spread {
                tag,
                entries: parts,
            },
            Reactivity::State,
            expr.span,
        )
    }

    fn declare_fields(&mut self, expr: &'a Expr, entries: &'a [Entry], of_argument: bool) {
        for (index, entry) in entries.iter().enumerate() {
            if let Entry::Field(variable) = entry {
                let binding = Binding::Field(expr.id, index as u32);
                self.declare(binding, &variable.value, &variable.name.text);
                if of_argument {
                    self.arguments.insert(binding);
                }
            }
        }
    }

    /// The fields of an object literal without spreads.
    fn object_fields(
        &mut self,
        expr: &'a Expr,
        entries: &'a [Entry],
        of_argument: bool,
    ) -> Vec<(Symbol, Operand)> {
        self.declare_fields(expr, entries, of_argument);
        let mut fields = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let Entry::Field(variable) = entry else {
                continue;
            };
            let binding = Binding::Field(expr.id, index as u32);
            let operand = self.reference(binding, variable.name.span);
            if !matches!(operand, Operand::Absent) {
                fields.push((symbol(&variable.name), operand));
            }
        }
        fields
    }

    fn object_node(
        &mut self,
        tag: Option<Symbol>,
        fields: Vec<(Symbol, Operand)>,
        span: Span,
    ) -> Operand {
        match constant_object(tag, &fields) {
            Some(constant) => constant,
            None => self.node(NodeKind::Object { tag, fields }, Reactivity::State, span),
        }
    }

    fn live_list(&mut self, items: &'a [Expr], span: Span) -> Operand {
        let (items, keys) = match self.list_parts(items) {
            Ok(parts) => parts,
            Err(constant) => return constant,
        };
        self.node(NodeKind::List { items, keys }, Reactivity::State, span)
    }

    /// The items of a list literal and what identifies them, or the constant that it is.
    fn list_parts(&mut self, items: &'a [Expr]) -> Result<(Vec<Operand>, Box<[u64]>), Operand> {
        let operands: Vec<Operand> = items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                self.within(format!("item{index}"), |lowering| lowering.live(item))
            })
            .collect();
        let spans: Vec<Span> = items.iter().map(|item| item.span).collect();
        let keys = self.item_keys(&spans);
        let constants: Option<Vec<&Value>> = operands.iter().map(constant).collect();
        if let Some(values) = constants {
            let items = values
                .into_iter()
                .zip(&keys)
                .map(|(value, key)| {
                    let id = ItemId(self.constant_item(*key));
                    (id, Live::Const(value.clone()))
                })
                .collect();
            return Err(Operand::Const(Value::List(List::Plain(items))));
        }
        Ok((operands, keys))
    }

    /// An argument of an element, or what is written in one: objects and lists there are no cells.
    pub(super) fn live_argument(&mut self, expr: &'a Expr) -> Operand {
        let depth = self.nested_literals;
        let (tag, entries) = match &expr.kind {
            ExprKind::Object(entries) => (None, Some(entries)),
            ExprKind::Tagged { tag, entries } => (Some(symbol(tag)), Some(entries)),
            _ => (None, None),
        };
        if let Some(entries) = entries
            && is_plain(entries)
            && depth < MAX_LITERALS
        {
            self.nested_literals = depth + 1;
            let operand = self.literal_object(expr, tag, entries);
            self.nested_literals = depth;
            return operand;
        }
        // What lives inside is an expression like any other.
        self.nested_literals = 0;
        let operand = match &expr.kind {
            ExprKind::List(items) if depth < MAX_LITERALS => match self.list_parts(items) {
                Ok((items, keys)) => {
                    let key = self.free_key("list");
                    self.literal(Literal::List { items, keys, key })
                }
                Err(constant) => constant,
            },
            _ => self.live(expr),
        };
        self.nested_literals = depth;
        operand
    }

    fn literal_object(
        &mut self,
        expr: &'a Expr,
        tag: Option<Symbol>,
        entries: &'a [Entry],
    ) -> Operand {
        let fields = self.object_fields(expr, entries, true);
        if let Some(constant) = constant_object(tag, &fields) {
            return constant;
        }
        self.free_key("object");
        self.literal(Literal::Object { tag, fields })
    }

    fn literal(&mut self, literal: Literal) -> Operand {
        let builder = self.builder();
        builder.literals.push(literal);
        let index = builder.literals.len() as u32 - 1;
        Operand::Literal { up: 0, index }
    }

    /// What is piped comes with the pipeline up to the call.
    fn live_call(
        &mut self,
        call: &'a Call,
        expr: &'a Expr,
        piped: Option<(Operand, Span)>,
    ) -> Operand {
        let span = expr.span;
        let written = piped.as_ref().map_or(span, |(_, written)| *written);
        let piped = piped.map(|(operand, _)| operand);
        if let Some(function) = self.user_function(&call.modules, &call.name.text) {
            return self.live_user_call(
                function,
                &call.arguments,
                call.pass.as_deref(),
                expr,
                piped,
            );
        }
        if let Some(element) = element_name(call) {
            return self.live_element(element, call, expr, piped);
        }
        let path = call_path(call);
        let Some((builtin, row)) = table::find(&path) else {
            return Operand::Absent;
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
            return self.live_per_item(function, call, expr, piped);
        }
        let bound = bind_builtin(
            row.parameters,
            row.required,
            &call.arguments,
            piped.is_some(),
        )
        .bound;
        self.declare_arguments(&call.arguments, expr);
        let operands: Vec<Operand> = bound
            .iter()
            .map(|source| match source {
                Bound::Piped => piped.clone().unwrap_or(Operand::Absent),
                Bound::Argument(index, value) => {
                    self.reference(Binding::Argument(expr.id, *index as u32), value.span)
                }
                Bound::Nothing => Operand::Absent,
            })
            .collect();
        match row.meaning {
            Meaning::Pure { cut_off, .. } => {
                let mut code = CodeBuilder::new(Mode::Live, 0);
                let count = operands.len() as u32;
                for operand in operands {
                    self.read(operand, &[], span, &mut code);
                }
                if count == 0
                    && let Some(value) = self.constant_builtin(builtin)
                {
                    return Operand::Const(value);
                }
                code.op(Op::Builtin(builtin, count), span);
                self.expr_node(code, cut_off, span)
            }
            Meaning::Stateful(operation) => {
                self.uses_router |= matches!(operation, Stateful::Route | Stateful::GoTo);
                let reactivity = self.stateful_reactivity(operation, &operands);
                let kind = NodeKind::Stateful {
                    operation,
                    inputs: operands,
                };
                let node = self.node(kind, reactivity, span);
                match operation {
                    Stateful::Sum | Stateful::Toggle => self.keep_state(&node, written),
                    Stateful::Ulid => self.keep_state(&node, span),
                    Stateful::Pulses
                    | Stateful::Skip
                    | Stateful::Take
                    | Stateful::Distinct
                    | Stateful::Debounce
                    | Stateful::Interval
                    | Stateful::Route
                    | Stateful::GoTo
                    | Stateful::LogInfo
                    | Stateful::LogError
                    | Stateful::Range => {}
                }
                node
            }
            Meaning::List(function) => {
                let mut operands = operands.into_iter();
                let input = operands.next().unwrap_or(Operand::Absent);
                let argument = operands.next().unwrap_or(Operand::Absent);
                let (operation, reactivity) = match function {
                    ListFunction::Append => (ListOperation::Append, Reactivity::State),
                    ListFunction::Clear => (ListOperation::Clear, Reactivity::State),
                    ListFunction::RemoveLast => (ListOperation::RemoveLast, Reactivity::State),
                    ListFunction::Count => (ListOperation::Count, Reactivity::State),
                    ListFunction::IsEmpty => (ListOperation::IsEmpty, Reactivity::State),
                    ListFunction::IsNotEmpty => (ListOperation::IsNotEmpty, Reactivity::State),
                    ListFunction::Get => (ListOperation::Get, Reactivity::State),
                    ListFunction::Sum => (ListOperation::Sum, Reactivity::State),
                    ListFunction::Latest => (ListOperation::Latest, Reactivity::Unknown),
                    ListFunction::Last => (ListOperation::Last, Reactivity::State),
                    ListFunction::Map
                    | ListFunction::Retain
                    | ListFunction::Remove
                    | ListFunction::Every
                    | ListFunction::Any
                    | ListFunction::SortBy => return Operand::Absent,
                };
                let keeps = matches!(
                    function,
                    ListFunction::Append | ListFunction::Clear | ListFunction::RemoveLast
                );
                let kind = NodeKind::ListOperation {
                    operation,
                    input,
                    argument,
                };
                let node = self.node(kind, reactivity, span);
                // Its input is kept by who makes it, so only its own text counts.
                if keeps {
                    self.keep_state(&node, span);
                }
                node
            }
            Meaning::Root(tag) | Meaning::Data(tag) => {
                let fields = row
                    .parameters
                    .iter()
                    .zip(operands)
                    .filter(|(_, operand)| !matches!(operand, Operand::Absent))
                    .map(|(name, operand)| (Symbol::new(name), operand))
                    .collect();
                self.object_node(Some(Symbol::new(tag)), fields, span)
            }
        }
    }

    fn constant_builtin(&mut self, builtin: super::super::plan::PureBuiltin) -> Option<Value> {
        let mut code = CodeBuilder::new(Mode::Pure, 0);
        self.builtin(builtin, 0, Span::default(), &mut code);
        super::constant_code(&code.finish()).cloned()
    }

    fn stateful_reactivity(&self, operation: Stateful, inputs: &[Operand]) -> Reactivity {
        match operation {
            Stateful::Sum
            | Stateful::Toggle
            | Stateful::Route
            | Stateful::Range
            | Stateful::Ulid => Reactivity::State,
            Stateful::Pulses | Stateful::Interval | Stateful::GoTo => Reactivity::Pulse,
            Stateful::Skip
            | Stateful::Take
            | Stateful::Distinct
            | Stateful::Debounce
            | Stateful::LogInfo
            | Stateful::LogError => match inputs.first() {
                Some(input) => match self.reactivity(input) {
                    Reactivity::Constant => Reactivity::State,
                    known => known,
                },
                None => Reactivity::Unknown,
            },
        }
    }

    fn declare_arguments(&mut self, arguments: &'a [Argument], expr: &'a Expr) {
        for (index, argument) in arguments.iter().enumerate() {
            if let Some(value) = &argument.value {
                let binding = Binding::Argument(expr.id, index as u32);
                self.declare(binding, value, &argument.name.text);
            }
        }
    }

    fn live_user_call(
        &mut self,
        function: usize,
        arguments: &'a [Argument],
        pass: Option<&'a Expr>,
        expr: &'a Expr,
        piped: Option<Operand>,
    ) -> Operand {
        let span = expr.span;
        let bound = self.bind_user(function, arguments, piped.is_some());
        self.declare_arguments(arguments, expr);
        // Arguments that no parameter takes are active too.
        for (index, argument) in arguments.iter().enumerate() {
            if argument.value.is_some() {
                self.define(Binding::Argument(expr.id, index as u32));
            }
        }
        let piped_index = bound
            .iter()
            .position(|source| matches!(source, Bound::Piped));
        let operands: Vec<Operand> = bound
            .iter()
            .map(|source| match source {
                Bound::Piped => piped.clone().unwrap_or(Operand::Absent),
                Bound::Argument(index, value) => {
                    self.reference(Binding::Argument(expr.id, *index as u32), value.span)
                }
                Bound::Nothing => Operand::Absent,
            })
            .collect();
        let piped_kind = piped_index.map(|index| self.reactivity(&operands[index]));
        if pass.is_none() && self.pure_function(function) {
            let mut code = CodeBuilder::new(Mode::Live, 0);
            for operand in operands {
                self.read(operand, &[], span, &mut code);
            }
            code.reactivity = match piped_kind {
                Some(kind) if kind != Reactivity::Constant => kind,
                _ => Reactivity::Unknown,
            };
            let function = self.code_of(function);
            let piped = piped_index.map(|index| index as u32);
            code.op(Op::CallPure { function, piped }, span);
            return self.expr_node(code, false, span);
        }
        let pass = pass.map(|pass| self.within("PASS", |lowering| lowering.live(pass)));
        let template = self.template_of(function);
        let reactivity = match piped_kind {
            Some(Reactivity::Pulse) => Reactivity::Pulse,
            _ => Reactivity::Unknown,
        };
        self.node(
            NodeKind::Call {
                template,
                arguments: operands,
                pass,
                piped: piped_index.map(|index| index as u32),
            },
            reactivity,
            span,
        )
    }

    fn live_element(
        &mut self,
        element: &Rc<str>,
        call: &'a Call,
        expr: &'a Expr,
        piped: Option<Operand>,
    ) -> Operand {
        self.declare_arguments(&call.arguments, expr);
        let slot = self.reserve(expr.span, Reactivity::State);
        let mut arguments = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            if argument.value.is_some() {
                let binding = Binding::Argument(expr.id, index as u32);
                self.arguments.insert(binding);
                let operand = self.reference(binding, argument.name.span);
                // What stands in a control is the user's, not kept (`language.md` §14.1).
                let is_shown = ["text", "value", "checked", "selected"];
                if is_shown.contains(&&*argument.name.text)
                    && matches!(
                        argument.value.as_ref().map(|value| &value.kind),
                        Some(ExprKind::Latest(_))
                    )
                {
                    self.forget_state(&operand);
                }
                arguments.push((symbol(&argument.name), operand));
            }
        }
        if let Some(piped) = piped
            && let Some(first) = crate::view::catalog::find(&format!("Element/{element}"))
                .and_then(|found| found.piped())
        {
            arguments.push((Symbol::new(first.name), piped));
        }
        self.fill(
            slot,
            NodeKind::Element {
                element: Rc::clone(element),
                arguments,
            },
        )
    }

    fn live_per_item(
        &mut self,
        function: ListFunction,
        call: &'a Call,
        expr: &'a Expr,
        piped: Option<Operand>,
    ) -> Operand {
        let span = expr.span;
        let Some(parts) = per_item(call, piped.is_some()) else {
            return Operand::Absent;
        };
        let input = match (piped, parts.list) {
            (Some(piped), _) => piped,
            (None, Some(list)) => self.within("list", |lowering| lowering.live(list)),
            (None, None) => Operand::Absent,
        };
        let item = Binding::Item(expr.id);
        let name = match function {
            ListFunction::Map => "map",
            ListFunction::Retain => "retain",
            ListFunction::Remove => "remove",
            ListFunction::Every => "every",
            ListFunction::SortBy => "sort_by",
            _ => "any",
        };
        let pure = function != ListFunction::Map && self.is_pure(parts.body);
        let body = if pure {
            self.definitions.insert(item, Definition::Frame(0));
            ItemBody::Pure(self.pure_code(parts.body, 1))
        } else {
            ItemBody::Template(self.nested(name, parts.body.span, 1, |lowering, depth| {
                let operand = Operand::Parameter { up: 0, index: 0 };
                lowering
                    .definitions
                    .insert(item, Definition::Done { depth, operand });
                lowering.live(parts.body)
            }))
        };
        let (operation, reactivity) = match (function, body) {
            (ListFunction::Map, ItemBody::Template(template)) => {
                (ListOperation::Map(template), Reactivity::State)
            }
            (ListFunction::Retain, body) => (ListOperation::Retain(body), Reactivity::State),
            (ListFunction::Remove, body) => (ListOperation::Remove(body), Reactivity::State),
            (ListFunction::Every, body) => (ListOperation::Every(body), Reactivity::State),
            (ListFunction::SortBy, body) => (ListOperation::SortBy(body), Reactivity::State),
            (_, body) => (ListOperation::Any(body), Reactivity::State),
        };
        let kind = NodeKind::ListOperation {
            operation,
            input,
            argument: Operand::Absent,
        };
        let node = self.node(kind, reactivity, span);
        if function == ListFunction::Remove {
            self.keep_state(&node, span);
        }
        node
    }
}

/// Whether an object literal has no spreads.
fn is_plain(entries: &[Entry]) -> bool {
    entries.iter().all(|entry| matches!(entry, Entry::Field(_)))
}

/// The object of fields that are all constants.
fn constant_object(tag: Option<Symbol>, fields: &[(Symbol, Operand)]) -> Option<Operand> {
    let fields: Option<Box<[(Symbol, Live)]>> = fields
        .iter()
        .map(|(name, operand)| Some((*name, Live::Const(constant(operand)?.clone()))))
        .collect();
    Some(Operand::Const(Value::Object(Rc::new(Object {
        tag,
        fields: fields?,
    }))))
}
