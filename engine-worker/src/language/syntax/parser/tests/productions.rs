//! Every production, in the order of `language.md` §2.1.

use super::*;

#[track_caller]
fn check_module(text: &str, expected: &str) {
    let (module, messages) = parse_text(text);
    assert_eq!(
        (dump_module(&module).as_str(), messages),
        (expected, vec![])
    );
}

/// Checks the value of a variable.
#[track_caller]
fn check(value: &str, expected: &str) {
    check_module(&format!("it: {value}"), &format!("it: {expected}"));
}

#[test]
fn a_program_is_definitions_separated_by_anything() {
    check_module("", "");
    check_module("-- nothing\n", "");
    check_module("a: 1 b: 2, c: 3\n\n\nd: 4", "a: 1\nb: 2\nc: 3\nd: 4");
    check_module("a\n:\n1", "a: 1");
}

#[test]
fn functions() {
    check_module("FUNCTION f() { 1 }", "FUNCTION f() 1");
    check_module("FUNCTION f(a, b) { a }", "FUNCTION f(a b) a");
    check_module(
        "FUNCTION f(\n  a\n  b c,\n) {\n  a\n}",
        "FUNCTION f(a b c) a",
    );
    check_module("a: 1 FUNCTION f() { a } b: 2", "a: 1\nb: 2\nFUNCTION f() a");
}

#[test]
fn numbers_tags_and_texts() {
    check("-0.5", "-0.5");
    check("Column", "Column");
    check("TEXT { a {b.c} d }", "\"a {b.c} d\"");
    check(
        "TEXT { {a}: {b |> f(c: TEXT { {d} })} }",
        "\"{a}: {(b |> f(c: \\\"{d}\\\"))}\"",
    );
    check("TEXT { a{}b{ }c }", "\"abc\"");
    check("TEXT { {1 + 2} }", "\"{(1 + 2)}\"");
    check("TEXT { {PASSED.a} }", "\"{PASSED.a}\"");
}

#[test]
fn lists_with_any_separators() {
    check("LIST {}", "(LIST )");
    check("LIST { 1, 2 3\n4,,\n,5, }", "(LIST 1 2 3 4 5)");
    check("LIST\n{\n1\n}", "(LIST 1)");
    check("LIST { 3 -1 a -1 }", "(LIST 3 -1 a -1)");
    check("LIST { A [b: 1] }", "(LIST A[b: 1])");
    check("LIST { A\n[b: 1] }", "(LIST A [b: 1])");
    check("LIST { a (b) }", "(LIST a(b))");
    check("LIST { a\n(b) }", "(LIST a b)");
    check("LIST { 1 (b) }", "(LIST 1 b)");
}

#[test]
fn operators_may_begin_a_line_of_a_list() {
    check("LIST { a\n|> f()\nb }", "(LIST (a |> f()) b)");
    check(
        "LIST { a\n+ b\n* c\n/ d\n- e }",
        "(LIST (a + (b * c / d) - e))",
    );
    check(
        "LIST { a\n== b\n=/= c\n>= d }",
        "(LIST (a == b =/= c >= d))",
    );
    check("LIST { a\n-1 }", "(LIST a -1)");
    check("LIST { a +\n b |>\n f() }", "(LIST ((a + b) |> f()))");
}

#[test]
fn objects_and_tagged_objects() {
    check("[]", "[]");
    check("[column: 3 row: 4]", "[column: 3 row: 4]");
    check("[a: 1, b: b,\n c: [d: e.f]]", "[a: 1 b: b c: [d: e.f]]");
    check("[...a, b: 1 ...c |> f()]", "[...a b: 1 ...(c |> f())]");
    check("[a: 1...b]", "[a: 1 ...b]");
    check("Oklch[lightness: 0.5]", "Oklch[lightness: 0.5]");
    check("A []", "A[]");
}

#[test]
fn maps_are_parsed() {
    check("MAP {}", "(MAP )");
    check(
        "MAP { a: 1, TEXT { b }: 2 C: x + 1 }",
        "(MAP a: 1 \"b\": 2 C: (x + 1))",
    );
}

#[test]
fn paths() {
    check("a.b.c", "a.b.c");
    check("a\n  .b", "a.b");
    check("PASSED", "PASSED");
    check("PASSED.a.b", "PASSED.a.b");
    check("Theme/font(of: Body).color", "<Theme/font(of: Body)>.color");
    check("(a).b", "<a>.b");
    check("[a: 1].a", "<[a: 1]>.a");
    check("f().a.b + 1", "(<f()>.a.b + 1)");
}

#[test]
fn calls() {
    check("f()", "f()");
    check("f(a: 1, b: 2)", "f(a: 1 b: 2)");
    check("f (a: 1)", "f(a: 1)");
    check("f(\n  a: 1\n  b: 2\n)", "f(a: 1 b: 2)");
    check("List/map(row, new: row.a)", "List/map(row new: row.a)");
    check("f(a b: 1 c)", "f(a b: 1 c)");
    check("f(PASS: [a: 1])", "f(PASS: [a: 1])");
    check("f(a: 1 PASS: PASSED, b: 2)", "f(a: 1 b: 2 PASS: PASSED)");
    check("Scene/Element/text(a: 1)", "Scene/Element/text(a: 1)");
    check("Theme / font (of: Body)", "Theme/font(of: Body)");
}

#[test]
fn a_slash_between_values_divides() {
    check("a / b", "(a / b)");
    check("a/b", "(a / b)");
    check("a / Theme/font()", "(a / Theme/font())");
    check("A / b", "(A / b)");
}

#[test]
fn operators_bind_by_level_and_to_the_left() {
    check("a + b - c", "(a + b - c)");
    check("a + b * c - d", "(a + (b * c) - d)");
    check("a * b + c / d == e - f", "(((a * b) + (c / d)) == (e - f))");
    check("a == b |> f()", "((a == b) |> f())");
    check("a * 2 |> f()", "((a * 2) |> f())");
    check("(x |> f()) + 1", "((x |> f()) + 1)");
    check("(a + b) * c", "((a + b) * c)");
    check("(((a)))", "a");
    check("a < b", "(a < b)");
    check("a <= b > c", "(a <= b > c)");
    check("a + -1", "(a + -1)");
}

#[test]
fn pipelines_are_flat() {
    check("a |> f() |> g(b: 1) |> h", "(a |> f() |> g(b: 1) |> h)");
    check(
        "x |> f()\n  |> THEN { 1 }\n  |> HOLD n { n + 1 }",
        "(x |> f() |> (THEN 1) |> (HOLD n (n + 1)))",
    );
    check("(a |> f()) |> g()", "((a |> f()) |> g())");
    check("total |> framed", "(total |> framed)");
    check("x |> .a.b |> f()", "(x |> .a.b |> f())");
    check("x |> f(a: b |> g())", "(x |> f(a: (b |> g())))");
}

#[test]
fn constructs() {
    check("BLOCK { a }", "(BLOCK  a)");
    check("BLOCK { a: 1 b: a + 1, b }", "(BLOCK a: 1 b: (a + 1) b)");
    check("BLOCK {\n a: 1\n\n [c: a]\n}", "(BLOCK a: 1 [c: a])");
    check(
        "LATEST { 3, a |> THEN { b } }",
        "(LATEST 3 (a |> (THEN b)))",
    );
    check("LATEST {}", "(LATEST )");
    check("SKIP", "SKIP");
    check("FLUSH { a }", "(FLUSH a)");
    check("[a: LINK, b: LINK]", "[a: LINK b: LINK]");
    check("a |> LINK { b.c }", "(a |> (LINK b.c))");
    check("a |> LINK { PASSED.c }", "(a |> (LINK PASSED.c))");
    check("0 |> HOLD n { n }", "(0 |> (HOLD n n))");
}

#[test]
fn arms_with_any_separators() {
    check("a |> WHEN {}", "(a |> (WHEN ))");
    check(
        "a |> WHEN { 1 => TEXT { x } __ => TEXT { y } }",
        "(a |> (WHEN 1 => \"x\"; __ => \"y\"))",
    );
    check(
        "a |> WHILE { True => b, False => SKIP, }",
        "(a |> (WHILE True => b; False => SKIP))",
    );
    check(
        "a |> WHEN { 1 => b -1 => c }",
        "(a |> (WHEN 1 => b; -1 => c))",
    );
    check(
        "a |> WHEN {\n X => b\n   |> f()\n Y => c }",
        "(a |> (WHEN X => (b |> f()); Y => c))",
    );
}

/// Checks the pattern of an arm.
#[track_caller]
fn check_pattern(pattern: &str, expected: &str) {
    check(
        &format!("a |> WHEN {{ {pattern} => b }}"),
        &format!("(a |> (WHEN {expected} => b))"),
    );
}

#[test]
fn patterns() {
    check_pattern("__", "__");
    check_pattern("name", "@name");
    check_pattern("-1.5", "-1.5");
    check_pattern("Tag", "Tag");
    check_pattern("TEXT { /a }", "\"/a\"");
    check_pattern("TEXT { {a b [} TEXT { c } }", "\"{a b [} TEXT { c }\"");
    check_pattern("TEXT { fooBar {\"q\"} }", "\"fooBar {\\\"q\\\"}\"");
    check_pattern("Tag[]", "Tag[]");
    check_pattern("Tag[f, g: 1]", "Tag[@f g: 1]");
    check_pattern("[f g: Tag[h] i: __]", "[@f g: Tag[@h] i: __]");
    check_pattern("LIST { True, x __ }", "(LIST True @x __)");
    check_pattern("LIST {}", "(LIST )");
    check_pattern("a.b.c", "{a.b.c}");
    check_pattern("{ v }", "{v}");
    check_pattern("{v.w}", "{v.w}");
}

#[test]
fn spans_cover_what_was_written() {
    let text = "a: ( b + c )\nd: f( x: 1 ).g";
    let (module, _) = parse_text(text);
    let slice = |span: Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(module.variables[0].value.span), "( b + c )");
    assert_eq!(slice(module.variables[1].value.span), "f( x: 1 ).g");
    let (module, _) = parse_text("FUNCTION f(a) { TEXT { é {b} } }");
    let ExprKind::Text(parts) = &module.functions[0].body.kind else {
        panic!("no text")
    };
    let TextPart::Interpolation(path) = &parts[1] else {
        panic!("no interpolation")
    };
    assert_eq!((path.span.start, path.span.end), (27, 28));
}

#[test]
fn expressions_are_numbered_densely_over_all_files() {
    let mut source = SourceSet::default();
    let first = source
        .add("a.bn", "a: 1 + (b) |> f(c: TEXT { {d} })")
        .expect("small");
    let second = source.add("b.bn", "a: LIST { 1, 2 }").expect("small");
    let mut next_id = 0;
    parse(&source, first, &mut next_id);
    // 1, b, +, d, text, call, pipeline
    assert_eq!(next_id, 7);
    let (module, _) = parse(&source, second, &mut next_id);
    assert_eq!((next_id, module.variables[0].value.id), (10, ExprId(9)));
}
