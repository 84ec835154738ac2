//! Puts the embeddable npm package together: wasm-pack's output, the embedding scripts with the
//! package's description from `www/embed`, and the papers.

use crate::build::{self, Profile, WASM_CRATES};
use crate::fingerprint::{Fingerprint, Stamp, collect_files};
use crate::repo::Repo;
use crate::{Outcome, process};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const README: &str = "\
# offstage

```html
<script type=\"module\" src=\"offstage/offstage.js\"></script>
<offstage-app src=\"counter.bn\"></offstage-app>
```

Defines the custom element `<offstage-app>`, which runs a Boon program in a dedicated Web Worker and
paints it into its own light DOM. Serve this folder unchanged from the page's own origin: the script
finds its worker and its two wasm modules beside itself.

Licensed under MIT or Apache-2.0, at your option.
";

/// Copies everything into a folder, unless it is there from the same inputs.
pub(crate) fn assemble(repo: &Repo, profile: Profile, crates: &[String], folder: &Path) -> Outcome {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let embed = repo.path("www/embed");
    let mut fingerprint = Fingerprint::new("dist").text(profile.name());
    for inputs in crates {
        fingerprint = fingerprint.text(inputs);
    }
    let fingerprint = fingerprint
        .text(README)
        .path(&embed)?
        .path(&repo.path("LICENSE-MIT"))?
        .path(&repo.path("LICENSE-APACHE"))?
        .finish();
    let stamp = Stamp::new(&repo.tools(), &name);
    if stamp.is(&fingerprint) && folder.join("package.json").is_file() {
        return Ok(());
    }

    let staging = repo.path("target/dist");
    remove(&staging)?;
    create(&staging)?;
    for name in WASM_CRATES {
        copy_tree(&build::output_folder(repo, name, profile), &staging)?;
    }
    copy_scripts(repo, &staging)?;
    copy_tree(&embed, &staging)?;
    if !staging.join("package.json").is_file() {
        return Err(format!("{} has no package.json", embed.display()));
    }
    if profile == Profile::Release {
        bundle_worker(repo, &staging)?;
        bundle_page(repo, &staging)?;
        minify(repo, &staging)?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&repo.path(licence), &staging.join(licence))?;
    }
    write(&staging.join("README.md"), README)?;

    remove(folder)?;
    fs::rename(&staging, folder).map_err(|error| format!("{name}: {error}"))?;
    stamp.set(&fingerprint)?;
    println!("{name}/ is up to date ({})", profile.name());
    Ok(())
}

/// Puts everything that the worker's loader imports into it: a worker would ask for one file after the other before
/// it runs.
fn bundle_worker(repo: &Repo, folder: &Path) -> Outcome {
    let file = folder.join("worker.js");
    let mut esbuild = esbuild(repo);
    esbuild
        .arg(&file)
        .args(["--bundle", "--format=esm", "--target=es2022"])
        .args(["--allow-overwrite", "--log-level=error"])
        .arg(format!("--outfile={}", file.display()));
    process::run(&mut esbuild)?;
    // All of them are of the worker: the shim has its scripts beside itself.
    remove(&folder.join("snippets"))?;
    for file in [
        "engine_worker.js",
        "engine_worker.d.ts",
        "engine_worker_bg.wasm.d.ts",
    ] {
        remove_file(&folder.join(file))?;
    }
    Ok(())
}

/// The scripts of the shim, which lie beside its module and are imported by it.
fn copy_scripts(repo: &Repo, folder: &Path) -> Outcome {
    for script in scripts(&repo.path("dom-shim/src"))? {
        copy(
            &script,
            &folder.join(script.file_name().unwrap_or_default()),
        )?;
    }
    Ok(())
}

/// The scripts of a folder itself.
fn scripts(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .collect())
}

/// Makes one script of all that a page always loads, beside those that it loads on demand: it would ask for
/// them one after the other, and alone they compress worse.
fn bundle_page(repo: &Repo, folder: &Path) -> Outcome {
    let bundled = repo.path("target/dist-page");
    remove(&bundled)?;
    let mut esbuild = esbuild(repo);
    esbuild
        .arg(folder.join("offstage.js"))
        .args(["--bundle", "--splitting", "--format=esm", "--target=es2022"])
        .args(["--minify", "--chunk-names=[name]", "--log-level=error"])
        .arg(format!("--outdir={}", bundled.display()));
    process::run(&mut esbuild)?;
    // Whatever is not of the worker is in the bundle now.
    for script in scripts(folder)? {
        let name = script.file_name().unwrap_or_default().to_string_lossy();
        if name != "worker.js" {
            remove_file(&script)?;
        }
    }
    for types in ["dom_shim.d.ts", "dom_shim_bg.wasm.d.ts"] {
        remove_file(&folder.join(types))?;
    }
    copy_tree(&bundled, folder)
}

/// Through Node, because the file in `.bin` is a script that not every system can start.
fn esbuild(repo: &Repo) -> Command {
    let mut esbuild = Command::new("node");
    esbuild.arg(repo.path("node_modules/esbuild/bin/esbuild"));
    esbuild
}

/// Shrinks every script in place; names and module boundaries stay.
fn minify(repo: &Repo, folder: &Path) -> Outcome {
    let mut files = Vec::new();
    collect_files(folder, &mut files)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "js"));
    let mut esbuild = esbuild(repo);
    esbuild
        .args(&files)
        .args(["--minify", "--format=esm", "--target=es2022"])
        .args(["--allow-overwrite", "--log-level=warning"])
        // wasm-bindgen names a script once for each kind of import.
        .arg("--log-override:duplicate-object-key=silent")
        .arg(format!("--outdir={}", folder.display()))
        .arg(format!("--outbase={}", folder.display()))
        .current_dir(repo.root());
    process::run(&mut esbuild)
}

/// Copies what a package needs; wasm-pack's `.gitignore` and the like stay behind.
fn copy_tree(from: &Path, to: &Path) -> Outcome {
    let mut files = Vec::new();
    collect_files(from, &mut files)?;
    for file in files {
        let relative: PathBuf = match file.strip_prefix(from) {
            Ok(relative) => relative.to_owned(),
            Err(_) => continue,
        };
        let hidden = relative
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        let target = to.join(relative);
        if target.exists() {
            return Err(format!("two files want to be {}", target.display()));
        }
        if let Some(folder) = target.parent() {
            create(folder)?;
        }
        copy(&file, &target)?;
    }
    Ok(())
}

/// Copies the files of a folder over those of another.
pub(crate) fn copy_page(from: &Path, to: &Path) -> Outcome {
    let mut files = Vec::new();
    collect_files(from, &mut files)?;
    for file in files {
        if let Some(name) = file.file_name() {
            copy(&file, &to.join(name))?;
        }
    }
    Ok(())
}

fn create(folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Outcome {
    match fs::copy(from, to) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("{}: {error}", from.display())),
    }
}

fn write(file: &Path, content: &str) -> Outcome {
    fs::write(file, content).map_err(|error| format!("{}: {error}", file.display()))
}

fn remove_file(file: &Path) -> Outcome {
    fs::remove_file(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn remove(folder: &Path) -> Outcome {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}
