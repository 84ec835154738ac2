//! Finds the system's Chromium, or says how to get it.

use crate::{Outcome, packages};
use std::path::{Path, PathBuf};

/// Programs that are looked for on `PATH`, the best first.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Places outside `PATH` where an installer puts the browser.
const PLACES: [&str; 5] = [
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/// Finds Chromium, installs it where that needs no question, or says exactly what to run.
pub(crate) fn find_or_install() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME_PATH") {
        let path = PathBuf::from(named);
        return match path.is_file() {
            true => Ok(path),
            false => Err(format!("CHROME_PATH names no file: {}", path.display())),
        };
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    if !packages::install(&["chromium"])? {
        return Err(advice());
    }
    find().ok_or_else(advice)
}

fn find() -> Option<PathBuf> {
    let search = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&search).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .chain(PLACES.iter().map(PathBuf::from))
        .find(|path| path.is_file())
}

fn advice() -> String {
    let command = if cfg!(target_os = "macos") {
        "brew install --cask chromium"
    } else if cfg!(windows) {
        "winget install --id Google.Chrome"
    } else if Path::new("/etc/debian_version").is_file() {
        "sudo apt-get update && sudo apt-get install -y chromium"
    } else if Path::new("/etc/fedora-release").is_file() {
        "sudo dnf install -y chromium"
    } else if Path::new("/etc/arch-release").is_file() {
        "sudo pacman -S chromium"
    } else {
        "<your package manager> install chromium"
    };
    format!(
        "the browser tests need Chromium, and none was found; run\n\n    {command}\n\n\
         or set CHROME_PATH to a Chromium or Chrome that is installed"
    )
}
