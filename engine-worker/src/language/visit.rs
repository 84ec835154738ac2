//! Walks a syntax tree.

use super::syntax::ast::{Arm, Call, Entry, Expr, ExprKind, Pattern, PatternKind, TextPart};

/// Calls `see` for an expression and everything nested in it.
pub(crate) fn visit<'a>(expr: &'a Expr, see: &mut dyn FnMut(&'a Expr)) {
    see(expr);
    match &expr.kind {
        ExprKind::Text(parts) => {
            for part in parts {
                if let TextPart::Interpolation(inner) = part {
                    visit(inner, see);
                }
            }
        }
        ExprKind::List(items) | ExprKind::Latest(items) => {
            items.iter().for_each(|item| visit(item, see));
        }
        ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => {
            for entry in entries {
                match entry {
                    Entry::Field(variable) => visit(&variable.value, see),
                    Entry::Spread(inner) => visit(inner, see),
                }
            }
        }
        ExprKind::Map(entries) => {
            for (key, value) in entries {
                visit(key, see);
                visit(value, see);
            }
        }
        ExprKind::Field { base, .. } => visit(base, see),
        ExprKind::Call(call) => visit_call(call, see),
        ExprKind::Pipeline { head, steps } => {
            visit(head, see);
            steps.iter().for_each(|step| visit(step, see));
        }
        ExprKind::Operators { first, rest } => {
            visit(first, see);
            rest.iter().for_each(|(_, operand)| visit(operand, see));
        }
        ExprKind::Block { variables, result } => {
            variables
                .iter()
                .for_each(|variable| visit(&variable.value, see));
            visit(result, see);
        }
        ExprKind::Flush(inner) | ExprKind::Then(inner) | ExprKind::LinkSet(inner) => {
            visit(inner, see)
        }
        ExprKind::Hold { body, .. } => visit(body, see),
        ExprKind::When(arms) | ExprKind::While(arms) => {
            arms.iter().for_each(|arm| visit_arm(arm, see))
        }
        ExprKind::Number(_)
        | ExprKind::Tag(_)
        | ExprKind::Path { .. }
        | ExprKind::Passed { .. }
        | ExprKind::Skip
        | ExprKind::Link
        | ExprKind::FieldAccess(_)
        | ExprKind::Missing => {}
    }
}

fn visit_call<'a>(call: &'a Call, see: &mut dyn FnMut(&'a Expr)) {
    for argument in &call.arguments {
        if let Some(value) = &argument.value {
            visit(value, see);
        }
    }
    if let Some(pass) = &call.pass {
        visit(pass, see);
    }
}

fn visit_arm<'a>(arm: &'a Arm, see: &mut dyn FnMut(&'a Expr)) {
    visit_pattern(&arm.pattern, see);
    visit(&arm.body, see);
}

fn visit_pattern<'a>(pattern: &'a Pattern, see: &mut dyn FnMut(&'a Expr)) {
    match &pattern.kind {
        PatternKind::Value(path) => visit(path, see),
        PatternKind::Object { fields, .. } => {
            for inner in fields.iter().filter_map(|field| field.pattern.as_ref()) {
                visit_pattern(inner, see);
            }
        }
        PatternKind::List(items) => items.iter().for_each(|item| visit_pattern(item, see)),
        PatternKind::Wildcard
        | PatternKind::Binding(_)
        | PatternKind::Number(_)
        | PatternKind::Tag(_)
        | PatternKind::Text(_)
        | PatternKind::Missing => {}
    }
}
