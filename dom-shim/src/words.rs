//! Sentences without the formatting of std, which would weigh more than all that is said.

use alloc::string::String;

use protocol::FrameError;

/// Appends a number in decimal digits.
pub(crate) fn push_number(text: &mut String, number: u64) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// What is wrong with a frame, and where.
pub(crate) fn describe(error: FrameError) -> String {
    let mut text = String::from(error.reason.phrase());
    text.push_str(" at byte ");
    push_number(&mut text, u64::from(error.offset));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Reason;

    #[test]
    fn a_frame_error_reads_as_everywhere_else() {
        for (offset, reason) in [(0, Reason::Truncated), (1_234_567, Reason::UnknownNode)] {
            let error = FrameError::at(offset, reason);
            assert_eq!(describe(error), error.to_string());
        }
    }
}
