use super::*;

/// The tokens of a text: kinds for what is always written the same, kind and text for the others; a line
/// end before a token is `⏎`.
fn dump(text: &str) -> (String, Vec<String>) {
    let lexed = lex(FileId(0), text);
    let mut words = Vec::new();
    for token in &lexed.tokens {
        let slice = &text[token.start as usize..token.end as usize];
        let word = match token.kind {
            TokenKind::Number => format!("#{slice}"),
            TokenKind::Snake => slice.to_owned(),
            TokenKind::Pascal => format!("^{slice}"),
            TokenKind::Keyword(keyword) => format!("{keyword:?}!"),
            TokenKind::TextStart => "TEXT<".to_owned(),
            TokenKind::TextLiteral => format!("{slice:?}"),
            TokenKind::InterpolationStart => "{{".to_owned(),
            TokenKind::InterpolationEnd => "}}".to_owned(),
            TokenKind::TextEnd => ">".to_owned(),
            TokenKind::End => continue,
            kind => kind.symbol().to_owned(),
        };
        words.push(if token.newline_before {
            format!("⏎{word}")
        } else {
            word
        });
    }
    (
        words.join(" "),
        lexed
            .diagnostics
            .into_iter()
            .map(|diagnostic| diagnostic.message)
            .collect(),
    )
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(dump(text), (expected.to_owned(), vec![]));
}

#[track_caller]
fn check_error(text: &str, expected: &str, message: &str) {
    assert_eq!(dump(text), (expected.to_owned(), vec![message.to_owned()]));
}

#[test]
fn spaces_separate_and_lines_are_marked() {
    check("a  b\tc", "a b c");
    check("a\nb\r\nc\rd", "a ⏎b ⏎c ⏎d");
    check("a\u{2028}b\u{85}c\u{b}d", "a ⏎b ⏎c ⏎d");
    check("\u{feff}a", "a");
    check("", "");
}

#[test]
fn comments_run_to_the_end_of_the_line() {
    check("a -- b { \" \nc", "a ⏎c");
    check("--------\na", "⏎a");
    check("a --1", "a");
    check("a -- end", "a");
}

#[test]
fn names_tags_and_keywords_are_told_by_their_case() {
    check("a a_1 _b __ __x", "a a_1 _b __ __x");
    check("A H1 Column TodoMvc", "^A ^H1 ^Column ^TodoMvc");
    check(
        "LIST MAP FUNCTION LINK LATEST HOLD",
        "List! Map! Function! Link! Latest! Hold!",
    );
    check(
        "THEN WHEN WHILE SKIP BLOCK PASS PASSED FLUSH",
        "Then! When! While! Skip! Block! Pass! Passed! Flush!",
    );
    check("BITS MEMORY BYTES", "Bits! Memory! Bytes!");
}

#[test]
fn misspelt_words_are_reported_once_and_read_on() {
    check_error(
        "fooBar: 1",
        "fooBar : #1",
        "upper-case letter in the name `fooBar`",
    );
    check_error("_", "_", "`_` is no name");
    check_error("FOO", "^FOO", "unknown keyword `FOO`");
    check_error("PULSES", "^PULSES", "unknown keyword `PULSES`");
    check_error("MAX_SIZE", "^MAX_SIZE", "underscore in the tag `MAX_SIZE`");
    check_error(
        "jméno",
        "jméno",
        "letters that are not ASCII in the name `jméno`",
    );
    check_error(
        "éa b",
        "éa b",
        "letters that are not ASCII in the name `éa`",
    );
}

#[test]
fn numbers_are_decimal() {
    check(
        "0 7 42 0.5 -3 -0.25 10.0",
        "#0 #7 #42 #0.5 #-3 #-0.25 #10.0",
    );
    check("1...a", "#1 ... a");
    check("1.a", "#1 . a");
}

#[test]
fn a_glued_minus_belongs_to_the_number() {
    check("3-1", "#3 #-1");
    check("3 - 1", "#3 - #1");
    check("a -1", "a #-1");
    check("a- 1", "a - #1");
    check("a -b", "a - b");
}

#[test]
fn other_ways_to_write_numbers_are_mistakes() {
    check_error(
        "007",
        "#007",
        "a number cannot start with a superfluous zero: `007`",
    );
    check_error(
        "-01",
        "#-01",
        "a number cannot start with a superfluous zero: `-01`",
    );
    check_error("1.", "#1.", "a number cannot end with a dot: `1.`");
    check_error("1. a", "#1. a", "a number cannot end with a dot: `1.`");
    check_error("1e5", "#1e5", "malformed number: `1e5`");
    check_error("0xff", "#0xff", "malformed number: `0xff`");
    check_error("1_000", "#1_000", "malformed number: `1_000`");
    check(".5", ". #5");
}

#[test]
fn punctuation() {
    check("( ) { } [ ] , : . ... |> =>", "( ) { } [ ] , : . ... |> =>");
    check("== =/= < <= > >= + - * /", "== =/= < <= > >= + - * /");
    check("a=/=b", "a =/= b");
    check("a<=b=>c", "a <= b => c");
    check("a = b", "a = b");
}

#[test]
fn operators_of_other_languages_are_explained() {
    check_error("a != b", "a =/= b", "unexpected `!=`");
    check_error("a && b", "a == b", "unexpected `&&`");
    check_error("a || b", "a == b", "unexpected `||`");
    check_error("a | b", "a |> b", "unexpected `|`");
    check_error("a; b", "a b", "unexpected `;`");
    check_error("a;;; b", "a b", "unexpected `;`");
    check_error("!a", "a", "unexpected `!`");
    check_error("a // b\nc", "a ⏎c", "unexpected `//`");
    check_error("a /* b */ c", "a c", "unexpected `/*`");
    check_error(
        "a: \"b c\" d",
        "a : TEXT< > d",
        "a text cannot be written in quotes",
    );
    check_error(
        "a: 'b\nd",
        "a : TEXT< > ⏎d",
        "a text cannot be written in quotes",
    );
    check_error("a ~~~ b", "a b", "unexpected character `~`");
    check_error("a\u{a0}b", "a b", "unexpected space character U+00A0");
    check_error("a\u{0}b", "a b", "unexpected control character U+0000");
}

#[test]
fn a_text_is_trimmed_and_otherwise_as_written() {
    check("TEXT { hi }", "TEXT< \"hi\" >");
    check("TEXT {hi}", "TEXT< \"hi\" >");
    check("TEXT{hi}", "TEXT< \"hi\" >");
    check("TEXT {\n    hi\n}", "TEXT< \"hi\" >");
    check("TEXT { a\n  b }", "TEXT< \"a\\n  b\" >");
    check("TEXT { -- \"no\" \\n }", "TEXT< \"-- \\\"no\\\" \\\\n\" >");
    check("TEXT { žluť 🦀 }", "TEXT< \"žluť 🦀\" >");
}

#[test]
fn an_empty_text_has_no_parts() {
    check("TEXT { }", "TEXT< >");
    check("TEXT {}", "TEXT< >");
    check("TEXT {  \n }", "TEXT< >");
    check("TEXT ##{}", "TEXT< >");
}

#[test]
fn interpolations_are_expressions() {
    check("TEXT { a {b.c} d }", "TEXT< \"a \" {{ b . c }} \" d\" >");
    check("TEXT { {a}{ b } }", "TEXT< {{ a }} {{ b }} >");
    check("TEXT { {a |> f(b: 1)} }", "TEXT< {{ a |> f ( b : #1 ) }} >");
    check("TEXT { {} }", "TEXT< {{ }} >");
    check(
        "TEXT { a {TEXT { b {c} }} d }",
        "TEXT< \"a \" {{ TEXT< \"b \" {{ c }} > }} \" d\" >",
    );
    check("TEXT { {LIST { a }} }", "TEXT< {{ List! { a } }} >");
    check("TEXT { {a -- b\n} }", "TEXT< {{ a ⏎}} >");
}

#[test]
fn hashes_move_the_marker() {
    check("TEXT #{ {a} #{b} }", "TEXT< \"{a} \" {{ b }} >");
    check(
        "TEXT #{ body { color: #{shade}; } }",
        "TEXT< \"body { color: \" {{ shade }} \"; }\" >",
    );
    check("TEXT ##{ #{a} ##{b} }", "TEXT< \"#{a} \" {{ b }} >");
    check("TEXT #{ ##{a} }", "TEXT< \"#\" {{ a }} >");
    check("TEXT { #{a} }", "TEXT< \"#\" {{ a }} >");
    check("TEXT #{ # {a} }", "TEXT< \"# {a}\" >");
}

#[test]
fn braces_balance_whatever_the_hashes() {
    check("TEXT #{ a { b { c } } } d", "TEXT< \"a { b { c } }\" > d");
    check("TEXT #{ } } d", "TEXT< > } d");
}

#[test]
fn a_text_without_end_ends_with_its_line() {
    check_error(
        "a: TEXT { b { c }\nd: 1",
        "a : TEXT< \" b { c }\" > ⏎d : #1",
        "this text is never closed",
    );
    check_error("TEXT {", "TEXT< >", "this text is never closed");
}

#[test]
fn a_text_needs_its_brace_on_the_line() {
    check_error(
        "TEXT\n{ a }",
        "TEXT< \"a\" >",
        "expected `{` on the same line as `TEXT`",
    );
    check_error("TEXT a", "TEXT< > a", "expected `{` after `TEXT`");
}
