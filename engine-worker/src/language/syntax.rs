//! Source text to syntax tree.
//!
//! [`source`] keeps the files, `lexer` cuts a file into tokens (with `text_literal` for `TEXT`),
//! [`parser`] and the productions in `grammar` build the tree of [`ast`]. Nothing here fails: what is
//! wrong becomes a [`Diagnostic`](super::diagnostic::Diagnostic), and the tree has a hole there.

pub mod ast;
mod grammar;
pub(crate) mod lexer;
pub mod parser;
pub mod source;
pub mod span;
mod text_literal;
pub(crate) mod token;
