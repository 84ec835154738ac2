//! A fast typist, a slow program and late frames: both ends of the merge against a run without delay.

use std::collections::VecDeque;

use offstage_protocol::typing::{Edits, Writes};
use offstage_protocol::{EditVersion, WriteVersion};
use proptest::prelude::*;

/// What a program does with its field's text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Program {
    /// Shows it again, and is cleared by Enter.
    Echo,
    /// Shows nothing by itself, and is cleared by Enter.
    ClearOnly,
    /// Writes it back in capitals, and is cleared by Enter.
    Upper,
    /// Takes digits out, and is cleared by Enter.
    NoDigits,
    /// Does both, and is cleared by Enter.
    UpperNoDigits,
}

impl Program {
    fn answer(self, text: &str) -> Option<String> {
        match self {
            Program::Echo => Some(text.to_owned()),
            Program::ClearOnly => None,
            Program::Upper => Some(text.to_uppercase()),
            Program::NoDigits => Some(text.replace(|c: char| c.is_ascii_digit(), "")),
            Program::UpperNoDigits => Program::NoDigits.answer(&text.to_uppercase()),
        }
    }
}

#[derive(Clone, Debug)]
struct TextEvent {
    edit: EditVersion,
    seen: WriteVersion,
    text: String,
    enter: bool,
}

#[derive(Clone, Debug)]
struct Write {
    answers: EditVersion,
    write: WriteVersion,
    text: String,
}

/// A page and an engine with everything that may lie between them.
struct Run {
    program: Program,
    coalescing: bool,
    edits: Edits,
    caret: usize,
    waiting: VecDeque<TextEvent>,
    upwards: VecDeque<TextEvent>,
    downwards: VecDeque<Write>,
    writes: Writes,
    mirror: String,
    edit: EditVersion,
    /// The outbox: what waits while a frame is under way.
    unsent: Option<Write>,
    under_way: bool,
    submitted: Vec<String>,
    changes: Vec<String>,
}

impl Run {
    fn new(program: Program, coalescing: bool) -> Run {
        Run {
            program,
            coalescing,
            edits: Edits::new(String::new()),
            caret: 0,
            waiting: VecDeque::new(),
            upwards: VecDeque::new(),
            downwards: VecDeque::new(),
            writes: Writes::default(),
            mirror: String::new(),
            edit: EditVersion(0),
            unsent: None,
            under_way: false,
            submitted: Vec::new(),
            changes: Vec::new(),
        }
    }

    fn type_char(&mut self, c: char) {
        let mut text: Vec<char> = self.edits.text().chars().collect();
        text.insert(self.caret, c);
        self.caret += 1;
        self.change(text.into_iter().collect());
    }

    fn backspace(&mut self) {
        if self.caret > 0 {
            let mut text: Vec<char> = self.edits.text().chars().collect();
            self.caret -= 1;
            text.remove(self.caret);
            self.change(text.into_iter().collect());
        }
    }

    fn change(&mut self, text: String) {
        self.edits.edit(text);
        self.edits.report();
        if self.coalescing
            && self.waiting.back().is_some_and(|last| !last.enter)
            && let Some(last) = self.waiting.pop_back()
        {
            self.edits.withdraw(last.edit);
        }
        self.queue(false);
    }

    fn queue(&mut self, enter: bool) {
        self.edits.report();
        self.waiting.push_back(TextEvent {
            edit: self.edits.version(),
            seen: self.edits.seen(),
            text: self.edits.text().to_owned(),
            enter,
        });
    }

    fn send(&mut self) {
        self.upwards.append(&mut self.waiting);
    }

    /// The engine takes an event.
    fn hear(&mut self) {
        let Some(event) = self.upwards.pop_front() else {
            return;
        };
        let text = self.writes.rebase(event.text, event.seen);
        self.mirror.clone_from(&text);
        self.edit = event.edit;
        if event.enter {
            self.submitted.push(text);
            self.write(String::new());
        } else {
            self.changes.push(text.clone());
            if let Some(answer) = self.program.answer(&text) {
                self.write(answer);
            }
        }
        self.flush();
    }

    fn write(&mut self, text: String) {
        if text == self.mirror {
            return;
        }
        self.mirror.clone_from(&text);
        let write = self.writes.write(&text);
        if let Some(old) = self.unsent.take() {
            self.writes.withdraw(old.write);
        }
        self.unsent = Some(Write {
            answers: self.edit,
            write,
            text,
        });
    }

    fn flush(&mut self) {
        if !self.under_way
            && let Some(write) = self.unsent.take()
        {
            self.under_way = true;
            self.downwards.push_back(write);
        }
    }

    /// The page takes a frame; its acknowledgement is at the engine at once.
    fn paint(&mut self) {
        let Some(write) = self.downwards.pop_front() else {
            return;
        };
        let before = self.edits.text().to_owned();
        let written = self.edits.write(&write.text, write.answers, write.write);
        assert!(!written.report, "the engine knows every merge");
        let after = self.edits.text();
        // All letters of these tests are one unit.
        self.caret = offstage_protocol::typing::caret(&before, after, self.caret as u32) as usize;
        self.under_way = false;
        self.flush();
    }

    fn settle(&mut self) {
        while !(self.waiting.is_empty()
            && self.upwards.is_empty()
            && self.downwards.is_empty()
            && self.unsent.is_none())
        {
            self.send();
            self.hear();
            self.paint();
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Type(c) => self.type_char(*c),
            Step::Backspace => self.backspace(),
            Step::Left => self.caret = self.caret.saturating_sub(1),
            Step::Enter => self.queue(true),
            Step::Send => self.send(),
            Step::Hear => self.hear(),
            Step::Paint => self.paint(),
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Type(char),
    Backspace,
    Left,
    Enter,
    Send,
    Hear,
    Paint,
}

fn program() -> impl Strategy<Value = Program> {
    prop_oneof![
        Just(Program::Echo),
        Just(Program::ClearOnly),
        Just(Program::Upper),
        Just(Program::NoDigits),
        Just(Program::UpperNoDigits),
    ]
}

fn delays() -> impl Strategy<Value = Step> {
    prop_oneof![Just(Step::Send), Just(Step::Hear), Just(Step::Paint)]
}

/// Typing at the end of lines, with delays in between.
fn lines() -> impl Strategy<Value = Vec<Step>> {
    let letter = proptest::char::ranges(vec!['a'..='c', '0'..='1'].into());
    let step = prop_oneof![
        5 => letter.prop_map(Step::Type),
        1 => Just(Step::Enter),
        6 => delays(),
    ];
    proptest::collection::vec(step, 0..120)
}

fn anything() -> impl Strategy<Value = Vec<Step>> {
    let letter = proptest::char::ranges(vec!['a'..='c', '0'..='1'].into());
    let step = prop_oneof![
        5 => letter.prop_map(Step::Type),
        1 => Just(Step::Backspace),
        1 => Just(Step::Left),
        1 => Just(Step::Enter),
        6 => delays(),
    ];
    proptest::collection::vec(step, 0..120)
}

fn run(program: Program, coalescing: bool, steps: &[Step]) -> Run {
    let mut run = Run::new(program, coalescing);
    for step in steps {
        run.step(step);
    }
    run.settle();
    run
}

/// The same keys, each answered before the next.
fn without_delay(program: Program, steps: &[Step]) -> Run {
    let mut run = Run::new(program, false);
    for step in steps {
        if !matches!(step, Step::Send | Step::Hear | Step::Paint) {
            run.step(step);
            run.settle();
        }
    }
    run
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// However late everything is, programs get the lines that were typed, and the page ends the same.
    #[test]
    fn lines_arrive_as_they_were_typed(program in program(), coalescing: bool, steps in lines()) {
        let late = run(program, coalescing, &steps);
        let prompt = without_delay(program, &steps);
        prop_assert_eq!(late.submitted, prompt.submitted);
        prop_assert_eq!(late.edits.text(), prompt.edits.text());
        prop_assert_eq!(late.caret, prompt.caret);
        if !coalescing {
            prop_assert_eq!(late.changes.len(), prompt.changes.len());
        }
    }

    /// Whatever is typed and deleted wherever, page and engine agree in the end.
    #[test]
    fn both_ends_agree(program in program(), coalescing: bool, steps in anything()) {
        let late = run(program, coalescing, &steps);
        prop_assert_eq!(late.edits.text(), &late.mirror);
        prop_assert_eq!(late.edits.version(), late.edit);
    }

    /// A program that only shows what it is told never changes what is typed, whatever that is.
    #[test]
    fn an_echo_is_exact(coalescing: bool, steps in anything()) {
        let steps: Vec<Step> =
            steps.into_iter().filter(|step| !matches!(step, Step::Enter)).collect();
        let late = run(Program::Echo, coalescing, &steps);
        let prompt = without_delay(Program::Echo, &steps);
        prop_assert_eq!(late.edits.text(), prompt.edits.text());
        prop_assert_eq!(late.caret, prompt.caret);
    }

    /// Each frame of a page that types on is merged by both ends into the same text: the one that the
    /// engine has once it has heard everything.
    #[test]
    fn capitals_are_exact_when_all_is_heard(steps in anything()) {
        let steps: Vec<Step> =
            steps.into_iter().filter(|step| !matches!(step, Step::Enter)).collect();
        let late = run(Program::Upper, false, &steps);
        let prompt = without_delay(Program::Upper, &steps);
        prop_assert_eq!(late.edits.text(), prompt.edits.text());
        prop_assert_eq!(late.caret, prompt.caret);
    }

    /// The user goes back into a line that the program has not answered yet and types there: the letters come
    /// where they were typed, and the caret stays behind them, however late the program rewrites the line, takes
    /// letters out of it and clears what was entered before.
    #[test]
    fn what_is_typed_inside_a_rewritten_line_stays_there(
        program in program(), coalescing: bool, entered in "[a-f0-9]{0,6}", line in "[g-m0-9]{1,8}",
        back in 0..9_usize, inserted in "[n-t0-9]{1,4}", delays in proptest::collection::vec((0..3_usize, delays()), 0..60),
    ) {
        let keys = entered.chars().map(Step::Type).chain([Step::Enter]).chain(line.chars().map(Step::Type));
        // A key at a time, as the digits before the caret may be gone or not.
        let left = core::iter::repeat_n(Step::Left, back.min(line.chars().rev().take_while(|c| !c.is_ascii_digit()).count()));
        let mut steps = Vec::new();
        let mut delays = delays.into_iter();
        for key in keys.chain(left).chain(inserted.chars().map(Step::Type)) {
            steps.push(key);
            for (count, step) in delays.by_ref().take(2) {
                steps.extend(core::iter::repeat_n(step, count));
            }
        }
        let late = run(program, coalescing, &steps);
        let prompt = without_delay(program, &steps);
        prop_assert_eq!(late.edits.text(), prompt.edits.text());
        prop_assert_eq!(late.caret, prompt.caret);
    }
}
