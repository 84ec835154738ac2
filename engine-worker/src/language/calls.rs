//! Which argument of a call means which parameter (`language.md` §7.2).

use super::diagnostic::Diagnostic;
use super::syntax::ast::{Argument, Expr};
use super::syntax::span::Span;

/// What a parameter gets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound<'a> {
    /// The piped value.
    Piped,
    /// The argument of that index.
    Argument(usize, &'a Expr),
    /// Nothing: whatever reads it has no value.
    Nothing,
}

/// Binds the arguments of a call of a user function: by name, then the pipe to the first parameter not
/// given by name, then misnamed arguments in written order to what is left.
pub(crate) fn bind_user<'a>(
    function: &str,
    parameters: &[&str],
    arguments: &'a [Argument],
    piped: bool,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Bound<'a>> {
    let mut bound = vec![Bound::Nothing; parameters.len()];
    let mut misnamed = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        let source = match &argument.value {
            Some(value) => Bound::Argument(index, value),
            // A bare name in a user call takes the piped value.
            None if piped => Bound::Piped,
            None => {
                diagnostics.push(
                    Diagnostic::warning(
                        argument.name.span,
                        format!(
                            "argument `{}` of `{function}` has no value",
                            argument.name.text
                        ),
                    )
                    .hint(format!("write `{}: …`", argument.name.text)),
                );
                continue;
            }
        };
        match parameters
            .iter()
            .position(|name| **name == *argument.name.text)
        {
            Some(position) => bound[position] = source,
            None => misnamed.push((source, argument)),
        }
    }
    let piped_by_name = bound.iter().any(|source| matches!(source, Bound::Piped));
    if piped && !piped_by_name {
        match bound
            .iter_mut()
            .find(|source| matches!(source, Bound::Nothing))
        {
            Some(free) => *free = Bound::Piped,
            None => diagnostics.push(Diagnostic::warning(
                span,
                format!("`{function}` has no parameter left for the piped value"),
            )),
        }
    }
    for (source, argument) in misnamed {
        let free = bound
            .iter()
            .position(|source| matches!(source, Bound::Nothing));
        let message = match free {
            Some(position) => {
                bound[position] = source;
                format!(
                    "`{function}` has no parameter `{}`; it is taken as `{}`",
                    argument.name.text, parameters[position]
                )
            }
            None => format!(
                "`{function}` has no parameter `{}`; it is ignored",
                argument.name.text
            ),
        };
        diagnostics.push(
            Diagnostic::warning(argument.name.span, message)
                .hint(format!("the parameters are: {}", listed(parameters))),
        );
    }
    for (name, source) in parameters.iter().zip(&bound) {
        if matches!(source, Bound::Nothing) {
            diagnostics.push(Diagnostic::warning(
                span,
                format!("argument `{name}` of `{function}` is missing: what reads it has no value"),
            ));
        }
    }
    bound
}

/// Binds the arguments of a library function: the pipe is the first parameter, the others go by name; a
/// single other argument may have any name.
pub(crate) fn bind_builtin<'a>(
    function: &str,
    parameters: &[&str],
    required: usize,
    arguments: &'a [Argument],
    piped: bool,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Bound<'a>> {
    let mut bound = vec![Bound::Nothing; parameters.len()];
    if piped {
        match bound.first_mut() {
            Some(first) => *first = Bound::Piped,
            None => diagnostics.push(Diagnostic::warning(
                span,
                format!("`{function}` takes no piped value"),
            )),
        }
    }
    let mut unknown = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        let Some(value) = &argument.value else {
            continue;
        };
        match parameters
            .iter()
            .position(|name| **name == *argument.name.text)
        {
            Some(position) if matches!(bound[position], Bound::Nothing) => {
                bound[position] = Bound::Argument(index, value);
            }
            _ => unknown.push((index, value, argument)),
        }
    }
    let given = arguments
        .iter()
        .filter(|argument| argument.value.is_some())
        .count();
    for (index, value, argument) in unknown {
        let free = bound
            .iter()
            .position(|source| matches!(source, Bound::Nothing));
        match free {
            Some(position) if given == 1 => bound[position] = Bound::Argument(index, value),
            _ => diagnostics.push(
                Diagnostic::warning(
                    argument.name.span,
                    format!(
                        "`{function}` has no argument `{}`; it is ignored",
                        argument.name.text
                    ),
                )
                .hint(format!("its arguments are: {}", listed(parameters))),
            ),
        }
    }
    for (name, source) in parameters.iter().zip(&bound).take(required) {
        if matches!(source, Bound::Nothing) {
            diagnostics.push(Diagnostic::error(
                span,
                format!("argument `{name}` of `{function}` is missing: the call has no value"),
            ));
        }
    }
    bound
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
