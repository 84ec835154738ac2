//! Syntax tree → plan (`architecture.md` §5).
//!
//! Every expression is lowered in one of two forms. *Live*: nodes that keep their value up to date, one
//! cell each per instance (`live.rs`). *Code*: straight operations for the stack machine (`code.rs`), for
//! what has no life of its own: bodies that run once per occurrence, pure arms, predicates, pure functions,
//! and the operators between cells. `purity.rs` decides which form an arm, predicate or function may take.
//!
//! Definitions are lowered on demand, so a node follows what it depends on, and a path that leads through
//! object literals (`store.ui.field`) becomes the address of the cell itself.

mod code;
mod keys;
mod live;
mod purity;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::symbol::Symbol;
use crate::value::Value;

use super::calls::{self, Bound};
use super::functions::{Declared, Functions};
use super::modules::Program;
use super::names::{Binding, Resolutions};
use super::plan::{
    Code, Forward, FunctionCode, Literal, Node, NodeKind, Op, Operand, Plan, Reactivity, Template,
    TemplateIndex,
};
use super::syntax::ast::{Argument, Call, Entry, Expr, ExprKind, Name, call_path};
use super::syntax::source::SourceSet;
use super::syntax::span::{FileId, Span};
use crate::place::PlaceKey;
use code::{CodeBuilder, Mode};
use keys::label;

/// Lowers a program whose syntax and names are right. What else is wrong has no value (`language.md` §15);
/// `check` reports it.
#[must_use]
pub(super) fn lower(
    program: &Program,
    resolutions: &Resolutions,
    functions: &Functions<'_>,
) -> Plan {
    let mut lowering = Lowering::new(&program.source, resolutions, functions);
    lowering.root(program);
    while let Some(function) = lowering.pending_functions.pop() {
        lowering.function(function);
    }
    lowering.finish()
}

/// Where a definition is.
#[derive(Clone)]
enum Definition<'a> {
    /// Not lowered yet: its expression, the depth of its template, its place.
    Pending {
        expr: &'a Expr,
        depth: usize,
        place: Vec<Rc<str>>,
    },
    /// Being lowered; a reference from within takes the slot of an alias.
    InProgress { depth: usize, alias: Option<u32> },
    /// Lowered, relative to the template at that depth.
    Done { depth: usize, operand: Operand },
    /// A frame variable of the code being written.
    Frame(u32),
    /// The state of a `HOLD`.
    Hold { depth: usize, slot: u32 },
}

/// A template being written.
struct Builder {
    index: TemplateIndex,
    name: Rc<str>,
    span: Span,
    parameters: u32,
    names: Rc<[Rc<str>]>,
    key: u64,
    nodes: Vec<Node>,
    literals: Vec<Literal>,
    places: FxHashMap<Rc<str>, u32>,
    /// How often each key was given.
    keys: FxHashMap<u64, u64>,
}

/// A user function and what has been made of it.
struct FunctionEntry<'a> {
    declared: Declared<'a>,
    /// Its code, if it is pure and was asked for.
    code: Option<u32>,
    /// Its template, if it was asked for.
    template: Option<TemplateIndex>,
}

/// What a function is to be lowered to.
#[derive(Clone, Copy)]
enum PendingFunction {
    Template(usize),
    Code(usize),
}

struct Lowering<'a> {
    resolutions: &'a Resolutions,
    names: &'a Functions<'a>,
    functions: Vec<FunctionEntry<'a>>,
    pure: FxHashMap<usize, bool>,
    pending_functions: Vec<PendingFunction>,
    templates: Vec<Option<Template>>,
    codes: Vec<Option<FunctionCode>>,
    builders: Vec<Builder>,
    definitions: FxHashMap<Binding, Definition<'a>>,
    /// The expression of every binding that has one, to follow paths through object literals.
    sources: FxHashMap<Binding, &'a Expr>,
    /// Arguments of elements, and what is written in them.
    arguments: FxHashSet<Binding>,
    /// How many of these are being written inside of each other.
    nested_literals: u32,
    /// The nodes of the program root that follow a path to an event for all who are triggered by it.
    events: FxHashMap<(u32, Vec<Symbol>), u32>,
    place: Vec<Rc<str>>,
    /// The identities of items of constant lists so far.
    items: FxHashSet<u64>,
    source: &'a SourceSet,
    /// Where the tokens of each file are, as far as somebody has asked.
    tokens: FxHashMap<FileId, Vec<(u32, u32)>>,
    /// The module whose code is being lowered.
    module: Option<Rc<str>>,
    in_root: bool,
    uses_router: bool,
    view: u32,
    variables: Vec<(Rc<str>, Operand)>,
}

impl<'a> Lowering<'a> {
    fn new(source: &'a SourceSet, resolutions: &'a Resolutions, names: &'a Functions<'a>) -> Self {
        let functions = names.all.iter().map(|declared| FunctionEntry {
            declared: declared.clone(),
            code: None,
            template: None,
        });
        Lowering {
            resolutions,
            names,
            functions: functions.collect(),
            pure: FxHashMap::default(),
            pending_functions: Vec::new(),
            templates: Vec::new(),
            codes: Vec::new(),
            builders: Vec::new(),
            definitions: FxHashMap::default(),
            sources: FxHashMap::default(),
            arguments: FxHashSet::default(),
            nested_literals: 0,
            events: FxHashMap::default(),
            place: Vec::new(),
            items: FxHashSet::default(),
            source,
            tokens: FxHashMap::default(),
            module: None,
            in_root: true,
            uses_router: false,
            view: 0,
            variables: Vec::new(),
        }
    }

    fn finish(self) -> Plan {
        Plan {
            templates: self.templates.into_iter().flatten().collect(),
            functions: self.codes.into_iter().flatten().collect(),
            view: self.view,
            variables: self.variables,
            uses_router: self.uses_router,
            refused_links: Vec::new(),
        }
    }

    // ---- templates ----

    fn new_template(&mut self) -> TemplateIndex {
        self.templates.push(None);
        TemplateIndex(self.templates.len() as u32 - 1)
    }

    fn open(&mut self, index: TemplateIndex, key: u64, name: Rc<str>, span: Span, parameters: u32) {
        self.builders.push(Builder {
            index,
            name,
            span,
            parameters,
            names: Rc::new([]),
            key,
            nodes: Vec::new(),
            literals: Vec::new(),
            places: FxHashMap::default(),
            keys: FxHashMap::default(),
        });
    }

    fn close(&mut self, result: Operand) -> TemplateIndex {
        // Every `open` has its `close`.
        let builder = self.builders.pop().expect("a template is open");
        let nodes = (0..).zip(&builder.nodes);
        let kept = nodes.filter(|(_, node)| node.saved != 0);
        let forward = forward(&builder, &result);
        let template = Template {
            forward,
            kept: kept.map(|(slot, _)| slot).collect(),
            name: builder.name,
            span: builder.span,
            parameters: builder.parameters,
            names: builder.names,
            key: builder.key,
            nodes: builder.nodes,
            literals: builder.literals,
            result,
        };
        self.templates[builder.index.0 as usize] = Some(template);
        builder.index
    }

    fn depth(&self) -> usize {
        self.builders.len() - 1
    }

    fn builder(&mut self) -> &mut Builder {
        self.builders.last_mut().expect("a template is open")
    }

    fn root(&mut self, program: &'a Program) {
        let entry = &program.entry;
        let index = self.new_template();
        let key = PlaceKey::new("program").finish();
        self.open(index, key, "program".into(), Span::default(), 0);
        let mut count = 0;
        for (number, (module, variable)) in (0..).zip(program.variables()) {
            let place = match module {
                Some(module) => format!("{module}/{}", variable.name.text).into(),
                None => Rc::clone(&variable.name.text),
            };
            self.declare(Binding::TopLevel(number), &variable.value, &place);
            count = number + 1;
        }
        for number in 0..count {
            self.define(Binding::TopLevel(number));
        }
        for (number, variable) in entry.variables.iter().enumerate() {
            let operand = self.reference(Binding::TopLevel(number as u32), variable.name.span);
            self.variables
                .push((Rc::clone(&variable.name.text), operand));
        }
        let shown = ["scene", "document"].into_iter().find_map(|root| {
            entry
                .variables
                .iter()
                .position(|variable| &*variable.name.text == root)
        });
        if let Some(number) = shown {
            let span = entry.variables[number].name.span;
            let document = self.reference(Binding::TopLevel(number as u32), span);
            self.show(document, span);
        }
        self.close(Operand::Absent);
        self.in_root = false;
        // Functions count templates outwards on a stack of their own; from there the root is global.
        #[allow(
            clippy::iter_over_hash_type,
            reason = "each is changed by itself, so that their order cannot be seen"
        )]
        for definition in self.definitions.values_mut() {
            if let Definition::Done { depth: 0, operand } = definition
                && let Operand::Cell { up: 0, slot } = operand
            {
                *operand = Operand::Global(*slot);
            }
        }
    }

    /// Writes the element that stands for the app: its child is the document's root.
    fn show(&mut self, document: Operand, span: Span) {
        self.place = vec!["#root".into()];
        let mut code = CodeBuilder::new(Mode::Live, 0);
        self.read(document.clone(), &[], span, &mut code);
        code.op(Op::Field(Symbol::new("root")), span);
        let child = self.expr_node(code, false, span);
        let kind = NodeKind::Element {
            element: crate::view::ROOT.name.into(),
            arguments: vec![
                (Symbol::new("scene"), document),
                (Symbol::new("child"), child),
            ],
        };
        if let Operand::Cell { slot, .. } = self.node(kind, Reactivity::State, span) {
            self.view = slot;
        }
        self.place = Vec::new();
    }

    fn function(&mut self, pending: PendingFunction) {
        match pending {
            PendingFunction::Template(index) => {
                let entry = &self.functions[index];
                let Declared { function, module } = entry.declared.clone();
                // Asked for by whoever queued it.
                let template = entry.template.expect("a template number was handed out");
                self.module = module;
                self.place = Vec::new();
                let key = PlaceKey::new("function")
                    .text(self.module.as_deref().unwrap_or_default())
                    .text(&function.name.text);
                self.open(
                    template,
                    key.finish(),
                    Rc::clone(&function.name.text),
                    function.span,
                    function.parameters.len() as u32,
                );
                let names = function.parameters.iter();
                self.builder().names = names.map(|name| Rc::clone(&name.text)).collect();
                for parameter in 0..function.parameters.len() as u32 {
                    self.definitions.insert(
                        Binding::Parameter(parameter),
                        Definition::Done {
                            depth: 0,
                            operand: Operand::Parameter {
                                up: 0,
                                index: parameter,
                            },
                        },
                    );
                }
                let result = self.live(&function.body);
                self.close(result);
            }
            PendingFunction::Code(index) => {
                let entry = &self.functions[index];
                let Declared { function, module } = entry.declared.clone();
                let number = entry.code.expect("a code number was handed out") as usize;
                self.module = module;
                self.place = Vec::new();
                for parameter in 0..function.parameters.len() as u32 {
                    self.definitions
                        .insert(Binding::Parameter(parameter), Definition::Frame(parameter));
                }
                // Pure code makes no nodes, but references count templates outwards.
                let scratch = self.new_template();
                self.open(scratch, 0, Rc::clone(&function.name.text), function.span, 0);
                let code = self.pure_code(&function.body, function.parameters.len() as u32);
                self.close(Operand::Absent);
                self.codes[number] = Some(FunctionCode {
                    name: Rc::clone(&function.name.text),
                    parameters: function.parameters.len() as u32,
                    code,
                });
            }
        }
    }

    fn template_of(&mut self, function: usize) -> TemplateIndex {
        if let Some(template) = self.functions[function].template {
            return template;
        }
        let template = self.new_template();
        self.functions[function].template = Some(template);
        self.pending_functions
            .push(PendingFunction::Template(function));
        template
    }

    fn code_of(&mut self, function: usize) -> u32 {
        if let Some(code) = self.functions[function].code {
            return code;
        }
        self.codes.push(None);
        let code = self.codes.len() as u32 - 1;
        self.functions[function].code = Some(code);
        self.pending_functions.push(PendingFunction::Code(function));
        code
    }

    // ---- definitions ----

    fn declare(&mut self, binding: Binding, expr: &'a Expr, name: &Rc<str>) {
        let mut place = self.place.clone();
        place.push(Rc::clone(name));
        let depth = self.depth();
        self.sources.insert(binding, expr);
        self.definitions
            .insert(binding, Definition::Pending { expr, depth, place });
    }

    /// Lowers a declared definition if it is not yet; the operand is relative to its own template.
    fn define(&mut self, binding: Binding) {
        let Some(Definition::Pending { expr, depth, place }) =
            self.definitions.get(&binding).cloned()
        else {
            return;
        };
        self.definitions
            .insert(binding, Definition::InProgress { depth, alias: None });
        let inner = self.builders.split_off(depth + 1);
        let outer_place = std::mem::replace(&mut self.place, place);
        let module = self.names.module_of(expr.span.file).map(Rc::from);
        let outer_module = std::mem::replace(&mut self.module, module);
        let operand = match self.arguments.contains(&binding) {
            true => self.live_argument(expr),
            false => self.live(expr),
        };
        self.module = outer_module;
        let operand = match self.definitions.get(&binding) {
            Some(Definition::InProgress {
                alias: Some(slot), ..
            }) => {
                let slot = *slot;
                self.give_key(slot, "alias");
                self.builder().nodes[slot as usize].kind = NodeKind::Alias(operand.clone());
                operand
            }
            _ => operand,
        };
        self.place = outer_place;
        self.builders.extend(inner);
        self.definitions
            .insert(binding, Definition::Done { depth, operand });
    }

    /// The operand for a reference to a binding from the current template. Frame variables and `HOLD`
    /// names have none that is live; they are the callers' business.
    fn reference(&mut self, binding: Binding, span: Span) -> Operand {
        self.define(binding);
        match self.definitions.get(&binding).cloned() {
            Some(Definition::Done { depth, operand }) => self.outwards(operand, depth),
            Some(Definition::InProgress { depth, alias }) => {
                let slot = match alias {
                    Some(slot) => slot,
                    None => {
                        let inner = self.builders.split_off(depth + 1);
                        let slot = self.reserve(span, Reactivity::Unknown);
                        self.builders.extend(inner);
                        self.definitions.insert(
                            binding,
                            Definition::InProgress {
                                depth,
                                alias: Some(slot),
                            },
                        );
                        slot
                    }
                };
                self.outwards(Operand::Cell { up: 0, slot }, depth)
            }
            Some(Definition::Hold { depth, slot }) => {
                self.outwards(Operand::Cell { up: 0, slot }, depth)
            }
            Some(Definition::Frame(_) | Definition::Pending { .. }) | None => Operand::Absent,
        }
    }

    /// An operand of the template at `depth`, seen from the current one.
    fn outwards(&self, operand: Operand, depth: usize) -> Operand {
        let is_root = |depth: usize| depth == 0 && self.in_root;
        let delta = (self.depth() - depth) as u32;
        match operand {
            Operand::Cell { up: 0, slot } if is_root(depth) && delta > 0 => Operand::Global(slot),
            Operand::Cell { up, slot } => Operand::Cell {
                up: up + delta,
                slot,
            },
            Operand::Parameter { up, index } => Operand::Parameter {
                up: up + delta,
                index,
            },
            Operand::Literal { up, index } => Operand::Literal {
                up: up + delta,
                index,
            },
            Operand::Const(_) | Operand::Absent | Operand::Global(_) | Operand::Passed => operand,
        }
    }

    /// What a path means before running: the operand, and the fields that must be followed at run time.
    fn path(&mut self, expr: &Expr, root: &Name, fields: &'a [Name]) -> Resolved<'a> {
        let Some(mut binding) = self.resolutions.binding(expr.id) else {
            return Resolved::Operand(Operand::Absent, &[]);
        };
        let mut rest = fields;
        while let Some((field, further)) = rest.split_first() {
            let Some(inner) = self
                .sources
                .get(&binding)
                .and_then(|source| field_of(source, field))
            else {
                break;
            };
            if !self.definitions.contains_key(&inner) {
                break;
            }
            binding = inner;
            rest = further;
        }
        match self.definitions.get(&binding) {
            Some(Definition::Frame(variable)) => Resolved::Frame(*variable, rest),
            Some(Definition::Hold { depth, slot }) => {
                let (depth, slot) = (*depth, *slot);
                Resolved::Hold(self.outwards(Operand::Cell { up: 0, slot }, depth), rest)
            }
            _ => Resolved::Operand(self.reference(binding, root.span), rest),
        }
    }

    // ---- nodes ----

    fn reserve(&mut self, span: Span, reactivity: Reactivity) -> u32 {
        let definition: Rc<str> = self.place.join(".").into();
        let builder = self.builder();
        let number = builder.places.entry(Rc::clone(&definition)).or_insert(0);
        *number += 1;
        let place = match *number {
            1 => definition,
            number => format!("{definition}#{number}").into(),
        };
        builder.nodes.push(Node {
            kind: NodeKind::Reserved,
            reactivity,
            span,
            place,
            key: 0,
            saved: 0,
            level: 0,
            reads: Box::default(),
        });
        builder.nodes.len() as u32 - 1
    }

    fn fill(&mut self, slot: u32, kind: NodeKind) -> Operand {
        let level = self.level(&kind);
        self.give_key(slot, label(&kind));
        let node = &mut self.builder().nodes[slot as usize];
        node.reads = always_read(&kind);
        node.kind = kind;
        node.level = level;
        Operand::Cell { up: 0, slot }
    }

    fn node(&mut self, kind: NodeKind, reactivity: Reactivity, span: Span) -> Operand {
        let slot = self.reserve(span, reactivity);
        self.fill(slot, kind)
    }

    /// The node of the program root that follows a path from a global cell to an event. It is the same for every
    /// row of a table, so there is one and not one in each row.
    fn event_of(&mut self, slot: u32, fields: &[Name], span: Span) -> Operand {
        let names: Vec<Symbol> = fields.iter().map(symbol).collect();
        let known = self.events.len();
        if let Some(shared) = self.events.get(&(slot, names.clone())) {
            return Operand::Global(*shared);
        }
        let read = Op::Read(Operand::Cell { up: 0, slot });
        let mut spans = vec![span];
        spans.extend(fields.iter().map(|field| field.span));
        let ops = std::iter::once(read).chain(names.iter().map(|name| Op::Field(*name)));
        let code = Code {
            ops: ops.collect(),
            spans,
            ..Code::default()
        };
        let nodes = match &mut self.templates[0] {
            Some(root) => &mut root.nodes,
            None => &mut self.builders[0].nodes,
        };
        let source = &nodes[slot as usize];
        let key = names
            .iter()
            .fold(PlaceKey::new("event").number(source.key), |key, name| {
                key.text(&name.name())
            });
        let node = Node {
            kind: NodeKind::Expr {
                code: Rc::new(code),
                cut_off: false,
            },
            reactivity: Reactivity::Pulse,
            span,
            place: format!("#event{known}").into(),
            key: key.finish(),
            saved: 0,
            level: source.level + 1,
            reads: Box::default(),
        };
        nodes.push(node);
        let shared = nodes.len() as u32 - 1;
        self.events.insert((slot, names), shared);
        Operand::Global(shared)
    }

    fn level(&mut self, kind: &NodeKind) -> u32 {
        let mut level = 0;
        let nodes = &self.builders.last().expect("a template is open").nodes;
        let mut look = |operand: &Operand| {
            if let Operand::Cell { up: 0, slot } = operand {
                level = level.max(nodes[*slot as usize].level + 1);
            }
        };
        match kind {
            NodeKind::Expr { code, .. } => {
                for op in &code.ops {
                    if let Op::Read(operand) = op {
                        look(operand);
                    }
                }
            }
            NodeKind::Latest(inputs) | NodeKind::Stateful { inputs, .. } => {
                inputs.iter().for_each(look)
            }
            NodeKind::Alias(input)
            | NodeKind::Then { input, .. }
            | NodeKind::Switch { input, .. }
            | NodeKind::ListOperation { input, .. } => look(input),
            NodeKind::Hold { initial, .. } => look(initial),
            NodeKind::Call { arguments, .. } => arguments.iter().for_each(look),
            NodeKind::LinkSet { value, .. } => look(value),
            NodeKind::Spread { entries, .. } => {
                entries.iter().for_each(|(_, operand)| look(operand))
            }
            NodeKind::Reserved
            | NodeKind::Object { .. }
            | NodeKind::Slot
            | NodeKind::Element { .. }
            | NodeKind::List { .. } => {}
        }
        level
    }

    /// What is known of an operand's kind.
    fn reactivity(&self, operand: &Operand) -> Reactivity {
        match operand {
            Operand::Const(_) | Operand::Absent => Reactivity::Constant,
            Operand::Cell { up, slot } => {
                let builder = &self.builders[self.depth() - *up as usize];
                builder.nodes[*slot as usize].reactivity
            }
            Operand::Global(slot) => match self.builders.first() {
                Some(root) if self.in_root => root.nodes[*slot as usize].reactivity,
                _ => match self.templates.first() {
                    Some(Some(root)) => root.nodes[*slot as usize].reactivity,
                    _ => Reactivity::Unknown,
                },
            },
            Operand::Literal { .. } => Reactivity::State,
            Operand::Parameter { .. } | Operand::Passed => Reactivity::Unknown,
        }
    }

    fn within<T>(&mut self, name: impl Into<Rc<str>>, work: impl FnOnce(&mut Self) -> T) -> T {
        self.place.push(name.into());
        let result = work(self);
        self.place.pop();
        result
    }

    // ---- calls ----

    /// The user function that a call means.
    fn user_function(&self, modules: &[Name], name: &str) -> Option<usize> {
        self.names.find(self.module.as_deref(), modules, name)
    }

    fn bind_user(&self, function: usize, arguments: &'a [Argument], piped: bool) -> Vec<Bound<'a>> {
        let declared = self.functions[function].declared.function;
        let names: Vec<&str> = declared.parameters.iter().map(|name| &*name.text).collect();
        calls::bind_user(&names, arguments, piped).bound
    }
}

/// What a node reads whenever it runs, as far as it is of its own template or of the program root.
fn always_read(kind: &NodeKind) -> Box<[Operand]> {
    let mut reads = Vec::new();
    let mut look = |operand: &Operand| {
        if matches!(operand, Operand::Cell { up: 0, .. } | Operand::Global(_)) {
            reads.push(operand.clone());
        }
    };
    match kind {
        NodeKind::Expr { code, .. } => {
            // What comes after a branch may not be read at all.
            let straight = |op: &&Op| {
                !matches!(
                    op,
                    Op::Jump(_) | Op::Match { .. } | Op::Loop { .. } | Op::CallPure { .. }
                )
            };
            for op in code.ops.iter().take_while(straight) {
                if let Op::Read(operand) = op {
                    look(operand);
                }
            }
        }
        NodeKind::Latest(inputs) => inputs.iter().for_each(look),
        NodeKind::Alias(input)
        | NodeKind::Switch { input, .. }
        | NodeKind::ListOperation { input, .. }
        | NodeKind::Hold { initial: input, .. }
        | NodeKind::LinkSet { value: input, .. } => look(input),
        NodeKind::Reserved
        | NodeKind::Object { .. }
        | NodeKind::Spread { .. }
        | NodeKind::Then { .. }
        | NodeKind::Slot
        | NodeKind::Call { .. }
        | NodeKind::Element { .. }
        | NodeKind::List { .. }
        | NodeKind::Stateful { .. } => {}
    }
    reads.into()
}

/// The call that a template consists of. Each parameter must be among the arguments: whoever looks whether an
/// instance is still what it was made of sees only these.
fn forward(builder: &Builder, result: &Operand) -> Option<Forward> {
    let ([node], Operand::Cell { up: 0, slot: 0 }) = (builder.nodes.as_slice(), result) else {
        return None;
    };
    let NodeKind::Call {
        template,
        arguments,
        pass,
        piped: None,
    } = &node.kind
    else {
        return None;
    };
    let is_own = |operand: &Operand| {
        matches!(
            operand,
            Operand::Cell { up: 0, .. } | Operand::Literal { up: 0, .. }
        )
    };
    let all_decide = (0..builder.parameters).all(|parameter| {
        arguments.iter().any(
            |argument| matches!(argument, Operand::Parameter { up: 0, index } if *index == parameter),
        )
    });
    let fits = all_decide && *template != builder.index;
    (fits && !arguments.iter().chain(pass).any(is_own)).then(|| Forward {
        template: *template,
        arguments: arguments.clone(),
        pass: pass.clone(),
        key: node.key,
        span: node.span,
    })
}

/// What a path means before running.
enum Resolved<'a> {
    /// A cell, parameter or constant, and fields to follow.
    Operand(Operand, &'a [Name]),
    /// A frame variable, and fields to follow.
    Frame(u32, &'a [Name]),
    /// The state inside its own `HOLD`, and fields to follow.
    Hold(Operand, &'a [Name]),
}

/// The binding of a field of an object literal whose entries are all plain.
fn field_of(source: &Expr, field: &Name) -> Option<Binding> {
    let (ExprKind::Object(entries) | ExprKind::Tagged { entries, .. }) = &source.kind else {
        return None;
    };
    let mut found = None;
    for (index, entry) in entries.iter().enumerate() {
        match entry {
            Entry::Spread(_) => return None,
            Entry::Field(variable) if variable.name.text == field.text => {
                found = Some(Binding::Field(source.id, index as u32));
            }
            Entry::Field(_) => {}
        }
    }
    found
}

/// `stripe` for a call of `Element/stripe` or `Scene/Element/stripe`.
fn element_name(call: &Call) -> Option<&Rc<str>> {
    crate::view::catalog::find(&call_path(call)).map(|_| &call.name.text)
}

/// How deep literals may be nested that have no cells: whoever makes one does it by recursion.
const MAX_LITERALS: u32 = 16;

fn symbol(name: &Name) -> Symbol {
    Symbol::new(&name.text)
}

fn constant(operand: &Operand) -> Option<&Value> {
    match operand {
        Operand::Const(value) => Some(value),
        _ => None,
    }
}

/// The single value of code that only yields a constant.
fn constant_code(code: &Code) -> Option<&Value> {
    match code.ops.as_slice() {
        [Op::Const(value)] => Some(value),
        _ => None,
    }
}
