//! Resolution of names (`language.md` §6): which definition each path means.

use super::syntax::ast::ExprId;

/// The definition that a path's first name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Binding {
    /// The top-level variable of that index in the entry file.
    TopLevel(u32),
    /// The parameter of that index of the enclosing function.
    Parameter(u32),
    /// The entry of that index in an object or tagged object expression.
    Field(ExprId, u32),
    /// The variable of that index in a `BLOCK` expression.
    BlockVariable(ExprId, u32),
    /// The argument of that index in a call expression.
    Argument(ExprId, u32),
    /// The state of the `HOLD` expression.
    HoldState(ExprId),
    /// The n-th name bound by the pattern (in source order) of the arm whose body is that expression.
    Pattern(ExprId, u32),
    /// The item name introduced by the binder argument of a call expression (`List/map(item, …)`).
    Item(ExprId),
}
