//! Characters to tokens (`language.md` §1).
//!
//! One pass, one flat vector: the contents of interpolations are tokens between
//! [`TokenKind::InterpolationStart`] and [`TokenKind::InterpolationEnd`]. Nested texts are a stack on the
//! heap (see `text_literal`), so that no input makes the lexer recurse. A wrong character or word is
//! reported here once and then read as what it probably meant, so that the parser does not complain again.

use super::ast::BinaryOperator;
use super::source::is_newline;
use super::span::{FileId, Span};
use super::text_literal::{Braces, TextFrame};
use super::token::{Keyword, Token, TokenKind};
use crate::language::diagnostic::{Diagnostic, MAX_RECORDED, nearest};

/// The tokens of a file, with [`TokenKind::End`] as the last.
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Cuts a text into tokens; its length must fit a [`Span`].
pub(crate) fn lex(file: FileId, text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        file,
        position: if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        },
        limit: text.len(),
        texts: Vec::new(),
        braces: None,
        newline: false,
        tokens: Vec::new(),
        diagnostics: Vec::new(),
    };
    loop {
        while lexer.position < lexer.limit {
            lexer.token();
        }
        if lexer.texts.is_empty() {
            break;
        }
        lexer.resume_text();
    }
    lexer.push(TokenKind::End, text.len());
    Lexed {
        tokens: lexer.tokens,
        diagnostics: lexer.diagnostics,
    }
}

pub(super) struct Lexer<'s> {
    pub(super) text: &'s str,
    file: FileId,
    pub(super) position: usize,
    /// Where the code that is being read ends: the end of the file or of an interpolation.
    pub(super) limit: usize,
    /// The texts around the code that is being read, innermost last.
    pub(super) texts: Vec<TextFrame>,
    /// Which brace closes which; made for the first text.
    pub(super) braces: Option<Braces>,
    newline: bool,
    tokens: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Lexer<'s> {
    /// Reads one token or one piece of space, comment or rubbish.
    fn token(&mut self) {
        let rest = &self.text[self.position..self.limit];
        let Some(character) = rest.chars().next() else {
            return;
        };
        match character {
            ' ' | '\t' => self.position += 1,
            _ if is_newline(character) => {
                self.newline = true;
                self.position += character.len_utf8();
            }
            _ if rest.starts_with("--") => self.skip_line(),
            '0'..='9' => self.number(),
            '-' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => self.number(),
            'a'..='z' | 'A'..='Z' | '_' => self.word(),
            '"' | '\'' | '`' => self.quoted(character),
            _ => self.punctuation(rest, character),
        }
    }

    fn number(&mut self) {
        let bytes = &self.text.as_bytes()[..self.limit];
        let start = self.position;
        let digits = |from: usize| {
            from + bytes[from.min(bytes.len())..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        let first_digit = start + usize::from(bytes[start] == b'-');
        let mut end = digits(first_digit);
        let leading_zero = bytes[first_digit] == b'0' && end > first_digit + 1;
        let mut problem = None;
        if bytes.get(end) == Some(&b'.') {
            match bytes.get(end + 1) {
                Some(byte) if byte.is_ascii_digit() => end = digits(end + 1),
                // A field of a number, or a spread after it.
                Some(byte) if byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'.') => {}
                _ => {
                    problem = Some(("a number cannot end with a dot", "write `1` or `1.0`"));
                    end += 1;
                }
            }
        }
        let word = bytes[end..]
            .iter()
            .take_while(|byte| is_word(**byte))
            .count();
        if word > 0 {
            end += word;
            problem = Some((
                "malformed number",
                "numbers are written like `3` or `-0.5`: no exponent, no hexadecimal, no digit separators, no unit",
            ));
        } else if leading_zero {
            problem = Some((
                "a number cannot start with a superfluous zero",
                "write `7`, not `007`",
            ));
        }
        if let Some((message, hint)) = problem {
            let text = shorten(&self.text[start..end]);
            self.report(start, end, format!("{message}: `{text}`"), &[hint]);
        }
        self.push(TokenKind::Number, end);
    }

    fn word(&mut self) {
        let start = self.position;
        let length = self.text.as_bytes()[start..self.limit]
            .iter()
            .take_while(|byte| is_word(**byte))
            .count();
        let end = start + length;
        let text = self.text;
        if text[end..self.limit]
            .starts_with(|next: char| !next.is_ascii() && next.is_alphanumeric())
        {
            return self.unexpected_characters(&text[start..self.limit], 'é');
        }
        let word = &text[start..end];
        if word == "TEXT" {
            self.text_literal(end);
        } else if word == "__" {
            self.push(TokenKind::Wildcard, end);
        } else if word.starts_with(|first: char| first.is_ascii_uppercase()) {
            self.upper_word(word, end);
        } else {
            if word == "_" {
                self.report(
                    start,
                    end,
                    "`_` is no name",
                    &["the pattern that matches anything is `__`"],
                );
            } else if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                let hint = format!("names are snake_case: `{}`", snake_case(word));
                self.report(
                    start,
                    end,
                    format!("upper-case letter in the name `{}`", shorten(word)),
                    &[&hint],
                );
            }
            self.push(TokenKind::Snake, end);
        }
    }

    fn upper_word(&mut self, word: &str, end: usize) {
        if let Some(keyword) = Keyword::from_word(word) {
            return self.push(TokenKind::Keyword(keyword), end);
        }
        let shown = shorten(word);
        if word.contains('_') {
            let hint = format!("tags and modules are PascalCase: `{}`", pascal_case(word));
            self.report(
                self.position,
                end,
                format!("underscore in the tag `{shown}`"),
                &[&hint],
            );
        } else if word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let meant = match nearest(word, Keyword::words().chain(["TEXT"]))[..] {
                [meant] => Some(meant),
                _ => None,
            };
            let hint = match word {
                "PULSES" => "use `Stream/pulses()`".to_owned(),
                "UNPLUGGED" => "`UNPLUGGED` is not supported".to_owned(),
                "TRUE" | "FALSE" => format!("booleans are the tags `{}`", pascal_case(word)),
                _ => match meant {
                    Some(meant) => format!(
                        "did you mean `{meant}`? A tag needs a lower-case letter: `{}`",
                        pascal_case(word)
                    ),
                    None => format!("a tag needs a lower-case letter: `{}`", pascal_case(word)),
                },
            };
            self.report(
                self.position,
                end,
                format!("unknown keyword `{shown}`"),
                &[&hint],
            );
            let constructs = self.text[end..self.limit]
                .trim_start_matches([' ', '\t'])
                .starts_with(|next: char| next == '{' || next.is_ascii_lowercase());
            match meant {
                Some("TEXT") if constructs => return self.text_literal(end),
                Some(meant) if constructs => {
                    if let Some(keyword) = Keyword::from_word(meant) {
                        return self.push(TokenKind::Keyword(keyword), end);
                    }
                }
                _ => {}
            }
        }
        self.push(TokenKind::Pascal, end);
    }

    /// Text in quotes, which other languages have: reported, then read as an empty text.
    fn quoted(&mut self, quote: char) {
        let start = self.position;
        let rest = &self.text[start + 1..self.limit];
        let content = &rest[..rest
            .find(|c| c == quote || is_newline(c))
            .unwrap_or(rest.len())];
        let closed = rest[content.len()..].starts_with(quote);
        let end = start + 1 + content.len() + usize::from(closed);
        let hint = format!("texts are written `TEXT {{ {} }}`", shorten(content.trim()));
        self.report(start, end, "a text cannot be written in quotes", &[&hint]);
        self.push(TokenKind::TextStart, end);
        self.push(TokenKind::TextEnd, end);
    }

    fn punctuation(&mut self, rest: &str, character: char) {
        let foreign = FOREIGN[..3]
            .iter()
            .any(|(symbol, ..)| rest.starts_with(symbol));
        if let Some((symbol, kind)) = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol))
            && !foreign
        {
            return self.push(*kind, self.position + symbol.len());
        }
        let start = self.position;
        if rest.starts_with("//") {
            let line = &rest[..rest.find(is_newline).unwrap_or(rest.len())];
            self.report(
                start,
                start + line.len(),
                "unexpected `//`",
                &["comments start with `--`"],
            );
            return self.skip_line();
        }
        if rest.starts_with("/*") {
            let end = start + rest.find("*/").map_or(rest.len(), |end| end + 2);
            self.report(
                start,
                start + 2,
                "unexpected `/*`",
                &["there are no block comments; start each line with `--`"],
            );
            self.position = end;
            return;
        }
        let equal = TokenKind::Operator(BinaryOperator::Equal);
        for (symbol, replacement, hint) in FOREIGN {
            if rest.starts_with(symbol) {
                let end = start + symbol.len();
                self.report(start, end, format!("unexpected `{symbol}`"), &[hint]);
                match replacement {
                    Foreign::Equal => self.push(equal, end),
                    Foreign::NotEqual => {
                        self.push(TokenKind::Operator(BinaryOperator::NotEqual), end)
                    }
                    Foreign::Pipe => self.push(TokenKind::Pipe, end),
                    Foreign::Nothing => {
                        let repeated = rest.len() - rest.trim_start_matches(symbol).len();
                        self.position += repeated;
                    }
                }
                return;
            }
        }
        match character {
            '/' => self.push(TokenKind::Operator(BinaryOperator::Divide), start + 1),
            '*' => self.push(TokenKind::Operator(BinaryOperator::Multiply), start + 1),
            '=' => self.push(TokenKind::Assign, start + 1),
            _ => self.unexpected_characters(rest, character),
        }
    }

    /// A whole run of characters that mean nothing is one mistake.
    fn unexpected_characters(&mut self, rest: &str, first: char) {
        let start = self.position;
        let belongs = |character: char| {
            character == first
                || (!character.is_ascii() && !is_newline(character))
                || (first.is_alphabetic()
                    && (character.is_ascii_alphanumeric() || character == '_'))
        };
        let end = start
            + rest
                .find(|character| !belongs(character))
                .unwrap_or(rest.len());
        let name = rest[..end - start]
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_');
        if name && first.is_alphabetic() {
            let hint = "names have only the letters a to z; other letters may occur in `TEXT { … }` and comments";
            let shown = shorten(&rest[..end - start]).to_owned();
            self.report(
                start,
                end,
                format!("letters that are not ASCII in the name `{shown}`"),
                &[hint],
            );
            return self.push(TokenKind::Snake, end);
        }
        let code = first as u32;
        let (message, hint) = if first.is_whitespace() {
            (
                format!("unexpected space character U+{code:04X}"),
                "use an ordinary space",
            )
        } else if first.is_control() {
            (
                format!("unexpected control character U+{code:04X}"),
                "remove it",
            )
        } else {
            (
                format!("unexpected character `{first}`"),
                "such characters may occur only in `TEXT { … }` and comments",
            )
        };
        self.report(start, end, message, &[hint]);
        self.position = end;
    }

    /// Skips to the end of the line, which stays.
    fn skip_line(&mut self) {
        let rest = &self.text[self.position..self.limit];
        self.position += rest.find(is_newline).unwrap_or(rest.len());
    }

    /// Adds the token that starts here and goes on behind it.
    pub(super) fn push(&mut self, kind: TokenKind, end: usize) {
        let newline_before = std::mem::take(&mut self.newline);
        self.tokens.push(Token {
            kind,
            newline_before,
            start: self.position as u32,
            end: end as u32,
        });
        self.position = end;
    }

    pub(super) fn report(
        &mut self,
        start: usize,
        end: usize,
        message: impl Into<String>,
        hints: &[&str],
    ) {
        if self.diagnostics.len() < MAX_RECORDED {
            let span = Span {
                file: self.file,
                start: start as u32,
                end: end as u32,
            };
            let mut diagnostic = Diagnostic::error(span, message);
            diagnostic
                .hints
                .extend(hints.iter().map(|&hint| hint.to_owned()));
            self.diagnostics.push(diagnostic);
        }
    }
}

/// What is read instead of an operator of other languages.
#[derive(Clone, Copy)]
enum Foreign {
    Equal,
    NotEqual,
    Pipe,
    Nothing,
}

/// Longest first where one starts with another.
const SYMBOLS: [(&str, TokenKind); 21] = [
    ("...", TokenKind::Spread),
    ("=/=", TokenKind::Operator(BinaryOperator::NotEqual)),
    ("|>", TokenKind::Pipe),
    ("=>", TokenKind::Arrow),
    ("==", TokenKind::Operator(BinaryOperator::Equal)),
    ("<=", TokenKind::Operator(BinaryOperator::LessOrEqual)),
    (">=", TokenKind::Operator(BinaryOperator::GreaterOrEqual)),
    ("<", TokenKind::Operator(BinaryOperator::Less)),
    (">", TokenKind::Operator(BinaryOperator::Greater)),
    ("(", TokenKind::LeftParenthesis),
    (")", TokenKind::RightParenthesis),
    ("{", TokenKind::LeftBrace),
    ("}", TokenKind::RightBrace),
    ("[", TokenKind::LeftBracket),
    ("]", TokenKind::RightBracket),
    (",", TokenKind::Comma),
    (":", TokenKind::Colon),
    (".", TokenKind::Dot),
    ("+", TokenKind::Operator(BinaryOperator::Add)),
    ("-", TokenKind::Operator(BinaryOperator::Subtract)),
    ("*", TokenKind::Operator(BinaryOperator::Multiply)),
];

const BOOLEANS: &str =
    "there are no boolean operators: use `Bool/not`, `Bool/or`, `WHILE` or `WHEN`";

const ASSIGNMENT: &str =
    "nothing is assigned: a state is `0 |> HOLD name { event |> THEN { name + 1 } }`";

const FOREIGN: [(&str, Foreign, &str); 12] = [
    ("++", Foreign::Nothing, ASSIGNMENT),
    ("+=", Foreign::Equal, ASSIGNMENT),
    ("-=", Foreign::Equal, ASSIGNMENT),
    ("!=", Foreign::NotEqual, "not equal is `=/=`"),
    ("≠", Foreign::NotEqual, "not equal is `=/=`"),
    ("&&", Foreign::Equal, BOOLEANS),
    ("||", Foreign::Equal, BOOLEANS),
    ("!", Foreign::Nothing, BOOLEANS),
    ("|", Foreign::Pipe, "the pipe is `|>`"),
    (
        ";",
        Foreign::Nothing,
        "items are separated by a comma, a new line or nothing",
    ),
    ("?", Foreign::Nothing, "the `?` operator is not supported"),
    (
        "#",
        Foreign::Nothing,
        "hashes may stand only between `TEXT` and its `{`, and inside of texts",
    ),
];

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Enough of a word to recognise it.
pub(super) fn shorten(word: &str) -> &str {
    let end = word
        .char_indices()
        .nth(40)
        .map_or(word.len(), |(index, _)| index);
    &word[..end]
}

/// `fooBar` and `FooBar` as `foo_bar`.
pub(super) fn snake_case(word: &str) -> String {
    let mut snake = String::new();
    let mut previous_lower = false;
    for character in shorten(word).chars() {
        if character.is_ascii_uppercase() && previous_lower {
            snake.push('_');
        }
        previous_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

/// `FOO_BAR` and `foo_bar` as `FooBar`.
pub(super) fn pascal_case(word: &str) -> String {
    let mut pascal = String::new();
    for part in shorten(word).split('_').filter(|part| !part.is_empty()) {
        let (first, rest) = part.split_at(1);
        pascal.push_str(&first.to_ascii_uppercase());
        let shouting = rest.bytes().all(|byte| !byte.is_ascii_lowercase());
        pascal.push_str(&if shouting {
            rest.to_ascii_lowercase()
        } else {
            rest.to_owned()
        });
    }
    pascal
}

#[cfg(test)]
mod tests;
