//! The command line.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use engine_worker::language::diagnostic::render_all;
use engine_worker::language::{Analysis, compile};
use protocol::SourceFile;

const USAGE: &str = "\
usage: offstage check FILE…
       offstage fmt [--check] FILE…
       offstage replay LOG PROGRAM [--patches | --hash | --state N]

  check FILE…  report what is wrong with programs; a folder is a program with the entry file RUN.bn
  fmt FILE…    write programs in the one style; a folder stands for all programs below it
    --check    change nothing, name the files that would change
  replay LOG PROGRAM
               run a recording, or a stored log, again with the program that made it
    --patches  print the patches of every turn (the default)
    --hash     print a hash of every turn's patches, and one of all
    --state N  print what the program has after stimulus N

exit status: 0 all is well, 1 a program has errors or would change, or a replay does what its log does
not say, 2 a file cannot be read or written or the command is wrong
";

#[path = "offstage/fmt.rs"]
mod fmt;
#[path = "offstage/replay.rs"]
mod replay;

use replay::Show;

/// The entry file of a program that is a folder.
const FOLDER_ENTRY: &str = "RUN.bn";

/// The exit status when the command itself failed.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["check", paths @ ..] if are_paths(paths) => check(paths),
        ["fmt", "--check", paths @ ..] | ["fmt", paths @ .., "--check"] if are_paths(paths) => {
            fmt::fmt(paths, true)
        }
        ["fmt", paths @ ..] if are_paths(paths) => fmt::fmt(paths, false),
        ["replay", log, program, show @ ..] if are_paths(&[log, program]) => match shown(show) {
            Some(show) => replay::replay(log, program, show),
            None => misused(),
        },
        ["help" | "--help" | "-h"] => {
            print(&mut io::stdout(), USAGE);
            ExitCode::SUCCESS
        }
        _ => misused(),
    }
}

fn misused() -> ExitCode {
    print(&mut io::stderr(), USAGE);
    ExitCode::from(FAILED)
}

/// What the options of `replay` ask for.
fn shown(words: &[&str]) -> Option<Show> {
    match words {
        [] | ["--patches"] => Some(Show::Patches),
        ["--hash"] => Some(Show::Hash),
        ["--state", number] => number.parse().ok().map(Show::State),
        _ => None,
    }
}

fn are_paths(words: &[&str]) -> bool {
    !words.is_empty() && words.iter().all(|word| !word.starts_with('-'))
}

/// Each path is a program of its own.
fn check(paths: &[&str]) -> ExitCode {
    let mut unreadable = false;
    let mut wrong = false;
    for path in paths {
        match analyze_path(Path::new(path)) {
            Ok(analysis) => {
                print(
                    &mut io::stdout(),
                    &render_all(&analysis.program.source, &analysis.diagnostics),
                );
                wrong |= analysis.has_errors();
            }
            Err(message) => {
                print(&mut io::stderr(), &format!("error: {message}\n"));
                unreadable = true;
            }
        }
    }
    exit_code(unreadable, wrong)
}

fn exit_code(failed: bool, wrong: bool) -> ExitCode {
    match (failed, wrong) {
        (true, _) => ExitCode::from(FAILED),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    }
}

fn analyze_path(path: &Path) -> Result<Analysis, String> {
    let (entry, files) = program_of(path)?;
    Ok(compile(files, &entry).0)
}

/// The entry and the files of a program that is a file or a folder.
fn program_of(path: &Path) -> Result<(String, Vec<SourceFile>), String> {
    if !path.is_dir() {
        let file = read(path)?;
        let entry = file.path.clone();
        return Ok((entry, vec![file]));
    }
    let entry = path.join(FOLDER_ENTRY);
    if !entry.is_file() {
        return Err(format!(
            "the folder {} has no {FOLDER_ENTRY}",
            path.display()
        ));
    }
    let files = sources_below(path)?
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<_>, _>>()?;
    Ok((display(&entry), files))
}

/// All `.bn` files of a folder, sorted; hidden folders and links to folders are left out.
fn sources_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let cannot_read = |error: io::Error| format!("cannot read {}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(cannot_read)? {
            let entry = entry.map_err(cannot_read)?;
            let kind = entry.file_type().map_err(cannot_read)?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let path = entry.path();
            if kind.is_dir() && !hidden {
                folders.push(path);
            } else if !kind.is_dir()
                && path.extension().is_some_and(|extension| extension == "bn")
                && path.is_file()
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<SourceFile, String> {
    let bytes =
        fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!(
            "cannot read {}: it is not valid UTF-8 at byte {at}",
            path.display()
        )
    })?;
    Ok(SourceFile {
        path: display(path),
        text,
    })
}

/// A path with the separators that programs use.
fn display(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Prints; who closed the other end of the pipe does not want to know.
fn print(to: &mut dyn Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
