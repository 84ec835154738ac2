//! The productions of `language.md` §2.1, each a method named after its EBNF rule.

mod constructs;
mod exprs;
pub(super) mod items;
mod operators;
mod patterns;
