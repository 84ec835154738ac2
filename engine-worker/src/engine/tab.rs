//! What is one tab's of an engine: its evaluator, and what its page is told.

use std::rc::Rc;

use protocol::ids::{ActorId, Epoch, Sequence, TabId};
use protocol::{DownFrame, Logged, Patch, RenderedDiagnostic, encode_down};

use crate::durability::{Attachment, Message, Name, Said, SavedState, TabCommit, Unsaid};
use crate::evaluator::{Effect, Evaluator};
use crate::outbox::Outbox;

use super::handles::Outputs;
use super::program::Program;

/// A tab that shows the program.
pub(super) struct Tab {
    pub(super) id: TabId,
    /// What it is called in the log of this life.
    pub(super) slot: u32,
    pub(super) evaluator: Evaluator,
    pub(super) outbox: Outbox,
    /// Where native actors' outputs go.
    pub(super) outputs: Outputs,
    pub(super) diagnostics: Vec<RenderedDiagnostic>,
    /// What the page may still call things by: until it has applied a frame.
    renames: Vec<(ActorId, ActorId)>,
    /// The newest event that the page knows to be logged.
    told: Sequence,
    /// What the next commit says of this tab.
    news: TabCommit,
    pub(super) rejected: u64,
    pub(super) patches: u64,
    /// The patches of each turn, if somebody wants them.
    pub(super) turns: Option<Vec<Vec<Patch<'static>>>>,
}

/// Why the view is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawing {
    /// The tab begins: what its page shows besides is of lives before.
    First,
    /// A turn is over.
    Turn,
    /// The page has lost track; no turn was run.
    Again,
}

/// What a tab's page shows when the tab is attached.
pub(super) struct Page {
    /// Whether it may show something.
    pub(super) reset: bool,
    /// The instances that it shows, and where they are.
    pub(super) names: Vec<Name>,
    /// What it has not been told.
    pub(super) unsaid: Vec<Unsaid>,
    /// Whether the patches of each turn are kept.
    pub(super) keeps_turns: bool,
}

impl Tab {
    /// Starts the program in a tab.
    pub(super) fn start(
        program: &Program,
        attachment: &Attachment,
        saved: SavedState,
        page: Page,
    ) -> Tab {
        let evaluator = Evaluator::resume(
            Rc::clone(&program.plan),
            &attachment.route,
            attachment.seed,
            attachment.time,
            saved,
        );
        let mut tab = Tab {
            id: attachment.tab,
            slot: attachment.slot,
            evaluator,
            outbox: Outbox::default(),
            outputs: Outputs::default(),
            diagnostics: program.diagnostics.clone(),
            renames: Vec::new(),
            told: Sequence(0),
            news: TabCommit::default(),
            rejected: 0,
            patches: 0,
            turns: page.keeps_turns.then(Vec::new),
        };
        tab.rename(&page.names);
        tab.outbox = Outbox::beginning(page.reset, tab.first_patches());
        tab.draw(program, Drawing::First);
        tab.say(page.unsaid);
        tab
    }

    /// Finds out what the instances that the page shows are called now.
    fn rename(&mut self, names: &[Name]) {
        let places: Vec<u64> = names.iter().map(|name| name.place).collect();
        let mut taken = rustc_hash::FxHashSet::default();
        self.renames = names
            .iter()
            .zip(self.evaluator.actors_at(&places))
            .filter_map(|(name, actor)| Some((name.actor, actor?)))
            .filter(|(_, new)| taken.insert(*new))
            .collect();
    }

    fn first_patches(&self) -> Vec<Patch<'static>> {
        if self.renames.is_empty() {
            return Vec::new();
        }
        let names = self.renames.clone();
        vec![Patch::Rename { names }]
    }

    /// The page lost track: it gets everything anew. `names` are what it may show instances by, if that is
    /// not what it was told last.
    pub(super) fn reset(&mut self, program: &Program, names: Option<&[Name]>) {
        if let Some(names) = names {
            self.rename(names);
        }
        self.outbox.reset(self.first_patches());
        self.evaluator.forget_page();
        self.draw(program, Drawing::Again);
    }

    /// The page has applied a frame.
    pub(super) fn applied(&mut self, sequence: Sequence) {
        self.outbox.applied(sequence);
        self.renames.clear();
    }

    /// Turns what changed into patches for the outbox, and notes what the commit of a turn says of the page.
    pub(super) fn draw(&mut self, program: &Program, drawing: Drawing) {
        self.publish_observed();
        self.evaluator.render();
        let mut patches = std::mem::take(&mut self.evaluator.view.patches);
        match drawing {
            Drawing::First => self.note_names(&patches),
            Drawing::Turn => {
                self.note_names(&patches);
                self.note_writes(&patches);
            }
            Drawing::Again => {}
        }
        let messages = std::mem::take(&mut self.evaluator.effects)
            .into_iter()
            .map(|effect| match effect {
                Effect::Console(level, text) => Message::Console(level, text),
                Effect::Navigate(path) => Message::Navigate(path),
            })
            .collect();
        patches.extend(self.note_said(messages));
        self.patches += patches.len() as u64;
        if let Some(turns) = &mut self.turns {
            turns.push(patches.clone());
        }
        for (node, write) in self.outbox.add(patches) {
            self.evaluator.withdraw(node, write);
        }
        let found = self.evaluator.take_diagnostics();
        self.diagnostics.extend(program.rendered(&found));
    }

    /// Says what an earlier life could not, by the names of this one.
    fn say(&mut self, unsaid: Vec<Unsaid>) {
        let places: Vec<u64> = unsaid.iter().map(|unsaid| unsaid.place).collect();
        let actors = self.evaluator.actors_at(&places);
        let messages = unsaid.into_iter().zip(actors);
        let renamed = messages.filter_map(|(Unsaid { mut message, .. }, actor)| {
            if let Message::Write { node, .. } = &mut message {
                node.actor = actor?;
            }
            Some(message)
        });
        let patches = self.note_said(renamed.collect());
        self.outbox.add(patches);
    }

    /// Notes the texts of controls: should the engine die before the page has them, the next one says them.
    fn note_writes(&mut self, patches: &[Patch<'static>]) {
        let frame = self.outbox.next_frame();
        for patch in patches {
            if let Patch::SetValue {
                node,
                value,
                answers,
                ..
            } = patch
            {
                let message = Message::Write {
                    node: *node,
                    value: value.to_string(),
                    answers: *answers,
                };
                self.news.said.push(Said { frame, message });
            }
        }
    }

    fn note_said(&mut self, messages: Vec<Message>) -> Vec<Patch<'static>> {
        let frame = self.outbox.next_frame();
        messages
            .into_iter()
            .map(|message| {
                let patch = match &message {
                    Message::Write {
                        node,
                        value,
                        answers,
                    } => Patch::LateValue {
                        node: *node,
                        value: value.clone().into(),
                        answers: *answers,
                    },
                    Message::Console(level, text) => Patch::Console {
                        level: *level,
                        text: text.clone().into(),
                    },
                    Message::Navigate(path) => Patch::Navigate {
                        path: path.clone().into(),
                    },
                };
                self.news.said.push(Said { frame, message });
                patch
            })
            .collect()
    }

    /// Notes which instances got nodes, and which are gone. Parts have no place: their names do not outlive
    /// the engine.
    fn note_names(&mut self, patches: &[Patch<'static>]) {
        for patch in patches {
            match patch {
                Patch::Create { actor, .. } => {
                    if let Some(place) = self.evaluator.place_key(*actor) {
                        self.news.made.push(Name {
                            actor: *actor,
                            place,
                        });
                    }
                }
                Patch::Drop { actor } if !crate::view::is_part(*actor) => {
                    self.news.dropped.push(*actor);
                }
                _ => {}
            }
        }
    }

    /// What the commit of the turn says of this tab, if anything.
    pub(super) fn take_news(&mut self) -> Option<TabCommit> {
        let mut news = std::mem::take(&mut self.news);
        news.slot = self.slot;
        let is_empty = news.made.is_empty() && news.dropped.is_empty() && news.said.is_empty();
        (!is_empty).then_some(news)
    }

    /// The next frame for the page, if there is something to say and it has applied the last one.
    pub(super) fn take_frame(&mut self, epoch: Epoch, logged: Sequence) -> Option<Vec<u8>> {
        let frame = self.outbox.take_frame(epoch, logged)?;
        self.told = logged;
        Some(frame)
    }

    /// Tells the page what is logged, if no frame has.
    pub(super) fn take_acknowledgement(
        &mut self,
        epoch: Epoch,
        logged: Sequence,
    ) -> Option<Vec<u8>> {
        if logged <= self.told {
            return None;
        }
        self.told = logged;
        encode_down(&DownFrame::Logged(Logged {
            epoch,
            sequence: logged,
        }))
        .ok()
    }
}
