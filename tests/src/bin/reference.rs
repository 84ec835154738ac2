//! Completes the pages of the reference: `reference FROM TO`, two folders.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use offstage_tests::reference;

fn main() -> ExitCode {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = folders.as_slice() else {
        eprintln!("usage: reference FROM TO");
        return ExitCode::FAILURE;
    };
    match run(Path::new(from), Path::new(to)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| failed(to, error))?;
    }
    fs::create_dir_all(to).map_err(|error| failed(to, error))?;
    for entry in fs::read_dir(from).map_err(|error| failed(from, error))? {
        let entry = entry.map_err(|error| failed(from, error))?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let prose = fs::read_to_string(entry.path()).map_err(|error| failed(from, error))?;
        let page = reference::page(&file, &prose)?;
        let path = to.join(&file);
        fs::write(&path, page).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}
