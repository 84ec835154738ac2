// The page: runs op tables on the DOM. The only file of the shim that names `document`.
//
// Ops come from `patches/apply.rs`, which has validated them against its mirror of this table of nodes; the
// numbers are those of `patches/ops.rs`, held by a test. Events come from `listen.js` and are told to the wasm
// side. What is heard while ops run is kept until they are done, because the wasm side cannot be entered twice.
//
// Everything of one page is a variable of one function: names of variables are shortened when scripts are
// minified, those of properties are not.

import { childCount, createGroups, isGroup, parentOf } from "./groups.js";
import { ATTRIBUTES, BASE_STYLE, PROPERTIES, TAGS } from "./names.js";
import { createRoutes } from "./routes.js";
import { createSlices } from "./slices.js";

const TOLD_CHOSE = 5;
const TOLD_FLUSH = 8;

// What is left out as long as it is out of sight must still be there for who cannot see. Of Chromium it is known: once
// a screen reader asks, all is in its accessibility tree. Firefox has there only what was in sight.
const leavesOut = navigator.userAgentData?.brands.some(({ brand }) => brand === "Chromium");
if (!leavesOut) PROPERTIES[PROPERTIES.indexOf("--off-screen")] = "--in-sight";
/** Whether items can be put into groups and out of them without losing what the user does there. */
const canGroup = leavesOut && "moveBefore" in Element.prototype;

/** The handle of a node that can be addressed. */
const HANDLE = Symbol();
/** Marks roots of instances and single texts: what is placed, as opposed to parts of a template. */
const PLACED = Symbol();

let created = 0;

const isElement = (node) => node.nodeType === 1;
const hasFocus = (node) => node.contains(document.activeElement);
const unplaced = (parent) => [...parent.childNodes].filter((child) => !child[PLACED] && !isGroup(child));

/** Takes an element over for a program below a path of the page; `tell` is the way to the wasm side. */
export function createPage(host, base, tell) {
  const number = ++created;
  /** What the names of the app's classes begin with. */
  const className = `o${number}-`;
  const masks = [];
  let nodes = [];
  let templates = [];
  /** What is inside of a new instance's root, by the root's handle, until somebody asks for it. */
  const folded = [];
  /** The root's handle for each handle inside. */
  const roots = [];
  let busy = false;
  const later = [];
  let flushing = false;
  /** The children of every parent as a reset has inserted them, and where each child is among them. */
  let inserted = null;
  let parents;
  /** The lists that a reset wants in groups. */
  let grouped;
  const gone = new AbortController();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(BASE_STYLE);
  document.adoptedStyleSheets.push(sheet);
  host.replaceChildren();
  host.dataset.offstage = number;

  /** Finds the node of a handle. */
  const find = (handle) => nodes[handle] ?? unfold(roots[handle], handle);

  /**
   * Finds the nodes inside of an instance. A row of a table is mostly never touched again, so this waits until
   * it is; before anything is put into the instance, because the ways to its nodes are those of its template.
   */
  const unfold = (root, handle) => {
    const inside = folded[root];
    if (inside) {
      folded[root] = undefined;
      const [template, handles] = inside;
      handles.forEach((handle, hole) => adoptNode(handle, walk(nodes[root], template.inside[hole]), template.masks[hole]));
      for (const hole of template.placed) nodes[handles[hole]][PLACED] = true;
    }
    return nodes[handle];
  };

  const adoptNode = (handle, node, mask) => {
    nodes[handle] = node;
    masks[handle] = mask;
    node[HANDLE] = handle;
  };

  /** The handle of a live node; a node that was dropped keeps its number, which may be another's by now. */
  const handleOf = (node) => {
    if (node[HANDLE] === undefined) {
      let around = node;
      while (around && around !== host && around[HANDLE] === undefined) around = around.parentNode;
      const root = around?.[HANDLE];
      if (folded[root] && nodes[root] === around) unfold(root);
    }
    const handle = node[HANDLE];
    if (handle !== undefined && nodes[handle] === node) return handle;
  };

  /** The elements from the target outwards that have one of some listeners: element, handle, which. */
  const listening = (target, bits) => {
    const found = [];
    for (let node = target; node && node !== host; node = node.parentNode) {
      const handle = handleOf(node);
      const mask = masks[handle] & bits;
      if (mask && isElement(node)) found.push([node, handle, mask]);
    }
    return found;
  };

  /**
   * Tells the wasm side, at once or when the ops are done: of a node only if it is still the same then. What a
   * DOM callback tells goes up together.
   */
  const deliver = (node, ...told) => {
    if (busy) return void later.push([node, ...told]);
    if (gone.signal.aborted || (node && handleOf(node) !== told[1])) return;
    tell(...told);
    if (flushing) return;
    flushing = true;
    queueMicrotask(() => {
      flushing = false;
      if (!gone.signal.aborted) tell(TOLD_FLUSH);
    });
  };

  /** What a select or slider says now, to be delivered. */
  const choice = (control, handle, time) => {
    const { type, value, valueAsNumber } = control;
    return [control, TOLD_CHOSE, handle, type === "range", valueAsNumber, 0, time, value];
  };

  const routes = createRoutes(base, deliver);
  const groups = createGroups(host, gone.signal, move);
  const slices = createSlices(run, tell);

  /** Runs ops until the end or the deadline; returns how far it came. */
  function run(ops, blob, start, deadline) {
    let at = start;
    let steps = 0;
    const next = () => ops[at++];
    const text = () => blob.slice(ops[at++], ops[at - 1] + ops[at++]);
    const node = () => find(ops[at++]);
    const maybe = () => (ops[at++] ? find(ops[at - 1] - 1) : null);
    const attribute = (element) => setAttribute(element, ATTRIBUTES[next()], text());
    const style = (element) => element.style.setProperty(PROPERTIES[next()], text());
    const classes = (element) => {
      const numbers = ops.subarray(at + 1, (at += 1 + ops[at]));
      if (numbers.length) element.setAttribute("class", className + numbers.join(` ${className}`));
      else element.removeAttribute("class");
    };
    const times = (act) => {
      for (let count = next(); count; count--) act();
    };

    const defineClass = () => {
      // Twice, so that it wins over what a page says of its buttons; no selector here looks further than the element,
      // because long lists ask for thousands of answers.
      const name = `.${className}${next()}`;
      const selector = `${name}${name}${next() ? "::placeholder" : ""}{}`;
      const rule = sheet.cssRules[sheet.insertRule(selector, sheet.cssRules.length)];
      times(() => style(rule));
    };

    const defineTemplate = () => {
      const [number, holes] = [next(), next()];
      const fragment = document.createDocumentFragment();
      const template = { fragment, paths: Array(holes), masks: Array(holes).fill(0), texts: [], placed: [], roots: [] };
      // The open levels: the parent and how many children it still misses.
      const open = [[fragment, Infinity]];
      times(() => {
        const kind = next();
        const hole = next() - 1;
        const children = next();
        let node;
        let mask = 0;
        if (kind) {
          // An empty text would not survive cloning by some engines' normalization, a blank does.
          node = document.createTextNode(kind === 1 ? text() : " ");
        } else {
          const tag = TAGS[next()];
          const svg = tag === "svg" || tag === "circle";
          node = document.createElementNS(`http://www.w3.org/${svg ? "2000/svg" : "1999/xhtml"}`, tag);
          if (tag === "button") node.type = tag;
          classes(node);
          times(() => attribute(node));
          times(() => style(node));
          mask = next();
        }
        const level = open.at(-1);
        level[0].append(node);
        level[1]--;
        if (hole >= 0) {
          template.paths[hole] = open.map(([parent]) => parent.childNodes.length - 1);
          template.masks[hole] = mask;
          if (kind === 2) template.texts.push(hole);
          if (!open[1]) template.roots.push(hole);
        }
        if (children) open.push([node, children]);
        while (!open.at(-1)[1]) open.pop();
      });
      templates[number] = prepared(template);
    };

    /** A template that has more than another one: what all instances of a run have in common. */
    const derive = () => {
      const number = next();
      const base = templates[next()];
      const fragment = base.fragment.cloneNode(true);
      const nodes = base.paths.map((path) => walk(fragment, path));
      const [paths, masks, texts, placed] = [base.paths, base.masks, base.texts, base.placed].map((list) => [...list]);
      times(() => {
        const kind = next();
        const hole = next();
        const node = nodes[hole];
        if (!kind) {
          placed.push(paths.length);
          texts.push(paths.length);
          paths.push([...paths[hole], node.childNodes.length]);
          node.append(" ");
        } else if (kind === 1) attribute(node);
        else if (kind === 2) style(node);
        else if (kind === 3) classes(node);
        else masks[hole] = next();
      });
      templates[number] = prepared({ fragment, paths, masks, texts, placed, roots: base.roots });
    };

    const create = () => {
      // A variable that closures share is slower, and rows are many.
      let from = at;
      const template = templates[ops[from++]];
      const { paths, masks, inside } = template;
      const ways = inside ?? paths;
      const clone = template.model.cloneNode(true);
      const first = from;
      from += paths.length + 1;
      for (const hole of template.texts) {
        const begin = ops[from++];
        walk(clone, ways[hole]).data = blob.slice(begin, begin + ops[from++]);
      }
      at = from;
      if (inside) {
        const hole = template.roots[0];
        const root = ops[first + hole];
        adoptNode(root, clone, masks[hole]);
        clone[PLACED] = true;
        if (paths.length > 1) {
          const handles = [];
          for (let hole = 0; hole < paths.length; hole++) {
            const handle = ops[first + hole];
            handles.push(handle);
            if (handle === root) continue;
            nodes[handle] = undefined;
            roots[handle] = root;
          }
          folded[root] = [template, handles];
        }
        return;
      }
      const found = paths.map((path) => walk(clone, path));
      found.forEach((node, hole) => adoptNode(ops[first + hole], node, masks[hole]));
      for (const hole of [...template.roots, ...template.placed]) found[hole][PLACED] = true;
    };

    /** Brings nodes from before a reset back to what their template says. */
    const adopt = () => {
      const { fragment, paths, masks: wanted, texts } = templates[next()];
      const first = at;
      paths.forEach((path, hole) => {
        const handle = next();
        masks[handle] = wanted[hole];
        const node = find(handle);
        const model = walk(fragment, path);
        if (!isElement(node)) return;
        for (const { name } of [...node.attributes]) if (!model.hasAttribute(name)) node.removeAttribute(name);
        for (const { name, value } of model.attributes) {
          if (name !== "style" && node.getAttribute(name) !== value) node.setAttribute(name, value);
        }
        if (node.style.cssText !== model.style.cssText) node.style.cssText = model.style.cssText;
      });
      at++;
      for (const hole of texts) {
        const node = find(ops[first + hole]);
        const data = text();
        if (node.data !== data) node.data = data;
      }
    };

    /** Takes nodes away: roots of instances and single texts first, then what is inside of them. */
    const drop = () => {
      const count = next();
      const parent = parentOf(nodes[ops[at]]);
      // All children of one parent go at once.
      if (count > 8 && parent) {
        let its = 0;
        for (let root = 0; root < count; root++) its += parentOf(nodes[ops[at + root]]) === parent;
        if (its === childCount(parent)) parent.replaceChildren();
      }
      for (const end = at + count; at < end; at++) {
        const handle = ops[at];
        // A text inside of an instance that nobody has looked into goes with it.
        groups.take(count === 1 ? find(handle) : nodes[handle]);
        folded[handle] = nodes[handle] = undefined;
      }
      times(() => (nodes[next()] = undefined));
    };

    busy = true;
    try {
      while (at < ops.length) {
        if (++steps % 32 === 0 && performance.now() > deadline) break;
        switch (ops[at++]) {
          case 0: // Class
            defineClass();
            break;
          case 1: // Template
            defineTemplate();
            break;
          case 2: // Create
            create();
            break;
          case 3: // Adopt
            adopt();
            break;
          case 4: // CreateText
            adoptNode(ops[at], document.createTextNode(""), 0);
            nodes[ops[at]][PLACED] = true;
            node().data = text();
            break;
          case 5: // SetText
            node().data = text();
            break;
          case 6: // SetAttribute
            attribute(node());
            break;
          case 7: // RemoveAttribute
            setAttribute(node(), ATTRIBUTES[next()]);
            break;
          case 8: // SetStyle
            style(node());
            break;
          case 9: // RemoveStyle
            node().style.removeProperty(PROPERTIES[next()]);
            break;
          case 10: // SetClasses
            classes(node());
            break;
          case 11: // SetListeners
            node();
            masks[ops[at - 1]] = next();
            break;
          case 12: // SetValue
            setValue(node(), text(), next(), next());
            break;
          case 13: // Insert
            // The ways inside of the parent change.
            if (ops[at]) unfold(ops[at] - 1);
            insert(maybe() ?? host, maybe(), node());
            break;
          case 14: // Remove
            groups.take(node());
            break;
          case 15: // Drop
            drop();
            break;
          case 16: // Focus
            node().focus();
            break;
          case 17: // Navigate
            routes.navigate(text());
            break;
          case 18: // Console
            console[["info", "warn", "error"][next()]](text());
            break;
          case 19: // SetId
            node().id = text();
            break;
          case 20: // BeginReset
            folded.forEach((_, root) => unfold(root));
            inserted = new Map();
            parents = new Map();
            grouped = new Map();
            templates = [];
            sheet.replaceSync(BASE_STYLE);
            break;
          case 21: // EndReset
            endReset();
            break;
          case 22: // Derive
            derive();
            break;
        }
      }
      groups.tidy();
    } catch (error) {
      // Right ops fail only on a page that somebody else has changed; the next reset repairs it.
      console.error("Offstage: the page has been changed by others:", error.message, "");
      at = ops.length;
    } finally {
      busy = false;
    }
    return at;
  }

  const setAttribute = (element, name, value) => {
    if (name === "data-items-height") {
      if (!canGroup || handleOf(element) === undefined) return;
      if (inserted) grouped.set(element, value);
      else groups.arrange(element, value);
      return;
    }
    if (value === undefined) return void element.removeAttribute(name);
    // A program's path is the page's path below the base.
    const route = name === "href" && /^\/(?!\/)/.test(value);
    element.setAttribute(name, route ? routes.base + value.slice(1) : value);
  };

  const insert = (parent, before, node) => {
    if (!inserted) return groups.place(parent, before, node);
    let children = inserted.get(parent);
    if (!children) inserted.set(parent, (children = unplaced(parent)));
    const former = parents.get(node);
    former?.splice(former.indexOf(node), 1);
    parents.set(node, children);
    children.splice(before ? children.indexOf(before) : children.length, 0, node);
  };

  /** Makes the children of every parent what the reset has inserted, moving as little as it can. */
  const endReset = () => {
    const all = inserted;
    inserted = parents = null;
    for (const node of [host, ...nodes]) {
      if (node?.firstChild && !all.has(node)) all.set(node, unplaced(node));
    }
    for (const [parent, children] of all) {
      if (groups.contain(parent, children)) {
        all.delete(parent);
        continue;
      }
      groups.arrange(parent);
      const wanted = new Set(children);
      for (const child of [...parent.childNodes]) {
        if (child[PLACED] && !wanted.has(child)) child.remove();
      }
    }
    for (const [parent, children] of all) {
      let cursor = parent.firstChild;
      for (const child of children) {
        // Everything before the focused child waits at the end for its turn.
        while (cursor && cursor !== child && hasFocus(child) && child.parentNode === parent) {
          const next = cursor.nextSibling;
          parent.append(cursor);
          cursor = next;
        }
        if (cursor === child) cursor = cursor.nextSibling;
        else move(parent, cursor, child);
      }
    }
    for (const list of nodes) if (list) groups.arrange(list, grouped.get(list));
  };

  const page = {
    host,
    number,
    masks,
    routes,
    signal: gone.signal,
    handleOf,
    listening,
    deliver,
    choice,
    apply: slices.apply,
    hurry: slices.hurry,

    /** Delivers what was heard while ops ran. */
    flush() {
      for (const told of later.splice(0)) deliver(...told);
    },

    /** The start or the end of the selection of a focused text control; undefined if there is none. */
    selection(handle, end) {
      const element = find(handle);
      if (element && element === document.activeElement) return element[end ? "selectionEnd" : "selectionStart"] ?? undefined;
    },

    /** Another engine has taken over: it hears again where the pointer is, and choices that it cannot know. */
    renewed(choices) {
      for (const handle of choices) later.push(choice(find(handle), handle, Date.now()));
      queueMicrotask(() => page.hoverAgain());
    },

    /** Takes the app off the page: its nodes, listeners and styles. */
    close() {
      gone.abort();
      routes.close();
      slices.close();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      host.replaceChildren();
      delete host.dataset.offstage;
      nodes = [];
    },
  };
  return page;
}

/** A template with what is cloned: its root, if it has one only, whose inside can then wait. */
function prepared(template) {
  const { fragment, paths, roots } = template;
  const single = roots.length === 1 && !fragment.childNodes[1];
  template.model = single ? fragment.firstChild : fragment;
  if (single) template.inside = paths.map((path) => path.slice(1));
  return template;
}

function walk(from, path) {
  let node = from;
  for (const index of path) {
    node = node.firstChild;
    for (let count = index; count; count--) node = node.nextSibling;
  }
  return node;
}

function setValue(control, value, start, end) {
  if (control.value === value) return;
  control.value = value;
  if (start && control === document.activeElement) control.setSelectionRange(start - 1, end - 1);
}

/** Places a node without taking the focus from it where the browser lets us. */
function move(parent, sibling, node) {
  // Page translators and extensions wrap nodes; then the sibling is not where the mirror knows it.
  const before = sibling?.parentNode === parent ? sibling : null;
  const stays = node.parentNode === parent;
  if (!node.isConnected) return void parent.insertBefore(node, before);
  if (stays && node.nextSibling === before) return;
  if (parent.moveBefore && parent.isConnected) {
    parent.moveBefore(node, before);
  } else if (!hasFocus(node)) {
    parent.insertBefore(node, before);
  } else if (stays) {
    moveSiblings(parent, before, node);
  } else {
    const focused = document.activeElement;
    const { selectionStart, selectionEnd } = focused;
    parent.insertBefore(node, before);
    focused.focus({ preventScroll: true });
    if (typeof selectionStart === "number") focused.setSelectionRange(selectionStart, selectionEnd);
  }
}

/** Moves a node among its siblings by moving them. */
function moveSiblings(parent, before, node) {
  const forward = !before || node.compareDocumentPosition(before) & Node.DOCUMENT_POSITION_FOLLOWING;
  const after = node.nextSibling;
  if (forward) {
    while (node.nextSibling !== before) parent.insertBefore(node.nextSibling, node);
  } else {
    for (let sibling = before; sibling !== node; ) {
      const next = sibling.nextSibling;
      parent.insertBefore(sibling, after);
      sibling = next;
    }
  }
}
