//! Deep and long programs.

use super::*;

/// What the worker has in the browser (`build.rs`).
const STACK: usize = 640 << 10;

/// Parses on a small stack; the messages. The tree is dropped there too.
fn messages_on_a_small_stack(text: String) -> Vec<String> {
    let thread = std::thread::Builder::new().stack_size(STACK);
    thread
        .spawn(move || parse_text(&text).1)
        .expect("a thread")
        .join()
        .expect("no overflow")
}

/// The ways to nest, as text before and after what is nested; some need a name around.
const BRACKETS: [(&str, &str); 12] = [
    ("(1 == 2 + 3 * ", ")"),
    ("[a: ", "]"),
    ("A[...", "]"),
    ("LIST { 1, ", "}"),
    ("LATEST { ", "}"),
    ("f(a: 1 + 2 * ", ")"),
    ("M/f(PASS: ", ").a"),
    ("BLOCK { a: 1 ", "}"),
    ("x |> f() |> THEN { ", "}"),
    ("x |> WHEN { 1 => ", "}"),
    ("0 + 1 * 2 |> HOLD n { ", "}"),
    ("TEXT { a {", "} b }"),
];

fn nested(depth: usize, innermost: &str, brackets: &[(&str, &str)]) -> String {
    let mut text = "a: ".to_owned();
    let chosen: Vec<_> = brackets.iter().cycle().take(depth).collect();
    text.extend(chosen.iter().map(|(open, _)| *open));
    text.push_str(innermost);
    text.extend(chosen.iter().rev().map(|(_, close)| *close));
    text
}

#[test]
fn every_bracket_nests_to_the_limit_and_no_further() {
    for bracket in BRACKETS {
        let brackets = [bracket];
        assert_eq!(
            messages_on_a_small_stack(nested(MAX_NESTING, "1", &brackets)),
            [""; 0],
            "{bracket:?}"
        );
        let deeper = messages_on_a_small_stack(nested(MAX_NESTING + 1, "1", &brackets));
        assert!(
            deeper[0].ends_with("brackets are nested more than 200 deep"),
            "{deeper:?}"
        );
        assert_eq!(deeper.len(), 1, "{deeper:?}");
    }
}

#[test]
fn mixed_brackets_nest_to_the_limit() {
    assert_eq!(
        messages_on_a_small_stack(nested(MAX_NESTING, "1", &BRACKETS)),
        [""; 0]
    );
}

#[test]
fn patterns_nest_to_the_limit() {
    let pattern = |depth: usize| {
        let (open, close) = ("[a: LIST { 1 ".repeat(depth / 2), "}]".repeat(depth / 2));
        format!("a: x |> WHEN {{ {open} __ {close} => 1 }}")
    };
    assert_eq!(messages_on_a_small_stack(pattern(MAX_NESTING - 2)), [""; 0]);
    let deeper = messages_on_a_small_stack(pattern(MAX_NESTING));
    assert_eq!(deeper.len(), 1, "{deeper:?}");
    assert!(deeper[0].ends_with("deep"), "{deeper:?}");
}

#[test]
fn absurd_nesting_is_one_diagnostic() {
    for (open, close) in BRACKETS {
        let closed = messages_on_a_small_stack(nested(100_000, "1", &[(open, close)]));
        assert_eq!(closed.len(), 1, "{open} {closed:?}");
        let unclosed = messages_on_a_small_stack(format!("a: {}", open.repeat(100_000)));
        assert!((1..=3).contains(&unclosed.len()), "{open} {unclosed:?}");
    }
}

#[test]
fn chains_are_not_nesting() {
    for link in [
        " + a",
        " - a * b",
        " |> f",
        " |> f()\n",
        " == a",
        ".a",
        " / a",
        " |> .a",
    ] {
        let text = format!("a: b{}", link.repeat(100_000));
        assert_eq!(messages_on_a_small_stack(text), [""; 0], "{link}");
    }
}

#[test]
fn long_lines_of_rubbish_end_soon() {
    for rubbish in [
        "{",
        "}",
        "\"",
        "TEXT {",
        "A/",
        "A / ",
        "~a",
        "FUNCTION ",
        "a: ",
        "é",
        "#",
        "[(",
        "TEXT ##{#{",
        ":",
        "'é",
    ] {
        let text = format!("a: {}", rubbish.repeat((1 << 20) / rubbish.len()));
        let found = messages_on_a_small_stack(text);
        assert!(
            !found.is_empty() && found.len() <= 2 * MAX_RECORDED,
            "{rubbish}: {}",
            found.len()
        );
    }
}
