//! One app on the page: its mirror, its queue, its engine.
//!
//! `dom.js`, `link.js` and `tabs.js` call in through the methods here and in [`engine`] ("the sink"); results
//! for the custom element go to its observer. Calls out are made only when nothing is borrowed, because an
//! observer may stop the app from within.

use alloc::borrow::ToOwned;
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::RefCell;

use protocol::{Command, Event, EventKind, Sequence, SourceFile, Task, page};
use wasm_bindgen::prelude::*;

use self::session::Session;
use crate::words::describe;

mod engine;
mod report;
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
        file: &str,
        line: u32,
        column: u32,
        source_line: &str,
        caret: &str,
    );
    /// What belongs to the diagnostic before: what its author may do.
    #[wasm_bindgen(method)]
    fn hint(this: &Observer, hint: &str);
    /// On which way the program came to the place, innermost first.
    #[wasm_bindgen(method)]
    fn step(this: &Observer, step: &str);
    #[wasm_bindgen(method)]
    fn diagnosed(this: &Observer, failed: bool);
    #[wasm_bindgen(method)]
    fn failed(this: &Observer, message: &str);
    /// The program cannot go on by itself; the user may try again.
    #[wasm_bindgen(method, js_name = gaveUp)]
    fn gave_up(this: &Observer, message: &str);
    #[wasm_bindgen(method)]
    fn storage(this: &Observer, durability: &str, place: &str, problem: &str);
    /// A file of the program that `swapped` then names.
    #[wasm_bindgen(method)]
    fn file(this: &Observer, path: &str, text: &str);
    /// Another tab has replaced the text of the program.
    #[wasm_bindgen(method)]
    fn swapped(this: &Observer, entry: &str);

    /// A plain object that counters are written to.
    type Counts;

    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Counts, name: &str, count: f64);

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
        session.tabs.attach(sink);
    }

    /// A file of the program that `start`, `swap` or `swapped` then names.
    pub fn file(&self, path: String, text: String) {
        let mut session = self.session.borrow_mut();
        session.files.push(SourceFile { path, text });
    }

    /// Asks the engine for its counters and scope tree.
    pub fn inspect(&self) -> JsValue {
        self.request(|request| Command::Inspect { request })
    }

    /// Forgets everything that is saved; the program starts anew.
    #[wasm_bindgen(js_name = clearState)]
    pub fn clear_state(&self) -> JsValue {
        let answer = self.manage(Task::ClearState);
        let mut session = self.session.borrow_mut();
        session.cleared = session.ready;
        answer
    }

    /// Goes on with another text of the program; answers the places whose state was dropped. The caller
    /// confirms with `swapped`.
    pub fn swap(&self, entry: String) -> JsValue {
        let files = core::mem::take(&mut self.session.borrow_mut().files);
        self.manage(Task::Swap { entry, files })
    }

    /// The engine runs this text now: one that is started later is to do the same.
    pub fn swapped(&self, entry: String) {
        let mut session = self.session.borrow_mut();
        let files = core::mem::take(&mut session.files);
        session.replace_text(entry, files);
    }

    /// The events that were given up.
    #[wasm_bindgen(js_name = deadLetters)]
    pub fn dead_letters(&self) -> JsValue {
        self.manage(Task::DeadLetters)
    }

    /// Tries an event that was given up once more.
    #[wasm_bindgen(js_name = retryLetter)]
    pub fn retry_letter(&self, number: f64) -> JsValue {
        self.manage(Task::Retry(Sequence(number as u64)))
    }

    /// Forgets an event that was given up.
    #[wasm_bindgen(js_name = discardLetter)]
    pub fn discard_letter(&self, number: f64) -> JsValue {
        self.manage(Task::Discard(Sequence(number as u64)))
    }

    /// The log as bytes.
    pub fn recording(&self, redact: bool) -> JsValue {
        self.manage(Task::Recording { redact })
    }

    /// Writes the page's own counters to a plain object.
    pub fn counters(&self, counts: JsValue) {
        let counts: Counts = counts.unchecked_into();
        let session = self.session.borrow();
        let counters = &session.counters;
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
            ("stale", counters.stale + session.queue.orphaned),
            ("deaths", counters.deaths),
            ("merged_texts", counters.merged),
            ("nodes", session.mirror.live_nodes() as u64),
        ] {
            counts.set(name, count as f64);
        }
    }

    // The sink: what the snippets call.

    /// A frame has come from the engine.
    pub fn receive(&self, bytes: &[u8]) {
        self.applying(|session| session.receive(bytes));
    }

    /// The last slice of a large frame is on the page.
    pub fn finished(&self) {
        self.applying(Session::finish);
    }

    /// Something that is no value, in the numbers of `listen.js`; clicks and menus have a place.
    pub fn happened(&self, kind: u32, handle: u32, x: f64, y: f64, time: f64) {
        let kind = match kind {
            0 => EventKind::Press,
            1 => EventKind::DoubleClick,
            2 => EventKind::Focus,
            3 => EventKind::Blur,
            4 => EventKind::Click { x, y },
            5 => EventKind::ContextMenu { x, y },
            6 => EventKind::Hover { inside: true },
            _ => EventKind::Hover { inside: false },
        };
        self.session.borrow_mut().push(handle, kind, time);
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

    /// An option was chosen, or a slider moved to a number; `value` is what the control has.
    pub fn chose(&self, handle: u32, value: String, slid: Option<f64>, time: f64) {
        let mut session = self.session.borrow_mut();
        session.push_choice(handle, value, slid, time);
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

    fn manage(&self, task: Task) -> JsValue {
        self.request(|request| Command::Manage { request, task })
    }

    fn request(&self, command: impl FnOnce(u32) -> Command) -> JsValue {
        let mut session = self.session.borrow_mut();
        if !session.life.is_expected() {
            return session.link.refuse("the program is not running");
        }
        if session.life.rests() {
            let why = "the program is recovering; ask again when it runs";
            return session.link.refuse(why);
        }
        session.requests += 1;
        let request = session.requests;
        session.command(&page::command(&command(request)));
        session.link.ask(request)
    }

    fn applying(&self, apply: impl FnOnce(&mut Session)) {
        let (came, disagreement, page) = {
            let mut session = self.session.borrow_mut();
            if session.program.is_none() || session.disagreement().is_some() {
                return;
            }
            let before = session.ready;
            apply(&mut session);
            session.send_events();
            let came = session.ready && !before;
            if came && !session.life.follows() {
                session.tabs.vouch(false);
            }
            (came, session.disagreement(), session.page.clone())
        };
        if let Some(error) = disagreement {
            let mut message = String::from("the page cannot show what the worker sends: ");
            message.push_str(&describe(error));
            return self.observer.failed(&message);
        }
        if came {
            self.tell_state();
        } else {
            self.tell_stalled();
        }
        page.flush();
    }

    fn tell_stalled(&self) {
        let changed = {
            let mut session = self.session.borrow_mut();
            let stalled = session.queue.stalled();
            core::mem::replace(&mut session.stalled, stalled) != stalled
        };
        if changed {
            self.tell_state();
        }
    }

    /// Tells the custom element how the program is.
    fn tell_state(&self) {
        let state = {
            let session = self.session.borrow();
            let shown = session.applied != Sequence(0);
            match (session.ready, shown, session.queue.stalled()) {
                (false, false, _) => return,
                (false, true, _) => "recovering",
                (true, _, true) => "stalled",
                (true, _, false) => "running",
            }
        };
        self.observer.state(state);
    }
}
