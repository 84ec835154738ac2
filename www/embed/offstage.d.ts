/** What is wrong with a program, and where. Without a place, `file` is empty and the numbers are 0. */
export interface OffstageDiagnostic {
  readonly severity: "warning" | "error";
  /** What was found and what was expected. */
  readonly message: string;
  /** What the author may do about it. */
  readonly hints: readonly string[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;
  readonly sourceLine: string;
  /** The line below the source line: spaces and `^`. */
  readonly caret: string;
  /** On which way the program came to the place, innermost first: calls and items of lists. */
  readonly trace: readonly string[];
}

/** Detail of the bubbling event `offstage-error`. */
export interface OffstageErrorDetail {
  readonly diagnostics: readonly OffstageDiagnostic[];
}

/** Detail of the bubbling event `offstage-storage`, and the property `storage`. */
export interface OffstageStorage {
  /** How long what happens is kept from now on; less than was asked for if something is wrong. */
  readonly durability: OffstageDurability;
  /** Where: `OPFS`, `IndexedDB` or `memory`. */
  readonly place: string;
  /** Why that is less than was asked for, or what was lost; empty if all is well. */
  readonly problem: string;
}

/**
 * How long what happens is kept: `strict` on the disk before anything of it is shown, `relaxed` in the file
 * (it survives a killed worker, tab or browser), `memory` as long as the worker lives.
 */
export type OffstageDurability = "strict" | "relaxed" | "memory";

/** The value of the attribute `state`. */
export type OffstageState = "loading" | "running" | "recovering" | "stalled" | "failed";

/** An event that was given up because the engine died whenever it was processed. */
export interface OffstageDeadLetter {
  /** Its number, for `retry` and `discard`. */
  readonly sequence: number;
  /** What it was, in words. */
  readonly what: string;
  /** When it happened, in milliseconds since the Unix epoch. */
  readonly time: number;
  /** How often the engine died of it. */
  readonly tries: number;
}

/** The files of a program. */
export interface OffstageSource {
  /** The path of the file to run. */
  readonly entry: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** Counters of the page's side. */
export interface OffstagePageCounters {
  readonly frames: number;
  readonly frame_bytes: number;
  readonly rejected_frames: number;
  readonly rejected_values: number;
  readonly events: number;
  readonly event_frames: number;
  readonly event_bytes: number;
  readonly coalesced: number;
  readonly rejected_events: number;
  readonly pending_events: number;
  readonly stale: number;
  /** How often the engine has died. */
  readonly deaths: number;
  readonly merged_texts: number;
  readonly nodes: number;
  /** How much memory the page's wasm has, for all apps of the page. */
  readonly memory_bytes: number;
}

/** The answer of `inspect()`: what the engine tells, and the page's counters. */
export interface OffstageInspection {
  readonly page: OffstagePageCounters;
  readonly [field: string]: unknown;
}

/**
 * `<offstage-app src="todo.bn" base="/" app="todo" durability="relaxed">`.
 *
 * `src` names a `.bn` file or a `.json` manifest `{"entry": …, "files": […]}`; without it, a child
 * `<script type="text/boon">` holds the program; more of them, with `data-file="Theme/Theme.bn"`, hold its modules. `base` is the page's path that is the program's `/`.
 *
 * State belongs to the page's origin and the app's name: the attribute `app`, or the path of `src`; an inline
 * program without `app` keeps nothing. Tabs that show the same app share its state. A change of an attribute
 * restarts the program.
 */
export declare class OffstageApp extends HTMLElement {
  /** Ends the program and starts it anew from its source and its saved state. */
  restart(): void;
  /** Ends the program: its worker, timers, listeners and elements. */
  stop(): void;
  /** How what happens is kept; null as long as nobody has said. */
  readonly storage: OffstageStorage | null;
  /** Forgets everything that is saved; the program starts anew, in every tab. */
  clearState(): Promise<void>;
  /**
   * Goes on with another text of the program, its entry file or all files, in every tab; answers the places whose
   * state was dropped because it no longer fits. If the text does not run, the program goes on as it was and the promise
   * is rejected with an error that has `diagnostics`.
   */
  swap(source: string | OffstageSource): Promise<readonly string[]>;
  /** The log as a file for a bug report; with `redact` its texts are blanked. */
  recording(options?: { redact?: boolean }): Promise<Blob>;
  /** The events that were given up. */
  deadLetters(): Promise<readonly OffstageDeadLetter[]>;
  /** Tries an event that was given up once more. */
  retry(sequence: number): Promise<unknown>;
  /** Forgets an event that was given up. */
  discard(sequence: number): Promise<unknown>;
  /** The counters and the scope tree of the running program. */
  inspect(): Promise<OffstageInspection>;
}

declare global {
  interface HTMLElementTagNameMap {
    "offstage-app": OffstageApp;
  }
  interface HTMLElementEventMap {
    "offstage-error": CustomEvent<OffstageErrorDetail>;
    "offstage-storage": CustomEvent<OffstageStorage>;
  }
}
