//! Runs the conformance suite natively: `conformance [FILTER…] [--dir DIR] [--list] [--export FILE]`.
//!
//! An export is what the browser runner reads, so that files are read in one way only.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use offstage_tests::conformance::report::Summary;
use offstage_tests::conformance::suite::{self, Case};
use offstage_tests::conformance::{FOLDERS, native};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let mut filters: Vec<String> = Vec::new();
    let mut folders = Vec::new();
    let mut list = false;
    let mut export = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => list = true,
            "--export" => export = Some(arguments.next().ok_or("--export needs a file")?),
            "--dir" => folders.push(PathBuf::from(
                arguments.next().ok_or("--dir needs a folder")?,
            )),
            other if other.starts_with("--") => return Err(format!("unknown option `{other}`")),
            _ => filters.push(argument),
        }
    }
    if folders.is_empty() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        folders = FOLDERS.iter().map(|folder| root.join(folder)).collect();
    }
    let wanted =
        |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(filter));
    let mut cases = Vec::new();
    for folder in &folders {
        let found = suite::find(folder)?;
        cases.extend(found.cases);
        for name in found.unexpected.iter().filter(|name| wanted(name)) {
            println!("nothing is expected of {name}");
        }
    }
    let cases: Vec<&Case> = cases.iter().filter(|case| wanted(&case.name)).collect();
    if list {
        for case in cases {
            println!("{}", case.name);
        }
        return Ok(true);
    }
    if let Some(file) = export {
        let text = serde_json::json!({ "cases": cases }).to_string();
        std::fs::write(&file, text).map_err(|error| format!("cannot write {file}: {error}"))?;
        return Ok(true);
    }
    let mut summary = Summary::default();
    native::run_all(&cases, |report| {
        println!("{report}");
        summary.add(report);
    });
    println!("{summary}");
    Ok(summary.is_good())
}
