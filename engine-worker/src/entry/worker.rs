//! The engine in its worker: the only JS of this crate.
//!
//! ```text
//! page ── bridge (gloo-worker, typed) ──▶ start, inspect            ──▶ reports
//! page ── port (frames, transferred)  ──▶ accept_batch ─▶ pump      ──▶ frames
//!         setTimeout                  ──▶ advance      ─▶ pump
//! ```
//!
//! `pump` sends what the engine has to say and sets one timer to its next deadline. Everything the engine
//! may not know by itself, the time above all, is passed in here. A panic is told to the page before it
//! traps, and closes the worker: after a trap nothing of this instance may be called again.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_worker::{Codec, HandlerId, Registrable, Worker, WorkerScope};
use js_sys::{ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use protocol::{
    Command, DownFrame, Epoch, Logged, Report, Sequence, StartProgram, UpFrame, VERSION, decode_up,
    encode_down,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, MessagePort};

use crate::engine::{Engine, StartOptions};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(run: &Closure<dyn FnMut()>, delay: f64) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: i32);
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &JsValue);
    /// Ends the worker after the task that runs.
    fn close();
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(line: &str);
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;
}

/// The longest delay that browsers keep.
const LONGEST_DELAY: f64 = 2_147_483_647.0;

thread_local! {
    static PORT: RefCell<Option<MessagePort>> = const { RefCell::new(None) };
}

/// Runs the engine for a page; `port` is a promise of the port that carries frames.
///
/// # Errors
/// If the promise is not one of a port.
#[wasm_bindgen]
pub async fn run(port: Promise) -> Result<(), JsValue> {
    std::panic::set_hook(Box::new(|panic| {
        let message = format!("the engine failed: {panic}");
        post_message(&object(&[
            ("type", &"offstage:failure".into()),
            ("message", &message.into()),
        ]));
        close();
    }));
    let port: MessagePort = JsFuture::from(port).await?.dyn_into()?;
    PORT.with_borrow_mut(|slot| *slot = Some(port));
    EngineWorker::registrar().encoding::<Postcard>().register();
    Ok(())
}

/// The worker's side of the typed bridge.
struct EngineWorker {
    session: Option<Rc<RefCell<Session>>>,
}

impl Worker for EngineWorker {
    type Message = ();
    type Input = Command;
    type Output = Report;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        EngineWorker { session: None }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, _message: ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, command: Command, page: HandlerId) {
        match command {
            Command::Start(program) => self.start(scope, program, page),
            Command::Inspect { request } => match &self.session {
                Some(session) => session.borrow().inspect(request),
                None => answer(request, Err("the program is not running")),
            },
            Command::Attach(_) | Command::Detach | Command::Manage { .. } => {}
        }
    }
}

impl EngineWorker {
    fn start(&mut self, scope: &WorkerScope<Self>, program: StartProgram, page: HandlerId) {
        if program.version != VERSION {
            scope.respond(page, Report::OtherVersion { worker: VERSION });
            return;
        }
        let epoch = program.epoch;
        let started = Engine::start(StartOptions {
            entry: program.entry,
            files: program.files,
            route: program.route,
            seed: program.seed,
            now: now(),
            epoch,
        });
        match started {
            Ok(engine) => {
                scope.respond(page, Report::Started);
                if engine.uses_router() {
                    scope.respond(page, Report::UsesRouter);
                }
                let scope = scope.clone();
                let report = Box::new(move |report| scope.respond(page, report));
                self.session = Some(Session::open(engine, epoch, report));
            }
            Err(diagnostics) => scope.respond(page, Report::Failed(diagnostics)),
        }
    }
}

/// A running program.
struct Session {
    engine: Engine,
    epoch: Epoch,
    report: Box<dyn Fn(Report)>,
    timer: Option<i32>,
    on_time: Option<Closure<dyn FnMut()>>,
    on_frame: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Session {
    fn open(engine: Engine, epoch: Epoch, report: Box<dyn Fn(Report)>) -> Rc<RefCell<Session>> {
        let timer = None;
        let session = Session {
            engine,
            epoch,
            report,
            timer,
            on_time: None,
            on_frame: None,
        };
        let session = Rc::new(RefCell::new(session));
        let weak = Rc::downgrade(&session);
        let on_time = Closure::new(move || {
            if let Some(session) = weak.upgrade() {
                session.borrow_mut().advance();
            }
        });
        let weak = Rc::downgrade(&session);
        let on_frame = Closure::new(move |event: MessageEvent| {
            let Ok(buffer) = event.data().dyn_into::<ArrayBuffer>() else {
                return;
            };
            if let Some(session) = weak.upgrade() {
                session
                    .borrow_mut()
                    .accept(&Uint8Array::new(&buffer).to_vec());
            }
        });
        PORT.with_borrow(|port| {
            if let Some(port) = port {
                // Setting the handler also starts the port.
                port.set_onmessage(Some(on_frame.as_ref().unchecked_ref()));
            }
        });
        {
            let mut session = session.borrow_mut();
            session.on_time = Some(on_time);
            session.on_frame = Some(on_frame);
            session.pump();
        }
        session
    }

    fn accept(&mut self, bytes: &[u8]) {
        match self.engine.accept_batch(bytes, now()) {
            Ok(()) => {
                // A frame acknowledges in its header what is logged; without one the page must hear it
                // too, or it would hold its next events back.
                if !self.pump() {
                    self.acknowledge(bytes);
                }
            }
            Err(error) => console_error(&format!(
                "Offstage: a frame of the page was refused: {error}"
            )),
        }
    }

    fn advance(&mut self) {
        self.timer = None;
        self.engine.advance(now());
        self.pump();
    }

    /// Sends what there is to say; returns whether that was a frame.
    fn pump(&mut self) -> bool {
        let mut sent = false;
        while let Some(frame) = self.engine.take_frame() {
            send(&frame);
            sent = true;
        }
        let diagnostics = self.engine.take_diagnostics();
        if !diagnostics.is_empty() {
            (self.report)(Report::Diagnostics(diagnostics));
        }
        self.set_timer();
        sent
    }

    fn acknowledge(&self, bytes: &[u8]) {
        let Ok(UpFrame::Events(batch)) = decode_up(bytes) else {
            return;
        };
        let sequence = batch
            .events
            .last()
            .map_or(Sequence(0), |event| event.sequence);
        if let Ok(frame) = encode_down(&DownFrame::Logged(Logged {
            epoch: self.epoch,
            sequence,
        })) {
            send(&frame);
        }
    }

    fn set_timer(&mut self) {
        if let Some(timer) = self.timer.take() {
            clear_timeout(timer);
        }
        if let (Some(deadline), Some(on_time)) = (self.engine.next_deadline(), &self.on_time) {
            // Browsers fire up to a millisecond early by our clock; the engine then names the rest.
            let delay = (deadline - now()).clamp(0.0, LONGEST_DELAY).ceil();
            self.timer = Some(set_timeout(on_time, delay));
        }
    }

    fn inspect(&self, request: u32) {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        match self.engine.inspect().serialize(&serializer) {
            Ok(value) => answer(request, Ok(value)),
            Err(error) => answer(request, Err(&error.to_string())),
        }
    }
}

/// Milliseconds since the Unix epoch, by a clock that does not jump.
fn now() -> f64 {
    TIME_ORIGIN.with(|origin| *origin) + performance_now()
}

fn send(frame: &[u8]) {
    let buffer = Uint8Array::from(frame).buffer();
    PORT.with_borrow(|port| {
        let Some(port) = port else { return };
        if port
            .post_message_with_transferable(&buffer, &js_sys::Array::of1(&buffer))
            .is_err()
        {
            console_error("Offstage: a frame could not be sent");
        }
    });
}

/// Answers an inspection with an object that the page can use as it is.
fn answer(request: u32, value: Result<JsValue, &str>) {
    let answer = match value {
        Ok(value) => object(&[("request", &request.into()), ("value", &value)]),
        Err(error) => object(&[("request", &request.into()), ("error", &error.into())]),
    };
    PORT.with_borrow(|port| {
        let Some(port) = port else { return };
        if port.post_message(&answer).is_err() {
            console_error("Offstage: an inspection could not be sent");
        }
    });
}

fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
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
