//! The runner itself: what it must not let pass, and what it must understand.

use std::fs;
use std::path::PathBuf;

use protocol::SourceFile;

use super::actions;
use super::expected::{self, Expected};
use super::native;
use super::report::{Outcome, Summary};
use super::suite::{self, Case, Content, ProgramFiles};

const COUNTER: &str = "\
plus: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { + })
count: LATEST { 0, plus.event.press |> THEN { 1 } } |> Math/sum()
document: Document/new(root: Element/stripe(
    element: [], direction: Column, style: [], items: LIST { plus, count }
))";

fn case(source: &str, expected: &str) -> Case {
    let content = expected::read(expected).map(|expected| Content {
        program: ProgramFiles {
            entry: "RUN.bn".to_owned(),
            files: vec![SourceFile {
                path: "RUN.bn".to_owned(),
                text: source.to_owned(),
            }],
        },
        expected,
    });
    Case {
        name: "case".to_owned(),
        content,
    }
}

#[track_caller]
fn failure(source: &str, expected: &str) -> String {
    match native::run(&case(source, expected)).outcome {
        Outcome::Failed(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn passes(source: &str, expected: &str) {
    let outcome = native::run(&case(source, expected)).outcome;
    assert_eq!(outcome, Outcome::Passed);
}

#[track_caller]
fn read(text: &str) -> Expected {
    expected::read(text).expect("a valid file")
}

#[test]
fn a_wrong_start_is_a_failure_that_shows_the_page() {
    let reason = failure(COUNTER, "[output]\ntext = \"+1\"");
    assert!(reason.contains("at the start"), "{reason}");
    assert!(reason.contains("\"+1\""), "{reason}");
    assert!(reason.contains("page text \"+0\""), "{reason}");
}

#[test]
fn a_wrong_expectation_names_its_step() {
    let expected = "
        [[sequence]]
        description = \"two presses\"
        actions = [[\"click_button\", 0], [\"click_button\", 0]]
        expect = \"+3\"";
    let reason = failure(COUNTER, expected);
    assert!(reason.contains("two presses"), "{reason}");
    assert!(reason.contains("page text \"+2\""), "{reason}");
}

#[test]
fn each_wrong_assertion_is_a_failure() {
    for assertion in [
        "['assert_contains', '9']",
        "['assert_not_contains', '0']",
        "['assert_order', '0', '+']",
        "['assert_url', '/there']",
        "['assert_focused']",
        "['assert_focused_input_value', '']",
        "['assert_input_empty', 0]",
        "['assert_button_count', 2]",
        "['assert_button_disabled', 0]",
        "['assert_button_enabled', 1]",
        "['assert_button_has_outline', 0]",
        "['assert_checkbox_count', 1]",
        "['assert_checkbox_checked', 0]",
        "['assert_attribute', '+', 'type', 'submit']",
        "['assert_element_style', '+', 'box-sizing', 'content-box']",
        "['assert_cells_row_visible', 7]",
        "['assert_diagnostic', 'anything']",
        "['assert_counter', 'turns', '>', 1000]",
        "['assert_counter', 'no_such_counter', '>', -1]",
        "['click_button', 1]",
        "['click_text', 'nowhere']",
        "['click_button_near_text', '0', 'no such label']",
        "['type', 'into nothing']",
        "['back']",
    ] {
        let expected = format!("[[sequence]]\nactions = [{assertion}]");
        let reason = failure(COUNTER, &expected);
        assert!(reason.contains("sequence 1"), "{assertion}: {reason}");
    }
}

#[test]
fn what_is_no_valid_file_is_a_failure_that_says_where() {
    assert!(failure(COUNTER, "[output\ntext = 1").contains("line 1"));
    let reason = failure(COUNTER, "[[sequence]]\nactions = [['click_buton', 0]]");
    assert!(reason.contains("unknown action `click_buton`"), "{reason}");
    let reason = failure(COUNTER, "[[sequence]]\nactions = [['click_button']]");
    assert!(reason.contains("`click_button` takes 1"), "{reason}");
    let reason = failure(COUNTER, "[[sequence]]\nactions = [['wait', 'long']]");
    assert!(reason.contains("`wait` takes a number"), "{reason}");
    let regex = "[output]\nmatch = 'regex'\npattern = '('";
    assert!(failure(COUNTER, regex).contains("output"));
    assert!(failure(COUNTER, "[output]\nmatch = 'almost'\ntext = ''").contains("almost"));
}

#[test]
fn unknown_keys_are_noted_only() {
    let expected = read("[test]\nauthor = 'x'\n[colour]\nred = 1");
    assert_eq!(
        expected.notes,
        ["unknown key `colour`", "unknown key `test.author`"]
    );
}

#[test]
fn numbers_and_texts_stand_for_each_other() {
    let lenient = "
        [timing]
        timeout = '700'
        [[sequence]]
        actions = [['click_button', '0'], 'click_button 0', 'click_button +', ['assert_contains', 3], 'wait 5']
        expect = 3";
    passes(COUNTER, lenient);
    assert_eq!(read(lenient).timing.timeout, 700.0);
}

#[test]
fn a_line_gives_its_rest_to_the_last_argument() {
    let expected = read(
        "[[sequence]]\nactions = ['type Hello  \"you\"', 'set_input_value 1 a b', \
         'click_button_near_text \"a b\" c d', 'assert_order \"a b\" c']",
    );
    let written: Vec<String> = expected.sequences[0]
        .actions
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        written,
        [
            r#"type "Hello  \"you\"""#,
            r#"set_input_value 1 "a b""#,
            r#"click_button_near_text "a b" "c d""#,
            r#"assert_order "a b" "c""#,
        ]
    );
}

#[test]
fn texts_are_trimmed_and_compared_as_asked() {
    let text = |mode: &str, text: &str| {
        let expected = format!("[output]\nmatch = '{mode}'\ntext = '''{text}'''");
        read(&expected).output.expect("an output")
    };
    assert!(text("exact", " a b ").passes("\n a b\n"));
    assert!(!text("exact", "a").passes("a b"));
    assert!(text("contains", "a ").passes("ba"));
    assert!(!text("contains", "c").passes("ab"));
    assert!(text("regex", "^a.b$").passes("a\nb"));
    assert!(!text("regex", "^b").passes("a\nb"));
    assert!(!text("contains", "end").passes(&format!("{}end", "x".repeat(8192))));
    let pattern = read("[output]\npattern = 'a+'").output.expect("an output");
    assert!(pattern.passes("caab") && !pattern.passes("a+".replace('a', "b").as_str()));
}

#[test]
fn skipped_programs_say_why() {
    let skipped = |expected: &str| native::run(&case("nonsense", expected)).outcome;
    let reason = Outcome::Skipped("too slow".to_owned());
    assert_eq!(skipped("[test]\nskip = 'too slow'"), reason);
    let others = "[test]\nengines = ['Wasm']\nskip_engines = ['Actors']";
    assert_eq!(skipped(&format!("{others}\nskip = false")), Outcome::Passed);
    for ours in ["[test]\nskip = true", "[test]\nskip_engines = 'Offstage'"] {
        assert!(matches!(skipped(ours), Outcome::Skipped(_)), "{ours}");
    }
}

#[test]
fn a_program_that_does_not_run_has_diagnostics_and_no_text() {
    let source = "document: Document/new(root: unknown_name)";
    passes(
        source,
        "[[sequence]]\nactions = [['assert_diagnostic', 'unknown_name']]",
    );
    let reason = failure(source, "[[sequence]]\nactions = [['click_button', 0]]");
    assert!(reason.contains("does not run"), "{reason}");
    let reason = failure(source, "[output]\ntext = 'x'");
    assert!(reason.contains("unknown_name"), "{reason}");
}

#[test]
fn a_clock_that_never_rests_ends_as_a_failure() {
    let source = "
t: Duration[milliseconds: 1] |> Timer/interval() |> THEN { 1 } |> Math/sum()
document: Document/new(root: t)";
    let reason = failure(source, "[[sequence]]\nactions = [['wait', 100000000]]");
    assert!(reason.contains("too many timers"), "{reason}");
}

#[test]
fn what_needs_a_browser_is_neither_passed_nor_failed() {
    let outcome = native::run(&case(
        COUNTER,
        "[[sequence]]\nactions = [['click_at', 5, 5]]",
    ))
    .outcome;
    assert!(matches!(outcome, Outcome::BrowserOnly(_)), "{outcome:?}");
}

#[test]
fn a_run_of_nothing_is_not_good() {
    assert!(!Summary::default().is_good());
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("conformance-{name}-{}", std::process::id()));
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
            fs::write(file, text).expect("it can be written");
        }
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over harms nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn programs_are_found_beside_around_and_below_their_files() {
    let folder = Folder::new(
        "find",
        &[
            ("single.bn", "a: 1"),
            ("single.expected", ""),
            ("group/whole/RUN.bn", "b: 1"),
            ("group/whole/whole.bn", "FUNCTION f() { 1 }"),
            ("group/whole/Theme/Theme.bn", "FUNCTION g() { 1 }"),
            ("group/whole/BUILD.bn", "c: 1"),
            ("group/whole/whole.expected", ""),
            ("inner.expected", ""),
            ("inner/RUN.bn", "d: 1"),
            ("lost.expected", ""),
            ("forgotten.bn", "e: 1"),
        ],
    );
    let suite = suite::find(&folder.0).expect("a folder");
    let files = |name: &str| -> Result<Vec<String>, String> {
        let case = suite.cases.iter().find(|case| case.name == name);
        let content = case.expect(name).content.as_ref().map_err(Clone::clone)?;
        let files = content.program.files.iter();
        Ok(files.map(|file| file.path.clone()).collect())
    };
    assert_eq!(files("single"), Ok(vec!["single.bn".to_owned()]));
    assert_eq!(
        files("group/whole/whole"),
        Ok(["RUN.bn", "Theme/Theme.bn", "whole.bn"]
            .map(str::to_owned)
            .to_vec())
    );
    assert_eq!(files("inner"), Ok(vec!["RUN.bn".to_owned()]));
    assert!(files("lost").is_err_and(|reason| reason.contains("no program")));
    assert_eq!(suite.unexpected, ["forgotten.bn"]);
}

#[test]
fn every_action_is_known_to_the_runner() {
    for name in actions::names() {
        for arguments in 0..4 {
            let words = format!("['{name}'{}]", ", '1'".repeat(arguments));
            let expected = format!("[[sequence]]\nactions = [{words}]");
            if expected::read(&expected).is_err() {
                continue;
            }
            if let Outcome::Failed(reason) = native::run(&case(COUNTER, &expected)).outcome {
                assert!(!reason.contains("this runner"), "{reason}");
            }
        }
    }
}
