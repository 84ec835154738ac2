//! Who gets the focus (`stdlib.md` §8.2): an input whose `focus` is `True` when it is inserted or turns
//! `True`; of several in one turn the one inserted last.

use protocol::patch::Patch;

use crate::evaluator::Evaluator;
use crate::value::CellRef;

use super::template::PositionPlan;

/// When the outermost of the inserted elements around an element was inserted, and where it stands in the
/// document.
type Rank = (Option<usize>, Vec<(usize, usize)>);

/// What decides about the focus.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// The elements whose `focus` is `True`, in the order in which it turned so.
    wanting: Vec<CellRef>,
    /// Those of them that turned so in this turn.
    turned: Vec<CellRef>,
    /// The elements that were placed in this turn and were nowhere before.
    inserted: Vec<CellRef>,
}

impl Focus {
    pub(super) fn turn(&mut self, cell: CellRef, wants: bool) {
        self.wanting.retain(|known| *known != cell);
        if wants {
            self.wanting.push(cell);
            self.turned.push(cell);
        } else {
            self.turned.retain(|known| *known != cell);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.wanting.len() + self.turned.len() + self.inserted.len()
    }

    pub(super) fn insert(&mut self, cell: CellRef) {
        self.inserted.push(cell);
    }
}

impl Evaluator {
    /// Gives the focus to whom this turn made want it.
    pub(super) fn draw_focus(&mut self) {
        let turned = std::mem::take(&mut self.view.focus.turned);
        let inserted = std::mem::take(&mut self.view.focus.inserted);
        if turned.is_empty() && (inserted.is_empty() || self.view.focus.wanting.is_empty()) {
            return;
        }
        let mut wanting = std::mem::take(&mut self.view.focus.wanting);
        wanting.retain(|cell| self.element(*cell).is_some());
        let mut newest: Option<(Rank, CellRef)> = None;
        for cell in &wanting {
            let Some(way) = self.way_out(*cell) else {
                continue;
            };
            let insertion = way
                .iter()
                .rev()
                .find_map(|(cell, _)| inserted.iter().rposition(|placed| placed == cell));
            if insertion.is_none() && !turned.contains(cell) {
                continue;
            }
            let places = way.into_iter().rev().map(|(_, place)| place).collect();
            let rank = (insertion, places);
            if newest.as_ref().is_none_or(|(other, _)| *other <= rank) {
                newest = Some((rank, *cell));
            }
        }
        self.view.focus.wanting = wanting;
        if let Some((_, cell)) = newest
            && let Some(node) = self.element(cell).map(|element| element.node)
        {
            self.view.patches.push(Patch::Focus { node });
        }
    }

    /// The element and those around it up to the app's own, each with its place in the next; none if it is
    /// not in the document.
    fn way_out(&self, cell: CellRef) -> Option<Vec<(CellRef, (usize, usize))>> {
        let mut way = Vec::new();
        let mut cell = cell;
        loop {
            let element = self.element(cell)?;
            if element.plan().is_root() {
                return Some(way);
            }
            let (parent, place) = match (element.place(), element.plan().inside) {
                (Some((parent, binding, item)), _) => {
                    (parent, self.element(parent)?.place_of(binding, item)?)
                }
                (None, Some(index)) => {
                    let outer = &element.template.elements[index];
                    let hole = element.plan().outer();
                    let place = outer.positions.iter().position(
                        |position| matches!(position, PositionPlan::Static(found) if *found == hole),
                    )?;
                    let parent = CellRef {
                        actor: cell.actor,
                        slot: outer.slot,
                    };
                    (parent, (place, 0))
                }
                (None, None) => return None,
            };
            way.push((cell, place));
            cell = parent;
        }
    }
}
