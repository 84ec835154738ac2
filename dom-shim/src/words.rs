//! Numbers in words without the formatting of std, which would weigh more than all that is said.

use alloc::string::String;

/// Appends a number in decimal digits.
pub(crate) fn push_number(text: &mut String, number: u32) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_everywhere_else() {
        for number in [0, 9, 10, 1_234_567, u32::MAX] {
            let mut text = String::new();
            push_number(&mut text, number);
            assert_eq!(text, number.to_string());
        }
    }
}
