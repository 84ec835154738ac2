//! The tokens of a file in order, and the comments between them.

use crate::language::syntax::lexer;
use crate::language::syntax::source::is_newline;
use crate::language::syntax::span::FileId;
use crate::language::syntax::token::{Token, TokenKind};

/// A comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comment<'s> {
    /// From `--` on, without spaces at its end.
    pub(super) text: &'s str,
    /// Whether nothing is before it on its line.
    pub(super) own_line: bool,
    /// Whether there is an empty line between it and what is before it.
    pub(super) blank_before: bool,
}

/// What is between a token and the one before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Gap<'s> {
    pub(super) comments: Vec<Comment<'s>>,
    /// Whether there is an empty line between the last comment (or token) and the token.
    pub(super) blank_before: bool,
}

/// A place between tokens that moves on.
pub(super) struct Tokens<'s> {
    text: &'s str,
    tokens: Vec<Token>,
    /// For each opening bracket the index of the token that closes it.
    closers: Vec<Option<usize>>,
    next: usize,
}

impl<'s> Tokens<'s> {
    pub(super) fn new(file: FileId, text: &'s str) -> Tokens<'s> {
        let tokens = lexer::lex(file, text).tokens;
        let mut closers = vec![None; tokens.len()];
        let mut open: Vec<usize> = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            if token.kind.closer().is_some() {
                open.push(index);
            } else if token.kind.is_closer()
                && let Some(opener) = open.pop()
            {
                closers[opener] = Some(index);
            }
        }
        Tokens {
            text,
            tokens,
            closers,
            next: 0,
        }
    }

    /// The next token; at the end of the file, that.
    pub(super) fn token(&self) -> Token {
        self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    pub(super) fn at(&self, kind: TokenKind) -> bool {
        self.token().kind == kind
    }

    /// The kind of the token before the next one.
    pub(super) fn previous(&self) -> Option<TokenKind> {
        let index = self.next.checked_sub(1)?;
        self.tokens.get(index).map(|token| token.kind)
    }

    pub(super) fn slice(&self, token: Token) -> &'s str {
        self.between(token.start, token.end)
    }

    pub(super) fn between(&self, start: u32, end: u32) -> &'s str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The token that closes the next one, which opens a bracket.
    pub(super) fn closer(&self) -> Option<Token> {
        let index = self.closers.get(self.next).copied().flatten()?;
        self.tokens.get(index).copied()
    }

    /// Where the token before that one ends.
    pub(super) fn end_before(&self, token: Token) -> u32 {
        let index = self
            .tokens
            .partition_point(|other| other.start < token.start);
        let before = index.checked_sub(1).map(|index| self.tokens[index].end);
        before.unwrap_or_default()
    }

    /// Moves behind the token, without a look at the comments before it.
    pub(super) fn bump(&mut self) -> Token {
        let token = self.token();
        self.next += 1;
        token
    }

    /// Moves behind the token that ends there.
    pub(super) fn skip_to(&mut self, end: u32) {
        while self.next < self.tokens.len() && self.token().end <= end && !self.at(TokenKind::End) {
            self.next += 1;
        }
    }

    /// The number of the next token.
    pub(super) fn position(&self) -> usize {
        self.next
    }

    /// The line end to write: that of the first line that ends in code, not in a text.
    pub(super) fn newline(&self) -> &'static str {
        let (mut depth, mut end) = (0_usize, 0);
        for token in &self.tokens {
            let gap = if depth == 0 {
                self.between(end, token.start)
            } else {
                ""
            };
            if let Some(at) = gap.find(is_newline) {
                return if gap[at..].starts_with("\r\n") {
                    "\r\n"
                } else {
                    "\n"
                };
            }
            match token.kind {
                TokenKind::TextStart => depth += 1,
                TokenKind::TextEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
            end = token.end;
        }
        "\n"
    }

    /// What is before the next token.
    pub(super) fn gap(&self) -> Gap<'s> {
        let token = self.token();
        let before = self.next.checked_sub(1).map(|index| self.tokens[index]);
        let start = before.map_or(0, |token| token.end);
        let mut gap = Gap::default();
        let mut rest = self
            .between(start, token.start)
            .trim_start_matches('\u{feff}');
        let mut line_ends = 0_usize;
        let mut first_line = before.is_some();
        loop {
            rest = rest.trim_start_matches([' ', '\t']);
            if rest.starts_with("--") {
                let end = rest.find(is_newline).unwrap_or(rest.len());
                gap.comments.push(Comment {
                    text: rest[..end].trim_end(),
                    own_line: !first_line,
                    blank_before: line_ends > 1,
                });
                line_ends = 0;
                rest = &rest[end..];
                continue;
            }
            let Some(character) = rest.chars().next() else {
                break;
            };
            let pair = rest.starts_with("\r\n");
            rest = &rest[if pair { 2 } else { character.len_utf8() }..];
            line_ends += 1;
            first_line = false;
        }
        gap.blank_before = line_ends > 1;
        gap
    }
}
