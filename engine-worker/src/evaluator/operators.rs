//! Operators on values (`language.md` §13).

use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::ast::BinaryOperator;
use crate::language::syntax::span::Span;
use crate::value::{CellRef, Live, Value};

use super::Evaluator;
use super::read::{Reads, View};

impl Evaluator {
    /// Applies a binary operator; `None` with a diagnostic where it has no value.
    #[allow(
        clippy::too_many_arguments,
        reason = "one reader's context, passed on to every read"
    )]
    pub(crate) fn operate(
        &mut self,
        operator: BinaryOperator,
        left: &Value,
        right: &Value,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
        span: Span,
    ) -> Option<Value> {
        use BinaryOperator::{
            Add, Divide, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Multiply, NotEqual,
            Subtract,
        };
        let (symbol, compute): (&str, fn(f64, f64) -> f64) = match operator {
            Equal => return Some(Value::bool(self.equal(left, right, view, reader, reads))),
            NotEqual => return Some(Value::bool(!self.equal(left, right, view, reader, reads))),
            Less | LessOrEqual | Greater | GreaterOrEqual => {
                return Some(Value::bool(ordered(operator, left, right)));
            }
            Add => ("+", |a, b| a + b),
            Subtract => ("-", |a, b| a - b),
            Multiply => ("*", |a, b| a * b),
            Divide => ("/", |a, b| a / b),
        };
        if let (Value::Number(left), Value::Number(right)) = (left, right) {
            return Some(Value::Number(compute(*left, *right)));
        }
        let wrong = if matches!(left, Value::Number(_)) {
            right
        } else {
            left
        };
        let mut diagnostic = Diagnostic::error(
            span,
            format!("`{symbol}` needs two numbers, found {}", describe(wrong)),
        );
        if operator == Add && matches!(wrong, Value::Text(_)) {
            diagnostic = diagnostic.hint("to join texts write `TEXT { {a}{b} }`");
        }
        self.report(diagnostic);
        None
    }

    /// Reports a value that a library function cannot work with.
    pub(crate) fn wrong_kind(&mut self, span: Span, function: &str, needed: &str, found: &Value) {
        let found = describe(found);
        let message = format!("`{function}` needs {needed}, found {found}");
        self.report(Diagnostic::error(span, message));
    }

    /// Deep structural equality, without recursion.
    pub(crate) fn equal(
        &mut self,
        left: &Value,
        right: &Value,
        view: View,
        reader: CellRef,
        reads: &mut Reads,
    ) -> bool {
        let is_scalar =
            |value: &Value| matches!(value, Value::Number(_) | Value::Text(_) | Value::Tag(_));
        if is_scalar(left) || is_scalar(right) {
            return match (left, right) {
                (Value::Number(left), Value::Number(right)) => left == right,
                _ => left.same_scalar(right),
            };
        }
        let mut stack = vec![(Some(left.clone()), Some(right.clone()))];
        while let Some((left, right)) = stack.pop() {
            let (left, right) = match (left, right) {
                (None, None) => continue,
                (Some(left), Some(right)) => (left, right),
                _ => return false,
            };
            match (&left, &right) {
                (Value::Number(a), Value::Number(b)) if a == b => {}
                (Value::Text(a), Value::Text(b)) if a == b => {}
                (Value::Tag(a), Value::Tag(b)) if a == b => {}
                (Value::Element(a), Value::Element(b)) if a == b => {}
                (Value::Object(a), Value::Object(b)) => {
                    if std::rc::Rc::ptr_eq(a, b) {
                        continue;
                    }
                    if a.tag != b.tag || a.fields.len() != b.fields.len() {
                        return false;
                    }
                    for (name, live) in &a.fields {
                        let Some(other) = b.field(*name) else {
                            return false;
                        };
                        let (a, b) = (live.clone(), other.clone());
                        if same_cell(&a, &b) {
                            continue;
                        }
                        let a = self.read(&a, view, reader, reads).value;
                        let b = self.read(&b, view, reader, reads).value;
                        stack.push((a, b));
                    }
                }
                (Value::List(a), Value::List(b)) => {
                    let a = self.items(a, view, reader, reads);
                    let b = self.items(b, view, reader, reads);
                    if a.len() != b.len() {
                        return false;
                    }
                    for ((_, a), (_, b)) in a.iter().zip(b.iter()) {
                        if same_cell(a, b) {
                            continue;
                        }
                        let a = self.read(a, view, reader, reads).value;
                        let b = self.read(b, view, reader, reads).value;
                        stack.push((a, b));
                    }
                }
                _ => return false,
            }
        }
        true
    }
}

fn same_cell(a: &Live, b: &Live) -> bool {
    matches!((a, b), (Live::Cell(a), Live::Cell(b)) if a == b)
}

fn ordered(operator: BinaryOperator, left: &Value, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        // Code point order is byte order in UTF-8.
        (Value::Text(a), Value::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        _ => None,
    };
    let Some(order) = order else { return false };
    match operator {
        BinaryOperator::Less => order.is_lt(),
        BinaryOperator::LessOrEqual => order.is_le(),
        BinaryOperator::Greater => order.is_gt(),
        BinaryOperator::GreaterOrEqual => order.is_ge(),
        BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::Divide => false,
    }
}

/// A value with its kind, short enough for a message.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            let short: String = text.chars().take(20).collect();
            let dots = if text.chars().count() > 20 { "…" } else { "" };
            format!("the text `{short}{dots}`")
        }
        Value::Tag(tag) => format!("the tag `{}`", tag.name()),
        Value::Number(number) => format!("the number {}", crate::value::number_text(*number)),
        Value::Object(_) | Value::List(_) | Value::Element(_) => value.kind_name().to_owned(),
    }
}
