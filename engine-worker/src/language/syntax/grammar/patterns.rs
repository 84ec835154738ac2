//! `pattern` and `pfield` (`language.md` §9).

use crate::language::syntax::ast::{ExprKind, Name, Pattern, PatternField, PatternKind};
use crate::language::syntax::parser::Parser;
use crate::language::syntax::token::{Keyword, TokenKind};

impl Parser<'_> {
    pub(super) fn pattern(&mut self) -> Pattern {
        let start = self.token();
        let kind = self.pattern_kind();
        let span = match kind {
            PatternKind::Missing => self.span(start),
            _ => self.span_from(start),
        };
        Pattern { span, kind }
    }

    fn pattern_kind(&mut self) -> PatternKind {
        let token = self.token();
        match token.kind {
            TokenKind::Wildcard => {
                self.bump();
                PatternKind::Wildcard
            }
            TokenKind::Number => {
                self.bump();
                PatternKind::Number(self.slice(token).parse().unwrap_or_default())
            }
            TokenKind::TextStart => PatternKind::Text(self.plain_text()),
            TokenKind::Pascal => {
                self.bump();
                let tag = self.name_of(token);
                if self.at_on_line(TokenKind::LeftBracket) {
                    self.object_pattern(Some(tag))
                } else {
                    PatternKind::Tag(tag.text)
                }
            }
            TokenKind::LeftBracket => self.object_pattern(None),
            TokenKind::Keyword(Keyword::List) => self.list_pattern(),
            TokenKind::Snake if self.ahead(1).kind == TokenKind::Dot => self.value_pattern(),
            TokenKind::Snake => {
                self.bump();
                PatternKind::Binding(self.name_of(token))
            }
            TokenKind::LeftBrace => {
                if self.open().is_none() {
                    return PatternKind::Missing;
                }
                let kind = self.value_pattern();
                self.close_single("a compared value");
                kind
            }
            _ => {
                let hint = "patterns are `__`, a name, a number, a tag, `TEXT { … }`, `Tag[field]`, `[field]` or `LIST { … }`";
                self.unexpected_with("a pattern", vec![hint.to_owned()]);
                PatternKind::Missing
            }
        }
    }

    fn object_pattern(&mut self, tag: Option<Name>) -> PatternKind {
        if self.open().is_none() {
            return PatternKind::Missing;
        }
        let mut fields = Vec::new();
        self.items(&mut |parser| fields.extend(parser.opt_pattern_field()));
        PatternKind::Object { tag, fields }
    }

    /// `snake [ ":" pattern ]`; `None` if it is none, which is reported.
    fn opt_pattern_field(&mut self) -> Option<PatternField> {
        let name = self.snake("the name of a field")?;
        let pattern = self.opt_bump(TokenKind::Colon).map(|_| self.pattern());
        Some(PatternField { name, pattern })
    }

    fn list_pattern(&mut self) -> PatternKind {
        self.bump();
        if self.expect_open(TokenKind::LeftBrace, "`LIST`").is_none() {
            return PatternKind::Missing;
        }
        let mut items = Vec::new();
        self.items(&mut |parser| items.push(parser.pattern()));
        PatternKind::List(items)
    }

    /// `snake { "." snake }` as a value to compare with.
    fn value_pattern(&mut self) -> PatternKind {
        let start = self.token();
        let Some(root) = self.snake("the path of a value to compare with") else {
            return PatternKind::Missing;
        };
        let fields = self.fields();
        let path = self.expr_of(self.span_from(start), ExprKind::Path { root, fields });
        PatternKind::Value(Box::new(path))
    }
}
