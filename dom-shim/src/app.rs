//! One app on the page: its mirror, its queue, its worker.
//!
//! `dom.js` and `link.js` call in through the methods below ("the sink"); results for the custom element go
//! to its observer. Calls out are made only when nothing is borrowed, because an observer may stop the app
//! from within.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use protocol::{
    ATTRIBUTES, Applied, Command, DecodedDown, DecodedPatches, DiagnosticSeverity, EditVersion,
    Epoch, Event, EventBatch, EventKind, FrameError, Location, Reason, Rejected,
    RenderedDiagnostic, Report, STYLE_PROPERTIES, Sequence, SourceFile, StartProgram, TAGS,
    UpFrame, VERSION, decode_down, encode_up,
};
use wasm_bindgen::prelude::*;

use crate::events::edits::Written;
use crate::events::queue::Queue;
use crate::link::{self, Bridge, Link};
use crate::patches::apply::{self, Prepared};
use crate::patches::mirror::Mirror;
use crate::patches::ops::Ops;

#[wasm_bindgen(module = "/src/dom.js")]
extern "C" {
    #[derive(Clone)]
    type Page;

    #[wasm_bindgen(constructor)]
    fn new(
        host: &JsValue,
        base: &str,
        sheet: &str,
        tags: &str,
        attributes: &str,
        properties: &str,
    ) -> Page;
    #[wasm_bindgen(method)]
    fn id(this: &Page) -> u32;
    #[wasm_bindgen(method, getter)]
    fn base(this: &Page) -> String;
    #[wasm_bindgen(method)]
    fn attach(this: &Page, sink: &JsValue);
    #[wasm_bindgen(method)]
    fn route(this: &Page) -> String;
    #[wasm_bindgen(method)]
    fn selection(this: &Page, handle: u32) -> Vec<u32>;
    #[wasm_bindgen(method, catch)]
    fn apply(this: &Page, ops: &[u32], blob: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn flush(this: &Page);
    #[wasm_bindgen(method)]
    fn close(this: &Page);
}

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
    );
    #[wasm_bindgen(method)]
    fn diagnosed(this: &Observer, failed: bool);
    #[wasm_bindgen(method)]
    fn failed(this: &Observer, message: &str);

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(line: &str);
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn now() -> f64;
}

/// Where the envelope's own fields begin; what is wrong with them is reported there.
const ENVELOPE: usize = 3;

/// One program on the page.
#[wasm_bindgen]
pub struct App {
    shared: Rc<RefCell<Shared>>,
    observer: Observer,
}

struct Shared {
    page: Page,
    link: Link,
    bridge: Option<Bridge>,
    mirror: Mirror,
    queue: Queue,
    epoch: Epoch,
    /// The newest frame on the page; 0 before the first.
    applied: Sequence,
    stalled: bool,
    requests: u32,
    counters: Counters,
}

#[derive(Default)]
struct Counters {
    frames: u64,
    frame_bytes: u64,
    rejected_frames: u64,
    rejected_values: u64,
    events: u64,
    event_frames: u64,
    event_bytes: u64,
    stale: u64,
    merged: u64,
}

#[wasm_bindgen]
impl App {
    /// Takes an element over for a program below a path of the page.
    #[wasm_bindgen(constructor)]
    pub fn new(host: &JsValue, base: &str, observer: JsValue) -> App {
        let page = Page::new(
            host,
            base,
            include_str!("base.css"),
            &TAGS.join(" "),
            &ATTRIBUTES.join(" "),
            &STYLE_PROPERTIES.join(" "),
        );
        let shared = Shared {
            page,
            link: Link::new(),
            bridge: None,
            mirror: Mirror::default(),
            queue: Queue::default(),
            epoch: Epoch(1),
            applied: Sequence(0),
            stalled: false,
            requests: 0,
            counters: Counters::default(),
        };
        App {
            shared: Rc::new(RefCell::new(shared)),
            observer: observer.unchecked_into(),
        }
    }

    /// Tells the snippets whom to call: this object as JS has it.
    pub fn attach(&self, sink: &JsValue) {
        let shared = self.shared.borrow();
        shared.page.attach(sink);
        shared.link.attach(sink);
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
        let observer = self.observer.clone();
        let report = move |report| tell(&observer, report);
        let files = paths
            .into_iter()
            .zip(texts)
            .map(|(path, text)| SourceFile { path, text });
        let started = {
            let mut shared = self.shared.borrow_mut();
            let command = Command::Start(StartProgram {
                version: VERSION,
                epoch: shared.epoch,
                entry,
                files: files.collect(),
                base: shared.page.base(),
                route: shared.page.route(),
                seed: seed as u64,
                time: now(),
            });
            link::spawn(&shared.link, worker_url, report).map(|bridge| {
                bridge.send(command);
                shared.bridge = Some(bridge);
            })
        };
        if let Err(message) = started {
            self.observer.failed(&message);
        }
    }

    /// Ends everything: worker, timers, listeners, nodes.
    pub fn stop(&self) {
        let mut shared = self.shared.borrow_mut();
        // The worker first: a bridge that is dropped would still talk to it, and after a trap an instance
        // must not be called any more.
        shared.link.close();
        shared.bridge = None;
        shared.page.close();
        shared.mirror = Mirror::default();
    }

    /// Asks the worker for its counters and scope tree.
    pub fn inspect(&self) -> Promise {
        let mut shared = self.shared.borrow_mut();
        shared.requests += 1;
        let request = shared.requests;
        match &shared.bridge {
            Some(bridge) => {
                bridge.send(Command::Inspect { request });
                shared.link.ask(request)
            }
            None => Promise::reject(&"the program is not running".into()),
        }
    }

    /// The page's own counters, as a plain object.
    pub fn counters(&self) -> Object {
        let shared = self.shared.borrow();
        let counters = &shared.counters;
        let object = Object::new();
        for (name, count) in [
            ("frames", counters.frames),
            ("frame_bytes", counters.frame_bytes),
            ("rejected_frames", counters.rejected_frames),
            ("rejected_values", counters.rejected_values),
            ("events", counters.events),
            ("event_frames", counters.event_frames),
            ("event_bytes", counters.event_bytes),
            ("coalesced", shared.queue.coalesced),
            ("rejected_events", shared.queue.refused),
            ("pending_events", shared.queue.pending() as u64),
            ("stale", counters.stale),
            ("merged_texts", counters.merged),
            ("nodes", shared.mirror.live_nodes() as u64),
        ] {
            // Setting a property of a plain object cannot fail.
            let _ = Reflect::set(&object, &name.into(), &(count as f64).into());
        }
        object
    }

    // The sink: what the snippets call.

    /// A frame has come from the worker.
    pub fn receive(&self, bytes: &[u8]) {
        let first = {
            let mut shared = self.shared.borrow_mut();
            if shared.bridge.is_none() {
                return;
            }
            let before = shared.applied;
            shared.receive(bytes);
            shared.send_events();
            before == Sequence(0) && shared.applied != before
        };
        self.tell_stalled();
        if first {
            self.observer.state("running");
        }
        let page = self.shared.borrow().page.clone();
        page.flush();
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
        self.shared.borrow_mut().push(handle, kind, time);
    }

    /// A click, relative to the element.
    pub fn clicked(&self, handle: u32, x: f64, y: f64, time: f64) {
        self.shared
            .borrow_mut()
            .push(handle, EventKind::Click { x, y }, time);
    }

    /// The pointer has entered or left.
    pub fn hovered(&self, handle: u32, inside: bool, time: f64) {
        self.shared
            .borrow_mut()
            .push(handle, EventKind::Hover { inside }, time);
    }

    /// The user has edited a text; `wanted` if the program listens.
    pub fn edited(&self, handle: u32, text: String, wanted: bool, time: f64) {
        let mut shared = self.shared.borrow_mut();
        let Some(edits) = shared.mirror.edits(handle) else {
            return;
        };
        let edit = edits.edit(text.clone());
        if wanted {
            shared.push(handle, EventKind::Change { text, edit }, time);
        }
    }

    /// A key went down at an element; the text is that of the control that has the focus.
    pub fn keyed(&self, handle: u32, control: u32, key: String, text: String, time: f64) {
        let mut shared = self.shared.borrow_mut();
        let edit = shared
            .mirror
            .edits(control)
            .map_or(EditVersion(0), |edits| edits.version());
        shared.push(handle, EventKind::KeyDown { key, text, edit }, time);
    }

    /// A slider was moved.
    pub fn slid(&self, handle: u32, value: f64, text: String, wanted: bool, time: f64) {
        let mut shared = self.shared.borrow_mut();
        let Some(edits) = shared.mirror.edits(handle) else {
            return;
        };
        edits.observe(text);
        if wanted {
            shared.push(handle, EventKind::Slide { value }, time);
        }
    }

    /// An option was chosen.
    pub fn chose(&self, handle: u32, value: String, wanted: bool, time: f64) {
        let mut shared = self.shared.borrow_mut();
        let Some(edits) = shared.mirror.edits(handle) else {
            return;
        };
        edits.observe(value.clone());
        if wanted {
            shared.push(handle, EventKind::Select { value }, time);
        }
    }

    /// An input method has begun or ended; losing the focus ends it, too.
    pub fn composed(&self, handle: u32, begins: bool) {
        let mut shared = self.shared.borrow_mut();
        let Some(edits) = shared.mirror.edits(handle) else {
            return;
        };
        if begins {
            edits.begin_composition();
            return;
        }
        let before = edits.text().to_owned();
        let written = edits.end_composition();
        shared.show(handle, &before, written);
    }

    /// The page's path has changed.
    pub fn routed(&self, path: String, time: f64) {
        self.shared
            .borrow_mut()
            .queue
            .push(Event::Route { path }, time);
    }

    /// The DOM callback is over: what it queued may go.
    pub fn flush(&self) {
        self.shared.borrow_mut().send_events();
        self.tell_stalled();
    }

    fn tell_stalled(&self) {
        let changed = {
            let mut shared = self.shared.borrow_mut();
            let stalled = shared.queue.stalled();
            (std::mem::replace(&mut shared.stalled, stalled) != stalled).then_some(stalled)
        };
        if let Some(stalled) = changed {
            self.observer
                .state(if stalled { "stalled" } else { "running" });
        }
    }
}

impl Shared {
    fn receive(&mut self, bytes: &[u8]) {
        self.counters.frame_bytes += bytes.len() as u64;
        let decoded = match decode_down(bytes) {
            Ok(DecodedDown::Patches(decoded)) => decoded,
            Ok(DecodedDown::Logged(logged)) => {
                if logged.epoch == self.epoch {
                    self.queue.logged(logged.sequence);
                }
                return;
            }
            Err(error) => return self.reject(self.epoch, Sequence(0), error),
        };
        let (epoch, sequence) = (decoded.frame.epoch, decoded.frame.sequence);
        let prepared = self.check_envelope(&decoded).and_then(|()| {
            let page = &self.page;
            let selection = |handle| match page.selection(handle)[..] {
                [start, end] => Some((start, end)),
                _ => None,
            };
            apply::prepare(&mut self.mirror, page.id(), &decoded, &selection)
        });
        match prepared {
            Ok(prepared) => {
                self.epoch = epoch;
                self.applied = sequence;
                self.counters.frames += 1;
                self.queue.logged(decoded.frame.logged);
                self.show_frame(prepared);
                self.send(&UpFrame::Applied(Applied { epoch, sequence }));
            }
            Err(error) => self.reject(epoch, sequence, error),
        }
    }

    fn check_envelope(&self, decoded: &DecodedPatches<'_>) -> Result<(), FrameError> {
        let frame = &decoded.frame;
        let wrong = if frame.location != Location::Local {
            Some(Reason::OtherLocation)
        } else if frame.reset {
            None
        } else if frame.epoch != self.epoch {
            Some(Reason::OtherEpoch)
        } else if frame.sequence.0 != self.applied.0 + 1 {
            Some(Reason::OutOfOrder)
        } else {
            None
        };
        wrong.map_or(Ok(()), |reason| Err(FrameError::at(ENVELOPE, reason)))
    }

    fn show_frame(&mut self, prepared: Prepared) {
        self.run(&prepared.ops);
        self.counters.rejected_values += prepared.refused.len() as u64;
        for refused in &prepared.refused {
            console_error(&format!(
                "Offstage: the value of {} is not allowed and left out: {}",
                refused.name, refused.value
            ));
        }
        for (handle, version) in prepared.merged {
            self.report_merged(handle, version);
        }
    }

    fn run(&self, ops: &Ops) {
        // Right ops fail only on a page that somebody else has changed; the next reset repairs it.
        if let Err(error) = self.page.apply(&ops.table, &ops.blob) {
            let error = js_sys::Error::from(error).message();
            console_error(&format!(
                "Offstage: the page has been changed by others: {error}"
            ));
        }
    }

    fn show(&mut self, handle: u32, before: &str, written: Written) {
        if let Some(text) = written.show {
            let mut ops = Ops::default();
            let selection = match self.page.selection(handle)[..] {
                [start, end] => Some((start, end)),
                _ => None,
            };
            apply::write_value(handle, before, &text, selection, &mut ops);
            self.run(&ops);
        }
        if let Some(version) = written.report {
            self.report_merged(handle, version);
        }
    }

    fn report_merged(&mut self, handle: u32, edit: EditVersion) {
        self.counters.merged += 1;
        let Some(edits) = self.mirror.edits(handle) else {
            return;
        };
        let text = edits.text().to_owned();
        self.push(handle, EventKind::Change { text, edit }, now());
    }

    fn push(&mut self, handle: u32, kind: EventKind, time: f64) {
        match self.mirror.name(handle) {
            Some(target) => {
                self.counters.events += 1;
                self.queue.push(Event::Node { target, kind }, time);
            }
            None => self.counters.stale += 1,
        }
    }

    fn send_events(&mut self) {
        // Before the first frame there may be no engine to hear of it.
        if self.applied == Sequence(0) {
            return;
        }
        if let Some(events) = self.queue.batch() {
            self.counters.event_frames += 1;
            let batch = EventBatch {
                epoch: self.epoch,
                location: Location::Local,
                events,
            };
            self.send(&UpFrame::Events(batch));
        }
    }

    fn reject(&mut self, epoch: Epoch, sequence: Sequence, error: FrameError) {
        self.counters.rejected_frames += 1;
        console_error(&format!(
            "Offstage: frame {} was refused: {error}",
            sequence.0
        ));
        let FrameError { offset, reason } = error;
        self.send(&UpFrame::Rejected(Rejected {
            epoch,
            sequence,
            offset,
            reason,
        }));
    }

    fn send(&mut self, frame: &UpFrame) {
        match encode_up(frame) {
            Ok(bytes) => {
                self.counters.event_bytes += bytes.len() as u64;
                self.link.send(&bytes);
            }
            Err(error) => console_error(&format!("Offstage: events cannot be sent: {error}")),
        }
    }
}

fn tell(observer: &Observer, report: Report) {
    match report {
        // The state is `running` when the first frame is on the page.
        Report::Started => {}
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
        Report::OtherVersion { worker } => observer.failed(&format!(
            "the page speaks version {VERSION} and the worker version {worker}: the files beside \
             offstage.js are of different builds"
        )),
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
    );
}
