//! What can be seen to be wrong without running, and does not keep a program from running
//! (`language.md` §7.2, §15): calls that fit nothing, arms that nothing reaches, values that cannot be meant.
//!
//! Every definition is looked at once, whether something uses it or not. What is said is certain: where the
//! value of an expression is not known from the source, nothing is reported.

mod calls;
mod kinds;
mod operators;
mod passed;
mod patterns;

use rustc_hash::FxHashMap;

use super::diagnostic::{Diagnostic, MAX_RECORDED};
use super::functions::Functions;
use super::modules::Program;
use super::names::{Binding, Resolutions};
use super::syntax::ast::{Entry, Expr, ExprId, ExprKind};
use super::syntax::span::Span;
use super::visit::visit;
use kinds::{Definitions, Kinds, Values};

/// What a look at a program finds.
#[derive(Default)]
pub(super) struct Found {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The targets of `LINK { … }` that are reported: running need not do it again.
    pub(super) refused_links: Vec<Span>,
}

/// Looks at all definitions of a program whose syntax and names are right.
pub(super) fn check(
    program: &Program,
    resolutions: &Resolutions,
    functions: &Functions<'_>,
) -> Found {
    let mut definitions = Definitions::default();
    for (index, variable) in (0..).zip(&program.entry.variables) {
        definitions.define(Binding::TopLevel(index), &variable.value);
    }
    for module in std::iter::once(&program.entry).chain(&program.modules) {
        for body in module.bodies() {
            visit(body, &mut |expr| definitions.see(expr));
        }
    }
    let mut found = Found::default();
    for module in std::iter::once(&program.entry).chain(&program.modules) {
        for body in module.bodies() {
            let mut checker = Checker {
                functions,
                values: Values::new(resolutions, functions, &definitions),
                module: module.name.as_deref(),
                piped: FxHashMap::default(),
                diagnostics: &mut found.diagnostics,
                refused_links: &mut found.refused_links,
            };
            visit(body, &mut |expr| checker.expr(expr));
        }
    }
    passed::check(program, functions, &mut found.diagnostics);
    found
}

/// Where an expression that takes a piped value stands: the pipeline, and its number among the steps.
type Piped<'a> = (&'a Expr, usize);

struct Checker<'a, 'd> {
    functions: &'d Functions<'a>,
    values: Values<'a, 'd>,
    module: Option<&'a str>,
    /// The pipe targets seen so far.
    piped: FxHashMap<ExprId, Piped<'a>>,
    diagnostics: &'d mut Vec<Diagnostic>,
    refused_links: &'d mut Vec<Span>,
}

impl<'a> Checker<'a, '_> {
    /// Looks at an expression alone; those in it come later.
    fn expr(&mut self, expr: &'a Expr) {
        if self.diagnostics.len() >= MAX_RECORDED {
            return;
        }
        let piped = self.piped.get(&expr.id).copied();
        match &expr.kind {
            ExprKind::Pipeline { steps, .. } => {
                for (index, step) in steps.iter().enumerate() {
                    self.piped.insert(step.id, (expr, index));
                }
            }
            ExprKind::Call(call) => self.call(call, expr.span, piped),
            ExprKind::Path { root, fields } if fields.is_empty() && piped.is_some() => {
                self.bare_call(root, expr.span);
            }
            ExprKind::When(arms) | ExprKind::While(arms) => self.arms(arms, piped),
            ExprKind::Operators { first, rest } => self.operators(first, rest),
            ExprKind::Map(_) => self.unsupported("MAP", expr.span),
            ExprKind::Flush(_) => self.unsupported("FLUSH", expr.span),
            ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => self.spreads(entries),
            ExprKind::LinkSet(slot) => self.slot(slot),
            _ => {}
        }
    }

    /// What is known of the value that is piped into an expression.
    fn input(&self, piped: Option<Piped<'a>>) -> Kinds<'a> {
        let (pipeline, index) = piped?;
        self.values.piped_into(pipeline, index)
    }

    fn spreads(&mut self, entries: &'a [Entry]) {
        for entry in entries {
            if let Entry::Spread(value) = entry
                && let Some(kinds) = self.values.of(value)
                && !kinds.is_empty()
                && !kinds.iter().any(kinds::Kind::has_fields)
            {
                let message = format!(
                    "a spread needs an object, found {}: it adds nothing",
                    kinds::described(&kinds)
                );
                self.report(Diagnostic::warning(value.span, message));
            }
        }
    }

    /// What is known to have a value is no slot.
    fn slot(&mut self, slot: &'a Expr) {
        let Some(kinds) = self.values.of(slot).filter(|kinds| !kinds.is_empty()) else {
            return;
        };
        let message = format!(
            "expected a slot, found {}: nothing is linked",
            kinds::described(&kinds)
        );
        self.report(
            Diagnostic::warning(slot.span, message).hint("a slot is declared by `name: LINK`"),
        );
        self.refused_links.push(slot.span);
    }

    fn unsupported(&mut self, what: &str, span: Span) {
        self.report(
            Diagnostic::warning(span, format!("`{what}` is parsed but has no effect here"))
                .hint("it belongs to build scripts, which do not run in a page"),
        );
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_RECORDED {
            self.diagnostics.push(diagnostic);
        }
    }
}
