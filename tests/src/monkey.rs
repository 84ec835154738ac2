//! Random gestures on whatever a program shows.

use engine_worker::durability::Store;
use protocol::event::Listener;

use crate::durable::Durable;
use crate::model_dom::Gesture;
use crate::program::Program;

/// One thing that a user, the clock or the network does; numbers choose among what is there.
#[derive(Clone, Debug)]
pub enum Step {
    /// A gesture on one of the elements that report something.
    Touch {
        /// Which element.
        element: u8,
        /// Which of the things that it reports.
        listener: u8,
        /// What is typed, entered or chosen.
        choice: u8,
    },
    /// Time passes.
    Wait(u16),
    /// Back, forward or a followed link.
    GoTo(u8),
    /// The page stops acknowledging frames.
    Hold,
    /// The page acknowledges again.
    Release,
    /// The page asks for everything again.
    Remount,
}

const TEXTS: &[&str] = &["", " ", "a", "milk ", "7", "-1.5", "ab"];
const KEYS: &[&str] = &["Enter", "Escape", "a", "Enter"];
const PATHS: &[&str] = &["/", "/active", "/completed", "/nowhere"];

impl Step {
    /// A touch of any element.
    #[must_use]
    pub fn touch((element, listener, choice): (u8, u8, u8)) -> Step {
        Step::Touch {
            element,
            listener,
            choice,
        }
    }
}

/// Does one step; a touch does nothing where nothing can be touched.
pub fn step(program: &mut Program, step: &Step) {
    match step {
        Step::Touch {
            element,
            listener,
            choice,
        } => touch(
            program,
            usize::from(*element),
            usize::from(*listener),
            usize::from(*choice),
        ),
        Step::Wait(milliseconds) => program.wait(f64::from(*milliseconds)),
        Step::GoTo(path) => program.go_to(PATHS[usize::from(*path) % PATHS.len()]),
        Step::Hold => program.hold = true,
        Step::Release => program.release(),
        Step::Remount => {
            program.remount();
        }
    }
}

fn touch(program: &mut Program, element: usize, listener: usize, choice: usize) {
    let elements = program.dom.interactive();
    let Some(node) = elements.get(element % elements.len().max(1)).copied() else {
        return;
    };
    let listeners = program.dom.listeners(node);
    // Typing on a page that lags behind needs the page's merge of texts, which the model does not have:
    // `late_frames.rs` tests that with the real one.
    let typing = [
        Listener::Change,
        Listener::KeyDown,
        Listener::Select,
        Listener::Slide,
    ];
    if program.hold && typing.contains(&listeners[listener % listeners.len()]) {
        return;
    }
    match chosen(listeners[listener % listeners.len()], choice) {
        Chosen::Edit(text) => program.edit(node, text),
        Chosen::Key(key) => program.key(node, key),
        Chosen::Gesture(gesture) => {
            let events = program.dom.events(node, &gesture);
            program.dom.choose(node, &gesture);
            program.events(events);
        }
        Chosen::Nothing => {}
    }
}

/// Does one step on the first page of a program over a log; a touch does nothing where nothing can be touched.
pub fn durable_step<S: Store>(program: &mut Durable<S>, step: &Step) {
    durable_step_at(program, 0, step);
}

/// The same on any page.
pub fn durable_step_at<S: Store>(program: &mut Durable<S>, index: usize, step: &Step) {
    match step {
        Step::Touch {
            element,
            listener,
            choice,
        } => touch_durable(
            program,
            index,
            usize::from(*element),
            usize::from(*listener),
            usize::from(*choice),
        ),
        Step::Wait(milliseconds) => program.wait(f64::from(*milliseconds)),
        Step::GoTo(path) => program.go_to(index, PATHS[usize::from(*path) % PATHS.len()]),
        Step::Hold | Step::Release | Step::Remount => {}
    }
}

fn touch_durable<S: Store>(
    program: &mut Durable<S>,
    index: usize,
    element: usize,
    listener: usize,
    choice: usize,
) {
    let dom = &program.pages[index].dom;
    let elements = dom.interactive();
    let Some(node) = elements.get(element % elements.len().max(1)).copied() else {
        return;
    };
    let listeners = dom.listeners(node);
    match chosen(listeners[listener % listeners.len()], choice) {
        Chosen::Edit(text) => program.edit(index, node, text),
        Chosen::Key(key) => program.key(index, node, key),
        Chosen::Gesture(gesture) => {
            let page = &mut program.pages[index];
            let events = page.dom.events(node, &gesture);
            page.dom.choose(node, &gesture);
            if !events.is_empty() {
                program.events(index, events);
            }
        }
        Chosen::Nothing => {}
    }
}

/// What a number chooses of what an element reports.
enum Chosen {
    Edit(&'static str),
    Key(&'static str),
    Gesture(Gesture<'static>),
    Nothing,
}

fn chosen(listener: Listener, choice: usize) -> Chosen {
    Chosen::Gesture(match listener {
        Listener::Press | Listener::Click | Listener::KeysClick => Gesture::Click {
            x: choice as f64,
            y: 1.0,
        },
        Listener::DoubleClick | Listener::KeysDoubleClick => Gesture::DoubleClick,
        Listener::Change => return Chosen::Edit(TEXTS[choice % TEXTS.len()]),
        Listener::KeyDown => return Chosen::Key(KEYS[choice % KEYS.len()]),
        Listener::Focus => Gesture::Focus,
        Listener::Blur => Gesture::Blur,
        Listener::Hover => Gesture::Hover {
            inside: choice.is_multiple_of(2),
        },
        Listener::Select => Gesture::Choose {
            value: TEXTS[choice % TEXTS.len()],
        },
        Listener::Slide => Gesture::Slide {
            value: choice as f64,
        },
        Listener::ContextMenu => Gesture::ContextMenu { x: 1.0, y: 2.0 },
        Listener::FollowRoute => return Chosen::Nothing,
    })
}
