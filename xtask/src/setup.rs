//! Brings everything in place that a build or a test needs, each thing once.
//!
//! Tools go into the ignored folders `.tools` and `node_modules`; the user's home stays as it is.
//! The one change outside is the wasm target, which belongs to the toolchain.

use crate::fingerprint::{Fingerprint, Stamp};
use crate::repo::Repo;
use crate::{Outcome, chromium, packages, process};
use std::path::{Path, PathBuf};
use std::process::Command;

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What the examples' font families come to, and Debian's packages of these.
const FONT_FAMILIES: [&str; 2] = ["Liberation Sans", "DejaVu Sans"];
const FONT_PACKAGES: [&str; 2] = ["fonts-liberation", "fonts-dejavu-core"];

/// The oldest Node.js that the pinned packages run on.
const NODE_MAJOR: u32 = 18;

/// Everything that a build of `dist/` needs.
pub(crate) fn build_tools(repo: &Repo) -> Outcome {
    wasm_target()?;
    node_packages(repo)?;
    cargo_tools(repo)
}

/// The browser for the tests, and the fonts that their pictures are drawn with.
pub(crate) fn browser() -> Outcome<PathBuf> {
    fonts()?;
    chromium::find_or_install()
}

/// Where they are missing and cannot be installed, only the pictures differ.
fn fonts() -> Outcome {
    let there = |family: &str| {
        let found = process::answer("fc-match", &["--format", "%{family}", family]);
        found.is_some_and(|found| found.split(',').any(|name| name == family))
    };
    if FONT_FAMILIES.into_iter().all(there) {
        return Ok(());
    }
    if !packages::install(&FONT_PACKAGES)? {
        println!(
            "the pictures of the browser tests are drawn with {}; without these they differ",
            FONT_FAMILIES.join(" and ")
        );
    }
    Ok(())
}

/// Adds the wasm target to the toolchain unless its standard library is there.
pub(crate) fn wasm_target() -> Outcome {
    let arguments = ["--print", "target-libdir", "--target", WASM_TARGET];
    let library = process::answer("rustc", &arguments)
        .ok_or("`rustc` does not answer; install Rust with rustup (https://rustup.rs)")?;
    if Path::new(&library).is_dir() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    process::run(rustup.args(["target", "add", WASM_TARGET])).map_err(|error| {
        format!("{error}\nthe toolchain has no {WASM_TARGET}; install Rust with rustup, or the target with your package manager")
    })
}

/// Installs the Node packages exactly as the lock file says, without running their scripts.
fn node_packages(repo: &Repo) -> Outcome {
    let node = process::answer("node", &["--version"])
        .ok_or("`node` does not answer; install Node.js 18 or newer with npm")?;
    let major = node
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        return Err(format!(
            "Node.js {NODE_MAJOR} or newer is needed, found {node}"
        ));
    }
    let fingerprint = Fingerprint::new("node")
        .path(&repo.path("package.json"))?
        .path(&repo.path("package-lock.json"))?
        .finish();
    let stamp = Stamp::new(&repo.tools(), "node");
    if stamp.is(&fingerprint) && repo.path("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    process::run(npm_ci().current_dir(repo.root()))?;
    stamp.set(&fingerprint)
}

/// Installs what a lock file says, without running scripts.
pub(crate) fn npm_ci() -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    // The system's browser is used; none is downloaded.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    npm
}

/// Builds wasm-pack and wasm-bindgen from `tools/`.
fn cargo_tools(repo: &Repo) -> Outcome {
    let sources = repo.path("tools");
    let fingerprint = Fingerprint::new("tools")
        .path(&sources.join("Cargo.toml"))?
        .path(&sources.join("Cargo.lock"))?
        .path(&sources.join("src"))?
        .finish();
    let stamp = Stamp::new(&repo.tools(), "tools");
    let [programs, _] = repo.program_folders();
    let there = ["wasm-pack", "wasm-bindgen"].iter().all(|name| {
        programs
            .join(name)
            .with_extension(std::env::consts::EXE_EXTENSION)
            .is_file()
    });
    if there && stamp.is(&fingerprint) {
        return Ok(());
    }
    println!("building wasm-pack and wasm-bindgen, once (about three minutes on two cores)");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(sources.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(repo.tools().join("target"));
    process::run(&mut cargo)?;
    stamp.set(&fingerprint)
}

#[cfg(test)]
mod tests {
    use crate::repo::Repo;
    use std::fs;

    fn read(path: &str) -> String {
        let repo = Repo::find().expect("the tests run in the repository");
        fs::read_to_string(repo.path(path)).expect("a file of the repository")
    }

    /// The exact version that a manifest pins a crate to.
    #[track_caller]
    fn pinned(manifest: &str, name: &str) -> String {
        let text = read(manifest);
        let start = format!("{name} = ");
        // Either `name = "=1.2.3"` or `name = { version = "=1.2.3", … }`.
        let line = text.lines().find_map(|line| line.strip_prefix(&start));
        let version = line.and_then(|rest| rest.split('"').nth(1)?.strip_prefix('='));
        version
            .unwrap_or_else(|| panic!("{manifest} does not pin {name}"))
            .to_owned()
    }

    #[test]
    fn the_tool_and_the_library_of_wasm_bindgen_have_the_same_version() {
        assert_eq!(
            pinned("tools/Cargo.toml", "wasm-bindgen-cli"),
            pinned("Cargo.toml", "wasm-bindgen")
        );
        for peer in ["actors", "dioxus_hello", "leptos_apps", "leptos_hello"] {
            assert_eq!(
                pinned(
                    &format!("tests/benches/peers/{peer}/Cargo.toml"),
                    "wasm-bindgen"
                ),
                pinned("Cargo.toml", "wasm-bindgen")
            );
        }
    }

    #[test]
    fn lock_files_name_no_host_of_a_mirror() {
        for lock in ["package-lock.json", "tests/benches/page/package-lock.json"] {
            let node = read(lock);
            assert!(node.contains("\"integrity\""), "{lock}");
            assert!(!node.contains("\"resolved\""), "{lock}");
        }
        let index = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        for lock in [
            "Cargo.lock",
            "tools/Cargo.lock",
            "tests/benches/peers/Cargo.lock",
        ] {
            for line in read(lock).lines().filter(|l| l.starts_with("source = ")) {
                assert_eq!(line, index, "{lock}");
            }
        }
    }

    #[test]
    fn the_playground_lists_every_example() {
        let repo = Repo::find().expect("the tests run in the repository");
        let list = read("www/playground/examples.js");
        let folder = fs::read_dir(repo.path("www/examples")).expect("a folder of the repository");
        for entry in folder {
            let path = entry.expect("readable").path();
            let name = path.file_stem().expect("a name").to_string_lossy();
            assert!(list.contains(&format!("name: \"{name}\"")), "{name}");
        }
    }
}
