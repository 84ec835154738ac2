//! Work and memory: what converges, and what a change may touch.

use offstage_tests::model_dom::Gesture;
use offstage_tests::program::Program;
use protocol::Patch;

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const SPREADSHEET: &str = include_str!("../../engine-worker/benches/spreadsheet.bn");
const TIMER: &str = include_str!("../../www/examples/timer.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

#[track_caller]
fn add(program: &mut Program, title: &str) {
    let field = program.dom.text_inputs()[0];
    program.edit(field, title);
    program.key(field, "Enter");
}

/// Adds a row, completes it, edits it, and destroys it.
#[track_caller]
fn cycle(program: &mut Program) {
    add(program, "passing");
    let row = *program.dom.elements("li").last().expect("a row");
    let checkbox = *program.dom.checkboxes().last().expect("a checkbox");
    program.click(checkbox);
    let label = program.dom.find_text("passing")[0];
    program.act(label, &Gesture::DoubleClick);
    let editor = *program.dom.text_inputs().last().expect("an editor");
    program.edit(editor, "gone");
    program.key(editor, "Escape");
    program.act(row, &Gesture::Hover { inside: true });
    program.press("×");
}

/// What must not grow.
fn sizes(program: &Program) -> Vec<(&'static str, usize)> {
    let counters = program.counters();
    let mut sizes = vec![
        ("actors", counters.actors_live as usize),
        ("scopes", counters.scopes_live as usize),
        ("edges", counters.edges_live as usize),
        ("instances on the page", program.dom.instance_count()),
    ];
    sizes.extend(program.engine.table_sizes());
    sizes
}

#[track_caller]
fn patches_of(program: &mut Program, gesture: impl FnOnce(&mut Program)) -> Vec<Patch<'static>> {
    program.engine.take_turns();
    gesture(program);
    program.engine.take_turns().into_iter().flatten().collect()
}

#[test]
fn created_less_dropped_is_live() {
    let mut program = Program::start(TODO_MVC);
    for round in 0..3 {
        cycle(&mut program);
        add(&mut program, &format!("stays {round}"));
        let counters = program.counters();
        assert_eq!(
            counters.actors_created - counters.actors_dropped,
            counters.actors_live
        );
        assert_eq!(
            counters.scopes_created - counters.scopes_dropped,
            counters.scopes_live
        );
        assert_eq!(
            program.engine.inspect().tree.len() as u64,
            counters.actors_live
        );
    }
    assert!(program.counters().actors_dropped > 0);
}

#[test]
fn a_thousand_rows_that_come_and_go_leave_nothing() {
    for kept in [0, 2] {
        let mut program = Program::start(TODO_MVC);
        for row in 0..kept {
            add(&mut program, &format!("row {row}"));
        }
        for _ in 0..10 {
            cycle(&mut program);
        }
        let early = sizes(&program);
        for _ in 0..990 {
            cycle(&mut program);
        }
        assert_eq!(sizes(&program), early, "with {kept} rows that stay");
        assert_eq!(program.diagnostics, []);
    }
}

#[test]
fn filters_that_are_switched_leave_nothing() {
    let mut program = Program::start(TODO_MVC);
    for row in 0..3 {
        add(&mut program, &format!("row {row}"));
    }
    let checkbox = program.dom.checkboxes()[1];
    program.click(checkbox);
    let round = |program: &mut Program| {
        for filter in ["Active", "Completed", "All"] {
            program.press(filter);
        }
    };
    round(&mut program);
    let early = sizes(&program);
    for _ in 0..200 {
        round(&mut program);
    }
    assert_eq!(sizes(&program), early);
}

#[test]
fn nothing_replaces_a_list_after_mounting() {
    let mut program = Program::start(TODO_MVC);
    for _ in 0..5 {
        cycle(&mut program);
        add(&mut program, "stays");
        program.press("Active");
        program.press("All");
    }
    assert_eq!(program.counters().list_replaces, 0);
    let mut program = Program::start(COUNTER);
    program.press("+");
    assert_eq!(program.counters().list_replaces, 0);
    let mut program = Program::start(TIMER);
    program.wait(3000.0);
    assert_eq!(program.counters().list_replaces, 0);
}

#[test]
fn what_happens_to_a_row_costs_the_same_among_many() {
    let cost = |rows: usize| {
        let mut program = Program::start(TODO_MVC);
        for row in 0..rows {
            add(&mut program, &format!("row {row}"));
        }
        // The button that clears what is completed comes with the first one, and all rows listen to it.
        let checkbox = program.dom.checkboxes()[1];
        program.click(checkbox);
        let row = program.dom.elements("li")[rows / 2];
        let mut costs = Vec::new();
        let mut measure = |program: &mut Program, gesture: &dyn Fn(&mut Program)| {
            let before = program.counters();
            let patches = patches_of(program, gesture);
            let after = program.counters();
            costs.push((
                after.cells_run - before.cells_run,
                after.steps - before.steps,
                patches.len(),
            ));
        };
        measure(&mut program, &|program| {
            program.act(row, &Gesture::Hover { inside: true });
        });
        measure(&mut program, &|program| {
            let field = program.dom.text_inputs()[0];
            program.edit(field, "typing");
        });
        measure(&mut program, &|program| {
            let checkbox = program.dom.checkboxes()[rows / 2 + 1];
            program.click(checkbox);
        });
        measure(&mut program, &|program| add(program, "one more"));
        measure(&mut program, &|program| program.press("×"));
        costs
    };
    assert_eq!(cost(8), cost(200));
}

#[test]
fn hovering_a_row_patches_one_style() {
    let mut program = Program::start(TODO_MVC);
    add(&mut program, "a");
    add(&mut program, "b");
    let row = program.dom.elements("li")[0];
    let patches = patches_of(&mut program, |program| {
        program.act(row, &Gesture::Hover { inside: true });
    });
    assert!(
        matches!(patches[..], [Patch::SetStyle { .. }]),
        "{patches:#?}"
    );
}

#[test]
fn typing_that_is_echoed_patches_nothing() {
    let mut program = Program::start(TODO_MVC);
    let field = program.dom.text_inputs()[0];
    let patches = patches_of(&mut program, |program| program.edit(field, "abc"));
    assert_eq!(patches, []);
}

#[test]
fn a_tick_patches_the_texts_and_the_gauge() {
    let mut program = Program::start(TIMER);
    let patches = patches_of(&mut program, |program| program.wait(100.0));
    assert!(
        matches!(
            patches[..],
            [Patch::SetStyle { .. }, Patch::SetText { .. }]
                | [Patch::SetText { .. }, Patch::SetStyle { .. }]
        ),
        "{patches:#?}"
    );
}

#[test]
fn a_spreadsheet_evaluates_its_cells_without_an_actor_for_each_predicate() {
    const CELLS: u64 = 26 * 100;
    let mut program = Program::start(SPREADSHEET);
    let mounted = program.counters();
    // A row's item, a cell's item, a cell and its arm.
    assert!(mounted.actors_live <= 3 * CELLS + 3 * 100 + 1);
    let text = |program: &Program| program.text()[..20].to_owned();
    assert_eq!(&text(&program)[..6], "151530");
    for (old, typed) in [("5", "7"), ("7", "=add(A2,A3)"), ("25", "8")] {
        let label = program.dom.find_text(old)[0];
        let before = program.counters();
        program.act(label, &Gesture::DoubleClick);
        let field = program.dom.text_inputs()[0];
        program.edit(field, typed);
        let typing = program.counters();
        assert_eq!(typing.actors_created - before.actors_created, 1);
        assert_eq!(typing.scopes_created - before.scopes_created, 1);
        program.key(field, "Enter");
        let after = program.counters();
        assert_eq!(after.actors_created - before.actors_created, 2);
        assert_eq!(after.actors_dropped - before.actors_dropped, 2);
        assert_eq!(after.scopes_created - before.scopes_created, 2);
        assert_eq!(after.actors_live, mounted.actors_live);
        // Each cell looks whether it is edited and what overrides it: two cells each, in each turn.
        assert!(after.cells_run - before.cells_run <= 7 * CELLS);
        assert!(after.patches - before.patches <= 32);
    }
    assert_eq!(&text(&program)[..6], "181833");
    assert_eq!(program.diagnostics, []);
}
