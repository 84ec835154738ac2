//! Makes recordings of the examples under random gestures, and says what their replays must give.
//! `cargo run -p offstage-tests --example record -- FOLDER`: `NAME-N.log` and `NAME.bn` for each, and a line
//! `NAME N HASH` on the standard output.

use std::fs;
use std::path::Path;

use engine_worker::durability::log;
use engine_worker::engine::Replay;
use engine_worker::host::random::Random;
use offstage_tests::durable::{Durable, files, ready};
use offstage_tests::monkey::{self, Step};

/// How many recordings there are of each example.
const RECORDINGS: u64 = 3;
/// How many steps each has.
const STEPS: u64 = 40;

fn main() {
    let folder = std::env::args().nth(1).expect("usage: record FOLDER");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("the folder can be made");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/examples");
    let entries = fs::read_dir(examples).expect("the examples");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "bn"));
    paths.sort();
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let source = fs::read_to_string(&path).expect("a text");
        fs::write(folder.join(format!("{name}.bn")), &source).expect("the folder is writable");
        for number in 0..RECORDINGS {
            let recording = record(&source, number);
            let (payloads, _) = log::from_bytes(&recording).expect("it is a log");
            let replay = Replay::open(&payloads, "RUN.bn".to_owned(), files(&source));
            let mut replay = replay.expect("the program runs");
            let (hash, turns) = replay.hash();
            assert_eq!(replay.diverging(), [], "{name} {number}");
            let file = folder.join(format!("{name}-{number}.log"));
            fs::write(file, recording).expect("the folder is writable");
            println!("{name} {number} {hash:016x} of {turns} turns");
        }
    }
}

fn record(source: &str, seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut program = Durable::start(source);
    for _ in 0..STEPS {
        let mut byte = || random.below(256) as u8;
        let step = match byte() {
            0..200 => Step::touch((byte(), byte(), byte())),
            200..240 => Step::Wait(u16::from(byte()) * 8),
            240.. => Step::GoTo(byte()),
        };
        if byte() > 240 && program.pages.len() < 3 {
            program.open_tab("/");
        }
        let tab = usize::from(byte()) % program.pages.len();
        monkey::durable_step_at(&mut program, tab, &step);
    }
    ready(program.driver().recording(false)).expect("the store works")
}
