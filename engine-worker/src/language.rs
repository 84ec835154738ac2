//! Source text to plan or diagnostics. Knows no actor.
//!
//! [`modules`] decides which files form a program and has each parsed by [`syntax`]; [`names`] says which
//! definition each path means; [`check`] says what else cannot be meant; [`diagnostic`] shows to humans what is wrong.

mod calls;
mod check;
pub mod diagnostic;
pub mod format;
mod functions;
pub mod lower;
pub mod modules;
pub mod names;
pub mod plan;
pub mod syntax;
mod visit;

use diagnostic::{Diagnostic, Severity};
use functions::Functions;
use modules::{Program, SourceFile};
use names::Resolutions;

/// A program as the front end understands it.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The syntax trees.
    pub program: Program,
    /// What the paths mean.
    pub resolutions: Resolutions,
    /// What is wrong, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    fn new(
        program: Program,
        resolutions: Resolutions,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Analysis {
        diagnostic::order_and_cap(&mut diagnostics);
        Analysis {
            program,
            resolutions,
            diagnostics,
        }
    }

    /// Whether something is wrong that is not only a warning.
    pub fn has_errors(&self) -> bool {
        any_error(&self.diagnostics)
    }
}

/// Reads and lowers a program. There is a plan unless the program has errors that keep it from running;
/// what is wrong with calls and patterns does not (`language.md` §15).
pub fn compile(files: Vec<SourceFile>, entry: &str) -> (Analysis, Option<plan::Plan>) {
    let (program, mut diagnostics) = modules::load(files, entry);
    // A definition that could not be read would make all its uses unknown.
    if any_error(&diagnostics) {
        return (
            Analysis::new(program, Resolutions::default(), diagnostics),
            None,
        );
    }
    let (resolutions, names) = names::resolve(&program);
    diagnostics.extend(names);
    diagnostics.extend(names::check_entry(&program));
    let runs = !any_error(&diagnostics);
    let functions = Functions::new(&program);
    let mut found = check::check(&program, &resolutions, &functions);
    // A name that means nothing was reported as that; what follows from it at the same place is not news.
    found
        .diagnostics
        .retain(|check| !diagnostics.iter().any(|name| name.span == check.span));
    diagnostics.extend(found.diagnostics);
    let plan = runs.then(|| {
        let mut plan = lower::lower(&program, &resolutions, &functions);
        plan.refused_links = found.refused_links;
        plan
    });
    (Analysis::new(program, resolutions, diagnostics), plan)
}

fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

#[cfg(test)]
mod tests;
