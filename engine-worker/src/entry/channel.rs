//! The other tabs of an app: their pages talk to the worker of the tab that leads over a broadcast channel.
//!
//! ```text
//! { to: "leader", from, command | frame | ping }            ──▶ [`Said`]
//! { to: tab, epoch, report | frame | answer | alive }       ◀── [`TabChannel::tell`]
//! { to: "all", epoch, leads: true }                         ◀── [`TabChannel::lead`]
//! { to: "all", epoch, alive: true }                         ◀── [`say_alive`], during long turns
//! ```
//!
//! Tabs are named by their numbers as decimal texts, since a JS number has not enough bits. What comes from
//! other tabs is checked here: what is not of this form is ignored, bytes are decoded by their own codecs.

use std::cell::RefCell;

use js_sys::Uint8Array;
use protocol::{Command, Epoch, Report, TabId};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::js;

#[wasm_bindgen(module = "/src/entry/locks.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = whenFree)]
    async fn when_free(name: &str) -> Result<JsValue, JsValue>;
}

/// What is for every tab.
const ALL: &str = "all";

/// What the page of another tab says.
pub(super) enum Said {
    /// A command.
    Command(Command),
    /// A frame.
    Frame(Vec<u8>),
}

thread_local! {
    /// The channel that is open, and the life that speaks.
    static OPEN: RefCell<Option<(BroadcastChannel, Epoch)>> = const { RefCell::new(None) };
}

/// Tells all tabs that this worker is alive, although it does not answer them.
pub(super) fn say_alive() {
    OPEN.with_borrow(|open| {
        if let Some((channel, epoch)) = open {
            post(channel, ALL, *epoch, "alive", &JsValue::TRUE);
        }
    });
}

/// The channel between the tabs of an app; a worker has one.
pub(super) struct TabChannel {
    channel: BroadcastChannel,
    app: String,
    epoch: Epoch,
    /// Kept as long as the channel calls it.
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl TabChannel {
    /// Opens the channel of an app; `None` where browsers have none.
    pub(super) fn open(
        app: &str,
        epoch: Epoch,
        mut hear: impl FnMut(TabId, Said) + 'static,
    ) -> Option<TabChannel> {
        let channel = BroadcastChannel::new(&format!("offstage:{app}")).ok()?;
        let own = channel.clone();
        let heard = Closure::new(move |event: MessageEvent| {
            let message = event.data();
            if js::property(&message, "to").as_string().as_deref() != Some("leader") {
                return;
            }
            let from = js::property(&message, "from").as_string();
            let Some(tab) = from.and_then(|tab| tab.parse().ok()).map(TabId) else {
                return;
            };
            if js::property(&message, "ping").is_truthy() {
                // Answered at once: it says that this worker is alive, not that it has worked something off.
                let epoch = OPEN.with_borrow(|open| open.as_ref().map(|(_, epoch)| *epoch));
                let to = tab.0.to_string();
                post(
                    &own,
                    &to,
                    epoch.unwrap_or_default(),
                    "alive",
                    &JsValue::TRUE,
                );
            } else if let Some(frame) = js::bytes(&message, "frame") {
                hear(tab, Said::Frame(frame));
            } else if let Some(command) = js::bytes(&message, "command")
                && let Ok(command) = postcard::from_bytes(&command)
            {
                hear(tab, Said::Command(command));
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        OPEN.set(Some((channel.clone(), epoch)));
        Some(TabChannel {
            channel,
            app: app.to_owned(),
            epoch,
            _heard: heard,
        })
    }

    /// Another life of the engine speaks from now on.
    pub(super) fn set_epoch(&mut self, epoch: Epoch) {
        self.epoch = epoch;
        OPEN.set(Some((self.channel.clone(), epoch)));
    }

    /// Tells all tabs that the engine of this one runs.
    pub(super) fn lead(&self) {
        post(&self.channel, ALL, self.epoch, "leads", &JsValue::TRUE);
    }

    /// Gives a frame to another tab.
    pub(super) fn frame(&self, tab: TabId, frame: &[u8]) {
        self.tell(tab, "frame", &Uint8Array::from(frame));
    }

    /// Reports something to another tab.
    pub(super) fn report(&self, tab: TabId, report: &Report) {
        // Serializing into a growing vector fails only for types without a known length.
        let bytes = postcard::to_allocvec(report).unwrap_or_default();
        self.tell(tab, "report", &Uint8Array::from(&bytes[..]));
    }

    /// Answers a question of another tab.
    pub(super) fn answer(&self, tab: TabId, answer: &JsValue) {
        self.tell(tab, "answer", answer);
    }

    fn tell(&self, tab: TabId, name: &str, value: &JsValue) {
        post(&self.channel, &tab.0.to_string(), self.epoch, name, value);
    }

    /// Calls back when a tab has ended.
    pub(super) fn watch(&self, tab: TabId, ended: impl FnOnce() + 'static) {
        let name = format!("offstage:{}:{}", self.app, tab.0);
        wasm_bindgen_futures::spawn_local(async move {
            if when_free(&name).await.is_ok() {
                ended();
            }
        });
    }
}

fn post(channel: &BroadcastChannel, to: &str, epoch: Epoch, name: &str, value: &JsValue) {
    let message = js::object(&[
        ("to", &to.into()),
        ("epoch", &epoch.0.into()),
        (name, value),
    ]);
    if channel.post_message(&message).is_err() {
        js::console_error("Offstage: another tab could not be told something");
    }
}

impl Drop for TabChannel {
    fn drop(&mut self) {
        OPEN.set(None);
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
