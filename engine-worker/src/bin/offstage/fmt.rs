//! `offstage fmt`: files are replaced whole, and only if they change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use engine_worker::language::diagnostic::render_all;
use engine_worker::language::format::format;
use engine_worker::language::modules::SourceFile;
use engine_worker::language::syntax::source::SourceSet;

use super::{exit_code, print, read, sources_below};

/// What became of a file.
enum Outcome {
    Unchanged,
    Changed(String),
    /// It has mistakes, here rendered.
    Refused(String),
}

/// Formats files, and all files below folders; with `check` only says which would change.
pub(super) fn fmt(paths: &[&str], check: bool) -> ExitCode {
    let (mut failed, mut wrong) = (false, false);
    let mut complain = |message: String| {
        print(&mut io::stderr(), &format!("error: {message}\n"));
        failed = true;
    };
    for path in paths {
        let files = match files_of(Path::new(path)) {
            Ok(files) => files,
            Err(message) => {
                complain(message);
                continue;
            }
        };
        for file in files {
            match read(&file).and_then(formatted) {
                Ok(Outcome::Unchanged) => {}
                Ok(Outcome::Refused(report)) => {
                    print(&mut io::stdout(), &report);
                    wrong = true;
                }
                Ok(Outcome::Changed(_)) if check => {
                    print(&mut io::stdout(), &format!("{}\n", file.display()));
                    wrong = true;
                }
                Ok(Outcome::Changed(text)) => {
                    if let Err(error) = replace(&file, &text) {
                        complain(format!("cannot write {}: {error}", file.display()));
                    }
                }
                Err(message) => complain(message),
            }
        }
    }
    exit_code(failed, wrong)
}

fn files_of(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_dir() {
        sources_below(path)
    } else {
        Ok(vec![path.to_owned()])
    }
}

fn formatted(file: SourceFile) -> Result<Outcome, String> {
    let mut source = SourceSet::default();
    let path = file.path.clone();
    let id = source
        .add(file.path, file.text)
        .ok_or_else(|| format!("cannot read {path}: it is too large"))?;
    Ok(match format(&source, id) {
        Err(diagnostics) => Outcome::Refused(render_all(&source, &diagnostics)),
        Ok(text) if text == source.text(id) => Outcome::Unchanged,
        Ok(text) => Outcome::Changed(text),
    })
}

/// Writes beside the file and renames, so that there is always a whole file; a link stays a link.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(&path)?.permissions()))
        .and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // What could not be written whole is of no use to anybody.
        let _ = fs::remove_file(&beside);
    }
    written
}
