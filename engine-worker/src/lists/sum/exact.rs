//! A sum of floating numbers without any rounding.
//!
//! Every finite `f64` is a whole multiple of 2⁻¹⁰⁷⁴ below 2²⁰⁹⁸ of them, so a fixed-point number of 34
//! words holds the sum of 2⁷⁶ of the greatest. (Known as Kulisch's accumulator. Shewchuk's expansions are
//! smaller for a few numbers, but grow and shrink with the history.)

const WORDS: usize = 34;

/// The bits of an `f64` mantissa that are written down.
const FRACTION_BITS: u32 = 52;

/// The sum of numbers that were added and not subtracted again.
#[derive(Clone, Debug, Default)]
pub(in crate::lists) struct ExactSum {
    /// Two's complement, lowest word first, in units of 2⁻¹⁰⁷⁴; nothing before the first number.
    words: Option<Box<[u64; WORDS]>>,
    not_a_number: u64,
    infinite: u64,
    negative_infinite: u64,
}

impl ExactSum {
    pub(in crate::lists) fn add(&mut self, number: f64) {
        match self.special(number) {
            Some(count) => *count += 1,
            None => self.add_finite(number),
        }
    }

    /// Takes out a number that was added.
    pub(in crate::lists) fn subtract(&mut self, number: f64) {
        match self.special(number) {
            Some(count) => *count -= 1,
            None => self.add_finite(-number),
        }
    }

    /// Returns the number nearest to the sum; of two, the one with the even mantissa.
    pub(in crate::lists) fn rounded(&self) -> f64 {
        if self.not_a_number > 0 || (self.infinite > 0 && self.negative_infinite > 0) {
            return f64::NAN;
        }
        if self.infinite > 0 {
            return f64::INFINITY;
        }
        if self.negative_infinite > 0 {
            return f64::NEG_INFINITY;
        }
        let Some(words) = &self.words else {
            return 0.0;
        };
        match words[WORDS - 1] >> 63 {
            0 => round(words),
            _ => -round(&negated(words)),
        }
    }

    fn special(&mut self, number: f64) -> Option<&mut u64> {
        if number.is_nan() {
            Some(&mut self.not_a_number)
        } else if number == f64::INFINITY {
            Some(&mut self.infinite)
        } else if number == f64::NEG_INFINITY {
            Some(&mut self.negative_infinite)
        } else {
            None
        }
    }

    fn add_finite(&mut self, number: f64) {
        let bits = number.to_bits();
        let fraction = bits & ((1 << FRACTION_BITS) - 1);
        let exponent = (bits >> FRACTION_BITS) & 0x7ff;
        let (mantissa, shift) = match exponent {
            0 => (fraction, 0),
            _ => (fraction | 1 << FRACTION_BITS, exponent as usize - 1),
        };
        let wide = u128::from(mantissa) << (shift % 64);
        let parts = [wide as u64, (wide >> 64) as u64];
        let words = self.words.get_or_insert_with(|| Box::new([0; WORDS]));
        let negative = bits >> 63 == 1;
        let mut carry = false;
        for (offset, word) in words[shift / 64..].iter_mut().enumerate() {
            if offset >= parts.len() && !carry {
                return;
            }
            let part = parts.get(offset).copied().unwrap_or(0);
            let (sum, over) = match negative {
                false => word.overflowing_add(part),
                true => word.overflowing_sub(part),
            };
            let (sum, over_again) = match negative {
                false => sum.overflowing_add(u64::from(carry)),
                true => sum.overflowing_sub(u64::from(carry)),
            };
            *word = sum;
            carry = over || over_again;
        }
    }
}

fn negated(words: &[u64; WORDS]) -> [u64; WORDS] {
    let mut carry = true;
    words.map(|word| {
        let (word, over) = (!word).overflowing_add(u64::from(carry));
        carry = over;
        word
    })
}

fn round(words: &[u64; WORDS]) -> f64 {
    let Some(top) = words.iter().rposition(|word| *word != 0) else {
        return 0.0;
    };
    let highest = top as u32 * 64 + words[top].ilog2();
    if highest <= FRACTION_BITS {
        // In these units a small number's bits are the number itself.
        return f64::from_bits(words[0]);
    }
    let lowest = highest - FRACTION_BITS;
    let exponent = u64::from(lowest) + 1;
    if exponent >= 0x7ff {
        return f64::INFINITY;
    }
    let mantissa = bits_from(words, lowest) & ((1 << (FRACTION_BITS + 1)) - 1);
    let half = bit(words, lowest - 1);
    let more = any_bit_below(words, lowest - 1);
    let round_up = half && (more || mantissa & 1 == 1);
    // A mantissa that overflows carries into the exponent, which is right, up to infinity.
    let bits = (exponent << FRACTION_BITS) + (mantissa - (1 << FRACTION_BITS));
    f64::from_bits(bits + u64::from(round_up))
}

/// Returns 64 bits beginning at that one.
fn bits_from(words: &[u64; WORDS], lowest: u32) -> u64 {
    let word = lowest as usize / 64;
    let high = words.get(word + 1).copied().unwrap_or(0);
    let wide = u128::from(high) << 64 | u128::from(words[word]);
    (wide >> (lowest % 64)) as u64
}

fn bit(words: &[u64; WORDS], position: u32) -> bool {
    words[position as usize / 64] >> (position % 64) & 1 == 1
}

fn any_bit_below(words: &[u64; WORDS], position: u32) -> bool {
    let word = position as usize / 64;
    let below = words[word] & ((1 << (position % 64)) - 1);
    below != 0 || words[..word].iter().any(|word| *word != 0)
}
