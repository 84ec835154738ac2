//! Kills browsers, workers, tabs and leaders while a program is being used, and checks that nothing that it has
//! shown is lost, doubled or reordered; before that, simulates faults of disks natively.

use crate::build::{self, Profile};
use crate::repo::Repo;
use crate::{Outcome, process, serve, setup};
use std::process::Command;

/// How often `cargo xtask test` kills something: each kind once.
pub(crate) const FEW_KILLS: u64 = 4;

/// What to do how often.
pub(crate) struct Torture {
    /// How often something is killed in the browser.
    pub(crate) kills: u64,
    /// How many faults of stores are simulated natively.
    pub(crate) faults: u64,
    /// The only kind of kill, if not all.
    pub(crate) only: Option<String>,
    /// What decides what happens when.
    pub(crate) seed: Option<u64>,
}

/// Builds what is needed and tortures it.
pub(crate) fn run(repo: &Repo, torture: &Torture) -> Outcome {
    if torture.faults > 0 {
        simulate_faults(repo, torture)?;
    }
    build::run(repo, Profile::Release)?;
    kill(repo, torture, |_| ())
}

fn simulate_faults(repo: &Repo, torture: &Torture) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "offstage-store-tests",
        ])
        .args([
            "--bin",
            "simulate_faults",
            "--",
            &torture.faults.to_string(),
        ])
        .args(torture.seed.map(|seed| seed.to_string()))
        .current_dir(repo.root());
    process::run(&mut cargo)
}

/// Kills what runs the program of `dist/`; `line` gets what is printed.
pub(crate) fn kill(repo: &Repo, torture: &Torture, line: impl FnMut(&str)) -> Outcome {
    let browser = setup::browser()?;
    let address = serve::in_background(repo)?;
    let mut node = Command::new("node");
    node.arg(repo.path("tests/torture/torture.mjs"))
        .args(["--kills", &torture.kills.to_string()])
        .env("CHROME_PATH", browser)
        .env("OFFSTAGE_URL", format!("http://{address}"))
        .current_dir(repo.root());
    if let Some(only) = &torture.only {
        node.args(["--only", only]);
    }
    if let Some(seed) = torture.seed {
        node.args(["--seed", &seed.to_string()]);
    }
    process::run_lines(&mut node, line)
}
