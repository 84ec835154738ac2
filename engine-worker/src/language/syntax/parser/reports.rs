//! What the parser says about what it did not expect.

use super::{Keyword, MAX_RECORDED, Parser, Token, TokenKind};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::ast::BinaryOperator;
use crate::language::syntax::lexer::shorten;

const HASHES: &str = "for braces that are text write `TEXT #{ … }`, and `#{name}` inside of it";

/// Words that begin something in other languages.
const FOREIGN_WORDS: [(&[&str], &str); 4] = [
    (
        &["function", "fn", "fun", "def"],
        "functions are defined by `FUNCTION name(parameters) { value }`",
    ),
    (
        &["if", "else", "switch", "match"],
        "conditions are patterns: `condition |> WHILE { True => a, False => b }`",
    ),
    (
        &["let", "const", "var"],
        "a definition has no keyword: `name: value`",
    ),
    (
        &["for", "while", "loop"],
        "there are no loops: `list |> List/map(item, new: …)` makes something of each item",
    ),
];

impl Parser<'_> {
    pub(in crate::language::syntax) fn report(&mut self, diagnostic: Diagnostic) {
        if self.last_report == Some(diagnostic.span.start) || self.diagnostics.len() >= MAX_RECORDED
        {
            return;
        }
        self.last_report = Some(diagnostic.span.start);
        self.diagnostics.push(diagnostic);
    }

    /// Reports that the current token is not what the grammar wants here.
    pub(in crate::language::syntax) fn unexpected(&mut self, expected: &str) {
        self.unexpected_with(expected, Vec::new());
    }

    pub(in crate::language::syntax) fn unexpected_with(
        &mut self,
        expected: &str,
        hints: Vec<String>,
    ) {
        let token = self.token();
        let message = format!("expected {expected}, found {}", self.describe(token));
        let mut diagnostic = Diagnostic::error(self.span(token), message);
        if token.kind == TokenKind::Colon && self.in_call_bracket_on_next_line() {
            let hint = "the `(` of a call stands on the same line as its name";
            diagnostic.hints.push(hint.to_owned());
        } else if token.kind != TokenKind::Colon || hints.is_empty() {
            // What is known of the place says more than what is known of a colon.
            diagnostic.hints.extend(self.hint_for(token));
        }
        diagnostic.hints.extend(self.foreign_word());
        diagnostic.hints.extend(hints);
        // A closer of another bracket: the innermost one was probably forgotten.
        if let Some(&opening) = self.open.last()
            && token.kind.is_closer()
            && opening.kind.closer() != Some(token.kind)
        {
            diagnostic.hints.push(self.opened_at(opening));
        }
        self.report(diagnostic);
    }

    /// Whether the current token follows `(name` and the bracket begins a line.
    fn in_call_bracket_on_next_line(&self) -> bool {
        self.position.checked_sub(2).is_some_and(|index| {
            let opening = self.tokens[index];
            opening.kind == TokenKind::LeftParenthesis && opening.newline_before
        })
    }

    /// What a token is, for messages.
    fn describe(&self, token: Token) -> String {
        match token.kind {
            TokenKind::Number => format!("the number `{}`", shorten(self.slice(token))),
            TokenKind::Snake => format!("the name `{}`", shorten(self.slice(token))),
            TokenKind::Pascal => format!("the tag `{}`", shorten(self.slice(token))),
            TokenKind::Keyword(keyword) => format!("the keyword `{}`", keyword.word()),
            TokenKind::TextStart => "a text".to_owned(),
            TokenKind::TextLiteral => "the content of a text".to_owned(),
            TokenKind::InterpolationEnd => "the end of the interpolation".to_owned(),
            TokenKind::End => "the end of the file".to_owned(),
            _ => format!("`{}`", token.kind.symbol()),
        }
    }

    /// What was probably meant by a token that stands where it cannot stand.
    fn hint_for(&self, token: Token) -> Option<String> {
        let before = self.position.checked_sub(1).map(|index| self.tokens[index]);
        let next = self.ahead(1);
        let slice = shorten(self.slice(token));
        match token.kind {
            TokenKind::Number
                if slice.starts_with('-')
                    && before.is_some_and(|before| before.end == token.start) =>
            {
                let left = before.map_or("", |before| self.slice(before));
                let left = if left.len() > 20 { "a" } else { left };
                Some(format!(
                    "a minus glued to a digit belongs to the number; write `{left} - {}`",
                    &slice[1..]
                ))
            }
            TokenKind::Operator(BinaryOperator::Subtract) => {
                if next.kind == TokenKind::Operator(BinaryOperator::Greater)
                    && next.start == token.end
                {
                    return Some("an arm is written with `=>`".to_owned());
                }
                let operand = if next.kind == TokenKind::Snake {
                    shorten(self.slice(next))
                } else {
                    "x"
                };
                Some(format!("there is no unary minus; write `0 - {operand}`"))
            }
            TokenKind::Dot if next.kind == TokenKind::Number && next.start == token.end => {
                Some(format!("write `0.{}`", shorten(self.slice(next))))
            }
            TokenKind::Assign => Some("a definition is `name: value`, equality is `==`".to_owned()),
            TokenKind::Spread => {
                Some("a spread may stand only in an object: `[...other, name: value]`".to_owned())
            }
            TokenKind::Arrow => Some(
                "`pattern => value` may stand only in `WHEN { … }` and `WHILE { … }`".to_owned(),
            ),
            TokenKind::Colon => Some(
                "`name: value` may stand only in objects, calls, blocks and at top level"
                    .to_owned(),
            ),
            TokenKind::Keyword(
                keyword @ (Keyword::Then | Keyword::When | Keyword::While | Keyword::Hold),
            ) => Some(format!(
                "it takes what is piped into it: `value |> {} …`",
                keyword.word()
            )),
            TokenKind::Keyword(Keyword::Function) => {
                Some("functions are defined at top level only".to_owned())
            }
            TokenKind::Pascal
                if next.kind == TokenKind::Operator(BinaryOperator::Divide)
                    && self.ahead(2).kind == TokenKind::Snake =>
            {
                let function = shorten(self.slice(self.ahead(2)));
                Some(format!(
                    "perhaps a pipe is missing: `value |> {slice}/{function}(…)`"
                ))
            }
            TokenKind::Keyword(Keyword::Pass) => Some(
                "`PASS: value` is an argument of a call; what was passed is `PASSED`".to_owned(),
            ),
            TokenKind::LeftBrace => match before {
                Some(word) if word.kind == TokenKind::Snake => {
                    let upper = shorten(self.slice(word)).to_ascii_uppercase();
                    let known = upper == "TEXT" || Keyword::from_word(&upper).is_some();
                    known.then(|| format!("keywords are upper-case: `{upper}`"))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What a word of another language shortly before the current token is called here.
    fn foreign_word(&self) -> Option<String> {
        let first = self.position.saturating_sub(2);
        let words = self.tokens[first..self.position].iter().rev();
        words
            .filter(|word| word.kind == TokenKind::Snake)
            .find_map(|&word| {
                let word = self.slice(word);
                let (_, hint) = FOREIGN_WORDS
                    .iter()
                    .find(|(words, _)| words.contains(&word))?;
                Some((*hint).to_owned())
            })
    }

    /// Reports that the current token is not the closer of a bracket.
    pub(super) fn report_unclosed(&mut self, opening: Token, closer: TokenKind) {
        let mut hints = vec![self.opened_at(opening)];
        if opening.kind == TokenKind::InterpolationStart {
            hints.push(HASHES.to_owned());
        }
        self.unexpected_with(&format!("`{}`", closer.symbol()), hints);
    }

    /// A hint for what is wrong in an interpolation: perhaps none was meant.
    pub(in crate::language::syntax) fn opt_hashes_hint(&self) -> Option<String> {
        let opening = self.open.last()?;
        (opening.kind == TokenKind::InterpolationStart).then(|| HASHES.to_owned())
    }

    fn opened_at(&self, opening: Token) -> String {
        let place = self.source.position(self.file, opening.start);
        format!(
            "`{}` was opened at line {}, column {}",
            opening.kind.symbol(),
            place.line,
            place.column
        )
    }
}
