//! The syntax tree: one type per production of `language.md` §2.
//!
//! Chains that a program may make arbitrarily long (`a |> b |> c`, `a + b + c`) are flat vectors, so
//! that only real nesting is deep, and nesting is limited by the parser
//! ([`MAX_NESTING`](super::parser::MAX_NESTING)).

use std::rc::Rc;

use super::span::Span;

/// Numbers every expression of a program (over all its files) densely from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// An identifier as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its text.
    pub text: Rc<str>,
    /// Its place.
    pub span: Span,
}

/// One `.bn` file.
#[derive(Clone, Debug)]
pub struct Module {
    /// The module's name (`Theme` for `Theme/Theme.bn`); `None` for the entry file.
    pub name: Option<Rc<str>>,
    /// Top-level variables in source order.
    pub variables: Vec<Variable>,
    /// Functions in source order.
    pub functions: Vec<Function>,
}

impl Module {
    /// The expressions of all definitions: variables, then functions.
    pub fn bodies(&self) -> impl Iterator<Item = &Expr> {
        let variables = self.variables.iter().map(|variable| &variable.value);
        variables.chain(self.functions.iter().map(|function| &function.body))
    }
}

/// `name: value`
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expr,
}

/// `FUNCTION name(parameters) { body }`
#[derive(Clone, Debug)]
pub struct Function {
    /// The name.
    pub name: Name,
    /// The parameters in order.
    pub parameters: Vec<Name>,
    /// The body.
    pub body: Expr,
    /// The whole definition.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its number.
    pub id: ExprId,
    /// Its place, including brackets around it.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

impl Expr {
    /// Whether it is a constant, an object or list of constants written in place.
    pub fn is_literal(&self) -> bool {
        let mut open = vec![self];
        while let Some(expr) = open.pop() {
            match &expr.kind {
                ExprKind::Number(_) | ExprKind::Tag(_) => {}
                ExprKind::Text(parts) => {
                    if parts
                        .iter()
                        .any(|part| !matches!(part, TextPart::Literal(_)))
                    {
                        return false;
                    }
                }
                ExprKind::List(items) => open.extend(items),
                ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => {
                    for entry in entries {
                        match entry {
                            Entry::Field(field) => open.push(&field.value),
                            Entry::Spread(value) => open.push(value),
                        }
                    }
                }
                _ => return false,
            }
        }
        true
    }
}

/// The kinds of expressions. The *step* kinds occur only in [`ExprKind::Pipeline`] steps.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `3`
    Number(f64),
    /// `Column`
    Tag(Rc<str>),
    /// `TEXT { … }`, already trimmed
    Text(Vec<TextPart>),
    /// `LIST { … }`
    List(Vec<Expr>),
    /// `[ … ]`
    Object(Vec<Entry>),
    /// `Tag[ … ]`
    Tagged {
        /// The tag.
        tag: Name,
        /// The fields.
        entries: Vec<Entry>,
    },
    /// `MAP { … }`; parsed, never evaluated
    Map(Vec<(Expr, Expr)>),
    /// `name.field.field`; the root is resolved by `names`. As a pipeline step without fields it is a
    /// call of the user function of that name without further arguments.
    Path {
        /// The first name.
        root: Name,
        /// The fields.
        fields: Vec<Name>,
    },
    /// `PASSED.field`
    Passed {
        /// The fields.
        fields: Vec<Name>,
    },
    /// `base.field` on an atom other than a path
    Field {
        /// The object.
        base: Box<Expr>,
        /// The fields.
        fields: Vec<Name>,
    },
    /// `Module/function(argument: value)`, also as a step
    Call(Call),
    /// `head |> step |> step`
    Pipeline {
        /// The first value.
        head: Box<Expr>,
        /// The steps in order; never empty.
        steps: Vec<Expr>,
    },
    /// `a + b - c`: operators of one level, left associative
    Operators {
        /// The first operand.
        first: Box<Expr>,
        /// Each operator with the operand after it; never empty.
        rest: Vec<(BinaryOperator, Expr)>,
    },
    /// `BLOCK { variables result }`
    Block {
        /// The variables in source order.
        variables: Vec<Variable>,
        /// The result.
        result: Box<Expr>,
    },
    /// `LATEST { … }`
    Latest(Vec<Expr>),
    /// `SKIP`
    Skip,
    /// `LINK` as a value: an empty slot
    Link,
    /// `FLUSH { … }`
    Flush(Box<Expr>),
    /// step: `HOLD name { body }`
    Hold {
        /// The name of the state inside the body.
        name: Name,
        /// The body.
        body: Box<Expr>,
    },
    /// step: `THEN { body }`
    Then(Box<Expr>),
    /// step: `WHEN { arms }`
    When(Vec<Arm>),
    /// step: `WHILE { arms }`
    While(Vec<Arm>),
    /// step: `LINK { path }`; the path is a [`ExprKind::Path`] or [`ExprKind::Passed`]
    LinkSet(Box<Expr>),
    /// step: `.field.field`
    FieldAccess(Vec<Name>),
    /// What could not be parsed; a diagnostic says why.
    Missing,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// As written.
    Literal(Rc<str>),
    /// `{expression}`
    Interpolation(Expr),
}

/// An entry of an object.
#[derive(Clone, Debug)]
pub enum Entry {
    /// `name: value`
    Field(Variable),
    /// `...value`
    Spread(Expr),
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The module segments before the last `/`.
    pub modules: Vec<Name>,
    /// The function.
    pub name: Name,
    /// The arguments in order, without `PASS`.
    pub arguments: Vec<Argument>,
    /// `PASS: value`
    pub pass: Option<Box<Expr>>,
}

/// `Module/function` as written.
pub fn call_path(call: &Call) -> String {
    let mut path = String::new();
    for module in &call.modules {
        path.push_str(&module.text);
        path.push('/');
    }
    path.push_str(&call.name.text);
    path
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The name.
    pub name: Name,
    /// The value; `None` for a bare name, which is a binder.
    pub value: Option<Expr>,
}

/// An arm of `WHEN` or `WHILE`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The pattern.
    pub pattern: Pattern,
    /// The body.
    pub body: Expr,
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: PatternKind,
}

/// The kinds of patterns (`language.md` §9).
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `__`
    Wildcard,
    /// `name`
    Binding(Name),
    /// `3`
    Number(f64),
    /// `Tag`
    Tag(Rc<str>),
    /// `TEXT { … }`, trimmed, never interpolated
    Text(Rc<str>),
    /// `Tag[fields]` or `[fields]`
    Object {
        /// The tag, if one is asked for.
        tag: Option<Name>,
        /// The fields that must be there.
        fields: Vec<PatternField>,
    },
    /// `LIST { … }`
    List(Vec<Pattern>),
    /// `a.b`, `{a}` or `{a.b}`: compares with the value of that path (an [`ExprKind::Path`])
    Value(Box<Expr>),
    /// What could not be parsed; matches nothing.
    Missing,
}

/// A field of an object pattern.
#[derive(Clone, Debug)]
pub struct PatternField {
    /// The field's name; binds itself when there is no pattern.
    pub name: Name,
    /// The pattern of its value.
    pub pattern: Option<Pattern>,
}

/// The binary operators of `language.md` §2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `==`
    Equal,
    /// `=/=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}
