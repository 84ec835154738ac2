//! Finds programs and the files that belong to them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use protocol::SourceFile;
use serde::Serialize;

use super::expected::{self, Expected};

/// The entry file of a program that is a folder.
const FOLDER_ENTRY: &str = "RUN.bn";
/// A script that builds the program; no part of it.
const BUILD_SCRIPT: &str = "BUILD.bn";

/// What is below a folder.
#[derive(Debug, Default)]
pub struct Suite {
    /// Every file with an expectation, sorted by name.
    pub cases: Vec<Case>,
    /// Programs that nothing is expected of.
    pub unexpected: Vec<String>,
}

/// An expectation with its program.
#[derive(Debug, Serialize)]
pub struct Case {
    /// Its path below the folder, without extension.
    pub name: String,
    /// What is there, or what is wrong with it.
    #[serde(flatten, serialize_with = "flat")]
    pub content: Result<Content, String>,
}

/// The fields of the content, or `error`.
fn flat<S: serde::Serializer>(
    content: &Result<Content, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Wrong<'a> {
        error: &'a str,
    }
    match content {
        Ok(content) => content.serialize(serializer),
        Err(error) => Wrong { error }.serialize(serializer),
    }
}

/// A program and what is expected of it.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// The program.
    pub program: ProgramFiles,
    /// What is expected of it.
    pub expected: Expected,
}

/// The files of a program.
#[derive(Clone, Debug, Serialize)]
pub struct ProgramFiles {
    /// The path of the file to run.
    pub entry: String,
    /// All files.
    pub files: Vec<SourceFile>,
}

/// Finds everything below a folder.
///
/// # Errors
/// If the folder cannot be read.
pub fn find(folder: &Path) -> Result<Suite, String> {
    let mut found = Vec::new();
    let mut programs = Vec::new();
    for path in files_below(folder)? {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("expected") => found.push(path),
            Some("bn") => programs.push(path),
            _ => {}
        }
    }
    let mut suite = Suite::default();
    // Files that are read for some case: they are not programs that were forgotten.
    let mut used: Vec<PathBuf> = Vec::new();
    for path in found {
        let content = locate(&path).and_then(|place| {
            used.push(place.used());
            Ok(Content {
                program: place.read()?,
                expected: expected::read(&read_text(&path)?)?,
            })
        });
        suite.cases.push(Case {
            name: name(folder, &path.with_extension("")),
            content,
        });
    }
    suite.unexpected = programs
        .into_iter()
        .filter(|program| !used.iter().any(|used| program.starts_with(used)))
        .map(|program| name(folder, &program))
        .collect();
    suite.cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(suite)
}

/// Where a program is.
enum Place {
    File(PathBuf),
    Folder(PathBuf),
}

/// The program that a file of expectations belongs to.
fn locate(expected: &Path) -> Result<Place, String> {
    let folder = expected.parent().unwrap_or(Path::new(""));
    let stem = expected.file_stem().unwrap_or_default();
    let runs = folder.join(FOLDER_ENTRY).is_file();
    let file = expected.with_extension("bn");
    let inner = folder.join(stem);
    if runs && folder.file_name() == Some(stem) {
        Ok(Place::Folder(folder.to_owned()))
    } else if file.is_file() {
        Ok(Place::File(file))
    } else if runs {
        Ok(Place::Folder(folder.to_owned()))
    } else if inner.join(FOLDER_ENTRY).is_file() {
        Ok(Place::Folder(inner))
    } else {
        Err(format!(
            "no program: there is neither {} nor a {FOLDER_ENTRY}",
            file.file_name().unwrap_or_default().display()
        ))
    }
}

impl Place {
    fn used(&self) -> PathBuf {
        match self {
            Place::File(path) | Place::Folder(path) => path.clone(),
        }
    }

    fn read(&self) -> Result<ProgramFiles, String> {
        match self {
            Place::File(path) => {
                let entry = path.file_name().unwrap_or_default().display().to_string();
                Ok(ProgramFiles {
                    files: vec![SourceFile {
                        path: entry.clone(),
                        text: read_text(path)?,
                    }],
                    entry,
                })
            }
            Place::Folder(folder) => {
                let mut files = Vec::new();
                for path in files_below(folder)? {
                    let is_source = path.extension().is_some_and(|extension| extension == "bn");
                    if is_source && path.file_name().is_some_and(|name| name != BUILD_SCRIPT) {
                        files.push(SourceFile {
                            path: name(folder, &path),
                            text: read_text(&path)?,
                        });
                    }
                }
                Ok(ProgramFiles {
                    entry: FOLDER_ENTRY.to_owned(),
                    files,
                })
            }
        }
    }
}

/// All files below a folder, sorted; hidden ones are left out.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut open = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        let within = |error: io::Error| format!("cannot read {}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(within)? {
            let entry = entry.map_err(within)?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.file_type().map_err(within)? {
                kind if kind.is_dir() => open.push(entry.path()),
                _ => files.push(entry.path()),
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read_text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// A path below a folder, with the separators that programs use.
fn name(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder)
        .unwrap_or(path)
        .display()
        .to_string()
        .replace('\\', "/")
}
