//! Comparisons that can have only one result.

use super::kinds::{self, Kind};
use super::{Checker, Diagnostic};
use crate::language::syntax::ast::{BinaryOperator, Expr};

impl<'a> Checker<'a, '_> {
    /// Values of different kinds are never equal (`language.md` §13.1).
    pub(super) fn operators(&mut self, first: &'a Expr, rest: &'a [(BinaryOperator, Expr)]) {
        // A chain compares the result of the comparison before it.
        let [(operator, right)] = rest else { return };
        let result = match operator {
            BinaryOperator::Equal => "False",
            BinaryOperator::NotEqual => "True",
            _ => return,
        };
        if first.is_literal() && right.is_literal() {
            // Whoever compares what he has just written wants to show something.
            return;
        }
        let (Some(left), Some(found)) = (self.values.of(first), self.values.of(right)) else {
            return;
        };
        let may_be_equal = left
            .iter()
            .any(|left| found.iter().any(|right| left.may_equal(right)));
        if left.is_empty() || found.is_empty() || may_be_equal {
            return;
        }
        let message = format!(
            "this is always `{result}`: {} never equals {}",
            kinds::described(&left),
            kinds::described(&found)
        );
        let mut diagnostic = Diagnostic::warning(first.span.to(right.span), message);
        if let [Kind::Tag(wrong)] = found.as_slice() {
            diagnostic.hints.extend(kinds::closest_tag(wrong, &left));
        }
        self.report(diagnostic);
    }
}
