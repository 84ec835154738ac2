//! Tokens.

use super::ast::BinaryOperator;
use super::span::{FileId, Span};

/// What a token is; its text is looked up in the source where it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Number,
    /// A lower-case name.
    Snake,
    /// An upper-case name: a tag or a module.
    Pascal,
    Keyword(Keyword),
    /// `TEXT #{`, then any number of literals and interpolations, then [`TokenKind::TextEnd`].
    TextStart,
    TextLiteral,
    InterpolationStart,
    InterpolationEnd,
    TextEnd,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Dot,
    Spread,
    Pipe,
    Arrow,
    Wildcard,
    /// A comparison or an arithmetic operator.
    Operator(BinaryOperator),
    /// A single `=`, which means nothing; the parser knows what was probably meant.
    Assign,
    End,
}

/// The words of upper-case letters that have a meaning, but `TEXT`, which the lexer handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    List,
    Map,
    Function,
    Link,
    Latest,
    Hold,
    Then,
    When,
    While,
    Skip,
    Block,
    Pass,
    Passed,
    Flush,
    Bits,
    Memory,
    Bytes,
}

const KEYWORDS: [(&str, Keyword); 17] = [
    ("LIST", Keyword::List),
    ("MAP", Keyword::Map),
    ("FUNCTION", Keyword::Function),
    ("LINK", Keyword::Link),
    ("LATEST", Keyword::Latest),
    ("HOLD", Keyword::Hold),
    ("THEN", Keyword::Then),
    ("WHEN", Keyword::When),
    ("WHILE", Keyword::While),
    ("SKIP", Keyword::Skip),
    ("BLOCK", Keyword::Block),
    ("PASS", Keyword::Pass),
    ("PASSED", Keyword::Passed),
    ("FLUSH", Keyword::Flush),
    ("BITS", Keyword::Bits),
    ("MEMORY", Keyword::Memory),
    ("BYTES", Keyword::Bytes),
];

impl Keyword {
    pub(crate) fn from_word(word: &str) -> Option<Keyword> {
        KEYWORDS
            .iter()
            .find(|(text, _)| *text == word)
            .map(|&(_, keyword)| keyword)
    }

    /// How all are written.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        KEYWORDS.iter().map(|&(text, _)| text)
    }

    pub(crate) fn word(self) -> &'static str {
        KEYWORDS
            .iter()
            .find(|&&(_, keyword)| keyword == self)
            .map_or("", |&(text, _)| text)
    }
}

/// A token and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Whether a line ends between the previous token and this one.
    pub(crate) newline_before: bool,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Token {
    pub(crate) fn span(self, file: FileId) -> Span {
        Span {
            file,
            start: self.start,
            end: self.end,
        }
    }
}

impl TokenKind {
    /// The bracket that closes this one.
    pub(crate) fn closer(self) -> Option<TokenKind> {
        match self {
            TokenKind::LeftParenthesis => Some(TokenKind::RightParenthesis),
            TokenKind::LeftBrace => Some(TokenKind::RightBrace),
            TokenKind::LeftBracket => Some(TokenKind::RightBracket),
            TokenKind::TextStart => Some(TokenKind::TextEnd),
            TokenKind::InterpolationStart => Some(TokenKind::InterpolationEnd),
            _ => None,
        }
    }

    pub(crate) fn is_opener(self) -> bool {
        self.closer().is_some()
    }

    pub(crate) fn is_closer(self) -> bool {
        matches!(
            self,
            TokenKind::RightParenthesis
                | TokenKind::RightBrace
                | TokenKind::RightBracket
                | TokenKind::TextEnd
                | TokenKind::InterpolationEnd
        )
    }

    /// How the token is written, for those that are always written the same way.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            TokenKind::LeftParenthesis => "(",
            TokenKind::RightParenthesis => ")",
            TokenKind::LeftBrace | TokenKind::InterpolationStart => "{",
            TokenKind::RightBrace | TokenKind::TextEnd | TokenKind::InterpolationEnd => "}",
            TokenKind::LeftBracket => "[",
            TokenKind::RightBracket => "]",
            TokenKind::Comma => ",",
            TokenKind::Colon => ":",
            TokenKind::Dot => ".",
            TokenKind::Spread => "...",
            TokenKind::Pipe => "|>",
            TokenKind::Arrow => "=>",
            TokenKind::Wildcard => "__",
            TokenKind::Assign => "=",
            TokenKind::Operator(operator) => operator_symbol(operator),
            TokenKind::Keyword(keyword) => keyword.word(),
            TokenKind::TextStart => "TEXT {",
            TokenKind::Number
            | TokenKind::Snake
            | TokenKind::Pascal
            | TokenKind::TextLiteral
            | TokenKind::End => "",
        }
    }
}

/// How an operator is written.
pub(crate) fn operator_symbol(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "=/=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessOrEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterOrEqual => ">=",
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
    }
}
