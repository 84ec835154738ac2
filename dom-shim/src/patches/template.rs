//! A template as the mirror keeps it, and as `dom.js` hears of it.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use protocol::{
    Attribute, ClassId, Declaration, Listener, Part, Reason, StyleProperty, TAGS, TemplateNode,
    TemplateNodeKind,
};

use super::allow::{self, Allowed};
use super::mirror::NodeKind;
use super::ops::Ops;

const SELECT: u8 = allow::place(TAGS, "select");
const INPUT: u8 = allow::place(TAGS, "input");
const TEXT_AREA: u8 = allow::place(TAGS, "textarea");

/// What defines a class or template, without the texts' places in a frame and without numbers, which differ
/// between lives: equal iff the page would build the same, once the classes that a template uses are equal.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Definition {
    words: Vec<u32>,
    blob: String,
}

/// A template.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) definition: Definition,
    /// The classes that it uses, in the order of its nodes.
    pub(crate) classes: Vec<u32>,
    pub(crate) holes: Vec<Hole>,
    /// The number of its text holes.
    pub(crate) texts: usize,
}

/// A node of a template that can be addressed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hole {
    pub(crate) kind: NodeKind,
    /// The nearest hole around it; none for roots.
    pub(crate) inside: Option<Inside>,
}

/// A containing hole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inside {
    pub(crate) hole: u32,
    /// Whether it is the parent.
    pub(crate) direct: bool,
}

/// A value that the allow-list has refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The attribute's or property's place in its table.
    pub(crate) name: u8,
    /// Whether it is a property.
    pub(crate) style: bool,
    /// The value; the page tells its beginning.
    pub(crate) value: String,
}

impl Refused {
    pub(crate) fn attribute(attribute: Attribute, value: &str) -> Self {
        Refused::new(attribute.0, false, value)
    }

    pub(crate) fn style(property: StyleProperty, value: &str) -> Self {
        Refused::new(property.0, true, value)
    }

    fn new(name: u8, style: bool, value: &str) -> Self {
        Refused {
            name,
            style,
            value: value.to_owned(),
        }
    }
}

/// Writes to the frame's ops and to a definition at once.
struct Twice<'o> {
    ops: &'o mut Ops,
    own: Ops,
}

impl Twice<'_> {
    fn word(&mut self, word: u32) {
        self.ops.word(word);
        self.own.word(word);
    }

    /// A number that something has in this life.
    fn number(&mut self, number: u32) {
        self.ops.word(number);
    }

    fn text(&mut self, text: &str) {
        self.ops.text(text);
        self.own.text(text);
    }

    fn definition(self) -> Definition {
        Definition {
            words: self.own.table,
            blob: self.own.blob,
        }
    }
}

/// Writes a class and returns its definition.
pub(crate) fn class(
    class: ClassId,
    part: Part,
    declarations: &[Declaration<'_>],
    ops: &mut Ops,
    refused: &mut Vec<Refused>,
) -> Definition {
    let mut out = Twice {
        ops,
        own: Ops::default(),
    };
    out.number(class.0);
    out.word(match part {
        Part::Element => 0,
        Part::Placeholder => 1,
    });
    write_declarations(declarations, &mut out, refused);
    out.definition()
}

/// Writes a template, whose structure the codec has validated, and returns what the mirror keeps.
pub(crate) fn template(
    number: u32,
    holes: u32,
    nodes: &[TemplateNode<'_>],
    ops: &mut Ops,
    refused: &mut Vec<Refused>,
) -> Result<Template, Reason> {
    let mut out = Twice {
        ops,
        own: Ops::default(),
    };
    out.number(number);
    out.word(holes);
    out.word(nodes.len() as u32);
    let mut shapes = Vec::new();
    for _ in 0..holes {
        shapes.push(Hole {
            kind: NodeKind::Text,
            inside: None,
        });
    }
    // The codec has seen that none occurs twice.
    let mut missing = holes;
    let mut used: Vec<u32> = Vec::new();
    let mut texts = 0;
    // The open levels: how many children are missing, and the hole that contains them.
    let mut open: Vec<(u32, Option<Inside>)> = Vec::new();
    for node in nodes {
        let inside = match open.last_mut() {
            Some((missing, inside)) => {
                *missing -= 1;
                *inside
            }
            None => None,
        };
        let kind = write_node(node, &mut out, &mut used, refused);
        texts += usize::from(matches!(node.kind, TemplateNodeKind::TextHole));
        if let Some(hole) = node.hole {
            let shape = shapes.get_mut(hole as usize).ok_or(Reason::BadHole)?;
            *shape = Hole { kind, inside };
            missing -= 1;
        }
        if node.children > 0 {
            let here = match node.hole {
                Some(hole) => Some(Inside { hole, direct: true }),
                None => inside.map(|inside| Inside {
                    direct: false,
                    ..inside
                }),
            };
            open.push((node.children, here));
        }
        while open.last().is_some_and(|(missing, _)| *missing == 0) {
            open.pop();
        }
    }
    if missing != 0 {
        return Err(Reason::BadHole);
    }
    Ok(Template {
        definition: out.definition(),
        classes: used,
        holes: shapes,
        texts,
    })
}

fn write_node(
    node: &TemplateNode<'_>,
    out: &mut Twice<'_>,
    used: &mut Vec<u32>,
    refused: &mut Vec<Refused>,
) -> NodeKind {
    let maybe_hole = node.hole.map_or(0, |hole| hole + 1);
    match &node.kind {
        TemplateNodeKind::Element {
            tag,
            classes,
            attributes,
            styles,
            listeners,
        } => {
            [0, maybe_hole, node.children, u32::from(tag.0)]
                .into_iter()
                .for_each(|w| out.word(w));
            out.word(classes.len() as u32);
            for class in classes {
                out.number(class.0);
                used.push(class.0);
            }
            write_attributes(attributes, out, refused);
            write_declarations(styles, out, refused);
            out.word(bits(listeners));
            match tag.0 {
                SELECT => NodeKind::Choice,
                INPUT if attributes.iter().any(is_range) => NodeKind::Choice,
                INPUT | TEXT_AREA => NodeKind::Control,
                _ => NodeKind::Element,
            }
        }
        TemplateNodeKind::Text(text) => {
            [1, maybe_hole, 0]
                .into_iter()
                .for_each(|word| out.word(word));
            out.text(text);
            NodeKind::Text
        }
        TemplateNodeKind::TextHole => {
            [2, maybe_hole, 0]
                .into_iter()
                .for_each(|word| out.word(word));
            NodeKind::Text
        }
    }
}

fn is_range((attribute, value): &(Attribute, protocol::Text<'_>)) -> bool {
    attribute.0 == allow::TYPE && value == "range"
}

fn write_attributes(
    attributes: &[(Attribute, protocol::Text<'_>)],
    out: &mut Twice<'_>,
    refused: &mut Vec<Refused>,
) {
    // A template is older than the nodes that it could name, so references are refused as well.
    let fine = |attribute: Attribute, value: &str| {
        matches!(allow::attribute(attribute, value), Some(Allowed::Text(_)))
    };
    let mut good = Vec::new();
    for (attribute, value) in attributes {
        if fine(*attribute, value) {
            good.push((attribute.0, &**value));
        } else {
            refused.push(Refused::attribute(*attribute, value));
        }
    }
    write_good(&good, out);
}

fn write_declarations(
    declarations: &[Declaration<'_>],
    out: &mut Twice<'_>,
    refused: &mut Vec<Refused>,
) {
    let mut good = Vec::new();
    for Declaration { property, value } in declarations {
        if allow::style(*property, value) {
            good.push((property.0, &**value));
        } else {
            refused.push(Refused::style(*property, value));
        }
    }
    write_good(&good, out);
}

/// What has passed the allow-list.
#[inline(never)]
fn write_good(good: &[(u8, &str)], out: &mut Twice<'_>) {
    out.word(good.len() as u32);
    for (name, value) in good {
        out.word(u32::from(*name));
        out.text(value);
    }
}

/// The set of listeners as `dom.js` has it.
pub(crate) fn bits(listeners: &[Listener]) -> u32 {
    listeners
        .iter()
        .fold(0, |bits, listener| bits | listener.bit())
}
