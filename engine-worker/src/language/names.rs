//! Resolution of names (`language.md` §6): which definition each path means.
//!
//! One walk over the trees with a work list instead of recursion. The scopes around the place of the walk
//! are one list of candidates per name, innermost last, so that a look-up costs as much as that *name* is
//! shadowed, not as deep as the place is. Whether a definition contains a reference is a comparison of
//! spans.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use super::diagnostic::{Diagnostic, MAX_RECORDED};
use super::modules::Program;
use super::syntax::ast::{
    Arm, Call, Entry, Expr, ExprId, ExprKind, Function, Module, Name, Pattern, PatternKind,
    TextPart,
};
use super::syntax::span::Span;
use suggestions::{closest, listed};

mod suggestions;

/// The definition that a path's first name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Binding {
    /// The top-level variable of that index in the entry file.
    TopLevel(u32),
    /// The parameter of that index of the enclosing function.
    Parameter(u32),
    /// The entry of that index in an object or tagged object expression.
    Field(ExprId, u32),
    /// The variable of that index in a `BLOCK` expression.
    BlockVariable(ExprId, u32),
    /// The argument of that index in a call expression.
    Argument(ExprId, u32),
    /// The state of the `HOLD` expression.
    HoldState(ExprId),
    /// The n-th name bound by the pattern (in source order) of the arm whose body is that expression.
    Pattern(ExprId, u32),
    /// The item name introduced by the binder argument of a call expression (`List/map(item, …)`).
    Item(ExprId),
}

/// What the paths of a program mean.
#[derive(Clone, Debug, Default)]
pub struct Resolutions {
    /// By number of the path expression.
    bindings: Vec<Option<Binding>>,
}

impl Resolutions {
    /// The definition that a path starts at; `None` for what is no path, for a path that was reported, and
    /// for a pipe target that is the name of a function.
    pub fn binding(&self, path: ExprId) -> Option<Binding> {
        self.bindings.get(path.0 as usize).copied().flatten()
    }
}

/// Finds what each path of the program means.
pub fn resolve(program: &Program) -> (Resolutions, Vec<Diagnostic>) {
    let mut resolver = Resolver::new(program);
    resolver.top_level(&program.entry);
    for variable in &program.entry.variables {
        resolver.walk(Work::Value(&variable.value));
    }
    resolver.functions(&program.entry);
    for module in &program.modules {
        resolver.functions(module);
    }
    (
        Resolutions {
            bindings: resolver.bindings,
        },
        resolver.diagnostics,
    )
}

/// Reports a program without anything to show; only an entry file needs it.
pub fn check_entry(program: &Program) -> Option<Diagnostic> {
    let shown = |name: &str| matches!(name, "document" | "scene");
    if program
        .entry
        .variables
        .iter()
        .any(|variable| shown(&variable.name.text))
    {
        return None;
    }
    let message = "neither `document` nor `scene` is defined";
    Some(
        Diagnostic::error(Span::default(), message)
            .hint("add `document: Document/new(root: …)` at top level"),
    )
}

/// The list functions whose bare argument names an item for the arguments after it.
const BINDERS: [&str; 6] = ["map", "retain", "remove", "every", "any", "sort_by"];

/// A definition that a name may mean.
#[derive(Clone, Copy)]
struct Candidate {
    binding: Binding,
    /// The expression that defines it, if it is one that could contain a reference.
    defining: Option<Span>,
}

/// What is left to do in the walk; the last is next.
enum Work<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// An expression that has a name, so that `LINK` makes sense.
    Value(&'a Expr),
    /// A pipe target.
    Step(&'a Expr),
    Bind(&'a Name, Candidate),
    /// Forget all names bound since there were so many.
    Leave(usize),
}

struct Resolver<'a> {
    program: &'a Program,
    /// Names of the functions that a bare pipe target may mean: the entry file's and the module's.
    functions: HashMap<&'a str, Span>,
    /// Innermost last.
    candidates: HashMap<&'a str, Vec<Candidate>>,
    /// The names bound, in order of binding.
    bound: Vec<&'a str>,
    bindings: Vec<Option<Binding>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn new(program: &'a Program) -> Self {
        Resolver {
            program,
            functions: HashMap::new(),
            candidates: HashMap::new(),
            bound: Vec::new(),
            bindings: vec![None; program.expr_count as usize],
            diagnostics: Vec::new(),
        }
    }

    fn top_level(&mut self, entry: &'a Module) {
        self.check_duplicates(
            "top level",
            entry.variables.iter().map(|variable| &variable.name),
        );
        for (index, variable) in entry.variables.iter().enumerate() {
            let defining = Some(variable.value.span);
            self.bind(
                &variable.name,
                Candidate {
                    binding: Binding::TopLevel(index as u32),
                    defining,
                },
            );
        }
    }

    /// Resolves the bodies of a file's functions.
    fn functions(&mut self, module: &'a Module) {
        self.check_duplicates(
            "this file",
            module.functions.iter().map(|function| &function.name),
        );
        self.functions.clear();
        for function in self.program.entry.functions.iter().chain(&module.functions) {
            self.functions
                .insert(&function.name.text, function.name.span);
        }
        for function in &module.functions {
            self.function(function);
        }
    }

    fn function(&mut self, function: &'a Function) {
        self.check_duplicates("the parameters of one function", function.parameters.iter());
        let outside = self.bound.len();
        for (index, parameter) in function.parameters.iter().enumerate() {
            self.bind(
                parameter,
                Candidate {
                    binding: Binding::Parameter(index as u32),
                    defining: None,
                },
            );
        }
        self.walk(Work::Expr(&function.body));
        self.leave(outside);
    }

    fn walk(&mut self, first: Work<'a>) {
        let mut work = vec![first];
        while let Some(next) = work.pop() {
            match next {
                Work::Expr(expr) => {
                    if matches!(expr.kind, ExprKind::Link) {
                        let message = "`LINK` cannot stand here";
                        let hint = "an empty slot is the value of a name: `slot: LINK`";
                        self.report(Diagnostic::error(expr.span, message).hint(hint));
                    }
                    self.expr(expr, &mut work);
                }
                Work::Value(expr) => self.expr(expr, &mut work),
                Work::Step(expr) => self.step(expr, &mut work),
                Work::Bind(name, candidate) => self.bind(name, candidate),
                Work::Leave(outside) => self.leave(outside),
            }
        }
    }

    /// A pipe target: the name of a function, or like any other expression.
    fn step(&mut self, expr: &'a Expr, work: &mut Vec<Work<'a>>) {
        let ExprKind::Path { root, fields } = &expr.kind else {
            return self.expr(expr, work);
        };
        if !fields.is_empty() || self.functions.contains_key(&*root.text) {
            return;
        }
        let name = &root.text;
        let mut diagnostic = Diagnostic::error(root.span, format!("unknown function `{name}`"));
        if self
            .candidates
            .get(&**name)
            .is_some_and(|candidates| !candidates.is_empty())
        {
            diagnostic.hints.push(format!(
                "`{name}` is a value; only functions can be piped into"
            ));
        }
        let program = self.program;
        let known = program
            .entry
            .functions
            .iter()
            .map(|function| &*function.name.text);
        diagnostic.hints.extend(closest(name, known));
        self.report(diagnostic);
    }

    /// Resolves a path, or binds what an expression binds and puts its parts on the work list.
    fn expr(&mut self, expr: &'a Expr, work: &mut Vec<Work<'a>>) {
        match &expr.kind {
            ExprKind::Number(_)
            | ExprKind::Tag(_)
            | ExprKind::Passed { .. }
            | ExprKind::Skip
            | ExprKind::Link
            | ExprKind::FieldAccess(_)
            | ExprKind::Missing => {}
            ExprKind::Path { root, .. } => self.path(expr.id, root),
            ExprKind::Text(parts) => {
                work.extend(parts.iter().rev().filter_map(|part| match part {
                    TextPart::Literal(_) => None,
                    TextPart::Interpolation(value) => Some(Work::Expr(value)),
                }))
            }
            ExprKind::List(items) | ExprKind::Latest(items) => {
                work.extend(items.iter().rev().map(Work::Expr))
            }
            ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => {
                self.entries(expr.id, entries, work)
            }
            ExprKind::Map(entries) => {
                for (key, value) in entries.iter().rev() {
                    work.push(Work::Value(value));
                    // A bare name is the key itself.
                    if !matches!(&key.kind, ExprKind::Path { fields, .. } if fields.is_empty()) {
                        work.push(Work::Expr(key));
                    }
                }
            }
            ExprKind::Call(call) => self.call(expr.id, call, work),
            ExprKind::Field { base, .. } => work.push(Work::Expr(base)),
            ExprKind::Pipeline { head, steps } => {
                work.extend(steps.iter().rev().map(Work::Step));
                work.push(Work::Expr(head));
            }
            ExprKind::Operators { first, rest } => {
                work.extend(rest.iter().rev().map(|(_, operand)| Work::Expr(operand)));
                work.push(Work::Expr(first));
            }
            ExprKind::Block { variables, result } => {
                self.check_duplicates("one block", variables.iter().map(|variable| &variable.name));
                work.push(Work::Leave(self.bound.len()));
                work.push(Work::Expr(result));
                work.extend(
                    variables
                        .iter()
                        .rev()
                        .map(|variable| Work::Value(&variable.value)),
                );
                for (index, variable) in variables.iter().enumerate() {
                    let binding = Binding::BlockVariable(expr.id, index as u32);
                    self.bind(
                        &variable.name,
                        Candidate {
                            binding,
                            defining: Some(variable.value.span),
                        },
                    );
                }
            }
            ExprKind::Hold { name, body } => {
                work.push(Work::Leave(self.bound.len()));
                work.push(Work::Expr(body));
                self.bind(
                    name,
                    Candidate {
                        binding: Binding::HoldState(expr.id),
                        defining: None,
                    },
                );
            }
            ExprKind::Flush(body) | ExprKind::Then(body) | ExprKind::LinkSet(body) => {
                work.push(Work::Expr(body))
            }
            ExprKind::When(arms) | ExprKind::While(arms) => {
                for arm in arms.iter().rev() {
                    self.arm(arm, work);
                }
            }
        }
    }

    fn entries(&mut self, object: ExprId, entries: &'a [Entry], work: &mut Vec<Work<'a>>) {
        let fields = entries.iter().filter_map(|entry| match entry {
            Entry::Field(field) => Some(&field.name),
            Entry::Spread(_) => None,
        });
        self.check_duplicates("one object", fields);
        work.push(Work::Leave(self.bound.len()));
        work.extend(entries.iter().rev().map(|entry| match entry {
            Entry::Field(field) => Work::Value(&field.value),
            Entry::Spread(value) => Work::Expr(value),
        }));
        for (index, entry) in entries.iter().enumerate() {
            if let Entry::Field(field) = entry {
                let binding = Binding::Field(object, index as u32);
                self.bind(
                    &field.name,
                    Candidate {
                        binding,
                        defining: Some(field.value.span),
                    },
                );
            }
        }
    }

    fn call(&mut self, id: ExprId, call: &'a Call, work: &mut Vec<Work<'a>>) {
        self.check_duplicates(
            "the arguments of one call",
            call.arguments.iter().map(|argument| &argument.name),
        );
        let outside = self.bound.len();
        let binder = if self.has_binder(call) {
            call.arguments.iter().position(|a| a.value.is_none())
        } else {
            None
        };
        // In the order of the source, because an item is visible only behind its binder.
        let mut parts = Vec::with_capacity(call.arguments.len() + 1);
        for (index, argument) in call.arguments.iter().enumerate() {
            let defining = argument.value.as_ref().map(|value| value.span);
            if let Some(value) = &argument.value {
                parts.push((value.span.start, Work::Value(value)));
            }
            if binder == Some(index) {
                let candidate = Candidate {
                    binding: Binding::Item(id),
                    defining: None,
                };
                parts.push((
                    argument.name.span.start,
                    Work::Bind(&argument.name, candidate),
                ));
            } else {
                self.bind(
                    &argument.name,
                    Candidate {
                        binding: Binding::Argument(id, index as u32),
                        defining,
                    },
                );
            }
        }
        if let Some(pass) = &call.pass {
            parts.push((pass.span.start, Work::Value(pass)));
        }
        parts.sort_by_key(|(start, _)| *start);
        work.push(Work::Leave(outside));
        work.extend(parts.into_iter().rev().map(|(_, part)| part));
    }

    /// Whether a bare argument of the call names an item. A user's module hides the library's.
    fn has_binder(&self, call: &Call) -> bool {
        let [module] = call.modules.as_slice() else {
            return false;
        };
        let name = &*call.name.text;
        let is_users = |user: &Module| {
            user.name.as_deref() == Some("List")
                && user
                    .functions
                    .iter()
                    .any(|function| &*function.name.text == name)
        };
        &*module.text == "List"
            && BINDERS.contains(&name)
            && !self.program.modules.iter().any(is_users)
    }

    fn arm(&mut self, arm: &'a Arm, work: &mut Vec<Work<'a>>) {
        let mut names = Vec::new();
        let mut values = Vec::new();
        pattern_parts(&arm.pattern, &mut names, &mut values);
        self.check_duplicates("one pattern", names.iter().copied());
        work.push(Work::Leave(self.bound.len()));
        work.push(Work::Expr(&arm.body));
        for (index, name) in names.into_iter().enumerate().rev() {
            let binding = Binding::Pattern(arm.body.id, index as u32);
            work.push(Work::Bind(
                name,
                Candidate {
                    binding,
                    defining: None,
                },
            ));
        }
        work.extend(values.into_iter().rev().map(Work::Expr));
    }

    /// `language.md` §6.3: the innermost definition that does not contain the reference, or if all contain
    /// it the innermost.
    fn path(&mut self, path: ExprId, root: &'a Name) {
        let candidates = self
            .candidates
            .get(&*root.text)
            .map_or(&[][..], Vec::as_slice);
        let outside = candidates
            .iter()
            .rev()
            .find(|candidate| !candidate.contains(root.span));
        let Some(found) = outside.or(candidates.last()) else {
            return self.unknown_name(root);
        };
        if let Some(slot) = self.bindings.get_mut(path.0 as usize) {
            *slot = Some(found.binding);
        }
    }

    fn unknown_name(&mut self, root: &Name) {
        if self.diagnostics.len() >= MAX_RECORDED {
            return;
        }
        let name = &root.text;
        let mut diagnostic = Diagnostic::error(root.span, format!("unknown name `{name}`"));
        let boolean = match &**name {
            "true" => Some("True"),
            "false" => Some("False"),
            _ => None,
        };
        if let Some(tag) = boolean {
            diagnostic.hints.push(format!(
                "booleans are the tags `True` and `False`: write `{tag}`"
            ));
        } else if self.functions.contains_key(&**name) {
            diagnostic
                .hints
                .push(format!("`{name}` is a function; a call is `{name}(…)`"));
        } else {
            diagnostic
                .hints
                .extend(closest(name, self.bound.iter().rev().copied()));
        }
        diagnostic
            .hints
            .extend(listed(self.bound.iter().rev().copied()));
        self.report(diagnostic);
    }

    fn bind(&mut self, name: &'a Name, candidate: Candidate) {
        self.candidates
            .entry(&name.text)
            .or_default()
            .push(candidate);
        self.bound.push(&name.text);
    }

    fn leave(&mut self, outside: usize) {
        for name in self.bound.drain(outside.min(self.bound.len())..) {
            if let Some(candidates) = self.candidates.get_mut(name) {
                candidates.pop();
            }
        }
    }

    fn check_duplicates(&mut self, place: &str, names: impl Iterator<Item = &'a Name>) {
        let mut first_of: HashMap<&str, Span> = HashMap::new();
        for name in names {
            match first_of.entry(&name.text) {
                MapEntry::Vacant(vacant) => {
                    vacant.insert(name.span);
                }
                MapEntry::Occupied(first) => {
                    let at = self
                        .program
                        .source
                        .position(first.get().file, first.get().start);
                    let message = format!("`{}` is defined twice in {place}", name.text);
                    let hint = format!("first defined at line {}, column {}", at.line, at.column);
                    self.report(Diagnostic::error(name.span, message).hint(hint));
                }
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_RECORDED {
            self.diagnostics.push(diagnostic);
        }
    }
}

impl Candidate {
    fn contains(&self, reference: Span) -> bool {
        self.defining.is_some_and(|span| {
            span.file == reference.file
                && span.start <= reference.start
                && reference.end <= span.end
        })
    }
}

/// The names that a pattern binds and the values that it compares with, both in source order.
fn pattern_parts<'a>(pattern: &'a Pattern, names: &mut Vec<&'a Name>, values: &mut Vec<&'a Expr>) {
    let mut patterns = vec![(None, Some(pattern))];
    while let Some((name, pattern)) = patterns.pop() {
        names.extend(name);
        match pattern.map(|pattern| &pattern.kind) {
            Some(PatternKind::Binding(name)) => names.push(name),
            Some(PatternKind::Object { fields, .. }) => {
                patterns.extend(fields.iter().rev().map(|field| match &field.pattern {
                    Some(pattern) => (None, Some(pattern)),
                    None => (Some(&field.name), None),
                }));
            }
            Some(PatternKind::List(items)) => {
                patterns.extend(items.iter().rev().map(|item| (None, Some(item))))
            }
            Some(PatternKind::Value(path)) => values.push(path),
            Some(
                PatternKind::Wildcard
                | PatternKind::Number(_)
                | PatternKind::Tag(_)
                | PatternKind::Text(_)
                | PatternKind::Missing,
            )
            | None => {}
        }
    }
}

#[cfg(test)]
mod tests;
