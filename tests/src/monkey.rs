//! Random gestures on whatever a program shows.

use protocol::event::Listener;

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
    let gesture = match listeners[listener % listeners.len()] {
        Listener::Press | Listener::Click | Listener::KeysClick => Gesture::Click {
            x: choice as f64,
            y: 1.0,
        },
        Listener::DoubleClick | Listener::KeysDoubleClick => Gesture::DoubleClick,
        Listener::Change => {
            program.edit(node, TEXTS[choice % TEXTS.len()]);
            return;
        }
        Listener::KeyDown => {
            program.key(node, KEYS[choice % KEYS.len()]);
            return;
        }
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
        Listener::FollowRoute => return,
    };
    let events = program.dom.events(node, &gesture);
    program.dom.choose(node, &gesture);
    program.events(events);
}
