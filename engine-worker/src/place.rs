//! Keys of places (`language.md` §14.2): a hash of the way to something that is written in a program.
//!
//! A key says where, never what: it is the same in every run, in every build, natively and in wasm. So only
//! texts and `u64`s may go into it; the hash of a `usize` would depend on the machine.
//!
//! 64 bits: with 100 000 places the chance that any two share a key is below 10⁻⁹.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

/// Builds a key from the parts of a way.
#[derive(Clone)]
pub(crate) struct PlaceKey(SipHasher13);

impl PlaceKey {
    /// Begins a way of a certain kind: ways of different kinds never lead to the same place.
    pub(crate) fn new(kind: &str) -> PlaceKey {
        PlaceKey(SipHasher13::new()).text(kind)
    }

    /// One part more: a name.
    pub(crate) fn text(mut self, text: &str) -> PlaceKey {
        self.0.write(text.as_bytes());
        // No text contains it, so that `ab` + `c` is not `a` + `bc`.
        self.0.write(&[0xff]);
        self
    }

    /// One part more: a number, or another key.
    pub(crate) fn number(self, number: u64) -> PlaceKey {
        self.numbers([number])
    }

    /// Some parts more. The hash is that of one after the other, but takes in much more at a time.
    pub(crate) fn numbers<const COUNT: usize>(mut self, numbers: [u64; COUNT]) -> PlaceKey {
        self.0.write(numbers.map(u64::to_le_bytes).as_flattened());
        self
    }

    /// The key. Never 0, which stands for no place.
    pub(crate) fn finish(self) -> u64 {
        self.0.finish().max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::PlaceKey;

    /// Keys are in logs: another hash would make every saved state unknown.
    #[test]
    fn keys_are_the_same_for_ever() {
        let key = PlaceKey::new("cell").text("count").number(7).finish();
        assert_eq!(key, KNOWN);
    }

    const KNOWN: u64 = 5_138_846_459_106_527_394;

    #[test]
    fn numbers_at_once_are_numbers_one_by_one() {
        let one_by_one = PlaceKey::new("cell").number(7).number(8).finish();
        let at_once = PlaceKey::new("cell").numbers([7, 8]).finish();
        assert_eq!(one_by_one, at_once);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let first = PlaceKey::new("a").text("bc").finish();
        let second = PlaceKey::new("ab").text("c").finish();
        assert_ne!(first, second);
    }
}
