//! Arms and patterns.

use crate::language::format::document::Doc;
use crate::language::syntax::ast::{Arm, Expr, ExprKind, Pattern, PatternField, PatternKind};
use crate::language::syntax::token::TokenKind;

use super::{Brackets, PADDED, Part, TIGHT, Writer};

/// `{value}` in a pattern.
const COMPARED: Brackets = Brackets {
    padding: "",
    hug: false,
};

impl<'s> Writer<'s> {
    /// `{ pattern => body … }`
    pub(super) fn arms(&mut self, arms: &[Arm]) -> Part<'s> {
        self.brackets(PADDED, arms.len(), &mut |writer, index| {
            writer.arm(&arms[index])
        })
    }

    fn arm(&mut self, arm: &Arm) -> Part<'s> {
        let pattern = self.pattern(&arm.pattern);
        let mut docs = pattern.docs;
        docs.push(Doc::Text(" "));
        docs.extend(self.token());
        let mut body = self.value(docs, " ", &mut |writer| writer.expr(&arm.body));
        body.forced |= pattern.forced;
        body
    }

    fn pattern(&mut self, pattern: &Pattern) -> Part<'s> {
        match &pattern.kind {
            PatternKind::Text(_) => self.plain_text(),
            PatternKind::Object { tag, fields } => {
                let docs = self.glued(usize::from(tag.is_some()));
                let fields = self.brackets(TIGHT, fields.len(), &mut |writer, index| {
                    writer.pattern_field(&fields[index])
                });
                fields.after(docs)
            }
            PatternKind::List(items) => {
                let mut docs = self.token();
                docs.push(Doc::Text(" "));
                let items = self.brackets(PADDED, items.len(), &mut |writer, index| {
                    writer.pattern(&items[index])
                });
                items.after(docs)
            }
            PatternKind::Value(path) if self.tokens.at(TokenKind::LeftBrace) => {
                self.brackets(COMPARED, 1, &mut |writer, _| writer.compared(path))
            }
            PatternKind::Value(path) => self.compared(path),
            PatternKind::Wildcard
            | PatternKind::Binding(_)
            | PatternKind::Number(_)
            | PatternKind::Tag(_)
            | PatternKind::Missing => Part::of(self.token()),
        }
    }

    /// The path of a value to compare with.
    fn compared(&mut self, path: &Expr) -> Part<'s> {
        let fields = match &path.kind {
            ExprKind::Path { fields, .. } => fields.len(),
            _ => 0,
        };
        Part::of(self.glued(1 + 2 * fields))
    }

    fn pattern_field(&mut self, field: &PatternField) -> Part<'s> {
        let mut docs = self.token();
        let Some(pattern) = &field.pattern else {
            return Part::of(docs);
        };
        docs.extend(self.token());
        self.value(docs, " ", &mut |writer| writer.pattern(pattern))
    }
}
