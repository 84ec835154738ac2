// Checks what `control.js` writes and reads against samples from standard input, which `control.rs` makes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { attach, readReport, sources, start, write } from "../src/control.js";

const { starts, attaches, requests, reports } = JSON.parse(readFileSync(0, "utf8"));
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => new Uint8Array(Buffer.from(text, "hex"));

for (const { tab, leftovers, ...sample } of starts) {
  const command = start({ ...sample, tab: BigInt(tab), leftovers: leftovers.map(bytes) });
  assert.equal(hex(command), sample.bytes);
}
for (const sample of attaches) assert.equal(hex(attach(sample)), sample.bytes);
for (const sample of requests) {
  const details = sample.program ? [...sample.details, sources(sample.program)] : sample.details;
  assert.equal(hex(write(...details)), sample.bytes);
}
for (const { bytes: sent, report } of reports) assert.deepEqual(readReport(bytes(sent)), report);
