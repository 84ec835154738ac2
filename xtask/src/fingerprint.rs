//! Says whether inputs changed since a step last succeeded.
//!
//! A stamp is a small file that holds the hash of everything that the step read. It is written
//! after the step has succeeded, so an interrupted step runs again.

use crate::Outcome;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// A hash over names and contents, in the order in which they are added.
pub(crate) struct Fingerprint {
    hasher: DefaultHasher,
}

impl Fingerprint {
    /// Starts with the name of the step, so that two steps never share a stamp's content.
    pub(crate) fn new(step: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        step.hash(&mut hasher);
        Self { hasher }
    }

    /// Adds a text, such as a version or a profile.
    pub(crate) fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.hasher);
        self
    }

    /// Adds a file's content, or every file below a folder; what is missing counts as missing.
    pub(crate) fn path(mut self, path: &Path) -> Outcome<Self> {
        let mut files = Vec::new();
        collect_files(path, &mut files)?;
        for file in files {
            let content =
                fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let relative = file.strip_prefix(path).unwrap_or(&file);
            (relative, content).hash(&mut self.hasher);
        }
        Ok(self)
    }

    /// The value to keep in a stamp.
    pub(crate) fn finish(self) -> String {
        format!("{:016x}", self.hasher.finish())
    }
}

/// Every file at or below `path`, sorted, without build output.
pub(crate) fn collect_files(path: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    if !path.is_dir() {
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut children = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| format!("{}: {error}", path.display()))?;
        if entry.file_name() != "target" {
            children.push(entry.path());
        }
    }
    children.sort();
    for child in children {
        collect_files(&child, files)?;
    }
    Ok(())
}

/// The file that remembers the fingerprint of a step.
pub(crate) struct Stamp {
    file: PathBuf,
}

impl Stamp {
    /// The stamp of a step, below the ignored tool folder.
    pub(crate) fn new(tools: &Path, step: &str) -> Self {
        Self {
            file: tools.join("stamps").join(step),
        }
    }

    /// True if the step last succeeded with this fingerprint.
    pub(crate) fn is(&self, fingerprint: &str) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|content| content == fingerprint)
    }

    /// Remembers a success.
    pub(crate) fn set(&self, fingerprint: &str) -> Outcome {
        let written = match self.file.parent() {
            Some(folder) => {
                fs::create_dir_all(folder).and_then(|()| fs::write(&self.file, fingerprint))
            }
            None => fs::write(&self.file, fingerprint),
        };
        written.map_err(|error| format!("{}: {error}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, Stamp};
    use std::fs;
    use std::path::{Path, PathBuf};

    fn scratch(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("offstage-xtask-{}-{name}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("the temporary folder is writable");
        folder
    }

    fn of(folder: &Path) -> String {
        Fingerprint::new("step")
            .path(folder)
            .expect("readable")
            .finish()
    }

    #[test]
    fn content_and_name_of_a_file_count_and_build_output_does_not() {
        let folder = scratch("content");
        fs::write(folder.join("a"), "1").expect("writable");
        let first = of(&folder);
        fs::create_dir_all(folder.join("target")).expect("writable");
        fs::write(folder.join("target/x"), "1").expect("writable");
        assert_eq!(of(&folder), first);
        fs::write(folder.join("a"), "2").expect("writable");
        let second = of(&folder);
        assert_ne!(second, first);
        fs::rename(folder.join("a"), folder.join("b")).expect("writable");
        assert_ne!(of(&folder), second);
        fs::remove_dir_all(folder).expect("writable");
    }

    #[test]
    fn a_stamp_holds_only_the_fingerprint_it_was_set_to() {
        let folder = scratch("stamp");
        let stamp = Stamp::new(&folder, "step");
        assert!(!stamp.is("a"));
        stamp.set("a").expect("writable");
        assert!(stamp.is("a"));
        assert!(!stamp.is("b"));
        fs::remove_dir_all(folder).expect("writable");
    }
}
