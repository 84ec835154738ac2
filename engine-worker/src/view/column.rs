//! Long columns: how browsers lay them out sooner, where that looks the same.
//!
//! Browsers lay out the items of a flex container in several passes, and all of them whenever one changes: a
//! thousand rows take them three times as long as a block does that looks the same. So a column with a long list in it
//! becomes one, if nothing in it depends on flex: no gaps, nothing aligned, and only items that are boxes of
//! their own width, without margins and without a share of the space that is left.
//!
//! Where the items are as wide as the column, and nothing reaches out of them, the page may put them into groups that
//! it leaves out as a whole as long as nobody sees them (`groups.js` of the shim): what is out of sight then costs no
//! styles and no layout, and a browser has one box to look after instead of thirty. It is told how high an item is.

use protocol::list_change::ItemId;
use protocol::names::StyleProperty;

use crate::evaluator::Evaluator;
use crate::evaluator::instance::CellState;
use crate::value::CellRef;

use super::containment::{self, Height, Width};
use super::element::{Content, ElementState};
use super::position::Shown;
use super::style::name::{attribute, property};
use super::style::{CONTAINMENT_RANK, Cascade, Flow, Output};
use super::template::BindingPlan;

/// How many items a list has that is worth it.
const LONG: usize = *containment::LONG.start();

/// The tags of elements for whose meaning it counts what their children are.
const STRUCTURED: &[&str] = &[
    "table", "thead", "tbody", "tfoot", "tr", "dl", "fieldset", "figure", "select", "hgroup",
];

/// Whether what is declared makes the same of a box in a column, be that flex or a block.
pub(super) fn is_block(styles: &Cascade<StyleProperty>) -> bool {
    let declared = |property| styles.above(property, 0);
    let is = |property, wanted: &str| declared(property).is_none_or(|value| value == wanted);
    matches!(
        declared(property!("display")),
        Some("flex" | "block" | "grid")
    ) && is(property!("flex"), "none")
        // Less high than its content, down to that, is only what shrinks in a column of a certain height.
        && (declared(property!("min-height")).is_none() || declared(property!("flex")).is_some())
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

    /// What it could as well be an item of, wherever it stands now.
    fn fit(&self) -> Fit {
        let block = self.is_block();
        let declared = |property| self.look.declared(property).map(|(_, value)| value);
        let heights = [
            property!("height"),
            property!("min-height"),
            property!("max-height"),
        ];
        // A group is as wide as its surroundings, whatever is in it, and as high as its items.
        let group = block
            && !self.is_exposed
            && self.look.width == Width::Around
            && declared(property!("min-width")).is_none()
            && heights
                .into_iter()
                .filter_map(declared)
                .all(|height| !height.ends_with('%'));
        Fit { block, group }
    }

    /// What its items may be in as well, if it is a column that does little more than to be one.
    fn fit_of_column(&self) -> Fit {
        let plan = self.plan();
        let declared = |property| self.look.declared(property).map(|(_, value)| value);
        let is = |property, wanted: &str| declared(property).is_none_or(|value| value == wanted);
        let is_static = |binding: &BindingPlan| match binding {
            BindingPlan::Children(_) | BindingPlan::Capabilities(_) | BindingPlan::Surface(_) => {
                true
            }
            BindingPlan::Key(name, _) => *name != "align",
            _ => false,
        };
        let is_gap = |binding: &BindingPlan| matches!(binding, BindingPlan::Argument(_, argument, _) if argument.name == "gap");
        let mut bindings = plan.bindings.iter();
        let is_column = self.flow == Flow::Column
            && plan.positions.len() == 1
            && declared(property!("display")) == Some("flex");
        let group = is_column
            && self.has_own_width()
            && !STRUCTURED.contains(&plan.tag().name().unwrap_or_default())
            && bindings
                .clone()
                .all(|binding| is_static(binding) || is_gap(binding));
        let block = is_column
            && bindings.all(is_static)
            && is(property!("align-items"), "flex-start")
            && is(property!("gap"), "0")
            && declared(property!("justify-content")).is_none();
        Fit { block, group }
    }
}

/// What an item of a list could as well be an item of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fit {
    /// A block.
    pub(super) block: bool,
    /// A group that is left out as a whole while nobody sees it.
    pub(super) group: bool,
}

/// How many items fit where.
#[derive(Debug, Default)]
pub(super) struct Fits {
    block: usize,
    group: usize,
}

impl Fits {
    pub(super) fn add(&mut self, fit: Fit) {
        self.block += usize::from(fit.block);
        self.group += usize::from(fit.group);
    }

    pub(super) fn remove(&mut self, fit: Fit) {
        self.block -= usize::from(fit.block);
        self.group -= usize::from(fit.group);
    }

    /// Where all of so many fit.
    pub(super) fn of(&self, all: usize) -> Fit {
        Fit {
            block: self.block == all,
            group: self.group == all,
        }
    }
}

impl Evaluator {
    /// What the element that an item shows could as well be an item of.
    pub(super) fn fit_of(&self, shown: &Shown) -> Fit {
        match shown {
            Shown::Element(cell, _) => self
                .element(*cell)
                .map_or_else(Fit::default, ElementState::fit),
            Shown::Nothing | Shown::Text(..) | Shown::Boxed(..) => Fit::default(),
        }
    }

    /// Counts an item that something may reach out of no longer among those that could be in a group.
    pub(super) fn count_exposed(&mut self, list: CellRef, binding: u8, item: ItemId) {
        if let Some(element) = self.element_mut(list)
            && let Content::Children(children) = &mut element.bindings[usize::from(binding)].content
        {
            children.expose(item);
        }
    }

    /// Says what the list in an element makes of it, if that is another answer than before. All its items are drawn by
    /// now, but a page that takes them in piece by piece must know it first: `at` is before their patches.
    pub(super) fn declare_length(&mut self, cell: CellRef, at: usize) {
        let Some(mut element) = self.take_element(cell) else {
            return;
        };
        let mut is_long = false;
        let mut fit = Fit::default();
        for binding in &element.bindings {
            if let Content::Children(children) = &binding.content {
                let items = children.len();
                is_long |= containment::LONG.contains(&items);
                if items >= LONG {
                    fit = children.fit();
                }
            }
        }
        let column = element.fit_of_column();
        let mut out = Output::default();
        if is_long {
            containment::leave_out(&mut out);
        }
        if fit.block && column.block {
            out.declare(property!("display"), "block");
        }
        if fit.group && column.group {
            let known = element.attributes.layer(CONTAINMENT_RANK);
            let height = match known {
                [(_, height)] => height.clone(),
                _ => self.height_of_items(&element),
            };
            out.set_attribute(attribute!("data-items-height"), height);
        }
        if element.styles.layer(CONTAINMENT_RANK) != out.element
            || element.attributes.layer(CONTAINMENT_RANK) != out.attributes
        {
            let end = self.view.patches.len();
            self.declare(&mut element, CONTAINMENT_RANK, out);
            let said = self.view.patches.len() - end;
            self.view.patches[at..].rotate_right(said);
        }
        self.put_state(cell, CellState::Element(element));
    }

    /// How high `n` of the items of an element are together, in CSS, as far as their structures tell: all count as
    /// high as their mean.
    fn height_of_items(&self, element: &ElementState) -> String {
        let mut all = Height::default();
        let mut count = 0;
        for binding in &element.bindings {
            if let Content::Children(children) = &binding.content {
                for item in children.elements() {
                    let height = self.element(item).and_then(|item| item.plan().containable);
                    if let Some([outer, _]) = height {
                        all = all.and(outer);
                        count += 1;
                    }
                }
            }
        }
        let one = all.shared_by(count.max(1)).css();
        match element.look.declared(property!("gap")) {
            None | Some((_, "0")) => format!("n * {one}"),
            Some((_, gap)) => format!("n * {one} + (n - 1) * {gap}"),
        }
    }
}
