//! Resolution of names (`language.md` §6): which definition each path means.
//!
//! One walk over the trees with a work list instead of recursion; `scopes` knows the definitions around
//! the place of the walk.

use rustc_hash::{FxHashMap, FxHashSet};

use super::diagnostic::{Diagnostic, MAX_RECORDED, closest, listed};
use super::modules::Program;
use super::syntax::ast::{
    Arm, Call, Entry, Expr, ExprId, ExprKind, Function, Module, Name, Pattern, PatternKind,
    TextPart,
};
use super::syntax::span::Span;
use scopes::{Scope, Scopes};
mod scopes;

/// The definition that a path's first name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Binding {
    /// The top-level variable of that index, counted over all files as by [`Program::variables`].
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
    let _whole_program = resolver.variables(&program.entry);
    resolver.file(&program.entry);
    for module in &program.modules {
        let scope = resolver.variables(module);
        resolver.file(module);
        resolver.leave(scope);
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

/// Names that mean something in other languages.
const ELSEWHERE: [(&str, &str); 12] = [
    ("true", "booleans are tags: write `True`"),
    ("false", "booleans are tags: write `False`"),
    ("null", "there is no null: use a tag such as `None`"),
    ("nil", "there is no null: use a tag such as `None`"),
    ("undefined", "there is no null: use a tag such as `None`"),
    (
        "if",
        "conditions are patterns: `condition |> WHILE { True => a, False => b }`",
    ),
    (
        "this",
        "the fields of an object see each other by their names",
    ),
    (
        "self",
        "the fields of an object see each other by their names",
    ),
    ("passed", "keywords are upper-case: `PASSED`"),
    ("skip", "keywords are upper-case: `SKIP`"),
    ("link", "keywords are upper-case: `LINK`"),
    (
        "not",
        "there are no boolean operators: write `value |> Bool/not()`",
    ),
];

/// What is left to do in the walk; the last is next.
enum Work<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// An expression that has a name, so that `LINK` makes sense.
    Value(&'a Expr),
    /// A pipe target.
    Step(&'a Expr),
    /// A name that is visible from now on.
    Bind(&'a Name, Binding, Scope),
    /// The end of a scope.
    Leave(Scope),
}

struct Resolver<'a> {
    program: &'a Program,
    /// Names of the functions that a bare pipe target may mean: the entry file's and the module's.
    functions: FxHashSet<&'a str>,
    /// Functions of a module `List` of the program, which hide the library's.
    own_list_functions: FxHashSet<&'a str>,
    scopes: Scopes<'a>,
    /// The number of the next top-level variable.
    top_level: u32,
    bindings: Vec<Option<Binding>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn new(program: &'a Program) -> Self {
        let lists = program
            .modules
            .iter()
            .filter(|module| module.name.as_deref() == Some("List"));
        let own_list_functions = lists
            .flat_map(|module| &module.functions)
            .map(|function| &*function.name.text);
        Resolver {
            program,
            functions: FxHashSet::default(),
            own_list_functions: own_list_functions.collect(),
            scopes: Scopes::default(),
            top_level: 0,
            bindings: vec![None; program.expr_count as usize],
            diagnostics: Vec::new(),
        }
    }

    /// Makes the top-level variables of a file visible.
    fn variables(&mut self, module: &'a Module) -> Scope {
        let scope = self.scope("at top level");
        for variable in &module.variables {
            let binding = Binding::TopLevel(self.top_level);
            self.top_level += 1;
            self.bind(&variable.name, binding, Some(variable.value.span), scope);
        }
        scope
    }

    /// Resolves the definitions of a file.
    fn file(&mut self, module: &'a Module) {
        let mut first_of: FxHashMap<&str, Span> = FxHashMap::default();
        for function in &module.functions {
            let name = &function.name;
            if let Some(first) = first_of.insert(&name.text, name.span) {
                self.defined_twice(name, first, "in this file");
            }
        }
        self.know_functions(module);
        for variable in &module.variables {
            self.walk(Work::Value(&variable.value));
        }
        for function in &module.functions {
            self.function(function);
        }
    }

    /// Makes the entry file's and the module's functions those that pipe targets may mean.
    fn know_functions(&mut self, module: &'a Module) {
        self.functions.clear();
        let functions = self.program.entry.functions.iter().chain(&module.functions);
        self.functions
            .extend(functions.map(|function| &*function.name.text));
    }

    fn function(&mut self, function: &'a Function) {
        let scope = self.scope("in the parameters of one function");
        for (index, parameter) in (0..).zip(&function.parameters) {
            self.bind(parameter, Binding::Parameter(index), None, scope);
        }
        self.walk(Work::Expr(&function.body));
        self.leave(scope);
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
                Work::Bind(name, binding, scope) => self.bind(name, binding, None, scope),
                Work::Leave(scope) => self.leave(scope),
            }
        }
    }

    /// A pipe target: the name of a function, or like any other expression.
    fn step(&mut self, expr: &'a Expr, work: &mut Vec<Work<'a>>) {
        let ExprKind::Path { root, .. } = &expr.kind else {
            return self.expr(expr, work);
        };
        let name = &root.text;
        if !self.functions.contains(&**name) && self.scopes.defines(name) {
            let message = format!("`{name}` is a value; only functions can be piped into");
            self.report(Diagnostic::error(root.span, message));
        }
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
                let scope = self.scope("in one block");
                work.push(Work::Leave(scope));
                work.push(Work::Expr(result));
                work.extend(
                    variables
                        .iter()
                        .rev()
                        .map(|variable| Work::Value(&variable.value)),
                );
                for (index, variable) in (0..).zip(variables) {
                    let binding = Binding::BlockVariable(expr.id, index);
                    self.bind(&variable.name, binding, Some(variable.value.span), scope);
                }
            }
            ExprKind::Hold { name, body } => {
                let scope = self.scope("in one `HOLD`");
                work.push(Work::Leave(scope));
                work.push(Work::Expr(body));
                self.bind(name, Binding::HoldState(expr.id), None, scope);
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
        let scope = self.scope("in one object");
        work.push(Work::Leave(scope));
        work.extend(entries.iter().rev().map(|entry| match entry {
            Entry::Field(field) => Work::Value(&field.value),
            Entry::Spread(value) => Work::Expr(value),
        }));
        for (index, entry) in (0..).zip(entries) {
            if let Entry::Field(field) = entry {
                self.bind(
                    &field.name,
                    Binding::Field(object, index),
                    Some(field.value.span),
                    scope,
                );
            }
        }
    }

    fn call(&mut self, id: ExprId, call: &'a Call, work: &mut Vec<Work<'a>>) {
        let scope = self.scope("in the arguments of one call");
        let mut binds_item = self.binds_item(call);
        // In the order of the source, because an item is visible only behind its binder.
        let mut parts = Vec::with_capacity(call.arguments.len() + 1);
        for (index, argument) in (0..).zip(&call.arguments) {
            let name = &argument.name;
            match &argument.value {
                Some(value) => {
                    self.bind(name, Binding::Argument(id, index), Some(value.span), scope);
                    parts.push((value.span.start, Work::Value(value)));
                }
                None if std::mem::take(&mut binds_item) => {
                    parts.push((name.span.start, Work::Bind(name, Binding::Item(id), scope)));
                }
                None => self.bind(name, Binding::Argument(id, index), None, scope),
            }
        }
        if let Some(pass) = &call.pass {
            parts.push((pass.span.start, Work::Value(pass)));
        }
        parts.sort_by_key(|(start, _)| *start);
        work.push(Work::Leave(scope));
        work.extend(parts.into_iter().rev().map(|(_, part)| part));
    }

    /// Whether the first bare argument of the call names an item.
    fn binds_item(&self, call: &Call) -> bool {
        let [module] = call.modules.as_slice() else {
            return false;
        };
        let name = &*call.name.text;
        &*module.text == "List"
            && BINDERS.contains(&name)
            && !self.own_list_functions.contains(name)
    }

    fn arm(&mut self, arm: &'a Arm, work: &mut Vec<Work<'a>>) {
        let mut names = Vec::new();
        let mut values = Vec::new();
        pattern_parts(&arm.pattern, &mut names, &mut values);
        let scope = self.scope("in one pattern");
        work.push(Work::Leave(scope));
        work.push(Work::Expr(&arm.body));
        let mut binds: Vec<Work<'a>> = Vec::with_capacity(names.len());
        for (index, name) in (0..).zip(names) {
            binds.push(Work::Bind(
                name,
                Binding::Pattern(arm.body.id, index),
                scope,
            ));
        }
        work.extend(binds.into_iter().rev());
        work.extend(values.into_iter().rev().map(Work::Expr));
    }

    fn path(&mut self, path: ExprId, root: &'a Name) {
        let Some(binding) = self.scopes.meaning(root) else {
            return self.unknown_name(root);
        };
        if let Some(slot) = self.bindings.get_mut(path.0 as usize) {
            *slot = Some(binding);
        }
    }

    fn unknown_name(&mut self, root: &Name) {
        if self.diagnostics.len() >= MAX_RECORDED {
            return;
        }
        let name = &root.text;
        let mut diagnostic = Diagnostic::error(root.span, format!("unknown name `{name}`"));
        if let Some((_, hint)) = ELSEWHERE.iter().find(|(wrong, _)| *wrong == &**name) {
            diagnostic.hints.push((*hint).to_owned());
        } else if self.functions.contains(&**name) {
            diagnostic
                .hints
                .push(format!("`{name}` is a function; a call is `{name}(…)`"));
        } else {
            diagnostic.hints.extend(closest(name, self.scopes.names()));
        }
        diagnostic
            .hints
            .extend(listed("names in scope:", self.scopes.names()));
        self.report(diagnostic);
    }

    /// A scope that begins here.
    fn scope(&self, place: &'static str) -> Scope {
        self.scopes.begin(place)
    }

    fn bind(&mut self, name: &'a Name, binding: Binding, defining: Option<Span>, scope: Scope) {
        if let Some(first) = self.scopes.bind(name, binding, defining, scope) {
            self.defined_twice(name, first, scope.place);
        }
    }

    fn leave(&mut self, scope: Scope) {
        self.scopes.leave(scope);
    }

    fn defined_twice(&mut self, name: &Name, other: Span, place: &str) {
        if self.diagnostics.len() >= MAX_RECORDED {
            return;
        }
        let (first, second) = (other.min(name.span), other.max(name.span));
        let at = self.program.source.position(first.file, first.start);
        let message = format!("`{}` is defined twice {place}", name.text);
        let hint = format!("first defined at line {}, column {}", at.line, at.column);
        self.report(Diagnostic::error(second, message).hint(hint));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_RECORDED {
            self.diagnostics.push(diagnostic);
        }
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
