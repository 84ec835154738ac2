// How diagnostics are shown. Loaded when there are some.

import { message, notice } from "./words.js";

/** Tells the console of diagnostics, or of what is about no place; answers them and the errors among them. */
export function tell(said) {
  const isMessage = typeof said === "string" || typeof said[0] === "string";
  const diagnostics = isMessage ? [notice("error", message(said))] : said;
  const isError = ({ severity }) => severity === "error";
  for (const diagnostic of diagnostics) {
    console[isError(diagnostic) ? "error" : "warn"](`Offstage: ${describe(diagnostic)}`);
  }
  return { diagnostics, errors: diagnostics.filter(isError) };
}

/** What stands where the program cannot; with a button if the user may try again. */
export function panel(document, errors, retry) {
  const panel = document.createElement("pre");
  panel.setAttribute("role", "alert");
  panel.className = "offstage-error";
  panel.textContent = errors.map(describe).join("\n\n");
  Object.assign(panel.style, {
    margin: "0",
    padding: "12px 16px",
    overflow: "auto",
    font: "13px/1.45 ui-monospace, monospace",
    color: "#7a1212",
    background: "#fff4f3",
    borderLeft: "4px solid #c62828",
    whiteSpace: "pre",
  });
  if (!retry) return panel;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Retry";
  // Buttons inside of an app have no look of their own.
  Object.assign(button.style, {
    display: "block",
    margin: "12px 0 0",
    padding: "4px 12px",
    font: "inherit",
    background: "#fff",
    border: "1px solid #c62828",
    borderRadius: "6px",
    cursor: "pointer",
  });
  button.addEventListener("click", retry);
  panel.append(button);
  return panel;
}

/** A diagnostic as its author reads it. */
function describe({ severity, message, hints, file, line, column, sourceLine, caret, trace }) {
  const rows = [file ? `${file}:${line}:${column}: ${severity}: ${message}` : message];
  if (file && sourceLine) {
    const number = `${line}`;
    rows.push(`${number} | ${sourceLine}`, `${" ".repeat(number.length)} | ${caret}`);
  }
  rows.push(...trace.map((step) => `  ${step}`));
  for (const hint of hints) rows.push(`hint: ${hint}`);
  return rows.join("\n");
}
