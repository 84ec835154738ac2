//! Postcard's bytes under construction.

use alloc::vec::Vec;

pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    #[inline(never)]
    pub(crate) fn long(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    #[inline(never)]
    pub(crate) fn number(&mut self, number: u32) {
        self.long(u64::from(number));
    }

    #[inline(never)]
    pub(crate) fn float(&mut self, float: f64) {
        self.raw(&float.to_le_bytes());
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A list of bytes.
    #[inline(never)]
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.long(bytes.len() as u64);
        self.raw(bytes);
    }

    /// Bytes that are what they are.
    #[inline(never)]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}
