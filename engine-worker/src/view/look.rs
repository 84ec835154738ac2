//! What an element looks like without anything live: the constant parts of its arguments and style, in the
//! surroundings where it stands.
//!
//! It is computed once for each surroundings that an element of a plan template is ever in, and becomes
//! classes that all instances share.

use std::rc::Rc;

use protocol::ids::ClassId;
use protocol::names::{Attribute, StyleProperty, Tag};
use protocol::patch::Part;
use protocol::value::WireValue;

use crate::language::diagnostic::{Diagnostic, closest};
use crate::language::plan::{NodeKind, Operand, Template};
use crate::language::syntax::span::Span;
use crate::symbol::Symbol;

use super::View;
use super::catalog::{self, LabelForm, Role};
use super::column;
use super::containment::{self, Height, Width};
use super::style::{self, Cascade, Flow, Key, Output, StyleContext, Unknown};
use super::template::{constant_plain, element_named, object_fields};

/// The classes of an element in certain surroundings.
#[derive(Debug, Default)]
pub(crate) struct Look {
    pub(crate) classes: Vec<ClassId>,
    /// What the width follows from; of the app's own element nobody asks.
    pub(super) width: Width,
    /// Whether it is the same in a column, be that flex or a block.
    pub(super) is_block: bool,
    /// What they declare and its rank: what is live of a lower one does not show.
    declared: Vec<(StyleProperty, u8, String)>,
}

impl Look {
    /// What the classes declare for a property, and its rank.
    pub(super) fn declared(&self, property: StyleProperty) -> Option<(u8, &str)> {
        let found = self.declared.iter().find(|(known, ..)| *known == property);
        found.map(|(_, rank, value)| (*rank, value.as_str()))
    }
}

/// The keys of a style literal, by how they are drawn.
pub(super) struct StyleKeys<'a> {
    /// Those that are drawn each for itself.
    pub(super) single: Vec<(u8, &'static Key, &'a Operand)>,
    /// Those that describe the surface, which are drawn together; empty if the style has none of its own.
    pub(super) surface: Vec<(&'static str, &'a Operand)>,
}

impl<'a> StyleKeys<'a> {
    pub(super) fn of(fields: &'a [(Symbol, Operand)]) -> StyleKeys<'a> {
        let names: Vec<Rc<str>> = fields.iter().map(|(name, _)| name.name()).collect();
        let has_surface = style::has_surface(names.iter().map(|name| &**name));
        let mut keys = StyleKeys {
            single: Vec::new(),
            surface: Vec::new(),
        };
        for (name, (_, operand)) in names.iter().zip(fields) {
            match style::find(name) {
                Some((_, key)) if has_surface && key.is_surface => {
                    keys.surface.push((key.name, operand));
                }
                Some((rank, key)) => keys.single.push((rank, key, operand)),
                None => {}
            }
        }
        keys
    }
}

/// Takes what is wrong out of an output; of a name that does not exist, it says which one may be meant.
pub(super) fn describe_complaints(span: Span, out: &mut Output) -> Vec<Diagnostic> {
    let warnings = std::mem::take(&mut out.warnings).into_iter();
    let mut diagnostics: Vec<Diagnostic> = warnings
        .map(|warning| Diagnostic::warning(span, warning))
        .collect();
    for Unknown {
        message,
        wrong,
        known,
    } in std::mem::take(&mut out.unknown)
    {
        let hint = closest(&wrong, known.iter().copied());
        let hint = hint.unwrap_or_else(|| format!("there are {}", known.join(", ")));
        diagnostics.push(Diagnostic::warning(span, message).hint(hint));
    }
    diagnostics
}

/// The constant layers of an element.
pub(super) struct Layers {
    pub(super) styles: Cascade<StyleProperty>,
    /// Whether something live decides about the width.
    is_width_live: bool,
    pub(super) attributes: Cascade<Attribute>,
    placeholder: Vec<(StyleProperty, String)>,
    /// Only what is wrong.
    pub(super) complaints: Output,
}

impl Layers {
    pub(super) fn of(template: &Template, slot: u32, context: &StyleContext, tag: Tag) -> Layers {
        let mut layers = Layers {
            styles: Cascade::default(),
            is_width_live: false,
            attributes: Cascade::default(),
            placeholder: Vec::new(),
            complaints: Output::default(),
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
                    layers.constant_style(&fields, context);
                }
                (Role::Style, _) => {
                    let fields = object_fields(template, operand);
                    layers.is_width_live = fields.is_none();
                    layers.style_literal(template, fields.unwrap_or_default(), context);
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

    fn constant_style(&mut self, fields: &[(String, WireValue)], context: &StyleContext) {
        let has_surface = style::has_surface(fields.iter().map(|(name, _)| name.as_str()));
        let mut surface = Vec::new();
        for (name, value) in fields {
            match style::find(name) {
                Some((_, key)) if has_surface && key.is_surface => {
                    surface.push((name.as_str(), value));
                }
                _ => self.key(name, value, context),
            }
        }
        self.surface(&surface, context);
    }

    fn style_literal(
        &mut self,
        template: &Template,
        fields: &[(Symbol, Operand)],
        context: &StyleContext,
    ) {
        for (name, _) in fields {
            if style::find(&name.name()).is_none() {
                self.key(&name.name(), &WireValue::Absent, context);
            }
        }
        let keys = StyleKeys::of(fields);
        for (rank, key, operand) in keys.single {
            match constant_plain(operand) {
                Some(value) => self.key(key.name, &value, context),
                None => {
                    self.is_width_live |= matches!(key.name, "width" | "size");
                    let mut part = Output::default();
                    let fields = object_fields(template, operand).unwrap_or_default();
                    let names: Vec<Rc<str>> = fields.iter().map(|(name, _)| name.name()).collect();
                    style::fixed_part(key.name, names.iter().map(|name| &**name), &mut part);
                    self.add(rank, part);
                }
            }
        }
        let values: Option<Vec<(&str, WireValue)>> = keys
            .surface
            .iter()
            .map(|(name, operand)| Some((*name, constant_plain(operand)?)))
            .collect();
        let values = values.unwrap_or_default();
        let surface: Vec<_> = values.iter().map(|(name, value)| (*name, value)).collect();
        self.surface(&surface, context);
    }

    fn key(&mut self, name: &str, value: &WireValue, context: &StyleContext) {
        let mut part = Output::default();
        style::apply(name, value, context, &mut part);
        let rank = style::find(name).map_or(style::FIRST_KEY_RANK, |(rank, _)| rank);
        self.add(rank, part);
    }

    fn surface(&mut self, keys: &[(&str, &WireValue)], context: &StyleContext) {
        let mut part = Output::default();
        style::surface(keys, context, &mut part);
        self.add(style::SURFACE_RANK, part);
    }

    /// What the layers so far say of an attribute.
    pub(super) fn attribute(&self, attribute: Attribute) -> Option<&str> {
        self.attributes.above(attribute, 0)
    }

    pub(super) fn add(&mut self, rank: u8, mut part: Output) {
        self.complaints.complain(&mut part);
        self.placeholder.extend(part.placeholder);
        if !part.element.is_empty() {
            self.styles.set(rank, part.element);
        }
        if !part.attributes.is_empty() {
            self.attributes.set(rank, part.attributes);
        }
    }

    /// What the width of the element follows from.
    pub(super) fn width(&self, parent: Option<Flow>) -> Width {
        match self.is_width_live {
            true => Width::Content,
            false => Width::of(&self.styles, parent),
        }
    }

    /// Lets the browser leave the element out, whose content is so high.
    pub(super) fn contain(&mut self, content: Height) {
        let mut part = Output::default();
        containment::contain(content, &mut part);
        self.add(style::CONTAINMENT_RANK, part);
    }

    /// The classes that declare all this.
    pub(super) fn look(&self, view: &mut View, parent: Option<Flow>, is_root: bool) -> Look {
        let mut classes = Vec::new();
        let resolved = self.styles.resolved();
        let declared = resolved
            .iter()
            .map(|(property, value)| {
                let rank = self.styles.rank_of(*property).unwrap_or_default();
                (*property, rank, value.clone())
            })
            .collect();
        if !resolved.is_empty() && !is_root {
            classes.push(view.class(Part::Element, resolved));
        }
        if !self.placeholder.is_empty() {
            classes.push(view.class(Part::Placeholder, self.placeholder.clone()));
        }
        Look {
            classes,
            width: self.width(parent),
            is_block: column::is_block(&self.styles),
            declared,
        }
    }
}
