//! `offstage fmt`: which files it writes, what it prints and its exit status.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SLOPPY: &str = "document:   Document/new( root:1 )\n";
const NEAT: &str = "document: Document/new(root: 1)\n";
const BROKEN: &str = "document:   3-1\n";

/// A folder of its own for a test, with those files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("removable");
    }
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    folder
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], status: i32, stdout: &str) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_offstage"))
        .current_dir(folder)
        .arg("fmt")
        .args(arguments)
        .output()
        .expect("the program starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout);
    assert_eq!(output.status.code(), Some(status));
    output
}

#[track_caller]
fn check_text(folder: &Path, path: &str, expect: &str) {
    let text = fs::read_to_string(folder.join(path)).expect("readable");
    assert_eq!(text, expect, "{path}");
}

#[test]
fn files_and_folders_are_written_in_the_one_style() {
    let folder = folder(
        "written",
        &[("a.bn", SLOPPY), ("b/c/d.bn", SLOPPY), ("b/e.txt", SLOPPY)],
    );
    check(&folder, &["a.bn", "b"], 0, "");
    check_text(&folder, "a.bn", NEAT);
    check_text(&folder, "b/c/d.bn", NEAT);
    check_text(&folder, "b/e.txt", SLOPPY);
    assert_eq!(fs::read_dir(&folder).expect("readable").count(), 2);
}

#[test]
fn check_names_what_would_change_and_changes_nothing() {
    let folder = folder("checked", &[("a.bn", SLOPPY), ("b.bn", NEAT)]);
    check(&folder, &["--check", "."], 1, "./a.bn\n");
    check(&folder, &["a.bn", "--check"], 1, "a.bn\n");
    check(&folder, &["--check", "b.bn"], 0, "");
    check_text(&folder, "a.bn", SLOPPY);
}

#[test]
fn a_neat_file_is_not_written() {
    let folder = folder("untouched", &[("a.bn", NEAT)]);
    let path = folder.join("a.bn");
    let mut permissions = fs::metadata(&path).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("allowed");
    let before = fs::metadata(&path).expect("there").modified().ok();
    check(&folder, &["a.bn"], 0, "");
    assert_eq!(fs::metadata(&path).expect("there").modified().ok(), before);
}

#[test]
fn a_file_with_mistakes_is_reported_and_left_alone() {
    let folder = folder("broken", &[("a.bn", BROKEN), ("b.bn", SLOPPY)]);
    let expected = "\
error: expected a definition, `name: value` or `FUNCTION name(parameters) { value }`, found the number `-1`
 --> a.bn:1:14
  |
1 | document:   3-1
  |              ^^
  = a minus glued to a digit belongs to the number; write `3 - 1`

";
    check(&folder, &["a.bn", "b.bn"], 1, expected);
    check_text(&folder, "a.bn", BROKEN);
    check_text(&folder, "b.bn", NEAT);
}

#[test]
fn a_file_that_cannot_be_read_does_not_keep_the_others() {
    let folder = folder("missing", &[("b.bn", SLOPPY)]);
    let output = check(&folder, &["a.bn", "b.bn"], 2, "");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot read a.bn: "));
    check_text(&folder, "b.bn", NEAT);
}
