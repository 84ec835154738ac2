//! Runs the conformance suite; its runner is a program of the tests.

use crate::repo::Repo;
use crate::{Outcome, process};
use std::process::Command;

/// Runs the programs that the arguments name, natively.
pub(crate) fn run(repo: &Repo, arguments: &[String]) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--package", "offstage-tests"])
        .args(["--bin", "conformance", "--"])
        .args(arguments)
        .current_dir(repo.root());
    process::run(&mut cargo)
}
