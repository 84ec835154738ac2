//! `program`, `variable`, `function`.

use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::ast::{Function, Name, Variable};
use crate::language::syntax::lexer::{shorten, snake_case};
use crate::language::syntax::parser::Parser;
use crate::language::syntax::token::{Keyword, TokenKind};

/// `{ definition }` up to the end of the file.
pub(in crate::language::syntax) fn program(
    parser: &mut Parser<'_>,
) -> (Vec<Variable>, Vec<Function>) {
    let mut variables = Vec::new();
    let mut functions = Vec::new();
    loop {
        match parser.kind() {
            TokenKind::End => return (variables, functions),
            TokenKind::Comma => {
                parser.bump();
            }
            TokenKind::Keyword(Keyword::Function) => functions.extend(parser.opt_function()),
            TokenKind::Snake => variables.extend(parser.opt_variable()),
            kind if kind.is_closer() && parser.abandoned > 0 => {
                parser.abandoned -= 1;
                parser.bump();
            }
            _ => parser.not_a_definition(),
        }
    }
}

impl Parser<'_> {
    /// `name ":" expr`; `None` if it is none, which is reported and skipped.
    fn opt_variable(&mut self) -> Option<Variable> {
        if self.ahead(1).kind != TokenKind::Colon {
            self.bump();
            let hint = "only `name: value` and `FUNCTION name(parameters) { value }` may stand at top level";
            self.unexpected_with("`:`", vec![hint.to_owned()]);
            self.skip_to_definition();
            return None;
        }
        Some(self.variable())
    }

    /// `name ":" expr` where the name and the colon are known to be there.
    pub(super) fn variable(&mut self) -> Variable {
        let token = self.bump();
        let name = self.name_of(token);
        self.bump();
        let value = self.expr();
        Variable { name, value }
    }

    /// `FUNCTION name(parameters) { body }`; `None` if it has no name or no body, which is reported.
    fn opt_function(&mut self) -> Option<Function> {
        let start = self.bump();
        let Some(name) = self.snake("the name of the function") else {
            self.skip_to_definition();
            return None;
        };
        let mut parameters = Vec::new();
        if self
            .expect_open(TokenKind::LeftParenthesis, "the name of the function")
            .is_some()
        {
            self.items(&mut |parser| parameters.extend(parser.opt_parameter()));
        }
        if self
            .expect_open(TokenKind::LeftBrace, "the parameters of the function")
            .is_none()
        {
            self.skip_to_definition();
            return None;
        }
        let body = self.expr();
        self.close_single("the body of a function");
        Some(Function {
            name,
            parameters,
            body,
            span: self.span_from(start),
        })
    }

    fn opt_parameter(&mut self) -> Option<Name> {
        let name = self.snake("the name of a parameter")?;
        if self.at(TokenKind::Colon) {
            let hint =
                "parameters have neither defaults nor types: `FUNCTION name(first, second) { … }`";
            self.unexpected_with("`,` or `)`", vec![hint.to_owned()]);
            self.bump();
            self.expr();
        }
        Some(name)
    }

    /// Closes a bracket that holds one expression.
    pub(super) fn close_single(&mut self, what: &str) {
        if self.opt_abandon() {
            return;
        }
        let token = self.token();
        let surplus = !token.kind.is_closer()
            && !matches!(
                token.kind,
                TokenKind::End | TokenKind::Keyword(Keyword::Function)
            );
        if surplus {
            let hint = format!(
                "{what} is one expression; use `BLOCK {{ name: value  result }}` for several steps"
            );
            let mut hints = vec![hint];
            hints.extend(self.opt_hashes_hint());
            self.unexpected_with("`}`", hints);
        }
        self.close();
    }

    fn not_a_definition(&mut self) {
        let token = self.token();
        if token.kind.is_closer() {
            let message = format!("unexpected `{}`", token.kind.symbol());
            self.report(
                Diagnostic::error(self.span(token), message).hint("no open bracket belongs to it"),
            );
            self.bump();
        } else {
            let mut hints = Vec::new();
            if token.kind == TokenKind::Pascal && self.ahead(1).kind == TokenKind::Colon {
                hints.push(format!(
                    "names are snake_case: `{}`",
                    snake_case(shorten(self.slice(token)))
                ));
            }
            self.unexpected_with(
                "a definition, `name: value` or `FUNCTION name(parameters) { value }`",
                hints,
            );
        }
        self.skip_to_definition();
    }

    /// Skips to what looks like a definition: `FUNCTION`, or a name and a colon at the start of a line.
    fn skip_to_definition(&mut self) {
        loop {
            let token = self.token();
            let definition = match token.kind {
                TokenKind::End | TokenKind::Keyword(Keyword::Function) => true,
                TokenKind::Snake => token.newline_before && self.ahead(1).kind == TokenKind::Colon,
                kind => kind.is_closer(),
            };
            if definition {
                return;
            }
            self.skip_group();
        }
    }
}
