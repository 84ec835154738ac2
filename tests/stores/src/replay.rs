//! Replays a log in a browser, to compare with what the same log gives natively.

use engine_worker::durability::log;
use engine_worker::engine::Replay;
use protocol::SourceFile;
use wasm_bindgen::prelude::*;

/// The hash of all patches of a recording of a program of one file.
///
/// # Errors
/// Why it cannot be replayed, or what it does that the log does not say.
#[wasm_bindgen(js_name = replayHash)]
pub fn replay_hash(recording: &[u8], text: String) -> Result<String, JsError> {
    let wrong = |message: String| JsError::new(&message);
    let (payloads, _) = log::from_bytes(recording).map_err(|error| wrong(error.to_string()))?;
    let path = "RUN.bn".to_owned();
    let entry = path.clone();
    let replay = Replay::open(&payloads, entry, vec![SourceFile { path, text }]);
    let mut replay = replay.map_err(|error| wrong(error.to_string()))?;
    let (hash, turns) = replay.hash();
    match replay.diverging() {
        [] => Ok(format!("{hash:016x} of {turns} turns")),
        [first, ..] => Err(wrong(format!("stimulus {} diverges", first.0))),
    }
}
