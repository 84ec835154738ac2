//! The page as a text: two pages are the same iff their snapshots are equal.

use std::collections::BTreeMap;
use std::fmt::Write;

use protocol::names::STYLE_PROPERTIES;
use protocol::names::StyleProperty;
use protocol::patch::Part;

use super::{Element, ModelDom, NodeIndex, NodeKind};

impl ModelDom {
    /// The document as indented markup with all that a user or an event could tell apart: attributes,
    /// styles with their classes resolved, listeners, values. Names of nodes and the focus are not in it.
    #[must_use]
    pub fn snapshot(&self) -> String {
        let mut snapshot = String::new();
        // What is still to be written, and how deep it is.
        let mut open: Vec<(usize, Step)> = self
            .roots
            .iter()
            .rev()
            .map(|root| (0, Step::Open(*root)))
            .collect();
        while let Some((depth, step)) = open.pop() {
            let line = match step {
                Step::Close(name) => format!("</{name}>"),
                Step::Open(index) => match &self.node(index).kind {
                    NodeKind::Text { content, .. } => format!("{content:?}"),
                    NodeKind::Element(element) => {
                        let name = element.tag.name().unwrap_or("?");
                        let start = self.start_tag(index, element, name);
                        if element.children.is_empty() {
                            format!("{start}</{name}>")
                        } else {
                            open.push((depth, Step::Close(name)));
                            let children = element.children.iter().rev();
                            open.extend(children.map(|child| (depth + 1, Step::Open(*child))));
                            start
                        }
                    }
                },
            };
            snapshot.push_str(&"  ".repeat(depth));
            snapshot.push_str(&line);
            snapshot.push('\n');
        }
        snapshot
    }

    /// The first line in which two pages differ: (this page's, the other's); `None` if they are the same.
    #[must_use]
    pub fn difference(&self, other: &ModelDom) -> Option<(String, String)> {
        let (ours, theirs) = (self.snapshot(), other.snapshot());
        let mut left = ours.lines();
        let mut right = theirs.lines();
        loop {
            match (left.next(), right.next()) {
                (None, None) => return None,
                (ours, theirs) if ours == theirs => {}
                (ours, theirs) => {
                    let (ours, theirs) = (ours.unwrap_or("the end"), theirs.unwrap_or("the end"));
                    let same = ours
                        .char_indices()
                        .zip(theirs.chars())
                        .find(|((_, a), b)| a != b)
                        .map_or(0, |((position, _), _)| position);
                    // Lines are long: the tag, and what follows from shortly before the difference on.
                    let show = |line: &str| {
                        let tag: String = line.trim().chars().take(12).collect();
                        let rest: String = line[same.min(line.len())..].chars().take(120).collect();
                        let before: String = line[..same.min(line.len())]
                            .chars()
                            .rev()
                            .take(24)
                            .collect::<Vec<char>>()
                            .into_iter()
                            .rev()
                            .collect();
                        format!("{tag} … {before}{rest}")
                    };
                    return Some((show(ours), show(theirs)));
                }
            }
        }
    }

    /// As [`ModelDom::difference`], but without what the fields of the pages contain: a user may type on
    /// one of them.
    #[must_use]
    pub fn difference_ignoring_values(&self, other: &ModelDom) -> Option<(String, String)> {
        let without = |dom: &ModelDom| {
            let mut dom = dom.clone();
            for node in dom.nodes.iter_mut().flatten() {
                if let NodeKind::Element(element) = &mut node.kind {
                    element.value = None;
                }
            }
            dom
        };
        without(self).difference(&without(other))
    }

    fn start_tag(&self, index: NodeIndex, element: &Element, name: &str) -> String {
        let mut tag = format!("<{name}");
        let attributes: BTreeMap<&str, &String> = element
            .attributes
            .iter()
            .filter_map(|(attribute, value)| Some((attribute.name()?, value)))
            .collect();
        for (name, value) in attributes {
            // Writing to a String cannot fail.
            let _ = write!(tag, " {name}={value:?}");
        }
        for (part, label) in [
            (Part::Element, "style"),
            (Part::Placeholder, "::placeholder"),
        ] {
            let styles = self.styles(index, part);
            if !styles.is_empty() {
                let _ = write!(tag, " {label}={:?}", styles.join("; "));
            }
        }
        if !element.listeners.is_empty() {
            let _ = write!(tag, " on={:?}", element.listeners);
        }
        if let Some((value, _)) = &element.value {
            let _ = write!(tag, " value:={value:?}");
        }
        tag.push('>');
        tag
    }

    /// The declarations that apply, sorted by name.
    fn styles(&self, index: NodeIndex, part: Part) -> Vec<String> {
        let mut styles: Vec<String> = STYLE_PROPERTIES
            .iter()
            .filter_map(|name| {
                let value = self.style_at(index, StyleProperty::named(name)?, part)?;
                Some(format!("{name}: {value}"))
            })
            .collect();
        styles.sort_unstable();
        styles
    }
}

enum Step {
    Open(NodeIndex),
    Close(&'static str),
}
