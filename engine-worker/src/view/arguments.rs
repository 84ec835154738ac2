//! The arguments of a shown element: capabilities, labels, values, focus.

use protocol::ids::{ActorId, NodeId};
use protocol::names::Tag;
use protocol::patch::Patch;
use protocol::value::WireValue;

use crate::evaluator::Evaluator;
use crate::evaluator::read::{Reads, View};
use crate::language::diagnostic::Diagnostic;
use crate::symbol::{Symbol, well_known};
use crate::value::{CellRef, Live, Value};

use super::catalog::{self, Argument, LabelForm, Role};
use super::containment::Around;
use super::element::{Content, ElementState, part};
use super::position::Position;
use super::render::Task;
use super::style::name::attribute;
use super::style::{self, ElementKind, FIRST_ARGUMENT_RANK, Output};

impl Evaluator {
    /// Draws what is requested of an element where only its instance knows it.
    pub(super) fn draw_capabilities(
        &mut self,
        cell: CellRef,
        binding: u8,
        live: &Live,
        element: &mut ElementState,
    ) {
        let known = well_known();
        let mut reads = Reads::default();
        let view = View::Tracked;
        let mut names = Vec::new();
        let mut hovered = false;
        let mut wanted = WireValue::Absent;
        if let Some(Value::Object(object)) = self.read(live, view, cell, &mut reads).value {
            if let Some(tag) = object.field(Symbol::new("tag")).cloned() {
                wanted = self.plain(&tag, cell, &mut reads);
            }
            hovered = object.field(known.hovered).is_some();
            if let Some(events) = object.field(known.event).cloned()
                && let Some(Value::Object(events)) =
                    self.read(&events, view, cell, &mut reads).value
            {
                names.extend(events.fields.iter().map(|(name, _)| name.name()));
            }
        }
        let mut sources = element.bindings[usize::from(binding)].sources;
        self.retrack(cell, part(binding, 0), &mut sources, &reads.cells);
        element.bindings[usize::from(binding)].sources = sources;
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        self.follow_tag(cell, element, &wanted);
        let plan = element.plan();
        let mut out = Output::default();
        plan.element.operability(plan.tag(), &names, &mut out);
        let listeners = plan.element.listeners(&names, hovered);
        let node = element.node;
        self.view
            .patches
            .push(Patch::SetListeners { node, listeners });
        self.declare(element, FIRST_ARGUMENT_RANK, out);
    }

    /// A node cannot change its tag, and another node would lose the focus and what was typed in it.
    fn follow_tag(&mut self, cell: CellRef, element: &ElementState, wanted: &WireValue) {
        let plan = element.plan();
        let span = self.span_of(cell);
        let tag = match plan.element.tag_of(wanted) {
            Ok(tag) => tag,
            Err((tag, message)) => {
                self.report(Diagnostic::error(span, message));
                tag
            }
        };
        if tag != plan.tag() {
            let name = |tag: Tag| tag.name().unwrap_or_default();
            let (has, wants) = (name(plan.tag()), name(tag));
            let message = format!(
                "`element.tag` is read when the element appears: it stays a `{has}`, not a `{wants}`"
            );
            let hint = "let a `WHILE` choose between two elements";
            self.report(Diagnostic::warning(span, message).hint(hint));
        }
    }

    pub(super) fn draw_argument(
        &mut self,
        cell: CellRef,
        rank: u8,
        argument: &'static Argument,
        value: &WireValue,
        element: &mut ElementState,
        tasks: &mut Vec<Task>,
    ) {
        let mut out = Output::default();
        match argument.role {
            Role::Declarations(apply) | Role::Attributes(apply) => {
                apply(value, &mut out);
                self.warn_view(cell, &mut out);
                let placeholder = std::mem::take(&mut out.placeholder);
                self.draw_placeholder(element, placeholder);
                self.declare(element, rank, out);
                self.draw_check(element);
                self.write_again(element, argument.name);
            }
            Role::Direction => {
                let flow = style::direction(value, &mut out);
                self.warn_view(cell, &mut out);
                let flow = element.plan().element.kind.flow(flow);
                if flow != element.flow {
                    element.flow = flow;
                    self.draw_look(cell, element);
                    let inside = element.surroundings().into_iter();
                    tasks.extend(inside.map(|(child, around)| Task::Surround(child, around)));
                }
            }
            Role::Value(read) => {
                let text = read(value, &mut out);
                self.warn_view(cell, &mut out);
                if element.is_restored() {
                    // What the page had stands until the program has something new.
                    self.restore_value(element);
                } else if let Some(text) = text
                    && element.text() != Some(&text)
                {
                    element.control().text = Some(text);
                    self.write_value(element);
                }
            }
            Role::Focus => {
                let focused = super::plain::is_tag(value, "True");
                if focused != element.focused {
                    element.focused = focused;
                    self.view.focus.turn(cell, focused);
                }
            }
            Role::Options
            | Role::Label
            | Role::Capabilities
            | Role::Style
            | Role::Scene
            | Role::Child
            | Role::Children
            | Role::Layers
            | Role::Icon => {}
        }
    }

    /// Draws a label: a name for nobody's eyes, the element that names this one, or a child.
    pub(super) fn draw_label(
        &mut self,
        cell: CellRef,
        binding: u8,
        rank: u8,
        live: &Live,
        element: &mut ElementState,
        tasks: &mut Vec<Task>,
    ) {
        let value = self.track(cell, binding, live, element);
        self.unlabel(cell, element);
        let mut out = Output::default();
        let mut shown = None;
        match catalog::label_form(&value, &mut out) {
            LabelForm::Hidden(text) => out.set_attribute(attribute!("aria-label"), text),
            LabelForm::Reference(WireValue::Reference {
                address,
                cell: slot,
            }) => {
                let labelling = CellRef {
                    actor: address.actor,
                    slot: *slot,
                };
                match self.element(labelling).map(|element| element.node) {
                    Some(node) => {
                        out.set_attribute(attribute!("aria-labelledby"), reference(node));
                        element.labelled_by = Some(node.actor);
                        let entry = self.view.labelling.entry(node.actor).or_default();
                        entry.push((cell, binding));
                    }
                    None => self.view.waiting_labels.push((cell, binding)),
                }
            }
            LabelForm::Visible(_) => {
                let reads = &mut Reads::default();
                shown = self.read(live, View::Now, cell, reads).value;
            }
            LabelForm::Reference(_) | LabelForm::Unset => {}
        }
        self.warn_view(cell, &mut out);
        self.declare(element, rank, out);
        // The label of a checkbox is in it, that of another control beside it.
        let around = match element.plan().element.kind {
            ElementKind::Checkbox => element.around(false),
            _ => Around {
                in_list: false,
                ..element.parent.unwrap_or(Around::UNKNOWN)
            },
        };
        let position = Position {
            parent: cell,
            binding,
            item: None,
            around,
            boxed: true,
        };
        let state = &mut element.bindings[usize::from(binding)];
        if let Content::Child(old, placed) = &state.content {
            let (old, placed) = (old.clone(), *placed);
            if let Some((new, placed)) = self.show_child(position, old, placed, shown, tasks) {
                state.content = Content::Child(new, placed);
            }
        }
    }

    /// Forgets whose element names this one.
    pub(crate) fn unlabel(&mut self, cell: CellRef, element: &mut ElementState) {
        let Some(actor) = element.labelled_by.take() else {
            return;
        };
        if let Some(labelled) = self.view.labelling.get_mut(&actor) {
            labelled.retain(|(known, _)| *known != cell);
            if labelled.is_empty() {
                self.view.labelling.remove(&actor);
            }
        }
    }

    /// Labels whose element ends in this turn are drawn again.
    pub(super) fn draw_unlabelled(&mut self) {
        for actor in &self.dropped {
            if let Some(labelled) = self.view.labelling.remove(actor) {
                let draws = labelled.iter();
                self.dirty_views
                    .extend(draws.map(|(cell, binding)| (*cell, u32::from(*binding))));
            }
        }
    }

    /// The box of a checkbox follows what the checkbox says of itself.
    fn draw_check(&mut self, element: &ElementState) {
        let Some(check) = element.plan().check else {
            return;
        };
        let name = attribute!("aria-checked");
        let live = element.attributes.above(name, 0);
        let checked = live.or_else(|| element.plan().attribute(name)) == Some("true");
        let node = NodeId {
            actor: element.node.actor,
            hole: check.hole,
        };
        let classes = check.classes[..1 + usize::from(checked)].to_vec();
        self.view.patches.push(Patch::SetClasses { node, classes });
    }

    /// What limits a slider has changed: the page may have clipped its value.
    fn write_again(&mut self, element: &mut ElementState, argument: &str) {
        let limits = matches!(argument, "min" | "max" | "step");
        if limits && element.text().is_some() && !element.is_restored() {
            self.write_value(element);
        }
    }

    /// Writes what a control is to contain.
    pub(super) fn write_value(&mut self, element: &mut ElementState) {
        let node = element.node;
        let Some(control) = &mut element.control else {
            return;
        };
        let Some(text) = control.text.clone() else {
            return;
        };
        let write = control.writes.write(&text);
        self.view.patches.push(Patch::SetValue {
            node,
            value: text.into(),
            answers: control.edit,
            write,
        });
    }

    /// Tells a new page what a control contains.
    pub(crate) fn restore_value(&mut self, element: &mut ElementState) {
        if let Some(control) = &mut element.control {
            control.is_restored = false;
        }
        self.write_value(element);
    }
}

/// How an attribute names a node.
fn reference(node: NodeId) -> String {
    let NodeId {
        actor: ActorId { index, generation },
        hole,
    } = node;
    format!("node:{index}.{generation}.{hole}")
}
