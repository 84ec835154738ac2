//! `Text/*` (`stdlib.md` §2). Lengths and indices count Unicode scalar values.

use std::rc::Rc;

use crate::value::Value;

use super::math::number;
use super::table::Reader;

pub(super) fn text(arguments: &[Value], index: usize) -> Result<&Rc<str>, String> {
    match &arguments[index] {
        Value::Text(text) => Ok(text),
        other => Err(format!("expected a text, found {}", other.kind_name())),
    }
}

/// An index or length argument: truncated, negative and NaN as 0.
fn position(arguments: &[Value], index: usize) -> Result<usize, String> {
    // `as` saturates, and takes NaN and negative numbers to 0.
    Ok(number(arguments, index)? as usize)
}

type Answer = Result<Option<Value>, String>;

pub(super) fn empty(_: &mut dyn Reader, _: &[Value]) -> Answer {
    Ok(Some(Value::text("")))
}

pub(super) fn space(_: &mut dyn Reader, _: &[Value]) -> Answer {
    Ok(Some(Value::text(" ")))
}

pub(super) fn trim(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let original = text(arguments, 0)?;
    let trimmed = original.trim();
    Ok(Some(Value::Text(if trimmed.len() == original.len() {
        Rc::clone(original)
    } else {
        trimmed.into()
    })))
}

pub(super) fn is_empty(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::bool(text(arguments, 0)?.is_empty())))
}

pub(super) fn is_not_empty(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::bool(!text(arguments, 0)?.is_empty())))
}

pub(super) fn length(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::Number(
        text(arguments, 0)?.chars().count() as f64
    )))
}

pub(super) fn to_number(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let trimmed = text(arguments, 0)?.trim();
    // Rust also reads `inf`, `nan` and exponents; a decimal has neither letters nor a sign but these.
    let decimal = trimmed
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    Ok(Some(match trimmed.parse::<f64>() {
        Ok(number) if decimal => Value::Number(number),
        _ => Value::tag("NaN"),
    }))
}

pub(super) fn starts_with(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::bool(
        text(arguments, 0)?.starts_with(&**text(arguments, 1)?),
    )))
}

pub(super) fn find(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let haystack = text(arguments, 0)?;
    Ok(Some(Value::Number(
        match haystack.find(&**text(arguments, 1)?) {
            Some(byte) => haystack[..byte].chars().count() as f64,
            None => -1.0,
        },
    )))
}

pub(super) fn substring(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let (start, length) = (position(arguments, 1)?, position(arguments, 2)?);
    let part: String = text(arguments, 0)?
        .chars()
        .skip(start)
        .take(length)
        .collect();
    Ok(Some(Value::text(part)))
}

pub(super) fn char_at(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    if number(arguments, 1)? < 0.0 {
        return Ok(Some(Value::text("")));
    }
    let part: String = text(arguments, 0)?
        .chars()
        .skip(position(arguments, 1)?)
        .take(1)
        .collect();
    Ok(Some(Value::text(part)))
}

pub(super) fn find_closing(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let (open, close) = (
        text(arguments, 1)?.chars().next(),
        text(arguments, 2)?.chars().next(),
    );
    let mut depth = 0_i64;
    for (index, letter) in text(arguments, 0)?
        .chars()
        .enumerate()
        .skip(position(arguments, 3)?)
    {
        if Some(letter) == open {
            depth += 1;
        } else if Some(letter) == close {
            depth -= 1;
            if depth == 0 {
                return Ok(Some(Value::Number(index as f64)));
            }
        }
    }
    Ok(Some(Value::Number(-1.0)))
}

pub(super) fn to_uppercase(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::text(text(arguments, 0)?.to_uppercase())))
}

pub(super) fn char_code(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    Ok(Some(Value::Number(
        text(arguments, 0)?
            .chars()
            .next()
            .map_or(0.0, |letter| f64::from(letter as u32)),
    )))
}

pub(super) fn from_char_code(_: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let code = number(arguments, 0)?;
    let letter = (code >= 0.0).then(|| char::from_u32(code as u32)).flatten();
    match letter {
        Some(letter) => Ok(Some(Value::text(letter.to_string()))),
        None => Err(format!("{code} is not the code of a character")),
    }
}

pub(super) fn join_lines(reader: &mut dyn Reader, arguments: &[Value]) -> Answer {
    let Value::List(list) = &arguments[0] else {
        return Err(format!(
            "expected a list, found {}",
            arguments[0].kind_name()
        ));
    };
    let mut lines = Vec::new();
    for (_, item) in reader.items(list).iter() {
        let Some(value) = reader.read(item) else {
            return Ok(None);
        };
        lines.extend(value.to_text());
    }
    Ok(Some(Value::text(lines.join("\n"))))
}
