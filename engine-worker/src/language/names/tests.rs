use super::*;
use crate::language::modules::{SourceFile, load};
use crate::language::syntax::source::SourceSet;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// All expressions of a tree, in no particular order.
fn expressions<'a>(expr: &'a Expr, found: &mut Vec<&'a Expr>) {
    found.push(expr);
    let mut walk = |inner: &'a Expr| expressions(inner, found);
    match &expr.kind {
        ExprKind::Text(parts) => parts.iter().for_each(|part| match part {
            TextPart::Literal(_) => {}
            TextPart::Interpolation(value) => walk(value),
        }),
        ExprKind::List(items) | ExprKind::Latest(items) => items.iter().for_each(walk),
        ExprKind::Object(entries) | ExprKind::Tagged { entries, .. } => {
            entries.iter().for_each(|entry| match entry {
                Entry::Field(field) => walk(&field.value),
                Entry::Spread(value) => walk(value),
            })
        }
        ExprKind::Map(entries) => entries.iter().for_each(|(key, value)| {
            walk(key);
            walk(value);
        }),
        ExprKind::Call(call) => {
            call.arguments
                .iter()
                .filter_map(|argument| argument.value.as_ref())
                .for_each(&mut walk);
            call.pass.iter().for_each(|pass| walk(pass));
        }
        ExprKind::Pipeline { head, steps } => {
            walk(head);
            steps.iter().for_each(walk);
        }
        ExprKind::Operators { first, rest } => {
            walk(first);
            rest.iter().for_each(|(_, operand)| walk(operand));
        }
        ExprKind::Block { variables, result } => {
            variables.iter().for_each(|variable| walk(&variable.value));
            walk(result);
        }
        ExprKind::Field { base: inner, .. }
        | ExprKind::Hold { body: inner, .. }
        | ExprKind::Then(inner)
        | ExprKind::Flush(inner)
        | ExprKind::LinkSet(inner) => walk(inner),
        ExprKind::When(arms) | ExprKind::While(arms) => arms.iter().for_each(|arm| {
            let (mut names, mut values) = (Vec::new(), Vec::new());
            pattern_parts(&arm.pattern, &mut names, &mut values);
            values.into_iter().for_each(&mut walk);
            walk(&arm.body);
        }),
        _ => {}
    }
}

/// Where a definition is written, as a word: `top`, `parameter`, or the construct and the line and column
/// where that construct begins.
fn describe(source: &SourceSet, all: &[&Expr], binding: Binding) -> String {
    let place = |id: ExprId| {
        let expr = all
            .iter()
            .find(|expr| expr.id == id)
            .expect("an expression of the program");
        let position = source.position(expr.span.file, expr.span.start);
        format!("{}:{}", position.line, position.column)
    };
    match binding {
        Binding::TopLevel(index) => format!("top {index}"),
        Binding::Parameter(index) => format!("parameter {index}"),
        Binding::Field(id, index) => format!("field {index} of {}", place(id)),
        Binding::BlockVariable(id, index) => format!("block {index} of {}", place(id)),
        Binding::Argument(id, index) => format!("argument {index} of {}", place(id)),
        Binding::HoldState(id) => format!("state of {}", place(id)),
        Binding::Pattern(id, index) => format!("pattern {index} of {}", place(id)),
        Binding::Item(id) => format!("item of {}", place(id)),
    }
}

/// The paths of a program in source order, each with what it means.
fn resolved(files: Vec<SourceFile>) -> (String, Vec<String>) {
    let (program, problems) = load(files, "RUN.bn");
    assert_eq!(problems, vec![], "the syntax is right");
    let (resolutions, diagnostics) = resolve(&program);
    let mut all = Vec::new();
    program
        .entry
        .variables
        .iter()
        .for_each(|variable| expressions(&variable.value, &mut all));
    for module in std::iter::once(&program.entry).chain(&program.modules) {
        module
            .functions
            .iter()
            .for_each(|function| expressions(&function.body, &mut all));
    }
    let mut paths: Vec<&Expr> = all
        .iter()
        .copied()
        .filter(|expr| matches!(expr.kind, ExprKind::Path { .. }))
        .collect();
    paths.sort_by_key(|path| path.span);
    let lines: Vec<String> = paths
        .iter()
        .map(|path| {
            let meaning = resolutions.binding(path.id);
            let meaning = meaning.map_or("-".to_owned(), |binding| {
                describe(&program.source, &all, binding)
            });
            let written: String = program.source.slice(path.span).split_whitespace().collect();
            format!("{written} = {meaning}")
        })
        .collect();
    let messages = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.clone())
        .collect();
    (lines.join("\n"), messages)
}

/// Checks what each path means, in source order.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(
        resolved(vec![file("RUN.bn", text)]),
        (expected.join("\n"), vec![])
    );
}

/// Checks the messages.
#[track_caller]
fn check_errors(text: &str, expected: &[&str]) {
    let messages: Vec<String> = expected.iter().map(|&message| message.to_owned()).collect();
    assert_eq!(resolved(vec![file("RUN.bn", text)]).1, messages);
}

/// Checks that the only message has that hint.
#[track_caller]
fn check_hint(text: &str, hint: &str) {
    let (program, _) = load(vec![file("RUN.bn", text)], "RUN.bn");
    let (_, diagnostics) = resolve(&program);
    let [diagnostic] = diagnostics.as_slice() else {
        panic!("not one: {diagnostics:?}")
    };
    assert!(
        diagnostic.hints.iter().any(|found| found == hint),
        "{:?}",
        diagnostic.hints
    );
}

#[test]
fn top_level_names_are_visible_everywhere_in_any_order() {
    check(
        "a: b\nb: c.d\nc: [d: a]",
        &["b = top 1", "c.d = top 2", "a = top 0"],
    );
    check("a: 1\nFUNCTION f() { a }", &["a = top 0"]);
}

#[test]
fn fields_see_each_other_and_what_is_nested_sees_them() {
    check(
        "a: [b: c, c: [d: b]]",
        &["c = field 1 of 1:4", "b = field 0 of 1:4"],
    );
    check("a: T[b: 1, c: TEXT { {b} }]", &["b = field 0 of 1:4"]);
    check("a: [...b, b: 1]", &["b = field 1 of 1:4"]);
    check_errors("a: [b: 1]\nc: b", &["unknown name `b`"]);
}

#[test]
fn block_variables_see_each_other_and_the_result_sees_them() {
    check(
        "a: BLOCK { b: c c: 1 b + c }",
        &[
            "c = block 1 of 1:4",
            "b = block 0 of 1:4",
            "c = block 1 of 1:4",
        ],
    );
    check_errors("a: BLOCK { b: 1 b }\nc: b", &["unknown name `b`"]);
}

#[test]
fn arguments_are_visible_to_the_other_arguments() {
    check(
        "a: E/b(element: [hovered: LINK] style: [x: element.hovered |> WHILE { True => 1 }])",
        &["element.hovered = argument 0 of 1:4"],
    );
    check(
        "a: f(b: c, c: 1, PASS: [d: b])",
        &["c = argument 1 of 1:4", "b = argument 0 of 1:4"],
    );
    check(
        "element: 1\na: f(b: element)\nc: g(element: h(d: element))",
        &["element = top 0", "element = top 0"],
    );
    check(
        "a: f(element: 1, c: g(element: 2, d: element))",
        &["element = argument 0 of 1:21"],
    );
    check(
        "x: 1\na: x |> f(b, c: b)",
        &["x = top 0", "b = argument 0 of 2:9"],
    );
    check_errors("x: 1\na: b |> f(b: 1)", &["unknown name `b`"]);
}

#[test]
fn item_names_are_visible_in_the_arguments_after_them() {
    check(
        "l: 1\na: l |> List/map(row, new: row.x)",
        &["l = top 0", "row.x = item of 2:9"],
    );
    for function in ["retain", "remove", "every", "any", "sort_by"] {
        let text = format!("l: 1\na: List/{function}(list: l, row, if: row)");
        check(&text, &["l = top 0", "row = item of 2:4"]);
    }
    check(
        "row: 1\na: List/map(first: row, row, new: row)",
        &["row = top 0", "row = item of 2:4"],
    );
    check(
        "l: 1\na: l |> List/map(x, new: l |> List/map(x, new: x))",
        &["l = top 0", "l = top 0", "x = item of 2:31"],
    );
    check(
        "l: 1\na: l |> List/append(item, on: item)",
        &["l = top 0", "item = argument 0 of 2:9"],
    );
}

#[test]
fn a_module_of_the_program_hides_the_library() {
    let files = vec![
        file("RUN.bn", "l: 1\na: l |> List/map(row, new: row)"),
        file("List.bn", "FUNCTION map(row, new) { new }"),
    ];
    let expected = "l = top 0\nrow = argument 0 of 2:9\nnew = parameter 1";
    assert_eq!(resolved(files), (expected.to_owned(), vec![]));
}

#[test]
fn the_state_of_a_hold_is_visible_in_its_body() {
    check("n: 0 |> HOLD n { n + 1 }", &["n = state of 1:9"]);
    check(
        "a: 0\nb: a |> HOLD a { [a: a] }",
        &["a = top 0", "a = state of 2:9"],
    );
}

#[test]
fn names_of_patterns_are_visible_in_their_arm() {
    check(
        "x: 1\na: x |> WHEN { y => y }",
        &["x = top 0", "y = pattern 0 of 2:21"],
    );
    check(
        "x: 1\na: x |> WHILE { T[b, c: LIST { d __ }, e: [f]] => LIST { f d b } __ => x }",
        &[
            "x = top 0",
            "f = pattern 2 of 2:51",
            "d = pattern 1 of 2:51",
            "b = pattern 0 of 2:51",
            "x = top 0",
        ],
    );
    check(
        "x: 1\na: x |> WHEN { x => x, {x} => 2, x.y => 3 }",
        &[
            "x = top 0",
            "x = pattern 0 of 2:21",
            "x = top 0",
            "x.y = top 0",
        ],
    );
    check(
        "b: 1\na: b |> WHEN { [b: {b}] => b }",
        &["b = top 0", "b = top 0", "b = top 0"],
    );
}

#[test]
fn functions_see_their_parameters_and_the_top_level() {
    check(
        "t: 1\nFUNCTION f(a, b) { [c: b, d: a, e: t] }",
        &["b = parameter 1", "a = parameter 0", "t = top 0"],
    );
    check("FUNCTION f(f) { f }", &["f = parameter 0"]);
    check("t: 1\nFUNCTION f(t) { t }", &["t = parameter 0"]);
    check_errors(
        "FUNCTION f(a) { g() }\nFUNCTION g() { a }",
        &["unknown name `a`"],
    );
}

#[test]
fn links_interpolations_and_steps_are_resolved() {
    check("s: LINK\na: 1 |> LINK { s.t }", &["s.t = top 0"]);
    check(
        "s: 1\na: TEXT { {s} {TEXT { {s} }} }",
        &["s = top 0", "s = top 0"],
    );
    check(
        "s: 1\na: s |> THEN { s } |> f(b: s)",
        &["s = top 0", "s = top 0", "s = top 0"],
    );
    check(
        "a: MAP { k: a.b, a.c: 1 }",
        &["k = -", "a.b = top 0", "a.c = top 0"],
    );
}

// The examples of `language.md` §6.3.

#[test]
fn a_definition_that_contains_the_reference_is_passed_over() {
    check(
        "FUNCTION f(label) { g(label: label) }",
        &["label = parameter 0"],
    );
    check(
        "FUNCTION f(title) { [title: LATEST { title 1 }] }",
        &["title = parameter 0"],
    );
    check(
        "FUNCTION f(align) { g(style: [align: [row: align]]) }",
        &["align = parameter 0"],
    );
    check("a: 1\nb: [a: [a: a]]", &["a = top 0"]);
}

#[test]
fn the_block_variable_is_meant_inside_a_definition_of_its_name() {
    check(
        "draft: BLOCK { draft: LATEST { 1 } LATEST { draft 2 } }",
        &["draft = block 0 of 1:8"],
    );
    check(
        "draft: BLOCK { draft: LATEST { draft } draft }",
        &["draft = block 0 of 1:8", "draft = block 0 of 1:8"],
    );
}

#[test]
fn if_all_contain_the_reference_it_is_the_innermost() {
    check(
        "store: [on: store.toggle, toggle: 1]",
        &["store.toggle = top 0"],
    );
    check("a: [a: [b: a.b]]", &["a.b = field 0 of 1:4"]);
}

#[test]
fn an_inner_definition_beside_the_reference_hides_the_outer() {
    check("a: 1\nb: [a: 2, c: a]", &["a = field 0 of 2:4"]);
    check(
        "FUNCTION f(a) { BLOCK { a: a a } }",
        &["a = parameter 0", "a = block 0 of 1:17"],
    );
}

#[test]
fn every_path_of_a_whole_program_has_its_meaning() {
    let pantry = include_str!("../../../tests/programs/pantry.bn");
    check(
        pantry,
        &[
            "elements.jar_name.event.key_down.key = field 0 of 2:8",
            "elements.jar_name.text = field 0 of 2:8",
            "trimmed = block 0 of 6:18",
            "trimmed = block 0 of 6:18",
            "wanted = field 1 of 2:8",
            "jar.elements.throw.event.press = item of 15:12",
            "elements.empty_all.event.press = field 0 of 2:8",
            "jars = field 2 of 2:8",
            "count = parameter 0",
            "than = parameter 1",
            "name = parameter 0",
            "elements.open.event.press = field 0 of 23:5",
            "opened = state of 26:22",
            "shelf = top 0",
            "element.event.change.text = argument 0 of 38:13",
            "jar = item of 54:45",
            "element.hovered = argument 0 of 62:5",
            "jar.name = parameter 0",
            "jar.opened = parameter 0",
            "jar.elements.open = parameter 0",
            "jar.elements.throw = parameter 0",
        ],
    );
}

// Mistakes.

#[test]
fn unknown_names_are_reported_with_what_could_be_meant() {
    check_errors("a: b", &["unknown name `b`"]);
    check_hint("counter: 1\na: conter", "did you mean `counter`?");
    check_hint("counter: 1\na: conter", "names in scope: `a`, `counter`");
    check_hint("a: true", "booleans are tags: write `True`");
    check_hint(
        "FUNCTION f() { 1 }\na: f",
        "`f` is a function; a call is `f(…)`",
    );
    check_hint(
        "a: f(b: 1, c: [d: e.x])",
        "names in scope: `d`, `c`, `b`, `a`",
    );
}

#[test]
fn names_are_defined_once_in_one_place() {
    check_errors("a: 1\na: 2", &["`a` is defined twice at top level"]);
    check_errors("a: [b: 1, b: 2]", &["`b` is defined twice in one object"]);
    check_errors(
        "a: [b: 1, ...a, b: 2]",
        &["`b` is defined twice in one object"],
    );
    check_errors(
        "a: BLOCK { b: 1 b: 2 b }",
        &["`b` is defined twice in one block"],
    );
    check_errors(
        "a: f(b: 1, b: 2)",
        &["`b` is defined twice in the arguments of one call"],
    );
    check_errors(
        "a: List/map(b, b: 2)",
        &["`b` is defined twice in the arguments of one call"],
    );
    check_errors(
        "FUNCTION f(a, a) { a }",
        &["`a` is defined twice in the parameters of one function"],
    );
    check_errors(
        "a: 1 |> WHEN { [b, c: b] => b }",
        &["`b` is defined twice in one pattern"],
    );
    check_errors(
        "FUNCTION f() { 1 }\nFUNCTION f() { 2 }",
        &["`f` is defined twice in this file"],
    );
    check_hint("a: [b: 1,\n  b: 2]", "first defined at line 1, column 5");
    check_errors("a: 1\nFUNCTION a(a) { [a: a] }", &[]);
}

#[test]
fn a_bare_pipe_target_is_a_function() {
    check(
        "a: 1 |> f\nFUNCTION f(x) { x |> f }",
        &["f = -", "x = parameter 0", "f = -"],
    );
    check_errors(
        "a: 1 |> a",
        &["`a` is a value; only functions can be piped into"],
    );
}

#[test]
fn an_empty_slot_has_a_name() {
    check_errors(
        "a: LINK\nb: [c: LINK]\nd: f(e: LINK)\ng: BLOCK { h: LINK h }",
        &[],
    );
    check_errors("a: LIST { LINK }", &["`LINK` cannot stand here"]);
    check_errors("FUNCTION f() { LINK }", &["`LINK` cannot stand here"]);
    check_errors("a: LINK |> THEN { 1 }", &["`LINK` cannot stand here"]);
    check_errors("a: 1 |> WHEN { __ => LINK }", &["`LINK` cannot stand here"]);
}

#[test]
fn functions_of_modules_see_the_entry_file() {
    let files = |module: &str| {
        vec![
            file("RUN.bn", "mode: 1\nFUNCTION f(x) { x }"),
            file("Theme/Theme.bn", module),
        ]
    };
    let (paths, messages) = resolved(files(
        "FUNCTION font(of) { of |> g |> f }\nFUNCTION g(y) { mode }",
    ));
    assert_eq!(messages, [""; 0]);
    assert_eq!(
        paths,
        "x = parameter 0\nof = parameter 0\ng = -\nf = -\nmode = top 0"
    );
    let (paths, messages) = resolved(files("size: 2\nFUNCTION font(of) { size + mode }"));
    assert_eq!(messages, [""; 0]);
    assert_eq!(paths, "x = parameter 0\nsize = top 1\nmode = top 0");
    let (_, messages) = resolved(vec![
        file("RUN.bn", "a: size"),
        file("M.bn", "size: 2"),
        file("N.bn", "FUNCTION f() { size }"),
    ]);
    assert_eq!(messages, ["unknown name `size`", "unknown name `size`"]);
}

#[test]
fn a_program_shows_a_document_or_a_scene() {
    let message = |text: &str| {
        let (program, _) = load(vec![file("RUN.bn", text)], "RUN.bn");
        check_entry(&program).map(|diagnostic| diagnostic.message)
    };
    assert_eq!(message("document: 1"), None);
    assert_eq!(message("scene: 1"), None);
    assert_eq!(
        message("a: [document: 1]"),
        Some("neither `document` nor `scene` is defined".to_owned())
    );
}
