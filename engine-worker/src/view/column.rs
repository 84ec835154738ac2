//! Long columns that are laid out as blocks.
//!
//! Browsers lay out the items of a flex container in several passes, and all of them whenever one changes: a
//! thousand rows take them three times as long as a block does that looks the same. So a column with a long list in it
//! becomes one, if nothing in it depends on flex: no gaps, nothing aligned, and only items that are boxes of
//! their own width, without margins and without a share of the space that is left.

use protocol::names::StyleProperty;

use crate::evaluator::Evaluator;
use crate::evaluator::instance::CellState;
use crate::value::CellRef;

use super::containment::{self, Width};
use super::element::{Content, ElementState};
use super::position::Shown;
use super::style::name::property;
use super::style::{CONTAINMENT_RANK, Cascade, Flow, Output};
use super::template::BindingPlan;

/// How many items a list has that is worth it.
const LONG: usize = *containment::LONG.start();

/// Whether what is declared makes the same of a box in a column, be that flex or a block.
pub(super) fn is_block(styles: &Cascade<StyleProperty>) -> bool {
    let declared = |property| styles.above(property, 0);
    let is = |property, wanted: &str| declared(property).is_none_or(|value| value == wanted);
    matches!(
        declared(property!("display")),
        Some("flex" | "block" | "grid")
    ) && is(property!("flex"), "none")
        && is(property!("overflow"), "visible")
        && declared(property!("align-self")).is_none()
        && is(property!("margin-top"), "0")
        && is(property!("margin-right"), "0")
        && is(property!("margin-bottom"), "0")
        && is(property!("margin-left"), "0")
}

impl ElementState {
    /// Whether it could as well be an item of a block, wherever it stands now.
    fn is_block(&self) -> bool {
        let can_change = |binding: &BindingPlan| match binding {
            BindingPlan::Key(name, _) => matches!(*name, "align" | "height" | "size"),
            BindingPlan::Style(_) | BindingPlan::Argument(..) => true,
            _ => false,
        };
        // What could be left out is a box by itself.
        self.plan().containable.is_some()
            && self.look.width != Width::Content
            && self.look.is_block
            && !self.plan().bindings.iter().any(can_change)
    }

    /// Whether it is a column that only says how wide, high or coloured it is.
    fn is_plain_column(&self) -> bool {
        let plan = self.plan();
        let declared = |property| self.look.declared(property).map(|(_, value)| value);
        let is = |property, wanted: &str| declared(property).is_none_or(|value| value == wanted);
        let can_change = |binding: &BindingPlan| match binding {
            BindingPlan::Children(_) | BindingPlan::Capabilities(_) | BindingPlan::Surface(_) => {
                false
            }
            BindingPlan::Key(name, _) => *name == "align",
            _ => true,
        };
        self.flow == Flow::Column
            && plan.positions.len() == 1
            && !plan.bindings.iter().any(can_change)
            && declared(property!("display")) == Some("flex")
            && is(property!("align-items"), "flex-start")
            && is(property!("gap"), "0")
            && declared(property!("justify-content")).is_none()
    }
}

impl Evaluator {
    /// Whether what an item shows could as well be an item of a block.
    pub(super) fn shows_block(&self, shown: &Shown) -> bool {
        match shown {
            Shown::Element(cell, _) => self.element(*cell).is_some_and(ElementState::is_block),
            Shown::Nothing | Shown::Text(..) | Shown::Boxed(..) => false,
        }
    }

    /// Says what the list in an element makes of it, if that is another answer than before. All its items are drawn by
    /// now, but a page that takes them in piece by piece must know it first: `at` is before their patches.
    pub(super) fn declare_length(&mut self, cell: CellRef, at: usize) {
        let Some(mut element) = self.take_element(cell) else {
            return;
        };
        let mut is_long = false;
        let mut is_block = false;
        for binding in &element.bindings {
            if let Content::Children(children) = &binding.content {
                let items = children.len();
                is_long |= containment::LONG.contains(&items);
                is_block |= items >= LONG && children.blocks() == items;
            }
        }
        let is_block = is_block && element.is_plain_column();
        let mut out = Output::default();
        if is_long {
            containment::leave_out(&mut out);
        }
        if is_block {
            out.declare(property!("display"), "block");
        }
        if element.styles.layer(CONTAINMENT_RANK) != out.element {
            let end = self.view.patches.len();
            self.declare(&mut element, CONTAINMENT_RANK, out);
            let said = self.view.patches.len() - end;
            self.view.patches[at..].rotate_right(said);
        }
        self.put_state(cell, CellState::Element(element));
    }
}
