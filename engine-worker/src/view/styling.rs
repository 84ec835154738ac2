//! The declarations and attributes of a shown element.

use std::rc::Rc;

use protocol::names::StyleProperty;
use protocol::patch::{Part, Patch};
use protocol::value::WireValue;

use crate::evaluator::Evaluator;
use crate::evaluator::instance::CellState;
use crate::value::CellRef;

use super::element::{Content, ElementState};
use super::look::Layers;
use super::style::{self, Flow, Output};
use super::template::BindingPlan;

impl Evaluator {
    /// Replaces what one rank declares, and patches what that changes.
    pub(super) fn declare(&mut self, element: &mut ElementState, rank: u8, out: Output) {
        let mut touched: Vec<StyleProperty> = element.styles.keys_of(rank).collect();
        touched.extend(out.element.iter().map(|(property, _)| *property));
        self.change_styles(element, touched, |element| {
            element.styles.replace(rank, out.element);
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
        self.view.patches.push(Patch::SetClasses {
            node: element.node,
            classes,
        });
    }

    pub(super) fn draw_key(
        &mut self,
        cell: CellRef,
        element: &mut ElementState,
        name: &str,
        value: &WireValue,
    ) {
        let Some((rank, _)) = style::find(name) else {
            return;
        };
        let mut out = Output::default();
        style::apply(name, value, &element.context(), &mut out);
        self.warn_view(cell, std::mem::take(&mut out.warnings));
        self.declare(element, rank, out);
    }

    pub(super) fn draw_style(
        &mut self,
        cell: CellRef,
        binding: u8,
        element: &mut ElementState,
        value: &WireValue,
    ) {
        let mut ranks = Vec::new();
        if let WireValue::Object { fields, .. } = value {
            for (name, value) in fields {
                match style::find(name) {
                    Some((rank, _)) => {
                        ranks.push(rank);
                        self.draw_key(cell, element, name, value);
                    }
                    None => {
                        let mut out = Output::default();
                        style::apply(name, value, &element.context(), &mut out);
                        self.warn_view(cell, out.warnings);
                    }
                }
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
        let before: Vec<Option<String>> = properties
            .iter()
            .map(|property| element.inline(*property))
            .collect();
        change(element);
        let mut changed: Vec<(StyleProperty, Option<String>)> = Vec::new();
        for (property, before) in properties.into_iter().zip(before) {
            let now = element.inline(property);
            if now != before {
                changed.push((property, now));
            }
        }
        // Removing a shorthand takes its longhands along.
        changed.sort_by_key(|(_, value)| value.is_some());
        let node = element.node;
        for (property, value) in changed {
            let value = value.map(Into::into);
            self.view.patches.push(Patch::SetStyle {
                node,
                property,
                value,
            });
        }
    }

    /// Applies again what depends on the flow inside or around an element.
    pub(super) fn draw_look(&mut self, cell: CellRef, element: &mut ElementState) {
        let Some(index) = self.registry.get(cell.actor).map(|found| found.template) else {
            return;
        };
        let key = (
            index.0,
            cell.slot,
            element.flow,
            element.parent,
            element.plan().tag(),
        );
        let look = match self.view.looks.get(&key) {
            Some(look) => Rc::clone(look),
            None => {
                let plan = Rc::clone(&self.plan);
                let template = &plan.templates[index.0 as usize];
                let (context, tag) = (element.context(), element.plan().tag());
                let layers = Layers::of(template, cell.slot, &context, tag);
                let look = Rc::new(layers.look(&mut self.view, false));
                self.warn_view(cell, layers.warnings);
                self.view.looks.insert(key, Rc::clone(&look));
                look
            }
        };
        let classes_change = look.classes != element.look.classes;
        let properties = element.styles.keys().collect();
        self.change_styles(element, properties, |element| element.look = look);
        if classes_change {
            self.draw_classes(element);
        }
        for index in 0..element.bindings.len() {
            if matches!(
                element.plan().bindings[index],
                BindingPlan::Key(..) | BindingPlan::Style(_)
            ) {
                self.dirty_views.push((cell, index as u32));
            }
        }
    }

    /// Tells an element which flow it is placed in, if that is another one than before.
    pub(crate) fn place_in(&mut self, cell: CellRef, parent: Option<Flow>) {
        let Some(mut element) = self.take_element(cell) else {
            return;
        };
        if element.parent != parent {
            element.parent = parent;
            self.draw_look(cell, &mut element);
        }
        self.put_state(cell, Box::new(CellState::Element(element)));
    }
}
