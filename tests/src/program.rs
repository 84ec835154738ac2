//! Runs a program natively: the engine on one side, the model DOM on the other, frames between.

use engine_worker::durability::Ledger;
use engine_worker::engine::{Engine, OpenOptions, TabOptions};
use engine_worker::inspect::Counters;
use protocol::{
    Applied, DecodedDown, DecodedPatches, EditVersion, Epoch, Event, EventBatch, Location, NodeId,
    Patch, RenderedDiagnostic, Sequence, SourceFile, StampedEvent, TabId, UpFrame, decode_down,
    encode_up,
};

use crate::model_dom::{Gesture, ModelDom};

/// A program with its page.
pub struct Program {
    /// The engine.
    pub engine: Engine,
    /// The page.
    pub dom: ModelDom,
    /// All diagnostics so far.
    pub diagnostics: Vec<RenderedDiagnostic>,
    /// Where the program has navigated.
    pub path: String,
    /// While set, frames are applied but not acknowledged.
    pub hold: bool,
    /// How many frames the page got.
    pub frames: u64,
    newest: Sequence,
    now: f64,
    sequence: u64,
    edits: u32,
    unanswered: Option<UpFrame>,
}

impl Program {
    /// Starts a program of one file.
    ///
    /// # Panics
    /// If it does not run.
    #[track_caller]
    pub fn start(source: &str) -> Program {
        Program::start_at(source, "/")
    }

    /// Starts a program of one file at a path.
    ///
    /// # Panics
    /// If it does not run.
    #[track_caller]
    pub fn start_at(source: &str, route: &str) -> Program {
        match Program::try_start(source, route) {
            Ok(program) => program,
            Err(diagnostics) => panic!("the program does not run: {diagnostics:#?}"),
        }
    }

    /// Starts a program of one file, which may be wrong.
    ///
    /// # Errors
    /// Its diagnostics.
    pub fn try_start(source: &str, route: &str) -> Result<Program, Vec<RenderedDiagnostic>> {
        let files = vec![SourceFile {
            path: "RUN.bn".to_owned(),
            text: source.to_owned(),
        }];
        Program::try_start_files("RUN.bn", files, route)
    }

    /// Starts a program of several files, which may be wrong.
    ///
    /// # Errors
    /// Its diagnostics.
    pub fn try_start_files(
        entry: &str,
        files: Vec<SourceFile>,
        route: &str,
    ) -> Result<Program, Vec<RenderedDiagnostic>> {
        Program::try_resume(entry, files, route, Ledger::default(), 0.0)
    }

    /// Starts a program with what was logged before, on a page that was just loaded.
    ///
    /// # Errors
    /// Its diagnostics.
    pub fn try_resume(
        entry: &str,
        files: Vec<SourceFile>,
        route: &str,
        ledger: Ledger,
        now: f64,
    ) -> Result<Program, Vec<RenderedDiagnostic>> {
        let mut engine = Engine::open(OpenOptions {
            entry: entry.to_owned(),
            files,
            now,
            epoch: Epoch(1),
            ledger,
        })?;
        // Every page that is loaded is another tab to the log.
        let epoch = engine.epoch();
        engine.attach(TabOptions {
            tab: TabId(u64::from(epoch.0)),
            route: route.to_owned(),
            seed: u64::from(epoch.0),
            resumes: None,
            applied: Sequence(0),
            reset: epoch != Epoch(1),
        });
        engine.settle(now);
        let mut program = Program {
            engine,
            dom: ModelDom::new(),
            diagnostics: Vec::new(),
            path: route.to_owned(),
            hold: false,
            frames: 0,
            newest: Sequence(0),
            now,
            sequence: 0,
            edits: 0,
            unanswered: None,
        };
        program.engine.keep_turns();
        program.engine.keep_records();
        program.pump();
        Ok(program)
    }

    /// Moves frames and answers until both sides are quiet.
    fn pump(&mut self) {
        if !self.hold
            && let Some(answer) = self.unanswered.take()
        {
            self.send(&answer);
        }
        while let Some(bytes) = self.engine.take_frame() {
            let decoded = decode_down(&bytes).expect("the engine's frames are valid");
            let DecodedDown::Patches(DecodedPatches { frame, .. }) = decoded else {
                continue;
            };
            if frame.reset {
                self.dom = ModelDom::new();
            }
            if let Err(refusal) = self.dom.apply(&frame.patches) {
                panic!(
                    "the page refuses patch {}: {}\n{:#?}",
                    refusal.position,
                    refusal.reason,
                    frame.patches.get(refusal.position)
                );
            }
            for patch in &frame.patches {
                if let Patch::Navigate { path } = patch {
                    // The query and the hash are no part of the path.
                    let route = path.split(['?', '#']).next();
                    self.path = route.unwrap_or_default().to_owned();
                }
            }
            let answer = UpFrame::Applied(Applied {
                epoch: frame.epoch,
                sequence: frame.sequence,
            });
            self.frames += 1;
            self.newest = frame.sequence;
            if self.hold {
                self.unanswered = Some(answer);
            } else {
                self.send(&answer);
            }
        }
        self.diagnostics.extend(self.engine.take_diagnostics());
        self.engine.check_invariants();
    }

    /// Brings the page up to date after something was done to the engine itself.
    pub fn settle(&mut self) {
        self.pump();
    }

    /// Acknowledges what was held back, and lets frames flow again.
    pub fn release(&mut self) {
        self.hold = false;
        self.pump();
    }

    /// The page as the engine shows it to somebody who comes anew: refuses the newest frame, so that the
    /// engine sends everything again. The program goes on with that page.
    pub fn remount(&mut self) -> ModelDom {
        self.release();
        let old = self.dom.clone();
        self.refuse();
        old
    }

    /// Refuses the newest frame, whether or not another page has it.
    pub fn refuse(&mut self) {
        self.unanswered = None;
        self.send(&UpFrame::Rejected(protocol::Rejected {
            epoch: self.engine.epoch(),
            sequence: self.newest,
            offset: 0,
            reason: protocol::Reason::UnknownNode,
        }));
        self.hold = false;
        self.pump();
    }

    fn send(&mut self, frame: &UpFrame) {
        let bytes = encode_up(frame).expect("small frames can be encoded");
        self.engine
            .accept_batch(&bytes, self.now)
            .expect("our frames are valid");
    }

    /// Reports events in one batch.
    pub fn events(&mut self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let events = events
            .into_iter()
            .map(|event| {
                self.sequence += 1;
                StampedEvent {
                    sequence: Sequence(self.sequence),
                    time: self.now,
                    event,
                }
            })
            .collect();
        self.send(&UpFrame::Events(EventBatch {
            epoch: self.engine.epoch(),
            location: Location::Local,
            events,
        }));
        self.pump();
    }

    /// What a user does to a node.
    ///
    /// # Panics
    /// If nothing listens.
    #[track_caller]
    pub fn act(&mut self, node: NodeId, gesture: &Gesture) {
        let events = self.dom.events(node, gesture);
        assert!(
            !events.is_empty(),
            "nothing listens for {gesture:?} on {node:?}\n{}",
            self.dom.snapshot()
        );
        self.dom.choose(node, gesture);
        self.events(events);
    }

    /// Presses the button of that text.
    ///
    /// # Panics
    /// If there is not exactly one, or nothing listens.
    #[track_caller]
    pub fn press(&mut self, text: &str) {
        let node = self.button(text);
        self.act(node, &Gesture::Click { x: 0.0, y: 0.0 });
    }

    /// The visible button of that text.
    ///
    /// # Panics
    /// If there is not exactly one.
    #[must_use]
    #[track_caller]
    pub fn button(&self, text: &str) -> NodeId {
        let buttons: Vec<NodeId> = self
            .dom
            .buttons()
            .into_iter()
            .filter(|button| self.dom.text_of(*button).as_deref() == Some(text))
            .collect();
        match buttons[..] {
            [button] => button,
            _ => panic!(
                "{} buttons `{text}`\n{}",
                buttons.len(),
                self.dom.snapshot()
            ),
        }
    }

    /// Clicks a node.
    #[track_caller]
    pub fn click(&mut self, node: NodeId) {
        self.act(node, &Gesture::Click { x: 0.0, y: 0.0 });
    }

    /// Makes a field's text another one by one edit.
    ///
    /// # Panics
    /// If nothing listens.
    #[track_caller]
    pub fn edit(&mut self, node: NodeId, text: &str) {
        let edit = self.next_edit();
        self.dom.type_text(node, text, edit);
        self.act(node, &Gesture::Edit { text, edit });
    }

    /// The number of an edit that is about to be made.
    pub fn next_edit(&mut self) -> EditVersion {
        self.edits += 1;
        EditVersion(self.edits)
    }

    /// Presses a key in a field.
    ///
    /// # Panics
    /// If nothing listens.
    #[track_caller]
    pub fn key(&mut self, node: NodeId, key: &str) {
        let (text, edit) = match self.dom.value(node) {
            Some((text, edit)) => (text.to_owned(), edit),
            None => Default::default(),
        };
        let text = &text;
        self.act(node, &Gesture::Key { key, text, edit });
    }

    /// The host's time in milliseconds.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Sends bytes as the page's.
    ///
    /// # Errors
    /// If the engine refuses them.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), protocol::FrameError> {
        let result = self.engine.accept_batch(bytes, self.now);
        self.pump();
        result
    }

    /// Lets time pass; every due timer ticks at its time.
    pub fn wait(&mut self, milliseconds: f64) {
        let mut moments = u32::MAX;
        self.wait_within(milliseconds, &mut moments);
    }

    /// As [`Program::wait`], but only as long as moments are left, one for each at which something is due.
    /// Answers whether the time is over.
    pub fn wait_within(&mut self, milliseconds: f64, moments: &mut u32) -> bool {
        let end = self.now + milliseconds;
        while let Some(deadline) = self.engine.next_deadline() {
            if deadline > end {
                break;
            }
            if *moments == 0 {
                return false;
            }
            *moments -= 1;
            self.now = deadline;
            self.engine.advance(deadline);
            self.pump();
        }
        self.now = end;
        self.engine.advance(end);
        self.pump();
        true
    }

    /// The clock jumps: everything that is due meanwhile is late.
    pub fn jump(&mut self, milliseconds: f64) {
        self.now += milliseconds;
        self.engine.advance(self.now);
        self.pump();
    }

    /// Back, forward or a followed link.
    pub fn go_to(&mut self, path: &str) {
        // The query and the hash are no part of the path.
        let route = path.split(['?', '#']).next().unwrap_or_default();
        self.path = route.to_owned();
        self.events(vec![Event::Route {
            path: route.to_owned(),
        }]);
    }

    /// All text of the page.
    #[must_use]
    pub fn text(&self) -> String {
        self.dom.text()
    }

    /// The engine's counters.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.engine.counters()
    }
}
