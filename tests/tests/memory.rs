//! What comes and goes leaves no bytes behind: live bytes of the whole engine, counted, not guessed from a process.
//!
//! This test has its process for itself: an allocator counts what each thread holds.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use engine_worker::durability::Store;
use engine_worker::durability::store::FileStore;
use engine_worker::engine::TabOptions;
use engine_worker::engine::driver::{Driver, DriverOptions};
use offstage_tests::durable::{files, ready};
use offstage_tests::model_dom::{Gesture, ModelDom};
use protocol::{
    Applied, DecodedDown, Durability, EditVersion, Epoch, Event, EventBatch, Location, NodeId,
    Sequence, StampedEvent, TabId, UpFrame, decode_down, encode_up,
};

const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

/// The system's allocator; it counts what a thread holds.
struct Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

fn live() -> isize {
    LIVE.with(Cell::get)
}

fn count(bytes: isize) {
    // Nothing is counted while a thread ends.
    let _ = LIVE.try_with(|live| live.set(live.get() + bytes));
}

// SAFETY: every call is passed on unchanged; the counter touches no memory of the callers.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promise is the one that System asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller's promise is the one that System asks for.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A page that keeps no record of anything.
struct Page<S> {
    driver: Driver<S>,
    dom: ModelDom,
    tab: TabId,
    epoch: Epoch,
    sequence: u64,
    edits: u32,
    /// How many bytes the engine holds.
    held: isize,
}

impl<S: Store> Page<S> {
    fn start(source: &str, store: S) -> Page<S> {
        let tab = TabId(1);
        let options = DriverOptions {
            entry: "RUN.bn".to_owned(),
            files: files(source),
            durability: Durability::Relaxed,
            epoch: Epoch(1),
            now: 0.0,
            tab: TabOptions {
                tab,
                route: "/".to_owned(),
                seed: 1,
                resumes: None,
                applied: Sequence(0),
                reset: false,
            },
            leftovers: Vec::new(),
        };
        let Ok(driver) = ready(Driver::open(
            async { (Some(store), String::new()) },
            options,
        )) else {
            panic!("the program runs");
        };
        let mut page = Page {
            epoch: driver.engine().epoch(),
            driver,
            dom: ModelDom::new(),
            tab,
            sequence: 0,
            edits: 0,
            held: 0,
        };
        page.pump();
        page
    }

    fn pump(&mut self) {
        loop {
            let before = live();
            let frame = self.driver.take_frame(self.tab);
            self.held += live() - before;
            let Some(frame) = frame else { break };
            self.held -= frame.capacity() as isize;
            let decoded = match decode_down(&frame) {
                Ok(DecodedDown::Patches(decoded)) => decoded,
                Ok(DecodedDown::Logged(_)) => continue,
                Err(error) => panic!("the engine's frames are valid: {error}"),
            };
            self.epoch = decoded.frame.epoch;
            let sequence = decoded.frame.sequence;
            self.dom.apply(&decoded.frame.patches).expect("patches fit");
            let applied = UpFrame::Applied(Applied {
                epoch: self.epoch,
                sequence,
            });
            self.send(&applied);
        }
        let before = live();
        drop(self.driver.take_acknowledgement(self.tab));
        self.held += live() - before;
    }

    fn send(&mut self, frame: &UpFrame) {
        let bytes = encode_up(frame).expect("small frames can be encoded");
        let before = live();
        self.driver
            .accept(self.tab, &bytes)
            .expect("our frames are valid");
        assert!(ready(self.driver.settle(0.0)).is_ok());
        self.held += live() - before;
    }

    fn act(&mut self, node: NodeId, gesture: &Gesture) {
        let events = self.dom.events(node, gesture);
        self.dom.choose(node, gesture);
        self.report(events);
    }

    fn report(&mut self, events: Vec<Event>) {
        let events = events.into_iter().map(|event: Event| {
            self.sequence += 1;
            StampedEvent {
                sequence: Sequence(self.sequence),
                time: 0.0,
                event,
            }
        });
        let batch = EventBatch {
            epoch: self.epoch,
            location: Location::Local,
            events: events.collect(),
        };
        self.send(&UpFrame::Events(batch));
        self.pump();
    }

    /// Types a text, then a key.
    fn key(&mut self, field: NodeId, text: &str, key: &str) {
        self.edits += 1;
        let edit = EditVersion(self.edits);
        self.dom.type_text(field, text, edit);
        self.act(field, &Gesture::Edit { text, edit });
        self.act(field, &Gesture::Key { key, text, edit });
    }

    fn add(&mut self, text: &str) {
        let field = self.dom.text_inputs()[0];
        self.key(field, text, "Enter");
    }

    fn press(&mut self, text: &str) {
        let dom = &self.dom;
        let mut buttons = dom.buttons().into_iter();
        let button = buttons.find(|button| dom.text_of(*button).as_deref() == Some(text));
        self.act(
            button.expect("such a button"),
            &Gesture::Click { x: 0.0, y: 0.0 },
        );
    }
}

/// Adds a to-do and destroys it.
fn add_and_destroy<S: Store>(page: &mut Page<S>) {
    page.add("comes and goes");
    let row = *page.dom.elements("li").last().expect("a row");
    page.act(row, &Gesture::Hover { inside: true });
    page.press("×");
}

/// Adds a to-do, completes it, begins to edit it, and destroys it.
fn live_and_die<S: Store>(page: &mut Page<S>) {
    page.add("comes and goes");
    let checkbox = *page.dom.checkboxes().last().expect("a checkbox");
    let events = page.dom.click(checkbox);
    page.report(events);
    let label = page.dom.find_text("comes and goes")[0];
    page.act(label, &Gesture::DoubleClick);
    let editor = *page.dom.text_inputs().last().expect("an editor");
    page.key(editor, "gone", "Escape");
    page.press("Clear completed");
}

/// How many bytes more are held after a thousand cycles than after some.
fn growth(some: usize, cycle: impl Fn(&mut Page<FileStore>)) -> isize {
    let name = format!("offstage-memory-{}-{some}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let store = FileStore::in_directory(&folder).expect("the folder is writable");
    let mut page = Page::start(TODO_MVC, store);
    let mut early = 0;
    for at in 0..1000 {
        if at == some {
            early = page.held;
        }
        cycle(&mut page);
    }
    std::fs::remove_dir_all(&folder).expect("it is there");
    page.held - early
}

#[test]
fn todos_that_come_and_go_leave_no_bytes() {
    assert_eq!(growth(10, add_and_destroy), 0);
}

#[test]
fn todos_that_are_completed_and_edited_leave_no_bytes() {
    // Hash tables with as many dead entries as live ones are enlarged once.
    assert_eq!(growth(200, live_and_die), 0);
}
