//! Every library function with every kind of value: an error and no value, never a crash (`stdlib.md`).

use super::Running;
use crate::language::diagnostic::Severity;
use crate::stdlib::table::{BUILTINS, Meaning};

/// A value of each kind, under the letter by which a parameter takes it.
const KINDS: [(char, &str); 8] = [
    ('N', "3"),
    ('T', "TEXT { t }"),
    ('G', "True"),
    ('O', "[a: 1]"),
    ('D', "Duration[seconds: 1]"),
    ('L', "LIST { 1, 2 }"),
    (
        'E',
        "Element/label(element: [], style: [], label: TEXT { e })",
    ),
    ('F', "LIST { [a: 1], Element/label(label: 1), LIST { } }"),
];

const ANY: &str = "NTGODLEF";

/// What each parameter of a function takes.
fn taken(path: &str) -> &'static [&'static str] {
    match path {
        "Text/empty"
        | "Text/space"
        | "Theme/background_color"
        | "Theme/text_color"
        | "Theme/accent_color"
        | "Router/route"
        | "Ulid/generate" => &[],
        "Text/trim" | "Text/is_empty" | "Text/is_not_empty" | "Text/length" | "Text/to_number"
        | "Text/to_uppercase" | "Text/char_code" | "Url/encode" | "Router/go_to" => &["T"],
        "Text/starts_with" | "Text/find" => &["T", "T"],
        "Text/substring" => &["T", "N", "N"],
        "Text/char_at" => &["T", "N"],
        "Text/find_closing" => &["T", "T", "T", "N"],
        "Text/from_char_code" | "Math/round" | "Math/sum" | "Stream/pulses" => &["N"],
        "Math/min" | "Math/max" | "Math/modulo" | "List/range" => &["N", "N"],
        "Bool/not" => &["G"],
        "Bool/or" | "Bool/and" | "Bool/xor" => &["G", "G"],
        "Bool/toggle" => &["G", ANY],
        "List/map" | "List/retain" | "List/remove" | "List/every" | "List/any" | "List/append"
        | "List/clear" | "List/remove_last" => &["LF", ANY],
        "List/sort_by" => &["LF", "NTG"],
        "List/get" => &["LF", "N"],
        "List/count" | "List/is_empty" | "List/is_not_empty" | "List/sum" | "List/product"
        | "List/latest" | "List/last" | "Text/join_lines" => &["LF"],
        "Timer/interval" => &["D"],
        "Stream/skip" | "Stream/take" => &[ANY, "N"],
        "Stream/distinct" => &[ANY],
        "Stream/debounce" => &[ANY, "D"],
        "Log/info" | "Log/error" => &[ANY, ANY],
        "Document/new" => &[ANY],
        "Scene/new" | "Light/spot" | "Light/directional" | "Light/ambient" => &[ANY; 5],
        // Never works in a page.
        "File/read_text" | "File/write_text" | "Directory/entries" | "Build/succeed"
        | "Build/fail" => &["", ""],
        other => panic!("say what `{other}` takes"),
    }
}

fn sample(kinds: &str) -> &'static str {
    let (_, source) = KINDS
        .iter()
        .find(|(kind, _)| kinds.contains(*kind))
        .unwrap_or(&KINDS[0]);
    source
}

fn errors(running: &Running) -> usize {
    running
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count()
}

/// A call of a function with that value for a parameter, and values that it takes for the others.
fn call(path: &str, parameters: &[&str], wrong: usize, value: &str) -> String {
    let per_item = matches!(
        path,
        "List/map" | "List/retain" | "List/remove" | "List/every" | "List/any" | "List/sort_by"
    );
    let argument = |index: usize| match index == wrong {
        true => value,
        false => sample(taken(path)[index]),
    };
    let rest: Vec<String> = (1..parameters.len())
        .map(|index| format!("{}: {}", parameters[index], argument(index)))
        .collect();
    let item = if per_item { "item, " } else { "" };
    match parameters.is_empty() {
        true => format!("{path}()"),
        false => format!("{} |> {path}({item}{})", argument(0), rest.join(", ")),
    }
}

#[test]
fn an_error_and_no_value_and_never_a_crash() {
    let mut failed = Vec::new();
    for builtin in BUILTINS {
        let taken = taken(builtin.path);
        let parameters = &builtin.parameters[..taken.len().min(builtin.parameters.len())];
        for index in 0..parameters.len().max(1) {
            for (kind, value) in KINDS {
                let call = call(builtin.path, parameters, index, value);
                let right = taken.get(index).is_none_or(|taken| taken.contains(kind));
                let mut running = Running::start(&format!(
                    "press: LINK
                     live: {call}
                     made: press |> THEN {{ {call} }}
                     rest: press |> THEN {{ 1 }}"
                ));
                let at_start = errors(&running);
                running.fire("press", "[]");
                running.wait(3000.0);
                let mut hold = |holds: bool, what: &str| {
                    if !holds {
                        failed.push(format!("`{call}` {what}"));
                    }
                };
                hold(running.show("rest") == "1", "stops the rest");
                let reported = errors(&running);
                if right {
                    hold(reported == 0, "is right, but has errors");
                    continue;
                }
                hold(at_start > 0, "says nothing");
                // The body is at another place: it has an error of its own, unless time would have to pass.
                let waits = matches!(builtin.path, "Timer/interval" | "Stream/debounce");
                hold(waits || reported > at_start, "says nothing in a body");
                // A key is not the value of the call.
                if builtin.path != "List/sort_by" || index == 0 {
                    hold(running.show("live") == "?", "has a value");
                    hold(running.show("made") == "?", "has a value in a body");
                }
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_function_says_what_it_takes() {
    for builtin in BUILTINS {
        let taken = taken(builtin.path).len();
        let data = matches!(builtin.meaning, Meaning::Root(_) | Meaning::Data(_));
        assert!(
            data || taken >= builtin.parameters.len() || builtin.path.starts_with("Log/"),
            "{}",
            builtin.path
        );
    }
}
