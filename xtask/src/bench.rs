//! The benchmarks: what they are measured against is set up and built, then the harness in
//! `tests/benches/harness` runs, or `cargo bench` where all is native.
//!
//! The peers have a package and a workspace of their own, so that serving and testing installs none of them.

use crate::build::{self, Profile};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::repo::Repo;
use crate::{Arguments, Outcome, process, setup};
use std::path::PathBuf;
use std::process::Command;

/// The kinds, in the order in which `all` runs them.
const KINDS: [&str; 7] = [
    "page", "input", "programs", "actors", "lists", "size", "log",
];

/// The peers' crates that become wasm modules.
const WASM_PEERS: [&str; 4] = ["actors", "dioxus_hello", "leptos_apps", "leptos_hello"];

/// Runs `cargo xtask bench …`.
pub(crate) fn run(repo: &Repo, mut arguments: Arguments) -> Outcome {
    let quick = arguments.take_flag("--quick");
    let sustained = arguments.take_number::<u32>("--sustained")?;
    let json = arguments.take_word("--json", "a file")?;
    let mut words: Vec<String> = std::iter::from_fn(|| arguments.next_word()).collect();
    if words.is_empty() {
        words.push("all".to_owned());
    }
    if words == ["report"] {
        return harness(repo, "report.mjs", &[]);
    }
    let check = words[0] == "check";
    if check {
        words.remove(0);
    }
    let kinds = kinds(&words)?;
    prepare(repo, &kinds)?;
    let measured: Vec<&str> = kinds
        .iter()
        .copied()
        .filter(|kind| *kind != "log")
        .collect();
    if !measured.is_empty() {
        let compared = repo
            .path("target/bench/compared.json")
            .display()
            .to_string();
        let mut line = measured;
        if quick {
            line.push("--quick");
        }
        let sustained = sustained.map(|seconds| seconds.to_string());
        if let Some(seconds) = &sustained {
            line.extend(["--sustained", seconds]);
        }
        if check {
            line.extend(["--no-keep", "--json", &compared]);
        } else if let Some(file) = &json {
            line.extend(["--json", file]);
        }
        harness(repo, "main.mjs", &line)?;
        if check {
            harness(repo, "check.mjs", &[&compared])?;
        }
    }
    if kinds.contains(&"log") {
        log(repo)?;
    }
    Ok(())
}

/// The kinds that the command line names; `all`, or none after `check`, stands for every one.
fn kinds(words: &[String]) -> Outcome<Vec<&'static str>> {
    if words.is_empty() || words == ["all"] {
        return Ok(KINDS.to_vec());
    }
    words
        .iter()
        .map(|word| {
            let known = KINDS.into_iter().find(|kind| kind == word);
            known.ok_or(format!(
                "no benchmark is called `{word}`; there are all, {}",
                KINDS.join(", ")
            ))
        })
        .collect()
}

/// Builds what the kinds need.
fn prepare(repo: &Repo, kinds: &[&str]) -> Outcome {
    let any = |names: &[&str]| kinds.iter().any(|kind| names.contains(kind));
    setup::build_tools(repo)?;
    if any(&["page", "input", "programs", "size"]) {
        build::run(repo, Profile::Release)?;
    }
    if any(&["page", "input", "size"]) {
        packages(repo)?;
        apps(repo)?;
        for name in WASM_PEERS.into_iter().filter(|name| *name != "actors") {
            wasm_peer(repo, name)?;
        }
    }
    if any(&["actors"]) {
        wasm_peer(repo, "actors")?;
        native_peers(repo)?;
    }
    Ok(())
}

/// Where the harness finds what is built for it.
fn built(repo: &Repo) -> PathBuf {
    repo.path("target/bench")
}

/// Installs the frameworks exactly as their lock file says, without running their scripts.
fn packages(repo: &Repo) -> Outcome {
    let folder = repo.path("tests/benches/page");
    let fingerprint = Fingerprint::new("bench-packages")
        .path(&folder.join("package-lock.json"))?
        .finish();
    let stamp = Stamp::new(&repo.tools(), "bench-packages");
    if stamp.is(&fingerprint) && folder.join("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    process::run(setup::npm_ci().current_dir(folder))?;
    stamp.set(&fingerprint)
}

/// Bundles the frameworks' apps.
fn apps(repo: &Repo) -> Outcome {
    let folder = repo.path("tests/benches/page");
    let fingerprint = Fingerprint::new("bench-apps")
        .path(&folder.join("apps"))?
        .path(&folder.join("build.mjs"))?
        .path(&folder.join("package-lock.json"))?
        .path(&repo.path("package-lock.json"))?
        .finish();
    let stamp = Stamp::new(&repo.tools(), "bench-apps");
    let target = built(repo).join("apps");
    if stamp.is(&fingerprint) && target.is_dir() {
        return Ok(());
    }
    let mut node = Command::new("node");
    process::run(node.arg(folder.join("build.mjs")).arg(&target))?;
    stamp.set(&fingerprint)
}

/// What a crate of the peers' workspace is built from; the engine is part of one of them.
fn peers(repo: &Repo, step: &str, name: &str) -> Outcome<Fingerprint> {
    let folder = repo.path("tests/benches/peers");
    let mut fingerprint = Fingerprint::new(step)
        .path(&folder.join("Cargo.toml"))?
        .path(&folder.join("Cargo.lock"))?
        .path(&repo.path("tools/Cargo.lock"))?
        .path(&folder.join(name))?;
    if name == "actors" {
        fingerprint = fingerprint
            .path(&repo.path("engine-worker/src"))?
            .path(&repo.path("protocol/src"))?
            .path(&repo.path("Cargo.toml"))?;
    }
    Ok(fingerprint)
}

/// Builds a peer for the browser, as our own crates are built.
fn wasm_peer(repo: &Repo, name: &str) -> Outcome {
    let step = format!("bench-{name}");
    let fingerprint = peers(repo, &step, name)?.finish();
    let stamp = Stamp::new(&repo.tools(), &step);
    let target = built(repo).join(name);
    if stamp.is(&fingerprint) && target.is_dir() {
        return Ok(());
    }
    let folder = repo.path("tests/benches/peers").join(name);
    let mut wasm_pack = build::wasm_pack(repo, &folder, &target)?;
    process::run(wasm_pack.arg("--release"))?;
    stamp.set(&fingerprint)
}

/// Builds the actor libraries natively.
fn native_peers(repo: &Repo) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--bin", "native"]);
    process::run(cargo.current_dir(repo.path("tests/benches/peers")))
}

/// Runs a script of the harness.
fn harness(repo: &Repo, script: &str, arguments: &[&str]) -> Outcome {
    let mut node = Command::new("node");
    node.arg(repo.path("tests/benches/harness").join(script))
        .args(arguments)
        .current_dir(repo.root());
    if script == "main.mjs" {
        node.env("CHROME_PATH", setup::browser()?);
    }
    process::run(&mut node)
}

/// What the log costs is measured natively: by itself, and under a program.
fn log(repo: &Repo) -> Outcome {
    for (package, bench) in [
        ("offstage-store-tests", "log"),
        ("offstage-tests", "durability"),
    ] {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["bench", "--package", package, "--bench", bench])
            .current_dir(repo.root());
        process::run(&mut cargo)?;
    }
    Ok(())
}
