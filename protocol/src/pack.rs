//! A patch frame → bytes; the way back is [`crate::page`].
//!
//! What makes a frame small, as `WIRE.md` has it: an instance is named by its distance from the one named
//! before, a node's hole only where it is not the first, and patches of one shape that follow each other are
//! one *run*: the first of them whole, then of each only what differs.

mod run;

use alloc::vec;
use alloc::vec::Vec;

use crate::error::{FrameError, Reason};
use crate::event::Listener;
use crate::frame::{DownFrame, PatchFrame};
use crate::ids::{ActorId, ClassId, Location, NodeId};
use crate::limits;
use crate::page::writer::Writer;
use crate::patch::{
    ConsoleLevel, Declaration, Part, Patch, Setting, TemplateNode, TemplateNodeKind, Text,
};
use crate::version::FIRST_BYTE;
use run::{Cast, find_run};

/// The first byte of a frame's body: what kind of frame it is, and how many items follow if there are few.
pub(crate) mod head {
    pub(crate) const LOGGED: u8 = 1;
    pub(crate) const RESET: u8 = 2;
    pub(crate) const ELSEWHERE: u8 = 4;
    /// How far the number of items is shifted; the greatest says that it stands by itself.
    pub(crate) const COUNT: u32 = 3;
    pub(crate) const MANY: u8 = 31;
}

/// The first byte of a patch: its kind in the lower bits, and what is there of its first address.
pub(crate) mod op {
    pub(crate) const KIND: u8 = 0x1f;
    /// The generation is another than that of the instance named before.
    pub(crate) const GENERATION: u8 = 0x20;
    /// The hole is not 0.
    pub(crate) const HOLE: u8 = 0x40;
    /// The patch's optional part is there.
    pub(crate) const MORE: u8 = 0x80;

    pub(crate) const RUN: u8 = 22;
}

/// Who is named before the first.
pub(crate) const FIRST: ActorId = ActorId {
    index: 0,
    generation: 1,
};

/// The bytes of a frame.
pub(crate) fn down(frame: &DownFrame<'_>) -> Result<Vec<u8>, FrameError> {
    let mut writer = Writer(vec![FIRST_BYTE]);
    match frame {
        DownFrame::Patches(frame) => patches(&mut writer, frame)?,
        DownFrame::Logged(logged) => {
            writer.byte(head::LOGGED);
            writer.number(logged.epoch.0);
            writer.long(logged.sequence.0);
        }
    }
    Ok(writer.0)
}

fn patches(writer: &mut Writer, frame: &PatchFrame<'_>) -> Result<(), FrameError> {
    let patches = &frame.patches;
    if patches.len() > limits::MAX_PATCHES {
        return Err(FrameError::at(writer.0.len(), Reason::TooLong));
    }
    let (items, packed) = items(patches);

    let few = u8::try_from(items).ok().filter(|few| *few < head::MANY);
    let elsewhere = frame.location != Location::Local;
    writer.byte(
        few.unwrap_or(head::MANY) << head::COUNT
            | if frame.reset { head::RESET } else { 0 }
            | if elsewhere { head::ELSEWHERE } else { 0 },
    );
    writer.number(frame.epoch.0);
    if elsewhere {
        crate::page::write::location(writer, frame.location);
    }
    writer.long(frame.sequence.0);
    writer.long(frame.logged.0);
    if few.is_none() {
        writer.number(items);
    }
    writer.raw(&packed);
    Ok(())
}

/// The bytes of patches, and how many items they are.
pub(crate) fn items(patches: &[Patch<'_>]) -> (u32, Vec<u8>) {
    let mut packer = Packer {
        writer: Writer(Vec::new()),
        last: FIRST,
    };
    let (mut items, mut at) = (0, 0);
    while let Some(patch) = patches.get(at) {
        match find_run(patches, at) {
            Some((length, times)) => {
                packer.run(&patches[at..at + length * (times + 1)], length);
                at += length * (times + 1);
            }
            None => {
                packer.patch(patch);
                at += 1;
            }
        }
        items += 1;
    }
    (items, packer.writer.0)
}

/// How an index comes from another.
fn zigzag(from: u32, to: u32) -> u64 {
    let distance = i64::from(to) - i64::from(from);
    ((distance << 1) ^ (distance >> 63)) as u64
}

struct Packer {
    writer: Writer,
    /// The instance that was named last.
    last: ActorId,
}

impl Packer {
    /// A pattern and its repetitions.
    fn run(&mut self, patches: &[Patch<'_>], length: usize) {
        let (pattern, rest) = patches.split_at(length);
        self.writer.byte(op::RUN);
        self.writer.number(length as u32);
        self.writer.number((rest.len() / length) as u32);
        pattern.iter().for_each(|patch| self.patch(patch));
        let cast = Cast::of(pattern);
        let mut first = Vec::with_capacity(cast.count);
        cast.play(pattern, &mut first);
        // The steps that all repetitions take alike.
        let mut steps: Vec<Option<u64>> = Vec::new();
        let (mut last, mut playing) = (first.clone(), Vec::new());
        for repetition in rest.chunks(length) {
            cast.play(repetition, &mut playing);
            for (role, (from, to)) in last.iter().zip(&playing).enumerate() {
                let step = Some(zigzag(from.index, to.index));
                let step = step.filter(|_| from.generation == to.generation);
                match steps.get_mut(role) {
                    None => steps.push(step),
                    Some(known) if *known != step => *known = None,
                    Some(_) => {}
                }
            }
            core::mem::swap(&mut last, &mut playing);
        }
        for step in &steps {
            self.writer.long(step.map_or(0, |step| step + 1));
        }
        let mut varying: Vec<bool> = Vec::new();
        for (place, patch) in pattern.iter().enumerate() {
            for (number, text) in patch.texts().iter().enumerate() {
                let same = |other: &Patch<'_>| other.texts().get(number) == Some(text);
                varying.push(!rest.iter().skip(place).step_by(length).all(same));
            }
        }
        for bits in varying.chunks(8) {
            let byte = bits
                .iter()
                .rev()
                .fold(0, |byte, bit| byte << 1 | u8::from(*bit));
            self.writer.byte(byte);
        }
        last = first;
        for repetition in rest.chunks(length) {
            cast.play(repetition, &mut playing);
            for ((from, to), step) in last.iter().zip(&playing).zip(&steps) {
                if step.is_none() {
                    let other = from.generation != to.generation;
                    let step = zigzag(from.index, to.index);
                    self.writer.long(step << 1 | u64::from(other));
                    if other {
                        self.writer.number(to.generation);
                    }
                }
            }
            core::mem::swap(&mut last, &mut playing);
            let texts = repetition.iter().flat_map(Patch::texts);
            for (text, _) in texts.zip(&varying).filter(|(_, varies)| **varies) {
                self.writer.text(text);
            }
        }
    }

    /// A patch without an address.
    fn plain(&mut self, kind: u8, more: bool) {
        self.writer.byte(kind | if more { op::MORE } else { 0 });
    }

    /// A patch about an instance.
    fn about(&mut self, kind: u8, actor: ActorId) {
        self.node(kind, NodeId { actor, hole: 0 }, false);
    }

    /// A patch about a node.
    fn node(&mut self, kind: u8, node: NodeId, more: bool) {
        let other = node.actor.generation != self.last.generation;
        self.plain(
            kind | if other { op::GENERATION } else { 0 }
                | if node.hole != 0 { op::HOLE } else { 0 },
            more,
        );
        self.writer.long(zigzag(self.last.index, node.actor.index));
        self.rest_of(node, other);
    }

    /// A further node of a patch; `shift` leaves numbers for none.
    fn further(&mut self, node: NodeId, shift: u64) {
        let other = node.actor.generation != self.last.generation;
        let step = zigzag(self.last.index, node.actor.index);
        let form = u64::from(other) | u64::from(node.hole != 0) << 1;
        self.writer.long((step << 2 | form) + shift);
        self.rest_of(node, other);
    }

    fn rest_of(&mut self, node: NodeId, other: bool) {
        if other {
            self.writer.number(node.actor.generation);
        }
        if node.hole != 0 {
            self.writer.number(node.hole);
        }
        self.last = node.actor;
    }

    fn maybe_text(&mut self, text: Option<&Text<'_>>) {
        if let Some(text) = text {
            self.writer.text(text);
        }
    }

    fn patch(&mut self, patch: &Patch<'_>) {
        match patch {
            Patch::DefineClass {
                class,
                part,
                declarations: all,
            } => {
                self.plain(0, *part == Part::Placeholder);
                self.writer.number(class.0);
                declarations(&mut self.writer, all);
            }
            Patch::DefineTemplate {
                template,
                holes,
                nodes,
            } => {
                self.plain(1, false);
                self.writer.number(template.0);
                self.writer.number(*holes);
                self.writer.number(nodes.len() as u32);
                nodes
                    .iter()
                    .for_each(|node| template_node(&mut self.writer, node));
            }
            Patch::Create {
                template,
                actor,
                texts,
            } => {
                self.about(2, *actor);
                self.writer.number(template.0);
                self.writer.number(texts.len() as u32);
                texts.iter().for_each(|text| self.writer.text(text));
            }
            Patch::CreateText { node, text } => {
                self.node(3, *node, false);
                self.writer.text(text);
            }
            Patch::SetText { node, text } => {
                self.node(4, *node, false);
                self.writer.text(text);
            }
            Patch::SetAttribute {
                node,
                attribute,
                value,
            } => {
                self.node(5, *node, value.is_some());
                self.writer.byte(attribute.0);
                self.maybe_text(value.as_ref());
            }
            Patch::SetStyle {
                node,
                property,
                value,
            } => {
                self.node(6, *node, value.is_some());
                self.writer.byte(property.0);
                self.maybe_text(value.as_ref());
            }
            Patch::SetClasses { node, classes: all } => {
                self.node(7, *node, false);
                classes(&mut self.writer, all);
            }
            Patch::SetListeners {
                node,
                listeners: all,
            } => {
                self.node(8, *node, false);
                listeners(&mut self.writer, all);
            }
            Patch::SetValue {
                node,
                value,
                answers,
                write,
            } => {
                self.node(9, *node, false);
                self.writer.text(value);
                self.writer.number(answers.0);
                self.writer.number(write.0);
            }
            Patch::Insert {
                parent,
                before,
                node,
            } => {
                self.node(10, *node, before.is_some());
                match parent {
                    Some(parent) => self.further(*parent, 1),
                    None => self.writer.byte(0),
                }
                if let Some(before) = before {
                    self.further(*before, 0);
                }
            }
            Patch::Remove { node } => self.node(11, *node, false),
            Patch::DropText { node } => self.node(12, *node, false),
            Patch::Drop { actor } => self.about(13, *actor),
            Patch::Focus { node } => self.node(14, *node, false),
            Patch::Navigate { path } => {
                self.plain(15, false);
                self.writer.text(path);
            }
            Patch::Console { level, text } => {
                self.plain(16, false);
                self.writer.byte(match level {
                    ConsoleLevel::Info => 0,
                    ConsoleLevel::Warning => 1,
                    ConsoleLevel::Error => 2,
                });
                self.writer.text(text);
            }
            Patch::Rename { names } => {
                self.plain(17, false);
                self.writer.number(names.len() as u32);
                for actor in names.iter().flat_map(|(old, new)| [old, new]) {
                    self.writer.number(actor.index);
                    self.writer.number(actor.generation);
                }
            }
            Patch::Move { node, before } => {
                self.node(18, *node, before.is_some());
                if let Some(before) = before {
                    self.further(*before, 0);
                }
            }
            Patch::DefineSetting { setting, value } => {
                let (kind, name, text) = match value {
                    Setting::Attribute(attribute, text) => (0, attribute.0, text),
                    Setting::Style(property, text) => (1, property.0, text),
                };
                self.plain(19, false);
                self.writer.raw(&[setting.0, kind, name]);
                self.writer.text(text);
            }
            Patch::Set { node, setting } => {
                self.node(20, *node, false);
                self.writer.byte(setting.0);
            }
            Patch::LateValue {
                node,
                value,
                answers,
            } => {
                self.node(21, *node, false);
                self.writer.text(value);
                self.writer.number(answers.0);
            }
        }
    }
}

fn template_node(writer: &mut Writer, node: &TemplateNode<'_>) {
    writer.byte(u8::from(node.hole.is_some()));
    if let Some(hole) = node.hole {
        writer.number(hole);
    }
    writer.number(node.children);
    match &node.kind {
        TemplateNodeKind::Element {
            tag,
            classes: all,
            attributes,
            styles,
            listeners: wanted,
        } => {
            writer.raw(&[0, tag.0]);
            classes(writer, all);
            writer.number(attributes.len() as u32);
            for (attribute, value) in attributes {
                writer.byte(attribute.0);
                writer.text(value);
            }
            declarations(writer, styles);
            listeners(writer, wanted);
        }
        TemplateNodeKind::Text(text) => {
            writer.byte(1);
            writer.text(text);
        }
        TemplateNodeKind::TextHole => writer.byte(2),
    }
}

fn declarations(writer: &mut Writer, declarations: &[Declaration<'_>]) {
    writer.number(declarations.len() as u32);
    for declaration in declarations {
        writer.byte(declaration.property.0);
        writer.text(&declaration.value);
    }
}

fn classes(writer: &mut Writer, classes: &[ClassId]) {
    writer.number(classes.len() as u32);
    classes.iter().for_each(|class| writer.number(class.0));
}

fn listeners(writer: &mut Writer, listeners: &[Listener]) {
    writer.number(listeners.len() as u32);
    for listener in listeners {
        // A listener's bit is at its number.
        writer.number(listener.bit().trailing_zeros());
    }
}
