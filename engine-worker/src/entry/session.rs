//! A running program in its worker: one loop over a queue.
//!
//! What comes in while something is written to the log waits in the queue; what waits together is appended
//! together. Nothing here is borrowed while the loop waits for the store.

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender};
use js_sys::{Array, Uint8Array};
use protocol::{
    AttachTab, Command, Durability, Leftover, RenderedDiagnostic, Report, Sequence, StartProgram,
    TabId, Task, VERSION,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::channel::{Said, TabChannel};
use super::js;
use super::stores::BrowserStore;
use super::worker::begin_work;
use crate::engine::TabOptions;
use crate::engine::driver::{Driver, DriverOptions, Fenced};

/// The longest delay that browsers keep.
const LONGEST_DELAY: f64 = 2_147_483_647.0;

/// What comes in; tabs other than the worker's own are named.
pub(super) enum Input {
    /// A command.
    Command(Option<TabId>, Command),
    /// A frame of a page.
    Frame(Option<TabId>, Vec<u8>),
    /// A tab has ended.
    Ended(TabId),
    /// Something is due.
    Time,
}

/// Tells the worker's own page something.
type Reporter = Box<dyn Fn(Report)>;

/// Runs a program until another life takes its log.
pub(super) async fn run(
    program: StartProgram,
    queue: UnboundedSender<Input>,
    inputs: UnboundedReceiver<Input>,
    report: Reporter,
) {
    let begun = js::performance_now();
    let app = program.app.clone();
    let tab = program.tab;
    let durability = program.durability;
    let store = async {
        match (&app, durability) {
            (Some(app), Durability::Strict | Durability::Relaxed) => {
                match BrowserStore::open(app).await {
                    Ok(store) => (Some(store), String::new()),
                    Err(error) => (None, error.to_string()),
                }
            }
            (_, Durability::Memory) => (None, String::new()),
            (None, _) => (
                None,
                "the program has no name to keep its state under".to_owned(),
            ),
        }
    };
    let options = DriverOptions {
        entry: program.entry,
        files: program.files,
        durability,
        epoch: program.epoch,
        now: js::now(),
        tab: TabOptions {
            tab,
            route: program.route,
            seed: program.seed,
            resumes: program.resumes,
            applied: program.applied,
            reset: program.resumes.is_some(),
        },
        leftovers: readable(&program.leftovers),
    };
    let mut driver = match Driver::open(store, options).await {
        Ok(driver) => driver,
        Err(diagnostics) => return report(Report::Failed(diagnostics)),
    };
    driver.set_recovery_time(js::performance_now() - begun);
    if driver.is_fenced() {
        return report(Report::Fenced);
    }
    report(Report::Started);
    if driver.engine().uses_router() {
        report(Report::UsesRouter);
    }
    let heard = queue.clone();
    let channel = app.and_then(|app| {
        TabChannel::open(&app, driver.engine().epoch(), move |tab, said| {
            let input = match said {
                Said::Command(command) => Input::Command(Some(tab), command),
                Said::Frame(frame) => Input::Frame(Some(tab), frame),
            };
            let _ = heard.unbounded_send(input);
        })
    });
    let timer = Timer::new(queue.clone());
    let mut session = Session {
        driver,
        tab,
        report,
        channel,
        queue,
        timer,
        replacement: None,
    };
    session.pump();
    if let Some(channel) = &session.channel {
        channel.lead();
    }
    if session.work_off(inputs).await == Err(Fenced) {
        session.timer.stop();
        session.channel = None;
        (session.report)(Report::Fenced);
    }
}

/// A running program.
struct Session {
    driver: Driver<BrowserStore>,
    /// The tab of this worker.
    tab: TabId,
    report: Reporter,
    channel: Option<TabChannel>,
    queue: UnboundedSender<Input>,
    timer: Timer,
    /// The text of the program that has replaced what this worker was started with.
    replacement: Option<Replacement>,
}

/// A text of the program that was put in the place of others.
struct Replacement {
    /// What tabs that have one of the others are told.
    report: Report,
    /// The fingerprints of the others.
    replaced: Vec<u64>,
}

impl Session {
    async fn work_off(&mut self, mut inputs: UnboundedReceiver<Input>) -> Result<(), Fenced> {
        while let Some(input) = inputs.next().await {
            begin_work();
            self.take(input).await?;
            // What came in meanwhile shares an append.
            while let Ok(input) = inputs.try_recv() {
                self.take(input).await?;
            }
            self.driver.settle(js::now()).await?;
            self.pump();
            // Not before: the page has what it waits for.
            self.driver.engine_mut().clear_away();
        }
        Ok(())
    }

    async fn take(&mut self, input: Input) -> Result<(), Fenced> {
        match input {
            Input::Frame(tab, frame) => {
                if let Err(error) = self.driver.accept(tab.unwrap_or(self.tab), &frame) {
                    js::console_error(&format!(
                        "Offstage: a frame of the page was refused: {error}"
                    ));
                }
                Ok(())
            }
            Input::Ended(tab) => {
                self.driver.engine_mut().detach(tab);
                Ok(())
            }
            Input::Time => {
                self.timer.stop();
                Ok(())
            }
            Input::Command(tab, command) => self.command(tab, command).await,
        }
    }

    async fn command(&mut self, tab: Option<TabId>, command: Command) -> Result<(), Fenced> {
        match (command, tab) {
            (Command::Attach(attach), Some(tab)) => self.attach(tab, attach),
            (Command::Detach, Some(tab)) => self.driver.engine_mut().detach(tab),
            (Command::Inspect { request }, _) => {
                let inspection = self.driver.inspect(tab.unwrap_or(self.tab));
                self.answer(tab, request, plain(&inspection));
            }
            (Command::Manage { request, task }, _) => {
                let answer = self.manage(tab.unwrap_or(self.tab), task).await?;
                self.answer(tab, request, answer);
            }
            // A worker is started once, and its own page is attached from the start.
            (Command::Start(_) | Command::Attach(_) | Command::Detach, _) => {}
        }
        Ok(())
    }

    fn attach(&mut self, tab: TabId, attach: AttachTab) {
        let Some(channel) = &self.channel else { return };
        if attach.version != VERSION {
            return channel.report(tab, &Report::OtherVersion { worker: VERSION });
        }
        let engine = self.driver.engine_mut();
        if attach.program != engine.fingerprint() {
            match &self.replacement {
                // The tab was away, or on its way, when the text was replaced.
                Some(Replacement { report, replaced }) if replaced.contains(&attach.program) => {
                    channel.report(tab, report);
                }
                _ => return channel.report(tab, &Report::OtherProgram),
            }
        }
        let is_new = !engine.tabs().any(|known| known == tab);
        engine.attach(TabOptions {
            tab,
            route: attach.route,
            seed: js::seed(),
            resumes: attach.resumes,
            applied: attach.applied,
            reset: true,
        });
        channel.report(tab, &Report::Started);
        if engine.uses_router() {
            channel.report(tab, &Report::UsesRouter);
        }
        channel.report(tab, &Report::Storage(self.driver.storage()));
        if is_new {
            let queue = self.queue.clone();
            channel.watch(tab, move || {
                let _ = queue.unbounded_send(Input::Ended(tab));
            });
        }
    }

    /// Does what the page of a tab has asked for.
    async fn manage(&mut self, tab: TabId, task: Task) -> Result<Answer, Fenced> {
        Ok(match task {
            Task::ClearState => {
                self.driver.clear_state(js::now()).await?;
                self.begin_life();
                Ok(JsValue::TRUE)
            }
            Task::Swap { entry, files } => {
                let before = self.driver.engine().fingerprint();
                let report = Report::Swapped {
                    entry: entry.clone(),
                    files: files.clone(),
                };
                match self.driver.swap(entry, files, js::now()).await? {
                    Ok(dropped) => {
                        self.begin_life();
                        self.replaced(tab, before, report);
                        plain(&dropped)
                    }
                    Err(diagnostics) => Err(Refusal::wrong_program(&diagnostics)),
                }
            }
            Task::DeadLetters => plain(&self.driver.engine().dead_letters()),
            Task::Retry(sequence) => found(self.driver.engine_mut().retry(sequence), sequence),
            Task::Discard(sequence) => found(self.driver.engine_mut().discard(sequence), sequence),
            Task::Recording { redact } => match self.driver.recording(redact).await {
                Ok(bytes) => Ok(Uint8Array::from(&bytes[..]).into()),
                Err(problem) => Err(Refusal::because(problem)),
            },
        })
    }

    /// Another life has begun in this worker: other tabs name it from now on.
    fn begin_life(&mut self) {
        if let Some(channel) = &mut self.channel {
            channel.set_epoch(self.driver.engine().epoch());
        }
        if self.driver.engine().uses_router() {
            self.report_all(&Report::UsesRouter);
        }
    }

    /// Another text runs because a tab has asked for it: whoever starts or attaches next must have it.
    fn replaced(&mut self, asked: TabId, before: u64, report: Report) {
        for tab in self.driver.engine().tabs().filter(|tab| *tab != asked) {
            self.report_to(tab, report.clone());
        }
        let earlier = self.replacement.take();
        let mut replaced = earlier.map_or_else(Vec::new, |earlier| earlier.replaced);
        if !replaced.contains(&before) {
            replaced.push(before);
        }
        self.replacement = Some(Replacement { report, replaced });
    }

    fn report_all(&self, report: &Report) {
        for tab in self.driver.engine().tabs() {
            self.report_to(tab, report.clone());
        }
    }

    fn report_to(&self, tab: TabId, report: Report) {
        if tab == self.tab {
            (self.report)(report);
        } else if let Some(channel) = &self.channel {
            channel.report(tab, &report);
        }
    }

    /// Tells every tab what there is to say, and sets the timer.
    fn pump(&mut self) {
        let tabs: Vec<TabId> = self.driver.engine().tabs().collect();
        for tab in tabs {
            let mut sent = false;
            while let Some(frame) = self.driver.take_frame(tab) {
                self.send(tab, &frame);
                sent = true;
            }
            // A frame acknowledges in its header what is logged; without one the page must hear it
            // too, or it would hold its next events back.
            if !sent && let Some(frame) = self.driver.take_acknowledgement(tab) {
                self.send(tab, &frame);
            }
            let diagnostics = self.driver.engine_mut().take_diagnostics_of(tab);
            if !diagnostics.is_empty() {
                self.report_to(tab, Report::Diagnostics(diagnostics));
            }
        }
        if let Some(storage) = self.driver.take_storage() {
            self.report_all(&Report::Storage(storage));
        }
        for letter in self.driver.engine_mut().take_given_up() {
            self.report_all(&Report::GivenUp {
                sequence: Sequence(letter.sequence),
                what: letter.what,
            });
        }
        let deadline = self.driver.engine().next_deadline();
        self.timer.set(deadline);
    }

    fn send(&self, tab: TabId, frame: &[u8]) {
        if tab == self.tab {
            js::send_frame(frame);
        } else if let Some(channel) = &self.channel {
            channel.frame(tab, frame);
        }
    }

    fn answer(&self, tab: Option<TabId>, request: u32, answer: Answer) {
        let answer = match answer {
            Ok(value) => js::object(&[("request", &request.into()), ("value", &value)]),
            Err(Refusal { error, diagnostics }) => js::object(&[
                ("request", &request.into()),
                ("error", &error.into()),
                ("diagnostics", &diagnostics),
            ]),
        };
        match (tab, &self.channel) {
            (None, _) => js::send(&answer),
            (Some(tab), Some(channel)) => channel.answer(tab, &answer),
            (Some(_), None) => {}
        }
    }
}

/// What is answered to a question.
type Answer = Result<JsValue, Refusal>;

/// Why a question has no answer.
struct Refusal {
    error: String,
    /// What is wrong with a program, as plain objects.
    diagnostics: JsValue,
}

impl Refusal {
    fn because(error: String) -> Refusal {
        Refusal {
            error,
            diagnostics: Array::new().into(),
        }
    }

    fn wrong_program(diagnostics: &[RenderedDiagnostic]) -> Refusal {
        let lines: Vec<String> = diagnostics
            .iter()
            .map(|found| {
                let RenderedDiagnostic {
                    file,
                    line,
                    column,
                    message,
                    ..
                } = found;
                format!("{file}:{line}:{column}: {message}")
            })
            .collect();
        match plain(&diagnostics) {
            Ok(diagnostics) => Refusal {
                error: lines.join("\n"),
                diagnostics,
            },
            Err(refusal) => refusal,
        }
    }
}

/// What tabs that are gone have left behind, less what another build has written.
fn readable(leftovers: &[Vec<u8>]) -> Vec<Leftover> {
    let read = leftovers.iter().map(|bytes| postcard::from_bytes(bytes));
    read.filter_map(Result::ok).collect()
}

/// The answer to a question that nobody can take.
pub(super) fn refusal(request: u32, error: &str) -> JsValue {
    js::object(&[("request", &request.into()), ("error", &error.into())])
}

/// Something as an object that the page can use as it is.
fn plain(value: &impl Serialize) -> Answer {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value
        .serialize(&serializer)
        .map_err(|error| Refusal::because(error.to_string()))
}

fn found(found: bool, sequence: Sequence) -> Answer {
    if found {
        Ok(JsValue::TRUE)
    } else {
        let number = sequence.0;
        Err(Refusal::because(format!(
            "there is no dead letter {number}"
        )))
    }
}

/// The one timer of the worker.
struct Timer {
    run: Closure<dyn FnMut()>,
    handle: Option<i32>,
}

impl Timer {
    fn new(queue: UnboundedSender<Input>) -> Timer {
        let run = Closure::new(move || {
            let _ = queue.unbounded_send(Input::Time);
        });
        Timer { run, handle: None }
    }

    fn set(&mut self, deadline: Option<f64>) {
        self.stop();
        if let Some(deadline) = deadline {
            // Browsers fire up to a millisecond early by our clock; the engine then names the rest.
            let delay = (deadline - js::now()).clamp(0.0, LONGEST_DELAY).ceil();
            self.handle = Some(js::set_timeout(&self.run, delay));
        }
    }

    fn stop(&mut self) {
        if let Some(handle) = self.handle.take() {
            js::clear_timeout(handle);
        }
    }
}
