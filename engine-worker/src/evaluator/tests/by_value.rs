//! Readers that only compare run when the answer may be another, and never too seldom (`evaluator/by_value.rs`).

use super::{Running, check};

/// Five rows that compare a state with something of their own that changes too, in every form.
const PROGRAM: &str = "
    choose: LINK
    change: LINK
    toggle: LINK
    selected: LATEST { 0, choose }
    box: [inner: selected]
    shifted: LATEST { 1, change }
    extra: 0 |> HOLD extra { toggle |> THEN { extra + 1 } }
    rows: List/range(from: 1, to: 5) |> List/map(i, new: row(i: i))
    FUNCTION row(i) {
        BLOCK {
            own: i + shifted
            [
                constant: selected == i |> WHILE { True => TEXT { a } __ => TEXT { - } }
                turned: i == selected |> WHILE { False => TEXT { - } __ => TEXT { b } }
                live: selected == own |> WHILE { True => TEXT { c } __ => TEXT { - } }
                path: box.inner == own |> WHEN { True => TEXT { d } __ => TEXT { - } }
                unequal: box.inner =/= own |> WHILE { False => TEXT { e } __ => TEXT { - } }
                arm: extra == 1 |> WHILE {
                    True => selected == i |> WHILE { True => nested(i: i) __ => TEXT { - } }
                    __ => TEXT { off }
                }
            ]
        }
    }
    FUNCTION nested(i) { i |> HOLD n { SKIP } |> WHILE { __ => TEXT { f } } }";

/// What a row shows if everything is computed anew.
fn expected(row: i64, selected: i64, shifted: i64, extra: i64) -> String {
    let mark = |holds: bool, letter: &str| {
        if holds {
            letter.to_owned()
        } else {
            "-".to_owned()
        }
    };
    let own = row + shifted;
    [
        mark(selected == row, "a"),
        mark(selected == row, "b"),
        mark(selected == own, "c"),
        mark(selected == own, "d"),
        mark(selected == own, "e"),
        match extra {
            1 => mark(selected == row, "f"),
            _ => "off".to_owned(),
        },
    ]
    .join(" ")
}

#[test]
fn comparisons_are_what_they_would_be_if_all_were_computed_anew() {
    let fields = ["constant", "turned", "live", "path", "unequal", "arm"];
    let rows =
        (1..=5).flat_map(|row| fields.map(|field| format!("r{row}_{field}: r{row}.{field}\n")));
    let gets = (1..=5).map(|row| format!("r{row}: rows |> List/get(index: {row})\n"));
    let source: String = PROGRAM.to_owned() + "\n" + &gets.chain(rows).collect::<String>();
    let mut running = Running::start(&source);
    let (mut selected, mut shifted, mut extra) = (0_i64, 1_i64, 0_i64);
    let mut seed = 7_u32;
    for _ in 0..400 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let number = i64::from(seed >> 16) % 8;
        match seed % 7 {
            0 | 1 | 2 | 3 => {
                selected = number;
                running.fire("choose", &number.to_string());
            }
            4 | 5 => {
                shifted = number % 3;
                running.fire("change", &shifted.to_string());
            }
            _ => {
                extra += 1;
                running.fire("toggle", "1");
            }
        }
        running.evaluator.check_invariants();
        for row in 1..=5 {
            let shown = fields.map(|field| running.show(&format!("r{row}_{field}")));
            assert_eq!(
                shown.join(" "),
                expected(row, selected, shifted, extra),
                "row {row}: selected {selected}, shifted {shifted}, extra {extra}"
            );
        }
    }
}

#[test]
fn what_counts_firings_is_told_of_each() {
    check(
        "choose: LINK
         selected: LATEST { 0, choose }
         same: selected == 1
         shown: same |> WHILE { True => 1 False => 0 }
         count: same |> THEN { 1 } |> Math/sum()",
        "shown = 0
         count = 1
         choose ! 2
         count = 2
         choose ! 3
         count = 3
         shown = 0
         choose ! 1
         count = 4
         shown = 1",
    );
}

#[test]
fn values_of_every_kind_are_told_apart() {
    check(
        "choose: LINK
         selected: LATEST { None, choose }
         tag: selected == None |> WHILE { True => 1 False => 0 }
         text: selected == TEXT { a } |> WHILE { True => 1 False => 0 }
         number: selected == 0 |> WHILE { True => 1 False => 0 }
         object: selected == [a: 1] |> WHILE { True => 1 False => 0 }",
        "tag = 1
         text = 0
         choose ! TEXT { a }
         tag = 0
         text = 1
         choose ! 0
         text = 0
         number = 1
         choose ! [a: 1]
         number = 0
         object = 1
         choose ! [a: 2]
         object = 0
         choose ! None
         tag = 1
         choose ! 0 * -1
         number = 1
         tag = 0",
    );
}
