//! The op table: what `dom.js` runs, as numbers and one string.
//!
//! ```text
//! op     = number of the op, then its arguments
//! text   = start, length in the blob, in UTF-16 units, because that is how JS slices strings
//! maybe  = handle + 1; 0 is "none"
//! ```
//!
//! A handle is the dense number of a live node; the mirror hands them out.

use alloc::string::String;
use alloc::vec::Vec;

use protocol::typing::utf16_length;

macro_rules! ops {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// The ops, numbered as in `dom.js`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub(crate) enum Op { $($(#[$doc])* $name = $number,)* }

        impl Op {
            /// All ops, for the test that holds `dom.js` to the same numbers.
            #[cfg(test)]
            pub(crate) const ALL: &[(&str, Op)] = &[$((stringify!($name), Op::$name),)*];
        }
    };
}

ops! {
    /// class, part, count, then (property, text) each.
    Class = 0,
    /// template, holes, number of nodes, then the nodes: (kind, maybe hole, children) and for elements
    /// tag, classes, attributes, styles, listener bits; for texts a text.
    Template = 1,
    /// template, the handles of its holes, number of texts, texts.
    Create = 2,
    /// The same for an instance whose nodes are on the page from before a reset.
    Adopt = 3,
    /// handle, text: a new text node.
    CreateText = 4,
    /// handle, text.
    SetText = 5,
    /// handle, attribute, text.
    SetAttribute = 6,
    /// handle, attribute.
    RemoveAttribute = 7,
    /// handle, property, text.
    SetStyle = 8,
    /// handle, property.
    RemoveStyle = 9,
    /// handle, count, classes.
    SetClasses = 10,
    /// handle, listener bits.
    SetListeners = 11,
    /// handle, text, selection: start and end plus one each, or 0 and 0 for the end of the text.
    SetValue = 12,
    /// maybe parent (none is the app's element), maybe following sibling, handle.
    Insert = 13,
    /// handle.
    Remove = 14,
    /// number of roots, their handles, number of other nodes, their handles; may be of many instances.
    Drop = 15,
    /// handle.
    Focus = 16,
    /// text: the program's path.
    Navigate = 17,
    /// level, text.
    Console = 18,
    /// handle, text: an id of the shim's own making.
    SetId = 19,
    /// Everything that follows describes the page anew.
    BeginReset = 20,
    /// Places what the reset has inserted and takes out the rest.
    EndReset = 21,
    /// number of the new template, the one that it is made from, count, then what it has besides, each a kind
    /// and a hole: 0 a text at the end, which is the next hole, 1 (attribute, text), 2 (property, text),
    /// 3 (count, classes), 4 listener bits.
    Derive = 22,
}

/// Ops under construction.
#[derive(Debug, Default)]
pub(crate) struct Ops {
    /// The op table.
    pub(crate) table: Vec<u32>,
    /// The texts, one after the other.
    pub(crate) blob: String,
    units: u32,
}

impl Ops {
    pub(crate) fn op(&mut self, op: Op) {
        self.table.push(op as u32);
    }

    pub(crate) fn word(&mut self, word: u32) {
        self.table.push(word);
    }

    pub(crate) fn words(&mut self, words: &[u32]) {
        self.table.extend_from_slice(words);
    }

    pub(crate) fn maybe(&mut self, handle: Option<u32>) {
        self.table.push(handle.map_or(0, |handle| handle + 1));
    }

    pub(crate) fn text(&mut self, text: &str) {
        let length = utf16_length(text);
        self.table.push(self.units);
        self.table.push(length);
        self.blob.push_str(text);
        self.units += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_addressed_in_utf16_units() {
        let mut ops = Ops::default();
        ops.text("ab");
        ops.text("ž🦀");
        ops.text("c");
        assert_eq!(ops.table, [0, 2, 2, 3, 5, 1]);
        assert_eq!(ops.blob, "abž🦀c");
    }

    #[test]
    fn the_snippet_numbers_its_ops_alike() {
        let snippet = include_str!("../dom.js");
        for (name, op) in Op::ALL {
            let row = format!("case {}: // {name}\n", *op as u32);
            assert!(
                snippet.contains(&row),
                "dom.js has no line `{}`",
                row.trim()
            );
        }
    }
}
