// The playground: which example is shown is the page's path, `/play/<example>`. What follows it in
// the path belongs to the running program, so the router of this page reads no further.

import { Editor } from "./editor.js";
import { element, part } from "./elements.js";
import { examples } from "./examples.js";
import { Inspector } from "./inspector.js";
import { Preview } from "./preview.js";
import { Problems } from "./problems.js";

const home = part("main.home");
const play = part("main.play");
const editor = new Editor();
const problems = new Problems();
const inspector = new Inspector();
const preview = new Preview((diagnostics) => problems.add(diagnostics));

/** The example that is shown, or null on the front page. */
let current = null;
/** Whether the program that runs is the editor's, not the one that was loaded. */
let edited = false;

/** A program that a link brings along behind its `#`, encoded. */
const sketch = { name: "sketch", title: "Sketch" };

const baseOf = (example) => `/play/${example.name}`;
const folderOf = (example) => (example.files ? `/examples/${example.name}/` : "/examples/");
const filesOf = (example) => example.files ?? [`${example.name}.bn`];
/** Edited or not, a program is the same app; what a link brings along keeps nothing. */
const appOf = (example) => (example === sketch ? null : folderOf(example) + filesOf(example)[0]);

function exampleOfPath() {
  const [, folder, name] = location.pathname.split("/");
  if (folder !== "play") return null;
  return name === sketch.name ? sketch : (examples.find((example) => example.name === name) ?? null);
}

function show(example) {
  current = example;
  home.hidden = example !== null;
  play.hidden = example === null;
  document.title = example ? `${example.title} · Offstage` : "Offstage";
  for (const link of document.querySelectorAll(".examples a")) {
    if (example && link.pathname === baseOf(example)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!example) return preview.clear();
  part(".preview .name").textContent = example.title;
  if (example === sketch) {
    editor.open([{ path: "sketch.bn", text: sketchOfLink() }]);
    return runEdited();
  }
  runOriginal(example);
  loadSource(example);
}

function sketchOfLink() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "-- The link is damaged: it is no encoded text.";
  }
}

function run(start) {
  problems.clear();
  inspector.clear();
  start();
}

function runOriginal(example) {
  edited = false;
  run(() => preview.runFiles(folderOf(example), filesOf(example), baseOf(example)));
}

/** Runs what the editor holds in a new element. */
function runEdited() {
  edited = true;
  run(() => preview.runSources(editor.files, baseOf(current), appOf(current)));
}

async function loadSource(example) {
  editor.open([]);
  const load = async (path) => {
    const response = await fetch(folderOf(example) + path);
    return { path, text: response.ok ? await response.text() : `-- ${path}: ${response.status}` };
  };
  const files = await Promise.all(filesOf(example).map(load));
  // Another example may have been chosen while this one was loading.
  if (current === example) editor.open(files);
}

const actions = {
  restart: () => (edited ? runEdited() : run(() => preview.app?.restart())),
  stop: () => preview.app?.stop(),
  clear: () => run(() => tell(preview.app?.clearState())),
  run: () => {
    edited = true;
    run(() => tell(goOn()));
  },
  reset: () => {
    editor.reset();
    if (current === sketch) return runEdited();
    runOriginal(current);
  },
  inspect: () => inspector.show(preview.app),
  record: () => tell(save(preview.app)),
};

/** Shows why something that was asked of the program cannot be had. */
async function tell(wish) {
  try {
    await wish;
  } catch (error) {
    const { message = String(error), diagnostics } = error ?? {};
    problems.add(diagnostics?.length ? diagnostics : [{ severity: "error", message }]);
  }
}

async function goOn() {
  problems.dropped(await preview.goOn(editor.files, baseOf(current), appOf(current)));
}

async function save(app) {
  const url = URL.createObjectURL(await app.recording());
  element("a", { href: url, download: `${current.name}.recording` }).click();
  URL.revokeObjectURL(url);
}

play.addEventListener("click", (event) => {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (action && current) actions[action]();
});

editor.source.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    actions.run();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-link]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain) return;
  event.preventDefault();
  if (link.pathname !== location.pathname) history.pushState(null, "", link.pathname);
  show(exampleOfPath());
});

// The program moves within its own base; only a step to another example concerns this page.
addEventListener("popstate", () => {
  const example = exampleOfPath();
  if (example !== current) show(example);
});

function fillLists() {
  const nav = part(".examples");
  const cards = part(".cards");
  for (const example of examples) {
    nav.append(element("a", { href: baseOf(example), "data-link": "" }, example.title));
    const card = element("a", { href: baseOf(example), "data-link": "" });
    card.append(element("strong", {}, example.title), element("span", {}, example.about));
    cards.append(element("li", {}, card));
  }
}

fillLists();
show(exampleOfPath());
