//! Expressions.

use crate::language::format::document::Doc;
use crate::language::syntax::ast::{Call, Entry, Expr, ExprKind, Name, Variable};
use crate::language::syntax::token::{Keyword, TokenKind};

use super::{PADDED, Part, TIGHT, Writer};

impl<'s> Writer<'s> {
    pub(super) fn expr(&mut self, expr: &Expr) -> Part<'s> {
        self.parenthesized(expr, expr.span.end)
    }

    /// An expression whose last token ends there; brackets around it are kept.
    fn parenthesized(&mut self, expr: &Expr, end: u32) -> Part<'s> {
        let closer = self
            .tokens
            .closer()
            .filter(|closer| self.tokens.at(TokenKind::LeftParenthesis) && closer.end == end);
        let Some(closer) = closer else {
            return self.bare(expr);
        };
        let inner_end = self.tokens.end_before(closer);
        self.brackets(TIGHT, 1, &mut |writer, _| {
            writer.parenthesized(expr, inner_end)
        })
    }

    fn bare(&mut self, expr: &Expr) -> Part<'s> {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Tag(_) | ExprKind::Skip | ExprKind::Link => {
                Part::of(self.token())
            }
            ExprKind::Missing => Part::of(Vec::new()),
            ExprKind::Path { fields, .. } | ExprKind::Passed { fields } => {
                Part::of(self.glued(1 + 2 * fields.len()))
            }
            ExprKind::FieldAccess(fields) => Part::of(self.glued(2 * fields.len())),
            ExprKind::Field { base, fields } => self.field(base, fields),
            ExprKind::Text(parts) => self.text(parts),
            ExprKind::List(items) | ExprKind::Latest(items) => self.keyword(&mut |writer| {
                writer.brackets(PADDED, items.len(), &mut |writer, index| {
                    writer.expr(&items[index])
                })
            }),
            ExprKind::Map(entries) => self.map(entries),
            ExprKind::Object(entries) => self.entries(entries),
            ExprKind::Tagged { entries, .. } => {
                let docs = self.token();
                self.entries(entries).after(docs)
            }
            ExprKind::Call(call) => self.call(call),
            ExprKind::Pipeline { head, steps } => self.pipeline(head, steps),
            ExprKind::Operators { first, rest } => self.operators(first, rest),
            ExprKind::Block { variables, result } => self.block(variables, result),
            ExprKind::Then(body) | ExprKind::Flush(body) | ExprKind::LinkSet(body) => {
                self.keyword(&mut |writer| writer.body(body))
            }
            ExprKind::Hold { body, .. } => self.keyword(&mut |writer| {
                let mut docs = writer.token();
                docs.push(Doc::Text(" "));
                writer.body(body).after(docs)
            }),
            ExprKind::When(arms) | ExprKind::While(arms) => {
                self.keyword(&mut |writer| writer.arms(arms))
            }
        }
    }

    /// The keyword at the next token and what follows it.
    fn keyword(&mut self, rest: &mut dyn FnMut(&mut Writer<'s>) -> Part<'s>) -> Part<'s> {
        let mut docs = self.token();
        docs.push(Doc::Text(" "));
        rest(self).after(docs)
    }

    /// `{ body }`
    fn body(&mut self, body: &Expr) -> Part<'s> {
        self.brackets(PADDED, 1, &mut |writer, _| writer.expr(body))
    }

    fn field(&mut self, base: &Expr, fields: &[Name]) -> Part<'s> {
        let mut part = self.expr(base);
        part.docs.extend(self.glued(2 * fields.len()));
        part
    }

    fn map(&mut self, entries: &[(Expr, Expr)]) -> Part<'s> {
        self.keyword(&mut |writer| {
            writer.brackets(PADDED, entries.len(), &mut |writer, index| {
                let (key, value) = &entries[index];
                let key = writer.expr(key);
                let mut docs = key.docs;
                docs.extend(writer.token());
                let mut part = writer.value(docs, " ", &mut |writer| writer.expr(value));
                part.forced |= key.forced;
                part
            })
        })
    }

    fn entries(&mut self, entries: &[Entry]) -> Part<'s> {
        self.brackets(
            TIGHT,
            entries.len(),
            &mut |writer, index| match &entries[index] {
                Entry::Field(variable) => writer.variable(variable),
                Entry::Spread(value) => {
                    let docs = writer.token();
                    writer.value(docs, "", &mut |writer| writer.expr(value))
                }
            },
        )
    }

    fn call(&mut self, call: &Call) -> Part<'s> {
        let docs = self.glued(2 * call.modules.len() + 1);
        let count = call.arguments.len() + usize::from(call.pass.is_some());
        let mut arguments = call.arguments.iter();
        let list = self.brackets(TIGHT, count, &mut |writer, _| {
            let value = if writer.tokens.at(TokenKind::Keyword(Keyword::Pass)) {
                call.pass.as_deref()
            } else {
                arguments
                    .next()
                    .and_then(|argument| argument.value.as_ref())
            };
            let mut docs = writer.token();
            let Some(value) = value else {
                return Part::of(docs);
            };
            docs.extend(writer.token());
            writer.value(docs, " ", &mut |writer| writer.expr(value))
        });
        list.after(docs)
    }

    fn block(&mut self, variables: &[Variable], result: &Expr) -> Part<'s> {
        self.keyword(&mut |writer| {
            writer.brackets(
                PADDED,
                variables.len() + 1,
                &mut |writer, index| match variables.get(index) {
                    Some(variable) => writer.variable(variable),
                    None => writer.expr(result),
                },
            )
        })
    }
}
