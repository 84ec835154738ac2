// The page: runs op tables on the DOM. The only file of the shim that names `document`.
//
// Ops come from `patches/apply.rs`, which has validated them against its mirror of this table of nodes; the
// numbers are those of `patches/ops.rs`, held by a test. Events come from `listen.js` and go on to `sink`, the
// wasm side of the app. What is heard while ops run is kept until they are done, because the wasm side cannot
// be entered twice.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "circle"]);

/**
 * How long a slice of a very large frame may keep the thread, in milliseconds: running its ops and, which is most
 * of it, the styles, the layout and the paint that they cause. Below what counts as a long task; shorter ones would
 * lay out the list so often that all together takes much longer.
 */
const SLICE = 40;
/** How long the ops of a slice may take, whatever they cause; with less than the least, a long list would never end. */
const LEAST_SCRIPT = 2, MOST_SCRIPT = 8;
/**
 * How many times longer than the ops of a slice the rendering before it may have taken. What is there already is laid
 * out with every slice: were slices not to grow with it, a long list would take time by the square of its length.
 */
const MOST_RENDERING = 6;
/** A page that nobody sees is not painted; then the next slice comes after so long. */
const UNPAINTED = 100;

/** The handle of a node that can be addressed. */
const HANDLE = Symbol("handle");
/** Marks roots of instances and single texts: what is placed, as opposed to parts of a template. */
const PLACED = Symbol("placed");

/** All apps of the page: they share its path. */
const pages = new Set();
let created = 0;

/** Of the apps with one base that use the Router, one follows the page's path; the others have their own. */
const OWNER = "owner", GUEST = "guest";

/** Goes to another path of the same document. */
function push(url) {
  if (url.href === location.href) return;
  history.pushState(null, "", url);
  for (const page of pages) page.notice();
}

/** The longest waiting guest takes over from an app that is gone. */
function succeed(base) {
  for (const page of pages) {
    if (page.router !== GUEST || page.base !== base) continue;
    page.router = OWNER;
    return page.notice();
  }
}

const contains = (node) => node.contains(document.activeElement);

export class Page {
  constructor(host, base, baseSheet, tags, attributes, properties) {
    this.number = ++created;
    this.host = host;
    this.base = new URL(`${base}/`.replace(/\/+$/, "/"), location.origin).pathname;
    this.tags = tags.split(" ");
    this.attributes = attributes.split(" ");
    this.properties = properties.split(" ");
    /** What the names of the app's classes begin with. */
    this.className = `o${this.number}-`;
    this.baseSheet = baseSheet;
    this.sink = null;
    this.nodes = [];
    this.masks = [];
    this.templates = [];
    /** What is inside of a new instance's root, by the root's handle, until somebody asks for it. */
    this.folded = [];
    /** The root's handle for each handle inside. */
    this.roots = [];
    this.busy = false;
    this.later = [];
    this.flushing = false;
    this.inserted = null;
    this.rest = null;
    /** How much longer than its ops the rendering of a slice took, as learned from those before; at first a guess. */
    this.renders = 4;
    this.resumed = new MessageChannel();
    this.resumed.port1.onmessage = () => this.resume();
    this.path = this.route();
    /** Whether the app follows the page's path; null as long as nobody asked for that. */
    this.router = null;
    this.start = location.pathname;
    this.gone = new AbortController();
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(baseSheet);
    document.adoptedStyleSheets.push(this.sheet);
    host.replaceChildren();
    host.dataset.offstage = this.number;
    pages.add(this);
  }

  /** The number of the app on this document; part of the ids that it gives. */
  id() {
    return this.number;
  }

  /** The wasm side. */
  attach(sink) {
    this.sink = sink;
  }

  /** Takes the app off the page: its nodes, listeners and styles. */
  close() {
    this.gone.abort();
    pages.delete(this);
    if (this.router === OWNER) succeed(this.base);
    this.sink = this.rest = null;
    this.resumed.port1.close();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    this.host.replaceChildren();
    delete this.host.dataset.offstage;
    this.nodes = [];
  }

  /** The program's path: what follows the base; `/` if the page is elsewhere. */
  route() {
    const path = location.pathname;
    if (!path.startsWith(this.base)) return "/";
    const route = path.slice(this.base.length - 1);
    try {
      return decodeURI(route);
    } catch {
      return route;
    }
  }

  /** The path at which an engine starts: a program that has gone somewhere stays there. */
  current() {
    const follows = this.router === null || (this.router === OWNER && this.inside(location.pathname));
    if (follows) this.path = this.route();
    return this.path;
  }

  /** Whether the page's path is one of the program's. */
  inside(pathname) {
    return pathname.startsWith(this.base) || `${pathname}/` === this.base;
  }

  /** The page's address of what a program goes to; the query and the hash stay unless they are given. */
  address(target) {
    const [, route, search, hash] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(target);
    const url = new URL(this.base + encodeURI(route.slice(1)), location.origin);
    if (!url.pathname.startsWith(this.base)) return null;
    url.search = search ?? location.search;
    url.hash = hash ?? (search === undefined ? location.hash : "");
    return { url, route };
  }

  /** Makes the app follow the page's path, unless another one with its base does; answers whether it does. */
  claim() {
    if (this.router === null) {
      const taken = [...pages].some((page) => page.router === OWNER && page.base === this.base);
      this.router = taken ? GUEST : OWNER;
      // The path may have changed since the start.
      this.notice();
    }
    return this.router === OWNER;
  }

  navigate(target) {
    const address = this.address(target);
    if (!address) return;
    this.path = address.route;
    if (this.claim()) push(address.url);
  }

  /** Reports the path if it is not the one that the program knows. */
  notice() {
    if (this.router !== OWNER) return;
    // Elsewhere on the host's site the program stays where it is; where it started is its `/`.
    if (!this.inside(location.pathname) && location.pathname !== this.start) return;
    const path = this.route();
    if (path === this.path) return;
    this.path = path;
    this.deliver((sink) => sink.routed(path, Date.now()));
  }

  /** The rule of links: a plain click on a link to a route of an app of this page navigates by route. */
  follow(event, link) {
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    const elsewhere = (link.target && link.target !== "_self") || link.hasAttribute("download");
    if (event.defaultPrevented || event.button !== 0 || modified || elsewhere) return;
    const url = new URL(link.href, location.href);
    const routed = [...pages].some((page) => page.router === OWNER && page.inside(url.pathname));
    if (url.origin !== location.origin || !routed) return;
    // A part of what is shown is the browser's to find.
    if (url.hash && url.pathname === location.pathname) return;
    event.preventDefault();
    if (!url.search && !url.hash) {
      url.search = location.search;
      url.hash = location.hash;
    }
    push(url);
  }

  /** The selection of a focused text control: start, end; empty if there is none. */
  selection(handle) {
    const element = this.node(handle);
    if (!element || element !== document.activeElement) return new Uint32Array();
    const start = element.selectionStart;
    return start === null || start === undefined
      ? new Uint32Array()
      : Uint32Array.of(start, element.selectionEnd);
  }

  /** The node of a handle. */
  node(handle) {
    return this.nodes[handle] ?? this.unfold(this.roots[handle], handle);
  }

  /**
   * Finds the nodes inside of an instance. A row of a table is mostly never touched again, so this waits until
   * it is; before anything is put into the instance, because the ways to its nodes are those of its template.
   */
  unfold(root, handle) {
    const inside = this.folded[root];
    if (inside) {
      this.folded[root] = undefined;
      const [{ paths, masks, placed }, handles] = inside;
      for (let hole = 0; hole < paths.length; hole++) {
        const node = walk(this.nodes[root], paths[hole]);
        this.nodes[handles[hole]] = node;
        this.masks[handles[hole]] = masks[hole];
        node[HANDLE] = handles[hole];
      }
      for (const hole of placed) this.nodes[handles[hole]][PLACED] = true;
    }
    return this.nodes[handle];
  }

  /** The handle of a live node; a node that was dropped keeps its number, which may be another's by now. */
  handle(node) {
    let handle = node[HANDLE];
    if (handle === undefined) {
      let around = node;
      while (around && around !== this.host && around[HANDLE] === undefined) around = around.parentNode;
      const root = around?.[HANDLE];
      if (!this.folded[root] || this.nodes[root] !== around) return undefined;
      this.unfold(root);
      handle = node[HANDLE];
    }
    return handle !== undefined && this.nodes[handle] === node ? handle : undefined;
  }

  /** The elements from the target outwards that have one of some listeners: element, handle, which. */
  *listening(target, bits) {
    for (let node = target; node && node !== this.host; node = node.parentNode) {
      const handle = this.handle(node);
      if (handle === undefined || node.nodeType !== Node.ELEMENT_NODE) continue;
      const mask = this.masks[handle] & bits;
      if (mask) yield [node, handle, mask];
    }
  }

  /** Tells the wasm side, at once or when the ops are done; what a DOM callback tells goes up together. */
  deliver(tell) {
    if (this.busy) return void this.later.push(tell);
    if (!this.sink) return;
    tell(this.sink);
    if (this.flushing) return;
    this.flushing = true;
    queueMicrotask(() => {
      this.flushing = false;
      this.sink?.flush();
    });
  }

  /** Delivers what was heard while ops ran. */
  flush() {
    for (const tell of this.later.splice(0)) this.deliver(tell);
  }

  /**
   * Runs an op table; returns whether it is done. A large one may be sliced: its beginning, which is what is
   * seen first, at once, the rest in tasks of their own, so that the page can paint and answer meanwhile.
   */
  apply(ops, blob, large) {
    if (!large) return this.run(ops, blob, 0, Infinity) === ops.length;
    // The table is wasm's memory and does not outlive this call.
    this.rest = { ops, blob, at: 0, rendered: 0 };
    if (this.slice()) return true;
    this.rest.ops = ops.slice();
    return false;
  }

  /** Runs the next slice; answers whether it was the last one. If not, the rest waits until this one is painted. */
  slice() {
    const { rest, renders } = this;
    const begun = performance.now();
    const wanted = Math.max(LEAST_SCRIPT, Math.min(MOST_SCRIPT, SLICE / (1 + renders)));
    const share = Math.max(wanted, rest.rendered / MOST_RENDERING);
    rest.at = this.run(rest.ops, rest.blob, rest.at, begun + share);
    if (rest.at === rest.ops.length) {
      this.rest = null;
      return true;
    }
    rest.script = performance.now() - begun;
    rest.frame = 0;
    const go = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      // A message that is posted in a frame arrives when the frame has been painted.
      if (this.rest === rest) this.resumed.port2.postMessage(null);
    };
    const frame = requestAnimationFrame(() => {
      rest.frame = performance.now();
      go();
    });
    const timer = setTimeout(go, UNPAINTED);
    return false;
  }

  /** Runs what is left of a sliced table at once; answers whether there was any. */
  hurry() {
    const { rest } = this;
    this.rest = null;
    if (rest) this.run(rest.ops, rest.blob, rest.at, Infinity);
    return rest !== null;
  }

  /** What a select or slider says now, to be told. */
  choice(control, handle, time) {
    const { type, value, valueAsNumber } = control;
    return (sink) =>
      sink.chose(handle, value, type === "range" ? valueAsNumber : undefined, time);
  }

  /** Another engine has taken over: it hears again where the pointer is, and choices that it cannot know. */
  renewed(choices) {
    this.later.push(() => this.hoverAgain());
    for (const handle of choices) this.later.push(this.choice(this.node(handle), handle, Date.now()));
  }

  resume() {
    const { rest } = this;
    if (!rest) return;
    if (rest.frame) {
      rest.rendered = performance.now() - rest.frame;
      const renders = rest.rendered / Math.max(rest.script, 1);
      this.renders += (Math.min(renders, 30) - this.renders) / 2;
    }
    if (this.slice()) this.sink.finished();
  }

  /** Runs ops until the end or the deadline; returns how far it came. */
  run(ops, blob, start, deadline) {
    const { nodes, masks } = this;
    let at = start;
    let steps = 0;
    const text = () => blob.slice(ops[at++], ops[at - 1] + ops[at++]);
    const node = () => nodes[ops[at++]] ?? this.node(ops[at - 1]);
    const maybe = () => (ops[at++] ? (nodes[ops[at - 1] - 1] ?? this.node(ops[at - 1] - 1)) : null);
    this.busy = true;
    try {
      while (at < ops.length) {
        if (++steps % 32 === 0 && performance.now() > deadline) break;
        switch (ops[at++]) {
          case 0: // Class
            this.defineClass(ops[at++], ops[at++], this.declarations(ops[at++], () => ops[at++], text));
            break;
          case 1: // Template
            at = this.defineTemplate(ops, at, blob);
            break;
          case 2: // Create
            at = this.create(ops, at, blob);
            break;
          case 3: // Adopt
            at = this.adopt(ops, at, blob);
            break;
          case 4: // CreateText
            this.place(ops[at++], document.createTextNode(text()));
            break;
          case 5: // SetText
            node().data = text();
            break;
          case 6: // SetAttribute
            this.setAttribute(node(), this.attributes[ops[at++]], text());
            break;
          case 7: // RemoveAttribute
            node().removeAttribute(this.attributes[ops[at++]]);
            break;
          case 8: // SetStyle
            node().style.setProperty(this.properties[ops[at++]], text());
            break;
          case 9: // RemoveStyle
            node().style.removeProperty(this.properties[ops[at++]]);
            break;
          case 10: // SetClasses
            this.setClasses(node(), ops.subarray(at + 1, (at += 1 + ops[at])));
            break;
          case 11: // SetListeners
            node();
            masks[ops[at - 1]] = ops[at++];
            break;
          case 12: // SetValue
            setValue(node(), text(), ops[at++], ops[at++]);
            break;
          case 13: // Insert
            // The ways inside of the parent change.
            if (ops[at] && this.folded[ops[at] - 1]) this.unfold(ops[at] - 1);
            this.insert(maybe() ?? this.host, maybe(), node());
            break;
          case 14: // Remove
            node().remove();
            break;
          case 15: // Drop
            at = this.drop(ops, at);
            break;
          case 16: // Focus
            node().focus();
            break;
          case 17: // Navigate
            this.navigate(text());
            break;
          case 18: // Console
            [console.info, console.warn, console.error][ops[at++]](text());
            break;
          case 19: // SetId
            node().id = text();
            break;
          case 20: // BeginReset
            this.beginReset();
            break;
          case 21: // EndReset
            this.endReset();
            break;
          case 22: // Derive
            at = this.derive(ops, at, blob);
            break;
        }
      }
    } catch (error) {
      // Right ops fail only on a page that somebody else has changed; the next reset repairs it.
      console.error("Offstage: the page has been changed by others:", error.message, "");
      at = ops.length;
    } finally {
      this.busy = false;
    }
    return at;
  }

  place(handle, node) {
    this.nodes[handle] = node;
    node[HANDLE] = handle;
    node[PLACED] = true;
  }

  declarations(count, word, text) {
    const declarations = [];
    for (; count; count--) declarations.push([this.properties[word()], text()]);
    return declarations;
  }

  defineClass(number, part, declarations) {
    // Twice, so that it wins over what a page says of its buttons; no selector here looks further than the element,
    // because long lists ask for thousands of answers.
    const name = `.${this.className}${number}`;
    const selector = `${name}${name}${part ? "::placeholder" : ""}`;
    const { sheet } = this;
    const { style } = sheet.cssRules[sheet.insertRule(`${selector} {}`, sheet.cssRules.length)];
    for (const [name, value] of declarations) style.setProperty(name, value);
  }

  defineTemplate(ops, start, blob) {
    let at = start;
    const text = () => blob.slice(ops[at++], ops[at - 1] + ops[at++]);
    const number = ops[at++];
    const holes = ops[at++];
    const fragment = document.createDocumentFragment();
    const template = { fragment, paths: new Array(holes), masks: new Uint32Array(holes), texts: [], placed: [], roots: [] };
    // The open levels: the parent and how many children it still misses.
    const open = [[fragment, Infinity]];
    for (let count = ops[at++]; count; count--) {
      const kind = ops[at++];
      const hole = ops[at++] - 1;
      const children = ops[at++];
      let node;
      let mask = 0;
      if (kind === 0) {
        const tag = this.tags[ops[at++]];
        node = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
        if (tag === "button") node.type = "button";
        const classes = ops[at++];
        this.setClasses(node, ops.subarray(at, (at += classes)));
        for (let count = ops[at++]; count; count--) this.setAttribute(node, this.attributes[ops[at++]], text());
        for (let count = ops[at++]; count; count--) node.style.setProperty(this.properties[ops[at++]], text());
        mask = ops[at++];
      } else {
        // An empty text would not survive cloning by some engines' normalization, a blank does.
        node = document.createTextNode(kind === 1 ? text() : " ");
      }
      const level = open.at(-1);
      level[0].append(node);
      level[1]--;
      if (hole >= 0) {
        template.paths[hole] = open.slice(0).map(([parent]) => parent.childNodes.length - 1);
        template.masks[hole] = mask;
        if (kind === 2) template.texts.push(hole);
        if (open.length === 1) template.roots.push(hole);
      }
      if (children) open.push([node, children]);
      while (open.at(-1)[1] === 0) open.pop();
    }
    this.templates[number] = prepared(template);
    return at;
  }

  /** A template that has more than another one: what all instances of a run have in common. */
  derive(ops, start, blob) {
    let at = start;
    const number = ops[at++];
    const base = this.templates[ops[at++]];
    const fragment = base.fragment.cloneNode(true);
    const nodes = base.paths.map((path) => walk(fragment, path));
    const [paths, masks, texts, placed] = [base.paths, base.masks, base.texts, base.placed].map((list) => [...list]);
    const text = () => blob.slice(ops[at++], ops[at - 1] + ops[at++]);
    for (let count = ops[at++]; count; count--) {
      const kind = ops[at++];
      const hole = ops[at++];
      const node = nodes[hole];
      if (kind === 0) {
        paths.push([...paths[hole], node.childNodes.length]);
        texts.push(paths.length - 1);
        placed.push(paths.length - 1);
        node.append(" ");
      } else if (kind === 1) this.setAttribute(node, this.attributes[ops[at++]], text());
      else if (kind === 2) node.style.setProperty(this.properties[ops[at++]], text());
      else if (kind === 3) this.setClasses(node, ops.subarray(at + 1, (at += 1 + ops[at])));
      else masks[hole] = ops[at++];
    }
    this.templates[number] = prepared({ fragment, paths, masks, texts, placed, roots: base.roots });
    return at;
  }

  create(ops, start, blob) {
    let at = start;
    const { nodes, folded } = this;
    const template = this.templates[ops[at++]];
    const { model, paths, masks, texts, roots, inside } = template;
    const clone = model.cloneNode(true);
    const first = at;
    at += paths.length + 1;
    for (const hole of texts) {
      // Without a path from the fragment: the clone is the root itself.
      const node = walk(clone, inside ? inside.paths[hole] : paths[hole]);
      node.data = blob.slice(ops[at++], ops[at - 1] + ops[at++]);
    }
    if (inside) {
      const root = ops[first + roots[0]];
      nodes[root] = clone;
      this.masks[root] = masks[roots[0]];
      clone[HANDLE] = root;
      clone[PLACED] = true;
      if (paths.length > 1) {
        const handles = [];
        for (let hole = 0; hole < paths.length; hole++) {
          const handle = ops[first + hole];
          handles.push(handle);
          if (handle === root) continue;
          nodes[handle] = undefined;
          this.roots[handle] = root;
        }
        folded[root] = [inside, handles];
      }
      return at;
    }
    for (let hole = 0; hole < paths.length; hole++) {
      const handle = ops[first + hole];
      const node = walk(clone, paths[hole]);
      nodes[handle] = node;
      this.masks[handle] = masks[hole];
      node[HANDLE] = handle;
    }
    for (const hole of [...roots, ...template.placed]) nodes[ops[first + hole]][PLACED] = true;
    return at;
  }

  /** Takes nodes away: roots of instances and single texts first, then what is inside of them. */
  drop(ops, start) {
    let at = start;
    const { nodes } = this;
    const count = ops[at++];
    const parent = nodes[ops[at]]?.parentNode;
    // All children of one parent go at once.
    if (count > 8 && parent) {
      let its = 0;
      for (let root = 0; root < count; root++) its += nodes[ops[at + root]]?.parentNode === parent;
      if (its === parent.childNodes.length) parent.replaceChildren();
    }
    for (const end = at + count; at < end; at++) {
      const handle = ops[at];
      // A text inside of an instance that nobody has looked into goes with it.
      (count === 1 ? this.node(handle) : nodes[handle])?.remove();
      this.folded[handle] = nodes[handle] = undefined;
    }
    for (let others = ops[at++]; others; others--) nodes[ops[at++]] = undefined;
    return at;
  }

  /** Brings nodes from before a reset back to what their template says. */
  adopt(ops, start, blob) {
    let at = start;
    const { fragment, paths, masks, texts } = this.templates[ops[at++]];
    const first = at;
    for (let hole = 0; hole < paths.length; hole++) {
      const handle = ops[at++];
      this.masks[handle] = masks[hole];
      const node = this.node(handle);
      const model = walk(fragment, paths[hole]);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      for (const { name } of [...node.attributes]) if (!model.hasAttribute(name)) node.removeAttribute(name);
      for (const { name, value } of model.attributes) {
        if (name === "style") continue;
        if (node.getAttribute(name) !== value) node.setAttribute(name, value);
      }
      if (node.style.cssText !== model.style.cssText) node.style.cssText = model.style.cssText;
    }
    at++;
    for (const hole of texts) {
      const text = blob.slice(ops[at++], ops[at - 1] + ops[at++]);
      const node = this.node(ops[first + hole]);
      if (node.data !== text) node.data = text;
    }
    return at;
  }

  setClasses(node, numbers) {
    const { className } = this;
    if (numbers.length) node.setAttribute("class", className + numbers.join(` ${className}`));
    else node.removeAttribute("class");
  }

  setAttribute(element, name, value) {
    // A program's path is the page's path below the base.
    const route = name === "href" && /^\/(?!\/)/.test(value);
    element.setAttribute(name, route ? this.base + value.slice(1) : value);
  }

  insert(parent, before, node) {
    if (!this.inserted) return move(parent, before, node);
    let children = this.inserted.get(parent);
    if (!children) {
      children = [...parent.childNodes].filter((child) => !child[PLACED]);
      this.inserted.set(parent, children);
    }
    const former = this.parents.get(node);
    if (former) former.splice(former.indexOf(node), 1);
    this.parents.set(node, children);
    if (before) children.splice(children.indexOf(before), 0, node);
    else children.push(node);
  }

  beginReset() {
    this.folded.forEach((inside, root) => inside && this.unfold(root));
    this.inserted = new Map();
    this.parents = new Map();
    this.templates = [];
    this.sheet.replaceSync(this.baseSheet);
  }

  /** Makes the children of every parent what the reset has inserted, moving as little as it can. */
  endReset() {
    const { inserted } = this;
    this.inserted = this.parents = null;
    if (!inserted.has(this.host)) inserted.set(this.host, []);
    for (const node of this.nodes) {
      if (node?.firstChild && !inserted.has(node)) {
        inserted.set(node, [...node.childNodes].filter((child) => !child[PLACED]));
      }
    }
    for (const [parent, children] of inserted) {
      const wanted = new Set(children);
      for (const child of [...parent.childNodes]) {
        if (child[PLACED] && !wanted.has(child)) child.remove();
      }
    }
    for (const [parent, children] of inserted) {
      let cursor = parent.firstChild;
      for (const child of children) {
        if (cursor !== child && contains(child) && child.parentNode === parent) {
          // Everything before the focused child waits at the end for its turn.
          while (cursor !== child) {
            const next = cursor.nextSibling;
            parent.append(cursor);
            cursor = next;
          }
        }
        if (cursor === child) cursor = cursor.nextSibling;
        else move(parent, cursor, child);
      }
    }
  }
}

/** A template with what is cloned: its root, if it has one only, whose inside can then wait. */
function prepared(template) {
  const { fragment, paths, masks, placed, roots } = template;
  template.model = fragment;
  if (roots.length === 1 && fragment.childNodes.length === 1) {
    template.model = fragment.firstChild;
    template.inside = { paths: paths.map((path) => path.slice(1)), masks, placed };
  }
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
  if (!node.isConnected) return void parent.insertBefore(node, before);
  if (node.parentNode === parent && node.nextSibling === before) return;
  if (parent.moveBefore && node.isConnected && parent.isConnected) {
    parent.moveBefore(node, before);
  } else if (!contains(node)) {
    parent.insertBefore(node, before);
  } else if (node.parentNode === parent) {
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
  const forward = before === null || node.compareDocumentPosition(before) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (forward) {
    while (node.nextSibling !== before) parent.insertBefore(node.nextSibling, node);
  } else {
    const after = node.nextSibling;
    for (let sibling = before; sibling !== node; ) {
      const next = sibling.nextSibling;
      parent.insertBefore(sibling, after);
      sibling = next;
    }
  }
}
