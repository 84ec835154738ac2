//! Source → `dist/`: wasm-pack for the two crates, then the files around them; and the documentation.
//!
//! Every step compares the fingerprint of its inputs with its stamp, so a build without changes
//! runs nothing.

use crate::fingerprint::{Fingerprint, Stamp};
use crate::repo::Repo;
use crate::{Outcome, dist, docs, process, setup};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How much is optimized.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Compiles fast; no wasm-opt, no minified scripts.
    Dev,
    /// What is shipped.
    Release,
}

impl Profile {
    /// The name in folder names and stamps.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
        }
    }
}

/// The crates that become wasm modules.
pub(crate) const WASM_CRATES: [&str; 2] = ["dom-shim", "engine-worker"];

/// Sets up what is missing and brings `dist/` up to date.
pub(crate) fn run(repo: &Repo, profile: Profile) -> Outcome {
    setup::build_tools(repo)?;
    docs::build(repo)?;
    embeddable(repo, profile, &repo.dist())
}

/// Builds both sides and puts the embeddable files into a folder.
fn embeddable(repo: &Repo, profile: Profile, folder: &Path) -> Outcome {
    let mut inputs = Vec::new();
    for name in WASM_CRATES {
        inputs.push(wasm_crate(repo, name, profile)?);
    }
    dist::assemble(repo, profile, &inputs, folder)
}

/// The crate with the suite of stores, which browsers run as a module of its own.
const STORE_TESTS: &str = "tests/stores";

/// Builds what only the browser tests need, in the profile that compiles fast: the suite of stores, and the development
/// build, whose engine is the one that the suite is linked with.
pub(crate) fn tests(repo: &Repo) -> Outcome {
    setup::build_tools(repo)?;
    wasm_crate(repo, STORE_TESTS, Profile::Dev)?;
    dist::copy_page(&repo.path("tests/e2e/stores"), &store_tests(repo))?;
    embeddable(repo, Profile::Dev, &repo.development_dist())
}

/// The page of the suite of stores, beside its module.
pub(crate) fn store_tests(repo: &Repo) -> PathBuf {
    output_folder(repo, STORE_TESTS, Profile::Dev)
}

/// Where wasm-pack leaves the files of a crate.
pub(crate) fn output_folder(repo: &Repo, name: &str, profile: Profile) -> PathBuf {
    repo.path("target/wasm-pack")
        .join(profile.name())
        .join(name)
}

/// How much code of a crate is to be worth: its level of optimization and flags for the compiler.
///
/// The page waits for the shim, whose time is spent in the DOM; the engine is there to be fast. Browsers compile a
/// function when it is first called, whole: code that is put into its callers is compiled with each of them, needed
/// or not. And they compile it again, optimized, as soon as it seems to have run long enough, for which every return
/// counts all the code before it: a large function of which a little runs seems so after some hundred calls, and while
/// it is optimized the program that starts has to share the cores with that.
///
/// What costs most is therefore a function that LLVM puts into its only caller: it does so with whatever is worth less
/// than 15 000, which no flag changes. Here everything costs ten times as much as by default, so that this is 300
/// instructions instead of 3000; the threshold for functions with several callers is half as high as by default (1200 of
/// 2250). While a spreadsheet starts, half as much is optimized, and a sixth less is compiled. A table's operations cost
/// the worker as much as before once they are optimized, which they are some repetitions later.
fn optimization(name: &str) -> (&'static str, &'static str) {
    if name == "dom-shim" {
        // What is put into its callers then leaves less code there: compressed, a hundredth less than LLVM by itself.
        ("z", "-Cllvm-args=-inline-threshold=15")
    } else {
        (
            "3",
            "-Cllvm-args=-inline-instr-cost=50 -Cllvm-args=-inline-call-penalty=250 \
             -Cllvm-args=-inline-threshold=1200",
        )
    }
}

/// Builds one crate unless its output is fresh; answers with the fingerprint of its inputs.
fn wasm_crate(repo: &Repo, name: &str, profile: Profile) -> Outcome<String> {
    let compiler = process::answer("rustc", &["--version"]).unwrap_or_default();
    let fingerprint = Fingerprint::new(name)
        .text(profile.name())
        .text(&compiler)
        .text(&format!("{:?}", optimization(name)))
        .path(&repo.path("Cargo.toml"))?
        .path(&repo.path("Cargo.lock"))?
        .path(&repo.path("tools/Cargo.lock"))?
        .path(&repo.path("package-lock.json"))?
        .path(&repo.path("protocol"))?
        .path(&repo.path(name))?;
    let fingerprint = match name {
        STORE_TESTS => fingerprint.path(&repo.path("engine-worker"))?.finish(),
        _ => fingerprint.finish(),
    };
    let folder = output_folder(repo, name, profile);
    let short = name.rsplit('/').next().unwrap_or(name);
    let stamp = Stamp::new(&repo.tools(), &format!("{short}-{}", profile.name()));
    let file = short.replace('-', "_");
    let module = folder.join(format!("{file}_bg.wasm"));
    if module.is_file() && stamp.is(&fingerprint) {
        return Ok(fingerprint);
    }
    // Snippet folders carry a hash in their name: old ones must not reach `dist/`.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut wasm_pack = wasm_pack(repo, &repo.path(name), &folder)?;
    wasm_pack
        .arg(match profile {
            Profile::Dev => "--dev",
            Profile::Release => "--release",
        })
        .args(["--out-name", &file]);
    if profile == Profile::Release {
        let (level, flags) = optimization(name);
        wasm_pack
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    }
    process::run(&mut wasm_pack)?;
    if !module.is_file() {
        return Err(format!("wasm-pack left no {}", module.display()));
    }
    stamp.set(&fingerprint)?;
    Ok(fingerprint)
}

/// The pinned wasm-pack, to build the crate in a folder into another one.
pub(crate) fn wasm_pack(repo: &Repo, folder: &Path, target: &Path) -> Outcome<Command> {
    let [programs, _] = repo.program_folders();
    let mut wasm_pack = Command::new(programs.join("wasm-pack"));
    wasm_pack
        .args(["--log-level", "warn", "build"])
        .arg(folder)
        .args(["--target", "web", "--mode", "no-install", "--no-pack"])
        .arg("--out-dir")
        .arg(target)
        .env("PATH", repo.search_path()?)
        .current_dir(repo.root());
    Ok(wasm_pack)
}
