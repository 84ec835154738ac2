//! Values of the language (`language.md` §3): immutable, cheap to clone.
//!
//! What is *live* inside a value (a field of an object, an item of a list) is the address of a cell, never
//! a reference to one: only the registry can reach it, and only while its actor is alive.

use std::rc::Rc;

use protocol::ids::ActorId;
use protocol::list_change::ItemId;

use crate::symbol::{Symbol, well_known};

/// The address of a cell: an actor of this engine and a slot in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CellRef {
    /// The actor.
    pub actor: ActorId,
    /// The slot.
    pub slot: u32,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// An IEEE double.
    Number(f64),
    /// A Unicode string.
    Text(Rc<str>),
    /// A bare name.
    Tag(Symbol),
    /// An object or tagged object.
    Object(Rc<Object>),
    /// A list.
    List(List),
    /// An element: the cell that describes it.
    Element(CellRef),
}

/// An object: named fields in order, each live or constant.
#[derive(Debug)]
pub struct Object {
    /// The tag of a tagged object.
    pub tag: Option<Symbol>,
    /// The fields; no name twice.
    pub fields: Box<[(Symbol, Live)]>,
}

/// A constant or the address of a cell.
#[derive(Clone, Debug)]
pub enum Live {
    /// Never changes.
    Const(Value),
    /// Whatever that cell has now.
    Cell(CellRef),
    /// Nothing, for ever.
    Absent,
}

/// A list value.
#[derive(Clone, Debug)]
pub enum List {
    /// Never changes.
    Plain(Rc<[(ItemId, Live)]>),
    /// The list that a cell maintains.
    Live(CellRef),
}

impl Drop for Object {
    /// Frees what is nested in a loop: by recursion, a deep value would overflow the stack.
    fn drop(&mut self) {
        let nested = |live: &Live| matches!(live, Live::Const(Value::Object(_)));
        if !self.fields.iter().any(|(_, live)| nested(live)) {
            return;
        }
        let mut stack = vec![std::mem::take(&mut self.fields)];
        while let Some(fields) = stack.pop() {
            for (_, live) in fields {
                if let Live::Const(Value::Object(object)) = live
                    && let Some(mut object) = Rc::into_inner(object)
                {
                    stack.push(std::mem::take(&mut object.fields));
                }
            }
        }
    }
}

impl Object {
    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: Symbol) -> Option<&Live> {
        self.fields
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, live)| live)
    }
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<Rc<str>>) -> Value {
        Value::Text(text.into())
    }

    /// A tag.
    #[must_use]
    pub fn tag(name: &str) -> Value {
        Value::Tag(Symbol::new(name))
    }

    /// `True` or `False`.
    #[must_use]
    pub fn bool(value: bool) -> Value {
        let known = well_known();
        Value::Tag(if value { known.true_ } else { known.false_ })
    }

    /// An object of constants.
    #[must_use]
    pub fn object(fields: &[(Symbol, Value)]) -> Value {
        Value::Object(Rc::new(Object {
            tag: None,
            fields: fields
                .iter()
                .map(|(name, value)| (*name, Live::Const(value.clone())))
                .collect(),
        }))
    }

    /// `[]`
    #[must_use]
    pub fn unit() -> Value {
        Value::object(&[])
    }

    /// Whether it is the tag `True`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self, Value::Tag(tag) if *tag == well_known().true_)
    }

    /// Whether both are the same Number, Text or Tag: the equality that cut-offs use
    /// (`language.md` §5.4). Anything else counts as different.
    #[must_use]
    pub fn same_scalar(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Tag(a), Value::Tag(b)) => a == b,
            _ => false,
        }
    }

    /// What it is, for messages.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self {
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::Tag(_) => "a tag",
            Value::Object(object) if object.tag.is_some() => "a tagged object",
            Value::Object(_) => "an object",
            Value::List(_) => "a list",
            Value::Element(_) => "an element",
        }
    }

    /// Its text form (`language.md` §13.4); `None` for what has none.
    #[must_use]
    pub fn to_text(&self) -> Option<Rc<str>> {
        match self {
            Value::Number(number) => Some(number_text(*number).into()),
            Value::Text(text) => Some(Rc::clone(text)),
            Value::Tag(tag) => Some(tag.name()),
            Value::Object(_) | Value::List(_) | Value::Element(_) => None,
        }
    }
}

/// The shortest decimal that reads back as the same double, without an exponent.
#[must_use]
pub fn number_text(number: f64) -> String {
    if number == 0.0 {
        // Negative zero prints as zero.
        "0".to_owned()
    } else if libm::fabs(number) < 1e15 && number == (number as i64) as f64 {
        (number as i64).to_string()
    } else {
        format!("{number}")
    }
}

// Values sit in every cell: a larger one is felt everywhere.
const _: () = assert!(size_of::<Value>() <= 24 && size_of::<Live>() <= 24);
