//! What is live of the look of an element that is shown.
//!
//! A live declaration goes to the element itself, unless it is what the element's classes say anyway; a
//! long one becomes a class of its own, which all elements that need it share.

use std::rc::Rc;

use protocol::names::StyleProperty;
use protocol::patch::{Part, Patch};
use protocol::value::WireValue;

use crate::evaluator::Evaluator;
use crate::evaluator::instance::CellState;
use crate::evaluator::read::{Reads, View as ReadView};
use crate::language::plan::{NodeKind, Operand, Plan};
use crate::symbol::Symbol;
use crate::value::{CellRef, Live, Value};

use super::containment::Around;
use super::element::{Content, ElementState, part};
use super::look::{Layers, describe_complaints};
use super::style::{self, Output, StyleContext};
use super::template::BindingPlan;

/// Kept for its memory, as every drawing of a style needs it; empty between them.
#[derive(Debug, Default)]
pub(super) struct Work {
    properties: Vec<StyleProperty>,
    before: Vec<Shown>,
    own: Vec<(StyleProperty, Option<String>)>,
}

impl Work {
    fn properties(&mut self) -> Vec<StyleProperty> {
        std::mem::take(&mut self.properties)
    }
}

/// How a live declaration reaches the page.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    /// By the element's classes, or not at all.
    Nothing,
    /// By the element itself.
    Own(String),
    /// By a class of its own.
    Shared(String),
}

impl ElementState {
    fn context(&self, is_scene: bool) -> StyleContext {
        StyleContext {
            element: self.plan().element.kind,
            flow: self.flow,
            parent: self.parent.map(|around| around.flow),
            is_scene,
        }
    }

    /// How what is live of a property shows.
    fn shown(&self, property: StyleProperty, view: &mut super::View) -> Shown {
        let fixed = self.look.declared(property);
        let rank = fixed.map_or(0, |(rank, _)| rank);
        let Some(value) = self.styles.above(property, rank) else {
            return Shown::Nothing;
        };
        match fixed {
            Some((_, fixed)) if fixed == value => Shown::Nothing,
            // Of two classes the newer one wins, so this one may have no rival.
            None if view.shared_class(property, value).is_some() => Shown::Shared(value.to_owned()),
            _ => Shown::Own(value.to_owned()),
        }
    }
}

impl Evaluator {
    /// Reports what is wrong with the values of an element.
    pub(super) fn warn_view(&mut self, cell: CellRef, out: &mut Output) {
        let span = self.span_of(cell);
        let outside = self.running.replace((cell, None));
        for diagnostic in describe_complaints(span, out) {
            self.report(diagnostic);
        }
        self.running = outside;
    }

    /// Replaces what one rank declares, and patches what that changes.
    pub(super) fn declare(&mut self, element: &mut ElementState, rank: u8, out: Output) {
        let mut touched = self.view.work.properties();
        touched.extend(element.styles.keys_of(rank));
        touched.extend(out.element.iter().map(|(property, _)| *property));
        self.change_styles(element, touched, |element| {
            element.styles.set(rank, out.element);
        });
        let node = element.node;
        for (attribute, value) in element.attributes.replace(rank, out.attributes) {
            // What is live gone, the structure's own stands again.
            let value = value.or_else(|| element.plan().attribute(attribute).map(str::to_owned));
            let value = value.map(Into::into);
            self.view.patches.push(Patch::SetAttribute {
                node,
                attribute,
                value,
            });
        }
    }

    pub(super) fn draw_placeholder(
        &mut self,
        element: &mut ElementState,
        declarations: Vec<(StyleProperty, String)>,
    ) {
        if declarations.is_empty() && element.placeholder.is_none() {
            return;
        }
        let class =
            (!declarations.is_empty()).then(|| self.view.class(Part::Placeholder, declarations));
        if class == element.placeholder {
            return;
        }
        element.placeholder = class;
        self.draw_classes(element);
    }

    fn draw_classes(&mut self, element: &ElementState) {
        let mut classes = element.look.classes.clone();
        classes.extend(element.placeholder);
        let mut properties: Vec<StyleProperty> = element.styles.keys().collect();
        properties.sort_unstable_by_key(|property| property.0);
        properties.dedup();
        for property in properties {
            if let Shown::Shared(value) = element.shown(property, &mut self.view) {
                classes.extend(self.view.shared_class(property, &value));
            }
        }
        self.view.patches.push(Patch::SetClasses {
            node: element.node,
            classes,
        });
    }

    /// Draws one key of a style.
    pub(super) fn draw_key(
        &mut self,
        cell: CellRef,
        element: &mut ElementState,
        name: &str,
        value: &WireValue,
    ) {
        let mut out = Output::default();
        let context = element.context(self.view.is_scene);
        style::apply(name, value, &context, &mut out);
        self.warn_view(cell, &mut out);
        if let Some((rank, _)) = style::find(name) {
            self.declare(element, rank, out);
        }
    }

    /// Draws the keys of a style that describe its surface.
    pub(super) fn draw_surface(
        &mut self,
        cell: CellRef,
        element: &mut ElementState,
        keys: &[(&str, &WireValue)],
    ) {
        let mut out = Output::default();
        let context = element.context(self.view.is_scene);
        style::surface(keys, &context, &mut out);
        self.warn_view(cell, &mut out);
        self.declare(element, style::SURFACE_RANK, out);
    }

    /// Draws the surface keys of a style literal.
    pub(super) fn draw_surface_keys(
        &mut self,
        cell: CellRef,
        binding: u8,
        element: &mut ElementState,
        keys: &[(&'static str, Operand)],
    ) {
        let mut reads = Reads::default();
        let mut values = Vec::with_capacity(keys.len());
        for (_, operand) in keys {
            values.push(self.plain_operand(operand, cell, &mut reads));
        }
        self.follow(cell, binding, element, &reads);
        let keys: Vec<(&str, &WireValue)> =
            keys.iter().map(|(name, _)| *name).zip(&values).collect();
        self.draw_surface(cell, element, &keys);
    }

    /// Draws a style that is live as a whole.
    pub(super) fn draw_style(
        &mut self,
        cell: CellRef,
        binding: u8,
        element: &mut ElementState,
        value: &WireValue,
    ) {
        let mut ranks = Vec::new();
        if let WireValue::Object { fields, .. } = value {
            let names = fields.iter().map(|(name, _)| name.as_str());
            let has_surface = style::has_surface(names);
            let mut surface = Vec::new();
            for (name, value) in fields {
                match style::find(name) {
                    Some((_, key)) if has_surface && key.is_surface => {
                        surface.push((name.as_str(), value));
                    }
                    found => {
                        ranks.extend(found.map(|(rank, _)| rank));
                        self.draw_key(cell, element, name, value);
                    }
                }
            }
            if has_surface {
                ranks.push(style::SURFACE_RANK);
                self.draw_surface(cell, element, &surface);
            }
        }
        let old = match &mut element.bindings[usize::from(binding)].content {
            Content::Keys(old) => std::mem::replace(old, ranks.clone()),
            Content::None | Content::Child(..) | Content::Children(_) | Content::Options(_) => {
                Vec::new()
            }
        };
        for rank in old {
            if !ranks.contains(&rank) {
                self.declare(element, rank, Output::default());
            }
        }
    }

    /// Does something that can change which live declarations of `properties` show, and patches what did.
    fn change_styles(
        &mut self,
        element: &mut ElementState,
        mut properties: Vec<StyleProperty>,
        change: impl FnOnce(&mut ElementState),
    ) {
        properties.sort_unstable_by_key(|property| property.0);
        properties.dedup();
        let mut work = std::mem::take(&mut self.view.work);
        for property in &properties {
            work.before.push(element.shown(*property, &mut self.view));
        }
        change(element);
        let own = &mut work.own;
        let mut classes_change = false;
        for (property, before) in properties.drain(..).zip(work.before.drain(..)) {
            let now = element.shown(property, &mut self.view);
            if now == before {
                continue;
            }
            classes_change |= matches!(before, Shown::Shared(_)) || matches!(now, Shown::Shared(_));
            match (before, now) {
                (_, Shown::Own(value)) => own.push((property, Some(value))),
                (Shown::Own(_), _) => own.push((property, None)),
                _ => {}
            }
        }
        // Removing a shorthand takes its longhands along.
        own.sort_by_key(|(_, value)| value.is_some());
        let node = element.node;
        for (property, value) in own.drain(..) {
            let value = value.map(Into::into);
            self.view.patches.push(Patch::SetStyle {
                node,
                property,
                value,
            });
        }
        work.properties = properties;
        self.view.work = work;
        if classes_change {
            self.draw_classes(element);
        }
    }

    /// Applies again what depends on the flow inside or around an element, or on the scene.
    pub(super) fn draw_look(&mut self, cell: CellRef, element: &mut ElementState) {
        let Some(index) = self.registry.get(cell.actor).map(|found| found.template) else {
            return;
        };
        let context = element.context(self.view.is_scene);
        let contained = element.contained();
        let tag = element.plan().tag();
        let key = (index.0, cell.slot, context, tag, contained.is_some());
        let look = match self.view.looks.get(&key) {
            Some(look) => Rc::clone(look),
            None => {
                let plan = Rc::clone(&self.plan);
                let template = &plan.templates[index.0 as usize];
                let mut layers = Layers::of(template, cell.slot, &context, tag);
                if let Some(height) = contained {
                    layers.contain(height);
                }
                let look = Rc::new(layers.look(&mut self.view, context.parent, false));
                self.warn_view(cell, &mut layers.complaints);
                self.view.looks.insert(key, Rc::clone(&look));
                look
            }
        };
        let classes_change = look.classes != element.look.classes;
        let mut properties = self.view.work.properties();
        properties.extend(element.styles.keys());
        self.change_styles(element, properties, |element| element.look = look);
        if classes_change {
            self.draw_classes(element);
        }
        for index in 0..element.bindings.len() {
            if matches!(
                element.plan().bindings[index],
                BindingPlan::Key(..) | BindingPlan::Surface(_) | BindingPlan::Style(_)
            ) {
                self.dirty_views.push((cell, index as u32));
            }
        }
    }

    /// Tells an element what it is placed in, and those inside what follows from that.
    pub(crate) fn place_in(&mut self, cell: CellRef, parent: Option<Around>) {
        let mut stack = vec![(cell, parent)];
        while let Some((cell, parent)) = stack.pop() {
            let Some(mut element) = self.take_element(cell) else {
                continue;
            };
            if element.parent != parent {
                let before = element.has_own_width();
                element.parent = parent;
                self.draw_look(cell, &mut element);
                if element.has_own_width() != before {
                    let inside = element.surroundings().into_iter();
                    stack.extend(inside.map(|(child, around)| (child, Some(around))));
                }
            }
            self.put_state(cell, CellState::Element(element));
        }
    }

    /// An element shows another one where a text was expected: what that one draws may reach out of the item that
    /// both are in.
    pub(super) fn expose(&mut self, inside: CellRef) {
        let Some(element) = self.element(inside) else {
            return;
        };
        let template = Rc::clone(&element.template);
        let mut index = element.index;
        while let Some(outer) = template.elements[index].inside {
            index = outer;
        }
        let slot = template.elements[index].slot;
        let cell = CellRef { slot, ..inside };
        let Some(mut element) = self.take_element(cell) else {
            return;
        };
        let was_contained = element.contained().is_some();
        element.is_exposed = true;
        if was_contained {
            self.draw_look(cell, &mut element);
        }
        let place = element.place();
        self.put_state(cell, CellState::Element(element));
        if let Some((list, binding, Some(item))) = place {
            self.count_exposed(list, binding, item);
            self.declare_length(list, self.view.patches.len());
        }
    }

    /// The lights and geometry of what the program shows; `None` if that is no scene.
    pub(super) fn scene_of(
        &mut self,
        live: &Live,
        view: ReadView,
        reader: CellRef,
        reads: &mut Reads,
    ) -> Option<[WireValue; 2]> {
        let known = crate::symbol::well_known();
        let Some(Value::Object(shown)) = self.read(live, view, reader, reads).value else {
            return None;
        };
        if shown.tag != Some(known.scene) {
            return None;
        }
        Some(["lights", "geometry"].map(|name| {
            let field = shown.field(Symbol::new(name)).cloned();
            field.map_or(WireValue::Absent, |field| {
                self.plain_at(&field, view, reader, reads, 0)
            })
        }))
    }

    /// Looks whether the program shows a scene, before anything of it is drawn.
    pub(super) fn find_scene(&mut self, root: CellRef) {
        let plan = Rc::clone(&self.plan);
        let Some(operand) = scene_operand(&plan, root) else {
            return;
        };
        let live = self.resolve(root.actor, operand);
        let scene = self.scene_of(&live, ReadView::Now, root, &mut Reads::default());
        self.view.is_scene = scene.is_some();
    }

    /// Follows the scene of the program: its parameters, and whether there is one.
    pub(super) fn draw_scene(
        &mut self,
        cell: CellRef,
        binding: u8,
        element: &mut ElementState,
        operand: &Operand,
    ) {
        let live = self.resolve(cell.actor, operand);
        let mut reads = Reads::default();
        let scene = self.scene_of(&live, ReadView::Tracked, cell, &mut reads);
        self.follow(cell, binding, element, &reads);
        let mut out = Output::default();
        if let Some([lights, geometry]) = &scene {
            style::scene(lights, geometry, &mut out);
        }
        self.warn_view(cell, &mut out);
        self.view.scene = out.element;
        if self.view.is_scene != scene.is_some() {
            self.view.is_scene = scene.is_some();
            self.draw_all_looks();
        }
    }

    /// Declares the scene's parameters on the elements that the app's own one shows.
    pub(super) fn light_scene(&mut self, root: CellRef) {
        if self.view.scene.is_empty() && !self.view.is_lit {
            return;
        }
        self.view.is_lit = true;
        let children = self.element(root).map(ElementState::child_elements);
        for child in children.unwrap_or_default() {
            let is_lit = self
                .element(child)
                .is_some_and(|element| element.styles.layer(style::SCENE_RANK) == self.view.scene);
            if !is_lit && let Some(mut element) = self.take_element(child) {
                let out = Output {
                    element: self.view.scene.clone(),
                    ..Output::default()
                };
                self.declare(&mut element, style::SCENE_RANK, out);
                self.put_state(child, CellState::Element(element));
            }
        }
    }

    fn draw_all_looks(&mut self) {
        for cell in self.known_elements() {
            if let Some(mut element) = self.take_element(cell) {
                self.draw_look(cell, &mut element);
                self.put_state(cell, CellState::Element(element));
            }
        }
    }

    /// Subscribes a binding to exactly what it has read.
    pub(super) fn follow(
        &mut self,
        cell: CellRef,
        binding: u8,
        element: &mut ElementState,
        reads: &Reads,
    ) {
        let sources = &mut element.bindings[usize::from(binding)].sources;
        let mut head = *sources;
        self.retrack(cell, part(binding, 0), &mut head, &reads.cells);
        element.bindings[usize::from(binding)].sources = head;
    }
}

fn scene_operand(plan: &Plan, root: CellRef) -> Option<&Operand> {
    let NodeKind::Element { arguments, .. } =
        &plan.templates.first()?.nodes.get(root.slot as usize)?.kind
    else {
        return None;
    };
    let (_, operand) = arguments
        .iter()
        .find(|(name, _)| &*name.name() == "scene")?;
    Some(operand)
}
