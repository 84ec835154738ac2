//! The end of a turn: what changed becomes patches, parents' structure before children's content.

use std::collections::HashMap;
use std::rc::Rc;

use protocol::ids::{ActorId, NodeId};
use protocol::list_change::ItemId;
use protocol::names::Tag;
use protocol::patch::Patch;
use protocol::value::WireValue;

use crate::evaluator::Evaluator;
use crate::evaluator::instance::CellState;
use crate::host::progress;
use crate::language::diagnostic::Diagnostic;
use crate::language::plan::NodeKind;
use crate::value::CellRef;

use super::containment::Around;
use super::element::ElementState;
use super::template::{self, LiveTag, PositionPlan};

/// How many pieces are drawn between two signs of life: each costs about as much as a few dozen steps.
const DRAWN: u64 = 1024;

/// A piece of drawing that is left to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Task {
    /// Draw a binding of an element.
    Draw(CellRef, u8),
    /// Place a node in a child position; its own content is drawn by then.
    Insert {
        parent: CellRef,
        binding: u8,
        item: Option<ItemId>,
        node: NodeId,
    },
    /// An item has another position in its list. What it shows is looked up when everything before is drawn.
    Move {
        parent: CellRef,
        binding: u8,
        item: ItemId,
    },
    /// Draw an item of a list of children. What that leads to comes before the next item, so that an item is
    /// whole before the next one begins, and the patches of alike items are alike.
    Item {
        parent: CellRef,
        binding: u8,
        item: ItemId,
    },
    /// The node of a position stands there already.
    Placed {
        parent: CellRef,
        binding: u8,
        item: Option<ItemId>,
    },
    /// All items of a list of children are drawn, whose patches begin at an index.
    Length { parent: CellRef, at: usize },
    /// An element stands in something else now.
    Surround(CellRef, Around),
    /// An element shows another one where a text was expected.
    Expose(CellRef),
}

impl Evaluator {
    /// Draws what changed in a turn.
    pub(crate) fn render(&mut self) {
        let begin = self.view.patches.len();
        self.draw_unlabelled();
        if !self.mounted {
            self.mounted = true;
            let mut tasks = Vec::new();
            let root = CellRef {
                actor: self.root,
                slot: self.plan.view,
            };
            self.find_scene(root);
            self.mount(root, None, &mut tasks);
            self.work_off(tasks);
            self.draw_labels();
        }
        // Drawing can make more to draw: labels find their elements, surroundings change.
        for _ in 0..8 {
            let dirty = std::mem::take(&mut self.dirty_views);
            if dirty.is_empty() {
                break;
            }
            let tasks = dirty
                .into_iter()
                .map(|(cell, binding)| Task::Draw(cell, binding as u8))
                .collect();
            self.work_off(tasks);
            self.draw_labels();
        }
        self.light_scene(CellRef {
            actor: self.root,
            slot: self.plan.view,
        });
        let mut ended = Vec::new();
        for actor in std::mem::take(&mut self.dropped) {
            self.view.text_holes.remove(&actor);
            let template = self.view.instances.remove(&actor);
            if template.is_some_and(|template| template.id.is_some()) {
                ended.push(Patch::Drop { actor });
            }
        }
        // What has ended goes first, so that the page never holds a list's old rows and its new ones. But what
        // lives on and has moved may have been inside: out of the page it would lose its focus.
        let at = match self.view.moved.is_empty() {
            true => begin,
            false => self.view.patches.len(),
        };
        self.view.patches.splice(at..at, ended);
        let orphans = std::mem::take(&mut self.view.orphans).into_iter();
        let drops = orphans.map(|actor| Patch::Drop { actor });
        self.view.patches.extend(drops);
        self.warn_moved();
        self.draw_focus();
    }

    /// Draws labels again whose element may be there now; those that still wait note themselves.
    fn draw_labels(&mut self) {
        if !std::mem::take(&mut self.view.has_mounted) {
            return;
        }
        let tasks = std::mem::take(&mut self.view.waiting_labels)
            .into_iter()
            .map(|(cell, binding)| Task::Draw(cell, binding))
            .collect();
        self.work_off(tasks);
    }

    /// The elements of all instances that the page has.
    pub(super) fn known_elements(&self) -> Vec<CellRef> {
        let mut cells: Vec<CellRef> = self
            .view
            .instances
            .iter()
            .flat_map(|(actor, template)| {
                template.elements.iter().map(|plan| CellRef {
                    actor: *actor,
                    slot: plan.slot,
                })
            })
            .collect();
        cells.sort_by_key(|cell| (cell.actor, cell.slot));
        cells
    }

    /// Forgets everything that the page was told: the next drawing mounts everything anew.
    pub(crate) fn forget_page(&mut self) {
        let cells = self.known_elements();
        let mut controls = rustc_hash::FxHashMap::default();
        for cell in cells {
            if let Some(state) = self.take_state(cell)
                && let CellState::Element(mut element) = state
            {
                element.disconnect_all(self);
                if let Some(control) = element.control.take()
                    && control.text.is_some()
                {
                    controls.insert(cell, control);
                }
            }
        }
        self.dirty_views.clear();
        self.dropped.clear();
        self.view = self.view.anew(controls);
        self.mounted = false;
    }

    /// Works tasks off in order; what a task leads to comes before the next one.
    fn work_off(&mut self, tasks: Vec<Task>) {
        let mut stack: Vec<Task> = tasks.into_iter().rev().collect();
        let mut more = Vec::new();
        let mut drawn = 0_u64;
        while let Some(task) = stack.pop() {
            drawn += 1;
            if drawn.is_multiple_of(DRAWN) {
                progress::report();
            }
            match task {
                Task::Draw(cell, binding) => {
                    self.draw(cell, binding, &mut more);
                    stack.extend(more.drain(..).rev());
                }
                Task::Insert {
                    parent,
                    binding,
                    item,
                    node,
                } => {
                    self.place(parent, binding, item, node, false);
                }
                Task::Move {
                    parent,
                    binding,
                    item,
                } => {
                    if let Some(node) = self.item_node(parent, binding, item) {
                        self.place(parent, binding, Some(item), node, true);
                    }
                }
                Task::Item {
                    parent,
                    binding,
                    item,
                } => {
                    self.draw_item(parent, binding, item, &mut more);
                    stack.extend(more.drain(..).rev());
                }
                Task::Placed {
                    parent,
                    binding,
                    item,
                } => self.note_placed(parent, binding, item),
                Task::Length { parent, at } => self.declare_length(parent, at),
                Task::Surround(cell, around) => self.place_in(cell, Some(around)),
                Task::Expose(cell) => self.expose(cell),
            }
        }
    }

    fn place(
        &mut self,
        parent: CellRef,
        binding: u8,
        item: Option<ItemId>,
        node: NodeId,
        moved: bool,
    ) {
        let before = self.next_node(parent, binding, item);
        let here = (parent, binding, item);
        let child = self.view.instances.get(&node.actor).and_then(|template| {
            let slot = template.element_at(node.hole)?.slot;
            Some(CellRef {
                actor: node.actor,
                slot,
            })
        });
        let Some(element) = self.element(parent) else {
            return;
        };
        let inside = if element.plan().is_root() {
            None
        } else {
            Some(element.container_of(binding))
        };
        // An element may have been somewhere else in the meantime; a text is its position's own.
        let is_here = child
            .and_then(|child| self.element(child))
            .is_none_or(|element| element.place() == Some(here));
        self.view.patches.push(if moved && is_here {
            Patch::Move { node, before }
        } else {
            Patch::Insert {
                parent: inside,
                before,
                node,
            }
        });
        self.note_placed(parent, binding, item);
        if let Some(child) = child
            && let Some(element) = self.element_mut(child)
        {
            let is_exposed = element.is_exposed;
            match element.set_place(Some(here)) {
                None => self.view.focus.insert(child),
                Some(old) if old != here => self.view.moved.push((child, old)),
                Some(_) => {}
            }
            // The list says what that makes of it when all its items are placed.
            if is_exposed && let Some(item) = item {
                self.count_exposed(parent, binding, item);
            }
        }
    }

    /// Makes sure that the page has an element's instance; answers the element's node.
    pub(crate) fn mount(
        &mut self,
        cell: CellRef,
        parent: Option<Around>,
        tasks: &mut Vec<Task>,
    ) -> Option<NodeId> {
        if self.element(cell).is_none() {
            self.mount_instance(cell, parent, tasks)?;
        }
        let node = self.element(cell)?.outer();
        let is_fixed = |element: &ElementState| element.plan().inside.is_some();
        if self
            .element(cell)
            .is_some_and(|element| element.parent != parent && !is_fixed(element))
        {
            self.place_in(cell, parent);
        }
        Some(node)
    }

    fn mount_instance(
        &mut self,
        cell: CellRef,
        parent: Option<Around>,
        tasks: &mut Vec<Task>,
    ) -> Option<()> {
        let actor = cell.actor;
        let index = self.registry.get(actor)?.template;
        let plan = Rc::clone(&self.plan);
        let tags = self.tags_of(actor, index.0);
        let mut wanted: Vec<(u32, Tag)> = tags.iter().map(|(slot, tag)| (*slot, *tag)).collect();
        wanted.sort_unstable();
        let key = (index.0, parent, self.view.is_scene, wanted);
        let view = match self.view.templates.get(&key) {
            Some(view) => Rc::clone(view),
            None => {
                let mut diagnostics = Vec::new();
                let template = &plan.templates[index.0 as usize];
                let view = Rc::new(template::compile(
                    &mut self.view,
                    template,
                    parent,
                    &tags,
                    &mut diagnostics,
                ));
                let outside = self.running.replace((cell, None));
                for diagnostic in diagnostics {
                    self.report(diagnostic);
                }
                self.running = outside;
                self.view.templates.insert(key, Rc::clone(&view));
                view
            }
        };
        let texts = view
            .texts
            .iter()
            .map(|operand| {
                let live = self.resolve(actor, operand);
                let value = self.plain_now(&live);
                super::plain::text(&value)
                    .unwrap_or_default()
                    .into_owned()
                    .into()
            })
            .collect();
        if let Some(template) = view.id {
            self.view.patches.push(Patch::Create {
                template,
                actor,
                texts,
            });
        }
        self.view.instances.insert(actor, Rc::clone(&view));
        self.view.has_mounted = true;
        for (number, element) in view.elements.iter().enumerate() {
            let node = NodeId {
                actor,
                hole: element.hole,
            };
            let around = element.parent;
            let mut state = ElementState::new(Rc::clone(&view), number, node, around);
            let control = CellRef {
                actor,
                slot: element.slot,
            };
            if let Some(mut control) = self.view.controls.remove(&control) {
                control.is_restored = true;
                state.control = Some(control);
                let has_value = element.bindings.iter().any(|binding| {
                    matches!(
                        binding,
                        template::BindingPlan::Argument(_, argument, _)
                            if matches!(argument.role, super::catalog::Role::Value(_))
                    )
                });
                if !has_value {
                    self.restore_value(&mut state);
                }
            }
            let own = CellRef {
                actor,
                slot: element.slot,
            };
            self.put_state(own, CellState::Element(Box::new(state)));
        }
        for element in &view.elements {
            let own = CellRef {
                actor,
                slot: element.slot,
            };
            if element.is_root() {
                for position in &element.positions {
                    if let PositionPlan::Static(hole) = position {
                        let node = NodeId { actor, hole: *hole };
                        self.view.patches.push(Patch::Insert {
                            parent: None,
                            before: None,
                            node,
                        });
                    }
                }
            }
            for (binding, plan) in element.bindings.iter().enumerate() {
                if let template::BindingPlan::Text(_, operand) = plan {
                    // The instance was created with this text: only the subscription is missing.
                    self.subscribe_text(own, binding as u8, operand);
                } else {
                    tasks.push(Task::Draw(own, binding as u8));
                }
            }
        }
        matches!(self.node_kind(cell), Some(NodeKind::Element { .. })).then_some(())
    }

    /// The tags that only an instance knows, as they are when it is mounted: no node can change its tag.
    fn tags_of(&mut self, actor: ActorId, template: u32) -> HashMap<u32, Tag> {
        let plan = Rc::clone(&self.plan);
        let live = match self.view.live_tags.get(&template) {
            Some(live) => Rc::clone(live),
            None => {
                let live: Rc<[LiveTag]> =
                    template::live_tags(&plan.templates[template as usize]).into();
                self.view.live_tags.insert(template, Rc::clone(&live));
                live
            }
        };
        let mut tags = HashMap::new();
        for LiveTag { slot, capabilities } in live.iter() {
            let cell = CellRef { actor, slot: *slot };
            let Some(NodeKind::Element { element, .. }) = self.node_kind(cell) else {
                continue;
            };
            let Some(element) = template::element_named(element) else {
                continue;
            };
            let live = self.resolve(actor, capabilities);
            let wanted = match self.plain_now(&live) {
                value @ WireValue::Object { .. } => super::plain::field(&value, "tag").cloned(),
                _ => None,
            };
            let tag = match element.tag_of(&wanted.unwrap_or(WireValue::Absent)) {
                Ok(tag) => tag,
                Err((tag, message)) => {
                    let span = self.span_of(cell);
                    self.report(Diagnostic::error(span, message));
                    tag
                }
            };
            tags.insert(*slot, tag);
        }
        tags
    }

    fn subscribe_text(
        &mut self,
        cell: CellRef,
        binding: u8,
        operand: &crate::language::plan::Operand,
    ) {
        let live = self.resolve(cell.actor, operand);
        if let crate::value::Live::Cell(source) = live {
            let mut head = crate::evaluator::graph::NO_EDGE;
            self.connect(
                source,
                cell,
                super::element::part(binding, 0),
                false,
                &mut head,
            );
            if let Some(element) = self.element_mut(cell) {
                element.bindings[usize::from(binding)].sources = head;
            }
        }
    }
}
