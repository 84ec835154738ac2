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
    pub(crate) fn number(mut self, number: u64) -> PlaceKey {
        self.0.write(&number.to_le_bytes());
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
    fn parts_do_not_run_into_each_other() {
        let first = PlaceKey::new("a").text("bc").finish();
        let second = PlaceKey::new("ab").text("c").finish();
        assert_ne!(first, second);
    }
}
