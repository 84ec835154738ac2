//! The engine behind a page: started or followed, watched, buried, started again.
//!
//! [`crate::life`] decides, this does. What the page shows and what its user does meanwhile stays in the
//! session until the next engine has said how it calls what is there.

use alloc::string::String;
use alloc::vec::Vec;

use protocol::{
    AttachTab, Command, Durability, Epoch, Sequence, SourceFile, StartProgram, TabId, VERSION,
    page, program_fingerprint,
};
use wasm_bindgen::prelude::*;

use super::session::Session;
use super::{App, now};
use crate::life::{AfterDeath, Beat, Life, Role};
use crate::patches::mirror::Mirror;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn console_warn(line: &str, what: &str);
}

#[wasm_bindgen]
impl App {
    /// Starts the program, or shows it if another tab runs it. Its files were handed
    /// over; without a name for the app nothing is kept.
    #[allow(clippy::too_many_arguments)]
    pub fn start(
        &self,
        worker_url: String,
        app: Option<String>,
        durability: &str,
        tab: u64,
        entry: String,
        seed: f64,
    ) {
        let durability = match durability {
            _ if app.is_none() => Durability::Memory,
            "memory" => Durability::Memory,
            "strict" => Durability::Strict,
            _ => Durability::Relaxed,
        };
        let app = app.filter(|_| durability != Durability::Memory);
        {
            let mut session = self.session.borrow_mut();
            session.worker_url = worker_url;
            session.life = Life::new(durability);
            session.program = Some(StartProgram {
                version: VERSION,
                epoch: Epoch(0),
                tab: TabId(tab),
                app: app.clone(),
                durability,
                resumes: None,
                applied: Sequence(0),
                leftovers: Vec::new(),
                entry,
                files: core::mem::take(&mut session.files),
                base: session.page.base(),
                route: String::new(),
                seed: seed as u64,
                time: 0.0,
            });
        }
        match app {
            Some(app) => {
                let mut name = String::new();
                crate::words::push_number(&mut name, tab);
                self.session.borrow().tabs.enter(&app, &name);
            }
            None => self.leads(),
        }
    }

    /// Ends everything: worker, timers, listeners, nodes. What is not logged yet is kept.
    pub fn stop(&self) {
        let mut session = self.session.borrow_mut();
        session.leave();
        session.link.close();
        session.tabs.close();
        session.life.end();
        session.program = None;
        session.ready = false;
        session.page.close();
        session.mirror = Mirror::default();
    }

    /// The user wants another try after the page has given up.
    pub fn retry(&self) {
        let alone = {
            let mut session = self.session.borrow_mut();
            session.life.forgive();
            let alone = session
                .program
                .as_ref()
                .is_some_and(|program| program.app.is_none());
            if !alone {
                session.tabs.stand();
            }
            alone
        };
        if alone {
            self.leads();
        }
        self.tell_state();
    }

    // The sink: what the snippets call.

    /// This tab leads: its worker runs the program.
    pub fn leads(&self) {
        {
            let mut session = self.session.borrow_mut();
            let delay = session.life.begin(Role::Leads);
            session.link.alarm(delay);
            session.tabs.vouch(true);
        }
        self.spawn();
    }

    /// Another tab leads.
    pub fn follows(&self) {
        self.session.borrow_mut().join();
        self.tell_state();
    }

    /// Another tab has taken over because this one was silent for too long.
    pub fn lost(&self) {
        {
            let mut session = self.session.borrow_mut();
            session.bury("another tab has taken over");
            session.life.end();
        }
        self.tell_state();
    }

    /// The engine has said something.
    pub fn heard(&self) {
        let mut session = self.session.borrow_mut();
        session.life.heard();
        if let Some(delay) = session.life.pause(session.queue.awaits()) {
            session.link.alarm(delay);
        }
    }

    /// The alarm has gone off, so many milliseconds after it was due.
    pub fn tick(&self, late: f64) {
        let (beat, follows) = {
            let mut session = self.session.borrow_mut();
            let awaits = session.queue.awaits();
            (session.life.tick(awaits, late), session.life.follows())
        };
        match beat {
            Beat::Still => {}
            Beat::Wait(delay) => self.session.borrow().link.alarm(delay),
            Beat::Ask(delay) => {
                let session = self.session.borrow();
                if follows {
                    session.tabs.ping();
                } else {
                    session.link.ping();
                }
                session.link.alarm(delay);
            }
            Beat::Start(delay) => {
                self.session.borrow().link.alarm(delay);
                self.spawn();
            }
            Beat::Dead if follows => {
                {
                    let mut session = self.session.borrow_mut();
                    session.bury("the tab that leads does not answer");
                    session.life.end();
                    session.tabs.steal();
                }
                console_warn(
                    "Offstage: the tab that leads does not answer:",
                    "this one takes over",
                );
                self.tell_state();
            }
            Beat::Dead => self.died("the worker did not answer"),
        }
    }

    /// The worker is gone, or says that it fails; `listened` if it had said that it listens.
    pub fn failed(&self, message: &str, listened: bool) {
        let hopeless = {
            let session = self.session.borrow();
            let memory = session
                .program
                .as_ref()
                .is_none_or(|program| program.app.is_none());
            session.applied == Sequence(0) && (memory || !listened)
        };
        // What never ran here would fail again: the author must hear of it at once.
        if hopeless {
            self.observer.failed(message);
        } else {
            self.died(message);
        }
    }

    /// The page is being hidden or left.
    pub fn leaving(&self) {
        self.session.borrow_mut().leave();
    }

    /// The page is seen again.
    pub fn stays(&self) {
        self.session.borrow_mut().forget_kept();
    }
}

impl App {
    fn died(&self, message: &str) {
        let given_up = {
            let mut session = self.session.borrow_mut();
            session.counters.deaths += 1;
            session.bury("the engine has died before it answered");
            match session.life.died(now()) {
                AfterDeath::Again(delay) => {
                    session.link.alarm(delay);
                    session.tabs.vouch(true);
                    false
                }
                AfterDeath::GiveUp => true,
            }
        };
        console_warn("Offstage: the engine has died:", message);
        if given_up {
            let mut why =
                String::from("the program died again and again, at last because of this: ");
            why.push_str(message);
            self.give_up(&why);
        } else {
            self.tell_state();
        }
    }

    /// Leaves it to the user to try again, and to other tabs to lead.
    pub(super) fn give_up(&self, message: &str) {
        {
            let mut session = self.session.borrow_mut();
            session.bury("the page has given up");
            session.life.end();
            session.tabs.resign(false);
        }
        self.observer.gave_up(message);
    }

    /// The engine may not write any more: another tab's does.
    pub(super) fn fenced(&self) {
        self.lost();
        self.session.borrow().tabs.resign(true);
    }

    fn spawn(&self) {
        let wrong = self.session.borrow_mut().spawn();
        if !wrong.is_empty() {
            self.observer.failed(&wrong);
        }
    }
}

impl Session {
    /// The engine is gone, or another one's word is awaited; the page stays as it is.
    pub(super) fn bury(&mut self, why: &str) {
        self.ready = false;
        self.link.end(why);
        // What has begun to be on the page belongs to what was shown.
        if self.page.hurry() {
            self.finish();
            self.ready = false;
        }
    }

    /// The page may go: what is not known to be logged is sent or kept, now.
    pub(super) fn leave(&mut self) {
        let Some(program) = self
            .program
            .as_ref()
            .filter(|program| program.app.is_some())
        else {
            return;
        };
        let tab = program.tab;
        if self.life.follows() && self.ready {
            if let Some(events) = self.queue.last_batch() {
                self.send_batch(events);
            }
            return;
        }
        let events = self.queue.unlogged();
        if self.applied == Sequence(0) || events.is_empty() {
            return;
        }
        let epoch = self.epoch;
        self.kept = true;
        self.tabs.keep(&page::leftover(tab, epoch, &events));
    }

    /// The page says itself what it has to say.
    pub(super) fn forget_kept(&mut self) {
        if core::mem::take(&mut self.kept) {
            self.tabs.keep(&[]);
        }
    }

    /// What tabs that are gone have left behind.
    fn leftovers(&self) -> Vec<Vec<u8>> {
        let found = (0..).map(|nth| self.tabs.leftover(nth));
        found.take_while(|bytes| !bytes.is_empty()).collect()
    }

    /// Commands the engine, wherever it is.
    pub(super) fn command(&self, command: &[u8]) {
        if self.life.follows() {
            self.tabs.command(command);
        } else {
            self.link.command(command);
        }
    }

    /// Starts a worker with the program; answers with what is wrong, or an empty text.
    fn spawn(&mut self) -> String {
        self.bury("the engine is started anew");
        let leftovers = self.leftovers();
        let (resumes, route) = (self.resumes(), self.page.current());
        // One that has shown nothing has had an epoch, too.
        self.lives = (self.lives + 1).max(resumes.map_or(0, |shown| shown.0 + 1));
        let epoch = Epoch(self.lives);
        let Some(program) = &mut self.program else {
            return String::new();
        };
        program.epoch = epoch;
        program.resumes = resumes;
        program.applied = self.applied;
        program.leftovers = leftovers;
        program.route = route;
        program.time = now();
        let command = page::start(program);
        program.leftovers.clear();
        let wrong = self.link.open(&self.worker_url);
        if wrong.is_empty() {
            self.link.connect();
            self.link.command(&command);
        }
        wrong
    }

    /// Another text of the program runs: the next engine is started with it, or asked for it.
    pub(super) fn replace_text(&mut self, entry: String, files: Vec<SourceFile>) {
        if let Some(program) = &mut self.program {
            program.entry = entry;
            program.files = files;
        }
    }

    /// Asks the tab that leads to show the program here, too.
    fn join(&mut self) {
        self.bury("another tab leads");
        self.link.dismiss();
        let delay = self.life.begin(Role::Follows);
        self.link.alarm(delay);
        let (resumes, route) = (self.resumes(), self.page.current());
        let Some(program) = &self.program else {
            return;
        };
        let command = Command::Attach(AttachTab {
            version: VERSION,
            program: program_fingerprint(&program.entry, &program.files),
            base: program.base.clone(),
            route,
            resumes,
            applied: self.applied,
        });
        self.tabs.command(&page::command(&command));
    }

    /// The life whose nodes are on the page.
    fn resumes(&self) -> Option<Epoch> {
        (self.applied != Sequence(0)).then_some(self.epoch)
    }
}
