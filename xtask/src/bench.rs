//! Figures that need the finished build: module sizes and the cold start in a browser.

use crate::build::{self, Profile};
use crate::repo::Repo;
use crate::{Outcome, process, serve, setup};
use std::process::Command;

/// Prints the sizes in `dist/` and the time from navigation to the counter's first paint.
pub(crate) fn cold_start(repo: &Repo) -> Outcome {
    build::run(repo, Profile::Release)?;
    let browser = setup::browser()?;
    let address = serve::in_background(repo)?;
    process::run(
        Command::new("node")
            .arg(repo.path("tests/benches/cold_start.mjs"))
            .arg(repo.dist())
            .env("CHROME_PATH", browser)
            .env("OFFSTAGE_URL", format!("http://{address}"))
            .current_dir(repo.root()),
    )
}
