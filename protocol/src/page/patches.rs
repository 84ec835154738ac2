//! A patch frame, read patch by patch: whoever applies it needs no list of them.
//!
//! What is wrong ends the reading; [`Patches::close`] says what it was. So a reader applies patches before it
//! knows that the frame is right, and must be able to take them back.

mod fields;

use alloc::vec;
use alloc::vec::Vec;

use super::reader::Reader;
use crate::error::{FrameError, Reason};
use crate::frame::Logged;
use crate::ids::{
    ActorId, ClassId, EditVersion, Epoch, Location, NodeId, Sequence, ServerId, SettingId,
    TemplateId, WorkerId, WriteVersion,
};
use crate::limits;
use crate::names::{Attribute, StyleProperty};
use crate::pack::{FIRST, head, op};
use crate::patch::{ConsoleLevel, Part, Patch, Setting, Text};
use crate::validate;
use crate::version::{FIRST_BYTE, MAGIC};
use fields::{absolute, classes, declarations, listeners, read_text, template_node};

/// A frame whose envelope is right.
pub enum Down<'a> {
    /// Changes of the page.
    Patches(Head, Patches<'a>),
    /// Events are safe in the log.
    Logged(Logged),
}

/// The envelope of a patch frame; see [`crate::PatchFrame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which life of the engine speaks.
    pub epoch: Epoch,
    /// Where all actors of the frame are.
    pub location: Location,
    /// The frame's number.
    pub sequence: Sequence,
    /// The newest event of the page that is safe in the log.
    pub logged: Sequence,
    /// Whether the patches describe the whole page from nothing.
    pub reset: bool,
}

/// The patches of a frame that are still to be read.
pub struct Patches<'a> {
    reader: Reader<'a>,
    items: u32,
    /// How many patches were read, repetitions included.
    count: usize,
    reset: bool,
    /// The instance that was named last.
    last: ActorId,
}

/// Some patches, and how often others of their shape follow: rows of a list. A patch alone is a run of one.
#[derive(Default)]
pub struct Run<'a> {
    /// The patches of the repetition at hand.
    pub patches: Vec<Patch<'a>>,
    /// How many repetitions follow.
    pub left: u32,
    /// The instances that the patches name, and how far each goes with a repetition; none if that differs.
    actors: Vec<(ActorId, Option<u64>)>,
    /// Which of them each mention means.
    roles: Vec<u8>,
    /// Which texts differ.
    varies: Vec<bool>,
}

/// Reads the envelope of a frame.
///
/// # Errors
/// If it is wrong.
pub fn open(bytes: &[u8]) -> Result<Down<'_>, FrameError> {
    let mut reader = Reader::new(bytes);
    header(&mut reader, bytes);
    reader.begin();
    let first = reader.byte();
    if first == head::LOGGED {
        reader.begin();
        let epoch = Epoch(reader.number());
        let sequence = Sequence(reader.long());
        reader.check(validate::sequence(sequence));
        return reader
            .close()
            .map(|()| Down::Logged(Logged { epoch, sequence }));
    }
    if first & head::LOGGED != 0 {
        reader.fail(Reason::UnknownVariant);
    }
    reader.begin();
    let epoch = Epoch(reader.number());
    reader.begin();
    let location = if first & head::ELSEWHERE == 0 {
        Location::Local
    } else {
        location(&mut reader)
    };
    reader.begin();
    let sequence = Sequence(reader.long());
    reader.check(validate::sequence(sequence));
    reader.begin();
    let logged = Sequence(reader.long());
    reader.begin();
    let items = match first >> head::COUNT {
        head::MANY => reader.number(),
        few => u32::from(few),
    };
    if items as usize > limits::MAX_PATCHES {
        reader.fail(Reason::TooLong);
    }
    // Each takes a byte at least.
    if items as usize > reader.left() {
        reader.fail(Reason::Truncated);
    }
    let reset = first & head::RESET != 0;
    let head = Head {
        epoch,
        location,
        sequence,
        logged,
        reset,
    };
    match reader.problem() {
        Some(error) => Err(error),
        None => Ok(Down::Patches(
            head,
            Patches {
                reader,
                items,
                count: 0,
                reset,
                last: FIRST,
            },
        )),
    }
}

fn header(reader: &mut Reader<'_>, bytes: &[u8]) {
    if bytes.len() > limits::MAX_FRAME_BYTES {
        reader.fail(Reason::FrameTooLong);
    }
    let first = reader.byte();
    if first & 0xf0 != MAGIC {
        reader.fail(Reason::NotAFrame);
    }
    if first != FIRST_BYTE {
        let found = first & 0x0f;
        reader.fail(Reason::OtherVersion { found });
    }
}

fn location(reader: &mut Reader<'_>) -> Location {
    match reader.variant(3) {
        0 => Location::Local,
        1 => Location::Worker(WorkerId(reader.number())),
        _ => Location::Server(ServerId(reader.number())),
    }
}

impl Run<'_> {
    /// Whether a text of a patch differs between the repetitions.
    #[must_use]
    pub fn varies(&self, patch: usize) -> bool {
        let texts = |patches: &[Patch<'_>]| patches.iter().map(|patch| patch.texts().len()).sum();
        let begin: usize = texts(self.patches.get(..patch).unwrap_or_default());
        let end: usize = texts(self.patches.get(..=patch).unwrap_or_default());
        let found = self.varies.get(begin..end).unwrap_or_default();
        found.contains(&true)
    }
}

impl<'a> Patches<'a> {
    /// Where the patches that were read last begin.
    #[must_use]
    pub fn offset(&self) -> u32 {
        self.reader.item() as u32
    }

    /// Everything was read: what was wrong?
    ///
    /// # Errors
    /// The first thing that was.
    pub fn close(self) -> Result<(), FrameError> {
        self.reader.close()
    }

    /// Puts what follows into a run; false at the end of the frame, or where it is wrong.
    pub fn next(&mut self, run: &mut Run<'a>) -> bool {
        run.patches.clear();
        run.varies.clear();
        run.left = 0;
        if self.items == 0 || self.reader.failed() {
            return false;
        }
        self.items -= 1;
        self.reader.begin();
        let first = self.reader.byte();
        if first == op::RUN {
            self.run(run);
        } else {
            let patch = self.patch(first);
            run.patches.push(patch);
        }
        !self.reader.failed()
    }

    /// Makes a run its next repetition; false if there is none, or where it is wrong.
    pub fn repeat(&mut self, run: &mut Run<'a>) -> bool {
        if run.left == 0 || self.reader.failed() {
            return false;
        }
        run.left -= 1;
        self.reader.begin();
        for (actor, step) in &mut run.actors {
            let coded = match step {
                Some(step) => *step << 1,
                None => self.reader.long(),
            };
            actor.index = stepped(&mut self.reader, actor.index, coded >> 1);
            if coded & 1 != 0 {
                actor.generation = self.reader.number();
            }
        }
        let mut roles = run.roles.iter();
        let mut varies = run.varies.iter();
        for patch in &mut run.patches {
            for mention in patch.actors_mut().into_iter().flatten() {
                let role = roles.next().map_or(0, |role| usize::from(*role));
                if let Some((actor, _)) = run.actors.get(role) {
                    *mention = *actor;
                }
            }
            for text in patch.texts_mut() {
                if varies.next() == Some(&true) {
                    *text = read_text(&mut self.reader);
                }
            }
            self.reader.check(validate::patch(patch, false));
        }
        !self.reader.failed()
    }

    #[inline(never)]
    fn run(&mut self, run: &mut Run<'a>) {
        let length = self.reader.number() as usize;
        run.left = self.reader.number();
        if length == 0 || length > limits::MAX_PATTERN {
            self.reader.fail(Reason::TooLong);
        }
        // At most a few thousand million times a few dozen.
        let whole = length as u64 * u64::from(run.left);
        if whole + self.count as u64 > limits::MAX_PATCHES as u64 {
            self.reader.fail(Reason::TooLong);
        }
        self.count += whole as usize;
        while run.patches.len() < length && !self.reader.failed() {
            let first = self.reader.byte();
            let patch = self.patch(first);
            if !patch.is_repeatable() {
                self.reader.fail(Reason::Misplaced);
            }
            run.patches.push(patch);
        }
        run.actors.clear();
        run.roles.clear();
        run.varies.clear();
        for patch in &mut run.patches {
            for mention in patch.actors_mut().into_iter().flatten() {
                let known = run.actors.iter().position(|(known, _)| known == mention);
                run.roles.push(known.unwrap_or(run.actors.len()) as u8);
                if known.is_none() {
                    run.actors.push((*mention, None));
                }
            }
        }
        for (_, step) in &mut run.actors {
            let coded = self.reader.long();
            // What is beyond is no distance between two indices.
            if coded > 1 << 34 {
                self.reader.fail(Reason::BadNumber);
            }
            *step = coded.checked_sub(1);
        }
        let texts: usize = run.patches.iter().map(|patch| patch.texts().len()).sum();
        let mut bits = 0;
        for number in 0..texts {
            if number % 8 == 0 {
                bits = self.reader.byte();
            }
            run.varies.push(bits & 1 != 0);
            bits >>= 1;
        }
    }

    fn actor(&mut self, first: u8) -> ActorId {
        if first & op::HOLE != 0 {
            self.reader.fail(Reason::BadFlag);
        }
        self.node(first).actor
    }

    #[inline(never)]
    fn node(&mut self, first: u8) -> NodeId {
        let step = self.reader.long();
        self.named(step, first & op::GENERATION != 0, first & op::HOLE != 0)
    }

    /// A further node of a patch.
    #[inline(never)]
    fn further(&mut self, coded: u64) -> NodeId {
        self.named(coded >> 2, coded & 1 != 0, coded & 2 != 0)
    }

    #[inline(never)]
    fn named(&mut self, step: u64, generation: bool, hole: bool) -> NodeId {
        let index = stepped(&mut self.reader, self.last.index, step);
        let generation = match generation {
            true => self.reader.number(),
            false => self.last.generation,
        };
        self.last = ActorId { index, generation };
        NodeId {
            actor: self.last,
            hole: if hole { self.reader.number() } else { 0 },
        }
    }

    fn before(&mut self, more: bool) -> Option<NodeId> {
        more.then(|| {
            let coded = self.reader.long();
            self.further(coded)
        })
    }

    fn patch(&mut self, first: u8) -> Patch<'a> {
        let begins_reset = self.reset && self.count == 0;
        self.count += 1;
        if self.count > limits::MAX_PATCHES {
            self.reader.fail(Reason::TooLong);
        }
        let more = first & op::MORE != 0;
        let kind = first & op::KIND;
        // Which of the flags a kind has.
        let flags = match kind {
            0 => op::MORE,
            5 | 6 | 10 | 18 => !op::KIND,
            2..=14 | 20 | 21 => op::GENERATION | op::HOLE,
            _ => 0,
        };
        if first & !op::KIND & !flags != 0 {
            self.reader.fail(Reason::BadFlag);
        }
        let patch = self.kind(kind, first, more);
        self.reader.check(validate::patch(&patch, begins_reset));
        patch
    }

    fn kind(&mut self, kind: u8, first: u8, more: bool) -> Patch<'a> {
        match kind {
            0 => Patch::DefineClass {
                part: if more {
                    Part::Placeholder
                } else {
                    Part::Element
                },
                class: ClassId(self.reader.number()),
                declarations: declarations(&mut self.reader),
            },
            1 => Patch::DefineTemplate {
                template: TemplateId(self.reader.number()),
                holes: self.reader.number(),
                nodes: self.reader.list(template_node),
            },
            2 => Patch::Create {
                actor: self.actor(first),
                template: TemplateId(self.reader.number()),
                texts: self.reader.list(read_text),
            },
            3 => Patch::CreateText {
                node: self.node(first),
                text: read_text(&mut self.reader),
            },
            4 => Patch::SetText {
                node: self.node(first),
                text: read_text(&mut self.reader),
            },
            5 => Patch::SetAttribute {
                node: self.node(first),
                attribute: Attribute(self.reader.byte()),
                value: self.maybe_text(more),
            },
            6 => Patch::SetStyle {
                node: self.node(first),
                property: StyleProperty(self.reader.byte()),
                value: self.maybe_text(more),
            },
            7 => Patch::SetClasses {
                node: self.node(first),
                classes: classes(&mut self.reader),
            },
            8 => Patch::SetListeners {
                node: self.node(first),
                listeners: listeners(&mut self.reader),
            },
            9 => Patch::SetValue {
                node: self.node(first),
                value: read_text(&mut self.reader),
                answers: EditVersion(self.reader.number()),
                write: WriteVersion(self.reader.number()),
            },
            10 => {
                let node = self.node(first);
                let parent = self.reader.long().checked_sub(1);
                Patch::Insert {
                    node,
                    parent: parent.map(|coded| self.further(coded)),
                    before: self.before(more),
                }
            }
            11 => Patch::Remove {
                node: self.node(first),
            },
            12 => Patch::DropText {
                node: self.node(first),
            },
            13 => Patch::Drop {
                actor: self.actor(first),
            },
            14 => Patch::Focus {
                node: self.node(first),
            },
            15 => Patch::Navigate {
                path: read_text(&mut self.reader),
            },
            16 => Patch::Console {
                level: match self.reader.variant(3) {
                    0 => ConsoleLevel::Info,
                    1 => ConsoleLevel::Warning,
                    _ => ConsoleLevel::Error,
                },
                text: read_text(&mut self.reader),
            },
            17 => Patch::Rename {
                names: self
                    .reader
                    .list(|reader| (absolute(reader), absolute(reader))),
            },
            18 => Patch::Move {
                node: self.node(first),
                before: self.before(more),
            },
            19 => {
                let setting = SettingId(self.reader.byte());
                let of_style = self.reader.flag();
                let name = self.reader.byte();
                let text = read_text(&mut self.reader);
                Patch::DefineSetting {
                    setting,
                    value: match of_style {
                        false => Setting::Attribute(Attribute(name), text),
                        true => Setting::Style(StyleProperty(name), text),
                    },
                }
            }
            20 => Patch::Set {
                node: self.node(first),
                setting: SettingId(self.reader.byte()),
            },
            21 => Patch::LateValue {
                node: self.node(first),
                value: read_text(&mut self.reader),
                answers: EditVersion(self.reader.number()),
            },
            _ => {
                self.reader.fail(Reason::UnknownVariant);
                Patch::Rename { names: vec![] }
            }
        }
    }

    fn maybe_text(&mut self, more: bool) -> Option<Text<'a>> {
        more.then(|| read_text(&mut self.reader))
    }
}

impl<'a> Iterator for Each<'a> {
    type Item = (u32, Patch<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let length = self.run.patches.len();
        if self.at == length {
            let Each { patches, run, .. } = self;
            if !patches.repeat(run) && !patches.next(run) {
                return None;
            }
            self.at = 0;
        }
        let patch = self.run.patches.get(self.at)?.clone();
        self.at += 1;
        Some((self.patches.offset(), patch))
    }
}

/// All patches of a frame one by one, with their offsets.
pub(crate) struct Each<'a> {
    patches: Patches<'a>,
    run: Run<'a>,
    at: usize,
}

impl<'a> Each<'a> {
    pub(crate) fn of(patches: Patches<'a>) -> Each<'a> {
        Each {
            patches,
            run: Run::default(),
            at: 0,
        }
    }

    pub(crate) fn close(self) -> Result<(), FrameError> {
        self.patches.close()
    }
}

/// The index that is so far from another.
fn stepped(reader: &mut Reader<'_>, from: u32, step: u64) -> u32 {
    let distance = (step >> 1) as i64 ^ -((step & 1) as i64);
    let index = i64::from(from).saturating_add(distance);
    u32::try_from(index).unwrap_or_else(|_| {
        reader.fail(Reason::BadNumber);
        0
    })
}
