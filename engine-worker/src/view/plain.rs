//! Reading plain data.

use std::borrow::Cow;

use protocol::value::WireValue;

/// How many characters of a text a message quotes.
const QUOTED_CHARACTERS: usize = 40;

/// The value of a field of an object; the last one where a name occurs twice.
#[must_use]
pub fn field<'a>(value: &'a WireValue, name: &str) -> Option<&'a WireValue> {
    match value {
        WireValue::Object { fields, .. } => fields
            .iter()
            .rev()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value),
        _ => None,
    }
}

/// Whether the value is the plain tag `name`.
#[must_use]
pub fn is_tag(value: &WireValue, name: &str) -> bool {
    matches!(value, WireValue::Tag(tag) if tag == name)
}

/// The truth value of `True` and `False`; `None` for everything else.
#[must_use]
pub fn boolean(value: &WireValue) -> Option<bool> {
    match value {
        WireValue::Tag(tag) if tag == "True" => Some(true),
        WireValue::Tag(tag) if tag == "False" => Some(false),
        _ => None,
    }
}

/// The text form of a Text, Tag or Number (language.md §13.4); `None` for everything else.
#[must_use]
pub fn text(value: &WireValue) -> Option<Cow<'_, str>> {
    match value {
        WireValue::Text(text) | WireValue::Tag(text) => Some(Cow::Borrowed(text)),
        // Adding zero turns a negative zero into the positive one.
        WireValue::Number(number) => Some(Cow::Owned((number + 0.0).to_string())),
        _ => None,
    }
}

/// Names a value in a message to the programmer.
#[must_use]
pub fn describe(value: &WireValue) -> String {
    match value {
        WireValue::Absent => "no value".to_owned(),
        WireValue::Number(number) => format!("the number {number}"),
        WireValue::Text(text) => format!("the text `{}`", shortened(text)),
        WireValue::Tag(tag) => format!("the tag `{}`", shortened(tag)),
        WireValue::Object { tag: Some(tag), .. } => {
            format!("a tagged object `{}[…]`", shortened(tag))
        }
        WireValue::Object { tag: None, .. } => "an object".to_owned(),
        WireValue::List(_) => "a list".to_owned(),
        WireValue::Reference { .. } => "an element or link".to_owned(),
    }
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED_CHARACTERS) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_two_equal_fields_counts() {
        let object = WireValue::Object {
            tag: None,
            fields: vec![
                ("a".to_owned(), WireValue::Number(1.0)),
                ("a".to_owned(), WireValue::Number(2.0)),
            ],
        };
        assert_eq!(field(&object, "a"), Some(&WireValue::Number(2.0)));
        assert_eq!(field(&object, "b"), None);
        assert_eq!(field(&WireValue::Number(1.0), "a"), None);
    }

    #[test]
    fn messages_quote_at_most_forty_characters() {
        let long = WireValue::Text("ž".repeat(60));
        assert_eq!(
            describe(&long),
            format!("the text `{}…`", "ž".repeat(QUOTED_CHARACTERS))
        );
        assert_eq!(
            describe(&WireValue::Tag("Fill".to_owned())),
            "the tag `Fill`"
        );
    }

    #[test]
    fn texts_tags_and_numbers_have_a_text_form() {
        for (number, expect) in [(3.0, "3"), (-2.5, "-2.5"), (-0.0, "0"), (f64::NAN, "NaN")] {
            assert_eq!(text(&WireValue::Number(number)).as_deref(), Some(expect));
        }
        assert_eq!(text(&WireValue::Tag("A".to_owned())).as_deref(), Some("A"));
        assert_eq!(text(&WireValue::List(Vec::new())), None);
    }
}
