//! Runs a program over a log, in several tabs, whose engine may die at any moment.
//!
//! A tab's page does what the shim does: it numbers its events, keeps those that are not acknowledged, calls
//! their targets by the new names after a reset, and sends them again.

use std::sync::atomic::{AtomicU64, Ordering};

use engine_worker::durability::Store;
use engine_worker::durability::store::{MemoryStore, now as at_once};
use engine_worker::engine::TabOptions;
use engine_worker::engine::driver::{Driver, DriverOptions, Fenced};
use protocol::{
    Applied, DecodedDown, DecodedPatches, Durability, EditVersion, Epoch, Event, EventBatch,
    Leftover, Location, NodeId, Patch, RenderedDiagnostic, Sequence, SourceFile, StampedEvent,
    TabId, UpFrame, decode_down, encode_up,
};

use crate::model_dom::{Gesture, ModelDom};

/// Tabs are told apart for ever, as those of browsers are.
static NEXT_TAB: AtomicU64 = AtomicU64::new(1);

/// A page of a tab.
pub struct Page {
    /// The tab.
    pub tab: TabId,
    /// What it shows.
    pub dom: ModelDom,
    /// Where it is.
    pub path: String,
    /// What was printed on its console.
    pub console: Vec<String>,
    /// Texts of controls that lives before had written and it had not shown, with the edits that they answer.
    pub late: Vec<(NodeId, String, EditVersion)>,
    /// What is not known to be logged.
    pub unacknowledged: Vec<StampedEvent>,
    /// The newest event that is known to be logged.
    pub logged: Sequence,
    /// How many frames it got.
    pub frames: u64,
    epoch: Epoch,
    applied: Sequence,
    sequence: u64,
    edits: u32,
}

/// A program over a store, and the pages that show it.
pub struct Durable<S> {
    /// The engine and its log, while it lives.
    pub driver: Option<Driver<S>>,
    /// The pages; the first one's worker has the engine.
    pub pages: Vec<Page>,
    /// All diagnostics so far.
    pub diagnostics: Vec<RenderedDiagnostic>,
    /// How long what happens is kept.
    pub durability: Durability,
    /// The program.
    pub source: String,
    open: Box<dyn Fn() -> S>,
    now: f64,
}

/// Waits for a future that is ready at once.
///
/// # Panics
/// If it is not.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    at_once(async { Ok(future.await) }).expect("the store is synchronous")
}

impl Durable<MemoryStore> {
    /// Starts a program over a store in memory, which outlives its engines.
    #[must_use]
    pub fn start(source: &str) -> Durable<MemoryStore> {
        let store = MemoryStore::default();
        Durable::over(source, move || store.clone())
    }

    /// Starts a program over a store that has these bytes.
    #[must_use]
    pub fn with_bytes(source: &str, bytes: &[u8]) -> Durable<MemoryStore> {
        Durable::with_bytes_at(source, bytes, 0.0, "/")
    }

    /// Starts a program over a store that has these bytes, at a time and a path.
    #[must_use]
    pub fn with_bytes_at(source: &str, bytes: &[u8], now: f64, path: &str) -> Durable<MemoryStore> {
        let store = MemoryStore::default();
        store.damage(|held| *held = bytes.to_vec());
        let mut program = Durable::new(source, move || store.clone());
        program.now = now;
        program.load(path);
        program
    }
}

impl<S: Store> Durable<S> {
    /// Starts a program over whatever store.
    pub fn over(source: &str, open: impl Fn() -> S + 'static) -> Durable<S> {
        let mut program = Durable::new(source, open);
        program.load("/");
        program
    }

    /// A program that nobody has loaded.
    pub fn new(source: &str, open: impl Fn() -> S + 'static) -> Durable<S> {
        Durable {
            driver: None,
            pages: Vec::new(),
            diagnostics: Vec::new(),
            durability: Durability::Relaxed,
            source: source.to_owned(),
            open: Box::new(open),
            now: 0.0,
        }
    }

    /// Loads the app in a new tab whose worker runs the engine.
    pub fn load(&mut self, path: &str) {
        self.load_with(path, Vec::new());
    }

    /// Loads the app in a new tab that has found what other tabs could not say.
    pub fn load_with(&mut self, path: &str, leftovers: Vec<Leftover>) {
        let page = Page::new(path);
        self.pages.insert(0, page);
        self.start_engine(leftovers);
    }

    /// Opens another engine over the store.
    ///
    /// # Panics
    /// If the program does not run.
    #[track_caller]
    pub fn reopen(&self, options: DriverOptions) -> Driver<S> {
        match ready(Driver::open(
            std::future::ready((Some((self.open)()), String::new())),
            options,
        )) {
            Ok(driver) => driver,
            Err(diagnostics) => panic!("the program does not run: {diagnostics:#?}"),
        }
    }

    /// Starts an engine in the first page's worker.
    ///
    /// # Panics
    /// If the program does not run.
    #[track_caller]
    pub fn start_engine(&mut self, leftovers: Vec<Leftover>) {
        let mut driver = self.reopen(self.options(leftovers));
        driver.engine_mut().keep_turns();
        driver.engine_mut().keep_records();
        self.driver = Some(driver);
        for index in 1..self.pages.len() {
            self.attach(index);
        }
        self.pump();
    }

    /// What the first page's worker starts an engine with.
    #[must_use]
    pub fn options(&self, leftovers: Vec<Leftover>) -> DriverOptions {
        let page = &self.pages[0];
        let resumes = (page.applied > Sequence(0)).then_some(page.epoch);
        DriverOptions {
            entry: "RUN.bn".to_owned(),
            files: files(&self.source),
            durability: self.durability,
            epoch: page.epoch,
            now: self.now,
            tab: TabOptions {
                tab: page.tab,
                route: page.path.clone(),
                seed: 1,
                resumes,
                applied: page.applied,
                reset: resumes.is_some(),
            },
            leftovers,
        }
    }

    /// The worker is gone.
    pub fn kill(&mut self) {
        self.driver = None;
    }

    /// The worker is gone and comes back; pages show what they had.
    #[track_caller]
    pub fn restart(&mut self) {
        self.kill();
        self.start_engine(Vec::new());
        for index in 0..self.pages.len() {
            self.resend(index);
        }
    }

    /// The first page is loaded again, with nothing on it.
    pub fn reload(&mut self) {
        self.kill();
        let path = self.pages.remove(0).path;
        self.load(&path);
    }

    /// Shows the program in another tab; answers its position among the pages.
    pub fn open_tab(&mut self, path: &str) -> usize {
        let page = Page::new(path);
        self.pages.push(page);
        self.attach(self.pages.len() - 1);
        self.pump();
        self.pages.len() - 1
    }

    fn attach(&mut self, index: usize) {
        let page = &self.pages[index];
        let options = TabOptions {
            tab: page.tab,
            route: page.path.clone(),
            seed: 1,
            resumes: (page.applied > Sequence(0)).then_some(page.epoch),
            applied: page.applied,
            reset: true,
        };
        self.engine().attach(options);
        let _ = self.settle();
    }

    /// A page attaches again, as after it was frozen.
    pub fn reattach(&mut self, index: usize) {
        self.attach(index);
        self.pump();
    }

    /// A tab other than the first ends.
    pub fn close_tab(&mut self, index: usize) {
        let page = self.pages.remove(index);
        self.engine().detach(page.tab);
        let _ = self.settle();
        self.pump();
    }

    /// The first tab ends, and the next one's worker takes over.
    #[track_caller]
    pub fn close_leader(&mut self) {
        self.kill();
        self.pages.remove(0);
        self.start_engine(Vec::new());
        for index in 0..self.pages.len() {
            self.resend(index);
        }
    }

    fn engine(&mut self) -> &mut engine_worker::engine::Engine {
        self.driver().engine_mut()
    }

    /// The engine and its log.
    ///
    /// # Panics
    /// If the engine is dead.
    #[track_caller]
    pub fn driver(&mut self) -> &mut Driver<S> {
        self.driver.as_mut().expect("the engine lives")
    }

    /// Processes what waits, but tells no page.
    ///
    /// # Errors
    /// If another life owns the log.
    pub fn settle(&mut self) -> Result<(), Fenced> {
        let now = self.now;
        let settled = ready(self.driver().settle(now));
        self.engine().check_invariants();
        settled
    }

    /// Moves frames and answers until all sides are quiet.
    ///
    /// # Panics
    /// If a page refuses a frame.
    #[track_caller]
    pub fn pump(&mut self) {
        loop {
            let mut quiet = true;
            for index in 0..self.pages.len() {
                let tab = self.pages[index].tab;
                while let Some(bytes) = self.take_frame(index) {
                    quiet = false;
                    self.give(index, &bytes);
                }
                if let Some(bytes) = self.driver().take_acknowledgement(tab) {
                    self.pages[index].acknowledge(&bytes);
                }
                let found = self.engine().take_diagnostics_of(tab);
                self.diagnostics.extend(found);
            }
            if self.settle().is_err() || quiet {
                break;
            }
        }
    }

    /// The next frame for a page.
    pub fn take_frame(&mut self, index: usize) -> Option<Vec<u8>> {
        let tab = self.pages[index].tab;
        self.driver().take_frame(tab)
    }

    /// Gives a page a frame, which it answers.
    ///
    /// # Panics
    /// If the page refuses it.
    #[track_caller]
    pub fn give(&mut self, index: usize, frame: &[u8]) {
        let answer = self.pages[index].apply(frame);
        self.send(index, &answer);
    }

    fn send(&mut self, index: usize, frame: &UpFrame) {
        let bytes = encode_up(frame).expect("small frames can be encoded");
        let tab = self.pages[index].tab;
        self.driver()
            .accept(tab, &bytes)
            .expect("our frames are valid");
    }

    /// Reports events of a page in one batch.
    #[track_caller]
    pub fn events(&mut self, index: usize, events: Vec<Event>) {
        self.report(index, events);
        if self.settle().is_ok() {
            self.pump();
        }
    }

    /// Hands events to the engine, which does not process them yet.
    pub fn report(&mut self, index: usize, events: Vec<Event>) {
        let now = self.now;
        let page = &mut self.pages[index];
        let first = page.unacknowledged.len();
        for event in events {
            page.sequence += 1;
            page.unacknowledged.push(StampedEvent {
                sequence: Sequence(page.sequence),
                time: now,
                event,
            });
        }
        let (epoch, events) = (page.epoch, page.unacknowledged[first..].to_vec());
        self.send_events(index, epoch, events);
    }

    fn send_events(&mut self, index: usize, epoch: Epoch, events: Vec<StampedEvent>) {
        if !events.is_empty() && self.driver.is_some() {
            self.send(
                index,
                &UpFrame::Events(EventBatch {
                    epoch,
                    location: Location::Local,
                    events,
                }),
            );
        }
    }

    /// Sends again what a page does not know to be logged.
    #[track_caller]
    pub fn resend(&mut self, index: usize) {
        let page = &self.pages[index];
        let (epoch, events) = (page.epoch, page.unacknowledged.clone());
        self.send_events(index, epoch, events);
        let _ = self.settle();
        self.pump();
    }

    /// What a user does to a node.
    ///
    /// # Panics
    /// If nothing listens.
    #[track_caller]
    pub fn act(&mut self, index: usize, node: NodeId, gesture: &Gesture) {
        let events = self.pages[index].gesture(node, gesture);
        self.events(index, events);
    }

    /// Presses the button of that text.
    #[track_caller]
    pub fn press(&mut self, index: usize, text: &str) {
        let events = self.pages[index].press(text);
        self.events(index, events);
    }

    /// Makes a field's text another one by one edit.
    #[track_caller]
    pub fn edit(&mut self, index: usize, node: NodeId, text: &str) {
        let edit = self.pages[index].next_edit();
        self.pages[index].dom.type_text(node, text, edit);
        self.act(index, node, &Gesture::Edit { text, edit });
    }

    /// Presses a key in a field.
    #[track_caller]
    pub fn key(&mut self, index: usize, node: NodeId, key: &str) {
        let (text, edit) = match self.pages[index].dom.value(node) {
            Some((text, edit)) => (text.to_owned(), edit),
            None => Default::default(),
        };
        let text = &text;
        self.act(index, node, &Gesture::Key { key, text, edit });
    }

    /// Back, forward or a followed link.
    pub fn go_to(&mut self, index: usize, path: &str) {
        path.clone_into(&mut self.pages[index].path);
        let path = path.to_owned();
        self.events(index, vec![Event::Route { path }]);
    }

    /// The host's time in milliseconds.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Lets time pass; every due timer ticks at its time.
    pub fn wait(&mut self, milliseconds: f64) {
        let end = self.now + milliseconds;
        while let Some(deadline) = self.engine().next_deadline() {
            if deadline > end {
                break;
            }
            self.now = deadline;
            let _ = self.settle();
            self.pump();
        }
        self.now = end;
        let _ = self.settle();
        self.pump();
    }

    /// All text of a page.
    #[must_use]
    pub fn text(&self, index: usize) -> String {
        self.pages[index].dom.text()
    }
}

/// A program of one file.
#[must_use]
pub fn files(source: &str) -> Vec<SourceFile> {
    vec![SourceFile {
        path: "RUN.bn".to_owned(),
        text: source.to_owned(),
    }]
}

impl Page {
    fn new(path: &str) -> Page {
        Page {
            tab: TabId(NEXT_TAB.fetch_add(1, Ordering::Relaxed)),
            dom: ModelDom::new(),
            path: path.to_owned(),
            console: Vec::new(),
            late: Vec::new(),
            unacknowledged: Vec::new(),
            logged: Sequence(0),
            frames: 0,
            epoch: Epoch(1),
            applied: Sequence(0),
            sequence: 0,
            edits: 0,
        }
    }

    /// The life that the page has heard last.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// What a gesture on a node reports.
    ///
    /// # Panics
    /// If nothing listens.
    #[track_caller]
    pub fn gesture(&mut self, node: NodeId, gesture: &Gesture) -> Vec<Event> {
        let events = self.dom.events(node, gesture);
        assert!(
            !events.is_empty(),
            "nothing listens for {gesture:?} on {node:?}\n{}",
            self.dom.snapshot()
        );
        self.dom.choose(node, gesture);
        events
    }

    /// What a press of the button of that text reports.
    #[track_caller]
    pub fn press(&mut self, text: &str) -> Vec<Event> {
        let node = self.button(text);
        self.gesture(node, &Gesture::Click { x: 0.0, y: 0.0 })
    }

    /// The visible button of that text.
    ///
    /// # Panics
    /// If there is not exactly one.
    #[must_use]
    #[track_caller]
    pub fn button(&self, text: &str) -> NodeId {
        let mut buttons = self.dom.buttons();
        buttons.retain(|button| self.dom.text_of(*button).as_deref() == Some(text));
        match buttons[..] {
            [button] => button,
            _ => panic!(
                "{} buttons `{text}`\n{}",
                buttons.len(),
                self.dom.snapshot()
            ),
        }
    }

    /// The number of an edit that is about to be made.
    pub fn next_edit(&mut self) -> EditVersion {
        self.edits += 1;
        EditVersion(self.edits)
    }

    #[track_caller]
    fn apply(&mut self, bytes: &[u8]) -> UpFrame {
        let decoded = decode_down(bytes).expect("the engine's frames are valid");
        let DecodedDown::Patches(DecodedPatches { frame, .. }) = decoded else {
            panic!("an acknowledgement in the place of a frame");
        };
        assert!(
            frame.reset || frame.epoch == self.epoch,
            "a frame of epoch {:?} on a page of {:?}",
            frame.epoch,
            self.epoch
        );
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
        self.log(frame.logged);
        for patch in &frame.patches {
            match patch {
                Patch::Rename { names } => {
                    for stamped in &mut self.unacknowledged {
                        if let Event::Node { target, .. } = &mut stamped.event
                            && let Some((_, new)) =
                                names.iter().find(|(old, _)| *old == target.actor)
                        {
                            target.actor = *new;
                        }
                    }
                }
                Patch::Navigate { path } => {
                    // The query and the hash are no part of the path.
                    let route = path.split(['?', '#']).next();
                    self.path = route.unwrap_or_default().to_owned();
                }
                Patch::Console { text, .. } => self.console.push(text.to_string()),
                Patch::LateValue {
                    node,
                    value,
                    answers,
                } => self.late.push((*node, value.to_string(), *answers)),
                _ => {}
            }
        }
        self.frames += 1;
        self.epoch = frame.epoch;
        self.applied = frame.sequence;
        UpFrame::Applied(Applied {
            epoch: frame.epoch,
            sequence: frame.sequence,
        })
    }

    fn acknowledge(&mut self, bytes: &[u8]) {
        if let Ok(DecodedDown::Logged(logged)) = decode_down(bytes)
            && logged.epoch == self.epoch
        {
            self.log(logged.sequence);
        }
    }

    fn log(&mut self, sequence: Sequence) {
        self.logged = self.logged.max(sequence);
        self.unacknowledged
            .retain(|stamped| stamped.sequence > sequence);
    }
}
