//! Which elements of a template could be items that the browser leaves out, and how high they are.

use crate::language::plan::{ArmBody, NodeKind, Operand, SwitchArm, Template};
use crate::view::containment::{self, Height};
use crate::view::style::name::property;
use crate::view::style::{ElementKind, Flow};

use super::constant::may_be_shown;
use super::{BindingPlan, Compiler, StaticChild};

/// The box of a checkbox without an icon.
const CHECK_BOX: f64 = 16.0;

impl Compiler<'_> {
    /// Finds the elements that stand for themselves, whose height can be told and of which nothing reaches out.
    pub(super) fn find_heights(&mut self) {
        // Elements come after those that they are in.
        let mut heights: Vec<Option<Height>> = vec![None; self.elements.len()];
        for index in (0..self.elements.len()).rev() {
            let Some([outer, inner]) = self.height(index, &heights) else {
                continue;
            };
            heights[index] = Some(outer);
            if self.elements[index].inside.is_none() {
                self.elements[index].containable = Some([outer, inner]);
            }
        }
    }

    /// How high an element is with its frame and without; nothing if that cannot be told, or if something of it can
    /// reach out of it.
    fn height(&self, index: usize, heights: &[Option<Height>]) -> Option<[Height; 2]> {
        let plan = &self.elements[index];
        let styles = &self.layers[index].styles;
        let stays_inside = |binding: &BindingPlan| match binding {
            BindingPlan::Child(operand) if may_be_element(self.template, operand) => false,
            // Hidden, it is a name for who cannot see.
            BindingPlan::Label(_, label) => !may_be_shown(self.template, label),
            binding => containment::stays_inside(binding),
        };
        if plan.is_root
            || plan.wrapper.is_some()
            || !containment::stay_inside(styles)
            || !plan.bindings.iter().all(stays_inside)
        {
            return None;
        }
        let children: Option<Vec<Height>> = self.children[index]
            .iter()
            .map(|child| match child {
                StaticChild::Element(inside) => heights.get(*inside).copied().flatten(),
                StaticChild::Check(..) => Some(Height::of_pixels(CHECK_BOX)),
                StaticChild::Text(..)
                | StaticChild::TextHole(..)
                | StaticChild::Boxed(_)
                | StaticChild::BoxedHole(..)
                | StaticChild::Live => Some(Height::LINE),
            })
            .collect();
        let children = children?;
        let content = match plan.element.kind {
            ElementKind::TextInput => Height::LINE,
            ElementKind::Slider
            | ElementKind::Select
            | ElementKind::Svg
            | ElementKind::SvgCircle
            | ElementKind::App => return None,
            _ if plan.flow == Flow::Column => {
                let gap = containment::declared_pixels(styles, property!("gap"));
                let gaps = children.len().saturating_sub(1) as f64 * gap.unwrap_or_default();
                let all = children.into_iter().fold(Height::default(), Height::and);
                all.and(Height::of_pixels(gaps))
            }
            _ => children.into_iter().fold(Height::default(), Height::or),
        };
        Some(content.in_box(styles))
    }
}

/// Whether a child position shows elements as far as the template knows; one that is none may turn out to be one.
fn may_be_element(template: &Template, operand: &Operand) -> bool {
    let Operand::Cell { up: 0, slot } = operand else {
        return matches!(operand, Operand::Literal { .. });
    };
    match &template.nodes[*slot as usize].kind {
        NodeKind::Expr { .. }
        | NodeKind::Object { .. }
        | NodeKind::Then { .. }
        | NodeKind::Hold { .. }
        | NodeKind::Slot
        | NodeKind::Stateful { .. } => false,
        NodeKind::Switch { arms, .. } => {
            let is_template = |arm: &SwitchArm| matches!(arm.body, ArmBody::Template(_));
            arms.iter().any(is_template)
        }
        NodeKind::Reserved
        | NodeKind::Alias(_)
        | NodeKind::Spread { .. }
        | NodeKind::Latest(_)
        | NodeKind::LinkSet { .. }
        | NodeKind::Call { .. }
        | NodeKind::Element { .. }
        | NodeKind::List { .. }
        | NodeKind::ListOperation { .. } => true,
    }
}
