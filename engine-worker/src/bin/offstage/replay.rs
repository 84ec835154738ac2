//! `offstage replay`: a log again, without a page.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use engine_worker::durability::{LogEntry, log};
use engine_worker::engine::{FIRST_HASH, Replay, ReplayedTurn, hashed};

use protocol::SourceFile;

use super::{FAILED, print, program_of};

/// What is printed of a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// The patches of every turn.
    Patches,
    /// A hash of every turn, and one of all.
    Hash,
    /// What the program has after a stimulus.
    State(u64),
}

/// Replays a log with a program, which is a file or a folder.
pub(super) fn replay(log: &str, program: &str, show: Show) -> ExitCode {
    match run(log, program, show, &mut |line| {
        print(&mut std::io::stdout(), &format!("{line}\n"));
    }) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            print(&mut std::io::stderr(), &format!("error: {message}\n"));
            ExitCode::from(FAILED)
        }
    }
}

/// Answers whether the replay did what the log says.
fn run(path: &str, program: &str, show: Show, say: &mut dyn FnMut(&str)) -> Result<bool, String> {
    let bytes = fs::read(path).map_err(|error| format!("cannot read {path}: {error}"))?;
    let (payloads, damage) = log::from_bytes(&bytes).map_err(|error| format!("{path}: {error}"))?;
    let warn = |text: &str| print(&mut std::io::stderr(), &format!("warning: {text}\n"));
    if let Some(damage) = damage {
        warn(&damage.to_string());
    }
    let (entry, files) = named_as_recorded(program_of(Path::new(program))?, program, &payloads);
    let mut replay = Replay::open(&payloads, entry, files).map_err(|error| error.to_string())?;
    if !replay.is_whole() {
        warn(
            "the beginning of the newest life is missing; names and patches are others than those of the page",
        );
    }
    if !replay.has_program() {
        warn("the log was made by another text of the program, or under other names of its files");
    }
    let mut total = FIRST_HASH;
    let mut turns = 0;
    while let Some(turn) = replay.next_turn() {
        turns += 1;
        match show {
            Show::Patches => patches(&turn, say),
            Show::Hash => {
                let hash = turn.hash();
                total = hashed(total, &hash.to_le_bytes());
                say(&format!("{} {hash:016x}", turn.sequence.0));
            }
            Show::State(number) if turn.sequence.0 >= number => {
                state(&replay, say);
                return Ok(replay.diverging().is_empty());
            }
            Show::State(_) => {}
        }
    }
    match show {
        Show::Hash => say(&format!("total {total:016x} of {turns} turns")),
        Show::State(number) => return Err(format!("the log ends before stimulus {number}")),
        Show::Patches => {}
    }
    for sequence in replay.diverging() {
        let number = sequence.0;
        warn(&format!(
            "stimulus {number} changed something else than the log says"
        ));
    }
    Ok(replay.diverging().is_empty())
}

/// A program with the names that its files had for the page, as far as they can be known: below a folder, or
/// what the log says of a single file.
fn named_as_recorded(
    (mut entry, mut files): (String, Vec<SourceFile>),
    program: &str,
    payloads: &[Vec<u8>],
) -> (String, Vec<SourceFile>) {
    let folder = format!("{}/", program.trim_end_matches('/'));
    let recorded = payloads
        .iter()
        .rev()
        .find_map(|payload| match LogEntry::decode(payload) {
            Ok(LogEntry::Life(life) | LogEntry::Base(life)) => Some(life.entry),
            _ => None,
        });
    if let ([file], Some(recorded)) = (&mut files[..], &recorded) {
        file.path.clone_from(recorded);
        entry.clone_from(recorded);
    } else {
        for path in files
            .iter_mut()
            .map(|file| &mut file.path)
            .chain([&mut entry])
        {
            if let Some(below) = path.strip_prefix(&folder) {
                *path = below.to_owned();
            }
        }
    }
    (entry, files)
}

fn patches(turn: &ReplayedTurn, say: &mut dyn FnMut(&str)) {
    for (tab, turns) in &turn.tabs {
        say(&format!("stimulus {} in tab {}", turn.sequence.0, tab.0));
        for patch in turns.iter().flatten() {
            say(&format!("  {patch:?}"));
        }
    }
}

/// The cells of the first tab that remember something or are shown, by place.
fn state(replay: &Replay, say: &mut dyn FnMut(&str)) {
    for entry in replay.engine().inspect().tree {
        say(&entry.place);
        for state in entry.states {
            let value = state.value.as_deref().unwrap_or("—");
            say(&format!("  {}: {value}", state.place));
        }
    }
}
