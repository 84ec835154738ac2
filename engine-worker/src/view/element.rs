//! The bindings of one element.

use crate::evaluator::Evaluator;
use crate::value::CellRef;

/// What an element that is shown remembers.
#[derive(Debug, Default)]
pub(crate) struct ElementState {}

impl ElementState {
    pub(crate) fn sources_of(&self, _part: u32) -> u32 {
        u32::MAX
    }
    pub(crate) fn set_sources_of(&mut self, _part: u32, _head: u32) {}
    pub(crate) fn mark(&mut self, _part: u32) {}
    pub(crate) fn disconnect_all(&mut self, _evaluator: &mut Evaluator) {}
}

impl Evaluator {
    pub(crate) fn update_element(&mut self, _cell: CellRef) {}
}
