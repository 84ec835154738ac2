//! What is reported, and that the rest is still understood.

use super::*;

/// Checks the tree and the messages, each as `text that is pointed at: message`.
#[track_caller]
fn check(text: &str, expected: &str, messages: &[&str]) {
    let (module, found) = parse_text(text);
    assert_eq!(
        (dump_module(&module), found),
        (
            expected.to_owned(),
            messages.iter().map(|&m| m.to_owned()).collect()
        )
    );
}

/// Checks that a text has exactly one mistake, with a hint that contains those words.
#[track_caller]
fn check_hint(text: &str, message: &str, hint: &str) {
    let mut source = SourceSet::default();
    let file = source.add("a.bn", text).expect("small");
    let (_, diagnostics) = parse(&source, file, &mut 0);
    let [diagnostic] = diagnostics.as_slice() else {
        panic!("not one diagnostic: {diagnostics:#?}")
    };
    assert_eq!(diagnostic.message, message);
    assert!(
        diagnostic.hints.iter().any(|found| found.contains(hint)) || hint.is_empty(),
        "{:?}",
        diagnostic.hints
    );
}

const DEFINITION: &str =
    "expected a definition, `name: value` or `FUNCTION name(parameters) { value }`, found ";

#[test]
fn several_mistakes_are_reported_and_the_rest_is_read() {
    check(
        "a: -x\nb: 1\nc: = \nd: LIST { 1, ), 2 }\ne: 5",
        "a: (? - x)\nb: 1\nc: ?\nd: (LIST 1 2)\ne: 5",
        &[
            "-: expected an expression, found `-`",
            "=: expected an expression, found `=`",
            "): expected `}`, found `)`",
        ],
    );
}

#[test]
fn minus_signs() {
    check_hint(
        "a: 3-1",
        &format!("{DEFINITION}the number `-1`"),
        "write `3 - 1`",
    );
    check_hint(
        "a: b.c-12",
        &format!("{DEFINITION}the number `-12`"),
        "write `c - 12`",
    );
    check_hint(
        "a: -x",
        "expected an expression, found `-`",
        "write `0 - x`",
    );
    check_hint("a: .5", "expected an expression, found `.`", "write `0.5`");
}

#[test]
fn definitions() {
    check_hint(
        "a = 1",
        "expected `:`, found `=`",
        "a definition is `name: value`",
    );
    check_hint("Foo: 1", &format!("{DEFINITION}the tag `Foo`"), "`foo`");
    check_hint(
        "function f() { 1 }",
        "expected `:`, found the name `f`",
        "`FUNCTION name(parameters)",
    );
    check_hint(
        "f(a: 1)",
        "expected `:`, found `(`",
        "may stand at top level",
    );
    check_hint(
        "FUNCTION f(a: 1) { a }",
        "expected `,` or `)`, found `:`",
        "neither defaults nor types",
    );
    check_hint(
        "FUNCTION f(a) { a b }",
        "expected `}`, found the name `b`",
        "use `BLOCK {",
    );
    check_hint(
        "FUNCTION Foo(a) { a }",
        "expected the name of the function, found the tag `Foo`",
        "",
    )
}

#[test]
fn operators_and_texts_of_other_languages() {
    check_hint("a: b != c", "unexpected `!=`", "`=/=`");
    check_hint("a: b && c", "unexpected `&&`", "`Bool/or`");
    check_hint(
        "a: \"hello\"",
        "a text cannot be written in quotes",
        "`TEXT { hello }`",
    );
    check_hint("a: 1 // one", "unexpected `//`", "`--`");
    check_hint("a: b = c", &format!("{DEFINITION}`=`"), "equality is `==`");
    check_hint(
        "a: list { 1 }",
        &format!("{DEFINITION}`{{`"),
        "keywords are upper-case: `LIST`",
    );
}

#[test]
fn unclosed_brackets_name_where_they_were_opened() {
    check_hint(
        "a: [b: 1",
        "expected `]`, found the end of the file",
        "`[` was opened at line 1, column 4",
    );
    check_hint(
        "a: f(\n  b: (1 + 2\n)",
        "expected `)`, found the end of the file",
        "`(` was opened at line 1, column 5",
    );
    check_hint(
        "a: LIST { [b: 1 }",
        "expected `]`, found `}`",
        "`[` was opened at line 1, column 11",
    );
    check_hint(
        "a: (1 + ]",
        "expected an expression, found `]`",
        "`(` was opened at line 1, column 4",
    );
}

#[test]
fn a_forgotten_closer_does_not_spoil_what_follows() {
    check(
        "a: [b: (1]\nc: 2",
        "a: [b: 1]\nc: 2",
        &["]: expected `)`, found `]`"],
    );
    check(
        "a: [b: 1)]\nc: 2",
        "a: [b: 1]\nc: 2",
        &["): expected `]`, found `)`"],
    );
    check(
        "a: LIST { 1\nc: 2",
        "a: (LIST 1)\nc: 2",
        &["c: expected `}`, found the name `c`"],
    );
    check(
        "a: LIST {\n  b: 1\n}\nc: 2",
        "a: (LIST )\nb: 1\nc: 2",
        &["b: expected `}`, found the name `b`"],
    );
    check(
        "a: (1 + 2\nc: 2",
        "a: (1 + 2)\nc: 2",
        &["c: expected `)`, found the name `c`"],
    );
    check(
        "a: [b: 1\nFUNCTION f() { 1 }\nc: 2",
        "a: [b: 1]\nc: 2\nFUNCTION f() 1",
        &["FUNCTION: expected `]`, found the keyword `FUNCTION`"],
    );
    check(
        "a: [b: LIST { 1\n c: 2 }]\nd: 3",
        "a: [b: (LIST 1) c: 2]\nd: 3",
        &["c: expected `}`, found the name `c`"],
    );
}

#[test]
fn a_closer_without_opener() {
    check("a: 1 }\nb: 2", "a: 1\nb: 2", &["}: unexpected `}`"]);
}

#[test]
fn arguments_have_names() {
    check_hint(
        "a: f(3)",
        "expected `name: value`, found the number `3`",
        "arguments are passed by name",
    );
    check_hint(
        "a: f(b.c, d: 1)",
        "expected `name: value`, found the name `b`",
        "`value |> f()`",
    );
    check_hint(
        "a: f(b + 1)",
        "expected `name: value`, found the name `b`",
        "by name",
    );
    check_hint(
        "a: f(Name: 1)",
        "expected the name of an argument, found the tag `Name`",
        "`name`",
    );
    check_hint(
        "a: f(PASS 1)",
        "expected `:` after `PASS`, found the number `1`",
        "",
    );
    check_hint(
        "a: f(PASS: 1, PASS: 2)",
        "`PASS` is given twice in one call",
        "one object",
    );
    check(
        "a: f(3, b: 1)",
        "a: f(b: 1)",
        &["3: expected `name: value`, found the number `3`"],
    );
}

#[test]
fn what_cannot_be_called() {
    check_hint(
        "a: Button(label: 1)",
        "the tag `Button` cannot be called",
        "`button(…)`",
    );
    check_hint(
        "a: b.map(1)",
        "a field cannot be called",
        "`value |> map(…)`",
    );
    check_hint(
        "a: Theme/font",
        "a call of a module's function needs parentheses",
        "`Theme/font()`",
    );
}

#[test]
fn pipe_targets() {
    check_hint(
        "a: x |> f() + 1",
        "the result of `+` cannot be a pipe target",
        "`(a |> f()) + b`",
    );
    check_hint(
        "a: x |> f() * 2 + 1 == 3",
        "the result of `*` cannot be a pipe target",
        "",
    );
    check_hint(
        "a: x |> 3",
        "a number cannot be a pipe target",
        "a pipe target is a call",
    );
    check_hint(
        "a: x |> b.c",
        "a path cannot be a pipe target",
        "`|> .field`",
    );
    check_hint(
        "a: x |> f().b",
        "a field of an expression cannot be a pipe target",
        "`x |> f() |> .field`",
    );
    check_hint(
        "a: x |> LINK",
        "`LINK` without braces cannot be a pipe target",
        "`value |> LINK { slot }`",
    );
    check_hint(
        "a: THEN { 1 }",
        "`THEN` can only be a pipe target",
        "`input |> …`",
    );
    check_hint(
        "a: 1 + WHEN { 1 => 2 }",
        "`WHEN` can only be a pipe target",
        "",
    );
    check_hint(
        "a: LINK { b }",
        "`LINK { … }` can only be a pipe target",
        "",
    );
    check_hint("a: .b", "expected an expression, found `.`", "");
    check_hint("a: |> f()", "expected an expression, found `|>`", "");
    check_hint(
        "a: x |> LINK { f() }",
        "expected the path of a slot in `LINK { … }`, found a call",
        "object.slot",
    );
}

#[test]
fn constructs_without_their_parts() {
    check_hint(
        "a: LIST 1",
        "expected `{` after `LIST`, found the number `1`",
        "",
    );
    check_hint("a: x |> THEN { }", "expected an expression, found `}`", "");
    check_hint(
        "a: x |> HOLD { 1 }",
        "expected the name of the state after `HOLD`, found `{`",
        "",
    );
    check_hint(
        "a: x |> THEN { 1 2 }",
        "expected `}`, found the number `2`",
        "the body of `THEN` is one expression",
    );
    check_hint(
        "a: BLOCK { b: 1 }",
        "expected the result of the block, found `}`",
        "ends with its result",
    );
    check_hint(
        "a: BLOCK { 1 b: 2 }",
        "expected `}` after the result of the block, found the name `b`",
        "before it",
    );
    check_hint(
        "a: PASS",
        "expected an expression, found the keyword `PASS`",
        "`PASSED`",
    );
    check_hint(
        "a: x |> WHEN { 1 -> 2 }",
        "expected `=>` after the pattern, found `-`",
        "`=>`",
    );
    check_hint(
        "a: x |> WHEN { 1 + 1 => 2 }",
        "expected `=>` after the pattern, found `+`",
        "`pattern => value`",
    );
    check_hint(
        "a: x |> WHEN { f() => 2 }",
        "expected `=>` after the pattern, found `(`",
        "",
    );
    check_hint(
        "a: x |> WHEN { (1) => 2 }",
        "expected a pattern, found `(`",
        "patterns are",
    );
}

#[test]
fn objects_without_names_or_values() {
    check_hint(
        "a: [1]",
        "expected a field `name: value`, found the number `1`",
        "a list is `LIST { value }`",
    );
    check_hint(
        "a: [b, c: 1]",
        "expected `:` after the field name `b`, found `,`",
        "`b: b`",
    );
    check_hint(
        "a: [B: 1]",
        "expected a field `name: value`, found the tag `B`",
        "`b`",
    );
    check_hint(
        "a: LIST { ...b }",
        "expected an expression, found `...`",
        "only in an object",
    );
    check_hint(
        "a: LIST { b: 1 }",
        "expected an expression, found `:`",
        "only in objects",
    );
    check(
        "a: [b c: 1]",
        "a: [c: 1]",
        &["c: expected `:` after the field name `b`, found the name `c`"],
    );
    check(
        "a: b.C\nd: 1",
        "a: b\nd: 1",
        &["C: expected the name of a field after `.`, found the tag `C`"],
    );
}

#[test]
fn braces_in_a_text_need_hashes() {
    check_hint(
        "a: TEXT { .a { color: red } }",
        "expected `}`, found `:`",
        "`TEXT #{ … }`",
    );
    check_hint(
        "a: TEXT { {b c} }",
        "expected `}`, found the name `c`",
        "`TEXT #{ … }`",
    );
    check(
        "a: TEXT { {b\n c: 1} d }\ne: 1",
        "a: \"{b} d\"\ne: 1",
        &["c: expected `}`, found the name `c`"],
    );
    check(
        "a: TEXT { {FUNCTION} b }\nc: 1",
        "a: \"{?} b\"\nc: 1",
        &["FUNCTION: expected an expression, found the keyword `FUNCTION`"],
    );
}

#[test]
fn hardware_is_not_supported() {
    check(
        "a: BITS[8] { 10u42 }\nb: MEMORY { x = }\nc: 1 |> BYTES {}\nd: 1",
        "a: ?\nb: ?\nc: (1 |> ?)\nd: 1",
        &[
            "BITS: `BITS` is not supported",
            "MEMORY: `MEMORY` is not supported",
            "BYTES: `BYTES` is not supported",
        ],
    );
}
