//! Operators, texts, and the functions over plain values (`language.md` §13, `stdlib.md` §2–4).

use super::check;

#[test]
fn numbers_print_as_decimals() {
    check(
        "a: 3
         b: 0.1 + 0.2
         c: 0 - 2.5
         d: 0 * -1
         e: 1 / 0
         f: 0 / 0
         g: 0 - 1 / 0
         h: 100000000000000000000000
         i: 1 / 3
         j: 0.0000001
         text: TEXT { {a} {c} {d} }",
        "a = 3
         b = 0.30000000000000004
         c = -2.5
         d = 0
         e = inf
         f = NaN
         g = -inf
         h = 100000000000000000000000
         i = 0.3333333333333333
         j = 0.0000001
         text = 3 -2.5 0",
    );
}

#[test]
fn operators_bind_by_precedence_to_the_left() {
    check(
        "a: 1 + 2 * 3 - 4 / 2
         b: (1 + 2) * 3
         c: 10 - 3 - 2
         d: 1 + 1 == 2
         e: 2 * 3 |> Math/min(b: 4)",
        "a = 5
         b = 9
         c = 5
         d = True
         e = 4",
    );
}

#[test]
fn equality_is_deep_and_structural() {
    check(
        "set: LINK
         n: LATEST { 1, set }
         numbers: 1 == 1
         kinds: 1 == TEXT { 1 }
         tags: A =/= B
         objects: [a: 1, b: [c: n]] == [b: [c: 1], a: 1]
         more: [a: 1] == [a: 1, b: 2]
         tagged: P[id: 1] == P[id: n]
         other_tag: P[id: 1] == Q[id: 1]
         untagged: P[id: 1] == [id: 1]
         lists: LIST { 1, n } == LIST { 1, 1 }
         none: None == P[id: 1]",
        "numbers = True
         kinds = False
         tags = True
         objects = True
         more = False
         tagged = True
         other_tag = False
         untagged = False
         lists = True
         none = False
         set ! 2
         objects = False
         tagged = False
         lists = False",
    );
}

#[test]
fn ordering_is_for_numbers_and_texts() {
    check(
        "a: 1 < 2
         b: TEXT { 2024-01-02 } >= TEXT { 2024-01-01 }
         c: TEXT { Z } < TEXT { a }
         d: 1 < TEXT { 2 }
         e: True > False
         f: 2 <= 2",
        "a = True
         b = True
         c = True
         d = False
         e = False
         f = True",
    );
}

#[test]
fn a_type_error_names_its_place_and_the_rest_runs() {
    check(
        "set: LINK
         a: LATEST { 1, set }
         b: a + 1
         c: a - TEXT { x }
         d: 2 |> Text/trim()",
        "b = 2
         error: `-` needs two numbers, found the text `x`
         error: `Text/trim`: expected a text, found a number
         c = ?
         set ! TEXT { y }
         b = 2
         error: `+` needs two numbers, found the text `y`
         error: `-` needs two numbers, found the text `y`
         set ! 5
         b = 6",
    );
}

#[test]
fn texts_join_and_objects_have_no_text() {
    check(
        "object: [a: 1]
         list: LIST { 1 }
         text: TEXT { <{object}{list}{True}{1.5}> }
         expression: TEXT { {list |> List/count()} of {1 + 2} }
         spread: TEXT {
             two
             lines
         }",
        "text = <True1.5>
         expression = 1 of 3",
    );
}

#[test]
fn text_functions() {
    check(
        "trim: TEXT { a b } |> Text/trim()
         space: Text/space() == TEXT { }
         length: TEXT { žluť } |> Text/length()
         number: TEXT { -2.50 } |> Text/to_number()
         plus: TEXT { +3 } |> Text/to_number()
         bad: TEXT { 1e5 } |> Text/to_number()
         inf: TEXT { inf } |> Text/to_number()
         empty: Text/empty() |> Text/to_number()
         find: TEXT { žluťa } |> Text/find(search: TEXT { a })
         missing: TEXT { abc } |> Text/find(search: TEXT { x })
         nothing: TEXT { abc } |> Text/find(search: Text/empty())
         part: TEXT { žluťoučký } |> Text/substring(start: 1, length: 3)
         clipped: TEXT { abc } |> Text/substring(start: -1, length: 99)
         cut: TEXT { abc } |> Text/substring(start: 1.9, length: 1.9)
         at: TEXT { abc } |> Text/char_at(index: 1)
         out: TEXT { abc } |> Text/char_at(index: 9)
         upper: TEXT { aß } |> Text/to_uppercase()
         code: TEXT { A } |> Text/char_code()
         from: 66 |> Text/from_char_code()
         lines: LIST { TEXT { a } TEXT { b } } |> Text/join_lines()
         starts: TEXT { abc } |> Text/starts_with(prefix: Text/empty())
         closing: TEXT { f(a(b)c)d } |> Text/find_closing(open: TEXT { ( }, close: TEXT { ) }, start: 1)",
        "trim = a b
         space = False
         length = 4
         number = -2.5
         plus = 3
         bad = NaN
         inf = NaN
         empty = NaN
         find = 4
         missing = -1
         nothing = 0
         part = luť
         clipped = abc
         cut = b
         at = b
         out =
         upper = ASS
         code = 65
         from = B
         starts = True
         closing = 7",
    );
}

#[test]
fn bools_and_numbers() {
    check(
        "a: True |> Bool/not()
         b: Other |> Bool/not()
         c: False |> Bool/or(that: True)
         d: True |> Bool/and(that: False)
         e: True |> Bool/xor(that: False)
         half: 2.5 |> Math/round()
         minus: -2.5 |> Math/round()
         max: 3 |> Math/max(b: 5)
         modulo: -7 |> Math/modulo(divisor: 3)",
        "warning: found the tag `Other`
         a = False
         b = True
         c = True
         d = False
         e = True
         half = 3
         minus = -3
         max = 5
         modulo = -1",
    );
}

#[test]
fn toggle_sets_and_flips() {
    check(
        "set: LINK
         flip: LINK
         value: LATEST { True, set }
         toggled: value |> Bool/toggle(when: flip)
         from_nothing: set |> Bool/toggle(when: flip)",
        "toggled = True
         from_nothing = ?
         flip ! []
         toggled = False
         from_nothing = True
         flip ! []
         toggled = True
         from_nothing = False
         set ! True
         toggled = True
         from_nothing = True",
    );
}

#[test]
fn sum_counts_every_emission() {
    check(
        "press: LINK
         none: press |> THEN { 1 } |> Math/sum()
         some: LATEST { 3, press |> THEN { 1 } } |> Math/sum()
         constant: 5 |> Math/sum()
         wrong: press |> Math/sum()",
        "none = ?
         some = 3
         constant = 5
         press ! TEXT { x }
         none = 1
         some = 4
         error: `Math/sum` needs a number, found the text `x`
         press ! 2
         wrong = 2
         none = 2",
    );
}

#[test]
fn texts_count_scalar_values() {
    check(
        "emoji: TEXT { a👩‍👩‍👧b } |> Text/length()
         combined: TEXT { e\u{301}x } |> Text/substring(start: 0, length: 1) |> Text/length()
         found: TEXT { 😀é😀b } |> Text/find(search: TEXT { b })
         at: TEXT { 😀é } |> Text/char_at(index: 1)
         code: TEXT { 😀 } |> Text/char_code()
         from: 128512 |> Text/from_char_code()
         surrogate: 55357 |> Text/from_char_code()
         empty_code: Text/empty() |> Text/char_code()
         closing: TEXT { 😀[é[]😀]x } |> Text/find_closing(open: TEXT { [ }, close: TEXT { ] }, start: 0)
         open: TEXT { [[] } |> Text/find_closing(open: TEXT { [ }, close: TEXT { ] }, start: 0)
         right: TEXT { שלום } |> Text/substring(start: 1, length: 2)",
        "error: 55357 is not the code of a character
         emoji = 7
         combined = 1
         found = 3
         at = é
         code = 128512
         from = 😀
         surrogate = ?
         empty_code = 0
         closing = 6
         open = -1
         right = לו",
    );
}

#[test]
fn substrings_are_clipped() {
    check(
        "past: TEXT { abc } |> Text/substring(start: 5, length: 2)
         at_end: TEXT { abc } |> Text/substring(start: 3, length: 1)
         negative_length: TEXT { abc } |> Text/substring(start: 1, length: -2)
         negative_start: TEXT { abc } |> Text/substring(start: -2, length: 1)
         infinite: TEXT { abc } |> Text/substring(start: 1, length: 1 / 0)
         not_a_number: TEXT { abc } |> Text/substring(start: 0 / 0, length: 2)
         fraction: TEXT { abcd } |> Text/substring(start: 0.99, length: 2.99)
         at_negative: TEXT { abc } |> Text/char_at(index: -1)",
        "past =
         at_end =
         negative_length =
         negative_start = a
         infinite = bc
         not_a_number = ab
         fraction = ab
         at_negative =",
    );
}

#[test]
fn numbers_are_read_as_decimals() {
    for (text, expect) in [
        ("12", "12"),
        (" 12 ", "12"),
        ("-0.5", "-0.5"),
        ("+.5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("-0", "0"),
        ("", "NaN"),
        (".", "NaN"),
        ("-", "NaN"),
        ("1,5", "NaN"),
        ("1 000", "NaN"),
        ("1e5", "NaN"),
        ("0x10", "NaN"),
        ("inf", "NaN"),
        ("-infinity", "NaN"),
        ("nan", "NaN"),
        ("--1", "NaN"),
        ("1-", "NaN"),
        ("12px", "NaN"),
    ] {
        check(
            &format!(
                "number: TEXT {{ {text} }} |> Text/to_number()
                 shown: number |> WHEN {{ NaN => TEXT {{ tag }} n => n }}"
            ),
            &format!(
                "number = {expect}
                 shown = {}",
                expect.replace("NaN", "tag")
            ),
        );
    }
}

#[test]
fn equal_answers_about_a_text_are_given_again_for_pulses_only() {
    check(
        "type: LINK
         text: LATEST { Text/empty(), type }
         state: text |> Text/is_not_empty() |> THEN { 1 } |> Math/sum()
         empty: text |> Text/is_empty() |> THEN { 1 } |> Math/sum()
         starts: text |> Text/starts_with(prefix: TEXT { a }) |> THEN { 1 } |> Math/sum()
         pulse: type |> Text/is_not_empty() |> THEN { 1 } |> Math/sum()
         length: text |> Text/length() |> THEN { 1 } |> Math/sum()
         submitted: type |> THEN { type |> Text/is_not_empty() |> WHEN { True => 1 False => SKIP } } |> Math/sum()",
        "state = 1
         type ! TEXT { a }
         type ! TEXT { b }
         type ! TEXT { b }
         type ! Text/empty()
         state = 3
         empty = 3
         starts = 3
         pulse = 4
         length = 5
         submitted = 3",
    );
}

#[test]
fn functions_of_two_numbers_wait_for_both() {
    check(
        "press: LINK
         min: 3 |> Math/min(b: press)
         or: True |> Bool/or(that: press)
         and: False |> Bool/and(that: press)
         zero: 1 |> Math/modulo(divisor: 0)
         fraction: 5.5 |> Math/modulo(divisor: -2)
         round_up: 0.5 |> Math/round()
         round_down: -0.5 |> Math/round()
         tie: -1.5 |> Math/round()",
        "min = ?
         or = ?
         and = ?
         zero = NaN
         fraction = 1.5
         round_up = 1
         round_down = -1
         tie = -2
         press ! 1
         min = 1
         error: `Bool/or`: expected a tag, found a number
         error: `Bool/and`: expected a tag, found a number
         press ! Other
         or = True
         and = False
         error: `Math/min`: expected a number, found a tag",
    );
}

#[test]
fn a_toggle_has_truths_only() {
    check(
        "set: LINK
         flip: LINK
         toggled: set |> Bool/toggle(when: flip)
         at_once: False |> Bool/toggle(when: LATEST { 1, flip })",
        "toggled = ?
         at_once = True
         set ! Other
         toggled = False
         set ! 5
         error: `Bool/toggle` needs a tag, found the number 5
         toggled = False
         flip ! []
         toggled = True
         at_once = False",
    );
}

#[test]
fn addresses_are_encoded_and_themes_have_colours() {
    check(
        "encoded: TEXT { a b/ž?<\"x\">~-._ } |> Url/encode()
         text: encoded |> WHEN { Ok[encoded] => encoded }
         colours: LIST { Theme/background_color(), Theme/text_color(), Theme/accent_color() }",
        "encoded = Ok[encoded: a%20b%2F%C5%BE%3F%3C%22x%22%3E~-._]
         text = a%20b%2F%C5%BE%3F%3C%22x%22%3E~-._
         colours = LIST { #ffffff, #1a1a1a, #2563eb }",
    );
}

#[test]
fn what_only_builds_has_no_value_in_a_page() {
    check(
        "read: TEXT { a.txt } |> File/read_text()
         done: Build/succeed()
         rest: 1",
        "error: `File/read_text`: this works in a build script only
         error: `Build/succeed`: this works in a build script only
         read = ?
         done = ?
         rest = 1",
    );
}

#[test]
fn lights_are_data() {
    check(
        "set: LINK
         sun: Light/directional(azimuth: 30, altitude: LATEST { 45, set }, spread: 1, intensity: 2, color: White)
         sky: Light/ambient(intensity: 0.5, color: White)
         spot: Light/spot(target: FocusedElement, color: White, intensity: 1, radius: 60, softness: 0.5)
         altitude: sun |> WHEN { DirectionalLight[altitude] => altitude }",
        "sky = AmbientLight[intensity: 0.5, color: White]
         spot = SpotLight[target: FocusedElement, color: White, intensity: 1, radius: 60, softness: 0.5]
         altitude = 45
         set ! 50
         sun = DirectionalLight[azimuth: 30, altitude: 50, spread: 1, intensity: 2, color: White]",
    );
}
