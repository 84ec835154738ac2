//! The life of the engine as its page sees it: when it is dead, and what then.
//!
//! ```text
//! Away ─ begin ─▶ Starting ─ shown ─▶ Running
//!   ▲                 │ died             │ died
//!   │                 ▼                  │
//!   │              Resting ◀─────────────┘
//!   └── too often ────┘ tick ─▶ Starting
//! ```
//!
//! The engine is watched by counting: so many of the page's own ticks without a word from it although one
//! is due. A page that was busy, throttled or asleep has not ticked either, so its own pauses kill nobody;
//! and where its ticks come late, the machine is loaded, and the worker's turn comes late, too. One that lives
//! and is taken for dead loses nothing, but starts again, and what it was at counts as tried: so each death
//! before anything was processed is followed by more patience. Nothing here acts: the caller asks with each tick
//! what to do, and keeps the one timer.
//!
//! Roads not taken: a deadline by the clock, which a suspended laptop meets for every worker at once; a
//! ping at each tick, which would wake an idle page ten times a second.

use core::ops::Range;

use protocol::Durability;

/// How often a page looks after its own worker while it waits for a word, in milliseconds.
pub(crate) const TICK: u32 = 100;
/// How often it asks a worker from which it awaits nothing.
const IDLE_TICK: u32 = 2000;
/// How often a page that follows asks for the tab that leads.
const FOLLOWING_TICK: u32 = 250;

/// How many ticks an engine may be silent; the next one is its end. A trap is told at once; this is for what
/// never ends. On two cores with ten threads that want one, and a disk that is being filled, writes to the
/// store were seen to last up to 310 ms and workers to be silent for up to 960: then ticks come late.
const PATIENCE: u32 = 3;
/// By how many milliseconds a tick is late, and how many such ticks of a silence do not count. Those of a
/// hidden page come once a second however idle the machine is.
const LATE: Range<f64> = 50.0..800.0;
const EXCUSES: u32 = 15;
/// By how much patience grows with each death of a row, and how often.
const MORE_PATIENCE: u32 = 4;
const MOST_PATIENCE: u32 = 2;
/// The same for a tab that leads, in the ticks of those who follow: its page answers, not its worker.
const FOLLOWING_PATIENCE: u32 = 4;
/// The same where a death costs more than the wait: in memory it costs the state, and a disk that is slow to
/// flush is no reason to ask it for more.
const LONG_PATIENCE: u32 = 20;
/// The same from the start to the first frame: half a minute for compiling, loading and recovering.
const STARTING_PATIENCE: u32 = 300;

/// How long to rest before the next start, by the number of deaths in a row; then the last again.
const RESTS: [u32; 4] = [0, 250, 1000, 4000];
/// How many deaths in a row are too many.
const MOST_DEATHS: u32 = 5;
/// After so many milliseconds without a death the next is no longer one of a row.
const CALM: f64 = 30_000.0;

/// Whose engine shows the program here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The page has the worker.
    Leads,
    /// Another tab has it.
    Follows,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// There is no engine, and none is awaited.
    Away,
    /// It is to say its first word, or to show its first frame.
    Starting,
    /// It has shown something.
    Running,
    /// It has died and is to be started again.
    Resting,
}

/// What is to be done at a tick, and after how many milliseconds the next one is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    /// Nothing, ever again.
    Still,
    /// Nothing now.
    Wait(u32),
    /// Ask the engine for a word.
    Ask(u32),
    /// Start an engine.
    Start(u32),
    /// The engine is dead: it must be ended and is then to be reported as such.
    Dead,
}

/// What follows a death.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterDeath {
    /// A tick after so many milliseconds.
    Again(u32),
    /// It has died too often: only the user may try again.
    GiveUp,
}

/// What is known of the engine's life.
#[derive(Debug)]
pub(crate) struct Life {
    role: Role,
    phase: Phase,
    patience: u32,
    /// Ticks without a word although one is due.
    silent: u32,
    /// How many more were late and do not count.
    late: u32,
    /// Whether it was asked for a word.
    asked: bool,
    /// Deaths in a row, and when the last of them was.
    deaths: u32,
    died: f64,
}

impl Life {
    /// No engine yet.
    pub(crate) fn new(durability: Durability) -> Self {
        Life {
            role: Role::Leads,
            phase: Phase::Away,
            patience: match durability {
                Durability::Relaxed => PATIENCE,
                Durability::Strict | Durability::Memory => LONG_PATIENCE,
            },
            silent: 0,
            late: 0,
            asked: false,
            deaths: 0,
            died: 0.0,
        }
    }

    /// An engine is being started here, or waited for from another tab; answers when the first tick is due.
    pub(crate) fn begin(&mut self, role: Role) -> u32 {
        self.role = role;
        self.phase = Phase::Starting;
        self.heard();
        match role {
            Role::Leads => TICK,
            Role::Follows => FOLLOWING_TICK,
        }
    }

    /// Nobody is awaited any more.
    pub(crate) fn end(&mut self) {
        self.phase = Phase::Away;
    }

    /// The engine has said something.
    pub(crate) fn heard(&mut self) {
        self.silent = 0;
        self.late = 0;
        self.asked = false;
    }

    /// A frame of the engine is on the page.
    pub(crate) fn shown(&mut self) {
        self.phase = Phase::Running;
    }

    /// The engine has processed an event: what it dies of next is something else.
    pub(crate) fn progressed(&mut self) {
        self.deaths = 0;
    }

    /// The user wants another try.
    pub(crate) fn forgive(&mut self) {
        self.deaths = 0;
    }

    /// Whether the page has an engine to talk to.
    #[cfg(test)]
    pub(crate) fn runs(&self) -> bool {
        self.phase == Phase::Running
    }

    /// Whether there is one, or will be without the user.
    pub(crate) fn is_expected(&self) -> bool {
        self.phase != Phase::Away
    }

    /// Whether one that has died is to be started again.
    pub(crate) fn rests(&self) -> bool {
        self.phase == Phase::Resting
    }

    /// Whether it is another tab's.
    pub(crate) fn follows(&self) -> bool {
        self.role == Role::Follows
    }

    /// Time has passed, and `late` milliseconds more than it should have; `awaits` says whether the engine owes
    /// the page an answer.
    pub(crate) fn tick(&mut self, awaits: bool, late: f64) -> Beat {
        let is_excuse = self.role == Role::Leads && LATE.contains(&late) && self.late < EXCUSES;
        self.late += u32::from(is_excuse);
        self.silent += u32::from(!is_excuse);
        match (self.phase, self.role) {
            (Phase::Away, _) => Beat::Still,
            (Phase::Resting, _) => Beat::Start(self.begin(Role::Leads)),
            (Phase::Starting, Role::Leads) => self.count(STARTING_PATIENCE, Beat::Wait(TICK)),
            (Phase::Starting | Phase::Running, Role::Follows) => {
                self.count(FOLLOWING_PATIENCE, Beat::Ask(FOLLOWING_TICK))
            }
            (Phase::Running, Role::Leads) if awaits || self.asked => {
                self.asked = true;
                let more = MORE_PATIENCE.pow(self.deaths.min(MOST_PATIENCE));
                self.count(self.patience * more, Beat::Ask(TICK))
            }
            (Phase::Running, Role::Leads) => {
                self.silent = 0;
                self.asked = true;
                Beat::Ask(TICK)
            }
        }
    }

    /// When the next tick is due after a word of the engine, if that is not soon.
    pub(crate) fn pause(&self, awaits: bool) -> Option<u32> {
        let idle = self.phase == Phase::Running && self.role == Role::Leads && !awaits;
        idle.then_some(IDLE_TICK)
    }

    /// The engine has died.
    pub(crate) fn died(&mut self, now: f64) -> AfterDeath {
        if now - self.died >= CALM {
            self.deaths = 0;
        }
        self.died = now;
        self.deaths += 1;
        if self.deaths > MOST_DEATHS {
            self.phase = Phase::Away;
            return AfterDeath::GiveUp;
        }
        self.phase = Phase::Resting;
        let rest = RESTS.get(self.deaths as usize - 1).or(RESTS.last());
        AfterDeath::Again(rest.copied().unwrap_or_default())
    }

    fn count(&self, patience: u32, otherwise: Beat) -> Beat {
        if self.silent > patience {
            return Beat::Dead;
        }
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(role: Role) -> Life {
        let mut life = Life::new(Durability::Relaxed);
        life.begin(role);
        life.shown();
        life
    }

    /// How many ticks it takes until the engine is dead.
    #[track_caller]
    fn check_silence(mut life: Life, awaits: bool, expect: Option<u32>) {
        let dead = (1..=1000).find(|_| life.tick(awaits, 0.0) == Beat::Dead);
        assert_eq!(dead, expect);
    }

    #[test]
    fn an_engine_that_owes_an_answer_may_be_silent_for_three_ticks() {
        check_silence(running(Role::Leads), true, Some(4));
    }

    #[test]
    fn late_ticks_excuse_an_engine_but_not_for_ever() {
        let mut life = running(Role::Leads);
        let dead = (1..=1000).find(|_| life.tick(true, 60.0) == Beat::Dead);
        assert_eq!(dead, Some(EXCUSES + 4));
    }

    #[test]
    fn each_death_of_a_row_is_followed_by_more_patience() {
        let mut life = running(Role::Leads);
        let silence = |life: &mut Life| {
            life.died(0.0);
            life.begin(Role::Leads);
            life.shown();
            (1..=1000).find(|_| life.tick(true, 0.0) == Beat::Dead)
        };
        for expect in [13, 49, 49] {
            assert_eq!(silence(&mut life), Some(expect));
        }
        life.begin(Role::Leads);
        life.shown();
        life.progressed();
        check_silence(life, true, Some(4));
    }

    #[test]
    fn an_engine_that_owes_nothing_is_asked_first() {
        // The tick that asks is no silence yet.
        check_silence(running(Role::Leads), false, Some(5));
    }

    #[test]
    fn a_word_starts_the_count_anew() {
        let mut life = running(Role::Leads);
        for _ in 0..100 {
            for _ in 0..3 {
                assert_eq!(life.tick(true, 0.0), Beat::Ask(TICK));
            }
            life.heard();
        }
        assert_eq!(life.pause(false), Some(IDLE_TICK));
        assert_eq!(life.pause(true), None);
    }

    #[test]
    fn where_a_death_is_dear_the_page_waits_longer() {
        for durability in [Durability::Memory, Durability::Strict] {
            let mut life = Life::new(durability);
            life.begin(Role::Leads);
            life.shown();
            check_silence(life, true, Some(21));
        }
    }

    #[test]
    fn a_start_has_half_a_minute() {
        let mut life = Life::new(Durability::Relaxed);
        assert_eq!(life.begin(Role::Leads), TICK);
        check_silence(life, true, Some(301));
    }

    #[test]
    fn a_tab_that_follows_asks_at_once_and_always() {
        check_silence(running(Role::Follows), false, Some(5));
        let mut life = Life::new(Durability::Memory);
        life.begin(Role::Follows);
        assert_eq!(life.tick(false, 0.0), Beat::Ask(FOLLOWING_TICK));
        check_silence(life, false, Some(4));
    }

    #[test]
    fn deaths_in_a_row_are_followed_by_longer_rests_and_then_by_none() {
        let mut life = running(Role::Leads);
        for rest in [0, 250, 1000, 4000, 4000] {
            assert_eq!(life.died(1000.0), AfterDeath::Again(rest));
            assert_eq!(life.tick(false, 0.0), Beat::Start(TICK));
            assert!(life.is_expected() && !life.runs());
        }
        assert_eq!(life.died(1000.0), AfterDeath::GiveUp);
        assert_eq!(life.tick(true, 0.0), Beat::Still);
        assert!(!life.is_expected());
        life.forgive();
        life.begin(Role::Leads);
        assert_eq!(life.died(1000.0), AfterDeath::Again(0));
    }

    #[test]
    fn a_processed_event_and_a_calm_time_end_the_row() {
        let mut life = running(Role::Leads);
        for _ in 0..100 {
            assert_eq!(life.died(0.0), AfterDeath::Again(0));
            life.progressed();
        }
        let mut now = 0.0;
        for _ in 0..100 {
            now += CALM;
            assert_eq!(life.died(now), AfterDeath::Again(0));
        }
        assert_eq!(life.died(now + CALM - 1.0), AfterDeath::Again(250));
    }

    #[test]
    fn who_follows_and_must_lead_starts_like_anybody() {
        let mut life = running(Role::Follows);
        assert!(life.follows());
        life.begin(Role::Leads);
        assert!(!life.follows() && !life.runs());
        life.shown();
        assert!(life.runs());
        life.end();
        assert_eq!(life.tick(true, 0.0), Beat::Still);
    }
}
