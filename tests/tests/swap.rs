//! Another text of the program, and a state that is forgotten, while the program runs.

use offstage_tests::durable::{Durable, files, ready};
use offstage_tests::program::Program;

const BEFORE: &str = "
    document: Document/new(root: Element/stripe(direction: Row, style: [], items: LIST { more, count, other }))
    more: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { more })
    count: 0 |> HOLD count { more.event.press |> THEN { count + 1 } }
    other: 100 |> HOLD other { more.event.press |> THEN { other + 1 } }
";

/// The label and the start of `other` are different.
const AFTER: &str = "
    document: Document/new(root: Element/stripe(direction: Row, style: [], items: LIST { more, count, other }))
    more: Element/button(element: [event: [press: LINK]], style: [], label: TEXT { even more })
    count: 0 |> HOLD count { more.event.press |> THEN { count + 1 } }
    other: 200 |> HOLD other { more.event.press |> THEN { other + 1 } }
";

fn swap(
    program: &mut Durable<engine_worker::durability::store::MemoryStore>,
    source: &str,
) -> Result<Vec<String>, Vec<protocol::RenderedDiagnostic>> {
    let now = program.now();
    let swapped = ready(
        program
            .driver()
            .swap("RUN.bn".to_owned(), files(source), now),
    );
    let swapped = swapped.expect("nobody else has the log");
    if swapped.is_ok() {
        source.clone_into(&mut program.source);
    }
    program.pump();
    swapped
}

#[test]
fn what_still_fits_goes_on_and_the_rest_is_named() {
    let mut program = Durable::start(BEFORE);
    let other = program.open_tab("/");
    program.press(0, "more");
    program.press(other, "more");
    assert_eq!(program.text(0), "more2102");
    let dropped = swap(&mut program, AFTER).expect("it runs");
    assert_eq!(dropped.len(), 1, "{dropped:?}");
    assert!(dropped[0].contains("other"), "{dropped:?}");
    for index in [0, other] {
        assert_eq!(program.text(index), "even more2200");
    }
    program.press(other, "even more");
    assert_eq!(program.text(0), "even more3201");
    program.restart();
    assert_eq!(program.text(0), "even more3201");
    assert_eq!(program.text(other), "even more3201");
}

#[test]
fn the_pages_keep_their_nodes() {
    let mut program = Durable::start(BEFORE);
    let button = program.pages[0].button("more");
    let epoch = program.pages[0].epoch();
    swap(&mut program, AFTER).expect("it runs");
    assert!(
        program.pages[0].epoch() > epoch,
        "names are of another life"
    );
    let renamed = program.pages[0].dom.renamed().expect("new names");
    assert_eq!(
        renamed.get(&button.actor),
        Some(&program.pages[0].button("even more").actor)
    );
}

#[test]
fn events_on_their_way_are_found_by_place() {
    let mut program = Durable::start(BEFORE);
    let events = program.pages[0].press("more");
    let now = program.now();
    // The engine has another life before the event arrives, and the page has not heard of it.
    ready(
        program
            .driver()
            .swap("RUN.bn".to_owned(), files(AFTER), now),
    )
    .expect("nobody else has the log")
    .expect("it runs");
    AFTER.clone_into(&mut program.source);
    program.events(0, events);
    assert_eq!(program.text(0), "even more1201");
}

#[test]
fn a_wrong_text_changes_nothing() {
    let mut program = Durable::start(BEFORE);
    program.press(0, "more");
    let diagnostics = swap(&mut program, "document: nothing").expect_err("it is wrong");
    assert!(!diagnostics.is_empty());
    program.press(0, "more");
    assert_eq!(program.text(0), "more2102");
}

#[test]
fn a_text_that_was_changed_between_lives_keeps_what_fits() {
    let mut program = Durable::start(BEFORE);
    program.press(0, "more");
    program.kill();
    AFTER.clone_into(&mut program.source);
    program.start_engine(Vec::new());
    assert_eq!(program.text(0), "even more1200");
}

#[test]
fn a_state_that_is_cleared_is_gone_from_the_log_too() {
    let mut program = Durable::start(BEFORE);
    let other = program.open_tab("/");
    program.press(0, "more");
    let now = program.now();
    ready(program.driver().clear_state(now)).expect("nobody else has the log");
    program.pump();
    let fresh = Program::start(BEFORE).text();
    assert_eq!(program.text(0), fresh);
    assert_eq!(program.text(other), fresh);
    program.press(other, "more");
    assert_eq!(program.text(0), "more1101");
    let size = program.driver().size();
    assert_eq!(
        size.compactions, 1,
        "what was there before is not on the disk"
    );
    program.restart();
    assert_eq!(program.text(0), "more1101");
    program.reload();
    assert_eq!(program.text(0), "more1101");
}
