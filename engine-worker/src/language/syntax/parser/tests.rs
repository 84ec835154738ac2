use std::fmt::Write;

use super::*;
use crate::language::syntax::ast::*;
use crate::language::syntax::token::operator_symbol;

mod errors;
mod limits;
mod productions;

/// Parses one file; the tree, and the messages with the text that they point at.
fn parse_text(text: &str) -> (Module, Vec<String>) {
    let mut source = SourceSet::default();
    let file = source.add("a.bn", text).expect("small");
    let mut next_id = 0;
    let (module, diagnostics) = parse(&source, file, &mut next_id);
    let messages = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = source
                .slice(diagnostic.span)
                .lines()
                .next()
                .unwrap_or("")
                .to_owned();
            format!("{place}: {}", diagnostic.message)
        })
        .collect();
    (module, messages)
}

/// A tree as text: every operator chain, pipe and construct in brackets.
fn dump(expr: &Expr) -> String {
    let mut out = String::new();
    write_expr(&mut out, expr);
    out
}

fn names(names: &[Name]) -> String {
    names.iter().map(|name| format!(".{}", name.text)).collect()
}

fn joined<T>(items: &[T], separator: &str, write: impl Fn(&T) -> String) -> String {
    items.iter().map(write).collect::<Vec<_>>().join(separator)
}

fn write_expr(out: &mut String, expr: &Expr) {
    let text = match &expr.kind {
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Tag(tag) => tag.to_string(),
        ExprKind::Text(parts) => {
            let parts = joined(parts, "", |part| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Interpolation(value) => format!("{{{}}}", dump(value)),
            });
            format!("{parts:?}")
        }
        ExprKind::List(items) => format!("(LIST {})", joined(items, " ", dump)),
        ExprKind::Object(entries) => format!("[{}]", joined(entries, " ", dump_entry)),
        ExprKind::Tagged { tag, entries } => {
            format!("{}[{}]", tag.text, joined(entries, " ", dump_entry))
        }
        ExprKind::Map(entries) => {
            format!(
                "(MAP {})",
                joined(entries, " ", |(key, value)| format!(
                    "{}: {}",
                    dump(key),
                    dump(value)
                ))
            )
        }
        ExprKind::Path { root, fields } => format!("{}{}", root.text, names(fields)),
        ExprKind::Passed { fields } => format!("PASSED{}", names(fields)),
        ExprKind::Field { base, fields } => format!("<{}>{}", dump(base), names(fields)),
        ExprKind::Call(call) => dump_call(call),
        ExprKind::Pipeline { head, steps } => {
            format!("({} |> {})", dump(head), joined(steps, " |> ", dump))
        }
        ExprKind::Operators { first, rest } => {
            let rest = joined(rest, "", |(operator, right)| {
                format!(" {} {}", operator_symbol(*operator), dump(right))
            });
            format!("({}{rest})", dump(first))
        }
        ExprKind::Block { variables, result } => {
            format!(
                "(BLOCK {} {})",
                joined(variables, " ", dump_variable),
                dump(result)
            )
        }
        ExprKind::Latest(items) => format!("(LATEST {})", joined(items, " ", dump)),
        ExprKind::Skip => "SKIP".to_owned(),
        ExprKind::Link => "LINK".to_owned(),
        ExprKind::Flush(value) => format!("(FLUSH {})", dump(value)),
        ExprKind::Hold { name, body } => format!("(HOLD {} {})", name.text, dump(body)),
        ExprKind::Then(body) => format!("(THEN {})", dump(body)),
        ExprKind::When(arms) => format!("(WHEN {})", joined(arms, "; ", dump_arm)),
        ExprKind::While(arms) => format!("(WHILE {})", joined(arms, "; ", dump_arm)),
        ExprKind::LinkSet(slot) => format!("(LINK {})", dump(slot)),
        ExprKind::FieldAccess(fields) => names(fields),
        ExprKind::Missing => "?".to_owned(),
    };
    // Writing to a string cannot fail.
    let _ = out.write_str(&text);
}

fn dump_variable(variable: &Variable) -> String {
    format!("{}: {}", variable.name.text, dump(&variable.value))
}

fn dump_entry(entry: &Entry) -> String {
    match entry {
        Entry::Field(field) => dump_variable(field),
        Entry::Spread(value) => format!("...{}", dump(value)),
    }
}

fn dump_call(call: &Call) -> String {
    let modules = joined(&call.modules, "", |module| format!("{}/", module.text));
    let mut arguments: Vec<String> = call
        .arguments
        .iter()
        .map(|argument| match &argument.value {
            Some(value) => format!("{}: {}", argument.name.text, dump(value)),
            None => argument.name.text.to_string(),
        })
        .collect();
    arguments.extend(
        call.pass
            .as_ref()
            .map(|pass| format!("PASS: {}", dump(pass))),
    );
    format!("{modules}{}({})", call.name.text, arguments.join(" "))
}

fn dump_arm(arm: &Arm) -> String {
    format!("{} => {}", dump_pattern(&arm.pattern), dump(&arm.body))
}

fn dump_pattern(pattern: &Pattern) -> String {
    match &pattern.kind {
        PatternKind::Wildcard => "__".to_owned(),
        PatternKind::Binding(name) => format!("@{}", name.text),
        PatternKind::Number(number) => number.to_string(),
        PatternKind::Tag(tag) => tag.to_string(),
        PatternKind::Text(text) => format!("{text:?}"),
        PatternKind::Object { tag, fields } => {
            let tag = tag.as_ref().map_or("", |tag| &tag.text);
            let fields = joined(fields, " ", |field| match &field.pattern {
                Some(pattern) => format!("{}: {}", field.name.text, dump_pattern(pattern)),
                None => format!("@{}", field.name.text),
            });
            format!("{tag}[{fields}]")
        }
        PatternKind::List(items) => format!("(LIST {})", joined(items, " ", dump_pattern)),
        PatternKind::Value(path) => format!("{{{}}}", dump(path)),
        PatternKind::Missing => "?".to_owned(),
    }
}

fn dump_module(module: &Module) -> String {
    let mut lines: Vec<String> = module.variables.iter().map(dump_variable).collect();
    lines.extend(module.functions.iter().map(|function| {
        let parameters = joined(&function.parameters, " ", |name| name.text.to_string());
        format!(
            "FUNCTION {}({parameters}) {}",
            function.name.text,
            dump(&function.body)
        )
    }));
    lines.join("\n")
}
