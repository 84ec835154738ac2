//! Interned names: tags and field names compare as numbers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

/// An interned name. Two symbols are equal iff their names are; their order means nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

#[derive(Default)]
struct Interner {
    numbers: HashMap<Rc<str>, u32>,
    names: Vec<Rc<str>>,
}

thread_local! {
    // One table per thread: symbols are names, not state, so engines may share it.
    static INTERNER: RefCell<Interner> = RefCell::default();
}

impl Symbol {
    /// The symbol of a name.
    #[must_use]
    pub fn new(name: &str) -> Symbol {
        INTERNER.with_borrow_mut(|interner| {
            if let Some(number) = interner.numbers.get(name) {
                return Symbol(*number);
            }
            let number = interner.names.len() as u32;
            let name: Rc<str> = Rc::from(name);
            interner.names.push(Rc::clone(&name));
            interner.numbers.insert(name, number);
            Symbol(number)
        })
    }

    /// A number that no other symbol of this run has.
    #[must_use]
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> Rc<str> {
        INTERNER.with_borrow(|interner| Rc::clone(&interner.names[self.0 as usize]))
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name())
    }
}

macro_rules! well_known {
    ($($name:ident $text:literal)*) => {
        /// Symbols that the engine itself speaks of.
        #[derive(Clone, Copy)]
        pub struct WellKnown {
            $(#[doc = $text] pub $name: Symbol,)*
        }

        impl WellKnown {
            fn new() -> WellKnown {
                WellKnown { $($name: Symbol::new($text),)* }
            }
        }
    };
}

well_known! {
    true_ "True" false_ "False" nan "NaN" out_of_bounds "OutOfBounds" no_element "NoElement" none "None"
    element "element" event "event" hovered "hovered" text "text" key "key" value "value" x "x" y "y"
    root "root" seconds "seconds" milliseconds "milliseconds" duration "Duration" document "Document"
    scene "Scene" label "label" style "style" items "items" child "child" direction "direction" gap "gap"
}

thread_local! {
    static WELL_KNOWN: WellKnown = WellKnown::new();
}

/// The symbols that the engine itself speaks of.
#[must_use]
pub fn well_known() -> WellKnown {
    WELL_KNOWN.with(|known| *known)
}
