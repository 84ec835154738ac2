//! Questions about the page, as the acceptance tests ask them (language.md §20).

use protocol::event::Listener;
use protocol::ids::{EditVersion, NodeId, WriteVersion};
use protocol::names::{Attribute, StyleProperty};
use protocol::patch::Part;

use super::{ModelDom, NodeIndex, NodeKind, Parent};

/// The types of `<input>` that nobody types into.
const UNTYPED_INPUTS: &[&str] = &["checkbox", "radio", "button", "submit", "reset", "hidden"];

impl ModelDom {
    /// All text nodes in document order, concatenated.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for index in self.in_document_order() {
            if let NodeKind::Text { content, .. } = &self.node(index).kind {
                text.push_str(content);
            }
        }
        text
    }

    /// The text inside a node.
    #[must_use]
    pub fn text_of(&self, node: NodeId) -> Option<String> {
        let index = self.find(node).ok()?;
        Some(self.text_inside(index))
    }

    /// The visible buttons in document order.
    #[must_use]
    pub fn buttons(&self) -> Vec<NodeId> {
        self.visible_elements(|dom, index| {
            dom.tag(index) == Some("button") || dom.has_role(index, "button")
        })
    }

    /// The visible checkboxes in document order.
    #[must_use]
    pub fn checkboxes(&self) -> Vec<NodeId> {
        self.visible_elements(|dom, index| {
            dom.has_role(index, "checkbox") || dom.has_type(index, "checkbox")
        })
    }

    /// The visible inputs for text in document order.
    #[must_use]
    pub fn text_inputs(&self) -> Vec<NodeId> {
        self.visible_elements(|dom, index| match dom.tag(index) {
            Some("textarea") => true,
            Some("input") => !UNTYPED_INPUTS.iter().any(|kind| dom.has_type(index, kind)),
            _ => false,
        })
    }

    /// The visible selects in document order.
    #[must_use]
    pub fn selects(&self) -> Vec<NodeId> {
        self.visible_elements(|dom, index| dom.tag(index) == Some("select"))
    }

    /// The visible sliders in document order.
    #[must_use]
    pub fn sliders(&self) -> Vec<NodeId> {
        self.visible_elements(|dom, index| dom.has_type(index, "range"))
    }

    /// The visible elements of a tag in document order.
    #[must_use]
    pub fn elements(&self, tag: &str) -> Vec<NodeId> {
        self.visible_elements(|dom, index| dom.tag(index) == Some(tag))
    }

    /// The addressed elements that hold this whole text and contain no other such element.
    #[must_use]
    pub fn find_text(&self, text: &str) -> Vec<NodeId> {
        let matches: Vec<NodeIndex> = self
            .in_document_order()
            .into_iter()
            .filter(|index| self.node(*index).address.is_some())
            .filter(|index| self.element(*index).is_some() && self.is_visible(*index))
            .filter(|index| self.text_inside(*index) == text)
            .collect();
        matches
            .iter()
            .filter(|index| {
                !matches
                    .iter()
                    .any(|other| other != *index && self.contains(**index, *other))
            })
            .filter_map(|index| self.node(*index).address)
            .collect()
    }

    /// The tag of an element.
    #[must_use]
    pub fn tag_of(&self, node: NodeId) -> Option<&'static str> {
        self.tag(self.find(node).ok()?)
    }

    /// The attribute of an element.
    #[must_use]
    pub fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        self.attribute_at(self.find(node).ok()?, name)
    }

    /// A declaration that applies to the element: the inline one, else that of its class which was
    /// defined last. What it inherits is not looked at.
    #[must_use]
    pub fn style(&self, node: NodeId, property: &str) -> Option<&str> {
        self.style_at(
            self.find(node).ok()?,
            StyleProperty::named(property)?,
            Part::Element,
        )
    }

    /// A declaration that applies to the element's placeholder.
    #[must_use]
    pub fn placeholder_style(&self, node: NodeId, property: &str) -> Option<&str> {
        self.style_at(
            self.find(node).ok()?,
            StyleProperty::named(property)?,
            Part::Placeholder,
        )
    }

    /// What the element reports, sorted.
    #[must_use]
    pub fn listeners(&self, node: NodeId) -> Vec<Listener> {
        self.find(node)
            .ok()
            .and_then(|index| self.element(index))
            .map(|element| element.listeners.iter().copied().collect())
            .unwrap_or_default()
    }

    /// The program's last value for a control, and the edit that it answers.
    #[must_use]
    pub fn value(&self, node: NodeId) -> Option<(&str, EditVersion)> {
        let element = self.element(self.find(node).ok()?)?;
        element
            .value
            .as_ref()
            .map(|(value, answers)| (value.as_str(), *answers))
    }

    /// The newest write of a control that is on the page.
    #[must_use]
    pub fn seen(&self, node: NodeId) -> WriteVersion {
        self.find(node)
            .ok()
            .and_then(|index| self.element(index))
            .map_or_else(WriteVersion::default, |element| element.write)
    }

    /// The element that has the focus.
    #[must_use]
    pub fn focus(&self) -> Option<NodeId> {
        self.focus.and_then(|index| self.node(index).address)
    }

    /// Whether the node is in the document and neither it nor what it is in is hidden.
    #[must_use]
    pub fn shows(&self, node: NodeId) -> bool {
        self.find(node)
            .is_ok_and(|index| self.is_in_document(index) && self.is_visible(index))
    }

    /// Whether the button or input cannot be used.
    #[must_use]
    pub fn is_disabled(&self, node: NodeId) -> bool {
        self.attribute(node, "disabled").is_some()
            || self.attribute(node, "aria-disabled") == Some("true")
    }

    /// The element itself and its ancestors, nearest first, that have an address and report `listener`.
    #[must_use]
    pub fn listening(&self, node: NodeId, listener: Listener) -> Vec<NodeId> {
        let mut listening = Vec::new();
        let mut place = match self.find(node) {
            Ok(index) => Parent::Node(index),
            Err(_) => Parent::None,
        };
        while let Parent::Node(index) = place {
            let asks = self
                .element(index)
                .is_some_and(|element| element.listeners.contains(&listener));
            if asks {
                listening.extend(self.node(index).address);
            }
            place = self.node(index).parent;
        }
        listening
    }

    /// The visible elements that report something, in document order.
    #[must_use]
    pub fn interactive(&self) -> Vec<NodeId> {
        self.visible_elements(|dom, index| {
            dom.element(index)
                .is_some_and(|element| !element.listeners.is_empty())
        })
    }

    /// The elements with an address that a node is in, nearest first.
    #[must_use]
    pub fn parent_chain(&self, node: NodeId) -> Vec<NodeId> {
        let mut chain = Vec::new();
        let mut place = self
            .find(node)
            .map_or(Parent::None, |index| self.node(index).parent);
        while let Parent::Node(index) = place {
            chain.extend(self.node(index).address);
            place = self.node(index).parent;
        }
        chain
    }

    /// The children of an element that have an address, or those of the app.
    #[must_use]
    pub fn children_of(&self, node: Option<NodeId>) -> Vec<NodeId> {
        let children = match node {
            None => &self.roots[..],
            Some(node) => self
                .find(node)
                .map_or(&[][..], |index| self.children(index)),
        };
        children
            .iter()
            .filter_map(|index| self.node(*index).address)
            .collect()
    }

    pub(super) fn in_document_order(&self) -> Vec<NodeIndex> {
        let mut order = Vec::new();
        let mut open: Vec<NodeIndex> = self.roots.iter().rev().copied().collect();
        while let Some(index) = open.pop() {
            order.push(index);
            open.extend(self.children(index).iter().rev());
        }
        order
    }

    pub(super) fn is_in_document(&self, index: NodeIndex) -> bool {
        let mut place = Parent::Node(index);
        while let Parent::Node(above) = place {
            place = self.node(above).parent;
        }
        place == Parent::App
    }

    /// Whether `inner` is `outer` or inside it.
    #[must_use]
    pub fn contains(&self, outer: NodeIndex, inner: NodeIndex) -> bool {
        let mut place = Parent::Node(inner);
        while let Parent::Node(above) = place {
            if above == outer {
                return true;
            }
            place = self.node(above).parent;
        }
        false
    }

    pub(super) fn style_at(
        &self,
        index: NodeIndex,
        property: StyleProperty,
        part: Part,
    ) -> Option<&str> {
        let element = self.element(index)?;
        if part == Part::Element
            && let Some(value) = element.styles.get(&property)
        {
            return Some(value);
        }
        // All rules are equally specific, so the one that stands last in the sheet wins.
        let mut classes = element.classes.clone();
        classes.sort_unstable();
        classes
            .iter()
            .rev()
            .filter_map(|class| self.classes.get(class.0 as usize))
            .filter(|class| class.part == part)
            .find_map(|class| {
                class
                    .declarations
                    .iter()
                    .rev()
                    .find(|(known, _)| *known == property)
            })
            .map(|(_, value)| value.as_str())
    }

    /// Whether neither the element nor what it is in is hidden.
    #[must_use]
    pub fn is_visible(&self, index: NodeIndex) -> bool {
        let declared = |index: NodeIndex, name: &str| {
            let property = StyleProperty::named(name)?;
            self.style_at(index, property, Part::Element)
        };
        // Visibility is inherited, the nearest declaration decides; no child escapes `display: none`.
        let mut visibility = None;
        let mut place = Parent::Node(index);
        while let Parent::Node(above) = place {
            if declared(above, "display") == Some("none") {
                return false;
            }
            visibility = visibility.or(declared(above, "visibility"));
            place = self.node(above).parent;
        }
        visibility != Some("hidden")
    }

    /// All text in a node.
    #[must_use]
    pub fn text_inside(&self, index: NodeIndex) -> String {
        let mut text = String::new();
        let mut open = vec![index];
        while let Some(index) = open.pop() {
            if let NodeKind::Text { content, .. } = &self.node(index).kind {
                text.push_str(content);
            }
            open.extend(self.children(index).iter().rev());
        }
        text
    }

    /// Elements without an address are passed over: no event of theirs could be reported.
    fn visible_elements(&self, is_wanted: impl Fn(&Self, NodeIndex) -> bool) -> Vec<NodeId> {
        self.in_document_order()
            .into_iter()
            .filter(|index| is_wanted(self, *index) && self.is_visible(*index))
            .filter_map(|index| self.node(index).address)
            .collect()
    }

    /// The tag of an element.
    #[must_use]
    pub fn tag(&self, index: NodeIndex) -> Option<&'static str> {
        self.element(index)?.tag.name()
    }

    /// The attribute of an element.
    #[must_use]
    pub fn attribute_at(&self, index: NodeIndex, name: &str) -> Option<&str> {
        let attribute = Attribute::named(name)?;
        self.element(index)?
            .attributes
            .get(&attribute)
            .map(String::as_str)
    }

    fn has_role(&self, index: NodeIndex, role: &str) -> bool {
        self.attribute_at(index, "role") == Some(role)
    }

    fn has_type(&self, index: NodeIndex, kind: &str) -> bool {
        self.tag(index) == Some("input") && self.attribute_at(index, "type") == Some(kind)
    }
}
