// What the runner asks of the page, and the few things it does there because no user's hand can.
//
// Everything that is found is told as a point in the window, where the runner then clicks for real.

(() => {
  const said = [];
  const faults = [];
  for (const level of ["error", "warn"]) {
    const report = console[level];
    console[level] = (...values) => {
      const text = values.map(String).join(" ");
      if (text.startsWith("Offstage: ")) said.push(text);
      report.apply(console, values);
    };
  }
  addEventListener("error", (event) => faults.push(`page error: ${event.message}`));
  addEventListener("unhandledrejection", (event) => faults.push(`page error: ${event.reason}`));
  addEventListener("offstage-error", (event) => {
    // What has no place in the program is a fault of the engine.
    for (const { file, message } of event.detail.diagnostics) if (!file) faults.push(message);
  });

  const [, , number] = location.pathname.split("/");
  const app = document.createElement("offstage-app");
  app.setAttribute("base", `/run/${number}/`);
  app.setAttribute("src", `/source/${number}/app.json`);
  // The cases know nothing of each other.
  app.setAttribute("durability", "memory");
  /** The texts that the page has shown since the last mark: a slow machine may miss what a clock shows. */
  let shown = [];
  const SHOWN = 2000;
  new MutationObserver(() => {
    if (shown.length < SHOWN) shown.push(textOf(app));
  }).observe(app, { subtree: true, childList: true, characterData: true, attributeFilter: ["state"] });

  addEventListener("DOMContentLoaded", () => document.body.append(app));

  // ---- what there is

  const textNodes = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return texts;
  };
  const textOf = (root) => textNodes(root).map((node) => node.data).join("");
  const ownText = (element) =>
    [...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data : "")).join("");
  const isVisible = (element) => {
    const box = element.getBoundingClientRect();
    return (
      getComputedStyle(element).visibility !== "hidden" &&
      (element.localName === "circle" || box.width > 0 || box.height > 0)
    );
  };
  const all = (selector) => [...app.querySelectorAll(selector)].filter(isVisible);
  const buttons = () => all("button, [role=button]");
  const checkboxes = () => {
    const found = all("[role=checkbox], input[type=checkbox]");
    const top = (element) => element.getBoundingClientRect().top;
    // Sorting is stable: those on one line keep their order.
    return found.sort((a, b) => Math.round(top(a)) - Math.round(top(b)));
  };
  const OTHERS = ["checkbox", "radio", "button", "submit", "reset", "hidden"];
  const inputs = () => all("input, textarea").filter((input) => !OTHERS.includes(input.type));
  const disabled = (element) => element.disabled === true || element.getAttribute("aria-disabled") === "true";
  const typeable = (input) =>
    inputs().includes(input) && input.type !== "range" && !disabled(input) && !input.readOnly;

  class Miss extends Error {}
  const miss = (reason) => {
    throw new Miss(reason);
  };
  const nth = (elements, index, what) => elements[index] ?? miss(`there are ${elements.length} ${what}`);

  /** Without those that contain another one. */
  const smallest = (elements) => {
    const around = new Set();
    const known = new Set(elements);
    for (const element of elements) {
      for (let parent = element.parentElement; parent && parent !== app; parent = parent.parentElement) {
        if (known.has(parent)) around.add(parent);
      }
    }
    return elements.filter((element) => !around.has(element));
  };
  /** The elements with a text, the best first: as the README says. */
  const withText = (wanted, visible = all("*")) => {
    const text = wanted.trim();
    const tests = [
      (element) => ownText(element).trim() === text,
      (element) => textOf(element).trim() === text,
      (element) => ownText(element).includes(text),
      (element) => textOf(element).includes(text),
      (element) => ["aria-label", "placeholder"].some((name) => element.getAttribute(name) === text),
    ];
    for (const test of tests) {
      const found = smallest(visible.filter(test));
      if (found.length) return found;
    }
    return miss("no visible element has the text");
  };
  /** Styles and attributes are those of hidden elements, too. */
  const withTextAnywhere = (text) => withText(text, [...app.querySelectorAll("*")]);
  const labelled = (elements, wanted) => {
    const label = wanted.trim();
    return (
      elements.find((element) => textOf(element).trim() === label) ??
      elements.find((element) => element.getAttribute("aria-label") === label) ??
      elements.find((element) => textOf(element).includes(label))
    );
  };
  const button = (which) =>
    typeof which === "number"
      ? nth(buttons(), which, "buttons")
      : (labelled(buttons(), which) ?? miss("there is no such button"));
  const buttonNear = (text, label) => {
    const [place] = withText(text);
    for (let around = place; around && around !== app.parentElement; around = around.parentElement) {
      const near = buttons().filter((button) => around.contains(button) && !button.contains(place));
      const found = label === undefined ? near[0] : labelled(near, label);
      if (found) return found;
    }
    return miss("there is no button near it");
  };

  // ---- cells

  const hasText = (element) => element.localName === "input" || ownText(element).trim() !== "";
  const row = (number) => {
    const wanted = String(number);
    const narrow = all("*").filter(
      (element) => ownText(element).trim() === wanted && element.getBoundingClientRect().width <= 60,
    );
    const left = (element) => element.getBoundingClientRect().left;
    // Cells may contain the same number: the label is the leftmost.
    const [label] = narrow.sort((a, b) => left(a) - left(b));
    if (!label) return miss(`no row ${number}`);
    const line = label.getBoundingClientRect();
    const middle = (line.top + line.bottom) / 2;
    const cells = all("*")
      .filter(hasText)
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.left >= line.right - 1 && box.top <= middle && box.bottom >= middle;
      })
      .sort((a, b) => left(a) - left(b));
    return { label, cells: smallest(cells) };
  };
  const cell = (number, column) => {
    const { cells } = row(number);
    return cells[column - 1] ?? miss(`the row has ${cells.length} cells`);
  };

  // ---- where it is

  /** A point where a click reaches the element. */
  const pointOf = (element) => {
    const inWindow = (x, y) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
    const rects = () => {
      const text = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      const range = document.createRange();
      if (text) range.selectNodeContents(text);
      return [...element.getClientRects(), ...(text ? range.getClientRects() : [])].filter(
        (box) => box.width > 0 && box.height > 0,
      );
    };
    const reached = () => {
      for (const box of rects()) {
        for (const [right, down] of [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9], [0.02, 0.02]]) {
          const x = box.left + box.width * right;
          const y = box.top + box.height * down;
          if (inWindow(x, y) && element.contains(document.elementFromPoint(x, y))) return { x, y };
        }
      }
      return null;
    };
    const before = reached();
    if (before) return before;
    element.scrollIntoView({ block: "center", inline: "center" });
    const after = reached();
    if (after) return after;
    const [box] = rects();
    if (!box) return miss("the element has no size");
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const over = document.elementFromPoint(x, y);
    return miss(`the element is covered by ${over ? over.outerHTML.slice(0, 120) : "nothing"}`);
  };

  // ---- assertions: each tells what is wrong, or null

  const say = (holds, reason) => (holds ? null : reason);
  const focusText = () => {
    const index = inputs().indexOf(document.activeElement);
    if (index >= 0) return `input ${index} has the focus`;
    return `${document.activeElement?.localName ?? "nothing"} has the focus`;
  };
  const focusedInput = () => {
    const { activeElement } = document;
    return inputs().includes(activeElement) ? activeElement : miss(focusText());
  };
  const input = (index) => nth(inputs(), index, "inputs");
  const value = (element, wanted) => say(element.value === wanted, `it is ${JSON.stringify(element.value)}`);
  const isChecked = (index) => {
    const box = nth(checkboxes(), index, "checkboxes");
    const aria = box.getAttribute("aria-checked");
    return aria === null ? box.checked === true : aria === "true";
  };
  const lightness = (colour) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 765;
  };

  const ASSERTIONS = {
    assert_contains: (text) => say(textOf(app).includes(text.trim()), "it does not"),
    assert_not_contains: (text) => say(!textOf(app).includes(text.trim()), "it does"),
    assert_order: (...texts) => {
      let rest = textOf(app);
      for (const text of texts) {
        const at = rest.indexOf(text);
        if (at < 0) return `${JSON.stringify(text)} does not come after those before it`;
        rest = rest.slice(at + text.length);
      }
      return null;
    },
    assert_url: (part) => say(decodeURI(location.href).includes(part), `it is ${location.href}`),
    assert_focused: (index) =>
      index === undefined
        ? (focusedInput(), null)
        : say(document.activeElement === input(index), focusText()),
    assert_not_focused: (index) =>
      index === undefined
        ? say(!inputs().includes(document.activeElement), focusText())
        : // An input that is gone has no focus.
          say(!inputs()[index] || document.activeElement !== inputs()[index], "it has the focus"),
    assert_input_value: (index, text) => value(input(index), text),
    assert_focused_input_value: (text) => value(focusedInput(), text),
    assert_input_empty: (index) => value(input(index), ""),
    assert_input_placeholder: (index, text) =>
      say(input(index).placeholder === text, `it is ${JSON.stringify(input(index).placeholder)}`),
    assert_input_typeable: (index) => say(typeable(input(index)), "it is not"),
    assert_input_not_typeable: (index) => say(!typeable(input(index)), "it is"),
    assert_button_enabled: (which) => say(!disabled(button(which)), "it is disabled"),
    assert_button_disabled: (which) => say(disabled(button(which)), "it is enabled"),
    assert_button_count: (count) => say(buttons().length === count, `there are ${buttons().length}`),
    assert_button_has_outline: (which) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(button(which));
      const has = (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow.includes("inset");
      return say(has, `outline ${outlineStyle} ${outlineWidth}, box-shadow ${boxShadow}`);
    },
    assert_checkbox_count: (count) => say(checkboxes().length === count, `there are ${checkboxes().length}`),
    assert_checkbox_checked: (index) => say(isChecked(index), "it is unchecked"),
    assert_checkbox_unchecked: (index) => say(!isChecked(index), "it is checked"),
    assert_checkbox_clickable: (index) => {
      const box = nth(checkboxes(), index, "checkboxes");
      pointOf(box);
      return say(!disabled(box) && getComputedStyle(box).pointerEvents !== "none", "it is not");
    },
    assert_toggle_all_darker: () => {
      const box = nth(checkboxes(), 0, "checkboxes");
      const inner = [box, ...box.querySelectorAll("*")].at(-1);
      const { color } = getComputedStyle(inner);
      return say(lightness(color) < 0.43, `its colour is ${color}`);
    },
    assert_element_style: (text, property, wanted) => {
      const [element] = withTextAnywhere(text);
      const found = getComputedStyle(element).getPropertyValue(property);
      // The browser's own spelling of the value, on an element of the same kind and in the same place.
      const probe = element.cloneNode(false);
      probe.style.setProperty(property, wanted, "important");
      probe.style.setProperty("transition", "none", "important");
      element.after(probe);
      const expected = getComputedStyle(probe).getPropertyValue(property);
      const valid = probe.style.getPropertyValue(property) !== "";
      probe.remove();
      return say(found === wanted || (valid && found === expected), `it is ${JSON.stringify(found)}`);
    },
    assert_attribute: (text, name, wanted) => {
      const [element] = withTextAnywhere(text);
      const holder = element.closest(`[${CSS.escape(name)}]`);
      const found = holder && app.contains(holder) ? holder.getAttribute(name) : null;
      return say(wanted === "" ? !found : found === wanted, `it is ${JSON.stringify(found)}`);
    },
    assert_cells_cell_text: (number, column, text) => {
      const found = cell(number, column);
      const shown = found.localName === "input" ? found.value : textOf(found);
      return say(shown.trim() === text.trim(), `it is ${JSON.stringify(shown)}`);
    },
    assert_cells_row_visible: (number) => say(isVisible(row(number).label), "it is hidden"),
    assert_diagnostic: (part) =>
      say(said.some((line) => line.includes(part)), `the diagnostics are ${JSON.stringify(said)}`),
    assert_no_diagnostics: () => say(said.length === 0, said[0]),
    // Counted natively only.
    assert_counter: () => null,
  };

  // ---- what the runner calls

  const TARGETS = {
    click_button: button,
    click_checkbox: (index) => nth(checkboxes(), index, "checkboxes"),
    click_text: (text) => withText(text)[0],
    near_text: buttonNear,
    dblclick_text: (text) => withText(text)[0],
    dblclick_text_nth: (text, index) => nth(withText(text), index, "such texts"),
    dblclick_cells_cell: cell,
    hover_text: (text) => withText(text)[0],
  };

  const edit = (element, prototype, property, text, ...events) => {
    Object.getOwnPropertyDescriptor(prototype, property).set.call(element, text);
    for (const type of events) element.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const setText = (element, text) => {
    const prototype = element.localName === "input" ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
    edit(element, prototype, "value", text, "input");
  };
  const DEEDS = {
    focus_input: (index) => input(index).focus(),
    blur: () => document.activeElement?.blur(),
    set_input_value: (index, text) => setText(input(index), text),
    set_focused_input_value: (text) => setText(focusedInput(), text),
    set_slider_value: (index, number) => {
      const slider = nth(all("input[type=range]"), index, "sliders");
      edit(slider, HTMLInputElement.prototype, "value", String(number), "input", "change");
    },
    select_option: (index, wanted) => {
      const select = nth(all("select"), index, "selects");
      const options = [...select.options];
      const option = options.find(({ value }) => value === wanted) ?? options.find(({ text }) => text === wanted);
      if (!option) miss(`no option ${JSON.stringify(wanted)} among ${options.map(({ value }) => value)}`);
      if (disabled(select)) miss("the select is disabled");
      edit(select, HTMLSelectElement.prototype, "value", option.value, "input", "change");
    },
    navigate: (path) => {
      const base = app.getAttribute("base");
      history.pushState(null, "", base + path.replace(/^\//, ""));
      dispatchEvent(new PopStateEvent("popstate"));
    },
    back: () => history.back(),
    forward: () => history.forward(),
    double_click: (x, y) => {
      const at = { bubbles: true, cancelable: true, clientX: x, clientY: y, detail: 2 };
      document.elementFromPoint(x, y)?.dispatchEvent(new MouseEvent("dblclick", at));
    },
  };

  const guarded = (act) => {
    try {
      return { value: act() };
    } catch (error) {
      if (error instanceof Miss) return { miss: error.message };
      throw error;
    }
  };

  /** Whether inspecting the program takes long: then its size makes it useless for waiting. */
  let slow = false;
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  globalThis.conformance = {
    state: () => ({ state: app.getAttribute("state"), faults, text: textOf(app) }),
    clear: () => app.clearState(),
    mark: () => void (shown = [textOf(app)]),
    shown: () => shown,
    point: (name, ...values) => guarded(() => pointOf(TARGETS[name](...values))),
    /** The corner that points of `click_at` are counted from: the only drawing's, else the app's. */
    corner: () => {
      const drawings = all("svg");
      const { left, top } = (drawings.length === 1 ? drawings[0] : app).getBoundingClientRect();
      return { x: left, y: top };
    },
    act: (name, ...values) => guarded(() => DEEDS[name](...values) ?? null),
    check: (name, ...values) => {
      const { value, miss } = guarded(() => ASSERTIONS[name](...values));
      return miss ?? value;
    },
    canType: () => typeable(document.activeElement),
    /** Waits until the program has answered everything that happened so far. */
    settle: async () => {
      for (let round = 0; round < 200; round++) {
        if (app.getAttribute("state") !== "running") return;
        if (slow) break;
        const start = performance.now();
        let inspection;
        try {
          inspection = await app.inspect();
        } catch {
          return;
        }
        slow = performance.now() - start > 80;
        const { page, counters } = inspection;
        if (page.pending_events === 0 && page.frames >= counters.frames) return;
        await pause(2);
      }
      // As long as the page is busy, and then for a moment.
      let quiet = 0;
      const observer = new MutationObserver(() => (quiet = 0));
      observer.observe(app, { subtree: true, childList: true, attributes: true, characterData: true });
      for (let round = 0; quiet < 5 && round < 100; round++) {
        quiet++;
        await pause(20);
      }
      observer.disconnect();
    },
  };
})();
