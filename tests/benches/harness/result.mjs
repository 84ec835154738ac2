// What a benchmark leaves behind: tables, goals, and the numbers that a later run is compared with.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
/** A quick run never replaces a thorough one. */
const folder = (quick) => join(root, quick ? "target/bench/results" : "tests/benches/results");

/** Collects the outcome of one kind of benchmark. */
export class Result {
  tables = [];
  plots = [];
  goals = [];
  /** Counted work: the same in every run of the same build. Less is better. */
  counted = {};
  /** Ours divided by a peer of the same run. Less is better. */
  ratios = {};
  notes = [];
  versions = {};

  constructor(kind, { quick }) {
    this.kind = kind;
    this.quick = quick;
  }

  table(title, head, rows, note) {
    this.tables.push({ title, head, rows: rows.map((row) => row.map(text)), note });
  }

  /** A bar for each entry of `values`, none of which may be missing. */
  plot(title, unit, values) {
    this.plots.push({ title, unit, values });
  }

  /** A goal that is met at or below `most`; `least` turns that round. */
  goal(name, value, { most, least, unit = "" }) {
    const met = Number.isFinite(value) && (most === undefined || value <= most) && (least === undefined || value >= least);
    const goal = most === undefined ? `≥ ${text(least)}${unit}` : `≤ ${text(most)}${unit}`;
    this.goals.push({ name, goal, value: `${text(value)}${unit}`, met });
  }

  /** A goal that is a fact. */
  fact(name, goal, met, value = met ? "yes" : "no") {
    this.goals.push({ name, goal, value, met });
  }

  note(text) {
    this.notes.push(text);
  }

  finish() {
    return {
      kind: this.kind,
      date: new Date().toISOString(),
      quick: this.quick,
      machine: machine(),
      versions: { ...toolVersions(), ...this.versions },
      tables: this.tables,
      plots: this.plots,
      goals: this.goals,
      counted: this.counted,
      ratios: this.ratios,
      notes: this.notes,
    };
  }
}

/** Numbers as short as they are exact. */
export function text(value) {
  if (typeof value !== "number") return `${value ?? "–"}`;
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return `${value}`;
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

function machine() {
  const [{ model }] = cpus();
  return {
    processor: model.trim(),
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release().split(".").slice(0, 2).join(".")}`,
    load: loadavg()[0].toFixed(1),
  };
}

function toolVersions() {
  const answer = (program, ...parameters) => {
    try {
      return execFileSync(program, parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      return undefined;
    }
  };
  return {
    node: process.version,
    rustc: answer("rustc", "--version"),
    browser: process.env.CHROME_PATH && answer(process.env.CHROME_PATH, "--version"),
    offstage: answer("git", "-C", root, "rev-parse", "--short", "HEAD"),
  };
}

/** Prints a result as a terminal shows it best. */
export function print(result) {
  console.log(`\n${result.kind}${result.quick ? ", quick" : ""}: ${result.date}`);
  for (const { title, head, rows, note } of result.tables) {
    console.log(`\n${title}`);
    const lines = [head, ...rows];
    const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
    for (const line of lines) {
      console.log(line.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join("  "));
    }
    if (note) console.log(note);
  }
  for (const note of result.notes) console.log(`\n${note}`);
  if (result.goals.length) console.log("\ngoals");
  for (const { name, goal, value, met } of result.goals) {
    console.log(`  ${met ? "met    " : "NOT MET"}  ${name}: ${value} (${goal})`);
  }
  console.log(summary([result]));
}

/** The last line. */
export function summary(results) {
  const goals = results.flatMap(({ goals }) => goals);
  const met = goals.filter(({ met }) => met).length;
  return `goals: ${met} met, ${goals.length - met} not met`;
}

export function keep(result) {
  mkdirSync(folder(result.quick), { recursive: true });
  writeFileSync(join(folder(result.quick), `${result.kind}.json`), `${JSON.stringify(result, null, 1)}\n`);
}

/** The thorough result of a kind, if there is one. */
export function kept(kind) {
  const file = join(folder(false), `${kind}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/** The result of a kind as the newest commit has it. */
export function committed(kind) {
  const shown = `HEAD:tests/benches/results/${kind}.json`;
  try {
    return JSON.parse(execFileSync("git", ["-C", root, "show", shown], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return null;
  }
}
