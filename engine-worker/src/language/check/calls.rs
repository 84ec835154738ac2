//! Calls that mean no function, or whose arguments do not fit (`language.md` §7.2).

use super::kinds::{self, Kind};
use super::{Checker, Diagnostic, Piped};
use crate::language::calls::{Fitted, Misfit, bind_builtin, bind_user};
use crate::language::diagnostic::{closest, listed};
use crate::language::syntax::ast::{Argument, Call, Entry, Expr, ExprKind, Name, call_path};
use crate::language::syntax::span::Span;
use crate::stdlib::table::{self, Builtin, ListFunction, Meaning};
use crate::view::catalog::{self, Element};

/// How many functions of other modules are offered.
const MAX_OFFERED: usize = 3;

/// What other languages and older programs call some functions.
const ELSEWHERE: &[(&str, &str)] = &[
    ("List/filter", "use `List/retain(item, if: …)`"),
    ("List/all", "use `List/every(item, if: …)`"),
    ("List/some", "use `List/any(item, if: …)`"),
    ("List/length", "use `List/count()`"),
    ("List/size", "use `List/count()`"),
    ("List/push", "use `List/append(item: …)`"),
    ("List/add", "use `List/append(item: …)`"),
    ("List/first", "use `List/get(index: 1)`"),
    ("List/sort", "use `List/sort_by(item, key: …)`"),
    ("Text/concat", "write `TEXT { {a}{b} }`"),
    ("Text/join", "write `TEXT { {a}{b} }`"),
    ("Text/count", "use `Text/length()`"),
    ("Text/upper", "use `Text/to_uppercase()`"),
    ("Math/abs", "use `Math/max(a: x, b: 0 - x)`"),
    ("print", "use `value |> Log/info()`"),
];

impl<'a> Checker<'a, '_> {
    pub(super) fn call(&mut self, call: &'a Call, span: Span, piped: Option<Piped<'a>>) {
        let path = call_path(call);
        if let Some(function) = self
            .functions
            .find(self.module, &call.modules, &call.name.text)
        {
            self.user_call(function, &call.arguments, piped.is_some(), span);
            return;
        }
        if let Some(element) = catalog::find(&path) {
            self.element(element, &path, &call.arguments);
        } else if let Some((_, row)) = table::find(&path) {
            self.library_call(row, call, span, piped);
        } else {
            self.unknown_function(&path, call);
        }
    }

    /// A function's name as a pipe target.
    pub(super) fn bare_call(&mut self, root: &Name, span: Span) {
        match self.functions.find(self.module, &[], &root.text) {
            Some(function) => self.user_call(function, &[], true, span),
            None => {
                let mut hints = Vec::new();
                let qualified = self.elsewhere(&root.text);
                if qualified.is_empty() {
                    let known = self.functions.all.iter().map(|known| known.path());
                    hints.extend(closest(
                        &root.text,
                        known.collect::<Vec<_>>().iter().map(String::as_str),
                    ));
                } else {
                    hints.push(offered(&qualified, "()"));
                }
                self.unknown(root.span, &root.text, hints);
            }
        }
    }

    fn user_call(&mut self, function: usize, arguments: &'a [Argument], piped: bool, span: Span) {
        let declared = &self.functions.all[function];
        let path = declared.path();
        let parameters: Vec<&str> = declared
            .function
            .parameters
            .iter()
            .map(|name| &*name.text)
            .collect();
        let Fitted { misfits, .. } = bind_user(&parameters, arguments, piped);
        for misfit in misfits {
            if is_said(misfit, &parameters, arguments) {
                continue;
            }
            let at = |argument: usize| arguments[argument].name.span;
            let name = |argument: usize| &*arguments[argument].name.text;
            let diagnostic = match misfit {
                Misfit::NoValue(argument) => Diagnostic::warning(
                    at(argument),
                    format!("argument `{}` of `{path}` has no value", name(argument)),
                )
                .hint(format!("write `{0}: {0}`", name(argument))),
                Misfit::NothingTakesThePipe => Diagnostic::warning(
                    span,
                    format!("`{path}` has no parameter left for the piped value"),
                )
                .hint(parameters_hint(&parameters)),
                Misfit::Taken {
                    argument,
                    parameter,
                } => Diagnostic::warning(
                    at(argument),
                    format!(
                        "`{path}` has no parameter `{}`; it is taken as `{}`",
                        name(argument),
                        parameters[parameter]
                    ),
                )
                .hint(parameters_hint(&parameters)),
                Misfit::Ignored(argument) | Misfit::Piped { argument } => Diagnostic::warning(
                    at(argument),
                    format!(
                        "`{path}` has no parameter `{}`; it is ignored",
                        name(argument)
                    ),
                )
                .hint(parameters_hint(&parameters)),
                Misfit::Missing(parameter) => Diagnostic::warning(
                    span,
                    format!(
                        "argument `{}` of `{path}` is missing: what reads it has no value",
                        parameters[parameter]
                    ),
                )
                .hint(parameters_hint(&parameters)),
            };
            self.report(diagnostic);
        }
    }

    fn library_call(
        &mut self,
        row: &Builtin,
        call: &'a Call,
        span: Span,
        piped: Option<Piped<'a>>,
    ) {
        let path = row.path;
        self.unused_pass(path, call);
        if let Meaning::List(
            ListFunction::Map
            | ListFunction::Retain
            | ListFunction::Remove
            | ListFunction::Every
            | ListFunction::Any
            | ListFunction::SortBy,
        ) = row.meaning
        {
            self.per_item(row, call, span, piped.is_some());
            return;
        }
        let Fitted { misfits, bound } = bind_builtin(
            row.parameters,
            row.required,
            &call.arguments,
            piped.is_some(),
        );
        for argument in call.arguments.iter().filter(|given| given.value.is_none()) {
            let name = &argument.name.text;
            self.report(
                Diagnostic::warning(
                    argument.name.span,
                    format!("argument `{name}` of `{path}` has no value; it is ignored"),
                )
                .hint(format!("write `{name}: {name}`")),
            );
        }
        for misfit in misfits {
            if is_said(misfit, row.parameters, &call.arguments) {
                continue;
            }
            self.library_misfit(row, call, span, misfit);
        }
        for (source, parameter) in bound.iter().zip(row.parameters) {
            let value = match source {
                crate::language::calls::Bound::Argument(_, value) => *value,
                _ => continue,
            };
            self.argument(path, parameter, value);
        }
        if path.starts_with("Bool/")
            && let Some(kinds) = self.input(piped)
        {
            self.boolean(path, row.parameters[0], &kinds, span);
        }
    }

    fn library_misfit(&mut self, row: &Builtin, call: &Call, span: Span, misfit: Misfit) {
        let path = row.path;
        let argument = |index: usize| &call.arguments[index].name;
        let diagnostic = match misfit {
            Misfit::NothingTakesThePipe => {
                Diagnostic::warning(span, format!("`{path}` takes no piped value"))
            }
            Misfit::Missing(parameter) => Diagnostic::error(
                span,
                format!(
                    "argument `{}` of `{path}` is missing: the call has no value",
                    row.parameters[parameter]
                ),
            )
            .hint(parameters_hint(row.parameters)),
            Misfit::Piped { argument: index } => Diagnostic::warning(
                argument(index).span,
                format!(
                    "`{}` of `{path}` is the piped value already; the argument is ignored",
                    argument(index).text
                ),
            ),
            Misfit::NoValue(index)
            | Misfit::Ignored(index)
            | Misfit::Taken {
                argument: index, ..
            } => ignored(path, argument(index), row.parameters),
        };
        self.report(diagnostic);
    }

    /// A constant that a parameter cannot mean.
    fn argument(&mut self, path: &str, parameter: &str, value: &'a Expr) {
        if path.starts_with("Bool/") {
            if let Some(kinds) = self.values.of(value) {
                self.boolean(path, parameter, &kinds, value.span);
            }
        } else if (path, parameter) == ("List/get", "index")
            && let ExprKind::Number(index) = value.kind
            && (index < 1.0 || index.fract() != 0.0)
        {
            let shown = crate::value::number_text(index);
            self.report(
                Diagnostic::warning(value.span, format!("`List/get` has no item {shown}"))
                    .hint("items are counted from 1"),
            );
        }
    }

    fn boolean(&mut self, path: &str, parameter: &str, found: &[Kind<'a>], span: Span) {
        // Of what is no tag, `Bool/…` itself complains.
        let tags = found.iter().all(|kind| matches!(kind, Kind::Tag(_)));
        if found.is_empty()
            || found.iter().any(Kind::is_bool)
            || (!tags && path.starts_with("Bool/"))
        {
            return;
        }
        let message = format!(
            "`{parameter}` of `{path}` needs `True` or `False`, found {}",
            kinds::described(found)
        );
        let mut diagnostic = Diagnostic::warning(span, message);
        if let [Kind::Tag(wrong)] = found {
            diagnostic
                .hints
                .extend(closest(wrong, ["True", "False"].into_iter()));
        }
        self.report(diagnostic);
    }

    fn per_item(&mut self, row: &Builtin, call: &'a Call, span: Span, piped: bool) {
        let path = row.path;
        let binder = call
            .arguments
            .iter()
            .any(|argument| argument.value.is_none());
        let given: Vec<&'a Argument> = call
            .arguments
            .iter()
            .filter(|argument| argument.value.is_some())
            .collect();
        let (list, rest) = if piped {
            (None, given.as_slice())
        } else {
            match given.split_first() {
                Some((list, rest)) => (Some(list), rest),
                None => (None, given.as_slice()),
            }
        };
        let Some((body, surplus)) = rest.split_first().filter(|_| binder) else {
            let name = row.parameters.last().copied().unwrap_or("new");
            self.report(
                Diagnostic::error(
                    span,
                    format!("`{path}` needs a list, a name for the item and an expression"),
                )
                .hint(format!("for example `list |> {path}(item, {name}: item)`")),
            );
            return;
        };
        let named = |argument: &Argument, parameter: usize| {
            row.parameters.get(parameter).copied() == Some(&*argument.name.text)
        };
        for (argument, parameter) in list.into_iter().map(|list| (*list, 0)).chain([(*body, 1)]) {
            if !named(argument, parameter) {
                let parameter = row.parameters.get(parameter).copied().unwrap_or_default();
                let message = format!(
                    "`{path}` has no argument `{}`; it is taken as `{parameter}`",
                    argument.name.text
                );
                self.report(Diagnostic::warning(argument.name.span, message));
            }
        }
        for argument in surplus {
            self.report(ignored(path, &argument.name, row.parameters));
        }
        if let (Some("if"), Some(value)) = (row.parameters.last().copied(), &body.value)
            && let Some(kinds) = self.values.of(value)
        {
            self.boolean(path, "if", &kinds, value.span);
        }
    }

    fn element(&mut self, element: &Element, path: &str, arguments: &'a [Argument]) {
        for argument in arguments {
            let name = &argument.name;
            if element.argument(&name.text).is_none() {
                let known: Vec<&str> = element
                    .arguments
                    .iter()
                    .map(|argument| argument.name)
                    .collect();
                self.report(ignored(path, name, &known));
            }
            match &argument.value {
                None => {
                    let message = format!("argument `{}` of `{path}` has no value", name.text);
                    self.report(
                        Diagnostic::warning(name.span, message)
                            .hint(format!("write `{0}: {0}`", name.text)),
                    );
                }
                Some(value) if &*name.text == "element" => self.requested(element, path, value),
                Some(_) => {}
            }
        }
    }

    /// The events that `element: [event: [press: LINK]]` asks for.
    fn requested(&mut self, element: &Element, path: &str, capabilities: &'a Expr) {
        for wanted in fields(capabilities) {
            if &*wanted.name.text != "event" {
                continue;
            }
            for event in fields(&wanted.value) {
                let name = &event.name;
                if element.event(&name.text).is_some() {
                    continue;
                }
                let message = format!("`{path}` has no event `{}`: it never fires", name.text);
                let mut diagnostic = Diagnostic::warning(name.span, message);
                let known: Vec<&str> = element.events.iter().map(|event| event.name).collect();
                diagnostic
                    .hints
                    .extend(closest(&name.text, known.iter().copied()));
                diagnostic
                    .hints
                    .push(format!("its events are: {}", known.join(", ")));
                self.report(diagnostic);
            }
        }
    }

    fn unused_pass(&mut self, path: &str, call: &Call) {
        if let Some(pass) = &call.pass {
            let message =
                format!("`{path}` reads nothing that is passed; `PASS` has no effect here");
            self.report(Diagnostic::warning(pass.span, message));
        }
    }

    fn unknown_function(&mut self, path: &str, call: &Call) {
        let mut hints = Vec::new();
        let qualified = self.elsewhere(&call.name.text);
        let module = call.modules.last().map(|module| &*module.text);
        if let Some((_, hint)) = ELSEWHERE.iter().find(|(wrong, _)| *wrong == path) {
            hints.push((*hint).to_owned());
        } else if !qualified.is_empty() {
            hints.push(offered(&qualified, "(…)"));
        } else {
            let known = self.known();
            match closest(path, known.iter().map(String::as_str)) {
                Some(hint) => hints.push(hint),
                None => hints.extend(module.and_then(|module| self.about_module(module, &known))),
            }
        }
        self.unknown(call.name.span, path, hints);
    }

    fn unknown(&mut self, span: Span, path: &str, hints: Vec<String>) {
        let message = format!("unknown function `{path}`: the call has no value");
        let mut diagnostic = Diagnostic::error(span, message);
        diagnostic.hints.extend(hints);
        self.report(diagnostic);
    }

    /// What a module has, or that there is none.
    fn about_module(&self, module: &str, known: &[String]) -> Option<String> {
        let prefix = format!("{module}/");
        let functions: Vec<&str> = known
            .iter()
            .filter_map(|path| path.strip_prefix(&prefix))
            .collect();
        if functions.is_empty() {
            return Some(format!(
                "there is no module `{module}`; its functions would be in a file `{module}.bn` of the program"
            ));
        }
        listed(&format!("`{module}` has"), functions.into_iter())
    }

    /// Paths of the functions of that name in other modules.
    fn elsewhere(&self, name: &str) -> Vec<String> {
        let suffix = format!("/{name}");
        let mut found: Vec<String> = self
            .known()
            .into_iter()
            .filter(|path| path == name || path.ends_with(&suffix))
            .collect();
        found.truncate(MAX_OFFERED);
        found
    }

    /// The paths of all functions: the program's, then the library's.
    fn known(&self) -> Vec<String> {
        let own = self.functions.all.iter().map(|known| known.path());
        let library = table::BUILTINS.iter().map(|row| row.path.to_owned());
        let elements = catalog::ELEMENTS
            .iter()
            .map(|element| format!("Element/{}", element.name));
        own.chain(library).chain(elements).collect()
    }
}

/// Whether something else was reported about a missing argument: that it is written, but without a value, or
/// that its parameter is there twice.
fn is_said(misfit: Misfit, parameters: &[&str], arguments: &[Argument]) -> bool {
    match misfit {
        Misfit::Missing(parameter) => {
            let name = parameters[parameter];
            parameters[..parameter].contains(&name)
                || arguments
                    .iter()
                    .any(|argument| argument.value.is_none() && *argument.name.text == *name)
        }
        _ => false,
    }
}

/// The fields that are written in an object literal.
fn fields(object: &Expr) -> impl Iterator<Item = &crate::language::syntax::ast::Variable> {
    let entries: &[Entry] = match &object.kind {
        ExprKind::Object(entries) => entries,
        _ => &[],
    };
    entries.iter().filter_map(|entry| match entry {
        Entry::Field(field) => Some(field),
        Entry::Spread(_) => None,
    })
}

fn ignored(path: &str, name: &Name, known: &[&str]) -> Diagnostic {
    let message = format!("`{path}` has no argument `{}`; it is ignored", name.text);
    let mut diagnostic = Diagnostic::warning(name.span, message);
    diagnostic
        .hints
        .extend(closest(&name.text, known.iter().copied()));
    diagnostic.hints.push(if known.is_empty() {
        "it has no arguments".to_owned()
    } else {
        format!("its arguments are: {}", known.join(", "))
    });
    diagnostic
}

fn offered(paths: &[String], suffix: &str) -> String {
    let names: Vec<String> = paths
        .iter()
        .map(|path| format!("`{path}{suffix}`"))
        .collect();
    format!("did you mean {}?", names.join(" or "))
}

fn parameters_hint(parameters: &[&str]) -> String {
    if parameters.is_empty() {
        "it has no parameters".to_owned()
    } else {
        format!("the parameters are: {}", parameters.join(", "))
    }
}
