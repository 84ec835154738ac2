//! The atoms that start with a keyword.

use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::ast::{Arm, Expr, ExprKind};
use crate::language::syntax::lexer::shorten;
use crate::language::syntax::parser::Parser;
use crate::language::syntax::token::{Keyword, Token, TokenKind};

use super::exprs::what;

impl Parser<'_> {
    pub(super) fn construct(&mut self, keyword: Keyword) -> Expr {
        match keyword {
            Keyword::List => self.braced_items(keyword, ExprKind::List),
            Keyword::Latest => self.braced_items(keyword, ExprKind::Latest),
            Keyword::Then => self.braced(keyword, ExprKind::Then),
            Keyword::Flush => self.braced(keyword, ExprKind::Flush),
            Keyword::When => self.arms(keyword, ExprKind::When),
            Keyword::While => self.arms(keyword, ExprKind::While),
            Keyword::Hold => self.hold(),
            Keyword::Block => self.block(),
            Keyword::Map => self.map(),
            Keyword::Link => self.link(),
            Keyword::Skip => self.skip(),
            Keyword::Passed => self.passed(),
            Keyword::Bits | Keyword::Memory | Keyword::Bytes => self.unsupported(keyword),
            Keyword::Function | Keyword::Pass => self.no_expression(),
        }
    }

    fn skip(&mut self) -> Expr {
        let token = self.bump();
        self.expr_of(self.span(token), ExprKind::Skip)
    }

    /// `"PASSED" { "." snake }`
    fn passed(&mut self) -> Expr {
        let start = self.bump();
        let fields = self.fields();
        self.expr_of(self.span_from(start), ExprKind::Passed { fields })
    }

    /// `KEYWORD "{" [ items ] "}"`
    fn braced_items(&mut self, keyword: Keyword, kind: fn(Vec<Expr>) -> ExprKind) -> Expr {
        let start = self.bump();
        if self
            .expect_open(TokenKind::LeftBrace, &quoted(keyword))
            .is_none()
        {
            return self.missing_from(start);
        }
        let mut items = Vec::new();
        self.nameless_items(&mut |parser| {
            parser.report_glued_minus();
            items.push(parser.expr());
        });
        self.expr_of(self.span_from(start), kind(items))
    }

    /// `3-1` is two items; whoever writes it like this mostly means one.
    fn report_glued_minus(&mut self) {
        let token = self.token();
        let number = self.slice(token);
        let glued = self.previous().is_some_and(|last| {
            last.end == token.start && !last.kind.is_opener() && last.kind != TokenKind::Comma
        });
        if !glued || token.kind != TokenKind::Number || !number.starts_with('-') {
            return;
        }
        let message = format!("`{}` is an item of its own", shorten(number));
        let hint = format!(
            "a subtraction is written `a - {}`; two items are written `a, {}`",
            shorten(&number[1..]),
            shorten(number)
        );
        self.report(Diagnostic::warning(self.span(token), message).hint(hint));
    }

    /// `KEYWORD "{" expr "}"`
    fn braced(&mut self, keyword: Keyword, kind: fn(Box<Expr>) -> ExprKind) -> Expr {
        let start = self.bump();
        match self.body(keyword, &quoted(keyword)) {
            Some(body) => self.expr_of(self.span_from(start), kind(body)),
            None => self.missing_from(start),
        }
    }

    /// `"{" expr "}"`; `None` if there is none, which is reported.
    fn body(&mut self, keyword: Keyword, after: &str) -> Option<Box<Expr>> {
        self.expect_open(TokenKind::LeftBrace, after)?;
        let body = Box::new(self.expr());
        self.close_single(&format!("the body of `{}`", keyword.word()));
        Some(body)
    }

    fn hold(&mut self) -> Expr {
        let start = self.bump();
        let Some(name) = self.snake("the name of the state after `HOLD`") else {
            if self.at(TokenKind::LeftBrace) {
                self.skip_group();
            }
            return self.missing_from(start);
        };
        match self.body(Keyword::Hold, "the name of the state") {
            Some(body) => self.expr_of(self.span_from(start), ExprKind::Hold { name, body }),
            None => self.missing_from(start),
        }
    }

    fn arms(&mut self, keyword: Keyword, kind: fn(Vec<Arm>) -> ExprKind) -> Expr {
        let start = self.bump();
        if self
            .expect_open(TokenKind::LeftBrace, &quoted(keyword))
            .is_none()
        {
            return self.missing_from(start);
        }
        let mut arms = Vec::new();
        self.nameless_items(&mut |parser| arms.extend(parser.opt_arm()));
        self.expr_of(self.span_from(start), kind(arms))
    }

    /// `pattern "=>" expr`; `None` if it is none, which is reported.
    fn opt_arm(&mut self) -> Option<Arm> {
        let before = self.position();
        let pattern = self.pattern();
        if self.opt_bump(TokenKind::Arrow).is_none() {
            if self.position() > before {
                let hint = "an arm is `pattern => value`";
                self.unexpected_with("`=>` after the pattern", vec![hint.to_owned()]);
                self.skip_to_item();
            }
            return None;
        }
        let body = self.expr();
        Some(Arm { pattern, body })
    }

    /// `"BLOCK" "{" { variable sep } expr "}"`
    fn block(&mut self) -> Expr {
        let start = self.bump();
        if self.expect_open(TokenKind::LeftBrace, "`BLOCK`").is_none() {
            return self.missing_from(start);
        }
        let mut variables = Vec::new();
        loop {
            while self.at(TokenKind::Comma) {
                self.bump();
            }
            if !(self.at(TokenKind::Snake) && self.ahead(1).kind == TokenKind::Colon) {
                break;
            }
            variables.push(self.variable());
        }
        let result = if self.at(TokenKind::RightBrace) {
            let hint = "a block ends with its result: `BLOCK { name: value  name }`";
            self.unexpected_with("the result of the block", vec![hint.to_owned()]);
            self.missing()
        } else {
            self.expr()
        };
        while self.at(TokenKind::Comma) {
            self.bump();
        }
        if self.at(TokenKind::Snake) && self.ahead(1).kind == TokenKind::Colon {
            let hint = "the result of a block is its last expression; variables stand before it";
            self.unexpected_with("`}` after the result of the block", vec![hint.to_owned()]);
        }
        self.close_single("the result of a block");
        self.expr_of(
            self.span_from(start),
            ExprKind::Block {
                variables,
                result: Box::new(result),
            },
        )
    }

    /// `"MAP" "{" [ key ":" expr { sep key ":" expr } ] "}"`
    fn map(&mut self) -> Expr {
        let start = self.bump();
        if self.expect_open(TokenKind::LeftBrace, "`MAP`").is_none() {
            return self.missing_from(start);
        }
        let mut entries = Vec::new();
        self.items(&mut |parser| {
            let key = parser.postfix(false);
            if parser.opt_bump(TokenKind::Colon).is_none() {
                parser.unexpected("`:` after the key");
                return;
            }
            entries.push((key, parser.expr()));
        });
        self.expr_of(self.span_from(start), ExprKind::Map(entries))
    }

    /// `LINK` or `LINK { path }`
    fn link(&mut self) -> Expr {
        let start = self.bump();
        if !self.at(TokenKind::LeftBrace) {
            return self.expr_of(self.span(start), ExprKind::Link);
        }
        if self.open().is_none() {
            return self.missing_from(start);
        }
        let slot = self.expr();
        if !matches!(
            slot.kind,
            ExprKind::Path { .. } | ExprKind::Passed { .. } | ExprKind::Missing
        ) {
            let message = format!(
                "expected the path of a slot in `LINK {{ … }}`, found {}",
                what(&slot.kind)
            );
            self.report(
                Diagnostic::error(slot.span, message).hint("write `value |> LINK { object.slot }`"),
            );
        }
        self.close_single("the slot of `LINK`");
        self.expr_of(self.span_from(start), ExprKind::LinkSet(Box::new(slot)))
    }

    /// Hardware values: recognised, so that the message is clear, and skipped.
    fn unsupported(&mut self, keyword: Keyword) -> Expr {
        let start = self.bump();
        let message = format!("`{}` is not supported", keyword.word());
        let hint = "it belongs to the hardware side of the language; use numbers, texts and lists";
        self.report(Diagnostic::error(self.span(start), message).hint(hint));
        let brackets = [
            TokenKind::LeftBrace,
            TokenKind::LeftBracket,
            TokenKind::LeftParenthesis,
        ];
        while brackets.iter().any(|&bracket| self.at_on_line(bracket)) {
            let first = self.token();
            self.skip_group();
            self.mark_not_code(self.span_from(first));
        }
        self.missing_from(start)
    }

    fn missing_from(&mut self, start: Token) -> Expr {
        let span = self.span_from(start);
        self.missing_at(span)
    }
}

fn quoted(keyword: Keyword) -> String {
    format!("`{}`", keyword.word())
}
