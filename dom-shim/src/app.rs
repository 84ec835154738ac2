//! One app on the page: its mirror, its queue, its worker.
//!
//! `dom.js` and `link.js` call in through the methods below ("the sink"); results for the custom element go
//! to its observer. Calls out are made only when nothing is borrowed, because an observer may stop the app
//! from within.

use alloc::borrow::ToOwned;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use js_sys::{Object, Promise, Reflect};
use protocol::{
    Command, DiagnosticSeverity, Durability, Event, EventKind, RenderedDiagnostic, Report,
    Sequence, SourceFile, StartProgram, TabId, VERSION,
};
use wasm_bindgen::prelude::*;

use self::session::Session;
use crate::link;
use crate::patches::mirror::Mirror;
use crate::words::describe;

mod session;

#[wasm_bindgen]
extern "C" {
    /// The custom element's ear.
    #[derive(Clone)]
    type Observer;

    #[wasm_bindgen(method)]
    fn state(this: &Observer, state: &str);
    #[wasm_bindgen(method)]
    #[allow(clippy::too_many_arguments)]
    fn diagnostic(
        this: &Observer,
        is_error: bool,
        message: &str,
        hints: Vec<String>,
        file: &str,
        line: u32,
        column: u32,
        source_line: &str,
        caret: &str,
        trace: Vec<String>,
    );
    #[wasm_bindgen(method)]
    fn diagnosed(this: &Observer, failed: bool);
    #[wasm_bindgen(method)]
    fn failed(this: &Observer, message: &str);

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn now() -> f64;
}

/// One program on the page.
#[wasm_bindgen]
pub struct App {
    session: Rc<RefCell<Session>>,
    observer: Observer,
}

#[wasm_bindgen]
impl App {
    /// Takes an element over for a program below a path of the page.
    #[wasm_bindgen(constructor)]
    pub fn new(host: &JsValue, base: &str, observer: JsValue) -> App {
        let session = Rc::new(RefCell::new(Session::new(host, base)));
        App {
            session,
            observer: observer.unchecked_into(),
        }
    }

    /// Tells the snippets whom to call: this object as JS has it.
    pub fn attach(&self, sink: &JsValue) {
        let session = self.session.borrow();
        session.page.attach(sink);
        session.link.attach(sink);
    }

    /// Spawns the worker and starts the program. `texts` are the contents of the files at `paths`.
    pub fn start(
        &self,
        worker_url: &str,
        entry: String,
        paths: Vec<String>,
        texts: Vec<String>,
        seed: f64,
    ) {
        let files = paths
            .into_iter()
            .zip(texts)
            .map(|(path, text)| SourceFile { path, text });
        let wrong = {
            let mut session = self.session.borrow_mut();
            let command = Command::Start(StartProgram {
                version: VERSION,
                epoch: session.epoch,
                tab: TabId(0),
                app: None,
                durability: Durability::Memory,
                resumes: None,
                applied: protocol::Sequence(0),
                leftovers: Vec::new(),
                entry,
                files: files.collect(),
                base: session.page.base(),
                route: session.page.route(),
                seed: seed as u64,
                time: now(),
            });
            let wrong = session.link.open(worker_url);
            if wrong.is_empty() {
                session.link.connect();
                session.link.command(command);
                session.running = true;
            }
            wrong
        };
        if !wrong.is_empty() {
            self.observer.failed(&wrong);
        }
    }

    /// Ends everything: worker, timers, listeners, nodes.
    pub fn stop(&self) {
        let mut session = self.session.borrow_mut();
        session.link.close();
        session.running = false;
        session.page.close();
        session.mirror = Mirror::default();
    }

    /// Asks the worker for its counters and scope tree.
    pub fn inspect(&self) -> Promise {
        let mut session = self.session.borrow_mut();
        session.requests += 1;
        let request = session.requests;
        if !session.running {
            return Promise::reject(&"the program is not running".into());
        }
        session.link.command(Command::Inspect { request });
        session.link.ask(request)
    }

    /// The page's own counters, as a plain object.
    pub fn counters(&self) -> Object {
        let session = self.session.borrow();
        let counters = &session.counters;
        let object = Object::new();
        for (name, count) in [
            ("frames", counters.frames),
            ("frame_bytes", counters.frame_bytes),
            ("rejected_frames", counters.rejected_frames),
            ("rejected_values", counters.rejected_values),
            ("events", counters.events),
            ("event_frames", counters.event_frames),
            ("event_bytes", counters.event_bytes),
            ("coalesced", session.queue.coalesced),
            ("rejected_events", session.queue.refused),
            ("pending_events", session.queue.pending() as u64),
            ("stale", counters.stale),
            ("merged_texts", counters.merged),
            ("nodes", session.mirror.live_nodes() as u64),
        ] {
            // Setting a property of a plain object cannot fail.
            let _ = Reflect::set(&object, &name.into(), &(count as f64).into());
        }
        object
    }

    // The sink: what the snippets call.

    /// A message of the typed bridge has come from the worker.
    pub fn told(&self, bytes: &[u8]) {
        match link::report(bytes) {
            Some(Report::UsesRouter) => self.claim_router(),
            Some(report) => tell(&self.observer, report),
            None => self.observer.failed(OTHER_BUILD),
        }
    }

    /// A frame has come from the worker.
    pub fn receive(&self, bytes: &[u8]) {
        self.applying(|session| session.receive(bytes));
    }

    /// The last slice of a large frame is on the page.
    pub fn finished(&self) {
        self.applying(Session::finish);
    }

    /// The worker is gone.
    pub fn failed(&self, message: &str) {
        self.observer.failed(message);
    }

    /// Something without details: 0 press, 1 double click, 2 focus, 3 blur.
    pub fn happened(&self, kind: u32, handle: u32, time: f64) {
        let kind = match kind {
            0 => EventKind::Press,
            1 => EventKind::DoubleClick,
            2 => EventKind::Focus,
            _ => EventKind::Blur,
        };
        self.session.borrow_mut().push(handle, kind, time);
    }

    /// A click, or the wish for a context menu, at a point.
    pub fn clicked(&self, handle: u32, menu: bool, x: f64, y: f64, time: f64) {
        let kind = match menu {
            false => EventKind::Click { x, y },
            true => EventKind::ContextMenu { x, y },
        };
        self.session.borrow_mut().push(handle, kind, time);
    }

    /// The pointer has entered or left.
    pub fn hovered(&self, handle: u32, inside: bool, time: f64) {
        self.session
            .borrow_mut()
            .push(handle, EventKind::Hover { inside }, time);
    }

    /// The user has edited a text; `wanted` if the program listens.
    pub fn edited(&self, handle: u32, text: String, wanted: bool, time: f64) {
        let mut session = self.session.borrow_mut();
        let Some(edits) = session.mirror.edits(handle) else {
            return;
        };
        edits.edit(text);
        if wanted {
            session.push_change(handle, time);
        }
    }

    /// A key went down at an element; the text is that of the control that has the focus.
    pub fn keyed(&self, handle: u32, control: u32, key: String, text: String, time: f64) {
        let mut session = self.session.borrow_mut();
        session.push_key(handle, control, key, text, time);
    }

    /// A slider was moved; `text` is its value as the control has it.
    pub fn slid(&self, handle: u32, value: f64, text: String, time: f64) {
        let mut session = self.session.borrow_mut();
        session.push_choice(handle, text, time, |_, edit| EventKind::Slide {
            value,
            edit,
        });
    }

    /// An option was chosen.
    pub fn chose(&self, handle: u32, value: String, time: f64) {
        let mut session = self.session.borrow_mut();
        session.push_choice(handle, value, time, |value, edit| EventKind::Select {
            value,
            edit,
        });
    }

    /// An input method has begun or ended; losing the focus ends it, too.
    pub fn composed(&self, handle: u32, begins: bool) {
        let mut session = self.session.borrow_mut();
        let Some(edits) = session.mirror.edits(handle) else {
            return;
        };
        if begins {
            edits.begin_composition();
            return;
        }
        let before = edits.text().to_owned();
        let written = edits.end_composition();
        session.show(handle, &before, written);
    }

    /// The page's path has changed.
    pub fn routed(&self, path: String, time: f64) {
        self.session
            .borrow_mut()
            .queue_event(Event::Route { path }, time);
    }

    /// The DOM callback is over: what it queued may go.
    pub fn flush(&self) {
        self.session.borrow_mut().send_events();
        self.tell_stalled();
    }

    /// The program uses the Router; of the apps with one base, one has it.
    fn claim_router(&self) {
        let page = self.session.borrow().page.clone();
        if !page.claim() {
            let base = page.base();
            let message = [
                "another app of this page has the routes below `",
                &base,
                "`: this one keeps its route to itself",
            ]
            .concat();
            let hint = "give each app that uses the Router a `base` of its own".to_owned();
            let nowhere = String::new();
            self.observer.diagnostic(
                false,
                &message,
                alloc::vec![hint],
                &nowhere,
                0,
                0,
                &nowhere,
                &nowhere,
                Vec::new(),
            );
            self.observer.diagnosed(false);
        }
    }

    fn applying(&self, apply: impl FnOnce(&mut Session)) {
        let (first, disagreement, page) = {
            let mut session = self.session.borrow_mut();
            if !session.running || session.disagreement().is_some() {
                return;
            }
            let before = session.applied;
            apply(&mut session);
            session.send_events();
            let first = before == Sequence(0) && session.applied != before;
            (first, session.disagreement(), session.page.clone())
        };
        if let Some(error) = disagreement {
            let mut message = String::from("the page cannot show what the worker sends: ");
            message.push_str(&describe(error));
            return self.observer.failed(&message);
        }
        self.tell_stalled();
        if first {
            self.observer.state("running");
        }
        page.flush();
    }

    fn tell_stalled(&self) {
        let changed = {
            let mut session = self.session.borrow_mut();
            let stalled = session.queue.stalled();
            (core::mem::replace(&mut session.stalled, stalled) != stalled).then_some(stalled)
        };
        if let Some(stalled) = changed {
            self.observer
                .state(if stalled { "stalled" } else { "running" });
        }
    }
}

const OTHER_BUILD: &str = "the page and the worker are of different versions: the files beside offstage.js are of different builds";

fn tell(observer: &Observer, report: Report) {
    match report {
        // The state is `running` when the first frame is on the page.
        Report::Started | Report::UsesRouter => {}
        Report::Diagnostics(diagnostics) => {
            diagnostics
                .iter()
                .for_each(|diagnostic| tell_diagnostic(observer, diagnostic));
            observer.diagnosed(false);
        }
        Report::Failed(diagnostics) => {
            diagnostics
                .iter()
                .for_each(|diagnostic| tell_diagnostic(observer, diagnostic));
            observer.diagnosed(true);
        }
        Report::OtherVersion { worker: _ } => observer.failed(OTHER_BUILD),
        Report::Storage(_) | Report::GivenUp { .. } | Report::OtherProgram | Report::Fenced => {}
    }
}

fn tell_diagnostic(observer: &Observer, diagnostic: &RenderedDiagnostic) {
    observer.diagnostic(
        diagnostic.severity == DiagnosticSeverity::Error,
        &diagnostic.message,
        diagnostic.hints.clone(),
        &diagnostic.file,
        diagnostic.line,
        diagnostic.column,
        &diagnostic.source_line,
        &diagnostic.caret,
        diagnostic.trace.clone(),
    );
}
