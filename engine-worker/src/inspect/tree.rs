//! The scope tree with place keys.

use protocol::ids::ActorId;
use serde::Serialize;

use crate::evaluator::Evaluator;
use crate::language::plan::{NodeKind, Template};
use crate::value::CellRef;

/// An actor in the scope tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TreeEntry {
    /// How many scopes are around its own.
    pub depth: u32,
    /// `index.generation`
    pub actor: String,
    /// `index.generation` of its scope.
    pub scope: String,
    /// What it is called: a function, an arm, a list function.
    pub name: String,
    /// Where it is: unique among all that live.
    pub place: String,
    /// How many cells it has.
    pub cells: u32,
    /// The byte offset of its definition.
    pub offset: u32,
    /// How many messages wait for it.
    pub queued: u32,
    /// How often it was restarted.
    pub restarts: u32,
    /// The cells with a memory or a node on the page, and what they have now.
    pub states: Vec<StateEntry>,
}

/// A cell that remembers something or is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StateEntry {
    /// Where it is inside its actor.
    pub place: String,
    /// What it has now: its text form, or what kind of value it is.
    pub value: Option<String>,
}

/// The longest text of a state that is shown, in characters.
const MAX_SHOWN: usize = 200;

impl Evaluator {
    /// All actors, parents before children, in source order.
    pub(crate) fn tree(&self) -> Vec<TreeEntry> {
        let mut entries = Vec::new();
        let mut depths = std::collections::HashMap::new();
        for node in self.registry.tree() {
            let depth = node
                .parent
                .and_then(|parent| depths.get(&parent).copied())
                .map_or(0, |depth: u32| depth + 1);
            depths.insert(node.scope, depth);
            for found in &node.actors {
                let mut entry = TreeEntry {
                    depth,
                    actor: format!("{}.{}", found.id.index, found.id.generation),
                    scope: format!("{}.{}", node.scope.index, node.scope.generation),
                    name: found.name.clone().unwrap_or_default(),
                    place: self.place_of(found.id),
                    cells: 0,
                    offset: 0,
                    queued: found.queued,
                    restarts: found.restarts,
                    states: Vec::new(),
                };
                if let Some(instance) = self.registry.get(found.id) {
                    let template = &self.plan.templates[instance.template.0 as usize];
                    entry.name = template.name.to_string();
                    entry.cells = instance.cells.len() as u32;
                    entry.offset = template.span.start;
                    entry.states = self.states(found.id, template);
                }
                entries.push(entry);
            }
        }
        entries
    }

    fn states(&self, actor: ActorId, template: &Template) -> Vec<StateEntry> {
        let shown = |kind: &NodeKind| {
            !matches!(
                kind,
                NodeKind::Reserved
                    | NodeKind::Alias(_)
                    | NodeKind::Expr { .. }
                    | NodeKind::Object { .. }
                    | NodeKind::Spread { .. }
                    | NodeKind::LinkSet { .. }
            )
        };
        let nodes = template.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| shown(&node.kind))
            .map(|(slot, node)| {
                let cell = CellRef {
                    actor,
                    slot: slot as u32,
                };
                let value = self.cell(cell).and_then(|cell| cell.value.as_ref());
                StateEntry {
                    place: node.place.to_string(),
                    value: value.map(|value| match value.to_text() {
                        Some(text) => text.chars().take(MAX_SHOWN).collect(),
                        None => value.kind_name().to_owned(),
                    }),
                }
            })
            .collect()
    }

    /// The place key of an instance: the chain of makers from the program root.
    pub(crate) fn place_of(&self, actor: ActorId) -> String {
        let mut parts = Vec::new();
        let mut current = actor;
        if self.registry.get(actor).is_none() {
            // A native actor is where its timer is; others have only their own name.
            let Some(cell) = self.timers.get(&actor) else {
                return format!("native:{}.{}", actor.index, actor.generation);
            };
            let place = self.node_of(*cell).map_or("", |node| &*node.place);
            parts.push(place.to_owned());
            current = cell.actor;
        }
        while let Some((maker, serial)) = self
            .registry
            .get(current)
            .and_then(|instance| instance.site)
        {
            let place = self.node_of(maker).map_or("", |node| &*node.place);
            parts.push(format!("{place}:{serial}"));
            current = maker.actor;
        }
        parts.push("program".to_owned());
        parts.reverse();
        parts.join("/")
    }
}
