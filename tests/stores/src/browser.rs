//! The suite as a module for a worker of a browser: `tests/e2e/stores/worker.js` calls these.

use engine_worker::durability::{Log, Store, StoreError};
use engine_worker::entry::stores::{BrowserStore, IndexedDbStore, OpfsStore};
use protocol::Epoch;
use wasm_bindgen::prelude::*;

use crate::figures;
use crate::sites::Memory;
use crate::suite::{self, Failure, Site};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: f64);
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

struct Opfs;

impl Site for Opfs {
    type Store = OpfsStore;

    async fn open(&self, app: &str) -> Result<OpfsStore, StoreError> {
        OpfsStore::of_app(app).await
    }
}

struct IndexedDb;

impl Site for IndexedDb {
    type Store = IndexedDbStore;

    async fn open(&self, app: &str) -> Result<IndexedDbStore, StoreError> {
        IndexedDbStore::of_app(app).await
    }
}

/// The names of all cases.
#[wasm_bindgen(js_name = caseNames)]
pub fn case_names() -> Vec<String> {
    suite::NAMES.iter().map(|name| (*name).to_owned()).collect()
}

/// Calls a function with the site of a place.
macro_rules! at_place {
    ($place:expr, $site:ident => $call:expr) => {
        match $place.as_str() {
            "OPFS" => {
                let $site = Opfs;
                $call
            }
            "IndexedDB" => {
                let $site = IndexedDb;
                $call
            }
            "memory" => {
                let $site = Memory::default();
                $call
            }
            other => Err(Failure(format!("no place is called {other}"))),
        }
    };
}

fn thrown(failure: Failure) -> JsError {
    JsError::new(&failure.0)
}

/// Runs a case in a place.
///
/// # Errors
/// What the case found wrong.
#[wasm_bindgen(js_name = runCase)]
pub async fn run_case(place: String, name: String, app: String) -> Result<(), JsError> {
    at_place!(place, site => suite::run(&site, &name, &app).await).map_err(thrown)
}

/// Measures what a log costs in a place; answers lines for people.
///
/// # Errors
/// What the store reports.
#[wasm_bindgen(js_name = measure)]
pub async fn measure(place: String, app: String) -> Result<Vec<String>, JsError> {
    at_place!(place, site => figures::measure(&site, &app, performance_now).await).map_err(thrown)
}

/// The place that this browser's store of an app is in.
///
/// # Errors
/// Why there is none.
#[wasm_bindgen(js_name = placeOf)]
pub async fn place_of(app: String) -> Result<String, JsError> {
    Ok(BrowserStore::open(&app).await?.place().to_owned())
}

/// Appends `one`, then 77 bytes, of which the page lets only a part through, then `one`; answers the error and
/// what is stored.
///
/// # Errors
/// What the store reports otherwise.
#[wasm_bindgen(js_name = partialWrite)]
pub async fn partial_write(app: String) -> Result<Vec<String>, JsError> {
    let mut store = OpfsStore::of_app(&app).await?;
    store.claim(Epoch(1)).await?;
    store.replace(b"one").await?;
    let error = store.append(&[7; 77]).await.err();
    store.append(b"one").await?;
    drop(store);
    let mut store = OpfsStore::of_app(&app).await?;
    store.claim(Epoch(1)).await?;
    let bytes = store.read().await?;
    let error = error.map(|error| error.to_string()).unwrap_or_default();
    Ok(vec![error, String::from_utf8_lossy(&bytes).into_owned()])
}

/// Opens a log, tells how many numbers it found, and goes on to append the numbers after them until it is
/// ended or fenced; it tells each time how many are acknowledged.
///
/// # Errors
/// If a number is missing, doubled or out of order; and in the end, why it can append no more.
#[wasm_bindgen(js_name = hammer)]
pub async fn hammer(place: String, app: String) -> Result<(), JsError> {
    at_place!(place, site => hammer_at(&site, &app).await).map_err(thrown)
}

async fn hammer_at<S: Site>(site: &S, app: &str) -> Result<(), Failure> {
    let (mut log, opened) = Log::open(site.open(app).await?, Epoch(1)).await?;
    let mut next = 0_u64;
    for payload in &opened.payloads {
        match payload.len() {
            // A snapshot: how many numbers there were.
            8 => next = number(payload),
            _ if number(payload) == next => next += 1,
            _ => {
                let found = number(payload);
                return Err(Failure(format!("found {found} where {next} belongs")));
            }
        }
    }
    loop {
        #[allow(clippy::cast_precision_loss, reason = "no test appends 2^53 numbers")]
        post_message(next as f64);
        let count = 1 + next % 5;
        let batch: Vec<Vec<u8>> = (next..next + count)
            .map(|number| number.to_le_bytes().repeat(25))
            .collect();
        log.append(&batch).await?;
        next += count;
        if log.wants_compaction() {
            log.compact(&[next.to_le_bytes().to_vec()]).await?;
        }
    }
}

fn number(payload: &[u8]) -> u64 {
    let start = payload.get(..8).and_then(|start| start.try_into().ok());
    start.map_or(u64::MAX, u64::from_le_bytes)
}
