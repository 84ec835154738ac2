//! Tokens to tree: the machinery under the productions in `grammar`.
//!
//! Parsing cannot fail. A production that does not find what it needs reports it once, puts
//! [`ExprKind::Missing`] in the tree and consumes nothing that somebody above may need; loops over items
//! then skip to the next item. Only brackets nest, and [`MAX_NESTING`] of them is the limit, so that the
//! native stack is bounded; everything that may be long without brackets is a loop.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::ast::{Expr, ExprId, ExprKind, Module, Name};
use super::grammar::items;
use super::lexer;
use super::source::SourceSet;
use super::span::{FileId, Span};
use super::token::{Keyword, Token, TokenKind};
use crate::language::diagnostic::{Diagnostic, MAX_RECORDED};

/// How many brackets may be open at once (`language.md` §2.5).
pub const MAX_NESTING: usize = 200;

/// Parses one file; the expressions are numbered from `next_id` on, which is moved.
pub fn parse(source: &SourceSet, file: FileId, next_id: &mut u32) -> (Module, Vec<Diagnostic>) {
    let lexed = lexer::lex(file, source.text(file));
    let mut parser = Parser {
        source,
        text: source.text(file),
        file,
        tokens: lexed.tokens,
        position: 0,
        open: Vec::new(),
        abandoned: 0,
        too_deep: false,
        next_id: *next_id,
        names: FxHashMap::default(),
        diagnostics: Vec::new(),
        last_report: None,
        not_code: Vec::new(),
    };
    let (variables, functions) = items::program(&mut parser);
    *next_id = parser.next_id;
    let mut diagnostics = lexed.diagnostics;
    diagnostics.retain(|diagnostic| !parser.is_not_code(diagnostic.span));
    diagnostics.append(&mut parser.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    (
        Module {
            name: None,
            variables,
            functions,
        },
        diagnostics,
    )
}

pub(super) struct Parser<'s> {
    source: &'s SourceSet,
    pub(super) text: &'s str,
    pub(super) file: FileId,
    tokens: Vec<Token>,
    position: usize,
    /// The brackets around the current token.
    open: Vec<Token>,
    /// Brackets given up because a `FUNCTION` began inside of them; their closers may still come.
    pub(super) abandoned: usize,
    /// Whether [`MAX_NESTING`] was passed.
    too_deep: bool,
    next_id: u32,
    names: FxHashMap<&'s str, Rc<str>>,
    diagnostics: Vec<Diagnostic>,
    /// Start of the token that was complained about last: one complaint each is enough.
    last_report: Option<u32>,
    /// Ascending ranges that were skipped or read literally, where lexical mistakes are none.
    not_code: Vec<Span>,
}

impl<'s> Parser<'s> {
    pub(super) fn token(&self) -> Token {
        self.ahead(0)
    }

    pub(super) fn kind(&self) -> TokenKind {
        self.token().kind
    }

    /// The token that many tokens further; [`TokenKind::End`] behind the end.
    pub(super) fn ahead(&self, distance: usize) -> Token {
        let index = (self.position + distance).min(self.tokens.len() - 1);
        self.tokens[index]
    }

    /// The token before the current one.
    pub(super) fn previous(&self) -> Option<Token> {
        self.position.checked_sub(1).map(|index| self.tokens[index])
    }

    /// The number of the current token; grows with every consumed one.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn at(&self, kind: TokenKind) -> bool {
        self.kind() == kind
    }

    /// Whether the current token is that and on the same line as the one before.
    pub(super) fn at_on_line(&self, kind: TokenKind) -> bool {
        self.at(kind) && !self.token().newline_before
    }

    /// Consumes a token; the end of the file stays.
    pub(super) fn bump(&mut self) -> Token {
        let token = self.token();
        self.position = (self.position + 1).min(self.tokens.len() - 1);
        token
    }

    pub(super) fn opt_bump(&mut self, kind: TokenKind) -> Option<Token> {
        self.at(kind).then(|| self.bump())
    }

    /// The source text of a token.
    pub(super) fn slice(&self, token: Token) -> &'s str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or("")
    }

    pub(super) fn span(&self, token: Token) -> Span {
        token.span(self.file)
    }

    /// From a token to the last consumed one.
    pub(super) fn span_from(&self, start: Token) -> Span {
        let start = self.span(start);
        self.previous().map_or(start, |last| {
            if last.end >= start.end {
                start.to(self.span(last))
            } else {
                start
            }
        })
    }

    pub(super) fn name_of(&mut self, token: Token) -> Name {
        let text = self.slice(token);
        let rc = self.names.entry(text).or_insert_with(|| Rc::from(text));
        Name {
            text: Rc::clone(rc),
            span: token.span(self.file),
        }
    }

    pub(super) fn expr_of(&mut self, span: Span, kind: ExprKind) -> Expr {
        let id = ExprId(self.next_id);
        self.next_id = self.next_id.saturating_add(1);
        Expr { id, span, kind }
    }

    /// An expression that is not there, before the current token.
    pub(super) fn missing(&mut self) -> Expr {
        let start = self.token().start;
        let span = Span {
            file: self.file,
            start,
            end: start,
        };
        self.expr_of(span, ExprKind::Missing)
    }

    /// Replaces what cannot stand where it stands.
    pub(super) fn missing_at(&mut self, span: Span) -> Expr {
        self.expr_of(span, ExprKind::Missing)
    }

    // Brackets.

    /// Consumes the opening bracket at the current token. `None` if that is too deep: then the whole
    /// bracket is skipped.
    pub(super) fn open(&mut self) -> Option<Token> {
        let token = self.token();
        if self.open.len() >= MAX_NESTING {
            // Once is enough: where it is too deep, it often is at many places.
            if !std::mem::replace(&mut self.too_deep, true) {
                let message = format!("brackets are nested more than {MAX_NESTING} deep");
                let diagnostic = Diagnostic::error(self.span(token), message);
                self.report(diagnostic.hint("move inner parts to variables or functions"));
            }
            self.skip_group();
            return None;
        }
        self.open.push(token);
        self.bump();
        Some(token)
    }

    /// Like [`Parser::open`] where the bracket may be absent, which is reported.
    pub(super) fn expect_open(&mut self, kind: TokenKind, after: &str) -> Option<Token> {
        if self.at(kind) {
            return self.open();
        }
        self.unexpected(&format!("`{}` after {after}", kind.symbol()));
        None
    }

    /// Consumes the closer of the innermost bracket. Anything before it is reported and skipped, unless
    /// it closes a bracket further out: then the closer was forgotten.
    pub(super) fn close(&mut self) {
        let Some(opening) = self.open.pop() else {
            return;
        };
        let Some(closer) = opening.kind.closer() else {
            return;
        };
        if self.at(closer) {
            self.bump();
            return;
        }
        self.report_unclosed(opening, closer);
        loop {
            let kind = self.kind();
            if kind == closer {
                self.bump();
                return;
            }
            let bounded = opening.kind == TokenKind::InterpolationStart && kind != TokenKind::End;
            if self.at_end_of_code() && !bounded {
                self.abandoned += usize::from(kind == TokenKind::Keyword(Keyword::Function));
                return;
            }
            if kind.is_closer()
                && self
                    .open
                    .iter()
                    .any(|outer| outer.kind.closer() == Some(kind))
            {
                return;
            }
            self.skip_group();
        }
    }

    /// Reports and gives up the innermost bracket if a definition begins a line inside of it, where
    /// none can be: then its closer was forgotten, and what follows belongs to what is around it.
    pub(super) fn opt_abandon(&mut self) -> bool {
        let definition = self.at(TokenKind::Snake) && self.ahead(1).kind == TokenKind::Colon;
        let interpolated = self
            .open
            .last()
            .is_some_and(|token| token.kind == TokenKind::InterpolationStart);
        if !definition || !self.token().newline_before || interpolated {
            return false;
        }
        if let Some(opening) = self.open.pop()
            && let Some(closer) = opening.kind.closer()
        {
            self.report_unclosed(opening, closer);
            self.abandoned += 1;
        }
        true
    }

    /// Whether the current token closes no open bracket.
    fn at_stray_closer(&self) -> bool {
        let kind = self.kind();
        kind.is_closer()
            && !self
                .open
                .iter()
                .any(|token| token.kind.closer() == Some(kind))
    }

    /// Whether nothing that belongs to any open bracket can follow.
    fn at_end_of_code(&self) -> bool {
        let interpolates = || {
            self.open
                .iter()
                .any(|token| token.kind == TokenKind::InterpolationStart)
        };
        match self.kind() {
            TokenKind::End => true,
            TokenKind::Keyword(Keyword::Function) => !interpolates(),
            _ => false,
        }
    }

    /// Runs `item` for each item of the innermost bracket, then consumes the closer. Separators may be
    /// commas, new lines or nothing (`language.md` §2.2).
    pub(super) fn items(&mut self, item: &mut dyn FnMut(&mut Parser<'s>)) {
        self.items_until(&mut |_| false, item);
    }

    /// Like [`Parser::items`] for items that have no names.
    pub(super) fn nameless_items(&mut self, item: &mut dyn FnMut(&mut Parser<'s>)) {
        self.items_until(&mut Parser::opt_abandon, item);
    }

    fn items_until(
        &mut self,
        abandoned: &mut dyn FnMut(&mut Parser<'s>) -> bool,
        item: &mut dyn FnMut(&mut Parser<'s>),
    ) {
        loop {
            while self.at(TokenKind::Comma) {
                self.bump();
            }
            if self.abandoned > 0 && self.at_stray_closer() {
                self.abandoned -= 1;
                self.bump();
                continue;
            }
            if self.at_stray_closer() {
                if let Some(&opening) = self.open.last()
                    && let Some(closer) = opening.kind.closer()
                {
                    self.report_unclosed(opening, closer);
                }
                self.bump();
                continue;
            }
            if self.kind().is_closer() || self.at_end_of_code() {
                break;
            }
            if abandoned(self) {
                return;
            }
            let before = self.position;
            item(self);
            if self.position == before {
                self.skip_group();
                self.skip_to_item();
            }
        }
        self.close();
    }

    /// Skips what could not be read as part of an item: up to a comma, a closer, the end of the line or
    /// the next `name:`.
    pub(super) fn skip_to_item(&mut self) {
        loop {
            let token = self.token();
            let boundary = token.kind.is_closer()
                || token.kind == TokenKind::Comma
                || token.newline_before
                || (token.kind == TokenKind::Snake && self.ahead(1).kind == TokenKind::Colon);
            if boundary || self.at_end_of_code() {
                return;
            }
            self.skip_group();
        }
    }

    /// Skips one token, or a whole bracket if it opens one. Texts are skipped as a whole, and the end of
    /// the interpolation around is never passed.
    pub(super) fn skip_group(&mut self) {
        let (mut texts, mut brackets, mut first) = (0_usize, 0_usize, true);
        loop {
            let kind = self.kind();
            let text_opens = matches!(kind, TokenKind::TextStart | TokenKind::InterpolationStart);
            let text_closes = matches!(kind, TokenKind::TextEnd | TokenKind::InterpolationEnd);
            let stop = texts == 0 && (text_closes || self.at_end_of_code());
            if kind == TokenKind::End || (stop && !first) {
                return;
            }
            first = false;
            self.bump();
            if text_opens {
                texts += 1;
            } else if text_closes {
                texts = texts.saturating_sub(1);
            } else if texts == 0 && kind.closer().is_some() {
                brackets += 1;
            } else if texts == 0 && kind.is_closer() {
                brackets = brackets.saturating_sub(1);
            }
            if texts == 0 && brackets == 0 {
                return;
            }
        }
    }

    /// Declares that lexical mistakes in that range are none.
    pub(super) fn mark_not_code(&mut self, span: Span) {
        if span.end - span.start > 1 {
            self.not_code.push(span);
        }
    }

    fn is_not_code(&self, span: Span) -> bool {
        let after = self
            .not_code
            .partition_point(|range| range.start <= span.start);
        after
            .checked_sub(1)
            .is_some_and(|index| span.start < self.not_code[index].end)
    }

    // Names.

    /// A lower-case name; reported if there is none.
    pub(super) fn snake(&mut self, expected: &str) -> Option<Name> {
        if self.at(TokenKind::Snake) {
            let token = self.bump();
            return Some(self.name_of(token));
        }
        let token = self.token();
        let hint = (token.kind == TokenKind::Pascal).then(|| {
            let name = lexer::snake_case(self.slice(token));
            format!("names are snake_case: `{name}`")
        });
        self.unexpected_with(expected, hint.into_iter().collect());
        None
    }
}

mod reports;
#[cfg(test)]
mod tests;
