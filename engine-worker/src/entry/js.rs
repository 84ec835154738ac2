//! What JS gives and takes: the time, chance, plain objects, the port to the page.

use std::cell::RefCell;

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::MessagePort;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(run: &Closure<dyn FnMut()>, delay: f64) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(super) fn clear_timeout(timer: i32);
    #[wasm_bindgen(js_name = postMessage)]
    pub(super) fn post_message(message: &JsValue);
    /// Ends the worker after the task that runs.
    pub(super) fn close();
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    pub(super) fn console_error(line: &str);
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn performance_now() -> f64;
    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;
}

thread_local! {
    static PORT: RefCell<Option<MessagePort>> = const { RefCell::new(None) };
}

/// Milliseconds since the Unix epoch, by a clock that does not jump.
pub(super) fn now() -> f64 {
    TIME_ORIGIN.with(|origin| *origin) + performance_now()
}

/// A seed for everything random in a tab.
pub(super) fn seed() -> u64 {
    (js_sys::Math::random() * 2_f64.powi(53)) as u64
}

/// From now on, this is the port to the page of this worker.
pub(super) fn set_port(port: MessagePort) {
    PORT.set(Some(port));
}

/// Does something with the port, if there is one.
pub(super) fn with_port(run: impl FnOnce(&MessagePort)) {
    PORT.with_borrow(|port| port.as_ref().map(run));
}

/// Gives a frame to the page of this worker.
pub(super) fn send_frame(frame: &[u8]) {
    let buffer = Uint8Array::from(frame).buffer();
    with_port(|port| {
        let sent = port.post_message_with_transferable(&buffer, &Array::of1(&buffer));
        if sent.is_err() {
            console_error("Offstage: a frame could not be sent");
        }
    });
}

/// Gives the page of this worker something that is no frame.
pub(super) fn send(message: &JsValue) {
    with_port(|port| {
        if port.post_message(message).is_err() {
            console_error("Offstage: an answer could not be sent");
        }
    });
}

/// A plain object.
pub(super) fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A property of something that came from outside; `undefined` if there is none.
pub(super) fn property(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The bytes of a property.
pub(super) fn bytes(value: &JsValue, name: &str) -> Option<Vec<u8>> {
    let bytes: Uint8Array = property(value, name).dyn_into().ok()?;
    Some(bytes.to_vec())
}
