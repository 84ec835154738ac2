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
    Plain(Items),
    /// The list that a cell maintains.
    Live(CellRef),
}

/// Shared items of a list, with their identities.
#[derive(Clone, Debug)]
pub struct Items(Rc<[(ItemId, Live)]>);

impl Items {
    /// Whether both are the same memory.
    #[must_use]
    pub fn same(&self, other: &Items) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Default for Items {
    fn default() -> Items {
        Items(Rc::new([]))
    }
}

impl std::ops::Deref for Items {
    type Target = [(ItemId, Live)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<Vec<(ItemId, Live)>> for Items {
    fn from(items: Vec<(ItemId, Live)>) -> Items {
        Items(items.into())
    }
}

impl FromIterator<(ItemId, Live)> for Items {
    fn from_iter<T: IntoIterator<Item = (ItemId, Live)>>(items: T) -> Items {
        Items(items.into_iter().collect())
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        if self.fields.iter().any(|(_, live)| live.is_nested()) {
            let mut stack = Vec::new();
            take_nested(&mut self.fields, &mut stack);
            free(stack);
        }
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        if let Some(items) = Rc::get_mut(&mut self.0)
            && items.iter().any(|(_, live)| live.is_nested())
        {
            let mut stack = Vec::new();
            take_nested(items, &mut stack);
            free(stack);
        }
    }
}

/// Frees nested values in a loop: by recursion, a deep one would overflow the stack.
fn free(mut stack: Vec<Value>) {
    while let Some(mut value) = stack.pop() {
        match &mut value {
            Value::Object(object) => {
                if let Some(object) = Rc::get_mut(object) {
                    take_nested(&mut object.fields, &mut stack);
                }
            }
            Value::List(List::Plain(items)) => {
                if let Some(items) = Rc::get_mut(&mut items.0) {
                    take_nested(items, &mut stack);
                }
            }
            Value::List(List::Live(_))
            | Value::Number(_)
            | Value::Text(_)
            | Value::Tag(_)
            | Value::Element(_) => {}
        }
    }
}

fn take_nested<N>(parts: &mut [(N, Live)], stack: &mut Vec<Value>) {
    for (_, live) in parts {
        if live.is_nested()
            && let Live::Const(value) = std::mem::replace(live, Live::Absent)
        {
            stack.push(value);
        }
    }
}

impl Live {
    /// Whether it is a constant with parts of its own.
    fn is_nested(&self) -> bool {
        matches!(
            self,
            Live::Const(Value::Object(_) | Value::List(List::Plain(_)))
        )
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

    /// Appends its text form, if it has one.
    pub(crate) fn write_text(&self, out: &mut String) {
        match self {
            Value::Number(number) => write_number(*number, out),
            Value::Text(text) => out.push_str(text),
            Value::Tag(tag) => out.push_str(&tag.name()),
            Value::Object(_) | Value::List(_) | Value::Element(_) => {}
        }
    }

    /// Its text form (`language.md` §13.4); `None` for what has none.
    #[must_use]
    pub fn to_text(&self) -> Option<Rc<str>> {
        match self {
            Value::Number(number) => Some(number_to_text(*number)),
            Value::Text(text) => Some(Rc::clone(text)),
            Value::Tag(tag) => Some(tag.name()),
            Value::Object(_) | Value::List(_) | Value::Element(_) => None,
        }
    }
}

/// The shortest decimal that reads back as the same double, without an exponent.
#[must_use]
pub fn number_text(number: f64) -> String {
    let mut text = String::new();
    write_number(number, &mut text);
    text
}

/// The same where it is kept: nearly all numbers that are shown are whole and need no other room for that.
fn number_to_text(number: f64) -> Rc<str> {
    use std::io::Write;

    if !(libm::fabs(number) < 1e15 && number == (number as i64) as f64) {
        return number_text(number).into();
    }
    let mut buffer = [0_u8; 20];
    let mut rest = &mut buffer[..];
    // Negative zero is zero here, and none of these is longer.
    let _ = write!(rest, "{}", number as i64);
    let used = 20 - rest.len();
    std::str::from_utf8(&buffer[..used])
        .unwrap_or_default()
        .into()
}

fn write_number(number: f64, out: &mut String) {
    use std::fmt::Write;

    // Nothing that is written into a string fails.
    let _ = if number == 0.0 {
        // Negative zero prints as zero.
        out.write_str("0")
    } else if libm::fabs(number) < 1e15 && number == (number as i64) as f64 {
        write!(out, "{}", number as i64)
    } else {
        write!(out, "{number}")
    };
}

/// The identity of an item of a list literal; `key` says where it is written and, in an instance, whose it
/// is. Serial numbers of other items are below 2⁶², numbers of `List/range` have the highest bit.
pub(crate) fn literal_item(key: u64) -> ItemId {
    ItemId((key >> 2) | (1 << 62))
}

// Values sit in every cell: a larger one is felt everywhere.
const _: () = assert!(size_of::<Value>() <= 24 && size_of::<Live>() <= 24);
