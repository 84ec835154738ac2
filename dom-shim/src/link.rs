//! The worker of one app: typed messages in the envelope of gloo-worker; frames over a port.
//!
//! In the worker, gloo-worker has the other end. Here only its envelope is spoken: its spawner neither gives
//! the worker away nor transfers anything nor tells of errors, and it weighs as much as the rest of the shim.
//! `link.js` waits for the worker's greeting before it posts.
//!
//! A tab that follows has no worker. It says the same to the one of the tab that leads, without the envelope.

use alloc::string::String;
use alloc::vec::Vec;

use protocol::{Report, page};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/link.js")]
extern "C" {
    /// The worker and its port.
    pub(crate) type Link;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Link;
    #[wasm_bindgen(method)]
    pub(crate) fn attach(this: &Link, sink: &JsValue);
    /// Makes the worker, or takes the one that was prepared; answers with what is wrong, or an empty text.
    #[wasm_bindgen(method)]
    pub(crate) fn open(this: &Link, url: &str) -> String;
    #[wasm_bindgen(method)]
    fn post(this: &Link, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &Link, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub(crate) fn ask(this: &Link, request: u32) -> JsValue;
    /// A promise that is refused.
    #[wasm_bindgen(method)]
    pub(crate) fn refuse(this: &Link, why: &str) -> JsValue;
    /// Asks the worker for a word.
    #[wasm_bindgen(method)]
    pub(crate) fn ping(this: &Link);
    /// Ticks after so many milliseconds, and not before.
    #[wasm_bindgen(method)]
    pub(crate) fn alarm(this: &Link, delay: u32);
    /// Ends a worker that was prepared.
    #[wasm_bindgen(method)]
    pub(crate) fn dismiss(this: &Link);
    /// Ends the worker; another may be opened.
    #[wasm_bindgen(method)]
    pub(crate) fn end(this: &Link, why: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Link);
}

#[wasm_bindgen(module = "/src/link.js")]
extern "C" {
    /// For the custom element, which has it from the shim's module before the shim is compiled.
    #[wasm_bindgen(reexport)]
    fn prepare(url: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/tabs.js")]
extern "C" {
    /// The tabs of the app.
    pub(crate) type Tabs;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(link: &Link) -> Tabs;
    #[wasm_bindgen(method)]
    pub(crate) fn attach(this: &Tabs, sink: &JsValue);
    #[wasm_bindgen(method)]
    pub(crate) fn enter(this: &Tabs, app: &str, tab: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn stand(this: &Tabs);
    #[wasm_bindgen(method)]
    pub(crate) fn steal(this: &Tabs);
    #[wasm_bindgen(method)]
    pub(crate) fn resign(this: &Tabs, again: bool);
    #[wasm_bindgen(method)]
    pub(crate) fn vouch(this: &Tabs, on: bool);
    #[wasm_bindgen(method, js_name = send)]
    fn send_as(this: &Tabs, kind: &str, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub(crate) fn ping(this: &Tabs);
    #[wasm_bindgen(method)]
    pub(crate) fn keep(this: &Tabs, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub(crate) fn leftover(this: &Tabs, nth: u32) -> Vec<u8>;
    #[wasm_bindgen(method)]
    pub(crate) fn took(this: &Tabs);
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Tabs);
}

/// What gloo-worker's registrar reads first: somebody is connected, to the only bridge, 0.
const CONNECTED: [u8; 2] = [0, 0];
/// What comes before a command: an input for that bridge.
const INPUT: [u8; 2] = [1, 0];
/// What the registrar writes when the worker is loaded.
const LOADED: [u8; 1] = [0];
/// What comes before a report: an output of that bridge.
const OUTPUT: [u8; 2] = [1, 0];

impl Link {
    /// Says that there is somebody to talk to.
    pub(crate) fn connect(&self) {
        self.post(&CONNECTED);
    }

    /// Commands the worker.
    pub(crate) fn command(&self, command: &[u8]) {
        let mut message = Vec::from(INPUT);
        message.extend_from_slice(command);
        self.post(&message);
    }
}

impl Tabs {
    /// Commands the worker of the tab that leads.
    pub(crate) fn command(&self, command: &[u8]) {
        self.send_as("command", command);
    }

    /// Sends it a frame.
    pub(crate) fn send(&self, frame: &[u8]) {
        self.send_as("frame", frame);
    }
}

/// Reads a message of the worker; `None` if its build is another one.
pub(crate) fn report(bytes: &[u8]) -> Option<Report> {
    if bytes == LOADED {
        return Some(Report::Started);
    }
    page::report(bytes.strip_prefix(&OUTPUT)?)
}
