//! The fields of patches that are no addresses.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::event::Listener;
use crate::ids::{ActorId, ClassId};
use crate::names::{Attribute, StyleProperty, Tag};
use crate::page::reader::Reader;
use crate::patch::{Declaration, TemplateNode, TemplateNodeKind, Text};

pub(super) fn template_node<'a>(reader: &mut Reader<'a>) -> TemplateNode<'a> {
    TemplateNode {
        hole: reader.maybe(Reader::number),
        children: reader.number(),
        kind: match reader.variant(3) {
            0 => TemplateNodeKind::Element {
                tag: Tag(reader.byte()),
                classes: classes(reader),
                attributes: reader.list(|reader| (Attribute(reader.byte()), read_text(reader))),
                styles: declarations(reader),
                listeners: listeners(reader),
            },
            1 => TemplateNodeKind::Text(read_text(reader)),
            _ => TemplateNodeKind::TextHole,
        },
    }
}

#[inline(never)]
pub(super) fn declarations<'a>(reader: &mut Reader<'a>) -> Vec<Declaration<'a>> {
    reader.list(|reader| Declaration {
        property: StyleProperty(reader.byte()),
        value: read_text(reader),
    })
}

#[inline(never)]
pub(super) fn classes(reader: &mut Reader<'_>) -> Vec<ClassId> {
    reader.list(|reader| ClassId(reader.number()))
}

#[inline(never)]
pub(super) fn listeners(reader: &mut Reader<'_>) -> Vec<Listener> {
    reader.list(|reader| {
        let number = reader.variant(Listener::ALL.len() as u32);
        let known = Listener::ALL.get(number as usize);
        known.copied().unwrap_or(Listener::Press)
    })
}

pub(super) fn read_text<'a>(reader: &mut Reader<'a>) -> Text<'a> {
    Cow::Borrowed(reader.text())
}

#[inline(never)]
pub(super) fn absolute(reader: &mut Reader<'_>) -> ActorId {
    ActorId {
        index: reader.number(),
        generation: reader.number(),
    }
}
