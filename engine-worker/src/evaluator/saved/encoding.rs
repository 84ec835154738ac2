//! Saved values as bytes, and back (`language.md` §14.1).
//!
//! A value is a list of tokens in pre-order, so that neither side needs recursion for a deep one. What is live
//! inside is named by place; instances that an occurrence made are described by what they were made with,
//! so that they can be made again.

use std::rc::Rc;

use protocol::list_change::ItemId;
use serde::{Deserialize, Serialize};

use crate::evaluator::Evaluator;
use crate::symbol::Symbol;
use crate::value::{CellRef, Items, List, Live, Object, Value};

/// How many bytes most saved values take.
const USUAL: usize = 32;

/// Names a cell by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedCell {
    /// The place of the instance.
    pub(super) place: u64,
    /// The key of the node.
    pub(super) node: u64,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Token {
    /// Nothing, for ever.
    Absent,
    /// A number without a fraction.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(Rc<str>),
    /// A tag.
    Tag(Rc<str>),
    /// An object; its fields follow, one for each name.
    Object(Option<Rc<str>>, Vec<Rc<str>>),
    /// A list; its items follow, one for each identity.
    List(Vec<u64>),
    /// Whatever a cell has.
    Cell(SavedCell),
    /// The list that a cell maintains.
    LiveList(SavedCell),
    /// An element.
    Element(SavedCell),
    /// What the instance at a place stands for.
    Result(u64),
}

/// An instance that an occurrence made, and what it was made with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SavedInstance {
    pub(super) place: u64,
    pub(super) template: u64,
    /// The cell that made it.
    pub(super) maker: SavedCell,
    /// Which of its makings it was.
    pub(super) serial: u64,
    /// The instance whose definitions it sees.
    pub(super) parent: Option<u64>,
    /// The ambient value, then the parameters, each with the name that it has, if any.
    pub(super) passed: Vec<Token>,
    pub(super) parameters: Vec<(Rc<str>, Vec<Token>)>,
}

/// A saved value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct SavedValue {
    pub(super) tokens: Vec<Token>,
    pub(super) made: Vec<SavedInstance>,
}

impl SavedValue {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Serializing into a growing vector fails only for types without a known length.
        postcard::to_extend(self, Vec::with_capacity(USUAL)).unwrap_or_default()
    }

    /// Reads bytes; `None` if they are of another version.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<SavedValue> {
        postcard::from_bytes(bytes).ok()
    }

    /// Whether nothing in it lives.
    pub(super) fn is_plain(&self) -> bool {
        !self.tokens.iter().any(|token| {
            matches!(
                token,
                Token::Cell(_) | Token::LiveList(_) | Token::Element(_) | Token::Result(_)
            )
        })
    }
}

/// Why a saved value cannot be had now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undecoded {
    /// Something in it is not there, at least not yet.
    Missing,
    /// It is no value.
    Malformed,
}

impl Evaluator {
    /// The tokens of a value. What instances stand for (by place) is not taken apart: another text of the
    /// program may make it otherwise.
    pub(super) fn tokens_of(&self, live: &Live, results: &[(u64, Value)]) -> Vec<Token> {
        if let Live::Const(value) = live
            && let Some(token) = scalar_token(value)
        {
            return vec![token];
        }
        let mut tokens = Vec::new();
        let mut stack = vec![live.clone()];
        while let Some(live) = stack.pop() {
            if let Some(place) = result_in(results, &live) {
                tokens.push(Token::Result(place));
                continue;
            }
            let token = match live {
                Live::Absent => Token::Absent,
                Live::Cell(cell) => self.named(cell, Token::Cell),
                Live::Const(Value::Number(number)) => number_token(number),
                Live::Const(Value::Text(text)) => Token::Text(text),
                Live::Const(Value::Tag(tag)) => Token::Tag(tag.name()),
                Live::Const(Value::Object(object)) => {
                    let fields = object.fields.iter();
                    stack.extend(fields.clone().rev().map(|(_, live)| live.clone()));
                    let names = fields.map(|(name, _)| name.name()).collect();
                    Token::Object(object.tag.map(Symbol::name), names)
                }
                Live::Const(Value::List(List::Plain(items))) => {
                    stack.extend(items.iter().rev().map(|(_, live)| live.clone()));
                    Token::List(items.iter().map(|(id, _)| id.0).collect())
                }
                Live::Const(Value::List(List::Live(cell))) => self.named(cell, Token::LiveList),
                Live::Const(Value::Element(cell)) => self.named(cell, Token::Element),
            };
            tokens.push(token);
        }
        tokens
    }

    fn named(&self, cell: CellRef, token: impl FnOnce(SavedCell) -> Token) -> Token {
        self.saved_cell(cell).map_or(Token::Absent, token)
    }

    /// The name of a cell by place.
    pub(super) fn saved_cell(&self, cell: CellRef) -> Option<SavedCell> {
        let place = self.registry.get(cell.actor)?.place;
        let node = self.node_of(cell)?.key;
        Some(SavedCell { place, node })
    }

    /// The value of tokens. What is not there is left out if `lenient`.
    pub(super) fn live_of(&mut self, tokens: &[Token], lenient: bool) -> Result<Live, Undecoded> {
        let mut open: Vec<Open> = Vec::new();
        for token in tokens {
            let mut done = match token {
                Token::Absent => Live::Absent,
                Token::Integer(number) => Live::Const(Value::Number(*number as f64)),
                Token::Number(number) => Live::Const(Value::Number(*number)),
                Token::Text(text) => Live::Const(Value::Text(Rc::clone(text))),
                Token::Tag(tag) => Live::Const(Value::tag(tag)),
                Token::Object(tag, names) => {
                    let shape = Shape::Object(tag.clone(), names.clone());
                    match Open::begin(shape, names.len()) {
                        Begun::Open(parent) => {
                            open.push(parent);
                            continue;
                        }
                        Begun::Done(live) => live,
                    }
                }
                Token::List(ids) => match Open::begin(Shape::List(ids.clone()), ids.len()) {
                    Begun::Open(parent) => {
                        open.push(parent);
                        continue;
                    }
                    Begun::Done(live) => live,
                },
                Token::Result(place) => match self.find_result(*place) {
                    Some(value) => Live::Const(value),
                    None if lenient => Live::Absent,
                    None => return Err(Undecoded::Missing),
                },
                Token::Cell(cell) => match self.find_saved_cell(*cell) {
                    Some(cell) => Live::Cell(cell),
                    None if lenient => Live::Absent,
                    None => return Err(Undecoded::Missing),
                },
                Token::LiveList(cell) => match self.find_saved_cell(*cell) {
                    Some(cell) => Live::Const(Value::List(List::Live(cell))),
                    None if lenient => Live::Absent,
                    None => return Err(Undecoded::Missing),
                },
                Token::Element(cell) => match self.find_saved_cell(*cell) {
                    Some(cell) => Live::Const(Value::Element(cell)),
                    None if lenient => Live::Absent,
                    None => return Err(Undecoded::Missing),
                },
            };
            loop {
                let Some(mut parent) = open.pop() else {
                    return Ok(done);
                };
                parent.parts.push(done);
                if parent.parts.len() < parent.count {
                    open.push(parent);
                    break;
                }
                done = parent.finish();
            }
        }
        Err(Undecoded::Malformed)
    }
}

/// Something whose parts are still read.
struct Open {
    shape: Shape,
    count: usize,
    parts: Vec<Live>,
}

enum Shape {
    Object(Option<Rc<str>>, Vec<Rc<str>>),
    List(Vec<u64>),
}

enum Begun {
    Open(Open),
    Done(Live),
}

impl Open {
    fn begin(shape: Shape, count: usize) -> Begun {
        let open = Open {
            shape,
            count,
            parts: Vec::new(),
        };
        match count {
            0 => Begun::Done(open.finish()),
            _ => Begun::Open(open),
        }
    }

    fn finish(self) -> Live {
        Live::Const(match self.shape {
            Shape::Object(tag, names) => Value::Object(Rc::new(Object {
                tag: tag.map(|tag| Symbol::new(&tag)),
                fields: names
                    .iter()
                    .map(|name| Symbol::new(name))
                    .zip(self.parts)
                    .collect(),
            })),
            Shape::List(ids) => {
                let items: Items = ids.into_iter().map(ItemId).zip(self.parts).collect();
                Value::List(List::Plain(items))
            }
        })
    }
}

/// The instance that stands for a value, if one does and it is more than data.
fn result_in(results: &[(u64, Value)], live: &Live) -> Option<u64> {
    let Live::Const(value) = live else {
        return None;
    };
    let is_same = |result: &Value| match (result, value) {
        (Value::Object(result), Value::Object(object)) => Rc::ptr_eq(result, object),
        (Value::Element(result), Value::Element(element)) => result == element,
        (Value::List(List::Live(result)), Value::List(List::Live(list))) => result == list,
        _ => false,
    };
    let found = results.iter().find(|(_, result)| is_same(result));
    found.map(|(place, _)| *place)
}

/// The bytes of a scalar, as [`SavedValue::to_bytes`] writes them: most states are one.
pub(super) fn scalar_to_bytes(value: &Value) -> Option<Vec<u8>> {
    let tokens = [scalar_token(value)?];
    let made: [SavedInstance; 0] = [];
    postcard::to_extend(
        &(tokens.as_slice(), made.as_slice()),
        Vec::with_capacity(USUAL),
    )
    .ok()
}

fn scalar_token(value: &Value) -> Option<Token> {
    match value {
        Value::Number(number) => Some(number_token(*number)),
        Value::Text(text) => Some(Token::Text(Rc::clone(text))),
        Value::Tag(tag) => Some(Token::Tag(tag.name())),
        Value::Object(_) | Value::List(_) | Value::Element(_) => None,
    }
}

fn number_token(number: f64) -> Token {
    let integer = number as i64;
    // Negative zero is none.
    if integer as f64 == number && (integer != 0 || number.is_sign_positive()) {
        Token::Integer(integer)
    } else {
        Token::Number(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_written_as_any_value() {
        let scalars = [
            Value::Number(-3.0),
            Value::Number(0.5),
            Value::text("žluť"),
            Value::tag("True"),
        ];
        for value in scalars {
            let bytes = scalar_to_bytes(&value).expect("a scalar");
            let saved = SavedValue::from_bytes(&bytes).expect("a saved value");
            assert_eq!(saved.to_bytes(), bytes);
            assert_eq!(saved.tokens, [scalar_token(&value).expect("a scalar")]);
        }
        let list = Value::List(List::Plain(Items::default()));
        assert_eq!(scalar_to_bytes(&list), None);
    }
}
