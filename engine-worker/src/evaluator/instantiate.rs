//! Template → instance, and the end of scopes.

use std::rc::Rc;

use protocol::ids::{ActorId, ScopeId};

use crate::actors::Behaviour;
use crate::language::plan::TemplateIndex;
use crate::value::{CellRef, Live, Value};

use super::graph::NO_EDGE;
use super::instance::{CellState, Instance};
use super::machine::{Machine, Run};
use super::read::{Reads, View};
use super::{Evaluator, cells_of};

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
}

impl Evaluator {
    /// Creates an instance in a scope of its own; its cells run in this round, above the maker.
    pub(crate) fn instantiate(&mut self, making: Making) -> Option<(ActorId, ScopeId)> {
        let scope = self.registry.create_scope(making.scope)?;
        // Above what it is given, not above its maker: the maker follows its result, and a maker that makes
        // again and again must not climb.
        let height_of = |live: &Live| match live {
            Live::Cell(cell) => self.cell(*cell).map_or(0, |cell| cell.height + 1),
            Live::Const(_) | Live::Absent => 0,
        };
        let height = making.parameters.iter().map(height_of).max().unwrap_or(0);
        let cells = cells_of(&self.plan, making.template, height);
        let instance = Instance {
            template: making.template,
            parent: making.parent,
            scope,
            created: self.turn,
            parameters: making.parameters,
            passed: making.passed,
            cells,
            site: Some(making.site),
        };
        let actor = self.registry.spawn(scope, Behaviour::Instance(instance))?;
        self.queue_instance(actor);
        Some((actor, scope))
    }

    /// Puts all cells of a new instance on the agenda.
    pub(crate) fn queue_instance(&mut self, actor: ActorId) {
        let count = self
            .registry
            .get(actor)
            .map_or(0, |instance| instance.cells.len() as u32);
        for slot in 0..count {
            self.schedule(CellRef { actor, slot });
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

    /// Creates an instance for a body and runs it to its first value.
    pub(crate) fn instance_for_body(
        &mut self,
        machine: &mut Machine,
        run: Run,
        template: TemplateIndex,
        parent: Option<ActorId>,
        parameters: Box<[Live]>,
        passed: Live,
    ) -> Option<Value> {
        let scope = match machine.scope {
            Some(scope) => scope,
            None => {
                let owner = self.registry.scope_of(run.actor)?;
                let scope = self.registry.create_scope(owner)?;
                machine.scope = Some(scope);
                scope
            }
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
        });
        self.run_created();
        self.agenda.creating -= 1;
        let (actor, _) = made?;
        let live = self.result_of(actor);
        self.read(&live, View::Now, run.cell, &mut Reads::default())
            .value
    }

    /// Ends a scope with everything in it, children before parents.
    pub(crate) fn destroy(&mut self, scope: ScopeId) {
        self.kept.remove(&scope);
        self.occurrence_scopes.remove(&scope);
        let taken = self.registry.take_scope(scope);
        let mut taken: Vec<(ActorId, Instance)> = taken
            .into_iter()
            .filter_map(|(actor, behaviour)| match behaviour {
                Behaviour::Instance(instance) => Some((actor, instance)),
                Behaviour::Step(_) | Behaviour::Task(_) => None,
            })
            .collect();
        for (actor, instance) in &mut taken {
            self.dropped.push(*actor);
            for (slot, cell) in instance.cells.iter_mut().enumerate() {
                let own = CellRef {
                    actor: *actor,
                    slot: slot as u32,
                };
                self.disconnect(&mut cell.first_source);
                if let Some(state) = cell.state.take() {
                    self.release(own, *state);
                }
                // Readers keep the last value they had.
                let mut index = cell.first_reader;
                let mut edges = Vec::new();
                while index != NO_EDGE {
                    edges.push(index);
                    index = self.edges.get(index).next_reader;
                }
                for edge in edges {
                    self.remove_edge(edge);
                }
            }
        }
    }

    /// Gives back what a cell holds outside of itself.
    fn release(&mut self, _cell: CellRef, state: CellState) {
        match state {
            CellState::Timer { key, .. } => {
                self.timers.remove(key);
            }
            CellState::List(mut list) => list.disconnect_all(self),
            CellState::Element(mut element) => element.disconnect_all(self),
            CellState::Kept(scopes) => {
                for scope in scopes {
                    self.kept.remove(&scope);
                    self.doom(scope);
                }
            }
            CellState::Slot(_)
            | CellState::Switch(_)
            | CellState::Occurrence(_)
            | CellState::Call { .. }
            | CellState::Count { .. }
            | CellState::Pulses { .. }
            | CellState::Linked => {}
        }
    }

    /// Takes the scopes of what a value refers to that was made by an occurrence, so that the keeper
    /// decides when they end (`language.md` §7.4). Answers the scopes taken.
    pub(crate) fn keep(&mut self, value: &Value, _keeper: ScopeId) -> Vec<ScopeId> {
        let mut kept = Vec::new();
        let mut stack = vec![value.clone()];
        while let Some(value) = stack.pop() {
            match value {
                Value::Object(object) => {
                    for (_, live) in &object.fields {
                        match live {
                            Live::Cell(cell) => self.keep_actor(cell.actor, &mut kept),
                            Live::Const(value) => stack.push(value.clone()),
                            Live::Absent => {}
                        }
                    }
                }
                Value::Element(cell) => self.keep_actor(cell.actor, &mut kept),
                Value::List(crate::value::List::Plain(items)) => {
                    for (_, live) in items.iter() {
                        match live {
                            Live::Cell(cell) => self.keep_actor(cell.actor, &mut kept),
                            Live::Const(value) => stack.push(value.clone()),
                            Live::Absent => {}
                        }
                    }
                }
                Value::List(crate::value::List::Live(cell)) => {
                    self.keep_actor(cell.actor, &mut kept)
                }
                Value::Number(_) | Value::Text(_) | Value::Tag(_) => {}
            }
        }
        for scope in &kept {
            self.kept.insert(*scope);
        }
        kept
    }

    fn keep_actor(&mut self, actor: ActorId, kept: &mut Vec<ScopeId>) {
        let Some(instance) = self.registry.get(actor) else {
            return;
        };
        if instance.created != self.turn {
            return;
        }
        // An occurrence's scope holds the instances that its body made, each in a scope of its own.
        let mut scope = instance.scope;
        while let Some(parent) = self.registry.parent_scope(scope) {
            if self.occurrence_scopes.contains(&parent) {
                if !self.kept.contains(&parent) && !kept.contains(&parent) {
                    kept.push(parent);
                }
                return;
            }
            scope = parent;
        }
    }
}
