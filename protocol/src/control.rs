//! The typed bridge: the few messages that are not frames.
//!
//! They go through the worker library's own channel, encoded with postcard by its codec. Bulk goes through
//! a port of its own, see [`crate::frame`].

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::event::StampedEvent;
use crate::ids::{Epoch, Sequence, TabId};

/// What a page asks of the engine that runs its program: its own worker, or the worker of the tab that
/// leads. There is no "stop": a page ends its worker, and everything with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Run a program.
    Start(StartProgram),
    /// Show the program that runs here to another tab, too.
    Attach(AttachTab),
    /// The tab that says so shows the program no longer.
    Detach,
    /// Tell the counters and the scope tree; the answer comes as a ready object.
    Inspect {
        /// The number under which the answer comes.
        request: u32,
    },
    /// Do something about the saved state; the answer comes as a ready object.
    Manage {
        /// The number under which the answer comes.
        request: u32,
        /// What to do.
        task: Task,
    },
}

/// What a page may ask about the saved state of its program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Forget everything that is saved and start anew.
    ClearState,
    /// Go on with another text of the program; answers the places whose state was dropped.
    Swap {
        /// The path of the file to run.
        entry: String,
        /// All files.
        files: Vec<SourceFile>,
    },
    /// List the events that were given up.
    DeadLetters,
    /// Try an event that was given up once more.
    Retry(Sequence),
    /// Forget an event that was given up.
    Discard(Sequence),
    /// Give the log as a file; answers bytes.
    Recording {
        /// Whether texts are blanked.
        redact: bool,
    },
}

/// How long what happened is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Durability {
    /// On the disk before anything of it is shown.
    Strict,
    /// In the file before anything of it is shown; the system writes it to the disk when it likes.
    #[default]
    Relaxed,
    /// As long as the worker lives.
    Memory,
}

/// Another tab that shows a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttachTab {
    /// [`crate::VERSION`] of the tab.
    pub version: u8,
    /// Which text of the program the tab has: see [`program_fingerprint`].
    pub program: u64,
    /// The tab's path that is the program's `/`.
    pub base: String,
    /// The program's path in the tab.
    pub route: String,
    /// The epoch whose nodes are on the tab's page, if any are.
    pub resumes: Option<Epoch>,
    /// The newest frame of that epoch on the page: what came later is said again.
    pub applied: Sequence,
}

/// Events of a tab that ended before they were known to be logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leftover {
    /// The tab that ended.
    pub tab: TabId,
    /// The life of the engine that the targets belong to.
    pub epoch: Epoch,
    /// The events.
    pub events: Vec<StampedEvent>,
}

/// A number that differs for different texts of a program.
#[must_use]
pub fn program_fingerprint(entry: &str, files: &[SourceFile]) -> u64 {
    // FNV-1a: both sides have it in a few bytes of code, and nobody is meant to forge it.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(entry);
    for file in files {
        add(&file.path);
        add(&file.text);
    }
    hash
}

/// A program and its surroundings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StartProgram {
    /// [`crate::VERSION`] of the page.
    pub version: u8,
    /// The least epoch that the life that begins may have; the log may ask for a later one.
    pub epoch: Epoch,
    /// The tab.
    pub tab: TabId,
    /// The name under which state is kept; without one there is only [`Durability::Memory`].
    pub app: Option<String>,
    /// How long what happens is kept.
    pub durability: Durability,
    /// The epoch whose nodes are on the page, if any are: the worker before this one has died.
    pub resumes: Option<Epoch>,
    /// The newest frame of that epoch on the page: what came later is said again.
    pub applied: Sequence,
    /// What other tabs could not say any more: the bytes of a [`Leftover`] each. A page passes them on unread.
    pub leftovers: Vec<Vec<u8>>,
    /// The path of the file to run.
    pub entry: String,
    /// All files, the entry among them.
    pub files: Vec<SourceFile>,
    /// The page's path that is the program's `/`.
    pub base: String,
    /// The program's path at the start.
    pub route: String,
    /// The seed of everything random.
    pub seed: u64,
    /// The page's time: milliseconds since the Unix epoch.
    pub time: f64,
}

/// A file of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its path below the program's folder.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// What a worker tells its page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// The program runs; its first frame follows over the port.
    Started,
    /// Warnings, or errors of a running program.
    Diagnostics(Vec<RenderedDiagnostic>),
    /// The program does not run.
    Failed(Vec<RenderedDiagnostic>),
    /// The worker is of another version than the page.
    OtherVersion {
        /// [`crate::VERSION`] of the worker.
        worker: u8,
    },
    /// The program that was started follows or changes the page's path.
    UsesRouter,
    /// How what happens is kept from now on.
    Storage(Storage),
    /// An event was given up: the worker failed whenever it was processed.
    GivenUp {
        /// Its number in the log.
        sequence: Sequence,
        /// What it was, in words.
        what: String,
    },
    /// The tab that leads runs another text of the program.
    OtherProgram,
    /// Another life of the engine owns the log now: this one stops and nothing of it is kept any more.
    Fenced,
    /// Another tab has replaced the text of the program: this one runs from now on.
    Swapped {
        /// The path of the file to run.
        entry: String,
        /// All files.
        files: Vec<SourceFile>,
    },
}

/// How what happens is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    /// How long.
    pub durability: Durability,
    /// Where: `OPFS`, `IndexedDB`, `memory`.
    pub place: String,
    /// Why that is less than was asked for, or what was lost; empty if all is well.
    pub problem: String,
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DiagnosticSeverity {
    /// The program runs, but probably not as its author meant.
    Warning,
    /// Nothing runs, or an expression has no value.
    Error,
}

/// A diagnostic with all that is needed to show it without the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedDiagnostic {
    /// How bad it is.
    pub severity: DiagnosticSeverity,
    /// What was found and what was expected.
    pub message: String,
    /// What the author may do about it.
    pub hints: Vec<String>,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The source line, or the part of a long line around the place, as it can be printed.
    pub source_line: String,
    /// The line below it: spaces and `^`.
    pub caret: String,
    /// On which way the program came to the place, innermost first: calls and items of lists.
    pub trace: Vec<String>,
}
