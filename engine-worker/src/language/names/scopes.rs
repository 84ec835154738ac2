//! The definitions around a place of the program.
//!
//! They are one stack; each knows the next outer one of the same name, so that a look-up costs as much as
//! that *name* is shadowed, not as deep as the place is. Whether a definition contains a reference is a
//! comparison of spans.

use rustc_hash::FxHashMap;

use super::Binding;
use crate::language::syntax::ast::Name;
use crate::language::syntax::span::Span;

/// The definitions in scope.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    /// Numbers of the names.
    symbols: FxHashMap<&'a str, usize>,
    /// By number of the name: its innermost definition, as an index into `defined`.
    innermost: Vec<Option<usize>>,
    /// Innermost last.
    defined: Vec<Definition<'a>>,
}

struct Definition<'a> {
    name: &'a Name,
    binding: Binding,
    /// The expression that defines it, if it is one that could contain a reference.
    defining: Option<Span>,
    /// The number of the name.
    symbol: usize,
    /// The next outer definition of the same name.
    shadowed: Option<usize>,
}

/// What a scope is, for messages, and the height of the stack where it begins.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) place: &'static str,
    start: usize,
}

impl<'a> Scopes<'a> {
    /// A scope that begins here.
    pub(super) fn begin(&self, place: &'static str) -> Scope {
        Scope {
            place,
            start: self.defined.len(),
        }
    }

    /// Puts a definition into a scope, which must be the innermost. Returns where the scope defines the
    /// name already.
    pub(super) fn bind(
        &mut self,
        name: &'a Name,
        binding: Binding,
        defining: Option<Span>,
        scope: Scope,
    ) -> Option<Span> {
        let symbol = *self
            .symbols
            .entry(&name.text)
            .or_insert(self.innermost.len());
        if symbol == self.innermost.len() {
            self.innermost.push(None);
        }
        let shadowed = self.innermost[symbol].replace(self.defined.len());
        self.defined.push(Definition {
            name,
            binding,
            defining,
            symbol,
            shadowed,
        });
        shadowed
            .filter(|&first| first >= scope.start)
            .map(|first| self.defined[first].name.span)
    }

    /// Forgets the definitions of a scope and of all inside of it.
    pub(super) fn leave(&mut self, scope: Scope) {
        while self.defined.len() > scope.start
            && let Some(definition) = self.defined.pop()
        {
            self.innermost[definition.symbol] = definition.shadowed;
        }
    }

    pub(super) fn defines(&self, name: &str) -> bool {
        self.innermost(name).is_some()
    }

    /// `language.md` §6.3: the innermost definition that does not contain the reference, or if all contain
    /// it the innermost.
    pub(super) fn meaning(&self, reference: &Name) -> Option<Binding> {
        let innermost = self.innermost(&reference.text)?;
        let mut found = innermost;
        while self.defined[found].contains(reference.span) {
            match self.defined[found].shadowed {
                Some(outer) => found = outer,
                None => return Some(self.defined[innermost].binding),
            }
        }
        Some(self.defined[found].binding)
    }

    /// All names in scope, innermost first.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.defined
            .iter()
            .rev()
            .map(|definition| &*definition.name.text)
    }

    fn innermost(&self, name: &str) -> Option<usize> {
        self.symbols
            .get(name)
            .and_then(|&symbol| self.innermost[symbol])
    }
}

impl Definition<'_> {
    fn contains(&self, reference: Span) -> bool {
        self.defining.is_some_and(|span| {
            span.file == reference.file
                && span.start <= reference.start
                && reference.end <= span.end
        })
    }
}
