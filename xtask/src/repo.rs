//! The folders of the repository, by name.

use crate::Outcome;
use std::path::{Path, PathBuf};

/// The root of the working copy; every path of the project is asked for here.
pub(crate) struct Repo {
    root: PathBuf,
}

impl Repo {
    /// Finds the repository by this crate's own place in it.
    pub(crate) fn find() -> Outcome<Self> {
        // The running variable wins: a binary that was copied with its checkout still finds it.
        let manifest = std::env::var("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        match Path::new(&manifest).parent() {
            Some(root) if root.join("Cargo.toml").is_file() => Ok(Self {
                root: root.to_owned(),
            }),
            _ => Err(format!("no workspace around {manifest}")),
        }
    }

    /// A file or folder below the root.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The root itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The pages of the documentation.
    pub(crate) fn docs(&self) -> PathBuf {
        self.path("target/docs")
    }

    /// The embeddable files.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The embeddable files of a development build that must leave `dist/` alone: that of the browser tests.
    pub(crate) fn development_dist(&self) -> PathBuf {
        self.path("target/dist-development")
    }

    /// Where the pinned tools are built; ignored by git.
    pub(crate) fn tools(&self) -> PathBuf {
        self.path(".tools")
    }

    /// The folders with our wasm-pack and wasm-bindgen, and with the Node packages' programs.
    pub(crate) fn program_folders(&self) -> [PathBuf; 2] {
        [
            self.tools().join("target/release"),
            self.path("node_modules/.bin"),
        ]
    }

    /// `PATH` with the project's own programs first, so that no other version is ever used.
    pub(crate) fn search_path(&self) -> Outcome<std::ffi::OsString> {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = self
            .program_folders()
            .into_iter()
            .chain(std::env::split_paths(&inherited));
        std::env::join_paths(folders).map_err(|error| format!("PATH: {error}"))
    }
}
