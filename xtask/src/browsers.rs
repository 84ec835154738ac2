//! The browsers of the conformance suite: Chromium, and Firefox and WebKitGTK as Debian has them.

use crate::{Outcome, chromium, packages};
use std::path::{Path, PathBuf};

/// A browser that programs run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
    WebKit,
}

impl Browser {
    /// All of them.
    pub(crate) const ALL: [Browser; 3] = [Browser::Chromium, Browser::Firefox, Browser::WebKit];

    /// The browser of that name.
    pub(crate) fn named(name: &str) -> Outcome<Browser> {
        match name {
            "chromium" => Ok(Browser::Chromium),
            "firefox" => Ok(Browser::Firefox),
            "webkit" => Ok(Browser::WebKit),
            _ => Err(format!(
                "unknown browser `{name}`: chromium, firefox or webkit"
            )),
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
            Browser::WebKit => "webkit",
        }
    }

    /// Finds the program that runs it, installs what is missing, or says exactly what to run.
    pub(crate) fn find_or_install(self) -> Outcome<PathBuf> {
        match self {
            Browser::Chromium => chromium::find_or_install(),
            Browser::Firefox => programs(&["firefox-esr"], &["firefox-esr"]),
            Browser::WebKit => programs(
                &["WebKitWebDriver", "xvfb-run", "xauth", "dbus-run-session"],
                &["webkit2gtk-driver", "xvfb", "xauth", "dbus", "dbus-bin"],
            ),
        }
    }
}

/// The path of the first program, when all are there.
fn programs(names: &[&str], from: &[&str]) -> Outcome<PathBuf> {
    let search = || names.iter().map(|name| find(name)).collect::<Vec<_>>();
    let mut found = search();
    if found.contains(&None) && packages::install(from)? {
        found = search();
    }
    let missing: Vec<&str> = names
        .iter()
        .zip(&found)
        .filter(|(_, found)| found.is_none())
        .map(|(name, _)| *name)
        .collect();
    match found.into_iter().next().flatten() {
        Some(path) if missing.is_empty() => Ok(path),
        _ => Err(format!(
            "{} missing; run\n\n    sudo apt-get update && sudo apt-get install -y {}\n",
            missing.join(", "),
            from.join(" ")
        )),
    }
}

fn find(name: &str) -> Option<PathBuf> {
    let search = std::env::var_os("PATH").unwrap_or_default();
    let inherited: Vec<PathBuf> = std::env::split_paths(&search).collect();
    inherited
        .iter()
        .map(PathBuf::as_path)
        .chain([Path::new("/usr/bin")])
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}
