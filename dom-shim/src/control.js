// The typed bridge: the few messages that are not frames, as `protocol/src/control.rs` defines them.
//
// They are postcard's bytes; a test holds what is written and read here to serde's. It is JS because a program,
// its files and what is reported of them are JS's before and after, and wasm would only pass them on.

const encoder = new TextEncoder();

/** `VERSION` of the protocol. */
const VERSION = 2;

/** By their numbers. */
export const DURABILITIES = ["strict", "relaxed", "memory"];

/** A number that is written as eight bytes. */
const float = (number) => ({ raw: new Uint8Array(Float64Array.of(number).buffer) });

/** What may be there. */
const maybe = (value) => (value ? [1, value] : 0);

/** A list of what is written alike. */
const list = (items) => [items.length, items];

/** The files of a program, and which of them is run. */
export const sources = ({ entry, files }) => [entry, list(files.map(({ path, text }) => [path, text]))];

/** The bytes of values: numbers as varints, texts and bytes with their lengths, arrays one item after the other. */
export function write(...values) {
  const chunks = [];
  let length = 0;
  const raw = (bytes) => {
    chunks.push(bytes);
    length += bytes.length;
  };
  const add = (value) => {
    if (Array.isArray(value)) value.forEach(add);
    else if (value.raw) raw(value.raw);
    else if (typeof value === "string") add(encoder.encode(value));
    else if (value instanceof Uint8Array) {
      add(value.length);
      raw(value);
    } else {
      const bytes = [];
      let rest = BigInt(value);
      for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
      raw([...bytes, Number(rest)]);
    }
  };
  values.forEach(add);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** `Command::Start`. */
export const start = ({ epoch, tab, name, durability, resumes, applied, leftovers, program, base, route, seed, time }) =>
  write(
    0, VERSION, epoch, tab, maybe(name), DURABILITIES.indexOf(durability), maybe(resumes), applied, list(leftovers),
    sources(program), base, route, seed, float(time),
  );

/** `Command::Attach`. */
export const attach = ({ program, base, route, resumes, applied }) =>
  write(1, VERSION, fingerprint(program), base, route, maybe(resumes), applied);

/** Differs for different texts of a program: FNV-1a in two halves. */
function fingerprint({ entry, files }) {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (const text of [entry, ...files.flatMap(({ path, text }) => [path, text])]) {
    for (const byte of [...encoder.encode(text), 0xff]) {
      low = (low ^ byte) >>> 0;
      const product = low * 0x1b3;
      high = (Math.imul(high, 0x1b3) + (low << 8) + Math.floor(product / 2 ** 32)) >>> 0;
      low = product >>> 0;
    }
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Reads a report: its number and what it says; null if its sender is of another build. */
export function readReport(bytes) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  const take = (length) => {
    if (length > bytes.length - at) throw at;
    return bytes.subarray(at, (at += length));
  };
  const number = () => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const [byte] = take(1);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const text = () => decoder.decode(take(number()));
  const list = (read) => {
    const items = [];
    for (let count = number(); count; count--) items.push(read());
    return items;
  };
  const one = (names) => names[number()] ?? take(Infinity);
  const file = () => ({ path: text(), text: text() });
  // The order is that of the bytes.
  const diagnostic = () => ({
    severity: one(["warning", "error"]),
    message: text(),
    hints: list(text),
    file: text(),
    line: number(),
    column: number(),
    sourceLine: text(),
    caret: text(),
    trace: list(text),
  });
  const nothing = () => null;
  try {
    const kind = number();
    const said = [
      nothing,
      () => list(diagnostic),
      () => list(diagnostic),
      number,
      nothing,
      () => ({ durability: one(["strict", "relaxed", "memory"]), place: text(), problem: text() }),
      () => ({ sequence: number(), what: text() }),
      nothing,
      nothing,
      () => ({ entry: text(), files: list(file) }),
    ][kind]();
    return at === bytes.length ? [kind, said] : null;
  } catch {
    return null;
  }
}
