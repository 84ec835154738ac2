//! Template → instance.

use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};

use crate::actors::Behaviour;
use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{NodeKind, Operand, Reactivity, TemplateIndex};
use crate::value::{CellRef, List, Live, Value};

use super::instance::{Instance, flag};
use super::machine::{Machine, Run};
use super::saved::place_of_instance;
use super::{Evaluator, MAX_DEPTH, cells_of};

/// How many fields of an object a new instance looks at to begin above them, and up to what height it does.
const FIELDS_LOOKED_AT: usize = 16;
const LOW: u32 = 16;

/// What a new instance is made with.
pub(crate) struct Making {
    pub(crate) template: TemplateIndex,
    /// The instance whose definitions it sees.
    pub(crate) parent: Option<ActorId>,
    /// The scope that its own scope becomes a child of.
    pub(crate) scope: ScopeId,
    pub(crate) parameters: Box<[Live]>,
    pub(crate) passed: Live,
    /// The cell that makes it, and which of its makings this is.
    pub(crate) site: (CellRef, u64),
    /// Where it was before, if it is made again.
    pub(crate) place: Option<u64>,
    /// Whether it is an arm of a live switch.
    pub(crate) arm: bool,
}

impl Evaluator {
    /// What stands for an instance of a template that only calls a function: one of the function, at the place
    /// where the call would have made it.
    fn forwarded(&self, mut making: Making) -> Making {
        let plan = Rc::clone(&self.plan);
        // A function that only calls itself forwards for ever.
        for _ in 0..plan.templates.len() {
            let Some(forward) = &plan.templates[making.template.0 as usize].forward else {
                break;
            };
            let resolve = |operand: &Operand| self.resolve_for(&making, operand);
            let arguments = &forward.arguments;
            let resolved: Result<Live, Box<[Live]>> = match arguments.as_slice() {
                [argument] if making.parameters.len() == 1 => Ok(resolve(argument)),
                _ => Err(arguments.iter().map(resolve).collect()),
            };
            let passed = match &forward.pass {
                Some(pass) => resolve(pass),
                None => making.passed.clone(),
            };
            let template = plan.templates[forward.template.0 as usize].key;
            let place = making.place;
            let parameters = match resolved {
                // What most items call takes the item: the room for it is there.
                Ok(argument) => {
                    let mut parameters = std::mem::take(&mut making.parameters);
                    parameters[0] = argument;
                    parameters
                }
                Err(parameters) => parameters,
            };
            making = Making {
                template: forward.template,
                parent: None,
                parameters,
                passed,
                place: place.map(|place| place_of_instance(place, forward.key, template, 0)),
                ..making
            };
        }
        making
    }

    /// An operand of an instance that is not made.
    fn resolve_for(&self, making: &Making, operand: &Operand) -> Live {
        match (operand, making.parent) {
            (Operand::Passed, _) => making.passed.clone(),
            (Operand::Parameter { up: 0, index }, _) => {
                let parameter = making.parameters.get(*index as usize);
                parameter.cloned().unwrap_or(Live::Absent)
            }
            (Operand::Parameter { up, index }, Some(parent)) => {
                let (up, index) = (up - 1, *index);
                self.resolve(parent, &Operand::Parameter { up, index })
            }
            (Operand::Cell { up, slot }, Some(parent)) if *up > 0 => {
                let (up, slot) = (up - 1, *slot);
                self.resolve(parent, &Operand::Cell { up, slot })
            }
            (Operand::Literal { up, index }, Some(parent)) if *up > 0 => {
                let (up, index) = (up - 1, *index);
                self.resolve(parent, &Operand::Literal { up, index })
            }
            (Operand::Parameter { .. } | Operand::Cell { .. } | Operand::Literal { .. }, _) => {
                Live::Absent
            }
            (Operand::Const(_) | Operand::Absent | Operand::Global(_), _) => {
                self.resolve(self.root, operand)
            }
        }
    }

    /// Which parameter of what stands for an instance of a template is that of the template.
    pub(crate) fn forwarded_parameter(&self, template: TemplateIndex, parameter: u32) -> u32 {
        let mut template = &self.plan.templates[template.0 as usize];
        let mut parameter = parameter;
        for _ in 0..self.plan.templates.len() {
            let Some(forward) = &template.forward else {
                break;
            };
            let position = forward.arguments.iter().position(|argument| {
                matches!(argument, Operand::Parameter { up: 0, index } if *index == parameter)
            });
            parameter = position.map_or(parameter, |position| position as u32);
            template = &self.plan.templates[forward.template.0 as usize];
        }
        parameter
    }

    /// Creates an instance in a scope of its own; its cells run in this round, above the maker.
    pub(crate) fn instantiate(&mut self, mut making: Making) -> Option<(ActorId, ScopeId)> {
        let maker = making.site.0;
        let (around, within) = match self.registry.get(maker.actor) {
            Some(instance) => (instance.place, instance.transient),
            None => (0, true),
        };
        let place = making.place.unwrap_or_else(|| {
            let node = self.node_of(maker).map_or(0, |node| node.key);
            let template = self.plan.templates[making.template.0 as usize].key;
            place_of_instance(around, node, template, making.site.1)
        });
        making.place = Some(place);
        let making = self.forwarded(making);
        let place = making.place.unwrap_or(place);
        let (depth, guard, floor) = match self.registry.get(maker.actor) {
            Some(instance) => (instance.depth + 1, instance.guard, instance.floor),
            None => (0, None, 0),
        };
        let (guard, floor) = match self.switch_input(maker) {
            Some(input) => {
                self.mark_guard(maker);
                (Some(maker), floor.max(self.height_above(&input)))
            }
            None => (guard, floor),
        };
        if depth > MAX_DEPTH {
            let name = Rc::clone(&self.plan.templates[making.template.0 as usize].name);
            self.report(
                Diagnostic::error(
                    self.span_of(maker),
                    format!("`{name}` calls itself more than {MAX_DEPTH} times"),
                )
                .hint("a recursion needs an arm that ends it"),
            );
            return None;
        }
        if self.work.instances >= self.instance_budget {
            // Nobody need be silenced: without new instances, the makers come to an end.
            self.report_endless(maker);
            return None;
        }
        self.work.instances += 1;
        // What takes the place of something else takes its room.
        self.clear_away(1);
        let scope = self.registry.create_scope(making.scope)?;
        // Above what it is given, not above its maker: the maker follows its result, and a maker that makes
        // again and again must not climb.
        let parameters = making.parameters.iter();
        let height = parameters.fold(floor, |height, live| {
            height
                .max(self.height_above(live))
                .max(self.height_above_fields(live))
        });
        let root = self.registry.get(self.root);
        let root = root.map_or(&[][..], |root| &root.cells);
        let cells = cells_of(&self.plan, making.template, height, root);
        let instance = Instance {
            template: making.template,
            parent: making.parent,
            depth,
            guard,
            floor,
            created: self.turn,
            parameters: making.parameters,
            passed: making.passed,
            cells,
            place,
            arm: making.arm,
            transient: making.arm || within,
            site: Some(making.site),
        };
        let actor = self.registry.spawn(scope, Behaviour::Instance(instance))?;
        self.register_saved(actor);
        self.queue_instance(actor);
        Some((actor, scope))
    }

    fn height_above(&self, live: &Live) -> u32 {
        match live {
            Live::Cell(cell) => self.cell(*cell).map_or(0, |cell| cell.height + 1),
            Live::Const(_) | Live::Absent => 0,
        }
    }

    /// Above the fields of an object, which who is given it mostly reads: otherwise each reader would run once in
    /// vain before it knew. Only a little: an object that is made with the one before it must not climb for ever.
    fn height_above_fields(&self, live: &Live) -> u32 {
        let Live::Const(Value::Object(object)) = live else {
            return 0;
        };
        let fields = object.fields.iter().take(FIELDS_LOOKED_AT);
        let heights = fields.map(|(_, live)| self.height_above(live));
        heights.max().filter(|height| *height <= LOW).unwrap_or(0)
    }

    /// Puts the cells of a new instance on the agenda, except those that have nothing to run for: slots, and what
    /// is there for good as soon as its instance is.
    pub(crate) fn queue_instance(&mut self, actor: ActorId) {
        let plan = Rc::clone(&self.plan);
        let Some(instance) = self.registry.get(actor) else {
            return;
        };
        let template = &plan.templates[instance.template.0 as usize];
        for (slot, node) in (0..).zip(&template.nodes) {
            let cell = CellRef { actor, slot };
            let value = match &node.kind {
                NodeKind::Slot => {
                    if let Some(found) = self.cell_mut(cell) {
                        found.unset(flag::NEW);
                    }
                    continue;
                }
                NodeKind::Object { tag, fields } => self.object(actor, *tag, fields),
                NodeKind::Element { arguments, .. } if !self.may_be_hovered(arguments, actor) => {
                    Value::Element(cell)
                }
                _ => {
                    self.schedule(cell);
                    continue;
                }
            };
            let (turn, round) = (self.turn, self.round);
            if let Some(found) = self.cell_mut(cell) {
                found.value = Some(value);
                found.kind = Reactivity::State;
                found.changed = turn;
                found.fired = round;
                found.set(flag::FINAL);
                found.unset(flag::NEW);
            }
        }
    }

    /// The value that an instance stands for.
    pub(crate) fn result_of(&self, actor: ActorId) -> Live {
        let Some(instance) = self.registry.get(actor) else {
            return Live::Absent;
        };
        let plan = Rc::clone(&self.plan);
        self.resolve(actor, &plan.templates[instance.template.0 as usize].result)
    }

    /// Creates an instance for a body and runs it through its first round; answers what it stands for.
    pub(crate) fn instance_for_body(
        &mut self,
        machine: &mut Machine,
        run: Run,
        template: TemplateIndex,
        parent: Option<ActorId>,
        parameters: Box<[Live]>,
        passed: Live,
    ) -> Live {
        let scope = machine.scope.or_else(|| {
            let owner = self.registry.scope_of(run.actor)?;
            self.registry.create_scope(owner)
        });
        machine.scope = scope;
        let Some(scope) = scope else {
            return Live::Absent;
        };
        let serial = self.new_item().0;
        self.agenda.creating += 1;
        let made = self.instantiate(Making {
            template,
            parent,
            scope,
            parameters,
            passed,
            site: (run.cell, serial),
            place: None,
            arm: false,
        });
        self.run_created();
        self.agenda.creating -= 1;
        made.map_or(Live::Absent, |(actor, _)| self.result_of(actor))
    }

    /// Keeps what a value refers to and an occurrence made, until the keeper lets go of it
    /// (`language.md` §7.4): it moves to the scope of the keeper, where a list's `item` comes before anything
    /// else. Answers what is kept.
    pub(crate) fn keep(&mut self, value: &Value, keeper: ActorId, item: bool) -> Vec<ScopeId> {
        let mut found = Vec::new();
        let Some(scope_of_keeper) = self.registry.scope_of(keeper) else {
            return found;
        };
        let saves = self
            .registry
            .get(keeper)
            .is_some_and(|keeper| !keeper.transient);
        let mut stack = vec![value.clone()];
        while let Some(value) = stack.pop() {
            match value {
                Value::Object(object) => {
                    for (_, live) in &object.fields {
                        self.keep_live(live, &mut found, &mut stack);
                    }
                }
                Value::List(List::Plain(items)) => {
                    for (_, live) in items.iter() {
                        self.keep_live(live, &mut found, &mut stack);
                    }
                }
                Value::Element(cell) | Value::List(List::Live(cell)) => {
                    found.extend(self.occurrence_scope(cell.actor));
                }
                Value::Number(_) | Value::Text(_) | Value::Tag(_) => {}
            }
        }
        let mut seen = rustc_hash::FxHashSet::default();
        found.retain(|scope| seen.insert(*scope));
        for scope in &found {
            let keepers = self.kept.entry(*scope).or_insert(0);
            *keepers += 1;
            let first = *keepers == 1;
            if first || item {
                self.registry.reparent(*scope, scope_of_keeper);
            }
            if first && saves {
                self.begin_saving(*scope);
            }
        }
        found
    }

    fn keep_live(&self, live: &Live, found: &mut Vec<ScopeId>, stack: &mut Vec<Value>) {
        match live {
            Live::Cell(cell) => found.extend(self.occurrence_scope(cell.actor)),
            Live::Const(value) => stack.push(value.clone()),
            Live::Absent => {}
        }
    }

    /// Lets go of scopes: what nobody else keeps ends with the turn.
    pub(crate) fn unkeep(&mut self, scopes: Vec<ScopeId>) {
        for scope in scopes {
            let Some(keepers) = self.kept.get_mut(&scope) else {
                continue;
            };
            *keepers -= 1;
            if *keepers == 0 {
                self.kept.remove(&scope);
                self.doom(scope);
            }
        }
    }

    /// The scope of the occurrence that made an actor, if one did: it holds the instances that its body
    /// made, each in a scope of its own.
    fn occurrence_scope(&self, actor: ActorId) -> Option<ScopeId> {
        let mut scope = self.registry.scope_of(actor)?;
        while !self.occurrence_scopes.contains(&scope) {
            scope = self.registry.parent_scope(scope)?;
        }
        Some(scope)
    }
}
