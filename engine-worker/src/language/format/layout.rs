//! The tree and its tokens to a document.

use crate::language::syntax::ast::{Function, Module, Name, Variable};
use crate::language::syntax::span::FileId;
use crate::language::syntax::token::{Keyword, TokenKind};

use super::document::{self, Doc, Layout};
use super::tokens::{Comment, Tokens};

mod chains;
mod expressions;
mod patterns;
mod texts;

/// The formatted text of a file.
pub(super) fn file(file: FileId, text: &str, module: &Module) -> String {
    let tokens = Tokens::new(file, text);
    let newline = tokens.newline();
    let mut writer = Writer {
        tokens,
        explained: None,
        loose: false,
    };
    let docs = writer.program(module);
    let mut output = document::print(&docs, newline);
    if !output.is_empty() {
        output.push_str(newline);
    }
    output
}

/// A part of the document.
struct Part<'s> {
    docs: Vec<Doc<'s>>,
    /// Whether it cannot be on one line.
    forced: bool,
    /// Whether it ends with brackets that may end the line of what is around it.
    hugs: bool,
}

impl<'s> Part<'s> {
    fn of(docs: Vec<Doc<'s>>) -> Part<'s> {
        Part {
            docs,
            forced: false,
            hugs: false,
        }
    }

    /// The same with something before it.
    fn after(self, mut docs: Vec<Doc<'s>>) -> Part<'s> {
        docs.extend(self.docs);
        Part { docs, ..self }
    }
}

/// How brackets are written.
#[derive(Clone, Copy)]
struct Brackets {
    /// Between the brackets and what is in them on one line.
    padding: &'static str,
    /// Whether the last item may break alone: `f(item, on: x |> THEN {`.
    hug: bool,
}

const TIGHT: Brackets = Brackets {
    padding: "",
    hug: true,
};

const PADDED: Brackets = Brackets {
    padding: " ",
    hug: false,
};

/// What is between two items.
struct Between<'s> {
    /// The comment on the line of what is before.
    trailing: Option<Comment<'s>>,
    /// The comments above what follows.
    leading: Vec<Comment<'s>>,
    /// Whether an empty line is between the comments (or what is before) and what follows.
    blank: bool,
}

struct Writer<'s> {
    tokens: Tokens<'s>,
    /// The token before which the comments are already written.
    explained: Option<usize>,
    /// Whether a comment was written in the middle of the current item.
    loose: bool,
}

enum Definition<'m> {
    Variable(&'m Variable),
    Function(&'m Function),
}

impl Definition<'_> {
    fn start(&self) -> u32 {
        match self {
            Definition::Variable(variable) => variable.name.span.start,
            Definition::Function(function) => function.span.start,
        }
    }

    fn is_function(&self) -> bool {
        matches!(self, Definition::Function(_))
    }
}

impl<'s> Writer<'s> {
    fn program(&mut self, module: &Module) -> Vec<Doc<'s>> {
        let mut definitions: Vec<Definition<'_>> = module
            .variables
            .iter()
            .map(Definition::Variable)
            .chain(module.functions.iter().map(Definition::Function))
            .collect();
        definitions.sort_by_key(Definition::start);
        let mut docs = Vec::new();
        let mut after_function = false;
        for definition in &definitions {
            let mut between = self.between();
            let apart = definition.is_function() || after_function;
            let blank = between.blank || between.leading.iter().any(|above| above.blank_before);
            if apart && !blank {
                match between.leading.first_mut() {
                    Some(first) => first.blank_before = true,
                    None => between.blank = true,
                }
            }
            comments_between(&mut docs, &between);
            docs.push(Doc::HardLine {
                blank: between.blank,
            });
            let part = match definition {
                Definition::Variable(variable) => self.variable(variable),
                Definition::Function(function) => self.function(function),
            };
            docs.extend(part.docs);
            after_function = definition.is_function();
        }
        let last = self.between();
        comments_between(&mut docs, &last);
        docs
    }

    fn function(&mut self, function: &Function) -> Part<'s> {
        let mut docs = self.token();
        docs.push(Doc::Text(" "));
        docs.extend(self.token());
        let parameters = self.names(&function.parameters);
        docs.extend(parameters.docs);
        docs.push(Doc::Text(" "));
        let body = self.brackets(PADDED, 1, &mut |writer, _| writer.expr(&function.body));
        body.after(docs)
    }

    /// The parameters of a function.
    fn names(&mut self, names: &[Name]) -> Part<'s> {
        self.brackets(TIGHT, names.len(), &mut |writer, _| {
            Part::of(writer.token())
        })
    }

    /// `name: value`
    fn variable(&mut self, variable: &Variable) -> Part<'s> {
        let mut docs = self.token();
        docs.extend(self.token());
        self.value(docs, " ", &mut |writer| writer.expr(&variable.value))
    }

    /// What is written behind `docs` and `space`; comments before it make it begin a line.
    fn value(
        &mut self,
        mut docs: Vec<Doc<'s>>,
        space: &'static str,
        value: &mut dyn FnMut(&mut Writer<'s>) -> Part<'s>,
    ) -> Part<'s> {
        if self.explained == Some(self.tokens.position()) || self.tokens.gap().comments.is_empty() {
            docs.push(Doc::Text(space));
            return value(self).after(docs);
        }
        let mut below = self.comments();
        let part = value(self);
        below.extend(part.docs);
        docs.push(Doc::Nest(below));
        Part { docs, ..part }
    }

    /// The next token, with the comments before it.
    fn token(&mut self) -> Vec<Doc<'s>> {
        let mut docs = self.comments();
        let token = self.tokens.bump();
        docs.push(Doc::Text(self.tokens.slice(token)));
        docs
    }

    /// That many tokens without space between them.
    fn glued(&mut self, count: usize) -> Vec<Doc<'s>> {
        let mut docs = Vec::with_capacity(count);
        for _ in 0..count {
            docs.extend(self.token());
        }
        docs
    }

    /// The comments before the next token, where none are expected.
    fn comments(&mut self) -> Vec<Doc<'s>> {
        let mut docs = Vec::new();
        let position = self.tokens.position();
        if self.explained.replace(position) == Some(position) {
            return docs;
        }
        for comment in self.tokens.gap().comments {
            self.loose = true;
            if comment.own_line {
                docs.push(Doc::HardLine { blank: false });
                docs.push(Doc::Text(comment.text));
            } else {
                docs.push(Doc::TrailingComment(comment.text));
            }
        }
        if !docs.is_empty() {
            docs.push(Doc::HardLine { blank: false });
        }
        docs
    }

    /// Consumes the commas and the comments before what follows.
    fn between(&mut self) -> Between<'s> {
        let mut between = Between {
            trailing: None,
            leading: Vec::new(),
            blank: false,
        };
        loop {
            let gap = self.tokens.gap();
            for mut comment in gap.comments {
                let first = between.trailing.is_none() && between.leading.is_empty();
                if first && !comment.own_line {
                    between.trailing = Some(comment);
                } else {
                    comment.blank_before |= std::mem::take(&mut between.blank);
                    between.leading.push(comment);
                }
            }
            between.blank |= gap.blank_before;
            if !self.tokens.at(TokenKind::Comma) {
                break;
            }
            self.tokens.bump();
        }
        self.explained = Some(self.tokens.position());
        between
    }

    /// The brackets at the next token with `count` items.
    fn brackets(
        &mut self,
        brackets: Brackets,
        count: usize,
        item: &mut dyn FnMut(&mut Writer<'s>, usize) -> Part<'s>,
    ) -> Part<'s> {
        let before = self.comments();
        let loose_around = self.loose;
        let opener = self.tokens.bump();
        let opener = Doc::Text(opener.kind.symbol());
        let mut broken = count > 0 && self.tokens.token().newline_before;
        let first = self.between();
        let mut group = vec![opener];
        group.extend(
            first
                .trailing
                .map(|comment| Doc::TrailingComment(comment.text)),
        );
        let mut inside = Vec::new();
        let (mut forced, mut earlier_forced, mut last_hugs) = (false, false, false);
        let mut between = Between {
            trailing: None,
            blank: false,
            ..first
        };
        broken |= group.len() > 1;
        for index in 0..=count {
            broken |= between.trailing.is_some() || !between.leading.is_empty();
            if let Some(comment) = between.trailing {
                inside.push(Doc::TrailingComment(comment.text));
            }
            let first = |position: usize| index == 0 && position == 0;
            for (position, comment) in between.leading.iter().enumerate() {
                inside.push(Doc::Line {
                    flat: "",
                    blank: comment.blank_before && !first(position),
                });
                inside.push(Doc::Text(comment.text));
            }
            if index == count {
                break;
            }
            inside.push(Doc::Line {
                flat: if index == 0 { brackets.padding } else { " " },
                blank: between.blank && !first(between.leading.len()),
            });
            earlier_forced |= forced;
            self.loose = false;
            let part = item(self, index);
            forced = part.forced || self.loose;
            last_hugs = part.hugs && !self.loose;
            inside.extend(part.docs);
            let ends_with_link = self.tokens.previous() == Some(TokenKind::Keyword(Keyword::Link));
            between = self.between();
            if index + 1 < count {
                // Without a comma, `LINK` and the braces would be read as one.
                inside.push(if ends_with_link && self.tokens.at(TokenKind::LeftBrace) {
                    Doc::Text(",")
                } else {
                    Doc::Flat(",")
                });
            }
        }
        if count > 0 || broken {
            group.push(Doc::Nest(inside));
            group.push(Doc::Line {
                flat: brackets.padding,
                blank: false,
            });
        }
        let closer = self.tokens.bump();
        group.push(Doc::Text(closer.kind.symbol()));
        self.loose = loose_around;
        let layout = if broken || earlier_forced {
            Layout::Broken
        } else if !forced {
            Layout::Fit
        } else if brackets.hug && last_hugs {
            Layout::Hug
        } else {
            Layout::Broken
        };
        let mut docs = before;
        docs.push(Doc::Group {
            docs: group,
            layout,
        });
        Part {
            docs,
            forced: layout != Layout::Fit,
            hugs: true,
        }
    }
}

/// Writes the comments between two definitions.
fn comments_between<'s>(docs: &mut Vec<Doc<'s>>, between: &Between<'s>) {
    if let Some(comment) = between.trailing {
        docs.push(Doc::TrailingComment(comment.text));
    }
    for comment in &between.leading {
        docs.push(Doc::HardLine {
            blank: comment.blank_before,
        });
        docs.push(Doc::Text(comment.text));
    }
}
