//! What is wrong with a program, and where.

use std::rc::Rc;

use super::syntax::span::Span;

mod render;
mod suggestions;

pub use render::{render, render_all, rendered};
pub(crate) use suggestions::closest;
pub(super) use suggestions::{listed, nearest};

/// How bad a diagnostic is.
pub use protocol::DiagnosticSeverity as Severity;

/// A step of the way on which a running program came to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A function was called.
    Call {
        /// Which.
        function: Rc<str>,
        /// Where.
        site: Span,
    },
    /// An expression is evaluated for an item of a list.
    Item {
        /// The list function.
        function: &'static str,
        /// Which item, from 1; none if it is not in the list any more.
        position: Option<usize>,
        /// Where.
        site: Span,
    },
    /// Steps that are left out.
    More,
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
    /// The way to the place at run time, innermost first.
    pub trace: Vec<Frame>,
}

impl Diagnostic {
    /// An error without hints.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            span,
            message: message.into(),
            hints: Vec::new(),
            trace: Vec::new(),
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

/// Sorts by place, without repeats, and keeps the first [`MAX_DIAGNOSTICS`], with a note if that were not all.
pub(crate) fn order_and_cap(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    diagnostics.dedup();
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
            ..Diagnostic::error(span, message)
        });
    }
}
