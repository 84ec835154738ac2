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
    /// Whether the program cannot run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Reads and lowers a program. There is a plan unless the program has errors that keep it from running;
/// what is wrong with calls and patterns does not (`language.md` §15).
pub fn compile(files: Vec<SourceFile>, entry: &str) -> (Analysis, Option<plan::Plan>) {
    let mut analysis = analyze(files, entry);
    if analysis.has_errors() {
        return (analysis, None);
    }
    let functions = Functions::new(&analysis.program);
    let found = check::check(&analysis.program, &analysis.resolutions, &functions);
    let mut plan = lower::lower(&analysis.program, &analysis.resolutions, &functions);
    analysis.diagnostics.extend(found.diagnostics);
    plan.refused_links = found.refused_links;
    diagnostic::order_and_cap(&mut analysis.diagnostics);
    (analysis, Some(plan))
}

/// Reads the files of a program; `entry` is the path of the file that is run.
///
/// Names are not looked at while the syntax is wrong: a definition that could not be read would make all
/// its uses unknown.
pub fn analyze(files: Vec<SourceFile>, entry: &str) -> Analysis {
    let (program, mut diagnostics) = modules::load(files, entry);
    let broken = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    let resolutions = if broken {
        Resolutions::default()
    } else {
        let (resolutions, names) = names::resolve(&program);
        diagnostics.extend(names);
        diagnostics.extend(names::check_entry(&program));
        resolutions
    };
    diagnostic::order_and_cap(&mut diagnostics);
    Analysis {
        program,
        resolutions,
        diagnostics,
    }
}

#[cfg(test)]
mod tests;
