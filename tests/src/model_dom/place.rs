//! The page node by node, also those that nothing can address: what is there for a user's eyes and hands.

use protocol::event::Listener;
use protocol::ids::{EditVersion, NodeId};
use protocol::names::StyleProperty;
use protocol::patch::Part;

use super::{ModelDom, NodeIndex, NodeKind, Parent};

impl ModelDom {
    /// The elements in document order.
    #[must_use]
    pub fn places(&self) -> Vec<NodeIndex> {
        let mut places = self.in_document_order();
        places.retain(|index| self.element(*index).is_some());
        places
    }

    /// Whether the node still is in the document.
    #[must_use]
    pub fn has_place(&self, place: NodeIndex) -> bool {
        matches!(self.nodes.get(place.0), Some(Some(_))) && self.is_in_document(place)
    }

    /// How the program's events name an element.
    #[must_use]
    pub fn address_at(&self, place: NodeIndex) -> Option<NodeId> {
        self.node(place).address
    }

    /// The element that contains it.
    #[must_use]
    pub fn parent_at(&self, place: NodeIndex) -> Option<NodeIndex> {
        match self.node(place).parent {
            Parent::Node(parent) => Some(parent),
            Parent::None | Parent::App | Parent::Gone => None,
        }
    }

    /// The element and all that it is in, nearest first.
    #[must_use]
    pub fn path_at(&self, place: NodeIndex) -> Vec<NodeIndex> {
        std::iter::successors(Some(place), |place| self.parent_at(*place)).collect()
    }

    /// The texts directly in an element, concatenated.
    #[must_use]
    pub fn own_text_at(&self, place: NodeIndex) -> String {
        self.children(place)
            .iter()
            .filter_map(|child| match &self.node(*child).kind {
                NodeKind::Text { content, .. } => Some(content.as_str()),
                NodeKind::Element(_) => None,
            })
            .collect()
    }

    /// The declaration that applies to an element; what it inherits is not looked at.
    #[must_use]
    pub fn declared_at(&self, place: NodeIndex, property: &str) -> Option<&str> {
        self.style_at(place, StyleProperty::named(property)?, Part::Element)
    }

    /// What a control contains.
    #[must_use]
    pub fn value_at(&self, place: NodeIndex) -> Option<(&str, EditVersion)> {
        let (value, edit) = self.element(place)?.value.as_ref()?;
        Some((value, *edit))
    }

    /// The user makes a control's content another one; nothing is reported.
    pub fn set_value_at(&mut self, place: NodeIndex, value: &str, edit: EditVersion) {
        if let NodeKind::Element(element) = &mut self.node_mut(place).kind {
            element.value = Some((value.to_owned(), edit));
        }
    }

    /// The element that has the focus.
    #[must_use]
    pub fn focused_place(&self) -> Option<NodeIndex> {
        self.focus
    }

    /// The user gives the focus to an element, or to none; nothing is reported.
    pub fn set_focused_place(&mut self, place: Option<NodeIndex>) {
        self.focus = place;
    }

    /// The element itself and its ancestors, nearest first, that report `listener`.
    #[must_use]
    pub fn listening_at(&self, place: NodeIndex, listener: Listener) -> Vec<NodeIndex> {
        let mut listening = self.path_at(place);
        listening.retain(|place| self.listens_at(*place, listener));
        listening
    }

    /// Whether the element itself reports `listener`.
    #[must_use]
    pub fn listens_at(&self, place: NodeIndex, listener: Listener) -> bool {
        self.element(place)
            .is_some_and(|element| element.listeners.contains(&listener))
    }
}
