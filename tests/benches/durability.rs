//! What the log costs a program: typing in TodoMVC by durability, and how long a life takes to begin after
//! 10 000 events. `cargo bench -p offstage-tests --bench durability`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use engine_worker::durability::Store;
use engine_worker::durability::store::FileStore;
use offstage_tests::durable::Durable;
use protocol::{Durability, Event, EventKind};

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

/// How many letters are typed.
const LETTERS: usize = 2_000;
/// How many of them before Enter.
const WORD: usize = 10;
/// How many events a log has that is recovered.
const EVENTS: usize = 10_000;

fn main() {
    let folder = std::env::temp_dir().join(format!("offstage-durability-{}", std::process::id()));
    for (name, durability) in [
        ("memory", Durability::Memory),
        ("relaxed", Durability::Relaxed),
        ("strict", Durability::Strict),
    ] {
        typing(name, durability, &folder.join(name));
    }
    recovery(&folder.join("recovery"));
    if let Err(error) = std::fs::remove_dir_all(&folder) {
        eprintln!("{} stays: {error}", folder.display());
    }
}

fn open(folder: &Path) -> impl Fn() -> FileStore + 'static {
    let folder: PathBuf = folder.to_owned();
    move || FileStore::in_directory(&folder).expect("the folder is writable")
}

/// From an event's frame to the frame that answers it, one event at a time.
fn typing(name: &str, durability: Durability, folder: &Path) {
    let mut program = Durable::new(TODO_MVC, open(folder));
    program.durability = durability;
    program.load("/");
    let field = field(&program);
    let mut micros = Vec::with_capacity(LETTERS);
    let mut text = String::new();
    for letter in 0..LETTERS {
        text.push('a');
        let edit = program.pages[0].next_edit();
        program.pages[0].dom.type_text(field, &text, edit);
        let kind = EventKind::Change {
            text: text.clone(),
            edit,
            seen: protocol::WriteVersion(0),
        };
        let target = field;
        let event = Event::Node { target, kind };
        let start = Instant::now();
        program.report(0, vec![event]);
        program.settle().expect("nobody else has the log");
        let frame = program.take_frame(0);
        let took = start.elapsed();
        if let Some(frame) = frame {
            program.give(0, &frame);
        }
        program.pump();
        micros.push(took.as_nanos() as f64 / 1e3);
        if letter % WORD == WORD - 1 {
            text.clear();
            program.edit(0, field, "");
        }
    }
    micros.sort_by(f64::total_cmp);
    let size = program.driver().size();
    println!(
        "typing in TodoMVC, {name:<8} p50 {:>8.1} µs   p99 {:>8.1} µs   {} appends, {} flushes, {} bytes",
        micros[LETTERS / 2],
        micros[LETTERS * 99 / 100],
        size.appends,
        size.flushes,
        size.bytes,
    );
}

fn field<S: Store>(program: &Durable<S>) -> protocol::NodeId {
    let dom = &program.pages[0].dom;
    let fields = dom.interactive();
    let field = fields.into_iter().find(|node| dom.value(*node).is_some());
    field.expect("a text field")
}

/// From the closed store to the first frame of the next life.
fn recovery(folder: &Path) {
    let mut program = Durable::new(COUNTER, open(folder));
    program.load("/");
    let start = Instant::now();
    for _ in 0..EVENTS {
        program.press(0, "+");
    }
    let each = start.elapsed().as_nanos() as f64 / 1e3 / EVENTS as f64;
    let size = program.driver().size();
    println!(
        "counter, press, event frame to page: {each:.1} µs each; the log has {} bytes",
        size.bytes
    );
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let start = Instant::now();
        program.restart();
        best = best.min(start.elapsed().as_nanos() as f64 / 1e6);
        assert_eq!(program.text(0), format!("−{EVENTS}+"));
    }
    println!("recovery of {EVENTS} events: {best:.2} ms to the first frame on the page");
}
