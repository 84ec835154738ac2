//! Copies of programs with other spaces, line ends, commas and comments, and the same meaning.

use crate::language::syntax::lexer;
use crate::language::syntax::span::FileId;
use crate::language::syntax::token::{Keyword, Token, TokenKind};

/// A sequence that depends on nothing but its seed (SplitMix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    pub(super) fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    pub(super) fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len() as u64) as usize]
    }

    /// Space with a line end.
    pub(super) fn line_end(&mut self) -> String {
        let mut space = String::new();
        if self.one_in(8) {
            let count = self.below(1000);
            space.push_str(&format!("{}-- {count} `(` ", self.pick(&["", " ", "\t"])));
        }
        for _ in 0..=self.below(3) {
            let end = self.pick(&["\n", "\n", "\n\n", "\n  ", "\r\n", "\n            "]);
            space.push_str(end);
        }
        if self.one_in(8) {
            space.push_str("---- own line\n");
        }
        space
    }

    /// Space without a line end.
    pub(super) fn inline(&mut self) -> &'static str {
        self.pick(&[" ", " ", "  ", "\t"])
    }
}

/// How many tokens keep their line; the rest are shaken.
pub(super) fn copy(text: &str, seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(7919));
    let tokens = lexer::lex(FileId(0), text).tokens;
    let calm = 1 + dice.below(40);
    let mut copy = String::new();
    // Texts are copied as they are, all but the code in their interpolations.
    let mut in_content: Vec<bool> = Vec::new();
    let mut previous: Option<Token> = None;
    for &token in &tokens {
        let start = previous.map_or(0, |previous| previous.end);
        let gap = &text[start as usize..token.start as usize];
        let content = in_content.last().copied().unwrap_or(false);
        let shaken = !content && dice.one_in(calm);
        let comma = token.kind == TokenKind::Comma;
        if !shaken {
            copy.push_str(gap);
        } else if !gap.contains("--") {
            let glued_to = previous.map(|token| token.kind);
            copy.push_str(&other_gap(&mut dice, glued_to, token, gap));
        } else {
            copy.push_str(gap);
        }
        let after_link =
            previous.is_some_and(|token| token.kind == TokenKind::Keyword(Keyword::Link));
        if comma && shaken && !after_link {
            copy.push_str(dice.pick(&["\n", ",", ",,", ", \n ,"]));
        } else {
            copy.push_str(&text[token.start as usize..token.end as usize]);
        }
        match token.kind {
            TokenKind::TextStart => in_content.push(true),
            TokenKind::InterpolationStart => in_content.push(false),
            TokenKind::TextEnd | TokenKind::InterpolationEnd => {
                in_content.pop();
            }
            _ => {}
        }
        previous = Some(token);
    }
    copy
}

fn other_gap(dice: &mut Dice, before: Option<TokenKind>, token: Token, gap: &str) -> String {
    let callable = matches!(before, Some(TokenKind::Snake | TokenKind::Pascal));
    let opens = matches!(
        token.kind,
        TokenKind::LeftParenthesis | TokenKind::LeftBracket
    );
    let path = matches!(before, Some(TokenKind::Pascal | TokenKind::Operator(_)))
        || matches!(token.kind, TokenKind::Operator(_));
    if path && !token.newline_before && gap.is_empty() {
        // Perhaps the path of a module's function.
        return String::new();
    }
    if callable && opens {
        return if token.newline_before {
            dice.line_end()
        } else {
            dice.inline().to_owned()
        };
    }
    if dice.one_in(2) {
        dice.line_end()
    } else {
        dice.inline().to_owned()
    }
}
