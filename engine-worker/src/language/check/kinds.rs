//! Which kinds of values an expression can have, where its source says so.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use crate::language::diagnostic::closest;
use crate::language::functions::Functions;
use crate::language::names::{Binding, Resolutions};
use crate::language::syntax::ast::{BinaryOperator, Call, Entry, Expr, ExprId, ExprKind, Name};

/// A kind of value; a tag is a kind of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Number,
    Text,
    Tag(&'a str),
    /// An object, with its tag if it has one.
    Object(Option<&'a str>),
    List,
    Element,
}

/// All kinds that a value can have; none of them if it never has a value. `None`: not known.
pub(super) type Kinds<'a> = Option<Vec<Kind<'a>>>;

/// How deep definitions are followed, and how many expressions are looked at for one answer.
const MAX_DEPTH: u32 = 24;
const MAX_LOOKS: u32 = 300;
/// More kinds than these say nothing.
const MAX_KINDS: usize = 12;

impl Kind<'_> {
    pub(super) fn is_bool(&self) -> bool {
        matches!(self, Kind::Tag("True" | "False"))
    }

    pub(super) fn has_fields(&self) -> bool {
        matches!(self, Kind::Object(_) | Kind::Element)
    }

    pub(super) fn may_equal(&self, other: &Kind<'_>) -> bool {
        match (self, other) {
            (Kind::Tag(left), Kind::Tag(right)) => left == right,
            (Kind::Object(left), Kind::Object(right)) => left == right,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// For messages: `a number`, ``the tag `A` or a text``.
pub(super) fn described(kinds: &[Kind<'_>]) -> String {
    let shown: Vec<String> = kinds
        .iter()
        .map(|kind| match kind {
            Kind::Number => "a number".to_owned(),
            Kind::Text => "a text".to_owned(),
            Kind::Tag(tag) if kind.is_bool() => format!("`{tag}`"),
            Kind::Tag(tag) => format!("the tag `{tag}`"),
            Kind::Object(None) => "an object".to_owned(),
            Kind::Object(Some(tag)) => format!("an object `{tag}[…]`"),
            Kind::List => "a list".to_owned(),
            Kind::Element => "an element".to_owned(),
        })
        .collect();
    match shown.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => shown.concat(),
    }
}

/// A hint with the tag among the kinds that a wrong one is most like.
pub(super) fn closest_tag(wrong: &str, kinds: &[Kind<'_>]) -> Option<String> {
    let tags = kinds.iter().filter_map(|kind| match kind {
        Kind::Tag(tag) => Some(*tag),
        _ => None,
    });
    closest(wrong, tags)
}

/// Finds kinds by following definitions.
pub(super) struct Values<'a, 'd> {
    resolutions: &'d Resolutions,
    functions: &'d Functions<'a>,
    definitions: &'d Definitions<'a>,
    looks: Cell<u32>,
    /// The definitions being followed: what leads back to one of them adds nothing.
    following: RefCell<Vec<Binding>>,
}

/// The expressions that define names.
#[derive(Default)]
pub(super) struct Definitions<'a> {
    values: FxHashMap<Binding, &'a Expr>,
    /// The pipeline and the step of each `HOLD`.
    holds: FxHashMap<ExprId, (&'a Expr, usize)>,
}

impl<'a> Definitions<'a> {
    /// Notes a definition of a file.
    pub(super) fn define(&mut self, binding: Binding, value: &'a Expr) {
        self.values.insert(binding, value);
    }

    /// Notes what an expression alone defines.
    pub(super) fn see(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => {
                for (index, entry) in (0..).zip(entries) {
                    if let Entry::Field(field) = entry {
                        self.define(Binding::Field(expr.id, index), &field.value);
                    }
                }
            }
            ExprKind::Block { variables, .. } => {
                for (index, variable) in (0..).zip(variables) {
                    self.define(Binding::BlockVariable(expr.id, index), &variable.value);
                }
            }
            ExprKind::Call(call) => {
                for (index, argument) in (0..).zip(&call.arguments) {
                    if let Some(value) = &argument.value {
                        self.define(Binding::Argument(expr.id, index), value);
                    }
                }
            }
            ExprKind::Pipeline { steps, .. } => {
                for (index, step) in steps.iter().enumerate() {
                    if matches!(step.kind, ExprKind::Hold { .. }) {
                        self.holds.insert(step.id, (expr, index));
                    }
                }
            }
            _ => {}
        }
    }
}

impl<'a, 'd> Values<'a, 'd> {
    pub(super) fn new(
        resolutions: &'d Resolutions,
        functions: &'d Functions<'a>,
        definitions: &'d Definitions<'a>,
    ) -> Self {
        Values {
            resolutions,
            functions,
            definitions,
            looks: Cell::new(0),
            following: RefCell::default(),
        }
    }

    /// The kinds of an expression.
    pub(super) fn of(&self, expr: &'a Expr) -> Kinds<'a> {
        self.looks.set(0);
        self.expr(expr, 0)
    }

    /// The kinds of what is piped into a step of a pipeline.
    pub(super) fn piped_into(&self, pipeline: &'a Expr, index: usize) -> Kinds<'a> {
        self.looks.set(0);
        self.before(pipeline, index, 0)
    }

    fn expr(&self, expr: &'a Expr, depth: u32) -> Kinds<'a> {
        self.looks.set(self.looks.get() + 1);
        if depth > MAX_DEPTH || self.looks.get() > MAX_LOOKS {
            return None;
        }
        let depth = depth + 1;
        match &expr.kind {
            ExprKind::Number(_) => Some(vec![Kind::Number]),
            ExprKind::Text(_) => Some(vec![Kind::Text]),
            ExprKind::Tag(tag) => Some(vec![Kind::Tag(tag)]),
            ExprKind::List(_) => Some(vec![Kind::List]),
            ExprKind::Object(_) => Some(vec![Kind::Object(None)]),
            ExprKind::Tagged { tag, .. } => Some(vec![Kind::Object(Some(&tag.text))]),
            ExprKind::Skip => Some(Vec::new()),
            ExprKind::Operators { rest, .. } => Some(match rest.last() {
                Some((
                    BinaryOperator::Add
                    | BinaryOperator::Subtract
                    | BinaryOperator::Multiply
                    | BinaryOperator::Divide,
                    _,
                )) => vec![Kind::Number],
                _ => booleans(),
            }),
            ExprKind::Block { result, .. } => self.expr(result, depth),
            ExprKind::Latest(items) => self.union(items.iter(), depth),
            ExprKind::Path { root: _, fields } => self.path(expr.id, fields, depth),
            ExprKind::Call(call) => self.call(call, None, depth),
            ExprKind::Pipeline { steps, .. } => self.before(expr, steps.len(), depth),
            _ => None,
        }
    }

    fn union(&self, exprs: impl Iterator<Item = &'a Expr>, depth: u32) -> Kinds<'a> {
        let mut all = Vec::new();
        for expr in exprs {
            join(&mut all, self.expr(expr, depth)?)?;
        }
        Some(all)
    }

    /// The value before a step, or behind the last one.
    fn before(&self, pipeline: &'a Expr, index: usize, depth: u32) -> Kinds<'a> {
        let ExprKind::Pipeline { head, steps } = &pipeline.kind else {
            return None;
        };
        // What a step yields mostly does not depend on what is before it.
        let Some(step) = index.checked_sub(1).and_then(|index| steps.get(index)) else {
            return self.expr(head, depth);
        };
        self.looks.set(self.looks.get() + 1);
        if depth > MAX_DEPTH || self.looks.get() > MAX_LOOKS {
            return None;
        }
        let piped = (pipeline, index - 1);
        let depth = depth + 1;
        match &step.kind {
            ExprKind::Then(body) => self.expr(body, depth),
            ExprKind::When(arms) | ExprKind::While(arms) => {
                self.union(arms.iter().map(|arm| &arm.body), depth)
            }
            ExprKind::Hold { body, .. } => self.hold(step.id, piped, body, depth),
            ExprKind::LinkSet(_) => self.before(pipeline, index - 1, depth),
            ExprKind::Call(call) => self.call(call, Some(piped), depth),
            ExprKind::Path { root, fields } if fields.is_empty() => {
                let from = self.functions.module_of(root.span.file);
                let function = self.functions.find(from, &[], &root.text)?;
                self.function(function, depth)
            }
            _ => None,
        }
    }

    fn hold(
        &self,
        hold: ExprId,
        (pipeline, index): (&'a Expr, usize),
        body: &'a Expr,
        depth: u32,
    ) -> Kinds<'a> {
        self.follow(Binding::HoldState(hold), |values| {
            let mut all = values.before(pipeline, index, depth)?;
            join(&mut all, values.expr(body, depth)?)?;
            Some(all)
        })
    }

    fn follow(&self, binding: Binding, find: impl FnOnce(&Self) -> Kinds<'a>) -> Kinds<'a> {
        if self.following.borrow().contains(&binding) {
            return Some(Vec::new());
        }
        self.following.borrow_mut().push(binding);
        let found = find(self);
        self.following.borrow_mut().pop();
        found
    }

    fn path(&self, path: ExprId, fields: &'a [Name], depth: u32) -> Kinds<'a> {
        let mut binding = self.resolutions.binding(path)?;
        let mut hold = None;
        if let Binding::HoldState(step) = binding {
            hold = self.definitions.holds.get(&step);
        }
        if let Some((pipeline, index)) = hold {
            if !fields.is_empty() {
                return None;
            }
            return self.before(pipeline, index + 1, depth);
        }
        let mut value = *self.definitions.values.get(&binding)?;
        for field in fields {
            let index = field_of(value, field)?;
            binding = Binding::Field(value.id, index);
            value = self.definitions.values.get(&binding)?;
        }
        if matches!(value.kind, ExprKind::Link) {
            return None;
        }
        self.follow(binding, |values| values.expr(value, depth))
    }

    fn function(&self, function: usize, depth: u32) -> Kinds<'a> {
        self.expr(&self.functions.all[function].function.body, depth)
    }

    fn call(&self, call: &'a Call, piped: Option<(&'a Expr, usize)>, depth: u32) -> Kinds<'a> {
        let from = self.functions.module_of(call.name.span.file);
        if let Some(function) = self.functions.find(from, &call.modules, &call.name.text) {
            return self.function(function, depth);
        }
        let input = || match piped {
            Some((pipeline, index)) => self.before(pipeline, index, depth),
            None => None,
        };
        let modules: Vec<&str> = call.modules.iter().map(|name| &*name.text).collect();
        let known = match (modules.as_slice(), &*call.name.text) {
            (["Element"] | ["Scene", "Element"], _) => vec![Kind::Element],
            (["Bool"], _)
            | (["List"], "is_empty" | "is_not_empty" | "every" | "any")
            | (["Text"], "is_empty" | "is_not_empty" | "starts_with") => booleans(),
            (["List"], "count") | (["Text"], "length") | (["Math"], _) => vec![Kind::Number],
            (
                ["List"],
                "map" | "retain" | "remove" | "append" | "clear" | "remove_last" | "range"
                | "sort_by",
            ) => vec![Kind::List],
            (["Text"], "trim" | "empty" | "space" | "to_uppercase" | "substring")
            | (["Ulid"], "generate")
            | (["Router"], "route") => vec![Kind::Text],
            (["Text"], "to_number") => vec![Kind::Number, Kind::Tag("NaN")],
            (["Stream"], "skip" | "take" | "distinct") | (["Log"], "info" | "error") => {
                return input();
            }
            _ => return None,
        };
        Some(known)
    }
}

/// The last field of that name in an object literal without spreads.
fn field_of(object: &Expr, field: &Name) -> Option<u32> {
    let (ExprKind::Object(entries) | ExprKind::Tagged { entries, .. }) = &object.kind else {
        return None;
    };
    let mut found = None;
    for (index, entry) in (0..).zip(entries) {
        match entry {
            Entry::Spread(_) => return None,
            Entry::Field(variable) if variable.name.text == field.text => found = Some(index),
            Entry::Field(_) => {}
        }
    }
    found
}

fn booleans() -> Vec<Kind<'static>> {
    vec![Kind::Tag("True"), Kind::Tag("False")]
}

/// Adds kinds to others; `None` if that are too many.
fn join<'a>(all: &mut Vec<Kind<'a>>, more: Vec<Kind<'a>>) -> Option<()> {
    for kind in more {
        if !all.contains(&kind) {
            all.push(kind);
        }
    }
    (all.len() <= MAX_KINDS).then_some(())
}
