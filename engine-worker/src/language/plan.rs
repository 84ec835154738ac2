//! What the evaluator runs: templates of nodes with dense slots, and code for what has no life of its own.

use std::rc::Rc;

use crate::symbol::Symbol;
use crate::value::Value;

use super::syntax::ast::BinaryOperator;
use super::syntax::span::Span;

/// The index of a template in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TemplateIndex(pub u32);

/// A lowered program.
#[derive(Debug)]
pub struct Plan {
    /// All templates; the first is the program root.
    pub templates: Vec<Template>,
    /// The code of pure functions, for [`Op::CallPure`].
    pub functions: Vec<FunctionCode>,
    /// The slot of the element that stands for the app itself, in the root template.
    pub view: u32,
    /// The top-level variables in source order; operands of the root template.
    pub variables: Vec<(Rc<str>, Operand)>,
    /// Whether it follows or changes the page's path.
    pub uses_router: bool,
    /// Targets of `LINK { … }` that were reported to be no slots before the program runs.
    pub refused_links: Vec<Span>,
}

/// What instances are made from.
#[derive(Debug)]
pub struct Template {
    /// What it is called in the scope tree.
    pub name: Rc<str>,
    /// Where it is written.
    pub span: Span,
    /// How many parameters an instance gets.
    pub parameters: u32,
    /// The names of its parameters, if it is a function.
    pub names: Rc<[Rc<str>]>,
    /// What identifies it in other texts of the program.
    pub key: u64,
    /// The nodes; a node mostly follows what it depends on.
    pub nodes: Vec<Node>,
    /// What is written as an argument of an element: it never changes itself, so no instance has a cell for it.
    pub literals: Vec<Literal>,
    /// The slots of the nodes that keep a state.
    pub kept: Box<[u32]>,
    /// The value of an instance.
    pub result: Operand,
    /// The call that is all there is to it, if an instance of the function can stand for one of its own.
    pub forward: Option<Forward>,
}

/// A template that only calls a function, and lets each of its own parameters decide about an argument.
#[derive(Debug)]
pub struct Forward {
    /// The function.
    pub template: TemplateIndex,
    /// A value for each parameter, as the template sees it; none is a cell of its own.
    pub arguments: Vec<Operand>,
    /// The ambient value inside, if the call sets one.
    pub pass: Option<Operand>,
    /// What identifies the call in other texts of the program.
    pub key: u64,
    /// Where it is written.
    pub span: Span,
}

/// A node of a template; every instance has a cell for it.
#[derive(Debug)]
pub struct Node {
    /// What it does.
    pub kind: NodeKind,
    /// Its kind where that is known before running.
    pub reactivity: Reactivity,
    /// Where it is written.
    pub span: Span,
    /// The chain of names that leads to it inside its template; unique there.
    pub place: Rc<str>,
    /// The same for other texts of the program: what else is written around the node does not count.
    pub key: u64,
    /// The key under which it keeps its state, and with it what is written there; 0 if it keeps none
    /// (`language.md` §14).
    pub saved: u64,
    /// The longest chain of nodes of this template that it depends on.
    pub level: u32,
    /// The nodes of this template and of the program root that it reads whenever it runs: a new cell is above them
    /// from the beginning, where it would be raised to as soon as it runs.
    pub reads: Box<[Operand]>,
}

/// An object or list that an element is given. Its view knows from the plan what is in it; whoever else asks, such
/// as for `element.event`, gets one that is made for them.
#[derive(Debug)]
pub enum Literal {
    /// An object without spreads.
    Object {
        /// The tag.
        tag: Option<Symbol>,
        /// The fields.
        fields: Vec<(Symbol, Operand)>,
    },
    /// A list.
    List {
        /// The items.
        items: Vec<Operand>,
        /// What identifies each of them.
        keys: Box<[u64]>,
        /// What identifies the list in its template.
        key: u64,
    },
}

/// State or pulse (`language.md` §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reactivity {
    /// Not yet known.
    Unknown,
    /// Constants only.
    Constant,
    /// A state.
    State,
    /// A pulse.
    Pulse,
}

impl Reactivity {
    /// The kind of what is computed from both.
    #[must_use]
    pub fn with(self, other: Reactivity) -> Reactivity {
        use Reactivity::{Constant, Pulse, State, Unknown};
        match (self, other) {
            (State, _) | (_, State) => State,
            (Pulse, _) | (_, Pulse) => Pulse,
            (Unknown, _) | (_, Unknown) => Unknown,
            (Constant, Constant) => Constant,
        }
    }
}

/// Where an input comes from.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A constant.
    Const(Value),
    /// No value, ever.
    Absent,
    /// A cell of the instance `up` levels out.
    Cell {
        /// How many instances outwards.
        up: u32,
        /// The slot there.
        slot: u32,
    },
    /// A parameter of the instance `up` levels out.
    Parameter {
        /// How many instances outwards.
        up: u32,
        /// Which parameter.
        index: u32,
    },
    /// A cell of the program root.
    Global(u32),
    /// A literal of the instance `up` levels out.
    Literal {
        /// How many instances outwards.
        up: u32,
        /// Which literal.
        index: u32,
    },
    /// The ambient value.
    Passed,
}

/// The kinds of nodes.
#[derive(Debug)]
pub enum NodeKind {
    /// Taken, not filled yet; never in a finished plan.
    Reserved,
    /// The same as another cell; breaks cycles between definitions.
    Alias(Operand),
    /// Computed from other cells.
    Expr {
        /// How.
        code: Rc<Code>,
        /// Whether equal consecutive scalar results are cut off for states.
        cut_off: bool,
    },
    /// An object literal without spreads.
    Object {
        /// The tag.
        tag: Option<Symbol>,
        /// The fields.
        fields: Vec<(Symbol, Operand)>,
    },
    /// An object literal with spreads.
    Spread {
        /// The tag.
        tag: Option<Symbol>,
        /// The entries: a field, or without a name a spread.
        entries: Vec<(Option<Symbol>, Operand)>,
    },
    /// `LATEST`
    Latest(Vec<Operand>),
    /// `HOLD`
    Hold {
        /// The first value and resets.
        initial: Operand,
        /// The body.
        body: Operand,
    },
    /// `THEN`
    Then {
        /// The trigger.
        input: Operand,
        /// The body.
        body: Rc<Code>,
    },
    /// `WHEN` and `WHILE`
    Switch {
        /// What is matched.
        input: Operand,
        /// The arms.
        arms: Vec<SwitchArm>,
        /// Whether it is a `WHILE`.
        stay: bool,
    },
    /// `LINK` as a value.
    Slot,
    /// `value |> LINK { path }`
    LinkSet {
        /// What is linked.
        value: Operand,
        /// Where.
        target: LinkTarget,
    },
    /// A call of a user function that has a life of its own.
    Call {
        /// The function.
        template: TemplateIndex,
        /// A value for each parameter.
        arguments: Vec<Operand>,
        /// The ambient value inside, if the call sets one.
        pass: Option<Operand>,
        /// The parameter that was piped.
        piped: Option<u32>,
    },
    /// An element.
    Element {
        /// Its name: `stripe` for `Element/stripe`.
        element: Rc<str>,
        /// Its arguments.
        arguments: Vec<(Symbol, Operand)>,
    },
    /// A list literal; items without value are left out by those who show them.
    List {
        /// The items.
        items: Vec<Operand>,
        /// What identifies each of them.
        keys: Box<[u64]>,
    },
    /// A list function with a life of its own.
    ListOperation {
        /// Which.
        operation: ListOperation,
        /// The list.
        input: Operand,
        /// The other argument, where it is not per item.
        argument: Operand,
    },
    /// A library function with a memory or an effect.
    Stateful {
        /// Which.
        operation: Stateful,
        /// Its arguments in signature order.
        inputs: Vec<Operand>,
    },
}

/// The slot that a link sets.
#[derive(Debug)]
pub enum LinkTarget {
    /// Known before running.
    Slot(Operand),
    /// A field of whatever that operand is.
    Field(Operand, Symbol),
}

/// An arm of a switch.
#[derive(Debug)]
pub struct SwitchArm {
    /// What it matches.
    pub pattern: Matcher,
    /// How many names the pattern binds.
    pub bindings: u32,
    /// The body while the input is a state.
    pub body: ArmBody,
    /// The body for an occurrence of a pulse; bindings are the first frame variables.
    pub once: Rc<Code>,
}

/// How an arm's body runs.
#[derive(Debug)]
pub enum ArmBody {
    /// It has no life of its own.
    Pure(Rc<Code>),
    /// An instance with the bindings as parameters.
    Template(TemplateIndex),
}

/// How a per-item expression runs; the item is the first frame variable or parameter.
#[derive(Debug)]
pub enum ItemBody {
    /// It has no life of its own.
    Pure(Rc<Code>),
    /// An instance per item.
    Template(TemplateIndex),
}

/// List functions.
#[derive(Debug)]
pub enum ListOperation {
    /// `List/map`
    Map(TemplateIndex),
    /// `List/retain`
    Retain(ItemBody),
    /// `List/remove`
    Remove(ItemBody),
    /// `List/every`
    Every(ItemBody),
    /// `List/any`
    Any(ItemBody),
    /// `List/append`
    Append,
    /// `List/clear`
    Clear,
    /// `List/remove_last`
    RemoveLast,
    /// `List/count`
    Count,
    /// `List/is_empty`
    IsEmpty,
    /// `List/is_not_empty`
    IsNotEmpty,
    /// `List/get`
    Get,
    /// `List/sum`
    Sum,
    /// `List/latest`
    Latest,
    /// `List/last`
    Last,
    /// `List/sort_by`
    SortBy(ItemBody),
}

/// Library functions with a memory or an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stateful {
    /// `Math/sum`
    Sum,
    /// `Bool/toggle`
    Toggle,
    /// `Stream/pulses`
    Pulses,
    /// `Stream/skip`
    Skip,
    /// `Stream/take`
    Take,
    /// `Stream/distinct`
    Distinct,
    /// `Stream/debounce`
    Debounce,
    /// `Timer/interval`
    Interval,
    /// `Router/route`
    Route,
    /// `Router/go_to`
    GoTo,
    /// `Log/info`
    LogInfo,
    /// `Log/error`
    LogError,
    /// `List/range`
    Range,
    /// `Ulid/generate`
    Ulid,
}

/// What a pattern asks of a value.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// Nothing.
    Any,
    /// Nothing, and keeps it as that binding.
    Bind(u32),
    /// An equal number.
    Number(f64),
    /// A plain tag.
    Tag(Symbol),
    /// An equal text.
    Text(Rc<str>),
    /// An object that has those fields; a field may be bound and must match.
    Object(Option<Symbol>, Vec<(Symbol, Option<u32>, Matcher)>),
    /// A list of exactly these.
    List(Vec<Matcher>),
    /// A scalar equal to what that code yields.
    Value(Rc<Code>),
    /// Matches nothing.
    Never,
}

/// A pure function's code; parameters are the first frame variables.
#[derive(Debug)]
pub struct FunctionCode {
    /// What it is called.
    pub name: Rc<str>,
    /// How many parameters it has.
    pub parameters: u32,
    /// Its body.
    pub code: Rc<Code>,
}

/// Straight code for the stack machine.
#[derive(Debug, Default)]
pub struct Code {
    /// The operations.
    pub ops: Vec<Op>,
    /// How many frame variables it uses.
    pub frame: u32,
    /// The place of each operation that can fail.
    pub spans: Vec<Span>,
    /// Paths to outer definitions that an occurrence reads: bodies run after the pulses among them.
    pub reads: Vec<(Operand, Vec<Symbol>)>,
    /// The pure functions that it calls, whose reads count too.
    pub calls: Vec<u32>,
}

/// Operations of the stack machine. `[a b -- c]`: takes a and b, leaves c.
#[derive(Debug)]
pub enum Op {
    /// `[ -- value]`
    Const(Value),
    /// `[ -- nothing]`
    Absent,
    /// `[ -- value]` of an operand, by the rules of the mode.
    Read(Operand),
    /// `[ -- value]` of an operand as it is at this moment, without following it (`HOLD` names).
    ReadNow(Operand),
    /// `[ -- value]` of a frame variable.
    Local(u32),
    /// `[value -- ]` into a frame variable.
    Store(u32),
    /// `[object -- value]`
    Field(Symbol),
    /// `[a b -- c]`
    Binary(BinaryOperator),
    /// `[parts… -- text]`
    Join(u32),
    /// `[values… -- object]` of constant fields.
    Object(Option<Symbol>, Rc<[Symbol]>),
    /// `[values… -- object]`: names or `None` for a spread.
    Spread(Option<Symbol>, Rc<[Option<Symbol>]>),
    /// `[values… -- list]`
    List(u32),
    /// `[arguments… -- value]` of a pure library function.
    Builtin(PureBuiltin, u32),
    /// `[arguments… -- value]` of a pure function; the flag says that the piped argument comes first in
    /// evaluation and decides the kind.
    CallPure {
        /// Index in [`Plan::functions`].
        function: u32,
        /// The argument that was piped.
        piped: Option<u32>,
    },
    /// `[arguments… -- value]` of a new instance: its first value.
    CallInstance {
        /// The function, or an anonymous template of this code.
        template: TemplateIndex,
        /// How many arguments.
        arguments: u32,
        /// Whether the ambient value was pushed before the arguments.
        pass: bool,
        /// Whether the template is written here, and so sees the definitions around it.
        nested: bool,
    },
    /// Continues elsewhere.
    Jump(u32),
    /// `[value -- value]`; goes on if it matches, with the bindings in frame variables from `first`; else
    /// continues elsewhere. A value that is not there matches nothing.
    Match {
        /// The pattern.
        pattern: Rc<Matcher>,
        /// The frame variable of binding 0.
        first: u32,
        /// Where to go on if it does not match.
        otherwise: u32,
    },
    /// `[value -- ]`
    Drop,
    /// `[matched -- nothing]` of the kind of what no pattern matched.
    NoMatch,
    /// `[matched result -- result]`; the result has the kind of what was matched if that is a pulse.
    EndMatch,
    /// `[list -- …]` starts a loop over a list: `variable` is the item, `body` follows up to `EndLoop`.
    Loop {
        /// What is made of the results.
        kind: LoopKind,
        /// The item's frame variable.
        variable: u32,
        /// The operation after `EndLoop`.
        end: u32,
    },
    /// `[… result -- …]` ends the body of a loop.
    EndLoop,
    /// `[value -- value]` and prints a line.
    Log(bool),
    /// `[value label -- value]` and prints a line.
    LogLabel(bool),
    /// `[path -- unit]` and navigates.
    GoTo,
    /// `[value target… -- value]` and writes into a slot.
    Link(Rc<LinkTarget>),
    /// `[list item -- list]`, a plain list with one more item.
    Append,
    /// `[list occurrence -- list]`, a plain list with fewer items.
    Shorten(Shorten),
    /// `[value -- value]`, a scalar that is emitted only if it changed.
    Cut,
    /// `[value count -- value]` of a stream function over the one value of a body.
    Counted(Stateful),
    /// `[ -- text]`, a new unique text.
    Ulid,
}

/// What is taken from the end of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shorten {
    /// Everything.
    Clear,
    /// The last item.
    RemoveLast,
}

/// What a loop makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopKind {
    /// The list of the results, same identities.
    Map,
    /// The items whose result is `True`.
    Retain,
    /// The items that have no result.
    Remove,
    /// Whether all results are `True`.
    Every,
    /// Whether one result is `True`.
    Any,
    /// The items ascending by their results.
    SortBy,
}

impl LoopKind {
    /// The list function that it is.
    #[must_use]
    pub fn function(self) -> &'static str {
        match self {
            LoopKind::Map => "List/map",
            LoopKind::Retain => "List/retain",
            LoopKind::Remove => "List/remove",
            LoopKind::Every => "List/every",
            LoopKind::Any => "List/any",
            LoopKind::SortBy => "List/sort_by",
        }
    }
}

/// Index of a pure library function in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PureBuiltin(pub u16);
