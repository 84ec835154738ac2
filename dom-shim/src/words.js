// What there is to say when something is wrong. Loaded when it is.

/** Why a frame is refused, by the numbers of `Reason`; a test holds them to the protocol's phrases. */
const REASONS = [
  "the bytes end too early",
  "bytes are left over",
  "not a frame",
  "another protocol version",
  "the frame is too long",
  "a malformed number",
  "a flag is neither 0 nor 1",
  "a text is not UTF-8",
  "an unknown variant",
  "a list or text is too long",
  "a name that is in no table",
  "a number is not finite",
  "a sequence that does not ascend",
  "child counts that describe no tree",
  "a text with children",
  "a template nested too deep",
  "hole numbers that are not each once",
  "a node that needs a hole has none",
  "something is named twice",
  "a path that does not start with one slash",
  "another epoch",
  "another location",
  "a frame out of order",
  "an id that is not the next one",
  "an unknown template",
  "an unknown class",
  "an unknown instance",
  "an unknown node",
  "an instance that exists already",
  "a node that exists already",
  "not as many texts as text holes",
  "a text where an element is needed",
  "an element where a text is needed",
  "a value for something that has none",
  "a fixed node cannot be placed",
  "the following sibling has another parent",
  "a node would contain itself",
  "a patch where it may not stand",
  "an unknown setting",
];

const reason = (offset, number) => `${REASONS[number]} at byte ${offset}`;

/** By the numbers of `End`, what who waits for an answer is told, and at last why a question is not asked. */
const ENDS = [
  "the program was stopped",
  "the engine is started anew",
  "another tab leads",
  "another tab has taken over",
  "the tab that leads does not answer",
  "the engine has died before it answered",
  "the page has given up",
];

const OTHER_BUILD =
  "the page and the worker are of different versions: the files beside offstage.js are of different builds";

/** What keeps a program from running, or its worker. */
const FAILURES = {
  wasm: (folder, why) =>
    `dom_shim_bg.wasm could not be loaded from ${folder}: ${why}` +
    " (a Content-Security-Policy needs script-src 'self' 'wasm-unsafe-eval')",
  unloaded: (url, why) => `${url} could not be loaded: ${why}`,
  answered: (url, status, text) =>
    `${url} could not be loaded: ${status} ${status === 404 ? "there is no such file" : text}`.trim(),
  html: (url) => `${url} is an HTML page, not a Boon program; is the address right?`,
  manifest: (url, why) => `${url} is not a manifest: ${why}`,
  nothing: () => 'there is no program: neither src nor a <script type="text/boon">',
  file: () => "the page is a local file; workers need a page that a server delivers",
  origin: (ours, page) =>
    `offstage.js is served from ${ours} but the page from ${page}; workers must have the page's origin, so serve the` +
    " files of Offstage from there",
  forbidden: (url, why) => `the page does not allow the worker ${url}: ${why}`,
  blocked: (url) => `the page's Content-Security-Policy blocks the worker ${url}; it needs worker-src 'self'`,
  silent: (url) => `the worker ${url} could not be loaded`,
  failed: (why) => `the worker failed: ${why}`,
  unreadable: () => "a message of the worker was unreadable",
  mute: () => "the worker did not answer",
};

/** A message, or what there is one for: its name and what it is about. */
export const message = (said) => (typeof said === "string" ? said : FAILURES[said[0]](...said.slice(1)));

export const notice = (severity, message, ...hints) => ({
  severity, message, hints, file: "", line: 0, column: 0, sourceLine: "", caret: "", trace: [],
});

export const ended = (why) => ENDS[why];
export const notAsked = (why) =>
  why === 3 ? "the program is not running" : "the program is recovering; ask again when it runs";

// What the page's observer is told: the first names its ear.

export const otherBuild = () => ["failed", OTHER_BUILD];
export const otherProgram = () => [
  "gaveUp",
  "another tab runs another version of this program, and both share its state. " +
    "Reload the older one of the tabs, or close the other one; then try again",
];
export const disagreement = (offset, number) => [
  "failed",
  `the page cannot show what the worker sends: ${reason(offset, number)}`,
];
export const letter = ({ sequence, what }) => [
  "report",
  [
    notice(
      "error",
      `event ${sequence} was given up, because the engine died whenever it was processed: ${what}`,
      "deadLetters() lists it, retry(number) tries it once more, discard(number) forgets it",
    ),
  ],
];
export const guest = (base) => [
  "report",
  [
    notice(
      "warning",
      `another app of this page has the routes below \`${base}\`: this one keeps its route to itself`,
      "give each app that uses the Router a `base` of its own",
    ),
  ],
];
export function died(givenUp, said) {
  const why = message(said);
  console.warn("Offstage: the engine has died:", why);
  return givenUp ? ["gaveUp", `the program died again and again, at last because of this: ${why}`] : [];
}

// What only the console is told.

export function leaderSilent() {
  console.warn("Offstage: the tab that leads does not answer:", "this one takes over");
  return [];
}
export function refused(name, value) {
  console.error("Offstage: this value is not allowed and left out:", name, value);
  return [];
}
export function rejected(sequence, offset, number) {
  console.error("Offstage: a frame was refused:", `${sequence}`, reason(offset, number));
  return [];
}
export function unsendable(offset, number) {
  console.error("Offstage: events cannot be sent:", reason(offset, number), "");
  return [];
}
