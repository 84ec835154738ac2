//! What is live of an element that is shown.

use std::rc::Rc;

use protocol::ids::{ActorId, ClassId, EditVersion, NodeId};
use protocol::list_change::ItemId;
use protocol::names::{Attribute, StyleProperty};
use protocol::patch::Patch;
use protocol::typing::Writes;
use protocol::value::WireValue;

use crate::evaluator::graph::{NO_EDGE, Sources};
use crate::evaluator::instance::CellState;
use crate::evaluator::read::Reads;
use crate::evaluator::{Evaluator, Outcome};
use crate::language::plan::Operand;
use crate::value::{CellRef, Live};

use super::children::Children;
use super::containment::{Around, Height};
use super::look::Look;
use super::options::OptionPart;
use super::parts::boxes_texts;
use super::position::Shown;
use super::style::{Cascade, Flow};
use super::template::{BindingPlan, ElementPlan, PositionPlan, ViewTemplate};

/// An element that is shown, or could be.
#[derive(Debug)]
pub(crate) struct ElementState {
    pub(crate) template: Rc<ViewTemplate>,
    pub(crate) index: usize,
    pub(crate) node: NodeId,
    pub(crate) flow: Flow,
    pub(crate) parent: Option<Around>,
    /// Whether something in it may reach out of it that its template does not know.
    pub(super) is_exposed: bool,
    pub(crate) bindings: Box<[Binding]>,
    marked: Vec<u8>,
    /// What the bindings declare, above what the classes do.
    pub(super) styles: Cascade<StyleProperty>,
    pub(super) attributes: Cascade<Attribute>,
    pub(super) placeholder: Option<ClassId>,
    /// What a control contains, once there is something to know.
    pub(crate) control: Option<Box<Control>>,
    pub(super) focused: bool,
    pub(super) look: Rc<Look>,
    /// Whose element is its label.
    pub(super) labelled_by: Option<ActorId>,
    /// Where it is shown, if that is not part of a template.
    place: Option<Box<Place>>,
}

/// What a control contains.
#[derive(Debug, Default)]
pub(crate) struct Control {
    /// Its text as far as the engine knows, and the newest edit in it.
    pub(crate) text: Option<String>,
    pub(crate) edit: EditVersion,
    /// The program's texts that the page may not have shown yet.
    pub(crate) writes: Writes,
    /// The page has been told everything anew, but the program's value is not a new one.
    pub(crate) is_restored: bool,
}

// A table has several elements in each of its rows.
const _: () = assert!(size_of::<ElementState>() <= 152);

/// A child position: an element, a binding of it, and an item if it is a list.
pub(crate) type Place = (CellRef, u8, Option<ItemId>);

/// A live part of an element.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) sources: Sources,
    marked: bool,
    pub(crate) content: Content,
}

/// What a binding shows.
#[derive(Debug)]
pub(crate) enum Content {
    /// Nothing that must be remembered.
    None,
    /// The style keys that a style object had.
    Keys(Vec<u8>),
    /// One child, and whether it stands in its place.
    Child(Shown, bool),
    /// A list of children.
    Children(Box<Children>),
    /// The options of a select.
    Options(Vec<OptionPart>),
}

/// The number under which a binding, or an item of it, is subscribed.
pub(crate) fn part(binding: u8, item: u32) -> u32 {
    (item << 8) | (u32::from(binding) + 1)
}

fn split(part: u32) -> (u8, u32) {
    ((part & 0xff) as u8 - 1, part >> 8)
}

impl ElementState {
    pub(crate) fn new(
        template: Rc<ViewTemplate>,
        index: usize,
        node: NodeId,
        parent: Option<Around>,
    ) -> Self {
        let plan = &template.elements[index];
        let bindings = plan
            .bindings
            .iter()
            .map(|binding| Binding {
                sources: NO_EDGE,
                marked: false,
                content: match binding {
                    BindingPlan::Child(_) | BindingPlan::Label(..) => {
                        Content::Child(Shown::Nothing, false)
                    }
                    BindingPlan::Options(_) => Content::Options(Vec::new()),
                    BindingPlan::Children(_) => {
                        let boxed = boxes_texts(plan.element.kind);
                        Content::Children(Box::new(Children::new(boxed)))
                    }
                    BindingPlan::Style(_) => Content::Keys(Vec::new()),
                    BindingPlan::Key(..)
                    | BindingPlan::Surface(_)
                    | BindingPlan::Scene(_)
                    | BindingPlan::Capabilities(_)
                    | BindingPlan::Argument(..)
                    | BindingPlan::Text(..) => Content::None,
                },
            })
            .collect();
        let flow = plan.flow;
        let look = Rc::clone(&plan.look);
        ElementState {
            template,
            index,
            node,
            flow,
            parent,
            is_exposed: false,
            bindings,
            marked: Vec::new(),
            styles: Cascade::default(),
            attributes: Cascade::default(),
            placeholder: None,
            control: None,
            focused: false,
            look,
            labelled_by: None,
            place: None,
        }
    }

    /// What the control contains, to change it.
    pub(crate) fn control(&mut self) -> &mut Control {
        self.control.get_or_insert_default()
    }

    /// The control's text as far as the engine knows.
    pub(crate) fn text(&self) -> Option<&String> {
        self.control.as_ref()?.text.as_ref()
    }

    /// The newest edit in the control.
    pub(crate) fn edit(&self) -> EditVersion {
        self.control
            .as_ref()
            .map_or_else(EditVersion::default, |control| control.edit)
    }

    /// See [`Control::is_restored`].
    pub(crate) fn is_restored(&self) -> bool {
        self.control
            .as_ref()
            .is_some_and(|control| control.is_restored)
    }

    /// Where it is shown, if that is not part of a template.
    pub(crate) fn place(&self) -> Option<Place> {
        self.place.as_deref().copied()
    }

    /// Notes where it is shown; answers where it was.
    pub(crate) fn set_place(&mut self, place: Option<Place>) -> Option<Place> {
        match (&mut self.place, place) {
            (Some(old), Some(new)) => Some(std::mem::replace(old, new)),
            (old, new) => {
                let old = std::mem::replace(old, new.map(Box::new));
                old.map(|old| *old)
            }
        }
    }

    /// Whether its width is the same whatever it contains.
    pub(super) fn has_own_width(&self) -> bool {
        self.plan().is_root() || self.look.width.is_own(self.parent)
    }

    /// What a child of a position is placed in.
    pub(super) fn around(&self, in_list: bool) -> Around {
        Around {
            flow: self.flow,
            has_own_width: self.has_own_width(),
            in_list,
        }
    }

    /// How high what is in it is, if the browser may leave it out.
    pub(super) fn contained(&self) -> Option<Height> {
        let around = self.parent.filter(|_| !self.is_exposed)?;
        let [_, height] = self.plan().containable?;
        around.contains(self.look.width).then_some(height)
    }

    pub(crate) fn plan(&self) -> &ElementPlan {
        &self.template.elements[self.index]
    }

    /// What stands in its place: the label around it, or itself.
    pub(crate) fn outer(&self) -> NodeId {
        NodeId {
            actor: self.node.actor,
            hole: self.plan().outer(),
        }
    }

    /// The node that a binding's child goes into.
    pub(crate) fn container_of(&self, binding: u8) -> NodeId {
        if self.is_wrapping(binding) {
            self.outer()
        } else {
            self.node
        }
    }

    /// Whether a binding's child stands beside the element, in the label around it.
    pub(crate) fn is_wrapping(&self, binding: u8) -> bool {
        let plan = self.plan();
        let label = plan.bindings.get(usize::from(binding));
        plan.outer() != plan.hole && matches!(label, Some(BindingPlan::Label(..)))
    }

    /// Where among its children a binding's child, or an item of it, stands.
    pub(crate) fn place_of(&self, binding: u8, item: Option<ItemId>) -> Option<(usize, usize)> {
        let place = self.plan().positions.iter().position(
            |position| matches!(position, PositionPlan::Live(live) if *live == binding),
        )?;
        let index = match (&self.bindings[usize::from(binding)].content, item) {
            (Content::Children(children), Some(item)) => children.index_of(item)?,
            _ => 0,
        };
        Some((place, index))
    }

    pub(crate) fn sources_of(&self, part: u32) -> Sources {
        let (binding, item) = split(part);
        match self.bindings.get(usize::from(binding)) {
            Some(found) if item == 0 => found.sources,
            Some(Binding {
                content: Content::Children(children),
                ..
            }) => children.sources_of(item),
            _ => NO_EDGE,
        }
    }

    pub(crate) fn set_sources_of(&mut self, part: u32, head: Sources) {
        let (binding, item) = split(part);
        match self.bindings.get_mut(usize::from(binding)) {
            Some(found) if item == 0 => found.sources = head,
            Some(Binding {
                content: Content::Children(children),
                ..
            }) => {
                children.set_sources_of(item, head);
            }
            _ => {}
        }
    }

    pub(crate) fn mark(&mut self, part: u32) {
        let (binding, item) = split(part);
        let Some(found) = self.bindings.get_mut(usize::from(binding)) else {
            return;
        };
        if let Content::Children(children) = &mut found.content {
            if item == 0 {
                children.mark_list();
            } else {
                children.mark_item(item);
            }
        }
        if !found.marked {
            found.marked = true;
            self.marked.push(binding);
        }
    }

    pub(crate) fn unmark(&mut self, binding: u8) {
        if let Some(found) = self.bindings.get_mut(usize::from(binding)) {
            found.marked = false;
        }
    }

    /// Lets go of what it has outside of itself: it has ended.
    pub(crate) fn release(&mut self, cell: CellRef, evaluator: &mut Evaluator) {
        evaluator.unlabel(cell, self);
        for binding in &self.bindings {
            match &binding.content {
                Content::Child(Shown::Boxed(part, _), _) => evaluator.view.orphans.push(*part),
                Content::Children(children) => {
                    evaluator.view.orphans.extend(children.boxed_texts());
                }
                Content::Options(options) => {
                    let parts = options.iter().map(|option| option.actor);
                    evaluator.view.orphans.extend(parts);
                }
                Content::None | Content::Keys(_) | Content::Child(..) => {}
            }
        }
    }

    pub(crate) fn disconnect_all(&mut self, evaluator: &mut Evaluator) {
        for binding in &mut self.bindings {
            evaluator.disconnect(&mut binding.sources);
            if let Content::Children(children) = &mut binding.content {
                children.disconnect_all(evaluator);
            }
        }
    }
}

impl Evaluator {
    /// The state of a shown element.
    pub(crate) fn element(&self, cell: CellRef) -> Option<&ElementState> {
        match self.cell(cell)?.state.as_ref() {
            Some(CellState::Element(element)) => Some(element),
            _ => None,
        }
    }

    pub(crate) fn element_mut(&mut self, cell: CellRef) -> Option<&mut ElementState> {
        match self.cell_mut(cell)?.state.as_mut() {
            Some(CellState::Element(element)) => Some(element),
            _ => None,
        }
    }

    pub(super) fn take_element(&mut self, cell: CellRef) -> Option<Box<ElementState>> {
        match self.take_state(cell) {
            Some(CellState::Element(element)) => Some(element),
            Some(other) => {
                self.put_state(cell, other);
                None
            }
            None => None,
        }
    }

    /// In the round in which something fires, lists only collect their changes; what is shown changes once,
    /// at the end of the turn.
    pub(crate) fn update_element(&mut self, cell: CellRef) -> Outcome {
        let Some(mut element) = self.take_element(cell) else {
            return Outcome::Nothing;
        };
        let mut wait = false;
        for binding in std::mem::take(&mut element.marked) {
            let index = usize::from(binding);
            let template = Rc::clone(&element.template);
            let plan = &template.elements[element.index].bindings[index];
            if let (BindingPlan::Children(operand), Content::Children(children)) =
                (plan, &mut element.bindings[index].content)
            {
                let live = self.resolve(cell.actor, operand);
                if children.is_list_marked() {
                    let waits = self.collect_children(
                        cell,
                        binding,
                        &live,
                        &mut element.bindings[index],
                        false,
                    );
                    if waits {
                        element.marked.push(binding);
                        wait = true;
                    }
                }
            }
            self.dirty_views.push((cell, u32::from(binding)));
        }
        self.put_state(cell, CellState::Element(element));
        if wait {
            Outcome::Wait
        } else {
            Outcome::Nothing
        }
    }

    /// Draws one binding as it is now.
    pub(crate) fn draw(
        &mut self,
        cell: CellRef,
        binding: u8,
        tasks: &mut Vec<super::render::Task>,
    ) {
        let Some(mut element) = self.take_element(cell) else {
            return;
        };
        element.unmark(binding);
        let template = Rc::clone(&element.template);
        let plan = &template.elements[element.index];
        let index = usize::from(binding);
        match &plan.bindings[index] {
            BindingPlan::Child(operand) => {
                let live = self.resolve(cell.actor, operand);
                self.draw_child(cell, binding, &live, &mut element, tasks);
            }
            BindingPlan::Children(operand) => {
                let live = self.resolve(cell.actor, operand);
                self.draw_children(cell, binding, &live, &mut element, tasks);
            }
            BindingPlan::Text(hole, operand) => {
                let live = self.resolve(cell.actor, operand);
                let value = self.track(cell, binding, &live, &mut element);
                let text = super::plain::text(&value).unwrap_or_default().into_owned();
                let node = NodeId {
                    actor: cell.actor,
                    hole: *hole,
                };
                self.view.patches.push(Patch::SetText {
                    node,
                    text: text.into(),
                });
            }
            BindingPlan::Key(name, operand) => {
                let value = self.operand_plain(cell, binding, operand, &mut element);
                self.draw_key(cell, &mut element, name, &value);
            }
            BindingPlan::Surface(keys) => {
                self.draw_surface_keys(cell, binding, &mut element, keys);
            }
            BindingPlan::Scene(operand) => self.draw_scene(cell, binding, &mut element, operand),
            BindingPlan::Style(operand) => {
                let value = self.operand_plain(cell, binding, operand, &mut element);
                self.draw_style(cell, binding, &mut element, &value);
            }
            BindingPlan::Capabilities(operand) => {
                let live = self.resolve(cell.actor, operand);
                self.draw_capabilities(cell, binding, &live, &mut element);
            }
            BindingPlan::Label(rank, operand) => {
                let live = self.resolve(cell.actor, operand);
                self.draw_label(cell, binding, *rank, &live, &mut element, tasks);
            }
            BindingPlan::Options(operand) => {
                let value = self.operand_plain(cell, binding, operand, &mut element);
                self.draw_options(cell, binding, &value, &mut element);
            }
            BindingPlan::Argument(rank, argument, operand) => {
                let value = self.operand_plain(cell, binding, operand, &mut element);
                self.draw_argument(cell, *rank, argument, &value, &mut element, tasks);
            }
        }
        self.put_state(cell, CellState::Element(element));
    }

    fn operand_plain(
        &mut self,
        cell: CellRef,
        binding: u8,
        operand: &Operand,
        element: &mut ElementState,
    ) -> WireValue {
        let mut reads = Reads::default();
        let value = self.plain_operand(operand, cell, &mut reads);
        self.follow(cell, binding, element, &reads);
        value
    }

    /// Plain data of something live, with the binding subscribed to all of it.
    pub(super) fn track(
        &mut self,
        cell: CellRef,
        binding: u8,
        live: &Live,
        element: &mut ElementState,
    ) -> WireValue {
        let mut reads = Reads::default();
        let value = self.plain(live, cell, &mut reads);
        self.follow(cell, binding, element, &reads);
        value
    }
}
