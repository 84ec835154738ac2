//! A log in files of the operating system.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Directory, Generations, OpenFile, StoreError};

/// A log in a directory of its own.
pub type FileStore = Generations<NativeDirectory>;

impl FileStore {
    /// A store in a directory, which is made unless it is there.
    ///
    /// # Errors
    /// If there is no such directory and none can be made.
    pub fn in_directory(path: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(path).map_err(|error| failure(path, &error))?;
        Ok(Generations::new(NativeDirectory {
            path: path.to_owned(),
        }))
    }
}

/// A directory of the operating system.
#[derive(Debug)]
pub struct NativeDirectory {
    path: PathBuf,
}

/// What went wrong with a file, and what the person in front of it can do.
fn failure(path: &Path, error: &std::io::Error) -> StoreError {
    let what = format!("{}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            StoreError::Full
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            StoreError::Unavailable(what)
        }
        ErrorKind::NotFound => StoreError::Gone(what),
        _ => StoreError::Failed(what),
    }
}

impl NativeDirectory {
    fn open_with(&self, name: &str, options: &OpenOptions) -> Result<NativeFile, StoreError> {
        let path = self.path.join(name);
        match options.open(&path) {
            Ok(file) => Ok(NativeFile { file, path }),
            Err(error) => Err(failure(&path, &error)),
        }
    }
}

impl Directory for NativeDirectory {
    type File = NativeFile;

    fn place(&self) -> &'static str {
        "file"
    }

    fn shares_files(&self) -> bool {
        true
    }

    fn nonce(&mut self) -> u64 {
        // The one source of chance in the standard library; it decides nothing that a program sees.
        RandomState::new().hash_one(std::process::id())
    }

    async fn list(&mut self) -> Result<Vec<String>, StoreError> {
        let failed = |error| failure(&self.path, &error);
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            if let Ok(name) = entry.map_err(failed)?.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }

    async fn open(&mut self, name: &str) -> Result<Option<NativeFile>, StoreError> {
        match self.open_with(name, OpenOptions::new().read(true).write(true)) {
            Ok(file) => Ok(Some(file)),
            Err(StoreError::Gone(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn create(&mut self, name: &str) -> Result<NativeFile, StoreError> {
        let mut options = OpenOptions::new();
        self.open_with(name, options.read(true).write(true).create(true))
    }

    async fn remove(&mut self, name: &str) -> Result<(), StoreError> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failure(&path, &error)),
            _ => Ok(()),
        }
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        // Only Unix can open a directory, and only there it needs to be flushed.
        if cfg!(unix) {
            File::open(&self.path)
                .and_then(|directory| directory.sync_all())
                .map_err(|error| failure(&self.path, &error))?;
        }
        Ok(())
    }
}

/// A file of the operating system.
#[derive(Debug)]
pub struct NativeFile {
    file: File,
    path: PathBuf,
}

impl NativeFile {
    fn failed(&self) -> impl Fn(std::io::Error) -> StoreError + '_ {
        |error| failure(&self.path, &error)
    }
}

impl OpenFile for NativeFile {
    fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        let read =
            (self.file.seek(SeekFrom::Start(0))).and_then(|_| self.file.read_to_end(&mut bytes));
        read.map_err(self.failed())?;
        Ok(bytes)
    }

    fn read_start(&mut self, into: &mut [u8]) -> Result<usize, StoreError> {
        let read = (self.file.seek(SeekFrom::Start(0)))
            .and_then(|_| (&self.file).take(into.len() as u64).read(into));
        read.map_err(self.failed())
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let written =
            (self.file.seek(SeekFrom::Start(at))).and_then(|_| self.file.write_all(bytes));
        written.map_err(self.failed())
    }

    fn truncate(&mut self, size: u64) -> Result<(), StoreError> {
        self.file.set_len(size).map_err(self.failed())
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(self.failed())
    }
}
