//! Runs the conformance suite: natively, which is a program of the tests, or in a browser, for which that
//! program exports what it has read.

use crate::browsers::Browser;
use crate::build::{self, Profile};
use crate::repo::Repo;
use crate::{Outcome, process};
use std::path::PathBuf;
use std::process::Command;

/// What Firefox runs in `cargo xtask test`: names that contain one of these.
const FIREFOX_PART: &[&str] = &["language/17", "language/20", "classics/"];
/// What WebKitGTK runs there.
const WEBKIT_PART: &[&str] = &["language/20"];

/// The programs that the arguments name, in the browser that they name.
pub(crate) fn run(repo: &Repo, mut arguments: Vec<String>) -> Outcome {
    let option = |argument: &String| argument.starts_with("--browser");
    let Some(position) = arguments.iter().position(option) else {
        return process::run(&mut native(repo, &arguments));
    };
    let written = arguments.remove(position);
    let browser = match written.strip_prefix("--browser") {
        Some("") => Browser::Chromium,
        Some(name) => Browser::named(name.trim_start_matches('='))?,
        None => return Err(format!("unexpected argument `{written}`")),
    };
    let no_build = arguments.iter().position(|word| word == "--no-build");
    match no_build {
        Some(position) => drop(arguments.remove(position)),
        None => build::run(repo, Profile::Dev)?,
    }
    in_browser(repo, browser, &arguments, |_| ())
}

/// The part of the suite that `cargo xtask test` runs in a browser; `line` gets what is printed.
pub(crate) fn part(repo: &Repo, browser: Browser, line: impl FnMut(&str)) -> Outcome {
    let part = match browser {
        Browser::Chromium => &[],
        Browser::Firefox => FIREFOX_PART,
        Browser::WebKit => WEBKIT_PART,
    };
    let filters: Vec<String> = part.iter().map(|name| (*name).to_owned()).collect();
    in_browser(repo, browser, &filters, line)
}

fn in_browser(
    repo: &Repo,
    browser: Browser,
    arguments: &[String],
    line: impl FnMut(&str),
) -> Outcome {
    let executable = browser.find_or_install()?;
    let file: PathBuf = repo.path(&format!("target/conformance-{}.json", browser.name()));
    process::run(native(repo, arguments).arg("--export").arg(&file))?;
    let mut node = Command::new("node");
    node.arg(repo.path("tests/e2e/conformance/run.mjs"))
        .arg(&file)
        .arg(browser.name())
        .arg(executable)
        .current_dir(repo.root());
    process::run_lines(&mut node, line)
}

fn native(repo: &Repo, arguments: &[String]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--package", "offstage-tests"])
        .args(["--bin", "conformance", "--"])
        .args(arguments)
        .current_dir(repo.root());
    cargo
}
