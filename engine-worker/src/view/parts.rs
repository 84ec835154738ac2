//! Nodes that belong to an element but to no template of the program: options, boxes around texts. Each part
//! is an instance of the view's own, with a name that no actor has.

use protocol::ids::{ActorId, ClassId, NodeId, TemplateId};
use protocol::names::Tag;
use protocol::patch::{Part, Patch, TemplateNode, TemplateNodeKind};

use super::View;
use super::style::name::tag;
use super::style::{self, ElementKind, Flow, Output, StyleContext};

/// The box of a text, and the text in it; an option and its label are numbered alike.
pub(super) const BOX: u32 = 0;
pub(super) const BOXED_TEXT: u32 = 1;

/// The slots of parts: the registry has never as many.
const FIRST_SLOT: u32 = 1 << 31;

/// Whether a name is that of a part, which no actor has.
pub(crate) fn is_part(actor: ActorId) -> bool {
    actor.index >= FIRST_SLOT
}

/// Whether the texts that such an element places have boxes of their own: bare ones that follow each other
/// would be one item of a flex box, and none could be told its cell of a grid.
pub(super) fn boxes_texts(kind: ElementKind) -> bool {
    matches!(
        kind,
        ElementKind::Stripe | ElementKind::Stack | ElementKind::Checkbox
    )
}

/// What the view knows of parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    made: u64,
    /// The templates of texts with boxes, by the flow around them.
    texts: Vec<(Flow, TemplateId)>,
    option: Option<TemplateId>,
}

impl Parts {
    /// For a page that gets everything anew: names are never used twice, and definitions stay.
    pub(super) fn anew(&self) -> Parts {
        Parts {
            texts: self.texts.clone(),
            ..*self
        }
    }
}

impl View {
    /// Makes a text with a box of its own.
    pub(super) fn boxed_text(&mut self, flow: Flow, text: &str) -> ActorId {
        let known = &self.parts.texts;
        let found = known.iter().find(|(known, _)| *known == flow);
        let template = match found {
            Some((_, template)) => *template,
            None => {
                let class = self.text_box(flow);
                let template = self.part_template(tag!("span"), vec![class]);
                self.parts.texts.push((flow, template));
                template
            }
        };
        self.create_part(template, text)
    }

    /// The class of the box of a text.
    pub(super) fn text_box(&mut self, flow: Flow) -> ClassId {
        let context = StyleContext {
            element: ElementKind::Text,
            flow: Flow::Block,
            parent: Some(flow),
            is_scene: false,
        };
        let mut out = Output::default();
        style::element_base(tag!("span"), &context, &mut out);
        self.class(Part::Element, out.element)
    }

    /// Makes an option, to be placed in a select.
    pub(super) fn option(&mut self, label: &str) -> ActorId {
        let template = match self.parts.option {
            Some(template) => template,
            None => {
                let template = self.part_template(tag!("option"), Vec::new());
                *self.parts.option.insert(template)
            }
        };
        self.create_part(template, label)
    }

    fn part_template(&mut self, tag: Tag, classes: Vec<ClassId>) -> TemplateId {
        let template = TemplateId(self.next_template);
        self.next_template += 1;
        let outer = TemplateNode {
            hole: Some(BOX),
            children: 1,
            kind: TemplateNodeKind::Element {
                tag,
                classes,
                attributes: Vec::new(),
                styles: Vec::new(),
                listeners: Vec::new(),
            },
        };
        let text = TemplateNode {
            hole: Some(BOXED_TEXT),
            children: 0,
            kind: TemplateNodeKind::TextHole,
        };
        self.define(Patch::DefineTemplate {
            template,
            holes: 2,
            nodes: vec![outer, text],
        });
        template
    }

    fn create_part(&mut self, template: TemplateId, text: &str) -> ActorId {
        let number = self.parts.made;
        self.parts.made += 1;
        let slots = u64::from(FIRST_SLOT);
        let actor = ActorId {
            index: FIRST_SLOT + (number % slots) as u32,
            generation: (number / slots) as u32,
        };
        self.patches.push(Patch::Create {
            template,
            actor,
            texts: vec![text.to_owned().into()],
        });
        actor
    }
}

/// The outer node of a part.
pub(super) fn outer(actor: ActorId) -> NodeId {
    NodeId { actor, hole: BOX }
}
