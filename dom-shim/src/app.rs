//! One app on the page: its mirror, its queue, its engine.
//!
//! `app.js` calls in through [`App::tell`]. What the page does in answer to [`ask`] never calls back before this
//! returns: what is heard meanwhile waits, and the custom element hears of everything in a task of its own.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::RefCell;

use protocol::{Event, EventKind};
use wasm_bindgen::prelude::*;

use self::session::Session;
use crate::border::{Asked, told};

mod engine;
mod session;

#[wasm_bindgen(raw_module = "./app.js")]
extern "C" {
    #[wasm_bindgen(js_name = asked)]
    fn page_asked(app: u32, what: u32, a: u32, b: u32, c: u32, d: u32, e: u32) -> u32;
}

/// The page of an app, by its number.
#[derive(Clone, Copy)]
struct Page(u32);

impl Page {
    #[inline(never)]
    fn asks(self, what: Asked, [a, b, c, d, e]: [u32; 5]) -> u32 {
        page_asked(self.0, what as u32, a, b, c, d, e)
    }

    fn ask(self, what: Asked) -> u32 {
        self.ask1(what, 0)
    }

    #[inline(never)]
    fn ask1(self, what: Asked, a: u32) -> u32 {
        self.asks(what, [a, 0, 0, 0, 0])
    }
}

/// Where something is in memory, and how long it is.
fn place<T>(items: &[T]) -> (u32, u32) {
    (items.as_ptr() as u32, items.len() as u32)
}

/// One program on the page.
#[wasm_bindgen]
pub struct App {
    session: RefCell<Session>,
    /// Texts and bytes that the page has put into memory for the next call.
    inbox: RefCell<Vec<Vec<u8>>>,
}

#[wasm_bindgen]
impl App {
    /// An app with the number that its page has for it.
    #[wasm_bindgen(constructor)]
    pub fn new(number: u32) -> App {
        App {
            session: RefCell::new(Session::new(Page(number))),
            inbox: RefCell::default(),
        }
    }

    /// Where the page may write so many bytes, for the next call.
    pub fn place(&self, length: usize) -> usize {
        let bytes = vec![0; length];
        let place = bytes.as_ptr() as usize;
        self.inbox.borrow_mut().push(bytes);
        place
    }

    /// The one way in: [`told`] has what the numbers mean.
    pub fn tell(&self, what: u32, a: u32, b: u32, x: f64, y: f64, time: f64) -> f64 {
        let session = &mut *self.session.borrow_mut();
        session.now = time;
        let mut texts = self.inbox.take().into_iter();
        let mut text = || String::from_utf8(texts.next().unwrap_or_default()).unwrap_or_default();
        match what {
            told::FRAME => session.frame(&texts.next().unwrap_or_default()),
            told::FINISHED => session.finished(),
            told::HAPPENED => {
                let kind = match b {
                    0 => EventKind::Press,
                    1 => EventKind::DoubleClick,
                    2 => EventKind::Focus,
                    3 => EventKind::Blur,
                    4 => EventKind::Click { x, y },
                    5 => EventKind::ContextMenu { x, y },
                    6 => EventKind::Hover { inside: true },
                    _ => EventKind::Hover { inside: false },
                };
                session.push(a, kind, time);
            }
            told::EDITED => session.edited(a, text(), b != 0, time),
            told::KEYED => session.push_key(a, b, text(), text(), time),
            told::CHOSE => session.push_choice(a, text(), (b != 0).then_some(x), time),
            told::COMPOSED => session.composed(a, b != 0),
            told::ROUTED => {
                session.queue_event(Event::Route { path: text() }, time);
            }
            told::FLUSH => {
                session.send_events();
                session.tell_state();
            }
            told::START => session.start(a, b != 0),
            told::STOP => session.stop(),
            told::RETRY => session.retry(),
            told::LEADS => session.leads(),
            told::FOLLOWS => session.follows(),
            told::LOST => session.lost(),
            told::HEARD => session.heard(),
            told::TICK => session.tick(x),
            told::FAILED => session.failed(a != 0),
            told::LEAVING => session.leave(),
            told::STAYS => session.forget_kept(),
            told::FENCED => session.fenced(),
            told::GIVE_UP => session.give_up(),
            told::REQUEST => return f64::from(session.request()),
            told::CLEARED => session.cleared = session.ready,
            told::COUNT => return session.count(a),
            _ => {}
        }
        0.0
    }
}
