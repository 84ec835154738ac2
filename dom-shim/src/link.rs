//! The worker of one app: spawned by gloo-worker, which also speaks the typed bridge; frames go over a port.
//!
//! `link.js` says how the two share one worker, and why: gloo's spawner neither gives the worker away nor
//! transfers anything nor tells of errors. What it does well stays its work: the handshake ("send nothing
//! before the worker has loaded") and typed messages with a codec of our choice.

use gloo_worker::{Codec, HandlerId, Spawnable, Worker, WorkerBridge, WorkerScope};
use js_sys::{Promise, Uint8Array};
use protocol::{Command, Report};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/link.js")]
extern "C" {
    /// The worker and its port.
    pub(crate) type Link;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Link;
    #[wasm_bindgen(method)]
    pub(crate) fn attach(this: &Link, sink: &JsValue);
    #[wasm_bindgen(method)]
    fn open(this: &Link, url: &str) -> String;
    #[wasm_bindgen(method)]
    fn adopt(this: &Link, spawn: &mut dyn FnMut());
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &Link, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub(crate) fn ask(this: &Link, request: u32) -> Promise;
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Link);
}

/// The typed bridge to the worker; dropping it says goodbye.
pub(crate) type Bridge = WorkerBridge<EngineLink>;

/// Makes the worker and its bridge.
///
/// # Errors
/// A sentence that says why there is no worker.
pub(crate) fn spawn(
    link: &Link,
    url: &str,
    report: impl Fn(Report) + 'static,
) -> Result<Bridge, String> {
    let wrong = link.open(url);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut spawner = EngineLink::spawner().encoding::<Postcard>();
    spawner.with_loader(true).callback(report);
    let mut bridge = None;
    link.adopt(&mut || bridge = Some(spawner.spawn(url)));
    bridge.ok_or_else(|| "the worker was not spawned".to_owned())
}

/// The worker as its page sees it: the types of the bridge. The behaviour is in the worker's own crate, so
/// here nothing is ever created or received.
pub(crate) struct EngineLink;

impl Worker for EngineLink {
    type Message = ();
    type Input = Command;
    type Output = Report;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        EngineLink
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, _message: ()) {}

    fn received(&mut self, _scope: &WorkerScope<Self>, _command: Command, _id: HandlerId) {}
}

/// The bridge's bytes. A page and a worker that do not understand each other come from different builds;
/// the codec has no way to say so but to throw, which surfaces as a failure of the app.
pub(crate) struct Postcard;

impl Codec for Postcard {
    fn encode<I: Serialize>(input: I) -> JsValue {
        match postcard::to_allocvec(&input) {
            Ok(bytes) => Uint8Array::from(&bytes[..]).into(),
            Err(_) => wasm_bindgen::throw_str("a control message cannot be encoded"),
        }
    }

    fn decode<O: for<'de> Deserialize<'de>>(input: JsValue) -> O {
        match postcard::from_bytes(&Uint8Array::from(input).to_vec()) {
            Ok(output) => output,
            Err(_) => wasm_bindgen::throw_str("the page and the worker are of different versions"),
        }
    }
}
