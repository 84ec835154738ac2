//! Which expressions have no life of their own: no state, link, element, timer or effect, and no call to
//! something that has one.

use crate::stdlib::table::{self, ListFunction, Meaning};

use super::super::plan::Stateful;
use super::super::syntax::ast::{Arm, Call, Entry, Expr, ExprKind, TextPart, call_path};
use super::{Lowering, element_name};

impl<'a> Lowering<'a> {
    /// Whether an expression may run as code. Object and list literals may only where they are matched or
    /// compared: elsewhere their fields and items are live.
    pub(super) fn is_pure(&mut self, expr: &'a Expr) -> bool {
        self.pure_expr(expr, false)
    }

    fn pure_expr(&mut self, expr: &'a Expr, frozen: bool) -> bool {
        match &expr.kind {
            ExprKind::Number(_)
            | ExprKind::Tag(_)
            | ExprKind::Path { .. }
            | ExprKind::Passed { .. }
            | ExprKind::Skip
            | ExprKind::Missing
            | ExprKind::Map(_) => true,
            ExprKind::Text(parts) => parts.iter().all(|part| match part {
                TextPart::Literal(_) => true,
                TextPart::Interpolation(inner) => self.pure_expr(inner, false),
            }),
            ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => {
                entries.iter().all(|entry| match entry {
                    Entry::Field(variable) => {
                        self.pure_expr(&variable.value, frozen)
                            && (frozen || is_constant(&variable.value))
                    }
                    Entry::Spread(inner) => frozen && self.pure_expr(inner, true),
                })
            }
            ExprKind::List(items) => items
                .iter()
                .all(|item| self.pure_expr(item, frozen) && (frozen || is_constant(item))),
            ExprKind::Field { base, .. } => self.pure_expr(base, false),
            ExprKind::Operators { first, rest } => {
                self.pure_expr(first, true)
                    && rest
                        .iter()
                        .all(|(_, operand)| self.pure_expr(operand, true))
            }
            ExprKind::Block { variables, result } => {
                variables
                    .iter()
                    .all(|variable| self.pure_expr(&variable.value, false))
                    && self.pure_expr(result, frozen)
            }
            ExprKind::Call(call) => self.pure_call(call),
            ExprKind::Pipeline { head, steps } => {
                let matched = matches!(steps[0].kind, ExprKind::When(_) | ExprKind::While(_));
                self.pure_expr(head, matched) && steps.iter().all(|step| self.pure_step(step))
            }
            ExprKind::Latest(_)
            | ExprKind::Link
            | ExprKind::Hold { .. }
            | ExprKind::Then(_)
            | ExprKind::LinkSet(_)
            | ExprKind::When(_)
            | ExprKind::While(_)
            | ExprKind::FieldAccess(_)
            | ExprKind::Flush(_) => false,
        }
    }

    fn pure_step(&mut self, step: &'a Expr) -> bool {
        match &step.kind {
            ExprKind::FieldAccess(_) => true,
            ExprKind::Call(call) => self.pure_call(call),
            ExprKind::When(arms) | ExprKind::While(arms) => self.pure_arms(arms),
            ExprKind::Path { root, .. } => match self.user_function(&[], &root.text) {
                Some(function) => self.pure_function(function),
                None => true,
            },
            _ => false,
        }
    }

    fn pure_arms(&mut self, arms: &'a [Arm]) -> bool {
        arms.iter().all(|arm| self.is_pure(&arm.body))
    }

    fn pure_call(&mut self, call: &'a Call) -> bool {
        if call.pass.is_some() {
            return false;
        }
        let arguments = call
            .arguments
            .iter()
            .filter_map(|argument| argument.value.as_ref());
        for argument in arguments {
            if !self.pure_expr(argument, false) {
                return false;
            }
        }
        if let Some(function) = self.user_function(&call.modules, &call.name.text) {
            return self.pure_function(function);
        }
        if element_name(call).is_some() {
            return false;
        }
        match table::find(&call_path(call)) {
            Some((_, row)) => match row.meaning {
                Meaning::Pure { .. } => true,
                Meaning::List(function) => match function {
                    ListFunction::Map
                    | ListFunction::Retain
                    | ListFunction::Every
                    | ListFunction::Any
                    | ListFunction::Count
                    | ListFunction::IsEmpty
                    | ListFunction::IsNotEmpty
                    | ListFunction::Get
                    | ListFunction::Sum
                    | ListFunction::SortBy
                    | ListFunction::Last => true,
                    ListFunction::Remove
                    | ListFunction::Append
                    | ListFunction::Clear
                    | ListFunction::RemoveLast
                    | ListFunction::Latest => false,
                },
                Meaning::Stateful(Stateful::Range) => true,
                Meaning::Stateful(_) | Meaning::Root(_) | Meaning::Data(_) => false,
            },
            // Unknown: a diagnostic says so, and it has no value.
            None => true,
        }
    }

    /// Whether a user function is pure; recursion counts as pure until something else shows.
    pub(super) fn pure_function(&mut self, function: usize) -> bool {
        if let Some(known) = self.pure.get(&function) {
            return *known;
        }
        self.pure.insert(function, true);
        let module = self.functions[function].declared.module.clone();
        let outer = std::mem::replace(&mut self.module, module);
        let body = &self.functions[function].declared.function.body;
        let pure = self.pure_expr(body, false);
        self.module = outer;
        if !pure {
            // Others may have been called pure because this one was assumed to be.
            self.pure.retain(|_, known| !*known);
        }
        self.pure.insert(function, pure);
        pure
    }
}

/// Whether an expression is written as a constant.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Tag(_) | ExprKind::Skip => true,
        ExprKind::Text(parts) => parts
            .iter()
            .all(|part| matches!(part, TextPart::Literal(_))),
        ExprKind::List(items) => items.iter().all(is_constant),
        ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => {
            entries.iter().all(|entry| match entry {
                Entry::Field(variable) => is_constant(&variable.value),
                Entry::Spread(_) => false,
            })
        }
        _ => false,
    }
}
