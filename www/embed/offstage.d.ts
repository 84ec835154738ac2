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
  readonly merged_texts: number;
  readonly nodes: number;
}

/** The answer of `inspect()`: what the engine tells, and the page's counters. */
export interface OffstageInspection {
  readonly page: OffstagePageCounters;
  readonly [field: string]: unknown;
}

/**
 * `<offstage-app src="todo.bn" base="/">`.
 *
 * `src` names a `.bn` file or a `.json` manifest `{"entry": …, "files": […]}`; without it, a child
 * `<script type="text/boon">` holds the program; more of them, with `data-file="Theme/Theme.bn"`, hold its modules. `base` is the page's path that is the program's `/`.
 */
export declare class OffstageApp extends HTMLElement {
  /** Ends the program and starts it anew from its source. */
  restart(): void;
  /** Ends the program: its worker, timers, listeners and elements. */
  stop(): void;
  /** The counters and the scope tree of the running program. */
  inspect(): Promise<OffstageInspection>;
}

declare global {
  interface HTMLElementTagNameMap {
    "offstage-app": OffstageApp;
  }
  interface HTMLElementEventMap {
    "offstage-error": CustomEvent<OffstageErrorDetail>;
  }
}
