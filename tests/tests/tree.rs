//! The scope tree: what `inspect()` shows.

use std::collections::BTreeSet;

use engine_worker::inspect::TreeEntry;
use offstage_tests::program::Program;

fn example(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/examples/");
    std::fs::read_to_string(format!("{folder}{name}.bn")).expect("an example")
}

#[track_caller]
fn check_places(tree: &[TreeEntry]) {
    let mut places = BTreeSet::new();
    for entry in tree {
        assert!(
            places.insert(entry.place.clone()),
            "two actors at {}",
            entry.place
        );
        for state in &entry.states {
            let place = format!("{} {}", entry.place, state.place);
            assert!(places.insert(place.clone()), "two cells at {place}");
        }
    }
}

#[test]
fn every_actor_and_cell_has_a_place_of_its_own() {
    let mut program = Program::start(&example("todo_mvc"));
    let field = program.dom.text_inputs()[0];
    for title in ["one", "two", "two"] {
        program.edit(field, title);
        program.key(field, "Enter");
    }
    let tree = program.engine.inspect().tree;
    check_places(&tree);
    let live = program.counters().actors_live;
    assert_eq!(tree.len() as u64, live, "all that live are in the tree");
}

#[test]
fn states_show_what_they_have() {
    let mut program = Program::start(&example("counter"));
    program.press("+");
    let tree = program.engine.inspect().tree;
    check_places(&tree);
    let count = tree[0].states.iter().find(|state| state.place == "count");
    assert_eq!(count.and_then(|state| state.value.as_deref()), Some("1"));
}

#[test]
fn timers_are_actors_below_their_instance() {
    let program = Program::start(&example("timer"));
    let tree = program.engine.inspect().tree;
    check_places(&tree);
    let timer = tree.iter().find(|entry| entry.name == "timer");
    assert_eq!(
        timer.map(|entry| (entry.depth, entry.place.as_str())),
        Some((1, "program/tick"))
    );
}
