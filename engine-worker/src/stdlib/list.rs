//! `List/*` at one moment: over the items as they are when a body reads them (`language.md` §12). The
//! live, incremental forms are in `lists`.

use protocol::list_change::{ItemId, ListChange};

use crate::lists::{MAX_RANGE_LEN, Sum};
use crate::symbol::well_known;
use crate::value::{Items, List, Live, Value};

use super::math::number;
use super::table::Reader;

type Answer = Result<Option<Value>, String>;

fn items(reader: &mut dyn Reader, arguments: &[Value]) -> Result<Items, String> {
    match &arguments[0] {
        Value::List(list) => Ok(reader.items(list)),
        other => Err(format!("expected a list, found {}", other.kind_name())),
    }
}

pub(super) fn count(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::Number(items(reader, arguments)?.len() as f64)))
}

pub(super) fn is_empty(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::bool(items(reader, arguments)?.is_empty())))
}

pub(super) fn is_not_empty(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::bool(!items(reader, arguments)?.is_empty())))
}

pub(super) fn get(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let (items, index) = (items(reader, arguments)?, number(arguments, 1)?);
    match item_at(index, items.len()) {
        Some(position) => Ok(reader.read(&items[position].1)),
        None => Ok(Some(Value::Tag(well_known().out_of_bounds))),
    }
}

/// The 0-based position of a 1-based index; `None` outside of the list or between two items.
pub(crate) fn item_at(index: f64, length: usize) -> Option<usize> {
    let whole = index >= 1.0 && index <= length as f64 && libm::trunc(index) == index;
    whole.then(|| index as usize - 1)
}

pub(super) fn sum(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    // The same exact sum as the live one.
    let mut sum = Sum::new();
    for (id, item) in items(reader, arguments)?.iter() {
        if let Some(Value::Number(number)) = reader.read(item) {
            let change = ListChange::Insert {
                index: 0,
                id: *id,
                item: (),
            };
            sum.apply(&change, &mut |_, ()| number);
        }
    }
    Ok(Some(Value::Number(sum.sum())))
}

pub(super) fn product(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let mut product = 1.0;
    for (_, item) in items(reader, arguments)?.iter() {
        if let Some(Value::Number(number)) = reader.read(item) {
            product *= number;
        }
    }
    Ok(Some(Value::Number(product)))
}

pub(super) fn last(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let items = items(reader, arguments)?;
    Ok(items.last().and_then(|(_, item)| reader.read(item)))
}

/// What waits for an occurrence, where none can come.
pub(super) fn unchanged(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    match &arguments[0] {
        list @ Value::List(_) => Ok(Some(list.clone())),
        other => Err(format!("expected a list, found {}", other.kind_name())),
    }
}

pub(super) fn range(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let (from, to) = (
        libm::trunc(number(arguments, 0)?),
        libm::trunc(number(arguments, 1)?),
    );
    let length = range_length(from, to)?;
    Ok(Some(Value::List(List::Plain(
        (0..length)
            .map(|offset| {
                let number = from + offset as f64;
                (range_item(number), Live::Const(Value::Number(number)))
            })
            .collect(),
    ))))
}

/// How many integers `from..=to` has.
pub(crate) fn range_length(from: f64, to: f64) -> Result<usize, String> {
    let length = to - from + 1.0;
    if !length.is_finite() || length > MAX_RANGE_LEN as f64 {
        return Err(format!("a range of more than {MAX_RANGE_LEN} items"));
    }
    Ok(length.max(0.0) as usize)
}

/// The identity of a number in a range: the number itself. The top bit keeps it apart from the serial
/// identities of other items.
pub(crate) fn range_item(number: f64) -> ItemId {
    ItemId((number as i64 as u64) | (1 << 63))
}
