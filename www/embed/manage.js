// What a running program can be asked and told besides: the methods of the element that a usual visit never calls.

/** Commands and tasks by their numbers in the protocol's `Command` and `Task`. */
const INSPECT = 3, MANAGE = 4;
const CLEAR_STATE = 0, SWAP = 1, DEAD_LETTERS = 2, RETRY = 3, DISCARD = 4, RECORDING = 5;

/** The page's own counters, in the order of `Session::count`. */
const COUNTERS =
  "frames frame_bytes rejected_frames rejected_values events event_frames event_bytes coalesced rejected_events pending_events stale deaths merged_texts nodes".split(
    " ",
  );

export async function clearState(app) {
  const answer = app.ask(MANAGE, CLEAR_STATE);
  app.cleared();
  await answer;
}

export const deadLetters = (app) => app.ask(MANAGE, DEAD_LETTERS);
export const retry = (app, sequence) => app.ask(MANAGE, RETRY, sequence);
export const discard = (app, sequence) => app.ask(MANAGE, DISCARD, sequence);

export async function recording(app, redact) {
  return new Blob([await app.ask(MANAGE, RECORDING, redact)], { type: "application/octet-stream" });
}

/** Answers the program that runs then, and the places whose state was dropped. */
export async function swap(app, source, running) {
  const program = programOf(source, running);
  const dropped = await app.ask(MANAGE, SWAP, app.sources(program)).catch((error) => {
    throw Object.assign(error, { diagnostics: error.diagnostics?.map(fromEngine) ?? [] });
  });
  app.swapped(program);
  return [program, dropped];
}

function programOf(source, { entry, files }) {
  if (typeof source === "string") {
    return { entry, files: files.map((file) => (file.path === entry ? { ...file, text: source } : file)) };
  }
  const others = Array.isArray(source?.files) ? source.files : [];
  if (!others.some(({ path }) => path === source.entry)) {
    throw new TypeError("swap needs a text, or { entry, files: [{ path, text }] } with the entry among the files");
  }
  return { entry: source.entry, files: others.map(({ path, text }) => ({ path, text })) };
}

/** A diagnostic in an answer of the engine, in the names that JS has for its parts. */
function fromEngine({ severity, source_line: sourceLine, ...others }) {
  return { ...others, severity: severity.toLowerCase(), sourceLine };
}

export async function inspect(app) {
  const inspection = await app.ask(INSPECT);
  const page = Object.fromEntries(COUNTERS.map((name, counter) => [name, app.count(counter)]));
  page.memory_bytes = app.memory();
  // What both sides count is one number for the reader; `page` has the page's part.
  const counters = { ...inspection.counters };
  counters.coalesced += page.coalesced;
  counters.stale += page.stale;
  counters.rejected += page.rejected_values + page.rejected_events;
  return { ...inspection, counters, page };
}
