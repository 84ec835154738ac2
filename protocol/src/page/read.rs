//! What a page hears: frames, and what its engine reports.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::reader::Reader;
use crate::codec::{DecodedDown, DecodedPatches};
use crate::control::{
    DiagnosticSeverity, Durability, RenderedDiagnostic, Report, SourceFile, Storage,
};
use crate::error::{FrameError, Reason};
use crate::event::Listener;
use crate::frame::{Logged, PatchFrame};
use crate::ids::{
    ActorId, ClassId, EditVersion, Epoch, Location, NodeId, Sequence, ServerId, TemplateId,
    WorkerId, WriteVersion,
};
use crate::limits;
use crate::names::{Attribute, StyleProperty, Tag};
use crate::patch::{ConsoleLevel, Declaration, Part, Patch, TemplateNode, TemplateNodeKind, Text};
use crate::validate;
use crate::version::{MAGIC, VERSION};

/// See [`crate::decode_down`].
pub(crate) fn down(bytes: &[u8]) -> Result<DecodedDown<'_>, FrameError> {
    let mut reader = Reader::new(bytes);
    header(&mut reader, bytes);
    reader.begin();
    let decoded = match reader.variant(2) {
        0 => DecodedDown::Patches(patches(&mut reader)),
        _ => DecodedDown::Logged(logged(&mut reader)),
    };
    reader.close().map(|()| decoded)
}

fn header(reader: &mut Reader<'_>, bytes: &[u8]) {
    if bytes.len() > limits::MAX_FRAME_BYTES {
        reader.fail(Reason::FrameTooLong);
    }
    if reader.byte() != MAGIC {
        reader.fail(Reason::NotAFrame);
    }
    reader.begin();
    let found = reader.byte();
    if found != VERSION {
        reader.fail(Reason::OtherVersion { found });
    }
}

fn logged(reader: &mut Reader<'_>) -> Logged {
    reader.begin();
    let epoch = Epoch(reader.number());
    let sequence = Sequence(reader.long());
    reader.check(validate::sequence(sequence));
    Logged { epoch, sequence }
}

fn patches<'a>(reader: &mut Reader<'a>) -> DecodedPatches<'a> {
    reader.begin();
    let epoch = Epoch(reader.number());
    reader.begin();
    let location = location(reader);
    reader.begin();
    let sequence = Sequence(reader.long());
    reader.check(validate::sequence(sequence));
    reader.begin();
    let logged = Sequence(reader.long());
    reader.begin();
    let reset = reader.flag();
    reader.begin();
    let count = reader.number() as usize;
    if count > limits::MAX_PATCHES {
        reader.fail(Reason::TooLong);
    }
    // Each takes a byte at least.
    if count > reader.left() {
        reader.fail(Reason::Truncated);
    }
    let mut patches = Vec::new();
    let mut offsets = Vec::new();
    while patches.len() < count && !reader.failed() {
        reader.begin();
        let patch = patch(reader);
        reader.check(validate::patch(&patch, reset && patches.is_empty()));
        patches.push(patch);
        offsets.push(reader.item() as u32);
    }
    let frame = PatchFrame {
        epoch,
        location,
        sequence,
        logged,
        reset,
        patches,
    };
    DecodedPatches { frame, offsets }
}

fn location(reader: &mut Reader<'_>) -> Location {
    match reader.variant(3) {
        0 => Location::Local,
        1 => Location::Worker(WorkerId(reader.number())),
        _ => Location::Server(ServerId(reader.number())),
    }
}

fn patch<'a>(reader: &mut Reader<'a>) -> Patch<'a> {
    match reader.variant(19) {
        0 => Patch::DefineClass {
            class: ClassId(reader.number()),
            part: match reader.variant(2) {
                0 => Part::Element,
                _ => Part::Placeholder,
            },
            declarations: declarations(reader),
        },
        1 => Patch::DefineTemplate {
            template: TemplateId(reader.number()),
            holes: reader.number(),
            nodes: reader.list(template_node),
        },
        2 => Patch::Create {
            template: TemplateId(reader.number()),
            actor: actor(reader),
            texts: reader.list(text),
        },
        3 => Patch::CreateText {
            node: node(reader),
            text: text(reader),
        },
        4 => Patch::SetText {
            node: node(reader),
            text: text(reader),
        },
        5 => Patch::SetAttribute {
            node: node(reader),
            attribute: Attribute(reader.byte()),
            value: reader.maybe(text),
        },
        6 => Patch::SetStyle {
            node: node(reader),
            property: StyleProperty(reader.byte()),
            value: reader.maybe(text),
        },
        7 => Patch::SetClasses {
            node: node(reader),
            classes: classes(reader),
        },
        8 => Patch::SetListeners {
            node: node(reader),
            listeners: listeners(reader),
        },
        9 => Patch::SetValue {
            node: node(reader),
            value: text(reader),
            answers: EditVersion(reader.number()),
            write: WriteVersion(reader.number()),
        },
        10 => Patch::Insert {
            parent: reader.maybe(node),
            before: reader.maybe(node),
            node: node(reader),
        },
        11 => Patch::Remove { node: node(reader) },
        12 => Patch::DropText { node: node(reader) },
        13 => Patch::Drop {
            actor: actor(reader),
        },
        14 => Patch::Focus { node: node(reader) },
        15 => Patch::Navigate { path: text(reader) },
        16 => Patch::Console {
            level: match reader.variant(3) {
                0 => ConsoleLevel::Info,
                1 => ConsoleLevel::Warning,
                _ => ConsoleLevel::Error,
            },
            text: text(reader),
        },
        17 => Patch::Rename {
            names: reader.list(|reader| (actor(reader), actor(reader))),
        },
        _ => Patch::LateValue {
            node: node(reader),
            value: text(reader),
            answers: EditVersion(reader.number()),
        },
    }
}

fn template_node<'a>(reader: &mut Reader<'a>) -> TemplateNode<'a> {
    TemplateNode {
        hole: reader.maybe(Reader::number),
        children: reader.number(),
        kind: match reader.variant(3) {
            0 => TemplateNodeKind::Element {
                tag: Tag(reader.byte()),
                classes: classes(reader),
                attributes: reader.list(|reader| (Attribute(reader.byte()), text(reader))),
                styles: declarations(reader),
                listeners: listeners(reader),
            },
            1 => TemplateNodeKind::Text(text(reader)),
            _ => TemplateNodeKind::TextHole,
        },
    }
}

#[inline(never)]
fn declarations<'a>(reader: &mut Reader<'a>) -> Vec<Declaration<'a>> {
    reader.list(|reader| Declaration {
        property: StyleProperty(reader.byte()),
        value: text(reader),
    })
}

#[inline(never)]
fn classes(reader: &mut Reader<'_>) -> Vec<ClassId> {
    reader.list(|reader| ClassId(reader.number()))
}

#[inline(never)]
fn listeners(reader: &mut Reader<'_>) -> Vec<Listener> {
    reader.list(|reader| {
        let number = reader.variant(Listener::ALL.len() as u32);
        let known = Listener::ALL.get(number as usize);
        known.copied().unwrap_or(Listener::Press)
    })
}

fn text<'a>(reader: &mut Reader<'a>) -> Text<'a> {
    Cow::Borrowed(reader.text())
}

#[inline(never)]
fn node(reader: &mut Reader<'_>) -> NodeId {
    NodeId {
        actor: actor(reader),
        hole: reader.number(),
    }
}

#[inline(never)]
fn actor(reader: &mut Reader<'_>) -> ActorId {
    ActorId {
        index: reader.number(),
        generation: reader.number(),
    }
}

/// Reads a report; `None` if its sender is of another build.
#[must_use]
pub fn report(bytes: &[u8]) -> Option<Report> {
    let mut reader = Reader::new(bytes);
    let report = match reader.variant(10) {
        0 => Report::Started,
        1 => Report::Diagnostics(reader.list(diagnostic)),
        2 => Report::Failed(reader.list(diagnostic)),
        3 => Report::OtherVersion {
            worker: reader.byte(),
        },
        4 => Report::UsesRouter,
        5 => Report::Storage(Storage {
            durability: match reader.variant(3) {
                0 => Durability::Strict,
                1 => Durability::Relaxed,
                _ => Durability::Memory,
            },
            place: owned(&mut reader),
            problem: owned(&mut reader),
        }),
        6 => Report::GivenUp {
            sequence: Sequence(reader.long()),
            what: owned(&mut reader),
        },
        7 => Report::OtherProgram,
        8 => Report::Fenced,
        _ => Report::Swapped {
            entry: owned(&mut reader),
            files: reader.list(file),
        },
    };
    reader.close().is_ok().then_some(report)
}

#[inline(never)]
fn file(reader: &mut Reader<'_>) -> SourceFile {
    SourceFile {
        path: owned(reader),
        text: owned(reader),
    }
}

#[inline(never)]
fn diagnostic(reader: &mut Reader<'_>) -> RenderedDiagnostic {
    RenderedDiagnostic {
        severity: match reader.variant(2) {
            0 => DiagnosticSeverity::Warning,
            _ => DiagnosticSeverity::Error,
        },
        message: owned(reader),
        hints: reader.list(owned),
        file: owned(reader),
        line: reader.number(),
        column: reader.number(),
        source_line: owned(reader),
        caret: owned(reader),
        trace: reader.list(owned),
    }
}

#[inline(never)]
fn owned(reader: &mut Reader<'_>) -> String {
    String::from(reader.text())
}
