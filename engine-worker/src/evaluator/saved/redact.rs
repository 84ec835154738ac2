//! Saved values without what people wrote.

use super::encoding::{SavedValue, Token};

/// A saved value with its texts blanked; what cannot be read is left out.
pub(crate) fn redact_saved(value: &[u8], blank: impl Fn(&str) -> String) -> Vec<u8> {
    // The mark of a list operation has no value.
    let Some(mut saved) = SavedValue::from_bytes(value) else {
        return Vec::new();
    };
    let made = saved.made.iter_mut().flat_map(|made| {
        let parameters = made.parameters.iter_mut().map(|(_, tokens)| tokens);
        parameters.chain([&mut made.passed])
    });
    for tokens in made.chain([&mut saved.tokens]) {
        for token in tokens {
            if let Token::Text(text) = token {
                *text = blank(text).into();
            }
        }
    }
    saved.to_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_are_blanked() {
        let value = SavedValue {
            tokens: vec![
                Token::Object(None, vec!["name".into(), "age".into()]),
                Token::Text("Ada".into()),
                Token::Integer(36),
            ],
            made: Vec::new(),
        };
        let redacted = redact_saved(&value.to_bytes(), |text| "x".repeat(text.len()));
        let mut expected = value;
        expected.tokens[1] = Token::Text("xxx".into());
        assert_eq!(SavedValue::from_bytes(&redacted), Some(expected));
        assert_eq!(redact_saved(&[], str::to_owned), [0_u8; 0]);
    }
}
