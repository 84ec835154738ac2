//! `offstage check`: what it prints and its exit status.

use std::path::PathBuf;
use std::process::{Command, Output};

fn offstage(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_offstage"))
        .current_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/programs"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

#[track_caller]
fn check(arguments: &[&str], status: i32, stdout: &str, stderr: &str) {
    let output = offstage(arguments);
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout);
    assert_eq!(String::from_utf8_lossy(&output.stderr), stderr);
    assert_eq!(output.status.code(), Some(status));
}

#[test]
fn a_right_program_prints_nothing() {
    check(&["check", "pantry.bn"], 0, "", "");
}

#[test]
fn a_folder_is_a_program_of_several_files() {
    check(&["check", "orchard", "pantry.bn"], 0, "", "");
    // Alone, the module is a program without a document.
    let output = offstage(&["check", "orchard/Theme/Theme.bn"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn each_mistake_is_shown_with_its_place() {
    let expected = "\
error: expected a definition, `name: value` or `FUNCTION name(parameters) { value }`, found the number `-1`
 --> broken.bn:2:9
  |
2 | total: 3-1
  |         ^^
  = a minus glued to a digit belongs to the number; write `3 - 1`

error: a call of a module's function needs parentheses
 --> broken.bn:3:26
  |
3 | price: TEXT { {amount |> Round/up } }
  |                          ^^^^^^^^
  = write `Round/up()`

";
    check(&["check", "broken.bn"], 1, expected, "");
}

#[test]
fn calls_are_checked_too() {
    let expected = "\
warning: `shout` has no parameter `of`; it is taken as `words`
 --> misnamed.bn:2:36
  |
2 | document: Document/new(root: shout(of: TEXT { hi }))
  |                                    ^^
  = the parameters are: words

error: unknown function `Text/to_upper`: the call has no value
 --> misnamed.bn:5:19
  |
5 |     words |> Text/to_upper()
  |                   ^^^^^^^^
  = did you mean `Text/to_number`?

";
    check(&["check", "misnamed.bn"], 1, expected, "");
}

#[test]
fn mistakes_of_all_programs_are_shown() {
    let expected = "\
error: unknown name `missing_name`
 --> unknown_name.bn:1:11
  |
1 | document: missing_name
  |           ^^^^^^^^^^^^
  = names in scope: `document`

";
    check(
        &["check", "pantry.bn", "unknown_name.bn", "orchard"],
        1,
        expected,
        "",
    );
}

#[test]
fn an_unreadable_file_is_a_failure_of_its_own() {
    let output = offstage(&["check", "nowhere.bn", "pantry.bn"]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(
        message.starts_with("error: cannot read nowhere.bn: "),
        "{message}"
    );
    check(
        &["check", "orchard/Theme"],
        2,
        "",
        "error: the folder orchard/Theme has no RUN.bn\n",
    );
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("not_text.bn");
    std::fs::write(&path, b"a: \xff").expect("a writable folder");
    let path = path.to_string_lossy();
    check(
        &["check", &path],
        2,
        "",
        &format!("error: cannot read {path}: it is not valid UTF-8 at byte 3\n"),
    );
}

#[test]
fn a_wrong_command_prints_the_usage() {
    for arguments in [
        &[][..],
        &["check"],
        &["paint", "a.bn"],
        &["check", "--fast", "a.bn"],
    ] {
        let output = offstage(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("usage: offstage check FILE…"));
    }
    assert_eq!(offstage(&["--help"]).status.code(), Some(0));
}
