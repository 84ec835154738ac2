// Very large frames in slices, so that the page can paint and answer meanwhile.
//
// The beginning of an op table, which is what is seen first, runs at once, the rest in tasks of their own, each
// after the last one is painted.

const TOLD_FINISHED = 1;

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

/** Slices of what `run` runs: from where and until when; it answers how far it came. */
export function createSlices(run, tell) {
  let rest = null;
  /** How much longer than its ops the rendering of a slice took, as learned from those before; at first a guess. */
  let renders = 4;
  const resumed = new MessageChannel();
  const now = () => performance.now();

  resumed.port1.onmessage = () => {
    if (!rest) return;
    if (rest.frame) {
      rest.rendered = now() - rest.frame;
      renders += (Math.min(rest.rendered / Math.max(rest.script, 1), 30) - renders) / 2;
    }
    if (slice()) tell(TOLD_FINISHED);
  };

  /** Runs the next slice; answers whether it was the last one. If not, the rest waits until this one is painted. */
  const slice = () => {
    const its = rest;
    const begun = now();
    const wanted = Math.max(LEAST_SCRIPT, Math.min(MOST_SCRIPT, SLICE / (1 + renders)));
    const share = Math.max(wanted, its.rendered / MOST_RENDERING);
    its.at = run(its.ops, its.blob, its.at, begun + share);
    if (its.at === its.ops.length) {
      rest = null;
      return true;
    }
    its.script = now() - begun;
    its.frame = 0;
    const go = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      // A message that is posted in a frame arrives when the frame has been painted.
      if (rest === its) resumed.port2.postMessage(null);
    };
    const frame = requestAnimationFrame(() => {
      its.frame = now();
      go();
    });
    const timer = setTimeout(go, UNPAINTED);
    return false;
  };

  return {
    /** Runs an op table; returns whether it is done. A large one may be sliced. */
    apply(ops, blob, large) {
      if (!large) return run(ops, blob, 0, Infinity) === ops.length;
      rest = { ops, blob, at: 0, rendered: 0 };
      if (slice()) return true;
      // The table is wasm's memory and does not outlive this call.
      rest.ops = ops.slice();
      return false;
    },

    /** Runs what is left of a sliced table at once; answers whether there was any. */
    hurry() {
      const its = rest;
      rest = null;
      if (its) run(its.ops, its.blob, its.at, Infinity);
      return its !== null;
    },

    close() {
      rest = null;
      resumed.port1.close();
    },
  };
}
