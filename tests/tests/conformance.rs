//! The conformance suite natively: `tests/conformance` and `www/examples`.

use std::path::Path;

use offstage_tests::conformance::report::{Outcome, Summary};
use offstage_tests::conformance::suite::{self, Case};
use offstage_tests::conformance::{FOLDERS, native};

#[test]
fn every_program_shows_what_is_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cases: Vec<Case> = FOLDERS
        .iter()
        .flat_map(|folder| suite::find(&root.join(folder)).expect("a folder").cases)
        .collect();
    let mut summary = Summary::default();
    let mut failures = String::new();
    native::run_all(&cases.iter().collect::<Vec<_>>(), |report| {
        summary.add(report);
        if matches!(report.outcome, Outcome::Failed(_)) {
            failures.push_str(&format!("{report}\n"));
        }
    });
    assert!(summary.is_good(), "{failures}{summary}");
}
