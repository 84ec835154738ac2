//! `TEXT { … }`: only the space around the content and the code in interpolations are touched.

use crate::language::format::document::{Doc, Layout, print_flat};
use crate::language::syntax::ast::{Expr, TextPart};
use crate::language::syntax::source::is_newline;
use crate::language::syntax::token::{Token, TokenKind};

use super::{Part, Writer};

impl<'s> Writer<'s> {
    /// A text that may be interpolated.
    pub(super) fn text(&mut self, parts: &[TextPart]) -> Part<'s> {
        let before = self.comments();
        let closer = self.tokens.closer();
        let start = self.tokens.bump();
        let mut interpolations = parts.iter().filter_map(|part| match part {
            TextPart::Interpolation(expr) => Some(expr),
            TextPart::Literal(_) => None,
        });
        let mut content = String::new();
        loop {
            match self.tokens.token().kind {
                TokenKind::TextLiteral => {
                    let literal = self.tokens.bump();
                    content.push_str(self.tokens.slice(literal));
                }
                TokenKind::InterpolationStart => {
                    self.interpolation(&mut interpolations, &mut content);
                }
                _ => break,
            }
        }
        self.tokens.bump();
        self.written_text(before, start, closer, content)
    }

    /// A text of a pattern, which is not interpolated.
    pub(super) fn plain_text(&mut self) -> Part<'s> {
        let before = self.comments();
        let closer = self.tokens.closer();
        let start = self.tokens.bump();
        let end = closer.map_or(start.end, |closer| closer.start);
        let content = self.tokens.between(start.end, end).trim().to_owned();
        self.tokens.skip_to(closer.map_or(end, |closer| closer.end));
        self.written_text(before, start, closer, content)
    }

    /// `{expression}`: written anew if it is on one line.
    fn interpolation(
        &mut self,
        expressions: &mut dyn Iterator<Item = &Expr>,
        content: &mut String,
    ) {
        let closer = self.tokens.closer();
        let start = self.tokens.bump();
        let end = closer.map_or(start.end, |closer| closer.start);
        content.push_str(self.tokens.slice(start));
        let loose_around = std::mem::take(&mut self.loose);
        let part = if self.tokens.at(TokenKind::InterpolationEnd) {
            None
        } else {
            expressions.next().map(|expr| self.expr(expr))
        };
        let part = part.unwrap_or_else(|| Part::of(Vec::new()));
        let written = self.tokens.between(start.end, end);
        let broken = part.forced || written.contains(is_newline);
        let commented = self.loose || !self.tokens.gap().comments.is_empty();
        self.loose = loose_around;
        if broken || commented {
            content.push_str(written);
        } else {
            content.push_str(&print_flat(&part.docs));
        }
        self.tokens.bump();
        content.push('}');
    }

    fn written_text(
        &self,
        before: Vec<Doc<'s>>,
        start: Token,
        closer: Option<Token>,
        content: String,
    ) -> Part<'s> {
        let opener = self.tokens.slice(start);
        let hashes = opener.find('#');
        let hashes = hashes.map_or("", |at| &opener[at..opener.len() - 1]);
        let mut docs = before;
        docs.extend([Doc::Text("TEXT "), Doc::Text(hashes)]);
        if content.is_empty() {
            docs.push(Doc::Text("{}"));
            return Part::of(docs);
        }
        let end = closer.map_or(start.end, |closer| closer.start);
        let raw = self.tokens.between(start.end, end);
        let space = &raw[..raw.len() - raw.trim_start().len()];
        let layout = if space.contains(is_newline) {
            Layout::Broken
        } else if content.contains(is_newline) {
            // The first line stays where the author wrote it, as the others do.
            Layout::Hug
        } else {
            Layout::Fit
        };
        let line = || Doc::Line {
            flat: " ",
            blank: false,
        };
        docs.push(Doc::Group {
            docs: vec![
                Doc::Text("{"),
                Doc::Nest(vec![line(), Doc::Verbatim(content)]),
                line(),
                Doc::Text("}"),
            ],
            layout,
        });
        Part {
            docs,
            forced: layout != Layout::Fit,
            hugs: true,
        }
    }
}
