// What drives every app alike, from inside the page: clicks, and waits until the page shows what it must.
//
// Nothing here knows which app it drives. The table is found beside the bar with the button `Clear`, its rows
// are the children of that, or of boxes in it that have no meaning of their own.

const nextTask = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
const nextFrame = () => new Promise(requestAnimationFrame);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves after the paint of the first frame in which `isDone` holds. */
async function painted(isDone) {
  const patience = performance.now() + 60_000;
  do {
    if (performance.now() > patience) throw new Error(`never done: ${isDone}`);
    await nextFrame();
  } while (!isDone());
  // A message that is posted in a frame arrives when the frame has been painted.
  await nextTask();
  return performance.now();
}

/** The first button with a text. There may be very many behind it, and this is asked while the page works. */
function button(text) {
  for (const button of document.getElementsByTagName("button")) if (button.textContent === text) return button;
}
const table = () => button("Clear").parentElement.nextElementSibling;
const isGroup = (element) => element?.role === "none";
const rows = () => [...table().children].flatMap((child) => (isGroup(child) ? [...child.children] : child));
const count = () => {
  const children = table().children;
  if (!isGroup(children[0])) return children.length;
  return [...children].reduce((rows, group) => rows + group.childElementCount, 0);
};
const row = (index) => rows()[index];
const lastRow = () => {
  const last = table().lastElementChild;
  return isGroup(last) ? last.lastElementChild : last;
};
const number = (row) => Number(row?.firstElementChild.textContent);
const label = (row) => row.children[1].textContent;
const look = ({ className, style }) => `${className} ${style.cssText}`;

/** The last number that the app has given to a row. */
let given = 0;

const shows = (wanted, last) => () => count() === wanted && (wanted === 0 || number(lastRow()) === last);

/** Every operation: what to click, and how the page looks when it is complete. */
const operations = {
  create() {
    given += 1000;
    return [button("Create 1000"), shows(1000, given)];
  },
  createMany() {
    given += 10_000;
    return [button("Create 10000"), shows(10_000, given)];
  },
  append() {
    given += 1000;
    return [button("Append 1000"), shows(count() + 1000, given)];
  },
  update() {
    const tenth = rows().findLast((row) => number(row) % 10 === 1);
    const before = label(tenth);
    return [button("Update every 10th"), () => label(tenth) === `${before} !!!`];
  },
  select(index = 4) {
    const chosen = row(index);
    const before = look(chosen);
    return [chosen.children[1], () => look(chosen) !== before];
  },
  swap() {
    const [early, late] = [number(row(1)), number(row(998))];
    return [button("Swap"), () => number(row(1)) === late && number(row(998)) === early];
  },
  remove(index = 7) {
    const before = count();
    return [row(index).children[2], () => count() === before - 1];
  },
  clear() {
    return [button("Clear"), shows(0)];
  },
};

/** Does one operation unmeasured. */
async function perform(name, ...parameters) {
  const [target, isDone] = operations[name](...parameters);
  target.click();
  await painted(isDone);
}

/**
 * Waits as long as somebody takes who acts again: until the browser has come to rest after the frames before, at any
 * moment between two frames.
 */
const rest = () => pause(120 + Math.random() * 17);

/**
 * Acts; answers the milliseconds to the paint that shows the effect.
 *
 * What changes the page is watched: to ask in every frame would make frames of its own, which a change that comes
 * a little later would have to wait for.
 */
export async function untilPaint(act, isDone, watched) {
  const changed = new Promise((resolve, reject) => {
    const patience = setTimeout(reject, 60_000, new Error(`never done: ${isDone}`));
    const observer = new MutationObserver(() => {
      if (!isDone()) return;
      observer.disconnect();
      clearTimeout(patience);
      resolve();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, ...watched });
  });
  const start = performance.now();
  act();
  await changed;
  await nextFrame();
  await nextTask();
  return performance.now() - start;
}

/** Does one operation between marks for the trace; answers the milliseconds from the click to the paint. */
async function measure(operation, name, ...parameters) {
  const [target, isDone] = operations[operation](...parameters);
  globalThis.gc?.();
  await rest();
  performance.mark(`bench start ${name}`);
  const wall = await untilPaint(() => target.click(), isDone, { attributes: operation === "select" });
  // What goes on after the paint, such as an acknowledgement, belongs to the operation.
  await pause(100);
  performance.mark(`bench end ${name}`);
  return wall;
}

/** All texts of the page in document order, without whitespace between elements. */
function texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.nodeValue.trim();
    if (text) found.push(text);
  }
  return found.join("|");
}

/** How many rows look selected. */
const selectedRows = () =>
  rows().filter((row) => getComputedStyle(row).backgroundColor !== "rgb(255, 255, 255)").length;

/** Gestures as the browser reports them. */
const gesture = {
  edit(field, text) {
    field.focus();
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  },
  key(element, key) {
    element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  },
  hover(element) {
    element.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  },
  leave(element) {
    element.dispatchEvent(new PointerEvent("pointerout", { bubbles: true, relatedTarget: document.body }));
  },
  doubleClick(element) {
    element.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, cancelable: true }));
  },
};

/** Milliseconds from an act to the paint that shows its effect. */
async function timed(act, isDone) {
  await rest();
  return untilPaint(act, isDone, { attributes: true });
}

/** What an act made the engine do, by its own counters, and how many elements came and went. */
async function counted(act, isDone) {
  const app = document.querySelector("offstage-app");
  const elements = { added: 0, removed: 0 };
  const all = (nodes) =>
    [...nodes].reduce((sum, node) => sum + (node instanceof Element ? 1 + node.querySelectorAll("*").length : 0), 0);
  const observer = new MutationObserver((records) => {
    for (const { addedNodes, removedNodes } of records) {
      elements.added += all(addedNodes);
      elements.removed += all(removedNodes);
    }
  });
  observer.observe(app, { subtree: true, childList: true });
  const before = (await app.inspect()).counters;
  await act();
  await painted(isDone);
  await pause(100);
  const after = (await app.inspect()).counters;
  observer.disconnect();
  return { ...Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]])), ...elements };
}

globalThis.driver = { count, counted, gesture, measure, nextFrame, nextTask, painted, pause, perform, selectedRows, texts, timed };
