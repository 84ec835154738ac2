//! `PASSED` where no caller passed anything (`language.md` §7.5).

use crate::language::diagnostic::{Diagnostic, MAX_RECORDED};
use crate::language::functions::Functions;
use crate::language::modules::Program;
use crate::language::syntax::ast::{Expr, ExprKind};
use crate::language::visit::visit;

/// What a function is called with.
#[derive(Clone, Copy, Default)]
struct Callers {
    called: bool,
    passed: bool,
}

pub(super) fn check(
    program: &Program,
    functions: &Functions<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut callers = vec![Callers::default(); functions.all.len()];
    let mut open = Vec::new();
    for variable in &program.entry.variables {
        visit(&variable.value, &mut |expr| {
            if let ExprKind::Passed { .. } = expr.kind {
                report(
                    expr,
                    "nothing is passed to a top-level variable",
                    diagnostics,
                );
            }
            call(expr, None, false, functions, &mut callers, &mut open);
        });
    }
    // A function that is reached with something passed is looked at once more: so may be what it calls.
    while let Some(function) = open.pop() {
        let declared = &functions.all[function];
        let passed = callers[function].passed;
        visit(&declared.function.body, &mut |expr| {
            let from = declared.module.as_deref();
            call(expr, from, passed, functions, &mut callers, &mut open);
        });
    }
    for (declared, callers) in functions.all.iter().zip(callers) {
        if !callers.called || callers.passed {
            continue;
        }
        let name = declared.path();
        visit(&declared.function.body, &mut |expr| {
            if let ExprKind::Passed { .. } = expr.kind {
                let why = format!("no call of `{name}` passes anything");
                report(expr, &why, diagnostics);
            }
        });
    }
}

/// Follows a call to the function that it means.
fn call(
    expr: &Expr,
    from: Option<&str>,
    passed: bool,
    functions: &Functions<'_>,
    callers: &mut [Callers],
    open: &mut Vec<usize>,
) {
    let (found, passed) = match &expr.kind {
        ExprKind::Call(call) => (
            functions.find(from, &call.modules, &call.name.text),
            passed || call.pass.is_some(),
        ),
        // A bare pipe target; a path to a value of that name is no harm: it reaches too much.
        ExprKind::Path { root, fields } if fields.is_empty() => {
            (functions.find(from, &[], &root.text), passed)
        }
        _ => return,
    };
    let Some(function) = found else { return };
    let before = callers[function];
    callers[function] = Callers {
        called: true,
        passed: before.passed || passed,
    };
    if !before.called || (passed && !before.passed) {
        open.push(function);
    }
}

fn report(expr: &Expr, why: &str, diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() < MAX_RECORDED {
        diagnostics.push(
            Diagnostic::error(expr.span, format!("`PASSED` has no value here: {why}"))
                .hint("a caller passes with `PASS`: `page(PASS: [store: store])`"),
        );
    }
}
