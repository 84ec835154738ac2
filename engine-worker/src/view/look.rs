//! What an element looks like without anything live: the constant parts of its arguments and style, in the
//! surroundings where it stands.
//!
//! It is computed once for each surroundings that an element of a plan template is ever in, and becomes
//! classes that all instances share.

use protocol::ids::ClassId;
use protocol::names::{Attribute, StyleProperty, Tag};
use protocol::patch::Part;
use protocol::value::WireValue;

use crate::language::plan::{NodeKind, Template};

use super::View;
use super::catalog::{self, LabelForm, Role};
use super::style::{self, Cascade, Output, StyleContext};
use super::template::{constant_plain, element_named, object_fields};

/// The classes of an element in certain surroundings.
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) classes: Vec<ClassId>,
    /// The rank of what they declare: what is live of a lower one does not show.
    ranks: Vec<(StyleProperty, u8)>,
}

impl Look {
    /// The rank that a live declaration must have to show.
    pub(crate) fn rank(&self, property: StyleProperty) -> u8 {
        self.ranks
            .iter()
            .find(|(known, _)| *known == property)
            .map_or(0, |(_, rank)| *rank)
    }
}

/// The constant layers of an element.
pub(super) struct Layers {
    styles: Cascade<StyleProperty>,
    pub(super) attributes: Cascade<Attribute>,
    ranks: Vec<(StyleProperty, u8)>,
    placeholder: Vec<(StyleProperty, String)>,
    pub(super) warnings: Vec<String>,
}

impl Layers {
    pub(super) fn of(template: &Template, slot: u32, context: &StyleContext, tag: Tag) -> Layers {
        let mut layers = Layers {
            styles: Cascade::default(),
            attributes: Cascade::default(),
            ranks: Vec::new(),
            placeholder: Vec::new(),
            warnings: Vec::new(),
        };
        let NodeKind::Element { element, arguments } = &template.nodes[slot as usize].kind else {
            return layers;
        };
        let Some(element) = element_named(element) else {
            return layers;
        };
        let mut base = Output::default();
        if !std::ptr::eq(element, &super::template::ROOT) {
            style::element_base(tag, context, &mut base);
        }
        let fixed = element.attributes.iter();
        base.attributes
            .extend(fixed.map(|(name, value)| (*name, (*value).to_owned())));
        layers.add(style::BASE_RANK, base);
        for (position, argument) in element.arguments.iter().enumerate() {
            let rank = style::FIRST_ARGUMENT_RANK + position as u8;
            let given = arguments
                .iter()
                .find(|(given, _)| &*given.name() == argument.name);
            let Some((_, operand)) = given else {
                continue;
            };
            match (argument.role, constant_plain(operand)) {
                (Role::Style, Some(WireValue::Object { fields, .. })) => {
                    for (key, value) in fields {
                        layers.key(&key, &value, context);
                    }
                }
                (Role::Style, _) => {
                    for (key, operand) in object_fields(template, operand).unwrap_or_default() {
                        let name = key.name();
                        match constant_plain(operand) {
                            Some(value) => layers.key(&name, &value, context),
                            // Only its warning is wanted.
                            None if style::find(&name).is_none() => {
                                layers.key(&name, &WireValue::Absent, context);
                            }
                            None => {}
                        }
                    }
                }
                (Role::Declarations(apply) | Role::Attributes(apply), Some(value)) => {
                    let mut part = Output::default();
                    apply(&value, &mut part);
                    layers.add(rank, part);
                }
                (Role::Label, Some(value)) => {
                    let mut part = Output::default();
                    if let LabelForm::Hidden(text) = catalog::label_form(&value, &mut part)
                        && let Some(name) = Attribute::named("aria-label")
                    {
                        part.set_attribute(name, text);
                        layers.add(rank, part);
                    }
                }
                _ => {}
            }
        }
        layers
    }

    fn key(&mut self, name: &str, value: &WireValue, context: &StyleContext) {
        let mut part = Output::default();
        style::apply(name, value, context, &mut part);
        let rank = style::find(name).map_or(style::FIRST_KEY_RANK, |(rank, _)| rank);
        self.add(rank, part);
    }

    /// What the layers so far say of an attribute.
    pub(super) fn attribute(&self, attribute: Attribute) -> Option<&str> {
        self.attributes.above(attribute, 0)
    }

    pub(super) fn add(&mut self, rank: u8, part: Output) {
        for (property, _) in &part.element {
            match self.ranks.iter_mut().find(|(known, _)| known == property) {
                Some((_, old)) => *old = (*old).max(rank),
                None => self.ranks.push((*property, rank)),
            }
        }
        self.styles.replace(rank, part.element);
        self.attributes.replace(rank, part.attributes);
        self.placeholder.extend(part.placeholder);
        self.warnings.extend(part.warnings);
    }

    /// The classes that declare all this.
    pub(super) fn look(&self, view: &mut View, is_root: bool) -> Look {
        let mut classes = Vec::new();
        let resolved = self.styles.resolved();
        if !resolved.is_empty() && !is_root {
            classes.push(view.class(Part::Element, resolved));
        }
        if !self.placeholder.is_empty() {
            classes.push(view.class(Part::Placeholder, self.placeholder.clone()));
        }
        Look {
            classes,
            ranks: self.ranks.clone(),
        }
    }
}
