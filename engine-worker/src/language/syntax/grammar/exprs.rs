//! `postfix`, `atom` and the atoms that are no keyword.

use std::rc::Rc;

use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::ast::{
    Argument, BinaryOperator, Call, Entry, Expr, ExprKind, Name, TextPart,
};
use crate::language::syntax::lexer::{shorten, snake_case};
use crate::language::syntax::parser::Parser;
use crate::language::syntax::span::Span;
use crate::language::syntax::token::{Keyword, Token, TokenKind};

/// More segments than any module path has; a bound keeps the look-ahead short.
const MAX_SEGMENTS: usize = 16;

impl Parser<'_> {
    /// `atom { "." snake }`; with `step` as the target of a pipe.
    pub(super) fn postfix(&mut self, step: bool) -> Expr {
        let start = self.token();
        let atom = self.atom(step);
        self.after_atom(start, atom, step)
    }

    fn after_atom(&mut self, start: Token, atom: Expr, step: bool) -> Expr {
        let mut expr = atom;
        if self.at(TokenKind::Dot) && self.ahead(1).kind == TokenKind::Snake {
            let fields = self.fields();
            let base = Box::new(expr);
            expr = self.expr_of(self.span_from(start), ExprKind::Field { base, fields });
        }
        let glued = self
            .previous()
            .is_some_and(|last| last.end == self.token().start);
        if glued && self.at(TokenKind::LeftParenthesis) && !matches!(expr.kind, ExprKind::Missing) {
            return self.not_callable(start, &expr);
        }
        self.check_place(expr, step)
    }

    fn atom(&mut self, step: bool) -> Expr {
        match self.kind() {
            TokenKind::Number => self.number(),
            TokenKind::Snake => self.path_or_call(),
            TokenKind::Pascal => self.pascal(),
            TokenKind::TextStart => self.text_literal(),
            TokenKind::LeftBracket => self.object(),
            TokenKind::LeftParenthesis => self.parenthesized(),
            TokenKind::Keyword(keyword) => self.construct(keyword),
            TokenKind::Dot if step && self.ahead(1).kind == TokenKind::Snake => self.field_access(),
            _ => self.no_expression(),
        }
    }

    fn number(&mut self) -> Expr {
        let token = self.bump();
        let value = self.slice(token).parse().unwrap_or_default();
        self.expr_of(self.span(token), ExprKind::Number(value))
    }

    /// `"." snake { "." snake }`
    fn field_access(&mut self) -> Expr {
        let start = self.token();
        let fields = self.fields();
        self.expr_of(self.span_from(start), ExprKind::FieldAccess(fields))
    }

    pub(super) fn no_expression(&mut self) -> Expr {
        self.unexpected("an expression");
        self.missing()
    }

    /// Reports what is a pipe target but cannot be one, and the other way round.
    fn check_place(&mut self, expr: Expr, step: bool) -> Expr {
        let (target, source) = match &expr.kind {
            ExprKind::Missing | ExprKind::Call(_) => (true, true),
            ExprKind::Path { fields, .. } => (fields.is_empty(), true),
            ExprKind::Hold { .. }
            | ExprKind::Then(_)
            | ExprKind::When(_)
            | ExprKind::While(_)
            | ExprKind::LinkSet(_)
            | ExprKind::FieldAccess(_) => (true, false),
            _ => (false, true),
        };
        if step && !target {
            let hint = match &expr.kind {
                ExprKind::Link => "the slot is named in braces: `value |> LINK { slot }`",
                ExprKind::Path { .. } | ExprKind::Passed { .. } => {
                    "to read a field of the piped value write `|> .field`"
                }
                ExprKind::Field { .. } => "write `x |> f() |> .field`, or `(x |> f()).field`",
                _ => {
                    "a pipe target is a call, `HOLD`, `THEN`, `WHEN`, `WHILE`, `LINK { … }`, `.field` or a function's name"
                }
            };
            let message = format!("{} cannot be a pipe target", what(&expr.kind));
            self.report(Diagnostic::error(expr.span, message).hint(hint));
            return self.missing_at(expr.span);
        }
        if !step && !source {
            let name = what(&expr.kind);
            let message = format!("{name} can only be a pipe target");
            self.report(
                Diagnostic::error(expr.span, message).hint("give it an input: `input |> …`"),
            );
            return self.missing_at(expr.span);
        }
        expr
    }

    fn not_callable(&mut self, start: Token, expr: &Expr) -> Expr {
        let parenthesis = self.token();
        let empty = self.ahead(1).kind == TokenKind::RightParenthesis;
        let (message, hint) = match &expr.kind {
            ExprKind::Tag(tag) if empty => (
                format!("the tag `{}` cannot be called", shorten(tag)),
                format!("a tag stands alone: `{}`", shorten(tag)),
            ),
            ExprKind::Tag(tag) => (
                format!("the tag `{}` cannot be called", shorten(tag)),
                format!(
                    "functions are snake_case, `{}(…)`; tagged objects have `[ … ]`",
                    snake_case(tag)
                ),
            ),
            ExprKind::Path { fields, .. }
            | ExprKind::Passed { fields }
            | ExprKind::Field { fields, .. } => {
                let name = fields.last().map_or("f", |field| shorten(&field.text));
                let hint = format!(
                    "there are no methods; write `value |> {name}(…)` or `value |> Module/{name}(…)`"
                );
                ("a field cannot be called".to_owned(), hint)
            }
            _ => (
                "this cannot be called".to_owned(),
                "a call is `name(argument: value)`".to_owned(),
            ),
        };
        self.report(Diagnostic::error(self.span(parenthesis), message).hint(hint));
        self.skip_group();
        let span = self.span_from(start);
        self.missing_at(span)
    }

    /// `"." snake { "." snake }`
    pub(super) fn fields(&mut self) -> Vec<Name> {
        let mut fields = Vec::new();
        while self.at(TokenKind::Dot) {
            let next = self.ahead(1);
            if next.kind != TokenKind::Snake {
                self.bump();
                let hint = match next.kind {
                    TokenKind::Pascal => {
                        format!("fields are snake_case: `.{}`", snake_case(self.slice(next)))
                    }
                    _ => "a field is read like `value.field`".to_owned(),
                };
                self.unexpected_with("the name of a field after `.`", vec![hint]);
                let misspelt = matches!(
                    next.kind,
                    TokenKind::Pascal | TokenKind::Number | TokenKind::Keyword(_)
                );
                if misspelt && !next.newline_before {
                    self.bump();
                }
                break;
            }
            self.bump();
            let token = self.bump();
            fields.push(self.name_of(token));
        }
        fields
    }

    /// `name`, `name.field` or `name(…)`
    fn path_or_call(&mut self) -> Expr {
        let start = self.bump();
        let root = self.name_of(start);
        if self.at_on_line(TokenKind::LeftParenthesis) {
            return self.call(start, Vec::new(), root);
        }
        let fields = self.fields();
        self.expr_of(self.span_from(start), ExprKind::Path { root, fields })
    }

    /// `Tag`, `Tag[ … ]` or `Module/function(…)`
    fn pascal(&mut self) -> Expr {
        let start = self.token();
        if let Some(segments) = self.module_path() {
            let mut modules = Vec::with_capacity(segments);
            for _ in 0..segments {
                let token = self.bump();
                modules.push(self.name_of(token));
                self.bump();
            }
            let token = self.bump();
            let name = self.name_of(token);
            return self.call(start, modules, name);
        }
        self.bump();
        let tag = self.name_of(start);
        if self.at_on_line(TokenKind::LeftBracket) {
            let Some(entries) = self.entries() else {
                return self.missing();
            };
            return self.expr_of(self.span_from(start), ExprKind::Tagged { tag, entries });
        }
        self.expr_of(self.span(start), ExprKind::Tag(tag.text))
    }

    /// Number of modules before the function, if a module path starts here. Without a parenthesis behind
    /// it, it is one only if it is written without spaces; otherwise it is a division.
    fn module_path(&self) -> Option<usize> {
        let mut glued = true;
        let mut end = self.token().end;
        for segment in 0..MAX_SEGMENTS {
            let slash = self.ahead(2 * segment + 1);
            let name = self.ahead(2 * segment + 2);
            let divides = slash.kind == TokenKind::Operator(BinaryOperator::Divide);
            if !divides || slash.newline_before || name.newline_before {
                return None;
            }
            glued &= slash.start == end && name.start == slash.end;
            end = name.end;
            if name.kind == TokenKind::Snake {
                let after = self.ahead(2 * segment + 3);
                let called = after.kind == TokenKind::LeftParenthesis && !after.newline_before;
                return (called || glued).then_some(segment + 1);
            }
            if name.kind != TokenKind::Pascal {
                return None;
            }
        }
        None
    }

    /// The arguments of a call; the names before them are consumed.
    fn call(&mut self, start: Token, modules: Vec<Name>, name: Name) -> Expr {
        let mut call = Call {
            modules,
            name,
            arguments: Vec::new(),
            pass: None,
        };
        if !self.at_on_line(TokenKind::LeftParenthesis) {
            let span = self.span_from(start);
            let path = self
                .text
                .get(span.start as usize..span.end as usize)
                .unwrap_or("");
            let diagnostic =
                Diagnostic::error(span, "a call of a module's function needs parentheses");
            let hint = if self.at(TokenKind::LeftParenthesis) {
                "the `(` of a call stands on the same line as its name".to_owned()
            } else {
                format!("write `{}()`", shorten(path))
            };
            self.report(diagnostic.hint(hint));
            if self.at(TokenKind::LeftParenthesis) {
                self.skip_group();
            }
        } else if self.open().is_some() {
            self.items(&mut |parser| parser.argument(&mut call));
        } else {
            return self.missing();
        }
        self.expr_of(self.span_from(start), ExprKind::Call(call))
    }

    fn argument(&mut self, call: &mut Call) {
        let token = self.token();
        let next = self.ahead(1);
        match token.kind {
            TokenKind::Keyword(Keyword::Pass) => {
                self.bump();
                if self.opt_bump(TokenKind::Colon).is_none() {
                    return self.unexpected("`:` after `PASS`");
                }
                let value = self.expr();
                self.pass(call, token, value);
            }
            TokenKind::Snake if next.kind == TokenKind::Colon => {
                let variable = self.variable();
                add_argument(call, variable.name, Some(variable.value));
            }
            TokenKind::Snake if !continues_expression(next) => {
                self.bump();
                add_argument(call, self.name_of(token), None);
            }
            _ => {
                self.report_positional();
                self.expr();
            }
        }
    }

    fn pass(&mut self, call: &mut Call, token: Token, value: Expr) {
        if call.pass.replace(Box::new(value)).is_some() {
            let diagnostic =
                Diagnostic::error(self.span(token), "`PASS` is given twice in one call");
            self.report(diagnostic.hint("pass one object: `PASS: [a: …, b: …]`"));
        }
    }

    fn report_positional(&mut self) {
        let token = self.token();
        if token.kind == TokenKind::Pascal && self.ahead(1).kind == TokenKind::Colon {
            let hint = format!(
                "argument names are snake_case: `{}`",
                snake_case(self.slice(token))
            );
            self.unexpected_with("the name of an argument", vec![hint]);
            self.bump();
            self.bump();
            return;
        }
        let hint = "arguments are passed by name, `f(name: value)`; the first one may be piped, `value |> f()`";
        self.unexpected_with("`name: value`", vec![hint.to_owned()]);
    }

    /// `"(" expr ")"`
    fn parenthesized(&mut self) -> Expr {
        let start = self.token();
        if self.open().is_none() {
            return self.missing();
        }
        let mut expr = self.expr();
        self.close_single("what is in brackets");
        expr.span = self.span_from(start);
        expr
    }

    fn object(&mut self) -> Expr {
        let start = self.token();
        let Some(entries) = self.entries() else {
            return self.missing();
        };
        self.expr_of(self.span_from(start), ExprKind::Object(entries))
    }

    /// `"[" [ entry { sep entry } ] "]"`; `None` if that is too deep.
    fn entries(&mut self) -> Option<Vec<Entry>> {
        self.open()?;
        let mut entries = Vec::new();
        self.items(&mut |parser| entries.extend(parser.opt_entry()));
        Some(entries)
    }

    fn opt_entry(&mut self) -> Option<Entry> {
        match self.kind() {
            TokenKind::Snake if self.ahead(1).kind == TokenKind::Colon => {
                Some(Entry::Field(self.variable()))
            }
            TokenKind::Spread => {
                self.bump();
                Some(Entry::Spread(self.expr()))
            }
            _ => {
                self.report_no_entry();
                None
            }
        }
    }

    fn report_no_entry(&mut self) {
        let token = self.token();
        if token.kind == TokenKind::Snake {
            self.bump();
            let name = shorten(self.slice(token));
            let hint = format!(
                "fields are `name: value`, here perhaps `{name}: {name}`; lists are `LIST {{ … }}`"
            );
            self.unexpected_with(&format!("`:` after the field name `{name}`"), vec![hint]);
            return self.skip_to_item();
        }
        let hint = match token.kind {
            TokenKind::Pascal if self.ahead(1).kind == TokenKind::Colon => {
                format!("fields are snake_case: `{}`", snake_case(self.slice(token)))
            }
            _ => "an object is `[name: value]`; a list is `LIST { value }`".to_owned(),
        };
        self.unexpected_with("a field `name: value`", vec![hint]);
    }

    fn text_literal(&mut self) -> Expr {
        let start = self.bump();
        let mut parts = Vec::new();
        loop {
            let token = self.token();
            match token.kind {
                TokenKind::TextLiteral => {
                    self.bump();
                    parts.push(TextPart::Literal(Rc::from(self.slice(token))));
                }
                TokenKind::InterpolationStart
                    if self.ahead(1).kind == TokenKind::InterpolationEnd =>
                {
                    self.bump();
                    self.bump();
                }
                TokenKind::InterpolationStart => {
                    if self.open().is_some() {
                        let value = self.expr();
                        self.close_single("an interpolation");
                        parts.push(TextPart::Interpolation(value));
                    }
                }
                TokenKind::TextEnd => {
                    self.bump();
                    break;
                }
                // The lexer makes no others.
                _ => break,
            }
        }
        self.expr_of(self.span_from(start), ExprKind::Text(parts))
    }

    /// The trimmed content of a text that is not interpolated.
    pub(super) fn plain_text(&mut self) -> Rc<str> {
        let start = self.token();
        let mut depth = 0_usize;
        loop {
            let token = self.bump();
            match token.kind {
                TokenKind::TextStart => depth += 1,
                TokenKind::TextEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 || token.kind == TokenKind::End {
                let content = self
                    .text
                    .get(start.end as usize..token.start as usize)
                    .unwrap_or("");
                self.mark_not_code(Span {
                    file: self.file,
                    start: start.end,
                    end: token.end,
                });
                return Rc::from(content.trim());
            }
        }
    }
}

fn add_argument(call: &mut Call, name: Name, value: Option<Expr>) {
    call.arguments.push(Argument { name, value });
}

/// Whether an expression that starts with a name goes on with that token.
fn continues_expression(token: Token) -> bool {
    match token.kind {
        TokenKind::LeftParenthesis => !token.newline_before,
        kind => matches!(
            kind,
            TokenKind::Dot | TokenKind::Pipe | TokenKind::Operator(_) | TokenKind::Assign
        ),
    }
}

/// What an expression is, for messages.
pub(super) fn what(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Number(_) => "a number",
        ExprKind::Tag(_) => "a tag",
        ExprKind::Text(_) => "a text",
        ExprKind::List(_) => "a list",
        ExprKind::Object(_) | ExprKind::Tagged { .. } => "an object",
        ExprKind::Map(_) => "a map",
        ExprKind::Path { .. } => "a path",
        ExprKind::Passed { .. } => "`PASSED`",
        ExprKind::Field { .. } => "a field of an expression",
        ExprKind::Call(_) => "a call",
        ExprKind::Pipeline { .. } => "a pipeline",
        ExprKind::Operators { .. } => "the result of an operator",
        ExprKind::Block { .. } => "`BLOCK`",
        ExprKind::Latest(_) => "`LATEST`",
        ExprKind::Skip => "`SKIP`",
        ExprKind::Link => "`LINK` without braces",
        ExprKind::Flush(_) => "`FLUSH`",
        ExprKind::Hold { .. } => "`HOLD`",
        ExprKind::Then(_) => "`THEN`",
        ExprKind::When(_) => "`WHEN`",
        ExprKind::While(_) => "`WHILE`",
        ExprKind::LinkSet(_) => "`LINK { … }`",
        ExprKind::FieldAccess(_) => "`.field`",
        ExprKind::Missing => "what is missing",
    }
}
