//! Patches of turns → frames: at most one is unacknowledged, meanwhile later turns are merged.
//!
//! Merging is appending, less the settings that a later one of the same thing supersedes; so applying the
//! merged turns equals applying them one by one.

mod settings;

use protocol::limits;
use protocol::{
    Attribute, ConsoleLevel, DownFrame, Epoch, Location, NodeId, Patch, PatchFrame, Sequence,
    StyleProperty, WriteVersion, encode_down,
};
use rustc_hash::FxHashMap;

use settings::Settings;

/// What a patch sets, so that a later one supersedes it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    Text(NodeId),
    Attribute(NodeId, Attribute),
    Style(NodeId, StyleProperty),
    Classes(NodeId),
    Listeners(NodeId),
    Value(NodeId),
}

/// The patches that the page has not got yet.
#[derive(Default)]
pub struct Outbox {
    waiting: Vec<Option<Patch<'static>>>,
    newest: FxHashMap<Slot, usize>,
    numbered: Settings,
    sequence: u64,
    unacknowledged: Option<Sequence>,
    /// What the frame on its way does outside of the page's structure: no reset brings it again.
    effects: Vec<Patch<'static>>,
    reset: bool,
    /// The first frame is sent even if it is empty: it says that the program runs.
    greeted: bool,
    frames: u64,
    bytes: u64,
    superseded: u64,
}

/// Counted frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent {
    /// How many.
    pub frames: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Settings that a later one replaced before they were sent.
    pub superseded: u64,
}

impl Outbox {
    /// An outbox whose first frame begins with these patches.
    #[must_use]
    pub fn beginning(reset: bool, first: Vec<Patch<'static>>) -> Outbox {
        Outbox {
            waiting: first.into_iter().map(Some).collect(),
            reset,
            ..Outbox::default()
        }
    }

    /// The number of the newest frame that was taken; 0 before the first.
    #[must_use]
    pub fn newest(&self) -> Sequence {
        Sequence(self.sequence)
    }

    /// The number of the frame that takes what is added now.
    #[must_use]
    pub fn next_frame(&self) -> Sequence {
        Sequence(self.sequence + 1)
    }

    /// Adds the patches of a turn; answers with the writes of controls' values that later ones have replaced.
    pub fn add(&mut self, patches: Vec<Patch<'static>>) -> Vec<(NodeId, WriteVersion)> {
        let mut withdrawn = Vec::new();
        self.waiting.reserve(patches.len());
        for mut patch in patches {
            if let Some(complaint) = shorten(&mut patch) {
                self.waiting.push(Some(complaint));
            }
            if let Some(slot) = slot(&patch)
                && let Some(old) = self.newest.insert(slot, self.waiting.len())
            {
                if let Some(Patch::SetValue { node, write, .. }) = self.waiting[old].take() {
                    withdrawn.push((node, write));
                }
                self.superseded += 1;
            }
            self.waiting.push(Some(patch));
        }
        withdrawn
    }

    /// Forgets what waits, but for what is not about the page's structure: the page gets everything anew,
    /// after these patches.
    pub fn reset(&mut self, first: Vec<Patch<'static>>) {
        let waiting = std::mem::take(&mut self.waiting).into_iter().flatten();
        let mut effects = std::mem::take(&mut self.effects);
        effects.extend(waiting.filter(is_effect));
        self.waiting = first.into_iter().chain(effects).map(Some).collect();
        self.newest.clear();
        self.numbered = Settings::default();
        self.unacknowledged = None;
        self.reset = true;
    }

    /// The next frame, if there is something to say and the page is ready for it.
    pub fn take_frame(&mut self, epoch: Epoch, logged: Sequence) -> Option<Vec<u8>> {
        if self.unacknowledged.is_some() {
            return None;
        }
        if self.waiting.is_empty() && self.greeted && !self.reset {
            return None;
        }
        let waiting = std::mem::take(&mut self.waiting);
        // A frame can be most of what the engine has in memory: all this happens in the room it takes.
        #[allow(
            clippy::filter_map_identity,
            reason = "what is flattened is collected somewhere else"
        )]
        let mut patches = waiting.into_iter().filter_map(|patch| patch).collect();
        self.numbered.number(&mut patches);
        self.newest = FxHashMap::default();
        let sequence = Sequence(self.sequence + 1);
        let reset = self.reset;
        let mut rest = Vec::new();
        loop {
            let frame = PatchFrame {
                epoch,
                location: Location::Local,
                sequence,
                logged,
                reset,
                patches: std::mem::take(&mut patches),
            };
            let frame = DownFrame::Patches(frame);
            match encode_down(&frame) {
                Ok(bytes) => {
                    self.sequence += 1;
                    self.unacknowledged = Some(sequence);
                    self.reset = false;
                    self.greeted = true;
                    self.frames += 1;
                    self.bytes += bytes.len() as u64;
                    if let DownFrame::Patches(frame) = frame {
                        self.effects = frame.patches.into_iter().filter(is_effect).collect();
                        // They would stand in the room that all of the frame took.
                        self.effects.shrink_to_fit();
                    }
                    let rest = std::mem::take(&mut rest);
                    self.add(rest);
                    return Some(bytes);
                }
                Err(_) => {
                    let DownFrame::Patches(frame) = frame else {
                        return None;
                    };
                    patches = frame.patches;
                    if patches.len() < 2 {
                        // Nothing could show it; the page must not lose it without a word.
                        let text = "Offstage: a single change is larger than a frame may be; it is not shown";
                        patches = vec![Patch::Console {
                            level: ConsoleLevel::Error,
                            text: text.into(),
                        }];
                        continue;
                    }
                    // Too large: the second half follows when the first is on the page.
                    let mut later = patches.split_off(patches.len() / 2);
                    later.append(&mut rest);
                    rest = later;
                }
            }
        }
    }

    /// The page has applied a frame.
    pub fn applied(&mut self, sequence: Sequence) {
        if self.unacknowledged == Some(sequence) {
            self.unacknowledged = None;
            self.effects.clear();
        }
    }

    /// What was sent so far.
    #[must_use]
    pub fn sent(&self) -> Sent {
        Sent {
            frames: self.frames,
            bytes: self.bytes,
            superseded: self.superseded,
        }
    }
}

fn is_effect(patch: &Patch<'_>) -> bool {
    matches!(
        patch,
        Patch::Navigate { .. } | Patch::Console { .. } | Patch::LateValue { .. }
    )
}

fn slot(patch: &Patch<'_>) -> Option<Slot> {
    Some(match patch {
        Patch::SetText { node, .. } => Slot::Text(*node),
        Patch::SetAttribute {
            node, attribute, ..
        } => Slot::Attribute(*node, *attribute),
        Patch::SetStyle { node, property, .. } => Slot::Style(*node, *property),
        Patch::SetClasses { node, .. } => Slot::Classes(*node),
        Patch::SetListeners { node, .. } => Slot::Listeners(*node),
        Patch::SetValue { node, .. } => Slot::Value(*node),
        Patch::DefineClass { .. }
        | Patch::DefineTemplate { .. }
        | Patch::Create { .. }
        | Patch::CreateText { .. }
        | Patch::DefineSetting { .. }
        | Patch::Set { .. }
        | Patch::Insert { .. }
        | Patch::Move { .. }
        | Patch::Remove { .. }
        | Patch::DropText { .. }
        | Patch::Drop { .. }
        | Patch::Focus { .. }
        | Patch::Navigate { .. }
        | Patch::Console { .. }
        | Patch::Rename { .. }
        | Patch::LateValue { .. } => return None,
    })
}

/// Empties a text that is longer than any page would take; answers what to say of it.
fn shorten(patch: &mut Patch<'static>) -> Option<Patch<'static>> {
    let mut longest = 0;
    let mut check = |text: &mut protocol::Text<'static>, limit: usize| {
        if text.len() > limit {
            longest = longest.max(text.len());
            *text = "".into();
        }
    };
    match patch {
        Patch::SetText { text, .. } | Patch::CreateText { text, .. } => {
            check(text, limits::MAX_TEXT_BYTES);
        }
        Patch::SetValue { value, .. } | Patch::LateValue { value, .. } => {
            check(value, limits::MAX_TEXT_BYTES);
        }
        Patch::SetAttribute { value, .. } | Patch::SetStyle { value, .. } => {
            if let Some(text) = value {
                check(text, limits::MAX_TEXT_BYTES);
            }
        }
        Patch::Create { texts, .. } => {
            for text in texts {
                check(text, limits::MAX_TEXT_BYTES);
            }
        }
        Patch::Console { text, .. } => check(text, limits::MAX_CONSOLE_BYTES),
        Patch::DefineClass { .. }
        | Patch::DefineTemplate { .. }
        | Patch::SetClasses { .. }
        | Patch::SetListeners { .. }
        | Patch::DefineSetting { .. }
        | Patch::Set { .. }
        | Patch::Insert { .. }
        | Patch::Move { .. }
        | Patch::Remove { .. }
        | Patch::DropText { .. }
        | Patch::Drop { .. }
        | Patch::Focus { .. }
        // The evaluator ignores paths that are too long.
        | Patch::Navigate { .. }
        | Patch::Rename { .. } => {}
    }
    (longest > 0).then(|| Patch::Console {
        level: ConsoleLevel::Error,
        text: format!(
            "Offstage: a text of {longest} bytes is too long for the page; it is left out"
        )
        .into(),
    })
}
