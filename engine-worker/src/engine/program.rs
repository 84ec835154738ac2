//! The text of a program, compiled: what all tabs share.

use std::rc::Rc;

use protocol::{RenderedDiagnostic, SourceFile, program_fingerprint};

use crate::language;
use crate::language::diagnostic::{self, Diagnostic};
use crate::language::plan::Plan;
use crate::language::syntax::source::SourceSet;

/// A program that can be run.
pub(super) struct Program {
    pub(super) entry: String,
    /// Which text it is.
    pub(super) fingerprint: u64,
    pub(super) plan: Rc<Plan>,
    /// What there is to say of it before it runs.
    pub(super) diagnostics: Vec<RenderedDiagnostic>,
    source: SourceSet,
}

impl Program {
    /// Reads and lowers a program.
    ///
    /// # Errors
    /// What is wrong with it, if that keeps it from running.
    pub(super) fn compile(
        entry: String,
        files: Vec<SourceFile>,
    ) -> Result<Program, Vec<RenderedDiagnostic>> {
        let fingerprint = program_fingerprint(&entry, &files);
        let (analysis, plan) = language::compile(files, &entry);
        let source = analysis.program.source;
        let diagnostics = rendered(&source, &analysis.diagnostics);
        match plan {
            Some(plan) => Ok(Program {
                entry,
                fingerprint,
                plan: Rc::new(plan),
                diagnostics,
                source,
            }),
            None => Err(diagnostics),
        }
    }

    /// Diagnostics with all that is needed to show them.
    pub(super) fn rendered(&self, diagnostics: &[Diagnostic]) -> Vec<RenderedDiagnostic> {
        rendered(&self.source, diagnostics)
    }
}

fn rendered(source: &SourceSet, diagnostics: &[Diagnostic]) -> Vec<RenderedDiagnostic> {
    diagnostics
        .iter()
        .map(|found| diagnostic::rendered(source, found))
        .collect()
}
