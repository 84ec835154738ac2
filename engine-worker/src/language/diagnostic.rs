//! What is wrong with a program, and where.

use super::syntax::source::SourceSet;
use super::syntax::span::Span;

mod render;

pub use render::{RenderedDiagnostic, render};

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The program runs, but probably not as its author meant.
    Warning,
    /// Nothing runs, or at run time: the expression has no value.
    Error,
}

/// One message about a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The place.
    pub span: Span,
    /// What was found and what was expected; lower case, no full stop.
    pub message: String,
    /// What the author may do about it.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error without hints.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            span,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// A warning without hints.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::error(span, message)
        }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}
/// How many diagnostics of a program are shown.
pub const MAX_DIAGNOSTICS: usize = 100;

/// How many one stage records; it only has to be more than are shown.
pub(crate) const MAX_RECORDED: usize = 200;

/// Sorts by place and keeps the first [`MAX_DIAGNOSTICS`], with a note if that were not all.
pub(crate) fn order_and_cap(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    if diagnostics.len() > MAX_DIAGNOSTICS {
        let cut = diagnostics.drain(MAX_DIAGNOSTICS..);
        let severity = cut
            .map(|diagnostic| diagnostic.severity)
            .max()
            .unwrap_or(Severity::Warning);
        let span = diagnostics.last().map_or(Span::default(), |last| last.span);
        let message = format!("only the first {MAX_DIAGNOSTICS} problems are shown");
        diagnostics.push(Diagnostic {
            severity,
            span,
            message,
            hints: Vec::new(),
        });
    }
}

/// All of them as text, with an empty line behind each.
pub fn render_all(source: &SourceSet, diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| render(source, diagnostic) + "\n")
        .collect()
}
