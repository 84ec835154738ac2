//! The typed bridge: the few messages that are not frames.
//!
//! They go through the worker library's own channel, encoded with postcard by its codec. Bulk goes through
//! a port of its own, see [`crate::frame`].

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::ids::Epoch;

/// What a page asks of its worker. There is no "stop": a page ends its worker, and everything with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Run a program.
    Start(StartProgram),
    /// Tell the counters and the scope tree; the answer comes over the port as a ready object.
    Inspect {
        /// The number under which the answer comes.
        request: u32,
    },
}

/// A program and its surroundings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StartProgram {
    /// [`crate::VERSION`] of the page.
    pub version: u8,
    /// The life that begins.
    pub epoch: Epoch,
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
