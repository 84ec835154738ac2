//! Pipelines and operators: chains that break before each link.

use crate::language::format::document::{Doc, Layout, WIDTH, flat_width};
use crate::language::syntax::ast::{BinaryOperator, Expr, ExprKind};
use crate::language::syntax::token::TokenKind;

use super::{Part, Writer};

impl<'s> Writer<'s> {
    pub(super) fn pipeline(&mut self, head: &Expr, steps: &[Expr]) -> Part<'s> {
        let loose_around = std::mem::take(&mut self.loose);
        let mut chain = Chain::new(self.expr(head));
        for (index, step) in steps.iter().enumerate() {
            self.operator(&mut chain);
            let part = self.expr(step);
            let last = index + 1 == steps.len();
            chain.add(part, last && may_break_alone(step, steps.len()));
        }
        let layout = Layout::Chain {
            prefix: chain.prefix,
            head: chain.head_width,
        };
        self.chain(chain, layout, loose_around)
    }

    pub(super) fn operators(&mut self, first: &Expr, rest: &[(BinaryOperator, Expr)]) -> Part<'s> {
        let loose_around = std::mem::take(&mut self.loose);
        let mut chain = Chain::new(self.expr(first));
        for (operator, operand) in rest {
            let after_tag = self.tokens.previous() == Some(TokenKind::Pascal);
            self.operator(&mut chain);
            // On one line with the tag this would be read as the path of a module's function.
            let next = self.tokens.token().kind;
            chain.broken |= *operator == BinaryOperator::Divide
                && after_tag
                && matches!(next, TokenKind::Snake | TokenKind::Pascal);
            let part = self.expr(operand);
            chain.add(part, false);
        }
        self.chain(chain, Layout::Fit, loose_around)
    }

    /// The operator at the next token, with the line that may break before it.
    fn operator(&mut self, chain: &mut Chain<'s>) {
        let line = || Doc::Line {
            flat: " ",
            blank: false,
        };
        chain.broken |= self.tokens.token().newline_before;
        for comment in self.tokens.gap().comments {
            chain.commented = true;
            if comment.own_line {
                chain.steps.push(line());
                chain.steps.push(Doc::Text(comment.text));
            } else {
                chain.steps.push(Doc::TrailingComment(comment.text));
            }
        }
        self.explained = Some(self.tokens.position());
        chain.steps.push(line());
        chain.steps.extend(self.token());
        chain.steps.push(Doc::Text(" "));
        chain.broken |= self.tokens.token().newline_before;
    }

    fn chain(&mut self, chain: Chain<'s>, otherwise: Layout, loose_around: bool) -> Part<'s> {
        let layout = if chain.commented || chain.unhuggable || self.loose {
            Layout::Broken
        } else if chain.broken && chain.after_bracket && chain.links == 1 {
            // A single step follows the bracket that closes what takes several lines.
            Layout::Step {
                head: chain.head_width,
            }
        } else if chain.broken {
            Layout::Broken
        } else if chain.forced {
            Layout::Hug
        } else {
            otherwise
        };
        self.loose = loose_around;
        let mut docs = chain.head;
        docs.push(Doc::Steps {
            docs: chain.steps,
            after_bracket: chain.after_bracket,
        });
        Part {
            docs: vec![Doc::Group { docs, layout }],
            forced: !matches!(layout, Layout::Fit | Layout::Chain { .. }),
            hugs: matches!(layout, Layout::Hug | Layout::Step { head: None }),
        }
    }
}

/// A chain while it is read.
struct Chain<'s> {
    head: Vec<Doc<'s>>,
    steps: Vec<Doc<'s>>,
    /// Whether the head ends with brackets.
    after_bracket: bool,
    /// Whether comments are between its links.
    commented: bool,
    /// Whether the author broke it.
    broken: bool,
    /// How many links follow the head.
    links: usize,
    forced: bool,
    /// Whether something inside is broken that cannot end a line of the chain.
    unhuggable: bool,
    /// The width on one line; `None` if that is too much or impossible.
    width: Option<usize>,
    /// The width of the head on one line.
    head_width: Option<usize>,
    /// The width up to the opening bracket of the last step, if only that is to break.
    prefix: Option<usize>,
}

impl<'s> Chain<'s> {
    fn new(head: Part<'s>) -> Chain<'s> {
        let head_width = width(&head);
        Chain {
            width: head_width,
            forced: head.forced,
            unhuggable: head.forced && !head.hugs,
            after_bracket: head.hugs,
            head: head.docs,
            steps: Vec::new(),
            commented: false,
            broken: false,
            links: 0,
            head_width,
            prefix: None,
        }
    }

    fn add(&mut self, part: Part<'s>, may_break_alone: bool) {
        self.links += 1;
        self.forced |= part.forced;
        self.unhuggable |= part.forced && !part.hugs;
        let pipe = " |> ".len();
        if may_break_alone && let Some((Doc::Group { .. }, before)) = part.docs.split_last() {
            let opener = flat_width(before, WIDTH).map(|width| width + 1);
            self.prefix = self.width.zip(opener).map(|(a, b)| a + pipe + b);
        }
        self.width = self.width.zip(width(&part)).map(|(a, b)| a + pipe + b);
        self.steps.extend(part.docs);
    }
}

fn width(part: &Part<'_>) -> Option<usize> {
    if part.forced {
        return None;
    }
    flat_width(&part.docs, WIDTH)
}

/// Whether a pipeline that is too long may stay on its line with only the last step broken.
fn may_break_alone(last: &Expr, steps: usize) -> bool {
    match &last.kind {
        ExprKind::Hold { .. } | ExprKind::Then(_) | ExprKind::When(_) | ExprKind::While(_) => true,
        ExprKind::Call(_) => steps == 1,
        _ => false,
    }
}
