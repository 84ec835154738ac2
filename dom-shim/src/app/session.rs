//! What the shim knows of one running program, and what it does with a frame or an event.
//!
//! Nothing here calls the custom element, so all of it may run while the session is borrowed.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use protocol::typing::Written;
use protocol::{
    ATTRIBUTE_NAMES, Applied, DecodedDown, DecodedPatches, Durability, EditVersion, Epoch, Event,
    EventBatch, EventKind, FrameError, Location, Reason, Rejected, STYLE_PROPERTY_NAMES, Sequence,
    SourceFile, StampedEvent, StartProgram, TAG_NAMES, UpFrame, WriteVersion, decode_down,
    encode_up,
};
use wasm_bindgen::prelude::*;

use super::now;
use crate::events::queue::Queue;
use crate::life::{Life, TICK};
use crate::link::{Link, Tabs};
use crate::patches::apply::{self, Finish};
use crate::patches::mirror::Mirror;
use crate::patches::ops::Ops;
use crate::patches::template::Refused;
use crate::words::{describe, push_number};

#[wasm_bindgen(module = "/src/dom.js")]
extern "C" {
    #[derive(Clone)]
    pub(super) type Page;

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
    pub(super) fn base(this: &Page) -> String;
    #[wasm_bindgen(method)]
    pub(super) fn attach(this: &Page, sink: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn current(this: &Page) -> String;
    #[wasm_bindgen(method)]
    pub(super) fn claim(this: &Page) -> bool;
    #[wasm_bindgen(method)]
    fn selection(this: &Page, handle: u32) -> Vec<u32>;
    #[wasm_bindgen(method)]
    fn apply(this: &Page, ops: &[u32], blob: &str, large: bool) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn hurry(this: &Page) -> bool;
    #[wasm_bindgen(method)]
    fn renewed(this: &Page, choices: &[u32]);
    #[wasm_bindgen(method)]
    pub(super) fn flush(this: &Page);
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Page);
}

#[wasm_bindgen(module = "/src/listen.js")]
extern "C" {
    fn listen(page: &Page);
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(line: &str, what: &str, details: &str);
}

/// How many frames may be refused one after the other before the app fails instead of asking again.
const REFUSALS_IN_A_ROW: u32 = 3;

/// Where the envelope's own fields begin; what is wrong with them is reported there.
const ENVELOPE: usize = 3;

/// One program's page, link and queue.
pub(super) struct Session {
    pub(super) page: Page,
    pub(super) link: Link,
    pub(super) tabs: Tabs,
    pub(super) life: Life,
    /// Where the worker's script is.
    pub(super) worker_url: String,
    /// The newest epoch that an engine was started with here.
    pub(super) lives: u32,
    /// Whether the program uses the Router.
    pub(super) uses_router: bool,
    /// What every engine of this element is started with; nothing once it was stopped.
    pub(super) program: Option<StartProgram>,
    /// Files that were handed over and belong to the next program that is named.
    pub(super) files: Vec<SourceFile>,
    /// Whether the engine that lives now has shown itself: before, it may know neither the page's nodes nor
    /// what it has in its log.
    pub(super) ready: bool,
    /// Whether what waits is kept for the tabs that come.
    pub(super) kept: bool,
    /// Whether the state was just cleared: then nothing on the page is of the next life.
    pub(super) cleared: bool,
    pub(super) mirror: Mirror,
    pub(super) queue: Queue,
    /// The life that the names on the page belong to.
    pub(super) epoch: Epoch,
    /// The newest frame on the page; 0 before the first.
    pub(super) applied: Sequence,
    /// The frame whose ops still run, in slices.
    unfinished: Option<Unfinished>,
    /// Frames refused one after the other, and why the newest was.
    refusals: (u32, Option<FrameError>),
    pub(super) stalled: bool,
    pub(super) requests: u32,
    pub(super) counters: Counters,
}

/// A right frame whose ops run.
struct Unfinished {
    epoch: Epoch,
    sequence: Sequence,
    finish: Finish,
    /// Whether it is the first of another life.
    new_life: bool,
}

#[derive(Default)]
pub(super) struct Counters {
    pub(super) frames: u64,
    pub(super) frame_bytes: u64,
    pub(super) rejected_frames: u64,
    pub(super) rejected_values: u64,
    pub(super) events: u64,
    pub(super) event_frames: u64,
    pub(super) event_bytes: u64,
    pub(super) stale: u64,
    pub(super) merged: u64,
    pub(super) deaths: u64,
}

impl Session {
    pub(super) fn new(host: &JsValue, base: &str) -> Self {
        let page = Page::new(
            host,
            base,
            include_str!("../base.css"),
            TAG_NAMES,
            ATTRIBUTE_NAMES,
            STYLE_PROPERTY_NAMES,
        );
        listen(&page);
        let link = Link::new();
        Session {
            page,
            tabs: Tabs::new(&link),
            link,
            life: Life::new(Durability::Memory),
            worker_url: String::new(),
            lives: 0,
            uses_router: false,
            program: None,
            files: Vec::new(),
            ready: false,
            kept: false,
            cleared: false,
            mirror: Mirror::default(),
            queue: Queue::default(),
            epoch: Epoch(1),
            applied: Sequence(0),
            unfinished: None,
            refusals: (0, None),
            stalled: false,
            requests: 0,
            counters: Counters::default(),
        }
    }

    pub(super) fn receive(&mut self, bytes: &[u8]) {
        self.counters.frame_bytes += bytes.len() as u64;
        let decoded = match decode_down(bytes) {
            Ok(DecodedDown::Patches(decoded)) => decoded,
            Ok(DecodedDown::Logged(logged)) => {
                if logged.epoch == self.epoch && self.ready {
                    self.logged(logged.sequence);
                }
                return;
            }
            Err(error) => return self.reject(self.epoch, Sequence(0), error),
        };
        let frame = &decoded.frame;
        let (epoch, sequence, logged) = (frame.epoch, frame.sequence, frame.logged);
        if epoch < self.epoch {
            // An engine that does not know yet that another one has taken over.
            self.counters.stale += 1;
            return;
        }
        let checked = self.check_envelope(&decoded);
        let app = self.page.id();
        let cleared = self.cleared && frame.reset;
        match checked.and_then(|()| apply::prepare(&mut self.mirror, app, &decoded, cleared)) {
            Ok(prepared) => {
                let new_life = self.applied != Sequence(0) && epoch != self.epoch;
                self.logged(logged);
                if new_life || !self.ready {
                    self.queue.renew(logged, prepared.renamed.as_ref());
                }
                self.cleared &= !cleared;
                self.report_refused(&prepared.refused);
                let done = self.run(&prepared.ops, prepared.large);
                self.unfinished = Some(Unfinished {
                    epoch,
                    sequence,
                    finish: prepared.finish,
                    new_life,
                });
                if done {
                    self.finish();
                }
            }
            Err(error) => self.reject(epoch, sequence, error),
        }
    }

    /// All ops of a frame have run.
    pub(super) fn finish(&mut self) {
        let Some(Unfinished {
            epoch,
            sequence,
            mut finish,
            new_life,
        }) = self.unfinished.take()
        else {
            return;
        };
        if new_life {
            for handle in apply::catch_up(&mut self.mirror, &mut finish) {
                self.retell(handle);
            }
            for (handle, write) in finish.writes() {
                if let Some(name) = self.mirror.name(handle) {
                    self.queue.rebase(name, write);
                }
            }
        }
        let (page, queue) = (&self.page, &self.queue);
        let on_its_way = |name, edit| queue.carries(name, edit);
        let finished = apply::finish(
            &mut self.mirror,
            finish,
            &|handle| selection(page, handle),
            new_life.then_some(&on_its_way),
        );
        self.run(&finished.ops, false);
        for handle in finished.renewed {
            self.retell(handle);
        }
        let (choices, texts): (Vec<_>, Vec<_>) = finished
            .merged
            .into_iter()
            .partition(|handle| self.mirror.is_choice(*handle));
        for handle in texts {
            self.report_merged(handle);
        }
        if new_life {
            self.page.renewed(&choices);
        }
        self.epoch = epoch;
        self.applied = sequence;
        self.counters.frames += 1;
        self.refusals = (0, None);
        self.send(&UpFrame::Applied(Applied { epoch, sequence }));
        self.ready = true;
        self.life.shown();
    }

    /// What is on its way to a new life of the engine says the texts that its writer has on the page now.
    fn retell(&mut self, handle: u32) {
        if let Some(name) = self.mirror.name(handle)
            && let Some(edits) = self.mirror.edits(handle)
        {
            self.queue.retell(name, |edit| edits.text_at(edit));
        }
    }

    /// Events up to this one are in the log.
    fn logged(&mut self, sequence: Sequence) {
        if self.queue.logged(sequence) {
            self.life.progressed();
        }
        if self.kept && self.queue.pending() == 0 {
            self.forget_kept();
        }
    }

    fn check_envelope(&self, decoded: &DecodedPatches<'_>) -> Result<(), FrameError> {
        let frame = &decoded.frame;
        let wrong = if self.unfinished.is_some() {
            Some(Reason::OutOfOrder)
        } else if frame.location != Location::Local {
            Some(Reason::OtherLocation)
        } else if frame.reset {
            None
        } else if frame.epoch != self.epoch && self.applied != Sequence(0) {
            // The first frame of all may be of any life: the log knows which.
            Some(Reason::OtherEpoch)
        } else if frame.sequence.0 != self.applied.0 + 1 {
            Some(Reason::OutOfOrder)
        } else {
            None
        };
        wrong.map_or(Ok(()), |reason| Err(FrameError::at(ENVELOPE, reason)))
    }

    fn report_refused(&mut self, refused: &[Refused]) {
        self.counters.rejected_values += refused.len() as u64;
        for Refused { name, value } in refused {
            console_error(
                "Offstage: this value is not allowed and left out:",
                name,
                value,
            );
        }
    }

    /// Runs ops; returns whether they are done.
    fn run(&self, ops: &Ops, large: bool) -> bool {
        self.page.apply(&ops.table, &ops.blob, large)
    }

    /// Why this page and its worker will never agree: resets that answer refusals are refused, too.
    pub(super) fn disagreement(&self) -> Option<FrameError> {
        self.refusals
            .1
            .filter(|_| self.refusals.0 > REFUSALS_IN_A_ROW)
    }

    pub(super) fn show(&mut self, handle: u32, before: &str, written: Written) {
        if let Some(text) = written.show {
            let mut ops = Ops::default();
            apply::write_value(
                handle,
                before,
                &text,
                selection(&self.page, handle),
                &mut ops,
            );
            self.run(&ops, false);
        }
        if written.report {
            self.report_merged(handle);
        }
    }

    fn report_merged(&mut self, handle: u32) {
        self.counters.merged += 1;
        self.push_change(handle, now());
    }

    /// Queues the newest edit of a control.
    pub(super) fn push_change(&mut self, handle: u32, time: f64) {
        let Some(edits) = self.mirror.edits(handle) else {
            return;
        };
        edits.report();
        let (text, edit, seen) = (edits.text().to_owned(), edits.version(), edits.seen());
        let lost = self.push(handle, EventKind::Change { text, edit, seen }, time);
        self.withdraw(handle, lost);
    }

    /// Queues a choice of the user.
    pub(super) fn push_choice(&mut self, handle: u32, value: String, slid: Option<f64>, time: f64) {
        let Some(edits) = self.mirror.edits(handle) else {
            return;
        };
        let edit = edits.choose(value.clone());
        let kind = match slid {
            Some(value) => EventKind::Slide { value, edit },
            None => EventKind::Select { value, edit },
        };
        let lost = self.push(handle, kind, time);
        self.withdraw(handle, lost);
    }

    /// Queues a key; with it, the engine hears of the edits so far of the control that has the focus.
    pub(super) fn push_key(
        &mut self,
        handle: u32,
        control: u32,
        key: String,
        text: String,
        time: f64,
    ) {
        let (mut edit, mut seen, mut first) = (EditVersion(0), WriteVersion(0), false);
        if let Some(edits) = self.mirror.edits(control) {
            (edit, seen) = (edits.version(), edits.seen());
            first = handle == control && edits.report();
        }
        let kind = EventKind::KeyDown {
            key,
            text,
            edit,
            seen,
        };
        let lost = self.push(handle, kind, time);
        if first {
            self.withdraw(handle, lost);
        }
    }

    fn withdraw(&mut self, handle: u32, lost: Option<Event>) {
        let Some(Event::Node {
            kind:
                EventKind::Change { edit, .. }
                | EventKind::KeyDown { edit, .. }
                | EventKind::Select { edit, .. }
                | EventKind::Slide { edit, .. },
            ..
        }) = lost
        else {
            return;
        };
        if let Some(edits) = self.mirror.edits(handle) {
            edits.withdraw(edit);
        }
    }

    /// Queues an event; answers with the one that the engine will not get for it.
    pub(super) fn push(&mut self, handle: u32, kind: EventKind, time: f64) -> Option<Event> {
        match self.mirror.name(handle) {
            Some(target) => self.queue_event(Event::Node { target, kind }, time),
            None => {
                self.counters.stale += 1;
                None
            }
        }
    }

    pub(super) fn queue_event(&mut self, event: Event, time: f64) -> Option<Event> {
        // Nothing is refused as long as something may go.
        if self.queue.is_full() {
            self.send_events();
        }
        self.counters.events += 1;
        self.queue.push(event, time)
    }

    pub(super) fn send_events(&mut self) {
        if !self.ready {
            return;
        }
        if let Some(events) = self.queue.batch() {
            self.send_batch(events);
            if !self.life.follows() {
                self.link.alarm(TICK);
            }
        }
    }

    pub(super) fn send_batch(&mut self, events: Vec<StampedEvent>) {
        self.counters.event_frames += 1;
        let batch = EventBatch {
            epoch: self.epoch,
            location: Location::Local,
            events,
        };
        self.send(&UpFrame::Events(batch));
    }

    fn reject(&mut self, epoch: Epoch, sequence: Sequence, error: FrameError) {
        self.counters.rejected_frames += 1;
        self.refusals = (self.refusals.0 + 1, Some(error));
        let mut number = String::new();
        push_number(&mut number, sequence.0);
        console_error("Offstage: a frame was refused:", &number, &describe(error));
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
                if self.life.follows() {
                    self.tabs.send(&bytes);
                } else {
                    self.link.send(&bytes);
                }
            }
            Err(error) => console_error("Offstage: events cannot be sent:", &describe(error), ""),
        }
    }
}

fn selection(page: &Page, handle: u32) -> Option<(u32, u32)> {
    match page.selection(handle)[..] {
        [start, end] => Some((start, end)),
        _ => None,
    }
}
