// What is heard on the page: one delegated listener per kind of event, on the app's own element.
//
// It finds the elements that asked for the event, innermost first, as the browser would bubble it, applies the
// default rules that they declared, and hands plain values to the wasm side.

// Listener bits, in the order of `Listener`.
const PRESS = 1, CLICK = 2, DOUBLE_CLICK = 4, CHANGE = 8, KEY_DOWN = 16, FOCUS = 32, BLUR = 64, HOVER = 128,
  KEYS_CLICK = 1024, FOLLOW_ROUTE = 2048, CONTEXT_MENU = 4096, KEYS_DOUBLE_CLICK = 8192;

// Plain events, numbered as `app.rs` reads them.
const EVENT_PRESS = 0, EVENT_DOUBLE_CLICK = 1, EVENT_FOCUS = 2, EVENT_BLUR = 3, EVENT_CLICK = 4,
  EVENT_CONTEXT_MENU = 5, EVENT_ENTER = 6, EVENT_LEAVE = 7;

const disabled = (element) => element.disabled || element.getAttribute("aria-disabled") === "true";

/** One delegated listener per kind. */
export function listen(page) {
  const { host } = page;
  const time = (event) => performance.timeOrigin + event.timeStamp;
  const on = (type, react, capture = false) =>
    host.addEventListener(type, react, { capture, signal: page.gone.signal });
  const handle = (node) => page.handle(node);
  /** Tells of a node that is still the same when the ops are done. */
  const tell = (node, at, send) =>
    page.deliver((sink) => {
      if (page.handle(node) === at) send(sink);
    });
  /** What the pointer is over. */
  let hovered = [];
  /** Where Space came down: it clicks when it goes up there. */
  let spaced = null;

  /** Tells where in an element, or in the drawing that it is a shape of, something happened. */
  const point = (event, element, at, menu) => {
    const box = (element.ownerSVGElement ?? element).getBoundingClientRect();
    // What the keyboard does has no place; the middle of what has the focus is as good as any.
    const keyboard = event.detail === 0 && event.clientX === 0 && event.clientY === 0;
    const own = keyboard ? event.target.getBoundingClientRect() : box;
    const x = (keyboard ? own.left + own.width / 2 : event.clientX) - box.left;
    const y = (keyboard ? own.top + own.height / 2 : event.clientY) - box.top;
    tell(element, at, (sink) => sink.happened(menu ? EVENT_CONTEXT_MENU : EVENT_CLICK, at, x, y, time(event)));
  };

  on("contextmenu", (event) => {
    for (const [element, at] of page.listening(event.target, CONTEXT_MENU)) {
      if (disabled(element)) continue;
      event.preventDefault();
      point(event, element, at, true);
    }
  });
  on("click", (event) => {
    const now = time(event);
    for (const [element, at, mask] of page.listening(event.target, PRESS | CLICK)) {
      if (disabled(element)) continue;
      if (mask & PRESS) tell(element, at, (sink) => sink.happened(EVENT_PRESS, at, 0, 0, now));
      if (mask & CLICK) point(event, element, at, false);
    }
    for (const [link] of page.listening(event.target, FOLLOW_ROUTE)) return page.follow(event, link);
  });
  on("dblclick", (event) => {
    for (const [element, at] of page.listening(event.target, DOUBLE_CLICK)) {
      tell(element, at, (sink) => sink.happened(EVENT_DOUBLE_CLICK, at, 0, 0, time(event)));
    }
  });
  on("input", (event) => {
    const { target } = event;
    const control = handle(target);
    if (control === undefined || target.localName === "select") return;
    const mask = page.masks[control];
    if (target.type === "range") {
      tell(target, control, page.choice(target, control, time(event)));
    } else {
      const { value } = target;
      tell(target, control, (sink) => sink.edited(control, value, !!(mask & CHANGE), time(event)));
    }
  });
  on("change", (event) => {
    const { target } = event;
    const control = handle(target);
    if (control === undefined || target.localName !== "select") return;
    tell(target, control, page.choice(target, control, time(event)));
  });
  on("keydown", (event) => {
    const { target, key } = event;
    // Keys of an input method are not the program's; the one that ends a composition may come after it, with
    // the code that says so.
    if (event.isComposing || event.keyCode === 229) return;
    const text = typeof target.value === "string" ? target.value : "";
    if (key !== undefined) {
      for (const [element, at] of page.listening(target, KEY_DOWN)) {
        const control = handle(target) ?? at;
        tell(element, at, (sink) => sink.keyed(at, control, key, text, time(event)));
      }
    }
    if (key === "Enter" && target.localName === "input") event.preventDefault();
    if (obeys(page, target, KEYS_CLICK)) {
      if (key === "Enter" || key === " ") event.preventDefault();
      if (key === " ") spaced = target;
      if (key === "Enter" && !event.repeat) act(target, "click");
    }
    if ((key === "Enter" || key === "F2") && obeys(page, target, KEYS_DOUBLE_CLICK)) {
      event.preventDefault();
      if (!event.repeat) act(target, "dblclick");
    }
  });
  on("keyup", ({ target, key }) => {
    if (key !== " ") return;
    if (spaced === target && obeys(page, target, KEYS_CLICK)) act(target, "click");
    spaced = null;
  });
  for (const [type, kind, bit] of [["focus", EVENT_FOCUS, FOCUS], ["blur", EVENT_BLUR, BLUR]]) {
    on(type, (event) => {
      const at = handle(event.target);
      if (at === undefined) return;
      // Leaving a control ends what its input method was doing.
      if (kind === EVENT_BLUR) tell(event.target, at, (sink) => sink.composed(at, false));
      if (page.masks[at] & bit) tell(event.target, at, (sink) => sink.happened(kind, at, 0, 0, time(event)));
    }, true);
  }
  for (const type of ["compositionstart", "compositionend"]) {
    on(type, ({ target }) => {
      const at = handle(target);
      const begins = type === "compositionstart";
      if (at !== undefined) tell(target, at, (sink) => sink.composed(at, begins));
    });
  }
  let pointed = null;
  const hover = (target, now) => {
    pointed = target;
    const inside = target ? [...page.listening(target, HOVER)] : [];
    const entered = inside.filter(([element]) => !hovered.some(([other]) => other === element));
    const left = hovered.filter(([element]) => !inside.some(([other]) => other === element));
    hovered = inside;
    for (const [element, at] of left) tell(element, at, (sink) => sink.happened(EVENT_LEAVE, at, 0, 0, now));
    for (const [element, at] of entered) tell(element, at, (sink) => sink.happened(EVENT_ENTER, at, 0, 0, now));
  };
  on("pointerover", (event) => hover(event.target, time(event)));
  on("pointerout", (event) => {
    if (!event.relatedTarget || !host.contains(event.relatedTarget)) hover(null, time(event));
  });
  page.hoverAgain = () => {
    hovered = [];
    if (pointed?.isConnected) hover(pointed, Date.now());
  };
  on("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => page.notice(), { signal: page.gone.signal });
}

function obeys(page, target, rule) {
  const at = page.handle(target);
  return at !== undefined && page.masks[at] & rule && !disabled(target);
}

/** Does what the pointer would; shapes have no method for it. */
function act(target, type) {
  target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, composed: true }));
}
