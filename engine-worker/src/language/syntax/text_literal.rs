//! `TEXT { … }` (`language.md` §1.6).
//!
//! ```text
//! TEXT #{ hello #{name} }
//! ^^^^^^^^                TextStart
//!         ^^^^^^          TextLiteral
//!               ^^        InterpolationStart, then the tokens of the expression
//!                     ^   InterpolationEnd
//!                       ^ TextEnd
//! ```

use super::lexer::Lexer;
use super::source::is_newline;
use super::token::TokenKind;

/// A text whose interpolations are being read.
pub(super) struct TextFrame {
    hashes: usize,
    /// End of the trimmed content.
    content_end: usize,
    /// The brace that closes the literal.
    close: usize,
    /// Where the code around the literal ends.
    outer_limit: usize,
}

/// The closing brace of every opening brace of a file, whatever is around them.
///
/// Inside of texts braces count everywhere, so nested texts need no scan of their own: a brace has one
/// partner. Finding the partner anew for each nested text would be quadratic.
pub(super) struct Braces {
    /// Opening and closing position, by opening position.
    pairs: Vec<(u32, Option<u32>)>,
}

impl Braces {
    fn of(text: &str) -> Braces {
        let mut pairs: Vec<(u32, Option<u32>)> = Vec::new();
        let mut open = Vec::new();
        for (index, byte) in text.bytes().enumerate() {
            match byte {
                b'{' => {
                    open.push(pairs.len());
                    pairs.push((index as u32, None));
                }
                b'}' => {
                    if let Some(pair) = open.pop() {
                        pairs[pair].1 = Some(index as u32);
                    }
                }
                _ => {}
            }
        }
        Braces { pairs }
    }

    fn closing(&self, opening: usize) -> Option<usize> {
        let index = self
            .pairs
            .binary_search_by_key(&(opening as u32), |pair| pair.0)
            .ok()?;
        self.pairs[index].1.map(|close| close as usize)
    }
}

impl Lexer<'_> {
    /// Reads a literal up to its first interpolation or its end; `after` is the byte behind `TEXT`.
    pub(super) fn text_literal(&mut self, after: usize) {
        let start = self.position;
        let code = &self.text[after..self.limit];
        let inline = code.trim_start_matches([' ', '\t']);
        let padded = if opening(inline).is_some() {
            inline
        } else {
            code.trim_start()
        };
        let Some(hashes) = opening(padded) else {
            self.report(
                start,
                after,
                "expected `{` after `TEXT`",
                &["texts are written `TEXT { … }`"],
            );
            self.push(TokenKind::TextStart, after);
            return self.push(TokenKind::TextEnd, after);
        };
        if padded.len() != inline.len() {
            self.report(
                start,
                after,
                "expected `{` on the same line as `TEXT`",
                &["write `TEXT {`"],
            );
        }
        let open = self.limit - padded.len() + hashes;
        let text = self.text;
        let close = self
            .braces
            .get_or_insert_with(|| Braces::of(text))
            .closing(open)
            .filter(|&at| at < self.limit);
        let Some(close) = close else {
            return self.unclosed_text(open);
        };
        let content = &text[open + 1..close];
        let content_start = open + 1 + (content.len() - content.trim_start().len());
        let content_end = content_start + content.trim().len();
        self.push(TokenKind::TextStart, open + 1);
        self.texts.push(TextFrame {
            hashes,
            content_end,
            close,
            outer_limit: self.limit,
        });
        self.position = content_start;
        self.text_content();
    }

    /// Ends an interpolation and goes on with the text around it.
    pub(super) fn resume_text(&mut self) {
        self.push(TokenKind::InterpolationEnd, self.limit + 1);
        self.text_content();
    }

    /// Reads up to the next interpolation or to the end of the innermost text.
    fn text_content(&mut self) {
        let Some(frame) = self.texts.last() else {
            return;
        };
        let (hashes, content_end) = (frame.hashes, frame.content_end);
        let (start, bytes) = (self.position, self.text.as_bytes());
        let mut from = start;
        while let Some(offset) = bytes
            .get(from..content_end)
            .and_then(|rest| rest.iter().position(|&b| b == b'{'))
        {
            let brace = from + offset;
            let marked = brace - start >= hashes
                && bytes[brace - hashes..brace]
                    .iter()
                    .rev()
                    .all(|&b| b == b'#');
            let close = self
                .braces
                .as_ref()
                .and_then(|braces| braces.closing(brace));
            if let Some(close) = close.filter(|&close| marked && close < content_end) {
                if brace - hashes > start {
                    self.push(TokenKind::TextLiteral, brace - hashes);
                }
                self.push(TokenKind::InterpolationStart, brace + 1);
                self.limit = close;
                return;
            }
            from = brace + 1;
        }
        if content_end > start {
            self.push(TokenKind::TextLiteral, content_end);
        }
        if let Some(frame) = self.texts.pop() {
            self.position = frame.close;
            self.push(TokenKind::TextEnd, frame.close + 1);
            self.limit = frame.outer_limit;
        }
    }

    /// A text without end is read as if it ended with its line, so that the rest is still understood.
    fn unclosed_text(&mut self, open: usize) {
        let start = self.position;
        self.report(
            start,
            open + 1,
            "this text is never closed",
            &[
                "braces inside of a text must balance",
                "add the missing `}`",
            ],
        );
        self.push(TokenKind::TextStart, open + 1);
        let rest = &self.text[open + 1..self.limit];
        let end = open + 1 + rest.find(is_newline).unwrap_or(rest.len());
        if end > self.position {
            self.push(TokenKind::TextLiteral, end);
        }
        self.push(TokenKind::TextEnd, end);
    }
}

/// Number of hashes, if the text starts with hashes and a brace.
fn opening(text: &str) -> Option<usize> {
    let hashes = text.bytes().take_while(|&byte| byte == b'#').count();
    (text.as_bytes().get(hashes) == Some(&b'{')).then_some(hashes)
}
