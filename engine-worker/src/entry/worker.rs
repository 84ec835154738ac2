//! The engine in its worker: the only JS of this crate.
//!
//! ```text
//! page ── bridge (gloo-worker, typed) ──▶ start, inspect, manage  ──▶ queue ──▶ session ──▶ reports
//! page ── port (frames, transferred)  ──▶ frames                  ──▶ queue               ──▶ frames, answers
//!         "ping"                      ──▶ "alive", at once
//! ```
//!
//! Everything that comes in waits in one queue, which [`super::session`] works off. Everything the engine
//! may not know by itself, the time above all, is passed in there. A panic is told to the page before it
//! traps, and closes the worker: after a trap nothing of this instance may be called again.

use std::cell::Cell;

use futures::channel::mpsc::{UnboundedSender, unbounded};
use gloo_worker::{Codec, HandlerId, Registrable, Worker, WorkerScope};
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use protocol::{Command, Report, VERSION};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, MessagePort};

use super::channel;
use super::js;
use super::session::{self, Input};
use crate::host::progress;

/// What the page asks to know that the worker lives.
const PING: &str = "ping";
/// What it hears if so.
const ALIVE: &str = "alive";
/// How often it hears of a turn that goes on, in milliseconds: well within the patience of a page.
const WORD_EVERY: f64 = 50.0;

thread_local! {
    static LAST_WORD: Cell<f64> = const { Cell::new(0.0) };
}

/// Runs the engine for a page; `port` is a promise of the port that carries frames.
///
/// # Errors
/// If the promise is not one of a port.
#[wasm_bindgen]
pub async fn run(port: Promise) -> Result<(), JsValue> {
    std::panic::set_hook(Box::new(|panic| {
        let message = format!("the engine failed: {panic}");
        js::post_message(&js::object(&[
            ("type", &"offstage:failure".into()),
            ("message", &message.into()),
        ]));
        js::close();
    }));
    let port: MessagePort = JsFuture::from(port).await?.dyn_into()?;
    js::set_port(port);
    progress::on_progress(|| {
        let now = js::performance_now();
        if now - LAST_WORD.get() >= WORD_EVERY {
            LAST_WORD.set(now);
            say_alive();
            channel::say_alive();
        }
    });
    EngineWorker::registrar().encoding::<Postcard>().register();
    Ok(())
}

/// The page has heard enough for now: what begins speaks only if it takes long.
pub(super) fn begin_work() {
    LAST_WORD.set(js::performance_now());
}

fn say_alive() {
    js::send(&ALIVE.into());
}

/// The worker's side of the typed bridge.
struct EngineWorker {
    /// What waits for the session; none before the program is started.
    queue: Option<UnboundedSender<Input>>,
    /// Kept as long as the port calls it.
    heard: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Worker for EngineWorker {
    type Message = ();
    type Input = Command;
    type Output = Report;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        EngineWorker {
            queue: None,
            heard: None,
        }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, _message: ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, command: Command, page: HandlerId) {
        match (command, &self.queue) {
            (Command::Start(program), _) => {
                if program.version != VERSION {
                    scope.respond(page, Report::OtherVersion { worker: VERSION });
                    return;
                }
                let (queue, inputs) = unbounded();
                self.listen(queue.clone());
                self.queue = Some(queue.clone());
                let scope = scope.clone();
                let report = Box::new(move |report| scope.respond(page, report));
                wasm_bindgen_futures::spawn_local(session::run(program, queue, inputs, report));
            }
            (command, Some(queue)) => {
                // The session ends only with the worker, or fenced: nobody waits for an answer then.
                let _ = queue.unbounded_send(Input::Command(None, command));
            }
            (Command::Inspect { request } | Command::Manage { request, .. }, None) => {
                js::send(&session::refusal(request, "the program is not running"));
            }
            (Command::Attach(_) | Command::Detach, None) => {}
        }
    }
}

impl EngineWorker {
    fn listen(&mut self, queue: UnboundedSender<Input>) {
        let heard = Closure::new(move |event: MessageEvent| {
            let data = event.data();
            if data.as_string().as_deref() == Some(PING) {
                say_alive();
            } else if let Ok(buffer) = data.dyn_into::<ArrayBuffer>() {
                let frame = Uint8Array::new(&buffer).to_vec();
                let _ = queue.unbounded_send(Input::Frame(None, frame));
            }
        });
        js::with_port(|port| {
            // Setting the handler also starts the port.
            port.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        });
        self.heard = Some(heard);
    }
}

/// The bridge's bytes; the page's side says the same of it.
struct Postcard;

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
