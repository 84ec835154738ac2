//! `pipe`, `compare`, `sum` and `product` in one loop.
//!
//! The operators that wait for their right side are a stack on the heap, not native frames: nesting
//! costs the native stack only once per bracket, and long chains are flat.

use std::ops::ControlFlow;

use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::ast::{BinaryOperator, Expr, ExprKind};
use crate::language::syntax::parser::Parser;
use crate::language::syntax::token::{TokenKind, operator_symbol};

/// A chain of operators of one level whose last operand is being read.
struct Pending {
    level: u8,
    first: Expr,
    rest: Rest,
}

enum Rest {
    Steps(Vec<Expr>),
    Operands {
        done: Vec<(BinaryOperator, Expr)>,
        last: BinaryOperator,
    },
}

/// The level of the pipe.
const PIPE: u8 = 1;

impl Parser<'_> {
    /// `expr`
    ///
    /// This and all that is on the way from one bracket to the next keeps its frame small by leaving the
    /// work to functions that have returned when the next bracket is read.
    pub(super) fn expr(&mut self) -> Expr {
        let mut pending = Vec::new();
        let mut step = false;
        loop {
            let operand = self.postfix(step);
            match self.opt_operator(&mut pending, operand) {
                ControlFlow::Continue(piped) => step = piped,
                ControlFlow::Break(expr) => return expr,
            }
        }
    }

    /// Consumes an operator behind an operand; continues with whether it is the pipe. Without an
    /// operator all chains end.
    fn opt_operator(
        &mut self,
        pending: &mut Vec<Pending>,
        operand: Expr,
    ) -> ControlFlow<Expr, bool> {
        let mut operand = operand;
        let level = level(self.kind());
        while let Some(chain) =
            pending.pop_if(|chain| level.is_none_or(|level| chain.level > level))
        {
            let is_target = pending.last().is_some_and(|below| below.level == PIPE);
            operand = self.finish(chain, operand, is_target);
        }
        let Some(level) = level else {
            return ControlFlow::Break(operand);
        };
        let operator = match self.kind() {
            TokenKind::Operator(operator) => Some(operator),
            _ => None,
        };
        match pending.last_mut() {
            Some(chain) if chain.level == level => match (&mut chain.rest, operator) {
                (Rest::Operands { done, last }, Some(next)) => {
                    done.push((std::mem::replace(last, next), operand));
                }
                (Rest::Steps(steps), _) => steps.push(operand),
                // One level has either operators or the pipe.
                (Rest::Operands { .. }, None) => {}
            },
            below => {
                if below.is_some_and(|chain| chain.level == PIPE) {
                    self.report_operator_on_target(&operand);
                }
                let rest = match operator {
                    Some(last) => Rest::Operands {
                        done: Vec::new(),
                        last,
                    },
                    None => Rest::Steps(Vec::new()),
                };
                pending.push(Pending {
                    level,
                    first: operand,
                    rest,
                });
            }
        }
        self.bump();
        ControlFlow::Continue(operator.is_none())
    }

    fn finish(&mut self, chain: Pending, last_operand: Expr, is_target: bool) -> Expr {
        let span = chain.first.span.to(last_operand.span);
        let first = Box::new(chain.first);
        let kind = match chain.rest {
            Rest::Steps(mut steps) => {
                steps.push(last_operand);
                ExprKind::Pipeline { head: first, steps }
            }
            // Reported when its operator was read.
            Rest::Operands { .. } if is_target => return self.missing_at(span),
            Rest::Operands { mut done, last } => {
                done.push((last, last_operand));
                ExprKind::Operators { first, rest: done }
            }
        };
        self.expr_of(span, kind)
    }

    fn report_operator_on_target(&mut self, target: &Expr) {
        if matches!(target.kind, ExprKind::Missing) {
            return;
        }
        let token = self.token();
        let symbol = match token.kind {
            TokenKind::Operator(operator) => operator_symbol(operator),
            _ => token.kind.symbol(),
        };
        let message = format!("the result of `{symbol}` cannot be a pipe target");
        let hint = format!(
            "everything up to the next `|>` belongs to the target; write `(a |> f()) {symbol} b`"
        );
        self.report(Diagnostic::error(self.span(token), message).hint(hint));
    }
}

fn level(kind: TokenKind) -> Option<u8> {
    match kind {
        TokenKind::Pipe => Some(PIPE),
        TokenKind::Operator(operator) => Some(match operator {
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => 3,
            BinaryOperator::Add | BinaryOperator::Subtract => 5,
            BinaryOperator::Multiply | BinaryOperator::Divide => 7,
        }),
        _ => None,
    }
}
