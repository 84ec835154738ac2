// What is heard on the page: one delegated listener per kind of event, on the app's own element.
//
// It finds the elements that asked for the event, innermost first, as the browser would bubble it, applies the
// default rules that they declared, and hands plain values to the wasm side.

import { follow } from "./routes.js";

const TOLD_HAPPENED = 2;
const TOLD_EDITED = 3;
const TOLD_KEYED = 4;
const TOLD_COMPOSED = 6;

// Listener bits, in the order of `Listener`.
const PRESS = 1, CLICK = 2, DOUBLE_CLICK = 4, CHANGE = 8, KEY_DOWN = 16, FOCUS = 32, BLUR = 64, HOVER = 128,
  KEYS_CLICK = 1024, FOLLOW_ROUTE = 2048, CONTEXT_MENU = 4096, KEYS_DOUBLE_CLICK = 8192;

// Plain events, numbered as `app.rs` reads them.
const EVENT_PRESS = 0, EVENT_DOUBLE_CLICK = 1, EVENT_FOCUS = 2, EVENT_BLUR = 3, EVENT_CLICK = 4,
  EVENT_CONTEXT_MENU = 5, EVENT_ENTER = 6, EVENT_LEAVE = 7;

const disabled = (element) => element.disabled || element.getAttribute("aria-disabled") === "true";

/** Does what the pointer would; shapes have no method for it. */
const act = (target, type) =>
  target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, composed: true }));

/** One delegated listener per kind; answers how to tell anew what the pointer is over. */
export function listen({ host, signal, masks, handleOf, listening, deliver, choice, routes }) {
  /** A listener for kinds of events: gets the event, its target and when it was. */
  const on = (types, react, capture) => {
    for (const type of types.split(" ")) {
      host.addEventListener(type, (event) => react(event, event.target, performance.timeOrigin + event.timeStamp), {
        capture,
        signal,
      });
    }
  };
  /** What the pointer is over: the target, and what of it hears so. */
  let pointed = null;
  let hovered = [];
  /** Where Space came down: it clicks when it goes up there. */
  let spaced = null;

  const happened = (kind, element, at, time, x = 0, y = 0) => deliver(element, TOLD_HAPPENED, at, kind, x, y, time);
  const obeys = (target, rule) => masks[handleOf(target)] & rule && !disabled(target);

  /** Tells where in an element, or in the drawing that it is a shape of, something happened. */
  const point = (kind, { detail, clientX, clientY, target }, element, at, time) => {
    const box = (element.ownerSVGElement ?? element).getBoundingClientRect();
    // What the keyboard does has no place; the middle of what has the focus is as good as any.
    const own = target.getBoundingClientRect();
    const keyboard = !detail && !clientX && !clientY;
    const x = keyboard ? own.left + own.width / 2 : clientX;
    const y = keyboard ? own.top + own.height / 2 : clientY;
    happened(kind, element, at, time, x - box.left, y - box.top);
  };

  on("contextmenu", (event, target, time) => {
    for (const [element, at] of listening(target, CONTEXT_MENU)) {
      if (disabled(element)) continue;
      event.preventDefault();
      point(EVENT_CONTEXT_MENU, event, element, at, time);
    }
  });
  on("click", (event, target, time) => {
    for (const [element, at, mask] of listening(target, PRESS | CLICK)) {
      if (disabled(element)) continue;
      if (mask & PRESS) happened(EVENT_PRESS, element, at, time);
      if (mask & CLICK) point(EVENT_CLICK, event, element, at, time);
    }
    const [link] = listening(target, FOLLOW_ROUTE);
    if (link) follow(event, link[0]);
  });
  on("dblclick", (_, target, time) => {
    for (const [element, at] of listening(target, DOUBLE_CLICK)) happened(EVENT_DOUBLE_CLICK, element, at, time);
  });
  on("input change", ({ type }, target, time) => {
    const control = handleOf(target);
    const select = target.localName === "select";
    // A select tells of its change, every other control of each input.
    if (control === undefined || select !== (type === "change")) return;
    if (select || target.type === "range") deliver(...choice(target, control, time));
    else deliver(target, TOLD_EDITED, control, masks[control] & CHANGE, 0, 0, time, target.value);
  });
  on("keydown", (event, target, time) => {
    const { key, repeat } = event;
    // Keys of an input method are not the program's; the one that ends a composition may come after it, with
    // the code that says so.
    if (event.isComposing || event.keyCode === 229) return;
    const text = typeof target.value === "string" ? target.value : "";
    if (key !== undefined) {
      for (const [element, at] of listening(target, KEY_DOWN)) {
        deliver(element, TOLD_KEYED, at, handleOf(target) ?? at, 0, 0, time, key, text);
      }
    }
    const enters = key === "Enter";
    if (enters && target.localName === "input") event.preventDefault();
    if (obeys(target, KEYS_CLICK)) {
      if (enters || key === " ") event.preventDefault();
      if (key === " ") spaced = target;
      if (enters && !repeat) act(target, "click");
    }
    if ((enters || key === "F2") && obeys(target, KEYS_DOUBLE_CLICK)) {
      event.preventDefault();
      if (!repeat) act(target, "dblclick");
    }
  });
  on("keyup", ({ key }, target) => {
    if (key !== " ") return;
    if (spaced === target && obeys(target, KEYS_CLICK)) act(target, "click");
    spaced = null;
  });
  on("focus blur compositionstart compositionend", ({ type }, target, time) => {
    const at = handleOf(target);
    if (at === undefined) return;
    const focus = type === "focus";
    // Leaving a control ends what its input method was doing.
    if (!focus) deliver(target, TOLD_COMPOSED, at, type === "compositionstart");
    if (focus && masks[at] & FOCUS) happened(EVENT_FOCUS, target, at, time);
    if (type === "blur" && masks[at] & BLUR) happened(EVENT_BLUR, target, at, time);
  }, true);

  const hover = (target, time) => {
    pointed = target;
    const before = hovered;
    hovered = target ? listening(target, HOVER) : [];
    const without = (some, others) => some.filter(([element]) => !others.some(([other]) => other === element));
    for (const [element, at] of without(before, hovered)) happened(EVENT_LEAVE, element, at, time);
    for (const [element, at] of without(hovered, before)) happened(EVENT_ENTER, element, at, time);
  };
  on("pointerover", (_, target, time) => hover(target, time));
  on("pointerout", ({ relatedTarget }, _, time) => {
    if (!relatedTarget || !host.contains(relatedTarget)) hover(null, time);
  });
  on("submit", (event) => event.preventDefault());
  addEventListener("popstate", routes.notice, { signal });

  return () => {
    hovered = [];
    if (pointed?.isConnected) hover(pointed, Date.now());
  };
}
