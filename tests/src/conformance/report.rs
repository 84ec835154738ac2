//! What came of the programs, one line each.

use std::fmt;

/// What came of one program.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The program.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
    /// What else is to be said on its line.
    pub notes: Vec<String>,
}

/// What came of a program.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Everything held.
    Passed,
    /// Why it failed; may have several lines.
    Failed(String),
    /// What of it needs a browser.
    BrowserOnly(String),
    /// Why it was not run.
    Skipped(String),
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    passed: usize,
    failed: usize,
    browser_only: usize,
    skipped: usize,
}

impl Summary {
    /// Counts one in.
    pub fn add(&mut self, report: &Report) {
        match report.outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Failed(_) => self.failed += 1,
            Outcome::BrowserOnly(_) => self.browser_only += 1,
            Outcome::Skipped(_) => self.skipped += 1,
        }
    }

    /// Whether programs were run and none failed.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.failed == 0 && self.passed + self.browser_only + self.skipped > 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, what) in [
            (self.browser_only, "browser only"),
            (self.skipped, "skipped"),
        ] {
            if count > 0 {
                writeln!(formatter, "{count} {what}")?;
            }
        }
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { name, outcome, .. } = self;
        match outcome {
            Outcome::Passed => write!(formatter, "ok   {name}")?,
            Outcome::Failed(_) => write!(formatter, "FAIL {name}")?,
            Outcome::BrowserOnly(what) => write!(formatter, "browser only {name}: {what}")?,
            Outcome::Skipped(reason) => write!(formatter, "skipped {name}: {reason}")?,
        }
        for note in &self.notes {
            write!(formatter, "  ({note})")?;
        }
        if let Outcome::Failed(reason) = outcome {
            for line in reason.lines() {
                write!(formatter, "\n     {line}")?;
            }
        }
        Ok(())
    }
}
