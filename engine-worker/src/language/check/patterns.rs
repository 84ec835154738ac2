//! Arms that nothing reaches (`language.md` §9).

use std::collections::HashSet;

use super::kinds::{self, Kind};
use super::{Checker, Diagnostic, Piped};
use crate::language::syntax::ast::{Arm, Expr, ExprKind, Pattern, PatternField, PatternKind};
use crate::language::syntax::span::Span;

/// How many arms with structured patterns are compared with each other.
const MAX_COMPARED: usize = 64;

/// A pattern that matches one value.
#[derive(PartialEq, Eq, Hash)]
enum Literal<'a> {
    Number(u64),
    Tag(&'a str),
    Text(&'a str),
}

fn literal(pattern: &Pattern) -> Option<Literal<'_>> {
    match &pattern.kind {
        PatternKind::Number(number) => Some(Literal::Number(number.to_bits())),
        PatternKind::Tag(tag) => Some(Literal::Tag(tag)),
        PatternKind::Text(text) => Some(Literal::Text(text)),
        _ => None,
    }
}

impl<'a> Checker<'a, '_> {
    pub(super) fn arms(&mut self, arms: &'a [Arm], piped: Option<Piped<'a>>) {
        // Whoever matches what he has just written wants to show something.
        let shown = piped.is_some_and(|(pipeline, index)| match &pipeline.kind {
            ExprKind::Pipeline { head, .. } => index == 0 && head.is_literal(),
            _ => false,
        });
        let input = self
            .input(piped)
            .filter(|kinds| !kinds.is_empty() && !shown);
        let items = piped.and_then(|(pipeline, index)| list_items(pipeline, index));
        let mut literals = HashSet::new();
        let mut structured: Vec<&Pattern> = Vec::new();
        let mut all = None;
        for arm in arms {
            let pattern = &arm.pattern;
            let before = match literal(pattern) {
                Some(literal) => (!literals.insert(literal)).then_some("the same pattern stands"),
                None => structured
                    .iter()
                    .any(|before| covers(before, pattern))
                    .then_some("a more general pattern stands"),
            };
            if let Some(before) = all.or(before) {
                self.report(unreached(pattern.span, before));
            } else if let Some(reason) = self.impossible(pattern, input.as_deref(), items) {
                self.report(reason);
            }
            match &pattern.kind {
                PatternKind::Wildcard => all = all.or(Some("`__` stands")),
                PatternKind::Binding(_) => {
                    all = all.or(Some("a name, which matches everything, stands"))
                }
                PatternKind::Object { .. } | PatternKind::List(_)
                    if structured.len() < MAX_COMPARED =>
                {
                    structured.push(pattern);
                }
                _ => {}
            }
        }
    }

    /// Why a pattern matches none of the values that are possible.
    fn impossible(
        &self,
        pattern: &'a Pattern,
        input: Option<&[Kind<'a>]>,
        items: Option<&'a [Expr]>,
    ) -> Option<Diagnostic> {
        let input = input?;
        if !input.iter().any(|kind| may_match(pattern, kind)) {
            return Some(never(pattern, input));
        }
        let (PatternKind::List(patterns), Some(items)) = (&pattern.kind, items) else {
            return None;
        };
        if patterns.len() != items.len() {
            let message = format!(
                "this pattern never matches: the list has {} items, the pattern {}",
                items.len(),
                patterns.len()
            );
            return Some(Diagnostic::warning(pattern.span, message));
        }
        patterns.iter().zip(items).find_map(|(pattern, item)| {
            let kinds = self.values.of(item).filter(|kinds| !kinds.is_empty())?;
            let possible = kinds.iter().any(|kind| may_match(pattern, kind));
            (!possible).then(|| never(pattern, &kinds))
        })
    }
}

fn unreached(span: Span, before: &str) -> Diagnostic {
    Diagnostic::warning(
        span,
        format!("this arm is never reached: {before} before it"),
    )
    .hint("the first arm that matches wins; the special ones stand before the general ones")
}

fn never(pattern: &Pattern, found: &[Kind<'_>]) -> Diagnostic {
    let message = format!(
        "this pattern never matches: the value is {}",
        kinds::described(found)
    );
    let mut diagnostic = Diagnostic::warning(pattern.span, message);
    match &pattern.kind {
        PatternKind::Tag(tag) => {
            let fields = found.contains(&Kind::Object(Some(tag)));
            if fields {
                diagnostic
                    .hints
                    .push(format!("an object with that tag is matched by `{tag}[]`"));
            } else {
                diagnostic.hints.extend(kinds::closest_tag(tag, found));
            }
        }
        PatternKind::Object { tag: Some(tag), .. } if found.contains(&Kind::Tag(&tag.text)) => {
            diagnostic
                .hints
                .push(format!("the plain tag is matched by `{}`", tag.text));
        }
        _ => {}
    }
    diagnostic
}

/// The items of a list that is matched where it is written.
fn list_items(pipeline: &Expr, index: usize) -> Option<&[Expr]> {
    match &pipeline.kind {
        ExprKind::Pipeline { head, .. } if index == 0 => match &head.kind {
            ExprKind::List(items) => Some(items),
            _ => None,
        },
        _ => None,
    }
}

fn may_match(pattern: &Pattern, kind: &Kind<'_>) -> bool {
    match &pattern.kind {
        PatternKind::Wildcard
        | PatternKind::Binding(_)
        | PatternKind::Value(_)
        | PatternKind::Missing => true,
        PatternKind::Number(_) => *kind == Kind::Number,
        PatternKind::Text(_) => *kind == Kind::Text,
        PatternKind::Tag(tag) => *kind == Kind::Tag(tag),
        PatternKind::List(_) => *kind == Kind::List,
        PatternKind::Object { tag: None, .. } => kind.has_fields(),
        PatternKind::Object { tag: Some(tag), .. } => {
            *kind == Kind::Object(Some(&tag.text)) || *kind == Kind::Element
        }
    }
}

/// Whether `first` matches everything that `second` matches. Patterns are not deeper than brackets.
fn covers(first: &Pattern, second: &Pattern) -> bool {
    match (&first.kind, &second.kind) {
        (PatternKind::Wildcard | PatternKind::Binding(_), _) => true,
        (
            PatternKind::Object { tag, fields },
            PatternKind::Object {
                tag: other,
                fields: others,
            },
        ) => {
            let same_tag = match (tag, other) {
                (None, _) => true,
                (Some(tag), Some(other)) => tag.text == other.text,
                (Some(_), None) => false,
            };
            same_tag
                && fields.iter().all(|field| {
                    others.iter().any(|other| {
                        other.name.text == field.name.text && field_covers(field, other)
                    })
                })
        }
        (PatternKind::List(items), PatternKind::List(others)) => {
            items.len() == others.len()
                && items
                    .iter()
                    .zip(others)
                    .all(|(item, other)| covers(item, other))
        }
        _ => literal(first).is_some() && literal(first) == literal(second),
    }
}

fn field_covers(first: &PatternField, second: &PatternField) -> bool {
    match (&first.pattern, &second.pattern) {
        (None, _) => true,
        (Some(first), Some(second)) => covers(first, second),
        (Some(first), None) => {
            matches!(first.kind, PatternKind::Wildcard | PatternKind::Binding(_))
        }
    }
}
