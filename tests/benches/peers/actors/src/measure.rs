//! Clock, counting allocator, and the figures that a run collects.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write;
use std::future::poll_fn;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::Poll;

/// The system's allocator, counting what is live.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on unchanged; the counter touches no memory of the callers.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is the one that System asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is the one that System asks for.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        LIVE.fetch_add(new_size, Ordering::Relaxed);
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is the one that System asks for.
        unsafe { System.realloc(pointer, layout, new_size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many bytes are allocated now.
pub fn live_bytes() -> usize {
    LIVE.load(Ordering::Relaxed)
}

/// Nanoseconds since some moment.
#[cfg(not(target_arch = "wasm32"))]
pub fn now() -> f64 {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_nanos() as f64
}

/// Nanoseconds since some moment.
#[cfg(target_arch = "wasm32")]
pub fn now() -> f64 {
    use wasm_bindgen::prelude::wasm_bindgen;
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = performance, js_name = now)]
        fn performance_now() -> f64;
    }
    performance_now() * 1e6
}

/// Does the same batch of operations several times.
///
/// Browsers optimize a function when it is called again, not while it runs. So what is measured is never part of
/// one long function: it is called, and through a pointer that no compiler sees through.
pub fn repeat<S>(times: usize, state: &mut S, mut batch: impl FnMut(&mut S)) {
    let batch: &mut dyn FnMut(&mut S) = &mut batch;
    for _ in 0..times {
        black_box(&mut *batch)(state);
    }
}

/// How many operations are done in one call, and how many messages are on their way at once.
pub const BATCH: usize = 100;

/// What an actor of a peer has added up so far, told where its sender sees it without asking.
pub struct Told(AtomicU64);

impl Told {
    pub const fn nothing() -> Self {
        Self(AtomicU64::new(0))
    }

    pub fn set(&self, sum: f64) {
        self.0.store(sum.to_bits(), Ordering::Relaxed);
    }

    /// Lets the actors run until everything has arrived.
    pub async fn reaches(&self, sum: f64) {
        while f64::from_bits(self.0.load(Ordering::Relaxed)) < sum {
            let mut polled = false;
            poll_fn(|cx| {
                if std::mem::replace(&mut polled, true) {
                    return Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
        }
    }
}

/// What was measured: of a library, an operation, one number.
pub struct Figures {
    /// Fewer rounds.
    pub quick: bool,
    entries: Vec<(&'static str, &'static str, f64)>,
}

impl Figures {
    pub fn new(quick: bool) -> Self {
        Self {
            quick,
            entries: Vec::new(),
        }
    }

    /// How often each measurement is repeated.
    pub fn rounds(&self) -> usize {
        if self.quick { 5 } else { 15 }
    }

    /// Adds a number that is no time.
    pub fn add(&mut self, library: &'static str, operation: &'static str, value: f64) {
        self.entries.push((library, operation, value));
    }

    /// Adds the best of several samples: what disturbs only ever adds.
    pub fn best(&mut self, library: &'static str, operation: &'static str, samples: &[f64]) {
        let best = samples.iter().copied().fold(f64::INFINITY, f64::min);
        self.add(library, operation, best);
    }

    pub fn to_json(&self) -> String {
        let mut json = String::from("[");
        for (index, (library, operation, value)) in self.entries.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            // Names are ours and need no escapes; writing to a String cannot fail.
            let _ = write!(json, "{comma}[\"{library}\",\"{operation}\",{value}]");
        }
        json.push(']');
        json
    }
}
