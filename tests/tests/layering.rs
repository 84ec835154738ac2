//! The arrows between the folders: who may use whom, and who may name the outside.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder or file of the engine, and what of the engine it may use besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("actors", &["host"]),
    (
        "engine",
        &[
            "durability",
            "evaluator",
            "inbox",
            "inspect",
            "language",
            "outbox",
            "actors",
            "host",
            "symbol",
            "value",
            "view",
        ],
    ),
    ("durability", &[]),
    ("durability/checksum", &[]),
    (
        "durability/log",
        &["durability/store", "durability/checksum"],
    ),
    ("durability/saved", &[]),
    ("durability/store", &["durability/checksum"]),
    ("entry", &["engine", "durability", "host"]),
    (
        "evaluator",
        &[
            "actors",
            "durability",
            "host",
            "language",
            "place",
            "lists",
            "stdlib",
            "symbol",
            "value",
            "view",
        ],
    ),
    ("host", &[]),
    ("inbox", &["durability", "evaluator", "value", "view"]),
    ("inspect", &["evaluator", "language/plan", "value"]),
    ("language/syntax", &["language/diagnostic"]),
    ("language/diagnostic", &["language/syntax"]),
    ("language/plan", &["language/syntax", "symbol", "value"]),
    // One name besides the catalog: the element that stands for the app.
    (
        "language/lower",
        &[
            "language",
            "place",
            "stdlib",
            "symbol",
            "value",
            "view/catalog",
            "view",
        ],
    ),
    ("language", &["stdlib", "symbol", "value", "view/catalog"]),
    ("lists", &[]),
    ("outbox", &[]),
    ("place", &[]),
    ("stdlib", &["language/plan", "lists", "symbol", "value"]),
    ("symbol", &[]),
    ("value", &["symbol"]),
    ("view/catalog", &["view/style", "view/plain"]),
    ("view/style", &["view/catalog", "view/plain"]),
    ("view/plain", &[]),
    (
        "view",
        &["evaluator", "host", "language", "lists", "symbol", "value"],
    ),
    ("bin", &[]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_path_buf()
}

/// The Rust files below a folder with their paths in it, sorted; tests are not part of the layering.
fn sources(folder: &str) -> Vec<(String, String)> {
    let top = root().join(folder);
    let mut open = vec![top.clone()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(&top)
                    .expect("inside")
                    .display()
                    .to_string();
                if !name.contains("tests") {
                    found.push((name, fs::read_to_string(&path).expect("a text")));
                }
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// The most exact row of the table for a module path such as `language/syntax/parser`.
fn row(path: &str) -> Option<&'static (&'static str, &'static [&'static str])> {
    ARROWS
        .iter()
        .filter(|(name, _)| is_inside(path, name))
        .max_by_key(|(name, _)| name.len())
}

fn is_inside(path: &str, folder: &str) -> bool {
    path == folder || path.starts_with(&format!("{folder}/"))
}

/// The module paths that a text names as `crate::…`, without comments and unit tests.
fn used(text: &str) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut paths = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let name = |c: char| c.is_ascii_lowercase() || c == '_' || c == ':' || c.is_ascii_digit();
        let path: String = after.chars().take_while(|c| name(*c)).collect();
        let module = path.trim_matches(':').replace("::", "/");
        if let Some(list) = after[path.len()..].strip_prefix('{') {
            for first in list.split('}').next().unwrap_or_default().split(',') {
                let first = first.trim().split("::").next().unwrap_or_default();
                paths.insert(format!("{module}/{first}").trim_matches('/').to_owned());
            }
        } else {
            paths.insert(module);
        }
    }
    paths.remove("");
    paths
}

#[test]
fn every_module_of_the_engine_uses_only_what_is_below_it() {
    let mut wrong = Vec::new();
    for (file, text) in sources("engine-worker/src") {
        let module = file.trim_end_matches(".rs").to_owned();
        if module == "lib" {
            continue;
        }
        let Some((name, allowed)) = row(&module) else {
            wrong.push(format!("{file} is in no row"));
            continue;
        };
        for path in used(&text) {
            // A name that is no module is an item of the crate's root: there are none.
            let fits = is_inside(&path, name)
                || row(&path).is_some_and(|(target, _)| {
                    target == name || allowed.iter().any(|allowed| is_inside(target, allowed))
                });
            if !fits {
                wrong.push(format!("{file} uses {path}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Asserts that only the files that `may` names contain one of the words.
#[track_caller]
fn only(folder: &str, words: &[&str], may: fn(&str) -> bool) {
    let mut wrong = Vec::new();
    for (file, text) in sources(folder) {
        let names = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .any(|line| words.iter().any(|word| line.contains(word)));
        if names && !may(&file) {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "{words:?} in {wrong:#?}");
}

#[test]
fn only_the_entry_knows_javascript() {
    only(
        "engine-worker/src",
        &[
            "js_sys",
            "web_sys",
            "wasm_bindgen",
            "gloo_",
            "serde_wasm_bindgen",
        ],
        |file| file.starts_with("entry/"),
    );
}

#[test]
fn the_protocol_knows_no_javascript_and_nothing_of_ours() {
    only(
        "protocol/src",
        &[
            "js_sys",
            "web_sys",
            "wasm_bindgen",
            "engine_worker",
            "dom_shim",
        ],
        |_| false,
    );
}

#[test]
fn the_shim_does_not_know_the_engine() {
    only(
        "dom-shim/src",
        &["engine_worker::", "use engine_worker"],
        |_| false,
    );
}

#[test]
fn one_file_of_the_shim_names_the_document() {
    let top = root().join("dom-shim/src");
    let mut naming = Vec::new();
    let mut open = vec![top.clone()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "js") {
                let text = fs::read_to_string(&path).expect("a text");
                let names = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .any(|line| line.contains("document."));
                if names {
                    naming.push(
                        path.strip_prefix(&top)
                            .expect("inside")
                            .display()
                            .to_string(),
                    );
                }
            }
        }
    }
    assert_eq!(naming, ["dom.js"]);
}

#[test]
fn the_engine_asks_nobody_for_time_or_chance() {
    only(
        "engine-worker/src",
        &[
            "Instant::now",
            "SystemTime",
            "thread_rng",
            " rand::",
            "performance_now",
            "Date::now",
        ],
        |file| file.starts_with("entry/"),
    );
}

/// The page looks for the files of modules that programs call, but not for those of the library.
#[test]
fn the_page_knows_the_modules_of_the_library() {
    let script = fs::read_to_string(root().join("www/embed/offstage.js")).expect("the script");
    let (_, list) = script
        .split_once("const LIBRARY = new Set(\n  \"")
        .expect("the list");
    let known: BTreeSet<&str> = list
        .split('"')
        .next()
        .unwrap_or_default()
        .split(' ')
        .collect();
    let functions = engine_worker::stdlib::table::BUILTINS;
    let mut modules: BTreeSet<&str> = functions
        .iter()
        .filter_map(|row| row.path.split('/').next())
        .collect();
    modules.insert("Element");
    assert_eq!(known, modules);
}
