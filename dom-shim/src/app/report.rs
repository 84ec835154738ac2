//! What the engine reports, on its way to the custom element.

use alloc::string::String;
use alloc::vec::Vec;

use protocol::{
    DiagnosticSeverity, Durability, RenderedDiagnostic, Report, Sequence, SourceFile, Storage, page,
};
use wasm_bindgen::prelude::*;

use super::{App, Observer};
use crate::link;
use crate::words::push_number;

const OTHER_BUILD: &str = "the page and the worker are of different versions: the files beside offstage.js are of different builds";

const OTHER_PROGRAM: &str = "another tab runs another version of this program, and both share its state. \
Reload the older one of the tabs, or close the other one; then try again";

#[wasm_bindgen]
impl App {
    /// A message of the typed bridge has come from the worker.
    pub fn told(&self, bytes: &[u8]) {
        match link::report(bytes) {
            Some(report) => self.report(report),
            None => self.observer.failed(OTHER_BUILD),
        }
    }

    /// A report has come from the tab that leads.
    pub fn reported(&self, bytes: &[u8]) {
        match page::report(bytes) {
            Some(report) => self.report(report),
            None => self.give_up(OTHER_PROGRAM),
        }
    }
}

impl App {
    fn report(&self, report: Report) {
        match report {
            // The state is `running` when the first frame is on the page; what tabs that are gone have left
            // behind is in the log.
            Report::Started => self.session.borrow().tabs.took(),
            Report::UsesRouter => self.claim_router(),
            Report::Diagnostics(diagnostics) => tell_all(&self.observer, &diagnostics, false),
            Report::Failed(diagnostics) => tell_all(&self.observer, &diagnostics, true),
            Report::OtherVersion { worker: _ } => self.observer.failed(OTHER_BUILD),
            Report::Storage(storage) => tell_storage(&self.observer, &storage),
            Report::GivenUp { sequence, what } => self.given_up(sequence, &what),
            Report::OtherProgram => self.give_up(OTHER_PROGRAM),
            Report::Fenced => self.fenced(),
            Report::Swapped { entry, files } => self.replaced(entry, files),
        }
    }

    fn given_up(&self, Sequence(number): Sequence, what: &str) {
        let mut message = String::from("event ");
        push_number(&mut message, number);
        message.push_str(" was given up, because the engine died whenever it was processed: ");
        message.push_str(what);
        let hint =
            "deadLetters() lists it, retry(number) tries it once more, discard(number) forgets it";
        self.say(true, &message, hint);
    }

    /// Another tab has replaced the text of the program.
    fn replaced(&self, entry: String, files: Vec<SourceFile>) {
        for file in &files {
            self.observer.file(&file.path, &file.text);
        }
        self.observer.swapped(&entry);
        self.session.borrow_mut().replace_text(entry, files);
    }

    /// The program uses the Router; of the apps with one base, one has it.
    fn claim_router(&self) {
        let page = {
            let mut session = self.session.borrow_mut();
            // Another life of the engine says it again.
            if core::mem::replace(&mut session.uses_router, true) {
                return;
            }
            session.page.clone()
        };
        if !page.claim() {
            let base = page.base();
            let mut message = String::from("another app of this page has the routes below `");
            message.push_str(&base);
            message.push_str("`: this one keeps its route to itself");
            let hint = "give each app that uses the Router a `base` of its own";
            self.say(false, &message, hint);
        }
    }

    /// Something that is not about a place in the program.
    fn say(&self, is_error: bool, message: &str, hint: &str) {
        self.observer
            .diagnostic(is_error, message, "", 0, 0, "", "");
        self.observer.hint(hint);
        self.observer.diagnosed(false);
    }
}

fn tell_storage(observer: &Observer, storage: &Storage) {
    let durability = match storage.durability {
        Durability::Strict => "strict",
        Durability::Relaxed => "relaxed",
        Durability::Memory => "memory",
    };
    observer.storage(durability, &storage.place, &storage.problem);
}

fn tell_all(observer: &Observer, diagnostics: &[RenderedDiagnostic], failed: bool) {
    for diagnostic in diagnostics {
        observer.diagnostic(
            diagnostic.severity == DiagnosticSeverity::Error,
            &diagnostic.message,
            &diagnostic.file,
            diagnostic.line,
            diagnostic.column,
            &diagnostic.source_line,
            &diagnostic.caret,
        );
        for hint in &diagnostic.hints {
            observer.hint(hint);
        }
        for step in &diagnostic.trace {
            observer.step(step);
        }
    }
    observer.diagnosed(failed);
}
