//! Who gets the focus (`stdlib.md` §8.2): an input whose `focus` is `True` when it is inserted or turns
//! `True`; of several in one turn the one inserted last.

use protocol::patch::Patch;

use crate::evaluator::Evaluator;
use crate::value::CellRef;

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
        let mut newest = None;
        for cell in &wanting {
            let Some(way) = self.way_out(*cell) else {
                continue;
            };
            let insertion = way
                .iter()
                .find_map(|cell| inserted.iter().rposition(|placed| placed == cell));
            if (insertion.is_some() || turned.contains(cell))
                && newest.is_none_or(|(other, _)| other <= insertion)
            {
                newest = Some((insertion, *cell));
            }
        }
        self.view.focus.wanting = wanting;
        if let Some((_, cell)) = newest
            && let Some(node) = self.element(cell).map(|element| element.node)
        {
            self.view.patches.push(Patch::Focus { node });
        }
    }

    /// The element and those around it up to the app's own; none if it is not in the document.
    fn way_out(&self, cell: CellRef) -> Option<Vec<CellRef>> {
        let mut way = Vec::new();
        let mut cell = cell;
        loop {
            let element = self.element(cell)?;
            if element.plan().is_root() {
                return Some(way);
            }
            way.push(cell);
            cell = match (element.place, element.plan().inside) {
                (Some((parent, ..)), _) => parent,
                (None, Some(index)) => CellRef {
                    actor: cell.actor,
                    slot: element.template.elements[index].slot,
                },
                (None, None) => return None,
            };
        }
    }
}
