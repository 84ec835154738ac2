//! The engine behind a page: started or followed, watched, buried, started again.
//!
//! [`crate::life`] decides, this does. What the page shows and what its user does meanwhile stays in the
//! session until the next engine has said how it calls what is there.

use protocol::{Durability, Location, Sequence, encode_events, page};

use super::session::Session;
use crate::border::{Asked, End};
use crate::life::{AfterDeath, Beat, Life, Role};
use crate::patches::mirror::Mirror;

impl Session {
    /// Starts the program, or shows it if another tab runs it: that it leads or follows a program with a name
    /// will be told. Without one nothing is kept.
    pub(super) fn start(&mut self, durability: u32, named: bool) {
        self.life = Life::new(match durability {
            0 => Durability::Strict,
            1 => Durability::Relaxed,
            _ => Durability::Memory,
        });
        self.runs = true;
        self.named = named;
        if !named {
            self.leads();
        }
    }

    /// Ends everything: worker, timers, listeners, nodes. What is not logged yet is kept.
    pub(super) fn stop(&mut self) {
        self.leave();
        self.page.ask(Asked::Close);
        self.life.end();
        self.runs = false;
        self.ready = false;
        self.mirror = Mirror::default();
    }

    /// The user wants another try after the page has given up.
    pub(super) fn retry(&mut self) {
        self.life.forgive();
        if self.named {
            self.page.ask(Asked::Stand);
        } else {
            self.leads();
        }
        self.tell_state();
    }

    /// This tab leads: its worker runs the program.
    pub(super) fn leads(&mut self) {
        let delay = self.life.begin(Role::Leads);
        self.alarm(delay);
        self.page.ask1(Asked::Vouch, 1);
        self.spawn();
    }

    /// Another tab leads: asks it to show the program here, too.
    pub(super) fn follows(&mut self) {
        self.bury(End::OtherLeads);
        self.page.ask(Asked::Dismiss);
        let delay = self.life.begin(Role::Follows);
        self.alarm(delay);
        let [resumes, low, high] = self.shown();
        self.page.asks(Asked::Join, [resumes, low, high, 0, 0]);
        self.tell_state();
    }

    /// Another tab has taken over because this one was silent for too long.
    pub(super) fn lost(&mut self) {
        self.bury(End::OtherTookOver);
        self.life.end();
        self.tell_state();
    }

    /// The engine has said something.
    pub(super) fn heard(&mut self) {
        self.life.heard();
        if let Some(delay) = self.life.pause(self.queue.awaits()) {
            self.alarm(delay);
        }
    }

    /// The alarm has gone off, so many milliseconds after it was due.
    pub(super) fn tick(&mut self, late: f64) {
        let beat = self.life.tick(self.queue.awaits(), late);
        let follows = self.life.follows();
        match beat {
            Beat::Still => {}
            Beat::Wait(delay) => self.alarm(delay),
            Beat::Ask(delay) => {
                self.page.ask1(Asked::Ping, u32::from(follows));
                self.alarm(delay);
            }
            Beat::Start(delay) => {
                self.alarm(delay);
                self.spawn();
            }
            Beat::Dead if follows => {
                self.bury(End::LeaderSilent);
                self.life.end();
                self.page.ask(Asked::Steal);
                self.tell_state();
            }
            Beat::Dead => self.died(true),
        }
    }

    /// The worker is gone, or says that it fails; `listened` if it had said that it listens.
    pub(super) fn failed(&mut self, listened: bool) {
        // What never ran here would fail again: the author must hear of it at once.
        if self.applied == Sequence(0) && !(self.named && listened) {
            self.page.ask(Asked::Hopeless);
        } else {
            self.died(false);
        }
    }

    fn died(&mut self, silent: bool) {
        self.died += 1;
        self.bury(End::Died);
        let given_up = match self.life.died(self.now) {
            AfterDeath::Again(delay) => {
                self.alarm(delay);
                self.page.ask1(Asked::Vouch, 1);
                false
            }
            AfterDeath::GiveUp => true,
        };
        let died = [u32::from(given_up), u32::from(silent), 0, 0, 0];
        self.page.asks(Asked::Died, died);
        if given_up {
            self.give_up();
        } else {
            self.tell_state();
        }
    }

    /// Leaves it to the user to try again, and to other tabs to lead.
    pub(super) fn give_up(&mut self) {
        self.bury(End::GaveUp);
        self.life.end();
        self.page.ask1(Asked::Resign, 0);
        self.told_state = 0;
    }

    /// The engine may not write any more: another tab's does.
    pub(super) fn fenced(&mut self) {
        self.lost();
        self.page.ask1(Asked::Resign, 1);
    }

    /// Whether the engine may be asked something: 1 if this tab leads, 2 if it follows; otherwise why not.
    pub(super) fn request(&self) -> u32 {
        if !self.life.is_expected() {
            3
        } else if self.life.rests() {
            4
        } else {
            1 + u32::from(self.life.follows())
        }
    }

    pub(super) fn alarm(&self, delay: u32) {
        self.page.ask1(Asked::Alarm, delay);
    }

    /// The engine is gone, or another one's word is awaited; the page stays as it is.
    fn bury(&mut self, why: End) {
        self.ready = false;
        self.page.ask1(Asked::End, why as u32);
        // What has begun to be on the page belongs to what was shown.
        if self.page.ask(Asked::Hurry) != 0 {
            self.finish();
            self.ready = false;
        }
    }

    /// The page may go: what is not known to be logged is sent or kept, now.
    pub(super) fn leave(&mut self) {
        if !self.named {
            return;
        }
        if self.life.follows() && self.ready {
            if let Some(events) = self.queue.last_batch() {
                let bytes = encode_events(self.epoch, Location::Local, events);
                self.send_batch(bytes);
            }
            return;
        }
        let events = self.queue.unlogged();
        if self.applied == Sequence(0) || self.queue.pending() == 0 {
            return;
        }
        let bytes = page::events(&events);
        self.kept = true;
        self.keep(&bytes);
    }

    /// The page says itself what it has to say.
    pub(super) fn forget_kept(&mut self) {
        if core::mem::take(&mut self.kept) {
            self.keep(&[]);
        }
    }

    fn keep(&self, events: &[u8]) {
        let (place, length) = super::place(events);
        self.page
            .asks(Asked::Keep, [place, length, self.epoch.0, 0, 0]);
    }

    /// Starts a worker with the program.
    fn spawn(&mut self) {
        self.bury(End::Anew);
        let [resumes, low, high] = self.shown();
        // One that has shown nothing has had an epoch, too.
        self.lives = (self.lives + 1).max(resumes + 1);
        let open = [self.lives, resumes, low, high, 0];
        self.page.asks(Asked::Open, open);
    }

    /// The life whose nodes are on the page, or 0, and its newest frame.
    fn shown(&self) -> [u32; 3] {
        let Sequence(applied) = self.applied;
        let resumes = if applied == 0 { 0 } else { self.epoch.0 };
        [resumes, applied as u32, (applied >> 32) as u32]
    }
}
