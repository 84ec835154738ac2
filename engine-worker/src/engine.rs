//! One engine: a program, its inbox and its outbox.

mod handles;

use std::rc::Rc;

use protocol::{
    Epoch, Event, EventBatch, FrameError, Location, Patch, RenderedDiagnostic, SourceFile, UpFrame,
    decode_up,
};

use crate::evaluator::{Effect, Evaluator};
use crate::inbox::{Inbox, Payload, Record, Source, deliver};
use crate::inspect::{Counters, Inspection};
use crate::language;
use crate::language::diagnostic::{self, Diagnostic};
use crate::language::syntax::source::SourceSet;
use crate::outbox::Outbox;

pub use handles::{CellAddress, CellHandle, NATIVE_STEPS};

/// What an engine is started with.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The path of the file to run.
    pub entry: String,
    /// All files.
    pub files: Vec<SourceFile>,
    /// The program's path at the start.
    pub route: String,
    /// The seed of everything random.
    pub seed: u64,
    /// The host's time in milliseconds.
    pub now: f64,
    /// The life that begins.
    pub epoch: Epoch,
}

/// A running program.
pub struct Engine {
    evaluator: Evaluator,
    inbox: Inbox,
    outbox: Outbox,
    source: SourceSet,
    epoch: Epoch,
    diagnostics: Vec<RenderedDiagnostic>,
    rejected: u64,
    stale: u64,
    patches: u64,
    /// Where native actors' outputs go.
    outputs: handles::Outputs,
    keep_turns: bool,
    turns: Vec<Vec<Patch<'static>>>,
}

impl Engine {
    /// Reads, lowers and starts a program.
    ///
    /// # Errors
    /// What is wrong with it, if that keeps it from running.
    pub fn start(options: StartOptions) -> Result<Engine, Vec<RenderedDiagnostic>> {
        let (analysis, plan) = language::compile(options.files, &options.entry);
        let diagnostics = rendered(&analysis.program.source, &analysis.diagnostics);
        let Some(plan) = plan else {
            return Err(diagnostics);
        };
        let evaluator = Evaluator::new(Rc::new(plan), &options.route, options.seed, options.now);
        let mut engine = Engine {
            evaluator,
            inbox: Inbox::default(),
            outbox: Outbox::default(),
            source: analysis.program.source,
            epoch: options.epoch,
            diagnostics,
            rejected: 0,
            stale: 0,
            patches: 0,
            outputs: handles::Outputs::default(),
            keep_turns: false,
            turns: Vec::new(),
        };
        engine.draw();
        engine.advance(options.now);
        Ok(engine)
    }

    /// Whether the program follows or changes the page's path.
    #[must_use]
    pub fn uses_router(&self) -> bool {
        self.evaluator.plan.uses_router
    }

    /// Takes a frame of the page in.
    ///
    /// # Errors
    /// If the frame is not valid; it is refused whole.
    pub fn accept_batch(&mut self, bytes: &[u8], now: f64) -> Result<(), FrameError> {
        match decode_up(bytes)? {
            UpFrame::Events(batch) => {
                self.accept_events(batch, now);
                self.advance(now);
            }
            UpFrame::Applied(applied) => {
                if applied.epoch == self.epoch {
                    self.outbox.applied(applied.sequence);
                }
            }
            UpFrame::Rejected(rejected) => {
                self.rejected += 1;
                if rejected.epoch == self.epoch {
                    self.reset();
                }
            }
        }
        Ok(())
    }

    fn accept_events(&mut self, batch: EventBatch, now: f64) {
        let EventBatch {
            epoch,
            location,
            events,
        } = batch;
        // Routes concern the page, not an actor of a certain life.
        let known = epoch == self.epoch && location == Location::Local;
        for mut stamped in events {
            if !known && matches!(stamped.event, Event::Node { .. }) {
                self.stale += 1;
                continue;
            }
            // Before the log: a replay has other frames, and so other texts that the page has not seen.
            if !self.inbox.has(stamped.sequence) {
                self.evaluator.rebase(&mut stamped.event);
            }
            let source = Source::Page(stamped.sequence);
            self.accept(source, now, Payload::Event(stamped.event));
        }
    }

    /// The one way in: log, then deliver.
    fn accept(&mut self, source: Source, now: f64, payload: Payload) {
        if let Some(record) = self.inbox.accept(source, now, payload) {
            self.run(&record);
        }
    }

    fn run(&mut self, record: &Record) {
        if !deliver(&mut self.evaluator, record) {
            self.stale += 1;
        }
        self.draw();
    }

    /// Runs logged stimuli again, in their order. For an engine that has just been started.
    pub fn replay<'a>(&mut self, log: impl IntoIterator<Item = &'a Record>) {
        for record in log {
            self.evaluator.pass_time(record.time);
            self.accept(record.source, record.time, record.payload.clone());
        }
        // Loops that the last turn has started begin to wait.
        self.evaluator.pass_time(self.evaluator.now);
    }

    /// The next frame for the page, if there is something to say and it has applied the last one.
    pub fn take_frame(&mut self) -> Option<Vec<u8>> {
        self.outbox.take_frame(self.epoch, self.inbox.logged())
    }

    /// Warnings and errors since the last call.
    pub fn take_diagnostics(&mut self) -> Vec<RenderedDiagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// Counters and the scope tree.
    #[must_use]
    pub fn inspect(&self) -> Inspection {
        Inspection {
            counters: self.counters(),
            tree: self.evaluator.tree(),
        }
    }

    /// The counters alone.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let actors = self.evaluator.registry.counters();
        let work = self.evaluator.work;
        let sent = self.outbox.sent();
        Counters {
            actors_created: actors.actors.created,
            actors_dropped: actors.actors.dropped,
            actors_live: actors.actors.live(),
            scopes_created: actors.scopes.created,
            scopes_dropped: actors.scopes.dropped,
            scopes_live: actors.scopes.live(),
            edges_live: self.evaluator.edges.len() as u64,
            turns: work.turns,
            rounds: work.rounds,
            cells_run: work.cells_run,
            steps: work.steps,
            list_replaces: work.list_replaces,
            merged_ticks: work.merged_ticks,
            repeated_diagnostics: self.evaluator.repeated_diagnostics(),
            coalesced: sent.superseded,
            rejected: self.rejected,
            stale: self.stale,
            repeats: self.inbox.repeats(),
            logged: self.inbox.count(),
            patches: self.patches,
            frames: sent.frames,
            frame_bytes: sent.bytes,
        }
    }

    /// The log of this life.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// Keeps the patches of each turn, for those who compare turns.
    pub fn keep_turns(&mut self) {
        self.keep_turns = true;
    }

    /// The patches of the turns since the last call, one list a turn.
    pub fn take_turns(&mut self) -> Vec<Vec<Patch<'static>>> {
        std::mem::take(&mut self.turns)
    }

    /// How many entries the tables have that follow the program's instances: what must not grow by itself.
    #[must_use]
    pub fn table_sizes(&self) -> Vec<(&'static str, usize)> {
        self.evaluator.table_sizes()
    }

    /// Checks what must hold between turns. For tests.
    pub fn check_invariants(&self) {
        self.evaluator.registry.check_invariants();
    }

    /// The page lost track: it gets everything anew.
    fn reset(&mut self) {
        self.outbox.reset();
        self.evaluator.forget_page();
        self.draw();
    }

    /// Turns what changed into patches for the outbox.
    fn draw(&mut self) {
        self.publish_observed();
        self.evaluator.render();
        let mut patches = std::mem::take(&mut self.evaluator.view.patches);
        for effect in std::mem::take(&mut self.evaluator.effects) {
            patches.push(match effect {
                Effect::Console(level, text) => Patch::Console {
                    level,
                    text: text.into(),
                },
                Effect::Navigate(path) => Patch::Navigate { path: path.into() },
            });
        }
        self.patches += patches.len() as u64;
        if self.keep_turns {
            self.turns.push(patches.clone());
        }
        for (node, write) in self.outbox.add(patches) {
            self.evaluator.withdraw(node, write);
        }
        let found = self.evaluator.take_diagnostics();
        self.diagnostics.extend(rendered(&self.source, &found));
    }
}

fn rendered(source: &SourceSet, diagnostics: &[Diagnostic]) -> Vec<RenderedDiagnostic> {
    diagnostics
        .iter()
        .map(|found| diagnostic::rendered(source, found))
        .collect()
}
