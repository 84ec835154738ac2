//! Which argument of a call means which parameter (`language.md` §7.2).

use super::syntax::ast::{Argument, Expr};

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

/// Something about a call that its author probably did not mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// The argument of that index is a bare name where nothing is piped.
    NoValue(usize),
    /// No parameter is left for the piped value.
    NothingTakesThePipe,
    /// The argument has the name of no parameter and is taken as that one.
    Taken { argument: usize, parameter: usize },
    /// The argument has the name of no parameter and none is left.
    Ignored(usize),
    /// The parameter gets both the piped value and the argument, which is ignored.
    Piped { argument: usize },
    /// The parameter gets nothing.
    Missing(usize),
}

/// A call with its parameters bound.
#[derive(Debug)]
pub(crate) struct Fitted<'a> {
    /// What each parameter gets.
    pub(crate) bound: Vec<Bound<'a>>,
    /// What does not fit.
    pub(crate) misfits: Vec<Misfit>,
}

/// Binds the arguments of a call of a user function: by name, then the pipe to the first parameter not
/// given by name, then misnamed arguments in written order to what is left.
pub(crate) fn bind_user<'a>(
    parameters: &[&str],
    arguments: &'a [Argument],
    piped: bool,
) -> Fitted<'a> {
    let mut bound = vec![Bound::Nothing; parameters.len()];
    let mut misfits = Vec::new();
    let mut misnamed = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        let source = match &argument.value {
            Some(value) => Bound::Argument(index, value),
            // A bare name in a user call takes the piped value.
            None if piped => Bound::Piped,
            None => {
                misfits.push(Misfit::NoValue(index));
                continue;
            }
        };
        match position(parameters, argument) {
            Some(position) => bound[position] = source,
            None => misnamed.push((source, index)),
        }
    }
    let piped_by_name = bound.iter().any(|source| matches!(source, Bound::Piped));
    if piped && !piped_by_name {
        match free(&bound) {
            Some(free) => bound[free] = Bound::Piped,
            None => misfits.push(Misfit::NothingTakesThePipe),
        }
    }
    for (source, argument) in misnamed {
        misfits.push(match free(&bound) {
            Some(parameter) => {
                bound[parameter] = source;
                Misfit::Taken {
                    argument,
                    parameter,
                }
            }
            None => Misfit::Ignored(argument),
        });
    }
    misfits.extend(missing(&bound, parameters.len()));
    Fitted { bound, misfits }
}

/// Binds the arguments of a library function: the pipe is the first parameter, the others go by name; a
/// single other argument may have any name.
pub(crate) fn bind_builtin<'a>(
    parameters: &[&str],
    required: usize,
    arguments: &'a [Argument],
    piped: bool,
) -> Fitted<'a> {
    let mut bound = vec![Bound::Nothing; parameters.len()];
    let mut misfits = Vec::new();
    if piped {
        match bound.first_mut() {
            Some(first) => *first = Bound::Piped,
            None => misfits.push(Misfit::NothingTakesThePipe),
        }
    }
    let mut unknown = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        let Some(value) = &argument.value else {
            continue;
        };
        match position(parameters, argument) {
            Some(position) if matches!(bound[position], Bound::Nothing) => {
                bound[position] = Bound::Argument(index, value);
            }
            Some(_) => misfits.push(Misfit::Piped { argument: index }),
            None => unknown.push((index, value)),
        }
    }
    let given = arguments
        .iter()
        .filter(|argument| argument.value.is_some())
        .count();
    for (index, value) in unknown {
        match free(&bound) {
            Some(position) if given == 1 => bound[position] = Bound::Argument(index, value),
            _ => misfits.push(Misfit::Ignored(index)),
        }
    }
    misfits.extend(missing(&bound, required));
    Fitted { bound, misfits }
}

fn position(parameters: &[&str], argument: &Argument) -> Option<usize> {
    parameters
        .iter()
        .position(|name| **name == *argument.name.text)
}

fn free(bound: &[Bound<'_>]) -> Option<usize> {
    bound
        .iter()
        .position(|source| matches!(source, Bound::Nothing))
}

fn missing(bound: &[Bound<'_>], required: usize) -> impl Iterator<Item = Misfit> {
    bound
        .iter()
        .take(required)
        .enumerate()
        .filter(|(_, source)| matches!(source, Bound::Nothing))
        .map(|(parameter, _)| Misfit::Missing(parameter))
}
