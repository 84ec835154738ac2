//! Samples: `tests/format/<name>.sloppy` must become `<name>.bn` beside it.

use std::fs;
use std::path::Path;

use super::{check_laws, formatted};

#[test]
fn the_samples_are_formatted_as_they_should_be() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "sloppy")
        {
            let sloppy = fs::read_to_string(&path).expect("text");
            let found = check_laws(&sloppy);
            let golden = path.with_extension("bn");
            if std::env::var_os("BLESS").is_some() {
                fs::write(&golden, &found).expect("writable");
            }
            let expected = fs::read_to_string(&golden).unwrap_or_default();
            assert_eq!(found, expected, "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 6);
}

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(formatted(text), expect);
}

#[test]
fn line_ends_are_those_of_the_file_and_texts_keep_theirs() {
    check("a: 1\r\nb:   2\r\n", "a: 1\r\nb: 2\r\n");
    check("a:   1\rb: 2", "a: 1\nb: 2\n");
    check(
        "a: TEXT {\r\n    x\r\n  y\r\n}\n",
        "a: TEXT {\n    x\r\n  y\n}\n",
    );
    check("a: 1\u{2028}b: 2\u{b}", "a: 1\nb: 2\n");
}

#[test]
fn a_byte_order_mark_is_left_out() {
    check("\u{feff}-- c\na:1", "-- c\na: 1\n");
}

#[test]
fn nothing_stays_nothing() {
    check("", "");
    check(" \n\n\t", "");
    check("\n\n-- only this  ", "-- only this\n");
}

#[test]
fn a_comma_stays_where_a_new_line_would_change_the_meaning() {
    check(
        "a: b |> WHEN {\nc => LINK, {d} => 1 }",
        "a: b |> WHEN {\n    c => LINK,\n    {d} => 1\n}\n",
    );
    check("a: Tag\n/ b(c: 1)", "a: Tag\n    / b(c: 1)\n");
}

#[test]
fn interpolations_are_formatted_when_they_fit_a_line() {
    check(
        "a: TEXT {{ b |>f( c:1 d:2 ) } and #{x} { }}",
        "a: TEXT { {b |> f(c: 1, d: 2)} and #{x} {} }\n",
    );
    check("a: TEXT #{ {x} #{ y } }", "a: TEXT #{ {x} #{y} }\n");
    check(
        "a: TEXT { {b |> f(\n c:1 -- why\n)} }",
        "a: TEXT { {b |> f(\n c:1 -- why\n)} }\n",
    );
}

#[test]
fn a_file_can_keep_its_form() {
    let text = "-- What this shows.\n-- fmt: off\na :1\n\n\n";
    check(text, text);
    check("a :1\n-- fmt: off\n", "a: 1\n-- fmt: off\n");
}

#[test]
fn comments_may_have_brackets() {
    check("a:[ -- {\nb:1 -- ]\n]", "a: [ -- {\n    b: 1 -- ]\n]\n");
}
