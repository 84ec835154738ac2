//! What the shim knows of one running program, and what it does with a frame or an event.
//!
//! Nothing here calls the custom element, so all of it may run while the session is borrowed.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use protocol::typing::Written;
use protocol::{
    Applied, Down, Durability, EditVersion, Epoch, Event, EventKind, FrameError, Head, Location,
    Reason, Rejected, Sequence, UpFrame, WriteVersion, encode_events, encode_up, open_down,
};

use super::{Page, place};
use crate::border::Asked;
use crate::events::queue::Queue;
use crate::life::{Life, TICK};
use crate::patches::apply::{self, Finish};
use crate::patches::mirror::Mirror;
use crate::patches::ops::Ops;

/// How many frames may be refused one after the other before the app fails instead of asking again.
const REFUSALS_IN_A_ROW: u32 = 3;

/// Where the envelope's own fields begin; what is wrong with them is reported there.
const ENVELOPE: usize = 3;

/// One program's page, link and queue.
pub(super) struct Session {
    pub(super) page: Page,
    /// When the page told what is told now.
    pub(super) now: f64,
    pub(super) life: Life,
    /// The newest epoch that an engine was started with here.
    pub(super) lives: u32,
    /// Whether there is a program to run, as long as it was not stopped.
    pub(super) runs: bool,
    /// Whether it has a name under which it is kept, and which tabs share.
    pub(super) named: bool,
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
    /// What the custom element knows.
    pub(super) told_state: u32,
    pub(super) died: u32,
    counters: Counters,
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
struct Counters {
    frames: u32,
    frame_bytes: u64,
    rejected_frames: u32,
    rejected_values: u32,
    events: u32,
    event_frames: u32,
    event_bytes: u64,
    stale: u32,
    merged: u32,
}

impl Session {
    pub(super) fn new(page: Page) -> Self {
        Session {
            page,
            now: 0.0,
            life: Life::new(Durability::Memory),
            lives: 0,
            runs: false,
            named: false,
            ready: false,
            kept: false,
            cleared: false,
            mirror: Mirror::default(),
            queue: Queue::default(),
            epoch: Epoch(1),
            applied: Sequence(0),
            unfinished: None,
            refusals: (0, None),
            told_state: 0,
            died: 0,
            counters: Counters::default(),
        }
    }

    /// A frame has come from the engine.
    pub(super) fn frame(&mut self, bytes: &[u8]) {
        if self.hears() {
            let before = self.ready;
            self.receive(bytes);
            self.settle(before);
        }
    }

    /// The last slice of a large frame is on the page.
    pub(super) fn finished(&mut self) {
        if self.hears() {
            let before = self.ready;
            self.finish();
            self.settle(before);
        }
    }

    fn hears(&self) -> bool {
        self.runs && self.disagreement().is_none()
    }

    /// What follows from a frame.
    fn settle(&mut self, before: bool) {
        self.send_events();
        if self.ready && !before && !self.life.follows() {
            self.page.ask1(Asked::Vouch, 0);
        }
        match self.disagreement() {
            Some(error) => self.tell_error(Asked::Disagreement, [0, 0], error),
            None => self.tell_state(),
        }
    }

    /// Tells the custom element how the program is: 1 recovering, 2 running, 3 stalled.
    pub(super) fn tell_state(&mut self) {
        let state = match (self.ready, self.queue.stalled()) {
            (false, _) if self.applied == Sequence(0) => return,
            (false, _) => 1,
            (true, false) => 2,
            (true, true) => 3,
        };
        if core::mem::replace(&mut self.told_state, state) != state {
            self.page.ask1(Asked::State, state);
        }
    }

    /// One of the counters, in the order of `COUNTERS` in `app.js`.
    pub(super) fn count(&self, counter: u32) -> f64 {
        let counters = &self.counters;
        let count = match counter {
            0 => counters.frames,
            1 => return counters.frame_bytes as f64,
            2 => counters.rejected_frames,
            3 => counters.rejected_values,
            4 => counters.events,
            5 => counters.event_frames,
            6 => return counters.event_bytes as f64,
            7 => self.queue.coalesced,
            8 => self.queue.refused,
            9 => self.queue.pending() as u32,
            10 => counters.stale + self.queue.orphaned,
            11 => self.died,
            12 => counters.merged,
            _ => self.mirror.live_nodes() as u32,
        };
        f64::from(count)
    }

    /// The user has edited a text; `wanted` if the program listens.
    pub(super) fn edited(&mut self, handle: u32, text: String, wanted: bool, time: f64) {
        let Some(edits) = self.mirror.edits(handle) else {
            return;
        };
        edits.edit(text);
        if wanted {
            self.push_change(handle, time);
        }
    }

    /// An input method has begun or ended; losing the focus ends it, too.
    pub(super) fn composed(&mut self, handle: u32, begins: bool) {
        let Some(edits) = self.mirror.edits(handle) else {
            return;
        };
        if begins {
            edits.begin_composition();
            return;
        }
        let before = edits.text().to_owned();
        let written = edits.end_composition();
        self.show(handle, &before, written);
    }

    fn receive(&mut self, bytes: &[u8]) {
        self.counters.frame_bytes += bytes.len() as u64;
        let (head, patches) = match open_down(bytes) {
            Ok(Down::Patches(head, patches)) => (head, patches),
            Ok(Down::Logged(logged)) => {
                if logged.epoch == self.epoch && self.ready {
                    self.logged(logged.sequence);
                }
                return;
            }
            Err(error) => return self.reject(self.epoch, Sequence(0), error),
        };
        let (epoch, sequence, logged) = (head.epoch, head.sequence, head.logged);
        if epoch < self.epoch {
            // An engine that does not know yet that another one has taken over.
            self.counters.stale += 1;
            return;
        }
        let checked = self.check_envelope(&head);
        let Page(app) = self.page;
        let cleared = self.cleared && head.reset;
        let mirror = &mut self.mirror;
        match checked.and_then(|()| apply::prepare(mirror, app, &head, patches, cleared)) {
            Ok(prepared) => {
                let new_life = self.applied != Sequence(0) && epoch != self.epoch;
                self.logged(logged);
                if new_life || !self.ready {
                    self.queue.renew(logged, prepared.renamed.as_ref());
                }
                self.cleared &= !cleared;
                self.counters.rejected_values += prepared.refused.len() as u32;
                for refused in &prepared.refused {
                    let (place, length) = place(refused.value.as_bytes());
                    let (name, style) = (u32::from(refused.name), u32::from(refused.style));
                    self.page
                        .asks(Asked::Refused, [place, length, name, style, 0]);
                }
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
        let (page, queue) = (self.page, &self.queue);
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
        let mut choices = Vec::new();
        for handle in finished.merged {
            if self.mirror.is_choice(handle) {
                choices.push(handle);
            } else {
                self.report_merged(handle);
            }
        }
        if new_life {
            let (at, _) = place(&choices);
            self.page
                .asks(Asked::Renewed, [at, choices.len() as u32, 0, 0, 0]);
        }
        self.epoch = epoch;
        self.applied = sequence;
        self.counters.frames += 1;
        self.refusals = (0, None);
        self.send(encode_up(&UpFrame::Applied(Applied { epoch, sequence })));
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

    fn check_envelope(&self, frame: &Head) -> Result<(), FrameError> {
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

    /// Runs ops; returns whether they are done.
    fn run(&self, ops: &Ops, large: bool) -> bool {
        let ((table, _), (blob, length)) = (place(&ops.table), place(ops.blob.as_bytes()));
        let words = ops.table.len() as u32;
        self.page
            .asks(Asked::Apply, [table, words, blob, length, u32::from(large)])
            != 0
    }

    /// Why this page and its worker will never agree: resets that answer refusals are refused, too.
    fn disagreement(&self) -> Option<FrameError> {
        self.refusals
            .1
            .filter(|_| self.refusals.0 > REFUSALS_IN_A_ROW)
    }

    fn show(&mut self, handle: u32, before: &str, written: Written) {
        if let Some(text) = written.show {
            let mut ops = Ops::default();
            apply::write_value(
                handle,
                before,
                &text,
                selection(self.page, handle),
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
        self.push_change(handle, self.now);
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
            let bytes = encode_events(self.epoch, Location::Local, events);
            self.send_batch(bytes);
            if !self.life.follows() {
                self.alarm(TICK);
            }
        }
    }

    pub(super) fn send_batch(&mut self, bytes: Result<Vec<u8>, FrameError>) {
        self.counters.event_frames += 1;
        self.send(bytes);
    }

    fn reject(&mut self, epoch: Epoch, sequence: Sequence, error: FrameError) {
        self.counters.rejected_frames += 1;
        self.refusals = (self.refusals.0 + 1, Some(error));
        let number = [sequence.0 as u32, (sequence.0 >> 32) as u32];
        self.tell_error(Asked::Rejected, number, error);
        let FrameError { offset, reason } = error;
        self.send(encode_up(&UpFrame::Rejected(Rejected {
            epoch,
            sequence,
            offset,
            reason,
        })));
    }

    fn send(&mut self, frame: Result<Vec<u8>, FrameError>) {
        match frame {
            Ok(bytes) => {
                self.counters.event_bytes += bytes.len() as u64;
                let (place, length) = place(&bytes);
                let follows = u32::from(self.life.follows());
                self.page.asks(Asked::Send, [place, length, follows, 0, 0]);
            }
            Err(error) => self.tell_error(Asked::Unsendable, [0, 0], error),
        }
    }

    /// Something about a frame that is wrong; the page has the words.
    fn tell_error(&self, what: Asked, [low, high]: [u32; 2], error: FrameError) {
        let found = match error.reason {
            Reason::OtherVersion { found } => u32::from(found),
            _ => 0,
        };
        let reason = u32::from(error.reason.number());
        self.page
            .asks(what, [low, high, error.offset, reason, found]);
    }
}

fn selection(page: Page, handle: u32) -> Option<(u32, u32)> {
    let start = page.ask1(Asked::SelectionStart, handle).checked_sub(1)?;
    Some((start, page.ask1(Asked::SelectionEnd, handle)))
}
