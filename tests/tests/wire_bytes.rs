//! What gestures cost on the wire: the keyed table of the benchmarks, counted natively.

use offstage_tests::program::Program;
use protocol::NodeId;

const ROWS: &str = include_str!("../benches/page/offstage/rows.bn");

/// The frames of a gesture, in bytes.
#[track_caller]
fn bytes(program: &mut Program, gesture: impl FnOnce(&mut Program)) -> u64 {
    let before = program.counters().frame_bytes;
    gesture(program);
    program.counters().frame_bytes - before
}

/// The button with the label of a row, counted from the first.
#[track_caller]
fn label(program: &Program, row: usize) -> NodeId {
    // Six buttons of the bar come first, then two for each row.
    program.dom.buttons()[6 + 2 * row]
}

#[track_caller]
fn check(what: &str, bytes: u64, count: u64, most: f64) {
    let each = bytes as f64 / count as f64;
    assert!(
        each <= most,
        "{what}: {each} bytes, at most {most} are meant"
    );
}

#[test]
fn the_table_says_little_more_than_its_texts() {
    let mut program = Program::start(ROWS);
    let press = |text: &'static str| move |program: &mut Program| program.press(text);
    let create = bytes(&mut program, press("Create 1000"));
    // The first also brings the template.
    check("a created row", create, 1000, 27.0);
    let replace = bytes(&mut program, press("Create 1000"));
    check("a replaced row", replace, 1000, 27.0);
    let update = bytes(&mut program, press("Update every 10th"));
    check("a text", update, 100, 26.0);
    for (row, most) in [(1, 40.0), (5, 16.0), (900, 16.0)] {
        let select = bytes(&mut program, |program| {
            let label = label(program, row);
            program.click(label);
        });
        check("a selection", select, 1, most);
    }
    let swap = bytes(&mut program, press("Swap"));
    check("a swap", swap, 1, 16.0);
    let remove = bytes(&mut program, |program| {
        let remove = program.dom.buttons()[7];
        program.click(remove);
    });
    check("a removal", remove, 1, 16.0);
    let append = bytes(&mut program, press("Append 1000"));
    check("an appended row", append, 1000, 27.0);
    let clear = bytes(&mut program, press("Clear"));
    // Names that were given again go up and down, and each says how.
    check("a cleared row", clear, 1999, 2.0);
}
