//! Every check of the project in one command: format, lints, native tests, browser tests, conformance.

use crate::browsers::Browser;
use crate::build::{self, Profile, WASM_CRATES};
use crate::repo::Repo;
use crate::torture::{self, Torture};
use crate::{Outcome, conformance, process, serve, setup};
use std::fmt::{self, Display, Formatter};
use std::process::Command;
use std::time::Instant;

/// Native tests rewrite what they compare with when this is set.
const BLESS: &str = "BLESS";

/// How many tests of a suite passed and failed.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    /// Passed only at another try.
    flaky: u64,
    /// What there is to say about them.
    notes: Vec<String>,
}

impl Display for Tally {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.flaky > 0 {
            write!(formatter, ", {} only at the second try", self.flaky)?;
        }
        Ok(())
    }
}

/// Runs all checks; a failed one does not keep the others from running.
pub(crate) fn run(repo: &Repo) -> Outcome {
    setup::build_tools(repo)?;
    let browser = setup::browser()?;

    let mut summary = Summary::default();
    summary.step("lint", || (lint(repo), None));
    summary.step("native", || {
        let mut tally = Tally::default();
        let outcome = cargo_test(repo, false, &mut tally);
        (outcome, Some(tally))
    });
    let built = summary.step("build", || {
        let built = build::run(repo, Profile::Release).and_then(|()| build::tests(repo));
        (built, None)
    });
    if built {
        summary.step("browser", || {
            let mut tally = Tally::default();
            let outcome = playwright(repo, &browser, &mut tally);
            (outcome, Some(tally))
        });
        summary.step("kills", || {
            let mut tally = Tally::default();
            let outcome = kills(repo, &mut tally);
            (outcome, Some(tally))
        });
        for browser in Browser::ALL {
            // Not every developer's machine can have all of them; the one that decides must.
            if let Err(message) = browser.find_or_install()
                && std::env::var_os("CI").is_none()
            {
                summary.lines.push(format!(
                    "conformance in {}: NOT RUN: {message}",
                    browser.name()
                ));
                continue;
            }
            summary.step(&format!("conformance in {}", browser.name()), || {
                let mut tally = Tally::default();
                let outcome = conformance::part(repo, browser, |line| {
                    // The last line is `40 passed, 0 failed`.
                    if line.starts_with(|first: char| first.is_ascii_digit()) {
                        tally.passed = count_before(line, " passed").unwrap_or(tally.passed);
                        tally.failed = count_before(line, " failed").unwrap_or(tally.failed);
                    }
                });
                (outcome, Some(tally))
            });
            let Some(places) = other_places(browser) else {
                continue;
            };
            summary.step(&format!("stores in {}", browser.name()), || {
                let mut tally = Tally::default();
                let outcome = stores(repo, browser, places, &mut tally);
                (outcome, Some(tally))
            });
        }
    }
    summary.finish()
}

/// Formatting and clippy: the workspace natively, the wasm crates for wasm too.
pub(crate) fn lint(repo: &Repo) -> Outcome {
    cargo(repo, &["fmt", "--all", "--check"])?;
    let deny = ["--", "-D", "warnings"];
    cargo(
        repo,
        &[&["clippy", "--workspace", "--all-targets"], &deny[..]].concat(),
    )?;
    // One by one: together, one crate's features would bring std into the other, which has none.
    for name in WASM_CRATES.into_iter().chain(["offstage-store-tests"]) {
        let wasm = ["clippy", "--lib", "--target", "wasm32-unknown-unknown"];
        cargo(repo, &[&wasm[..], &["--package", name], &deny[..]].concat())?;
    }
    Ok(())
}

/// Runs the native tests in the mode that rewrites golden files and snapshots.
pub(crate) fn bless(repo: &Repo) -> Outcome {
    cargo_test(repo, true, &mut Tally::default())
}

fn cargo(repo: &Repo, arguments: &[&str]) -> Outcome {
    process::run(
        Command::new("cargo")
            .args(arguments)
            .current_dir(repo.root()),
    )
}

fn cargo_test(repo: &Repo, bless: bool, tally: &mut Tally) -> Outcome {
    let mut command = Command::new("cargo");
    command.args(["test", "--workspace", "--no-fail-fast"]);
    command.current_dir(repo.root());
    if bless {
        command.env(BLESS, "1");
    }
    process::run_lines(&mut command, |line| {
        if line.starts_with("test result:") {
            tally.passed += count_before(line, " passed").unwrap_or(0);
            tally.failed += count_before(line, " failed").unwrap_or(0);
        }
    })
}

fn playwright(repo: &Repo, browser: &std::path::Path, tally: &mut Tally) -> Outcome {
    let address = serve::in_background(repo)?;
    let mut command = Command::new("node");
    command
        .arg(repo.path("node_modules/@playwright/test/cli.js"))
        .args(["test", "--config", "tests/e2e/playwright.config.mjs"])
        .env("CHROME_PATH", browser)
        .env("OFFSTAGE_URL", format!("http://{address}"))
        .current_dir(repo.root());
    process::run_lines(&mut command, |line| {
        // The reporter ends with lines such as `  3 failed` and `  40 passed (1.2m)`.
        let line = line.trim_start();
        if line.starts_with("! ") {
            tally.notes.push(line.to_owned());
        }
        if line.starts_with(|first: char| first.is_ascii_digit()) {
            tally.passed += count_before(line, " passed").unwrap_or(0);
            for bad in [" failed", " interrupted", " did not run"] {
                tally.failed += count_before(line, bad).unwrap_or(0);
            }
            tally.flaky += count_before(line, " flaky").unwrap_or(0);
        }
    })
}

/// Where logs are kept in the browsers that Playwright's tests do not run in.
fn other_places(browser: Browser) -> Option<&'static [&'static str]> {
    match browser {
        Browser::Chromium => None,
        Browser::Firefox => Some(&["OPFS", "IndexedDB"]),
        // WebKitGTK has no files.
        Browser::WebKit => Some(&["IndexedDB"]),
    }
}

fn stores(repo: &Repo, browser: Browser, places: &[&str], tally: &mut Tally) -> Outcome {
    let address = serve::in_background(repo)?;
    let mut command = Command::new("node");
    command
        .arg(repo.path("tests/benches/stores.mjs"))
        .arg(format!("http://{address}"))
        .arg(browser.name())
        .arg(browser.find_or_install()?)
        .args(places)
        .current_dir(repo.root());
    process::run_lines(&mut command, |line| {
        // The last line is `40 passed, 0 failed`.
        if line.starts_with(|first: char| first.is_ascii_digit()) {
            tally.passed = count_before(line, " passed").unwrap_or(tally.passed);
            tally.failed = count_before(line, " failed").unwrap_or(tally.failed);
        }
    })
}

/// One kill of each kind; `cargo xtask torture` does as many as one likes.
fn kills(repo: &Repo, tally: &mut Tally) -> Outcome {
    let few = Torture {
        kills: torture::FEW_KILLS,
        faults: 0,
        only: None,
        seed: None,
    };
    torture::kill(repo, &few, |line| {
        tally.passed = count_before(line, " kills").unwrap_or(tally.passed);
    })?;
    match tally.passed {
        torture::FEW_KILLS => Ok(()),
        _ => Err("not every kill was survived".to_owned()),
    }
}

/// The number right before `word`.
fn count_before(line: &str, word: &str) -> Option<u64> {
    let before = line.split_once(word)?.0;
    let digits = before
        .rfind(|character: char| !character.is_ascii_digit())
        .map_or(before, |last| &before[last + 1..]);
    digits.parse().ok()
}

/// One line per step, printed at the end.
#[derive(Default)]
struct Summary {
    lines: Vec<String>,
    failed: bool,
}

impl Summary {
    fn step(&mut self, name: &str, step: impl FnOnce() -> (Outcome, Option<Tally>)) -> bool {
        println!("\n── {name}");
        let start = Instant::now();
        let (outcome, tally) = step();
        let result = match (&outcome, &tally) {
            (_, Some(tally)) => tally.to_string(),
            (Ok(()), None) => "ok".to_owned(),
            (Err(_), None) => "failed".to_owned(),
        };
        let seconds = start.elapsed().as_secs();
        self.lines.push(format!("{name}: {result} ({seconds} s)"));
        let notes = tally.into_iter().flat_map(|tally| tally.notes);
        self.lines.extend(notes.map(|note| format!("  {note}")));
        if let Err(message) = &outcome {
            eprintln!("error: {message}");
            self.lines.push(format!("  {message}"));
            self.failed = true;
        }
        outcome.is_ok()
    }

    fn finish(self) -> Outcome {
        println!("\n── summary");
        for line in &self.lines {
            println!("{line}");
        }
        match self.failed {
            false => Ok(()),
            true => Err("not every check passed".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::count_before;

    #[test]
    fn counts_are_read_from_both_reporters() {
        let cargo = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured";
        assert_eq!(count_before(cargo, " passed"), Some(12));
        assert_eq!(count_before(cargo, " failed"), Some(3));
        assert_eq!(count_before("40 passed (1.2m)", " passed"), Some(40));
        assert_eq!(count_before("40 passed (1.2m)", " failed"), None);
        assert_eq!(count_before("all passed", " passed"), None);
    }
}
