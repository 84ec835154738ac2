use super::*;
use proptest::prelude::*;

/// An edit that is reported at once.
fn edit(edits: &mut Edits, text: &str) -> EditVersion {
    let version = edits.edit(text.into());
    assert!(edits.report());
    version
}

#[track_caller]
fn check_write(edits: &mut Edits, value: &str, answers: u32, expect: Option<&str>) {
    let write = WriteVersion(edits.seen().0 + 1);
    let written = edits.write(value, EditVersion(answers), write);
    assert_eq!(written.show.as_deref(), expect);
    assert!(!written.report);
}

#[test]
fn an_echo_changes_nothing() {
    let mut edits = Edits::new(String::new());
    for text in ["a", "ab", "abc"] {
        edit(&mut edits, text);
    }
    check_write(&mut edits, "a", 1, None);
    check_write(&mut edits, "ab", 2, None);
    check_write(&mut edits, "abc", 3, None);
    assert_eq!((edits.text(), edits.version()), ("abc", EditVersion(3)));
}

#[test]
fn the_programs_text_is_shown() {
    let mut edits = Edits::new(String::new());
    check_write(&mut edits, "x", 0, Some("x"));
    edit(&mut edits, "xy");
    check_write(&mut edits, "", 1, Some(""));
    check_write(&mut edits, "z", 1, Some("z"));
    check_write(&mut edits, "z", 1, None);
}

#[test]
fn a_late_clear_keeps_what_was_typed_since() {
    let mut edits = Edits::new(String::new());
    edit(&mut edits, "milk");
    edit(&mut edits, "milk2");
    check_write(&mut edits, "", 1, Some("2"));
    check_write(&mut edits, "2", 2, None);
    // An edit that is not reported is the user's, too.
    edits.edit("23".into());
    check_write(&mut edits, "", 2, Some("3"));
    assert!(edits.report());
    assert!(!edits.report());
}

#[test]
fn an_upper_casing_program_and_a_fast_typist_agree() {
    let mut edits = Edits::new(String::new());
    edit(&mut edits, "a");
    edit(&mut edits, "ab");
    check_write(&mut edits, "A", 1, Some("Ab"));
    edit(&mut edits, "Abc");
    check_write(&mut edits, "AB", 2, Some("ABc"));
    check_write(&mut edits, "ABC", 3, Some("ABC"));
}

#[test]
fn nothing_is_shown_while_composing() {
    let mut edits = Edits::new(String::new());
    edit(&mut edits, "ab");
    edits.begin_composition();
    edit(&mut edits, "abk");
    let first = edits.write("AB", EditVersion(1), WriteVersion(1));
    assert_eq!(first, Written::default());
    edit(&mut edits, "abか");
    let second = edits.write("", EditVersion(1), WriteVersion(2));
    assert_eq!(second, Written::default());
    assert_eq!((edits.text(), edits.seen()), ("abか", WriteVersion(0)));
    assert_eq!(edits.end_composition().show.as_deref(), Some("か"));
    assert_eq!(edits.seen(), WriteVersion(2));
    assert_eq!(edits.end_composition(), Written::default());
}

#[test]
fn after_a_loss_the_engine_is_told() {
    let mut edits = Edits::new(String::new());
    edit(&mut edits, "a");
    edit(&mut edits, "ab");
    edits.doubt();
    let written = edits.write("A", EditVersion(1), WriteVersion(9));
    assert_eq!(written.show.as_deref(), Some("Ab"));
    assert_eq!((written.report, edits.version()), (true, EditVersion(3)));
    edits.doubt();
    let written = edits.write("AB", EditVersion(3), WriteVersion(10));
    assert!(!written.report, "the program knows its own text");
}

#[test]
fn an_answer_from_the_future_is_an_answer_to_the_newest() {
    let mut edits = Edits::new(String::new());
    edit(&mut edits, "a");
    check_write(&mut edits, "b", u32::MAX, Some("b"));
}

#[test]
fn a_program_that_never_answers_costs_bounded_memory() {
    let mut edits = Edits::new(String::new());
    for count in 1..2000 {
        edit(&mut edits, &"x".repeat(count % 7));
    }
    assert!(edits.column.len() <= MOST_UNSEEN);
    assert_eq!(edits.version(), EditVersion(1999));
}

#[test]
fn a_write_under_way_never_moves_what_the_user_has_moved() {
    let mut edits = Edits::choice();
    let shown = |edits: &mut Edits, value, answers, write| {
        let written = edits.write(value, EditVersion(answers), WriteVersion(write));
        assert!(!written.report);
        written.show
    };
    assert_eq!(shown(&mut edits, "1", 0, 1).as_deref(), Some("1"));
    let first = edits.choose("2".to_owned());
    let second = edits.choose("3".to_owned());
    assert_eq!(shown(&mut edits, "9", 0, 2), None);
    assert_eq!(shown(&mut edits, "2", first.0, 3), None);
    assert_eq!(edits.text(), "3");
    assert_eq!(shown(&mut edits, "5", second.0, 4).as_deref(), Some("5"));
    // The same value again: the page's options may be others by now.
    assert_eq!(shown(&mut edits, "5", second.0, 5).as_deref(), Some("5"));
}

#[test]
fn a_choice_that_the_engine_never_hears_of_stops_no_write() {
    let mut edits = Edits::choice();
    let lost = edits.choose("2".to_owned());
    edits.withdraw(lost);
    let written = edits.write("1", EditVersion(0), WriteVersion(1));
    assert_eq!(written.show.as_deref(), Some("1"));
}

/// The text of a control whose engine begins anew with `value` while some edits are on their way.
#[track_caller]
fn check_renewed(
    edits: &mut Edits,
    (value, answers): (&str, u32),
    on_its_way: &[u32],
    expect: &str,
    report: bool,
) {
    let written = edits.renew(value, EditVersion(answers), WriteVersion(1), |edit| {
        on_its_way.contains(&edit.0)
    });
    assert_eq!((edits.text(), written.report), (expect, report));
    assert_eq!(edits.seen(), WriteVersion(1));
}

#[test]
fn what_a_new_engine_does_not_know_stays_and_is_told_once() {
    let typed = || {
        let mut edits = Edits::new(String::new());
        edit(&mut edits, "mi");
        edit(&mut edits, "milk");
        edits.write("milk", EditVersion(2), WriteVersion(7));
        edits
    };
    // Nothing is on its way, and the program has forgotten the text.
    check_renewed(&mut typed(), ("", 0), &[], "milk", true);
    // It has it still.
    check_renewed(&mut typed(), ("milk", 0), &[], "milk", false);
    // An edit that says it is on its way.
    let mut edits = Edits::new(String::new());
    edit(&mut edits, "mi");
    edit(&mut edits, "milk");
    check_renewed(&mut edits, ("", 0), &[2], "milk", false);
    // The program has seen it all, and cleared the field.
    check_renewed(&mut typed(), ("", 2), &[], "", false);
    // Nobody has typed: the program's text is the program's.
    check_renewed(&mut Edits::new("old".into()), ("new", 0), &[], "new", false);
}

#[test]
fn clears_that_the_page_has_not_shown_are_made_up_for() {
    // Three to-dos typed without a pause, two of them taken in by an engine that has died since.
    let mut edits = Edits::new(String::new());
    for text in ["one", "onetwo", "onetwothree"] {
        edit(&mut edits, text);
    }
    edits.edit("onetwothreefour".into());
    edits.write_late("", EditVersion(1));
    edits.write_late("", EditVersion(2));
    assert_eq!(edits.text(), "threefour");
    assert_eq!(edits.text_at(EditVersion(2)), Some(""));
    assert_eq!(edits.text_at(EditVersion(3)), Some("three"));
    check_renewed(&mut edits, ("", 0), &[3], "threefour", true);
    assert_eq!(edits.text_at(EditVersion(3)), Some("three"));
}

#[test]
fn the_first_answer_of_a_new_engine_takes_nothing_from_what_was_typed_since() {
    let mut edits = Edits::new(String::new());
    for text in ["one", "onetwo"] {
        edit(&mut edits, text);
    }
    // The new engine has finished what its log had of the life before: the first text, and the key after it.
    check_renewed(&mut edits, ("", 1), &[2], "two", false);
    assert_eq!(edits.text_at(EditVersion(2)), Some("two"));
}

#[test]
fn a_late_write_moves_a_choice_that_it_answers() {
    let mut edits = Edits::choice();
    let chosen = edits.choose("2".to_owned());
    edits.write_late("7", EditVersion(0));
    assert_eq!(edits.text(), "2");
    edits.write_late("7", chosen);
    check_renewed(&mut edits, ("7", 0), &[], "7", false);
}

#[test]
fn a_new_engine_answers_what_was_on_its_way() {
    let mut edits = Edits::new(String::new());
    edit(&mut edits, "a");
    edit(&mut edits, "ab");
    check_renewed(&mut edits, ("", 0), &[1, 2], "ab", false);
    check_write(&mut edits, "A", 1, Some("Ab"));
    check_write(&mut edits, "AB", 2, Some("AB"));
}

#[test]
fn a_new_engine_interrupts_no_input_method() {
    let mut edits = Edits::new(String::new());
    edits.begin_composition();
    edit(&mut edits, "か");
    edits.write("old", EditVersion(0), WriteVersion(3));
    check_renewed(&mut edits, ("", 0), &[1], "か", false);
    assert_eq!(edits.end_composition(), Written::default());
}

#[test]
fn a_choice_that_a_new_engine_does_not_know_is_made_again() {
    let moved = || {
        let mut edits = Edits::choice();
        edits.choose("3".to_owned());
        edits
    };
    check_renewed(&mut moved(), ("1", 0), &[], "3", true);
    check_renewed(&mut moved(), ("1", 0), &[1], "3", false);
    check_renewed(&mut moved(), ("3", 0), &[], "3", false);
    check_renewed(&mut moved(), ("1", 1), &[], "1", false);
    check_renewed(&mut Edits::choice(), ("1", 0), &[], "1", false);
}

proptest! {
    /// Whatever the program does, once it has answered the newest edit its text is on the page.
    #[test]
    fn the_newest_answer_wins(
        steps in proptest::collection::vec((any::<bool>(), "[ab]{0,4}", 0..4_u32), 0..20), last in "[ab]{0,4}",
    ) {
        let mut edits = Edits::new(String::new());
        let mut answered = 0;
        let mut write = WriteVersion(0);
        for (by_user, text, behind) in steps {
            if by_user {
                edit(&mut edits, &text);
            } else {
                answered = answered.max(edits.version().0.saturating_sub(behind));
                write.0 += 1;
                edits.write(&text, EditVersion(answered), write);
            }
        }
        let newest = edit(&mut edits, "typed");
        edits.write(&last, newest, WriteVersion(write.0 + 1));
        prop_assert_eq!(edits.text(), last);
    }
}
